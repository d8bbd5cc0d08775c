/* See order_books.h. */
#include "tests/support/order_books.h"

#include <cjson/cJSON.h>
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/decimal.h"
#include "engine/base/hex.h"
#include "feeds/journal/journal_reader.h"

enum { MONEY_SCALE = 6, PAGE_ROWS = 500 /* of the venue's answers about payments */ };

typedef struct coin_scale {
	char symbol[RV_SYMBOL_MAX];
	int sz;
} coin_scale;

typedef struct scales {
	coin_scale *v;
	size_t n;
} scales;

static bool fail(char *why, size_t cap, const char *fmt, ...) RV_PRINTF(3, 4);

static bool fail(char *why, size_t cap, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(why, cap, fmt, ap);
	va_end(ap);
	return false;
}

/* Room for one more, zeroed; NULL: no memory. */
static void *grow(void **v, size_t *n, size_t size)
{
	if ((*n & (*n - 1)) == 0) {
		void *more = realloc(*v, size * (*n ? *n * 2 : 1));
		if (!more)
			return NULL;
		*v = more;
	}
	void *at = (char *)*v + size * (*n)++;
	memset(at, 0, size);
	return at;
}

/* ---- the journal ---- */

static int64_t num(const rv_event *e, const char *key)
{
	int64_t v = 0;
	return rv_event_get_i64(e, key, &v) == RV_OK ? v : 0;
}

static void word(const rv_event *e, const char *key, char *out, size_t cap)
{
	if (rv_event_get(e, key, out, cap) != RV_OK)
		out[0] = '\0';
}

static void read_cloid(const rv_event *e, order_event *x)
{
	char hex[ORDER_CLOID];
	word(e, "cloid", hex, sizeof(hex));
	if (strspn(hex, "0x") == strlen(hex))
		return; /* none, or all zero */
	(void)snprintf(x->cloid, sizeof(x->cloid), "%s%.32s",
		       strncmp(hex, "0x", 2) == 0 ? "" : "0x", hex);
}

static void read_numbers(const rv_event *e, order_event *x)
{
	x->side = num(e, "side");
	x->lots = num(e, "lots");
	x->px = num(e, "px");
	x->sz = num(e, "sz");
	x->tif = num(e, "tif");
	x->nonce = num(e, "nonce");
	x->expires_ms = num(e, "expires_ms");
	x->mandate = num(e, "mandate");
	x->ticket = num(e, "ticket");
	x->reduce_only = num(e, "reduce_only");
	x->fee = num(e, "fee");
	x->closed_pnl = num(e, "closed_pnl");
	x->tid = num(e, "tid");
	x->oid = num(e, "oid");
	x->time_ms = num(e, "time_ms");
	x->usdc = num(e, "usdc");
	x->filled = num(e, "filled");
	x->by_status = num(e, "by_status");
	x->status = num(e, "status");
	x->settled = num(e, "settled");
	x->kind = num(e, "kind");
	x->book = num(e, "book");
	x->state = num(e, "state");
	x->flatten = num(e, "flatten");
	x->life_ms = num(e, "life_ms");
	x->notional_most = num(e, "notional_most");
	x->conflict_tid = num(e, "conflict_tid");
	x->n_cancels = num(e, "cancels");
	x->program = num(e, "program");
	x->cls = num(e, "class");
	x->date_ms = num(e, "date_ms") + num(e, "run_date_ms");
}

static rv_status on_row(void *ctx, const rv_journal_row *row, rv_err *err)
{
	order_books *b = ctx;
	static rv_event e; /* large, and this is one thread */
	char hash[RV_HASH_HEX];
	const rv_status st = rv_journal_row_event(row, &e, err);
	order_event *x = st == RV_OK ? grow((void **)&b->events, &b->n_events, sizeof(*x)) : NULL;
	if (!x)
		return st == RV_OK ? rv_err_set(err, RV_ENOMEM, "no memory") : st;
	x->seq = row->seq;
	x->type = e.type;
	x->run = row->run_id;
	x->utc_ms = e.utc_ms;
	(void)snprintf(x->subject, sizeof(x->subject), "%s", e.subject);
	(void)snprintf(x->hash16, sizeof(x->hash16), "%.16s",
		       rv_hex_format(row->hash, RV_HASH_BYTES, hash));
	word(&e, "symbol", x->symbol, sizeof(x->symbol));
	word(&e, "digest", x->digest, sizeof(x->digest));
	word(&e, "words", x->words, sizeof(x->words));
	word(&e, "why", x->why, sizeof(x->why));
	word(&e, "phase", x->phase, sizeof(x->phase));
	read_cloid(&e, x);
	read_numbers(&e, x);
	return RV_OK;
}

bool order_books_journal(const char *dir, char path[ORDER_PATH])
{
	DIR *d = opendir(dir);
	bool found = false;
	for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
		const size_t n = strlen(e->d_name);
		if (strncmp(e->d_name, "journal-", 8) != 0 || n < 4 ||
		    strcmp(e->d_name + n - 3, ".db") != 0)
			continue;
		found = snprintf(path, ORDER_PATH, "%s/%s", dir, e->d_name) < ORDER_PATH;
	}
	if (d)
		(void)closedir(d);
	return found;
}

