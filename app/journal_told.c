/* Events as the desk's snapshots tell them; see journal_told.h. */
#include "app/journal_told.h"

#include "app/commands.h"
#include "app/journal_acts.h"
#include "app/state_dir.h"
#include "engine/base/timefmt.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool rv_journal_is_closed(const char *state)
{
	char dir[PATH_MAX];
	rv_err none = { .code = RV_OK };
	return rv_state_dir_name(state, dir, &none) == RV_OK && access(dir, R_OK | X_OK) != 0 &&
	       errno == EACCES;
}

static bool is_wanted(const rv_journal_told *w, const rv_tv_audit *a)
{
	const bool wanted = w->acts ? rv_journal_act_type(a->type, strlen(a->type))
				    : !w->type || strcmp(w->type, a->type) == 0;
	return wanted && a->utc_ms >= w->from_ms && a->utc_ms <= w->to_ms;
}

static const char *say_who(int64_t uid, char out[32])
{
	if (uid == RV_EVENT_UID_DESK)
		(void)snprintf(out, 32, "desk");
	else
		(void)snprintf(out, 32, "uid %" PRId64, uid);
	return out;
}

/* The words of a person's act begin with the command's. */
static void print_one(const rv_tv_audit *a, bool act)
{
	char at[RV_TIME_TEXT], who[32];
	(void)printf("%6" PRIu64 "  %s  %-9s ", a->seq, rv_time_format(a->utc_ms, at),
		     say_who(a->uid, who));
	if (act)
		(void)printf("%s\n", a->text);
	else
		(void)printf("%-15s %s%s%s\n", a->type, a->subject,
			     a->subject[0] && a->text[0] ? "  " : "", a->text);
}

static void print_all(const rv_trade_view *t, const rv_journal_told *w)
{
	size_t n = 0, skip = 0;
	for (size_t i = 0; i < t->n_audit; i++)
		n += is_wanted(w, &t->audit[i]);
	if (w->newest > 0 && n > w->newest)
		skip = n - (size_t)w->newest;
	if (w->acts)
		(void)printf("%6s  %-20s  %-9s %s\n", "SEQ", "WHEN", "WHO", "WHAT: RESULT");
	for (size_t i = 0; i < t->n_audit; i++) {
		if (!is_wanted(w, &t->audit[i]))
			continue;
		if (skip > 0)
			skip--;
		else
			print_one(&t->audit[i], w->acts);
	}
}

int rv_journal_print_told(const rv_script_where *where, const rv_journal_told *what)
{
	rv_desk_link *l = NULL;
	rv_err err = { 0 };
	const rv_status st = rv_script_open(where, true, &l, &err);
	if (st != RV_OK)
		return rv_script_fail(st, &err);
	const rv_trade_view *t = &rv_desk_link_look(l)->trade;
	if (t->present) {
		(void)fprintf(stderr,
			      "rvdesk: from the desk's snapshot: of its newest %zu events\n",
			      t->n_audit);
		print_all(t, what);
	}
	const int rc = !t->present ? rv_args_fail("this desk has no order side, and no journal")
		       : fflush(stdout) != 0 ? rv_args_fail("standard output: cannot be written")
					     : RV_EXIT_OK;
	rv_desk_link_close(l);
	return rc;
}
