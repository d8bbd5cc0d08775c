/* Student's t by GSL; see student.h. */
#include "engine/stats/student.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

double rv_student_two_sided(double t, double df)
{
	if (isnan(t) || !(df > 0.0) || isinf(df))
		return NAN;
	if (isinf(t))
		return 0.0;
	return fmin(1.0, 2.0 * gsl_cdf_tdist_Q(fabs(t), df));
}

double rv_correlation_p(double rho, size_t n)
{
	if (isnan(rho) || n < 3)
		return NAN;
	const double df = (double)(n - 2), rest = 1.0 - rho * rho;
	return rest > 0.0 ? rv_student_two_sided(rho * sqrt(df / rest), df) : 0.0;
}
