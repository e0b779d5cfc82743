# The bash session of a document. From descriptor 3 it reads which file to source and how it must end, a line each; to
# descriptor 4 it says how each one ended. At the end of its orders, and when one failed, it ends what is left running:
# also when whoever gave the orders is gone.
set -euo pipefail

end_all() {
  for place in /proc/[0-9]*; do
    process=${place#/proc/}
    [ "$process" != "$$" ] && grep -qsF -- "$DOCUMENT_FOLDER" "$place/environ" && kill -KILL "$process"
  done
}
trap 'end_all 2>/dev/null || true' EXIT

while read -r ending file <&3; do
  case $ending in
  passes)
    source "$file"
    ;;
  fails)
    set +e
    (
      set -e
      source "$file"
    )
    status=$?
    set -e
    if [ "$status" -eq 0 ]; then
      printf 'exit code 0, and it must fail\n' >&4
      exit 1
    fi
    ;;
  esac
  printf 'done\n' >&4
done
