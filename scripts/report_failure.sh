#!/usr/bin/env bash
# Says which jobs of a release failed and what to do: in the run's summary, and as an issue, which reaches people.
# Usage: scripts/report_failure.sh <tag>   (NEEDS: the workflow's `needs` as JSON; RUN_URL: address of the run)
set -euo pipefail
[ $# -eq 1 ] || { sed -n '3s/^# //p' "$0" >&2; exit 2; }
title="Release of $1 failed"
body=$(mktemp)
trap 'rm -f "$body"' EXIT
node - "$1" >"$body" <<'JS'
const jobs = Object.entries(JSON.parse(process.env.NEEDS));
const advice = {
  "validate-tag": "CHANGELOG.md, package.json and the tag disagree; the log names both values. Mend them, delete the tag, make it anew with `bin/canary tag`.",
  "build-images": "`scripts/build_image.sh <component>` does the same on any machine with Docker.",
  "staging-smoke-tests": "The log has the output of every container. `scripts/staging_smoke.sh` does the same on any machine with Docker.",
  "release-summary": "Run the failed job again: it replaces what is there.",
};
console.log(`Tag \`${process.argv[2]}\`, ${process.env.RUN_URL}\n`);
console.log("| job | result |\n|---|---|");
for (const [name, { result }] of jobs) console.log(`| ${name} | ${result} |`);
console.log("");
for (const [name, { result }] of jobs) if (result === "failure") console.log(`- **${name}**: ${advice[name] ?? "see its log."}`);
console.log("\nNothing was released: docs/RELEASE_RUNBOOK.md, section Troubleshooting.");
JS
cat "$body" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
existing=$(gh issue list --state open --search "in:title \"$title\"" --json number,title --jq "map(select(.title == \"$title\"))[0].number // empty")
if [ -n "$existing" ]; then
  gh issue comment "$existing" --body-file "$body"
else
  gh issue create --title "$title" --body-file "$body"
fi
