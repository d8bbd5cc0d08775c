/* What an override is: its kinds, their ranges, and one line about what is wrong; see overrides.h.
 */
#include "engine/book/overrides_internal.h"

#include "engine/base/num.h"
#include "engine/book/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const override_form forms[RV_OVERRIDE_N] = {
	[RV_OVERRIDE_PIN] = { "pin", "weight", NEED_ONE, NEED_ONE, true, 1, -0.20, 0.20 },
	[RV_OVERRIDE_CAP] = { "cap", "cap", NEED_NONE, NEED_ONE, false, 1, 0.0, 0.20 },
	[RV_OVERRIDE_EXCLUDE] = { "exclude", "", NEED_NONE, NEED_ONE, false, 0, 0.0, 0.0 },
	[RV_OVERRIDE_FLATTEN] = { "flatten", "", NEED_NONE, NEED_ONE, false, 0, 0.0, 0.0 },
	[RV_OVERRIDE_SCALE] = { "scale", "scale", NEED_MAY, NEED_MAY, false, 1, 0.0, 1.0 },
	[RV_OVERRIDE_REGIME] = { "regime", "", NEED_NONE, NEED_NONE, false, 0, 0.0, 0.0 },
	[RV_OVERRIDE_FACTORS] = { "factors", "factor weight", NEED_NONE, NEED_NONE, false,
				  RV_IDIO_N, 0.0, 1.0 },
	[RV_OVERRIDE_LEVERAGE] = { "leverage", "leverage factor", NEED_NONE, NEED_NONE, false, 1,
				   0.0, 1.0 },
	[RV_OVERRIDE_HEDGE] = { "hedge", "hedge trigger", NEED_NONE, NEED_NONE, false, 1, 0.001,
				0.10 },
	[RV_OVERRIDE_PAUSE] = { "pause", "", NEED_ONE, NEED_NONE, false, 0, 0.0, 0.0 },
	[RV_OVERRIDE_AUTO_HEDGE] = { "autohedge", "", NEED_NONE, NEED_NONE, false, 0, 0.0, 0.0 },
};

const override_form *override_form_of(rv_override_kind k)
{
	return (unsigned)k < RV_OVERRIDE_N ? &forms[k] : NULL;
}

const char *rv_override_kind_name(rv_override_kind k)
{
	return (unsigned)k < RV_OVERRIDE_N ? forms[k].name : "?";
}

rv_status rv_override_kind_of(const char *name, rv_override_kind *out)
{
	for (int k = 0; k < RV_OVERRIDE_N; k++) {
		if (strcmp(forms[k].name, name) == 0) {
			*out = (rv_override_kind)k;
			return RV_OK;
		}
	}
	return RV_ENOENT;
}

rv_status override_regime_of(const char *word, override_machine *machine, int *state)
{
	for (int r = RV_REGIME_UNKNOWN; r <= RV_REGIME_DIVERGENCE; r++) {
		if (strcmp(word, rv_leader_regime_name((rv_leader_regime)r)) == 0) {
			*machine = MACHINE_LEADERS;
			*state = r;
			return RV_OK;
		}
	}
	for (int r = RV_MA_STRONG_ALTS; r <= RV_MA_STRONG_MAJORS; r++) {
		if (strcmp(word, rv_ma_regime_name((rv_ma_regime)r, 5)) == 0 ||
		    strcmp(word, rv_ma_regime_name((rv_ma_regime)r, 3)) == 0) {
			*machine = MACHINE_MAJORS;
			*state = r;
			return RV_OK;
		}
	}
	if (strcmp(word, "S4_RISK_OFF") != 0 && strcmp(word, "S4_CLEAR") != 0)
		return RV_ENOENT;
	*machine = MACHINE_S4;
	*state = strcmp(word, "S4_RISK_OFF") == 0;
	return RV_OK;
}

static rv_status check_sub(const rv_override *o, const override_form *f, rv_err *err)
{
	const bool strategy = o->sub >= RV_SUB_S5 && o->sub < RV_SUB_H;
	if (o->sub == RV_SUB_N && f->sub != NEED_ONE)
		return RV_OK;
	if (f->sub == NEED_NONE)
		return rv_err_set(err, RV_EINVAL, "%s %s: expected no sub-book", f->name,
				  rv_sub_name(o->sub));
	if (strategy || (f->op && o->sub == RV_SUB_OP))
		return RV_OK;
	return rv_err_set(err, RV_EINVAL, "%s%s%s: expected a sub-book, S5, S4m, S4r, S4mr, S4p%s",
			  f->name, o->sub == RV_SUB_N ? "" : " ",
			  o->sub == RV_SUB_N ? "" : rv_sub_name(o->sub),
			  f->op ? ", S3 or OP" : " or S3");
}

/* "" is none, and "-" is what the text writes for it. */
static bool word_or_none(const char *s, size_t cap)
{
	return !s[0] || (rv_word_ok(s, cap) && strcmp(s, "-") != 0);
}

