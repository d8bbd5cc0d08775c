/* The basket of majors against alts: hedge legs, alt legs, what is left of both exposures. */
#include <math.h>
#include <stdio.h>

#include "tui/empty.h"
#include "tui/labels.h"
#include "tui/panes/texts.h"

static void write_legs(rv_writer *wr, const rv_view *v)
{
	const rv_ma_result *m = &v->scores.ma;
	char weight[RV_FMT_TEXT];

	rv_write_text(wr, 0, RV_ROLE_DIM, 0, "%-10s%9s%8s%8s", "", "WEIGHT", "B.BTC", "B.ETH");
	rv_write_text(wr, 0, RV_ROLE_TEXT, 0, "%-10s%9s", "BTC",
		      rv_fmt_pct(m->weight_btc, 2, weight));
	rv_write_text(wr, 0, RV_ROLE_TEXT, 0, "%-10s%9s", "ETH",
		      rv_fmt_pct(m->weight_eth, 2, weight));
	for (size_t i = 0; i < m->n_basket && i < RV_MA_BASKET_MAX; i++) {
		const rv_ma_leg *l = &m->basket[i];
		char btc[RV_FMT_TEXT], eth[RV_FMT_TEXT];
		const char *name =
			l->index < v->scores.n_daily ? v->scores.daily_names[l->index] : "--";
		rv_write_text(wr, 0, RV_ROLE_TEXT, 0, "%-10.10s%9s%8s%8s", name,
			      rv_fmt_pct(l->weight, 2, weight), rv_fmt_signed(l->beta_btc, 2, btc),
			      rv_fmt_signed(l->beta_eth, 2, eth));
	}
}

void rv_text_ma_basket(const rv_ui *ui, rv_writer *wr)
{
	const rv_view *v = ui->scene.v;
	const rv_ma_result *m = &v->scores.ma;
	char btc[RV_FMT_TEXT], eth[RV_FMT_TEXT], net[RV_FMT_TEXT];

	if (!rv_scored_has_majors(v)) {
		rv_write_wrapped(
			wr, 0, RV_ROLE_DIM, 0,
			"-- No basket yet. It comes with the composite of majors against alts "
			"(60 days).");
		rv_empty_write_next_bar(wr, 0, &ui->scene);
		return;
	}
	rv_write_text(wr, 0, m->trading ? RV_ROLE_GOOD : RV_ROLE_DIM, 0, "%s, scale %s",
		      m->trading ? "trades" : "stands aside",
		      rv_num(m->trading ? m->scale : 0.0, 2).s);
	if (!m->mcap_known)
		rv_write_text(wr, 0, RV_ROLE_WARN, 0, "! mcap unknown: no cap filter");
	if (m->n_basket == 0) {
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "no basket: fewer than %d coins qualify",
			      v->params.ma.basket_min);
		return;
	}
	rv_write_wrapped(wr, 0, RV_ROLE_TEXT, 0, "weights at scale 1; left: BTC %s ETH %s net %s",
			 rv_fmt_signed(m->exposure_btc, 3, btc),
			 rv_fmt_signed(m->exposure_eth, 3, eth), rv_fmt_signed(m->net, 3, net));
	write_legs(wr, v);
}
