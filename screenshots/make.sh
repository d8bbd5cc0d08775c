#!/bin/sh
# Makes the pictures and the recording of screenshots/ from the real program: make screenshots.
#   make.sh RVDESK FILM
# What `rvdesk shot` draws is the same each time for the same seed and clock. What has orders in it is
# of a desk that runs: the same market, not the same second.
set -eu
bin=$1
film=$2
dir=$(dirname "$0")
tmp=$(mktemp -d)
desk=
trap '[ -z "$desk" ] || kill "$desk" 2>/dev/null || true; rm -rf "$tmp"' EXIT
for state in stills mono cast; do
	mkdir -m 700 "$tmp/$state"
done

"$bin" shot --size 120x40 --keys 'jj\r' --format png --out "$dir/why.png"
"$bin" shot --size 120x40 --screen 3 --format png --out "$dir/regime.png"
"$bin" shot --size 120x40 --screen 6 --keys 'w' --format png --out "$dir/structure.png"
"$bin" shot --size 80x24 --theme light --format png --out "$dir/desk-80x24-light.png"
"$film" stills "$bin" "$dir" "$tmp/stills"
"$film" mono "$bin" "$dir" "$tmp/mono"
"$film" cast "$bin" "$tmp/new.cast" "$tmp/cast"
mv "$tmp/new.cast" "$dir/approve-fill-hedge.cast"
echo "screenshots: in $dir"

# A backtest of the book over the history of the simulated venue: on screen 9, and its page.
"$bin" serve --state "$tmp/desk" --seed 7 --start 2026-11-25T12:00:00Z 2>"$tmp/log" &
desk=$!
# Its history is there when it stands still.
size=-1
while now=$(wc -c 2>/dev/null <"$tmp/desk/history-sim-7.db" || echo 0) && [ "$now" != "$size" ]; do
	[ "$now" -eq 0 ] || size=$now
	sleep 5
done
kill "$desk"
wait "$desk" || true
desk=
"$bin" backtest --store "$tmp/desk/history-sim-7.db" --strategy book --start 2026-04-01 --end 2026-11-24 \
	--no-walk-forward --out "$tmp/run" >/dev/null
mkdir -m 700 "$tmp/shown" "$tmp/shown/research"
cp -r "$tmp/run" "$tmp/shown/research/book"
"$film" research "$bin" "$dir" "$tmp/shown"
echo "screenshots: research.png"

# The page takes Chromium (make deps-optional).
if ! command -v chromium >/dev/null; then
	echo "screenshots: no chromium (make deps-optional): backtest.png stays as it is"
	exit 0
fi
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1280,1500 \
	--virtual-time-budget=6000 "--screenshot=$(cd "$dir" && pwd)/backtest.png" \
	"file://$tmp/run/dashboard.html" >/dev/null 2>&1
echo "screenshots: backtest.png"
