/*
 * The page of a backtest in a real browser: it loads without a word and without a request, its
 * charts have the result's numbers, hover, zoom and keys do what they say, nothing is wider than a
 * phone. Skipped without Chromium (make deps-optional). DASHBOARD_PICTURES=DIR keeps what was seen.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/browser.h"
#include "tests/support/bt_page.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/tmpdir.h"

static rv_browser *browser;
static rv_bt_result *result; /* what the small page is of */

static void write_page(const rv_bt_result *r, const char *path)
{
	size_t n = 0;
	char *page = rv_bt_page(r, &n);
	rv_file_write(path, page, n);
	free(page);
}

static void open_small(int width, int height, bool dark)
{
	rv_browser_open(browser, rv_tmp_path("small.html"), width, height, dark);
}

static void no_complaint(void)
{
	if (rv_browser_errors(browser) + rv_browser_requests(browser) > 0)
		fail_msg("%s", rv_browser_last(browser));
	assert_close("fault", rv_browser_number(browser, "byId('fault').hidden ? 0 : 1"), 0.0, 0.0);
}

static void keep(const char *name)
{
	char path[512];
	const char *dir = getenv("DASHBOARD_PICTURES");
	if (!dir)
		return;
	(void)snprintf(path, sizeof(path), "%s/%s.png", dir, name);
	rv_browser_picture(browser, path);
}

static void loads_without_a_word(void **state)
{
	(void)state;
	if (!browser)
		skip();
	open_small(1280, 4600, false);
	keep("light");
	no_complaint();
	/* the policy is in force, not only in the text */
	assert_close("blocked",
		     rv_browser_number(browser,
				       "(() => { try { return new Function('return 0')(); }"
				       " catch (e) { return 1; } })()"),
		     1.0, 0.0);
	open_small(1280, 4600, true);
	keep("dark");
	no_complaint();
}

static double total(size_t at, double sign, bool oos)
{
	double sum = 0.0;
	for (size_t d = 0; d < result->n_days; d++) {
		double v = 0.0;
		memcpy(&v, (const char *)&result->days[d] + at, sizeof(v));
		sum += isfinite(v) && (!oos || result->days[d].oos) ? sign * v : 0.0;
	}
	return sum;
}

static void same_series(const char *chart, int i, double n, double sum)
{
	char text[128];
	(void)snprintf(text, sizeof(text), "__rv.series('%s')[%d].n", chart, i);
	assert_close(text, rv_browser_number(browser, text), n, 0.0);
	(void)snprintf(text, sizeof(text), "__rv.series('%s')[%d].sum", chart, i);
	assert_close(text, rv_browser_number(browser, text), sum, 2e-4);
}

static void charts_have_the_numbers(void **state)
{
	(void)state;
	if (!browser)
		skip();
	static const struct {
		const char *chart;
		int i;
		size_t at;
		double sign;
	} columns[] = {
		{ "daily", 2, offsetof(rv_bt_day, price), 1 },
		{ "daily", 3, offsetof(rv_bt_day, funding), 1 },
		{ "daily", 4, offsetof(rv_bt_day, fee), -1 },
		{ "daily", 5, offsetof(rv_bt_day, slippage), -1 },
		{ "daily", 6, offsetof(rv_bt_day, settlement), -1 },
		{ "exposure", 0, offsetof(rv_bt_day, alt_gross), 1 },
		{ "exposure", 1, offsetof(rv_bt_day, major_gross), 1 },
		{ "exposure", 2, offsetof(rv_bt_day, net_exposure), 1 },
		{ "betas", 0, offsetof(rv_bt_day, beta_btc), 1 },
		{ "betas", 1, offsetof(rv_bt_day, beta_eth), 1 },
		{ "turnover", 0, offsetof(rv_bt_day, alt_turnover), 1 },
		{ "turnover", 1, offsetof(rv_bt_day, major_turnover), 1 },
	};
	open_small(1280, 900, false);
	const double n = (double)result->n_days;
	for (size_t c = 0; c < LEN(columns); c++)
		same_series(columns[c].chart, columns[c].i, n,
			    total(columns[c].at, columns[c].sign, false));
	same_series("score", 0, n - 20.0, total(offsetof(rv_bt_day, score), 1.0, false));
	double all = 1.0, oos = 1.0, sum_all = 0.0, sum_oos = 0.0, n_oos = 0.0, up = 0.0;
	for (size_t d = 0; d < result->n_days; d++) {
		const rv_bt_day *x = &result->days[d];
		all *= 1.0 + x->net;
		sum_all += all;
		up += x->net >= 0.0 ? x->net : 0.0;
		if (!x->oos)
			continue;
		oos *= 1.0 + x->net;
		sum_oos += oos;
		n_oos += 1.0;
	}
	same_series("equity", 0, n_oos, sum_oos);
	same_series("equity", 1, n, sum_all);
	assert_close("gains", rv_browser_number(browser, "__rv.series('daily')[0].sum"), up, 2e-4);
	assert_close("trials",
		     rv_browser_number(browser, "__rv.histogram()[1].reduce((a, b) => a + b)"),
		     51.0, 0.0); /* 60 less 3 of each 20 that were not admissible */
	assert_close("chosen",
		     rv_browser_number(browser, "__rv.histogram()[2].reduce((a, b) => a + b)"), 2.0,
		     0.0);
}

