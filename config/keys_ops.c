/* Keys of the blocks "metrics", "alerts", "ping", "report" and "replay"; see tables.h. */
#include "config/tables.h"

#include "engine/base/timefmt.h"

#include <string.h>

enum { PAST_LEAST_MB = 8 /* a key and what is told against it, of the largest market */ };

#define ROUTE(severity, name) RV_KEY_NUMBER(#name, RV_KEY_BOOL, ops.routes[severity].name, 0, 0)
#define TIME(name, member, lo, hi) RV_KEY_NUMBER(name, RV_KEY_SECONDS, ops.member, lo, hi)

void rv_ops_params_default(rv_ops_params *p)
{
	*p = (rv_ops_params){ .metrics_file_ms = 15 * RV_SECOND_MS,
			      .command_ms = 10 * RV_SECOND_MS,
			      .command_per_min = 6,
			      .webhook_ms = 10 * RV_SECOND_MS,
			      .webhook_tries = 5,
			      .retry_ms = 5 * RV_SECOND_MS,
			      .escalate_ms = 5 * RV_MINUTE_MS,
			      .again_ms = 15 * RV_MINUTE_MS,
			      .ping_ms = RV_MINUTE_MS,
			      .ping_stale_ms = 5 * RV_SECOND_MS,
			      .report = true,
			      .report_at_ms = 15 * RV_MINUTE_MS,
			      .past_budget_mb = 512,
			      .past_keep_hours = 48,
			      .past_every_ms = 5 * RV_SECOND_MS };
}

_Static_assert((int)RV_OPS_ARG == (int)RV_KEY_FREE_CAP, "a list of texts has rows of one size");

const char *rv_severity_word(rv_severity s)
{
	static const char *const words[RV_SEVERITY_N] = { "warn", "error", "urgent" };
	return (unsigned)s < RV_SEVERITY_N ? words[s] : "?";
}

const rv_key rv_keys_metrics[] = {
	RV_KEY_STRING("listen", ops.metrics_listen),
	RV_KEY_STRING("file", ops.metrics_file),
	TIME("file_s", metrics_file_ms, 1, 3600),
	RV_KEY_END,
};

static const rv_key warn_keys[] = {
	ROUTE(RV_SEVERITY_WARN, command),
	ROUTE(RV_SEVERITY_WARN, webhook),
	RV_KEY_END,
};

static const rv_key error_keys[] = {
	ROUTE(RV_SEVERITY_ERROR, command),
	ROUTE(RV_SEVERITY_ERROR, webhook),
	RV_KEY_END,
};

static const rv_key urgent_keys[] = {
	ROUTE(RV_SEVERITY_URGENT, command),
	ROUTE(RV_SEVERITY_URGENT, webhook),
	RV_KEY_END,
};

static const rv_key route_keys[] = {
	RV_KEY_TABLE("warn", warn_keys),
	RV_KEY_TABLE("error", error_keys),
	RV_KEY_TABLE("urgent", urgent_keys),
	RV_KEY_END,
};

static const rv_key webhook_keys[] = {
	RV_KEY_STRING("url", ops.webhook.url),
	RV_KEY_STRING("url_file", ops.webhook.file),
	TIME("timeout_s", webhook_ms, 1, 60),
	RV_KEY_NUMBER("tries", RV_KEY_INT, ops.webhook_tries, 1, 20),
	TIME("retry_s", retry_ms, 0.05, 600),
	RV_KEY_END,
};

const rv_key rv_keys_alerts[] = {
	RV_KEY_TABLE("routes", route_keys),
	RV_KEY_LIST("command", RV_KEY_FREE_TEXTS, ops.command, ops.n_command, RV_OPS_ARGS),
	RV_KEY_LIST("rules", RV_KEY_RULES, ops.rules, ops.n_rules, RV_OPS_RULES),
	TIME("command_s", command_ms, 0.1, 300),
	RV_KEY_NUMBER("command_per_min", RV_KEY_INT, ops.command_per_min, 1, 60),
	RV_KEY_TABLE("webhook", webhook_keys),
	TIME("escalate_s", escalate_ms, 0, 86400),
	TIME("again_s", again_ms, 1, 86400),
	RV_KEY_END,
};

const rv_key rv_keys_ping[] = {
	RV_KEY_STRING("url", ops.ping.url),
	RV_KEY_STRING("url_file", ops.ping.file),
	RV_KEY_NUMBER("post", RV_KEY_BOOL, ops.ping_post, 0, 0),
	TIME("every_s", ping_ms, 0.1, 3600),
	TIME("stale_s", ping_stale_ms, 2, 600),
	RV_KEY_END,
};

const rv_key rv_keys_report[] = {
	RV_KEY_NUMBER("enabled", RV_KEY_BOOL, ops.report, 0, 0),
	TIME("at_s", report_at_ms, 60, 43200),
	RV_KEY_END,
};

const rv_key rv_keys_replay[] = {
	RV_KEY_NUMBER("budget_mb", RV_KEY_INT, ops.past_budget_mb, 0, 100000),
	RV_KEY_NUMBER("keep_hours", RV_KEY_INT, ops.past_keep_hours, 1, 8760),
	TIME("every_s", past_every_ms, 1, 3600),
	RV_KEY_END,
};

static bool has_url(const rv_ops_url *u)
{
	return u->url[0] || u->file[0];
}

/* What is wrong with the block "alerts", or NULL. */
static const char *alerts_error(const rv_ops_params *p)
{
	bool command = false, webhook = false;
	for (size_t i = 0; i < RV_SEVERITY_N; i++) {
		command = command || p->routes[i].command;
		webhook = webhook || p->routes[i].webhook;
	}
	if (p->n_command > 0 && p->command[0][0] != '/')
		return "command does not begin with a program's whole path, expected \"/...\"";
	if (command && p->n_command == 0)
		return "a route goes to the command, expected \"command\"";
	if (webhook && !has_url(&p->webhook))
		return "a route goes to the webhook, expected \"webhook.url\" or "
		       "\"webhook.url_file\"";
	if (p->webhook.url[0] && p->webhook.file[0])
		return "both webhook.url and webhook.url_file are set, expected one";
	return NULL;
}

rv_status rv_keys_check_ops(const rv_json_doc *doc, const rv_ops_params *p, rv_err *err)
{
	const char *why = alerts_error(p);
	if (why)
		return rv_keys_contradiction(doc, "alerts", why, err);
	if (p->ping.url[0] && p->ping.file[0])
		return rv_keys_contradiction(doc, "ping",
					     "both url and url_file are set, expected one", err);
	if (p->past_budget_mb != 0 && p->past_budget_mb < PAST_LEAST_MB)
		return rv_keys_contradiction(doc, "replay", "budget_mb: expected 0 or at least 8",
					     err);
	if (p->metrics_file[0] && p->metrics_file[0] != '/')
		return rv_keys_contradiction(doc, "metrics",
					     "file is no whole path, expected \"/...\"", err);
	return RV_OK;
}
