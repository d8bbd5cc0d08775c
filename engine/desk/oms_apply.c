/* One event onto the folded state: readers of its text and the table of functions. */
#include "engine/desk/oms_fold.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void oms_rd_fail(oms_rd *r, const char *words)
{
	if (!r->bad)
		r->bad = words;
}

int64_t oms_rd_i64(oms_rd *r, const char *key)
{
	int64_t v = 0;
	if (rv_event_get_i64(r->e, key, &v) != RV_OK)
		oms_rd_fail(r, key);
	return v;
}

int64_t oms_rd_range(oms_rd *r, const char *key, int64_t lo, int64_t hi)
{
	const int64_t v = oms_rd_i64(r, key);
	if (v < lo || v > hi) {
		oms_rd_fail(r, key);
		return lo;
	}
	return v;
}

uint64_t oms_rd_id(oms_rd *r, const char *key)
{
	return (uint64_t)oms_rd_range(r, key, 0, INT64_MAX);
}

bool oms_rd_bool(oms_rd *r, const char *key)
{
	return oms_rd_range(r, key, 0, 1) == 1;
}

int64_t oms_rd_opt_i64(oms_rd *r, const char *key, int64_t absent)
{
	int64_t v = 0;
	const rv_status st = rv_event_get_i64(r->e, key, &v);
	if (st == RV_EPARSE)
		oms_rd_fail(r, key);
	return st == RV_OK ? v : absent;
}

double oms_rd_num(oms_rd *r, const char *key)
{
	double v = NAN;
	char text[8];
	if (rv_event_get_num(r->e, key, &v) == RV_OK)
		return v;
	if (rv_event_get(r->e, key, text, sizeof(text)) != RV_OK || strcmp(text, "null") != 0)
		oms_rd_fail(r, key);
	return NAN;
}

double oms_rd_opt_num(oms_rd *r, const char *key)
{
	double v = NAN;
	const rv_status st = rv_event_get_num(r->e, key, &v);
	if (st == RV_EPARSE)
		oms_rd_fail(r, key);
	return st == RV_OK ? v : NAN;
}

void oms_rd_text(oms_rd *r, const char *key, char *out, size_t cap)
{
	out[0] = '\0';
	if (rv_event_get(r->e, key, out, cap) != RV_OK)
		oms_rd_fail(r, key);
}

void oms_rd_opt_text(oms_rd *r, const char *key, char *out, size_t cap)
{
	const rv_status st = rv_event_get(r->e, key, out, cap);
	if (st != RV_OK)
		out[0] = '\0';
	if (st == RV_EPARSE)
		oms_rd_fail(r, key);
}

void oms_rd_hex(oms_rd *r, const char *key, uint8_t *out, size_t n)
{
	memset(out, 0, n);
	if (rv_event_get_hex(r->e, key, out, n) != RV_OK)
		oms_rd_fail(r, key);
}

void oms_rd_coin(oms_rd *r, rv_coin_ref *out)
{
	memset(out, 0, sizeof(*out));
	oms_rd_text(r, "symbol", out->symbol, sizeof(out->symbol));
	out->asset = (int)oms_rd_range(r, "asset", -1, 1000000);
	out->sz_decimals = (int)oms_rd_range(r, "sz", 0, RV_PX_SCALE_SUM);
	out->max_leverage = (int)oms_rd_range(r, "leverage", 0, 1000);
	if (out->symbol[0] == '\0')
		oms_rd_fail(r, "symbol");
}

oms_coin *oms_coin_take(oms_fold *f, const rv_coin_ref *ref, oms_rd *r)
{
	if (r->bad)
		return NULL;
	oms_coin *c = oms_coin_find(f, ref->symbol);
	if (c) {
		if (c->ref.sz_decimals != ref->sz_decimals) {
			oms_rd_fail(r, "sz (decimals of the coin have changed)");
			return NULL;
		}
		if (ref->asset >= 0)
			c->ref = *ref;
		return c;
	}
	if (f->n_coins == OMS_COINS) {
		oms_rd_fail(r, "room for one more coin");
		return NULL;
	}
	c = &f->coins[f->n_coins++];
	c->ref = *ref;
	rv_position_init(&c->pos, ref->sz_decimals);
	return c;
}

/* Events that are only kept. */
static void on_none(oms_fold *f, oms_rd *r)
{
	(void)f;
	(void)r;
}

/* Journals of before have no name in it. */
static void on_note(oms_fold *f, oms_rd *r)
{
	rv_tv_note *n = &f->notes[f->notes_n++ % RV_TV_NOTES];
	*n = (rv_tv_note){ .utc_ms = r->e->utc_ms, .uid = r->e->uid };
	if (rv_event_get(r->e, "name", n->name, sizeof(n->name)) != RV_OK)
		n->name[0] = '\0';
	if (rv_event_get(r->e, "words", n->text, sizeof(n->text)) != RV_OK)
		n->text[0] = '\0';
}

