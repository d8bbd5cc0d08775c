/* Commands that go out, and what is said of them; see trade_keys.h. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/consent.h"
#include "tui/key_words.h"
#include "tui/money.h"
#include "tui/replay.h"
#include "tui/trade_keys.h"

/* "approve #41 SOL", "arm". */
static void name_of(rv_cmd_kind kind, const char *about, char out[RV_OUTBOX_ABOUT + 16])
{
	(void)snprintf(out, RV_OUTBOX_ABOUT + 16, "%s%s%s", rv_label_command(kind),
		       about[0] ? " " : "", about);
}

/* From the eye to the desk and back: the parts of the way that are known; NaN: none is. */
static double round_trip(const rv_ui *ui)
{
	const bool far = ui->link.up && ui->link.rtt_ms >= 0, near = ui->line.rtt_ms >= 0;

	if (ui->line.kind != RV_RTT_ANSWERS || !near)
		return far ? (double)ui->link.rtt_ms : (double)NAN;
	return (double)ui->line.rtt_ms + (far ? (double)ui->link.rtt_ms : 0.0);
}

rv_desk_action rv_trade_send(rv_ui *ui, rv_command *c, const char *about)
{
	char name[RV_OUTBOX_ABOUT + 16];

	if (ui->replay.on && !rv_replay_sends(c->kind))
		return rv_trade_refuse(ui, rv_replay_block(ui));
	name_of(c->kind, about, name);
	memcpy(c->typed, ui->typed, sizeof(c->typed));
	ui->trade.pen_by_hand = ui->trade.pen_by_hand || c->kind == RV_CMD_PEN;
	ui->trade.pen_let_go = ui->trade.pen_let_go || c->kind == RV_CMD_PEN_FREE;
	c->rtt_ms = round_trip(ui);
	c->frame_age_ms =
		ui->frame_sent_at < 0 ? (double)NAN : (double)(ui->now_mono - ui->frame_sent_at);
	if (ui->link.attached && !ui->link.up && ui->trade.out.to.sink)
		rv_say_set(&ui->say, ui->now_mono, RV_ROLE_BAD, "DISCONNECTED: not sent: %s", name);
	else if (!rv_outbox_send(&ui->trade.out, c, about, ui->now_mono))
		rv_say_set(&ui->say, ui->now_mono, RV_ROLE_WARN, "read-only: not sent: %s", name);
	else
		rv_say_set(&ui->say, ui->now_mono, RV_ROLE_TEXT, "%s: sent%s", name,
			   rv_ui_silent(ui, ui->now_mono) ? ", but the engine is silent" : "");
	return RV_DESK_REDRAW;
}

static void tell_ack(rv_ui *ui, const rv_view_alert *a)
{
	rv_command c = { .kind = RV_CMD_ACK, .n_ids = 1 };
	char about[RV_OUTBOX_ABOUT];

	c.ids[0] = a->id;
	(void)snprintf(c.reason, sizeof(c.reason), "%s", a->text);
	(void)snprintf(about, sizeof(about), "alert %llu", (unsigned long long)a->id);
	c.rtt_ms = c.frame_age_ms = (double)NAN;
	(void)rv_outbox_send(&ui->trade.out, &c, about, ui->now_mono); /* read-only: here alone */
}

bool rv_trade_ack_alert(rv_ui *ui)
{
	const rv_alerts was = ui->alerts;

	if (!rv_alerts_ack(&ui->alerts))
		return false;
	for (size_t i = 0; rv_trade_of(&ui->live) && i < was.n; i++) {
		const rv_view_alert *a = &was.waiting[i].last;
		bool stays = false;
		for (size_t k = 0; k < ui->alerts.n; k++)
			stays = stays || ui->alerts.waiting[k].last.id == a->id;
		if (!stays)
			tell_ack(ui, a);
	}
	return true;
}

static rv_desk_action cancel_order(rv_ui *ui, const rv_tv_order *o)
{
	rv_command c = { .kind = RV_CMD_CANCEL, .cloid = o->cloid };
	char about[RV_OUTBOX_ABOUT], id[RV_FMT_TEXT];

	memcpy(c.symbol, o->coin.symbol, sizeof(c.symbol));
	(void)snprintf(about, sizeof(about), "%.12s %.24s", rv_fmt_cloid(&o->cloid, id),
		       o->coin.symbol);
	return rv_trade_send(ui, &c, about);
}

