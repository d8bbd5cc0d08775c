/* The list of overrides and what holds; see overrides.h. */
#include "engine/book/overrides_internal.h"

#include <math.h>
#include <string.h>

static bool holds(const rv_override *o, int64_t utc_ms)
{
	return utc_ms >= o->set_utc_ms && utc_ms < o->expires_utc_ms;
}

/* Do two speak of the same thing, so that the later one counts? Of regimes: of the same machine. */
static bool same_thing(const rv_override *a, const rv_override *b)
{
	override_machine ma = MACHINE_LEADERS, mb = MACHINE_LEADERS;
	int state = 0;
	if (a->kind != b->kind || a->sub != b->sub || strcmp(a->symbol, b->symbol) != 0)
		return false;
	if (a->kind != RV_OVERRIDE_REGIME)
		return true;
	return override_regime_of(a->word, &ma, &state) == RV_OK &&
	       override_regime_of(b->word, &mb, &state) == RV_OK && ma == mb;
}

static void take_out(rv_overrides *l, size_t i)
{
	memmove(&l->o[i], &l->o[i + 1], (l->n - i - 1) * sizeof(l->o[0]));
	l->n--;
}

static size_t index_of_same(const rv_overrides *l, const rv_override *o)
{
	for (size_t i = 0; i < l->n; i++) {
		if (same_thing(&l->o[i], o))
			return i;
	}
	return SIZE_MAX;
}

static rv_status append(rv_overrides *l, const rv_override *o, uint64_t *replaced)
{
	const size_t before = index_of_same(l, o);
	if (before == SIZE_MAX && l->n == RV_OVERRIDES_MAX)
		return RV_EFULL;
	*replaced = before == SIZE_MAX ? 0 : l->o[before].id;
	if (before != SIZE_MAX)
		take_out(l, before);
	l->o[l->n++] = *o;
	l->last_id = o->id;
	return RV_OK;
}

rv_status rv_overrides_set(rv_overrides *l, const rv_override *o, uint64_t *id, uint64_t *replaced,
			   rv_err *err)
{
	rv_override made = *o;
	rv_status st = rv_override_check(o, err);
	if (st != RV_OK)
		return st;
	made.id = l->last_id + 1;
	st = append(l, &made, replaced);
	if (st != RV_OK)
		return rv_err_set(err, st, "%d overrides are set: end one first", RV_OVERRIDES_MAX);
	*id = made.id;
	return RV_OK;
}

uint64_t rv_overrides_same(const rv_overrides *l, const rv_override *o)
{
	const size_t i = index_of_same(l, o);
	return i == SIZE_MAX ? 0 : l->o[i].id;
}

const rv_override *rv_overrides_find(const rv_overrides *l, uint64_t id)
{
	for (size_t i = 0; i < l->n; i++) {
		if (l->o[i].id == id)
			return &l->o[i];
	}
	return NULL;
}

static bool is_off(const rv_override *o)
{
	return o->kind == RV_OVERRIDE_AUTO_HEDGE && strcmp(o->word, "OFF") == 0;
}

bool rv_overrides_calms(const rv_overrides *l, const rv_override *o)
{
	const bool calm = o->kind == RV_OVERRIDE_EXCLUDE || o->kind == RV_OVERRIDE_FLATTEN ||
			  o->kind == RV_OVERRIDE_PAUSE || o->kind == RV_OVERRIDE_CAP ||
			  o->kind == RV_OVERRIDE_SCALE || is_off(o);
	const rv_override *before = rv_overrides_find(l, rv_overrides_same(l, o));
	if (!calm || !before || !holds(before, o->set_utc_ms) || (is_off(o) && !is_off(before)))
		return calm;
	return o->value[0] <= before->value[0] && o->expires_utc_ms >= before->expires_utc_ms;
}

rv_status rv_overrides_replay(rv_overrides *l, const rv_override *o)
{
	uint64_t replaced = 0;
	const rv_status st = rv_override_check(o, NULL);
	if (st != RV_OK)
		return st;
	return o->id > l->last_id ? append(l, o, &replaced) : RV_EEXIST;
}

rv_status rv_overrides_end(rv_overrides *l, uint64_t id)
{
	for (size_t i = 0; i < l->n; i++) {
		if (l->o[i].id == id) {
			take_out(l, i);
			return RV_OK;
		}
	}
	return RV_ENOENT;
}

bool rv_overrides_expired(rv_overrides *l, int64_t utc_ms, rv_override *out)
{
	for (size_t i = 0; i < l->n; i++) {
		if (utc_ms < l->o[i].expires_utc_ms)
			continue;
		*out = l->o[i];
		take_out(l, i);
		return true;
	}
	return false;
}

