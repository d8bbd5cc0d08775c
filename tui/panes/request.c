/* Acts that wait for a second person; see request.h. */
#include "tui/panes/request.h"

#include <stdio.h>

#include "tui/money.h"
#include "tui/requests.h"

enum { SOON_MS = 20000, DIGEST_BYTES = 8 };

void rv_request_row(const rv_row *r, const rv_program_cols *k)
{
	const rv_tv_request *x = &r->tv->requests[r->pick->index];
	const int64_t left = rv_trade_left(&r->ui->live, x->expires_at);
	const int from = r->cols->x[k->from];
	char text[RV_FMT_TEXT];

	(void)snprintf(text, sizeof(text), "r%llu", (unsigned long long)x->id);
	rv_row_put(r, k->id, RV_ROLE_TEXT, text);
	rv_canvas_text(r->c, from, r->y, rv_program_cols_end(r, k) - from, RV_ROLE_TITLE,
		       r->attr | RV_ATTR_BOLD, x->text);
	rv_row_put(r, k->state, RV_ROLE_ENTRY, "1 OF 2");
	rv_row_put(r, k->left, left < SOON_MS ? RV_ROLE_WARN : RV_ROLE_TEXT,
		   rv_fmt_left(left, text));
	rv_row_put(r, k->why, RV_ROLE_DIM, x->first);
}

void rv_request_said(const rv_tv_request *x, char out[RV_PROGRAM_SAID])
{
	char key[RV_KEY_TEXT];

	(void)snprintf(out, RV_PROGRAM_SAID,
		       "r%llu 1 of 2: %s, waits for another person: %s opens it",
		       (unsigned long long)x->id, x->first, rv_keymap_key(RV_ACT_APPROVE, key));
}

void rv_write_request(rv_writer *wr, const rv_ui *ui)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	const rv_tv_request *x = rv_trade_request(tv, ui->trade.confirm.cmd.ids[0]);
	char digest[RV_FMT_TEXT], left[RV_FMT_TEXT];

	if (!x) {
		rv_write_text(wr, 0, RV_ROLE_WARN, 0, "it does not wait any more");
		return;
	}
	rv_write_wrapped(wr, 0, RV_ROLE_TITLE, RV_ATTR_BOLD, "%s", x->text);
	rv_write_wrapped(wr, 0, RV_ROLE_TEXT, 0, "%s has asked for it%s%s", x->first,
			 x->reason[0] ? ": " : "", x->reason);
	rv_write_wrapped(wr, 0, RV_ROLE_TEXT, 0,
			 "It is done when another person says Y, and by nobody else; valid %s",
			 rv_fmt_left(rv_trade_left(&ui->live, x->expires_at), left));
	rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0, "digest %s",
			 rv_fmt_digest(&x->digest, DIGEST_BYTES, digest));
}
