/* CoinGecko's answers: the forms of its documentation, and everything that is refused. */
#include "feeds/coingecko/parse.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define DAY(k) (INT64_C(1767225600000) + (int64_t)(k)*RV_DAY_MS) /* 2026-01-01 + k */

static rv_gecko_coin rows[RV_GECKO_PAGE];
static rv_mcap caps[8];
static rv_err err;

static rv_status markets(const char *text, size_t *n, size_t *seen)
{
	return rv_gecko_parse_markets(text, strlen(text), rows, n, seen, &err);
}

static rv_status chart(const char *text, size_t *n)
{
	return rv_gecko_parse_chart(text, strlen(text), caps, LEN(caps), n, &err);
}

static void a_page_of_coins(void **state)
{
	(void)state;
	size_t n = 0, seen = 0;
	assert_int_equal(
		markets("[{\"id\":\"bitcoin\",\"symbol\":\"btc\",\"name\":\"Bitcoin\","
			"\"current_price\":77671,\"market_cap\":1555886872303,\"roi\":null,"
			"\"sparkline_in_7d\":{\"price\":[81045.8,81001.7]},"
			"\"last_updated\":\"2026-05-18T12:49:21.599Z\"},"
			"{\"id\":\"pepe\",\"market_cap\":null,\"last_updated\":null},"
			"{\"id\":\"nothing\",\"market_cap\":0,\"last_updated\":"
			"\"2026-05-18T12:49:21Z\"},"
			"{\"id\":\"an-id-that-is-longer-than-any-that-we-could-ever-ask-for\","
			"\"market_cap\":1,\"last_updated\":null}]",
			&n, &seen),
		RV_OK);
	assert_int_equal(seen, 4);
	assert_int_equal(n, 3);
	assert_string_equal(rows[0].id, "bitcoin");
	assert_close("cap", rows[0].market_cap_usd, 1555886872303.0, 0.0);
	assert_true(rows[0].updated_ms == INT64_C(1779108561000));
	assert_true(isnan(rows[1].market_cap_usd) && rows[1].updated_ms == INT64_MIN);
	assert_true(isnan(rows[2].market_cap_usd));
	assert_int_equal(markets("[]", &n, &seen), RV_OK);
	assert_int_equal(seen, 0);
}

static void wrong_coins_refuse_the_page(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"",
		"null",
		"{}",
		"{\"status\":{\"error_code\":429}}",
		"[1]",
		"[{}]",
		"[{\"id\":7,\"market_cap\":1,\"last_updated\":null}]",
		"[{\"id\":\"\",\"market_cap\":1,\"last_updated\":null}]",
		"[{\"id\":\"x\",\"last_updated\":null}]",
		"[{\"id\":\"x\",\"market_cap\":\"1\",\"last_updated\":null}]",
		"[{\"id\":\"x\",\"market_cap\":-1,\"last_updated\":null}]",
		"[{\"id\":\"x\",\"market_cap\":1e17,\"last_updated\":null}]",
		"[{\"id\":\"x\",\"market_cap\":1,\"last_updated\":1779108561}]",
		"[{\"id\":\"x\",\"market_cap\":1,\"last_updated\":\"yesterday\"}]",
		"[{\"id\":\"x\",\"market_cap\":1,\"last_updated\":\"2026-05-18\"}]",
		"[{\"id\":\"x\",\"market_cap\":1,\"last_updated\":\"2026-05-18T12:49:21.5x\"}]",
		"[{\"id\":\"x\",\"market_cap\":1,\"last_updated\":\"1026-05-18T12:49:21Z\"}]",
		"[{\"id\":\"x\",\"market_cap\":1,\"last_updated\":null}] trailing",
	};
	size_t n = 0, seen = 0;
	for (size_t i = 0; i < LEN(wrong); i++) {
		if (markets(wrong[i], &n, &seen) == RV_OK)
			fail_msg("taken: %s", wrong[i]);
	}
}

static void points_belong_to_the_day_that_they_close(void **state)
{
	(void)state;
	char text[512];
	size_t n = 0;
	(void)snprintf(text, sizeof(text),
		       "{\"prices\":[],\"market_caps\":[[%lld,1.5e9],[%lld,null],[%lld,2.385e9],"
		       "[%lld,2.4e9],[%lld,2.5e9]],\"total_volumes\":[]}",
		       (long long)DAY(1), (long long)DAY(2), (long long)DAY(3),
		       (long long)DAY(3) + 1000, (long long)DAY(3) + 7200000);
	assert_int_equal(chart(text, &n), RV_OK);
	assert_int_equal(n, 3);
	assert_true(caps[0].t == DAY(0) && caps[1].t == DAY(2) && caps[2].t == DAY(3));
	assert_close("close", caps[1].market_cap_usd, 2.385e9, 0.0);
	assert_close("now", caps[2].market_cap_usd, 2.5e9, 0.0); /* the newest of its day */
	assert_int_equal(chart("{\"market_caps\":[]}", &n), RV_OK);
	assert_int_equal(n, 0);
}

