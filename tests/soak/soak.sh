#!/bin/sh
# Long campaigns: figures on stdout; status 1 when one found something. tests/soak/soak.sh BUILD_DIR
#   SOAK_SECONDS   of the console on a pseudo-terminal (60), and far from its desk
#   SOAK_ATTACHES  consoles that come and go at a control socket (1000)
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
desk=$(mktemp -d)
pids=
trap 'kill $pids 2>/dev/null || :; wait; rm -rf "$state" "$orders" "$camps" "$desk"; exit 130' INT TERM

status=0
echo "console, 120x40, built-in venue, ${SOAK_SECONDS:-60} s"
"$build/tests/soak/console_budget" "$build/rvdesk" --state "$state" || status=1
rm -rf "$state"

.ci/deps.sh soak || echo "htop and btop are not installed, and cannot be"
echo "console beside htop and btop, 120x40, ${SOAK_SECONDS:-60} s together, load $(cut -d' ' -f1 /proc/loadavg)"
state=$(mktemp -d)
"$build/tests/soak/console_beside" "$build/rvdesk" "$state" "$desk" || status=1
rm -rf "$state" "$desk"

echo "console under random hands, ${SOAK_SECONDS:-60} s (each sanitizer: make soak-console)"
rough=$(mktemp)
"$build/tests/soak/console_random" >"$rough" 2>&1 || status=1
grep -E ' s: |SEED|FAILED|ERROR' "$rough" || :
rm -f "$rough"

echo "${SOAK_ATTACHES:-1000} consoles come to a desk and go"
attaches=$(mktemp)
RVDESK_ATTACHES=${SOAK_ATTACHES:-1000} "$build/tests/app/control/test_control_server" >"$attaches" 2>&1 ||
	status=1
grep -E 'came and went|FAILED|ERROR' "$attaches" || :
rm -f "$attaches"

echo "${SOAK_ATTACHES:-1000} consoles come and go while a TWAP runs"
attaches=$(mktemp)
RVDESK_ATTACHES=${SOAK_ATTACHES:-1000} BUILD_DIR=$build "$build/tests/app/test_attach_twap" >"$attaches" 2>&1 ||
	status=1
grep -E '^#|FAILED|ERROR|LINE' "$attaches" || :
rm -f "$attaches"

BUILD_DIR=$build "$build/tests/soak/link_far" || status=1

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
