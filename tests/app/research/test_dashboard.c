/* The page's file: one block of valid JSON, nothing that a name could break, nothing from outside.
 */
#include "app/research/dashboard.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/bt_page.h"
#include "tests/support/cm.h"

#define BLOCK "<script type=\"application/json\" id=\"data\">"

/* The block between its tags, parsed. */
static cJSON *block_of(const char *page)
{
	const char *from = strstr(page, BLOCK);
	assert_non_null(from);
	from += strlen(BLOCK);
	const char *to = strchr(from, '<');
	assert_non_null(to);
	assert_memory_equal(to, "</script>\n<script>", strlen("</script>\n<script>"));
	const char *end = NULL;
	cJSON *o = cJSON_ParseWithLengthOpts(from, (size_t)(to - from), &end, 0);
	assert_non_null(o);
	assert_ptr_equal(end, to);
	return o;
}

static const cJSON *at(const cJSON *o, const char *a, const char *b)
{
	o = cJSON_GetObjectItemCaseSensitive(o, a);
	if (o && b)
		o = cJSON_GetObjectItemCaseSensitive(o, b);
	assert_non_null(o);
	return o;
}

static double num(const cJSON *v)
{
	return cJSON_IsNumber(v) ? v->valuedouble : NAN;
}

static size_t times(const char *text, const char *what)
{
	size_t n = 0;
	for (const char *p = text; (p = strstr(p, what)); p += strlen(what))
		n++;
	return n;
}

static cJSON *data_of(const rv_bt_result *r)
{
	size_t n = 0;
	char *page = rv_bt_page(r, &n);
	assert_int_equal(strlen(page), n);
	cJSON *o = block_of(page);
	free(page);
	return o;
}

static void columns_are_the_days(void **state)
{
	(void)state;
	rv_bt_result *r = rv_bt_page_run(&RV_BT_PAGE_SMALL, 7);
	cJSON *o = data_of(r);
	double equity = 1.0, peak = 1.0;
	const cJSON *net = at(o, "days", "net")->child, *dd = at(o, "days", "drawdown_oos")->child;
	const cJSON *score = at(o, "days", "score")->child, *e = at(o, "days", "equity_oos")->child;
	for (size_t d = 0; d < r->n_days; d++) {
		assert_close("net", num(net), r->days[d].net, 1e-6);
		assert_close("score", num(score), r->days[d].score, 5e-6);
		equity *= r->days[d].oos ? 1.0 + r->days[d].net : 1.0;
		peak = equity > peak ? equity : peak;
		assert_close("equity", num(e), r->days[d].oos ? equity : NAN, 5e-6);
		assert_close("drawdown", num(dd), r->days[d].oos ? equity / peak - 1.0 : NAN, 1e-6);
		net = net->next, dd = dd->next, score = score->next, e = e->next;
	}
	assert_null(net);
	assert_int_equal((int64_t)at(o, "days", "close_s")->child->valuedouble, 1672617600);
	assert_string_equal(at(at(o, "head", "walk"), "seed", NULL)->valuestring,
			    "9007199254740993");
	cJSON_Delete(o);
	rv_bt_result_free(r);
}

