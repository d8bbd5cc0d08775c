/* The built-in venue; see venue_start.h. */
#include "app/venue_start.h"

#include "engine/base/timefmt.h"

#include <limits.h>
#include <stdio.h>

enum { PATH_CAP = PATH_MAX + 64 };

/* "2026-01-16T12:30:00Z" without what separates. */
static void compact(int64_t utc_ms, char out[RV_TIME_TEXT])
{
	char text[RV_TIME_TEXT];
	size_t n = 0;
	for (const char *p = rv_time_format(utc_ms, text); *p; p++) {
		if (*p != '-' && *p != ':')
			out[n++] = *p;
	}
	out[n] = '\0';
}

rv_status rv_venue_accounts(const rv_sim_params *p, const char *dir, char *out, size_t cap,
			    rv_err *err)
{
	char start[RV_TIME_TEXT] = "";
	out[0] = '\0';
	if (!dir || p->replay_store || p->clock)
		return RV_OK;
	if (p->start_ms != 0)
		compact(p->start_ms, start);
	const int n = snprintf(out, cap, "%s/venue-sim-%llu%s%s.db", dir,
			       (unsigned long long)p->seed, start[0] ? "-" : "", start);
	if (n < 0 || (size_t)n >= cap)
		return rv_err_set(err, RV_ERANGE, "%.200s: path too long", dir);
	return RV_OK;
}

rv_status rv_venue_start(const rv_sim_params *p, const char *dir, rv_log *log, rv_sim **out,
			 rv_err *why, rv_err *err)
{
	char path[PATH_CAP];
	rv_sim_params own = *p;
	why->text[0] = '\0';
	rv_status st = rv_venue_accounts(p, dir, path, sizeof(path), why);
	if (st == RV_OK && path[0]) {
		own.accounts_path = path;
		own.accounts_resume = true;
		st = rv_sim_start(&own, log, out, why);
		if (st == RV_OK)
			return RV_OK;
		rv_log_put(log, RV_LOG_ERROR, "sim", "SIM venue: no accounts: %s", why->text);
	}
	own.accounts_path = NULL;
	return rv_sim_start(&own, log, out, err);
}
