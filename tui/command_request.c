/* The verb of acts that wait for a second person; see command_verbs.h. */
#include "tui/command_line.h"

#include "engine/base/num.h"
#include "tui/command_verbs.h"
#include "tui/command_words.h"

/* "3" or "r3"; 0 it is none. */
static uint64_t number_of(rv_word w)
{
	const size_t skip = w.len > 0 && w.s[0] == 'r' ? 1 : 0;
	int64_t id = 0;

	if (rv_num_parse_i64(w.s + skip, w.len - skip, &id) != RV_OK || id <= 0)
		return 0;
	return (uint64_t)id;
}

static const rv_tv_request *find(const rv_line_in *in, uint64_t id)
{
	const rv_trade_view *tv = &in->v->trade;

	for (size_t i = 0; i < tv->n_requests; i++) {
		if (id == 0 || tv->requests[i].id == id)
			return &tv->requests[i];
	}
	return NULL;
}

rv_status rv_parse_request(const rv_line_in *in, rv_line *out)
{
	const uint64_t id = number_of(rv_words_at(in->ws, 1));
	const size_t i = id > 0 ? 2 : 1;
	const rv_word verb = rv_words_at(in->ws, i);
	const rv_tv_request *x = find(in, id);

	out->kind = RV_LINE_REQUEST;
	if (!x)
		return rv_words_fail(in->ws, id > 0 ? 1 : 0, "%s",
				     id > 0 ? "no request of that number waits"
					    : "nothing waits for a second person");
	out->cmd.n_ids = 1;
	out->cmd.ids[0] = x->id;
	out->cmd.digests[0] = x->digest;
	if (verb.len == 0)
		return RV_OK;
	if (rv_word_is(verb, "approve")) {
		out->cmd.kind = RV_CMD_APPROVE_REQUEST;
		return rv_words_end(in->ws, i + 1);
	}
	if (!rv_word_is(verb, "reject"))
		return rv_words_fail(in->ws, i, "expected approve, or reject REASON");
	out->kind = RV_LINE_SEND;
	out->cmd.kind = RV_CMD_REJECT_REQUEST;
	return rv_words_reason(in->ws, i + 1, out->cmd.reason);
}
