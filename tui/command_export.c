/* `export [csv|json [FILE]]`: the focused pane; see command_line.h. */
#include <stdio.h>
#include <string.h>

#include "tui/command_verbs.h"
#include "tui/export.h"

rv_status rv_parse_export(const rv_line_in *in, rv_line *out)
{
	const rv_words *ws = in->ws;
	const rv_word format = rv_words_at(ws, 1), file = rv_words_at(ws, 2);

	out->kind = RV_LINE_EXPORT;
	out->formats = RV_EXPORT_CSV | RV_EXPORT_JSON;
	if (format.len == 0)
		return RV_OK;
	if (rv_word_is(format, "csv"))
		out->formats = RV_EXPORT_CSV;
	else if (rv_word_is(format, "json"))
		out->formats = RV_EXPORT_JSON;
	else
		return rv_words_fail(ws, 1, "csv or json is expected, or nothing for both");
	size_t n = file.len > 0 ? strlen(file.s) : 0; /* blanks are part of a name */
	while (n > 0 && file.s[n - 1] == ' ')
		n--;
	_Static_assert(sizeof(out->text) <= RV_EXPORT_PATH, "a name that fits here fits there");
	if (n >= sizeof(out->text))
		return rv_words_fail(ws, 2, "a shorter name is expected");
	(void)snprintf(out->text, sizeof(out->text), "%.*s", (int)n, n > 0 ? file.s : "");
	return RV_OK;
}
