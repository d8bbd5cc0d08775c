/*
 * Three days of a desk, whose journal is kept in tests/oracle/ledgers_story.txt: the ledgers that
 * are folded from it are those of tests/oracle/ledgers.py. LEDGER_STORY=FILE writes the journal
 * anew.
 */
#include "engine/desk/position.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/ledger_bench.h"
#include "tests/support/program_case.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/oracle/ledgers_cases.h"

#define STORY "tests/oracle/ledgers_story.txt"
/* Shares of fees and funding are rounded to a micro-USD each time. */
static const double rounded = 4e-5;

/* ---- the story is written ---- */

static void move(ledger_bench *x, size_t coin, int64_t by)
{
	const mini_coin *c = &x->b->v.coins[coin];
	mini_price(&x->b->v, coin, c->bid + by, c->ask + by);
	bench_run(x->b, 1000);
}

static void first_day(ledger_bench *x)
{
	oms_bench *b = x->b;
	const uint64_t p = case_begin(b);
	b->v.liquidity = 333;
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, p, ""), true, "");
	for (int64_t i = 0; i < 12; i++) {
		move(x, BENCH_SOL, 30 * (i % 3) - 20);
		move(x, BENCH_ETH, 7 - 3 * i);
		bench_run(b, 80000);
	}
	b->v.liquidity = -1;
	bench_run(b, 200000);
	rv_clock_set(b->clock, BENCH_START + 3600000 + 300);
	bench_run(b, 0);
	lb_funding(x, BENCH_SOL, -0.031731, BENCH_START + 3600000);
	lb_funding(x, BENCH_ETH, 0.127, BENCH_START + 3600000);
	(void)bench_simple(b, RV_CMD_ARM);
	(void)bench_trade(b, "SOL", RV_SELL, 377);
	bench_run(b, 3000);
	mini_foreign_fill(&b->v, BENCH_ETH, RV_BUY, 231, RV_FILL_NORMAL);
	bench_run(b, 12000);
}

static void second_day(ledger_bench *x)
{
	oms_bench *b = x->b;
	lb_midnight(x, -500);
	move(x, BENCH_BTC, 91);
	lb_midnight(x, 100);
	rv_command assign = { .kind = RV_CMD_ASSIGN, .symbol = "ETH", .reason = "ours after all" };
	assign.sub = RV_SUB_S4R;
	(void)bench_simple(b, RV_CMD_ARM);
	bench_expect(b, bench_command(b, &assign), true, "");
	move(x, BENCH_ETH, -41);
	x->unchecked = true;
	lb_pay(x, 1234.56);
	bench_run(b, 15000);
	x->unchecked = false;
	rv_command buy = bench_buy("BTC", 71);
	(void)bench_simple(b, RV_CMD_ARM);
	const uint64_t t = bench_propose(b, &buy);
	move(x, BENCH_BTC, 13);
	bench_expect(b, bench_approve(b, t), true, "granted");
	bench_run(b, 3000);
}

static void third_day(ledger_bench *x)
{
	oms_bench *b = x->b;
	lb_midnight(x, -500);
	lb_midnight(x, 100);
	bench_run(b, 12000);
	(void)bench_simple(b, RV_CMD_ARM);
	(void)bench_trade(b, "ETH", RV_BUY, 1999);
	bench_run(b, 3000);
	move(x, BENCH_SOL, 55);
	move(x, BENCH_ETH, 29);
	bench_run(b, 12000);
}

static void print_story(const ledger_bench *x, FILE *out)
{
	for (size_t i = 0; i < x->b->n_events; i++) {
		const bench_event *e = &x->b->events[i];
		(void)fprintf(out, "= %s %" PRId64 " %s\n", rv_event_word(e->type), e->utc_ms,
			      e->subject);
		for (const char *at = e->text; *at; at += strcspn(at, "\n") + 1)
			(void)fprintf(out, ":%.*s\n", (int)strcspn(at, "\n"), at);
	}
	for (size_t i = 0; i < MINI_COINS; i++) {
		int64_t px = 0;
		const rv_coin_ref *c = &x->b->v.coins[i].ref;
		px = llround(x->b->quotes[i].mark * pow(10.0, 6 - c->sz_decimals));
		(void)fprintf(out, "mark %s %" PRId64 "\n", c->symbol, px);
	}
}

static void write_story(const char *path)
{
	ledger_bench *x = lb_new();
	bench_up(x->b, true);
	first_day(x);
	second_day(x);
	third_day(x);
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	print_story(x, out);
	assert_int_equal(fclose(out), 0);
	lb_free(x);
}

/* ---- and read ---- */

typedef struct reader {
	rv_oms *o;
	rv_ledgers *l;
	rv_event e;
	uint64_t seq;
	size_t n_marks;
	rv_ledger_quote marks[MINI_COINS];
	int64_t end_ms;
} reader;

static void flush(reader *r)
{
	rv_err err = { 0 };
	if (r->seq > 0 && rv_oms_replay(r->o, &r->e, &err) != RV_OK)
		fail_msg("%s", err.text);
}

