/* Random actions; see hl_action.h. */
#include "tests/support/hl_action.h"

#include "tests/support/cm.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>

static bool coin(rv_rng *r)
{
	return rv_rng_below(r, 2) == 1;
}

/* Numbers of every width that msgpack knows; below 10^15, since cJSON prints no more digits. */
static int64_t integer(rv_rng *r, int bits)
{
	return (int64_t)(rv_rng_u64(r) >> (64 - 1 - rv_rng_below(r, (uint64_t)bits)));
}

static rv_dec number(rv_rng *r)
{
	return (rv_dec){ integer(r, 50), (int)rv_rng_below(r, RV_HL_WIRE_DECIMALS + 1) };
}

static rv_hl_cloid cloid(rv_rng *r)
{
	rv_hl_cloid c;
	for (size_t i = 0; i < sizeof(c.b); i++)
		c.b[i] = (uint8_t)rv_rng_u64(r);
	return c;
}

static rv_hl_order order(rv_rng *r)
{
	rv_hl_order o = { .asset = (int32_t)integer(r, 31),
			  .buy = coin(r),
			  .reduce_only = coin(r),
			  .px = number(r),
			  .sz = number(r),
			  .has_cloid = coin(r),
			  .is_trigger = rv_rng_below(r, 4) == 0 };
	if (o.has_cloid)
		o.cloid = cloid(r);
	if (o.is_trigger) {
		o.trigger_is_market = coin(r);
		o.trigger_is_tp = coin(r);
		o.trigger_px = number(r);
	} else {
		o.tif = (rv_hl_tif)rv_rng_below(r, 3);
	}
	return o;
}

static void fill(rv_rng *r, rv_hl_action *a)
{
	for (size_t i = 0; i < a->n; i++) {
		if (a->kind == RV_HL_ACTION_ORDER)
			a->u.order.v[i] = order(r);
		else if (a->kind == RV_HL_ACTION_CANCEL)
			a->u.cancel[i] = (rv_hl_cancel){ (int32_t)integer(r, 31), integer(r, 49) };
		else
			a->u.cancel_cloid[i] =
				(rv_hl_cancel_cloid){ (int32_t)integer(r, 31), cloid(r) };
	}
}

void rv_hl_random_action(rv_rng *r, rv_hl_action *a, size_t max)
{
	memset(a, 0, sizeof(*a));
	a->kind = (rv_hl_action_kind)rv_rng_below(r, RV_HL_ACTION_UPDATE_LEVERAGE + 1);
	switch (a->kind) {
	case RV_HL_ACTION_ORDER:
		a->u.order.grouping = (rv_hl_grouping)rv_rng_below(r, 3);
		a->n = (size_t)rv_rng_below(r, max + 1);
		fill(r, a);
		break;
	case RV_HL_ACTION_CANCEL:
	case RV_HL_ACTION_CANCEL_CLOID:
		a->n = (size_t)rv_rng_below(r, max + 1);
		fill(r, a);
		break;
	case RV_HL_ACTION_SCHEDULE_CANCEL:
		a->u.cancel_at_ms = coin(r) ? integer(r, 49) : -1;
		break;
	case RV_HL_ACTION_UPDATE_LEVERAGE:
		a->u.leverage.asset = (int32_t)integer(r, 31);
		a->u.leverage.leverage = (int32_t)integer(r, 31);
		a->u.leverage.cross = coin(r);
		break;
	case RV_HL_ACTION_NOOP:
		break;
	}
}

static bool is_number(const char *key)
{
	return strcmp(key, "p") == 0 || strcmp(key, "s") == 0 || strcmp(key, "triggerPx") == 0;
}

static void add_zeros(rv_rng *r, cJSON *v)
{
	char text[64];
	(void)snprintf(text, sizeof(text), "%s%s", v->valuestring,
		       strchr(v->valuestring, '.') ? "" : ".");
	const char *point = strchr(text, '.');
	size_t decimals = strlen(point + 1);
	const size_t want = decimals + (size_t)rv_rng_below(r, RV_HL_WIRE_DECIMALS + 1 - decimals);
	for (; decimals < want; decimals++)
		memcpy(text + strlen(text), "0", 2);
	if (decimals > 0)
		(void)cJSON_SetValuestring(v, text);
}

static void mix_case(rv_rng *r, char *s)
{
	for (s += 2; *s; s++)
		*s = coin(r) ? (char)toupper((unsigned char)*s) : *s;
}

/* Moves members to random places: each in turn to the end, or not. */
static void shuffle(rv_rng *r, cJSON *o)
{
	const int n = cJSON_GetArraySize(o);
	for (int i = 0; cJSON_IsObject(o) && i < 2 * n; i++) {
		cJSON *m = cJSON_GetArrayItem(o, (int)rv_rng_below(r, (uint64_t)n));
		(void)cJSON_DetachItemViaPointer(o, m);
		assert_true(cJSON_AddItemToArray(o, m)); /* keeps its name */
	}
}

static void spell(rv_rng *r, cJSON *m)
{
	if (!cJSON_IsString(m) || !m->string)
		return;
	if (is_number(m->string) && m->valuestring[1] != 'x') /* a signature has an s too */
		add_zeros(r, m);
	else if (strcmp(m->string, "c") == 0 || strcmp(m->string, "cloid") == 0)
		mix_case(r, m->valuestring);
}

/* Every value below root, parents before children; what is still to do waits in a stack. */
static void respell(rv_rng *r, cJSON *root)
{
	static cJSON *todo[4 * RV_HL_BATCH_MAX];
	size_t n = 0;
	todo[n++] = root;
	while (n > 0) {
		cJSON *v = todo[--n], *m = NULL;
		shuffle(r, v);
		cJSON_ArrayForEach(m, v)
		{
			spell(r, m);
			assert_true(n < sizeof(todo) / sizeof(todo[0]));
			if (m->child)
				todo[n++] = m;
		}
	}
}

char *rv_hl_respell(rv_rng *r, const char *json)
{
	cJSON *root = cJSON_Parse(json);
	assert_non_null(root);
	respell(r, root);
	char *out = cJSON_PrintUnformatted(root);
	cJSON_Delete(root);
	assert_non_null(out);
	return out;
}
