/*
 * Orders that survive anything, by brute force: order_runner RVDESK [OPTIONS].
 *
 *   --cases            every enumerated case (crash point x answer x restart)
 *   --case N           one of them
 *   --list             their names
 *   --seed N           the first random episode (from the clock; it is printed)
 *   --episodes N       so many random ones
 *   --seconds N        stop after so long, whatever is left
 *   --job K/N          of all that, every N-th point's cases and every N-th seed, from K on
 *   --dir DIR          where episodes live (a folder under TMPDIR)
 *   --speed X          venue seconds a real second (30)
 *   --each             a line for every episode: its seed or case and what it cost
 *   --progress         a line a minute
 *   --keep, --loud     keep every episode's folder; print every command
 *
 * Exit status 0: nothing was violated, and with all cases every crash point was reached. A
 * violation prints what differed, the folder, and how to have it again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/base/clock.h"
#include "engine/base/num.h"
#include "tests/support/order_run.h"

typedef struct options {
	bool cases, list, each, progress, keep, loud;
	int64_t one, seed, episodes, seconds, job, jobs;
	double speed;
	const char *dir;
} options;

static bool whole(const char *text, int64_t *out)
{
	return rv_num_parse_i64(text, strlen(text), out) == RV_OK && *out >= 0;
}

static bool read_job(const char *text, options *o)
{
	const char *slash = strchr(text, '/');
	return slash && rv_num_parse_i64(text, (size_t)(slash - text), &o->job) == RV_OK &&
	       whole(slash + 1, &o->jobs) && o->jobs >= 1 && o->job >= 0 && o->job < o->jobs;
}

static bool read_value(const char *name, const char *value, options *o)
{
	if (strcmp(name, "--case") == 0)
		return whole(value, &o->one) && o->one < (int64_t)order_run_cases();
	if (strcmp(name, "--seed") == 0)
		return whole(value, &o->seed);
	if (strcmp(name, "--episodes") == 0)
		return whole(value, &o->episodes);
	if (strcmp(name, "--seconds") == 0)
		return whole(value, &o->seconds);
	if (strcmp(name, "--job") == 0)
		return read_job(value, o);
	if (strcmp(name, "--speed") == 0)
		return rv_num_parse(value, strlen(value), &o->speed) == RV_OK && o->speed >= 1.0;
	if (strcmp(name, "--dir") == 0) {
		o->dir = value;
		return true;
	}
	return false;
}

static bool parse(int argc, char **argv, options *o)
{
	for (int i = 2; i < argc; i++) {
		bool *flag = strcmp(argv[i], "--cases") == 0	  ? &o->cases
			     : strcmp(argv[i], "--list") == 0	  ? &o->list
			     : strcmp(argv[i], "--each") == 0	  ? &o->each
			     : strcmp(argv[i], "--progress") == 0 ? &o->progress
			     : strcmp(argv[i], "--keep") == 0	  ? &o->keep
			     : strcmp(argv[i], "--loud") == 0	  ? &o->loud
								  : NULL;
		if (flag)
			*flag = true;
		else if (i + 1 >= argc || !read_value(argv[i], argv[i + 1], o))
			return false;
		else
			i++;
	}
	return argc > 1;
}

static void list_cases(void)
{
	char name[160];
	(void)printf("%u crash points, %u cases\n", order_run_points(), order_run_cases());
	for (unsigned i = 0; i < order_run_cases(); i++) {
		order_run_name(i, name, sizeof(name));
		(void)printf("%4u %s\n", i, name);
	}
}

static bool late(const options *o, int64_t t0)
{
	return o->seconds > 0 && rv_mono_ms() - t0 >= o->seconds * 1000;
}

static void minute(const order_run *r, const options *o)
{
	static int64_t last;
	const int64_t now = rv_mono_ms();
	if (last == 0)
		last = now;
	if (!o->progress || now - last < 60000)
		return;
	last = now;
	(void)printf("job %lld/%lld: %u episodes, %llu orders, %llu fills, %u violated\n",
		     (long long)o->job, (long long)o->jobs, r->episodes, r->orders, r->fills,
		     r->bad);
	(void)fflush(stdout);
}

/* What an episode has added to the sums; for --each. */
static void tell(const order_run *r, const order_run *was, bool good, int64_t t0)
{
	(void)printf(": %s, %u lives, %llu orders, %llu fills, %llu events, %lld ms\n",
		     good ? "ok" : "VIOLATED", r->lives - was->lives, r->orders - was->orders,
		     r->fills - was->fills, r->events - was->events,
		     (long long)(rv_mono_ms() - t0));
	(void)fflush(stdout);
}

