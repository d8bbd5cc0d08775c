#!/bin/sh
# Runs test programs, several at once for each processor (TEST_JOBS; they wait a lot), prints the output of
# those that fail, and ends with "N passed, N failed". A program that crashes or exits without a
# result counts as one failed test. A skipped test says why on its own line and is counted apart.
# TEST_TIMES=FILE gets the seconds of every program: by the clock, of user and of system time.
set -u
# Desks of tests have their control sockets in their own state folders.
unset RUNTIME_DIRECTORY XDG_RUNTIME_DIR
if [ "$1" = --one ]; then
	begin=$(date +%s)
	# Nobody's own keys and nothing remembered, whoever runs the tests.
	home=$2/home-$(echo "$3" | tr / _)
	export XDG_CONFIG_HOME="$home/config" XDG_STATE_HOME="$home/state"
	out=$2/$(echo "$3" | tr / _)
	CMOCKA_MESSAGE_OUTPUT=TAP timeout "${TEST_TIMEOUT:-600}" "$3" >"$out" 2>&1
	rc=$?
	times >"$out.cpu" # not in a subshell, which has no children
	echo "$rc $(($(date +%s) - begin)) $(tail -n 1 "$out.cpu")" >"$out.rc"
	exit 0
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
printf '%s\n' "$@" | xargs -P "${TEST_JOBS:-$(($(nproc) * 2))}" -n 1 "$0" --one "$dir"

# Programs that run at once wait for each other. What failed so is run once more, alone;
# what it said the first time is printed all the same. A sanitizer's report stands, and more
# than three failures are no matter of load.
again=
n_again=0
for bin in "$@"; do
	out=$dir/$(echo "$bin" | tr / _)
	read -r rc seconds cpu <"$out.rc" || rc=none
	[ "$rc" != 0 ] || continue
	n_again=$((n_again + 1))
	grep -q 'Sanitizer: \|runtime error: ' "$out" || again="$again $bin"
done
[ "$n_again" -le 3 ] || again=
for bin in $again; do
	echo "--- $bin failed beside others; once more, alone"
	cat "$dir/$(echo "$bin" | tr / _)"
	"$0" --one "$dir" "$bin"
done

passed=0
failed=0
skipped=0
for bin in "$@"; do
	out=$dir/$(echo "$bin" | tr / _)
	read -r rc seconds cpu <"$out.rc" || rc=none
	ok=$(grep -c '^ok ' "$out")
	skip=$(grep -c '^\(not \)\{0,1\}ok .*# SKIP' "$out")
	skip_ok=$(grep -c '^ok .*# SKIP' "$out")
	bad=$(grep '^not ok ' "$out" | grep -vc '# SKIP')
	if [ "$rc" != 0 ] && [ "$bad" -eq 0 ]; then
		bad=1
		echo "not ok - $bin ended with status $rc" >>"$out"
	fi
	if [ "$rc" = 0 ] && [ "$ok" -eq 0 ] && [ "$skip" -eq 0 ]; then
		bad=1
		echo "not ok - $bin ran no test" >>"$out"
	fi
	passed=$((passed + ok - skip_ok))
	failed=$((failed + bad))
	skipped=$((skipped + skip))
	grep '^skip: ' "$out"
	[ "${seconds:-0}" -lt 20 ] || echo "slow: $bin took $seconds s"
	[ -z "${TEST_TIMES:-}" ] || echo "${seconds:-?} ${cpu:-?} $bin" >>"$TEST_TIMES"
	if [ "$bad" -ne 0 ]; then
		echo "--- $bin (status $rc)"
		cat "$out"
	fi
done
[ "$skipped" -eq 0 ] || echo "$skipped skipped"
[ -z "$again" ] || echo "run once more, alone:$again"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
