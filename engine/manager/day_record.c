/* What a proposal was made of, written down; see day_internal.h. */
#include "engine/base/hex.h"
#include "engine/base/sha256.h"
#include "engine/manager/day_internal.h"

#include <stdlib.h>
#include <string.h>

static size_t fill_bars(const rv_live *l, rv_decision_bar *bars)
{
	size_t n = 0;
	rv_bar b;
	for (size_t i = 0; i < rv_live_coins(l) && n < RV_MAX_SYMBOLS; i++) {
		if (!rv_live_projected_bar(l, i, &b))
			continue;
		rv_decision_bar *to = &bars[n++];
		*to = (rv_decision_bar){ .close = b.close, .high = b.high, .low = b.low };
		memcpy(to->symbol, rv_live_coin_at(l, i).in->name, sizeof(to->symbol));
	}
	return n;
}

/* As long as it has become. NULL: it is too long, or there is no memory. */
static rv_day_record *write_down(const rv_decision_source *s)
{
	rv_day_record *r = malloc(sizeof(*r) + RV_DECISION_TEXT), *fit = NULL;
	if (r && rv_decision_write(s, r->text, RV_DECISION_TEXT, &r->n) == RV_OK)
		fit = realloc(r, sizeof(*r) + r->n + 1);
	if (!fit)
		free(r);
	return fit;
}

void day_record(rv_day_manager *m, const rv_day_now *now, const rv_book_input *in,
		const rv_book_view *v, const rv_program_want *w)
{
	rv_decision_bar *bars = calloc(RV_MAX_SYMBOLS, sizeof(*bars));
	free(m->record);
	m->record = NULL;
	m->recorded = false;
	if (bars) {
		const rv_decision_source s = { .phase = w->phase,
					       .date_ms = w->run_date_ms,
					       .in = in,
					       .book = now->book,
					       .made = v,
					       .bars = bars,
					       .n_bars = fill_bars(now->live, bars) };
		m->record = write_down(&s);
	}
	free(bars);
	if (!m->record) {
		rv_log_once(m->log, "day.record", RV_LOG_WARN, "day",
			    "what the proposal was made of could not be written down");
		return;
	}
	m->record->date_ms = w->run_date_ms;
	_Static_assert(sizeof(w->phase) == sizeof(m->record->phase), "a phase's word fits");
	memcpy(m->record->phase, w->phase, sizeof(m->record->phase));
}

void day_record_digest(const rv_day_manager *m, rv_event *e)
{
	uint8_t digest[RV_SHA256_BYTES];
	char hex[2 * RV_SHA256_BYTES + 1];
	if (!m->record)
		return;
	rv_sha256(m->record->text, m->record->n, digest);
	rv_hex_format(digest, sizeof(digest), hex);
	rv_event_put(e, "made_of", hex);
}

rv_day_record *rv_day_manager_take(rv_day_manager *m)
{
	rv_day_record *r = m->recorded ? m->record : NULL;
	if (r)
		m->record = NULL;
	m->recorded = false;
	return r;
}
