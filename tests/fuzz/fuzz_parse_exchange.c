/*
 * Fuzzes the reader of answers to signed actions. The first byte picks the action (or an answer
 * over the socket, or an HTTP status), the second is a digit, the number of items.
 */
#include "feeds/hyperliquid/parse_exchange.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static rv_hl_answer a;

static void need(int ok)
{
	if (!ok)
		abort();
}

static void verdict(const rv_hl_verdict *v)
{
	need(memchr(v->text, 0, sizeof(v->text)) != NULL);
	switch (v->kind) {
	case RV_HL_VERDICT_FILLED:
		need(v->total_sz.units > 0 && v->avg_px.units > 0 && v->oid > 0);
		break;
	case RV_HL_VERDICT_RESTING:
		need(v->oid > 0);
		break;
	case RV_HL_VERDICT_UNPARSED:
		need(v->oid == 0 && v->text[0] == '\0');
		break;
	case RV_HL_VERDICT_WAITING:
	case RV_HL_VERDICT_ERROR:
	case RV_HL_VERDICT_CANCELED:
	case RV_HL_VERDICT_GONE:
		break;
	}
}

/* What any answer promises, whatever came. */
static void check(rv_status st, size_t n, const rv_err *err)
{
	size_t unparsed = 0;
	need(a.n == n && memchr(a.text, 0, sizeof(a.text)) != NULL);
	need((st != RV_OK) == (err->text[0] != '\0'));
	for (size_t i = 0; i < n; i++) {
		verdict(&a.v[i]);
		unparsed += a.v[i].kind == RV_HL_VERDICT_UNPARSED;
	}
	if (a.kind == RV_HL_ANSWER_STATUSES)
		need(st != RV_OK || unparsed == 0);
	else
		need(unparsed == n);
	need(st == RV_OK || !rv_hl_answer_without_effect(&a, true));
	need((a.kind == RV_HL_ANSWER_REFUSED) == (a.refusal != RV_HL_REFUSAL_NONE));
}

static rv_hl_action_kind kind_of(uint8_t c)
{
	switch (c) {
	case 'c':
		return RV_HL_ACTION_CANCEL;
	case 'b':
		return RV_HL_ACTION_CANCEL_CLOID;
	case 'n':
		return RV_HL_ACTION_NOOP;
	default:
		return RV_HL_ACTION_ORDER;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	rv_err err = { 0 };
	int64_t id = 0;
	if (size < 2)
		return 0;
	const char *s = (const char *)data + 2;
	const size_t len = size - 2, n = data[1] % 10;
	if (data[0] == 'p') {
		check(rv_hl_parse_post(s, len, RV_HL_ACTION_ORDER, n, &a, &err), n, &err);
		err.text[0] = '\0';
		need((rv_hl_parse_post_id(s, len, &id, &err) == RV_OK) == (err.text[0] == '\0'));
		return 0;
	}
	const int http = data[0] == 'h' ? 429 : 200;
	check(rv_hl_parse_exchange(http, s, len, kind_of(data[0]), n, &a, &err), n, &err);
	return 0;
}