static rv_desk_action cancel_mandate(rv_ui *ui, const rv_tv_mandate *m)
{
	rv_command c = { .kind = RV_CMD_CANCEL, .n_ids = 1 };
	char about[RV_OUTBOX_ABOUT];

	c.ids[0] = m->id;
	c.digests[0] = m->digest;
	memcpy(c.symbol, m->coin.symbol, sizeof(c.symbol));
	(void)snprintf(about, sizeof(about), "m%llu %s", (unsigned long long)m->id, m->coin.symbol);
	return rv_trade_send(ui, &c, about);
}

rv_desk_action rv_trade_cancel(rv_ui *ui, const rv_pick *what)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	const rv_tv_mandate *m =
		what->kind == RV_PICK_MANDATE ? rv_trade_mandate(tv, what->a) : NULL;
	const rv_tv_order *o = what->kind == RV_PICK_ORDER ? rv_trade_order(tv, what) : NULL;

	return m ? cancel_mandate(ui, m) : o ? cancel_order(ui, o) : RV_DESK_NONE;
}

static bool concerns(const char *symbol, const rv_coin_ref *coin)
{
	return !symbol[0] || strcmp(symbol, coin->symbol) == 0;
}

/* A mandate takes its own orders with it; what is left are those whose mandate is over. */
static bool left_alone(const rv_trade_view *tv, const rv_tv_order *o)
{
	const rv_tv_mandate *m = rv_trade_mandate(tv, o->mandate);

	return rv_order_works(o) && !o->external && (!m || m->state == RV_MANDATE_ENDED);
}

rv_desk_action rv_trade_cancel_all(rv_ui *ui, const char *symbol)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	size_t n = 0;

	for (size_t i = 0; tv && i < tv->n_mandates; i++) {
		const rv_tv_mandate *m = &tv->mandates[i];
		if (m->state != RV_MANDATE_ENDED && concerns(symbol, &m->coin))
			n += cancel_mandate(ui, m) == RV_DESK_REDRAW;
	}
	for (size_t i = 0; tv && i < tv->n_orders; i++) {
		const rv_tv_order *o = &tv->orders[i];
		if (left_alone(tv, o) && concerns(symbol, &o->coin))
			n += cancel_order(ui, o) == RV_DESK_REDRAW;
	}
	if (!ui->trade.out.to.sink)
		return RV_DESK_REDRAW; /* it has been said */
	rv_say_set(&ui->say, ui->now_mono, RV_ROLE_TEXT, "cancel %s: %zu sent",
		   symbol[0] ? symbol : "all", n);
	return RV_DESK_REDRAW;
}

static void hear_refused(rv_ui *ui, const rv_answered *a, const char *name)
{
	const bool pin = a->kind == RV_CMD_ARM && strcmp(a->text, RV_PIN_ASKED) == 0;

	rv_say_set(&ui->say, ui->now_mono, RV_ROLE_BAD, "%s: REFUSED%s%s%s", name,
		   a->text[0] ? ": " : "", a->text,
		   pin && !rv_trade_pin_open(ui) ? rv_key_words(RV_KEYED_ASKS_PIN) : "");
}

void rv_trade_hear(rv_ui *ui)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	char name[RV_OUTBOX_ABOUT + 16];
	rv_answer got;
	rv_answered a;

	while ((got = rv_outbox_answer(&ui->trade.out, tv, ui->now_mono, &a)) != RV_ANSWER_NONE) {
		const char *done = a.text[0] ? "" : "done";
		name_of(a.kind, a.about, name);
		if (got == RV_ANSWER_LATE)
			rv_say_set(&ui->say, ui->now_mono, RV_ROLE_WARN,
				   "%s: no answer from the engine yet", name);
		else if (got == RV_ANSWER_OK)
			rv_say_set(&ui->say, ui->now_mono, RV_ROLE_GOOD, "%s: %s%s", name, done,
				   a.text);
		else
			hear_refused(ui, &a, name);
	}
}
