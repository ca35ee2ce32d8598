#!/usr/bin/env bash
# The gate of a pipeline: rules in cacltv.toml, the month before as baseline, and what each system is told.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
cacltv=${CACLTV:-cacltv}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

echo '# The last complete month, by the rules of cacltv.toml'
"$cacltv" check --period last

echo
echo '# As GitHub Actions is told it: annotations, then the report; the same as Markdown in the summary of the step'
GITHUB_STEP_SUMMARY="$out/summary.md" "$cacltv" check --period last --max-cac 90 --exit-zero -f github | head -n 4
head -n 8 "$out/summary.md"

echo
echo '# As GitLab and Jenkins are told it'
"$cacltv" check --period last -f junit | head -n 13

echo
echo '# As prove is told it, which reads TAP'
"$cacltv" check --period last -f tap | head -n 8

echo
echo '# As Prometheus is told it'
"$cacltv" check --period last --columns cac -f prom | grep -E '^cacltv_(cac|total_cac|check_result)'

echo
echo '# What would have been said of the month before, without stopping anything'
"$cacltv" check --period last-1 --max-cac 110 --exit-zero | tail -n 1
