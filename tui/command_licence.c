/* Licences of the strategies, and the evidence for them; see command_verbs.h. */
#include "tui/command_line.h"

#include "tui/command_verbs.h"
#include "tui/command_words.h"

static rv_status strategy(const rv_words *ws, size_t i, rv_sub *out)
{
	const rv_status st = rv_words_sub(ws, i, out);

	if (st == RV_OK && *out >= RV_SUB_H)
		return rv_words_fail(ws, i, "a strategy is expected: S5 S4m S4r S4mr S4p S3");
	return st;
}

/* What is known of it now goes out with the command, and into the journal. */
static void put_evidence(const rv_view *v, rv_command *c)
{
	if (!v)
		return;
	c->shadow = rv_risk_view_licence(&v->risk, &v->book, c->sub) == RV_LICENCE_SHADOW;
	(void)rv_paper_words(&v->book.paper[c->sub], c->evidence);
}

rv_status rv_parse_licence(const rv_line_in *in, rv_line *out)
{
	rv_sub sub = RV_SUB_N;
	rv_status st = strategy(in->ws, 1, &sub);

	out->kind = RV_LINE_LICENCE;
	out->cmd.kind = RV_CMD_LICENCE;
	if (st == RV_OK)
		st = rv_words_licence(in->ws, 2, &out->cmd.licence);
	if (st == RV_OK)
		st = rv_words_reason(in->ws, 3, out->cmd.reason);
	out->cmd.sub = sub;
	if (st == RV_OK)
		put_evidence(in->v, &out->cmd);
	return st;
}

rv_status rv_parse_evidence(const rv_line_in *in, rv_line *out)
{
	out->kind = RV_LINE_EVIDENCE;
	out->cmd.sub = RV_SUB_N;
	if (rv_words_at(in->ws, 1).len == 0)
		return RV_OK;
	const rv_status st = strategy(in->ws, 1, &out->cmd.sub);
	return st == RV_OK ? rv_words_end(in->ws, 2) : st;
}
