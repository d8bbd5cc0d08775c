/*
 * The header: which environment, how alive, as of when. Pieces are drawn in order of importance
 * and left out where they do not fit; what the desk may do and who may grant goes before where it
 * is. A silent engine takes the whole header.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/fmt.h"
#include "tui/labels.h"
#include "tui/paint.h"
#include "tui/panes/panes.h"
#include "tui/panes/pieces.h"
#include "tui/scored.h"

enum { SKEW_NOTED_MS = 250, SKEW_BAD_MS = 1000, NARROW = 60 };

static rv_role env_badge(rv_env env, const char **text)
{
	switch (env) {
	case RV_ENV_SIM:
		*text = "SIM";
		return RV_ROLE_ENV_SIM;
	case RV_ENV_REPLAY:
		*text = "SIM REPLAY"; /* history, not a market: SIM must be read first */
		return RV_ROLE_ENV_SIM;
	case RV_ENV_PAPER:
		*text = "PAPER";
		return RV_ROLE_ENV_PAPER;
	case RV_ENV_LIVE:
		*text = "LIVE";
		return RV_ROLE_ENV_LIVE;
	default:
		*text = "ENV ?";
		return RV_ROLE_ALERT;
	}
}

/* Not connected: not yet, as long as no attempt has failed, or not any more. */
static void add_no_feed(rv_pieces *ps, const rv_view *v, bool narrow)
{
	char at[RV_TIME_TEXT];

	if (v->down_since_utc_ms == 0)
		rv_pieces_add(ps, RV_ROLE_WARN, 0, "connecting");
	else if (narrow)
		rv_pieces_add(ps, RV_ROLE_BAD, RV_ATTR_BOLD, "FEED DOWN");
	else
		rv_pieces_add(ps, RV_ROLE_BAD, RV_ATTR_BOLD, "FEED DOWN since %sZ",
			      rv_time_format_clock(v->down_since_utc_ms, at));
	if (v->down_since_utc_ms != 0)
		rv_pieces_must(ps, "FEED DOWN");
}

/* The least alive of the price streams: what is on screen is no better than that. */
static void add_feed(rv_pieces *ps, const rv_scene *s, bool narrow)
{
	rv_health worst = RV_HEALTH_NONE;
	int64_t age = -1;
	char buf[RV_FMT_TEXT], shorter[RV_PIECE_SHORT];

	if (!s->v->venue_connected) {
		add_no_feed(ps, s->v, narrow);
		return;
	}
	for (size_t i = 0; i < s->v->n_streams; i++) {
		const rv_view_stream *st = &s->v->streams[i];
		const rv_health h = rv_health_of(st->last_at, s->now, st->period_ms, st->is_price,
						 st->connected);
		if (!rv_scene_is_price(st) || h < worst)
			continue;
		const int64_t a = rv_scene_age(s, st->last_at);
		age = h > worst || a > age ? a : age;
		worst = h;
	}
	(void)rv_fmt_age(age, buf);
	(void)snprintf(shorter, sizeof(shorter), "feed %.30s", buf);
	if (worst == RV_HEALTH_NONE)
		rv_pieces_add(ps, RV_ROLE_WARN, 0, narrow ? "no prices" : "no prices yet");
	else if (worst == RV_HEALTH_LIVE && narrow)
		rv_pieces_add(ps, rv_health_role(worst), 0, "%s", shorter);
	else
		rv_pieces_add(ps, rv_health_role(worst), worst > RV_HEALTH_LATE ? RV_ATTR_BOLD : 0,
			      "feed %s %s", rv_health_word(worst), buf);
	if (!narrow || worst != RV_HEALTH_LIVE)
		rv_pieces_must(ps, worst == RV_HEALTH_LIVE ? shorter : "");
}