bool order_books_read_journal(order_books *b, const char *dir, char *why, size_t cap)
{
	char path[ORDER_PATH];
	rv_journal_reader *r = NULL;
	rv_journal_report report;
	rv_err err = { 0 };
	const rv_journal_filter all = { .since_ms = INT64_MIN };
	if (!order_books_journal(dir, path))
		return fail(why, cap, "no journal in %s", dir);
	rv_status st = rv_journal_reader_open(path, &r, &err);
	if (st == RV_OK) {
		const rv_status good = rv_journal_reader_verify(r, NULL, 0, &report, &err);
		(void)snprintf(b->verify, sizeof(b->verify), "%s", good == RV_OK ? "ok" : err.text);
		st = rv_journal_reader_list(r, &all, on_row, b, &err);
	}
	rv_journal_reader_close(r);
	return st == RV_OK || fail(why, cap, "%s", err.text);
}

/* ---- the venue's ledger ---- */

static const char *text_of(const cJSON *o, const char *key)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, key);
	return cJSON_IsString(v) ? v->valuestring : "";
}

static int64_t int_of(const cJSON *o, const char *key)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, key);
	return cJSON_IsNumber(v) ? (int64_t)v->valuedouble : 0;
}

/* A decimal that reads wrong becomes a number that agrees with nothing. */
static int64_t dec_of(const cJSON *o, const char *key, int scale)
{
	int64_t v = 0;
	const char *s = text_of(o, key);
	return rv_dec_parse(s, strlen(s), scale, &v) == RV_OK ? v : INT64_MIN;
}

static int scale_of(const scales *s, const char *symbol)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->v[i].symbol, symbol) == 0)
			return s->v[i].sz;
	return 0;
}

static bool read_scales(const order_venue *v, scales *out)
{
	char *text = order_venue_http(v, "/info", "{\"type\":\"meta\"}");
	cJSON *json = text ? cJSON_Parse(text) : NULL;
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(json, "universe"), *one = NULL;
	cJSON_ArrayForEach(one, list)
	{
		coin_scale *c = grow((void **)&out->v, &out->n, sizeof(*c));
		if (!c)
			break;
		(void)snprintf(c->symbol, sizeof(c->symbol), "%s", text_of(one, "name"));
		c->sz = (int)int_of(one, "szDecimals");
	}
	cJSON_Delete(json);
	free(text);
	return out->n > 0;
}

static bool read_orders(order_books *b, const cJSON *list, const scales *s)
{
	const cJSON *one = NULL;
	cJSON_ArrayForEach(one, list)
	{
		order_record *x = grow((void **)&b->orders, &b->n_orders, sizeof(*x));
		if (!x)
			return false;
		const cJSON *record = cJSON_GetObjectItemCaseSensitive(one, "record");
		const cJSON *order = cJSON_GetObjectItemCaseSensitive(record, "order");
		(void)snprintf(x->symbol, sizeof(x->symbol), "%s", text_of(order, "coin"));
		(void)snprintf(x->cloid, sizeof(x->cloid), "%s", text_of(order, "cloid"));
		(void)snprintf(x->status, sizeof(x->status), "%s", text_of(record, "status"));
		x->nonce = int_of(one, "nonce");
		x->oid = int_of(order, "oid");
		x->time_ms = int_of(order, "timestamp");
		x->filled = dec_of(one, "filled", scale_of(s, x->symbol));
	}
	return true;
}

static bool read_fills(order_books *b, const cJSON *list, const scales *s)
{
	const cJSON *one = NULL;
	cJSON_ArrayForEach(one, list)
	{
		order_fill *x = grow((void **)&b->fills, &b->n_fills, sizeof(*x));
		if (!x)
			return false;
		(void)snprintf(x->symbol, sizeof(x->symbol), "%s", text_of(one, "coin"));
		(void)snprintf(x->cloid, sizeof(x->cloid), "%s", text_of(one, "cloid"));
		const int sz = scale_of(s, x->symbol);
		x->side = strcmp(text_of(one, "side"), "B") == 0 ? 1 : -1;
		x->lots = dec_of(one, "sz", sz);
		x->px = dec_of(one, "px", RV_PX_SCALE_SUM - sz);
		x->fee = dec_of(one, "fee", MONEY_SCALE);
		x->closed_pnl = dec_of(one, "closedPnl", MONEY_SCALE);
		x->tid = int_of(one, "tid");
		x->oid = int_of(one, "oid");
		x->time_ms = int_of(one, "time");
	}
	return true;
}

