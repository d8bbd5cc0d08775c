/* The pen, and the first of two people who approve, as the events make them; see oms_fold.h. */
#include "engine/desk/oms_fold.h"

#include <stdio.h>
#include <string.h>

const char *const oms_pen_words[OMS_PEN_N] = { "taken", "taken over", "let go", "expired" };

static oms_pen_what what_of(oms_rd *r)
{
	char text[16];
	oms_rd_text(r, "what", text, sizeof(text));
	for (int i = 0; i < OMS_PEN_N; i++) {
		if (strcmp(text, oms_pen_words[i]) == 0)
			return (oms_pen_what)i;
	}
	oms_rd_fail(r, "what (taken, taken over, let go or expired)");
	return OMS_PEN_N;
}

/* One has it at most, and it goes only from whoever had it. */
void oms_on_pen(oms_fold *f, oms_rd *r)
{
	oms_pen next = { .held = true, .uid = r->e->uid, .conn = r->e->conn, .since = r->t };
	const oms_pen_what what = what_of(r);
	oms_rd_opt_text(r, "who", next.who, sizeof(next.who));
	if (r->bad)
		return;
	if (f->pen.held == (what == OMS_PEN_TAKEN)) {
		oms_rd_fail(r, f->pen.held ? "what (somebody has the pen)"
					   : "what (nobody has the pen)");
		return;
	}
	if (what == OMS_PEN_TAKEN || what == OMS_PEN_OVER)
		f->pen = next;
	else
		memset(&f->pen, 0, sizeof(f->pen));
}

static oms_first *first_of(oms_fold *f, oms_rd *r, rv_digest *is)
{
	const uint64_t program = (uint64_t)oms_rd_opt_i64(r, "program", 0);
	oms_program *p = oms_program_find(f, program);
	oms_ticket *t = program == 0 ? oms_ticket_find(f, oms_rd_id(r, "ticket")) : NULL;
	if (p && p->state == OMS_PROGRAM_PENDING) {
		*is = p->digest;
		return &p->first;
	}
	if (t && t->state == RV_TICKET_READY) {
		*is = t->digest;
		return &t->first;
	}
	oms_rd_fail(r, "ticket (one that waits)");
	return NULL;
}

void oms_on_agree(oms_fold *f, oms_rd *r)
{
	rv_digest shown, is = { .b = { 0 } };
	oms_first next = { .is = true, .uid = r->e->uid };
	oms_first *first = first_of(f, r, &is);
	oms_rd_hex(r, "digest", shown.b, sizeof(shown.b));
	oms_rd_opt_text(r, "who", next.who, sizeof(next.who));
	if (!r->bad && !rv_digest_same(&shown, &is))
		oms_rd_fail(r, "digest (that of what waits)");
	if (!r->bad && first)
		*first = next;
}
