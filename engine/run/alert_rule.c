/* Reads and writes alert rules; see alert_rule.h. */
#include "engine/run/alert_rule.h"

#include "engine/base/num.h"
#include "engine/base/timefmt.h"
#include "engine/desk/types.h"
#include "engine/factors/market_structure.h"
#include "engine/factors/rv_momentum.h"
#include "engine/regime/majors_state.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

typedef enum of_what { OF_DESK, OF_SYMBOL, OF_SPREAD, OF_LEG_OR_DESK } of_what;

static const struct {
	const char *name;
	rv_rule_value value;
	of_what of;
	bool percent;
	const char *unit, *help;
} values[] = {
	{ "nav", RV_RULE_NAV, OF_DESK, false, "USD", "net asset value, USD" },
	{ "pnl", RV_RULE_PNL, OF_DESK, false, "USD", "result of the UTC day, USD" },
	{ "gross", RV_RULE_GROSS, OF_DESK, false, "USD", "gross exposure, USD" },
	{ "net", RV_RULE_NET, OF_DESK, false, "USD", "net exposure, USD" },
	{ "margin", RV_RULE_MARGIN, OF_DESK, false, "x", "account value over maintenance" },
	{ "drawdown", RV_RULE_DRAWDOWN, OF_DESK, true, "%", "below the highest NAV, %" },
	{ "corr", RV_RULE_CORR, OF_DESK, false, "", "average correlation" },
	{ "lf", RV_RULE_LEVERAGE, OF_DESK, false, "", "leverage factor" },
	{ "pending", RV_RULE_PENDING, OF_DESK, false, "", "tickets, programs that wait" },
	{ "unknown", RV_RULE_UNKNOWN_ORDERS, OF_DESK, false, "", "orders in UNKNOWN" },
	{ "delta", RV_RULE_DELTA, OF_LEG_OR_DESK, false, "USD",
	  "beta delta, USD; alone the larger size" },
	{ "pos", RV_RULE_POSITION, OF_SYMBOL, false, "USD", "position, USD, signed" },
	{ "spread", RV_RULE_SPREAD, OF_SPREAD, true, "%", "basket spread, %" },
	{ "spreadz", RV_RULE_SPREAD_SD, OF_SPREAD, false, "sd", "the same in its own sd" },
	{ "regime", RV_RULE_REGIME, OF_DESK, false, "", "leader regime" },
	{ "majors", RV_RULE_MAJORS, OF_DESK, false, "", "majors against alts" },
	{ "state", RV_RULE_STATE, OF_DESK, false, "", "of the book" },
};
enum { VALUES = sizeof(values) / sizeof(values[0]) };

static const char *const op_words[] = { ">", ">=", "<", "<=", "=", "!=", "changes" };

typedef struct reading {
	const char *text;
	size_t pos;
	bool percent;
	of_what of;
	rv_alert_rule out;
	rv_rule_error *err;
} reading;

static rv_status fail_at(reading *r, size_t pos, const char *fmt, ...) RV_PRINTF(3, 4);

static rv_status fail_at(reading *r, size_t pos, const char *fmt, ...)
{
	va_list ap;
	r->err->pos = pos;
	va_start(ap, fmt);
	(void)vsnprintf(r->err->text, sizeof(r->err->text), fmt, ap); /* cut is fine */
	va_end(ap);
	return RV_EPARSE;
}

static void skip_blanks(reading *r)
{
	while (r->text[r->pos] == ' ')
		r->pos++;
}

static size_t word_len(const reading *r)
{
	size_t n = 0;
	while (rv_row_field_is_word(r->text[r->pos + n]))
		n++;
	return n;
}

static bool is(const char *s, size_t n, const char *word)
{
	return strlen(word) == n && strncasecmp(s, word, n) == 0;
}

/* ---- what is watched ---- */

static bool find_own(reading *r, const char *name, size_t n)
{
	for (size_t i = 0; i < VALUES; i++) {
		if (!is(name, n, values[i].name))
			continue;
		r->out.value = (int)values[i].value;
		r->of = values[i].of;
		r->percent = values[i].percent;
		return true;
	}
	return false;
}

/* Which basket and which name do not change; pos and pnl have values of their own here. */
static bool is_watched(rv_row_field field)
{
	return field != RV_FIELD_BUCKET && field != RV_FIELD_SYMBOL && field != RV_FIELD_POSITION &&
	       field != RV_FIELD_PNL;
}

