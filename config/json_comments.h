/*
 * Comments in JSON: line comments and block comments outside strings become spaces, newlines stay,
 * so that every byte keeps its line and column. Any thread.
 */
#ifndef RV_CONFIG_JSON_COMMENTS_H
#define RV_CONFIG_JSON_COMMENTS_H

#include "engine/base/status.h"

#include <stddef.h>

/* In place. RV_EPARSE when a block comment has no end; *at is then where it begins. */
RV_NODISCARD rv_status rv_json_comments_blank(char *text, size_t n, size_t *at);

/* Index just past the string that begins at text[i] == '"'; n when it has no end. */
size_t rv_json_string_end(const char *text, size_t n, size_t i);

#endif
