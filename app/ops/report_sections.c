/* Tables of the report; see report_sections.h. */
#include "app/ops/report_sections.h"

rv_report_section rv_report_section_of(const rv_day_line *l)
{
	if (l->hedge)
		return RV_REPORT_HEDGES;
	switch (l->type) {
	case RV_EVENT_PROGRAM:
	case RV_EVENT_PROGRAM_VERSION:
	case RV_EVENT_PROGRAM_GRANT:
	case RV_EVENT_PROGRAM_END:
	case RV_EVENT_APPROVE:
	case RV_EVENT_REJECT:
	case RV_EVENT_EXPIRE:
	case RV_EVENT_DENY:
	case RV_EVENT_PAUSE:
	case RV_EVENT_RETARGET:
	case RV_EVENT_CROSS:
	case RV_EVENT_PHASE:
		return RV_REPORT_DECISIONS;
	case RV_EVENT_OVERRIDE:
	case RV_EVENT_OVERRIDE_END:
	case RV_EVENT_LICENCE:
	case RV_EVENT_WATCH:
		return RV_REPORT_OVERRIDES;
	case RV_EVENT_ALARM:
	case RV_EVENT_ACKNOWLEDGE:
	case RV_EVENT_ALERT_RULE:
	case RV_EVENT_ALERT_RULE_END:
	case RV_EVENT_STATE:
	case RV_EVENT_UNKNOWN:
	case RV_EVENT_REFUSED:
	case RV_EVENT_UNSENT:
	case RV_EVENT_NEVER_LANDED:
	case RV_EVENT_FORCED:
	case RV_EVENT_EXTERNAL:
	case RV_EVENT_REFUSAL:
		return RV_REPORT_ALERTS;
	case RV_EVENT_FILL:
		return RV_REPORT_FILLS;
	default:
		return RV_REPORT_DESK;
	}
}

const char *rv_report_section_word(rv_report_section s)
{
	static const char *const words[RV_REPORT_SECTIONS] = { "decisions", "hedges", "overrides",
							       "alerts",    "fills",  "desk" };
	return (unsigned)s < RV_REPORT_SECTIONS ? words[s] : "?";
}

const char *rv_report_section_title(rv_report_section s)
{
	static const char *const titles[RV_REPORT_SECTIONS] = {
		"Programs and decisions", "Hedges", "Overrides, licences, stops",
		"Alarms, states, doubts", "Fills",  "Starts, money, notes",
	};
	return (unsigned)s < RV_REPORT_SECTIONS ? titles[s] : "?";
}
