/* Notices as JSON; see notice.h. */
#include "app/ops/notice.h"

#include "app/json_put.h"
#include "app/state_file.h"
#include "engine/base/timefmt.h"

#include <stdio.h>

const char *rv_notice_word(rv_notice_kind k)
{
	static const char *const words[RV_NOTICE_KINDS] = { "new", "escalated", "over" };
	return (unsigned)k < RV_NOTICE_KINDS ? words[k] : "?";
}

static void sentence(const rv_notice *n, const char *env, char *out, size_t cap)
{
	const char *what = n->kind == RV_NOTICE_OVER	    ? "over: "
			   : n->kind == RV_NOTICE_ESCALATED ? "still, nobody has acknowledged it: "
							    : "";
	(void)snprintf(out, cap, "rvdesk %s, %s: %s%s", env, rv_severity_word(n->severity), what,
		       n->text);
}

rv_status rv_notice_json(const rv_notice *n, const rv_view *v, char **out)
{
	char text[RV_ALERT_TEXT + 96], since[RV_TIME_TEXT], now[RV_TIME_TEXT];
	const char *env = rv_state_env_word(v ? v->env : RV_ENV_UNKNOWN);
	cJSON *o = cJSON_CreateObject();
	sentence(n, env, text, sizeof(text));
	const bool ok = o && rv_json_put_i64(o, "schema", 1) && rv_json_put_text(o, "text", text) &&
			rv_json_put_text(o, "kind", rv_notice_word(n->kind)) &&
			rv_json_put_text(o, "severity", rv_severity_word(n->severity)) &&
			rv_json_put_i64(o, "alert", (int64_t)n->alert) &&
			rv_json_put_text(o, "words", n->text) &&
			rv_json_put_text(o, "since", rv_time_format(n->since_utc_ms, since)) &&
			rv_json_put_text(o, "time", rv_time_format(n->utc_ms, now)) &&
			rv_json_put_text(o, "env", env) &&
			rv_json_put_text(o, "venue", v ? v->venue : "");
	*out = ok ? cJSON_PrintUnformatted(o) : NULL;
	cJSON_Delete(o);
	return *out ? RV_OK : RV_ENOMEM;
}