static void one_case(order_run *r, const options *o, unsigned no)
{
	char name[160];
	const order_run was = *r;
	const int64_t t0 = rv_mono_ms();
	const bool good = order_run_case(r, no);
	minute(r, o);
	if (!o->each)
		return;
	order_run_name(no, name, sizeof(name));
	(void)printf("case %u (%s)%s", no, name, r->reached > was.reached ? "" : " not reached");
	tell(r, &was, good, t0);
}

static void one_random(order_run *r, const options *o, int64_t seed)
{
	const order_run was = *r;
	const int64_t t0 = rv_mono_ms();
	const bool good = order_run_random(r, (uint64_t)seed);
	minute(r, o);
	if (!o->each)
		return;
	(void)printf("seed %lld", (long long)seed);
	tell(r, &was, good, t0);
}

/* All of a point in one job. False: all of this job's were run, and one was never reached. */
static bool run_cases(order_run *r, const options *o, int64_t t0)
{
	char names[2048];
	const unsigned all = order_run_cases(), each = all / order_run_points();
	unsigned i = 0;
	for (; i < all && !late(o, t0); i++)
		if (i / each % o->jobs == o->job)
			one_case(r, o, i);
	const unsigned missed = order_run_missed(r, names, sizeof(names));
	(void)printf("cases: %u of %u run, %u died at their point; crash points: %u in reach, %u "
		     "of those that were tried never reached%s%s\n",
		     r->episodes, all, r->reached, order_run_points(), missed, missed ? ":" : "",
		     names);
	(void)fflush(stdout);
	return missed == 0 || i < all;
}

static void run_random(order_run *r, const options *o, int64_t t0)
{
	for (int64_t i = o->job; i < o->episodes && !late(o, t0); i += o->jobs)
		one_random(r, o, o->seed + i);
}

static bool run(order_run *r, const options *o, int64_t t0)
{
	bool good = true;
	if (o->one >= 0)
		one_case(r, o, (unsigned)o->one);
	if (o->cases)
		good = run_cases(r, o, t0);
	if (o->episodes > 0)
		run_random(r, o, t0);
	return good && r->bad == 0;
}

int main(int argc, char **argv)
{
	options o = { .one = -1, .seed = -1, .jobs = 1, .speed = 30.0, .dir = "" };
	order_run r;
	if (!parse(argc, argv, &o)) {
		(void)fprintf(stderr, "usage: order_runner RVDESK [--cases] [--case N] [--list] "
				      "[--seed N] [--episodes N] [--seconds N] [--job K/N] "
				      "[--dir DIR] [--speed X] [--each] "
				      "[--progress] [--keep] [--loud]\n");
		return 2;
	}
	if (o.list) {
		list_cases();
		return 0;
	}
	if (!order_run_open(&r, argv[1], o.dir)) {
		(void)fprintf(stderr, "no folder %s\n", o.dir);
		return 1;
	}
	r.keep = o.keep;
	r.loud = o.loud;
	r.speed = o.speed;
	if (o.seed < 0)
		o.seed = (int64_t)time(NULL);
	if (o.episodes > 0)
		(void)printf("seed %lld\n", (long long)o.seed);
	const int64_t t0 = rv_mono_ms();
	const bool good = run(&r, &o, t0);
	const double s = (double)(rv_mono_ms() - t0) / 1e3;
	(void)printf("%u episodes, %u lives, %llu orders at the venue, %llu fills, %llu events in "
		     "%.0f s (%.2f/s); %u violated\n",
		     r.episodes, r.lives, r.orders, r.fills, r.events, s,
		     (double)r.episodes / (s > 0.0 ? s : 1.0), r.bad);
	order_run_close(&r);
	return good ? 0 : 1;
}