static void add_skew(rv_pieces *ps, const rv_scene *s)
{
	const double skew = rv_scene_skew(s).value;
	char text[RV_FMT_TEXT];

	if (fabs(s->v->skew_ms) >
	    SKEW_BAD_MS) /* for which tickets are blocked, however old it is */
		rv_pieces_add(ps, RV_ROLE_BAD, RV_ATTR_BOLD, "CLOCK %ss",
			      rv_num_signed(s->v->skew_ms / 1000.0, 1).s);
	else if (isnan(skew))
		rv_pieces_add(ps, RV_ROLE_DIM, 0, "skew ?");
	else
		rv_pieces_add(ps, fabs(skew) > SKEW_NOTED_MS ? RV_ROLE_WARN : RV_ROLE_HEADER, 0,
			      "skew %sms", rv_fmt_signed(skew, 0, text));
}

static void add_scores(rv_pieces *ps, const rv_scene *s)
{
	const rv_view *v = s->v;
	char at[RV_TIME_TEXT], age[RV_FMT_TEXT];

	if (v->bar_close_ms <= 0) {
		rv_pieces_add(ps, RV_ROLE_WARN, 0, "no scores yet");
		return;
	}
	rv_time_format_clock(v->bar_close_ms, at);
	at[5] = '\0'; /* bars close on the minute */
	rv_fmt_age(rv_scene_bar_age(s), age);
	if (rv_scene_scores_stale(s))
		rv_pieces_add(ps, RV_ROLE_WARN, RV_ATTR_BOLD, "RV STALE: %s bar %sZ is %s old",
			      rv_interval_name(v->interval), at, age);
	else if (v->trade.present) /* shares the line with money */
		rv_pieces_add(ps, RV_ROLE_HEADER, 0, "RV %sZ, %s ago", at, age);
	else
		rv_pieces_add(ps, RV_ROLE_HEADER, 0, "RV %s bar %sZ, %s ago",
			      rv_interval_name(v->interval), at, age);
}

static void add_warm(rv_pieces *ps, const rv_view *v)
{
	if (v->warm_done < v->warm_total)
		rv_pieces_add(ps, RV_ROLE_WARN, 0, "warming %zu/%zu", v->warm_done, v->warm_total);
	else
		rv_pieces_add(ps, RV_ROLE_HEADER, 0, "warm %zu/%zu", v->warm_done, v->warm_total);
}

static void add_weight(rv_pieces *ps, const rv_view *v)
{
	const rv_role role =
		v->weight_used > v->weight_limit / 10 * 9 ? RV_ROLE_WARN : RV_ROLE_HEADER;
	char used[RV_FMT_TEXT], limit[RV_FMT_TEXT];

	if (v->weight_limit == 0)
		return;
	if (v->weight_limit < 100000)
		rv_pieces_add(ps, role, 0, "weight %u/%u", v->weight_used, v->weight_limit);
	else
		rv_pieces_add(ps, role, 0, "weight %s/%s", rv_fmt_amount(v->weight_used, used),
			      rv_fmt_amount(v->weight_limit, limit));
}

static size_t listed(const rv_view *v)
{
	size_t n = 0;

	for (size_t i = 0; i < v->n_rows; i++)
		n += !v->rows[i].delisted;
	return n;
}

/* What a header of one line keeps of the second: as of when, and for how many symbols. */
static void add_compact_scores(rv_pieces *ps, const rv_ui *ui, bool narrow)
{
	const rv_view *shown = ui->scene.v, *v = ui->live.v;
	const bool stale = rv_scene_scores_stale(&ui->scene), warm = v->warm_done >= v->warm_total;
	char at[RV_TIME_TEXT];

	(void)rv_time_format_clock(shown->bar_close_ms, at);
	if (shown->bar_close_ms <= 0)
		rv_pieces_add(ps, RV_ROLE_WARN, 0, "no scores yet");
	else
		rv_pieces_add(ps, stale ? RV_ROLE_WARN : RV_ROLE_HEADER, stale ? RV_ATTR_BOLD : 0,
			      "%s %.5sZ", stale ? "RV STALE" : "bar",
			      at); /* bars close on the minute */
	rv_pieces_add(ps, warm ? RV_ROLE_HEADER : RV_ROLE_WARN, 0, "%zu/%zu%s", shown->n_available,
		      listed(shown), narrow || stale ? "" : " scored");
	if (!warm && !narrow)
		add_warm(ps, v);
}

