#!/bin/sh
# Runs each fuzzer for FUZZ_SECONDS (60) from its committed corpus. New inputs go to build/fuzz; a
# crash leaves its input there and fails the run.
set -eu
here=$(dirname "$0")
for bin in "$@"; do
	name=$(basename "$bin")
	work=build/fuzz/corpus/$name
	mkdir -p "$work"
	echo "$name: ${FUZZ_SECONDS:-60} s"
	"$bin" -max_total_time="${FUZZ_SECONDS:-60}" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
		-verbosity=0 -artifact_prefix="$work-crash-" "$work" "$here/corpus/$name"
done
