/* The weights of the idiosyncratic factors: the ridge fit, its certificate and the days before. */
#include <math.h>
#include <stdio.h>

#include "tui/empty.h"
#include "tui/labels.h"
#include "tui/paint.h"
#include "tui/panes/texts.h"

/* What a full bar stands for: weights are a few hundredths. */
static double largest(const rv_idio_result *r)
{
	double most = 0;

	for (int f = 0; f < RV_IDIO_N; f++)
		most = r->weights[f] > most ? r->weights[f] : most;
	return most;
}

static void write_weights(rv_writer *wr, const rv_idio_result *r)
{
	const double most = largest(r);
	char text[RV_FMT_TEXT];

	for (int f = 0; f < RV_IDIO_N; f++) {
		int y;
		if (rv_write_here(wr, &y)) {
			(void)rv_write_put(wr, 0, y, RV_ROLE_TEXT, 0, "%s",
					   rv_label_signal((rv_idio_signal)f));
			(void)snprintf(text, sizeof(text), "%s", rv_num(r->weights[f], 4).s);
			rv_canvas_text_right(wr->c, 15, y, 7, RV_ROLE_TEXT, RV_ATTR_BOLD,
					     isfinite(r->weights[f]) ? text : "--");
			rv_meter(wr->c, 24, y, wr->w - 24,
				 most > 0 ? r->weights[f] / most : r->weights[f], (double)NAN,
				 RV_ROLE_PLOT);
		}
		rv_write_next(wr);
	}
}

static void write_fit(rv_writer *wr, const rv_view *v)
{
	const rv_idio_result *r = &v->scores.idio;
	char alpha[32], r2[RV_FMT_TEXT], oos[RV_FMT_TEXT], full[48] = "";
	const double most = largest(r);

	if (most > 0)
		(void)snprintf(full, sizeof(full), "; a full bar is %s", rv_num_sig(most, 3).s);
	(void)snprintf(alpha, sizeof(alpha), "%s", rv_num_sig(r->alpha, 4).s);
	rv_write_wrapped(wr, 0, r->ridge_status == RV_RIDGE_OK ? RV_ROLE_GOOD : RV_ROLE_WARN,
			 r->ridge_status == RV_RIDGE_OK ? 0 : RV_ATTR_BOLD, "%s%s%s",
			 r->ridge_status == RV_RIDGE_OK ? "" : "! ", rv_label_ridge_status(r),
			 full);
	rv_write_text(wr, 0, RV_ROLE_TEXT, 0, "penalty %s", isfinite(r->alpha) ? alpha : "--");
	rv_write_text(wr, 0, RV_ROLE_TEXT, 0, "r2 %s  out of sample %s",
		      rv_fmt_signed(r->r2, 4, r2), rv_fmt_signed(r->oos_r2, 4, oos));
	rv_write_text(wr, 0, RV_ROLE_TEXT, 0, "%zu rows of %zu days, %zu active coins", r->rows,
		      r->dates, r->n_active);
	if (r->rows == 0)
		rv_write_wrapped(wr, 0, RV_ROLE_WARN, 0,
				 "no day with all three signals%s; needs 200 rows of 20 days",
				 rv_scored_no_carry(v) ? " (carry: funding unknown)" : "");
	rv_write_text(wr, 0, RV_ROLE_DIM, 0, "corr mom/mr %s  mom/carry %s",
		      rv_fmt_signed(r->signal_corr[0][1], 2, alpha),
		      rv_fmt_signed(r->signal_corr[0][2], 2, r2));
}

static void write_past(rv_writer *wr, const rv_view *v)
{
	/* 2.3e-05 and 0.00023 take 5 more than the digits, and a space is needed. */
	const int w = wr->w >= 42 ? 9 : 8, digits = w - 6;
	char remark[64];

	(void)snprintf(remark, sizeof(remark), "%zu day%s%s", v->n_days, v->n_days == 1 ? "" : "s",
		       rv_scored_past(v));
	rv_write_heading(wr, "Past", remark);
	rv_write_text(wr, 0, RV_ROLE_DIM, 0, "%-6s%*s%*s%*s%8s", "", w, "MOM", w, "MR", w, "CARRY",
		      "R2");
	for (size_t i = v->n_days; i-- > 0;) {
		const rv_view_day *d = &v->days[i];
		char day[RV_TIME_TEXT], r2[RV_FMT_TEXT];
		rv_write_text(wr, 0, d->status == RV_RIDGE_OK ? RV_ROLE_TEXT : RV_ROLE_WARN, 0,
			      "%.5s%c%*s%*s%*s%8s", rv_time_format_date(d->close_ms, day) + 5,
			      d->status == RV_RIDGE_OK ? ' ' : '!', w,
			      rv_num_sig((double)d->weights[0], digits).s, w,
			      rv_num_sig((double)d->weights[1], digits).s, w,
			      rv_num_sig((double)d->weights[2], digits).s,
			      rv_fmt_signed((double)d->r2, 4, r2));
	}
}

void rv_text_factors(const rv_ui *ui, rv_writer *wr)
{
	const rv_view *v = ui->scene.v;

	if (!rv_scored_has_idio(v)) {
		rv_write_wrapped(
			wr, 0, RV_ROLE_DIM, 0,
			"-- No factor weights yet. Signals need 41 daily bars; the fit 200 "
			"rows of 20 days.");
		rv_empty_write_next_bar(wr, 0, &ui->scene);
		return;
	}
	write_weights(wr, &v->scores.idio);
	write_fit(wr, v);
	write_past(wr, v);
}
