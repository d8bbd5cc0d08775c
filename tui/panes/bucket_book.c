/* The multi-bucket portfolio: gross of each bucket, targets by coin, pairs. */
#include <math.h>
#include <stdio.h>

#include "tui/empty.h"
#include "tui/labels.h"
#include "tui/panes/texts.h"

static void write_gross(rv_writer *wr, const rv_view *v)
{
	const rv_bucket_result *b = &v->scores.buckets;
	char text[RV_FMT_TEXT], beta[RV_FMT_TEXT];

	for (int k = 0; k < RV_BUCKET_N; k++) {
		const double goal = v->params.buckets.targets[k];
		int y;
		if (rv_write_here(wr, &y)) {
			(void)rv_write_put(wr, 0, y, RV_ROLE_TEXT, 0, "%s",
					   rv_label_bucket((rv_bucket)k));
			rv_canvas_text_right(wr->c, 14, y, 8, RV_ROLE_TEXT, 0,
					     rv_fmt_pct(b->gross[k], 1, text));
			rv_meter(wr->c, 23, y, wr->w - 23,
				 goal > 0 ? b->gross[k] / goal : (double)NAN, (double)NAN,
				 RV_ROLE_PLOT);
		}
		rv_write_next(wr);
	}
	rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0,
			 "gross of its goal; residual beta %s with BTC hedge %s",
			 rv_fmt_signed(b->net_beta, 3, beta), rv_fmt_pct(b->hedge_btc, 2, text));
}

static bool has_target(const rv_bucket_symbol *s)
{
	for (int k = 0; k < RV_BUCKET_N; k++) {
		if (fabs(s->target[k]) > 0)
			return true;
	}
	return fabs(s->net) > 0;
}

static void write_target(rv_writer *wr, const char *name, const rv_bucket_symbol *s)
{
	char net[RV_FMT_TEXT], part[RV_BUCKET_N][RV_FMT_TEXT];

	for (int k = 0; k < RV_BUCKET_N; k++)
		(void)rv_fmt_pct(s->target[k], 1, part[k]);
	if (s->reason[0] && !has_target(s))
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "%-7.7s%8s %s", name,
			      rv_fmt_pct(s->net, 2, net), s->reason);
	else
		rv_write_text(wr, 0, s->net < 0 ? RV_ROLE_DOWN : RV_ROLE_TEXT, 0,
			      "%-7.7s%8s%7s%7s%7s%7s", name, rv_fmt_pct(s->net, 2, net), part[0],
			      part[1], part[2], part[3]);
}

/* Those that have one first: the pane is short. */
static void write_targets(rv_writer *wr, const rv_view *v)
{
	const rv_bucket_result *b = &v->scores.buckets;

	rv_write_heading(wr, "Targets", "share of equity");
	rv_write_text(wr, 0, RV_ROLE_DIM, 0, "%-7s%8s%7s%7s%7s%7s", "", "NET", "MOM", "RES", "MR",
		      "PAIR");
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < b->n; i++) {
			const rv_bucket_symbol *s = &b->symbols[i];
			if (s->member && has_target(s) == (pass == 0))
				write_target(wr, v->scores.daily_names[i], s);
		}
	}
}

static void write_pairs(rv_writer *wr, const rv_bucket_result *b)
{
	rv_write_heading(wr, "Pairs", "");
	rv_write_text(wr, 0, RV_ROLE_DIM, 0, "%-12s%7s%7s%7s  %s", "", "Z", "CORR", "BETA",
		      "STATE");
	for (size_t i = 0; i < b->n_pairs && i < RV_BUCKET_PAIRS_MAX; i++) {
		const rv_bucket_pair *p = &b->pairs[i];
		char z[RV_FMT_TEXT], corr[RV_FMT_TEXT], beta[RV_FMT_TEXT];
		const bool live = p->state >= RV_PAIR_ENTRY_LONG;
		const rv_role role = p->state == RV_PAIR_STOP ? RV_ROLE_STOP
				     : live		      ? RV_ROLE_ENTRY
							      : RV_ROLE_TEXT;
		rv_write_text(wr, 0, p->state <= RV_PAIR_BROKEN ? RV_ROLE_DIM : role, 0,
			      "%-12.12s%7s%7s%7s  %s%s", p->name, rv_fmt_signed(p->z, 2, z),
			      rv_fmt_signed(p->corr30, 2, corr), rv_fmt_signed(p->beta, 2, beta),
			      rv_label_pair_state(p->state),
			      p->state == RV_PAIR_STOP ? "!"
			      : live		       ? "*"
						       : "");
	}
}

void rv_text_buckets(const rv_ui *ui, rv_writer *wr)
{
	const rv_view *v = ui->scene.v;

	if (!rv_scored_has_buckets(v)) {
		rv_write_wrapped(
			wr, 0, RV_ROLE_DIM, 0,
			"-- No bucket targets yet. They come with the next scored bar and need "
			"120 daily bars of a coin.");
		rv_empty_write_next_bar(wr, 0, &ui->scene);
		return;
	}
	if (v->scores.buckets.risk_off)
		rv_write_text(wr, 0, RV_ROLE_BAD, RV_ATTR_BOLD, "RISK-OFF: no new entries");
	write_gross(wr, v);
	write_targets(wr, v);
	write_pairs(wr, &v->scores.buckets);
}
