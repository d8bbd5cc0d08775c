/*
 * The old desk's end; see upgrade_run.h. It is HALTED before anything else, so that whatever goes
 * wrong from then on leaves a book that does nothing by itself.
 */
#include "app/halt/halt_file.h"
#include "app/ops/shell.h"
#include "app/ops/upgrade_job.h"
#include "app/state_file.h"
#include "app/state_lock.h"
#include "app/version.h"
#include "engine/base/clock.h"
#include "engine/base/num.h"
#include "engine/base/timefmt.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

enum { TAKEN_MS = 10000, COMMAND = 256 };

#define WHY "upgrade to rvdesk " RV_VERSION

/* ---- the clock ---- */

static rv_status check_clock(const upgrade_job *j, int64_t utc_ms, const char *whose, rv_err *err)
{
	char at[RV_TIME_TEXT];
	(void)rv_time_format(utc_ms, at);
	if (rv_upgrade_is_late(utc_ms) && !j->o->now)
		return rv_err_set(err, RV_EAGAIN,
				  "it is %s by %s clock: between 23:30 and 00:15 a day's program "
				  "would be missed (--now does it all the same)",
				  at, whose);
	upgrade_say(j, "clock", "%s by %s clock", at, whose);
	return RV_OK;
}

/* Of a desk that does not talk to this program: what its state.json says, else the machine's. */
static rv_status check_other_clock(const upgrade_job *j, rv_err *err)
{
	char path[PATH_MAX + 16];
	rv_err none = { 0 };
	rv_state *s = calloc(1, sizeof(*s));
	if (!s)
		return rv_err_set(err, RV_ENOMEM, "upgrade: %s", rv_status_text(RV_ENOMEM));
	(void)snprintf(path, sizeof(path), "%s/state.json", j->dir);
	const bool told = rv_state_load(path, s, &none) == RV_OK;
	const int64_t utc = told ? s->updated_ms : rv_machine_utc_ms();
	free(s);
	return check_clock(j, utc, told ? "the desk's" : "the machine's", err);
}

/* ---- halt and drain, by the control socket ---- */

static size_t working(const rv_trade_view *t)
{
	size_t n = 0;
	for (size_t i = 0; i < t->n_orders; i++)
		n += !t->orders[i].external && !rv_order_over(t->orders[i].state);
	return n;
}

static rv_status drain(upgrade_job *j, rv_desk_link *l, rv_err *err)
{
	const int64_t until = upgrade_until(j);
	const rv_trade_view *t = &rv_desk_link_look(l)->trade;
	while (!j->o->leave_orders && working(t) > 0) {
		if (rv_mono_ms() > until)
			return rv_err_set(err, RV_ETIMEOUT,
					  "drain: after %llu s %zu order%s not over, %zu of them "
					  "unknown",
					  (unsigned long long)j->o->wait_s, working(t),
					  working(t) == 1 ? " is" : "s are", t->n_unknown);
		(void)poll(NULL, 0, UPGRADE_LOOK_MS);
		t = &rv_desk_link_look(l)->trade;
	}
	upgrade_say(j, "drain", "%zu orders work, %zu unknown; journal at %llu %s", working(t),
		    t->n_unknown, (unsigned long long)t->journal_seq, t->head);
	return RV_OK;
}

static rv_status halt(upgrade_job *j, rv_desk_link *l, rv_err *err)
{
	rv_tv_reply r;
	rv_command c = { .kind = RV_CMD_KILL,
			 .level = j->o->leave_orders ? RV_KILL_LEAVE : RV_KILL_CANCEL };
	(void)snprintf(c.reason, sizeof(c.reason), "%s", WHY);
	(void)snprintf(c.typed, sizeof(c.typed), "rvdesk upgrade");
	const rv_status st = rv_desk_link_ask(l, &c, RV_DESK_ANSWER_MS, &r, err);
	if (st == RV_OK && !r.ok)
		return rv_err_set(err, RV_EVENUE, "halt: the desk: %s", r.text);
	if (st == RV_OK)
		upgrade_say(j, "halt", "the desk: %s", r.text);
	return st;
}

static rv_status by_socket(upgrade_job *j, rv_desk_link *l, rv_err *err)
{
	const rv_welcome *w = rv_desk_link_welcome(l);
	const rv_view *v = rv_desk_link_look(l);
	rv_status st = check_clock(j, v->utc_ms, "the desk's", err);
	if (st == RV_OK && w->role < RV_WHO_RISK)
		st = rv_err_set(err, RV_EVENUE, "upgrade needs the role risk; you have %s",
				rv_who_role_word(w->role));
	if (st != RV_OK || !v->trade.present) /* one that only watches has nothing to drain */
		return st;
	st = halt(j, l, err);
	if (st == RV_EVENUE) /* the desk said no */
		return st;
	upgrade_next(j,
		     "the desk runs on%s: look at a console; when no order works any more "
		     "upgrade again (or with --leave-orders), or resume",
		     st == RV_OK ? ", HALTED" : "");
	return st == RV_OK ? drain(j, l, err) : st;
}

/* ---- by the file ---- */

