#!/bin/sh
# Plants one fault of each kind in a temporary tree and expects the checks to see it, and to stay
# silent about what is allowed. A check that cannot fail checks nothing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
wrong=0

# expect STATUS CHECK FILE TEXT: FILE with the one line TEXT; 1 = must be found, 0 = must pass.
expect() {
	mkdir -p "$(dirname "$3")"
	printf '%s\n' "/* planted */" "$4" >"$3"
	rc=0
	out=$(awk -f "$here/$2.awk" "$3") || rc=$?
	if [ "$rc" -ne "$1" ]; then
		echo "selftest: $2 on '$4' in $3: status $rc, expected $1"
		wrong=1
	elif [ "$1" -eq 1 ] && [ "${out#"$3:2: "}" = "$out" ]; then
		echo "selftest: $2 on '$4' in $3 says '$out', expected $3:2: ..."
		wrong=1
	fi
	rm -f "$3"
}

inc='#include'
expect 1 includes engine/stats/bad.c "$inc \"engine/run/step.h\""
expect 1 includes engine/base/bad.c "$inc \"engine/stats/rank.h\""
expect 1 includes engine/base/bad.c "$inc \"feeds/board.h\""
expect 1 includes engine/nosuchrow/bad.c "$inc \"engine/base/status.h\""
expect 0 includes engine/run/good.c "$inc \"engine/market/panel.h\""
expect 0 includes engine/market/good.c "$inc \"engine/market/panel.h\""
expect 1 includes feeds/net/bad.c "$inc \"engine/factors/rv_momentum.h\""
expect 1 includes feeds/net/bad.c "$inc \"tui/canvas.h\""
expect 0 includes feeds/net/good.c "$inc \"engine/market/types.h\""
expect 0 includes feeds/net/good.c "$inc \"engine/desk/venue.h\""
expect 1 includes tui/bad.c "$inc \"engine/run/step.h\""
expect 1 includes tui/bad.c "$inc \"engine/market/panel.h\""
expect 1 includes tui/bad.c "$inc \"feeds/board.h\""
expect 0 includes tui/good.c "$inc \"engine/run/view.h\""
expect 1 includes config/bad.c "$inc \"feeds/store/store.h\""
expect 1 includes app/bad.c "$inc \"tests/support/cm.h\""
expect 0 includes app/good.c "$inc \"feeds/store/store.h\""
expect 1 includes app/bad.c "$inc \"args.h\""
expect 1 includes app/bad.c "$inc \"../tui/canvas.h\""
expect 1 includes tui/pane.c "$inc <ncurses.h>"
expect 0 includes tui/screen.c "$inc <ncurses.h>"
expect 0 includes tui/screen_open.c "$inc <term.h>"
expect 1 includes tui/screenshot.c "$inc <ncurses.h>"
expect 1 includes engine/factors/bad.c "$inc <gsl/gsl_multifit.h>"
expect 0 includes engine/stats/good.c "$inc <gsl/gsl_multifit.h>"
expect 1 includes app/bad.c "$inc <sqlite3.h>"
expect 1 includes feeds/bad.c "$inc <libwebsockets.h>"
expect 1 includes app/bad.c "$inc <curl/curl.h>"
expect 1 includes feeds/hyperliquid/bad.c "$inc <nettle/sha3.h>"
expect 1 includes feeds/sim/bad.c "$inc <secp256k1_recovery.h>"
expect 0 includes feeds/sign/good.c "$inc <secp256k1.h>"
expect 1 includes feeds/sign/bad.c "$inc <msgpack.h>"
expect 1 includes feeds/sim/bad.c "$inc <msgpack/pack.h>"
expect 1 includes feeds/store/bad.c "$inc <dlfcn.h>"
expect 0 includes feeds/lake/good.c "$inc <dlfcn.h>"
expect 0 includes app/research/ranks.c "$inc <dlfcn.h>"
expect 1 includes app/research/bad.c "$inc <mpi.h>"
expect 0 includes app/mpi/good.c "$inc <mpi.h>"
expect 0 includes feeds/hyperliquid/good.c "$inc <msgpack/pack.h>"
expect 1 includes engine/run/bad.c "$inc <cjson/cJSON.h>"
expect 1 includes feeds/bad.c "$inc <threads.h>"

# image STATUS MEMBER: a snapshot with that member.
image() {
	printf '%s\n' 'typedef enum rv_tone { RV_A } rv_tone;' 'typedef struct rv_in {' '	int a[2 * 3];' \
		"	$2" '} rv_in;' 'typedef struct rv_view {' '	rv_in in; /* not a * pointer */' '} rv_view;' \
		>view.h
	rc=0
	awk -f "$here/image.awk" view.h >image.txt || rc=$?
	if [ "$rc" -ne "$1" ] || { [ "$1" -eq 1 ] && ! grep -q '^view.h:4: ' image.txt; }; then
		echo "selftest: image on '$2': status $rc, expected $1: $(cat image.txt)"
		wrong=1
	fi
}
image 0 'rv_tone t; double x[8];'
image 1 'const char *name;'
image 1 'void (*say)(int);'
image 1 'rv_elsewhere e;'

for f in sprintf strcpy strcat strncpy gets atoi atof strtok localtime gmtime rand signal setjmp \
	system popen alloca; do
	expect 1 banned app/bad.c "	x = $f(y);"
done
expect 1 banned engine/run/bad.c "	t = clock_gettime(CLOCK_REALTIME, &ts);"
expect 0 banned engine/base/clock.c "	t = clock_gettime(CLOCK_REALTIME, &ts);"
expect 1 banned tests/bad.c "	strcpy (a, b);"
expect 0 banned tests/good.c "	f = popen(\"ls\", \"r\");"
expect 0 banned app/good.c "	snprintf(a, 1, \"sprintf(\"); /* strcpy( */ // atoi("
expect 0 banned app/good.c "	my_sprintf(a); c = '\"'; ops->signal(1); pthread_signal(x);"

[ "$wrong" -eq 0 ] && echo "selftest: every planted fault is seen"
exit "$wrong"
