/* NaN-aware double comparison; see assert_close.h. */
#include "tests/support/assert_close.h"

#include "tests/support/cm.h"

#include <math.h>

void rv_assert_close(const char *what, double got, double want, double tol, const char *file,
		     int line)
{
	if (isnan(got) && isnan(want))
		return;
	const double scale = fabs(want) > 1.0 ? fabs(want) : 1.0;
	if (fabs(got - want) <= tol * scale)
		return;
	print_error("%s: got %.17g, want %.17g (difference %.3g)\n", what, got, want, got - want);
	_fail(file, line);
}
