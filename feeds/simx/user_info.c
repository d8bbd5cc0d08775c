/* Queries about a user; see user_info.h. */
#include "feeds/simx/user_info.h"

#include <math.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "feeds/hyperliquid/action.h"
#include "feeds/sign/l1.h"
#include "feeds/simx/account.h"
#include "feeds/simx/allowance.h"
#include "feeds/simx/money.h"
#include "feeds/simx/orders.h"
#include "feeds/simx/user_json.h"

enum {
	LIGHT = 2,
	PLAIN = 20,
	ROLE = 60,
	ROWS_PER_WEIGHT = 20,
	FILL_ROWS = 2000,
	ORDER_ROWS = 2000,
	PAGE_ROWS = 500
};

typedef struct query {
	const rv_simx *x;
	const rv_simx_account *a; /* NULL: nobody */
	unsigned char user[RV_ADDRESS_BYTES];
	const cJSON *json;
	int64_t clock_ms, from, to;
	rv_sim_reply *r;
	rv_sim_out *o;
	unsigned rows;
} query;

/* A non-negative integer time; absent or null: *out stays, unless required. */
static bool read_time(const cJSON *json, const char *key, bool required, int64_t *out)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(json, key);
	if (!v || cJSON_IsNull(v))
		return !required;
	if (!cJSON_IsNumber(v) || v->valuedouble < 0.0 || v->valuedouble > 0x1.0p53 ||
	    floor(v->valuedouble) < v->valuedouble)
		return false;
	*out = (int64_t)v->valuedouble;
	return true;
}

static void separate(query *q)
{
	rv_sim_out_raw(q->o, q->rows++ ? "," : "");
}

static bool do_state(query *q)
{
	rv_simx_json_clearinghouse(q->o, q->x, q->a, q->clock_ms);
	return true;
}

static bool open_orders(query *q, bool full)
{
	rv_sim_out_raw(q->o, "[");
	for (size_t i = q->a ? q->a->orders.n : 0; i > 0; i--) { /* newest first */
		const rv_simx_order *v = q->a->orders.v[i - 1];
		if (!v->resting)
			continue;
		separate(q);
		if (full)
			rv_simx_json_order_full(q->o, q->x, v);
		else
			rv_simx_json_order(q->o, q->x, v);
	}
	rv_sim_out_raw(q->o, "]");
	q->rows = 0; /* of one weight however many */
	return true;
}

static bool do_open(query *q)
{
	return open_orders(q, false);
}

static bool do_open_full(query *q)
{
	return open_orders(q, true);
}

static bool do_history(query *q)
{
	rv_sim_out_raw(q->o, "[");
	for (size_t i = q->a ? q->a->orders.n : 0; i > 0 && q->rows < ORDER_ROWS; i--) {
		const rv_simx_order *v = q->a->orders.v[i - 1];
		if (v->forgotten)
			continue;
		separate(q);
		rv_simx_json_order_status(q->o, q->x, v, true);
	}
	rv_sim_out_raw(q->o, "]");
	return true;
}

/* oid: a number, or a cloid as a string; false: neither. */
static bool find_order(const query *q, const rv_simx_order **out)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(q->json, "oid");
	rv_hl_cloid cloid;
	*out = NULL;
	if (cJSON_IsString(v)) {
		if (rv_hl_cloid_parse(v->valuestring, &cloid) != RV_OK)
			return false;
		*out = q->a ? rv_simx_order_by_cloid(q->a, cloid.b) : NULL;
		return true;
	}
	int64_t oid = 0;
	if (!read_time(q->json, "oid", true, &oid))
		return false;
	*out = q->a ? rv_simx_order_by_oid(q->a, oid) : NULL;
	return true;
}

static bool do_order_status(query *q)
{
	const rv_simx_order *v = NULL;
	if (!find_order(q, &v))
		return false;
	if (!v || q->r->unknown_oid) {
		rv_sim_out_raw(q->o, "{\"status\":\"unknownOid\"}");
		return true;
	}
	rv_sim_out_raw(q->o, "{\"status\":\"order\",\"order\":");
	rv_simx_json_order_status(q->o, q->x, v, true);
	rv_sim_out_raw(q->o, "}");
	return true;
}