int64_t rv_overrides_next_end(const rv_overrides *l, int64_t utc_ms)
{
	int64_t next = INT64_MAX;
	for (size_t i = 0; i < l->n; i++) {
		if (l->o[i].expires_utc_ms > utc_ms && l->o[i].expires_utc_ms < next)
			next = l->o[i].expires_utc_ms;
	}
	return next;
}

static void apply(const rv_override *o, rv_net_rule *out)
{
	switch (o->kind) {
	case RV_OVERRIDE_PIN:
		if (o->sub == RV_SUB_OP)
			out->pin_op = o->value[0];
		else
			out->pin[o->sub] = o->value[0];
		break;
	case RV_OVERRIDE_CAP:
		out->cap = o->value[0];
		break;
	case RV_OVERRIDE_EXCLUDE:
		out->exclude = true;
		break;
	case RV_OVERRIDE_FLATTEN:
		out->flatten = true;
		break;
	case RV_OVERRIDE_SCALE:
		for (int s = 0; s < RV_SUB_H; s++)
			out->scale[s] *= o->sub == RV_SUB_N || (int)o->sub == s ? o->value[0] : 1.0;
		break;
	default:
		break;
	}
}

void rv_overrides_rule(const rv_overrides *l, int64_t utc_ms, const char *symbol, rv_net_rule *out)
{
	rv_net_rule_none(out);
	for (size_t i = 0; i < l->n; i++) {
		const rv_override *o = &l->o[i];
		if (holds(o, utc_ms) && (!o->symbol[0] || strcmp(o->symbol, symbol) == 0))
			apply(o, out);
	}
}

void rv_overrides_paused(const rv_overrides *l, int64_t utc_ms, bool paused[RV_SUB_H])
{
	for (int s = 0; s < RV_SUB_H; s++)
		paused[s] = false;
	for (size_t i = 0; i < l->n; i++) {
		if (l->o[i].kind == RV_OVERRIDE_PAUSE && holds(&l->o[i], utc_ms))
			paused[l->o[i].sub] = true;
	}
}

/* The state that is forced on a machine; -1 none. */
static int forced(const rv_overrides *l, int64_t utc_ms, override_machine machine)
{
	int found = -1;
	for (size_t i = 0; i < l->n; i++) {
		override_machine m = MACHINE_LEADERS;
		int state = 0;
		if (l->o[i].kind == RV_OVERRIDE_REGIME && holds(&l->o[i], utc_ms) &&
		    override_regime_of(l->o[i].word, &m, &state) == RV_OK && m == machine)
			found = state;
	}
	return found;
}

bool rv_overrides_leader(const rv_overrides *l, int64_t utc_ms, rv_leader_regime *out)
{
	const int state = forced(l, utc_ms, MACHINE_LEADERS);
	if (state >= 0)
		*out = (rv_leader_regime)state;
	return state >= 0;
}

bool rv_overrides_majors(const rv_overrides *l, int64_t utc_ms, rv_ma_regime *out)
{
	const int state = forced(l, utc_ms, MACHINE_MAJORS);
	if (state >= 0)
		*out = (rv_ma_regime)state;
	return state >= 0;
}

bool rv_overrides_risk_off(const rv_overrides *l, int64_t utc_ms, bool *out)
{
	const int state = forced(l, utc_ms, MACHINE_S4);
	if (state >= 0)
		*out = state == 1;
	return state >= 0;
}

static const rv_override *find(const rv_overrides *l, int64_t utc_ms, rv_override_kind kind)
{
	for (size_t i = 0; i < l->n; i++) {
		if (l->o[i].kind == kind && holds(&l->o[i], utc_ms))
			return &l->o[i];
	}
	return NULL;
}

bool rv_overrides_factors(const rv_overrides *l, int64_t utc_ms, double out[RV_IDIO_N])
{
	const rv_override *o = find(l, utc_ms, RV_OVERRIDE_FACTORS);
	if (o)
		memcpy(out, o->value, sizeof(o->value));
	return o != NULL;
}

static bool number(const rv_overrides *l, int64_t utc_ms, rv_override_kind kind, double *out)
{
	const rv_override *o = find(l, utc_ms, kind);
	if (o)
		*out = o->value[0];
	return o != NULL;
}

bool rv_overrides_leverage(const rv_overrides *l, int64_t utc_ms, double *out)
{
	return number(l, utc_ms, RV_OVERRIDE_LEVERAGE, out);
}

bool rv_overrides_hedge(const rv_overrides *l, int64_t utc_ms, double *trigger_nav)
{
	return number(l, utc_ms, RV_OVERRIDE_HEDGE, trigger_nav);
}

bool rv_overrides_auto_hedge(const rv_overrides *l, int64_t utc_ms, bool *on)
{
	const rv_override *o = find(l, utc_ms, RV_OVERRIDE_AUTO_HEDGE);
	if (o)
		*on = !is_off(o);
	return o != NULL;
}
