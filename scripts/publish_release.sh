#!/usr/bin/env bash
# Publishes a tag as a release on GitHub: its entry of CHANGELOG.md, with the documents. Run again, it replaces them.
# Usage: scripts/publish_release.sh <tag>
set -euo pipefail
[ $# -eq 1 ] || { sed -n '3s/^# //p' "$0" >&2; exit 2; }
cd "$(dirname -- "$(readlink -f -- "$0")")/.."
tag=$1
release=${tag#v}
documents=(CHANGELOG.md docs/RELEASE_RUNBOOK.md docs/SLOS_AND_ALERTS.md "docs/RELEASE_NOTES_v${release%%-*}.md")
for document in "${documents[@]}"; do
  [ -f "$document" ] || { echo "$document is missing; a release is published with its documents" >&2; exit 1; }
done
notes=$(mktemp)
trap 'rm -f "$notes"' EXIT
bin/canary tag notes "$tag" >"$notes"
title=$(git for-each-ref --format='%(contents:subject)' "refs/tags/$tag")
[ -n "$title" ] || { echo "tag $tag is not in this checkout, or has no message" >&2; exit 1; }
if gh release view "$tag" >/dev/null 2>&1; then
  gh release edit "$tag" --title "$title" --notes-file "$notes"
  gh release upload "$tag" --clobber "${documents[@]}"
else
  gh release create "$tag" --verify-tag --title "$title" --notes-file "$notes" "${documents[@]}"
fi
cat "$notes" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