/* Leader regime and leverage factor, as soon as they are known. */
static void add_regime(rv_pieces *ps, const rv_scene *s)
{
	const rv_view *v = s->v;
	const bool stale = rv_scene_scores_stale(s);
	const rv_bucket_result *b = &v->scores.buckets;

	if (rv_scored_has_ms(v) && v->scores.ms.regime != RV_REGIME_UNKNOWN)
		rv_pieces_add(ps, stale ? RV_ROLE_DIM : rv_role_leader_regime(v->scores.ms.regime),
			      stale ? 0 : RV_ATTR_BOLD, "%s",
			      rv_label_leader_regime(v->scores.ms.regime));
	if (rv_scored_has_correlation(v))
		rv_pieces_add(ps, b->risk_off ? RV_ROLE_BAD : RV_ROLE_HEADER,
			      b->risk_off ? RV_ATTR_BOLD : 0, "%sLF %s",
			      b->risk_off ? "RISK-OFF " : "", rv_num(b->leverage_factor, 2).s);
}

/* As of which bar is the shown table's; the rest is the engine's of now. */
static void second_line(rv_pieces *ps, const rv_ui *ui, int w)
{
	const rv_view *shown = ui->scene.v, *v = ui->live.v;

	rv_header_money(ps, ui, w);
	add_scores(ps, &ui->scene);
	rv_pieces_add(ps, RV_ROLE_HEADER, 0, "%zu of %zu scored", shown->n_available,
		      listed(shown));
	if (v->profile[0])
		rv_pieces_add(ps, RV_ROLE_HEADER, 0, "profile %s", v->profile);
	add_regime(ps, &ui->scene);
	add_warm(ps, v);
	add_skew(ps, &ui->live);
	add_weight(ps, v);
	if (rv_scored_has_ms(shown) && shown->scores.ms.regime == RV_REGIME_UNKNOWN)
		rv_pieces_add(ps, RV_ROLE_DIM, 0,
			      "regime --"); /* if there is room: it tells little */
	rv_pieces_add(ps, RV_ROLE_HEADER, 0, "%s", v->mode == RV_RVM_RANK ? "rank" : "zscore");
	if (v->step_us >= 9999.5)
		rv_pieces_add(ps, RV_ROLE_HEADER, 0, "pass %s ms", rv_num(v->step_us / 1000, 0).s);
	else if (isfinite(v->step_us))
		rv_pieces_add(ps, RV_ROLE_HEADER, 0, "pass %s us", rv_num(v->step_us, 0).s);
}

/* Draws at the right end of the line, if that is not before from; returns where the rest ends. */
static int draw_clock(const rv_scene *s, rv_canvas *c, rv_rect r, int from)
{
	char day[RV_TIME_TEXT], at[RV_TIME_TEXT], text[2 * RV_TIME_TEXT];

	rv_time_format_clock(s->utc_now, at);
	if (r.w >= 100)
		(void)snprintf(text, sizeof(text), "%.12s %.12sZ",
			       rv_time_format_date(s->utc_now, day), at);
	else
		(void)snprintf(text, sizeof(text), "%.12sZ", at);
	const int w = (int)strlen(text);
	if (r.w - w - 1 < from)
		return r.w - 1;
	rv_canvas_text(c, r.w - w - 1, 0, w, RV_ROLE_HEADER, RV_ATTR_BOLD, text);
	return r.w - w - 3;
}

static bool is_lagging(const rv_link *l)
{
	return l->attached && l->rtt_ms > RV_LINK_LAG_MS;
}

