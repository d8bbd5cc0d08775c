/*
 * The simulated venue's life: clock, thread, listening socket, and the one lws protocol whose
 * callbacks go to http.c and ws.c. Asleep unless a request comes or somebody is subscribed.
 */
#include "feeds/sim/sim.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/num.h"
#include "engine/base/timefmt.h"
#include "feeds/net/listen.h"
#include "feeds/sim/market.h"
#include "feeds/sim/replay.h"
#include "feeds/sim/venue.h"

enum { KEEPALIVE_S = 75, MAX_FDS = 256, BLOCK_MS = 1000, BLOCK_LATE_MS = 3 };
#define JUMP_MOST_MS (60 * RV_DAY_MS)

#define SERVER_NAME "rvdesk-sim"

void rv_sim_params_default(rv_sim_params *p)
{
	*p = (rv_sim_params){ .listen = "127.0.0.1:18080",
			      .seed = 7,
			      .speed = 1.0,
			      .real_limits = true,
			      .equity_usd = 100000 };
}

/*
 * A caller's clock is taken as real. Until the venue runs its clock stands at the start: what takes
 * time to build must not be stamped later than what comes after it.
 */
int64_t rv_sim_since_start(const rv_sim *s)
{
	if (s->clock)
		return rv_clock_utc_ms(s->clock) - s->start_ms;
	return s->mono0 == 0 ? 0 : rv_mono_ms() - s->mono0;
}

/* The venue's UTC so many real ms after the start. */
static int64_t true_utc(const rv_sim *s, int64_t since_ms)
{
	return s->start_ms + (int64_t)llround((s->clock ? 1.0 : s->speed) * (double)since_ms);
}

int64_t rv_sim_true_utc(const rv_sim *s)
{
	return true_utc(s, rv_sim_since_start(s));
}

/* A caller's clock is the caller's to move. */
rv_status rv_sim_jump(rv_sim *s, int64_t utc_ms)
{
	if (s->clock || s->mono0 == 0 || utc_ms < 0)
		return RV_EINVAL;
	const int64_t ahead_ms = utc_ms - rv_sim_true_utc(s);
	if (ahead_ms <= 0 || ahead_ms > JUMP_MOST_MS)
		return RV_EINVAL;
	s->mono0 -= (int64_t)llround((double)ahead_ms / s->speed);
	return RV_OK;
}

const rv_sim_fault *rv_sim_fault_now(const rv_sim *s, rv_sim_fault_kind kind, const char *name)
{
	return s->faults.n ? rv_sim_fault_active(&s->faults, kind, name, rv_sim_since_start(s))
			   : NULL;
}

int64_t rv_sim_utc_ms(const rv_sim *s)
{
	const rv_sim_fault *f = rv_sim_fault_now(s, RV_SIM_FAULT_CLOCK_OFFSET, "*");
	return rv_sim_true_utc(s) + (f ? f->ms : 0);
}

/* Once, when the last bar of a replay has closed. */
static void tell_end(rv_sim *s)
{
	char end[RV_TIME_TEXT];
	if (s->ended || rv_sim_tape_now(s->tape) < s->src->end_ms)
		return;
	s->ended = true;
	rv_log_put(s->log, RV_LOG_WARN, "sim",
		   "SIM venue: the replay is over, its last bar closed %s: no more quotes",
		   rv_time_format(s->src->end_ms, end));
}

rv_status rv_sim_refresh(rv_sim *s)
{
	const rv_sim_fault *f = rv_sim_fault_now(s, RV_SIM_FAULT_FREEZE, "*");
	const rv_status st =
		rv_sim_tape_set_now(s->tape, true_utc(s, f ? f->from_ms : rv_sim_since_start(s)));
	if (st != RV_OK)
		rv_log_put(s->log, RV_LOG_ERROR, "sim", "SIM venue: no market data: %s",
			   rv_status_text(st));
	else
		tell_end(s);
	if (st != RV_OK || !s->x)
		return st;
	rv_simx_advance(s->x, rv_sim_tape_now(s->tape), rv_sim_utc_ms(s));
	const rv_status kept = rv_sim_keep_accounts(s);
	if (kept == RV_OK)
		rv_sim_ws_users(s);
	return kept;
}

void rv_sim_spoil(const rv_sim *s, const char *name, rv_sim_out *body)
{
	if (rv_sim_fault_now(s, RV_SIM_FAULT_GARBAGE, name)) {
		rv_sim_out_reset(body);
		rv_sim_out_raw(body, "{\"SIM\":garbage]\x01\x7f\"\\u12");
	} else if (rv_sim_fault_now(s, RV_SIM_FAULT_WRONG_TYPES, name)) {
		rv_sim_fault_wrong_types(body);
	}
}

