/* The pen at this console; see pen.h. */
#include "tui/pen.h"

#include <stdio.h>

#include "tui/consent.h"
#include "tui/handover.h"
#include "tui/key_words.h"
#include "tui/trade_keys.h"

static const rv_tv_pen *pen_of(const rv_ui *ui)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);

	return tv && tv->pen.needed ? &tv->pen : NULL;
}

int64_t rv_own_uid(const rv_ui *ui)
{
	return ui->link.attached ? ui->link.uid : ui->trade.out.to.uid;
}

static uint64_t own_conn(const rv_ui *ui)
{
	return ui->link.attached ? ui->link.conn : ui->trade.out.to.conn;
}

bool rv_pen_mine(const rv_ui *ui)
{
	const rv_tv_pen *p = pen_of(ui);

	return p && p->held && p->uid == rv_own_uid(ui) && p->conn == own_conn(ui);
}

static bool sends(const rv_ui *ui)
{
	return ui->trade.out.to.sink && (!ui->link.attached || ui->link.up);
}

/*
 * The header says for good who has it; that it is not this console any more is said here. A line
 * that slows down loses the pen and has an approval refused at once: why it was stays readable.
 */
static void say_lost(rv_ui *ui, const rv_tv_pen *p, int64_t now_mono)
{
	const bool refused = ui->say.role == RV_ROLE_BAD && rv_say_on(&ui->say, now_mono);
	char who[RV_WHO_SAID], lost[RV_WHO_SAID + 64], was[RV_SAY_TEXT];

	if (own_conn(ui) != ui->trade.pen_conn)
		(void)snprintf(lost, sizeof(lost), "%s", rv_key_words(RV_KEYED_PEN_GONE));
	else if (p->held)
		(void)snprintf(lost, sizeof(lost),
			       "%s has taken the pen: nothing is approved from here",
			       rv_pen_who(p, who));
	else
		(void)snprintf(lost, sizeof(lost), "%s", rv_key_words(RV_KEYED_PEN_LOST));
	(void)snprintf(was, sizeof(was), "%s", ui->say.text);
	rv_say_set(&ui->say, now_mono, refused ? RV_ROLE_BAD : RV_ROLE_WARN, "%s%s%s",
		   refused ? was : "", refused ? "; " : "", lost);
}

static void look(rv_ui *ui, const rv_tv_pen *p, int64_t now_mono)
{
	rv_ui_trade *t = &ui->trade;
	const bool mine = rv_pen_mine(ui);

	if (t->pen_mine && !mine && !t->pen_let_go)
		say_lost(ui, p, now_mono);
	if (mine && !t->pen_mine)
		t->pen_let_go = false;
	t->pen_mine = mine;
	t->pen_conn = own_conn(ui);
}

void rv_pen_update(rv_ui *ui, int64_t now_mono)
{
	const rv_tv_pen *p = pen_of(ui);
	rv_command c = { .kind = RV_CMD_PEN_BEAT };

	if (!p || !sends(ui))
		return;
	look(ui, p, now_mono);
	if (ui->trade.pen_mine) {
		if (ui->trade.pen_by_hand) /* from now on it is this person's desk */
			(void)rv_handover_open(ui);
		ui->trade.pen_by_hand = false;
		if (now_mono < ui->trade.beat_mono + RV_PEN_BEAT_MS)
			return;
		ui->trade.beat_mono = now_mono;
	} else {
		if (!ui->trade.out.to.owner || ui->trade.pen_asked || p->held)
			return;
		ui->trade.pen_asked = true;
		c.kind = RV_CMD_PEN;
	}
	(void)rv_outbox_ask(&ui->trade.out, &c); /* the snapshot shows what came of it */
}

const char *rv_pen_who(const rv_tv_pen *p, char out[RV_WHO_SAID])
{
	if (p->who[0])
		(void)snprintf(out, RV_WHO_SAID, "%s", p->who);
	else
		(void)snprintf(out, RV_WHO_SAID, "%lld", (long long)p->uid);
	return out;
}

rv_desk_action rv_pen_key(rv_ui *ui)
{
	const rv_tv_pen *p = pen_of(ui);
	const char *blind = rv_ui_blind(ui, ui->now_mono);
	rv_command c = { .kind = rv_pen_mine(ui) ? RV_CMD_PEN_FREE : RV_CMD_PEN };
	char who[RV_WHO_SAID];

	if (!p)
		return rv_trade_refuse(ui, "this desk has no pen: whoever has the role approves");
	if (blind[0] && c.kind == RV_CMD_PEN)
		return rv_trade_refuse(ui, blind);
	if (c.kind == RV_CMD_PEN_FREE || !p->held)
		return rv_trade_send(ui, &c, "");
	rv_say_set(&ui->say, ui->now_mono, RV_ROLE_WARN,
		   "%s has the pen: `:pen REASON` takes it over", rv_pen_who(p, who));
	return RV_DESK_REDRAW;
}

const char *rv_pen_block(const rv_ui *ui, const char *first, char buf[RV_WHY_NOT])
{
	const rv_tv_pen *p = pen_of(ui);
	const rv_who_role role = ui->link.role;
	char who[RV_WHO_SAID];

	buf[0] = '\0';
	if (ui->link.attached && role != RV_WHO_NONE && role < RV_WHO_APPROVE) {
		(void)snprintf(buf, RV_WHY_NOT, "it needs the role approve, yours is %s",
			       rv_who_role_word(role));
		return buf;
	}
	if (!p || rv_pen_mine(ui) || first[0])
		return buf;
	if (p->held)
		(void)snprintf(buf, RV_WHY_NOT, "%s has the pen: `:pen REASON` takes it over",
			       rv_pen_who(p, who));
	else
		(void)snprintf(buf, RV_WHY_NOT, "%s", rv_key_words(RV_KEYED_PEN_FREE));
	return buf;
}
