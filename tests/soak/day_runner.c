/*
 * Trading days in any weather: day_runner RVDESK [OPTIONS].
 *
 *   --seed N      the campaign (from the clock; it is printed)
 *   --campaigns N so many, with the seeds that follow (1)
 *   --days N      of each (30)
 *   --dir DIR     where campaigns live (a folder under TMPDIR)
 *   --speed X     venue seconds a real second (25)
 *   --rough       every program is granted, and the desk killed twice a minute around the close
 *   --keep        the folders of good campaigns, too
 *   --loud        print every command
 *
 * One account and one journal through N days: the venue and the desk as processes from a quarter
 * to midnight to a quarter past, with faults, kills, stops and what a person does, all drawn from
 * the seed; between two days only the market goes on. A line a day. Exit status 0: nothing was
 * violated. A violation prints what differed, the folder, and how to have it again.
 */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/num.h"
#include "engine/base/timefmt.h"
#include "engine/desk/trade_view.h"
#include "tests/support/day_judge.h"
#include "tests/support/day_play.h"
#include "tests/support/order_episode.h"

typedef struct options {
	const char *rvdesk, *dir;
	int64_t seed, campaigns, days;
	double speed;
	bool keep, loud, rough;
} options;

typedef struct totals {
	unsigned days, judged, bad, starts, kills, stops, crashes, venue_kills, faults, commands;
	unsigned granted;
	size_t orders, fills, hedges, events;
} totals;

static bool whole(const char *text, int64_t *out)
{
	return rv_num_parse_i64(text, strlen(text), out) == RV_OK && *out >= 0;
}

static bool read_value(const char *name, const char *value, options *o)
{
	if (strcmp(name, "--seed") == 0)
		return whole(value, &o->seed);
	if (strcmp(name, "--campaigns") == 0)
		return whole(value, &o->campaigns);
	if (strcmp(name, "--days") == 0)
		return whole(value, &o->days) && o->days >= 1;
	if (strcmp(name, "--speed") == 0)
		return rv_num_parse(value, strlen(value), &o->speed) == RV_OK && o->speed >= 1.0;
	if (strcmp(name, "--dir") != 0)
		return false;
	o->dir = value;
	return true;
}

static bool parse(int argc, char **argv, options *o)
{
	for (int i = 2; i < argc; i++) {
		bool *flag = strcmp(argv[i], "--keep") == 0    ? &o->keep
			     : strcmp(argv[i], "--loud") == 0  ? &o->loud
			     : strcmp(argv[i], "--rough") == 0 ? &o->rough
							       : NULL;
		if (flag)
			*flag = true;
		else if (i + 1 >= argc || !read_value(argv[i], argv[i + 1], o))
			return false;
		else
			i++;
	}
	o->rvdesk = argc > 1 ? argv[1] : NULL;
	return argc > 1;
}

static bool make_dir(options *o, char made[ORDER_PATH])
{
	const char *base = getenv("TMPDIR");
	if (o->dir)
		return mkdir(o->dir, 0700) == 0 || access(o->dir, W_OK) == 0;
	(void)snprintf(made, ORDER_PATH, "%.400s/rvdesk-days-XXXXXX", base ? base : "/tmp");
	o->dir = mkdtemp(made);
	return o->dir != NULL;
}

/* ---- judging ---- */

/* What this day has added to the journal. */
static void count(day_camp *c, const order_books *b, size_t before)
{
	for (size_t i = before; i < b->n_events; i++) {
		const order_event *e = &b->events[i];
		c->day.orders += e->type == RV_EVENT_INTENT;
		c->day.fills += e->type == RV_EVENT_FILL;
		c->day.hedges += e->type == RV_EVENT_PROPOSE && e->cls == RV_CLASS_HEDGE;
	}
	c->day.events = b->n_events - before;
}

/* What could not be read at a start is put aside under this name: nothing here may be. */
static void look_for_bad(day_camp *c)
{
	DIR *d = opendir(c->state);
	for (const struct dirent *e; d && (e = readdir(d)) != NULL;)
		if (strstr(e->d_name, ".bad"))
			order_report_add(&c->report, "D5 a file of the desk was put aside: %.80s",
					 e->d_name);
	if (d)
		(void)closedir(d);
}

/* A day that was left in the middle is judged by its journal alone; the next one judges the rest.
 */
static void judge(day_camp *c, size_t *events)
{
	order_books b;
	char why[256] = "";
	const bool read =
		order_books_read(&b, c->state, &c->venue, c->account, c->signer, why, sizeof(why));
	if (!read || !order_seen_add(&c->seen, &b)) {
		(void)day_camp_failed(c, read ? "no memory" : why);
	} else {
		count(c, &b, *events);
		*events = b.n_events;
		day_judge_subs(c->state, c->account, &c->report);
		look_for_bad(c);
	}
	if (read && !c->day.abandoned) {
		order_check(&b, &c->told, &c->report);
		day_judge(&b, c->equity, &c->report);
	}
	order_books_free(&b);
}

