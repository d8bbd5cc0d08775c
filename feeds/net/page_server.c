/* The page and its thread; see page_server.h. */
#include "feeds/net/page_server.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libwebsockets.h>

enum { PIECE = 16384, HEADERS = 512, KEEPALIVE_S = 75, MAX_FDS = 32 };

/* Counted: the server has one, and each answer that is on its way. */
typedef struct page {
	atomic_uint refs;
	size_t n;
	char text[];
} page;

typedef struct session {
	page *p; /* that is being sent */
	size_t sent;
	int status;
	bool head, headed;
} session;

struct rv_page_server {
	rv_page_params p;
	struct lws_context *context;
	int port;
	atomic_bool stop;
	pthread_mutex_t mu; /* guards now */
	page *now;	    /* NULL: none yet */
	bool has_mutex, running;
	pthread_t thread;
	lws_sorted_usec_list_t idle; /* bounds a sleep, for the pulse */
};

static page *page_new(const char *text, size_t n)
{
	page *p = malloc(sizeof(*p) + n);
	if (!p)
		return NULL;
	atomic_init(&p->refs, 1);
	p->n = n;
	memcpy(p->text, text, n);
	return p;
}

static void page_put_back(page *p)
{
	if (p && atomic_fetch_sub(&p->refs, 1) == 1)
		free(p);
}

static page *page_of_now(rv_page_server *s)
{
	(void)pthread_mutex_lock(&s->mu);
	page *p = s->now;
	if (p)
		atomic_fetch_add(&p->refs, 1);
	(void)pthread_mutex_unlock(&s->mu);
	return p;
}

rv_status rv_page_server_put(rv_page_server *s, const char *text, size_t n)
{
	page *p = page_new(text, n);
	if (!p)
		return RV_ENOMEM;
	(void)pthread_mutex_lock(&s->mu);
	page *old = s->now;
	s->now = p;
	(void)pthread_mutex_unlock(&s->mu);
	page_put_back(old);
	return RV_OK;
}

/* ---- one request ---- */

static page *words_page(int status, const char *path)
{
	char text[160];
	const int n = status == 200 ? snprintf(text, sizeof(text), "rvdesk: see %s\n", path)
				    : snprintf(text, sizeof(text), "%d\n", status);
	return page_new(text, n > 0 ? (size_t)n : 0);
}

static void choose(rv_page_server *s, struct lws *wsi, session *c, const char *uri)
{
	const bool get = lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI) > 0;
	c->head = lws_hdr_total_length(wsi, WSI_TOKEN_HEAD_URI) > 0;
	c->status = 200;
	page_put_back(c->p);
	c->p = NULL;
	if (!get && !c->head)
		c->status = 405;
	else if (strcmp(uri, s->p.path) == 0)
		c->status = (c->p = page_of_now(s)) ? 200 : 503;
	else if (strcmp(uri, "/") != 0)
		c->status = 404;
	if (!c->p)
		c->p = words_page(c->status, s->p.path);
	c->sent = 0;
	c->headed = false;
}

static int send_headers(const rv_page_server *s, struct lws *wsi, const session *c)
{
	unsigned char buf[LWS_PRE + HEADERS];
	unsigned char *start = buf + LWS_PRE, *p = start, *end = buf + sizeof(buf) - 1;
	if (lws_add_http_common_headers(wsi, (unsigned)c->status,
					c->status == 200 ? s->p.type : "text/plain", c->p->n, &p,
					end))
		return -1;
	return lws_finalize_write_http_header(wsi, start, &p, end);
}

