/* The desk's state as JSON; see status_json.h. */
#include "app/script/status_json.h"

#include "app/json_put.h"
#include "app/state_file.h"
#include "engine/base/clock.h"
#include "engine/base/timefmt.h"
#include "tui/desk_lines.h"
#include "tui/money.h"
#include "tui/programs.h"

#include <math.h>
#include <string.h>

enum { DEPTH = 8, PATH = 160 };

static double coins(const rv_coin_ref *c, int64_t lots)
{
	return (double)lots / pow(10.0, c->sz_decimals);
}

static double usd(const rv_coin_ref *c, int64_t px)
{
	return px == 0 ? (double)NAN : (double)px / pow(10.0, RV_PX_SCALE_SUM - c->sz_decimals);
}

static double age(const rv_view *v, int64_t at)
{
	return at == RV_NEVER ? (double)NAN : (double)(v->elapsed_ms - at);
}

static cJSON *push_object(cJSON *array)
{
	cJSON *o = cJSON_CreateObject();
	if (o && cJSON_AddItemToArray(array, o))
		return o;
	cJSON_Delete(o);
	return NULL;
}

/* ---- who and where ---- */

static bool put_desk(cJSON *o, const rv_view *v, const rv_welcome *w, int64_t now)
{
	return rv_json_put_text(o, "version", w->id.version) && rv_json_put_i64(o, "pid", w->pid) &&
	       rv_json_put_i64(o, "uptime_ms", rv_machine_utc_ms() - w->started_utc_ms) &&
	       rv_json_put_i64(o, "utc_ms", v->utc_ms) &&
	       rv_json_put_i64(o, "snapshot_age_ms", now - v->mono_ms) &&
	       rv_json_put_text(o, "env", rv_state_env_word(v->env)) &&
	       rv_json_put_text(o, "venue", v->venue) &&
	       rv_json_put_text(o, "account", v->trade.account) &&
	       rv_json_put_i64(o, "uid", w->uid) && rv_json_put_bool(o, "may_command", w->may);
}

static bool put_state(cJSON *o, const rv_trade_view *t)
{
	return rv_json_put_text(o, "state", rv_label_book_state(t->state)) &&
	       rv_json_put_text(o, "state_reason", t->state_reason) &&
	       rv_json_put_i64(o, "state_since_utc_ms", t->state_since_utc_ms) &&
	       rv_json_put_bool(o, "armed", t->armed) &&
	       rv_json_put_bool(o, "reconciled", t->reconciled) &&
	       rv_json_put_i64(o, "unknown_orders", (int64_t)t->n_unknown) &&
	       rv_json_put_i64(o, "breaks", (int64_t)t->n_breaks) &&
	       rv_json_put_i64(o, "residue_coins", (int64_t)t->n_residue);
}

static bool put_journal(cJSON *o, const rv_trade_view *t)
{
	cJSON *j = cJSON_AddObjectToObject(o, "journal");
	return j && rv_json_put_bool(j, "ok", t->journal_ok) &&
	       rv_json_put_i64(j, "seq", (int64_t)t->journal_seq) &&
	       rv_json_put_text(j, "head", t->head);
}

/* ---- money ---- */

static bool put_delta(cJSON *o, const rv_book_view *b, int leg)
{
	const bool known = b->present && b->hedge_known;
	cJSON *d = cJSON_AddObjectToObject(o, leg == RV_HEDGE_BTC ? "btc" : "eth");
	return d && rv_json_put_num(d, "usd", known ? b->hedge[leg].actual : (double)NAN) &&
	       rv_json_put_num(d, "target_usd", known ? b->hedge[leg].target : (double)NAN);
}

static bool put_money(cJSON *o, const rv_view *v)
{
	const rv_trade_view *t = &v->trade;
	const bool ok = rv_json_put_num(o, "nav_usd", t->nav_usd) &&
			rv_json_put_num(o, "gross_usd", t->gross_usd) &&
			rv_json_put_num(o, "net_usd", t->net_usd) &&
			rv_json_put_num(o, "day_pnl_usd", t->day_pnl_usd) &&
			rv_json_put_num(o, "margin_ratio",
					isfinite(t->margin_ratio) ? t->margin_ratio : (double)NAN);
	cJSON *d = ok ? cJSON_AddObjectToObject(o, "delta") : NULL;
	return d && put_delta(d, &v->book, RV_HEDGE_BTC) && put_delta(d, &v->book, RV_HEDGE_ETH);
}

