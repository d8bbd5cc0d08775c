/*
 * A recorded day: a whole desk on the simulated venue proposes its program of 23:50, with something
 * held and then with something set by a person; its own history and what it has written down are
 * then decided again by the backtest's book, and every target, vote and leg is what the journal
 * has. What the store learns after that moment changes nothing; what was written down does.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/publisher.h"
#include "app/research/day_replay.h"
#include "config/read_file.h"
#include "feeds/store/store.h"
#include "tests/support/assert_close.h"
#include "tests/support/cli_run.h"
#include "tests/support/cm.h"
#include "tests/support/day_desk.h"
#include "tests/support/files.h"

static order_desk *d;
static rv_config config;
static rv_day_replay_result r;

static int setup(void **state)
{
	(void)state;
	d = day_new_history();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	od_free(d);
	return 0;
}

/* ---- the day ---- */

/* A position that no strategy wants, so that the account is not flat. */
static void hold_something(void)
{
	const rv_command buy = od_order("SOL", RV_BUY, 3000);
	od_yes(d, &buy);
	OD_UNTIL(d, T->n_tickets > 0);
	rv_command yes = od_cmd(RV_CMD_APPROVE, "");
	for (size_t i = 0; i < T->n_tickets; i++) {
		yes.ids[0] = T->tickets[i].id;
		yes.digests[0] = T->tickets[i].digest;
	}
	yes.n_ids = 1;
	od_yes(d, &yes);
	OD_UNTIL(d, od_rests(d) && od_lots(d, "SOL") > 0);
}

static void set_something(const char *symbol)
{
	rv_command c = od_cmd(RV_CMD_OVERRIDE, symbol);
	c.over = (rv_override){ .kind = RV_OVERRIDE_EXCLUDE,
				.sub = RV_SUB_N,
				.expires_utc_ms = DAY_DATE_MS + 2 * RV_DAY_MS };
	(void)snprintf(c.over.symbol, sizeof(c.over.symbol), "%s", symbol);
	(void)snprintf(c.over.reason, sizeof(c.over.reason), "for the test of a replay");
	od_yes(d, &c);
}

static const rv_tv_leg *opening_leg(const rv_tv_program *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->legs[i].side != 0 && strcmp(p->legs[i].coin.symbol, "SOL") != 0)
			return &p->legs[i];
	return NULL;
}

static void run_the_day(void)
{
	rv_publisher *pub = NULL;
	day_begin(d);
	assert_int_equal(
		rv_publisher_start(d->state, d->rt.pub, d->rt.records, d->rt.log, NULL, &pub),
		RV_OK);
	hold_something();
	OD_UNTIL(d, day_is_in(d, "projected", RV_PROGRAM_READY));
	assert_true(day_program_of(d, "projected")->n >= 3);
	char symbol[RV_SYMBOL_MAX] = "";
	const rv_tv_leg *l = opening_leg(day_program_of(d, "projected"));
	if (!l)
		fail_msg("nothing is opened");
	else
		memcpy(symbol, l->coin.symbol, sizeof(symbol));
	day_arm(d);
	set_something(symbol);
	OD_UNTIL(d, day_program_of(d, "projected.2"));
	const int64_t program = (int64_t)day_program_of(d, "projected.2")->id;
	OD_UNTIL(d, d->v->day.program == (uint64_t)program);
	rv_publisher_stop(pub);
	od_stop(d);
}

/* ---- the replay ---- */

static const char *journal_path(void)
{
	static char path[RV_TMP_PATH * 4];
	assert_true(od_journal(d, path));
	return path;
}

static void record_path(const char *phase, char out[RV_TMP_PATH * 4])
{
	const char *name = strstr(strrchr(journal_path(), '/'), "journal");
	assert_non_null(name);
	const char *end = strstr(name, ".db");
	assert_non_null(end);
	(void)snprintf(out, RV_TMP_PATH * 4, "%s/decision%.*s-2026-01-16-%s.txt", d->state,
		       (int)(end - (name + 7)), name + 7, phase);
	if (access(out, R_OK) != 0)
		fail_msg("%s is not there", out);
}

static rv_status replay(const char *record)
{
	rv_err err = { .code = RV_OK };
	const rv_day_replay_setup s = {
		.record = record, .store = d->history, .journal = journal_path(), .config = &config
	};
	const rv_status st = rv_day_replay_run(&s, &r, &err);
	if (st != RV_OK)
		print_message("%s\n", err.text);
	return st;
}

