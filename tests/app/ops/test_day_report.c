/* A day as its report says it: what the journal has, with who it was, tied to the account; escaped
 * whatever was typed; the same after a start. */
#include "app/ops/day_report.h"
#include "app/ops/report_put.h"
#include "engine/base/num.h"
#include "engine/base/timefmt.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/day_bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const rv_report_facts facts = { .env = "SIM",
				       .venue = "a <b> & \"c\"",
				       .account = "0x1234..abcd",
				       .made_utc_ms = INT64_C(1795738500000) };
static const char hash[] = "5f0c6d00000000000000000000000000000000000000000000000000000000ff";

static rv_day_record rec;

static int setup(void **state)
{
	*state = db_new();
	return 0;
}

static int teardown(void **state)
{
	db_free(*state);
	return 0;
}

static void copy_day(day_bench *d, int64_t date)
{
	assert_int_equal(rv_day_log_copy(d->log, date, &rec), RV_OK);
}

static void the_record_is_what_the_journal_has(void **state)
{
	day_bench *d = *state;
	const oms_bench *b = d->x->b;
	const int64_t date = db_day(d);
	int64_t over[RV_DAY_KEPT];
	assert_int_equal(rv_day_log_over(d->log, over), 0);
	lb_midnight(d->x, 100);
	assert_int_equal(rv_day_log_over(d->log, over), 1);
	assert_int_equal(over[0], date);
	copy_day(d, date);
	uint64_t want[RV_EVENT_N] = { 0 }, last = 0;
	for (size_t i = 0; i < b->n_events; i++) {
		if (b->events[i].utc_ms >= date + 86400000)
			continue;
		want[b->events[i].type]++;
		last = i + 1;
	}
	assert_memory_equal(rec.events, want, sizeof(want));
	assert_int_equal(rec.first_seq, 1);
	assert_int_equal(rec.last_seq, last);
	assert_true(rec.has_ledger);
	assert_memory_equal(&rec.ledger, rv_ledgers_day(d->x->l), sizeof(rec.ledger));
	double usd = 0.0, fees = 0.0;
	for (size_t i = 0; i < b->v.n_fills; i++) {
		usd += (double)b->v.fills[i].lots * (double)b->v.fills[i].px / 1e6;
		fees += (double)b->v.fills[i].fee_musd / 1e6;
	}
	assert_close("filled", rec.filled_usd, usd, 1e-9);
	assert_close("fees", rec.fees_usd, fees, 1e-9);
}

static const rv_day_line *line_of(rv_event_type type)
{
	for (size_t i = 0; i < rec.n; i++) {
		if (rec.lines[i].type == type)
			return &rec.lines[i];
	}
	fail_msg("no line of %s", rv_event_word(type));
	return NULL;
}

static void who_decided_is_said(void **state)
{
	day_bench *d = *state;
	copy_day(d, db_day(d));
	assert_int_equal(line_of(RV_EVENT_APPROVE)->uid, 1000);
	assert_int_equal(line_of(RV_EVENT_NOTE)->uid, 1000);
	assert_int_equal(line_of(RV_EVENT_RUN)->uid, RV_EVENT_UID_DESK);
	assert_non_null(strstr(line_of(RV_EVENT_NOTE)->words, "<script>"));
	for (size_t i = 0; i < rec.n; i++)
		assert_true(rec.lines[i].type != RV_EVENT_INTENT);
}

/* Killed after midnight: what was known is known again, but for the head, which is asked for. */
static void a_replay_says_the_same(void **state)
{
	day_bench *d = *state;
	static rv_day_record before;
	const int64_t date = db_day(d);
	lb_midnight(d->x, 100);
	copy_day(d, date);
	before = rec;
	uint64_t seq[RV_DAY_KEPT];
	lb_restart(d->x, SIZE_MAX, true);
	copy_day(d, date);
	assert_memory_equal(&rec, &before, sizeof(rec));
	const size_t n = rv_day_log_headless(d->log, seq);
	assert_true(n >= 1);
	bool asked = false;
	for (size_t i = 0; i < n; i++)
		asked = asked || seq[i] == rec.last_seq;
	assert_true(asked);
	rv_day_log_head(d->log, rec.last_seq, hash);
	rv_day_log_head(d->log, rec.last_seq - 1, "later acks are of earlier events");
	copy_day(d, date);
	assert_string_equal(rec.head, hash);
	assert_int_equal(rec.head_seq, rec.last_seq);
}

/* Down over midnight: the day has its own date, and the result of the next start. */
static void a_day_that_nobody_ended(void **state)
{
	day_bench *d = *state;
	const int64_t date = db_day(d);
	int64_t over[RV_DAY_KEPT];
	rv_clock_set(d->x->b->clock, date + INT64_C(86400000) * 2 + 3600000);
	lb_restart(d->x, SIZE_MAX, true);
	assert_int_equal(rv_day_log_over(d->log, over), 1);
	assert_int_equal(over[0], date);
	copy_day(d, date);
	assert_true(rec.has_ledger);
	assert_int_equal(rec.ledger.date_ms, date);
	rv_sim_out o = { .b = NULL };
	rv_day_report_html(&rec, &facts, &o);
	assert_non_null(strstr(o.b, "was down at the end"));
	rv_sim_out_free(&o);
}

