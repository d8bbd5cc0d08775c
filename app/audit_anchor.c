/* The chain's head in the system journal; see audit_anchor.h. */
#include "app/audit_anchor.h"

#include <inttypes.h>
#include <stdio.h>
#include <syslog.h>

enum { LINE = 160 };

void rv_audit_anchor_tell(rv_audit_anchor *a, uint64_t seq, const char *hash, int64_t now_ms)
{
	char line[LINE];
	if (seq == 0)
		return;
	(void)snprintf(line, sizeof(line), "audit head seq=%" PRIu64 " hash=%.64s", seq, hash);
	a->told_ms = now_ms;
	if (a->say)
		a->say(a->ctx, line);
	else
		syslog(LOG_AUTHPRIV | LOG_NOTICE, "%s", line);
}

void rv_audit_anchor_tick(rv_audit_anchor *a, uint64_t seq, const char *hash, int64_t now_ms)
{
	if (a->told_ms == 0 || now_ms - a->told_ms >= RV_AUDIT_ANCHOR_MS)
		rv_audit_anchor_tell(a, seq, hash, now_ms);
}