static rv_status check_symbol(const rv_override *o, const override_form *f, rv_err *err)
{
	if (!word_or_none(o->symbol, sizeof(o->symbol)))
		return rv_err_set(err, RV_EINVAL, "%s: expected a symbol of one word", f->name);
	if (o->symbol[0] && f->symbol == NEED_NONE)
		return rv_err_set(err, RV_EINVAL, "%s %s: expected no symbol", f->name, o->symbol);
	if (!o->symbol[0] && f->symbol == NEED_ONE)
		return rv_err_set(err, RV_EINVAL, "%s: expected a symbol", f->name);
	if (o->kind == RV_OVERRIDE_SCALE && !o->symbol[0] && o->sub == RV_SUB_N)
		return rv_err_set(err, RV_EINVAL, "scale: expected a symbol, a sub-book or both");
	return RV_OK;
}

static rv_status check_values(const rv_override *o, const override_form *f, rv_err *err)
{
	char got[RV_NUM_TEXT], from[RV_NUM_TEXT], to[RV_NUM_TEXT];
	const int decimals = f->least > 0.0 ? 3 : 2;
	(void)snprintf(from, sizeof(from), "%.*f", decimals, f->least);
	(void)snprintf(to, sizeof(to), "%.*f", decimals, f->most);
	for (int k = 0; k < RV_IDIO_N; k++) {
		const double v = o->value[k];
		if (k < f->values && v >= f->least && v <= f->most)
			continue;
		if (k >= f->values && !(v > 0.0) && !(v < 0.0) && !isnan(v))
			continue;
		if (k >= f->values)
			return rv_err_set(err, RV_EINVAL, "%s %s: expected %s", f->name,
					  rv_num_format(v, got),
					  f->values ? "one number" : "no number");
		return rv_err_set(err, RV_ERANGE, "%s %s: expected %s to %s", f->value,
				  rv_num_format(v, got), from, to);
	}
	return RV_OK;
}

static rv_status check_word(const rv_override *o, const override_form *f, rv_err *err)
{
	override_machine machine = MACHINE_LEADERS;
	int state = 0;
	const bool switches = o->kind == RV_OVERRIDE_AUTO_HEDGE;
	if (!word_or_none(o->word, sizeof(o->word)) ||
	    (o->kind != RV_OVERRIDE_REGIME && !switches && o->word[0]))
		return rv_err_set(err, RV_EINVAL, "%s: expected no word", f->name);
	if (switches && strcmp(o->word, "ON") != 0 && strcmp(o->word, "OFF") != 0)
		return rv_err_set(err, RV_EINVAL, "autohedge %.20s: expected ON or OFF", o->word);
	if (o->kind == RV_OVERRIDE_REGIME && override_regime_of(o->word, &machine, &state) != RV_OK)
		return rv_err_set(
			err, RV_EINVAL,
			"RISK_ON, RISK_OFF, ROTATION, DIVERGENCE, UNKNOWN, S4_RISK_OFF, S4_CLEAR "
			"or S3's expected, not %.20s",
			o->word);
	return RV_OK;
}

/* A few words on one line. */
static rv_status check_reason(const rv_override *o, rv_err *err)
{
	const char *end = memchr(o->reason, '\0', sizeof(o->reason));
	bool text = end && end - o->reason >= 3 && o->reason[0] != ' ' && end[-1] != ' ';
	for (const char *c = o->reason; text && c < end; c++)
		text = (unsigned char)*c >= ' ' && *c != 0x7f;
	return text ? RV_OK
		    : rv_err_set(err, RV_EINVAL, "reason: expected one line of 3 to %d characters",
				 RV_OVERRIDE_REASON - 1);
}

static rv_status check_times(const rv_override *o, rv_err *err)
{
	char from[RV_TIME_TEXT], to[RV_TIME_TEXT], got[RV_TIME_TEXT];
	if (o->set_utc_ms < 0 || o->set_utc_ms > INT64_MAX - RV_OVERRIDE_LIFE_MAX)
		return rv_err_set(err, RV_ERANGE, "set: expected a time");
	const int64_t most = o->set_utc_ms + RV_OVERRIDE_LIFE_MAX;
	if (o->expires_utc_ms > o->set_utc_ms && o->expires_utc_ms <= most)
		return RV_OK;
	return rv_err_set(err, RV_ERANGE, "expires %s: expected after %s, and no later than %s",
			  rv_time_format(o->expires_utc_ms, got),
			  rv_time_format(o->set_utc_ms, from), rv_time_format(most, to));
}

rv_status rv_override_check(const rv_override *o, rv_err *err)
{
	const override_form *f = override_form_of(o->kind);
	if (!f)
		return rv_err_set(err, RV_EINVAL,
				  "kind: expected pin, cap, exclude, flatten, scale, "
				  "regime, factors, leverage, hedge, pause or "
				  "autohedge");
	rv_status st = check_sub(o, f, err);
	if (st == RV_OK)
		st = check_symbol(o, f, err);
	if (st == RV_OK)
		st = check_values(o, f, err);
	if (st == RV_OK)
		st = check_word(o, f, err);
	if (st == RV_OK)
		st = check_reason(o, err);
	return st == RV_OK ? check_times(o, err) : st;
}
