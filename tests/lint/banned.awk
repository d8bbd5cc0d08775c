# Banned functions, looked for outside comments and strings.
#
# Run from the root of the tree: awk -f tests/lint/banned.awk FILE...
# Prints FILE:LINE: the function and what to use instead, and exits 1 when anything is found.

BEGIN {
	instead["sprintf"] = instead["vsprintf"] = "snprintf"
	instead["strcpy"] = instead["strcat"] = instead["strncpy"] = instead["strncat"] = "snprintf"
	instead["stpcpy"] = "snprintf"
	instead["gets"] = "fgets"
	instead["atoi"] = instead["atol"] = instead["atoll"] = "rv_num_parse_i64"
	instead["atof"] = "rv_num_parse"
	instead["strtok"] = "strcspn"
	instead["localtime"] = instead["localtime_r"] = "rv_time_format"
	instead["gmtime"] = instead["gmtime_r"] = instead["ctime"] = "rv_time_format"
	instead["mktime"] = instead["timegm"] = instead["strftime"] = "rv_time_parse, rv_time_format"
	instead["rand"] = instead["srand"] = instead["random"] = instead["drand48"] = "rv_rng"
	instead["signal"] = "sigaction"
	instead["setjmp"] = instead["longjmp"] = "a status code"
	instead["system"] = instead["popen"] = "a library call"
	instead["alloca"] = "a fixed array or malloc"
	instead["usleep"] = instead["sleep"] = "poll with a timeout or a condition variable"
	# Decisions take their time from an rv_clock.
	clocks["time"] = clocks["gettimeofday"] = clocks["clock_gettime"] = clocks["clock"] = 1
}

# The line without comments and without what is between quotes. in_comment lives across lines.
function code_of(line,   out, i, n, c, two)
{
	out = ""
	n = length(line)
	for (i = 1; i <= n; i++) {
		c = substr(line, i, 1)
		two = substr(line, i, 2)
		if (in_comment) {
			if (two == "*/") {
				in_comment = 0
				i++
			}
		} else if (two == "/*") {
			in_comment = 1
			i++
		} else if (two == "//") {
			break
		} else if (c == "\"" || c == "'") {
			i = skip_quoted(line, i, n, c)
			out = out c c
		} else {
			out = out c
		}
	}
	return out
}

function skip_quoted(line, i, n, quote,   c)
{
	for (i++; i <= n; i++) {
		c = substr(line, i, 1)
		if (c == "\\")
			i++
		else if (c == quote)
			break
	}
	return i
}

function allowed(name)
{
	if (FILENAME ~ /^(\.\/)?tests\//)
		return name == "popen" || name == "setjmp" || name == "system"
	return 0
}

function check(name)
{
	if (name in instead && !allowed(name))
		complain(name ": banned, use " instead[name])
	if (name in clocks && FILENAME ~ /^(\.\/)?engine\// && FILENAME !~ /engine\/base\/clock\.c$/)
		complain(name ": the engine reads no clock but an rv_clock")
}

function complain(text)
{
	sub(/^\.\//, "", FILENAME)
	printf "%s:%d: %s\n", FILENAME, FNR, text
	bad = 1
}

FNR == 1 {
	in_comment = 0
}

{
	line = in_comment || $0 ~ /["'\/]/ ? code_of($0) : $0
	while (match(line, /[A-Za-z_][A-Za-z0-9_]*[ \t]*\(/)) {
		name = substr(line, RSTART, RLENGTH - 1)
		sub(/[ \t]+$/, "", name)
		before = RSTART > 1 ? substr(line, RSTART - 1, 1) : ""
		if (before != "." && before != ">")
			check(name)
		line = substr(line, RSTART + RLENGTH)
	}
}

END {
	exit bad
}
