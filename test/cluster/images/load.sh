#!/usr/bin/env bash
# load.sh X.tar...: imports images into the cluster's containerd. They stay there over down.sh and up.sh.
set -euo pipefail
# shellcheck source=../kubernetes/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../kubernetes/lib.sh"
need_root
[ $# -gt 0 ] || die "usage: load.sh X.tar..."
alive containerd || die "the cluster is not up; run up.sh first"

for tar in "$@"; do
  [ -f "$tar" ] || die "$tar: no such file"
  start=$(now_ms)
  cluster_ctr images import "$tar" >/dev/null
  for name in $(tar -xOf "$tar" manifest.json | jq -r '.[].RepoTags[]'); do
    # The kubelet sees an image only after containerd's CRI plugin has noticed it, which is shortly after the import
    # returns. A pod made in between would fail with ErrImageNeverPull and wait for its back-off.
    for _ in $(seq 1 100); do
      cluster_ctr images ls "name==$name" | grep -q io.cri-containerd.image=managed && break
      sleep 0.1
    done
    cluster_ctr images ls "name==$name" | grep -q io.cri-containerd.image=managed || die "$name: not seen by the kubelet's runtime after 10 s"
    echo "$name: loaded in $(($(now_ms) - start)) ms"
  done
done