static void wrong_points_refuse_the_chart(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"[]",
		"{}",
		"{\"market_caps\":null}",
		"{\"market_caps\":[1]}",
		"{\"market_caps\":[[1767225600000]]}",
		"{\"market_caps\":[[1767225600000,1,2]]}",
		"{\"market_caps\":[[\"1767225600000\",1]]}",
		"{\"market_caps\":[[1767225600000.5,1]]}",
		"{\"market_caps\":[[1767225600,1]]}",
		"{\"market_caps\":[[1767225600000,\"1\"]]}",
		"{\"market_caps\":[[1767225600000,-1]]}",
		"{\"market_caps\":[[1767398400000,1],[1767225600000,1]]}",
	};
	size_t n = 0;
	for (size_t i = 0; i < LEN(wrong); i++) {
		if (chart(wrong[i], &n) == RV_OK)
			fail_msg("taken: %s", wrong[i]);
	}
	char many[1024] = "{\"market_caps\":[";
	for (int k = 0; k < 9; k++) {
		const size_t at = strlen(many);
		(void)snprintf(many + at, sizeof(many) - at, "%s[%lld,1]", k ? "," : "",
			       (long long)DAY(k));
	}
	(void)snprintf(many + strlen(many), sizeof(many) - strlen(many), "]}");
	assert_int_equal(chart(many, &n), RV_EFULL);
}

static void the_whole_market(void **state)
{
	(void)state;
	rv_gecko_global g;
	static const char text[] =
		"{\"data\":{\"active_cryptocurrencies\":17397,\"total_market_cap\":{\"btc\":1,"
		"\"usd\":2621040321355.0405},\"market_cap_percentage\":{\"btc\":57.95},"
		"\"updated_at\":1779877351}}";
	assert_int_equal(rv_gecko_parse_global(text, strlen(text), &g, &err), RV_OK);
	assert_close("total", g.total_usd, 2621040321355.0405, 0.0);
	assert_close("btc", g.btc_percent, 57.95, 0.0);
	assert_true(g.updated_ms == INT64_C(1779877351000));
	static const char *const wrong[] = {
		"{}",
		"{\"data\":null}",
		"{\"data\":{\"total_market_cap\":{\"usd\":\"1\"},\"market_cap_percentage\":"
		"{\"btc\":5},\"updated_at\":1779877351}}",
		"{\"data\":{\"total_market_cap\":{\"usd\":1},\"market_cap_percentage\":"
		"{\"btc\":101},\"updated_at\":1779877351}}",
		"{\"data\":{\"total_market_cap\":{\"usd\":1},\"market_cap_percentage\":"
		"{\"btc\":5},\"updated_at\":\"now\"}}",
	};
	for (size_t i = 0; i < LEN(wrong); i++)
		assert_int_not_equal(rv_gecko_parse_global(wrong[i], strlen(wrong[i]), &g, &err),
				     RV_OK);
}

static void coins_are_known_by_id(void **state)
{
	(void)state;
	static rv_coin_ids ids;
	rv_aliases a;
	char id[RV_COIN_ID_MAX];
	rv_coin_ids_default(&ids);
	rv_aliases_default(&a);
	assert_string_equal(rv_coin_ids_find(&ids, &a, "BTC"), "bitcoin");
	assert_string_equal(rv_coin_ids_find(&ids, &a, "kPEPE"), "pepe");
	assert_string_equal(rv_coin_ids_find(&ids, &a, "1000SATS"), "sats-ordinals");
	assert_null(rv_coin_ids_find(&ids, &a, "BITCOIN")); /* a name is no symbol */
	rv_coin_ids_sim(&ids, &a, "NEWCOIN", id);
	assert_string_equal(id, "newcoin");
	for (size_t i = 0; i < ids.n; i++) {
		for (size_t k = 0; k < i; k++)
			assert_true(strcmp(ids.list[i].symbol, ids.list[k].symbol) != 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_of_coins),
		cmocka_unit_test(wrong_coins_refuse_the_page),
		cmocka_unit_test(points_belong_to_the_day_that_they_close),
		cmocka_unit_test(wrong_points_refuse_the_chart),
		cmocka_unit_test(the_whole_market),
		cmocka_unit_test(coins_are_known_by_id),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
