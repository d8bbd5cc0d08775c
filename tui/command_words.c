/* Words of a command line and what they can be; see command_words.h. */
#include "tui/command_words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/decimal.h"
#include "engine/base/num.h"
#include "engine/book/subbook.h"

enum { SHOWN = 24, /* of a word in an error */ USD_DECIMALS = 2, PERCENT_DECIMALS = 2 };

#define USD_MOST (INT64_C(1000000000) * 100) /* cents */
#define LOTS_MOST INT64_C(1000000000000000)
#define CENT_MUSD INT64_C(10000)

void rv_words_split(const char *text, rv_words *out, rv_line_error *err)
{
	size_t i = 0;

	*out = (rv_words){ .text = text, .err = err };
	for (;;) {
		i += strspn(text + i, " ");
		if (!text[i] || out->n == RV_WORDS_MAX)
			return;
		const size_t len = strcspn(text + i, " ");
		out->w[out->n++] = (rv_word){ text + i, len, i };
		i += len;
	}
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool rv_word_starts(const char *text, rv_word prefix)
{
	for (size_t i = 0; i < prefix.len; i++) {
		if (!text[i] || lower(text[i]) != lower(prefix.s[i]))
			return false;
	}
	return true;
}

bool rv_word_is(rv_word w, const char *text)
{
	return strlen(text) == w.len && rv_word_starts(text, w);
}

rv_word rv_words_at(const rv_words *ws, size_t i)
{
	const size_t len = strlen(ws->text);

	return i < ws->n ? ws->w[i] : (rv_word){ ws->text + len, 0, len };
}

rv_status rv_words_fail(const rv_words *ws, size_t i, const char *fmt, ...)
{
	va_list ap;

	ws->err->pos = rv_words_at(ws, i).pos;
	va_start(ap, fmt);
	(void)vsnprintf(ws->err->text, sizeof(ws->err->text), fmt, ap); /* cut is fine */
	va_end(ap);
	return RV_EPARSE;
}

/* A word for an error: cut where it is long. */
typedef struct shown {
	char s[SHOWN + 4];
} shown;

static shown show(rv_word w)
{
	shown t;

	(void)snprintf(t.s, sizeof(t.s), "%.*s%s", (int)(w.len < SHOWN ? w.len : SHOWN), w.s,
		       w.len > SHOWN ? ".." : "");
	return t;
}

rv_status rv_words_end(const rv_words *ws, size_t i)
{
	if (i >= ws->n)
		return RV_OK;
	return rv_words_fail(ws, i, "'%s': nothing expected here", show(ws->w[i]).s);
}

rv_status rv_words_reason(const rv_words *ws, size_t i, char out[RV_REASON_TEXT])
{
	const rv_word w = rv_words_at(ws, i);
	size_t n = strlen(w.s);

	while (n > 0 && w.s[n - 1] == ' ')
		n--;
	if (n == 0)
		return rv_words_fail(ws, i, "a reason is expected");
	if (n >= RV_REASON_TEXT)
		return rv_words_fail(ws, i, "the text has %zu characters, at most %d fit", n,
				     RV_REASON_TEXT - 1);
	memcpy(out, w.s, n);
	out[n] = '\0';
	return RV_OK;
}

/* The symbol as written, else the only one that differs in case alone. */
static const rv_view_row *find_row(const rv_view *v, rv_word w)
{
	const rv_view_row *found = NULL;
	size_t n = 0;

	for (size_t i = 0; i < v->n_rows; i++) {
		const char *name = v->rows[i].symbol;
		if (strlen(name) == w.len && memcmp(name, w.s, w.len) == 0)
			return &v->rows[i];
		if (rv_word_is(w, name)) {
			found = &v->rows[i];
			n++;
		}
	}
	return n == 1 ? found : NULL;
}

rv_status rv_words_symbol(const rv_words *ws, size_t i, const rv_view *v, bool tradable,
			  const rv_view_row **out)
{
	const rv_word w = rv_words_at(ws, i);

	if (w.len == 0)
		return rv_words_fail(ws, i, "a symbol is expected");
	if (!v || v->n_rows == 0)
		return rv_words_fail(ws, i, "no instruments are known yet");
	const rv_view_row *r = find_row(v, w);
	if (!r)
		return rv_words_fail(ws, i, "'%s': no such symbol", show(w).s);
	if (tradable && r->delisted)
		return rv_words_fail(ws, i, "%s is delisted", r->symbol);
	if (tradable && (r->sz_decimals < 0 || r->sz_decimals > RV_PX_SCALE_SUM))
		return rv_words_fail(ws, i, "the decimals of %s are not known yet", r->symbol);
	*out = r;
	return RV_OK;
}

rv_status rv_words_sub(const rv_words *ws, size_t i, rv_sub *out)
{
	const rv_word w = rv_words_at(ws, i);

	for (int s = 0; s < RV_SUB_RESIDUE; s++) {
		if (rv_word_is(w, rv_sub_name((rv_sub)s))) {
			*out = (rv_sub)s;
			return RV_OK;
		}
	}
	return rv_words_fail(ws, i, "a sub-book is expected: S5 S4m S4r S4mr S4p S3 H OP");
}

rv_status rv_words_licence(const rv_words *ws, size_t i, rv_licence *out)
{
	static const char *const words[RV_LICENCE_N] = { "shadow", "25", "50", "100" };
	const rv_word w = rv_words_at(ws, i);

	for (int l = 0; l < RV_LICENCE_N; l++) {
		if (rv_word_is(w, words[l])) {
			*out = (rv_licence)l;
			return RV_OK;
		}
	}
	return rv_words_fail(ws, i, "a licence is expected: SHADOW 25 50 100");
}

/* Digits with at most one point, a digit first: no sign, no exponent. */
static bool plain_number(const char *s, size_t n)
{
	size_t points = 0;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '.')
			points++;
		else if (s[i] < '0' || s[i] > '9')
			return false;
	}
	return n > 0 && s[0] != '.' && points <= 1;
}

