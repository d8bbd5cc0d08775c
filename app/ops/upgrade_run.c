/* An upgrade, step by step; see upgrade_run.h. */
#include "app/ops/upgrade_run.h"

#include "app/ops/upgrade_job.h"
#include "app/state_dir.h"
#include "app/state_lock.h"
#include "app/version.h"
#include "engine/base/clock.h"
#include "engine/base/timefmt.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAMES = 3 };

#define SERVICE_SOCKET "/run/rvdesk/control.sock" /* of config/rvdesk.service */

void upgrade_say(const upgrade_job *j, const char *step, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	(void)fprintf(j->out, "%-9s ", step);
	(void)vfprintf(j->out, fmt, ap);
	(void)fputc('\n', j->out);
	(void)fflush(j->out); /* what goes wrong with it is looked at once, at the end */
	va_end(ap);
}

void upgrade_next(upgrade_job *j, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(j->next, RV_ERR_TEXT, fmt, ap);
	va_end(ap);
}

rv_status upgrade_link(const upgrade_job *j, int64_t most_ms, rv_desk_link **out, rv_err *err)
{
	char own[PATH_MAX + 16];
	long owner = 0;
	(void)snprintf(own, sizeof(own), "%s/control.sock", j->dir);
	const rv_desk_link_params p = { .socket = j->o->socket || access(own, F_OK) == 0
							  ? j->o->socket
							  : SERVICE_SOCKET,
					.state = j->o->state,
					.most_ms = most_ms };
	const rv_status st = rv_desk_link_open(&p, out, err);
	if (st != RV_OK)
		return st;
	const long pid = (long)rv_desk_link_welcome(*out)->pid;
	if (rv_state_locked(j->dir, &owner) && owner == pid)
		return RV_OK;
	rv_desk_link_close(*out);
	*out = NULL;
	return rv_err_set(err, RV_ENOENT, "the desk that answers is process %ld, not the one of %s",
			  pid, j->dir);
}

int64_t upgrade_until(const upgrade_job *j)
{
	return rv_mono_ms() + (int64_t)j->o->wait_s * 1000;
}

const char *upgrade_start_words(const upgrade_job *j, char out[RV_ERR_TEXT])
{
	if (j->o->start)
		(void)snprintf(out, RV_ERR_TEXT, "%.200s", j->o->start);
	else if (j->unit)
		(void)snprintf(out, RV_ERR_TEXT, "systemctl start %.100s", j->o->unit);
	else
		(void)snprintf(out, RV_ERR_TEXT, "rvdesk serve, with its options");
	return out;
}

bool rv_upgrade_is_late(int64_t utc_ms)
{
	const int64_t minute = (utc_ms - rv_time_floor(utc_ms, RV_DAY_MS)) / RV_MINUTE_MS;
	return minute >= 23 * 60 + 30 || minute < 15;
}

/* ---- the folder ---- */

static void take(void *ctx, const rv_upgrade_report *r)
{
	char hash[RV_HASH_HEX];
	upgrade_job *j = ctx;
	upgrade_say(j, "journal", "%s", r->file);
	upgrade_say(j, "backup", "%s", r->backup);
	upgrade_say(j, "events", "%" PRIu64, r->events);
	upgrade_say(j, "head", "%" PRIu64 " %s", r->head.seq,
		    rv_hex_format(r->head.hash, RV_HASH_BYTES, hash));
	upgrade_say(j, "positions", "%zu", r->positions);
	upgrade_say(j, "orders", "%zu not over", r->live);
	if (j->n == UPGRADE_JOURNALS)
		return; /* none of them can be the desk's that starts: it says so then */
	j->was[j->n] = *r;
	(void)snprintf(j->backup[j->n], sizeof(j->backup[0]), "%s", r->backup);
	j->n++;
}

/* Root acts as the folder's owner: what is left there must be the desk's own. */
static rv_status act_as_owner(const upgrade_job *j, rv_err *err)
{
	struct stat sb;
	if (stat(j->dir, &sb) != 0)
		return rv_err_set(err, RV_ENOENT, "%s: %s", j->dir, strerror(errno));
	if (geteuid() != 0 || sb.st_uid == 0)
		return RV_OK;
	if (setegid(sb.st_gid) != 0 || seteuid(sb.st_uid) != 0)
		return rv_err_set(err, RV_EIO, "cannot act as user %ld: %s", (long)sb.st_uid,
				  strerror(errno));
	return RV_OK;
}

