/* The watcher's thread; see ops.h. */
#include "app/ops/ops.h"

#include "app/file_replace.h"
#include "app/ops/alert_route.h"
#include "app/ops/hook.h"
#include "app/ops/metrics.h"
#include "app/ops/ping.h"
#include "app/ops/reporter.h"
#include "app/ops/webhook.h"
#include "engine/base/clock.h"
#include "engine/base/timefmt.h"
#include "feeds/net/page_server.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Of the file: a collector of the folder's group reads it. */
enum { METRICS_MODE = 0640 };

enum { IDLE_MS = 500, BUSY_MS = 50, PAGE_MS = 1000, SILENT_MS = 10000 };

/* Numbers of the watcher's own alerts; the engine counts from 1. */
static const uint64_t own_alert = UINT64_MAX / 2;

struct rv_ops {
	const rv_ops_params *p;
	rv_pub *pub;
	rv_log *log;
	rv_pulse *pulse;
	int stop_fd;
	pthread_t thread;
	bool running;
	rv_page_server *page;
	rv_hook *hook;
	rv_webhook *webhook;
	rv_ping *ping;
	rv_reporter *reporter;
	rv_alert_router router;
	rv_view_alert silent; /* the engine's, which it cannot raise itself */
	int64_t page_ms, file_ms;
};

/* ---- metrics ---- */

static rv_metrics_facts facts_of(const rv_ops *o, int64_t now)
{
	rv_metrics_facts f = { .mono_ms = now };
	if (o->hook)
		f.command = rv_hook_counts(o->hook);
	if (o->webhook)
		f.webhook = rv_webhook_counts(o->webhook);
	if (o->ping)
		f.ping = rv_ping_counts(o->ping);
	return f;
}

static void publish(rv_ops *o, const rv_sim_out *text, int64_t now)
{
	rv_err err = { 0 };
	if (o->page && rv_page_server_put(o->page, text->b, text->n) != RV_OK)
		rv_log_once(o->log, "metrics.page", RV_LOG_ERROR, "metrics", "out of memory");
	if (!o->p->metrics_file[0] || (o->file_ms != 0 && now - o->file_ms < o->p->metrics_file_ms))
		return;
	o->file_ms = now;
	if (rv_file_replace_mode(o->p->metrics_file, text->b, text->n, METRICS_MODE, &err) != RV_OK)
		rv_log_once(o->log, "metrics.file", RV_LOG_ERROR, "metrics", "%s", err.text);
}

static void write_metrics(rv_ops *o, const rv_view *v, int64_t now)
{
	if ((!o->page && !o->p->metrics_file[0]) || (o->page_ms != 0 && now - o->page_ms < PAGE_MS))
		return;
	rv_sim_out text = { .b = NULL };
	const rv_metrics_facts f = facts_of(o, now);
	o->page_ms = now;
	rv_metrics_text(v, &f, &text);
	if (text.failed || text.n == 0)
		rv_log_once(o->log, "metrics", RV_LOG_ERROR, "metrics", "out of memory");
	else
		publish(o, &text, now);
	rv_sim_out_free(&text);
}

/* ---- alerts ---- */

/* No snapshot for so long: whatever stands still, no alert of the engine's would say so. */
static void watch_engine(rv_ops *o, const rv_view *v, int64_t now)
{
	const bool silent = v && now - v->mono_ms > SILENT_MS;
	if (silent && !o->silent.active) {
		o->silent.id = o->silent.id == 0 ? own_alert : o->silent.id + 1;
		o->silent.since_utc_ms = v->utc_ms;
		o->silent.level = RV_LOG_ERROR;
		(void)snprintf(o->silent.text, sizeof(o->silent.text),
			       "ENGINE SILENT: no snapshot for more than %d s", SILENT_MS / 1000);
	}
	o->silent.active = silent;
}

static char *json_of(rv_ops *o, const rv_notice *n, const rv_view *v)
{
	char *json = NULL;
	if (rv_notice_json(n, v, &json) != RV_OK)
		rv_log_once(o->log, "notice", RV_LOG_ERROR, "alerts", "out of memory");
	return json;
}

