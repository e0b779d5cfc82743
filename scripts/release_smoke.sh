#!/usr/bin/env bash
# Smoke test of a release that runs: health, metrics, critical metrics, ping → pong, Prometheus.
# Usage: scripts/release_smoke.sh [local|staging|production]
# Exit codes: 0 passed, 1 not, 2 wrong usage. `bin/canary smoke --help` tells the variables that name other addresses.
exec "$(dirname -- "$(readlink -f -- "$0")")/../bin/canary" smoke "$@"
