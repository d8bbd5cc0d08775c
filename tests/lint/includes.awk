# The include-direction table of docs/architecture.md, checked line by line.
#
# Run from the root of the tree: awk -f tests/lint/includes.awk FILE...
# Prints FILE:LINE: what is wrong, and exits 1 when anything is.

BEGIN {
	n = split("base stats market factors regime portfolio score book desk run manager research", rows, " ")
	for (i = 1; i <= n; i++)
		rank[rows[i]] = i
	# What tui/ may see of the engine: the snapshot, and what the snapshot is made of.
	split("run/view.h run/pub.h run/book_view.h run/day_view.h book/day.h desk/types.h desk/order_state.h desk/command.h " \
		"book/net.h book/hedge.h book/overrides.h book/paper.h run/override_view.h run/research_view.h " \
		"run/row_field.h run/alert_rule.h run/rule_view.h " \
		"desk/trade_view.h book/subbook.h market/types.h market/events.h " \
		"market/universe.h factors/rv_momentum.h factors/stat_arb.h " \
		"factors/market_structure.h factors/majors_params.h regime/majors_state.h " \
		"portfolio/majors_alts.h portfolio/buckets.h " \
		"portfolio/stat_arb_book.h score/hybrid.h score/market_risk.h", seen, " ")
	for (i in seen)
		tui_may["engine/" seen[i]] = 1
	# What feeds/ implements of the desk.
	feeds_may["engine/desk/types.h"] = 1
	feeds_may["engine/desk/venue.h"] = 1
	feeds_may["engine/desk/event.h"] = 1
	feeds_may["engine/desk/journal.h"] = 1
}

function complain(text)
{
	printf "%s:%d: %s\n", file(), FNR, text
	bad = 1
}

function file()
{
	sub(/^\.\//, "", FILENAME)
	return FILENAME
}

# engine/ROW/x.c -> rank of ROW; 0 when there is no such row.
function engine_rank(path,   p)
{
	split(path, p, "/")
	return rank[p[2]] + 0
}

function engine_may(from, to)
{
	if (to !~ /^engine\//)
		return 0
	return engine_rank(to) > 0 && engine_rank(to) <= engine_rank(from)
}

function may(from, to)
{
	if (from ~ /^engine\//)
		return engine_may(from, to)
	if (from ~ /^feeds\//)
		return to ~ /^(feeds|engine\/base|engine\/market)\// || to in feeds_may
	if (from ~ /^tui\//)
		return to ~ /^(tui|engine\/base)\// || to in tui_may
	if (from ~ /^config\//)
		return to ~ /^(config|engine)\//
	if (from ~ /^app\//)
		return to !~ /^tests\//
	return from ~ /^tests\//
}

function check_project(to)
{
	if (to ~ /\.\./ || to !~ /\//)
		complain("\"" to "\": write the path from the root, \"folder/file.h\"")
	else if (!may(file(), to))
		complain("\"" to "\": this folder may not include it, see docs/architecture.md")
}

# Libraries that live behind one folder. Tests may drive a library from the other side.
function check_library(h,   f)
{
	f = file()
	if (f ~ /^tests\//)
		return
	if (h ~ /^(n?cursesw?(\/.*)?|term|panel)(\.h)?$/ && f !~ /^tui\/screen(_open\.c|_impl\.h|\.c)$/)
		complain("<" h ">: only tui/screen*.c knows ncurses")
	if (h ~ /^gsl\// && f !~ /^engine\/stats\//)
		complain("<" h ">: only engine/stats knows GSL")
	if (h ~ /^sqlite3/ && f !~ /^feeds\/(store|journal)\//)
		complain("<" h ">: only feeds/store and feeds/journal know SQLite")
	if (h ~ /^(libwebsockets|curl\/)/ && f !~ /^feeds\/(sim|net)\//)
		complain("<" h ">: only feeds/net and feeds/sim know the network libraries")
	if (h ~ /^nettle\// && f !~ /^(feeds\/sign\/|engine\/base\/(sha256|base64)\.c$)/)
		complain("<" h ">: only feeds/sign, engine/base/sha256.c and base64.c know nettle")
	if (h ~ /^secp256k1/ && f !~ /^feeds\/sign\//)
		complain("<" h ">: only feeds/sign knows secp256k1")
	if (h == "dlfcn.h" && f !~ /^feeds\/lake\// && f != "app/research/ranks.c")
		complain("<dlfcn.h>: only feeds/lake and app/research/ranks.c load a library at run time")
	if (h == "mpi.h" && f !~ /^app\/mpi\//)
		complain("<mpi.h>: only app/mpi knows MPI")
	if (h ~ /^msgpack/ && f !~ /^feeds\/hyperliquid\//)
		complain("<" h ">: only feeds/hyperliquid knows msgpack")
	if (h ~ /^(cjson\/|zlib|png|ft2build|freetype)/ && f ~ /^engine\//)
		complain("<" h ">: engine/ is arithmetic and decisions only")
	if (h == "threads.h")
		complain("<threads.h>: use pthreads")
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, part, "\"")
	check_project(part[2])
}

/^[ \t]*#[ \t]*include[ \t]*</ {
	split($0, part, /[<>]/)
	check_library(part[2])
}

END {
	exit bad
}
