/* The account's connection, journal, dead-man and budgets; what reconciliation found; the audit. */
#include <math.h>
#include <stdio.h>

#include "tui/desk_lines.h"
#include "tui/money.h"
#include "tui/panes/texts.h"
#include "tui/trade.h"

static void write_state(rv_writer *wr, const rv_trade_view *tv)
{
	char at[RV_TIME_TEXT], since[RV_TIME_TEXT + 8] = "", remark[RV_TV_TEXT + 48];

	if (tv->state_since_utc_ms > 0) /* before the first event there is no such moment */
		(void)snprintf(since, sizeof(since), "since %sZ",
			       rv_time_format_clock(tv->state_since_utc_ms, at));
	(void)snprintf(remark, sizeof(remark), "%s%s%s", since,
		       since[0] && tv->state_reason[0] ? ", " : "", tv->state_reason);
	rv_write_item(wr, "book", rv_role_book_state(tv->state), rv_label_book_state(tv->state),
		      remark);
	if (tv->recovery[0])
		rv_write_wrapped(wr, 1, RV_ROLE_WARN, RV_ATTR_BOLD, "waits: %s", tv->recovery);
}

static void write_connection(rv_writer *wr, const rv_scene *s, const rv_trade_view *tv)
{
	char age[RV_FMT_TEXT], remark[64];

	(void)snprintf(remark, sizeof(remark), "account %s old",
		       rv_fmt_age(rv_scene_age(s, tv->account_at), age));
	rv_write_item(wr, "user streams", tv->stream_up ? RV_ROLE_GOOD : RV_ROLE_BAD,
		      tv->stream_up ? "up" : "DOWN", remark);
	(void)snprintf(remark, sizeof(remark), "%s ago, %zu open",
		       rv_fmt_age(rv_scene_age(s, tv->reconciled_at), age), tv->n_breaks);
	rv_write_item(wr, "reconciled", tv->reconciled ? RV_ROLE_GOOD : RV_ROLE_WARN,
		      tv->reconciled ? "yes" : "NO", remark);
	(void)snprintf(remark, sizeof(remark), "%llu, head %.16s",
		       (unsigned long long)tv->journal_seq, tv->head[0] ? tv->head : "--");
	rv_write_item(wr, "journal", tv->journal_ok ? RV_ROLE_GOOD : RV_ROLE_BAD,
		      tv->journal_ok ? "good" : "FAILED", remark);
}

static void write_signer(rv_writer *wr, const rv_scene *s, const rv_trade_view *tv)
{
	enum { SOON_DAYS = 14 };
	const int64_t left = tv->signer_until_ms - s->utc_now;
	const bool known = tv->signer_until_ms > 0;
	const bool soon = known && left < SOON_DAYS * RV_DAY_MS;
	char age[RV_FMT_TEXT], remark[48] = "";

	if (known && tv->signer_ok)
		(void)snprintf(remark, sizeof(remark), "its key ends in %s",
			       rv_fmt_age(left > 0 ? left : 0, age));
	if (!tv->signer_known)
		(void)snprintf(remark, sizeof(remark), "not asked yet");
	rv_write_item(wr, "signer",
		      tv->signer_known && !tv->signer_ok ? RV_ROLE_BAD
		      : soon || !tv->signer_known	 ? RV_ROLE_WARN
							 : RV_ROLE_GOOD,
		      !tv->signer_known ? "--"
		      : tv->signer_ok	? "good"
					: "UNKNOWN",
		      remark);
	if (tv->signer_known && !tv->signer_ok)
		rv_write_wrapped(wr, 1, RV_ROLE_BAD, RV_ATTR_BOLD,
				 "Approve the agent %s at the venue, or start with another --key.",
				 tv->agent[0] ? tv->agent : "of the key");
}

static void write_deadman(rv_writer *wr, const rv_trade_view *tv)
{
	char at[RV_TIME_TEXT], remark[RV_TV_TEXT + 48];

	if (tv->deadman_on)
		(void)snprintf(remark, sizeof(remark), "cancels at %sZ, %u left",
			       rv_time_format_clock(tv->deadman_at_ms, at), tv->deadman_left);
	else
		(void)snprintf(remark, sizeof(remark), "%s%s%u left", tv->deadman_text,
			       tv->deadman_text[0] ? ", " : "", tv->deadman_left);
	rv_write_item(wr, "dead-man",
		      !tv->deadman_available ? RV_ROLE_WARN
		      : tv->deadman_on	     ? RV_ROLE_GOOD
					     : RV_ROLE_TEXT,
		      !tv->deadman_available ? "REFUSED"
		      : tv->deadman_on	     ? "armed"
					     : "off",
		      remark);
}

/* An old measurement says how old it is; one of more than a second goes on blocking tickets. */
static void write_clock(rv_writer *wr, const rv_scene *s)
{
	const rv_quoted q = rv_scene_skew(s);
	const double skew = fabs(s->v->skew_ms) > 1000 ? s->v->skew_ms : q.value;
	const bool live = q.health_now <= RV_HEALTH_LIVE;
	char age[RV_FMT_TEXT], remark[64];

	(void)snprintf(remark, sizeof(remark), "ms off ours%s%s%s", live ? "" : ", measured ",
		       live ? "" : rv_fmt_age(q.age_ms, age), live ? "" : " ago");
	rv_write_item(wr, "clock",
		      fabs(skew) > 1000 ? RV_ROLE_BAD
		      : live		? RV_ROLE_TEXT
					: RV_ROLE_DIM,
		      rv_num_signed(skew, 0).s, remark);
}

