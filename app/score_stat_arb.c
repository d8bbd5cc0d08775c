/* The blocks of the stat-arb system; see score_modules.h. */
#include "app/json_put.h"
#include "app/score_modules.h"

#include <math.h>

static const char *name_of(const rv_step_result *r, size_t i)
{
	return r->daily_names[i];
}

static bool put_funding(cJSON *root, const rv_step_result *r)
{
	cJSON *block = cJSON_AddObjectToObject(root, "funding_daily");
	bool ok = block != NULL;
	for (size_t i = 0; ok && i < r->idio.n; i++) {
		const double funding = r->idio.symbols[i].funding;
		if (isfinite(funding))
			ok = rv_json_put_num(block, name_of(r, i), funding);
	}
	return ok;
}

/* Coins whose day was not paid for in full: the value is that of 24 hours all the same. */
static bool put_partial(cJSON *root, const rv_step_result *r)
{
	cJSON *list = cJSON_AddArrayToObject(root, "funding_partial");
	bool ok = list != NULL;
	for (size_t i = 0; ok && i < r->idio.n; i++) {
		if (r->idio.symbols[i].funding_partial)
			ok = rv_json_push_text(list, name_of(r, i));
	}
	return ok;
}

static bool put_factor_model(cJSON *root, const rv_step_result *r)
{
	cJSON *block = cJSON_AddObjectToObject(root, "factor_model");
	bool ok = block != NULL;
	for (size_t i = 0; ok && i < r->idio.n; i++) {
		const rv_idio_symbol *s = &r->idio.symbols[i];
		if (!isfinite(s->beta_btc))
			continue;
		cJSON *one = cJSON_AddObjectToObject(block, name_of(r, i));
		ok = one && rv_json_put_num(one, "alpha", s->alpha) &&
		     rv_json_put_num(one, "beta_btc", s->beta_btc) &&
		     rv_json_put_num(one, "beta_eth", s->beta_eth) &&
		     rv_json_put_num(one, "residual", s->residual) &&
		     rv_json_put_num(one, "idio_vol", s->idio_vol);
	}
	return ok;
}

/* Every other coin, and those with betas that have no sigma. */
static bool put_factor_excluded(cJSON *root, const rv_step_result *r)
{
	cJSON *block = cJSON_AddObjectToObject(root, "factor_excluded");
	bool ok = block != NULL;
	for (size_t i = 0; ok && i < r->idio.n; i++) {
		const rv_idio_reason why = r->idio.symbols[i].reason;
		if (why != RV_IDIO_OK)
			ok = rv_json_put_text(block, name_of(r, i), rv_idio_reason_text(why));
	}
	return ok;
}

static bool put_signals(cJSON *root, const rv_step_result *r)
{
	static const char *const raw_names[RV_IDIO_N] = { "momentum_raw", "mean_reversion_raw",
							  "carry_raw" };
	cJSON *block = cJSON_AddObjectToObject(root, "signals");
	bool ok = block != NULL;
	for (size_t i = 0; ok && i < r->idio.n; i++) {
		const rv_idio_symbol *s = &r->idio.symbols[i];
		if (!s->active)
			continue;
		cJSON *one = cJSON_AddObjectToObject(block, name_of(r, i));
		ok = one != NULL;
		for (int k = 0; ok && k < RV_IDIO_N; k++)
			ok = rv_json_put_num(one, rv_idio_signal_name((rv_idio_signal)k),
					     s->signal[k]);
		for (int k = 0; ok && k < RV_IDIO_N; k++)
			ok = rv_json_put_num(one, raw_names[k], s->signal_raw[k]);
	}
	return ok;
}

static bool put_ridge(cJSON *root, const rv_step_result *r)
{
	cJSON *block = cJSON_AddObjectToObject(root, "ridge");
	cJSON *weights = block ? cJSON_AddObjectToObject(block, "weights") : NULL;
	bool ok = weights != NULL;
	for (int k = 0; ok && k < RV_IDIO_N; k++)
		ok = rv_json_put_num(weights, rv_idio_signal_name((rv_idio_signal)k),
				     r->idio.weights[k]);
	return ok && rv_json_put_num(block, "alpha", r->idio.alpha) &&
	       rv_json_put_i64(block, "rows", (int64_t)r->idio.rows) &&
	       rv_json_put_num(block, "r2", r->idio.r2) &&
	       rv_json_put_text(block, "status", rv_ridge_status_text(r->idio.ridge_status)) &&
	       rv_json_put_item(block, "equal", cJSON_CreateBool(r->idio.weights_equal)) &&
	       rv_json_put_num(block, "oos_r2", r->idio.oos_r2);
}

static bool put_covariance(cJSON *root, const rv_book_result *b)
{
	cJSON *block = cJSON_AddObjectToObject(root, "covariance");
	return block && rv_json_put_num(block, "shrinkage", b->shrinkage) &&
	       rv_json_put_num(block, "mean_variance", b->mean_variance) &&
	       rv_json_put_i64(block, "assets", (int64_t)b->n_assets) &&
	       rv_json_put_i64(block, "rows", (int64_t)b->cov_rows);
}

typedef enum book_list { LIST_WEIGHTS, LIST_MU, LIST_COST, LIST_CAP, LIST_N } book_list;

