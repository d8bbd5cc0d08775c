/* Why: the quotes of a symbol and how fresh they are. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/fmt.h"
#include "tui/paint.h"
#include "tui/panes/why.h"

static void quote(rv_writer *wr, const rv_view_row *r, const char *name, rv_quoted q,
		  const char *value, const char *unit)
{
	char age[RV_FMT_TEXT], remark[RV_FMT_TEXT + 48];

	if (q.age_ms < 0)
		(void)snprintf(remark, sizeof(remark), "%s",
			       r->delisted ? "delisted" : "never seen");
	else if (!isfinite(q.value) && q.health_now == RV_HEALTH_DOWN)
		(void)snprintf(remark, sizeof(remark), "%s old, down", rv_fmt_age(q.age_ms, age));
	else if (!isfinite(q.value))
		(void)snprintf(remark, sizeof(remark), "unknown");
	else
		(void)snprintf(remark, sizeof(remark), "%s%s%s old, %s", unit, unit[0] ? ", " : "",
			       rv_fmt_age(q.age_ms, age), rv_health_word(q.health_now));
	rv_write_item(wr, name, q.health_now == RV_HEALTH_LIVE ? RV_ROLE_TEXT : RV_ROLE_DIM, value,
		      remark);
}

static void price(rv_writer *wr, const rv_view_row *r, const char *name, rv_quoted q)
{
	char text[RV_FMT_TEXT];

	quote(wr, r, name, q, rv_fmt_price(q.value, r->sz_decimals, text), "");
}

void rv_why_quotes(rv_writer *wr, const rv_why *y)
{
	const rv_scene *s = y->s;
	const rv_view_row *r = y->r;
	char text[RV_FMT_TEXT];
	const rv_quoted funding = rv_scene_funding(s, r);
	const rv_quoted volume = rv_scene_volume(s, r);
	const rv_quoted oi = rv_scene_row_quote(s, r, r->open_interest, r->ctx_at, "ctx");

	rv_write_heading(wr, "Quotes", "");
	price(wr, r, "mark", rv_scene_mark(s, r));
	price(wr, r, "mid", rv_scene_mid(s, r));
	price(wr, r, "oracle", rv_scene_row_quote(s, r, r->oracle, r->ctx_at, "ctx"));
	if (r->bbo_at != RV_NEVER) {
		price(wr, r, "bid", rv_scene_row_quote(s, r, r->bid, r->bbo_at, "bbo"));
		price(wr, r, "ask", rv_scene_row_quote(s, r, r->ask, r->bbo_at, "bbo"));
	}
	price(wr, r, "previous day", rv_scene_row_quote(s, r, r->prev_day_px, r->ctx_at, "ctx"));
	const double change = rv_scene_change(s, r);
	rv_write_item(wr, "24 h", rv_sign_role(change), rv_fmt_pct(change, 2, text),
		      "price / previous day");
	quote(wr, r, "funding", funding, rv_fmt_funding(funding.value, text), "a year");
	quote(wr, r, "24 h volume", volume, rv_fmt_amount(volume.value, text), "USD");
	quote(wr, r, "open interest", oi, rv_fmt_amount(oi.value, text), "coins");
}