static bool read_positions(order_books *b, const cJSON *all, const scales *s)
{
	const cJSON *one = NULL;
	cJSON_ArrayForEach(one, all)
	{
		order_position *x = grow((void **)&b->positions, &b->n_positions, sizeof(*x));
		if (!x)
			return false;
		(void)snprintf(x->symbol, sizeof(x->symbol), "%s", one->string);
		x->lots = dec_of(all, one->string, scale_of(s, one->string));
	}
	return true;
}

static bool read_acts(order_books *b, const cJSON *list, const char *signer)
{
	const cJSON *one = NULL;
	cJSON_ArrayForEach(one, list)
	{
		if (strcmp(text_of(one, "signer"), signer) != 0)
			continue;
		order_act *x = grow((void **)&b->acts, &b->n_acts, sizeof(*x));
		if (!x)
			return false;
		(void)snprintf(x->type, sizeof(x->type), "%s", text_of(one, "type"));
		x->nonce = int_of(one, "nonce");
		x->time_ms = int_of(one, "time");
		x->accepted = int_of(one, "ordersAccepted");
	}
	return true;
}

static bool read_account(order_books *b, const cJSON *ledger, const scales *s, const char *account)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(ledger, "accounts"), *a = NULL;
	cJSON_ArrayForEach(a, list)
	{
		if (strcmp(text_of(a, "user"), account) == 0)
			break;
	}
	if (!a)
		return false;
	b->cash = dec_of(a, "cash", MONEY_SCALE);
	b->deposited = dec_of(a, "deposited", MONEY_SCALE);
	b->fees = dec_of(a, "fees", MONEY_SCALE);
	b->open_orders = int_of(a, "openOrders");
	b->dropped = int_of(a, "ordersDropped") + int_of(a, "fillsDropped");
	return read_orders(b, cJSON_GetObjectItemCaseSensitive(a, "orders"), s) &&
	       read_fills(b, cJSON_GetObjectItemCaseSensitive(a, "fills"), s) &&
	       read_positions(b, cJSON_GetObjectItemCaseSensitive(a, "positions"), s);
}

/* A page; *from: where the next one begins, of which a last row may be told again. */
static bool read_payments(order_books *b, const cJSON *page, int64_t *from, bool *last)
{
	const int n = cJSON_GetArraySize(page);
	const cJSON *one = NULL;
	const int64_t end = n > 0 ? int_of(cJSON_GetArrayItem(page, n - 1), "time") : 0;
	*last = n < PAGE_ROWS;
	cJSON_ArrayForEach(one, page)
	{
		/* The hour of a full page's end is read with the next page. */
		if (*last || int_of(one, "time") < end)
			b->funding += dec_of(cJSON_GetObjectItemCaseSensitive(one, "delta"), "usdc",
					     MONEY_SCALE);
	}
	const bool moves = *last || end > *from;
	*from = end;
	return cJSON_IsArray(page) && moves;
}

/* Payments of funding as the venue tells them to the user: its ledger has their sum in the cash. */
static bool read_funding(order_books *b, const order_venue *v, const char *account)
{
	char ask[160];
	int64_t from = 0;
	bool ok = true, last = false;
	while (ok && !last) {
		(void)snprintf(ask, sizeof(ask),
			       "{\"type\":\"userFunding\",\"user\":\"%s\",\"startTime\":%lld}",
			       account, (long long)from);
		char *text = order_venue_http(v, "/info", ask);
		cJSON *json = text ? cJSON_Parse(text) : NULL;
		ok = json && read_payments(b, json, &from, &last);
		cJSON_Delete(json);
		free(text);
	}
	return ok;
}

static bool read_ledger(order_books *b, const order_venue *v, const char *account,
			const char *signer, char *why, size_t cap)
{
	scales s = { NULL, 0 };
	char *text = order_venue_http(v, "/_test/ledger", NULL);
	cJSON *json = text ? cJSON_Parse(text) : NULL;
	(void)snprintf(b->audit, sizeof(b->audit), "%s", text_of(json, "audit"));
	const bool ok = json && read_scales(v, &s) && read_account(b, json, &s, account) &&
			read_funding(b, v, account) &&
			read_acts(b, cJSON_GetObjectItemCaseSensitive(json, "actions"), signer);
	b->dropped += int_of(json, "actionsDropped");
	cJSON_Delete(json);
	free(text);
	free(s.v);
	return ok || fail(why, cap, "the venue's ledger cannot be read, or has no %s", account);
}

bool order_books_read(order_books *b, const char *state_dir, const order_venue *v,
		      const char *account, const char *signer, char *why, size_t cap)
{
	memset(b, 0, sizeof(*b));
	return order_books_read_journal(b, state_dir, why, cap) &&
	       read_ledger(b, v, account, signer, why, cap);
}

void order_books_free(order_books *b)
{
	free(b->events);
	free(b->orders);
	free(b->fills);
	free(b->acts);
	free(b->positions);
	memset(b, 0, sizeof(*b));
}

const order_event *order_books_event(const order_books *b, uint64_t seq)
{
	return seq >= 1 && seq <= b->n_events ? &b->events[seq - 1] : NULL;
}
