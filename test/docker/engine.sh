#!/usr/bin/env bash
# engine.sh COMMAND...: runs a command where a Docker engine answers: the one that docker's client finds, or, where none
# answers, one that is started for the command and ends with it, as root.
#
# That one is with the command in namespaces of network, mounts and processes: engines share no bridge and no rule of a
# firewall, and however the command ends, with the namespaces everything is gone.
set -euo pipefail
[ $# -gt 0 ] || { echo "usage: engine.sh COMMAND..." >&2; exit 2; }
if docker version >/dev/null 2>&1; then exec "$@"; fi
[ "$(id -u)" = 0 ] || { echo "error: no Docker engine answers, and only root may start one; start Docker, or run this as root" >&2; exit 1; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export DOCKER_HOST=unix://$folder/docker.sock
# shellcheck disable=SC2016 # the inner shell expands it
unshare --net --mount --pid --fork --kill-child --mount-proc bash -c '
  set -euo pipefail
  folder=$1
  shift
  ip link set lo up
  "${DOCKERD:-dockerd}" --host "$DOCKER_HOST" --data-root "$folder/data" --exec-root "$folder/run" --pidfile "$folder/docker.pid" \
    >"$folder/docker.log" 2>&1 &
  engine=$!
  for _ in $(seq 1 300); do
    docker version >/dev/null 2>&1 && break
    kill -0 "$engine" 2>/dev/null || break
    sleep 0.1
  done
  docker version >/dev/null 2>&1 || { tail -n 20 "$folder/docker.log" >&2; echo "error: the Docker engine did not start; its log is above" >&2; exit 1; }
  status=0
  "$@" || status=$?
  # It ends its containers and gives their cgroups back.
  kill "$engine"
  wait "$engine" || true
  exit "$status"
' engine.sh "$folder" "$@"