static bool find_row_field(reading *r, const char *name, size_t n)
{
	const rv_row_field_info *f = rv_row_field_find(name, n);
	if (!f || !is_watched(f->field))
		return false;
	r->out.value = (int)f->field;
	r->of = OF_SYMBOL;
	r->percent = f->percent;
	return true;
}

static rv_status check_of(reading *r, size_t at, size_t n)
{
	const char *s = r->text + at;
	if (n >= sizeof(r->out.of))
		return fail_at(r, at, "expected at most %zu letters", sizeof(r->out.of) - 1);
	if (r->of != OF_SPREAD && (r->of != OF_LEG_OR_DESK || is(s, n, "BTC") || is(s, n, "ETH"))) {
		(void)snprintf(r->out.of, sizeof(r->out.of), "%.*s", (int)n, s);
		return RV_OK;
	}
	for (int k = 0; r->of == OF_SPREAD && k < RV_SPREAD_N; k++) {
		if (!is(s, n, rv_spread_name((rv_spread)k)))
			continue;
		(void)snprintf(r->out.of, sizeof(r->out.of), "%s", rv_spread_name((rv_spread)k));
		return RV_OK;
	}
	return fail_at(r, at,
		       r->of == OF_SPREAD ? "expected btc_vs_eth, l1_vs_alt or meme_vs_rest"
					  : "expected BTC or ETH");
}

static const char *what_of(of_what of)
{
	return of == OF_SPREAD ? "btc_vs_eth, l1_vs_alt or meme_vs_rest" : "a symbol, as SOL";
}

/* "(SYM)" where there must or may be one. */
static rv_status take_of(reading *r)
{
	skip_blanks(r);
	if (r->text[r->pos] != '(')
		return r->of == OF_DESK || r->of == OF_LEG_OR_DESK
			       ? RV_OK
			       : fail_at(r, r->pos, "expected ( and %s", what_of(r->of));
	if (r->of == OF_DESK)
		return fail_at(r, r->pos, "that is of the whole desk: no ( here");
	r->pos++;
	skip_blanks(r);
	const size_t n = strcspn(r->text + r->pos, "() ");
	if (n == 0)
		return fail_at(r, r->pos, "expected %s",
			       r->of == OF_LEG_OR_DESK ? "BTC or ETH" : what_of(r->of));
	const rv_status st = check_of(r, r->pos, n);
	if (st != RV_OK)
		return st;
	r->pos += n;
	skip_blanks(r);
	if (r->text[r->pos] != ')')
		return fail_at(r, r->pos, "expected )");
	r->pos++;
	return RV_OK;
}

static rv_status take_value(reading *r)
{
	const size_t n = word_len(r);
	const char *name = r->text + r->pos;
	if (n == 0)
		return fail_at(r, r->pos, "expected a value, as rv(SOL), pnl or regime");
	if (!find_own(r, name, n) && !find_row_field(r, name, n))
		return fail_at(r, r->pos, "no such value: expected one as rv(SOL), pnl or regime");
	r->pos += n;
	return take_of(r);
}

/* ---- what it is compared with ---- */

static rv_status take_op(reading *r)
{
	static const rv_rule_op longest_first[] = { RV_RULE_GE,	    RV_RULE_LE, RV_RULE_NE,
						    RV_RULE_GT,	    RV_RULE_LT, RV_RULE_EQ,
						    RV_RULE_CHANGES };
	const bool word = rv_alert_rule_is_word(r->out.value);
	skip_blanks(r);
	for (size_t i = 0; i < sizeof(longest_first) / sizeof(longest_first[0]); i++) {
		const rv_rule_op op = longest_first[i];
		const size_t n = strlen(op_words[op]);
		if (strncasecmp(r->text + r->pos, op_words[op], n) != 0)
			continue;
		if (word != (op >= RV_RULE_EQ))
			break;
		r->out.op = op;
		r->pos += n;
		return RV_OK;
	}
	return fail_at(r, r->pos,
		       word ? "expected changes, = or != after a word"
			    : "expected > >= < <= after a number");
}

/* The words of a value, as they are expected. */
static rv_status no_such_word(reading *r)
{
	char list[64] = "";
	int means;
	const char *w = NULL;
	for (size_t i = 0; (w = rv_alert_rule_word(r->out.value, i, &means)) != NULL; i++) {
		const size_t n = strlen(list);
		if (n + strlen(w) + 2 < sizeof(list))
			(void)snprintf(list + n, sizeof(list) - n, "%s%s", n ? " " : "", w);
	}
	return fail_at(r, r->pos, "expected one of %s", list);
}

