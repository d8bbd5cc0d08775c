/* The blocks "pnl" and "paper" of state.json: every number, null where something is unknown. */
#include "app/state_pnl.h"

#include <stdlib.h>
#include <string.h>

#include "app/state_file.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/view_book.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_ledger.h"
#include "tests/support/view_trade.h"

static const cJSON *at(const cJSON *o, const char *const *path)
{
	for (size_t i = 0; path[i]; i++) {
		o = cJSON_GetObjectItemCaseSensitive(o, path[i]);
		assert_non_null(o);
	}
	return o;
}

#define AT(o, ...) at(o, (const char *const[]){ __VA_ARGS__, NULL })

static cJSON *json_of(void (*prepare)(rv_view *v))
{
	cJSON *o = NULL;
	rv_view *v = rv_fixture_view();
	assert_non_null(v);
	rv_fixture_trade(v);
	prepare(v);
	assert_int_equal(rv_state_json(v, &o), RV_OK);
	free(v);
	char *text = cJSON_PrintUnformatted(o); /* as it is read: numbers are text until then */
	assert_non_null(text);
	cJSON_Delete(o);
	o = cJSON_Parse(text);
	cJSON_free(text);
	assert_non_null(o);
	return o;
}

static void every_sub_book_and_cause(void **state)
{
	(void)state;
	cJSON *o = json_of(rv_fixture_ledger);
	assert_close("price", AT(o, "pnl", "day", "sub_books", "S5", "price")->valuedouble, 41.37,
		     0.0);
	assert_close("hedge", AT(o, "pnl", "month", "sub_books", "H", "hedge")->valuedouble,
		     -6.48 * 3.5, 1e-12);
	assert_close("all", AT(o, "pnl", "day", "all", "total")->valuedouble,
		     34.72 - 22.71 + 5.95 - 7.22 + 1143.65, 1e-9);
	assert_close("equity", AT(o, "pnl", "equity")->valuedouble, 10213.44, 0.0);
	assert_close("unexplained", AT(o, "pnl", "ever", "unexplained")->valuedouble, 0.0, 0.0);
	assert_close("paid in", AT(o, "pnl", "ever", "paid_in")->valuedouble, 5000.0, 0.0);
	assert_close("age", AT(o, "pnl", "account_age_ms")->valuedouble, 4200.0, 0.0);
	assert_int_equal(cJSON_GetArraySize(AT(o, "pnl", "day", "sub_books")), RV_SUB_N);
	cJSON_Delete(o);
}

static void what_is_not_whole_is_null(void **state)
{
	(void)state;
	cJSON *o = json_of(rv_fixture_ledger_unknown);
	assert_true(cJSON_IsNull(AT(o, "pnl", "day", "sub_books", "S5", "total")));
	assert_true(cJSON_IsNull(AT(o, "pnl", "day", "all", "fee")));
	assert_true(cJSON_IsNull(AT(o, "pnl", "day", "unexplained")));
	assert_true(cJSON_IsNull(AT(o, "pnl", "marks_age_ms")));
	assert_false(cJSON_IsNull(AT(o, "pnl", "day", "sub_books", "S3", "total")));
	cJSON_Delete(o);
	o = json_of(rv_fixture_ledger_none);
	assert_null(cJSON_GetObjectItem(o, "pnl"));
	cJSON_Delete(o);
}

static void as_it_is(rv_view *v)
{
	rv_fixture_shadow(v);
}

static void without_a_book(rv_view *v)
{
	memset(v->book.paper, 0, sizeof(v->book.paper));
}

/* What each strategy has earned on paper; a ratio has its N beside it. */
static void what_is_earned_on_paper(void **state)
{
	(void)state;
	cJSON *o = json_of(as_it_is);
	assert_int_equal(cJSON_GetArraySize(AT(o, "paper")), RV_SUB_H);
	assert_string_equal(AT(o, "paper", "S4m", "licence")->valuestring, "SHADOW");
	assert_close("days", AT(o, "paper", "S4m", "days")->valuedouble, 214.0, 0.0);
	assert_close("unknown", AT(o, "paper", "S4m", "days_unknown")->valuedouble, 2.0, 0.0);
	assert_close("net", AT(o, "paper", "S4m", "net")->valuedouble, 0.0724, 0.0);
	assert_close("dsr", AT(o, "paper", "S4m", "deflated_sharpe")->valuedouble, 0.7526, 0.0);
	assert_close("N", AT(o, "paper", "S4m", "trials")->valuedouble, 1.0, 0.0);
	assert_true(cJSON_IsNull(AT(o, "paper", "S4p", "since_ms")));
	assert_true(cJSON_IsNull(AT(o, "paper", "S4p", "net")));
	assert_true(cJSON_IsNull(AT(o, "paper", "S4mr", "sharpe")));
	cJSON_Delete(o);
	o = json_of(without_a_book);
	assert_null(cJSON_GetObjectItem(o, "paper"));
	cJSON_Delete(o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_sub_book_and_cause),
		cmocka_unit_test(what_is_not_whole_is_null),
		cmocka_unit_test(what_is_earned_on_paper),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