/* Where a day of a chart is; scrolls there. */
static void place(const char *chart, int day, double *x, double *y)
{
	char text[96];
	(void)snprintf(text, sizeof(text), "__rv.at('%s', %d)", chart, day);
	cJSON *o = rv_browser_eval(browser, text);
	*x = cJSON_GetArrayItem(o, 0)->valuedouble;
	*y = cJSON_GetArrayItem(o, 1)->valuedouble;
	cJSON_Delete(o);
}

static void legend_has(const char *chart, const char *want)
{
	char text[64];
	(void)snprintf(text, sizeof(text), "__rv.legend('%s')", chart);
	char *legend = rv_browser_text(browser, text);
	if (!strstr(legend, want))
		fail_msg("%s: \"%s\" is not in \"%s\"", chart, want, legend);
	free(legend);
}

static void hover_tells_the_day(void **state)
{
	(void)state;
	if (!browser)
		skip();
	double x = 0.0, y = 0.0, equity = 1.0, oos = 1.0;
	char want[64];
	open_small(1280, 900, false);
	place("equity", 437, &x, &y);
	rv_browser_mouse(browser, "mouseMoved", x, y, 0);
	for (size_t d = 0; d <= 437; d++) {
		equity *= 1.0 + result->days[d].net;
		oos *= result->days[d].oos ? 1.0 + result->days[d].net : 1.0;
	}
	legend_has("equity", "2024-03-13"); /* 437 days after 2023-01-01 */
	(void)snprintf(want, sizeof(want), "%.4f", oos);
	legend_has("equity", want);
	(void)snprintf(want, sizeof(want), "%.4f", equity);
	legend_has("equity", want);
	(void)snprintf(want, sizeof(want), "%.1f %%", 100.0 * result->days[437].alt_gross);
	legend_has("exposure", want); /* every chart follows */
	legend_has("exposure", "2024-03-13");
	legend_has("score", result->regimes[result->days[437].regime]);
	keep("hover");
	no_complaint();
}

/* First and last day that are shown, the same in every chart. */
static void shown(double *from, double *to)
{
	*from = rv_browser_number(browser, "__rv.range()[0]");
	*to = rv_browser_number(browser, "__rv.range()[1]");
	assert_close("charts that show another range",
		     rv_browser_number(browser,
				       "__rv.scales().filter(s => s[0] !== __rv.scales()[0][0] ||"
				       " s[1] !== __rv.scales()[0][1]).length"),
		     0.0, 0.0);
}

static void a_drag_zooms_all(void **state)
{
	(void)state;
	if (!browser)
		skip();
	double x = 0.0, y = 0.0, to_x = 0.0, from = 0.0, to = 0.0;
	open_small(1280, 900, false);
	place("drawdown", 480, &to_x, &y);
	place("drawdown", 400, &x, &y);
	rv_browser_mouse(browser, "mouseMoved", x, y, 0);
	rv_browser_mouse(browser, "mousePressed", x, y, 1);
	rv_browser_mouse(browser, "mouseMoved", (x + to_x) / 2.0, y, 1);
	rv_browser_mouse(browser, "mouseMoved", to_x, y, 1);
	rv_browser_mouse(browser, "mouseReleased", to_x, y, 1);
	shown(&from, &to);
	assert_close("from", from, 400.0, .003); /* a day or so: pixels are whole */
	assert_close("to", to, 480.0, .003);
	keep("zoomed");
	for (int clicks = 1; clicks <= 2; clicks++) {
		rv_browser_mouse(browser, "mousePressed", x, y, clicks);
		rv_browser_mouse(browser, "mouseReleased", x, y, clicks);
	}
	shown(&from, &to);
	assert_close("from", from, 0.0, 0.0);
	assert_close("to", to, 599.0, 0.0);
	no_complaint();
}

