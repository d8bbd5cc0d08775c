#!/bin/sh
# Long campaigns: figures on stdout. tests/soak/soak.sh BUILD_DIR; SOAK_SECONDS (60) each.
set -eu
build=${1:?usage: soak.sh BUILD_DIR}
state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT INT TERM
echo "console, 120x40, built-in venue, ${SOAK_SECONDS:-60} s"
"$build/tests/soak/console_budget" "$build/rvdesk" --state "$state"