static bool is_taken(const upgrade_job *j)
{
	char path[RV_HALT_PATH];
	(void)snprintf(path, sizeof(path), "%s/" RV_HALT_REQUEST, j->dir);
	return access(path, F_OK) != 0;
}

static rv_status by_file(upgrade_job *j, const char *why, rv_err *err)
{
	rv_halt_request r = { .utc_ms = rv_machine_utc_ms(), .leave = j->o->leave_orders };
	rv_status st = check_other_clock(j, err);
	if (st != RV_OK)
		return st;
	(void)snprintf(r.reason, sizeof(r.reason), "%s", WHY);
	st = rv_halt_request_write(j->dir, &r, err);
	if (st != RV_OK)
		return st;
	upgrade_next(j,
		     "process %ld stands still; %.120s/" RV_HALT_REQUEST " stays, so that whatever "
		     "runs there next is HALTED: end the process, look at its log, start the old "
		     "program once and upgrade again",
		     j->pid, j->dir);
	const int64_t until = rv_mono_ms() + TAKEN_MS;
	while (!is_taken(j)) {
		if (rv_mono_ms() > until)
			return rv_err_set(err, RV_ETIMEOUT,
					  "halt: the desk has not taken " RV_HALT_REQUEST
					  " in %d s (and %.150s)",
					  TAKEN_MS / 1000, why);
		(void)poll(NULL, 0, UPGRADE_LOOK_MS);
	}
	upgrade_say(j, "halt", "by " RV_HALT_REQUEST ", HALTED: %s", why);
	return RV_OK;
}

static rv_status calm(upgrade_job *j, rv_err *err)
{
	rv_desk_link *l = NULL;
	rv_err why = { 0 };
	if (upgrade_link(j, 0, &l, &why) != RV_OK)
		return by_file(j, why.text, err);
	const rv_status st = by_socket(j, l, err);
	rv_desk_link_close(l);
	return st;
}

/* ---- its end ---- */

/* Whether the service manager runs this very process. */
static bool is_unit(const upgrade_job *j)
{
	char line[COMMAND], out[32] = "";
	rv_err none = { 0 };
	int64_t pid = 0;
	(void)snprintf(line, sizeof(line),
		       "systemctl show --property=MainPID --value %.100s 2>/dev/null", j->o->unit);
	if (rv_shell(line, out, sizeof(out), &none) != RV_OK)
		return false;
	out[strcspn(out, "\n")] = '\0';
	return rv_num_parse_i64(out, strlen(out), &pid) == RV_OK && pid > 0 && pid == j->pid;
}

/* The very process that keeps the folder, whatever becomes of its number. */
static rv_status signal_it(const upgrade_job *j, rv_err *err)
{
	long owner = 0;
	const int fd = pidfd_open((pid_t)j->pid, 0);
	if (fd < 0)
		return rv_err_set(err, RV_EIO, "process %ld: %s", j->pid, strerror(errno));
	const bool same = rv_state_locked(j->dir, &owner) && owner == j->pid;
	const int rc = same ? pidfd_send_signal(fd, SIGTERM, NULL, 0) : 0;
	const int e = errno;
	(void)close(fd);
	if (rc != 0)
		return rv_err_set(err, RV_EIO, "process %ld: %s", j->pid, strerror(e));
	return RV_OK;
}

static rv_status ask_end(const upgrade_job *j, char how[COMMAND], rv_err *err)
{
	if (j->o->stop)
		(void)snprintf(how, COMMAND, "%s", j->o->stop);
	else if (j->unit)
		(void)snprintf(how, COMMAND, "systemctl stop %.100s", j->o->unit);
	else
		(void)snprintf(how, COMMAND, "SIGTERM to process %ld", j->pid);
	return j->o->stop || j->unit ? rv_shell(j->o->stop ? j->o->stop : how, NULL, 0, err)
				     : signal_it(j, err);
}

static rv_status end(upgrade_job *j, rv_err *err)
{
	char how[COMMAND];
	long owner = 0;
	const int64_t began = rv_mono_ms(), until = upgrade_until(j);
	upgrade_next(j,
		     "the desk (process %ld) is HALTED and has not ended: look at its log, end it, "
		     "then upgrade again",
		     j->pid);
	const rv_status st = ask_end(j, how, err);
	if (st != RV_OK)
		return st;
	while (rv_state_locked(j->dir, &owner)) {
		if (rv_mono_ms() > until)
			return rv_err_set(err, RV_ETIMEOUT,
					  "end: process %ld keeps %.120s %llu s after %.80s", owner,
					  j->dir, (unsigned long long)j->o->wait_s, how);
		(void)poll(NULL, 0, UPGRADE_LOOK_MS);
	}
	upgrade_say(j, "end", "%s: it has ended, %.1f s", how,
		    (double)(rv_mono_ms() - began) / 1000.0);
	return RV_OK;
}

rv_status upgrade_stop(upgrade_job *j, rv_err *err)
{
	j->unit = is_unit(j);
	upgrade_say(j, "desk", "process %ld keeps %s%s%s", j->pid, j->dir,
		    j->unit ? ", of the unit " : "", j->unit ? j->o->unit : "");
	const rv_status st = calm(j, err);
	return st == RV_OK ? end(j, err) : st;
}
