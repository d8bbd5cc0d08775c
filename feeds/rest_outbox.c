/* Events from the REST thread to the engine; see rest_state.h. */
#include "feeds/rest_state.h"

#include <string.h>

bool rv_outbox_flush(rv_poller *r)
{
	while (r->out_n > 0) {
		if (rv_queue_push(r->sh->md, r->out[r->out_head]) != RV_OK)
			return false;
		r->out_head = (r->out_head + 1) % RV_OUTBOX_CAP;
		r->out_n--;
	}
	return true;
}

static void put(rv_poller *r, rv_md *md)
{
	if (rv_outbox_flush(r) && rv_queue_push(r->sh->md, md) == RV_OK)
		return;
	if (r->out_n == RV_OUTBOX_CAP) {
		/* Asking stops long before this (see rv_poller_run), so it cannot be reached by
		 * what answers bring; it is said aloud if it ever is. */
		rv_log_put(r->sh->log, RV_LOG_ERROR, "rest", "%s: event lost, the engine is stuck",
			   md->symbol);
		rv_md_free(md);
		return;
	}
	r->out[(r->out_head + r->out_n++) % RV_OUTBOX_CAP] = md;
}

static rv_md *make(rv_poller *r, rv_md_kind kind, const char *symbol, size_t n)
{
	rv_md *md = NULL;
	if (rv_md_new(kind, symbol, n, &md) != RV_OK) {
		rv_log_put(r->sh->log, RV_LOG_ERROR, "rest", "out of memory for an event");
		return NULL;
	}
	return md;
}

void rv_outbox_bars(rv_poller *r, const char *symbol, rv_interval iv, const rv_bar *bars, size_t n,
		    bool reset)
{
	if (n == 0 && !reset)
		return;
	rv_md *md = make(r, reset ? RV_MD_BARS_RESET : RV_MD_BARS, symbol, n);
	if (!md)
		return;
	md->interval = iv;
	if (n > 0)
		memcpy(md->u.bars, bars, n * sizeof(*bars));
	put(r, md);
}

void rv_outbox_fundings(rv_poller *r, const char *symbol, const rv_funding *rows, size_t n,
			bool reset)
{
	if (n == 0 && !reset)
		return;
	rv_md *md = make(r, reset ? RV_MD_FUNDING_RESET : RV_MD_FUNDING, symbol, n);
	if (!md)
		return;
	if (n > 0)
		memcpy(md->u.funding, rows, n * sizeof(*rows));
	put(r, md);
}

void rv_outbox_mcaps(rv_poller *r, const char *symbol, const rv_mcap *rows, size_t n)
{
	rv_md *md = n > 0 ? make(r, RV_MD_MCAP, symbol, n) : NULL;
	if (!md)
		return;
	memcpy(md->u.mcaps, rows, n * sizeof(*rows));
	put(r, md);
}

void rv_outbox_instruments(rv_poller *r)
{
	rv_md *md = make(r, RV_MD_INSTRUMENTS, NULL, r->n);
	if (!md)
		return;
	for (size_t i = 0; i < r->n; i++)
		md->u.instruments[i] = r->sym[i].in;
	put(r, md);
}

void rv_outbox_progress(rv_poller *r, rv_hist_symbol *s, unsigned add)
{
	if ((s->have & add) == add)
		return;
	s->have |= add;
	rv_md *md = make(r, RV_MD_PROGRESS, s->in.name, 0);
	if (!md)
		return;
	md->have = s->have;
	put(r, md);
}
