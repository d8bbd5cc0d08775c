/* Risk-off with release; see risk_off.h. */
#include "engine/regime/risk_off.h"

#include <math.h>

rv_risk_off rv_risk_off_step(const rv_risk_off_params *p, rv_risk_off before,
			     const rv_risk_off_day *day)
{
	rv_risk_off s = before;
	const double jump = day->avg_corr - day->avg_corr_before;
	s.jump = jump > p->jump && day->avg_corr > p->level;
	s.breadth = day->breadth > p->breadth;
	if (s.jump || s.breadth) {
		s.active = true;
		s.clear_days = 0;
	} else if (isnan(jump) && isnan(day->breadth)) {
		s.clear_days = 0;
	} else {
		s.clear_days += s.clear_days < p->release ? 1 : 0;
		if (s.clear_days >= p->release)
			s.active = false;
	}
	return s;
}

double rv_flat_share(const double *x, size_t n, double least, size_t min_n)
{
	size_t known = 0, flat = 0;
	for (size_t i = 0; i < n; i++) {
		known += isfinite(x[i]) ? 1 : 0;
		flat += fabs(x[i]) < least ? 1 : 0;
	}
	return known < min_n || known == 0 ? NAN : (double)flat / (double)known;
}
