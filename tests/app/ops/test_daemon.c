/*
 * What signals do to a desk without a screen. SIGTERM ends it in order: nothing new leaves, working
 * orders are cancelled, or left when it was told so; a second one does not wait for a venue that
 * does not answer. SIGHUP ends nothing: it takes what concerns viewing and refuses the rest, by
 * name.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/order_desk.h"
#include "tests/support/order_desk_proc.h"

enum {
	WIND_DOWN_MS = 5000, /* that the end waits for orders at most */
	SOON_MS = 4000	     /* an end that did not wait, on a busy machine */
};

#define ORDERS OD_FAST_WITH("", "", ", \"deadman\": false")

static const od_params fast = { .speed = OD_FAST_SPEED, .orders = ORDERS };

static order_desk *d;

static int setup(void **state)
{
	(void)state;
	d = od_new(&fast);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	od_free(d);
	return 0;
}

static void rest_one(od_process *p, const char *word)
{
	const char *const words[] = { word, NULL };
	od_serve_with(d, p, NULL, words);
	if (!od_served(p))
		fail_msg("it does not start: %s", od_errors(p));
	assert_true(od_insist(p, "resume") && od_insist(p, "buy SOL 300 usd limit 120"));
	OD_LEDGER_UNTIL(od_venue_open(d) == 1);
}

static void ended_well(int status, const od_process *p)
{
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_msg("status %x: %s", (unsigned)status, od_errors(p));
}

static void sigterm_cancels(void **state)
{
	(void)state;
	od_process p;
	size_t of[RV_EVENT_N];
	rest_one(&p, NULL);
	ended_well(od_signal(&p, SIGTERM), &p);
	assert_int_equal(od_venue_open(d), 0);
	(void)od_events(d, of);
	assert_int_equal(of[RV_EVENT_STOP], 1);
}

static void sigterm_leaves_when_told_so(void **state)
{
	(void)state;
	od_process p;
	size_t of[RV_EVENT_N];
	rest_one(&p, "--leave-orders");
	ended_well(od_signal(&p, SIGTERM), &p);
	assert_int_equal(od_venue_open(d), 1);
	(void)od_events(d, of);
	assert_int_equal(of[RV_EVENT_STOP], 1);
	od_serve_well(d, &p); /* and the next life has it again */
	OD_LEDGER_UNTIL(od_venue_open(d) == 1);
	ended_well(od_signal(&p, SIGTERM), &p);
	assert_int_equal(od_venue_open(d), 0);
}

/* ms that the end takes while the venue answers no action; hurry: with a second SIGTERM. */
static int64_t end_at_a_silent_venue(bool hurry)
{
	od_process p;
	rest_one(&p, NULL);
	od_faults(d, "[{\"at\":0,\"for\":1e6,\"match\":\"exchange\",\"do\":\"silent\"}]");
	const int64_t begin = rv_mono_ms();
	assert_int_equal(kill(p.proc.pid, SIGTERM), 0);
	(void)poll(NULL, 0, 300);
	const int status = od_signal(&p, hurry ? SIGTERM : 0);
	const int64_t took = rv_mono_ms() - begin;
	ended_well(status, &p);
	od_faults(d, "[]");
	od_verify(d);
	return took;
}

static void the_end_waits_for_a_silent_venue(void **state)
{
	(void)state;
	const int64_t took = end_at_a_silent_venue(false);
	if (took < WIND_DOWN_MS)
		fail_msg("it waited %lld ms", (long long)took);
}

static void a_second_sigterm_waits_no_more(void **state)
{
	(void)state;
	const int64_t took = end_at_a_silent_venue(true);
	if (took > (int64_t)SOON_MS * RV_PATIENCE)
		fail_msg("it took %lld ms", (long long)took);
}

/* ---- SIGHUP ---- */

static void configure(const char *more)
{
	char path[RV_TMP_PATH * 3], text[2048];
	const int n = snprintf(text, sizeof(text), "{\"orders\": {%s%s}}\n", ORDERS, more);
	(void)snprintf(path, sizeof(path), "%s/strategy_config.json", d->config);
	rv_file_write(path, text, (size_t)n);
}

static bool log_has(const od_process *p, const char *words)
{
	char *all = rv_file_slurp(p->log, NULL);
	const bool has = strstr(all, words) != NULL;
	free(all);
	return has;
}

static void hang_up(const od_process *p, const char *words)
{
	assert_int_equal(kill(p->proc.pid, SIGHUP), 0);
	OD_LEDGER_UNTIL(log_has(p, words));
}

static void sighup_reads_again(void **state)
{
	(void)state;
	od_process p;
	configure("");
	od_serve_well(d, &p);
	hang_up(&p, "reload: nothing has changed");
	configure(", \"arm_s\": 333");
	hang_up(&p, "reload refused, nothing changes: \"orders.arm_s\" has changed");
	configure(", \"arm_s\": 333, \"fresh\": 1"); /* given twice: no configuration */
	hang_up(&p, "reload refused, nothing changes: ");
	assert_true(od_ask(&p, "status"));
	ended_well(od_signal(&p, SIGTERM), &p);
}

static void replace(char *text, const char *from, const char *to)
{
	char *at = strstr(text, from);
	assert_true(at && strlen(from) == strlen(to));
	for (size_t i = 0; to[i]; i++)
		at[i] = to[i];
}

static void sighup_takes_what_concerns_viewing(void **state)
{
	(void)state;
	od_process p;
	char path[RV_TMP_PATH * 3];
	static char text[] = "{\"orders\": {\"fresh\": {\"skew_warn_ms\": 250}}}\n";
	(void)snprintf(path, sizeof(path), "%s/strategy_config.json", d->config);
	rv_file_write(path, text, sizeof(text) - 1);
	od_serve_well(d, &p);
	replace(text, "250", "300");
	rv_file_write(path, text, sizeof(text) - 1);
	hang_up(&p, "reload: \"orders.fresh.skew_warn_ms\" is 300 now, was 250");
	assert_int_equal(kill(p.proc.pid, SIGHUP), 0);
	OD_LEDGER_UNTIL(log_has(&p, "reload: nothing has changed")); /* it was taken */
	ended_well(od_signal(&p, SIGTERM), &p);
}

/* For those who move it away and want a new one. */
static void sighup_opens_the_log_again(void **state)
{
	(void)state;
	od_process p;
	char old[RV_TMP_PATH * 4];
	od_serve_well(d, &p);
	(void)snprintf(old, sizeof(old), "%s.1", p.log);
	assert_int_equal(rename(p.log, old), 0);
	assert_int_equal(kill(p.proc.pid, SIGHUP), 0);
	OD_LEDGER_UNTIL(access(p.log, F_OK) == 0 && log_has(&p, "reload: nothing has changed"));
	ended_well(od_signal(&p, SIGTERM), &p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(sigterm_cancels, setup, teardown),
		cmocka_unit_test_setup_teardown(sigterm_leaves_when_told_so, setup, teardown),
		cmocka_unit_test_setup_teardown(the_end_waits_for_a_silent_venue, setup, teardown),
		cmocka_unit_test_setup_teardown(a_second_sigterm_waits_no_more, setup, teardown),
		cmocka_unit_test_setup_teardown(sighup_reads_again, setup, teardown),
		cmocka_unit_test_setup_teardown(sighup_takes_what_concerns_viewing, setup,
						teardown),
		cmocka_unit_test_setup_teardown(sighup_opens_the_log_again, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
