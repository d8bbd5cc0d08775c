/* Engine, feeds, alerts and log as metrics; see metrics.h. */
#include "app/ops/metrics.h"

#include "app/ops/metrics_put.h"
#include "app/ops/metrics_trade.h"
#include "app/state_file.h"
#include "app/version.h"
#include "engine/base/health.h"

#include <math.h>

#define GAUGE(name, help, v) rv_metrics_gauge(o, "rvdesk_" name, help, v)
#define COUNTER(name, help, v) rv_metrics_counter(o, "rvdesk_" name, help, v)

static void put_info(const rv_view *v, rv_sim_out *o)
{
	rv_metrics_family(o, "rvdesk_info", "gauge", "What runs, in its labels; always 1.");
	rv_sim_out_raw(o, "rvdesk_info{version=");
	rv_metrics_quote(o, RV_VERSION);
	rv_sim_out_raw(o, ",env=");
	rv_metrics_quote(o, rv_state_env_word(v->env));
	rv_sim_out_raw(o, ",venue=");
	rv_metrics_quote(o, v->venue);
	rv_sim_out_raw(o, ",profile=");
	rv_metrics_quote(o, v->profile);
	rv_sim_out_raw(o, "} 1\n");
}

static void put_engine(const rv_view *v, const rv_metrics_facts *f, rv_sim_out *o)
{
	COUNTER("snapshots_total", "Snapshots that the engine has published.", (double)v->seq);
	GAUGE("snapshot_age_seconds",
	      "Real time since the newest one: how long the engine is "
	      "silent.",
	      (double)(f->mono_ms - v->mono_ms) / 1000.0);
	GAUGE("time_seconds", "The desk clock at the newest snapshot, Unix time.",
	      (double)v->utc_ms / 1000.0);
	GAUGE("clock_rate", "Desk seconds a real second.", v->clock_rate);
	GAUGE("pass_duration_seconds", "Duration of the newest scoring pass.", v->step_us / 1e6);
	GAUGE("bar_close_seconds", "Close of the scored bar, Unix time.",
	      v->bar_close_ms > 0 ? (double)v->bar_close_ms / 1000.0 : (double)NAN);
	GAUGE("symbols", "Symbols that the venue has.", (double)v->warm_total);
	GAUGE("symbols_ready", "Of them, with all that a score needs.", (double)v->warm_done);
}

static void put_venue(const rv_view *v, rv_sim_out *o)
{
	GAUGE("venue_connected", "1 while the market-data connection stands.", v->venue_connected);
	GAUGE("venue_skew_seconds", "The venue's clock less ours.", v->skew_ms / 1000.0);
	GAUGE("rest_weight", "REST weight of the last minute.", v->weight_used);
	GAUGE("rest_weight_limit", "How much a minute may have.", v->weight_limit);
}

typedef double (*stream_value)(const rv_view_stream *s, double now_at);

static double age_of(const rv_view_stream *s, double now_at)
{
	return rv_metrics_age(s->last_at, now_at);
}

static double up_of(const rv_view_stream *s, double now_at)
{
	(void)now_at;
	return s->connected;
}

static double messages_of(const rv_view_stream *s, double now_at)
{
	(void)now_at;
	return (double)s->messages;
}

static double malformed_of(const rv_view_stream *s, double now_at)
{
	(void)now_at;
	return (double)s->malformed;
}

static double reconnects_of(const rv_view_stream *s, double now_at)
{
	(void)now_at;
	return s->reconnects;
}

