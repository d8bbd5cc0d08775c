/*
 * Consoles come and go by the hundred while a TWAP runs, and no order notices: two desks of the
 * real program at the same time on the same built-in venue's seed, one that nobody visits. Both
 * have the same slices, and nothing besides; what memory the visited one has taken is bounded.
 *
 * RVDESK_ATTACHES: how many visits (40). Nine in ten are bytes, every other one of which breaks off
 * without a word; one in ten is the real `rvdesk attach` on a terminal, killed or left.
 */
#include "engine/base/num.h"
#include "engine/desk/event.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/control_bench.h"
#include "tests/support/journal_help.h"
#include "tests/support/order_desk.h"
#include "tests/support/patience.h"
#include "tests/support/served_desk.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * LATE: of a slice on one desk against the same on the other, real time. Both run on processors
 * that the visits keep busy, too, and both count from a first slice that may be late itself; a
 * slice is due every 600 ms.
 */
enum {
	WAIT_MS = 60000 * RV_PATIENCE,
	SPEED = 20,
	SLICE_S = 12,
	SLICES_MOST = 400,
	ATTACHES = 40,
	ATTACH_MS = 150,   /* real time of the TWAP for each */
	WARM = 20,	   /* or a fifth: the first ones make what the desk keeps for all of them */
	GROWTH_KIB = 6144, /* of all visits behind those */
	LATE_MS = 400 * RV_PATIENCE /* the median */
};

/* By child; 0 lots: its time was over before the desk came to it, and a later one has made up for
 * it. */
typedef struct slices {
	size_t n;
	int64_t lots[SLICES_MOST], at_ms[SLICES_MOST];
} slices;

static char config[RV_TMP_PATH * 2];

static long attaches(void)
{
	const char *text = getenv("RVDESK_ATTACHES");
	int64_t n = ATTACHES;
	if (text && (rv_num_parse_i64(text, strlen(text), &n) != RV_OK || n < 1 || n > 100000))
		fail_msg("RVDESK_ATTACHES=%s: expected 1 to 100000", text);
	return (long)n;
}

static void write_config(void)
{
	char text[2048];
	trader_config(config);
	(void)snprintf(text, sizeof(text), "{ \"orders\": { %s } }",
		       OD_FAST_WITH(", \"order_most_usd\": 20000", ", \"slice_s\": 12",
				    ", \"deadman\": false"));
	rv_tmpdir_text(&rv_tmp, "config/strategy_config.json", text);
}

static void begin(served_desk *s)
{
	served_start(s, (const char *const[]){ "--config", config, "--start",
					       "2026-01-16T12:05:00Z", "--speed", "20", "--seed",
					       "7", "--approve", "auto", NULL });
	for (int64_t until = rv_mono_ms() + WAIT_MS;
	     order_proc_ask(&s->proc, "resume", WAIT_MS) != 1;) {
		if (rv_mono_ms() > until)
			fail_msg("resume: %s", s->proc.text);
		(void)poll(NULL, 0, 50);
	}
}

static size_t rss_kib(pid_t pid)
{
	char path[64], line[256];
	int64_t kib = 0;
	(void)snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		const char *at = line + strlen("VmRSS:");
		if (strncmp(line, "VmRSS:", 6) != 0)
			continue;
		at += strspn(at, " \t");
		assert_int_equal(rv_num_parse_i64(at, strcspn(at, " "), &kib), RV_OK);
	}
	(void)fclose(f);
	return (size_t)kib;
}

/* ---- the visits ---- */

static void visit_as_bytes(served_desk *s, const rv_hello *hello, long i)
{
	raw_console r;
	rv_hello h = *hello;
	h.read_only = i % 3 == 0;
	raw_open(&r, s->socket);
	raw_say_hello(&r, &h);
	(void)raw_snapshot(&r, NULL);
	if (i % 2 == 0)
		raw_frame(&r, RV_FRAME_BYE, "", 0);
	raw_close(&r);
}

static void visit_as_a_person(served_desk *s, long i)
{
	served_attach(s, i % 20 == 0 ? "--read-only" : NULL, NULL);
	trader_sees(&s->t, "of 48 scored");
	if (i % 3 != 0) {
		served_leave(s);
		return;
	}
	rv_job_signal(s->t.j, SIGKILL);
	assert_true(rv_job_wait_done(s->t.j, WAIT_MS));
	rv_job_free(s->t.j);
	s->t.j = NULL;
}

static void visit(served_desk *s, const rv_hello *hello, long from, long to, int64_t began_ms)
{
	for (long i = from; i < to; i++) {
		const int64_t due = began_ms + i * ATTACH_MS, now = rv_mono_ms();
		if (now < due)
			(void)poll(NULL, 0, (int)(due - now));
		if (i % 10 == 9)
			visit_as_a_person(s, i);
		else
			visit_as_bytes(s, hello, i);
	}
}