static void is_identical(const char *phase)
{
	char path[RV_TMP_PATH * 4];
	record_path(phase, path);
	assert_int_equal(replay(path), RV_OK);
	if (!rv_day_replay_same(&r)) {
		rv_day_replay_print(stderr, &r);
		fail_msg("%s: decided otherwise", phase);
	}
	assert_true(r.coins >= 5);
	assert_true(r.program > 0 && r.n_journal >= 2);
	assert_int_equal(r.n_journal, r.n_made);
}

/* The close of the day, and a day more, which nobody could know at 23:50. */
static void learn_the_future(void)
{
	static rv_instrument in[RV_MAX_SYMBOLS];
	rv_store *s = NULL;
	rv_err err = { .code = RV_OK };
	size_t n = 0;
	assert_int_equal(rv_store_open(d->history, RV_STORE_WRITE, &s, &err), RV_OK);
	assert_int_equal(rv_store_instruments(s, in, RV_MAX_SYMBOLS, &n, &err), RV_OK);
	assert_int_equal(rv_store_begin(s, "test", "future", &err), RV_OK);
	for (size_t i = 0; i < n; i++) {
		const double px = 3.77 * (double)(i + 1);
		for (int64_t k = 0; k < 2; k++) {
			const rv_bar day = { .t = DAY_DATE_MS + k * RV_DAY_MS,
					     .open = px,
					     .high = 2.0 * px,
					     .low = .5 * px,
					     .close = 1.5 * px,
					     .volume_base = 1e9,
					     .volume_quote = NAN };
			rv_bar hour = day;
			hour.t = DAY_DATE_MS + (23 + k) * RV_HOUR_MS;
			assert_int_equal(
				rv_store_put_bars(s, in[i].name, RV_INTERVAL_1D, &day, 1, &err),
				RV_OK);
			assert_int_equal(
				rv_store_put_bars(s, in[i].name, RV_INTERVAL_1H, &hour, 1, &err),
				RV_OK);
		}
	}
	assert_int_equal(rv_store_commit(s, &err), RV_OK);
	rv_store_close(s);
}

/* Another NAV was never what it was decided with: the journal knows the record's digest. */
static void an_edited_record_is_found(void)
{
	char path[RV_TMP_PATH * 4], *text = NULL, edited[RV_TMP_PATH * 2];
	size_t n = 0;
	rv_err err = { .code = RV_OK };
	record_path("projected", path);
	assert_int_equal(rv_read_file(path, RV_DECISION_TEXT, &text, &n, &err), RV_OK);
	char *nav = strstr(text, "\nnav ");
	assert_non_null(nav);
	nav[5] = nav[5] == '5' ? '7' : '5';
	(void)rv_tmpdir_path(&d->dir, "edited.txt", edited);
	rv_tmpdir_write(&d->dir, "edited.txt", text, n);
	assert_int_equal(replay(edited), RV_OK);
	assert_false(r.digest_known);
	assert_false(rv_day_replay_same(&r));
	assert_true(r.differ > 0);
	assert_false(r.legs_same);
	free(text);
}

/* The command, which looks for the journal itself. */
static void the_program_says_so(void)
{
	static cli_run cli;
	char path[RV_TMP_PATH * 4];
	cli.dir = d->dir.path;
	record_path("projected", path);
	const int same = cli_do(&cli, "backtest --store %s --config %s --replay %s", d->history,
				d->config, path);
	cli_wants(&cli, same, 0, "result    identical");
	const int other = cli_do(&cli, "backtest --store %s --config %s --journal %s --replay %s",
				 d->history, d->config, journal_path(), "@/edited.txt");
	cli_wants(&cli, other, 1, "decided again it is another proposal");
}

static void decided_again_it_is_the_same(void **state)
{
	(void)state;
	rv_err err = { .code = RV_OK };
	run_the_day();
	assert_int_equal(rv_config_load_profile(d->config, NULL, "seed", &config, NULL, &err),
			 RV_OK);
	is_identical("projected");
	is_identical("projected.2");
	learn_the_future();
	is_identical("projected");
	is_identical("projected.2");
	an_edited_record_is_found();
	the_program_says_so();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(decided_again_it_is_the_same, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
