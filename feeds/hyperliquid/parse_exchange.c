/* Answers to signed actions; see parse_exchange.h. */
#include "feeds/hyperliquid/parse_exchange.h"

#include "feeds/hyperliquid/exchange_text.h"
#include "feeds/hyperliquid/json_strict.h"

#include <assert.h>
#include <string.h>

enum { HTTP_OK = 200, HTTP_UNREADABLE_REQUEST = 422, HTTP_TOO_MANY = 429 };

static void clear(rv_hl_answer *a, size_t n)
{
	assert(n <= RV_HL_BATCH_MAX);
	memset(a, 0, offsetof(rv_hl_answer, v));
	memset(a->v, 0, n * sizeof(a->v[0]));
	a->n = n;
}

static rv_status bad(rv_err *err, const char *where, const char *want)
{
	return rv_err_set(err, RV_EPARSE, "%s: expected %s", where, want);
}

static bool is_cancel(rv_hl_action_kind kind)
{
	return kind == RV_HL_ACTION_CANCEL || kind == RV_HL_ACTION_CANCEL_CLOID;
}

static rv_status read_error(const cJSON *v, rv_hl_action_kind kind, rv_hl_verdict *out)
{
	if (!cJSON_IsString(v))
		return RV_EPARSE;
	out->kind = is_cancel(kind) && rv_hl_error_gone(v->valuestring) ? RV_HL_VERDICT_GONE
									: RV_HL_VERDICT_ERROR;
	if (kind == RV_HL_ACTION_ORDER)
		out->recorded = rv_hl_recorded_of(v->valuestring);
	rv_json_copy_text(v->valuestring, out->text, sizeof(out->text));
	return RV_OK;
}

/* {"oid":n,"cloid":".."?}, of a resting or filled order. */
static rv_status read_placed(const cJSON *v, rv_hl_verdict *out)
{
	const cJSON *cloid = rv_json_get(v, "cloid");
	if (rv_json_int(rv_json_get(v, "oid"), 1, INT64_MAX, &out->oid) != RV_OK)
		return RV_EPARSE;
	out->has_cloid = rv_json_given(cloid);
	return out->has_cloid ? rv_json_cloid(cloid, &out->cloid) : RV_OK;
}

static rv_status read_filled(const cJSON *v, rv_hl_verdict *out)
{
	if (rv_json_dec(rv_json_get(v, "totalSz"), RV_JSON_POSITIVE, &out->total_sz) != RV_OK ||
	    rv_json_dec(rv_json_get(v, "avgPx"), RV_JSON_POSITIVE, &out->avg_px) != RV_OK)
		return RV_EPARSE;
	return read_placed(v, out);
}

static rv_status read_order_word(const cJSON *v, rv_hl_verdict *out)
{
	if (!rv_json_is(v, "waitingForFill") && !rv_json_is(v, "waitingForTrigger"))
		return RV_EPARSE;
	out->kind = RV_HL_VERDICT_WAITING;
	return RV_OK;
}

static rv_status read_order(const cJSON *v, rv_hl_verdict *out)
{
	if (cJSON_IsString(v))
		return read_order_word(v, out);
	/* Exactly one member says what happened: two would be two stories. */
	if (!cJSON_IsObject(v) || cJSON_GetArraySize(v) != 1)
		return RV_EPARSE;
	const cJSON *m = v->child;
	if (strcmp(m->string, "error") == 0)
		return read_error(m, RV_HL_ACTION_ORDER, out);
	if (strcmp(m->string, "resting") == 0) {
		out->kind = RV_HL_VERDICT_RESTING;
		return read_placed(m, out);
	}
	if (strcmp(m->string, "filled") == 0) {
		out->kind = RV_HL_VERDICT_FILLED;
		return read_filled(m, out);
	}
	return RV_EPARSE;
}

static rv_status read_done(const cJSON *v, rv_hl_action_kind kind, rv_hl_verdict *out)
{
	if (rv_json_is(v, "success")) {
		out->kind = RV_HL_VERDICT_CANCELED;
		return RV_OK;
	}
	if (!cJSON_IsObject(v) || cJSON_GetArraySize(v) != 1 ||
	    strcmp(v->child->string, "error") != 0)
		return RV_EPARSE;
	return read_error(v->child, kind, out);
}

