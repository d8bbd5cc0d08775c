/* What an approval shows; see approval.h. */
#include "tui/panes/approval.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/money.h"
#include "tui/panes/program_delta.h"
#include "tui/programs.h"
#include "tui/whatif.h"

enum { NAME = 8, CHECK_NAME = 20 };

const char *rv_leg_text(const rv_tv_ticket *t, char buf[RV_LEG_TEXT])
{
	char lots[RV_FMT_TEXT], px[RV_FMT_TEXT];

	(void)snprintf(buf, RV_LEG_TEXT, "%s %s %s at %s or %s%s", rv_label_side(t->side),
		       rv_fmt_lots(t->lots, t->coin.sz_decimals, lots), t->coin.symbol,
		       rv_fmt_px(t->px, t->coin.sz_decimals, px),
		       t->side == RV_BUY ? "lower" : "higher",
		       t->reduce_only ? ", reduce only" : "");
	return buf;
}

/* A dim name at the left; returns where the rest begins. */
static int put_name(const rv_writer *wr, int y, const char *name)
{
	(void)rv_write_put(wr, 0, y, RV_ROLE_DIM, 0, "%s", name);
	return NAME;
}

static void write_leg(rv_writer *wr, const rv_tv_ticket *t)
{
	char leg[RV_LEG_TEXT], usd[RV_FMT_TEXT], text[RV_FMT_TEXT + 8];
	int y;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, rv_role_side(t->side), RV_ATTR_BOLD, "%s",
				   rv_leg_text(t, leg));
		(void)snprintf(text, sizeof(text), "%s USD", rv_fmt_musd(t->notional_musd, 2, usd));
		rv_canvas_text_right(wr->c, wr->w - 20, y, 20, RV_ROLE_TEXT, RV_ATTR_BOLD, text);
	}
	rv_write_next(wr);
}

static void write_how(rv_writer *wr, const rv_tv_ticket *t)
{
	char how[RV_STYLE_TEXT];
	int y;

	if (rv_write_here(wr, &y)) {
		const int x = put_name(wr, y, "how");
		(void)rv_write_put(wr, x, y, RV_ROLE_TEXT, 0, "%s: %s",
				   rv_label_style(t->style, t->duration_ms, t->slices, how),
				   t->style == RV_STYLE_IOC ? "one order, what is not filled is "
							      "dropped"
				   : t->style == RV_STYLE_TWAP
					   ? "slices, each at most at the limit"
					   : "rests at the limit until it ends");
	}
	rv_write_next(wr);
}

const char *rv_env_text(rv_env env, rv_role *role)
{
	static const char *const envs[] = { "ENV ?", "SIM", "SIM REPLAY", "PAPER", "LIVE" };
	static const rv_role roles[] = { RV_ROLE_ALERT, RV_ROLE_ENV_SIM, RV_ROLE_ENV_SIM,
					 RV_ROLE_ENV_PAPER, RV_ROLE_ENV_LIVE };

	*role = roles[env];
	return envs[env];
}

/* Where it goes, what exactly it is, how long it can be granted. */
static void write_where(rv_writer *wr, const rv_ui *ui, const rv_tv_ticket *t)
{
	const rv_view *v = ui->live.v;
	rv_role role;
	char digest[RV_FMT_TEXT], left[RV_FMT_TEXT];
	int y;

	if (rv_write_here(wr, &y)) {
		const char *env = rv_env_text(v->env, &role);
		int x = rv_write_put(wr, 0, y, role, RV_ATTR_BOLD, " %s ", env);
		x = rv_write_put(wr, x + 2, y, RV_ROLE_TEXT, 0, "account %s",
				 v->trade.account[0] ? v->trade.account : "--");
		x = rv_write_put(wr, x + 2, y, RV_ROLE_DIM, 0, "v%u %s", t->version,
				 rv_fmt_digest(&t->digest, 4, digest));
		(void)rv_write_put(wr, x + 2, y, RV_ROLE_WARN, RV_ATTR_BOLD, "valid %s",
				   rv_fmt_left(rv_trade_left(&ui->live, t->expires_at), left));
	}
	rv_write_next(wr);
}

static void write_why(rv_writer *wr, const rv_tv_ticket *t)
{
	int y;

	if (rv_write_here(wr, &y)) {
		const int x = put_name(wr, y, "why");
		if (t->first[0]) /* of two people: that one is waited for goes before what for */
			(void)rv_write_put(wr, x, y, RV_ROLE_WARN, RV_ATTR_BOLD,
					   "1 of 2: %s, waits for another person; %s", t->first,
					   t->why);
		else
			(void)rv_write_put(wr, x, y, RV_ROLE_TEXT, 0, "%s",
					   t->why[0] ? t->why : "--");
	}
	rv_write_next(wr);
}