/* ---- what became of it ---- */

static bool is_over(served_desk *s)
{
	assert_int_equal(order_proc_ask(&s->proc, "status", WAIT_MS), 1);
	return strstr(s->proc.text, "working=0 mandates=0") != NULL;
}

/* Its journal, when it has ended. */
static rv_event *all_events(served_desk *s, size_t *n)
{
	char path[RV_TMP_PATH * 4];
	order_desk d = { .runs = false };
	(void)order_proc_end(&s->proc, SIGTERM, WAIT_MS);
	(void)snprintf(d.state, sizeof(d.state), "%s", s->t.state);
	assert_true(od_journal(&d, path));
	return journal_file_events(path, n);
}

static int64_t number(const rv_event *e, const char *key)
{
	int64_t v = 0;
	if (rv_event_get_i64(e, key, &v) != RV_OK)
		fail_msg("%s has no %s: %s", rv_event_word(e->type), key, e->text);
	return v;
}

/* Only what a mandate that runs by itself writes. */
static void look_at_event(const rv_event *e, size_t counts[RV_EVENT_N], slices *out)
{
	counts[e->type]++;
	if (e->type != RV_EVENT_INTENT)
		return;
	const size_t child = (size_t)number(e, "child");
	assert_true(child < SLICES_MOST);
	if (number(e, "attempt") > 0) {
		assert_int_equal(child + 1, out->n);
		return;
	}
	assert_true(child >= out->n);
	out->lots[child] = number(e, "lots");
	out->at_ms[child] = e->elapsed_ms;
	out->n = child + 1;
}

static void look_at_journal(served_desk *s, size_t counts[RV_EVENT_N], slices *out)
{
	size_t n = 0;
	rv_event *e = all_events(s, &n);
	memset(counts, 0, RV_EVENT_N * sizeof(counts[0]));
	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < n; i++)
		look_at_event(&e[i], counts, out);
	free(e);
	trader_verifies(&s->t);
}

/* What the orders of both desks come to, type by type. */
static void same_orders(const size_t a[RV_EVENT_N], const size_t b[RV_EVENT_N])
{
	static const rv_event_type same[] = {
		RV_EVENT_PROPOSE, RV_EVENT_APPROVE,  RV_EVENT_REJECT,	RV_EVENT_EXPIRE,
		RV_EVENT_DENY,	  RV_EVENT_END,	     RV_EVENT_FORCED,	RV_EVENT_ACTION,
		RV_EVENT_RESULT,  RV_EVENT_CANCELED, RV_EVENT_EXTERNAL, RV_EVENT_RETARGET,
		RV_EVENT_STATE,	  RV_EVENT_LOCK,     RV_EVENT_HEDGE,
	};
	for (size_t i = 0; i < LEN(same); i++) {
		if (a[same[i]] != b[same[i]])
			fail_msg("%zu events %s without consoles, %zu with them", a[same[i]],
				 rv_event_word(same[i]), b[same[i]]);
	}
	assert_int_equal(a[RV_EVENT_END], 1);
	assert_int_equal(b[RV_EVENT_CANCELED], 0);
}