static int end_of(struct lws *wsi, session *c)
{
	page_put_back(c->p);
	c->p = NULL;
	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int send_piece(struct lws *wsi, session *c)
{
	unsigned char buf[LWS_PRE + PIECE];
	const size_t left = c->p->n - c->sent, n = left < PIECE ? left : PIECE;
	const bool last = n == left;
	memcpy(buf + LWS_PRE, c->p->text + c->sent, n);
	if (lws_write(wsi, buf + LWS_PRE, n, last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0)
		return -1;
	c->sent += n;
	if (last)
		return end_of(wsi, c);
	(void)lws_callback_on_writable(wsi);
	return 0;
}

static int on_writable(const rv_page_server *s, struct lws *wsi, session *c)
{
	if (!c->p)
		return 0;
	if (c->headed)
		return send_piece(wsi, c);
	c->headed = true;
	if (send_headers(s, wsi, c))
		return -1;
	if (c->head)
		return end_of(wsi, c);
	(void)lws_callback_on_writable(wsi);
	return 0;
}

static int callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
		    size_t len)
{
	rv_page_server *s = lws_context_user(lws_get_context(wsi));
	session *c = user;
	switch (reason) {
	case LWS_CALLBACK_HTTP:
		choose(s, wsi, c, in);
		if (!c->p)
			return -1;
		(void)lws_callback_on_writable(wsi);
		return 0;
	case LWS_CALLBACK_HTTP_BODY:
		return len > 0 ? -1 : 0; /* nobody has anything to send here */
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return on_writable(s, wsi, c);
	case LWS_CALLBACK_CLOSED_HTTP:
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
		if (c)
			page_put_back(c->p);
		if (c)
			c->p = NULL;
		return 0;
	case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
		return -1; /* no WebSocket here */
	default:
		return 0;
	}
}

/* ---- life ---- */

static const struct lws_protocols protocols[] = {
	{ "page", callback, sizeof(session), 1024, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 },
};

/* That the loop comes round is all that it is for. */
static void on_idle(lws_sorted_usec_list_t *sul)
{
	rv_page_server *s = lws_container_of(sul, rv_page_server, idle);
	lws_sul_schedule(s->context, 0, sul, on_idle, (lws_usec_t)RV_PULSE_MS * 1000);
}

static void *run(void *arg)
{
	rv_page_server *s = arg;
	if (s->p.pulse)
		on_idle(&s->idle);
	while (!atomic_load(&s->stop)) {
		rv_pulse_beat(s->p.pulse);
		if (lws_service(s->context, 0) < 0)
			break;
	}
	return NULL;
}

static rv_status listen_on(rv_page_server *s, rv_err *err)
{
	struct lws_context_creation_info info;
	memset(&info, 0, sizeof(info));
	info.port = s->p.at.port;
	info.iface = s->p.at.host;
	info.protocols = protocols;
	info.user = s;
	info.gid = -1;
	info.uid = -1;
	info.server_string = s->p.name;
	info.keepalive_timeout = KEEPALIVE_S;
	info.fd_limit_per_thread = MAX_FDS;
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
		       LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND | LWS_SERVER_OPTION_DISABLE_IPV6;
	lws_set_log_level(0, NULL);
	s->context = lws_create_context(&info);
	struct lws_vhost *v = s->context ? lws_create_vhost(s->context, &info) : NULL;
	if (!v)
		return rv_err_set(err, RV_EIO, "%s:%d: cannot listen there (is the port in use?)",
				  s->p.at.host, s->p.at.port);
	s->port = lws_get_vhost_listen_port(v);
	return RV_OK;
}

rv_status rv_page_server_start(const rv_page_params *p, rv_page_server **out, rv_err *err)
{
	rv_page_server *s = calloc(1, sizeof(*s));
	if (!s)
		return rv_err_set(err, RV_ENOMEM, "page server: out of memory");
	s->p = *p;
	atomic_init(&s->stop, false);
	rv_status st = RV_OK;
	s->has_mutex = pthread_mutex_init(&s->mu, NULL) == 0;
	if (!s->has_mutex)
		st = rv_err_set(err, RV_ENOMEM, "page server: no mutex");
	if (st == RV_OK)
		st = listen_on(s, err);
	if (st == RV_OK && pthread_create(&s->thread, NULL, run, s) != 0)
		st = rv_err_set(err, RV_EIO, "page server: no thread");
	if (st != RV_OK) {
		rv_page_server_stop(s);
		return st;
	}
	s->running = true;
	(void)pthread_setname_np(s->thread, "page");
	*out = s;
	return RV_OK;
}

void rv_page_server_stop(rv_page_server *s)
{
	if (!s)
		return;
	atomic_store(&s->stop, true);
	if (s->running) {
		lws_cancel_service(s->context);
		(void)pthread_join(s->thread, NULL);
	}
	if (s->context)
		lws_context_destroy(s->context);
	page_put_back(s->now);
	if (s->has_mutex)
		(void)pthread_mutex_destroy(&s->mu);
	free(s);
}

int rv_page_server_port(const rv_page_server *s)
{
	return s->port;
}