/* "= word utc subject" */
static void head(reader *r, char *line)
{
	char *word = line + 2, *at = strchr(word, ' '), *end = NULL;
	assert_non_null(at);
	*at = '\0';
	rv_event_type type = RV_EVENT_N;
	assert_int_equal(rv_event_of_word(word, &type), RV_OK);
	const int64_t utc = strtoll(at + 1, &end, 10);
	assert_true(end && *end == ' ');
	rv_event_begin(&r->e, type, end + 1);
	r->e.utc_ms = r->end_ms = utc;
	r->e.elapsed_ms = utc - BENCH_START;
	r->e.seq = ++r->seq;
}

static void text(reader *r, const char *line)
{
	const size_t n = strlen(line);
	assert_true(r->e.len + n + 2 <= sizeof(r->e.text));
	memcpy(r->e.text + r->e.len, line, n);
	r->e.len += n;
	r->e.text[r->e.len++] = '\n';
	r->e.text[r->e.len] = '\0';
}

static void mark(reader *r, const char *line)
{
	static const int decimals[] = { 5, 4, 2 };
	const size_t n = strcspn(line, " ");
	rv_ledger_quote *q = &r->marks[r->n_marks];
	assert_true(r->n_marks < MINI_COINS && n < sizeof(q->symbol));
	*q = (rv_ledger_quote){ .funding_1h = NAN };
	memcpy(q->symbol, line, n);
	q->mark = q->oracle = rv_px_usd(strtoll(line + n, NULL, 10), decimals[r->n_marks++]);
}

static void read_story(reader *r)
{
	static char line[RV_EVENT_TEXT];
	FILE *in = fopen(STORY, "r");
	assert_non_null(in);
	while (fgets(line, sizeof(line), in)) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '=') {
			flush(r);
			head(r, line);
		} else if (line[0] == ':') {
			text(r, line + 1);
		} else {
			mark(r, line + 5);
		}
	}
	flush(r);
	assert_int_equal(fclose(in), 0);
}

static void compare_pnl(const rv_ledger_view *v)
{
	for (size_t s = 0; s < RV_SPAN_N; s++) {
		for (size_t c = 0; c < RV_CAUSE_N; c++) {
			for (size_t i = 0; i < RV_SUB_N; i++) {
				char id[64];
				(void)snprintf(id, sizeof(id), "%s %s %s", rv_span_name((rv_span)s),
					       rv_cause_name((rv_cause)c), rv_sub_name((rv_sub)i));
				assert_close(id, v->span[s].sub[i].usd[c], want_pnl[s][c][i],
					     rounded);
			}
		}
		assert_close("paid in", v->span[s].paid_usd, want_paid[s], 1e-6);
	}
}

static void compare_costs(const rv_ledger_view *v)
{
	for (size_t i = 0; i < RV_SUB_N; i++) {
		for (size_t p = 0; p < RV_TCA_N; p++)
			assert_close(rv_tca_name((rv_tca_part)p),
				     v->tca[RV_SPAN_EVER][i].part[p].usd, want_tca[i][p], 1e-6);
	}
}

static void compare_funding(const rv_ledger_view *v)
{
	for (size_t k = 0; k < sizeof(want_funding) / sizeof(want_funding[0]); k++) {
		const rv_lv_coin *c = NULL;
		for (size_t i = 0; i < v->n_coins; i++)
			c = strcmp(v->coins[i].symbol, want_funding[k].symbol) == 0 ? &v->coins[i]
										    : c;
		assert_non_null(c);
		for (size_t s = 0; c && s < RV_SPAN_N; s++) {
			assert_close("expected", c->expected_usd[s], want_funding[k].expected[s],
				     1e-6);
			assert_close("paid", c->paid_usd[s], want_funding[k].paid[s], 1e-6);
		}
	}
}

static void the_oracle_agrees(void **state)
{
	(void)state;
	oms_bench *b = bench_new();
	reader *r = calloc(1, sizeof(*r));
	rv_ledger_view *v = calloc(1, sizeof(*v));
	assert_true(r && v);
	const rv_ledger_params p = rv_ledger_defaults();
	assert_int_equal(rv_ledgers_new(&p, &r->l), RV_OK);
	assert_int_equal(rv_oms_new(&b->p, b->clock, NULL, &r->o), RV_OK);
	const rv_oms_observer w = rv_ledgers_observer(r->l);
	assert_int_equal(rv_oms_observe(r->o, &w), RV_OK);
	read_story(r);
	assert_true(r->seq > 80 && r->n_marks == MINI_COINS);
	const rv_ledger_input in = { .utc_ms = r->end_ms, .quotes = r->marks, .n = r->n_marks };
	assert_int_equal(rv_ledgers_tick(r->l, r->o, &in), RV_OK);
	rv_ledgers_view(r->l, r->o, v);
	compare_pnl(v);
	compare_costs(v);
	compare_funding(v);
	rv_oms_free(r->o);
	rv_ledgers_free(r->l);
	free(r);
	free(v);
	bench_free(b);
}

int main(void)
{
	const char *path = getenv("LEDGER_STORY");
	if (path) {
		write_story(path);
		return 0;
	}
	const struct CMUnitTest tests[] = { cmocka_unit_test(the_oracle_agrees) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
