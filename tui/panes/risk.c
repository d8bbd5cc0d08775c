/* Limits with their use, margin under stress, distances to liquidation. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/money.h"
#include "tui/panes/texts.h"
#include "tui/trade.h"

/* Account value over maintenance: below these it is watched, and alarmed. */
#define MARGIN_WATCHED 2.5
#define MARGIN_ALARM 2.0

void rv_text_no_order_side(const rv_ui *ui, rv_writer *wr)
{
	char why[RV_NO_ORDERS];

	rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0, "-- %s", rv_trade_none(ui->scene.v, why));
}

static const char *limit_number(double v, const char *unit, char *buf)
{
	if (strcmp(unit, "USD") == 0)
		return rv_fmt_usd(v, 0, buf);
	if (strcmp(unit, "x") == 0 && isinf(v)) /* the use of a floor that nothing comes near to */
		return rv_fmt_ratio(v, buf);
	const bool count = !unit[0] || strcmp(unit, "/min") == 0 || strcmp(unit, "ms") == 0;
	(void)snprintf(buf, RV_FMT_TEXT, "%s", rv_num(v, count ? 0 : 2).s);
	return buf;
}

static const char *use_text(const rv_tv_limit *l, double share, char *buf)
{
	if (l->breached)
		return "OVER";
	(void)snprintf(buf, RV_FMT_TEXT, "%s%s", rv_num(share * 100, 0).s,
		       isfinite(share) ? "%" : "");
	return buf;
}

/* Of what the limit leaves, 1 at the limit; beyond a floor it falls as the number rises. */
static double share_of(const rv_tv_limit *l)
{
	const double of = l->at_least ? l->used : l->limit;
	const double part = l->at_least ? l->limit : l->used;
	return of > 0 ? part / of : (double)NAN;
}

/* Columns of a limit. */
enum { L_USED = 18, L_OF = 29, L_LIMIT = 32, L_UNIT = 43, L_BAR = 49, L_SHARE_W = 5 };
enum { NEAR_PERCENT = 80 };

/* Beside the use: the limit, and a bar where there is room. A narrow pane has the share alone. */
static void write_limit_of(rv_writer *wr, int y, const rv_tv_limit *l, double share, rv_role role)
{
	char limit[RV_FMT_TEXT];

	if (wr->w < L_UNIT + L_SHARE_W)
		return;
	(void)rv_write_put(wr, L_OF, y, RV_ROLE_DIM, 0, "of");
	rv_canvas_text_right(wr->c, L_LIMIT, y, 10, RV_ROLE_DIM, 0,
			     limit_number(l->limit, l->unit, limit));
	(void)rv_write_put(wr, L_UNIT, y, RV_ROLE_DIM, 0, "%.5s", l->unit);
	if (wr->w - L_BAR > 11)
		rv_meter(wr->c, L_BAR, y, wr->w - L_BAR - L_SHARE_W, share * 0.8, 0.8,
			 role == RV_ROLE_TEXT ? RV_ROLE_PLOT : role);
}

static void write_limit(rv_writer *wr, const rv_tv_limit *l)
{
	const double share = share_of(l);
	const rv_role role = l->breached		   ? RV_ROLE_BAD
			     : share * 100 >= NEAR_PERCENT ? RV_ROLE_WARN
							   : RV_ROLE_TEXT;
	const int attr = l->breached ? RV_ATTR_BOLD : 0;
	char text[RV_FMT_TEXT];
	int y;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, role, attr, "%.17s", l->name);
		rv_canvas_text_right(wr->c, L_USED, y, 10, role, attr,
				     limit_number(l->used, l->unit, text));
		write_limit_of(wr, y, l, share, role);
		if (wr->w < L_UNIT + L_SHARE_W || wr->w >= L_BAR + L_SHARE_W)
			rv_canvas_text_right(wr->c, wr->w - L_SHARE_W, y, L_SHARE_W, role, attr,
					     use_text(l, share, text));
	}
	rv_write_next(wr);
}

void rv_text_limits(const rv_ui *ui, rv_writer *wr)
{
	const rv_trade_view *tv = rv_trade_of(&ui->scene);

	if (!tv) {
		rv_text_no_order_side(ui, wr);
		return;
	}
	if (tv->n_limits == 0)
		rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0,
				 "-- No limit is known yet. They come with the account, as the "
				 "venue tells it.");
	for (size_t i = 0; i < tv->n_limits; i++)
		write_limit(wr, &tv->limits[i]);
	if (tv->n_limits > 0)
		rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0,
				 "At worst: an order that may still fill counts in full, however "
				 "far off its limit.");
}

static rv_role ratio_role(double ratio)
{
	return !isfinite(ratio)		? RV_ROLE_DIM /* unknown, or no margin is needed */
	       : ratio < MARGIN_ALARM	? RV_ROLE_BAD
	       : ratio < MARGIN_WATCHED ? RV_ROLE_WARN
					: RV_ROLE_TEXT;
}

