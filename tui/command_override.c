/*
 * Overrides on the command line: `override pin SOL 0.02 S5 4h spread looks wrong`, and in short
 * `weight SOL 0.02 S5 4h ...`, `regime RISK_OFF 1d ...`, `ban SOL close ...`. See command_line.h.
 */
#include <stdio.h>
#include <string.h>

#include "engine/base/num.h"
#include "tui/command_verbs.h"

#define CLOSE "close" /* until the next daily close */

static const char *const usages[RV_OVERRIDE_N] = {
	[RV_OVERRIDE_PIN] = "SYM WEIGHT [SUB] 4h|1d|close REASON",
	[RV_OVERRIDE_CAP] = "SYM SHARE 4h|1d|close REASON",
	[RV_OVERRIDE_EXCLUDE] = "SYM 4h|1d|close REASON",
	[RV_OVERRIDE_FLATTEN] = "SYM 4h|1d|close REASON",
	[RV_OVERRIDE_SCALE] = "SYM|SUB [SUB] 0.5 4h|1d|close REASON",
	[RV_OVERRIDE_REGIME] = "RISK_OFF|S4_CLEAR|.. 4h|1d|close REASON",
	[RV_OVERRIDE_FACTORS] = "MOM REV CARRY 4h|1d|close REASON",
	[RV_OVERRIDE_LEVERAGE] = "FACTOR 4h|1d|close REASON",
	[RV_OVERRIDE_HEDGE] = "SHARE OF NAV 4h|1d|close REASON",
	[RV_OVERRIDE_PAUSE] = "SUB 4h|1d|close REASON",
	[RV_OVERRIDE_AUTO_HEDGE] = "on|off 4h|1d|close REASON",
};

const char *rv_override_usage(rv_override_kind k)
{
	return k < RV_OVERRIDE_N ? usages[k] : "";
}

static bool sub_of(rv_word w, int n, rv_sub *out)
{
	for (int s = 0; s < n; s++) {
		if (rv_word_is(w, rv_sub_name((rv_sub)s))) {
			*out = (rv_sub)s;
			return true;
		}
	}
	return false;
}

static bool kind_of(rv_word w, rv_override_kind *out)
{
	for (int k = 0; k < RV_OVERRIDE_N; k++) {
		if (rv_word_is(w, rv_override_kind_name((rv_override_kind)k))) {
			*out = (rv_override_kind)k;
			return true;
		}
	}
	return false;
}

static rv_status number(const rv_words *ws, size_t i, const char *what, double *out)
{
	const rv_word w = rv_words_at(ws, i);

	if (w.len > 0 && rv_num_parse(w.s, w.len, out) == RV_OK)
		return RV_OK;
	return rv_words_fail(ws, i, "%s is expected, a number such as 0.02", what);
}

static rv_status strategy(const rv_words *ws, size_t i, rv_sub *out)
{
	return sub_of(rv_words_at(ws, i), RV_SUB_H, out)
		       ? RV_OK
		       : rv_words_fail(ws, i, "a strategy is expected: S5 S4m S4r S4mr S4p S3");
}

/* "90m", "4h", "3d", or "close": the next end of a UTC day. */
static rv_status until(const rv_words *ws, size_t i, int64_t now, int64_t *out)
{
	static const struct {
		char unit;
		int64_t ms;
	} units[] = { { 'm', RV_MINUTE_MS }, { 'h', RV_HOUR_MS }, { 'd', RV_DAY_MS } };
	const rv_word w = rv_words_at(ws, i);
	int64_t n = 0, unit = 0;

	if (rv_word_is(w, CLOSE)) {
		*out = rv_time_floor(now, RV_DAY_MS) + RV_DAY_MS;
		return RV_OK;
	}
	for (size_t k = 0; w.len > 1 && k < sizeof(units) / sizeof(units[0]); k++)
		unit = w.s[w.len - 1] == units[k].unit ? units[k].ms : unit;
	if (unit == 0 || rv_num_parse_i64(w.s, w.len - 1, &n) != RV_OK || n < 1 ||
	    n > RV_OVERRIDE_LIFE_MAX / unit)
		return rv_words_fail(ws, i, "1m to 30d expected: 90m, 4h, 3d or " CLOSE);
	*out = now + n * unit;
	return RV_OK;
}

