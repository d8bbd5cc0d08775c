/* The new desk's beginning, and whether it has what the old one had; see upgrade_run.h. */
#include "app/ops/shell.h"
#include "app/ops/upgrade_job.h"
#include "app/script/desk_act.h"
#include "engine/base/clock.h"
#include "engine/base/hex.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { TRY_MS = 1000, COMMAND = 256, HEAD = 16 /* hex digits of a head in a snapshot */ };

/* ---- up and recovered ---- */

/* RV_EAGAIN: not yet. */
static rv_status recovered(rv_desk_link *l, rv_err *err)
{
	const rv_welcome *w = rv_desk_link_welcome(l);
	const rv_trade_view *t = &rv_desk_link_look(l)->trade;
	if (!t->present)
		return rv_err_set(err, RV_EAGAIN, "process %lld has no order side",
				  (long long)w->pid);
	if (!t->reconciled)
		return rv_err_set(err, RV_EAGAIN, "process %lld does not agree with the venue: %s",
				  (long long)w->pid, t->recovery);
	return RV_OK;
}

static rv_status try_link(const upgrade_job *j, rv_desk_link **l, rv_err *err)
{
	const rv_status st = *l ? RV_OK : upgrade_link(j, TRY_MS, l, err);
	return st == RV_OK ? recovered(*l, err) : st;
}

static rv_status wait_up(const upgrade_job *j, rv_desk_link **l, rv_err *err)
{
	const int64_t began = rv_mono_ms(), until = upgrade_until(j);
	for (;;) {
		rv_err why = { 0 };
		const rv_status st = try_link(j, l, &why);
		if (st == RV_OK)
			break;
		if (st == RV_EVENUE) /* it will not become this program by waiting */
			return rv_err_set(err, st, "start: %.280s", why.text);
		if (rv_mono_ms() > until)
			return rv_err_set(err, RV_ETIMEOUT, "start: not up after %llu s: %.240s",
					  (unsigned long long)j->o->wait_s, why.text);
		(void)poll(NULL, 0, UPGRADE_LOOK_MS);
	}
	upgrade_say(j, "up", "process %lld has recovered, %.1f s",
		    (long long)rv_desk_link_welcome(*l)->pid,
		    (double)(rv_mono_ms() - began) / 1000.0);
	return RV_OK;
}

/* ---- the same as before ---- */

/* The journal whose end it began at; NULL: none of them. */
static const rv_upgrade_report *same_head(const upgrade_job *j, const rv_trade_view *t)
{
	char hash[RV_HASH_HEX];
	for (size_t i = 0; i < j->n; i++) {
		(void)rv_hex_format(j->was[i].head.hash, RV_HASH_BYTES, hash);
		if (j->was[i].head.seq == t->found_seq && strncmp(hash, t->found_head, HEAD) == 0)
			return &j->was[i];
	}
	return NULL;
}

static int64_t lots_of(const rv_upgrade_report *r, const char *symbol)
{
	for (size_t i = 0; i < r->positions; i++) {
		if (strcmp(r->held[i].symbol, symbol) == 0)
			return r->held[i].lots;
	}
	return 0;
}

/* Of a what b does not have, or otherwise. */
static size_t differ(const upgrade_job *j, const rv_upgrade_report *a, const rv_upgrade_report *b,
		     const char *fmt)
{
	size_t n = 0;
	for (size_t i = 0; i < a->positions; i++) {
		const int64_t x = a->held[i].lots, y = lots_of(b, a->held[i].symbol);
		if (x == y)
			continue;
		upgrade_say(j, "differs", "%s: %" PRId64 " lots %s, %" PRId64 " the other",
			    a->held[i].symbol, x, fmt, y);
		n++;
	}
	return n;
}

