/* The lines of the exposition format, for metrics*.c. Pure. */
#ifndef RV_APP_OPS_METRICS_PUT_H
#define RV_APP_OPS_METRICS_PUT_H

#include "feeds/sim/out.h"

/* "# HELP" and "# TYPE"; type "gauge" or "counter". The samples follow. */
void rv_metrics_family(rv_sim_out *o, const char *name, const char *type, const char *help);
/* name{key="value"} v; key NULL: no label. The value is escaped. */
void rv_metrics_sample(rv_sim_out *o, const char *name, const char *key, const char *value,
		       double v);
/* A family of one sample without a label. */
void rv_metrics_gauge(rv_sim_out *o, const char *name, const char *help, double v);
void rv_metrics_counter(rv_sim_out *o, const char *name, const char *help, double v);
/* A label's value, quoted and escaped. */
void rv_metrics_quote(rv_sim_out *o, const char *value);

#endif
