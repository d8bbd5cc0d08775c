/* What the risk watch says; see risk_view.h. */
#include "engine/run/risk_view.h"

#include <stddef.h>
#include <string.h>

rv_licence rv_risk_view_licence(const rv_risk_view *v, const rv_book_view *b, rv_sub sub)
{
	return v->present ? v->subs[sub].licence : b->licence[sub];
}

const rv_risk_cap *rv_risk_view_cap(const rv_risk_view *v, rv_sub sub, const char *symbol)
{
	for (size_t i = 0; i < v->n_caps; i++) {
		if (v->caps[i].sub == sub && strcmp(v->caps[i].symbol, symbol) == 0)
			return &v->caps[i];
	}
	return NULL;
}

void rv_risk_view_copy(rv_risk_view *to, const rv_risk_view *from)
{
	memcpy(to, from, offsetof(rv_risk_view, stops));
	memcpy(to->stops, from->stops, from->n_stops * sizeof(from->stops[0]));
	to->n_caps = from->n_caps;
	memcpy(to->caps, from->caps, from->n_caps * sizeof(from->caps[0]));
}
