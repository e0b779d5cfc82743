#!/usr/bin/env bash
# Checks the page of a release that runs: root, assets, HTML, Exec Sandbox.
# Usage: scripts/release_frontend_check.sh [local|staging|production]
# Exit codes: 0 passed, 1 not, 2 wrong usage. `bin/canary frontend --help` tells the variables that name other addresses.
exec "$(dirname -- "$(readlink -f -- "$0")")/../bin/canary" frontend "$@"
