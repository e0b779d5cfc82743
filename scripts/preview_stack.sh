#!/usr/bin/env bash
# What a pull request would change in a stack, as a comment in Markdown. For workflows on GitHub.
# Usage: scripts/preview_stack.sh <stack> <markdown file>
# With PULUMI_BACKEND_URL and PULUMI_CONFIG_PASSPHRASE it previews against the stack's own state. Pull requests from forks
# have no secrets: for them it is the state that the last deployment has uploaded, or nothing.
set -euo pipefail
[ $# -eq 2 ] || { sed -n '3s/^# //p' "$0" >&2; exit 2; }
canary="$(dirname -- "$(readlink -f -- "$0")")/../bin/canary"
if [ -n "${PULUMI_BACKEND_URL:-}" ] && [ -n "${PULUMI_CONFIG_PASSPHRASE:-}" ]; then
  exec "$canary" preview "$1" --markdown "$2"
fi
unset PULUMI_BACKEND_URL
CANARY_ENGINE=embedded exec "$canary" preview "$1" --last-state --markdown "$2"