static void write_budgets(rv_writer *wr, const rv_scene *s, const rv_trade_view *tv)
{
	char used[RV_FMT_TEXT], cap[RV_FMT_TEXT], remark[64];

	(void)snprintf(remark, sizeof(remark), "of %s requests",
		       rv_fmt_amount((double)tv->budget_cap, cap));
	rv_write_item(wr, "budget", RV_ROLE_TEXT, rv_fmt_amount((double)tv->budget_used, used),
		      tv->budget_cap > 0 ? remark : "not known");
	(void)snprintf(used, sizeof(used), "%u", tv->messages_used);
	(void)snprintf(remark, sizeof(remark), "of %u a minute", tv->messages_limit);
	rv_write_item(wr, "messages", RV_ROLE_TEXT, used, remark);
	(void)snprintf(remark, sizeof(remark), "bp taker, %s maker",
		       rv_num(tv->maker_fee * 1e4, 2).s);
	rv_write_item(wr, "fees", RV_ROLE_TEXT, rv_num(tv->taker_fee * 1e4, 2).s, remark);
	write_clock(wr, s);
}

void rv_text_venue(const rv_ui *ui, rv_writer *wr)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);

	if (!tv) {
		rv_text_no_order_side(ui, wr);
		return;
	}
	write_state(wr, tv);
	write_connection(wr, &ui->live, tv);
	write_signer(wr, &ui->live, tv);
	write_deadman(wr, tv);
	write_budgets(wr, &ui->live, tv);
}

static void write_break(rv_writer *wr, const rv_scene *s, const rv_tv_break *b)
{
	enum { X_OURS = 22, X_THEIRS = 36, W = 13 };
	char age[RV_FMT_TEXT];
	int y;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_BAD, RV_ATTR_BOLD, "%.21s", b->what);
		rv_canvas_text_right(wr->c, X_OURS, y, W, RV_ROLE_TEXT, 0, b->ours);
		rv_canvas_text_right(wr->c, X_THEIRS, y, W, RV_ROLE_TEXT, 0, b->theirs);
		rv_canvas_text_right(wr->c, X_THEIRS + W + 1, y, 4, RV_ROLE_WARN, 0,
				     rv_fmt_age(rv_scene_age(s, b->since_at), age));
	}
	rv_write_next(wr);
}

/* No difference to the venue, and yet it stops what adds. */
static void write_residue(rv_writer *wr, const rv_trade_view *tv)
{
	char text[RV_FMT_TEXT + 16];

	for (size_t i = 0; i < tv->n_positions; i++) {
		const rv_tv_position *p = &tv->positions[i];
		if (p->sub_lots[RV_SUB_RESIDUE] != 0)
			rv_write_text(wr, 0, RV_ROLE_BAD, RV_ATTR_BOLD, "%s: %s; `:assign`",
				      p->coin.symbol, rv_residue_words(p, text, sizeof(text)));
	}
}

void rv_text_breaks(const rv_ui *ui, rv_writer *wr)
{
	enum { X_OURS = 22, X_THEIRS = 36, W = 13 };
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	int y;

	if (!tv) {
		rv_text_no_order_side(ui, wr);
		return;
	}
	write_residue(wr, tv);
	if (tv->n_breaks == 0) {
		rv_write_text(wr, 0, tv->reconciled ? RV_ROLE_GOOD : RV_ROLE_WARN, 0, "%s",
			      tv->reconciled ? "Ours and the venue's agree."
					     : "-- Not reconciled since the connection.");
		return;
	}
	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_DIM, 0, "WHAT");
		rv_canvas_text_right(wr->c, X_OURS, y, W, RV_ROLE_DIM, 0, "OURS");
		rv_canvas_text_right(wr->c, X_THEIRS, y, W, RV_ROLE_DIM, 0, "VENUE");
		rv_canvas_text_right(wr->c, X_THEIRS + W + 1, y, 4, RV_ROLE_DIM, 0, "AGE");
	}
	rv_write_next(wr);
	for (size_t i = 0; i < tv->n_breaks; i++)
		write_break(wr, &ui->live, &tv->breaks[i]);
}

void rv_text_audit(const rv_ui *ui, rv_writer *wr)
{
	enum { X_TIME = 7, X_UID = 16, X_TYPE = 22, X_SUBJECT = 33, X_TEXT = 46 };
	const rv_trade_view *tv = rv_trade_of(&ui->scene);
	char at[RV_TIME_TEXT], uid[24];
	int y;

	if (!tv) {
		rv_text_no_order_side(ui, wr);
		return;
	}
	if (tv->n_audit == 0)
		rv_write_wrapped(
			wr, 0, RV_ROLE_DIM, 0,
			"-- Nothing yet. What is asked of the desk, and what it did, stands "
			"here, the newest first.");
	for (size_t i = tv->n_audit; i-- > 0;) { /* the newest first */
		const rv_tv_audit *a = &tv->audit[i];
		(void)snprintf(uid, sizeof(uid), "%lld", (long long)a->uid);
		if (rv_write_here(wr, &y)) {
			(void)rv_write_put(wr, 0, y, RV_ROLE_DIM, 0, "%6llu",
					   (unsigned long long)a->seq);
			(void)rv_write_put(wr, X_TIME, y, RV_ROLE_DIM, 0, "%s",
					   rv_time_format_clock(a->utc_ms, at));
			(void)rv_write_put(wr, X_UID, y, RV_ROLE_DIM, 0, "%.5s",
					   a->uid < 0 ? "desk" : uid);
			(void)rv_write_put(wr, X_TYPE, y, RV_ROLE_TEXT, 0, "%.10s", a->type);
			(void)rv_write_put(wr, X_SUBJECT, y, RV_ROLE_TEXT, 0, "%.12s", a->subject);
			(void)rv_write_put(wr, X_TEXT, y, RV_ROLE_DIM, 0, "%s", a->text);
		}
		rv_write_next(wr);
	}
}
