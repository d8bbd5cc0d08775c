/* Coins with their weights, and trades, of the page's data; see dash_impl.h. */
#include "app/research/dash_impl.h"
#include "app/research/dash_json.h"

#include "app/json_put.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A coin on the page. `coin` is its index in the result; SIZE_MAX: only trades know it. */
typedef struct entry {
	const char *symbol;
	size_t coin, holds;
	double held; /* sum of |weight| */
	bool left_out;
} entry;

typedef struct roll {
	const rv_bt_result *r;
	entry *list; /* the one held most first */
	size_t n;
	size_t *by_name;      /* indices into list, in name order */
	const rv_bt_hold **h; /* of a coin after another, by day */
	size_t *from;	      /* [n_coins + 1] into h */
} roll;

static int heavier(const void *a, const void *b)
{
	const entry *x = a, *y = b;
	if (x->held < y->held || x->held > y->held)
		return x->held < y->held ? 1 : -1;
	return strcmp(x->symbol, y->symbol);
}

static int by_symbol(const void *a, const void *b)
{
	return strcmp(((const entry *)a)->symbol, ((const entry *)b)->symbol);
}

/* Holds with a weight, sorted by coin; they are by day already. */
static bool sort_holds(roll *o)
{
	const rv_bt_result *r = o->r;
	o->h = calloc(r->n_holds + 1, sizeof(const rv_bt_hold *));
	o->from = calloc(r->n_coins + 2, sizeof(*o->from));
	if (!o->h || !o->from)
		return false;
	for (size_t i = 0; i < r->n_holds; i++)
		o->from[r->holds[i].coin + 2] += fabs(r->holds[i].weight) > 0.0;
	for (size_t c = 2; c < r->n_coins + 2; c++)
		o->from[c] += o->from[c - 1];
	for (size_t i = 0; i < r->n_holds; i++)
		if (fabs(r->holds[i].weight) > 0.0)
			o->h[o->from[r->holds[i].coin + 1]++] = &r->holds[i];
	return true;
}

/* Coins of the result; then symbols of trades that are none of them. Sorted by name, once each. */
static bool make_list(roll *o)
{
	const rv_bt_result *r = o->r;
	o->list = calloc(r->n_coins + r->n_trades + 1, sizeof(*o->list));
	if (!o->list)
		return false;
	for (size_t c = 0; c < r->n_coins; c++) {
		entry *e = &o->list[o->n++];
		*e = (entry){ .symbol = r->coins[c], .coin = c };
		e->holds = o->from[c + 1] - o->from[c];
		for (size_t i = o->from[c]; i < o->from[c + 1]; i++)
			e->held += fabs(o->h[i]->weight);
	}
	for (size_t t = 0; t < r->n_trades; t++)
		o->list[o->n++] = (entry){ .symbol = r->trades[t].symbol, .coin = SIZE_MAX };
	return true;
}

/* One entry a name: that of the result where there is one. */
static void unite(roll *o)
{
	size_t n = 0;
	qsort(o->list, o->n, sizeof(*o->list), by_symbol);
	for (size_t i = 0; i < o->n; i++) {
		if (n == 0 || strcmp(o->list[n - 1].symbol, o->list[i].symbol) != 0)
			o->list[n++] = o->list[i];
		else if (o->list[i].coin != SIZE_MAX)
			o->list[n - 1] = o->list[i];
	}
	o->n = n;
	qsort(o->list, o->n, sizeof(*o->list), heavier);
}

static bool index_names(roll *o)
{
	entry *sorted = malloc((o->n + 1) * sizeof(*sorted));
	o->by_name = malloc((o->n + 1) * sizeof(*o->by_name));
	if (!sorted || !o->by_name) {
		free(sorted);
		return false;
	}
	for (size_t i = 0; i < o->n; i++) {
		sorted[i] = o->list[i];
		sorted[i].holds = i;
	}
	qsort(sorted, o->n, sizeof(*sorted), by_symbol);
	for (size_t i = 0; i < o->n; i++)
		o->by_name[i] = sorted[i].holds;
	free(sorted);
	return true;
}

static int64_t find(const roll *o, const char *symbol)
{
	size_t lo = 0, hi = o->n;
	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		const int c = strcmp(o->list[o->by_name[mid]].symbol, symbol);
		if (c == 0)
			return (int64_t)o->by_name[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return -1;
}

/* Runs of days one after another: [first day, weight, weight ...], in bps of NAV. */
static bool put_runs(cJSON *o, const rv_bt_hold *const *h, size_t n)
{
	rv_dash_text t;
	if (!rv_dash_text_new(&t, 16 + 10 * n))
		return false;
	rv_dash_text_add(&t, "[", 1);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || h[i]->day != h[i - 1]->day + 1) {
			rv_dash_text_close(&t, i ? "],[" : "[");
			rv_dash_text_int(&t, h[i]->day, ',');
		}
		rv_dash_text_num(&t, 1e4 * h[i]->weight, ',');
	}
	return rv_dash_text_put(&t, o, "h", n ? "]]" : "]");
}

static bool put_coin(cJSON *o, const roll *l, const entry *e)
{
	const size_t n = e->left_out || e->coin == SIZE_MAX ? 0 : e->holds;
	const rv_bt_hold **h = n ? l->h + l->from[e->coin] : NULL;
	return rv_json_put_text(o, "s", e->symbol) &&
	       (!e->left_out || rv_json_put_bool(o, "left_out", true)) && put_runs(o, h, n);
}