static rv_status symbol(const rv_line_in *in, size_t i, rv_override *o)
{
	const rv_view_row *r;
	const rv_status st = rv_words_symbol(in->ws, i, in->v, true, &r);

	if (st == RV_OK)
		(void)snprintf(o->symbol, sizeof(o->symbol), "%s", r->symbol); /* fits */
	return st;
}

/* SYM WEIGHT [SUB]: without one it is the operator's, a share of NAV. */
static rv_status pin(const rv_line_in *in, size_t *i, rv_override *o)
{
	rv_status st = symbol(in, (*i)++, o);

	if (st == RV_OK)
		st = number(in->ws, (*i)++, "a weight", &o->value[0]);
	o->sub = RV_SUB_OP;
	if (st == RV_OK && (sub_of(rv_words_at(in->ws, *i), RV_SUB_H, &o->sub) ||
			    rv_word_is(rv_words_at(in->ws, *i), rv_sub_name(RV_SUB_OP))))
		++*i;
	return st;
}

/* SYM [SUB] X, or SUB X. */
static rv_status scale(const rv_line_in *in, size_t *i, rv_override *o)
{
	rv_status st = RV_OK;

	if (!sub_of(rv_words_at(in->ws, *i), RV_SUB_H, &o->sub)) {
		st = symbol(in, (*i)++, o);
		if (st == RV_OK && sub_of(rv_words_at(in->ws, *i), RV_SUB_H, &o->sub))
			++*i;
	} else {
		++*i;
	}
	return st == RV_OK ? number(in->ws, (*i)++, "a scale", &o->value[0]) : st;
}

static rv_status word(const rv_words *ws, size_t *i, rv_override *o)
{
	const rv_word w = rv_words_at(ws, (*i)++);

	if (w.len == 0 || w.len >= sizeof(o->word))
		return rv_words_fail(ws, *i - 1,
				     o->kind == RV_OVERRIDE_AUTO_HEDGE
					     ? "on or off is expected"
					     : "a regime is expected: RISK_OFF, S4_CLEAR ...");
	for (size_t k = 0; k < w.len; k++)
		o->word[k] = w.s[k] >= 'a' && w.s[k] <= 'z' ? (char)(w.s[k] - 'a' + 'A') : w.s[k];
	o->word[w.len] = '\0';
	return RV_OK;
}

/* What the kind is about, from word *i on; *i becomes the word after it. */
static rv_status subject(const rv_line_in *in, size_t *i, rv_override *o)
{
	rv_status st = RV_OK;

	switch (o->kind) {
	case RV_OVERRIDE_PIN:
		return pin(in, i, o);
	case RV_OVERRIDE_SCALE:
		return scale(in, i, o);
	case RV_OVERRIDE_CAP:
		st = symbol(in, (*i)++, o);
		return st == RV_OK ? number(in->ws, (*i)++, "a share of NAV", &o->value[0]) : st;
	case RV_OVERRIDE_REGIME:
	case RV_OVERRIDE_AUTO_HEDGE:
		return word(in->ws, i, o);
	case RV_OVERRIDE_PAUSE:
		return strategy(in->ws, (*i)++, &o->sub);
	case RV_OVERRIDE_FACTORS:
		for (int k = 0; st == RV_OK && k < RV_IDIO_N; k++)
			st = number(in->ws, (*i)++, "a weight of three", &o->value[k]);
		return st;
	case RV_OVERRIDE_LEVERAGE:
		return number(in->ws, (*i)++, "a leverage factor", &o->value[0]);
	case RV_OVERRIDE_HEDGE:
		return number(in->ws, (*i)++, "a share of NAV", &o->value[0]);
	default:
		return symbol(in, (*i)++, o);
	}
}

static rv_status parse_of(const rv_line_in *in, size_t i, rv_override_kind kind, rv_line *out)
{
	rv_override *o = &out->cmd.over;
	const size_t first = i;
	rv_err err = { 0 };

	out->kind = RV_LINE_OVERRIDE;
	out->cmd.kind = RV_CMD_OVERRIDE;
	*o = (rv_override){ .kind = kind, .sub = RV_SUB_N, .set_utc_ms = in->v->utc_ms };
	rv_status st = subject(in, &i, o);
	if (st == RV_OK)
		st = until(in->ws, i, in->v->utc_ms, &o->expires_utc_ms);
	if (st == RV_OK)
		st = rv_words_reason(in->ws, i + 1, o->reason);
	if (st == RV_OK && rv_override_check(o, &err) != RV_OK)
		st = rv_words_fail(in->ws, first, "%s", err.text);
	return st;
}