static oms_apply_fn *const apply_of[RV_EVENT_N] = {
	[RV_EVENT_RUN] = oms_on_run,
	[RV_EVENT_STOP] = oms_on_stop,
	[RV_EVENT_PROPOSE] = oms_on_propose,
	[RV_EVENT_REQUOTE] = oms_on_requote,
	[RV_EVENT_APPROVE] = oms_on_approve,
	[RV_EVENT_REJECT] = oms_on_reject,
	[RV_EVENT_EXPIRE] = oms_on_expire,
	[RV_EVENT_DENY] = oms_on_deny,
	[RV_EVENT_PAUSE] = oms_on_pause,
	[RV_EVENT_UNPAUSE] = oms_on_unpause,
	[RV_EVENT_END] = oms_on_end,
	[RV_EVENT_INTENT] = oms_on_intent,
	[RV_EVENT_ACK] = oms_on_ack,
	[RV_EVENT_REFUSED] = oms_on_refused,
	[RV_EVENT_UNSENT] = oms_on_unsent,
	[RV_EVENT_UNKNOWN] = oms_on_unknown,
	[RV_EVENT_EVIDENCE] = oms_on_evidence,
	[RV_EVENT_NEVER_LANDED] = oms_on_never_landed,
	[RV_EVENT_FORCED] = oms_on_forced,
	[RV_EVENT_ACTION] = oms_on_action,
	[RV_EVENT_RESULT] = oms_on_result,
	[RV_EVENT_CANCELED] = oms_on_canceled,
	[RV_EVENT_FILL] = oms_on_fill,
	[RV_EVENT_FUNDING] = oms_on_funding,
	[RV_EVENT_TRANSFER] = oms_on_transfer,
	[RV_EVENT_STATE] = oms_on_state,
	[RV_EVENT_RECONCILE] = oms_on_reconcile,
	[RV_EVENT_ADJUST_PROPOSED] = oms_on_proposed,
	[RV_EVENT_ADJUST] = oms_on_adjust,
	[RV_EVENT_EXTERNAL] = oms_on_external,
	[RV_EVENT_ALARM] = oms_on_alarm,
	[RV_EVENT_ARM] = oms_on_arm,
	[RV_EVENT_LOCK] = oms_on_lock,
	[RV_EVENT_PEN] = oms_on_pen,
	[RV_EVENT_AGREE] = oms_on_agree,
	[RV_EVENT_REQUEST] = oms_on_request,
	[RV_EVENT_REQUEST_END] = oms_on_request_end,
	[RV_EVENT_REFUSAL] = on_none,
	[RV_EVENT_NOTE] = on_note,
	[RV_EVENT_ACKNOWLEDGE] = oms_on_acknowledge,
	[RV_EVENT_ASSIGN] = oms_on_assign,
	[RV_EVENT_PROGRAM] = oms_on_program,
	[RV_EVENT_PROGRAM_VERSION] = oms_on_program_version,
	[RV_EVENT_PROGRAM_GRANT] = oms_on_program_grant,
	[RV_EVENT_PROGRAM_END] = oms_on_program_end,
	[RV_EVENT_CROSS] = oms_on_cross,
	[RV_EVENT_RETARGET] = oms_on_retarget,
	[RV_EVENT_OVERRIDE] = oms_on_override,
	[RV_EVENT_OVERRIDE_END] = oms_on_override_end,
	/* the book's own: folded by its observers */
	[RV_EVENT_PHASE] = on_none,
	[RV_EVENT_ROLL] = on_none,
	[RV_EVENT_WATCH] = on_none,
	[RV_EVENT_LICENCE] = oms_on_licence,
	[RV_EVENT_HEDGE] = on_none,
	[RV_EVENT_COMMAND] = on_none, /* what it did has events of its own */
	[RV_EVENT_ATTACH] = on_none,
	[RV_EVENT_DETACH] = on_none,
	[RV_EVENT_ALERT_RULE] = oms_on_alert_rule,
	[RV_EVENT_ALERT_RULE_END] = oms_on_alert_rule_end,
};

static void remember(oms_fold *f, const rv_event *e)
{
	rv_tv_audit *a = &f->audit[f->audit_n++ % RV_TV_AUDIT];
	a->seq = f->seq;
	a->utc_ms = e->utc_ms;
	a->uid = e->uid;
	(void)snprintf(a->type, sizeof(a->type), "%s", rv_event_word(e->type));
	(void)snprintf(a->subject, sizeof(a->subject), "%.*s", (int)sizeof(a->subject) - 1,
		       e->subject);
	if (rv_event_get(e, "words", a->text, sizeof(a->text)) != RV_OK)
		a->text[0] = '\0';
}

rv_status oms_apply(oms_fold *f, const rv_event *e, rv_err *err)
{
	if ((unsigned)e->type >= RV_EVENT_N)
		return rv_err_set(err, RV_EDATA,
				  "journal: event %llu: type %u, expected a known one",
				  (unsigned long long)e->seq, (unsigned)e->type);
	const uint64_t seq = f->seq + 1;
	if (e->seq != 0 && e->seq != seq)
		return rv_err_set(err, RV_EDATA, "journal: event %llu, expected %llu",
				  (unsigned long long)e->seq, (unsigned long long)seq);
	if (f->runs == 0 && e->type != RV_EVENT_RUN)
		return rv_err_set(err, RV_EDATA, "journal: event %llu is %s, expected run first",
				  (unsigned long long)seq, rv_event_word(e->type));
	oms_rd r = { .e = e, .t = { .utc = e->utc_ms, .at = e->elapsed_ms } };
	apply_of[e->type](f, &r);
	oms_subs_check(f, &r);
	if (r.bad)
		return rv_err_set(err, RV_EDATA, "journal: event %llu (%s %s): %s does not fit",
				  (unsigned long long)seq, rv_event_word(e->type), e->subject,
				  r.bad);
	f->seq = seq;
	f->events[e->type]++;
	remember(f, e);
	return RV_OK;
}