static size_t decimals_of(const char *s, size_t n)
{
	const char *point = memchr(s, '.', n);

	return point ? n - (size_t)(point - s) - 1 : 0;
}

/* n bytes of word i; suffixes are cut off by the caller. */
static rv_status decimal_of(const rv_words *ws, size_t i, size_t n, int scale, const char *what,
			    int64_t *out)
{
	const rv_word w = rv_words_at(ws, i);
	int64_t v = 0;

	if (w.len == 0)
		return rv_words_fail(ws, i, "%s is expected", what);
	if (!plain_number(w.s, n))
		return rv_words_fail(ws, i, "'%s': expected %s, a number such as 12.5", show(w).s,
				     what);
	const rv_status st = rv_dec_parse(w.s, n, scale, &v);
	if (st == RV_ERANGE && decimals_of(w.s, n) > (size_t)scale)
		return rv_words_fail(ws, i, "'%s': %s has at most %d decimals", show(w).s, what,
				     scale);
	if (st != RV_OK)
		return rv_words_fail(ws, i, "'%s': too large for %s", show(w).s, what);
	if (v <= 0)
		return rv_words_fail(ws, i, "'%s': expected more than 0", show(w).s);
	*out = v;
	return RV_OK;
}

rv_status rv_words_decimal(const rv_words *ws, size_t i, int scale, const char *what, int64_t *out)
{
	return decimal_of(ws, i, rv_words_at(ws, i).len, scale, what, out);
}

static rv_status amount_usd(const rv_words *ws, size_t i, int64_t *musd)
{
	int64_t cents = 0;
	const rv_status st = rv_words_decimal(ws, i, USD_DECIMALS, "an amount in usd", &cents);

	if (st != RV_OK)
		return st;
	if (cents > USD_MOST)
		return rv_words_fail(ws, i, "'%s': more than 1,000,000,000 usd",
				     show(rv_words_at(ws, i)).s);
	*musd = cents * CENT_MUSD;
	return RV_OK;
}

static rv_status amount_coins(const rv_words *ws, size_t i, int sz_decimals, int64_t *lots)
{
	int64_t v = 0;
	const rv_status st = rv_words_decimal(ws, i, sz_decimals, "this coin's size", &v);

	if (st != RV_OK)
		return st;
	if (v > LOTS_MOST)
		return rv_words_fail(ws, i, "'%s': too many coins", show(rv_words_at(ws, i)).s);
	*lots = v;
	return RV_OK;
}

rv_status rv_words_amount(const rv_words *ws, size_t i, int sz_decimals, int64_t *musd,
			  int64_t *lots)
{
	const rv_word n = rv_words_at(ws, i), unit = rv_words_at(ws, i + 1);

	if (n.len == 0)
		return rv_words_fail(ws, i, "an amount is expected: 500 usd, or 2.5 coins");
	if (!plain_number(n.s, n.len))
		return rv_words_fail(ws, i, "'%s': expected an amount, a number such as 12.5",
				     show(n).s);
	if (rv_word_is(unit, "usd"))
		return amount_usd(ws, i, musd);
	if (rv_word_is(unit, "coins") || rv_word_is(unit, "coin"))
		return amount_coins(ws, i, sz_decimals, lots);
	if (unit.len == 0)
		return rv_words_fail(ws, i + 1, "usd or coins is expected after %s", show(n).s);
	return rv_words_fail(ws, i + 1, "'%s': expected usd or coins", show(unit).s);
}

