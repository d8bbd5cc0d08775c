/*
 * JSON document with lines; see json_doc.h.
 *
 * cJSON keeps no positions. Its tree is in document order, so the k-th value in a walk of the tree
 * is the k-th value that begins in the text: counting both finds the line of any item.
 */
#include "config/json_doc.h"

#include "config/json_comments.h"
#include "config/read_file.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static size_t line_of(const char *text, size_t at)
{
	size_t line = 1;
	for (size_t i = 0; i < at; i++)
		line += text[i] == '\n';
	return line;
}

static const char *skip_back(const char *text, const char *at)
{
	while (at > text && strchr(" \t\r\n", at[-1]))
		at--;
	return at;
}

/* The last character that cJSON took before it stopped at end; '\0' when there was none. */
static char last_taken(const char *text, const char *end)
{
	const char *at = skip_back(text, end);
	if (at == text)
		return '\0';
	/* Where a key was wanted cJSON stops one character too late. */
	const char *before = at == end ? skip_back(text, at - 1) : text;
	if (before > text && !strchr("[{\"", at[-1]) &&
	    (before[-1] == '{' || (before[-1] == ',' && !strchr("0123456789", at[-1]))))
		return before[-1];
	return at[-1];
}

/* What would have let the parser go on where it stopped. */
static const char *expected_at(const char *text, const char *end)
{
	cJSON *whole = cJSON_ParseWithOpts(text, NULL, 0);
	cJSON_Delete(whole);
	if (whole)
		return "nothing after the object";
	switch (last_taken(text, end)) {
	case '\0':
		return "an object { ... }";
	case '{':
		return "a key in quotes or '}'";
	case ',':
		return "a key in quotes or a value after the ','";
	case ':':
	case '[':
		return "a value";
	default:
		return "',' or a closing bracket";
	}
}

static rv_status parse(rv_json_doc *doc, rv_err *err)
{
	size_t at = 0;
	if (rv_json_comments_blank(doc->text, doc->n, &at) != RV_OK)
		return rv_err_set(err, RV_EPARSE, "%s:%zu: this comment has no end, expected */",
				  doc->path, line_of(doc->text, at));
	if (strlen(doc->text) != doc->n)
		return rv_err_set(err, RV_EPARSE, "%s:%zu: a NUL byte, expected JSON text",
				  doc->path, line_of(doc->text, strlen(doc->text)));
	const char *end = doc->text;
	doc->root = cJSON_ParseWithOpts(doc->text, &end, 1);
	if (!doc->root)
		return rv_err_set(err, RV_EPARSE, "%s:%zu: not JSON here, expected %s", doc->path,
				  line_of(doc->text, (size_t)(end - doc->text)),
				  expected_at(doc->text, end));
	if (!cJSON_IsObject(doc->root))
		return rv_err_set(err, RV_EPARSE, "%s:%zu: expected an object { ... }", doc->path,
				  rv_json_doc_line(doc, doc->root));
	return RV_OK;
}

rv_status rv_json_doc_open(const char *path, rv_json_doc *doc, rv_err *err)
{
	*doc = (rv_json_doc){ .path = path };
	rv_status st = rv_read_file(path, RV_JSON_DOC_CAP, &doc->text, &doc->n, err);
	if (st == RV_OK)
		st = parse(doc, err);
	if (st != RV_OK)
		rv_json_doc_close(doc);
	return st;
}

rv_status rv_json_doc_text(const char *name, const char *text, rv_json_doc *doc, rv_err *err)
{
	*doc = (rv_json_doc){ .path = name, .text = strdup(text), .n = strlen(text) };
	if (!doc->text)
		return rv_err_set(err, RV_ENOMEM, "%s: out of memory", name);
	const rv_status st = parse(doc, err);
	if (st != RV_OK)
		rv_json_doc_close(doc);
	return st;
}

void rv_json_doc_close(rv_json_doc *doc)
{
	cJSON_Delete(doc->root);
	free(doc->text);
	*doc = (rv_json_doc){ 0 };
}

/* How many values come before item in document order; the root has 0. */
static size_t ordinal_of(const cJSON *root, const cJSON *item)
{
	const cJSON *up[CJSON_NESTING_LIMIT + 1]; /* cJSON parses nothing deeper */
	size_t depth = 0, n = 0;
	const cJSON *at = root;
	while (at && at != item) {
		n++;
		if (at->child) {
			up[depth++] = at;
			at = at->child;
			continue;
		}
		while (!at->next && depth > 0)
			at = up[--depth];
		at = at->next;
	}
	return n;
}

static bool is_key(const char *text, size_t n, size_t after_string)
{
	const size_t skip = strspn(text + after_string, " \t\r\n");
	return after_string + skip < n && text[after_string + skip] == ':';
}

/* Where the value with this ordinal begins, or its key when it has one. */
static size_t value_at(const char *text, size_t n, size_t ordinal)
{
	size_t i = 0, key = n, seen = 0;
	while (i < n) {
		const size_t start = i;
		const char c = text[i];
		if (strchr(" \t\r\n:,]}", c) || (unsigned char)c >= 0x80) {
			i++; /* bytes above 0x7f outside strings: a byte order mark */
			continue;
		}
		i = c == '"' ? rv_json_string_end(text, n, i) : i + 1;
		if (c == '"' && is_key(text, n, i)) {
			key = start;
			continue;
		}
		if (seen++ == ordinal)
			return key < n ? key : start;
		key = n;
		if (!strchr("{[\"", c))
			i += strcspn(text + i, " \t\r\n,]}");
	}
	return 0;
}

size_t rv_json_doc_line(const rv_json_doc *doc, const cJSON *item)
{
	return line_of(doc->text, value_at(doc->text, doc->n, ordinal_of(doc->root, item)));
}
