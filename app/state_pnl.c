/* The block "pnl" of state.json: what each sub-book has earned; see state_file.h. */
#include "app/state_pnl.h"

#include "app/json_put.h"

#include <math.h>

/* What is not whole is null: a number is the whole. */
static bool put_pnl(cJSON *to, const char *name, const rv_lv_pnl *p)
{
	cJSON *o = cJSON_AddObjectToObject(to, name);
	bool ok = o && rv_json_put_num(o, "total", p->unknown > 0 ? (double)NAN : p->total);
	for (unsigned c = 0; ok && c < RV_CAUSE_N; c++)
		ok = rv_json_put_num(o, rv_cause_name((rv_cause)c),
				     p->unknown > 0 ? (double)NAN : p->usd[c]);
	return ok;
}

static bool put_span(cJSON *to, const rv_ledger_view *l, rv_span s)
{
	const rv_lv_span *p = &l->span[s];
	cJSON *o = cJSON_AddObjectToObject(to, rv_span_name(s));
	bool ok = o && rv_json_put_i64(o, "since_ms", p->since_ms) &&
		  rv_json_put_num(o, "paid_in", p->paid_usd) &&
		  rv_json_put_num(o, "account_change", p->change_usd) &&
		  rv_json_put_num(o, "unexplained", p->unexplained_usd) &&
		  put_pnl(o, "all", &p->all);
	cJSON *subs = ok ? cJSON_AddObjectToObject(o, "sub_books") : NULL;
	for (unsigned i = 0; subs && ok && i < RV_SUB_N; i++)
		ok = put_pnl(subs, rv_sub_name((rv_sub)i), &p->sub[i]);
	return ok && subs;
}

static double age(const rv_view *v, int64_t at)
{
	return at == RV_NEVER ? (double)NAN : (double)(v->elapsed_ms - at);
}

bool rv_state_put_pnl(cJSON *to, const rv_view *v)
{
	const rv_ledger_view *l = &v->ledger;
	if (!l->present)
		return true;
	cJSON *o = cJSON_AddObjectToObject(to, "pnl");
	bool ok = o && rv_json_put_i64(o, "at_ms", l->utc_ms) &&
		  rv_json_put_num(o, "marks_age_ms", age(v, l->mark_at)) &&
		  rv_json_put_num(o, "account_age_ms", age(v, l->account_at)) &&
		  rv_json_put_num(o, "equity", l->equity_usd);
	for (unsigned s = 0; ok && s < RV_SPAN_N; s++)
		ok = put_span(o, l, (rv_span)s);
	return ok;
}