static void keys_do_it_too(void **state)
{
	(void)state;
	if (!browser)
		skip();
	double from = 0.0, to = 0.0;
	open_small(1280, 900, false);
	cJSON_Delete(
		rv_browser_eval(browser, "document.querySelector('#chart-score .plot').focus()"));
	rv_browser_key(browser, "ArrowLeft");
	rv_browser_key(browser, "ArrowLeft");
	legend_has("parts", "2024-08-20"); /* two before the last, 2024-08-22 */
	rv_browser_key(browser, "+");
	shown(&from, &to);
	assert_close("from", from, 448.0, 0.0); /* a quarter of 599 days to each side of 597 */
	assert_close("to", to, 599.0, 0.0);
	rv_browser_key(browser, "Escape");
	shown(&from, &to);
	assert_close("all", to - from, 599.0, 0.0);
	no_complaint();
}

static void a_symbol_has_its_page(void **state)
{
	(void)state;
	if (!browser)
		skip();
	double sum = 0.0, n = 0.0;
	open_small(1280, 900, false);
	cJSON_Delete(rv_browser_eval(browser, "location.hash = 'coin=ALT5'"));
	for (int i = 0; i < 100 && rv_browser_number(browser, "byId('chart-coin').innerText"
							      ".startsWith('ALT5') ? 1 : 0") < 1.0;
	     i++)
		;
	for (size_t i = 0; i < result->n_holds; i++)
		if (strcmp(result->coins[result->holds[i].coin], "ALT5") == 0)
			sum += 1e4 * result->holds[i].weight;
	same_series("coin", 0, 600.0, sum);
	for (size_t i = 0; i < result->n_trades; i++)
		n += strcmp(result->trades[i].symbol, "ALT5") == 0;
	assert_close(
		"trades",
		rv_browser_number(browser, "document.querySelectorAll('#coin tbody tr').length"), n,
		0.0);
	assert_close(
		"features",
		rv_browser_number(browser, "document.querySelectorAll('#features div').length"),
		9.0, 0.0);
	cJSON_Delete(rv_browser_eval(browser, "byId('coin').scrollIntoView()"));
	keep("coin");
	no_complaint();
}

static void nothing_is_wider_than_a_phone(void **state)
{
	(void)state;
	if (!browser)
		skip();
	rv_bt_result *r = rv_bt_page_run(&RV_BT_PAGE_SMALL, 21);
	memset(r->notes[0].text, 'x', RV_BT_TEXT - 1);
	memset(r->universe_source, 'y', RV_BT_TEXT - 1);
	memset(r->coins[0], 'Z', RV_SYMBOL_MAX - 1);
	memset(r->profile, 'p', RV_BT_NAME - 1);
	memset(r->regimes[0], 'R', RV_BT_NAME - 1);
	memset(r->features[0], 'F', RV_BT_NAME - 1);
	write_page(r, rv_tmp_path("wide.html"));
	rv_bt_result_free(r);
	rv_browser_open(browser, rv_tmp_path("wide.html"), 390, 844, false);
	assert_close("window", rv_browser_number(browser, "innerWidth"), 390.0, 0.0);
	assert_close("page",
		     rv_browser_number(browser,
				       "document.documentElement.scrollWidth <= 390 ? 390 :"
				       " document.documentElement.scrollWidth"),
		     390.0, 0.0);
	keep("phone-wide");
	open_small(390, 9000, true);
	keep("phone");
	no_complaint();
}

