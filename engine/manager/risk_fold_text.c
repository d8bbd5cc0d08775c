/* The lines of the risk watch's state; see risk_fold.h. */
#include "engine/book/words.h"
#include "engine/manager/risk_fold.h"

#include <inttypes.h>
#include <stdio.h>

void rv_risk_circuit_line(rv_sub s, const rv_drawdown *d, char out[RV_RISK_LINE])
{
	char a[RV_NUM_TEXT];
	(void)snprintf(out, RV_RISK_LINE, "circuit %s %s %d", rv_sub_name(s),
		       rv_words_num_text(d->peak, a), d->latched ? 1 : 0);
}

void rv_risk_index_line(rv_sub s, const rv_risk_index *x, char out[RV_RISK_LINE])
{
	char a[RV_NUM_TEXT], b[RV_NUM_TEXT], c[RV_NUM_TEXT], d[RV_NUM_TEXT], e[RV_NUM_TEXT],
		f[RV_NUM_TEXT];
	const rv_sub_nav *n = &x->nav;
	(void)snprintf(out, RV_RISK_LINE, "index %s %s %s %s %s %s %s %" PRId64 " %" PRId64,
		       rv_sub_name(s), rv_words_num_text(n->unit.value, a),
		       rv_words_num_text(n->unit.peak, b), rv_words_num_text(n->unit.day, c),
		       rv_words_num_text(n->equity_usd, d), rv_words_num_text(n->trial_peak, e),
		       rv_words_num_text(x->earned_usd, f), x->at_utc_ms, x->since_utc_ms);
}

void rv_risk_gone_line(rv_sub s, const char *symbol, char out[RV_RISK_LINE])
{
	(void)snprintf(out, RV_RISK_LINE, "gone %s %s", rv_sub_name(s), symbol);
}

static void licence_line(rv_sub s, const rv_risk_licence *x, char out[RV_RISK_LINE])
{
	(void)snprintf(out, RV_RISK_LINE, "licence %s %d %d %" PRId64 " %" PRId64, rv_sub_name(s),
		       x->set ? 1 : 0, (int)x->value, x->since_utc_ms, x->uid);
}

static void ask_line(const rv_risk_ask *a, char out[RV_RISK_LINE])
{
	(void)snprintf(out, RV_RISK_LINE, "ask %s %s %" PRIu64 " %" PRId64 " %" PRId64,
		       rv_sub_name(a->sub), a->symbol, a->ticket, a->asked_utc_ms,
		       a->rejected_utc_ms);
}

bool rv_risk_fold_line(const rv_risk_fold *f, size_t i, char out[RV_RISK_LINE])
{
	const size_t watch = 1 + RV_SUB_H + f->watch.n;
	if (i < watch)
		return rv_watch_line(&f->watch, i, out);
	i -= watch;
	if (i < RV_SUB_H)
		rv_risk_index_line((rv_sub)i, &f->index[i], out);
	else if (i < 2 * RV_SUB_H)
		licence_line((rv_sub)(i - RV_SUB_H), &f->licence[i - RV_SUB_H], out);
	else if (i < 2 * RV_SUB_H + f->n_asks)
		ask_line(&f->asks[i - 2 * RV_SUB_H], out);
	else
		return false;
	return true;
}
