/*
 * What the venue's answers say about time. Pure. Any thread.
 *
 * A simulated venue sends `X-Sim-Clock: utc_ms=N;speed=X;source=S` with every answer; a real one
 * has only exchangeStatus. Both are compared with the desk's clock at the middle of the exchange.
 */
#ifndef RV_FEEDS_CLOCK_PROBE_H
#define RV_FEEDS_CLOCK_PROBE_H

#include "engine/base/status.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct rv_sim_clock {
	int64_t utc_ms;
	double speed; /* venue seconds per real second, > 0 */
	bool replay;
} rv_sim_clock;

/* Strict; unknown fields after the three are ignored. RV_EPARSE leaves *out untouched. */
RV_NODISCARD rv_status rv_sim_clock_parse(const char *text, rv_sim_clock *out);
/* True for the Server header of the simulated venue. */
bool rv_sim_server(const char *server);

/*
 * Venue time minus desk time, in desk ms, at the middle of the exchange.
 *   venue_ms            what the venue said
 *   desk_ms, now_mono   the desk's clock and rv_mono_ms, read together
 *   rate                desk ms per real ms
 *   sent, got           rv_mono_ms of the request and of the first byte of its answer
 */
double rv_clock_skew(int64_t venue_ms, int64_t desk_ms, int64_t now_mono, double rate, int64_t sent,
		     int64_t got);
/*
 * What an answer says of the skew (desk ms) when `was` is what is known: itself when its round trip
 * (real ms) was at most RV_CLOCK_SLOW_MS; a slower one proves no more than what half of it does not
 * explain, and changes nothing unless that is more than is known already.
 */
enum { RV_CLOCK_SLOW_MS = 1000 };
double rv_clock_learns(double was, double skew, double rate, int64_t rtt);
/*
 * May an answer of this round trip (real ms) set the clock again? It must be at least twice as
 * quick as the one that set it, and the skew that it shows (desk ms) must be what the two round
 * trips explain: anything larger is the venue's clock itself, which is measured and never followed.
 */
bool rv_clock_refines(double skew, double rate, int64_t sync_rtt, int64_t rtt);

#endif
