/* Keys of the block "book"; see tables.h. */
#include "config/tables.h"

#define NUMBER(name, part, lo, hi) RV_KEY_NUMBER(#name, RV_KEY_DOUBLE, book.part.name, lo, hi)
#define ABOVE(name, part, lo, hi) RV_KEY_NUMBER(#name, RV_KEY_POSITIVE, book.part.name, lo, hi)
#define LICENCE(key, sub) RV_KEY_ONE_OF(key, book.licence[sub], licences)
#define TIME(key, name, lo, hi) RV_KEY_NUMBER(key, RV_KEY_SECONDS, book.day.name, lo, hi)

/* In the order of rv_book_licence. */
static const rv_key licences[] = {
	RV_KEY_WORD("auto"), RV_KEY_WORD("SHADOW"), RV_KEY_WORD("25"),
	RV_KEY_WORD("50"),   RV_KEY_WORD("100"),    RV_KEY_END,
};

static const rv_key capital_keys[] = {
	RV_KEY_NUMBER("s5", RV_KEY_DOUBLE, book.net.capital_s5, 0, 1),
	RV_KEY_NUMBER("s4", RV_KEY_DOUBLE, book.net.capital_s4, 0, 1),
	RV_KEY_NUMBER("s3", RV_KEY_DOUBLE, book.net.capital_s3, 0, 1),
	RV_KEY_END,
};

static const rv_key licence_keys[] = {
	LICENCE("s5", RV_SUB_S5),
	LICENCE("s4m", RV_SUB_S4M),
	LICENCE("s4r", RV_SUB_S4R),
	LICENCE("s4mr", RV_SUB_S4MR),
	LICENCE("s4p", RV_SUB_S4P),
	LICENCE("s3", RV_SUB_S3),
	RV_KEY_END,
};

static const rv_key size_keys[] = {
	ABOVE(gross_most, net, 0, 10),
	ABOVE(vol_most, net, 0, 5),
	ABOVE(rise_a_day, net, 0, 1),
	RV_KEY_NUMBER("cov_min", RV_KEY_INT, book.cov_min, 2, RV_BOOK_RETURNS),
	RV_KEY_END,
};

static const rv_key leg_keys[] = {
	NUMBER(least_nav, net, 0, 1),
	NUMBER(least_usd, net, 0, 1e6),
	NUMBER(least_order_usd, net, 0, 1e6),
	NUMBER(over_share, net, 0, 10),
	RV_KEY_NUMBER("over_s", RV_KEY_SECONDS, book.net.over_ms, 0, 2592000),
	RV_KEY_NUMBER("most", RV_KEY_INT, book.net.legs_most, 1, RV_NET_LEGS_MOST),
	NUMBER(edge_bps, net, 0, 1000),
	NUMBER(cost_bps, net, 0, 1000),
	RV_KEY_NUMBER("price_age_s", RV_KEY_SECONDS, book.price_age_ms, 1, 3600),
	RV_KEY_END,
};

static const rv_key modifier_keys[] = {
	NUMBER(downrank, mods, 0, 1),
	NUMBER(off_confidence, mods, 0, 1),
	NUMBER(off_beta, mods, 0, 10),
	RV_KEY_END,
};

static const rv_key hedge_keys[] = {
	ABOVE(trigger_nav, hedge, 0, 1),	NUMBER(trigger_usd, hedge, 0, 1e6),
	NUMBER(back_share, hedge, 0, 1),	NUMBER(momentum_most, hedge, 0, 10),
	NUMBER(least_order_usd, hedge, 0, 1e6), RV_KEY_END,
};

/* Seconds from the close, 00:00 UTC of the day after. */
static const rv_key day_keys[] = {
	TIME("propose_s", propose, -7200, -60),
	TIME("propose_late_s", propose_late, 1, 600),
	TIME("last_quote_s", last_quote, -600, -1),
	TIME("prepare_s", prepare, 1, 3600),
	TIME("fetch_s", fetch, 1, 3600),
	TIME("grace_s", grace, 0, 3600),
	TIME("give_up_s", give_up, 1, 7200),
	TIME("projected_end_s", projected_end, 1, 7200),
	TIME("correct_end_s", correct_end, 1, 7200),
	TIME("correct_for_s", correct_for, 1, 7200),
	TIME("mandate_extra_s", mandate_extra, 0, 3600),
	RV_KEY_END,
};

static const rv_key envelope_keys[] = {
	NUMBER(total_share, envelope, 0, 1),
	NUMBER(leg_share, envelope, 0, 1),
	NUMBER(leg_nav, envelope, 0, 1),
	NUMBER(flip_nav, envelope, 0, 1),
	RV_KEY_END,
};

#define P95(key, sub) RV_KEY_NUMBER(key, RV_KEY_MAYBE, book.risk.p95[sub], 0.001, 0.99)

static const rv_key p95_keys[] = {
	P95("s5", RV_SUB_S5),
	P95("s4m", RV_SUB_S4M),
	P95("s4r", RV_SUB_S4R),
	P95("s4mr", RV_SUB_S4MR),
	P95("s4p", RV_SUB_S4P),
	P95("s3", RV_SUB_S3),
	RV_KEY_END,
};

static const rv_key risk_keys[] = {
	RV_KEY_NUMBER("rest_s", RV_KEY_SECONDS, book.risk.watch.rest_ms, 0, 2592000),
	RV_KEY_NUMBER("again_s", RV_KEY_SECONDS, book.risk.again_ms, 60, 86400),
	NUMBER(least_order_usd, risk, 0, 1e6),
	ABOVE(demote_times, risk, 0, 100),
	RV_KEY_TABLE("drawdown_p95", p95_keys),
	RV_KEY_END,
};

const rv_key rv_keys_book[] = {
	RV_KEY_TABLE("capital", capital_keys),
	RV_KEY_TABLE("licence", licence_keys),
	RV_KEY_TABLE("size", size_keys),
	RV_KEY_TABLE("legs", leg_keys),
	RV_KEY_TABLE("modifiers", modifier_keys),
	RV_KEY_TABLE("hedge", hedge_keys),
	RV_KEY_TABLE("day", day_keys),
	RV_KEY_TABLE("envelope", envelope_keys),
	RV_KEY_TABLE("risk", risk_keys),
	RV_KEY_END,
};

rv_status rv_keys_check_book(const rv_json_doc *doc, const rv_book_params *p, rv_err *err)
{
	const char *why = rv_book_params_error(p);
	return why ? rv_keys_contradiction(doc, "book", why, err) : RV_OK;
}
