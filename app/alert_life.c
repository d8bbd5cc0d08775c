/* The life of an alert; see alert_life.h. */
#include "app/alert_life.h"

void rv_alert_take_acks(rv_view_alert *s, const rv_trade_view *t)
{
	for (size_t i = 0; t->present && i < t->n_acks; i++) {
		if (s->id != t->acks[i].alert || s->acked_utc_ms != 0)
			continue;
		s->acked_by = t->acks[i].uid;
		s->acked_utc_ms = t->acks[i].utc_ms;
	}
}

bool rv_alert_is_told(rv_view_alert *s, int64_t now_mono)
{
	if (s->active || s->id == 0)
		s->over_mono_ms = 0;
	else if (s->over_mono_ms == 0)
		s->over_mono_ms = now_mono;
	return s->id != 0 && (s->active || now_mono - s->over_mono_ms < RV_ALERT_OVER_MS);
}
