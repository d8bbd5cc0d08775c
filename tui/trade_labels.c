/* Words and colours of the order side's states; see trade.h. */
#include "tui/trade.h"

#include <stdio.h>

#include "tui/fmt.h"

#define WORD_OF(code, word) word,

const char *rv_label_ticket(rv_ticket_state s)
{
	static const char *const words[] = { "READY",	 "BLOCKED", "APPROVED",
					     "REJECTED", "EXPIRED", "DENIED" };
	return s <= RV_TICKET_DENIED ? words[s] : "?";
}

const char *rv_label_mandate(rv_mandate_state s)
{
	static const char *const words[] = { "RUNNING", "PAUSED", "ended" };
	return s <= RV_MANDATE_ENDED ? words[s] : "?";
}

const char *rv_label_order(rv_order_state s)
{
	static const char *const words[] = { RV_ORDER_STATE_TABLE(WORD_OF) };

	if (s == RV_ORDER_UNKNOWN)
		return "UNKNOWN"; /* seen first */
	return s < RV_ORDER_STATES ? words[s] : "?";
}

const char *rv_label_book_state(rv_book_state s)
{
	static const char *const words[] = { "ACTIVE", "REDUCING", "HALTED" };
	return s <= RV_BOOK_HALTED ? words[s] : "?";
}

const char *rv_label_side(rv_side s)
{
	return s == RV_BUY ? "BUY" : "SELL";
}

const char *rv_label_tif(rv_tif t)
{
	return t == RV_TIF_IOC ? "Ioc" : t == RV_TIF_GTC ? "Gtc" : t == RV_TIF_ALO ? "Alo" : "?";
}

const char *rv_label_command(rv_cmd_kind k)
{
	return rv_cmd_word(k);
}

const char *rv_label_fill(rv_fill_kind k)
{
	static const char *const words[] = { "", "LIQUIDATION", "ADL", "settlement" };
	return k <= RV_FILL_SETTLEMENT ? words[k] : "?";
}

rv_role rv_role_ticket(rv_ticket_state s)
{
	switch (s) {
	case RV_TICKET_READY:
		return RV_ROLE_GOOD;
	case RV_TICKET_BLOCKED:
		return RV_ROLE_WARN;
	case RV_TICKET_APPROVED:
		return RV_ROLE_TEXT;
	default:
		return RV_ROLE_DIM;
	}
}

rv_role rv_role_mandate(rv_mandate_state s)
{
	return s == RV_MANDATE_RUNNING	? RV_ROLE_GOOD
	       : s == RV_MANDATE_PAUSED ? RV_ROLE_WARN
					: RV_ROLE_DIM;
}

rv_role rv_role_order(rv_order_state s)
{
	switch (s) {
	case RV_ORDER_UNKNOWN:
	case RV_ORDER_REJECTED:
		return RV_ROLE_BAD;
	case RV_ORDER_SENDING:
	case RV_ORDER_CANCELING:
	case RV_ORDER_UNSENT:
		return RV_ROLE_WARN;
	case RV_ORDER_WORKING:
	case RV_ORDER_PARTIAL:
		return RV_ROLE_GOOD;
	default:
		return RV_ROLE_DIM;
	}
}

rv_role rv_role_book_state(rv_book_state s)
{
	return s == RV_BOOK_ACTIVE     ? RV_ROLE_GOOD
	       : s == RV_BOOK_REDUCING ? RV_ROLE_WARN
				       : RV_ROLE_HALT;
}

rv_role rv_role_side(rv_side s)
{
	return s == RV_BUY ? RV_ROLE_UP : RV_ROLE_DOWN;
}

const char *rv_label_style(rv_style s, int64_t duration_ms, int64_t slices, char buf[RV_STYLE_TEXT])
{
	char time[RV_FMT_TEXT];

	if (s == RV_STYLE_TWAP && duration_ms <= 0)
		(void)snprintf(buf, RV_STYLE_TEXT, "TWAP in %lld slices", (long long)slices);
	else if (s == RV_STYLE_TWAP)
		(void)snprintf(buf, RV_STYLE_TEXT, "TWAP %.8s in %lld",
			       rv_fmt_age(duration_ms, time), (long long)slices);
	else
		(void)snprintf(buf, RV_STYLE_TEXT, "%s", s == RV_STYLE_LIMIT ? "LIMIT" : "IOC");
	return buf;
}
