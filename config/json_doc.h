/*
 * One JSON file with comments, parsed by cJSON, that can still say on which line a value stands.
 * Owner: one thread.
 */
#ifndef RV_CONFIG_JSON_DOC_H
#define RV_CONFIG_JSON_DOC_H

#include "engine/base/status.h"

#include <cjson/cJSON.h>
#include <stddef.h>

enum { RV_JSON_DOC_CAP = 256 * 1024 }; /* bytes; the shipped files have about 1 % of it */

typedef struct rv_json_doc {
	const char *path; /* borrowed */
	char *text;	  /* comments blanked */
	size_t n;
	cJSON *root;
} rv_json_doc;

/*
 * Reads and parses path; the root is an object. RV_ENOENT when there is no such file. Text after
 * the object, a comment without an end and NUL bytes are errors with their line. path must outlive
 * the document. On RV_OK the caller calls rv_json_doc_close.
 */
RV_NODISCARD rv_status rv_json_doc_open(const char *path, rv_json_doc *doc, rv_err *err);
/* The same of text, which is copied; name: what an error calls it. */
RV_NODISCARD rv_status rv_json_doc_text(const char *name, const char *text, rv_json_doc *doc,
					rv_err *err);
void rv_json_doc_close(rv_json_doc *doc);

/* 1-based line of an item of this document: of its key when it has one. */
size_t rv_json_doc_line(const rv_json_doc *doc, const cJSON *item);

#endif