static rv_status take_word(reading *r)
{
	const size_t n = word_len(r);
	const char *w = NULL;
	for (size_t i = 0; (w = rv_alert_rule_word(r->out.value, i, &r->out.word)) != NULL; i++) {
		if (!is(r->text + r->pos, n, w))
			continue;
		r->pos += n;
		return RV_OK;
	}
	return no_such_word(r);
}

static rv_status take_number(reading *r)
{
	const char *why = "";
	size_t used = 0;
	const rv_status st =
		rv_row_field_number(r->text + r->pos, r->percent, &used, &r->out.number, &why);
	if (st != RV_OK)
		return fail_at(r, r->pos + used, "%s",
			       r->text[r->pos + used] == '%' ? "no % here: it is no percentage"
							     : why);
	r->pos += used;
	return RV_OK;
}

/* ---- for how long ---- */

static int64_t span_of(char unit)
{
	return unit == 's'   ? RV_SECOND_MS
	       : unit == 'm' ? RV_MINUTE_MS
	       : unit == 'h' ? RV_HOUR_MS
			     : 0;
}

static rv_status take_for(reading *r)
{
	static const char expected[] = "expected a number of looks, as 3, or a time, as 90s 5m 2h";
	int64_t n = 0;
	r->out.times = 1;
	skip_blanks(r);
	if (!r->text[r->pos])
		return RV_OK;
	if (r->out.op == RV_RULE_CHANGES)
		return fail_at(r, r->pos, "a change is at once: expected the end");
	if (!is(r->text + r->pos, word_len(r), "for"))
		return fail_at(r, r->pos, "expected for, or the end");
	r->pos += 3;
	skip_blanks(r);
	const char *s = r->text + r->pos;
	const size_t digits = strspn(s, "0123456789"), len = word_len(r);
	const int64_t unit = digits < len ? span_of(s[digits]) : 0;
	if (digits == 0 || len > digits + 1 || (len > digits && unit == 0) ||
	    rv_num_parse_i64(s, digits, &n) != RV_OK)
		return fail_at(r, r->pos, "%s", expected);
	if (n < 1 || n > RV_RULE_TIMES_MOST)
		return fail_at(r, r->pos, "expected 1 to %d", RV_RULE_TIMES_MOST);
	r->pos += len;
	r->out.for_ms = n * unit;
	r->out.times = unit == 0 ? (unsigned)n : 1;
	skip_blanks(r);
	return r->text[r->pos] ? fail_at(r, r->pos, "expected the end") : RV_OK;
}

rv_status rv_alert_rule_parse(const char *text, rv_alert_rule *out, rv_rule_error *err)
{
	reading r = { .text = text, .err = err };
	char whole[RV_RULE_TEXT];
	skip_blanks(&r);
	rv_status st = take_value(&r);
	if (st == RV_OK)
		st = take_op(&r);
	skip_blanks(&r);
	if (st == RV_OK && r.out.op != RV_RULE_CHANGES)
		st = r.out.op >= RV_RULE_EQ ? take_word(&r) : take_number(&r);
	if (st == RV_OK)
		st = take_for(&r);
	if (st == RV_OK && strlen(rv_alert_rule_text(&r.out, whole)) + 1 >= sizeof(whole))
		st = fail_at(&r, 0, "expected a shorter rule");
	if (st == RV_OK)
		*out = r.out;
	return st;
}

/* ---- in words ---- */

static const char *name_of(int value)
{
	const rv_row_field_info *f = NULL;
	const char *name = "?";
	for (size_t i = 0; i < VALUES; i++) {
		if ((int)values[i].value == value)
			return values[i].name;
	}
	for (size_t i = 0; (f = rv_row_field_at(i)) != NULL; i++) {
		if ((int)f->field == value)
			name = f->name; /* the last: price rather than mark */
	}
	return name;
}

static const char *word_of(const rv_alert_rule *r)
{
	const char *w = NULL;
	int means = 0;
	for (size_t i = 0; (w = rv_alert_rule_word(r->value, i, &means)) != NULL; i++) {
		if (means == r->word)
			return w;
	}
	return "?";
}