const char *rv_sim_clock_header(const rv_sim *s, char *buf, size_t cap)
{
	char speed[RV_NUM_TEXT];
	(void)snprintf(buf, cap, "utc_ms=%lld;speed=%s;source=%s", (long long)rv_sim_utc_ms(s),
		       rv_num_format(s->clock ? 1.0 : s->speed, speed), s->src->ops->name);
	return buf;
}

int rv_sim_add_headers(const rv_sim *s, struct lws *wsi, struct lws_process_html_args *args)
{
	char v[128];
	unsigned char *p = (unsigned char *)args->p;
	rv_sim_clock_header(s, v, sizeof(v));
	if (lws_add_http_header_by_name(
		    wsi, (const unsigned char *)"server:", (const unsigned char *)SERVER_NAME,
		    (int)strlen(SERVER_NAME), &p, (unsigned char *)args->p + args->max_len) ||
	    lws_add_http_header_by_name(
		    wsi, (const unsigned char *)"x-sim-clock:", (const unsigned char *)v,
		    (int)strlen(v), &p, (unsigned char *)args->p + args->max_len))
		return -1;
	args->p = (char *)p;
	return 0;
}

static void on_block(lws_sorted_usec_list_t *sul)
{
	rv_sim *s = lws_container_of(sul, rv_sim, block);
	rv_sim_ws_block(s);
	rv_sim_arm(s);
}

/*
 * The next whole second of the venue's clock at speed 1, so that a bar closes on time. A block that
 * is armed stays when it is: a client that asks for something every moment must not keep all others
 * waiting for theirs.
 */
void rv_sim_arm(rv_sim *s)
{
	if (s->clock || atomic_load(&s->stop) || (!rv_sim_ws_wanted(s) && !rv_simx_awake(s->x))) {
		lws_sul_cancel(&s->block);
		return;
	}
	if (!lws_dll2_is_detached(&s->block.list))
		return;
	int64_t in_ms = BLOCK_MS;
	if (s->speed <= 1.0)
		in_ms += BLOCK_LATE_MS - true_utc(s, rv_sim_since_start(s)) % BLOCK_MS;
	lws_sul_schedule(s->context, 0, &s->block, on_block, in_ms * 1000);
}

static void on_wake(rv_sim *s)
{
	rv_sim_take_call(s);
	if (atomic_exchange(&s->kick, false))
		rv_sim_ws_block(s);
}

static int callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
		    size_t len)
{
	rv_sim *s = lws_context_user(lws_get_context(wsi));
	rv_sim_session *c = user;
	switch (reason) {
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		on_wake(s);
		return 0;
	case LWS_CALLBACK_ADD_HEADERS:
		return rv_sim_add_headers(s, wsi, in);
	case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL:
		return rv_sim_ws(s, wsi, reason, c, in, len);
	case LWS_CALLBACK_TIMER:
		if (c && c->client)
			return rv_sim_ws(s, wsi, reason, c, in, len);
		return c ? rv_sim_http(s, wsi, reason, c, in, len) : 0;
	default:
		return c ? rv_sim_http(s, wsi, reason, c, in, len) : 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ SERVER_NAME, callback, sizeof(rv_sim_session), 4096, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 },
};

static void *run(void *arg)
{
	rv_sim *s = arg;
	while (!atomic_load(&s->stop)) {
		if (lws_service(s->context, 0) < 0)
			break;
	}
	rv_sim_end_calls(s);
	return NULL;
}

static rv_status listen_on(rv_sim *s, const char *listen, rv_err *err)
{
	rv_listen at;
	const rv_status st = rv_listen_parse("--listen", listen, &at, err);
	if (st != RV_OK)
		return st;
	struct lws_context_creation_info info;
	memset(&info, 0, sizeof(info));
	info.port = at.port;
	info.iface = at.host;
	info.protocols = protocols;
	info.user = s;
	info.gid = -1;
	info.uid = -1;
	info.server_string = SERVER_NAME;
	info.keepalive_timeout = KEEPALIVE_S;
	info.fd_limit_per_thread = MAX_FDS;
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
		       LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND | LWS_SERVER_OPTION_DISABLE_IPV6;
	s->context = lws_create_context(&info);
	s->vhost = s->context ? lws_create_vhost(s->context, &info) : NULL;
	if (!s->vhost)
		return rv_err_set(err, RV_EIO, "%s: cannot listen there (is the port in use?)",
				  listen);
	(void)snprintf(s->url, sizeof(s->url), "http://%s:%d", at.host,
		       lws_get_vhost_listen_port(s->vhost));
	return RV_OK;
}

