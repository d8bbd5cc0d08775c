#!/bin/bash
# Compares `rvdesk signals` on real candles with signals_check.py, and sees that the folder of the
# store is as it was.
#
#   RVDESK_DATA=DIR tests/oracle/compare_signals.sh [RVDESK [ASOF...]]
#
# Prints the largest difference of any number; fails above 1e-12. Needs python3.
set -eu
cd "$(dirname "$0")/../.."
rvdesk=${1:-build/release/rvdesk}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- 2023-08-20 2023-11-30 2024-02-10 2024-04-30 2024-06-30 2024-12-30
if [ -z "${RVDESK_DATA:-}" ]; then
	echo "skip: RVDESK_DATA is not set"
	exit 0
fi
if ! /usr/bin/python3 -c 'import csv' 2>/dev/null; then
	echo "skip: no python3"
	exit 0
fi
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/data"
"$rvdesk" import --store "$tmp/data/store.db" --interval 1d --candles "$RVDESK_DATA/daily.csv.gz" \
	--funding "$RVDESK_DATA/funding.csv.gz" --mcap "$RVDESK_DATA/mcap.csv.gz" >/dev/null 2>&1
tree() {
	stat -c '%n %s %y' "$tmp/data" "$tmp/data"/*
	sha256sum "$tmp/data"/*
}
tree >"$tmp/before"
files=()
for asof in "$@"; do
	"$rvdesk" signals --store "$tmp/data/store.db" --asof "$asof" --config config \
		--out "$tmp/$asof.signals" >/dev/null
	"$rvdesk" score --store "$tmp/data/store.db" --asof "$asof" --config config --json \
		--only majors_alts,stat_arb >"$tmp/$asof.score"
	files+=("$tmp/$asof.signals" "$tmp/$asof.score")
done
tree | cmp - "$tmp/before"
tests/oracle/signals_check.py "$RVDESK_DATA/funding.csv.gz" "${files[@]}"
