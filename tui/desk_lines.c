/* Things of a snapshot as lines; see desk_lines.h. */
#include "tui/desk_lines.h"

#include <inttypes.h>
#include <stdio.h>

#include "engine/base/timefmt.h"
#include "tui/fmt.h"
#include "tui/money.h"
#include "tui/trade.h"

bool rv_position_open(const rv_tv_position *p)
{
	return rv_tv_holds(p) || p->venue_lots != 0;
}

const char *rv_position_line(const rv_tv_position *p, char out[RV_DESK_LINE])
{
	char lots[RV_FMT_TEXT], value[RV_FMT_TEXT], pnl[RV_FMT_TEXT];
	const bool active = p->state == RV_BOOK_ACTIVE;
	char nobodys[RV_FMT_TEXT + 16];

	(void)snprintf(out, RV_DESK_LINE, "%s %s, %s USD, unrealized %s%s%s%s%s", p->coin.symbol,
		       rv_fmt_lots_signed(p->lots, p->coin.sz_decimals, lots),
		       rv_fmt_usd(p->value_usd, 0, value),
		       rv_fmt_usd_signed(p->unrealized_usd, 2, pnl), active ? "" : ", ",
		       active ? "" : rv_label_book_state(p->state),
		       p->sub_lots[RV_SUB_RESIDUE] != 0 ? ", " : "",
		       rv_residue_words(p, nobodys, sizeof(nobodys)));
	return out;
}

const char *rv_residue_words(const rv_tv_position *p, char *out, size_t cap)
{
	char lots[RV_FMT_TEXT];
	const int64_t residue = p->sub_lots[RV_SUB_RESIDUE];

	out[0] = '\0';
	if (residue != 0)
		(void)snprintf(out, cap, "%s is nobody's",
			       rv_fmt_lots_signed(residue, p->coin.sz_decimals, lots));
	return out;
}

const char *rv_order_line(const rv_view *v, const rv_tv_order *q, char out[RV_DESK_LINE])
{
	char cloid[RV_FMT_TEXT], lots[RV_FMT_TEXT], filled[RV_FMT_TEXT], px[RV_FMT_TEXT],
		age[RV_FMT_TEXT];

	(void)snprintf(out, RV_DESK_LINE, "%s%s %s %s %s at %s, filled %s, %s, age %s",
		       q->external ? "EXTERNAL " : "", rv_fmt_cloid(&q->cloid, cloid),
		       rv_label_side(q->side), rv_fmt_lots(q->lots, q->coin.sz_decimals, lots),
		       q->coin.symbol, rv_fmt_px(q->px, q->coin.sz_decimals, px),
		       rv_fmt_lots(q->lots_filled, q->coin.sz_decimals, filled),
		       rv_label_order(q->state),
		       rv_fmt_age(q->sent_at == RV_NEVER ? -1 : v->elapsed_ms - q->sent_at, age));
	return out;
}

const char *rv_override_until(const rv_override *o, char out[RV_DESK_LINE])
{
	char words[RV_OVERRIDE_REASON], until[RV_TIME_TEXT];

	(void)snprintf(out, RV_DESK_LINE, "%" PRIu64 " %s until %s: %s", o->id,
		       rv_override_words(o, words), rv_time_format(o->expires_utc_ms, until),
		       o->reason);
	return out;
}
