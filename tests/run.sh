#!/bin/sh
# Runs test programs, prints the output of those that fail, and ends with "N passed, N failed".
# A program that crashes or exits without a result counts as one failed test. A skipped test says
# why on its own line and is counted apart.
set -u
passed=0
failed=0
skipped=0
out=$(mktemp)
trap 'rm -f "$out"' EXIT
for bin in "$@"; do
	CMOCKA_MESSAGE_OUTPUT=TAP timeout "${TEST_TIMEOUT:-300}" "$bin" >"$out" 2>&1
	rc=$?
	ok=$(grep -c '^ok ' "$out")
	skip=$(grep -c '^\(not \)\{0,1\}ok .*# SKIP' "$out")
	skip_ok=$(grep -c '^ok .*# SKIP' "$out")
	bad=$(grep '^not ok ' "$out" | grep -vc '# SKIP')
	if [ "$rc" -ne 0 ] && [ "$bad" -eq 0 ]; then
		bad=1
		echo "not ok - $bin ended with status $rc" >>"$out"
	fi
	if [ "$rc" -eq 0 ] && [ "$ok" -eq 0 ] && [ "$skip" -eq 0 ]; then
		bad=1
		echo "not ok - $bin ran no test" >>"$out"
	fi
	passed=$((passed + ok - skip_ok))
	failed=$((failed + bad))
	skipped=$((skipped + skip))
	grep '^skip: ' "$out"
	if [ "$bad" -ne 0 ]; then
		echo "--- $bin (status $rc)"
		cat "$out"
	fi
done
[ "$skipped" -eq 0 ] || echo "$skipped skipped"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
