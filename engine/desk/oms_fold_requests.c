/*
 * What one person has asked for and a second one has to approve, as the events make it; see
 * oms_fold.h. An event carries the whole act, so that a start finds what the process before it was
 * asked for, and its digest, which is computed again here.
 */
#include "engine/desk/oms_fold.h"

#include "engine/base/hex.h"
#include "engine/base/sha256.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { REQUEST_TEXT = 2048 };

const char *const oms_request_words[OMS_REQUEST_N] = { "approved", "rejected", "expired",
						       "changed" };

oms_request *oms_request_find(oms_fold *f, uint64_t id)
{
	for (size_t i = 0; i < OMS_REQUESTS; i++) {
		if (id != 0 && f->requests[i].id == id)
			return &f->requests[i];
	}
	return NULL;
}

/* Only what can wait for two people: a request never holds another command. */
static rv_cmd_kind act_of(oms_rd *r)
{
	static const rv_cmd_kind acts[] = { RV_CMD_FORCE,   RV_CMD_ADJUST,   RV_CMD_ASSIGN,
					    RV_CMD_LICENCE, RV_CMD_OVERRIDE, RV_CMD_OVERRIDE_END,
					    RV_CMD_RESUME };
	char word[24];
	oms_rd_text(r, "act", word, sizeof(word));
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		if (strcmp(word, rv_cmd_word(acts[i])) == 0)
			return acts[i];
	}
	oms_rd_fail(r, "act (of two people)");
	return RV_CMD_RESUME;
}

static rv_licence licence_of(oms_rd *r, const char *name)
{
	for (int l = 0; l < RV_LICENCE_N; l++) {
		if (strcmp(name, rv_licence_name((rv_licence)l)) == 0)
			return (rv_licence)l;
	}
	oms_rd_fail(r, "licence");
	return RV_LICENCE_SHADOW;
}

static void read_sub(oms_rd *r, rv_command *c)
{
	char text[24];
	oms_rd_text(r, "of_sub", text, sizeof(text));
	if (!r->bad && rv_sub_of_name(text, &c->sub) != RV_OK)
		oms_rd_fail(r, "of_sub");
	if (c->kind != RV_CMD_LICENCE)
		return;
	oms_rd_text(r, "licence", text, sizeof(text));
	c->licence = licence_of(r, text);
	c->shadow = oms_rd_bool(r, "shadow");
	oms_rd_opt_text(r, "evidence", c->evidence, sizeof(c->evidence));
}

static void read_act(oms_rd *r, rv_command *c)
{
	c->kind = act_of(r);
	oms_rd_opt_text(r, "of_symbol", c->symbol, sizeof(c->symbol));
	oms_rd_opt_text(r, "because", c->reason, sizeof(c->reason));
	if (c->kind == RV_CMD_FORCE)
		oms_rd_hex(r, "cloid", c->cloid.b, sizeof(c->cloid.b));
	if (c->kind == RV_CMD_LICENCE || c->kind == RV_CMD_ASSIGN)
		read_sub(r, c);
	if (c->kind == RV_CMD_OVERRIDE_END) {
		c->n_ids = 1;
		c->ids[0] = oms_rd_id(r, "of_override");
	}
	if (c->kind == RV_CMD_OVERRIDE && oms_override_of(r->e, &c->over) != RV_OK)
		oms_rd_fail(r, "override (its canonical text)");
}

void oms_request_read(oms_rd *r, oms_request *out)
{
	memset(out, 0, sizeof(*out));
	out->id = oms_rd_id(r, "request");
	out->asked = r->t;
	out->life_ms = oms_rd_range(r, "life_ms", 1, RV_DAY_MS);
	out->first = (oms_first){ .is = true, .uid = r->e->uid };
	oms_rd_opt_text(r, "who", out->first.who, sizeof(out->first.who));
	oms_rd_text(r, "about", out->about, sizeof(out->about));
	read_act(r, &out->cmd);
}

