/* Stops, exits and the drawdown circuit; see stops.h. */
#include "engine/portfolio/stops.h"

#include <math.h>

const char *rv_exit_name(rv_exit e)
{
	static const char *const names[] = { "none",	 "half", "target", "hard stop",
					     "trailing", "time", "signal", "breakdown" };
	return (size_t)e < sizeof(names) / sizeof(names[0]) ? names[e] : "unknown";
}

rv_stop rv_stop_open(const rv_bucket_params *p, int side, double entry, double atr)
{
	return (rv_stop){ .side = side,
			  .entry = entry,
			  .atr = atr,
			  .best = entry,
			  .stop = entry - (double)side * p->atr_stop * atr };
}

/* Seen from a long: a short is the same on mirrored prices. */
static double trailed(const rv_bucket_params *p, const rv_stop *s)
{
	const double side = (double)s->side;
	if (p->trail_chandelier)
		return s->best - side * p->atr_trail * s->atr;
	const double steps = floor(side * (s->best - s->entry) / s->atr);
	return s->entry + side * (steps - p->atr_stop) * s->atr;
}

rv_stop rv_stop_step(const rv_bucket_params *p, rv_stop before, double close, rv_exit *exit)
{
	rv_stop s = before;
	const double side = (double)s.side;
	*exit = RV_EXIT_NONE;
	if (!isfinite(close) || !isfinite(s.stop))
		return s;
	if (side * (close - s.best) > 0.0)
		s.best = close;
	const double stop = s.atr > 0.0 ? trailed(p, &s) : s.stop;
	/* A chandelier starts when it is tighter than the hard stop of an entry in profit. */
	if (side * (s.best - s.entry) > 0.0 && side * (stop - s.stop) > 0.0)
		s.stop = stop;
	if (side * (close - s.stop) > 0.0)
		return s;
	const double hard = s.entry - side * p->atr_stop * s.atr;
	*exit = side * (s.stop - hard) > 0.0 ? RV_EXIT_TRAILING : RV_EXIT_HARD_STOP;
	return s;
}

double rv_stop_fill(const rv_stop *s, double open, double adverse)
{
	const double side = (double)s->side;
	if (side * (open - s->stop) <= 0.0)
		return open;
	return side * (adverse - s->stop) <= 0.0 ? s->stop : NAN;
}

double rv_residual_target(double z_entry, double sigma_eps)
{
	return fabs(z_entry) * sigma_eps;
}

double rv_pair_target(const rv_bucket_params *p, double z_entry, double sd_spread, double price_y)
{
	const double sd = p->pair_log ? sd_spread : sd_spread / price_y;
	return fabs(z_entry) * sd;
}

bool rv_time_stop(const rv_bucket_params *p, double days_held, double profit, double target)
{
	return days_held >= (double)p->time_stop_days && profit < p->time_stop_share * target;
}

rv_exit rv_momentum_exit(const rv_bucket_params *p, const rv_bucket_symbol *now)
{
	(void)p; /* the conditions have been read with the scores */
	return now->exits & RV_ENTRY_MOMENTUM_LONG ? RV_EXIT_SIGNAL : RV_EXIT_NONE;
}

rv_exit rv_residual_exit(const rv_bucket_params *p, int side, double z_entry, double z_now,
			 double days_held, double profit, double target)
{
	if ((double)side * z_now < -p->resid_entry)
		return RV_EXIT_SIGNAL;
	if (fabs(z_now) <= p->resid_give_back * fabs(z_entry))
		return RV_EXIT_TARGET;
	return rv_time_stop(p, days_held, profit, target) ? RV_EXIT_TIME : RV_EXIT_NONE;
}

rv_exit rv_mr_exit(const rv_bucket_params *p, int side, double z7, double avg_corr,
		   double days_held)
{
	if (avg_corr >= p->mr_corr)
		return RV_EXIT_BREAKDOWN;
	if ((double)side * z7 >= -p->mr_target)
		return RV_EXIT_TARGET;
	return days_held >= (double)p->time_stop_days ? RV_EXIT_TIME : RV_EXIT_NONE;
}

rv_exit rv_pair_exit(const rv_bucket_params *p, int side, bool half_done, const rv_bucket_pair *now,
		     double days_held, double profit, double target)
{
	if (now->beta <= 0.0 || now->corr30 < p->pair_break)
		return RV_EXIT_BREAKDOWN;
	if (fabs(now->z) >= p->pair_stop)
		return RV_EXIT_HARD_STOP;
	if ((double)side * now->z >= 0.0)
		return RV_EXIT_TARGET;
	if (rv_time_stop(p, days_held, profit, target))
		return RV_EXIT_TIME;
	return !half_done && fabs(now->z) <= p->pair_partial ? RV_EXIT_HALF : RV_EXIT_NONE;
}

double rv_mr_target_price(double close_before, double mean_m7, double sd_m7, double z)
{
	return close_before * (1.0 + mean_m7 + z * sd_m7);
}

rv_drawdown rv_drawdown_step(const rv_bucket_params *p, rv_drawdown before, double nav,
			     rv_drawdown_order *order)
{
	rv_drawdown s = before;
	*order = (rv_drawdown_order){ NAN, s.latched ? p->dd_factor : 1.0, false };
	if (!isfinite(nav))
		return s;
	s.peak = fmax(s.peak, nav);
	if (!(s.peak > 0.0))
		return s;
	order->drawdown = 1.0 - nav / s.peak;
	if (!s.latched && order->drawdown > p->dd_cut) {
		s.latched = true;
		order->cut = true;
	} else if (s.latched && order->drawdown <= p->dd_resume) {
		s.latched = false;
	}
	order->factor = s.latched ? p->dd_factor : 1.0;
	return s;
}
