#!/usr/bin/env bash
# Watches the SLO of a release that runs, by user traffic: error rate, p95, p99, request rate.
# Usage: scripts/release_metrics_gate.sh [local|staging|production] [minutes]
# Exit codes: 0 passed, 1 not, 2 wrong usage. `bin/canary slo --help` tells the variables that name other addresses.
exec "$(dirname -- "$(readlink -f -- "$0")")/../bin/canary" slo "$@"
