/*
 * Alert rules of a desk that nobody watches, at the simulated venue, as processes: a rule of the
 * configuration and one that is set by a line fire, the command is told, and a rule is there again
 * after a restart.
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

#define ORDERS OD_FAST_WITH("", "", ", \"deadman\": false")

static order_desk *d;
static char told[RV_TMP_PATH * 3];

static int setup(void **state)
{
	static const od_params fast = { .speed = OD_FAST_SPEED, .orders = ORDERS };
	char path[RV_TMP_PATH * 3], text[8192];
	(void)state;
	d = od_new(&fast);
	(void)snprintf(path, sizeof(path), "%s/strategy_config.json", d->config);
	(void)snprintf(told, sizeof(told), "%s/told", d->config);
	const int n = snprintf(text, sizeof(text),
			       "{\"orders\": {%s}, \"alerts\": {\n"
			       "\"rules\": [\"price(BTC) > 1 for 2\"],\n"
			       "\"routes\": {\"warn\": {\"command\": true}},\n"
			       "\"command_per_min\": 60, \"command\": [\"/bin/dd\", \"of=%s\",\n"
			       "\"oflag=append\", \"conv=notrunc\"]}}\n",
			       ORDERS, told);
	rv_file_write(path, text, (size_t)n);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	od_free(d);
	return 0;
}

static bool is_told(const char *words)
{
	if (access(told, F_OK) != 0)
		return false;
	char *all = rv_file_slurp(told, NULL);
	const bool has = strstr(all, words) != NULL;
	free(all);
	return has;
}

/* Until the first line of the list, which is the configuration's, says so. */
static void until_the_list_says(od_process *p, const char *words)
{
	bool found = false;
	OD_LEDGER_UNTIL(od_ask(p, "alerts") && (found = strstr(p->proc.text, words) != NULL));
	assert_true(found);
}

static void a_rule_fires_and_the_command_is_told(void **state)
{
	(void)state;
	od_process p;
	od_serve_well(d, &p);
	until_the_list_says(&p, "alert c1 price(BTC) > 1 for 2: FIRED: ");
	OD_LEDGER_UNTIL(is_told("RULE c1: price(BTC) > 1 for 2: "));
	assert_false(od_ask(&p, "alert pos(SOL) >> 100"));
	assert_non_null(strstr(p.proc.text, "expected a number"));
	assert_false(od_ask(&p, "alert pos(NONE) > 100"));
	assert_non_null(strstr(p.proc.text, "no such symbol here"));
	assert_true(od_ask(&p, "alert pos(sol) > 100"));
	assert_non_null(strstr(p.proc.text, "alert 1: pos(SOL) > 100"));
	assert_true(od_ask(&p, "alert pnl < -1B"));
	assert_false(is_told("RULE 1: "));
	assert_true(od_insist(&p, "resume") && od_insist(&p, "buy SOL 300 usd"));
	OD_LEDGER_UNTIL(is_told("RULE 1: pos(SOL) > 100: "));
	assert_false(od_ask(&p, "alert end c1"));
	assert_true(od_ask(&p, "alert end 1"));
	OD_LEDGER_UNTIL(is_told("\"kind\":\"over\""));
	assert_false(is_told("RULE 2: "));
	(void)od_signal(&p, SIGTERM);

	od_serve_well(d, &p);
	assert_false(od_ask(&p, "alert end 1"));
	assert_true(od_ask(&p, "alert end 2"));
	assert_non_null(strstr(p.proc.text, "alert 2 has ended: pnl < -1000000000"));
	(void)od_signal(&p, SIGTERM);
	od_verify(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_rule_fires_and_the_command_is_told, setup,
						teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