static void write_stress(rv_writer *wr, const rv_trade_view *tv)
{
	enum { X_ACCOUNT = 24, X_MAINT = 34, X_RATIO = 44 };
	char text[RV_FMT_TEXT];
	int y;

	rv_write_heading(wr, "Stress", "account, maintenance, their ratio");
	if (!tv->stress[0].name[0])
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "--");
	for (int k = 0; k < RV_TV_STRESS; k++) {
		const rv_tv_stress *s = &tv->stress[k];
		if (!s->name[0])
			continue;
		if (rv_write_here(wr, &y)) {
			(void)rv_write_put(wr, 0, y, RV_ROLE_TEXT, 0, "%.24s", s->name);
			rv_canvas_text_right(wr->c, X_ACCOUNT, y, 9, RV_ROLE_DIM, 0,
					     rv_fmt_usd(s->account_usd, 0, text));
			rv_canvas_text_right(wr->c, X_MAINT, y, 9, RV_ROLE_DIM, 0,
					     rv_fmt_usd(s->maintenance_usd, 0, text));
			rv_canvas_text_right(wr->c, X_RATIO, y, 6, ratio_role(s->ratio),
					     RV_ATTR_BOLD, rv_fmt_ratio(s->ratio, text));
		}
		rv_write_next(wr);
	}
}

static bool nearer(double a, double b)
{
	return isfinite(a) && (!isfinite(b) || a < b);
}

/* Held positions, the nearest to its liquidation first; returns how many. */
static size_t by_distance(const rv_trade_view *tv, size_t order[RV_TV_POSITIONS])
{
	size_t n = 0;

	for (size_t i = 0; i < tv->n_positions; i++) {
		if (!rv_position_held(&tv->positions[i]))
			continue;
		size_t at = n++;
		for (; at > 0 && nearer(tv->positions[i].liquidation_pct,
					tv->positions[order[at - 1]].liquidation_pct);
		     at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
	return n;
}

static void write_distance(rv_writer *wr, const rv_tv_position *p)
{
	enum { X_PX = 9, X_PCT = 20, X_SIGMA = 28, X_BAR = 38 };
	char text[RV_FMT_TEXT];
	int y;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_TEXT, 0, "%.8s", p->coin.symbol);
		rv_canvas_text_right(
			wr->c, X_PX, y, 10, RV_ROLE_DIM, 0,
			isfinite(p->liquidation_px)
				? rv_fmt_price(p->liquidation_px, p->coin.sz_decimals, text)
				: "none");
		(void)snprintf(text, sizeof(text), "%s%s", rv_num(p->liquidation_pct, 0).s,
			       isfinite(p->liquidation_pct) ? "%" : "");
		rv_canvas_text_right(wr->c, X_PCT, y, 7, RV_ROLE_TEXT, 0, text);
		(void)snprintf(text, sizeof(text), "%s sd", rv_num(p->liquidation_sigmas, 1).s);
		rv_canvas_text_right(wr->c, X_SIGMA, y, 9, RV_ROLE_DIM, 0, text);
		if (wr->w - X_BAR > 5)
			rv_meter(wr->c, X_BAR, y, wr->w - X_BAR, p->liquidation_pct / 100,
				 (double)NAN, RV_ROLE_PLOT);
	}
	rv_write_next(wr);
}

void rv_text_margin(const rv_ui *ui, rv_writer *wr)
{
	const rv_trade_view *tv = rv_trade_of(&ui->scene);
	size_t order[RV_TV_POSITIONS];
	char text[RV_FMT_TEXT], remark[96];

	if (!tv) {
		rv_text_no_order_side(ui, wr);
		return;
	}
	rv_write_item(wr, "account", RV_ROLE_TEXT, rv_fmt_usd(tv->nav_usd, 0, text), "USD");
	rv_write_item(wr, "margin", ratio_role(tv->margin_ratio),
		      rv_fmt_ratio(tv->margin_ratio, text), "account / maintenance");
	rv_write_item(wr, "from the peak", RV_ROLE_TEXT, rv_num(tv->peak_drawdown_pct, 2).s,
		      "% drawdown");
	write_stress(wr, tv);
	const size_t n = by_distance(tv, order);
	(void)snprintf(remark, sizeof(remark), "nearest %s%%, %s daily sd",
		       rv_num(tv->nearest_liquidation_pct, 0).s,
		       rv_num(tv->nearest_liquidation_sigmas, 1).s);
	rv_write_heading(wr, "Liquidation", n > 0 ? remark : "");
	if (n == 0)
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "no position");
	for (size_t i = 0; i < n; i++)
		write_distance(wr, &tv->positions[order[i]]);
}