/* ---- lists ---- */

static bool put_ticket(cJSON *list, const rv_view *v, const rv_tv_ticket *t)
{
	char digest[RV_FMT_TEXT];
	cJSON *o = push_object(list);
	return o && rv_json_put_text(o, "kind", "ticket") &&
	       rv_json_put_i64(o, "id", (int64_t)t->id) &&
	       rv_json_put_text(o, "digest", rv_fmt_digest(&t->digest, 8, digest)) &&
	       rv_json_put_text(o, "state", rv_label_ticket(t->state)) &&
	       rv_json_put_text(o, "reason", t->reason) && rv_json_put_text(o, "why", t->why) &&
	       rv_json_put_text(o, "symbol", t->coin.symbol) &&
	       rv_json_put_text(o, "side", rv_label_side(t->side)) &&
	       rv_json_put_bool(o, "reduce_only", t->reduce_only) &&
	       rv_json_put_num(o, "size", coins(&t->coin, t->lots)) &&
	       rv_json_put_num(o, "limit", usd(&t->coin, t->px)) &&
	       rv_json_put_num(o, "notional_usd", (double)t->notional_musd / 1e6) &&
	       rv_json_put_num(o, "age_ms", age(v, t->created_at)) &&
	       rv_json_put_num(o, "left_ms", (double)(t->expires_at - v->elapsed_ms)) &&
	       rv_json_put_num(o, "quote_age_ms", age(v, t->quote_at));
}

static bool put_program(cJSON *list, const rv_view *v, const rv_tv_program *p)
{
	char digest[RV_FMT_TEXT];
	cJSON *o = push_object(list);
	return o && rv_json_put_text(o, "kind", "program") &&
	       rv_json_put_i64(o, "id", (int64_t)p->id) &&
	       rv_json_put_text(o, "digest", rv_fmt_digest(&p->digest, 8, digest)) &&
	       rv_json_put_text(o, "state", rv_label_program(p->state)) &&
	       rv_json_put_text(o, "reason", p->reason) && rv_json_put_text(o, "why", p->why) &&
	       rv_json_put_text(o, "phase", p->phase) &&
	       rv_json_put_i64(o, "legs", (int64_t)p->n) &&
	       rv_json_put_num(o, "gross_usd", p->gross_usd) &&
	       rv_json_put_num(o, "net_usd", p->net_usd) &&
	       rv_json_put_num(o, "age_ms", (double)(v->utc_ms - p->quoted_utc_ms)) &&
	       rv_json_put_num(o, "left_ms", (double)(p->expires_utc_ms - v->utc_ms));
}

static bool put_request(cJSON *list, const rv_view *v, const rv_tv_request *x)
{
	char digest[RV_FMT_TEXT];
	cJSON *o = push_object(list);
	return o && rv_json_put_text(o, "kind", "request") &&
	       rv_json_put_i64(o, "id", (int64_t)x->id) &&
	       rv_json_put_text(o, "digest", rv_fmt_digest(&x->digest, 8, digest)) &&
	       rv_json_put_text(o, "act", rv_cmd_word(x->kind)) &&
	       rv_json_put_text(o, "text", x->text) && rv_json_put_text(o, "reason", x->reason) &&
	       rv_json_put_text(o, "first", x->first) &&
	       rv_json_put_num(o, "age_ms", (double)(v->utc_ms - x->asked_utc_ms)) &&
	       rv_json_put_num(o, "left_ms", (double)(x->expires_at - v->elapsed_ms));
}

