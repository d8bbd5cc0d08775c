/* libwebsockets client; see ws.h. */
#include "feeds/net/ws.h"

#include "feeds/net/resolve.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libwebsockets.h>

enum { RESOLVE_POLL_US = 20000, RESOLVE_POLLS = 500, TEXT_MAX = 512, FD_LIMIT = 16 };

struct out_msg {
	size_t n;
	unsigned char buf[LWS_PRE + TEXT_MAX];
};

enum link_state { LINK_IDLE, LINK_RESOLVING, LINK_CONNECTING, LINK_OPEN };

struct rv_ws {
	rv_ws_params p;
	const rv_ws_handler *h;
	void *ctx;
	char path[128];
	struct lws_context *lws;
	struct lws *wsi;
	enum link_state state;
	bool closing;
	char why[160];
	rv_resolve *resolve;
	int polls;
	lws_sorted_usec_list_t timer, resolve_timer, deadline; /* deadline: of the handshake */
	lws_sorted_usec_list_t idle;			       /* bounds a sleep, for the pulse */
	char server[48];
	atomic_bool stop, wake;
	char *msg; /* the message being put together */
	size_t msg_len, msg_room;
	struct out_msg **out; /* ring of send_cap */
	size_t out_head, out_n;
};

static pthread_once_t quiet_once = PTHREAD_ONCE_INIT;

static void quiet(void)
{
	lws_set_log_level(0, NULL); /* it writes to stderr, which is the console's screen */
}

void rv_ws_params_default(rv_ws_params *p)
{
	memset(p, 0, sizeof(*p));
	p->path = "/ws";
	p->msg_cap = (size_t)1 << 20;
	p->send_cap = 2048;
	p->connect_ms = 5000;
}

static void drop_queue(rv_ws *w)
{
	while (w->out_n > 0) {
		free(w->out[w->out_head]);
		w->out_head = (w->out_head + 1) % w->p.send_cap;
		w->out_n--;
	}
}

/* The attempt or connection is over: clean up, then tell. */
static void ended(rv_ws *w, const char *why)
{
	char text[sizeof(w->why)];
	if (w->state == LINK_IDLE)
		return;
	(void)snprintf(text, sizeof(text), "%s", w->why[0] ? w->why : why);
	w->state = LINK_IDLE;
	w->wsi = NULL;
	w->closing = false;
	lws_sul_cancel(&w->deadline);
	w->why[0] = '\0';
	w->msg_len = 0;
	rv_resolve_free(w->resolve);
	w->resolve = NULL;
	drop_queue(w);
	w->h->closed(w->ctx, text);
}

static bool append(rv_ws *w, const char *in, size_t n)
{
	if (n > w->p.msg_cap - w->msg_len)
		return false;
	if (w->msg_len + n + 1 > w->msg_room) {
		size_t room = w->msg_room ? w->msg_room : 8192;
		while (room < w->msg_len + n + 1)
			room *= 2;
		char *m = realloc(w->msg, room);
		if (!m)
			return false;
		w->msg = m;
		w->msg_room = room;
	}
	memcpy(w->msg + w->msg_len, in, n);
	w->msg_len += n;
	w->msg[w->msg_len] = '\0';
	return true;
}

static int on_receive(rv_ws *w, struct lws *wsi, const char *in, size_t n)
{
	if (w->closing)
		return -1;
	if (!append(w, n ? in : "", n)) {
		(void)snprintf(w->why, sizeof(w->why), "message above %zu bytes", w->p.msg_cap);
		return -1;
	}
	if (!lws_is_final_fragment(wsi) || lws_remaining_packet_payload(wsi) > 0)
		return 0;
	const size_t len = w->msg_len;
	w->msg_len = 0;
	w->h->message(w->ctx, w->msg, len);
	return w->closing ? -1 : 0;
}

static int on_writeable(rv_ws *w, struct lws *wsi)
{
	if (w->closing)
		return -1;
	while (w->out_n > 0 && !lws_send_pipe_choked(wsi)) {
		struct out_msg *m = w->out[w->out_head];
		w->out_head = (w->out_head + 1) % w->p.send_cap;
		w->out_n--;
		const int sent = lws_write(wsi, m->buf + LWS_PRE, m->n, LWS_WRITE_TEXT);
		const bool ok = sent >= (int)m->n;
		free(m);
		if (!ok)
			return -1;
	}
	if (w->out_n > 0)
		(void)lws_callback_on_writable(wsi); /* fails only for a dead wsi, closed follows */
	return 0;
}

/* The headers of the handshake are gone once the connection is established. */
static void on_headers(rv_ws *w, struct lws *wsi)
{
	if (lws_hdr_copy(wsi, w->server, (int)sizeof(w->server), WSI_TOKEN_HTTP_SERVER) < 0)
		w->server[0] = '\0';
}

