#!/bin/sh
# Long campaigns: figures on stdout; status 1 when one found something. tests/soak/soak.sh BUILD_DIR
#   SOAK_SECONDS   of the console on a pseudo-terminal (60)
#   SOAK_EPISODES  random episodes of orders (10000), after every case; SOAK_SEED the first seed
#   SOAK_JOBS      that share them (twice the processors: an episode mostly waits)
set -eu
build=${1:?usage: soak.sh BUILD_DIR}
episodes=${SOAK_EPISODES:-10000}
seed=${SOAK_SEED:-$(date +%s)}
jobs=${SOAK_JOBS:-$((2 * $(nproc)))}
state=$(mktemp -d)
orders=$(mktemp -d)
pids=
trap 'kill $pids 2>/dev/null || :; wait; rm -rf "$state" "$orders"; exit 130' INT TERM

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
for p in $pids; do
	wait "$p" || status=1
done
rmdir "$orders" 2>/dev/null || echo "kept: $orders"
exit "$status"