/* The engine says something, but what comes of it is old. */
static void draw_lagging(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	char rtt[RV_FMT_TEXT], age[RV_FMT_TEXT];

	rv_canvas_fill(c, 0, 0, r.w, r.h, L' ', RV_ROLE_ALERT, 0);
	rv_canvas_printf(c, 1, 0, r.w - 2, RV_ROLE_ALERT, RV_ATTR_BOLD, "LINK LAG %s - data %s old",
			 rv_fmt_age(ui->link.rtt_ms, rtt), rv_fmt_age(ui->live.silent_ms, age));
	if (r.h > 1)
		rv_canvas_text(c, 1, 1, r.w - 2, RV_ROLE_ALERT, 0,
			       "What is below is not of now: the way to the desk is too slow.");
}

static void draw_silent(const rv_scene *s, rv_canvas *c, rv_rect r)
{
	char at[RV_TIME_TEXT], age[RV_FMT_TEXT];

	rv_canvas_fill(c, 0, 0, r.w, r.h, L' ', RV_ROLE_ALERT, 0);
	rv_canvas_printf(c, 1, 0, r.w - 2, RV_ROLE_ALERT, RV_ATTR_BOLD,
			 "ENGINE SILENT %s, last word %sZ", rv_fmt_age(s->silent_ms, age),
			 rv_time_format_clock(s->v->utc_ms, at));
	if (r.h > 1)
		rv_canvas_text(c, 1, 1, r.w - 2, RV_ROLE_ALERT, 0,
			       "What is below is not live. The clock has stopped; the console "
			       "waits for the engine.");
}

/* The last screen stays, and says how old it is. */
static void draw_disconnected(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const rv_scene *s = &ui->live;
	char age[RV_FMT_TEXT];

	rv_canvas_fill(c, 0, 0, r.w, r.h, L' ', RV_ROLE_ALERT, 0);
	if (s->v)
		rv_canvas_printf(c, 1, 0, r.w - 2, RV_ROLE_ALERT, RV_ATTR_BOLD,
				 "DISCONNECTED - data %s old", rv_fmt_age(s->silent_ms, age));
	else
		rv_canvas_text(c, 1, 0, r.w - 2, RV_ROLE_ALERT, RV_ATTR_BOLD, "DISCONNECTED");
	if (r.h > 1)
		rv_canvas_printf(c, 1, 1, r.w - 2, RV_ROLE_ALERT, 0,
				 "The console connects again by itself. %s", ui->link.why);
}

/* How long a word takes to the desk and back; slow goes first. */
static void add_link_lag(rv_pieces *ps, const rv_link *l, const rv_rtt_now *line)
{
	char rtt[RV_FMT_TEXT];

	if (is_lagging(l) || rv_rtt_lags(line)) {
		const bool far = is_lagging(l) && l->rtt_ms > line->rtt_ms;
		rv_pieces_add(ps, RV_ROLE_ALERT, RV_ATTR_BOLD, " LINK LAG %s ",
			      rv_fmt_age(far ? l->rtt_ms : line->rtt_ms, rtt));
		rv_pieces_must(ps, "");
	}
	if (l->attached && !l->may) {
		rv_pieces_add(ps, RV_ROLE_WARN, RV_ATTR_BOLD, "VIEW ONLY");
		rv_pieces_must(ps, "");
	}
}

