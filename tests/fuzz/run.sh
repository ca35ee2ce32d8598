#!/bin/sh
# Fuzzes targets one after the other and tells the seconds, executions and finds of each.
#   tests/fuzz/run.sh [-s SECONDS] [TARGET...]     by default 600 seconds each, all targets
# Needs a nightly compiler and cargo-fuzz. New inputs are kept in tests/fuzz/found/TARGET, which git leaves out;
# what breaks a promise is kept in tests/fuzz/artifacts/TARGET.
set -eu
cd "$(dirname "$0")"
seconds=600
if [ "${1:-}" = -s ]; then seconds=$2; shift 2; fi
[ $# -gt 0 ] || set -- number records dates quick runs checks rendering config saved workbook
for target; do
    mkdir -p "found/$target" "artifacts/$target" "corpus/$target"
    dictionary="dictionaries/$target.dict"
    if [ -f "$dictionary" ]; then words="-dict=$dictionary"; else words=""; fi
    # The sanitizers look for what unsafe code does, and there is none.
    status=0
    cargo +nightly fuzz run --fuzz-dir . -s none "$target" "found/$target" "corpus/$target" -- \
        $words -max_total_time="$seconds" -timeout=20 -max_len=4096 -print_final_stats=1 >"found/$target.log" 2>&1 || status=$?
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "found/$target.log")
    echo "$target: ${executions:-0} executions in at most $seconds s, status $status"
done