/* Figures are the engine's, and a ratio without its trials, costs and universe is refused. */
static void figures_are_the_engines(void **state)
{
	(void)state;
	rv_bt_result *r = rv_bt_page_run(&RV_BT_PAGE_SMALL, 6);
	rv_kpis k;
	rv_err err = { .code = RV_OK };
	double sharpe = NAN;
	assert_int_equal(rv_kpis_of(r, RV_KPI_OOS, NULL, NULL, &k, &err), RV_OK);
	assert_int_equal(rv_bt_sharpe_annual(&k.sharpe, &sharpe, &err), RV_OK);
	cJSON *o = data_of(r);
	const cJSON *oos = at(o, "kpis", "oos");
	assert_close("sharpe", num(at(oos, "sharpe", NULL)), sharpe, 5e-6);
	assert_close("dsr", num(at(oos, "dsr", NULL)), k.sharpe.dsr, 5e-6);
	assert_close("drawdown", num(at(oos, "max_drawdown", NULL)), k.max_drawdown, 5e-6);
	assert_int_equal(at(oos, "days", NULL)->valueint, 300);
	assert_int_equal(at(oos, "trials", NULL)->valueint, 60);
	assert_close("is", num(at(o, "kpis", "is_sharpe")), 1.6, 1e-6); /* 1.4 1.6 1.8 */
	assert_int_equal(cJSON_GetArraySize(at(o, "regime_rows", NULL)), 4);
	assert_int_equal(cJSON_GetArraySize(at(o, "regime_forward", NULL)), 4 * 5);
	cJSON_Delete(o);
	r->universe_source[0] = '\0';
	o = data_of(r);
	assert_true(cJSON_IsNull(at(at(o, "kpis", "oos"), "sharpe", NULL)));
	assert_true(cJSON_IsString(at(at(o, "kpis", "oos"), "refused", NULL)));
	cJSON_Delete(o);
	rv_bt_result_free(r);
}

/* Every weight of the result is in the page at its day and coin, in bps, and none else. */
static void weights_are_the_holds(void **state)
{
	(void)state;
	rv_bt_result *r = rv_bt_page_run(&RV_BT_PAGE_SMALL, 8);
	r->holds[40].weight = 0.0; /* not shown */
	cJSON *o = data_of(r);
	size_t seen = 0;
	for (const cJSON *c = at(o, "coins", NULL)->child; c; c = c->next) {
		for (const cJSON *run = at(c, "h", NULL)->child; run; run = run->next) {
			size_t day = (size_t)run->child->valueint;
			for (const cJSON *w = run->child->next; w; w = w->next, day++) {
				const rv_bt_hold *h = NULL;
				for (size_t i = 0; i < r->n_holds && !h; i++)
					if (r->holds[i].day == day &&
					    strcmp(r->coins[r->holds[i].coin],
						   at(c, "s", NULL)->valuestring) == 0)
						h = &r->holds[i];
				assert_non_null(h);
				assert_close("weight", num(w), 1e4 * h->weight, 5e-6);
				seen++;
			}
		}
	}
	assert_int_equal(seen, r->n_holds - 1);
	assert_int_equal(cJSON_GetArraySize(at(o, "coins", NULL)), (int)r->n_coins);
	assert_string_equal(at(at(o, "coins", NULL)->child, "s", NULL)->valuestring, "BTC0");
	cJSON_Delete(o);
	rv_bt_result_free(r);
}

static void trades_are_of_their_coins(void **state)
{
	(void)state;
	rv_bt_result *r = rv_bt_page_run(&RV_BT_PAGE_SMALL, 9);
	(void)snprintf(r->trades[3].symbol, sizeof(r->trades[3].symbol), "ETH-ENA");
	cJSON *o = data_of(r);
	const cJSON *coins = at(o, "coins", NULL), *words = at(o, "trades", "words");
	for (size_t i = 0; i < r->n_trades; i++) {
		const int c = cJSON_GetArrayItem(at(o, "trades", "coin"), (int)i)->valueint;
		assert_string_equal(at(cJSON_GetArrayItem(coins, c), "s", NULL)->valuestring,
				    r->trades[i].symbol);
		const int w = cJSON_GetArrayItem(at(o, "trades", "why"), (int)i)->valueint;
		assert_string_equal(cJSON_GetArrayItem(words, w)->valuestring, r->trades[i].why);
		assert_close("pnl", num(cJSON_GetArrayItem(at(o, "trades", "pnl"), (int)i)),
			     r->trades[i].pnl, 5e-6);
		assert_close("atr", num(cJSON_GetArrayItem(at(o, "trades", "atr_entry"), (int)i)),
			     r->trades[i].atr_entry, 5e-6);
	}
	cJSON_Delete(o);
	rv_bt_result_free(r);
}