/* Of the operator's line, and where the desk is another process of the way there, too. */
static void add_round_trips(rv_pieces *ps, const rv_link *l, const rv_rtt_now *line)
{
	const bool far = l->attached && l->rtt_ms >= 0;
	const bool slow = (far && l->rtt_ms > RV_LINK_SLOW_MS) || line->rtt_ms > RV_RTT_SLOW_MS;
	const rv_role role = slow ? RV_ROLE_WARN : RV_ROLE_HEADER;
	char desk[RV_FMT_TEXT] = "";

	if (far)
		(void)snprintf(desk, sizeof(desk), "%lld ms", (long long)l->rtt_ms);
	if (line->kind == RV_RTT_NONE && far)
		rv_pieces_add(ps, role, 0, "RTT %s", desk);
	if (line->kind == RV_RTT_NONE)
		return;
	if (line->kind == RV_RTT_ANSWERS)
		rv_pieces_add(ps, role, 0, "RTT %lld ms%s%s", (long long)line->rtt_ms,
			      far ? " desk " : "", desk);
	else
		rv_pieces_add(ps, role, 0, "RTT ?%s%s", far ? " desk " : "", desk);
}

static void draw_empty(rv_canvas *c, rv_rect r)
{
	rv_canvas_text(c, 1, 0, r.w - 2, RV_ROLE_WARN, RV_ATTR_BOLD, "rvdesk");
	rv_canvas_text(c, 9, 0, r.w - 10, RV_ROLE_HEADER, 0, "waiting for the first snapshot");
}

static void first_line(rv_pieces *ps, const rv_ui *ui, int w, bool one_line)
{
	const rv_scene *s = &ui->live;
	const rv_view *v = s->v;
	char age[RV_FMT_TEXT];

	if (ui->scene.frozen) {
		rv_pieces_add(ps, RV_ROLE_ALERT, RV_ATTR_BOLD, " FROZEN %s ",
			      rv_fmt_age(ui->scene.frozen_for_ms, age));
		rv_pieces_must(ps, "");
	}
	add_link_lag(ps, &ui->link, &ui->line);
	rv_header_state(ps, ui, w);
	add_feed(ps, s, w < NARROW);
	if (!v->trade.present && v->trade.state_reason[0])
		rv_pieces_add(ps, RV_ROLE_WARN, RV_ATTR_BOLD, "NO ORDERS");
	if (w >= NARROW)
		add_round_trips(ps, &ui->link, &ui->line);
	rv_header_lock(ps, ui, w);
	rv_header_account(ps, ui, w);
	if (one_line)
		add_compact_scores(ps, ui, w < NARROW);
	if (w < NARROW)
		return;
	rv_pieces_add(ps, RV_ROLE_HEADER, 0, "engine %s", rv_fmt_age(s->silent_ms, age));
	if (v->env == RV_ENV_SIM)
		rv_pieces_add(ps, RV_ROLE_HEADER, RV_ATTR_BOLD, "simulated market");
	rv_pieces_add(ps, RV_ROLE_HEADER, 0, "%.31s %.60s", v->venue, v->host);
	if (v->account[0] && !v->trade.present)
		rv_pieces_add(ps, RV_ROLE_HEADER, 0, "%s", v->account);
	if (v->clock_rate > 1.0 || v->clock_rate < 1.0)
		rv_pieces_add(ps, RV_ROLE_WARN, 0, "speed x%s", rv_num_sig(v->clock_rate, 6).s);
}

void rv_pane_header(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const rv_scene *s = &ui->live;
	const char *env;
	rv_pieces first = { 0 }, second = { 0 };

	rv_canvas_set_clip(c, r);
	rv_canvas_fill(c, 0, 0, r.w, r.h, L' ', RV_ROLE_HEADER, 0);
	if (ui->link.attached && !ui->link.up) {
		draw_disconnected(ui, c, r);
		return;
	}
	if (!s->v) {
		draw_empty(c, r);
		return;
	}
	if (s->engine_silent) {
		if (is_lagging(&ui->link))
			draw_lagging(ui, c, r);
		else
			draw_silent(s, c, r);
		return;
	}
	const rv_role badge = env_badge(s->v->env, &env);
	const bool replay = ui->replay.on;
	const int x = rv_canvas_printf(c, 0, 0, 12, replay ? RV_ROLE_ENV_SIM : badge, RV_ATTR_BOLD,
				       " %s ", replay ? "REPLAY" : env) +
		      1;
	if (replay)
		rv_header_replay(&first, ui, badge, env, r.w);
	first_line(&first, ui, r.w, r.h < 2);
	if (r.w < NARROW) { /* what the table is as of goes before the time of day */
		(void)draw_clock(s, c, r, rv_pieces_draw(c, &first, x, 0, r.w - 1));
		return;
	}
	const int from = x + rv_pieces_need(&first); /* the time of day is not worth any of those */
	(void)rv_pieces_draw(c, &first, x, 0, draw_clock(s, c, r, from));
	if (r.h < 2)
		return;
	second_line(&second, ui, r.w);
	(void)rv_pieces_draw(c, &second, 1, 1, r.w - 1);
}

