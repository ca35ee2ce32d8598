#!/usr/bin/env bash
# Last month's report in four formats, what changed since the month before and why, and the gate.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
cacltv=${CACLTV:-cacltv}
mkdir -p out
"$cacltv" report --period last -o out/report.json -o out/report.html -o out/report.xlsx -o out/report.md
"$cacltv" report --period last-1 -o out/before.json
"$cacltv" compare --period last --against last-1 -o out/change.md -o plain:-
"$cacltv" check --period last --baseline out/before.json --max-drop 10% -f plain
