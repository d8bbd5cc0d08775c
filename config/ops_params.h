/*
 * What watches a running desk from outside: metrics, routes of alerts, the ping of a dead-man
 * service, the daily report; and what is kept to be looked at again. Plain data; any thread.
 * docs/metrics.md, docs/alerts.md, docs/console.md.
 */
#ifndef RV_CONFIG_OPS_PARAMS_H
#define RV_CONFIG_OPS_PARAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RV_OPS_ARGS = 8,
	RV_OPS_ARG = 256,
	RV_OPS_RULES = 8,
	RV_OPS_LISTEN = 48,
	RV_OPS_URL = 240,
	RV_OPS_PATH = 1024
};

/* How grave an alert is told. It begins with what the alert is; each escalation is one more. */
typedef enum rv_severity {
	RV_SEVERITY_WARN,
	RV_SEVERITY_ERROR,
	RV_SEVERITY_URGENT,
	RV_SEVERITY_N
} rv_severity;

typedef struct rv_ops_route {
	bool command, webhook;
} rv_ops_route;

/* An address that may be secret: written there, or in a file of mode 0600. Both "": none. */
typedef struct rv_ops_url {
	char url[RV_OPS_URL];
	char file[RV_OPS_PATH];
} rv_ops_url;

typedef struct rv_ops_params {
	char metrics_listen[RV_OPS_LISTEN]; /* "127.0.0.1:9477"; "" no server */
	char metrics_file[RV_OPS_PATH];	    /* "" none */
	int64_t metrics_file_ms;	    /* between two files: 15 s */

	rv_ops_route routes[RV_SEVERITY_N];
	size_t n_command; /* 0: none */
	char command[RV_OPS_ARGS][RV_OPS_ARG];
	int64_t command_ms;  /* it may run so long: 10 s */
	int command_per_min; /* starts: 6 */
	rv_ops_url webhook;
	int64_t webhook_ms; /* for one answer: 10 s */
	int webhook_tries;  /* of one notice: 5 */
	int64_t retry_ms;   /* before the second try, then twice as long each: 5 s */
	size_t n_rules;	    /* what people want to be told of */
	char rules[RV_OPS_RULES][RV_OPS_ARG];
	int64_t escalate_ms, again_ms; /* 5 min, 15 min; escalate 0: never */

	rv_ops_url ping;
	bool ping_post;
	int64_t ping_ms;       /* between two: 60 s */
	int64_t ping_stale_ms; /* no ping with an older snapshot: 5 s */

	bool report;
	int64_t report_at_ms; /* from midnight: 00:15 UTC */

	int past_budget_mb, past_keep_hours; /* kept snapshots: 512, 48; budget 0: none are */
	int64_t past_every_ms;		     /* between two: 5 s */
} rv_ops_params;

void rv_ops_params_default(rv_ops_params *p);

/* "warn", "error", "urgent" */
const char *rv_severity_word(rv_severity s);

#endif