static rv_status make_market(rv_sim *s, const rv_sim_params *p, rv_err *err)
{
	s->start_ms = p->clock ? rv_clock_utc_ms(p->clock) : p->start_ms;
	rv_status st = rv_sim_open_accounts(s, p, err);
	if (st == RV_OK && p->replay_store)
		st = rv_sim_replay_new(p->replay_store, p->aliases, p->seed, &s->start_ms, &s->src,
				       err);
	else if (st == RV_OK && s->start_ms == 0)
		s->start_ms = p->start_day_ms == 0
				      ? rv_machine_utc_ms()
				      : rv_sim_day_start(p->start_day_ms, 0, rv_machine_utc_ms());
	if (st == RV_OK && !p->replay_store)
		st = rv_sim_market_new(p->seed, s->start_ms, &s->src);
	if (st == RV_OK && p->coins != 0 && p->coins < s->src->n_coins)
		s->src->n_coins = p->coins;
	if (st == RV_OK)
		st = rv_sim_tape_new(s->src, &s->tape);
	if (st == RV_OK)
		st = rv_sim_refresh(s);
	if (st == RV_ENOMEM)
		return rv_err_set(err, st, "SIM venue: out of memory");
	return st;
}

static rv_status build(rv_sim *s, const rv_sim_params *p, rv_err *err)
{
	if (!p->clock && !(p->speed > 0.0 && p->speed <= RV_SIM_SPEED_MOST))
		return rv_err_set(err, RV_EUSAGE, "--speed: expected more than 0, at most %d",
				  RV_SIM_SPEED_MOST);
	s->clock = p->clock;
	s->speed = p->clock ? 1.0 : p->speed;
	s->peers.limits = rv_sim_limits_make(p->real_limits);
	rv_status st = rv_sim_faults_load(p->faults, &s->faults, err);
	if (st == RV_OK)
		st = make_market(s, p, err);
	if (st == RV_OK)
		st = rv_sim_make_books(s, p, err);
	if (st == RV_OK)
		st = rv_sim_make_calls(s, err);
	if (st == RV_OK)
		st = listen_on(s, p->listen, err);
	if (st != RV_OK)
		return st;
	s->mono0 = rv_mono_ms();
	const int rc = pthread_create(&s->thread, NULL, run, s);
	if (rc != 0)
		return rv_err_set(err, RV_EIO, "SIM venue: no thread: %s", strerror(rc));
	s->running = true;
	return RV_OK;
}

rv_status rv_sim_start(const rv_sim_params *p, rv_log *log, rv_sim **out, rv_err *err)
{
	rv_sim *s = calloc(1, sizeof(*s));
	if (!s)
		return rv_err_set(err, RV_ENOMEM, "SIM venue: out of memory");
	s->log = log;
	atomic_init(&s->stop, false);
	atomic_init(&s->kick, false);
	lws_set_log_level(0, NULL);
	const rv_status st = build(s, p, err);
	if (st != RV_OK) {
		rv_sim_stop(s);
		return st;
	}
	rv_log_put(log, RV_LOG_INFO, "sim", "SIM venue started: a simulated market");
	*out = s;
	return RV_OK;
}

void rv_sim_stop(rv_sim *s)
{
	if (!s)
		return;
	if (s->running) {
		atomic_store(&s->stop, true);
		lws_cancel_service(s->context);
		(void)pthread_join(s->thread, NULL); /* our own thread, joined once */
	}
	if (s->context)
		lws_context_destroy(s->context);
	rv_sim_free_calls(s);
	free(s->held);
	rv_sim_close_accounts(s);
	rv_simx_free(s->x);
	rv_sim_tape_free(s->tape);
	if (s->src)
		s->src->ops->free(s->src);
	free(s);
}

const char *rv_sim_url(const rv_sim *s)
{
	return s->url;
}

int64_t rv_sim_start_ms(const rv_sim *s)
{
	return s->start_ms;
}

uint64_t rv_sim_world(const rv_sim *s)
{
	return s->keep ? rv_simx_keep_world(s->keep) : 0;
}

int64_t rv_sim_end_ms(const rv_sim *s)
{
	return s->src->end_ms;
}

void rv_sim_kick(rv_sim *s)
{
	atomic_store(&s->kick, true);
	lws_cancel_service(s->context);
}