static void put_feeds(const rv_view *v, double now_at, rv_sim_out *o)
{
	static const struct {
		const char *name, *type, *help;
		stream_value of;
	} families[] = {
		{ "rvdesk_feed_age_seconds", "gauge", "Age of a stream's newest message.", age_of },
		{ "rvdesk_feed_connected", "gauge", "1 while a stream is connected.", up_of },
		{ "rvdesk_feed_messages_total", "counter", "Messages of a stream.", messages_of },
		{ "rvdesk_feed_malformed_total", "counter", "Messages that were refused.",
		  malformed_of },
		{ "rvdesk_feed_reconnects_total", "counter", "Connections after the first.",
		  reconnects_of },
	};
	for (size_t k = 0; k < sizeof(families) / sizeof(families[0]); k++) {
		rv_metrics_family(o, families[k].name, families[k].type, families[k].help);
		for (size_t i = 0; i < v->n_streams; i++)
			rv_metrics_sample(o, families[k].name, "stream", v->streams[i].name,
					  families[k].of(&v->streams[i], now_at));
	}
}

static double alerts_of(const rv_view *v, rv_log_level level, bool waiting)
{
	double n = 0.0;
	for (size_t i = 0; i < v->n_alerts; i++) {
		const rv_view_alert *a = &v->alerts[i];
		if (a->id != 0 && a->level == level)
			n += waiting ? a->acked_utc_ms == 0 : a->active;
	}
	return n;
}

static void put_alerts(const rv_view *v, rv_sim_out *o)
{
	static const char *const names[] = { "rvdesk_alerts_active", "rvdesk_alerts_waiting" };
	static const char *const helps[] = { "Alerts whose condition holds.",
					     "Alerts that nobody has acknowledged for the desk." };
	for (size_t i = 0; i < 2; i++) {
		rv_metrics_family(o, names[i], "gauge", helps[i]);
		rv_metrics_sample(o, names[i], "severity", "warn",
				  alerts_of(v, RV_LOG_WARN, i == 1));
		rv_metrics_sample(o, names[i], "severity", "error",
				  alerts_of(v, RV_LOG_ERROR, i == 1));
	}
}

static void put_log(const rv_view *v, rv_sim_out *o)
{
	static const char *const words[RV_LOG_LEVELS] = { "debug", "info", "warn", "error" };
	rv_metrics_family(o, "rvdesk_log_lines_total", "counter",
			  "Lines of the event log; repeated ones count, also where only the first "
			  "is written.");
	for (size_t i = 0; i < RV_LOG_LEVELS; i++)
		rv_metrics_sample(o, "rvdesk_log_lines_total", "level", words[i],
				  (double)v->log_lines[i]);
}

static void put_notices(const rv_metrics_facts *f, rv_sim_out *o)
{
	const struct {
		const char *name, *help;
		double command, webhook, ping;
	} families[] = {
		{ "rvdesk_notices_sent_total", "Notices that arrived, by their way.",
		  (double)f->command.sent, (double)f->webhook.sent, (double)f->ping.sent },
		{ "rvdesk_notices_failed_total", "Tries that failed.", (double)f->command.failed,
		  (double)f->webhook.failed, (double)f->ping.failed },
		{ "rvdesk_notices_dropped_total", "Notices that were given up.",
		  (double)f->command.dropped, (double)f->webhook.dropped, (double)f->ping.dropped },
	};
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		rv_metrics_family(o, families[i].name, "counter", families[i].help);
		rv_metrics_sample(o, families[i].name, "route", "command", families[i].command);
		rv_metrics_sample(o, families[i].name, "route", "webhook", families[i].webhook);
		rv_metrics_sample(o, families[i].name, "route", "ping", families[i].ping);
	}
}

void rv_metrics_text(const rv_view *v, const rv_metrics_facts *f, rv_sim_out *o)
{
	GAUGE("up", "1: the engine has published a snapshot.", v != NULL);
	put_notices(f, o);
	if (!v)
		return;
	const double late = (double)(f->mono_ms - v->mono_ms) * v->clock_rate;
	const double now_at = (double)v->elapsed_ms + late;
	put_info(v, o);
	put_engine(v, f, o);
	put_venue(v, o);
	put_feeds(v, now_at, o);
	put_alerts(v, o);
	put_log(v, o);
	rv_metrics_trade(v, now_at, o);
}