static void send_notice(rv_ops *o, const rv_notice *n, const rv_view *v)
{
	if (o->reporter)
		rv_reporter_note(o->reporter, n);
	const rv_ops_route *to = &o->p->routes[n->severity];
	char *json = to->command && o->hook ? json_of(o, n, v) : NULL;
	if (json)
		rv_hook_put(o->hook, json);
	json = to->webhook && o->webhook ? json_of(o, n, v) : NULL;
	if (json)
		rv_webhook_put(o->webhook, json);
}

static void route_alerts(rv_ops *o, const rv_view *v, int64_t now)
{
	rv_view_alert all[RV_ROUTE_ALERTS];
	rv_notice out[RV_ROUTE_NOTICES];
	size_t n = 0;
	watch_engine(o, v, now);
	for (size_t i = 0; v && i < v->n_alerts; i++)
		all[n++] = v->alerts[i];
	if (o->silent.id != 0)
		all[n++] = o->silent;
	const int64_t utc = v ? v->utc_ms + (now - v->mono_ms) : 0;
	const size_t told = rv_alert_route(&o->router, o->p, all, n, now, utc, out);
	for (size_t i = 0; i < told; i++) {
		if (out[i].alert >= own_alert)
			out[i].alert = 0; /* its number means nothing to anybody else */
		send_notice(o, &out[i], v);
	}
}

/* ---- the thread ---- */

static bool busy(const rv_ops *o)
{
	return (o->hook && rv_hook_busy(o->hook)) || (o->webhook && rv_webhook_busy(o->webhook)) ||
	       (o->ping && rv_ping_busy(o->ping));
}

static void step(rv_ops *o)
{
	const rv_view *v = rv_pub_get(o->pub);
	const int64_t now = rv_mono_ms();
	write_metrics(o, v, now);
	if (o->hook || o->webhook || o->reporter)
		route_alerts(o, v, now);
	if (o->reporter)
		rv_reporter_step(o->reporter, v, now);
	const char *unwell = rv_ping_unwell(o->p, v, now);
	rv_pub_put(o->pub, v);
	if (o->hook)
		rv_hook_step(o->hook, now);
	if (o->webhook)
		rv_webhook_step(o->webhook, now);
	if (o->ping)
		rv_ping_step(o->ping, unwell, now);
}

static void *ops_main(void *arg)
{
	rv_ops *o = arg;
	struct pollfd fd = { .fd = o->stop_fd, .events = POLLIN };
	for (;;) {
		rv_pulse_beat(o->pulse);
		const int n = poll(&fd, 1, busy(o) ? BUSY_MS : IDLE_MS);
		if (n > 0)
			return NULL;
		if (n < 0 && errno != EINTR) {
			rv_log_put(o->log, RV_LOG_ERROR, "ops", "poll: %s", strerror(errno));
			return NULL;
		}
		step(o);
	}
}

/* ---- start ---- */

static void put_error(rv_venue_stat *v, const void *arg)
{
	(void)snprintf(v->metrics_error, sizeof(v->metrics_error), "%s", (const char *)arg);
}

/* In the log once, and an alert as long as the desk runs. */
static void say_no_page(const rv_ops *o, rv_board *board, const char *why)
{
	rv_log_put(o->log, RV_LOG_ERROR, "metrics", "no metrics: %s", why);
	if (!board)
		return;
	rv_board_venue(board, put_error, why);
	rv_board_notify(board);
}

/* A port in use is no reason not to trade. */
static rv_status start_page(rv_ops *o, rv_board *board, rv_pulse *pulse, rv_err *err)
{
	rv_page_params pp = {
		.path = "/metrics", .type = RV_METRICS_TYPE, .name = "rvdesk", .pulse = pulse
	};
	rv_err why = { 0 };
	if (!o->p->metrics_listen[0])
		return RV_OK;
	const rv_status st = rv_listen_parse("metrics.listen", o->p->metrics_listen, &pp.at, err);
	if (st != RV_OK)
		return st;
	if (rv_page_server_start(&pp, &o->page, &why) != RV_OK)
		say_no_page(o, board, why.text);
	else
		rv_log_put(o->log, RV_LOG_INFO, "metrics", "metrics at http://%s:%d/metrics",
			   pp.at.host, rv_page_server_port(o->page));
	return RV_OK;
}

