/* Anchor files: "seq hash", one a line; see journal_reader.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/num.h"
#include "feeds/journal/journal_reader.h"

enum { ANCHORS_MAX = 1000000, LINE_CAP = 256 };

static bool parse_seq(const char *s, size_t n, uint64_t *out)
{
	int64_t seq = 0;
	if (rv_num_parse_i64(s, n, &seq) != RV_OK || seq < 1)
		return false;
	*out = (uint64_t)seq;
	return true;
}

/* The first digits of a hash, by the pair; what is not known stays 0. */
static bool parse_hash(const char *s, size_t n, rv_journal_anchor *out)
{
	memset(out->hash, 0, sizeof(out->hash));
	out->known = n / 2;
	return n % 2 == 0 && out->known >= RV_ANCHOR_LEAST && out->known <= RV_HASH_BYTES &&
	       rv_hex_parse(s, n, out->hash, out->known) == RV_OK;
}

bool rv_journal_anchor_parse(const char *text, rv_journal_anchor *out)
{
	const size_t digits = strcspn(text, ":");
	return text[digits] == ':' && parse_seq(text, digits, &out->seq) &&
	       parse_hash(text + digits + 1, strlen(text + digits + 1), out);
}

/* A line of the system journal, whatever stands in front of it and behind. */
static bool parse_told(const char *line, rv_journal_anchor *out)
{
	static const char words[] = "audit head seq=";
	const char *at = strstr(line, words);
	if (!at)
		return false;
	const char *seq = at + sizeof(words) - 1, *hash = strstr(seq, " hash=");
	if (!hash || !parse_seq(seq, (size_t)(hash - seq), &out->seq))
		return false;
	hash += strlen(" hash=");
	return parse_hash(hash, strcspn(hash, " "), out);
}

static bool parse_line(const char *line, rv_journal_anchor *out)
{
	if (parse_told(line, out))
		return true;
	const size_t digits = strcspn(line, " \t");
	const char *hash = line + digits + strspn(line + digits, " \t");
	out->known = RV_HASH_BYTES;
	return parse_seq(line, digits, &out->seq) &&
	       rv_hex_parse(hash, strlen(hash), out->hash, RV_HASH_BYTES) == RV_OK;
}

/* Cuts the line's end off; false when the line is too long or has a NUL. */
static bool trim(char line[LINE_CAP], FILE *f)
{
	size_t n = strlen(line);
	if (n == 0 || (line[n - 1] != '\n' && feof(f) == 0))
		return false;
	while (n > 0 && strchr("\r\n \t", line[n - 1]))
		line[--n] = '\0';
	return true;
}

typedef struct anchor_list {
	rv_journal_anchor *v;
	size_t n, cap;
} anchor_list;

static rv_status push(anchor_list *l, const rv_journal_anchor *a, const char *path, rv_err *err)
{
	if (l->n == ANCHORS_MAX)
		return rv_err_set(err, RV_EFULL, "%s: more than %d anchors", path, ANCHORS_MAX);
	if (l->n == l->cap) {
		const size_t cap = l->cap ? 2 * l->cap : 64;
		rv_journal_anchor *v = realloc(l->v, cap * sizeof(*v));
		if (!v)
			return rv_err_set(err, RV_ENOMEM, "%s: out of memory", path);
		l->v = v;
		l->cap = cap;
	}
	l->v[l->n++] = *a;
	return RV_OK;
}

static rv_status read_lines(FILE *f, const char *path, anchor_list *l, rv_err *err)
{
	char line[LINE_CAP];
	rv_journal_anchor a;
	rv_status st = RV_OK;
	for (size_t k = 1; st == RV_OK && fgets(line, sizeof(line), f); k++) {
		if (!trim(line, f))
			return rv_err_set(err, RV_EPARSE, "%s:%zu: expected 'seq hash'", path, k);
		if (line[0] == '\0' || line[0] == '#')
			continue;
		if (!parse_line(line, &a))
			return rv_err_set(err, RV_EPARSE,
					  "%s:%zu: '%.20s': expected a number from 1 on and a hash "
					  "of 64 hex digits",
					  path, k, line);
		st = push(l, &a, path, err);
	}
	if (st == RV_OK && ferror(f) != 0)
		return rv_err_set(err, RV_EIO, "%s: cannot be read: %s", path, strerror(errno));
	return st;
}

rv_status rv_journal_anchors_load(const char *path, rv_journal_anchor **out, size_t *n, rv_err *err)
{
	anchor_list l = { NULL, 0, 0 };
	FILE *f = fopen(path, "re");
	if (!f)
		return rv_err_set(err, errno == ENOENT ? RV_ENOENT : RV_EIO,
				  "%s: cannot be read: %s", path, strerror(errno));
	const rv_status st = read_lines(f, path, &l, err);
	(void)fclose(f); /* was only read */
	if (st != RV_OK) {
		free(l.v);
		return st;
	}
	*out = l.v;
	*n = l.n;
	return RV_OK;
}
