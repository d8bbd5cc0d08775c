/* Days, sub-books and features of the page's data, as columns; see dash_impl.h. */
#include "app/research/dash_impl.h"
#include "app/research/dash_json.h"

#include "app/json_put.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DAY_OF(r, i) (((const rv_bt_result *)(r))->days[i])

static int64_t close_s(const void *r, size_t i)
{
	return DAY_OF(r, i).close_ms / 1000;
}

static int64_t regime(const void *r, size_t i)
{
	return DAY_OF(r, i).regime;
}

static int64_t oos(const void *r, size_t i)
{
	return DAY_OF(r, i).oos;
}

static int64_t coins(const void *r, size_t i)
{
	return DAY_OF(r, i).coins;
}

static int64_t orders(const void *r, size_t i)
{
	return DAY_OF(r, i).orders;
}

static int64_t skipped(const void *r, size_t i)
{
	return DAY_OF(r, i).skipped;
}

static int64_t unfunded(const void *r, size_t i)
{
	return DAY_OF(r, i).unfunded;
}

static bool put_ints(cJSON *o, const rv_bt_result *r)
{
	static const struct {
		const char *key;
		int64_t (*get)(const void *, size_t);
	} columns[] = { { "close_s", close_s },	 { "regime", regime }, { "oos", oos },
			{ "coins", coins },	 { "orders", orders }, { "skipped", skipped },
			{ "unfunded", unfunded } };
	bool ok = true;
	for (size_t c = 0; ok && c < sizeof(columns) / sizeof(columns[0]); c++)
		ok = rv_dash_ints(o, columns[c].key, r->n_days, columns[c].get, r);
	return ok;
}

static bool put_doubles(cJSON *o, const rv_bt_result *r)
{
#define COLUMN(name)                                                                               \
	{                                                                                          \
#name, offsetof(rv_bt_day, name)                                                   \
	}
	static const struct {
		const char *key;
		size_t at;
	} columns[] = { COLUMN(score),	      COLUMN(price),	      COLUMN(funding),
			COLUMN(fee),	      COLUMN(slippage),	      COLUMN(settlement),
			COLUMN(net),	      COLUMN(alt_gross),      COLUMN(major_gross),
			COLUMN(alt_turnover), COLUMN(major_turnover), COLUMN(net_exposure),
			COLUMN(beta_btc),     COLUMN(beta_eth) };
#undef COLUMN
	bool ok = true;
	for (size_t c = 0; ok && c < sizeof(columns) / sizeof(columns[0]); c++) {
		const char *base = r->n_days ? (const char *)r->days + columns[c].at : NULL;
		ok = rv_dash_nums(o, columns[c].key, (const double *)(const void *)base, r->n_days,
				  sizeof(rv_bt_day));
	}
	return ok;
}

/* Equity from 1 and the drawdown of it; of days that count alone, NaN on the others. */
static bool put_curve(cJSON *o, const rv_bt_result *r, bool oos_only, const char *equity_key,
		      const char *drawdown_key)
{
	double *equity = malloc((2 * r->n_days + 1) * sizeof(*equity));
	if (!equity)
		return false;
	double *drawdown = equity + r->n_days, now = 1.0, peak = 1.0;
	for (size_t i = 0; i < r->n_days; i++) {
		const bool counts = !oos_only || r->days[i].oos;
		now *= counts ? 1.0 + r->days[i].net : 1.0;
		peak = fmax(peak, now);
		equity[i] = counts ? now : NAN;
		drawdown[i] = counts ? now / peak - 1.0 : NAN;
	}
	const bool ok = rv_dash_nums(o, equity_key, equity, r->n_days, sizeof(double)) &&
			rv_dash_nums(o, drawdown_key, drawdown, r->n_days, sizeof(double));
	free(equity);
	return ok;
}

static bool put_neutrality(cJSON *o, const rv_bt_result *r)
{
	double *error = malloc((r->n_days + 1) * sizeof(*error));
	if (!error)
		return false;
	for (size_t i = 0; i < r->n_days; i++)
		error[i] = hypot(r->days[i].beta_btc, r->days[i].beta_eth);
	const bool ok = rv_dash_nums(o, "neutrality", error, r->n_days, sizeof(double));
	free(error);
	return ok;
}

bool rv_dash_days(cJSON *data, const rv_bt_result *r)
{
	cJSON *o = cJSON_AddObjectToObject(data, "days");
	return o && put_ints(o, r) && put_doubles(o, r) &&
	       put_curve(o, r, false, "equity", "drawdown") &&
	       put_curve(o, r, true, "equity_oos", "drawdown_oos") && put_neutrality(o, r);
}

/* Sub-books in the order in which they first occur; the last place is of all that have none. */
enum { SUBS_MAX = 16 };

static size_t find_sub(const char *names[SUBS_MAX], size_t *n, const char *name)
{
	size_t s = 0;
	while (s < *n && strcmp(names[s], name) != 0)
		s++;
	if (s < *n)
		return s;
	if (*n == SUBS_MAX)
		return SUBS_MAX - 1;
	names[(*n)++] = s == SUBS_MAX - 1 ? "others" : name;
	return s;
}

/* Daily net by sub-book and day; a day without the sub-book is 0 of it. */
static bool put_subs(cJSON *o, const rv_bt_result *r, double *net)
{
	const char *names[SUBS_MAX];
	size_t n = 0;
	for (size_t i = 0; i < r->n_shares; i++) {
		const rv_bt_share *x = &r->shares[i];
		net[find_sub(names, &n, x->sub) * r->n_days + x->day] += x->net;
	}
	cJSON *list = cJSON_AddArrayToObject(o, "names");
	bool ok = list != NULL;
	for (size_t s = 0; ok && s < n; s++)
		ok = rv_json_push_text(list, names[s]);
	return ok && rv_dash_rows(o, "net", net, n, r->n_days);
}

bool rv_dash_subs(cJSON *data, const rv_bt_result *r)
{
	double *net = calloc(SUBS_MAX * r->n_days + 1, sizeof(*net));
	cJSON *o = cJSON_AddObjectToObject(data, "subs");
	const bool ok = net && o && put_subs(o, r, net);
	free(net);
	return ok;
}

bool rv_dash_features(cJSON *data, const rv_bt_result *r)
{
	cJSON *o = cJSON_AddObjectToObject(data, "features");
	cJSON *list = o ? cJSON_AddArrayToObject(o, "names") : NULL;
	const size_t n = r->feature ? r->n_features : 0;
	bool ok = list != NULL;
	for (size_t f = 0; ok && f < n; f++)
		ok = rv_json_push_text(list, r->features[f]);
	return ok && rv_dash_rows(o, "v", r->feature, n, r->n_days);
}
