#!/bin/bash
# Compares `rvdesk score` on real candles with score_oracle.py, in both normalisation modes, on
# daily and hourly bars, and checks that bars after the as-of time change no byte of the output.
#
#   RVDESK_DATA=DIR tests/oracle/compare_real.sh [RVDESK [ASOF...]]
#
# Prints the largest difference of any number; fails above 1e-12. Needs python3 with pandas.
set -eu
cd "$(dirname "$0")/../.."
rvdesk=${1:-build/release/rvdesk}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- 2022-11-09 2023-06-08 2024-01-02T03:00:00Z 2024-06-30 2024-12-31
if [ -z "${RVDESK_DATA:-}" ]; then
	echo "skip: RVDESK_DATA is not set"
	exit 0
fi
if ! /usr/bin/python3 -c 'import numpy, pandas' 2>/dev/null; then
	echo "skip: no python3 with numpy and pandas"
	exit 0
fi
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
oracle=tests/oracle/score_oracle.py

# A configuration per mode: the shipped one with one word changed.
for mode in zscore rank; do
	mkdir "$tmp/$mode"
	cp config/rv_momo_baskets.json "$tmp/$mode"
	sed "s/\"normalize_mode\": \"zscore\"/\"normalize_mode\": \"$mode\"/" \
		config/strategy_config.json >"$tmp/$mode/strategy_config.json"
	grep -q "\"normalize_mode\": \"$mode\"" "$tmp/$mode/strategy_config.json"
done

import() { # STORE DAILY HOURLY
	"$rvdesk" import --store "$1" --interval 1d --candles "$2" >/dev/null
	"$rvdesk" import --store "$1" --interval 1h --candles "$3" >/dev/null
}

score() { # STORE ASOF INTERVAL MODE
	"$rvdesk" score --store "$1" --asof "$2" --interval "$3" --config "$tmp/$4" \
		--only universe,rv_momentum --json
}

import "$tmp/all.db" "$RVDESK_DATA/daily.csv.gz" "$RVDESK_DATA/hourly.csv.gz"
worst=0
for asof in "$@"; do
	ms=$(date -u -d "$asof" +%s)000
	case $asof in *T*) ;; *) ms=$((ms + 86400000)) ;; esac
	for f in daily hourly; do
		step=86400000
		[ $f = hourly ] && step=3600000
		zcat "$RVDESK_DATA/$f.csv.gz" |
			awk -F, -v last=$((ms - step)) 'NR == 1 || $2 <= last' >"$tmp/$f.csv"
	done
	rm -f "$tmp/cut.db"
	import "$tmp/cut.db" "$tmp/daily.csv" "$tmp/hourly.csv"
	for interval in 1d 1h; do
		for mode in zscore rank; do
			score "$tmp/all.db" "$asof" $interval $mode >"$tmp/got.json"
			score "$tmp/cut.db" "$asof" $interval $mode >"$tmp/cut.json"
			cmp "$tmp/got.json" "$tmp/cut.json"
			$oracle --asof "$asof" --interval $interval --mode $mode >"$tmp/want.json"
			d=$($oracle --compare "$tmp/got.json" "$tmp/want.json")
			echo "$asof $interval $mode: difference $d, later bars change nothing"
			worst=$(awk -v a="$worst" -v b="$d" 'BEGIN { print ((b + 0 > a + 0) ? b : a) }')
		done
	done
done
echo "largest difference: $worst"
awk -v w="$worst" 'BEGIN { exit !(w + 0 <= 1e-12) }'
