/* Exposition format; see metrics_put.h. */
#include "app/ops/metrics_put.h"

#include "engine/base/num.h"

#include <math.h>

void rv_metrics_family(rv_sim_out *o, const char *name, const char *type, const char *help)
{
	rv_sim_out_fmt(o, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void rv_metrics_quote(rv_sim_out *o, const char *value)
{
	rv_sim_out_raw(o, "\"");
	for (const char *p = value; *p; p++) {
		if (*p == '\n')
			rv_sim_out_raw(o, "\\n");
		else
			rv_sim_out_fmt(o, *p == '"' || *p == '\\' ? "\\%c" : "%c", *p);
	}
	rv_sim_out_raw(o, "\"");
}

static void put_value(rv_sim_out *o, double v)
{
	char text[RV_NUM_TEXT];
	const char *word = rv_num_format(v, text);
	if (isnan(v))
		word = "NaN";
	else if (isinf(v))
		word = v > 0.0 ? "+Inf" : "-Inf";
	rv_sim_out_fmt(o, " %s\n", word);
}

void rv_metrics_sample(rv_sim_out *o, const char *name, const char *key, const char *value,
		       double v)
{
	rv_sim_out_raw(o, name);
	if (key) {
		rv_sim_out_fmt(o, "{%s=", key);
		rv_metrics_quote(o, value);
		rv_sim_out_raw(o, "}");
	}
	put_value(o, v);
}

void rv_metrics_gauge(rv_sim_out *o, const char *name, const char *help, double v)
{
	rv_metrics_family(o, name, "gauge", help);
	rv_metrics_sample(o, name, NULL, NULL, v);
}

void rv_metrics_counter(rv_sim_out *o, const char *name, const char *help, double v)
{
	rv_metrics_family(o, name, "counter", help);
	rv_metrics_sample(o, name, NULL, NULL, v);
}