/* ---- the CSV ---- */

/* The value behind "date,section,"item",field,"; NaN when it is empty. */
static double number(const char *csv, const char *section, const char *item, const char *field)
{
	char key[160];
	double v = NAN;
	(void)snprintf(key, sizeof(key), "\n2026-11-26,%s,\"%s\",%s,", section, item, field);
	const char *at = strstr(csv, key);
	if (!at)
		fail_msg("no row %s", key + 1);
	at += strlen(key);
	const size_t n = strcspn(at, "\r");
	if (n > 0)
		assert_int_equal(rv_num_parse(at, n, &v), RV_OK);
	return v;
}

static char *csv_of_day(day_bench *d)
{
	rv_sim_out o = { .b = NULL };
	const int64_t date = db_day(d);
	lb_midnight(d->x, 100);
	copy_day(d, date);
	rv_day_log_head(d->log, rec.last_seq, hash);
	copy_day(d, date);
	rv_day_report_csv(&rec, &facts, &o);
	assert_false(o.failed);
	return o.b;
}

static void the_parts_tie_to_the_account(void **state)
{
	char *csv = csv_of_day(*state);
	double subs = 0.0, causes = 0.0, coins = 0.0;
	for (int i = 0; i < RV_SUB_N; i++)
		subs += number(csv, "sub", rv_sub_name((rv_sub)i), "result");
	for (int c = 0; c < RV_CAUSE_N; c++)
		causes += number(csv, "sub", "all", rv_cause_name((rv_cause)c));
	static const char *const names[] = { "ETH", "SOL" };
	for (size_t i = 0; i < LEN(names); i++)
		coins += number(csv, "coin", names[i], "result");
	const double result = number(csv, "account", "", "result");
	assert_true(fabs(result) > 1.0);
	assert_close("sub-books", subs, result, 1e-9);
	assert_close("causes", causes, result, 1e-9);
	assert_close("coins", coins, result, 1e-9);
	assert_close("venue", number(csv, "account", "", "change"), result, 5e-5);
	assert_close("unexplained", number(csv, "account", "", "unexplained"), 0.0, 5e-5);
	assert_close("nav",
		     number(csv, "account", "", "nav_last") -
			     number(csv, "account", "", "nav_first"),
		     result, 5e-5);
	assert_close("funding", number(csv, "funding", "SOL", "paid"), -0.031731, 1e-12);
	assert_close("fees", -number(csv, "sub", "all", "fee"), number(csv, "orders", "", "fees"),
		     1e-9);
	assert_true(number(csv, "cost", "OP", "orders") > 0.0);
	free(csv);
}

/* Every line is five fields, quotes are doubled, and no field is a formula. */
static void csv_is_as_the_rfc_says(void **state)
{
	char *csv = csv_of_day(*state);
	size_t rows = 0;
	assert_non_null(strstr(csv, "venue,\"a <b> & \"\"c\"\"\"\r\n"));
	assert_non_null(strstr(csv, "\"'=1+1,\"\"x\"\" <script>alert(1)</script>\""));
	assert_non_null(strstr(csv, hash));
	for (const char *p = csv; *p; rows++) {
		size_t commas = 0;
		bool quoted = false;
		for (; *p && (quoted || *p != '\n'); p++) {
			quoted = *p == '"' ? !quoted : quoted;
			commas += !quoted && *p == ',';
		}
		assert_int_equal(commas, 4);
		assert_true(p[-1] == '\r' && *p == '\n');
		p++;
	}
	assert_true(rows > 60);
	free(csv);
}

/* ---- the page ---- */

static size_t count(const char *text, const char *part)
{
	size_t n = 0;
	for (const char *p = strstr(text, part); p; p = strstr(p + 1, part))
		n++;
	return n;
}

