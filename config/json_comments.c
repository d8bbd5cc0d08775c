/* Blanking of comments; see json_comments.h. */
#include "config/json_comments.h"

size_t rv_json_string_end(const char *text, size_t n, size_t i)
{
	for (i++; i < n; i++) {
		if (text[i] == '"')
			return i + 1;
		if (text[i] == '\\')
			i++;
	}
	return n;
}

static void blank(char *text, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		if (text[i] != '\n' && text[i] != '\r')
			text[i] = ' ';
	}
}

static size_t line_comment_end(const char *text, size_t n, size_t i)
{
	while (i < n && text[i] != '\n')
		i++;
	return i;
}

/* Just past the closing mark of the block comment at i; 0 when there is none. */
static size_t block_comment_end(const char *text, size_t n, size_t i)
{
	for (i += 2; i + 1 < n; i++) {
		if (text[i] == '*' && text[i + 1] == '/')
			return i + 2;
	}
	return 0;
}

rv_status rv_json_comments_blank(char *text, size_t n, size_t *at)
{
	size_t i = 0;
	while (i < n) {
		const char next = i + 1 < n ? text[i + 1] : '\0';
		if (text[i] == '"') {
			i = rv_json_string_end(text, n, i);
		} else if (text[i] == '/' && (next == '/' || next == '*')) {
			const size_t end = next == '/' ? line_comment_end(text, n, i)
						       : block_comment_end(text, n, i);
			if (end == 0) {
				*at = i;
				return RV_EPARSE;
			}
			blank(text, i, end);
			i = end;
		} else {
			i++;
		}
	}
	return RV_OK;
}
