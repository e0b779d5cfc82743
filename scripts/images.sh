# shellcheck shell=bash
# Sourced by the scripts here: which images there are, what they are called, and which version the working tree has.

root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
COMPONENTS=(automation-service ai-pipeline frontend)

say() { printf '%s\n' "$*"; }
complain() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }

# What the command was asked is wrong: exit 2.
usage_error() {
  complain "$1"
  printf '%s\n' "$USAGE" >&2
  exit 2
}

is_component() {
  local component
  for component in "${COMPONENTS[@]}"; do
    if [ "$component" = "$1" ]; then return 0; fi
  done
  return 1
}

# The version in a component's package.json.
version_of() { node -p 'require(process.argv[1]).version' "$root/services/$1/package.json"; }

# IMAGE_REPOSITORY is all of the name but the component, such as ghcr.io/acme/canary-release.
image_of() { say "${IMAGE_REPOSITORY:-canary-release}/$1:$2"; }

assert_tag() {
  [[ $1 =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$ ]] ||
    usage_error "tag is '$1'; allowed: 1 to 128 letters, digits, '_', '.' and '-', the first no '.' or '-'"
}
