/* Reports from the gateway to the engine; see gateway_priv.h. */
#include "engine/base/crash_point.h"
#include "engine/base/hex.h"
#include "engine/base/sha256.h"
#include "feeds/gateway/gateway_priv.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>

enum { FULL_WAIT_MS = 2 /* between looks at a queue that is full */ };

void rv_gw_push(rv_gateway *g, rv_venue_report *r)
{
	if (r->got_at == 0)
		r->got_at = rv_clock_elapsed_ms(g->clock);
	rv_crash_point("gateway.before-report");
	while (rv_queue_push(g->reports, r) != RV_OK) {
		if (atomic_load(&g->stop)) {
			rv_venue_report_free(r); /* nobody will take it any more */
			return;
		}
		(void)poll(NULL, 0, FULL_WAIT_MS); /* a failed sleep is a short one */
	}
}

void rv_gw_say(rv_venue_report *r, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(r->text, sizeof(r->text), fmt, ap);
	va_end(ap);
	for (char *p = r->text; *p; p++) {
		if (*p < ' ' || *p > '~')
			*p = '?';
	}
}

void rv_gw_hash(rv_venue_report *r, const char *body, size_t n)
{
	uint8_t digest[RV_SHA256_BYTES];
	rv_sha256(body, n, digest);
	(void)rv_hex_format(digest, sizeof(digest), r->raw_hash);
}

static void apply_error(rv_venue_stat *v, const void *arg)
{
	(void)snprintf(v->last_error, sizeof(v->last_error), "%s", (const char *)arg);
}

void rv_gw_board_error(rv_gateway *g, const char *what, const char *why)
{
	char text[sizeof(((rv_venue_stat *)0)->last_error)];
	if (!g->board)
		return;
	(void)snprintf(text, sizeof(text), "%.16s: %.100s", what, why);
	rv_board_venue(g->board, apply_error, text);
}
