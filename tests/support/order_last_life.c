/* The last life of an episode, and the comparison; see order_episode.h. */
#include "tests/support/order_episode.h"

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "tests/support/order_history.h"
#include "tests/support/patience.h"

enum { QUIET_MS = 40000 * RV_PATIENCE, LOOK_MS = 60 };

/* Says it until it is answered "ok"; false: it died, or never was. */
static bool insist(order_episode *e, const char *text)
{
	const int64_t until = rv_mono_ms() + QUIET_MS;
	for (int got = 0; rv_mono_ms() < until; (void)order_episode_rest(e, LOOK_MS)) {
		got = order_episode_say(e, text);
		if (got == 1 || (got == 2 && strstr(e->desk.text, "no position")))
			return true;
		if (got <= 0)
			break;
	}
	order_report_add(&e->report, "'%s' is not obeyed: %s", text, e->desk.text);
	return false;
}

/* With events after `head`. */
static bool wait_quiet(order_episode *e, uint64_t head)
{
	const int64_t until = rv_mono_ms() + QUIET_MS;
	while (rv_mono_ms() < until) {
		if (order_episode_say(e, "status") != 1)
			break;
		if (strstr(e->desk.text, "reconciled=1 unknown=0 working=0 mandates=0 breaks=0") &&
		    e->head > head)
			return true;
		if (!order_episode_rest(e, LOOK_MS))
			break;
	}
	order_report_add(&e->report, "it does not become quiet: %s", e->desk.text);
	return false;
}

/*
 * Still able to trade after all that: it closes what it has, and agrees with the venue once more,
 * which it writes down.
 */
static bool last_life(order_episode *e)
{
	if (order_episode_start(e, NULL) != 1)
		return order_episode_failed(
			e, "the last start does not come to an agreement with the venue");
	return insist(e, "kill cancel") && wait_quiet(e, 0) && insist(e, "flatten") &&
	       wait_quiet(e, 0) && insist(e, "reconcile") && wait_quiet(e, e->head);
}

static int remove_one(const char *path, const struct stat *sb, int type, struct FTW *at)
{
	(void)sb;
	(void)type;
	(void)at;
	return remove(path);
}

void order_remove_folder(const char *path)
{
	(void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void compare(order_episode *e)
{
	order_books b;
	char why[256] = "";
	if (order_books_read(&b, e->state, &e->run->venue, e->account, e->signer, why,
			     sizeof(why))) {
		if (b.dropped)
			order_report_add(&e->report, "the venue's ledger is not whole");
		order_check(&b, &e->told, &e->report);
		e->run->orders += b.n_orders;
		e->run->fills += b.n_fills;
		e->run->events += b.n_events;
	} else {
		order_report_add(&e->report, "%s", why);
	}
	order_books_free(&b);
}

static void keep_ledger(const order_episode *e)
{
	char path[ORDER_PATH + 32];
	char *text = order_venue_http(&e->run->venue, "/_test/ledger", NULL);
	(void)snprintf(path, sizeof(path), "%s/ledger.json", e->state);
	if (text)
		(void)order_write_text(path, text);
	free(text);
}

bool order_episode_close(order_episode *e)
{
	if (e->opened && order_episode_faults(e, "[]"))
		(void)last_life(e);
	if (e->desk.pid > 0)
		(void)order_episode_stop(e, SIGTERM);
	if (e->opened)
		compare(e);
	e->run->episodes++;
	if (e->report.violations > 0) {
		e->run->bad++;
		keep_ledger(e);
		(void)printf("VIOLATED %s: account %s, %s\n%s", e->name, e->account, e->state,
			     e->report.text);
		(void)fflush(stdout);
		return false;
	}
	order_history_leave(e->run, e->state);
	if (!e->run->keep)
		order_remove_folder(e->state);
	return true;
}