static void hostile_names_are_only_text(void **state)
{
	(void)state;
	if (!browser)
		skip();
	static const char bad[] = "<img src=x onerror=fail()>";
	rv_bt_result *r = rv_bt_page_run(&RV_BT_PAGE_SMALL, 22);
	(void)snprintf(r->profile, sizeof(r->profile), "%s", bad);
	(void)snprintf(r->universe_source, sizeof(r->universe_source), "</script>%s", bad);
	(void)snprintf(r->coins[0], sizeof(r->coins[0]), "</script><img src=x>");
	(void)snprintf(r->notes[0].symbol, sizeof(r->notes[0].symbol), "<b>");
	(void)snprintf(r->features[2], sizeof(r->features[2]), "%s", bad);
	(void)snprintf(r->regimes[1], sizeof(r->regimes[1]), "%s", bad);
	write_page(r, rv_tmp_path("hostile.html"));
	rv_bt_result_free(r);
	rv_browser_open(browser, rv_tmp_path("hostile.html"), 1280, 900, false);
	assert_close("images",
		     rv_browser_number(browser, "document.querySelectorAll('img').length"), 0.0,
		     0.0);
	char *text = rv_browser_text(browser, "byId('sharpe').innerText");
	assert_non_null(strstr(text, "universe: </script><img src=x onerror=fail()>"));
	free(text);
	no_complaint();
}

/* A Sharpe stands with its trials, costs and universe; without a walk-forward it says so. */
static void a_sharpe_is_never_alone(void **state)
{
	(void)state;
	if (!browser)
		skip();
	static const char *const beside[] = { "trials N = 60", "deflated Sharpe (probability): ",
					      "in sample (mean of the 3 windows' training): 1.60",
					      "after costs: taker 5 bp", "universe: made up" };
	open_small(1280, 900, false);
	char *text = rv_browser_text(browser, "byId('sharpe').innerText");
	for (size_t i = 0; i < LEN(beside); i++)
		assert_non_null(strstr(text, beside[i]));
	free(text);
	rv_bt_page_size plain = RV_BT_PAGE_SMALL;
	plain.windows = 0;
	rv_bt_result *r = rv_bt_page_run(&plain, 23);
	write_page(r, rv_tmp_path("plain.html"));
	rv_bt_result_free(r);
	rv_browser_open(browser, rv_tmp_path("plain.html"), 1280, 900, false);
	text = rv_browser_text(browser, "byId('sharpe').innerText");
	assert_non_null(strstr(text, "IN SAMPLE: no walk-forward"));
	assert_non_null(strstr(text, "trials N = 1"));
	free(text);
	no_complaint();
}

static void a_large_run_loads_soon(void **state)
{
	(void)state;
	if (!browser)
		skip();
	const rv_bt_page_size big = { .days = 1461,
				      .coins = 320,
				      .held = 300,
				      .windows = 16,
				      .samples = 51,
				      .trades = 43000,
				      .features = 64 };
	rv_bt_result *r = rv_bt_page_run(&big, 14);
	write_page(r, rv_tmp_path("big.html"));
	rv_bt_result_free(r);
	rv_browser_open(browser, rv_tmp_path("big.html"), 1280, 900, false);
	const double ms = rv_browser_number(browser, "__rv.ms");
	print_message("a page of 4 years and 300 coins was drawn after %.0f ms\n", ms);
	/* 2 s on a machine that does nothing else; here other tests run beside it */
	assert_true(ms < 6000.0);
	no_complaint();
}

static int setup(void **state)
{
	(void)state;
	assert_int_equal(rv_tmp_setup(state), 0);
	if (!rv_browser_found()) {
		print_message("skip: no chromium (make deps-optional), no page was looked at\n");
		return 0;
	}
	browser = rv_browser_start();
	result = rv_bt_page_run(&RV_BT_PAGE_SMALL, 5);
	write_page(result, rv_tmp_path("small.html"));
	return 0;
}

static int teardown(void **state)
{
	rv_browser_stop(browser);
	rv_bt_result_free(result);
	return rv_tmp_teardown(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loads_without_a_word),
		cmocka_unit_test(charts_have_the_numbers),
		cmocka_unit_test(hover_tells_the_day),
		cmocka_unit_test(a_drag_zooms_all),
		cmocka_unit_test(keys_do_it_too),
		cmocka_unit_test(a_symbol_has_its_page),
		cmocka_unit_test(nothing_is_wider_than_a_phone),
		cmocka_unit_test(hostile_names_are_only_text),
		cmocka_unit_test(a_sharpe_is_never_alone),
		cmocka_unit_test(a_large_run_loads_soon),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