/* "override end N [reason]" */
static rv_status parse_end(const rv_line_in *in, rv_line *out)
{
	const rv_word w = rv_words_at(in->ws, 2);
	int64_t id = 0;

	out->kind = RV_LINE_OVERRIDE;
	out->cmd.kind = RV_CMD_OVERRIDE_END;
	if (w.len == 0 || rv_num_parse_i64(w.s, w.len, &id) != RV_OK || id < 1 ||
	    !rv_overrides_find(&in->v->overrides.set, (uint64_t)id))
		return rv_words_fail(in->ws, 2,
				     "the number of an override that is set is expected");
	out->cmd.n_ids = 1;
	out->cmd.ids[0] = (uint64_t)id;
	return rv_words_at(in->ws, 3).len > 0 ? rv_words_reason(in->ws, 3, out->cmd.reason) : RV_OK;
}

rv_status rv_parse_override(const rv_line_in *in, rv_line *out)
{
	rv_override_kind kind = RV_OVERRIDE_PIN;

	if (rv_word_is(rv_words_at(in->ws, 1), "end"))
		return parse_end(in, out);
	if (!kind_of(rv_words_at(in->ws, 1), &kind))
		return rv_words_fail(in->ws, 1,
				     "pin cap exclude flatten scale regime factors leverage hedge "
				     "pause autohedge or end expected");
	return parse_of(in, 2, kind, out);
}

rv_status rv_parse_override_short(const rv_line_in *in, rv_line *out)
{
	static const struct {
		const char *verb;
		rv_override_kind kind;
	} verbs[] = { { "weight", RV_OVERRIDE_PIN },  { "cap", RV_OVERRIDE_CAP },
		      { "scale", RV_OVERRIDE_SCALE }, { "ban", RV_OVERRIDE_EXCLUDE },
		      { "pause", RV_OVERRIDE_PAUSE }, { "regime", RV_OVERRIDE_REGIME } };
	size_t k = 0;

	while (k + 1 < sizeof(verbs) / sizeof(verbs[0]) && !rv_word_is(in->ws->w[0], verbs[k].verb))
		k++;
	return parse_of(in, 1, verbs[k].kind, out);
}

/* A leg of the hedge by its name; anything else begins the reason. */
static bool hedge_leg(const rv_line_in *in, size_t i, rv_command *c)
{
	const rv_book_view *b = &in->v->book;

	for (int k = 0; b->hedge_known && k < RV_HEDGE_LEGS; k++) {
		if (!rv_word_is(rv_words_at(in->ws, i), b->hedge_names[k]))
			continue;
		memcpy(c->symbol, b->hedge_names[k], sizeof(c->symbol));
		return true;
	}
	return false;
}

rv_status rv_parse_hedge(const rv_line_in *in, rv_line *out)
{
	const rv_word w = rv_words_at(in->ws, 1);

	if (rv_word_is(w, "on") || rv_word_is(w, "off"))
		return parse_of(in, 1, RV_OVERRIDE_AUTO_HEDGE, out);
	if (!rv_word_is(w, "now"))
		return rv_words_fail(in->ws, 1, "now, on or off expected");
	out->kind = RV_LINE_HEDGE;
	out->cmd.kind = RV_CMD_HEDGE;
	return rv_words_reason(in->ws, hedge_leg(in, 2, &out->cmd) ? 3 : 2, out->cmd.reason);
}

rv_status rv_parse_overrides(const rv_line_in *in, rv_line *out)
{
	out->kind = RV_LINE_OVERRIDES;
	return rv_words_end(in->ws, 1);
}

rv_line_arg rv_override_arg(const rv_words *ws, size_t i)
{
	rv_override_kind k = RV_OVERRIDE_PIN;

	if (!kind_of(rv_words_at(ws, 1), &k))
		return RV_ARG_NONE;
	if ((k == RV_OVERRIDE_PAUSE && i == 2) || (k == RV_OVERRIDE_SCALE && i == 3) ||
	    (k == RV_OVERRIDE_PIN && i == 4))
		return RV_ARG_STRATEGY;
	const bool of_coin = k == RV_OVERRIDE_PIN || k == RV_OVERRIDE_CAP ||
			     k == RV_OVERRIDE_EXCLUDE || k == RV_OVERRIDE_FLATTEN ||
			     k == RV_OVERRIDE_SCALE;
	return of_coin && i == 2 ? RV_ARG_SYMBOL : RV_ARG_NONE;
}