/* Decimal digits without the zeros at the end. */
static int figures(int64_t v)
{
	int n = 0;

	while (v > 0 && v % 10 == 0)
		v /= 10;
	for (; v > 0; v /= 10)
		n++;
	return n;
}

rv_status rv_words_price(const rv_words *ws, size_t i, int sz_decimals, int64_t *px)
{
	enum { FIGURES = 5 };
	const int scale = RV_PX_SCALE_SUM - sz_decimals;
	int64_t v = 0, whole = 1;
	const rv_status st = rv_words_decimal(ws, i, scale, "this coin's price", &v);

	if (st != RV_OK)
		return st;
	for (int k = 0; k < scale; k++)
		whole *= 10;
	if (v % whole != 0 && figures(v) > FIGURES)
		return rv_words_fail(ws, i, "'%s': a price has at most 5 significant figures",
				     show(rv_words_at(ws, i)).s);
	*px = v;
	return RV_OK;
}

rv_status rv_words_duration(const rv_words *ws, size_t i, int64_t *ms)
{
	static const struct {
		char unit;
		int64_t ms;
	} units[] = { { 's', 1000 }, { 'm', 60000 }, { 'h', 3600000 } };
	const rv_word w = rv_words_at(ws, i);
	int64_t n = 0, unit_ms = 0;

	for (size_t k = 0; w.len > 1 && k < sizeof(units) / sizeof(units[0]); k++) {
		if (lower(w.s[w.len - 1]) == units[k].unit)
			unit_ms = units[k].ms;
	}
	if (!unit_ms || rv_num_parse_i64(w.s, w.len - 1, &n) != RV_OK || w.s[0] < '0' ||
	    w.s[0] > '9')
		return rv_words_fail(ws, i, "'%s': expected a time such as 90s, 15m or 2h",
				     show(w).s);
	if (n > INT64_C(86400) || n * unit_ms < 10000 || n * unit_ms > INT64_C(86400000))
		return rv_words_fail(ws, i, "'%s': expected 10s to 24h", show(w).s);
	*ms = n * unit_ms;
	return RV_OK;
}

rv_status rv_words_percent(const rv_words *ws, size_t i, int64_t *bp)
{
	enum { WHOLE = 10000 };
	const rv_word w = rv_words_at(ws, i);
	int64_t v = 0;

	if (w.len < 2 || w.s[w.len - 1] != '%')
		return rv_words_fail(ws, i, "'%s': expected a percentage such as 50%%", show(w).s);
	const rv_status st = decimal_of(ws, i, w.len - 1, PERCENT_DECIMALS, "a percentage", &v);
	if (st != RV_OK)
		return st;
	if (v > WHOLE)
		return rv_words_fail(ws, i, "'%s': at most 100%%", show(w).s);
	*bp = v;
	return RV_OK;
}

static int hex_digit(char c)
{
	const char l = lower(c);

	return l >= '0' && l <= '9' ? l - '0' : l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

/* Do the digits behind 0x begin the id? */
static bool begins_cloid(const rv_cloid *id, rv_word w)
{
	for (size_t k = 2; k < w.len; k++) {
		const uint8_t byte = id->b[(k - 2) / 2];
		if (hex_digit(w.s[k]) != ((k - 2) % 2 ? byte & 15 : byte >> 4))
			return false;
	}
	return true;
}

static bool is_cloid(rv_word w)
{
	enum { LEAST = 2 + 8, MOST = 2 + 2 * RV_CLOID_BYTES };

	if (w.len < LEAST || w.len > MOST || w.s[0] != '0' || lower(w.s[1]) != 'x')
		return false;
	for (size_t k = 2; k < w.len; k++) {
		if (hex_digit(w.s[k]) < 0)
			return false;
	}
	return true;
}

rv_status rv_words_order(const rv_words *ws, size_t i, const rv_trade_view *tv,
			 const rv_tv_order **out)
{
	const rv_word w = rv_words_at(ws, i);
	const rv_tv_order *found = NULL;
	size_t n = 0;

	if (w.len == 0)
		return rv_words_fail(ws, i, "an order's id is expected, 0x and 8 digits or more");
	if (!is_cloid(w))
		return rv_words_fail(ws, i, "'%s': expected an order's id, 0x and 8 to 32 digits",
				     show(w).s);
	for (size_t k = 0; k < tv->n_orders; k++) {
		if (!tv->orders[k].external && begins_cloid(&tv->orders[k].cloid, w)) {
			found = &tv->orders[k];
			n++;
		}
	}
	if (n != 1)
		return rv_words_fail(ws, i, "'%s': %s", show(w).s,
				     n ? "several orders begin so" : "no such order of ours");
	*out = found;
	return RV_OK;
}
