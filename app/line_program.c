/* See line_program.h. */
#include "app/line_program.h"

#include "tui/money.h"
#include "tui/programs.h"

#include <math.h>
#include <stdio.h>

const char *rv_line_program_text(const rv_tv_program *p, int64_t now_utc_ms,
				 char out[RV_LINE_PROGRAM_TEXT])
{
	char digest[RV_FMT_TEXT];
	const double done = rv_program_done(p);
	const int64_t end = rv_program_waits(p) ? p->expires_utc_ms : p->mandate_end_utc_ms;
	const bool comes = rv_program_waits(p) || rv_program_goes_on(p);
	const int64_t left = comes && end > now_utc_ms ? end - now_utc_ms : 0;
	(void)snprintf(out, RV_LINE_PROGRAM_TEXT,
		       "p%llu %s %s version=%u legs=%zu ready=%zu excluded=%zu gross=%s net=%s "
		       "filled=%s left_s=%lld digest=%s%s%s",
		       (unsigned long long)p->id, p->phase,
		       p->stopped ? "STOPPED" : rv_label_program(p->state), p->version, p->n,
		       p->n_ready, p->n_excluded, rv_num(p->gross_usd, 2).s,
		       rv_num(p->net_usd, 2).s, rv_num(isfinite(done) ? floor(done * 100) : 0, 0).s,
		       (long long)(left / 1000), rv_fmt_digest(&p->digest, 4, digest),
		       p->reason[0] ? ": " : "", p->reason);
	return out;
}