/* One element; whatever is not understood leaves a clean UNPARSED behind. */
static rv_status read_verdict(const cJSON *v, rv_hl_action_kind kind, rv_hl_verdict *out)
{
	rv_hl_verdict one;
	memset(&one, 0, sizeof(one));
	const rv_status st =
		kind == RV_HL_ACTION_ORDER ? read_order(v, &one) : read_done(v, kind, &one);
	if (st == RV_OK)
		*out = one;
	return st;
}

/* A single error for a batch of several; see whole_batch_error. */
static bool read_whole_batch(const cJSON *list, rv_hl_action_kind kind, rv_hl_answer *out)
{
	rv_hl_verdict one;
	memset(&one, 0, sizeof(one));
	if (out->n == 1 || cJSON_GetArraySize(list) != 1 ||
	    read_verdict(list->child, kind, &one) != RV_OK || one.kind != RV_HL_VERDICT_ERROR)
		return false;
	out->whole_batch_error = true;
	memcpy(out->text, one.text, sizeof(out->text));
	for (size_t i = 0; i < out->n && rv_hl_error_of_request(one.text); i++)
		out->v[i] = one;
	return true;
}

static rv_status read_statuses(const cJSON *list, rv_hl_action_kind kind, rv_hl_answer *out,
			       rv_err *err)
{
	const size_t got = (size_t)cJSON_GetArraySize(list);
	const cJSON *v = NULL;
	rv_status st = RV_OK;
	size_t i = 0;
	out->kind = RV_HL_ANSWER_STATUSES;
	if (read_whole_batch(list, kind, out)) {
		if (rv_hl_error_of_request(out->text))
			return RV_OK;
		return rv_err_set(err, RV_EPARSE, "answer: one error for %zu items: %s", out->n,
				  out->text);
	}
	if (got != out->n)
		return rv_err_set(err, RV_EPARSE, "answer: %zu statuses for %zu items", got,
				  out->n);
	cJSON_ArrayForEach(v, list)
	{
		if (read_verdict(v, kind, &out->v[i]) != RV_OK && st == RV_OK)
			st = rv_err_set(err, RV_EPARSE, "answer: status %zu is not understood", i);
		i++;
	}
	return st;
}

static bool type_fits(const cJSON *type, rv_hl_action_kind kind)
{
	return rv_json_is(type, rv_hl_action_name(kind)) ||
	       (kind == RV_HL_ACTION_CANCEL_CLOID && rv_json_is(type, "cancel"));
}

/* {"type":"order","data":{"statuses":[..]}}, {..,"data":{"status":..}} or {"type":"default"}. */
static rv_status read_ok(const cJSON *v, rv_hl_action_kind kind, rv_hl_answer *out, rv_err *err)
{
	const cJSON *type = rv_json_get(v, "type"), *data = rv_json_get(v, "data");
	const cJSON *list = rv_json_get(data, "statuses"), *one = rv_json_get(data, "status");
	if (kind != RV_HL_ACTION_ORDER && !is_cancel(kind)) {
		if (rv_json_is(type, "default")) {
			out->kind = RV_HL_ANSWER_DONE;
			return RV_OK;
		}
		return bad(err, "answer.type", "default");
	}
	if (!type_fits(type, kind))
		return bad(err, "answer.type", rv_hl_action_name(kind));
	if (cJSON_IsArray(list) && !one)
		return read_statuses(list, kind, out, err);
	if (!one || list || out->n != 1)
		return bad(err, "answer.data", "statuses");
	out->kind = RV_HL_ANSWER_STATUSES;
	if (read_verdict(one, kind, &out->v[0]) != RV_OK)
		return bad(err, "answer.data.status", "a status");
	return RV_OK;
}

static rv_status read_payload(const cJSON *v, rv_hl_action_kind kind, rv_hl_answer *out,
			      rv_err *err)
{
	const cJSON *status = rv_json_get(v, "status"), *response = rv_json_get(v, "response");
	if (rv_json_is(status, "ok"))
		return read_ok(response, kind, out, err);
	if (!rv_json_is(status, "err") || !cJSON_IsString(response))
		return bad(err, "answer", "status ok, or err with a text");
	out->kind = RV_HL_ANSWER_REFUSED;
	out->refusal = rv_hl_refusal_of(response->valuestring);
	rv_json_copy_text(response->valuestring, out->text, sizeof(out->text));
	return RV_OK;
}

