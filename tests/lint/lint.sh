#!/bin/bash
# make lint: everything about the source that a machine can check. Each step says its name and how
# long it took; a step that fails prints FILE:LINE and what is wrong, and the rest still run.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
jobs=${LINT_JOBS:-$(nproc)}
failed=0
passed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

mapfile -t sources < <(find engine feeds tui config app tests -name '*.[ch]' | sort)
# The plug-in of an optional library cannot be read without that.
optional='^$'
pkg-config --exists ompi-c || optional='^app/mpi/'
mapfile -t units < <(printf '%s\n' "${sources[@]}" | grep '\.c$' | grep -v "$optional")
# What an oracle printed is kept as it was printed.
mapfile -t layout < <(printf '%s\n' "${sources[@]}" | grep -v '^tests/oracle/')
mapfile -t scripts < <(find .ci tests screenshots -type f \( -name '*.sh' -o -path '.ci/run' \) |
	sort)
mapfile -t texts < <(find . -type f \( -name '*.[ch]' -o -name '*.sh' -o -name '*.awk' -o \
	-name '*.py' -o -name '*.md' -o -name '*.json' -o -name Makefile -o -path './.ci/*' \) \
	-not -path './build/*' -not -path './.git/*' | sort)

step() {
	local name=$1 begin=$SECONDS
	shift
	if "$@" >"$log" 2>&1; then
		passed=$((passed + 1))
		printf '  %-22s ok %3d s\n' "$name" "$((SECONDS - begin))"
	else
		failed=$((failed + 1))
		printf '  %-22s FAILED %d s\n' "$name" "$((SECONDS - begin))"
		cat "$log"
	fi
}

# The patterns are written so that this file does not match them.
forbidden_words() {
	! grep -nEI '\b(TOD[O]|FIXM[E]|XX[X])\b|(^|[^A-Za-z0-9_.])/(wor[k]|hom[e]|Use[r]s)/' \
		"${texts[@]}"
}

no_double_equal() {
	local flags
	read -ra flags < <(make -s print-cflags CC=gcc)
	printf '%s\n' "${units[@]}" | grep '^engine/' |
		xargs -P "$jobs" -n 8 gcc "${flags[@]}" -w -Wfloat-equal -Werror -fsyntax-only
}

# clang-tidy over the units of stdin, with the build's warnings (clang-diagnostic-*), so that clang reads
# every unit once; $1: more checks. The path-sensitive analyzer takes nearly all of the
# time: LINT_DEEP=1 lets it look as far as it likes, else it leaves a function after so many steps.
tidy_units() {
	local flags config=()
	read -ra flags < <(make -s print-warn CC=clang)
	[ -n "${LINT_DEEP:-}" ] ||
		config=(--extra-arg={-Xclang,-analyzer-config,-Xclang,max-nodes=10000})
	xargs -P "$jobs" -I '{}' clang-tidy --quiet "--checks=$1" "${config[@]}" '{}' -- \
		"${flags[@]}" 2>&1 | sed '/warnings\{0,1\} generated\.$/d'
}

units_in() {
	printf '%s\n' "${units[@]}" | grep -E "$1"
}

# The analyzer reads what has to do with money and with the wire; LINT_DEEP=1 has it read the console and
# the commands, too. Tests are read by clang alone, with all warnings; LINT_DEEP=1 has them tidied, too,
# without the analyzer: the sanitizers run every path of a test.
tidy() {
	local rc=0 flags shallow='-clang-analyzer-*'
	[ -z "${LINT_DEEP:-}" ] || shallow=
	units_in '^(engine|feeds|config)/' | tidy_units '' || rc=1
	units_in '^(tui|app)/' | tidy_units "$shallow" || rc=1
	if [ -n "${LINT_DEEP:-}" ]; then
		units_in '^tests/' | tidy_units '-clang-analyzer-*' || rc=1
		return $rc
	fi
	read -ra flags < <(make -s print-warn CC=clang)
	units_in '^tests/' | xargs -P "$jobs" -n 16 clang "${flags[@]}" -Werror -fsyntax-only || rc=1
	return $rc
}

# What `make test` of a WERROR build has made is not made again.
build_gcc() {
	local out=build/lint-gcc
	! grep -q -- -Werror build/release/flags 2>/dev/null || out=build/release
	make --no-print-directory -k -j"$jobs" O=$out CC=gcc BUILD=release WERROR=1 everything
}

# Headers that no unit of the same name includes before all others: that unit has shown that they
# need nothing else.
lone_headers() {
	local h c
	while read -r h; do
		c=${h%.h}.c
		[ -f "$c" ] && [ "$(grep -m 1 '^#include' "$c")" = "#include \"$h\"" ] || echo "$h"
	done
}

# Each of the others by itself: it includes what it needs, and warns of nothing. What an oracle
# printed is a table for the one test that includes it.
headers() {
	local flags
	read -ra flags < <(make -s print-warn CC=clang)
	printf '%s\n' "${sources[@]}" | grep '\.h$' | grep -v '^tests/oracle/' | lone_headers |
		xargs -P "$jobs" -n 16 clang "${flags[@]}" -Werror -Wno-unused \
			-Wno-empty-translation-unit -x c -fsyntax-only
}

step "self-test" tests/lint/selftest.sh
step "include directions" awk -f tests/lint/includes.awk "${sources[@]}"
step "snapshot image" awk -f tests/lint/image.awk engine/*/*.h
step "banned functions" awk -f tests/lint/banned.awk "${sources[@]}"
step "forbidden words" forbidden_words
step "clang-format" clang-format --dry-run -Werror "${layout[@]}"
step "shellcheck" shellcheck "${scripts[@]}"
step "gcc -Werror" build_gcc
step "service unit" tests/lint/unit.sh build/release/rvdesk
step "double ==" no_double_equal
step "clang, headers" headers
step "clang, clang-tidy" tidy

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