static void hostile_names_stay_text(void **state)
{
	(void)state;
	static const char bad[] = "</script><!--<script>\"'&\\{{}}\x01";
	rv_bt_result *r = rv_bt_page_run(&RV_BT_PAGE_SMALL, 10);
	size_t n = 0, plain = 0;
	char *page = rv_bt_page(r, &plain);
	const size_t ends = times(page, "</script"), begins = times(page, "<script");
	const size_t comments = times(page, "<!--");
	free(page);
	(void)snprintf(r->profile, sizeof(r->profile), "%s", bad);
	(void)snprintf(r->universe_source, sizeof(r->universe_source), "%s{{data}}", bad);
	(void)snprintf(r->notes[0].text, sizeof(r->notes[0].text), "%s", bad);
	(void)snprintf(r->coins[4], sizeof(r->coins[4]), "%s", "<img src=x>");
	(void)snprintf(r->regimes[1], sizeof(r->regimes[1]), "%s", bad);
	page = rv_bt_page(r, &n);
	assert_int_equal(times(page, "</script"), ends);
	assert_int_equal(times(page, "<script"), begins);
	assert_int_equal(times(page, "<!--"), comments);
	assert_null(strstr(page, "<img"));
	assert_int_equal(times(page, "id=\"data\""), 1);
	cJSON *o = block_of(page);
	assert_string_equal(at(o, "head", "profile")->valuestring, bad);
	assert_string_equal(at(at(o, "notes", NULL)->child, "text", NULL)->valuestring, bad);
	cJSON_Delete(o);
	free(page);
	rv_bt_result_free(r);
}

static void unknown_is_null(void **state)
{
	(void)state;
	rv_bt_result *r = rv_bt_page_run(&RV_BT_PAGE_SMALL, 11);
	size_t n = 0;
	for (size_t d = 0; d < r->n_days; d++)
		r->days[d].net = r->days[d].oos ? 0.0 : r->days[d].net; /* no spread, no ratio */
	r->days[300].price = -INFINITY;
	r->windows[1].oos_sharpe = NAN;
	char *page = rv_bt_page(r, &n);
	cJSON *o = block_of(page);
	assert_true(cJSON_IsNull(at(at(o, "kpis", "oos"), "sharpe", NULL)));
	assert_close("pbo", num(at(o, "kpis", "pbo")), .38, 0.0);
	assert_true(cJSON_IsNull(cJSON_GetArrayItem(at(o, "days", "price"), 300)));
	assert_true(cJSON_IsNull(at(at(o, "windows", NULL)->child->next, "oos_sharpe", NULL)));
	assert_true(cJSON_IsNull(at(at(o, "windows", NULL)->child, "trial", NULL)));
	cJSON_Delete(o);
	free(page);
	rv_bt_result_free(r);
}

static void nothing_of_nothing(void **state)
{
	(void)state;
	rv_bt_result *r = NULL;
	size_t n = 0;
	assert_int_equal(rv_bt_result_new(&r), RV_OK);
	char *page = rv_bt_page(r, &n);
	cJSON *o = block_of(page);
	assert_true(cJSON_IsNull(at(o, "kpis", "oos")));
	assert_int_equal(cJSON_GetArraySize(at(o, "days", "net")), 0);
	cJSON_Delete(o);
	free(page);
	rv_bt_result_free(r);
}

static void a_wrong_index_writes_nothing(void **state)
{
	(void)state;
	rv_bt_result *r = rv_bt_page_run(&RV_BT_PAGE_SMALL, 12);
	char *text = NULL;
	size_t n = 0;
	rv_err err = { .code = RV_OK };
	r->holds[17].coin = 12;
	FILE *f = open_memstream(&text, &n);
	assert_non_null(f);
	assert_int_equal(rv_dashboard_write(f, r, NULL, &err), RV_EDATA);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(n, 0);
	free(text);
	rv_bt_result_free(r);
}