static bool put_pending(cJSON *o, const rv_view *v)
{
	const rv_trade_view *t = &v->trade;
	cJSON *list = cJSON_AddArrayToObject(o, "pending");
	bool ok = list != NULL;
	for (size_t i = 0; ok && i < t->n_requests; i++)
		ok = put_request(list, v, &t->requests[i]);
	for (size_t i = 0; ok && i < t->n_programs; i++)
		ok = !rv_program_waits(&t->programs[i]) || put_program(list, v, &t->programs[i]);
	for (size_t i = 0; ok && i < t->n_tickets; i++)
		ok = !rv_ticket_waits(&t->tickets[i]) || rv_ticket_is_leg(t, &t->tickets[i]) ||
		     put_ticket(list, v, &t->tickets[i]);
	return ok;
}

static bool put_order(cJSON *list, const rv_view *v, const rv_tv_order *q)
{
	char cloid[RV_FMT_TEXT];
	cJSON *o = push_object(list);
	return o && rv_json_put_text(o, "cloid", rv_fmt_cloid(&q->cloid, cloid)) &&
	       rv_json_put_i64(o, "oid", q->oid) && rv_json_put_bool(o, "external", q->external) &&
	       rv_json_put_text(o, "symbol", q->coin.symbol) &&
	       rv_json_put_text(o, "side", rv_label_side(q->side)) &&
	       rv_json_put_text(o, "state", rv_label_order(q->state)) &&
	       rv_json_put_bool(o, "reduce_only", q->reduce_only) &&
	       rv_json_put_num(o, "size", coins(&q->coin, q->lots)) &&
	       rv_json_put_num(o, "filled", coins(&q->coin, q->lots_filled)) &&
	       rv_json_put_num(o, "limit", usd(&q->coin, q->px)) &&
	       rv_json_put_i64(o, "mandate", (int64_t)q->mandate) &&
	       rv_json_put_num(o, "age_ms", age(v, q->sent_at));
}

static bool put_mandates(cJSON *o, const rv_trade_view *t)
{
	cJSON *list = cJSON_AddArrayToObject(o, "mandates");
	bool ok = list != NULL;
	for (size_t i = 0; ok && i < t->n_mandates; i++) {
		const rv_tv_mandate *m = &t->mandates[i];
		if (m->state == RV_MANDATE_ENDED)
			continue;
		cJSON *one = push_object(list);
		ok = one && rv_json_put_i64(one, "id", (int64_t)m->id) &&
		     rv_json_put_text(one, "state", rv_label_mandate(m->state)) &&
		     rv_json_put_text(one, "symbol", m->coin.symbol) &&
		     rv_json_put_text(one, "side", rv_label_side(m->side)) &&
		     rv_json_put_num(one, "size", coins(&m->coin, m->lots_most)) &&
		     rv_json_put_num(one, "filled", coins(&m->coin, m->lots_filled));
	}
	return ok;
}

static bool put_orders(cJSON *o, const rv_view *v)
{
	const rv_trade_view *t = &v->trade;
	cJSON *list = cJSON_AddArrayToObject(o, "orders");
	bool ok = list != NULL;
	for (size_t i = 0; ok && i < t->n_orders; i++)
		ok = rv_order_over(t->orders[i].state) || put_order(list, v, &t->orders[i]);
	return ok;
}

static bool put_position(cJSON *list, const rv_view *v, const rv_tv_position *p)
{
	cJSON *o = push_object(list);
	return o && rv_json_put_text(o, "symbol", p->coin.symbol) &&
	       rv_json_put_text(o, "state", rv_label_book_state(p->state)) &&
	       rv_json_put_num(o, "size", coins(&p->coin, p->lots)) &&
	       rv_json_put_num(o, "residue", coins(&p->coin, p->sub_lots[RV_SUB_RESIDUE])) &&
	       rv_json_put_num(o, "venue_size",
			       p->venue_known ? coins(&p->coin, p->venue_lots) : (double)NAN) &&
	       rv_json_put_num(o, "entry", p->entry_px) && rv_json_put_num(o, "mark", p->mark) &&
	       rv_json_put_num(o, "value_usd", p->value_usd) &&
	       rv_json_put_num(o, "unrealized_usd", p->unrealized_usd) &&
	       rv_json_put_num(o, "mark_age_ms", age(v, p->mark_at));
}

