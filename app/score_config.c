/* The configuration of a command that scores; see score_config.h. */
#include "app/score_config.h"

#include "app/config_dir.h"

#include <stdio.h>
#include <string.h>

static void print_warnings(rv_log *log)
{
	static rv_log_line lines[64];
	const size_t n = rv_log_tail(log, lines, sizeof(lines) / sizeof(lines[0]));
	for (size_t i = 0; i < n; i++) {
		if (lines[i].level >= RV_LOG_WARN)
			(void)fprintf(stderr, "rvdesk: warning: %s\n", lines[i].text);
	}
}

static rv_status load_config(const char *option, const char *profile, rv_log *log, rv_config *out,
			     rv_err *err)
{
	char dir[PATH_MAX], shipped[PATH_MAX];
	const rv_status st = rv_config_dir(option, dir, err);
	if (st == RV_ENOENT && !option &&
	    strcmp(profile, "seed") == 0) { /* no folder anywhere: the built-in defaults */
		rv_config_default(out);
		return RV_OK;
	}
	return st == RV_OK ? rv_config_load_profile(dir, rv_config_dir_shipped(shipped), profile,
						    out, log, err)
			   : st;
}

rv_status rv_score_configure(const char *option, const char *profile, rv_config *out, rv_err *err)
{
	rv_clock *clock = NULL;
	rv_log *log = NULL;
	rv_status st = rv_clock_new_real(&clock);
	if (st != RV_OK)
		return rv_err_set(err, st, "cannot score: %s", rv_status_text(st));
	st = rv_log_new(clock, NULL, &log, err);
	if (st == RV_OK)
		st = load_config(option, profile, log, out, err);
	if (st == RV_OK)
		print_warnings(log);
	rv_log_free(log);
	rv_clock_free(clock);
	return st;
}
