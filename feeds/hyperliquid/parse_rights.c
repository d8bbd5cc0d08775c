/* Who an account is and what it may do: role, agents, fees, allowance, ledger; see parse_account.h.
 */
#include "feeds/hyperliquid/parse_account.h"

#include "engine/base/num.h"
#include "feeds/hyperliquid/json_strict.h"

#include <math.h>
#include <string.h>

static const double volume_max = 1e18;
static const double usd_max = 1e12; /* far above any transfer; exact in millionths as a double */

static rv_status bad(rv_err *err, const char *where, const char *want)
{
	return rv_err_set(err, RV_EPARSE, "%s: expected %s", where, want);
}

/* The role, and which member of "data" names the other account. */
static rv_hl_role role_of(const cJSON *word, const char **member)
{
	static const struct {
		const char *word, *member;
		rv_hl_role role;
	} roles[] = {
		{ "user", NULL, RV_HL_ROLE_USER },
		{ "missing", NULL, RV_HL_ROLE_MISSING },
		{ "vault", NULL, RV_HL_ROLE_VAULT },
		{ "agent", "user", RV_HL_ROLE_AGENT },
		{ "subAccount", "master", RV_HL_ROLE_SUB_ACCOUNT },
	};
	*member = NULL;
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
		if (rv_json_is(word, roles[i].word)) {
			*member = roles[i].member;
			return roles[i].role;
		}
	}
	return RV_HL_ROLE_OTHER;
}

static rv_status read_role(const cJSON *root, rv_hl_user_role *out, rv_err *err)
{
	const cJSON *word = rv_json_get(root, "role");
	const char *member = NULL;
	if (!cJSON_IsString(word))
		return bad(err, "userRole.role", "a text");
	memset(out, 0, sizeof(*out));
	out->role = role_of(word, &member);
	if (member &&
	    rv_json_address(rv_json_get(rv_json_get(root, "data"), member), out->of) != RV_OK)
		return bad(err, "userRole.data", "the other account's address");
	return RV_OK;
}

static rv_status read_agents(const cJSON *root, rv_hl_agents *out, rv_err *err)
{
	const cJSON *v = NULL;
	out->n = 0;
	if (!cJSON_IsArray(root))
		return bad(err, "extraAgents", "an array");
	cJSON_ArrayForEach(v, root)
	{
		const cJSON *name = rv_json_get(v, "name"), *until = rv_json_get(v, "validUntil");
		if (out->n == RV_HL_AGENTS_MAX)
			return rv_err_set(err, RV_EFULL, "extraAgents: more than %d",
					  RV_HL_AGENTS_MAX);
		rv_hl_agent *a = &out->v[out->n];
		memset(a, 0, sizeof(*a));
		a->valid_until_ms = -1;
		if (!cJSON_IsString(name) ||
		    rv_json_address(rv_json_get(v, "address"), a->address) != RV_OK ||
		    (rv_json_given(until) && rv_json_time(until, &a->valid_until_ms) != RV_OK))
			return bad(err, "extraAgents", "name, address and validUntil");
		rv_json_copy_text(name->valuestring, a->name, sizeof(a->name));
		out->n++;
	}
	return RV_OK;
}

/* A fraction whose size is below one. */
static rv_status read_fraction(const cJSON *v, rv_json_sign sign, rv_dec *out)
{
	rv_dec d = { 0, 0 };
	const rv_status st = rv_json_dec(v, sign, &d);
	if (st != RV_OK)
		return st;
	if (fabs(rv_dec_to_double(d)) >= 1.0)
		return RV_ERANGE;
	*out = d;
	return RV_OK;
}

static rv_status read_fees(const cJSON *root, rv_hl_fees *out, rv_err *err)
{
	const cJSON *discount = rv_json_get(root, "activeReferralDiscount");
	memset(out, 0, sizeof(*out));
	if (read_fraction(rv_json_get(root, "userCrossRate"), RV_JSON_NOT_NEGATIVE, &out->cross) !=
	    RV_OK)
		return bad(err, "userFees.userCrossRate", "a fraction >= 0 as a string");
	if (read_fraction(rv_json_get(root, "userAddRate"), RV_JSON_ANY_SIGN, &out->add) != RV_OK)
		return bad(err, "userFees.userAddRate", "a fraction as a string");
	if (rv_json_given(discount) &&
	    read_fraction(discount, RV_JSON_NOT_NEGATIVE, &out->referral_discount) != RV_OK)
		return bad(err, "userFees.activeReferralDiscount", "a fraction >= 0 as a string");
	return RV_OK;
}

static rv_status read_allowance(const cJSON *root, rv_hl_allowance *out, rv_err *err)
{
	const cJSON *surplus = rv_json_get(root, "nRequestsSurplus");
	out->surplus = -1;
	if (rv_json_numstr(rv_json_get(root, "cumVlm"), 0.0, volume_max, &out->volume_usd) != RV_OK)
		return bad(err, "userRateLimit.cumVlm", "USD >= 0 as a string");
	if (rv_json_int(rv_json_get(root, "nRequestsUsed"), 0, INT64_MAX, &out->used) != RV_OK ||
	    rv_json_int(rv_json_get(root, "nRequestsCap"), 0, INT64_MAX, &out->cap) != RV_OK ||
	    (rv_json_given(surplus) && rv_json_int(surplus, 0, INT64_MAX, &out->surplus) != RV_OK))
		return bad(err, "userRateLimit", "counts of requests >= 0");
	return RV_OK;
}

