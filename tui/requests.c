/* Acts that wait for a second person; see requests.h. */
#include "tui/requests.h"

#include <stdio.h>
#include <string.h>

#include "tui/consent.h"
#include "tui/key_words.h"
#include "tui/pen.h"
#include "tui/trade_keys.h"

const rv_tv_request *rv_trade_request(const rv_trade_view *tv, uint64_t id)
{
	for (size_t i = 0; tv && i < tv->n_requests; i++) {
		if (tv->requests[i].id == id)
			return &tv->requests[i];
	}
	return NULL;
}

rv_pick rv_pick_of_request(const rv_tv_request *x, size_t index)
{
	return (rv_pick){ .kind = RV_PICK_REQUEST, .a = x->id, .index = index, .waits = true };
}

/* Binds the question to what is on the screen now. */
static rv_desk_action ask(rv_ui *ui, uint64_t id, rv_ask what, rv_cmd_kind kind)
{
	rv_confirm *q = &ui->trade.confirm;
	const rv_trade_view *tv = rv_trade_of(&ui->live);

	if (!tv)
		return rv_trade_refuse(ui, "this engine has no order side");
	const rv_tv_request *x = id > 0		      ? rv_trade_request(tv, id)
				 : tv->n_requests > 0 ? &tv->requests[0]
						      : NULL;
	if (!x)
		return rv_trade_refuse(ui, id > 0 ? "that request does not wait any more"
						  : "nothing waits for a second person");
	rv_confirm_open(q, what);
	q->cmd = (rv_command){ .kind = kind, .n_ids = 1, .ids = { x->id } };
	q->cmd.digests[0] = x->digest;
	return rv_trade_ask(ui, RV_MODE_CONFIRM);
}

rv_desk_action rv_request_open(rv_ui *ui, uint64_t id)
{
	return ask(ui, id, RV_ASK_REQUEST, RV_CMD_APPROVE_REQUEST);
}

rv_desk_action rv_request_open_reject(rv_ui *ui, uint64_t id)
{
	return ask(ui, id, RV_ASK_REJECT_REQUEST, RV_CMD_REJECT_REQUEST);
}

const char *rv_request_block(const rv_ui *ui, char buf[RV_WHY_NOT])
{
	const rv_command *c = &ui->trade.confirm.cmd;
	const rv_tv_request *x = rv_trade_request(rv_trade_of(&ui->live), c->ids[0]);
	const rv_link *l = &ui->link;

	if (!x)
		return "it does not wait any more";
	if (memcmp(&x->digest, &c->digests[0], sizeof(x->digest)) != 0)
		return "it has CHANGED since it was opened: close and open it again";
	if (x->first_uid == rv_own_uid(ui))
		return "you have asked for it: another person approves it";
	if (rv_pen_block(ui, x->first, buf)[0])
		return buf;
	if (l->attached && l->role != RV_WHO_NONE && l->role < x->role) {
		(void)snprintf(buf, RV_WHY_NOT, "it needs the role %s, yours is %s",
			       rv_who_role_word(x->role), rv_who_role_word(l->role));
		return buf;
	}
	return rv_trade_armed(&ui->live) ? "" : rv_key_words(RV_KEYED_LOCKED);
}

rv_desk_action rv_request_send(rv_ui *ui, const char *reason)
{
	rv_command c = ui->trade.confirm.cmd;
	char about[RV_OUTBOX_ABOUT];

	(void)snprintf(about, sizeof(about), "r%llu", (unsigned long long)c.ids[0]);
	(void)snprintf(c.reason, sizeof(c.reason), "%s", reason);
	return rv_trade_send(ui, &c, about);
}
