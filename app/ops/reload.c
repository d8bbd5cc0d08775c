/* Reading the configuration again; see reload.h. */
#include "app/ops/reload.h"

#include "app/config_dir.h"

#include <limits.h>
#include <stdlib.h>

/* All at once or nothing: what is refused leaves the rest as it was, too. */
static void take(rv_runtime *rt, const rv_config *read)
{
	char text[RV_CONFIG_KEY];
	const char *key = rv_config_difference(&rt->as_read, read, true, text, sizeof(text));
	if (key) {
		rv_log_put(rt->log, RV_LOG_ERROR, "config",
			   "reload refused, nothing changes: \"%s\" has changed, which only a "
			   "restart may change",
			   key);
		return;
	}
	key = rv_config_difference(&rt->as_read, read, false, text, sizeof(text));
	if (!key) {
		rv_log_put(rt->log, RV_LOG_INFO, "config", "reload: nothing has changed");
		return;
	}
	rv_log_put(rt->log, RV_LOG_INFO, "config", "reload: \"%s\" is %g now, was %g", key,
		   read->oms.skew_warn_ms, rt->as_read.oms.skew_warn_ms);
	if (rt->trading)
		rv_trading_skew_warn(rt->trading, read->oms.skew_warn_ms);
	rt->as_read = *read;
}

/* What the files say now, or why they do not. */
static rv_status read_again(const rv_runtime *rt, const char *config, rv_config *out, rv_err *err)
{
	char dir[PATH_MAX], shipped[PATH_MAX];
	const rv_status st = rv_config_dir(config, dir, err);
	return st == RV_OK ? rv_config_load_profile(dir, rv_config_dir_shipped(shipped),
						    rt->as_read.profile, out, NULL, err)
			   : st;
}

void rv_reload(rv_runtime *rt, const char *config)
{
	rv_err err = { 0 };
	if (rv_log_reopen(rt->log, &err) != RV_OK)
		rv_log_put(rt->log, RV_LOG_ERROR, "log", "%s", err.text);
	rv_config *read = malloc(sizeof(*read));
	if (!read) {
		rv_log_put(rt->log, RV_LOG_ERROR, "config", "reload: out of memory");
		return;
	}
	if (read_again(rt, config, read, &err) == RV_OK)
		take(rt, read);
	else
		rv_log_put(rt->log, RV_LOG_ERROR, "config", "reload refused, nothing changes: %s",
			   err.text);
	free(read);
}