static rv_status start_webhook(rv_ops *o, rv_err *err)
{
	rv_ops_target to;
	if (!rv_ops_url_set(&o->p->webhook))
		return RV_OK;
	rv_status st = rv_ops_url_resolve("alerts.webhook", &o->p->webhook, &to, err);
	if (st == RV_OK)
		st = rv_webhook_new(o->p, &to, o->log, &o->webhook, err);
	explicit_bzero(&to, sizeof(to));
	return st;
}

static rv_status start_ping(rv_ops *o, rv_err *err)
{
	rv_ops_target to;
	if (!rv_ops_url_set(&o->p->ping))
		return RV_OK;
	rv_status st = rv_ops_url_resolve("ping", &o->p->ping, &to, err);
	if (st == RV_OK)
		st = rv_ping_new(o->p, &to, o->log, &o->ping, err);
	explicit_bzero(&to, sizeof(to));
	return st;
}

static rv_status start_parts(rv_ops *o, const rv_ops_start_params *sp, rv_err *err)
{
	rv_status st = start_webhook(o, err);
	if (st == RV_OK)
		st = start_ping(o, err);
	if (st == RV_OK && o->p->n_command > 0 && rv_hook_new(o->p, o->log, &o->hook) != RV_OK)
		st = rv_err_set(err, RV_ENOMEM, "alerts.command: out of memory");
	if (st == RV_OK && o->p->report && sp->state_dir && sp->days &&
	    rv_reporter_new(o->p, sp->state_dir, sp->days, o->log, &o->reporter) != RV_OK)
		st = rv_err_set(err, RV_ENOMEM, "report: out of memory");
	if (st == RV_OK)
		st = start_page(o, sp->board, sp->pulse_page, err);
	if (st != RV_OK)
		return st;
	o->stop_fd = eventfd(0, EFD_CLOEXEC);
	if (o->stop_fd < 0 || pthread_create(&o->thread, NULL, ops_main, o) != 0)
		return rv_err_set(err, RV_EIO, "cannot start the watcher's thread");
	(void)pthread_setname_np(o->thread, "ops");
	o->running = true;
	return RV_OK;
}

rv_status rv_ops_check(const rv_ops_params *p, rv_err *err)
{
	rv_listen at;
	rv_ops_target to;
	rv_status st = RV_OK;
	if (p->metrics_listen[0])
		st = rv_listen_parse("metrics.listen", p->metrics_listen, &at, err);
	if (st == RV_OK && rv_ops_url_set(&p->webhook))
		st = rv_ops_url_resolve("alerts.webhook", &p->webhook, &to, err);
	if (st == RV_OK && rv_ops_url_set(&p->ping))
		st = rv_ops_url_resolve("ping", &p->ping, &to, err);
	explicit_bzero(&to, sizeof(to));
	return st;
}

rv_status rv_ops_start(const rv_ops_start_params *sp, rv_ops **out, rv_err *err)
{
	rv_ops *o = calloc(1, sizeof(*o));
	if (!o)
		return rv_err_set(err, RV_ENOMEM, "ops: out of memory");
	o->p = sp->p;
	o->pub = sp->pub;
	o->log = sp->log;
	o->pulse = sp->pulse;
	o->stop_fd = -1;
	const rv_status st = start_parts(o, sp, err);
	if (st != RV_OK) {
		rv_ops_stop(o);
		return st;
	}
	*out = o;
	return RV_OK;
}

void rv_ops_stop(rv_ops *o)
{
	if (!o)
		return;
	const uint64_t one = 1;
	if (o->running) {
		if (write(o->stop_fd, &one, sizeof(one)) < 0)
			rv_log_put(o->log, RV_LOG_ERROR, "ops", "stop: %s", strerror(errno));
		(void)pthread_join(o->thread, NULL);
	}
	rv_page_server_stop(o->page);
	rv_hook_free(o->hook);
	rv_webhook_free(o->webhook);
	rv_ping_free(o->ping);
	rv_reporter_free(o->reporter);
	if (o->stop_fd >= 0)
		(void)close(o->stop_fd);
	free(o);
}

int rv_ops_metrics_port(const rv_ops *o)
{
	return o->page ? rv_page_server_port(o->page) : 0;
}