static void tell_day(const day_camp *c, const day_play *d)
{
	char date[RV_TIME_TEXT];
	const day_sum *x = &c->day;
	(void)printf("seed %llu %s: %zu orders, %zu fills, %zu hedges, %zu events; program %s; "
		     "%u starts (%u kills, %u crashes, %u stops), venue down %u, faults %u%s%s\n",
		     (unsigned long long)c->seed,
		     rv_time_format_date(d->close_ms - RV_DAY_MS, date), x->orders, x->fills,
		     x->hedges, x->events, x->fate[0] ? x->fate : "none", x->starts, x->kills,
		     x->crashes, x->stops, x->venue_kills, x->faults,
		     x->abandoned ? "; left in the middle" : "",
		     c->report.violations ? "; VIOLATED" : "");
	(void)fflush(stdout);
}

static void add(totals *t, const day_sum *x)
{
	t->days++;
	t->judged += !x->abandoned;
	t->starts += x->starts;
	t->kills += x->kills;
	t->stops += x->stops;
	t->crashes += x->crashes;
	t->venue_kills += x->venue_kills;
	t->faults += x->faults;
	t->commands += x->commands;
	t->granted += strcmp(x->fate, "granted") == 0;
	t->orders += x->orders;
	t->fills += x->fills;
	t->hedges += x->hedges;
	t->events += x->events;
}

static void keep_ledger(const day_camp *c)
{
	char path[ORDER_PATH + 32];
	char *text = order_venue_http(&c->venue, "/_test/ledger", NULL);
	(void)snprintf(path, sizeof(path), "%.480s/ledger.json", c->dir);
	if (text)
		(void)order_write_text(path, text);
	free(text);
}

static bool run_day(day_camp *c, totals *t, size_t *events, int64_t no, int64_t days)
{
	static day_play d;
	day_draw(&d, c, c->first_ms + (no + 1) * RV_DAY_MS, no + 1 == days);
	(void)day_run(&d);
	if (c->venue.proc.pid <= 0 && !day_venue_start(c, day_now(c) + 3000))
		return false;
	judge(c, events);
	if (c->report.violations)
		keep_ledger(c);
	day_venue_end(c, d.stop_venue ? SIGTERM : SIGKILL);
	tell_day(c, &d);
	add(t, &c->day);
	return c->report.violations == 0;
}

static void tell_violation(const day_camp *c, int64_t days)
{
	(void)printf("VIOLATED seed %llu: account %s, %s\n%s  again: --seed %llu --days %lld%s\n",
		     (unsigned long long)c->seed, c->account, c->dir, c->report.text,
		     (unsigned long long)c->seed, (long long)days, c->rough ? " --rough" : "");
	(void)fflush(stdout);
}

static void campaign(const options *o, totals *t, uint64_t seed)
{
	static day_camp c;
	size_t events = 0;
	bool good = day_camp_open(&c, o->rvdesk, o->dir, seed, o->speed);
	c.loud = o->loud;
	c.rough = o->rough;
	for (int64_t i = 0; good && i < o->days; i++)
		good = run_day(&c, t, &events, i, o->days);
	day_camp_close(&c);
	t->bad += c.report.violations > 0;
	if (c.report.violations > 0)
		tell_violation(&c, o->days);
	else if (!o->keep)
		order_remove_folder(c.dir);
}

int main(int argc, char **argv)
{
	options o = { .seed = -1, .campaigns = 1, .days = 30, .speed = 25.0 };
	char made[ORDER_PATH];
	totals t = { .days = 0 };
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	if (!parse(argc, argv, &o)) {
		(void)fprintf(stderr, "usage: day_runner RVDESK [--seed N] [--campaigns N] "
				      "[--days N] [--dir DIR] [--speed X] [--rough] [--keep] "
				      "[--loud]\n");
		return 2;
	}
	(void)sigaction(SIGPIPE, &ignore, NULL); /* a desk that died is a return value */
	if (!make_dir(&o, made)) {
		(void)fprintf(stderr, "no folder for campaigns\n");
		return 1;
	}
	if (o.seed < 0)
		o.seed = (int64_t)time(NULL);
	(void)printf("seed %lld\n", (long long)o.seed);
	for (int64_t i = 0; i < o.campaigns; i++)
		campaign(&o, &t, (uint64_t)(o.seed + i));
	(void)printf("%u days (%u judged whole), %u programs granted, %zu orders, %zu fills, %zu "
		     "hedges, %zu events; %u starts of the desk (%u kills, %u crash points, %u "
		     "stops), %u of the venue's, %u plans of faults, %u commands; %u campaigns "
		     "violated\n",
		     t.days, t.judged, t.granted, t.orders, t.fills, t.hedges, t.events, t.starts,
		     t.kills, t.crashes, t.stops, t.venue_kills, t.faults, t.commands, t.bad);
	(void)rmdir(o.dir); /* stays when something is kept in it */
	return t.bad == 0 ? 0 : 1;
}