static void on_open(rv_ws *w)
{
	w->state = LINK_OPEN;
	lws_sul_cancel(&w->deadline);
	w->h->open(w->ctx, w->server);
}

static void on_wake(rv_ws *w)
{
	if (atomic_exchange(&w->wake, false))
		w->h->wake(w->ctx);
}

/* The peer's close code, for the log. */
static void on_peer_close(rv_ws *w, const unsigned char *in, size_t n)
{
	if (n >= 2 && !w->why[0])
		(void)snprintf(w->why, sizeof(w->why), "closed by the venue, code %d",
			       in[0] << 8 | in[1]);
}

static int callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
		    size_t len)
{
	rv_ws *w = lws_context_user(lws_get_context(wsi));
	(void)user;
	if (!w)
		return 0;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH:
		on_headers(w, wsi);
		return 0;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		on_open(w);
		return w->closing ? -1 : 0;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return on_receive(w, wsi, in, len);
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return on_writeable(w, wsi);
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		on_peer_close(w, in, len);
		return 0;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		ended(w, in ? (const char *)in : "cannot connect");
		return 0;
	case LWS_CALLBACK_CLIENT_CLOSED:
		ended(w, "connection lost");
		return 0;
	case LWS_CALLBACK_WSI_DESTROY:
		/* A connection killed during its handshake has no other last word. */
		if (wsi == w->wsi)
			ended(w, "connection lost");
		return 0;
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		on_wake(w);
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "rvdesk", .callback = callback, .rx_buffer_size = 16384 },
	{ .name = NULL },
};

static rv_status open_context(rv_ws *w, rv_err *err)
{
	struct lws_context_creation_info info;
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	info.user = w;
	info.gid = -1;
	info.uid = -1;
	info.fd_limit_per_thread = FD_LIMIT;
	info.timeout_secs = (unsigned)(w->p.connect_ms + 999) / 1000;
	info.connect_timeout_secs = info.timeout_secs;
	if (w->p.url.loopback)
		info.http_proxy_address = ""; /* not the environment's proxy */
	if (w->p.url.tls) {
		const char *ca = getenv("SSL_CERT_FILE");
		info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
		info.client_ssl_ca_filepath = ca ? ca : "/etc/ssl/certs/ca-certificates.crt";
	}
	w->lws = lws_create_context(&info);
	return w->lws ? RV_OK : rv_err_set(err, RV_EIO, "websocket: cannot make a context");
}

rv_status rv_ws_new(const rv_ws_params *p, const rv_ws_handler *handler, void *ctx, rv_ws **out,
		    rv_err *err)
{
	if (pthread_once(&quiet_once, quiet) != 0 || p->send_cap < 1 || p->msg_cap < 1)
		return rv_err_set(err, RV_EINVAL, "websocket: caps must be at least 1");
	rv_ws *w = calloc(1, sizeof(*w));
	if (!w)
		return rv_err_set(err, RV_ENOMEM, "websocket: out of memory");
	w->p = *p;
	w->h = handler;
	w->ctx = ctx;
	atomic_init(&w->stop, false);
	atomic_init(&w->wake, false);
	(void)snprintf(w->path, sizeof(w->path), "%s%s", p->url.path, p->path);
	w->out = calloc(p->send_cap, sizeof(struct out_msg *));
	const rv_status st =
		w->out ? open_context(w, err) : rv_err_set(err, RV_ENOMEM, "websocket: no memory");
	if (st != RV_OK) {
		rv_ws_free(w);
		return st;
	}
	*out = w;
	return RV_OK;
}

static void forget(void *ctx, const char *why)
{
	(void)ctx;
	(void)why;
}

void rv_ws_free(rv_ws *w)
{
	static const rv_ws_handler deaf = { .closed = forget };
	if (!w)
		return;
	w->h = &deaf; /* destroying the context closes the connection: nobody is told */
	if (w->lws)
		lws_context_destroy(w->lws);
	rv_resolve_free(w->resolve);
	if (w->out)
		drop_queue(w);
	free(w->out);
	free(w->msg);
	free(w);
}

/* That the loop comes round is all that it is for. */
static void on_idle(lws_sorted_usec_list_t *sul)
{
	rv_ws *w = lws_container_of(sul, rv_ws, idle);
	lws_sul_schedule(w->lws, 0, sul, on_idle, (lws_usec_t)RV_PULSE_MS * 1000);
}

void rv_ws_run(rv_ws *w)
{
	if (w->p.pulse)
		on_idle(&w->idle);
	while (!atomic_load(&w->stop)) {
		rv_pulse_beat(w->p.pulse);
		if (lws_service(w->lws, 0) < 0)
			break;
	}
}

