/* The words of alert rules; see rules.h. */
#include "tui/rules.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tui/fmt.h"

const char *rv_rule_number(const rv_rule_row *r, char out[RV_RULE_SAID])
{
	if (r->config > 0)
		(void)snprintf(out, RV_RULE_SAID, "c%u", r->config);
	else
		(void)snprintf(out, RV_RULE_SAID, "%" PRIu64, r->id);
	return out;
}

static const char *state_word(const rv_rule_row *r, char out[40])
{
	switch (r->state) {
	case RV_RULE_IS_UNKNOWN:
		(void)snprintf(out, 40, "unknown");
		break;
	case RV_RULE_IS_FALSE:
		(void)snprintf(out, 40, "false");
		break;
	case RV_RULE_COUNTS:
		(void)snprintf(out, 40, "true %u of %u%s", r->seen, r->times, r->timed ? " s" : "");
		break;
	case RV_RULE_FIRED:
		(void)snprintf(out, 40, "FIRED");
		break;
	}
	return out;
}

const char *rv_rule_state_text(const rv_rule_row *r, int64_t utc_now, char out[RV_RULE_LINE])
{
	const bool unknown = r->state == RV_RULE_IS_UNKNOWN;
	char word[40], age[RV_FMT_TEXT], ago[RV_FMT_TEXT], fired[RV_FMT_TEXT + 24] = "";

	(void)rv_fmt_age(r->value_utc_ms > 0 ? utc_now - r->value_utc_ms : -1, age);
	if (r->fired_utc_ms > 0)
		(void)snprintf(fired, sizeof(fired), "; fired %s ago, %" PRIu64 "x",
			       rv_fmt_age(utc_now - r->fired_utc_ms, ago), r->fired);
	(void)snprintf(out, RV_RULE_LINE, "%s%s%s%s%s%s%s%s", state_word(r, word),
		       unknown && r->note[0] ? ": " : "", unknown ? r->note : "",
		       unknown && r->said[0] ? "; last " : "", r->said[0] && !unknown ? ": " : "",
		       r->said[0] ? r->said : "", r->said[0] ? ", age " : "",
		       r->said[0] ? age : "");
	const size_t n = strnlen(out, RV_RULE_LINE - 1);
	(void)snprintf(out + n, RV_RULE_LINE - n, "%s", fired);
	return out;
}