static rv_status compare(const upgrade_job *j, const rv_trade_view *t, rv_err *err)
{
	rv_upgrade_report is;
	const rv_upgrade_report *was = same_head(j, t);
	upgrade_say(j, "found", "head %" PRIu64 " %s", t->found_seq, t->found_head);
	if (!was)
		return rv_err_set(err, RV_EDATA,
				  "the new desk began at another head than the old one ended at");
	rv_upgrade_book(t, &is);
	upgrade_say(j, "compared",
		    "head the same; positions %zu, were %zu; orders not over %zu, were %zu",
		    is.positions, was->positions, is.live, was->live);
	const size_t n = differ(j, was, &is, "before") + differ(j, &is, was, "now");
	if (n > 0 || is.live != was->live)
		return rv_err_set(
			err, RV_EDATA,
			"it is not as it was: something traded or was cancelled meanwhile");
	if (t->state != RV_BOOK_HALTED)
		return rv_err_set(err, RV_EDATA, "the new desk is not HALTED");
	return RV_OK;
}

/* Whose journal the new one would have touched is not known before it says so. */
static const char *backup_words(const upgrade_job *j)
{
	return j->n == 1 ? j->backup[0] : "one of those above";
}

rv_status upgrade_start(upgrade_job *j, rv_err *err)
{
	char line[COMMAND];
	rv_desk_link *l = NULL;
	(void)snprintf(line, sizeof(line), "systemctl start %.100s", j->o->unit);
	const char *start = j->o->start ? j->o->start : line;
	upgrade_say(j, "start", "%s", start);
	upgrade_next(j,
		     "end what has started, if anything; put the old program back and start it "
		     "(%.100s). Should the new one have changed the file: %.120s",
		     start, backup_words(j));
	rv_status st = rv_shell(start, NULL, 0, err);
	if (st == RV_OK)
		st = wait_up(j, &l, err);
	if (st == RV_OK) {
		upgrade_next(j,
			     "the new desk runs, HALTED: look at a console, and resume only "
			     "when that is explained; the backup is %.150s",
			     backup_words(j));
		st = compare(j, &rv_desk_link_look(l)->trade, err);
	}
	rv_desk_link_close(l);
	return st;
}

/* ---- resume ---- */

/* What waiting does not change. */
static rv_status may_resume(rv_desk_link *l, rv_err *err)
{
	const rv_welcome *w = rv_desk_link_welcome(l);
	if (w->role < rv_cmd_role(RV_CMD_RESUME))
		return rv_err_set(err, RV_EVENUE, "resume needs the role %s; you have %s",
				  rv_who_role_word(rv_cmd_role(RV_CMD_RESUME)),
				  rv_who_role_word(w->role));
	if (rv_desk_link_look(l)->trade.asks_pin)
		return rv_err_set(err, RV_EVENUE, "resume: arming asks for the PIN here");
	return RV_OK;
}

/* A desk that has just recovered has no market for a moment: its no is not the last word. */
static rv_status insist(const upgrade_job *j, rv_desk_link *l, rv_err *err)
{
	const int64_t until = upgrade_until(j);
	rv_tv_reply r = { .ok = false };
	rv_command c = { .kind = RV_CMD_RESUME };
	(void)snprintf(c.reason, sizeof(c.reason), "%s", j->o->resume);
	(void)snprintf(c.typed, sizeof(c.typed), "rvdesk upgrade --resume");
	rv_status st = rv_desk_act(l, &c, &r, err);
	while (st == RV_OK && !r.ok && rv_mono_ms() < until) {
		(void)poll(NULL, 0, TRY_MS);
		st = rv_desk_act(l, &c, &r, err);
	}
	if (st == RV_OK && !r.ok)
		return rv_err_set(err, RV_EVENUE, "resume: the desk: %s", r.text);
	if (st == RV_OK)
		upgrade_say(j, "resume", "%s", r.text);
	return st;
}

/* As the person at the terminal, under that person's role, whatever this process acts as. */
rv_status upgrade_resume(upgrade_job *j, rv_err *err)
{
	rv_desk_link *l = NULL;
	upgrade_next(j, "the new desk runs, HALTED: resume at a console, or with rvdesk resume");
	if (setegid(getgid()) != 0 || seteuid(getuid()) != 0)
		return rv_err_set(err, RV_EIO, "resume: %s", strerror(errno));
	rv_status st = upgrade_link(j, 0, &l, err);
	if (st == RV_OK)
		st = may_resume(l, err);
	if (st == RV_OK)
		st = insist(j, l, err);
	rv_desk_link_close(l);
	return st;
}