void rv_ws_stop(rv_ws *w)
{
	atomic_store(&w->stop, true);
	lws_cancel_service(w->lws);
}

void rv_ws_wake(rv_ws *w)
{
	atomic_store(&w->wake, true);
	lws_cancel_service(w->lws);
}

static rv_status dial(rv_ws *w, const char *addr)
{
	struct lws_client_connect_info i;
	char host[RV_URL_HOST + 8];
	memset(&i, 0, sizeof(i));
	(void)snprintf(host, sizeof(host), "%s", w->p.url.host);
	i.context = w->lws;
	i.address = addr;
	i.port = w->p.url.port;
	i.path = w->path;
	i.host = host;
	i.origin = NULL;
	i.ssl_connection = w->p.url.tls ? LCCSCF_USE_SSL : 0;
	i.local_protocol_name = protocols[0].name;
	i.ietf_version_or_minus_one = -1;
	i.pwsi = &w->wsi;
	w->state = LINK_CONNECTING;
	if (!lws_client_connect_via_info(&i) && w->state != LINK_IDLE)
		return RV_EIO; /* it did not call back */
	return RV_OK;
}

static void on_resolve(lws_sorted_usec_list_t *sul)
{
	rv_ws *w = lws_container_of(sul, rv_ws, resolve_timer);
	char addr[RV_RESOLVE_ADDR];
	rv_err err = { 0 };
	if (w->state != LINK_RESOLVING)
		return;
	const rv_status st = rv_resolve_get(w->resolve, addr, &err);
	if (st == RV_EAGAIN && ++w->polls < RESOLVE_POLLS) {
		lws_sul_schedule(w->lws, 0, sul, on_resolve, RESOLVE_POLL_US);
		return;
	}
	rv_resolve_free(w->resolve);
	w->resolve = NULL;
	if (st != RV_OK)
		ended(w, st == RV_EAGAIN ? "the venue's name was not resolved in time" : err.text);
	else if (dial(w, addr) != RV_OK)
		ended(w, "cannot start a connection");
}

static void on_deadline(lws_sorted_usec_list_t *sul)
{
	rv_ws *w = lws_container_of(sul, rv_ws, deadline);
	if (w->state == LINK_CONNECTING || w->state == LINK_RESOLVING)
		rv_ws_close(w, "no answer to the handshake in time");
}

rv_status rv_ws_connect(rv_ws *w)
{
	if (w->state != LINK_IDLE)
		return RV_EEXIST;
	w->server[0] = '\0';
	lws_sul_schedule(w->lws, 0, &w->deadline, on_deadline, (lws_usec_t)w->p.connect_ms * 1000);
	if (w->p.url.numeric) {
		const rv_status st = dial(w, w->p.url.host);
		if (st != RV_OK)
			w->state = LINK_IDLE;
		return st;
	}
	const rv_status st = rv_resolve_start(w->p.url.host, &w->resolve);
	if (st != RV_OK)
		return st;
	w->state = LINK_RESOLVING;
	w->polls = 0;
	lws_sul_schedule(w->lws, 0, &w->resolve_timer, on_resolve, RESOLVE_POLL_US);
	return RV_OK;
}

void rv_ws_close(rv_ws *w, const char *why)
{
	if (w->state == LINK_IDLE || w->closing)
		return;
	w->closing = true;
	(void)snprintf(w->why, sizeof(w->why), "%s", why);
	if (w->state == LINK_RESOLVING) {
		ended(w, why);
		return;
	}
	/* The connection is closed now, whatever the socket does; closed is called from there. */
	if (w->wsi)
		lws_set_timeout(w->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
}

rv_status rv_ws_send(rv_ws *w, const char *text, size_t n)
{
	if (w->state != LINK_OPEN || w->closing)
		return RV_ECLOSED;
	if (n > TEXT_MAX)
		return RV_ERANGE;
	if (w->out_n == w->p.send_cap)
		return RV_EFULL;
	struct out_msg *m = malloc(sizeof(*m));
	if (!m)
		return RV_ENOMEM;
	memcpy(m->buf + LWS_PRE, text, n);
	m->n = n;
	w->out[(w->out_head + w->out_n++) % w->p.send_cap] = m;
	(void)lws_callback_on_writable(w->wsi); /* fails only for a dead wsi, closed follows */
	return RV_OK;
}

static void on_timer(lws_sorted_usec_list_t *sul)
{
	rv_ws *w = lws_container_of(sul, rv_ws, timer);
	w->h->timer(w->ctx);
}

void rv_ws_timer(rv_ws *w, int64_t ms)
{
	lws_sul_schedule(w->lws, 0, &w->timer, on_timer,
			 ms < 0 ? (lws_usec_t)LWS_SET_TIMER_USEC_CANCEL : ms * 1000);
}