static void write_costs(rv_writer *wr, const rv_tv_ticket *t)
{
	char edge[RV_EDGE_WORDS];
	int y;

	if (rv_write_here(wr, &y)) {
		const int x = put_name(wr, y, "costs");
		(void)rv_write_put(
			wr, x, y, RV_ROLE_TEXT, 0, "edge %s%s  slippage %s  fees %s  net %s bp",
			rv_num_signed(t->edge_bps, 1).s,
			rv_edge_words(t->edge_assumed, t->want, edge), rv_num(t->slippage_bps, 1).s,
			rv_num(t->fee_bps, 1).s, rv_num_signed(t->net_bps, 1).s);
	}
	rv_write_next(wr);
}

const char *rv_move_text(const rv_tv_ticket *t, char buf[RV_MOVE_TEXT])
{
	const double least_shown = 0.05;
	const double size = fabs(t->move_bps);

	(void)snprintf(buf, RV_MOVE_TEXT, "%s bp%s", rv_num(size, 1).s,
		       !(size >= least_shown) ? ""
		       : t->move_bps > 0      ? " against us"
					      : " in our favour");
	return buf;
}

double rv_move_mid(const rv_tv_ticket *t)
{
	const double bps = 1e4, sign = t->side == RV_BUY ? 1.0 : -1.0;

	return t->quote_mid * (1.0 + sign * t->move_bps / bps);
}

static void write_move(rv_writer *wr, const rv_tv_ticket *t)
{
	const int dec = t->coin.sz_decimals;
	char move[RV_MOVE_TEXT], then[RV_FMT_TEXT], now[RV_FMT_TEXT];
	int y;

	if (rv_write_here(wr, &y)) {
		const int x = put_name(wr, y, "move");
		(void)rv_write_put(wr, x, y, t->move_bps > 0 ? RV_ROLE_WARN : RV_ROLE_TEXT, 0,
				   "%s since the quote: mid %s, now %s", rv_move_text(t, move),
				   rv_fmt_price(t->quote_mid, dec, then),
				   rv_fmt_price(rv_move_mid(t), dec, now));
	}
	rv_write_next(wr);
}

const char *rv_of_limit(const rv_trade_view *tv, const char *name, char *buf)
{
	char text[RV_FMT_TEXT];

	buf[0] = '\0';
	for (size_t i = 0; i < tv->n_limits; i++) {
		if (strcmp(tv->limits[i].name, name) != 0 || !isfinite(tv->limits[i].limit))
			continue;
		(void)snprintf(buf, RV_FMT_TEXT, " of %s",
			       rv_fmt_usd(tv->limits[i].limit, 0, text));
		break;
	}
	return buf;
}

static void write_after(rv_writer *wr, const rv_ui *ui, const rv_tv_ticket *t)
{
	const rv_trade_view *tv = &ui->live.v->trade;
	char gross[RV_FMT_TEXT], net[RV_FMT_TEXT], of_gross[RV_FMT_TEXT], of_net[RV_FMT_TEXT];
	char margin[RV_FMT_TEXT], stress[RV_FMT_TEXT], delta[RV_DELTA_TEXT];
	const int dec = t->coin.sz_decimals;
	int y;

	if (rv_write_here(wr, &y)) {
		const int x = put_name(wr, y, "after");
		(void)rv_write_put(wr, x, y, RV_ROLE_TEXT, 0, "gross %s%s  net %s%s USD",
				   rv_fmt_usd(t->gross_after_usd, 0, gross),
				   rv_of_limit(tv, "gross", of_gross),
				   rv_fmt_usd_signed(t->net_after_usd, 0, net),
				   rv_of_limit(tv, "net", of_net));
	}
	rv_write_next(wr);
	if (rv_write_here(wr, &y))
		(void)rv_write_put(wr, NAME, y, RV_ROLE_TEXT, 0,
				   "%s %s to %s  margin %s, under stress %s", t->coin.symbol,
				   rv_num(t->lots_before, dec).s, rv_num(t->lots_after, dec).s,
				   rv_fmt_ratio(t->margin_after, margin),
				   rv_fmt_ratio(t->stress_after, stress));
	rv_write_next(wr);
	if (rv_write_here(wr, &y))
		(void)rv_write_put(wr, NAME, y, RV_ROLE_TEXT, 0, "%s",
				   rv_ticket_delta(&ui->live.v->book, t, delta));
	rv_write_next(wr);
}

