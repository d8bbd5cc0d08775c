/*
 * A console far from its desk: `rvdesk attach` on a pseudo-terminal, on a socket that OpenSSH
 * forwards from another host, 75 ms away each way, and of each packet one in a hundred (and one in
 * twenty) is lost (far_link.h). It prints what goes over the line, how long a key takes, and how
 * the console comes back; and insists that nothing is granted over a line that is too slow.
 *
 * SOAK_SECONDS: of the quiet minute whose bytes are counted (60).
 */
#include "engine/base/num.h"
#include "engine/desk/event.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/console_job.h"
#include "tests/support/far_ssh.h"
#include "tests/support/journal_help.h"
#include "tests/support/order_desk.h"
#include "tests/support/served_desk.h"
#include "tests/support/slow_way.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
	WAIT_MS = 90000,
	EACH_WAY_MS = 75,
	KEYS = 200,
	NOTES = 60,
	RECONNECTS = 5,
	LAG_MS = 2000, /* each way */
	LATE_MS = 6000 /* to the desk alone */
};

typedef struct far_desk {
	served_desk *s;
	far_link *link;
	far_ssh *ssh;
	slow_way *counter; /* between the console and ssh's socket, for its bytes; no delay */
	char near[SERVED_WORD], counted[SERVED_WORD];
	double loss;
} far_desk;

static double ms_since(int64_t us)
{
	return (double)(rv_job_now_us() - us) / 1e3;
}

static void say(const char *what, double value, const char *unit)
{
	(void)printf("  %-52s %10.1f %s\n", what, value, unit);
	(void)fflush(stdout);
}