/* Only links in a licence or a comment may name another place; the policy stands first. */
static void nothing_from_outside(void **state)
{
	(void)state;
	rv_bt_result *r = rv_bt_page_run(&RV_BT_PAGE_SMALL, 13);
	size_t n = 0;
	char *page = rv_bt_page(r, &n);
	const char *csp = strstr(page, "default-src 'none'; script-src 'unsafe-inline'; "
				       "style-src 'unsafe-inline'\">");
	assert_non_null(csp);
	assert_true(csp < strstr(page, "<style"));
	static const char *const ways[] = { " src=",	 "href=",      "url(",
					    "@import",	 "fetch(",     "XMLHttpRequest",
					    "WebSocket", "sendBeacon", "import(" };
	for (size_t i = 0; i < LEN(ways); i++)
		assert_null(strstr(page, ways[i]));
	assert_int_equal(times(page, "://"), times(page, "/*! https://github.com/leeoniya/uPlot"));
	assert_non_null(strstr(page, "Copyright (c) 2022 Leon Sorokin"));
	free(page);
	rv_bt_result_free(r);
}

/* Four years of 300 coins with a trade a coin and ten days, and 64 features. */
static void a_large_run_stays_small(void **state)
{
	(void)state;
	const rv_bt_page_size big = { .days = 1461,
				      .coins = 320,
				      .held = 300,
				      .windows = 16,
				      .samples = 51,
				      .trades = 43000,
				      .features = 64 };
	rv_bt_result *r = rv_bt_page_run(&big, 14);
	size_t n = 0;
	char *page = rv_bt_page(r, &n);
	print_message("a page of 4 years and 300 coins has %.1f MB\n", (double)n / 1e6);
	assert_true(n < 10000000);
	cJSON *o = block_of(page);
	assert_int_equal(at(o, "left_out", "coins")->valueint, 0);
	assert_int_equal(at(o, "left_out", "trades")->valueint, 43000 - RV_DASH_TRADES);
	assert_int_equal(cJSON_GetArraySize(at(o, "trades", "pnl")), RV_DASH_TRADES);
	cJSON_Delete(o);
	free(page);
	rv_bt_result_free(r);
}

/* Beyond the cap the coins held least go first, and are counted. */
static void what_is_left_out_is_counted(void **state)
{
	(void)state;
	const rv_bt_page_size big = { .days = 1400, .coins = 400, .held = 399 };
	rv_bt_result *r = rv_bt_page_run(&big, 15);
	cJSON *o = data_of(r);
	size_t shown = 0;
	bool left = false;
	for (const cJSON *c = at(o, "coins", NULL)->child; c; c = c->next) {
		const bool now = cJSON_HasObjectItem(c, "left_out");
		assert_true(now || !left);
		left = now;
		assert_true(!now || !at(c, "h", NULL)->child);
		for (const cJSON *run = at(c, "h", NULL)->child; run; run = run->next)
			shown += (size_t)cJSON_GetArraySize(run) - 1;
	}
	assert_true(left);
	assert_true(shown <= RV_DASH_HOLDS);
	assert_int_equal(shown + (size_t)at(o, "left_out", "holds")->valueint, r->n_holds);
	cJSON_Delete(o);
	rv_bt_result_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_are_the_days),
		cmocka_unit_test(figures_are_the_engines),
		cmocka_unit_test(weights_are_the_holds),
		cmocka_unit_test(trades_are_of_their_coins),
		cmocka_unit_test(hostile_names_stay_text),
		cmocka_unit_test(unknown_is_null),
		cmocka_unit_test(nothing_of_nothing),
		cmocka_unit_test(a_wrong_index_writes_nothing),
		cmocka_unit_test(nothing_from_outside),
		cmocka_unit_test(a_large_run_stays_small),
		cmocka_unit_test(what_is_left_out_is_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
