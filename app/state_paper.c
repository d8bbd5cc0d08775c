/* The block "paper" of state.json; see state_paper.h. */
#include "app/state_paper.h"

#include "app/json_put.h"

#include <math.h>

static bool put_time(cJSON *o, const char *name, int64_t ms)
{
	return ms > 0 ? rv_json_put_i64(o, name, ms) : rv_json_put_num(o, name, (double)NAN);
}

/* A ratio has its N beside it. */
static bool put_ratio(cJSON *o, const rv_paper_stat *s)
{
	return rv_json_put_num(o, "sharpe", s->sharpe) &&
	       rv_json_put_num(o, "deflated_sharpe", s->deflated) &&
	       rv_json_put_i64(o, "trials", s->trials) &&
	       rv_json_put_i64(o, "least_days", s->least_days);
}

static bool put_record(cJSON *to, rv_sub sub, const rv_view *v)
{
	const rv_paper_stat *s = &v->book.paper[sub];
	cJSON *o = cJSON_AddObjectToObject(to, rv_sub_name(sub));
	return o &&
	       rv_json_put_text(o, "licence",
				rv_licence_name(rv_risk_view_licence(&v->risk, &v->book, sub))) &&
	       put_time(o, "since_ms", s->since_ms) && put_time(o, "close_ms", s->close_ms) &&
	       rv_json_put_i64(o, "days", s->days) &&
	       rv_json_put_i64(o, "days_unknown", s->unknown) &&
	       rv_json_put_i64(o, "days_without_funding", s->unfunded) &&
	       rv_json_put_i64(o, "positions_lost", s->lost) && rv_json_put_num(o, "net", s->net) &&
	       rv_json_put_num(o, "price", s->price) && rv_json_put_num(o, "funding", s->funding) &&
	       rv_json_put_num(o, "cost", s->cost) && rv_json_put_num(o, "volatility", s->vol) &&
	       rv_json_put_num(o, "drawdown", s->drawdown) && put_ratio(o, s);
}

bool rv_state_put_paper(cJSON *to, const rv_view *v)
{
	if (v->book.paper[0].trials == 0)
		return true;
	cJSON *o = cJSON_AddObjectToObject(to, "paper");
	bool ok = o != NULL;
	for (int s = 0; ok && s < RV_SUB_H; s++)
		ok = put_record(o, (rv_sub)s, v);
	return ok;
}