static bool put_coins(cJSON *data, roll *l, cJSON *left)
{
	cJSON *list = cJSON_AddArrayToObject(data, "coins");
	size_t shown = 0, coins = 0, holds = 0;
	bool ok = list != NULL;
	for (size_t i = 0; ok && i < l->n; i++) {
		entry *e = &l->list[i];
		e->left_out = e->holds > 0 && (coins > 0 || e->holds > RV_DASH_HOLDS - shown);
		shown += e->left_out ? 0 : e->holds;
		coins += e->left_out;
		holds += e->left_out ? e->holds : 0;
		cJSON *o = cJSON_CreateObject();
		ok = o && cJSON_AddItemToArray(list, o) && put_coin(o, l, e);
	}
	return ok && rv_json_put_i64(left, "coins", (int64_t)coins) &&
	       rv_json_put_i64(left, "holds", (int64_t)holds);
}

/* Trades of the page: all, or the last of the list. */
typedef struct tape {
	const roll *l;
	const rv_bt_trade *t; /* [n] */
	size_t n;
	const char **words; /* [n_words] names of sub-books and reasons */
	size_t n_words;
} tape;

static size_t word(tape *x, const char *text)
{
	size_t i = 0;
	while (i < x->n_words && strcmp(x->words[i], text) != 0)
		i++;
	if (i == x->n_words)
		x->words[x->n_words++] = text;
	return i;
}

static int64_t trade_coin(const void *x, size_t i)
{
	const tape *t = x;
	return find(t->l, t->t[i].symbol);
}

static int64_t trade_open(const void *x, size_t i)
{
	return ((const tape *)x)->t[i].open_ms;
}

static int64_t trade_close(const void *x, size_t i)
{
	return ((const tape *)x)->t[i].close_ms;
}

static bool put_numbers(cJSON *o, const tape *x)
{
	const rv_bt_trade none = { 0 }, *t = x->n ? x->t : &none;
	const size_t n = x->n, size = sizeof(*t);
	return rv_dash_ints(o, "coin", n, trade_coin, x) &&
	       rv_dash_ints(o, "open_ms", n, trade_open, x) &&
	       rv_dash_ints(o, "close_ms", n, trade_close, x) &&
	       rv_dash_nums(o, "side", &t->side, n, size) &&
	       rv_dash_nums(o, "qty", &t->qty, n, size) &&
	       rv_dash_nums(o, "entry", &t->entry, n, size) &&
	       rv_dash_nums(o, "exit", &t->exit, n, size) &&
	       rv_dash_nums(o, "pnl", &t->pnl, n, size) &&
	       rv_dash_nums(o, "fee", &t->fee, n, size) &&
	       rv_dash_nums(o, "slippage", &t->slippage, n, size) &&
	       rv_dash_nums(o, "funding", &t->funding, n, size) &&
	       rv_dash_nums(o, "atr_entry", &t->atr_entry, n, size);
}

static bool put_words(cJSON *o, tape *x)
{
	rv_dash_text sub, why;
	const bool a = rv_dash_text_new(&sub, 16 + 3 * x->n),
		   b = rv_dash_text_new(&why, 16 + 3 * x->n);
	if (a && b) {
		rv_dash_text_add(&sub, "[", 1);
		rv_dash_text_add(&why, "[", 1);
	}
	for (size_t i = 0; a && b && i < x->n; i++) {
		rv_dash_text_int(&sub, (int64_t)word(x, x->t[i].sub), ',');
		rv_dash_text_int(&why, (int64_t)word(x, x->t[i].why), ',');
	}
	const bool put_a = rv_dash_text_put(&sub, o, "sub", "]");
	const bool put_b = rv_dash_text_put(&why, o, "why", "]");
	cJSON *list = cJSON_AddArrayToObject(o, "words");
	bool ok = put_a && put_b && list;
	for (size_t i = 0; ok && i < x->n_words; i++)
		ok = rv_json_push_text(list, x->words[i]);
	return ok;
}

static bool put_trades(cJSON *data, const roll *l, cJSON *left)
{
	const rv_bt_result *r = l->r;
	tape x = { .l = l, .n = r->n_trades < RV_DASH_TRADES ? r->n_trades : RV_DASH_TRADES };
	const size_t old = r->n_trades - x.n;
	x.t = r->n_trades ? r->trades + old : NULL;
	x.words = calloc(2 * x.n + 1, sizeof(*x.words));
	cJSON *o = cJSON_AddObjectToObject(data, "trades");
	const bool ok = x.words && o && put_numbers(o, &x) && put_words(o, &x) &&
			rv_json_put_i64(left, "trades", (int64_t)old);
	free(x.words);
	return ok;
}

bool rv_dash_coins(cJSON *data, const rv_bt_result *r)
{
	roll l = { .r = r };
	cJSON *left = cJSON_AddObjectToObject(data, "left_out");
	bool ok = left && sort_holds(&l) && make_list(&l);
	if (ok) {
		unite(&l);
		ok = index_names(&l) && put_coins(data, &l, left) && put_trades(data, &l, left);
	}
	free(l.list);
	free(l.by_name);
	free(l.h);
	free(l.from);
	return ok;
}
