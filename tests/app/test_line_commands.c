/*
 * `rvdesk serve --stdin` at a simulated venue, as processes: every line has its answer, under its
 * own number, also when one line cancels several mandates.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/cm.h"
#include "tests/support/order_episode.h"

static order_run run;
static order_episode e;

static int setup(void **state)
{
	static char program[ORDER_PATH];
	const char *build = getenv("BUILD_DIR");
	(void)state;
	(void)snprintf(program, sizeof(program), "%s/rvdesk", build ? build : "build/release");
	return order_run_open(&run, program, "") ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	order_run_close(&run);
	return access(run.dir, F_OK) == 0 ? -1 : 0; /* kept: something was violated */
}

static void says(const char *line, int answer, const char *words)
{
	assert_int_equal(order_episode_say_priced(&e, line), answer);
	if (!strstr(e.desk.text, words))
		fail_msg("%s: '%s' does not have '%s'", line, e.desk.text, words);
}

/* What the venue still has to say comes by itself: asked again after a rest. */
static void until_status_has(const char *words)
{
	for (int i = 0; i < 1200; i++) {
		says("status", 1, "reconciled=1");
		if (strstr(e.desk.text, words))
			return;
		assert_true(order_episode_rest(&e, 50));
	}
	fail_msg("the status never had '%s': %s", words, e.desk.text);
}

static void each_line_has_its_answer(void **state)
{
	(void)state;
	assert_true(order_episode_open(&e, &run, "lines", 11));
	assert_int_equal(order_episode_start(&e, NULL), 1);
	says("status", 1, "HALTED reconciled=1");
	says("arm", 1, "armed");
	assert_int_equal(order_episode_resume(&e), 1);
	says("nonsense", 2, "'nonsense': no such command, help shows which");
	says("cancel SOL", 2, "nothing of ours is working");
	says("buy SOL 120 usd LIMIT", 1, "ticket 1");
	says("buy SOL 110 usd LIMIT", 1, "ticket 2");
	says("buy SOL 90 usd LIMIT", 1, "ticket 3");
	says("cancel SOL", 1, "has ended");
	says("status", 1, "ACTIVE"); /* three mandates have ended: it is line 10 all the same */
	says("buy SOL 120 usd LIMIT", 1, "ticket 4");
	until_status_has("working=1");
	says("kill leave", 1, "killed");
	says("status", 1, "working=1 mandates=0");
	says("cancel ETH", 2, "nothing of ours is working");
	says("cancel all", 1, "cancelling");
	until_status_has("working=0");
	says("cancel all", 2, "nothing of ours is working");
	says("weight SOL 0.5 4h the spread", 2, "weight 0.5: expected -0.20 to 0.20");
	says("help", 1, "status | arm [PIN] | lock | approve N |");
	says("help", 1, " | pause | hedge | backtest | regime");
	says("regime FOO 4h the spread", 2, "S4_RISK_OFF, S4_CLEAR or S3's expected, not FOO");
	says("weight SOL 0.02 S5 4h the spread", 1, "1: S5 SOL pinned at 0.02 until ");
	says("override end 7", 2, "the number of an override that is set is expected");
	says("override end 1 it is over", 1, "1 has ended: S5 SOL pinned at 0.02");
	says("overrides", 1, "0 set");
	says("evidence S4m", 1, "S4m 100 %, on paper: no evidence yet: 0 days");
	says("evidence H", 2, "a strategy is expected");
	says("licence S4m 50 it is new", 1, "S4m is 50 %");
	says("lock", 1, "approval is auto: the desk still approves by itself");
	assert_false(order_episode_stop(&e, SIGTERM)); /* and nothing was wrong with its end */
	assert_true(order_episode_close(&e));
}

/* Nobody's SOL, 600 USD of it below the trigger: the hedge goes by its line, and the venue has it.
 */
static void hedge_now_goes(void **state)
{
	(void)state;
	char body[200];
	assert_true(order_episode_open(&e, &run, "hedge", 12));
	assert_int_equal(order_episode_start(&e, NULL), 1);
	says("hedge off 1h no orders at night", 1, "1: auto-hedge OFF until ");
	says("hedge on 1h", 2, "a reason is expected");
	says("hedge now before the CPI", 2, "HALTED: no hedge is sent");
	says("override end 1 it is day", 1, "1 has ended: auto-hedge OFF");
	assert_int_equal(order_episode_resume(&e), 1);
	says("hedge now before the CPI", 2, "BTC nothing, ");
	(void)snprintf(body, sizeof(body),
		       "{\"user\":\"%s\",\"coin\":\"SOL\",\"side\":\"B\",\"sz\":\"4\"}", e.account);
	free(order_venue_http(&run.venue, "/_test/fill", body));
	for (int i = 0; i < 1200 && order_episode_say(&e, "hedge now before the CPI") != 1; i++)
		assert_true(order_episode_rest(&e, 50));
	assert_non_null(strstr(e.desk.text, "BTC sell "));
	until_status_has("working=0 mandates=0");
	says("hedge now before the CPI", 2, "BTC nothing, ");
	assert_false(order_episode_stop(&e, SIGTERM));
	char *ledger = order_venue_http(&run.venue, "/_test/ledger", NULL);
	assert_non_null(ledger);
	assert_non_null(strstr(ledger, "BTC"));
	free(ledger);
	e.opened = false; /* a stranger's fill is what the comparison is against */
	assert_true(order_episode_close(&e));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_line_has_its_answer),
					    cmocka_unit_test(hedge_now_goes) };
	return cmocka_run_group_tests(tests, setup, teardown);
}
