#!/usr/bin/env bash
# Commits and pushes what a step of a release has written into the stack's config, so that the repository says what runs.
# Usage: scripts/record_config.sh <environment> <what was done>
# Somebody else may have pushed meanwhile: it then tries again on top of theirs, five times.
set -euo pipefail
[ $# -eq 2 ] || { sed -n '3s/^# //p' "$0" >&2; exit 2; }
file=Pulumi.$1.yaml
if git diff --quiet -- "$file"; then
  echo "$file is as it was: nothing to record."
  exit 0
fi
git commit --quiet --message "$1: $2" -- "$file"
for attempt in 1 2 3 4 5; do
  if git push --quiet origin "HEAD:${DEFAULT_BRANCH:?}"; then
    echo "Recorded in $(git rev-parse --short HEAD)."
    exit 0
  fi
  echo "Push $attempt was refused; trying again on top of what is there." >&2
  git pull --quiet --rebase origin "$DEFAULT_BRANCH"
done
exit 1