static void the_page_needs_nothing_and_believes_nobody(void **state)
{
	day_bench *d = *state;
	free(csv_of_day(d));
	rv_sim_out o = { .b = NULL };
	rv_day_report_html(&rec, &facts, &o);
	assert_false(o.failed);
	assert_int_equal(strncmp(o.b, "<!DOCTYPE html>", 15), 0);
	assert_non_null(strstr(o.b, "Day 2026-11-26"));
	assert_non_null(strstr(o.b, "a &lt;b&gt; &amp; &quot;c&quot;"));
	assert_non_null(strstr(o.b, "&lt;script&gt;alert(1)&lt;/script&gt;"));
	assert_non_null(strstr(o.b, hash));
	static const char *const never[] = { "<script", "src=", "href=",  "http:",
					     "https:",	"url(", "@import" };
	for (size_t i = 0; i < LEN(never); i++)
		assert_null(strstr(o.b, never[i]));
	static const char *const pairs[] = { "table", "tr", "td", "th", "h2", "p", "code", "span" };
	for (size_t i = 0; i < LEN(pairs); i++) {
		char open[16], close[16], with[16];
		(void)snprintf(open, sizeof(open), "<%s>", pairs[i]);
		(void)snprintf(with, sizeof(with), "<%s ", pairs[i]);
		(void)snprintf(close, sizeof(close), "</%s>", pairs[i]);
		assert_int_equal(count(o.b, open) + count(o.b, with), count(o.b, close));
	}
	rv_sim_out_free(&o);
}

static void what_is_unknown_is_said(void **state)
{
	day_bench *d = *state;
	copy_day(d, db_day(d)); /* the day goes on: no ledger, no head */
	rv_sim_out o = { .b = NULL };
	rv_day_report_html(&rec, &facts, &o);
	char until[RV_TIME_TEXT + 32], at[RV_TIME_TEXT];
	(void)snprintf(until, sizeof(until), "what follows is up to %s.",
		       rv_time_format(d->x->b->events[d->x->b->n_events - 1].utc_ms, at));
	assert_non_null(strstr(o.b, "The day is not over in the journal"));
	assert_non_null(strstr(o.b, until));
	assert_null(strstr(o.b, "no result is known"));
	assert_non_null(strstr(o.b, "head at its end is not known"));
	rv_sim_out_reset(&o);
	rv_day_report_csv(&rec, &facts, &o);
	assert_non_null(strstr(o.b, ",report,\"\",day_over,\"no\"\r\n"));
	rv_sim_out_reset(&o);
	lb_midnight(d->x, 100);
	copy_day(d, rec.date_ms);
	rec.has_ledger = false; /* over, and nobody ended it */
	rv_day_report_html(&rec, &facts, &o);
	assert_non_null(strstr(o.b, "no result is known"));
	assert_null(strstr(o.b, "not over"));
	rv_sim_out_reset(&o);
	rv_day_report_csv(&rec, &facts, &o);
	assert_non_null(strstr(o.b, ",report,\"\",day_over,\"yes\"\r\n"));
	rv_sim_out_reset(&o);
	copy_day(d, rec.date_ms);
	rec.ledger.last_usd = rec.ledger.unexplained_usd = NAN;
	rec.ledger.all.unknown = 3;
	rv_day_report_html(&rec, &facts, &o);
	assert_non_null(strstr(o.b, "<td class=\"n\">--</td>"));
	assert_non_null(strstr(o.b, "3 parts had no mark"));
	rv_sim_out_reset(&o);
	rv_day_report_csv(&rec, &facts, &o);
	assert_true(isnan(number(o.b, "account", "", "nav_last")));
	rv_sim_out_free(&o);
}

static void more_than_there_is_room_for(void **state)
{
	day_bench *d = *state;
	const int64_t date = db_day(d);
	for (int i = 0; i < RV_DAY_LINES; i++) {
		rv_command c = { .kind = RV_CMD_NOTE, .reason = "again" };
		(void)bench_command(d->x->b, &c);
	}
	copy_day(d, date);
	assert_int_equal(rec.n, RV_DAY_LINES);
	assert_true(rec.left_out > 0);
	assert_true(rec.events[RV_EVENT_NOTE] >= RV_DAY_LINES);
	rv_sim_out o = { .b = NULL };
	rv_day_report_html(&rec, &facts, &o);
	assert_false(o.failed);
	assert_non_null(strstr(o.b, "events had no room here"));
	rv_sim_out_free(&o);
}

static void numbers_for_people(void **state)
{
	(void)state;
	static const struct {
		double usd;
		const char *text;
	} cases[] = { { 0.0, "0.00" },
		      { -0.001, "0.00" },
		      { 999.994, "999.99" },
		      { 1000.0, "1,000.00" },
		      { -1234567.891, "-1,234,567.89" },
		      { 99999.996, "100,000.00" },
		      { NAN, "--" },
		      { INFINITY, "--" },
		      { 12.5, "12.50" },
		      { -100.0, "-100.00" } };
	for (size_t i = 0; i < LEN(cases); i++) {
		char buf[RV_REPORT_NUM];
		assert_string_equal(rv_report_usd(cases[i].usd, buf), cases[i].text);
	}
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_record_is_what_the_journal_has),
		T(who_decided_is_said),
		T(a_replay_says_the_same),
		T(a_day_that_nobody_ended),
		T(the_parts_tie_to_the_account),
		T(csv_is_as_the_rfc_says),
		T(the_page_needs_nothing_and_believes_nobody),
		T(what_is_unknown_is_said),
		T(more_than_there_is_room_for),
		cmocka_unit_test(numbers_for_people),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
