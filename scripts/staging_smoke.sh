#!/usr/bin/env bash
# Smoke-tests the images of the three services: starts them by docker on a network of their own, waits until each is
# healthy, and asks what the gates before traffic ask (release/images/). There is no Kong and no Prometheus here.
# Needs docker, Node 24 and npm's dependencies.
#
# Every check is run and reported, also after one has failed. When one has, the logs of every container are shown. The
# containers and the network are removed however it ends.
#
# Environment: IMAGE_REPOSITORY, as for scripts/build_image.sh.
# Exit codes: 0 all passed, 1 something did not, 2 wrong usage, 128 and the signal's number: ended by a signal.
set -euo pipefail
USAGE="usage: scripts/staging_smoke.sh [tag]
  tag  of the three images; default: for each the version in its component's package.json"
# shellcheck source=scripts/images.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/images.sh"
HEALTHY_SECONDS=60
POLL_SECONDS=0.3

case ${1-} in -*) usage_error "option $1 is not known" ;; esac
[ $# -le 1 ] || usage_error "'$2' is one argument too many"
[ $# -eq 0 ] || assert_tag "$1"
tag=${1-}

# The Node that npm brought, where there is one.
PATH=$root/node_modules/node/bin:$PATH
node_version=$(node --version)
node_major=${node_version#v}
if [ "${node_major%%.*}" -lt 24 ]; then
  complain "Node is $node_version; 24 or later is needed: run bin/canary setup, or put it first on PATH"
  exit 1
fi

# Unique on this machine: several of these may run at once.
run=staging-smoke-$$-$(date +%s)
# Components of which there is a container, and all container names that may be in use.
started=()
containers=()
failed=0
checks=''

# remove COMMAND…: says what it could not remove, but not of what was never made.
remove() {
  local answer
  answer=$("$@" 2>&1) || case $answer in
  *'No such container'* | *'not found'*) ;;
  *)
    complain "may be left: $*: $answer"
    return 1
    ;;
  esac
}

clean_up() {
  local status=$?
  # What was made must go, whoever is in a hurry.
  trap '' HUP INT TERM
  if [ -n "$checks" ]; then kill "$checks" 2>/dev/null || true; fi
  if [ "$status" -eq 1 ]; then
    for component in "${started[@]}"; do
      say "== log of $component"
      docker logs "$run-$component" 2>&1 || true
    done
  fi
  for container in "${containers[@]}"; do remove docker rm --force --volumes "$container" || status=1; done
  remove docker network rm "$run" || status=1
  exit "$status"
}

# start COMPONENT PORT [docker run's options…]
start() {
  local component=$1 port=$2 image
  local version=${versions[$component]}
  shift 2
  image=$(image_of "$component" "${tag:-$version}")
  # Noted first, so that what is only half made is removed too.
  containers+=("$run-$component")
  if docker run --detach --name "$run-$component" --network "$run" --network-alias "$component" \
    --pull never --publish "127.0.0.1::$port" --read-only --cap-drop ALL --security-opt no-new-privileges \
    --health-interval 1s --env "SERVICE_REVISION=$component-$version" "$@" "$image" >/dev/null; then
    started+=("$component")
  else
    fail "start of $component" "$image"
  fi
}

fail() {
  say "$1: fail ($2)"
  failed=1
}

# await COMPONENT: by the image's own HEALTHCHECK.
await() {
  local state deadline=$((SECONDS + HEALTHY_SECONDS))
  while :; do
    state=$(docker inspect --format '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{end}}' "$run-$1" 2>&1) || break
    case $state in
    'running healthy')
      say "HEALTHCHECK of $1: pass"
      return
      ;;
    'running unhealthy' | exited* | dead*) break ;;
    esac
    [ "$SECONDS" -lt "$deadline" ] || break
    sleep "$POLL_SECONDS"
  done
  fail "HEALTHCHECK of $1" "$state; allowed: healthy within $HEALTHY_SECONDS s"
}

# COMPONENT=HOST:PORT, as docker has published it; without an address where the container is not running.
address_of() { say "$1=$(docker port "$run-$1" "$2/tcp" 2>/dev/null | head -n 1)"; }

declare -A versions
for component in "${COMPONENTS[@]}"; do versions[$component]=$(version_of "$component"); done

trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
docker network create "$run" >/dev/null
start ai-pipeline 8000 --env FEATURE_BYPASS_LLM=true
start automation-service 3003 --env AI_PIPELINE_BASE_URL=http://ai-pipeline:8000
start frontend 3100
for component in "${started[@]}"; do await "$component"; done

# In the background, because bash acts on a signal only when a command in the foreground has ended.
node "$root/release/images/main.ts" "$(address_of automation-service 3003)" "$(address_of ai-pipeline 8000)" \
  "$(address_of frontend 3100)" &
checks=$!
wait "$checks" || failed=1
checks=''
if [ "$failed" -ne 0 ]; then
  say 'staging smoke: fail'
  exit 1
fi
say 'staging smoke: pass'
