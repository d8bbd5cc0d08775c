/* Time from the venue's answers; see clock_probe.h. */
#include "feeds/clock_probe.h"

#include "engine/base/num.h"

#include <math.h>
#include <string.h>

/* Finds "key=" at the start of a field and returns its value and length. */
static const char *field(const char *text, const char *key, size_t *len)
{
	const size_t k = strlen(key);
	for (const char *f = text; *f;) {
		const size_t n = strcspn(f, ";");
		if (n > k && strncmp(f, key, k) == 0 && f[k] == '=') {
			*len = n - k - 1;
			return f + k + 1;
		}
		f += n + (f[n] == ';');
		f += *f == ' ';
	}
	return NULL;
}

rv_status rv_sim_clock_parse(const char *text, rv_sim_clock *out)
{
	rv_sim_clock c = { 0 };
	size_t n_utc = 0, n_speed = 0, n_source = 0;
	const char *utc = field(text, "utc_ms", &n_utc);
	const char *speed = field(text, "speed", &n_speed);
	const char *source = field(text, "source", &n_source);
	if (!utc || !speed || !source || rv_num_parse_i64(utc, n_utc, &c.utc_ms) != RV_OK ||
	    rv_num_parse(speed, n_speed, &c.speed) != RV_OK)
		return RV_EPARSE;
	c.replay = n_source == 6 && strncmp(source, "replay", 6) == 0;
	if (!c.replay && !(n_source == 4 && strncmp(source, "seed", 4) == 0))
		return RV_EPARSE;
	if (c.utc_ms < 0 || !(c.speed > 0.0 && c.speed <= 1e6))
		return RV_EPARSE;
	*out = c;
	return RV_OK;
}

bool rv_sim_server(const char *server)
{
	return strcmp(server, "rvdesk-sim") == 0;
}

double rv_clock_skew(int64_t venue_ms, int64_t desk_ms, int64_t now_mono, double rate, int64_t sent,
		     int64_t got)
{
	const double mid = ((double)sent + (double)got) / 2.0;
	return (double)venue_ms - ((double)desk_ms - rate * ((double)now_mono - mid));
}

bool rv_clock_refines(double skew, double rate, int64_t sync_rtt, int64_t rtt)
{
	/* Each reading is off by at most half its round trip; both were rounded to a ms. */
	const double explained = ((double)sync_rtt + (double)rtt) / 2.0 + 2.0;
	return rtt <= sync_rtt / 2 && fabs(skew) <= rate * explained;
}

double rv_clock_learns(double was, double skew, double rate, int64_t rtt)
{
	if (rtt <= RV_CLOCK_SLOW_MS)
		return skew;
	const double proven = fabs(skew) - rate * (double)rtt / 2.0;
	return proven > fabs(was) ? copysign(proven, skew) : was;
}
