/*
 * rvdesk approve, reject, note, resume, arm, lock: what a person asks of a desk that runs, for
 * scripts. Each goes the way of a console's command, under the same authority, and waits for its
 * answer: one line, "ok TEXT" on stdout or the desk's words on stderr.
 */
#include "app/commands.h"

#include "app/args.h"
#include "app/script/desk_act.h"
#include "app/script/find_item.h"
#include "app/script/script_args.h"
#include "engine/base/hex.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

typedef struct ask {
	rv_script_where where;
	const char *digest;
	rv_script_words words;
} ask;

static rv_status open_ask(const ask *a, rv_desk_link **l, int *rc)
{
	rv_err err = { 0 };
	const rv_status st = rv_script_open(&a->where, false, l, &err);
	if (st != RV_OK)
		*rc = rv_script_fail(st, &err);
	return st;
}

/* Of a desk whose pen somebody has: a visit takes over nothing, so that it says where that is done.
 */
static int say_refused(const rv_tv_reply *r)
{
	static const char has[] = " has the pen";
	char text[2 * RV_TV_TEXT];
	if (strncmp(r->text, RV_NO_PEN, sizeof(RV_NO_PEN) - 1) == 0)
		return rv_args_fail("the pen was let go in this moment: once more");
	const char *at = strstr(r->text, has);
	if (!at)
		return rv_args_fail(r->text[0] ? r->text : "refused");
	(void)snprintf(text, sizeof(text),
		       "%.*s: take it over at a console (rvdesk attach, then :pen REASON), or wait "
		       "until it is let go",
		       (int)(at - r->text) + (int)strlen(has), r->text);
	return rv_args_fail(text);
}

/* Asks, and says what became of it. */
static int send_one(rv_desk_link *l, const rv_command *c)
{
	rv_tv_reply r;
	rv_err err = { 0 };
	const rv_status st = rv_desk_act(l, c, &r, &err);
	if (st != RV_OK) {
		(void)rv_args_fail(err.text);
		return RV_EXIT_UNSURE;
	}
	if (!r.ok)
		return say_refused(&r);
	if (printf("ok %s\n", r.text) < 0 || fflush(stdout) != 0)
		return rv_args_fail("standard output: cannot be written");
	return RV_EXIT_OK;
}

/* A command that needs no look at the snapshot. */
static int send_plain(const ask *a, const rv_command *c)
{
	rv_desk_link *l = NULL;
	int rc = RV_EXIT_FAIL;
	if (open_ask(a, &l, &rc) == RV_OK)
		rc = send_one(l, c);
	rv_desk_link_close(l);
	return rc;
}

/* ---- approve and reject ---- */

static int about(const rv_found_item *f, rv_command *c)
{
	const bool yes = c->kind == RV_CMD_APPROVE;
	if (!f->ticket && !f->program && !f->request)
		return rv_args_fail("no ticket, program or request of that number and digest "
				    "waits: see rvdesk status");
	if (f->ticket && f->program)
		return rv_args_fail("a ticket and a program have that number: say which by t, p "
				    "or --digest");
	c->n_ids = 1;
	if (f->request) {
		c->ids[0] = f->request->id;
		c->digests[0] = f->request->digest;
		c->kind = yes ? RV_CMD_APPROVE_REQUEST : RV_CMD_REJECT_REQUEST;
	} else if (f->program) {
		c->ids[0] = f->program->id;
		c->digests[0] = f->program->digest;
		c->kind = yes ? RV_CMD_APPROVE_PROGRAM : RV_CMD_REJECT_PROGRAM;
	} else {
		c->ids[0] = f->ticket->id;
		c->digests[0] = f->ticket->digest;
	}
	return RV_EXIT_OK;
}

/* digest: what was looked at. Whatever has another one now is not what was meant. */
static int send_about(const ask *a, const rv_item_ref *ref, const rv_digest_prefix *digest,
		      rv_command *c)
{
	rv_desk_link *l = NULL;
	int rc = RV_EXIT_FAIL;
	if (open_ask(a, &l, &rc) == RV_OK) {
		const rv_found_item f = rv_find_item(&rv_desk_link_look(l)->trade, ref, digest);
		rc = about(&f, c);
		if (rc == RV_EXIT_OK)
			rc = send_one(l, c);
	}
	rv_desk_link_close(l);
	return rc;
}