static bool put_positions(cJSON *o, const rv_view *v)
{
	const rv_trade_view *t = &v->trade;
	cJSON *list = cJSON_AddArrayToObject(o, "positions");
	bool ok = list != NULL;
	for (size_t i = 0; ok && i < t->n_positions; i++)
		ok = !rv_position_open(&t->positions[i]) || put_position(list, v, &t->positions[i]);
	return ok;
}

static bool put_alerts(cJSON *o, const rv_view *v)
{
	char since[RV_TIME_TEXT];
	cJSON *list = cJSON_AddArrayToObject(o, "alerts");
	bool ok = list != NULL;
	for (size_t i = 0; ok && i < v->n_alerts; i++) {
		const rv_view_alert *a = &v->alerts[i];
		if (a->id == 0 || !a->active)
			continue;
		cJSON *one = push_object(list);
		ok = one && rv_json_put_text(one, "text", a->text) &&
		     rv_json_put_text(one, "since", rv_time_format(a->since_utc_ms, since));
	}
	return ok;
}

rv_status rv_status_json(const rv_view *v, const rv_welcome *w, int64_t now, cJSON **out)
{
	cJSON *o = cJSON_CreateObject();
	bool ok = o && rv_json_put_i64(o, "schema", RV_STATUS_SCHEMA) && put_desk(o, v, w, now) &&
		  rv_json_put_bool(o, "trading", v->trade.present);
	if (ok && v->trade.present)
		ok = put_state(o, &v->trade) && put_journal(o, &v->trade) && put_money(o, v) &&
		     put_pending(o, v) && put_mandates(o, &v->trade) && put_orders(o, v) &&
		     put_positions(o, v);
	ok = ok && rv_state_put_feeds(o, v) && put_alerts(o, v);
	if (!ok) {
		cJSON_Delete(o);
		return RV_ENOMEM;
	}
	*out = o;
	return RV_OK;
}

/* ---- lines ---- */

static void print_value(FILE *out, const cJSON *v)
{
	if (cJSON_IsString(v))
		(void)fprintf(out, "%s\n", v->valuestring[0] ? v->valuestring : "--");
	else if (cJSON_IsBool(v))
		(void)fprintf(out, "%s\n", cJSON_IsTrue(v) ? "yes" : "no");
	else /* every number is raw text: json_put.h */
		(void)fprintf(out, "%s\n",
			      cJSON_IsRaw(v) && strcmp(v->valuestring, "null") != 0 ? v->valuestring
										    : "--");
}

static bool is_node(const cJSON *v)
{
	return cJSON_IsObject(v) || cJSON_IsArray(v);
}

/* One place in the tree: where it is, and how its path is written. */
typedef struct place {
	const cJSON *at;
	size_t n; /* of the path in front of it */
	int index;
} place;

static size_t add_name(char path[PATH], const place *p, bool in_list)
{
	const char *dot = p->n > 0 ? "." : "";
	const int len = in_list ? snprintf(path + p->n, PATH - p->n, "%s%d", dot, p->index)
				: snprintf(path + p->n, PATH - p->n, "%s%s", dot, p->at->string);
	return len > 0 && (size_t)len < PATH - p->n ? p->n + (size_t)len : p->n;
}

void rv_status_plain(FILE *out, const cJSON *object)
{
	char path[PATH] = "";
	place stack[DEPTH] = { { object->child, 0, 0 } };
	bool list[DEPTH] = { cJSON_IsArray(object) };
	for (int d = 0; d >= 0;) {
		place *p = &stack[d];
		const cJSON *v = p->at;
		if (!v) {
			d--;
			continue;
		}
		const size_t n = add_name(path, p, list[d]);
		if (is_node(v) && d + 1 < DEPTH) {
			stack[d + 1] = (place){ v->child, n, 0 };
			list[d + 1] = cJSON_IsArray(v);
		} else {
			(void)fprintf(out, "%.*s ", (int)n, path);
			print_value(out, v);
		}
		p->at = v->next;
		p->index++;
		d += is_node(v) && d + 1 < DEPTH;
	}
}
