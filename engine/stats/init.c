/* Process-wide settings of the numeric libraries; see init.h. */
#include "engine/stats/init.h"

#include <gsl/gsl_errno.h>

void rv_stats_init(void)
{
	(void)gsl_set_error_handler_off();
}