static int run_item(const ask *a, rv_command *c)
{
	rv_digest_prefix digest;
	rv_err err = { 0 };
	rv_item_ref ref;
	const bool approves = c->kind == RV_CMD_APPROVE;
	if (a->words.n == 0 || !rv_item_ref_parse(a->words.v[0], &ref))
		return rv_script_usage("expected what the screen shows: t1, p1 or r1");
	if (approves && a->words.n > 1)
		return rv_script_usage("approve takes one number");
	if (approves && !a->digest)
		return rv_script_usage("approve needs --digest HEX: the first 8 or more digits "
				       "that rvdesk show ID has printed");
	if (a->digest && rv_digest_prefix_parse(a->digest, &digest, &err) != RV_OK)
		return rv_script_usage(err.text);
	if (rv_script_join(&a->words, 1, c->reason, sizeof(c->reason), &err) != RV_OK)
		return rv_script_usage(err.text);
	if (!approves && !c->reason[0])
		return rv_script_usage("reject needs a reason");
	return send_about(a, &ref, a->digest ? &digest : NULL, c);
}

/* ---- the others ---- */

static int run_note(const ask *a, rv_command *c)
{
	rv_err err = { 0 };
	if (rv_script_join(&a->words, 0, c->reason, sizeof(c->reason), &err) != RV_OK)
		return rv_script_usage(err.text);
	if (!c->reason[0])
		return rv_script_usage("note: expected what to write down");
	return send_plain(a, c);
}

static int run_resume(const ask *a, rv_command *c)
{
	if (a->words.n > 1)
		return rv_script_usage("resume takes one symbol, or none for the book");
	if (a->words.n == 1 && strlen(a->words.v[0]) >= sizeof(c->symbol))
		return rv_script_usage("resume: no symbol is so long");
	if (a->words.n == 1)
		(void)snprintf(c->symbol, sizeof(c->symbol), "%s", a->words.v[0]);
	return send_plain(a, c);
}

static int run_bare(const ask *a, rv_command *c)
{
	if (a->words.n > 0)
		return rv_script_usage("expected nothing but options");
	return send_plain(a, c);
}

static const struct {
	const char *name;
	rv_cmd_kind kind;
	int (*run)(const ask *a, rv_command *c);
	const char *usage;
} verbs[] = {
	{ "approve", RV_CMD_APPROVE, run_item,
	  "rvdesk approve ID --digest HEX    a ticket (t1), a program (p1), or what another person "
	  "has asked for (r1), as it was looked at" },
	{ "reject", RV_CMD_REJECT, run_item,
	  "rvdesk reject ID REASON...    of a ticket (t1), a program (p1) or a request (r1)" },
	{ "note", RV_CMD_NOTE, run_note,
	  "rvdesk note TEXT...    into the audit and the hand-over" },
	{ "resume", RV_CMD_RESUME, run_resume,
	  "rvdesk resume [SYMBOL]    the book, or a coin; an armed desk only" },
	{ "arm", RV_CMD_ARM, run_bare, "rvdesk arm    approvals and a resume need it" },
	{ "lock", RV_CMD_LOCK, run_bare, "rvdesk lock    the opposite of arm" },
};

int rv_cmd_command(int argc, char **argv)
{
	ask a;
	memset(&a, 0, sizeof(a));
	const rv_arg table[] = {
		RV_SCRIPT_WHERE_ARGS(a.where),
		{ "--digest", RV_ARG_STRING, &a.digest, 0, 0, "HEX",
		  "approve, reject: what was looked at; 8 or more digits" },
		{ NULL, RV_ARG_FLAG, NULL, 0, 0, NULL, NULL },
	};
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(argv[0], verbs[i].name) != 0)
			continue;
		rv_command c = { .kind = verbs[i].kind };
		const int rc = rv_script_parse(verbs[i].usage, table, argc, argv, &a.words);
		(void)snprintf(c.typed, sizeof(c.typed), "rvdesk %s%s%.20s", argv[0],
			       a.words.n > 0 ? " " : "", a.words.n > 0 ? a.words.v[0] : "");
		return rc >= 0 ? rc : verbs[i].run(&a, &c);
	}
	return RV_EXIT_USAGE;
}