static const char *for_text(const rv_alert_rule *r, char out[24])
{
	const int64_t ms = r->for_ms;
	out[0] = '\0';
	if (ms > 0 && ms % RV_HOUR_MS == 0)
		(void)snprintf(out, 24, " for %dh", (int)(ms / RV_HOUR_MS));
	else if (ms > 0 && ms % RV_MINUTE_MS == 0)
		(void)snprintf(out, 24, " for %dm", (int)(ms / RV_MINUTE_MS));
	else if (ms > 0)
		(void)snprintf(out, 24, " for %ds", (int)(ms / RV_SECOND_MS));
	else if (r->times > 1)
		(void)snprintf(out, 24, " for %u", r->times);
	return out;
}

const char *rv_alert_rule_text(const rv_alert_rule *r, char out[RV_RULE_TEXT])
{
	char with[RV_NUM_TEXT] = "", after[24], of[RV_SYMBOL_MAX + 2] = "";
	if (r->of[0])
		(void)snprintf(of, sizeof(of), "(%s)", r->of);
	if (r->op <= RV_RULE_LE)
		(void)rv_num_format(r->number, with);
	else if (r->op != RV_RULE_CHANGES)
		(void)snprintf(with, sizeof(with), "%s", word_of(r));
	(void)snprintf(out, RV_RULE_TEXT, "%s%s %s%s%s%s", name_of(r->value), of, op_words[r->op],
		       with[0] ? " " : "", with, for_text(r, after));
	return out;
}

bool rv_alert_rule_has_symbol(const rv_alert_rule *r)
{
	return r->value < (int)RV_FIELD_N || r->value == (int)RV_RULE_POSITION;
}

bool rv_alert_rule_is_word(int value)
{
	return value == (int)RV_FIELD_TIER || value >= (int)RV_RULE_REGIME;
}

static const char *majors_word(size_t i, int *means)
{
	static const struct {
		rv_ma_regime regime;
		int of; /* states of the machine that has this word */
	} all[] = { { RV_MA_STRONG_ALTS, 5 }, { RV_MA_WEAK_ALTS, 5 },	  { RV_MA_BALANCED, 5 },
		    { RV_MA_WEAK_MAJORS, 5 }, { RV_MA_STRONG_MAJORS, 5 }, { RV_MA_WEAK_ALTS, 3 },
		    { RV_MA_WEAK_MAJORS, 3 } };
	if (i >= sizeof(all) / sizeof(all[0]))
		return NULL;
	*means = (int)all[i].regime;
	return rv_ma_regime_name(all[i].regime, all[i].of);
}

const char *rv_alert_rule_word(int value, size_t i, int *means)
{
	static const char *const tiers[] = { "core", "sat", "tact", "ext" };
	static const char *const states[] = { "ACTIVE", "REDUCING", "HALTED" };
	*means = (int)i;
	if (value == (int)RV_FIELD_TIER)
		return i < sizeof(tiers) / sizeof(tiers[0]) ? tiers[i] : NULL;
	if (value == (int)RV_RULE_STATE)
		return i < sizeof(states) / sizeof(states[0]) ? states[i] : NULL;
	if (value == (int)RV_RULE_MAJORS)
		return majors_word(i, means);
	*means = (int)i + 1; /* UNKNOWN is none */
	return value == (int)RV_RULE_REGIME && *means <= (int)RV_REGIME_DIVERGENCE
		       ? rv_leader_regime_name((rv_leader_regime)*means)
		       : NULL;
}

const char *rv_alert_rule_unit(int value)
{
	const rv_row_field_info *f = NULL;
	for (size_t i = 0; i < VALUES; i++) {
		if ((int)values[i].value == value)
			return values[i].unit;
	}
	for (size_t i = 0; (f = rv_row_field_at(i)) != NULL; i++) {
		if ((int)f->field == value)
			return f->percent ? "%" : "";
	}
	return "";
}

bool rv_alert_rule_describe(size_t i, const char **name, const char **of, const char **help)
{
	static const char *const after[] = { "", "(SYM)", "(SPREAD)", "[(BTC|ETH)]" };
	if (i < VALUES) {
		*name = values[i].name;
		*of = after[values[i].of];
		*help = values[i].help;
		return true;
	}
	const rv_row_field_info *f = NULL;
	for (size_t at = 0, left = i - VALUES + 1; left > 0; at++) {
		f = rv_row_field_at(at);
		if (!f)
			return false;
		left -= is_watched(f->field);
	}
	*name = f->name;
	*of = after[OF_SYMBOL];
	*help = f->help ? f->help : "the same as mark";
	return true;
}
