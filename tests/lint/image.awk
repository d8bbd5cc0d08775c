# A snapshot travels to other processes as it lies in memory: nothing in rv_view may point anywhere.
#
# Run from the root of the tree over every header of engine/: awk -f tests/lint/image.awk FILE...
# Walks the types that rv_view is made of and prints FILE:LINE: for every member that is a pointer, and
# for every type that it cannot follow, so that none slips through. Exits 1 when anything is.

BEGIN {
	n = split("bool char float double int unsigned short long size_t int8_t uint8_t int16_t " \
		"uint16_t int32_t uint32_t int64_t uint64_t", names, " ")
	for (i = 1; i <= n; i++)
		plain[names[i]] = 1
	root = ROOT == "" ? "rv_view" : ROOT
}

FNR == 1 {
	depth = 0
	in_comment = 0
	statement = ""
}

# The line without its comments; in_comment lives across lines.
function code_of(line,   at, out)
{
	out = ""
	while (line != "") {
		if (in_comment) {
			at = index(line, "*/")
			if (at == 0)
				return out
			line = substr(line, at + 2)
			in_comment = 0
		} else {
			at = index(line, "/*")
			if (at == 0)
				return out line
			out = out substr(line, 1, at - 1)
			line = substr(line, at + 2)
			in_comment = 1
		}
	}
	return out
}

# The type's name: the first word that is no qualifier.
function type_of(text,   word, k, n)
{
	n = split(text, word, /[^A-Za-z0-9_]+/)
	for (k = 1; k <= n; k++) {
		if (word[k] != "" && word[k] !~ /^(const|volatile|struct|union|enum)$/)
			return word[k]
	}
	return ""
}

# One member of the struct that is open, at whatever depth inside it.
function member(text)
{
	gsub(/[ \t]+/, " ", text)
	sub(/^ /, "", text)
	if (text == "")
		return
	n_members[open]++
	members[open, n_members[open]] = text
	where[open, n_members[open]] = FILENAME ":" FNR
}

function begins_struct(line)
{
	return match(line, /^typedef (struct|union) [a-z0-9_]+ \{/)
}

/^[ \t]*#/ {
	next
}

{
	line = code_of($0)
	if (depth == 0 && line ~ /^typedef enum [a-z0-9_]+ \{/) {
		split(line, part, " ")
		plain[part[3]] = 1
	} else if (depth == 0 && line ~ /^typedef (const )?[a-z0-9_]+ [a-z0-9_]+;/) {
		k = split(line, part, /[ ;]+/)
		alias[part[k - 1]] = part[k - 2]
	}
	if (depth == 0 && begins_struct(line)) {
		split(line, part, " ")
		open = part[3]
		depth = 1
		skip = 0
		n_members[open] = 0
		sub(/^[^{]*\{/, "", line)
		statement = ""
	}
	if (depth == 0)
		next
	n_chars = length(line)
	for (i = 1; i <= n_chars && depth > 0; i++) {
		c = substr(line, i, 1)
		if (c == "{") {
			depth++
			statement = ""
		} else if (c == "}") {
			depth--
			skip = 1
		} else if (c == ";") {
			if (!skip)
				member(statement)
			skip = 0
			statement = ""
		} else {
			statement = statement c
		}
	}
	statement = statement " "
}

function visit(type,   k, t)
{
	if (type in plain || type in seen)
		return
	if (type in alias) {
		visit(alias[type])
		return
	}
	seen[type] = 1
	if (!(type in n_members)) {
		printf "%s: type %s of the snapshot is not known here\n", from, type
		bad = 1
		return
	}
	for (k = 1; k <= n_members[type]; k++) {
		from = where[type, k]
		t = members[type, k]
		gsub(/\[[^]]*\]/, "", t)
		if (t ~ /\*/ || t ~ /\(/) {
			printf "%s: %s: a snapshot has no pointers\n", from, t
			bad = 1
		} else {
			visit(type_of(t))
		}
	}
}

END {
	from = "engine/run/view.h:1"
	if (!(root in n_members)) {
		printf "%s: no struct %s\n", from, root
		exit 1
	}
	visit(root)
	if (VERBOSE)
		for (t in seen)
			print t, n_members[t]
	exit bad
}