static void put_fill(query *q, const rv_simx_fill *f)
{
	rv_simx_fill shown = *f;
	if (f->time < q->from || f->time > q->to ||
	    (q->r->fills_late_ms && f->time > q->clock_ms - q->r->fills_late_ms))
		return;
	shown.sz += q->r->fills_wrong ? 1 : 0;
	for (int k = q->r->fills_twice ? 2 : 1; k > 0 && q->rows < FILL_ROWS; k--) {
		separate(q);
		rv_simx_json_fill(q->o, q->x, &shown);
	}
}

/* First fill that can still be asked for. */
static size_t oldest_fill(const rv_simx_account *a)
{
	return a->fills.n > RV_SIMX_FILLS_SHOWN ? a->fills.n - RV_SIMX_FILLS_SHOWN : 0;
}

static bool aggregate_ok(const query *q)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(q->json, "aggregateByTime");
	return !v || cJSON_IsNull(v) || cJSON_IsBool(v);
}

static bool do_fills(query *q)
{
	if (!aggregate_ok(q))
		return false;
	const size_t least = q->a ? oldest_fill(q->a) : 0;
	rv_sim_out_raw(q->o, "[");
	for (size_t i = q->a ? q->a->fills.n : 0; i > least && q->rows < FILL_ROWS; i--)
		put_fill(q, &q->a->fills.v[i - 1]);
	rv_sim_out_raw(q->o, "]");
	return true;
}

static bool read_span(query *q)
{
	return read_time(q->json, "startTime", true, &q->from) &&
	       read_time(q->json, "endTime", false, &q->to);
}

static bool do_fills_by_time(query *q)
{
	if (!read_span(q) || !aggregate_ok(q))
		return false;
	rv_sim_out_raw(q->o, "[");
	for (size_t i = q->a ? oldest_fill(q->a) : 0; q->a && i < q->a->fills.n; i++)
		put_fill(q, &q->a->fills.v[i]);
	rv_sim_out_raw(q->o, "]");
	return true;
}

static bool do_funding(query *q)
{
	if (!read_span(q))
		return false;
	rv_sim_out_raw(q->o, "[");
	for (size_t i = 0; q->a && i < q->a->fundings.n && q->rows < PAGE_ROWS; i++) {
		const rv_simx_funding *f = &q->a->fundings.v[i];
		if (f->time < q->from || f->time > q->to)
			continue;
		separate(q);
		rv_sim_out_fmt(q->o, "{\"time\":%lld,\"hash\":", (long long)f->time);
		rv_simx_json_hash(q->o, 0);
		rv_sim_out_raw(q->o, ",\"delta\":{\"type\":\"funding\",");
		rv_simx_json_funding(q->o, q->x, f);
		rv_sim_out_raw(q->o, "}}");
	}
	rv_sim_out_raw(q->o, "]");
	return true;
}

static bool do_transfers(query *q)
{
	if (!read_span(q))
		return false;
	rv_sim_out_raw(q->o, "[");
	for (size_t i = 0; q->a && i < q->a->transfers.n && q->rows < PAGE_ROWS; i++) {
		const rv_simx_transfer *t = &q->a->transfers.v[i];
		if (t->time < q->from || t->time > q->to)
			continue;
		separate(q);
		rv_sim_out_fmt(q->o, "{\"time\":%lld,\"hash\":", (long long)t->time);
		rv_simx_json_hash(q->o, t->id);
		rv_sim_out_fmt(q->o, ",\"delta\":{\"type\":\"%s\",\"usdc\":",
			       t->usdc < 0 ? "withdraw" : "deposit");
		rv_simx_json_dec(q->o, rv_simx_abs(t->usdc), RV_SIMX_MONEY_SCALE);
		if (t->usdc < 0)
			rv_sim_out_fmt(q->o, ",\"nonce\":%llu,\"fee\":\"0.0\"",
				       (unsigned long long)t->id);
		rv_sim_out_raw(q->o, "}}");
	}
	rv_sim_out_raw(q->o, "]");
	return true;
}

static bool do_role(query *q)
{
	char address[RV_ADDRESS_TEXT];
	const rv_simx_account *of = q->a ? NULL : rv_simx_signer_account(q->x, q->user);
	if (q->a)
		rv_sim_out_raw(q->o, "{\"role\":\"user\"}");
	else if (of)
		rv_sim_out_fmt(q->o, "{\"role\":\"agent\",\"data\":{\"user\":\"%s\"}}",
			       rv_address_format(of->address, address));
	else
		rv_sim_out_raw(q->o, "{\"role\":\"missing\"}");
	return true;
}