enum { TABS_GAP = 3, TABS_MARK_W = 2 };

/* Cells of the titles from one on up to another, with the gaps between; they are ASCII. */
static int tabs_width(const rv_pane_id *list, size_t from, size_t to)
{
	int w = 0;

	for (size_t i = from; i <= to; i++)
		w += (int)strlen(rv_pane_title(list[i])) + (i < to ? TABS_GAP : 0);
	return w;
}

/* Where the titles begin, so that the current one is whole. */
static size_t tabs_from(const rv_ui *ui, const rv_pane_id *list, size_t n, int room)
{
	size_t here = 0, from = 0;

	while (here + 1 < n && list[here] != rv_layout_focus(&ui->at))
		here++;
	while (from < here && tabs_width(list, from, here) > room)
		from++;
	return from;
}

/*
 * The panes of the screen, current one bold; Tab goes round. Titles are shown whole; a mark at
 * either end says that there are more.
 */
void rv_pane_tabs(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	const rv_pane_id *list;
	const size_t n = rv_layout_screen_panes(&ui->at, &list);
	const wchar_t more = rv_canvas_ascii(c) ? L'~' : L'…';
	const bool all = n == 0 || tabs_width(list, 0, n - 1) < r.w;
	const int end = all ? r.w : r.w - TABS_MARK_W;
	int x = all ? 1 : TABS_MARK_W;
	size_t i = all ? 0 : tabs_from(ui, list, n, end - x);

	rv_canvas_set_clip(c, r);
	if (i > 0)
		rv_canvas_put(c, 0, 0, more, RV_ROLE_DIM, 0);
	else
		x = 1;
	for (; i < n && x + tabs_width(list, i, i) <= end; i++) {
		const bool here = rv_layout_focus(&ui->at) == list[i];
		x += rv_canvas_text(c, x, 0, r.w - x, here ? RV_ROLE_TITLE : RV_ROLE_DIM,
				    here ? RV_ATTR_BOLD | RV_ATTR_UNDERLINE : 0,
				    rv_pane_title(list[i])) +
		     TABS_GAP;
	}
	if (i < n)
		rv_canvas_put(c, r.w - 1, 0, more, RV_ROLE_DIM, 0);
}

void rv_pane_notice(const rv_ui *ui, rv_canvas *c, rv_rect r)
{
	rv_canvas_set_clip(c, r);
	if (ui->mode == RV_MODE_KILL)
		rv_canvas_text(c, 0, 0, r.w, RV_ROLE_BAD, RV_ATTR_BOLD,

			       r.w >= 30 ? "KILL: H halt C leave R reduce" : "KILL: H C R");
	else if (rv_say_on(&ui->say, ui->now_mono))
		rv_canvas_text(c, 0, 0, r.w, ui->say.role, RV_ATTR_BOLD, ui->say.text);
	else
		rv_canvas_printf(c, 0, 0, r.w, RV_ROLE_WARN, RV_ATTR_BOLD, "needs %dx%d, is %dx%d",
				 RV_LAYOUT_MIN_COLS, RV_LAYOUT_MIN_ROWS, r.w, r.h);
}
