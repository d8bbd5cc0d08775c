/* To what a ticket is reduced; see reduce.h. */
#include "tui/reduce.h"

#include <string.h>

#include "tui/command_words.h"
#include "tui/money.h"

enum { BP_WHOLE = 10000 };

static rv_status parse_limit(const rv_words *ws, const rv_tv_ticket *t, int64_t *px)
{
	char now[RV_FMT_TEXT];
	const rv_status st = rv_words_price(ws, 0, t->coin.sz_decimals, px);

	if (st != RV_OK)
		return st;
	if (t->side == RV_BUY ? *px < t->px : *px > t->px)
		return RV_OK;
	return rv_words_fail(ws, 0, "a more passive limit is %s %s",
			     t->side == RV_BUY ? "below" : "above",
			     rv_fmt_px(t->px, t->coin.sz_decimals, now));
}

static rv_status parse_lots(const rv_words *ws, const rv_tv_ticket *t, int64_t *lots)
{
	const rv_word w = rv_words_at(ws, 0);
	char now[RV_FMT_TEXT];
	int64_t bp;
	rv_status st;

	if (w.len > 0 && w.s[w.len - 1] == '%') {
		st = rv_words_percent(ws, 0, &bp);
		if (st == RV_OK)
			*lots = t->lots / BP_WHOLE * bp + t->lots % BP_WHOLE * bp / BP_WHOLE;
	} else {
		st = rv_words_decimal(ws, 0, t->coin.sz_decimals, "a size", lots);
	}
	if (st != RV_OK)
		return st;
	if (*lots > 0 && *lots < t->lots)
		return RV_OK;
	return rv_words_fail(ws, 0, "expected more than 0 and less than %s",
			     rv_fmt_lots(t->lots, t->coin.sz_decimals, now));
}

rv_status rv_reduce_parse(const char *text, const rv_tv_ticket *t, rv_command *out,
			  rv_line_error *err)
{
	const bool limit = text[strspn(text, " ")] == '@';
	const char *rest = limit ? text + strspn(text, " ") + 1 : text;
	rv_words ws;
	int64_t v = 0;

	rv_words_split(rest, &ws, err);
	if (ws.n == 0)
		return rv_words_fail(&ws, 0, "a size (2.5), a share (50%%) or @limit is expected");
	rv_status st = limit ? parse_limit(&ws, t, &v) : parse_lots(&ws, t, &v);
	if (st == RV_OK)
		st = rv_words_end(&ws, 1);
	if (st != RV_OK) {
		err->pos += (size_t)(rest - text);
		return st;
	}
	*(limit ? &out->px : &out->lots) = v;
	return RV_OK;
}
