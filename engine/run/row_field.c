/* The table of names; see row_field.h. */
#include "engine/run/row_field.h"

#include "engine/base/num.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const rv_row_field_info fields[] = {
	{ "rv", RV_FIELD_RV, false, "relative momentum, -1 to 1" },
	{ "hybrid", RV_FIELD_HYBRID, false, "hybrid score of the better side" },
	{ "tier", RV_FIELD_TIER, false, "core sat tact ext" },
	{ "mark", RV_FIELD_MARK, false, "price" },
	{ "price", RV_FIELD_MARK, false, NULL },
	{ "chg", RV_FIELD_CHANGE, true, "24 h change, %" },
	{ "beta", RV_FIELD_BETA_BTC, false, "beta to BTC" },
	{ "betaeth", RV_FIELD_BETA_ETH, false, "beta to ETH" },
	{ "resz", RV_FIELD_RESIDUAL_Z, false, "residual in its own sigma" },
	{ "fund", RV_FIELD_FUNDING, true, "funding, % a year" },
	{ "smom", RV_FIELD_SIG_MOMENTUM, false, "momentum signal, z" },
	{ "smr", RV_FIELD_SIG_REVERSION, false, "mean-reversion signal, z" },
	{ "scarry", RV_FIELD_SIG_CARRY, false, "carry signal, z" },
	{ "alpha", RV_FIELD_ALPHA, false, "expected residual return, bp a day" },
	{ "target", RV_FIELD_TARGET, true, "target weight, % of equity" },
	{ "pos", RV_FIELD_POSITION, false, "position, USD, signed" },
	{ "pnl", RV_FIELD_PNL, false, "its unrealised result, USD" },
	{ "age", RV_FIELD_AGE, false, "of the price, seconds" },
	{ "vol", RV_FIELD_VOLUME, false, "24 h volume, USD; k M B" },
	{ "oi", RV_FIELD_OI, false, "open interest, USD; k M B" },
	{ "mom", RV_FIELD_MOMENTUM, true, "weighted own momentum, %" },
	{ "bucket", RV_FIELD_BUCKET, false, "l1 alt meme rest" },
	{ "sym", RV_FIELD_SYMBOL, false, "name; ~ contains" },
};
enum { FIELDS = sizeof(fields) / sizeof(fields[0]) };

const rv_row_field_info *rv_row_field_at(size_t i)
{
	return i < FIELDS ? &fields[i] : NULL;
}

const rv_row_field_info *rv_row_field_find(const char *name, size_t n)
{
	for (size_t i = 0; i < FIELDS; i++) {
		if (strlen(fields[i].name) == n && strncasecmp(name, fields[i].name, n) == 0)
			return &fields[i];
	}
	return NULL;
}

bool rv_row_field_is_word(char ch)
{
	return isalnum((unsigned char)ch) || ch == '_' || ch == '.';
}

/* The unit that a suffix stands for; 0 it is none. */
static double unit_of(char suffix)
{
	switch (suffix) {
	case 'k':
	case 'K':
		return 1e3;
	case 'm':
	case 'M':
		return 1e6;
	case 'b':
	case 'B':
		return 1e9;
	case '%':
		return 1.0;
	default:
		return 0.0;
	}
}

static rv_status wrong(size_t at, const char *words, size_t *used, const char **why)
{
	*used = at;
	*why = words;
	return RV_EPARSE;
}

rv_status rv_row_field_number(const char *text, bool percent, size_t *used, double *out,
			      const char **why)
{
	const size_t n = strspn(text, "+-.0123456789");
	double v = 0.0;
	if (n == 0 || rv_num_parse(text, n, &v) != RV_OK)
		return wrong(0, "expected a number", used, why);
	const double unit = unit_of(text[n]);
	if (unit > 0.0 && !rv_row_field_is_word(text[n + 1])) {
		if (text[n] == '%' && !percent)
			return wrong(n, "% is for chg fund mom target only", used, why);
		*out = v * unit;
		*used = n + 1;
		return RV_OK;
	}
	if (rv_row_field_is_word(text[n]))
		return wrong(n, "a number may end in k M B or %", used, why);
	*out = v;
	*used = n;
	return RV_OK;
}