static int by_size(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double say_times(const char *what, double *ms, size_t n)
{
	qsort(ms, n, sizeof(ms[0]), by_size);
	(void)printf("  %-52s p50 %.1f, p99 %.1f, most %.1f ms (%zu)\n", what, ms[n / 2],
		     ms[(n * 99 + 99) / 100 - 1], ms[n - 1], n);
	(void)fflush(stdout);
	return ms[n / 2];
}

static void line_is(far_desk *f, int to_desk_ms, int to_console_ms)
{
	far_link_set(f->link, (far_way){ to_desk_ms, f->loss },
		     (far_way){ to_console_ms, f->loss });
}

/* ---- set-up ---- */

/* False: said in a line why not. */
static bool begin(far_desk *f, void **state, double loss)
{
	char config[RV_TMP_PATH * 2];
	const char *why = far_ssh_missing();
	char dir[RV_TMP_PATH * 2];
	memset(f, 0, sizeof(*f));
	f->s = *state;
	f->loss = loss;
	if (!why)
		f->link = far_link_new(2385, &why);
	if (!f->link) {
		(void)printf("skipped: two hosts and OpenSSH between them: missing: %s\n", why);
		return false;
	}
	line_is(f, EACH_WAY_MS, EACH_WAY_MS);
	trader_config(config); /* quotes that live long enough for whoever is far */
	served_start(f->s, (const char *const[]){ "--config", config, "--start",
						  "2026-01-16T12:05:00Z", NULL });
	served_attach(f->s, NULL, NULL); /* what is waited for later is not the desk's own start */
	trader_sees(&f->s->t, "of 48 scored");
	served_leave(f->s);
	(void)rv_tmpdir_path(&rv_tmp, "ssh", dir);
	assert_int_equal(mkdir(dir, 0700), 0);
	(void)snprintf(f->near, sizeof(f->near), "%s", rv_tmp_path("near.sock"));
	(void)snprintf(f->counted, sizeof(f->counted), "%s", rv_tmp_path("counted.sock"));
	f->ssh = far_ssh_new(f->link, dir, f->s->socket, f->near);
	(void)printf("console over ssh -L, %d ms each way, %g %% of packets lost\n", EACH_WAY_MS,
		     100.0 * loss);
	const int64_t t0 = rv_job_now_us();
	far_ssh_connect(f->ssh);
	say("ssh until its socket is there", ms_since(t0), "ms");
	f->counter = slow_way_start(f->counted, f->near, 0);
	return true;
}

static void finish(far_desk *f)
{
	served_leave(f->s);
	slow_way_stop(f->counter);
	far_ssh_free(f->ssh);
	far_link_free(f->link);
	(void)order_proc_end(&f->s->proc, SIGTERM, WAIT_MS);
	trader_verifies(&f->s->t);
}

/* ---- what it costs and how long it takes ---- */

static void first_screen(far_desk *f)
{
	uint64_t there = 0, back = 0;
	const int64_t t0 = rv_job_now_us();
	served_attach(f->s, "--socket", f->counted);
	while (rv_job_bytes(f->s->t.j) == 0)
		rv_job_pump(f->s->t.j, 5, 1);
	say("attach until its first byte", ms_since(t0), "ms");
	trader_sees(&f->s->t, "\n>");
	say("attach until the first symbol", ms_since(t0), "ms");
	slow_way_bytes(f->counter, &there, &back);
	say("through the socket to the console until then", (double)back, "bytes");
	trader_sees(&f->s->t, "of 48 scored");
	trader_sees(&f->s->t, "RTT ");
}

static int quiet_s(void)
{
	const char *text = getenv("SOAK_SECONDS");
	int64_t n = 60;
	if (text && (rv_num_parse_i64(text, strlen(text), &n) != RV_OK || n < 1 || n > 86400))
		fail_msg("SOAK_SECONDS=%s: expected 1 to 86400", text);
	return (int)n;
}

static void quiet_minute(far_desk *f)
{
	static const char *const to[] = { "to the desk", "to the console" };
	far_count a[FAR_SIDES], b[FAR_SIDES];
	uint64_t socket_a[FAR_SIDES], socket_b[FAR_SIDES];
	char what[96];
	rv_job_pump(f->s->t.j, 5000, 0);
	const int64_t t0 = rv_job_now_us();
	far_link_counts(f->link, a);
	slow_way_bytes(f->counter, &socket_a[FAR_DESK], &socket_a[FAR_CONSOLE]);
	rv_job_pump(f->s->t.j, quiet_s() * 1000, 0);
	far_link_counts(f->link, b);
	slow_way_bytes(f->counter, &socket_b[FAR_DESK], &socket_b[FAR_CONSOLE]);
	const double s = ms_since(t0) / 1e3;
	for (int i = 0; i < FAR_SIDES; i++) {
		(void)snprintf(what, sizeof(what), "%s, through the socket", to[i]);
		say(what, (double)(socket_b[i] - socket_a[i]) / s, "bytes/s");
		(void)snprintf(what, sizeof(what), "%s, on the line (IP)", to[i]);
		say(what, (double)(b[i].bytes - a[i].bytes) / s, "bytes/s");
		(void)snprintf(what, sizeof(what), "%s, packets", to[i]);
		say(what, (double)(b[i].packets - a[i].packets) / s, "/s");
		(void)snprintf(what, sizeof(what), "%s, packets lost", to[i]);
		say(what, (double)(b[i].lost - a[i].lost), "");
		assert_int_equal(b[i].overrun, 0);
	}
}

/* The row of the screen that is selected; -1 none. */
static int selected(rv_job *j)
{
	int row = 0;
	for (const char *at = rv_job_screen(j); *at; row++) {
		if (*at == '>')
			return row;
		at += strcspn(at, "\n");
		at += *at == '\n';
	}
	return -1;
}

/* From a key to the screen on which the selection stands elsewhere. */
static void local_keys(far_desk *f)
{
	double ms[KEYS];
	rv_job *j = f->s->t.j;
	for (size_t i = 0; i < KEYS; i++) {
		rv_job_pump(j, 83, 0); /* at any time of the frames that come */
		const int before = selected(j);
		assert_true(before >= 0);
		const int64_t t0 = rv_job_now_us();
		rv_job_send(j, i % 8 < 4 ? "j" : "k", 1);
		while (selected(j) == before && ms_since(t0) < WAIT_MS)
			rv_job_pump(j, 5, 1);
		ms[i] = ms_since(t0);
	}
	const double half = say_times("a key of the console's own (selection), to paint", ms, KEYS);
	if (half >= EACH_WAY_MS) /* one that waited for the line would take twice that */
		fail_msg("half of the keys wait %.1f ms: for the line?", half);
}

/* From the return key behind a note to the screen with the desk's answer. */
static void answers(far_desk *f)
{
	double ms[NOTES];
	trader *t = &f->s->t;
	for (size_t i = 0; i < NOTES; i++) {
		rv_job_pump(t->j, 137, 0);
		trader_types(t, ":note far away");
		trader_sees(t, ":note far away");
		trader_sees_no_more(t, "note: noted");
		const int64_t t0 = rv_job_now_us();
		trader_types(t, "\r");
		trader_sees(t, "note: noted");
		ms[i] = ms_since(t0);
	}
	(void)say_times("a note, to the desk's answer painted", ms, NOTES);
	assert_true(ms[0] >= 2 * EACH_WAY_MS); /* sorted: it cannot be faster than the line */
}

/* ---- the line breaks ---- */

static void ssh_is_killed(far_desk *f)
{
	double gone[RECONNECTS], back[RECONNECTS];
	trader *t = &f->s->t;
	for (size_t i = 0; i < RECONNECTS; i++) {
		int64_t t0 = rv_job_now_us();
		far_ssh_kill(f->ssh);
		trader_sees(t, "DISCONNECTED - data ");
		gone[i] = ms_since(t0);
		trader_sees(t, "DISCONNECTED - data 3s old");
		trader_types(t, "U");
		trader_sees(t, "nothing on the screen is of now");
		far_ssh_connect(f->ssh);
		t0 = rv_job_now_us();
		trader_sees_no_more(t, "DISCONNECTED - data");
		back[i] = ms_since(t0);
		trader_sees(t, "RTT ");
	}
	(void)say_times("ssh killed, until DISCONNECTED - data", gone, RECONNECTS);
	(void)say_times("ssh there again, until the newest data is shown", back, RECONNECTS);
}

/* Nothing gets through for a while, and nobody is told: TCP's own patience decides. */
static void the_line_is_dead_for_a_while(far_desk *f)
{
	const double loss = f->loss;
	trader *t = &f->s->t;
	int64_t t0 = rv_job_now_us();
	f->loss = 1.0;
	line_is(f, EACH_WAY_MS, EACH_WAY_MS);
	trader_sees(t, "LINK LAG");
	say("dead line, until LINK LAG", ms_since(t0), "ms");
	trader_sees(t, "DISCONNECTED - data ");
	say("dead line, until DISCONNECTED", ms_since(t0), "ms");
	f->loss = loss;
	line_is(f, EACH_WAY_MS, EACH_WAY_MS);
	t0 = rv_job_now_us();
	trader_sees_no_more(t, "DISCONNECTED - data");
	trader_sees(t, "RTT ");
	say("alive again, until the newest data is shown", ms_since(t0), "ms");
}

/* ---- too slow for an approval ---- */

static void a_ticket_waits(far_desk *f)
{
	trader *t = &f->s->t;
	trader_takes_pen(t, "");
	trader_resumes(t);
	trader_types(t, "5");
	trader_sees(t, "No tickets yet.");
	trader_says(t, "buy SOL 500 usd", "#1   BUY  SOL ");
	trader_sees(t, " READY ");
}

/* Nothing has been granted. */
static void ask_status(far_desk *f)
{
	assert_int_equal(order_proc_ask(&f->s->proc, "status", WAIT_MS), 1);
	assert_non_null(strstr(f->s->proc.text, "mandates=0"));
}

static void not_over_a_slow_line(far_desk *f)
{
	trader *t = &f->s->t;
	line_is(f, LAG_MS, LAG_MS);
	trader_sees(t, "LINK LAG");
	trader_presses(t, "a", "LINK LAG: the way to the desk is too slow");
	const char *at = strstr(rv_job_screen(t->j), "LINK LAG: the way");
	(void)printf("  at %d ms each way an approval is refused: %.*s\n", LAG_MS,
		     (int)strcspn(at, "\n"), at);
	line_is(f, EACH_WAY_MS, EACH_WAY_MS);
	trader_sees_no_more(t, "LINK LAG");
	ask_status(f);
}

/* Y, while the console cannot know yet how slow the line has become; false: it was not taken. */
static bool answered_at_once(trader *t)
{
	for (int64_t left = 2000; left > 0; left -= 200) {
		trader_types(t, "Y");
		if (rv_job_wait_no_text(t->j, "Approve #1 ", 200))
			return true;
	}
	return false;
}

/* The line becomes slow between the question and the answer: the console cannot know, the desk
 * does. */
static void not_when_it_comes_late(far_desk *f)
{
	trader *t = &f->s->t;
	int64_t t0 = 0;
	for (int tries = 0;; tries++) {
		trader_presses(t, "a", "Approve #1 ");
		rv_job_pump(t->j, 1000, 0); /* a question takes no answer at once */
		t0 = rv_job_now_us();
		line_is(f, LATE_MS, EACH_WAY_MS);
		if (answered_at_once(t))
			break;
		if (tries == 5) /* a price may be late just then, which blocks it */
			fail_msg("the question takes no answer:\n%s", rv_job_screen(t->j));
		line_is(f, EACH_WAY_MS, EACH_WAY_MS);
		trader_sees_no_more(t, "LINK LAG");
		trader_types(t, "\033");
		trader_sees_no_more(t, "Approve #1 ");
	}
	rv_job_pump(t->j, 300,
		    0); /* what is on its way keeps its time, and what follows is behind it */
	line_is(f, EACH_WAY_MS, EACH_WAY_MS);
	trader_sees(t, "it was too long on its way");
	say("an approval that was late, until its refusal", ms_since(t0), "ms");
	trader_sees_no_more(t, "LINK LAG");
	ask_status(f);
}

/* What the desk's journal has of all this. */
typedef struct seen {
	size_t came, broke, late, granted;
} seen;

static bool says(const rv_event *e, const char *key, const char *words)
{
	char v[RV_TV_TEXT];
	return rv_event_get(e, key, v, sizeof(v)) == RV_OK && strstr(v, words);
}

static seen look_at_journal(const char *dir)
{
	char path[RV_TMP_PATH * 4];
	seen s = { 0 };
	size_t n = 0;
	order_desk d = { .runs = false };
	(void)snprintf(d.state, sizeof(d.state), "%s", dir);
	assert_true(od_journal(&d, path));
	rv_event *e = journal_file_events(path, &n);
	for (size_t i = 0; i < n; i++) {
		s.granted += e[i].type == RV_EVENT_APPROVE || e[i].type == RV_EVENT_INTENT;
		s.late += e[i].type == RV_EVENT_COMMAND && strcmp(e[i].subject, "approve") == 0 &&
			  says(&e[i], "answer", "too long on its way");
		s.came += e[i].type == RV_EVENT_ATTACH && strcmp(e[i].subject, "console") == 0;
		s.broke += e[i].type == RV_EVENT_DETACH && says(&e[i], "why", "the line broke");
	}
	free(e);
	return s;
}

/* ---- the two lines ---- */

static void at_one_in_a_hundred(void **state)
{
	far_desk f;
	if (!begin(&f, state, 0.01))
		return;
	first_screen(&f);
	quiet_minute(&f);
	local_keys(&f);
	answers(&f);
	ssh_is_killed(&f);
	the_line_is_dead_for_a_while(&f);
	finish(&f);
	const seen n = look_at_journal(f.s->t.state);
	(void)printf("  in the desk's journal: %zu attach, %zu detach of a broken line\n", n.came,
		     n.broke);
	assert_true(n.came > RECONNECTS && n.broke >= RECONNECTS);
}

static void too_slow_for_an_approval(void **state)
{
	far_desk f;
	if (!begin(&f, state, 0.01))
		return;
	first_screen(&f);
	a_ticket_waits(&f);
	not_over_a_slow_line(&f);
	not_when_it_comes_late(&f);
	finish(&f);
	const seen n = look_at_journal(f.s->t.state);
	(void)printf("  in the desk's journal: %zu approval refused as too late, none granted\n",
		     n.late);
	assert_int_equal(n.late, 1);
	assert_int_equal(n.granted, 0);
}

static void at_one_in_twenty(void **state)
{
	far_desk f;
	if (!begin(&f, state, 0.05))
		return;
	first_screen(&f);
	quiet_minute(&f);
	local_keys(&f);
	answers(&f);
	finish(&f);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, served_setup, served_teardown)

/* link_far [TEST]: that one alone. */
int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(at_one_in_a_hundred),
		TEST(at_one_in_twenty),
		TEST(too_slow_for_an_approval),
	};
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("link_far", tests, NULL, NULL);
}