/*
 * The ledger's amounts are printed from doubles ("2703997.4500000002") though the balance moves in
 * millionths: the millionth that the text stands for is the amount.
 */
static rv_status read_usd(const cJSON *v, rv_dec *out)
{
	double d = NAN;
	if (rv_json_numstr(v, -usd_max, usd_max, &d) != RV_OK)
		return RV_EPARSE;
	*out = rv_dec_canonical((rv_dec){ llround(d * 1e6), 6 });
	return RV_OK;
}

static rv_status read_optional_usd(const cJSON *v, bool *has, rv_dec *out)
{
	*has = rv_json_given(v);
	return *has ? read_usd(v, out) : RV_OK;
}

static rv_status read_optional_address(const cJSON *v, bool *has, uint8_t out[RV_ADDRESS_BYTES])
{
	*has = rv_json_given(v);
	return *has ? rv_json_address(v, out) : RV_OK;
}

static rv_status read_delta(const cJSON *delta, rv_hl_ledger_row *r)
{
	const cJSON *type = rv_json_get(delta, "type"), *to_perp = rv_json_get(delta, "toPerp");
	if (!cJSON_IsString(type) ||
	    read_optional_usd(rv_json_get(delta, "usdc"), &r->has_usdc, &r->usdc) != RV_OK ||
	    read_optional_usd(rv_json_get(delta, "fee"), &r->has_fee, &r->fee) != RV_OK ||
	    read_optional_usd(rv_json_get(delta, "netWithdrawnUsd"), &r->has_net, &r->net) != RV_OK)
		return RV_EPARSE;
	r->has_to_perp = rv_json_given(to_perp);
	if (r->has_to_perp && rv_json_bool(to_perp, &r->to_perp) != RV_OK)
		return RV_EPARSE;
	rv_json_copy_text(type->valuestring, r->type, sizeof(r->type));
	rv_status st = read_optional_address(rv_json_get(delta, "user"), &r->has_user, r->user);
	if (st == RV_OK)
		st = read_optional_address(rv_json_get(delta, "destination"), &r->has_destination,
					   r->destination);
	return st;
}

static rv_status read_ledger_row(const cJSON *v, rv_hl_ledger_row *r)
{
	const cJSON *hash = rv_json_get(v, "hash");
	memset(r, 0, sizeof(*r));
	if (rv_json_given(hash)) {
		if (!cJSON_IsString(hash))
			return RV_EPARSE;
		rv_json_copy_text(hash->valuestring, r->hash, sizeof(r->hash));
	}
	if (rv_json_time(rv_json_get(v, "time"), &r->time_ms) != RV_OK)
		return RV_EPARSE;
	return read_delta(rv_json_get(v, "delta"), r);
}

static rv_status read_ledger(const cJSON *root, rv_hl_ledger *out, rv_err *err)
{
	const cJSON *v = NULL;
	out->n = 0;
	if (!cJSON_IsArray(root))
		return bad(err, "ledger", "an array");
	cJSON_ArrayForEach(v, root)
	{
		if (out->n == out->cap)
			return rv_err_set(err, RV_EFULL, "ledger: more than %zu rows", out->cap);
		if (read_ledger_row(v, &out->v[out->n]) != RV_OK)
			return rv_err_set(
				err, RV_EPARSE,
				"ledger[%zu]: expected time, delta.type and USD as strings",
				out->n);
		out->n++;
	}
	return RV_OK;
}

#define PARSE_WITH(read, s, n, out, err)                                                           \
	cJSON *root = rv_json_parse_strict(s, n, RV_JSON_USER_BYTES, err);                         \
	if (!root)                                                                                 \
		return RV_EPARSE;                                                                  \
	const rv_status st = read(root, out, err);                                                 \
	cJSON_Delete(root);                                                                        \
	return st

rv_status rv_hl_parse_role(const char *s, size_t n, rv_hl_user_role *out, rv_err *err)
{
	PARSE_WITH(read_role, s, n, out, err);
}

rv_status rv_hl_parse_agents(const char *s, size_t n, rv_hl_agents *out, rv_err *err)
{
	PARSE_WITH(read_agents, s, n, out, err);
}

rv_status rv_hl_parse_fees(const char *s, size_t n, rv_hl_fees *out, rv_err *err)
{
	PARSE_WITH(read_fees, s, n, out, err);
}

rv_status rv_hl_parse_allowance(const char *s, size_t n, rv_hl_allowance *out, rv_err *err)
{
	PARSE_WITH(read_allowance, s, n, out, err);
}

rv_status rv_hl_parse_ledger(const char *s, size_t n, rv_hl_ledger *out, rv_err *err)
{
	PARSE_WITH(read_ledger, s, n, out, err);
}
