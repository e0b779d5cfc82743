#!/usr/bin/env bash
# prometheus.sh NAME:TAG OUT.tar: an image of Debian's prometheus (and promtool), run as uid 65532.
#
# A pod gives everything else through args: --config.file=..., --storage.tsdb.path=... on a writable volume.
set -euo pipefail
# shellcheck source=../kubernetes/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../kubernetes/lib.sh"
[ $# -eq 2 ] || die "usage: prometheus.sh NAME:TAG OUT.tar"

folder=$CLUSTER_CACHE/prometheus
if [ ! -x "$folder/root/usr/bin/prometheus" ]; then
  mkdir -p "$folder"
  # Downloaded and unpacked, not installed: the package would add a user, start a daemon on the host and
  # bring its web pages' JavaScript packages.
  # The sandbox user of apt may not enter root's folders, hence APT::Sandbox::User.
  (cd "$folder" && rm -f ./*.deb && apt-get download -qq -o APT::Sandbox::User=root prometheus && dpkg-deb -x ./*.deb root)
fi
"$(dirname "${BASH_SOURCE[0]}")/image.py" "$1" "$2" --libs --base --user 65532:65532 --workdir /tmp --entry /bin/prometheus \
  "$folder/root/usr/bin/prometheus=/bin/prometheus" "$folder/root/usr/bin/promtool=/bin/promtool"