static void write_ages(rv_writer *wr, const rv_ui *ui, const rv_tv_ticket *t)
{
	const rv_scene *s = &ui->live;
	const rv_quoted mid = rv_ticket_price(s, t);
	char quote[RV_FMT_TEXT], price[RV_FMT_TEXT], ctx[RV_FMT_TEXT], account[RV_FMT_TEXT];
	int y;

	if (rv_write_here(wr, &y)) {
		const int x = put_name(wr, y, "ages");
		(void)rv_write_put(wr, x, y, RV_ROLE_TEXT, 0,
				   "price %s %s  quote %s  context %s  account %s",
				   rv_health_word(mid.health_now), rv_fmt_age(mid.age_ms, price),
				   rv_fmt_age(rv_scene_age(s, t->quote_at), quote),
				   rv_fmt_age(rv_scene_age(s, t->ctx_at), ctx),
				   rv_fmt_age(rv_scene_age(s, t->account_at), account));
	}
	rv_write_next(wr);
}

static const char *check_word(const rv_tv_check *c)
{
	return !c->known ? "??" : c->ok ? "ok" : "NO";
}

static rv_role check_role(const rv_tv_check *c)
{
	return c->known && c->ok ? RV_ROLE_GOOD : RV_ROLE_BAD;
}

void rv_write_check(rv_writer *wr, const rv_tv_check *c)
{
	int y;

	if (rv_write_here(wr, &y)) {
		const bool met = c->known && c->ok;
		(void)rv_write_put(wr, 1, y, check_role(c), met ? 0 : RV_ATTR_BOLD, "%s",
				   check_word(c));
		(void)rv_write_put(wr, 4, y, RV_ROLE_TEXT, 0, "%.*s", CHECK_NAME - 1, c->name);
		(void)rv_write_put(wr, 4 + CHECK_NAME, y, met ? RV_ROLE_DIM : RV_ROLE_BAD, 0, "%s",
				   c->text);
	}
	rv_write_next(wr);
}

/* In w cells; what is cut says so, or the beginning of a number would be read as the number. */
static void put_cut(const rv_writer *wr, int x, int y, int w, const char *text)
{
	const bool cut = (int)strlen(text) > w;

	(void)rv_write_put(wr, x, y, RV_ROLE_DIM, 0, "%.*s", cut ? w - 1 : w, text);
	if (cut)
		rv_canvas_put(wr->c, x + w - 1, y, rv_canvas_ascii(wr->c) ? L'~' : L'…',
			      RV_ROLE_DIM, 0);
}

/* Names of those that are met, one after the other, where columns would be too many lines. */
static void write_names(rv_writer *wr, const rv_tv_ticket *t)
{
	enum { FROM = 4 };
	int x = FROM, y;

	if (rv_write_here(wr, &y))
		(void)rv_write_put(wr, 1, y, RV_ROLE_GOOD, 0, "ok");
	for (size_t i = 0; i < t->n_checks; i++) {
		const rv_tv_check *c = &t->checks[i];
		const int n = (int)strlen(c->name) + 2;
		if (!c->ok || !c->known)
			continue;
		if (x + n > wr->w && x > FROM) {
			rv_write_next(wr);
			x = FROM;
		}
		if (rv_write_here(wr, &y))
			(void)rv_write_put(wr, x, y, RV_ROLE_TEXT, 0, "%s", c->name);
		x += n;
	}
	rv_write_next(wr);
}

/* Met ones side by side: with numbers in up to two columns, by name alone in more. */
static void write_met(rv_writer *wr, const rv_tv_ticket *t, int columns)
{
	const int w = wr->w / columns, name_w = columns == 2 ? 14 : w - 5;
	int k = 0, y;

	if (columns == RV_CHECK_NAMES) {
		write_names(wr, t);
		return;
	}
	for (size_t i = 0; i < t->n_checks; i++) {
		const rv_tv_check *c = &t->checks[i];
		if (!c->ok || !c->known)
			continue;
		if (columns == 1) {
			rv_write_check(wr, c);
			continue;
		}
		if (rv_write_here(wr, &y)) {
			const int x = k * w;
			(void)rv_write_put(wr, x + 1, y, RV_ROLE_GOOD, 0, "ok");
			(void)rv_write_put(wr, x + 4, y, RV_ROLE_TEXT, 0, "%.*s", name_w, c->name);
			if (columns == 2)
				put_cut(wr, x + 5 + name_w, y, w - 6 - name_w, c->text);
		}
		k = (k + 1) % columns;
		if (k == 0)
			rv_write_next(wr);
	}
	if (k != 0)
		rv_write_next(wr);
}

