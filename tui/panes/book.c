/* The stat-arb book: the optimizer and its certificate, hedge deltas, target weights by size. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "tui/empty.h"
#include "tui/labels.h"
#include "tui/panes/texts.h"

static void write_status(rv_writer *wr, const rv_book_result *b)
{
	const bool good = b->status == RV_OPT_OPTIMAL || b->status == RV_OPT_NO_EDGE;
	char gap[32], objective[32];
	int y;

	(void)snprintf(gap, sizeof(gap), "%s", rv_num_sig(b->gap, 2).s);
	(void)snprintf(objective, sizeof(objective), "%s", rv_num_sig(b->objective, 6).s);
	if (rv_write_here(wr, &y)) {
		const int x =
			rv_write_put(wr, 0, y, good ? RV_ROLE_GOOD : RV_ROLE_WARN, RV_ATTR_BOLD,
				     "%s%s", good ? "" : "! ", rv_label_opt_status(b->status));
		(void)rv_write_put(wr, x + 2, y, RV_ROLE_TEXT, 0, "gap %s, %d iterations",
				   isfinite(b->gap) ? gap : "--", b->iterations);
	}
	rv_write_next(wr);
	rv_write_text(wr, 0, RV_ROLE_TEXT, 0, "objective %s, gross %s%s",
		      isfinite(b->objective) ? objective : "--",
		      rv_num(b->n_assets ? b->gross * 100 : (double)NAN, 2).s,
		      b->n_assets ? "%" : "");
	rv_write_wrapped(wr, 0, RV_ROLE_TEXT, 0, "covariance: %zu days, shrinkage %s, %zu assets",
			 b->cov_rows, rv_num(b->shrinkage, 3).s, b->n_assets);
}

static void write_hedge(rv_writer *wr, const rv_book_result *b)
{
	char delta[RV_FMT_TEXT], weight[RV_FMT_TEXT];

	if (b->n_assets == 0) { /* nothing was optimised: 0 would be a decision */
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "hedge BTC --, ETH --");
		return;
	}
	rv_write_text(wr, 0, RV_ROLE_TEXT, 0, "hedge BTC %s for delta %s",
		      rv_fmt_pct(b->weight_btc, 2, weight), rv_fmt_signed(b->delta_btc, 4, delta));
	rv_write_text(wr, 0, RV_ROLE_TEXT, 0, "hedge ETH %s for delta %s",
		      rv_fmt_pct(b->weight_eth, 2, weight), rv_fmt_signed(b->delta_eth, 4, delta));
}

typedef struct held {
	size_t index;
	double weight;
} held;

/* By falling size, whatever the side: where room ends, the least goes. Equal ones in name order. */
static int by_size(const void *a, const void *b)
{
	const held *x = a, *y = b;
	const double v = fabs(x->weight), w = fabs(y->weight);

	if (v < w || v > w)
		return v > w ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static size_t sorted_weights(const rv_book_result *b, held out[RV_MAX_SYMBOLS], double *most)
{
	size_t n = 0;

	*most = 0;
	for (size_t i = 0; i < b->n; i++) {
		const double w = b->symbols[i].weight;
		if (b->symbols[i].reason != RV_BOOK_IN || !(fabs(w) > 0))
			continue;
		out[n++] = (held){ i, w };
		*most = fabs(w) > *most ? fabs(w) : *most;
	}
	qsort(out, n, sizeof(out[0]), by_size);
	return n;
}

void rv_text_book(const rv_ui *ui, rv_writer *wr)
{
	const rv_view *v = ui->scene.v;
	const rv_book_result *b = &v->scores.book;
	held list[RV_MAX_SYMBOLS];
	double most;
	char text[RV_FMT_TEXT], remark[64];

	if (!rv_scored_has_book(v)) {
		rv_write_wrapped(
			wr, 0, RV_ROLE_DIM, 0,
			"-- No target weights yet. They come with the next scored bar and need "
			"alpha and 30 days of residuals of a coin.");
		rv_empty_write_next_bar(wr, 0, &ui->scene);
		return;
	}
	write_status(wr, b);
	write_hedge(wr, b);
	const size_t n = sorted_weights(b, list, &most);
	(void)snprintf(remark, sizeof(remark), "%zu of %zu assets, by size", n, b->n_assets);
	rv_write_heading(wr, "Target weights", remark);
	if (n == 0)
		rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0, "none: %s",
				 b->n_assets ? rv_scored_zero_weight(b) : rv_scored_empty_book(v));
	for (size_t i = 0; i < n; i++) {
		int y;
		if (rv_write_here(wr, &y)) {
			(void)rv_write_put(wr, 0, y, RV_ROLE_TEXT, 0, "%-10s",
					   v->scores.daily_names[list[i].index]);
			rv_canvas_text_right(wr->c, 10, y, 8,
					     list[i].weight > 0 ? RV_ROLE_UP : RV_ROLE_DOWN, 0,
					     rv_fmt_pct(list[i].weight, 2, text));
			rv_meter_signed(wr->c, 20, y, (wr->w - 21) | 1, list[i].weight / most);
		}
		rv_write_next(wr);
	}
}