void oms_request_digest(const oms_fold *f, const oms_request *x, rv_digest *out)
{
	char text[REQUEST_TEXT], over[RV_OVERRIDE_TEXT] = "", hex[2 * RV_CLOID_BYTES + 1];
	const rv_command *c = &x->cmd;
	const bool of_sub = c->kind == RV_CMD_LICENCE || c->kind == RV_CMD_ASSIGN;
	if (c->kind == RV_CMD_OVERRIDE)
		(void)rv_override_canonical(&c->over, over);
	const int n = snprintf(
		text, sizeof(text),
		"rvdesk request 1\nvenue %s\nbook %s\naccount %s\nrequest %" PRIu64 "\nuid %" PRId64
		"\nasked_utc_ms %" PRId64 "\nlife_ms %" PRId64 "\nact %s\nsymbol %s\ncloid %s\nsub "
		"%s\nlicence %s\nevidence %s\noverride %" PRIu64 "\nabout %s\nreason %s\n%s",
		f->paper ? "paper" : "real", f->book, f->account, x->id, x->first.uid, x->asked.utc,
		x->life_ms, rv_cmd_word(c->kind), c->symbol,
		rv_hex_format(c->cloid.b, sizeof(c->cloid.b), hex),
		of_sub ? rv_sub_name(c->sub) : "-",
		c->kind == RV_CMD_LICENCE ? rv_licence_name(c->licence) : "-", c->evidence,
		c->kind == RV_CMD_OVERRIDE_END ? c->ids[0] : 0, x->about, c->reason, over);
	rv_sha256(text, n > 0 && (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1, out->b);
}

static oms_request *free_place(oms_fold *f)
{
	for (size_t i = 0; i < OMS_REQUESTS; i++) {
		if (f->requests[i].id == 0)
			return &f->requests[i];
	}
	return NULL;
}

void oms_on_request(oms_fold *f, oms_rd *r)
{
	oms_request x;
	rv_digest is;
	oms_request *at = free_place(f);
	oms_request_read(r, &x);
	oms_rd_hex(r, "digest", x.digest.b, sizeof(x.digest.b));
	if (r->bad)
		return;
	oms_request_digest(f, &x, &is);
	if (!rv_digest_same(&is, &x.digest))
		oms_rd_fail(r, "digest (that of what is asked for)");
	else if (x.id != f->last_request + 1)
		oms_rd_fail(r, "request (the next number)");
	else if (!at)
		oms_rd_fail(r, "request (one that there is room for)");
	if (r->bad || !at)
		return;
	*at = x;
	f->last_request = x.id;
}

/* Approved by another user than the first, whatever wrote the event. */
void oms_on_request_end(oms_fold *f, oms_rd *r)
{
	char what[16];
	oms_request *x = oms_request_find(f, oms_rd_id(r, "request"));
	oms_rd_text(r, "what", what, sizeof(what));
	if (!x)
		oms_rd_fail(r, "request (one that waits)");
	if (r->bad || !x)
		return;
	if (strcmp(what, oms_request_words[OMS_REQUEST_APPROVED]) == 0 &&
	    (r->e->uid == x->first.uid || r->e->uid == RV_EVENT_UID_DESK)) {
		oms_rd_fail(r, "uid (another person than the first)");
		return;
	}
	memset(x, 0, sizeof(*x));
}

/* One that cannot be read is the risk fold's to say; here what was there before stays. */
void oms_on_licence(oms_fold *f, oms_rd *r)
{
	char text[24];
	rv_sub sub = RV_SUB_N;
	if (rv_event_get(r->e, "sub", text, sizeof(text)) != RV_OK ||
	    rv_sub_of_name(text, &sub) != RV_OK || (unsigned)sub >= RV_SUB_N ||
	    rv_event_get(r->e, "licence", text, sizeof(text)) != RV_OK)
		return;
	for (int l = 0; l < RV_LICENCE_N; l++) {
		if (strcmp(text, rv_licence_name((rv_licence)l)) == 0)
			f->licences[sub] = (rv_licence)l;
	}
}