static void write_checks(rv_writer *wr, const rv_tv_ticket *t, int columns)
{
	size_t met = 0;
	int y;

	for (size_t i = 0; i < t->n_checks; i++)
		met += t->checks[i].ok && t->checks[i].known;
	if (rv_write_here(wr, &y))
		(void)rv_write_put(wr, put_name(wr, y, "checks"), y,
				   met == t->n_checks && met > 0 ? RV_ROLE_GOOD : RV_ROLE_BAD,
				   RV_ATTR_BOLD, "%zu of %zu met", met, t->n_checks);
	rv_write_next(wr);
	for (size_t i = 0; i < t->n_checks; i++) {
		if (!t->checks[i].ok || !t->checks[i].known)
			rv_write_check(wr, &t->checks[i]);
	}
	write_met(wr, t, columns);
}

void rv_write_approval(rv_writer *wr, const rv_ui *ui, const rv_tv_ticket *t, int columns)
{
	write_leg(wr, t);
	write_where(wr, ui, t);
	write_how(wr, t);
	write_why(wr, t);
	write_costs(wr, t);
	write_move(wr, t);
	write_after(wr, ui, t);
	write_ages(wr, ui, t);
	write_checks(wr, t, columns);
}

static void write_one_marked(rv_writer *wr, const rv_ui *ui, const rv_tv_ticket *t)
{
	char leg[RV_LEG_TEXT], why[RV_WHY_NOT], left[RV_FMT_TEXT], usd[RV_FMT_TEXT];
	char how[RV_STYLE_TEXT];
	int y;

	if (rv_write_here(wr, &y)) {
		const int x = rv_write_put(wr, 0, y, RV_ROLE_TEXT, RV_ATTR_BOLD, "#%llu ",
					   (unsigned long long)t->id);
		(void)rv_write_put(wr, x, y, rv_role_side(t->side), RV_ATTR_BOLD, "%s",
				   rv_leg_text(t, leg));
		(void)snprintf(leg, sizeof(leg), "%s USD", rv_fmt_musd(t->notional_musd, 2, usd));
		rv_canvas_text_right(wr->c, wr->w - 18, y, 18, RV_ROLE_TEXT, 0, leg);
	}
	rv_write_next(wr);
	const char *not_now = t->state == RV_TICKET_BLOCKED && t->reason[0]
				      ? t->reason /* the word stands beside it */
				      : rv_ticket_why_not(&ui->live, t, why);
	if (rv_write_here(wr, &y)) {
		const int x = rv_write_put(wr, 4, y, rv_role_ticket(t->state), 0, "%s",
					   rv_label_ticket(t->state));
		(void)rv_write_put(wr, x + 1, y, not_now[0] ? RV_ROLE_BAD : RV_ROLE_DIM, 0,
				   "%s  %s  net %s bp  %s",
				   rv_label_style(t->style, t->duration_ms, t->slices, how),
				   rv_fmt_left(rv_trade_left(&ui->live, t->expires_at), left),
				   rv_num_signed(t->net_bps, 1).s, not_now[0] ? not_now : t->why);
	}
	rv_write_next(wr);
}

void rv_write_marked(rv_writer *wr, const rv_ui *ui)
{
	const rv_confirm *c = &ui->trade.confirm;
	const rv_trade_view *tv = &ui->live.v->trade;
	char usd[RV_FMT_TEXT];
	int64_t sum = 0;

	for (size_t i = 0; i < c->n; i++) {
		const rv_tv_ticket *t = rv_trade_ticket(tv, c->bound[i].id);
		if (!t) {
			rv_write_text(wr, 0, RV_ROLE_BAD, RV_ATTR_BOLD, "#%llu is gone",
				      (unsigned long long)c->bound[i].id);
			continue;
		}
		write_one_marked(wr, ui, t);
		if (t->notional_musd > 0 && sum < INT64_MAX - t->notional_musd)
			sum += t->notional_musd;
	}
	rv_write_whatif_short(wr, ui);
	rv_write_text(wr, 0, RV_ROLE_TEXT, 0,
		      "%zu ticket%s, %s USD. The engine checks each again before it leaves.", c->n,
		      c->n == 1 ? "" : "s", rv_fmt_musd(sum, 2, usd));
}
