/* See ledger_cells.h. */
#include "tui/panes/ledger_cells.h"

#include <math.h>
#include <stdio.h>

#include "engine/base/timefmt.h"
#include "tui/money.h"

const rv_ledger_view *rv_ledger_of(const rv_ui *ui, rv_writer *wr)
{
	const rv_ledger_view *l = &ui->scene.v->ledger;

	if (!l->present) {
		rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0,
				 "-- the ledgers have not begun: no order side has told anything");
		return NULL;
	}
	if (l->reason[0])
		rv_write_wrapped(wr, 0, RV_ROLE_WARN, 0, "%s", l->reason);
	return l;
}

static bool is_nothing(double usd)
{
	return fabs(usd) < 0.005;
}

int rv_ledger_decimals(int w, double most)
{
	const int room = most < 1e3 ? 8 : most < 1e4 ? 10 : most < 1e6 ? 12 : 16;
	return w >= room ? 2 : 0;
}

void rv_ledger_usd(rv_writer *wr, int x, int y, int w, rv_role role, int decimals, double usd)
{
	char text[RV_FMT_TEXT];

	if (is_nothing(usd))
		rv_canvas_text_right(wr->c, x, y, w, RV_ROLE_DIM, 0, ".");
	else
		rv_canvas_text_right(wr->c, x, y, w, isnan(usd) ? RV_ROLE_DIM : role, 0,
				     rv_fmt_usd_signed(usd, decimals, text));
}

void rv_ledger_signed(rv_writer *wr, int x, int y, int w, int decimals, double usd)
{
	rv_ledger_usd(wr, x, y, w, usd > 0 ? RV_ROLE_UP : RV_ROLE_DOWN, decimals, usd);
}

void rv_ledger_bps(rv_writer *wr, int x, int y, int w, double bps)
{
	rv_canvas_text_right(wr->c, x, y, w, isnan(bps) ? RV_ROLE_DIM : RV_ROLE_TEXT, 0,
			     rv_num_signed(bps, 1).s);
}

void rv_ledger_head(rv_writer *wr, int x, int y, int w, const char *text)
{
	rv_canvas_text_right(wr->c, x, y, w, RV_ROLE_DIM, 0, text);
}

const char *rv_ledger_span(rv_span s)
{
	static const char *const heads[RV_SPAN_N] = { "DAY", "MONTH", "EVER" };
	return heads[s];
}

const char *rv_ledger_since(const rv_ledger_view *l, rv_span s, char buf[RV_FMT_TEXT])
{
	char text[RV_TIME_TEXT];
	const int64_t at = l->span[s].since_ms;

	if (at == 0)
		(void)snprintf(buf, RV_FMT_TEXT, "--");
	else if (at / RV_DAY_MS == l->utc_ms / RV_DAY_MS)
		(void)snprintf(buf, RV_FMT_TEXT, "since %.8s UTC", rv_time_format(at, text) + 11);
	else
		(void)snprintf(buf, RV_FMT_TEXT, "since %.10s", rv_time_format(at, text));
	return buf;
}
