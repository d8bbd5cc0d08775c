#!/bin/bash
# config/rvdesk.service as systemd reads it: no mistakes, no more exposure than docs/operations.md
# says, and a desk that trades under its filter of system calls. What a machine has no tools for is
# one line, and no failure.
set -euo pipefail
most=15 # tenths: 1.5
desk=${1:-build/release/rvdesk}
if ! command -v systemd-analyze >/dev/null; then
	echo "unit: no systemd-analyze here, not checked"
	exit 0
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
chmod 711 "$dir"
program=/bin/true
[ ! -x "$desk" ] || program=$(realpath "$desk")
sed "s#^ExecStart=/usr/bin/rvdesk#ExecStart=$program#" config/rvdesk.service >"$dir/rvdesk.service"
install -D -m 644 config/rvdesk-agent.conf "$dir/rvdesk.service.d/agent.conf"
said=$(SYSTEMD_UNIT_PATH="$dir:" systemd-analyze verify "$dir/rvdesk.service" 2>&1) || { echo "$said"; exit 1; }
[ -z "$said" ] || { echo "unit: $said"; exit 1; }
systemd-analyze security --offline=yes --no-pager --threshold=$most "$dir/rvdesk.service" \
	>"$dir/security" || { cat "$dir/security"; exit 1; }
tail -1 "$dir/security"
[ -x "$desk" ] || { echo "unit: no $desk, its system calls are not checked"; exit 0; }

# Under the filter as nobody, who may not be able to read this tree.
mkdir "$dir/state" "$dir/config"
cp "$desk" "$dir/rvdesk"
cp config/*.json "$dir/config/"
[ "$(id -u)" -ne 0 ] || chown -R 65534:65534 "$dir/state"
# What it says is waited for, as long as a busy machine may take.
said() {
	for _ in $(seq 120); do
		! grep -q "$1" "$dir/out" 2>/dev/null || return 0
		sleep 0.5
	done
}
lines() {
	said '^ready'
	echo resume
	said '^\(ok\|no\) 1 '
	echo "buy SOL 300 usd"
	said '^\(ok\|no\) 2 '
	sleep 2
	echo status
	said '^ok 3 '
	touch "$dir/told"
}
rc=0
: >"$dir/out"
lines | timeout -s TERM 200 python3 tests/lint/unit_filter.py config/rvdesk.service "$dir/rvdesk" \
	serve --stdin --approve auto --seed 7 --start 2026-01-16T12:05:00Z --config "$dir/config" \
	--state "$dir/state" >"$dir/out" 2>&1 &
desk_pid=$!
while [ ! -e "$dir/told" ] && kill -0 "$desk_pid" 2>/dev/null; do sleep 0.5; done
pkill -TERM -f "$dir/rvdesk serve" || true
wait "$desk_pid" || rc=$?
if [ $rc -eq 77 ]; then
	echo "unit: $(tail -1 "$dir/out"): its system calls are not checked"
	exit 0
fi
# TERM ended it, which was alive: a call that the filter refuses would have before.
if [ $rc -ne 0 ] || ! grep -q '^ok 3 ACTIVE' "$dir/out"; then
	echo "unit: under its filter of system calls the desk ends with $rc:"
	cat "$dir/out"
	exit 1
fi