static bool do_agents(query *q)
{
	char address[RV_ADDRESS_TEXT];
	rv_sim_out_raw(q->o, "[");
	for (size_t i = 0; q->a && i < q->a->n_agents; i++) {
		const rv_simx_agent *g = &q->a->agents[i];
		if (g->valid_until <= q->clock_ms)
			continue;
		rv_sim_out_raw(q->o, q->rows++ ? ",{\"name\":" : "{\"name\":");
		rv_sim_out_str(q->o, g->name);
		rv_sim_out_fmt(q->o, ",\"address\":\"%s\",\"validUntil\":%lld}",
			       rv_address_format(g->address, address), (long long)g->valid_until);
	}
	rv_sim_out_raw(q->o, "]");
	q->rows = 0;
	return true;
}

static bool do_fees(query *q)
{
	rv_sim_out_raw(q->o, "{\"dailyUserVlm\":[],\"feeSchedule\":{\"cross\":\"0.00045\","
			     "\"add\":\"0.00015\",\"tiers\":{\"vip\":[],\"mm\":[]},"
			     "\"referralDiscount\":\"0.0\"},\"userCrossRate\":\"0.00045\","
			     "\"userAddRate\":\"0.00015\",\"activeReferralDiscount\":\"0.0\"}");
	return true;
}

static bool do_rate_limit(query *q)
{
	const int64_t cap = q->a ? rv_simx_allowance_cap(q->a) : RV_SIMX_ALLOWANCE_START;
	rv_sim_out_raw(q->o, "{\"cumVlm\":");
	rv_simx_json_dec(q->o, q->a ? q->a->volume : 0, RV_SIMX_MONEY_SCALE);
	rv_sim_out_fmt(q->o, ",\"nRequestsUsed\":%lld,\"nRequestsCap\":%lld}",
		       (long long)(q->a ? q->a->requests : 0), (long long)cap);
	return true;
}

static const struct handler {
	const char *type;
	bool (*run)(query *q); /* false: bad shape */
	unsigned weight;
} handlers[] = {
	{ "clearinghouseState", do_state, LIGHT },
	{ "orderStatus", do_order_status, LIGHT },
	{ "openOrders", do_open, PLAIN },
	{ "frontendOpenOrders", do_open_full, PLAIN },
	{ "historicalOrders", do_history, PLAIN },
	{ "userFills", do_fills, PLAIN },
	{ "userFillsByTime", do_fills_by_time, PLAIN },
	{ "userFunding", do_funding, PLAIN },
	{ "userNonFundingLedgerUpdates", do_transfers, PLAIN },
	{ "userRole", do_role, ROLE },
	{ "extraAgents", do_agents, PLAIN },
	{ "userFees", do_fees, PLAIN },
	{ "userRateLimit", do_rate_limit, PLAIN },
};

static const struct handler *find_handler(const char *type)
{
	for (size_t i = 0; type && i < sizeof(handlers) / sizeof(handlers[0]); i++) {
		if (strcmp(handlers[i].type, type) == 0)
			return &handlers[i];
	}
	return NULL;
}

const char *rv_simx_user_type(const char *type)
{
	const struct handler *h = find_handler(type);
	return h ? h->type : NULL;
}

bool rv_simx_user_info(const rv_simx *x, const cJSON *json, int64_t clock_ms, rv_sim_reply *r)
{
	const cJSON *type = cJSON_GetObjectItemCaseSensitive(json, "type");
	const cJSON *user = cJSON_GetObjectItemCaseSensitive(json, "user");
	const struct handler *h = find_handler(cJSON_IsString(type) ? type->valuestring : NULL);
	query q = { .x = x,
		    .json = json,
		    .clock_ms = clock_ms,
		    .from = INT64_MIN,
		    .to = INT64_MAX,
		    .r = r,
		    .o = &r->body };
	if (!h)
		return false;
	r->kind = h->type;
	r->weight = h->weight;
	if (!cJSON_IsString(user) || rv_address_parse(user->valuestring, q.user) != RV_OK)
		return false;
	q.a = rv_simx_find(x, q.user);
	if (!h->run(&q))
		return false;
	r->weight += q.rows / ROWS_PER_WEIGHT;
	return true;
}
