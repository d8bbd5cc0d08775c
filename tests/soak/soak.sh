#!/bin/sh
# Long campaigns: figures on stdout; status 1 when one found something. tests/soak/soak.sh BUILD_DIR
#   SOAK_SECONDS   of the console on a pseudo-terminal (60)
#   SOAK_EPISODES  random episodes of orders (10000), after every case; SOAK_SEED the first seed
#   SOAK_JOBS      that share them (twice the processors: an episode mostly waits)
#   SOAK_DAYS      trading days of a campaign (30, half an hour), SOAK_CAMPAIGNS (2) beside the orders
set -eu
build=${1:?usage: soak.sh BUILD_DIR}
episodes=${SOAK_EPISODES:-10000}
seed=${SOAK_SEED:-$(date +%s)}
jobs=${SOAK_JOBS:-$((2 * $(nproc)))}
days=${SOAK_DAYS:-30}
campaigns=${SOAK_CAMPAIGNS:-2}
state=$(mktemp -d)
orders=$(mktemp -d)
camps=$(mktemp -d)
pids=
trap 'kill $pids 2>/dev/null || :; wait; rm -rf "$state" "$orders" "$camps"; exit 130' INT TERM

status=0
echo "console, 120x40, built-in venue, ${SOAK_SECONDS:-60} s"
"$build/tests/soak/console_budget" "$build/rvdesk" --state "$state" || status=1
rm -rf "$state"

echo "the book on recorded days"
"$build/tests/soak/book_days" || status=1

echo "orders: every case and $episodes random episodes from seed $seed, $jobs jobs"
k=0
while [ "$k" -lt "$jobs" ]; do
	"$build/tests/soak/order_runner" "$build/rvdesk" --cases --episodes "$episodes" --seed "$seed" \
		--job "$k/$jobs" --progress --dir "$orders/job$k" &
	pids="$pids $!"
	k=$((k + 1))
done

echo "days: $campaigns campaigns of $days trading days from seed $seed"
k=0
while [ "$days" -gt 0 ] && [ "$k" -lt "$campaigns" ]; do
	"$build/tests/soak/day_runner" "$build/rvdesk" --seed $((seed + k)) --days "$days" --dir "$camps" &
	pids="$pids $!"
	k=$((k + 1))
done
for p in $pids; do
	wait "$p" || status=1
done
rmdir "$orders" 2>/dev/null || echo "kept: $orders"
rmdir "$camps" 2>/dev/null || echo "kept: $camps"
exit "$status"
