/* See order_history.h. */
#include "tests/support/order_history.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NAME = sizeof(((order_run *)0)->history), PATH = ORDER_PATH + NAME + 16 };

static bool is_history(const char *name)
{
	const size_t n = strlen(name);
	return strncmp(name, "history-", 8) == 0 && n < NAME && strcmp(name + n - 3, ".db") == 0;
}

/* An end that was not clean leaves a journal beside it, without which it is not whole. */
static bool is_whole(const char *path)
{
	char beside[PATH + 16];
	(void)snprintf(beside, sizeof(beside), "%s-journal", path);
	return access(beside, F_OK) != 0;
}

void order_history_drop(order_run *r)
{
	char path[PATH];
	if (!r->history[0])
		return;
	(void)snprintf(path, sizeof(path), "%s/%s", r->dir, r->history);
	(void)unlink(path);
	r->history[0] = '\0';
}

void order_history_take(order_run *r, const char *state_dir)
{
	char from[PATH], to[PATH];
	if (r->history_venue != r->venues)
		order_history_drop(r);
	if (!r->history[0])
		return;
	(void)snprintf(from, sizeof(from), "%s/%s", r->dir, r->history);
	(void)snprintf(to, sizeof(to), "%s/%s", state_dir, r->history);
	if (rename(from, to) != 0)
		(void)unlink(from); /* it fetches its own */
	r->history[0] = '\0';
}

void order_history_leave(order_run *r, const char *state_dir)
{
	char from[PATH], to[PATH];
	DIR *d = opendir(state_dir);
	for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
		if (!is_history(e->d_name) || r->history[0])
			continue;
		(void)snprintf(from, sizeof(from), "%s/%.63s", state_dir, e->d_name);
		(void)snprintf(to, sizeof(to), "%s/%.63s", r->dir, e->d_name);
		if (!is_whole(from) || rename(from, to) != 0)
			continue;
		(void)snprintf(r->history, sizeof(r->history), "%.63s", e->d_name);
		r->history_venue = r->venues;
	}
	if (d)
		(void)closedir(d);
}