static void set_http(rv_hl_answer *out, int http, const char *text, size_t len)
{
	char copy[RV_HL_ANSWER_TEXT];
	if (len >= sizeof(copy))
		len = sizeof(copy) - 1;
	memcpy(copy, text, len);
	copy[len] = '\0';
	out->kind = RV_HL_ANSWER_HTTP;
	out->http = http;
	rv_json_copy_text(copy, out->text, sizeof(out->text));
}

rv_status rv_hl_parse_exchange(int http, const char *body, size_t len, rv_hl_action_kind kind,
			       size_t n, rv_hl_answer *out, rv_err *err)
{
	clear(out, n);
	out->http = http;
	if (http != HTTP_OK) {
		set_http(out, http, len ? body : "", len);
		return RV_OK;
	}
	cJSON *root = rv_json_parse_strict(body, len, RV_HL_ANSWER_BYTES, err);
	if (!root)
		return RV_EPARSE;
	const rv_status st = read_payload(root, kind, out, err);
	cJSON_Delete(root);
	return st;
}

static rv_status read_post(const cJSON *root, int64_t *id, const cJSON **response, rv_err *err)
{
	const cJSON *data = rv_json_get(root, "data");
	if (!rv_json_is(rv_json_get(root, "channel"), "post") ||
	    rv_json_int(rv_json_get(data, "id"), 0, INT64_MAX, id) != RV_OK)
		return bad(err, "post", "an id");
	*response = rv_json_get(data, "response");
	return RV_OK;
}

rv_status rv_hl_parse_post_id(const char *s, size_t len, int64_t *id, rv_err *err)
{
	const cJSON *response = NULL;
	int64_t got = 0;
	cJSON *root = rv_json_parse_strict(s, len, RV_HL_ANSWER_BYTES, err);
	if (!root)
		return RV_EPARSE;
	const rv_status st = read_post(root, &got, &response, err);
	cJSON_Delete(root);
	if (st == RV_OK)
		*id = got;
	return st;
}

/* "429 Too Many Requests" */
static rv_status read_post_error(const cJSON *v, rv_hl_answer *out, rv_err *err)
{
	if (!cJSON_IsString(v))
		return bad(err, "post error", "a text");
	const char *s = v->valuestring;
	int http = 0;
	for (size_t i = 0; i < 3 && s[i] >= '0' && s[i] <= '9'; i++)
		http = 10 * http + (s[i] - '0');
	if (http < 100 || http == HTTP_OK || (s[3] != ' ' && s[3] != '\0'))
		http = 0;
	set_http(out, http, s, strlen(s));
	return RV_OK;
}

static rv_status read_post_answer(const cJSON *root, rv_hl_action_kind kind, rv_hl_answer *out,
				  rv_err *err)
{
	const cJSON *response = NULL;
	int64_t id = 0;
	const rv_status st = read_post(root, &id, &response, err);
	if (st != RV_OK)
		return st;
	const cJSON *type = rv_json_get(response, "type"), *p = rv_json_get(response, "payload");
	if (rv_json_is(type, "error"))
		return read_post_error(p, out, err);
	if (!rv_json_is(type, "action"))
		return bad(err, "post.response.type", "action or error");
	return read_payload(p, kind, out, err);
}

rv_status rv_hl_parse_post(const char *s, size_t len, rv_hl_action_kind kind, size_t n,
			   rv_hl_answer *out, rv_err *err)
{
	clear(out, n);
	cJSON *root = rv_json_parse_strict(s, len, RV_HL_ANSWER_BYTES, err);
	if (!root)
		return RV_EPARSE;
	const rv_status st = read_post_answer(root, kind, out, err);
	cJSON_Delete(root);
	return st;
}

bool rv_hl_answer_without_effect(const rv_hl_answer *a, bool sent_once)
{
	if (!sent_once)
		return false;
	if (a->kind == RV_HL_ANSWER_HTTP)
		return a->http == HTTP_UNREADABLE_REQUEST || a->http == HTTP_TOO_MANY;
	return a->kind == RV_HL_ANSWER_REFUSED && a->refusal != RV_HL_REFUSAL_OTHER &&
	       a->refusal != RV_HL_REFUSAL_DUPLICATE_NONCE;
}