static int by_size(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static size_t missed(const slices *s)
{
	size_t n = 0;
	for (size_t i = 0; i < s->n; i++)
		n += s->lots[i] == 0;
	return n;
}

static bool both(const slices *a, const slices *b, size_t i)
{
	return a->lots[i] > 0 && b->lots[i] > 0;
}

/*
 * Slice by slice: as many lots, as long after the first one. A machine that is overloaded misses
 * slices on either desk; what makes up for one is not compared, and consoles may not be the reason.
 */
static void same_schedule(const slices *a, const slices *b)
{
	int64_t late[SLICES_MOST];
	const size_t n = a->n < b->n ? a->n : b->n, gone_a = missed(a), gone_b = missed(b);
	size_t k = 0;
	assert_true(n > 10 && both(a, b, 0));
	for (size_t i = 0; i < n; i++) {
		if (!both(a, b, i) || (i > 0 && !both(a, b, i - 1)))
			continue;
		if (a->lots[i] != b->lots[i])
			fail_msg("slice %zu: %lld lots without consoles, %lld with them", i,
				 (long long)a->lots[i], (long long)b->lots[i]);
		late[k++] = ((b->at_ms[i] - b->at_ms[0]) - (a->at_ms[i] - a->at_ms[0])) / SPEED;
	}
	qsort(late, k, sizeof(late[0]), by_size);
	print_message("# %zu slices, with consoles against without: %lld to %lld ms, median %lld; "
		      "missed %zu, without consoles %zu\n",
		      k, (long long)late[0], (long long)late[k - 1], (long long)late[k / 2], gone_b,
		      gone_a);
	assert_true(late[k / 2] > -LATE_MS && late[k / 2] < LATE_MS);
	assert_true(gone_b <= gone_a + 2 + n / 10);
}

static void visits_in_the_journal(const size_t with[RV_EVENT_N], const size_t without[RV_EVENT_N],
				  long n)
{
	print_message("# %ld visits: %zu attach, %zu detach\n", n, with[RV_EVENT_ATTACH],
		      with[RV_EVENT_DETACH]);
	assert_int_equal(without[RV_EVENT_ATTACH] + without[RV_EVENT_DETACH], 0);
	assert_in_range(with[RV_EVENT_ATTACH], 20, 42); /* twice twenty, and twice how many more */
	assert_in_range(with[RV_EVENT_DETACH], 20, 40);
}

/* A slice for each 600 ms that the visits take, and a TWAP's worth at least. */
static int64_t window_s_of(long n)
{
	const int64_t ms = (int64_t)n * ATTACH_MS * 5 / 4 + 3000;
	const int64_t slices_n = ms * SPEED / (SLICE_S * INT64_C(1000)) + 1;
	return (slices_n < 15 ? 15 : slices_n) * SLICE_S;
}

static void ask(served_desk *s, const char *line)
{
	if (order_proc_ask(&s->proc, line, WAIT_MS) != 1)
		fail_msg("%s: %s", line, s->proc.text);
}

static void until_over(served_desk *s)
{
	for (const int64_t until = rv_mono_ms() + 4 * WAIT_MS; !is_over(s);) {
		assert_true(rv_mono_ms() < until);
		(void)poll(NULL, 0, 200);
	}
}

/* Visits to s while its TWAP runs; what memory it took, less what the other one took meanwhile. */
static int64_t visited(served_desk *s, served_desk *alone, long n, int64_t window_s, int64_t asked)
{
	const rv_hello hello = raw_hello_of(s->program);
	const int64_t began = rv_mono_ms();
	const long warm = n / 5 > WARM ? n / 5 : WARM;
	visit(s, &hello, 0, warm, began);
	const size_t kib = rss_kib(s->proc.pid), kib_alone = rss_kib(alone->proc.pid);
	visit(s, &hello, warm, n, began);
	const bool all_along = !is_over(s);
	const int64_t ms = rv_mono_ms() - began;
	const size_t after = rss_kib(s->proc.pid), after_alone = rss_kib(alone->proc.pid);
	print_message("# %ld visits in %.1f s, of a TWAP of %.1f s; resident KiB after the first "
		      "fifth %zu, in the end %zu; of "
		      "the desk without consoles %zu, then %zu\n",
		      n, (double)ms / 1e3, (double)window_s / SPEED, kib, after, kib_alone,
		      after_alone);
	assert_true(all_along || rv_mono_ms() - asked > window_s * 1000 / SPEED);
	return ((int64_t)after - (int64_t)kib) - ((int64_t)after_alone - (int64_t)kib_alone);
}

static void consoles_change_nothing_of_a_twap(void **state)
{
	served_desk *s = *state, *alone = calloc(1, sizeof(*alone));
	static size_t with[RV_EVENT_N], without[RV_EVENT_N];
	static slices seen, expected;
	const long n = attaches();
	const int64_t window_s = window_s_of(n);
	char line[96];
	assert_non_null(alone);
	*alone = *s;
	(void)rv_tmpdir_path(&rv_tmp, "alone", alone->t.state);
	assert_int_equal(mkdir(alone->t.state, 0700), 0);
	write_config();
	begin(alone);
	begin(s);
	(void)snprintf(line, sizeof(line), "buy ETH 4 coins twap %llds", (long long)window_s);
	const int64_t asked = rv_mono_ms();
	ask(alone, line);
	ask(s, line);
	const int64_t grown_kib = visited(s, alone, n, window_s, asked);
	until_over(s);
	until_over(alone);
	look_at_journal(alone, without, &expected);
	look_at_journal(s, with, &seen);
	same_orders(without, with);
	same_schedule(&expected, &seen);
	visits_in_the_journal(with, without, n);
	if (RV_PATIENCE == 1) /* a sanitizer keeps what is freed */
		assert_true(grown_kib < GROWTH_KIB);
	free(alone);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, served_setup, served_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(consoles_change_nothing_of_a_twap),
	};
	return cmocka_run_group_tests_name("attach_twap", tests, NULL, NULL);
}
