/* `whatif`, `whatif 3 4 7`, `whatif p4`: see command_verbs.h. */
#include "engine/base/num.h"
#include "tui/command_verbs.h"

static bool id_of(rv_word w, char prefix, uint64_t *id)
{
	const size_t skip = w.len > 0 && w.s[0] == prefix ? 1 : 0;
	int64_t n = 0;

	if (rv_num_parse_i64(w.s + skip, w.len - skip, &n) != RV_OK || n < 1)
		return false;
	*id = (uint64_t)n;
	return true;
}

rv_status rv_parse_whatif(const rv_line_in *in, rv_line *out)
{
	rv_command *c = &out->cmd;
	const rv_word first = rv_words_at(in->ws, 1);

	out->kind = RV_LINE_WHATIF;
	c->kind = first.len > 0 && first.s[0] == 'p' ? RV_CMD_PREVIEW_PROGRAM
						     : RV_CMD_PREVIEW_TICKETS;
	for (size_t i = 1; rv_words_at(in->ws, i).len > 0; i++) {
		const bool program = c->kind == RV_CMD_PREVIEW_PROGRAM;
		if (c->n_ids == (program ? 1 : RV_CMD_IDS))
			return rv_words_fail(
				in->ws, i, program ? "one program at a time" : "at most 5 tickets");
		if (!id_of(rv_words_at(in->ws, i), program ? 'p' : '#', &c->ids[c->n_ids]))
			return rv_words_fail(in->ws, i,
					     "the number of a ticket, or pN of a program, is "
					     "expected");
		c->n_ids++;
	}
	return RV_OK;
}
