/* The folder and the venue of a run; see order_run.h. */
#include "tests/support/order_run.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/order_history.h"

bool order_run_open(order_run *r, const char *rvdesk, const char *dir)
{
	memset(r, 0, sizeof(*r));
	r->rvdesk = rvdesk;
	r->speed = 30.0;
	r->seed_venue = 7;
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	(void)sigaction(SIGPIPE, &ignore, NULL); /* a desk that died is a return value */
	if (dir[0]) {
		(void)snprintf(r->dir, sizeof(r->dir), "%s", dir);
		return mkdir(r->dir, 0700) == 0 || access(r->dir, W_OK) == 0;
	}
	const char *base = getenv("TMPDIR");
	(void)snprintf(r->dir, sizeof(r->dir), "%.400s/rvdesk-orders-XXXXXX", base ? base : "/tmp");
	return mkdtemp(r->dir) != NULL;
}

void order_run_close(order_run *r)
{
	char path[ORDER_PATH + 48];
	if (r->venue.proc.pid > 0)
		order_venue_stop(&r->venue);
	order_history_drop(r);
	(void)snprintf(path, sizeof(path), "%s/config/strategy_config.json", r->dir);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "%s/config", r->dir);
	(void)rmdir(path);
	(void)snprintf(path, sizeof(path), "%s/venue.err", r->dir);
	(void)unlink(path);
	(void)rmdir(r->dir); /* stays when something is kept in it */
}
