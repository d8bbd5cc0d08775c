/* The command about programs; see command_program.h. */
#include "tui/command_program.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/num.h"
#include "tui/programs.h"
#include "tui/reduce.h"

/* What can be said of one that waits. */
static const struct {
	const char *word;
	rv_cmd_kind kind;
	bool leg; /* a symbol follows */
} verbs[] = {
	{ "exclude", RV_CMD_EXCLUDE, true },	    { "include", RV_CMD_INCLUDE, true },
	{ "reduce", RV_CMD_REDUCE, true },	    { "requote", RV_CMD_REQUOTE_PROGRAM, false },
	{ "reject", RV_CMD_REJECT_PROGRAM, false }, { "approve", RV_CMD_APPROVE_PROGRAM, false },
};
enum { VERBS = sizeof(verbs) / sizeof(verbs[0]) };

static bool is_number(rv_word w)
{
	return w.len > 0 && w.s[0] >= '0' && w.s[0] <= '9';
}

/* NULL: it has been said what is wrong with it. */
static const rv_tv_program *named(const rv_line_in *in)
{
	const rv_word w = rv_words_at(in->ws, 1);
	int64_t id = 0;

	if (rv_num_parse_i64(w.s, w.len, &id) != RV_OK || id <= 0) {
		(void)rv_words_fail(in->ws, 1, "the number of a program is expected");
		return NULL;
	}
	const rv_tv_program *p = rv_trade_program(&in->v->trade, (uint64_t)id);
	if (!p)
		(void)rv_words_fail(in->ws, 1, "no program %lld is on the screen", (long long)id);
	return p;
}

/* The one that waits, where there is no other; NULL as above. */
static const rv_tv_program *only_one(const rv_line_in *in)
{
	const rv_tv_program *p = rv_program_foremost(&in->v->trade);
	const size_t waiting = rv_programs_waiting(&in->v->trade);

	if (waiting == 1)
		return p;
	if (!p || waiting == 0)
		(void)rv_words_fail(in->ws, 1, "no program waits");
	else
		(void)rv_words_fail(in->ws, 1, "%zu programs wait: say program %llu, or another",
				    waiting, (unsigned long long)p->id);
	return NULL;
}

/* NULL as above. */
static const rv_tv_leg *parse_leg(const rv_line_in *in, size_t i, const rv_tv_program *p)
{
	const rv_view_row *r;

	if (rv_words_symbol(in->ws, i, in->v, false, &r) != RV_OK)
		return NULL;
	const rv_tv_leg *l = rv_program_leg_of(p, r->symbol);
	if (!l)
		(void)rv_words_fail(in->ws, i, "%s is not in program %llu", r->symbol,
				    (unsigned long long)p->id);
	return l;
}

/* The leg's ticket becomes smaller: the command is the ticket's. */
static rv_status parse_reduce(const rv_line_in *in, size_t i, const rv_tv_leg *l, rv_command *c)
{
	const rv_word w = rv_words_at(in->ws, i);

	if (l->side == 0 || l->excluded)
		return rv_words_fail(in->ws, i - 1, "%s has no size: it %s", l->coin.symbol,
				     l->excluded ? "is left out" : "only changes places");
	const rv_tv_ticket t = rv_leg_ticket(l);
	const rv_status st = rv_reduce_parse(w.s, &t, c, in->ws->err);
	if (st != RV_OK)
		in->ws->err->pos += w.pos;
	c->ids[0] = l->ticket;
	return st;
}

static rv_status parse_about_leg(const rv_line_in *in, size_t i, const rv_tv_program *p,
				 rv_line *out)
{
	const rv_tv_leg *l = parse_leg(in, i, p);

	if (!l)
		return RV_EPARSE;
	memcpy(out->cmd.symbol, l->coin.symbol, sizeof(out->cmd.symbol));
	if (out->cmd.kind == RV_CMD_REDUCE)
		return parse_reduce(in, i + 1, l, &out->cmd);
	return rv_words_end(in->ws, i + 1);
}

static rv_status parse_verb(const rv_line_in *in, size_t i, const rv_tv_program *p, rv_line *out)
{
	const rv_word w = rv_words_at(in->ws, i);
	size_t k = 0;

	while (k < VERBS && !rv_word_is(w, verbs[k].word))
		k++;
	if (k == VERBS)
		return rv_words_fail(in->ws, i,
				     "'%.*s': exclude, include, reduce, requote, reject, approve",
				     (int)(w.len < 24 ? w.len : 24), w.s);
	if (!rv_program_waits(p))
		return rv_words_fail(in->ws, i, "program %llu does not wait",
				     (unsigned long long)p->id);
	out->kind = verbs[k].kind == RV_CMD_APPROVE_PROGRAM ? RV_LINE_GRANT : RV_LINE_SEND;
	out->cmd.kind = verbs[k].kind;
	out->cmd.n_ids = 1;
	out->cmd.ids[0] = p->id;
	out->cmd.digests[0] = p->digest;
	if (verbs[k].leg)
		return parse_about_leg(in, i + 1, p, out);
	if (out->cmd.kind == RV_CMD_REJECT_PROGRAM && rv_words_at(in->ws, i + 1).len > 0)
		return rv_words_reason(in->ws, i + 1, out->cmd.reason);
	return rv_words_end(in->ws, i + 1);
}

rv_status rv_line_program(const rv_line_in *in, rv_line *out)
{
	const bool number = is_number(rv_words_at(in->ws, 1));
	const size_t i = number ? 2 : 1;

	out->kind = RV_LINE_PROGRAM;
	if (rv_words_at(in->ws, 1).len == 0)
		return RV_OK;
	const rv_tv_program *p = number ? named(in) : only_one(in);
	if (!p)
		return RV_EPARSE;
	if (rv_words_at(in->ws, i).len > 0)
		return parse_verb(in, i, p, out);
	out->cmd.ids[0] = p->id;
	return RV_OK;
}

/* ---- completion ---- */

static void offer_legs(const rv_tv_program *p, void (*offer)(void *, const char *), void *ctx)
{
	for (size_t i = 0; i < p->n; i++)
		offer(ctx, p->legs[i].coin.symbol);
}

static bool takes_leg(rv_word w)
{
	for (size_t k = 0; k < VERBS; k++) {
		if (verbs[k].leg && rv_word_is(w, verbs[k].word))
			return true;
	}
	return false;
}

void rv_line_program_offer(const rv_words *ws, size_t i, const rv_view *v,
			   void (*offer)(void *ctx, const char *candidate), void *ctx)
{
	const bool number = is_number(rv_words_at(ws, 1));
	const size_t verb = number ? 2 : 1;
	const rv_trade_view *tv = &v->trade;
	rv_line_error unused;
	rv_words mine = *ws;
	const rv_line_in in = { &mine, v };
	char id[24];

	mine.err = &unused;
	if (i == verb)
		for (size_t k = 0; k < VERBS; k++)
			offer(ctx, verbs[k].word);
	for (size_t k = 0; i == 1 && k < tv->n_programs; k++) {
		(void)snprintf(id, sizeof(id), "%llu", (unsigned long long)tv->programs[k].id);
		offer(ctx, id);
	}
	if (i != verb + 1 || !takes_leg(ws->w[verb]))
		return;
	const rv_tv_program *p = number ? named(&in) : only_one(&in);
	if (p)
		offer_legs(p, offer, ctx);
}