/* The desk may have made its own backup in this very second: the next one is as good a name. */
static rv_status try_copies(upgrade_job *j, rv_err *err)
{
	int64_t utc = rv_machine_utc_ms();
	rv_status st = RV_EEXIST;
	for (int i = 0; st == RV_EEXIST && i < NAMES; i++, utc += 1000) {
		j->n = 0;
		st = rv_upgrade_check(j->o->state, utc, take, j, err);
	}
	return st;
}

static rv_status check(upgrade_job *j, rv_err *err)
{
	char words[RV_ERR_TEXT];
	size_t live = 0;
	upgrade_next(
		j, "no desk runs and the folder is as it was: start the old program again (%.200s)",
		upgrade_start_words(j, words));
	rv_status st = try_copies(j, err);
	for (size_t i = 0; i < j->n; i++)
		live += j->was[i].live;
	if (st == RV_OK && j->pid != 0 && live > 0 && !j->o->leave_orders)
		st = rv_err_set(err, RV_EDATA,
				"drain: the desk has ended with %zu order%s not over", live,
				live == 1 ? "" : "s");
	if (st == RV_OK)
		upgrade_say(j, "verify", "good: rvdesk " RV_VERSION " can go on with a copy of it");
	return st;
}

static rv_status idle_clock(const upgrade_job *j, rv_err *err)
{
	upgrade_say(j, "desk", "none runs on %s", j->dir);
	if (!j->o->now && j->o->start && rv_upgrade_is_late(rv_machine_utc_ms()))
		return rv_err_set(err, RV_EAGAIN,
				  "it is between 23:30 and 00:15 UTC by the machine's clock (--now "
				  "does it all the same)");
	return RV_OK;
}

static rv_status take_over(upgrade_job *j, rv_err *err)
{
	char words[RV_ERR_TEXT];
	if (!j->o->start && !j->unit && j->o->resume)
		return rv_err_set(err, RV_EUSAGE,
				  "--resume: nothing starts the desk: expected --start with it");
	if (!j->o->start && !j->unit) {
		upgrade_say(j, "result", "no desk runs; start it (%s): HALTED, a person resumes",
			    upgrade_start_words(j, words));
		return RV_OK;
	}
	rv_status st = upgrade_start(j, err);
	if (st != RV_OK)
		return st;
	if (j->o->resume)
		st = upgrade_resume(j, err);
	if (st == RV_OK)
		upgrade_say(j, "result", "rvdesk " RV_VERSION " goes on%s",
			    j->o->resume ? "" : ", HALTED: a person resumes");
	return st;
}

static rv_status steps(upgrade_job *j, rv_err *err)
{
	upgrade_next(j, "nothing was done");
	rv_status st = rv_state_dir_name(j->o->state, j->dir, err);
	if (st == RV_OK)
		st = act_as_owner(j, err);
	if (st == RV_OK && rv_state_locked(j->dir, &j->pid))
		st = upgrade_stop(j, err);
	else if (st == RV_OK)
		st = idle_clock(j, err);
	if (st == RV_OK)
		st = check(j, err);
	return st == RV_OK ? take_over(j, err) : st;
}

rv_status rv_upgrade_run(const rv_upgrade_options *o, FILE *out, char next[RV_ERR_TEXT],
			 rv_err *err)
{
	upgrade_job *j = calloc(1, sizeof(*j));
	if (!j) {
		next[0] = '\0';
		return rv_err_set(err, RV_ENOMEM, "upgrade: %s", rv_status_text(RV_ENOMEM));
	}
	j->o = o;
	j->out = out;
	j->next = next;
	rv_status st = steps(j, err);
	free(j);
	if (st == RV_OK && (fflush(out) != 0 || ferror(out) != 0))
		st = rv_err_set(err, RV_EIO, "cannot write to stdout: %s", strerror(errno));
	return st;
}