static double listed(const rv_book_symbol *s, int list)
{
	switch ((book_list)list) {
	case LIST_WEIGHTS:
		return s->weight;
	case LIST_MU:
		return s->mu;
	case LIST_COST:
		return s->cost;
	case LIST_CAP:
		return s->cap;
	case LIST_N:
		break;
	}
	return NAN;
}

/* The four lists hold the same coins: those that the optimizer was given. */
static bool put_lists(cJSON *block, const rv_step_result *r)
{
	static const char *const names[LIST_N] = { "weights", "mu", "cost", "cap" };
	bool ok = true;
	for (int k = 0; ok && k < LIST_N; k++) {
		cJSON *list = cJSON_AddObjectToObject(block, names[k]);
		ok = list != NULL;
		for (size_t i = 0; ok && i < r->book.n; i++) {
			const rv_book_symbol *s = &r->book.symbols[i];
			if (s->reason == RV_BOOK_IN)
				ok = rv_json_put_num(list, name_of(r, i), listed(s, k));
		}
	}
	return ok;
}

/* What lies behind an unknown signal of an active coin, the nearest cause first. */
static const char *signal_cause(const rv_idio_symbol *s)
{
	if (s->reason != RV_IDIO_OK)
		return rv_idio_reason_text(s->reason);
	if (!isfinite(s->signal[RV_IDIO_CARRY]) && !isfinite(s->funding))
		return "funding unknown";
	return rv_book_reason_text(RV_BOOK_NO_SIGNAL);
}

/* Every coin that the optimizer was not given. */
static bool put_book_excluded(cJSON *block, const rv_step_result *r)
{
	cJSON *list = cJSON_AddObjectToObject(block, "excluded");
	bool ok = list != NULL;
	for (size_t i = 0; ok && i < r->book.n; i++) {
		const rv_book_reason why = r->book.symbols[i].reason;
		if (why != RV_BOOK_IN)
			ok = rv_json_put_text(list, name_of(r, i),
					      why == RV_BOOK_NO_SIGNAL
						      ? signal_cause(&r->idio.symbols[i])
						      : rv_book_reason_text(why));
	}
	return ok;
}

/* Only where there is one. */
static bool put_limits(cJSON *block, const rv_step_result *r)
{
	cJSON *list = NULL;
	bool ok = true;
	for (size_t i = 0; ok && i < r->book.n; i++) {
		const rv_book_symbol *s = &r->book.symbols[i];
		if (s->reason != RV_BOOK_IN || s->limit == RV_BOOK_FREE)
			continue;
		if (!list)
			list = cJSON_AddObjectToObject(block, "limits");
		ok = list && rv_json_put_text(list, name_of(r, i), rv_book_limit_text(s->limit));
	}
	return ok;
}

const char *rv_score_no_book(const rv_step_result *r)
{
	if (r->idio.n_active == 0)
		return "no coin of the universe is active";
	return "no active coin has a signal, a volatility and a covariance";
}

static bool put_portfolio(cJSON *root, const rv_step_result *r)
{
	const rv_book_result *b = &r->book;
	cJSON *block = cJSON_AddObjectToObject(root, "portfolio");
	return block && put_lists(block, r) && rv_json_put_num(block, "objective", b->objective) &&
	       rv_json_put_num(block, "gap", b->gap) && rv_json_put_num(block, "gross", b->gross) &&
	       rv_json_put_i64(block, "iterations", b->iterations) &&
	       rv_json_put_text(block, "status", rv_opt_status_text(b->status)) &&
	       (b->status != RV_OPT_NONE ||
		rv_json_put_text(block, "reason", rv_score_no_book(r))) &&
	       put_book_excluded(block, r) && put_limits(block, r);
}

static bool put_hedge(cJSON *root, const rv_book_result *b)
{
	cJSON *block = cJSON_AddObjectToObject(root, "hedge");
	const bool none = b->status == RV_OPT_NONE; /* there is no book to hedge */
	return block && rv_json_put_num(block, "delta_btc", none ? NAN : b->delta_btc) &&
	       rv_json_put_num(block, "delta_eth", none ? NAN : b->delta_eth) &&
	       rv_json_put_num(block, "weight_btc", none ? NAN : b->weight_btc) &&
	       rv_json_put_num(block, "weight_eth", none ? NAN : b->weight_eth);
}

/* Nothing is known before the first daily bar has closed: every block is null. */
static bool put_nothing(cJSON *root)
{
	static const char *const keys[] = { "funding_daily",   "funding_partial", "factor_model",
					    "factor_excluded", "signals",	  "ridge",
					    "covariance",      "portfolio",	  "hedge" };
	bool ok = true;
	for (size_t i = 0; ok && i < sizeof(keys) / sizeof(keys[0]); i++)
		ok = rv_json_put_item(root, keys[i], cJSON_CreateNull());
	return ok;
}

bool rv_score_put_stat_arb(cJSON *root, const rv_step_result *r)
{
	if (r->idio.close_ms == 0)
		return put_nothing(root);
	return put_funding(root, r) && put_partial(root, r) && put_factor_model(root, r) &&
	       put_factor_excluded(root, r) && put_signals(root, r) && put_ridge(root, r) &&
	       put_covariance(root, &r->book) && put_portfolio(root, r) &&
	       put_hedge(root, &r->book);
}
