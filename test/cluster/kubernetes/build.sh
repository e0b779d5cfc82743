#!/usr/bin/env bash
# Installs what the cluster needs from apt and builds its programs from Go modules into $CLUSTER_CACHE/bin.
# Idempotent: a program is built again only when its module files, its flags or the Go version changed.
set -euo pipefail
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_root
command -v go >/dev/null || die "go is not on PATH; Go 1.26 or newer is needed: https://go.dev/dl/"

# libstdc++6 and libatomic1 are what node needs; image.py copies the host's libraries into the images.
PACKAGES=(ca-certificates conntrack containerd containernetworking-plugins curl iproute2 iptables jq libatomic1 libstdc++6
  openssl procps python3 runc)
missing=()
for p in "${PACKAGES[@]}"; do
  # Docker's packages bring them under another name, and Debian's would put those out.
  case $p in containerd | runc) if command -v "$p" >/dev/null; then continue; fi ;; esac
  dpkg-query -W -f='${db:Status-Status}\n' "$p" 2>/dev/null | grep -qx installed || missing+=("$p")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "apt-get install ${missing[*]}"
  # Debian's containerd package starts a daemon of its own. Ours is started by up.sh, so forbid that one.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
  fi
  apt-get update -qq || echo "apt-get update failed for some source; going on with the lists that are there" >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

mkdir -p "$BIN" "$IMAGES"
# Flags and a workspace of the caller could change what is built. CGO_ENABLED=0 gives static programs and needs no gcc.
export CGO_ENABLED=0 GOFLAGS='-mod=readonly -trimpath -buildvcs=false' GOWORK=off
GO_VERSION=$(go env GOVERSION)

build() { # build NAME MODULE PACKAGE LDFLAGS [SOURCES]: from the module itself, or from the folder that the function SOURCES prints
  local name=$1 dir=$HERE/modules/$2 package=$3 ldflags="-s -w $4" want start
  want="$GO_VERSION $GOFLAGS $package $ldflags $(cd "$dir" && find . -type f | sort | xargs cat | sha256sum)"
  if [ -x "$BIN/$name" ] && [ "$(cat "$BIN/.$name.stamp" 2>/dev/null)" = "$want" ]; then
    echo "$name: up to date"
    return
  fi
  start=$(now_ms)
  [ $# -lt 5 ] || dir=$("$5")
  # Built under another name first: an interrupted build must not leave half a program that looks finished.
  (cd "$dir" && go build -ldflags "$ldflags" -o "$BIN/.$name.new" "$package")
  mv "$BIN/.$name.new" "$BIN/$name"
  echo "$want" >"$BIN/.$name.stamp"
  echo "$name: built in $((($(now_ms) - start) / 1000)) s, $(du -m "$BIN/$name" | cut -f1) MiB"
}

# A module's cache is read-only, so Prometheus is built from a copy with another list of plugins.
prometheus_sources() {
  local module copy=$CLUSTER_CACHE/prometheus-sources
  module=$(cd "$HERE/modules/prometheus" && go mod download -json github.com/prometheus/prometheus | jq -r .Dir)
  rm -rf "$copy"
  cp -r "$module" "$copy"
  chmod -R u+w "$copy"
  cp "$HERE/modules/prometheus/plugins.go" "$copy/plugins/plugins.go"
  echo "$copy"
}

KUBERNETES=$(module_version kubernetes k8s.io/kubernetes)
ETCD=$(module_version etcd go.etcd.io/etcd/server/v3)
COREDNS=$(module_version coredns github.com/coredns/coredns)
PROMETHEUS=$(module_version prometheus github.com/prometheus/prometheus)
# Modules may not be called v3 without a path of that name: v0.305.0 is release 3.5.0.
IFS=. read -r _ minor patch <<<"$PROMETHEUS"
PROMETHEUS=3.$((minor - 300)).$patch
IFS=. read -r major minor _ <<<"${KUBERNETES#v}"

# Unstamped programs report v0.0.0-master, and clients that compare versions (kubectl, Pulumi, Helm) then
# refuse the server or switch features off.
kubernetes_flags=""
for p in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
  kubernetes_flags+=" -X $p.gitVersion=$KUBERNETES -X $p.gitMajor=$major -X $p.gitMinor=$minor"
  kubernetes_flags+=" -X $p.gitCommit=module-$KUBERNETES -X $p.gitTreeState=clean"
done

total=$(now_ms)
for m in kubernetes etcd coredns; do
  start=$(now_ms)
  (cd "$HERE/modules/$m" && go mod download 2>&1)
  echo "modules/$m: downloaded in $((($(now_ms) - start) / 1000)) s"
done
build pause pause . ""
build etcd etcd go.etcd.io/etcd/server/v3 "-X go.etcd.io/etcd/api/v3/version.GitSHA=module-$ETCD"
for p in kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy kubectl; do
  build "$p" kubernetes "k8s.io/kubernetes/cmd/$p" "$kubernetes_flags"
done
build coredns coredns . "-X github.com/coredns/coredns/coremain.GitCommit=module-$COREDNS"
build prometheus prometheus ./cmd/prometheus "-X github.com/prometheus/common/version.Version=$PROMETHEUS" prometheus_sources
rm -rf "$CLUSTER_CACHE/prometheus-sources"

check() { # check EXPECTED COMMAND...: a wrong stamp shows here and not in a client's odd behaviour
  local expected=$1 got
  shift
  got=$("$@" 2>&1) || die "$* failed: $got"
  [[ $got == *"$expected"* ]] || die "$* reports '$got', expected '$expected'"
}
for p in kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy; do check "$KUBERNETES" "$BIN/$p" --version; done
check "$KUBERNETES" "$BIN/kubectl" version --client
check "${ETCD#v}" "$BIN/etcd" --version
check "${COREDNS#v}" "$BIN/coredns" -version
check "$PROMETHEUS" "$BIN/prometheus" --version

image() { # image NAME [IMAGE_PY_ARGUMENT...]: a system image that up.sh imports
  [ "$IMAGES/$1.tar" -nt "$BIN/$1" ] && [ "$IMAGES/$1.tar" -nt "$HERE/../../images/image.py" ] && [ "$IMAGES/$1.tar" -nt "$HERE/build.sh" ] && return
  "$HERE/../../images/image.py" "localhost/$1:test-cluster" "$IMAGES/$1.tar" --entry "/bin/$1" "${@:2}" "$BIN/$1=/bin/$1"
}
image pause
image coredns
image prometheus --base --user 65532:65532
echo "done in $((($(now_ms) - total) / 1000)) s; programs in $BIN ($(du -sm "$BIN" | cut -f1) MiB)"
