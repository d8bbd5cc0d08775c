/* libcurl multi client; see http.h. */
#include "feeds/net/http.h"

#include "engine/base/clock.h"
#include "engine/base/num.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <curl/curl.h>

enum { BODY_FIRST = 16384 };

struct transfer {
	rv_http *owner;
	CURL *easy;
	bool busy, too_big;
	char *body;
	size_t len, cap;
	const char *once; /* the body that leaves once, or NULL */
	size_t once_n, given;
	bool told_gone;
	char error[CURL_ERROR_SIZE];
	rv_http_result r;
};

struct rv_http {
	rv_http_params p;
	rv_http_done done;
	void *ctx;
	CURLM *multi;
	struct curl_slist *headers;
	struct transfer t[RV_HTTP_MAX_INFLIGHT];
	size_t busy;
};

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;
static CURLcode curl_started = CURLE_FAILED_INIT;

static void start_curl(void)
{
	curl_started = curl_global_init(CURL_GLOBAL_DEFAULT);
}

void rv_http_params_default(rv_http_params *p)
{
	memset(p, 0, sizeof(*p));
	p->inflight = 4;
	p->body_cap = (size_t)4 << 20;
	p->connect_ms = 5000;
	p->total_ms = 20000;
	p->stall_s = 5;
}

bool rv_http_is_json(const char *content_type)
{
	static const char want[] = "application/json";
	const size_t n = sizeof(want) - 1;
	return strncasecmp(content_type, want, n) == 0 &&
	       (content_type[n] == '\0' || content_type[n] == ';' || content_type[n] == ' ');
}

/* Doubles the buffer up to the cap (plus the final NUL). */
static bool grow(struct transfer *t, size_t need)
{
	if (need > t->owner->p.body_cap) { /* libcurl hands on at most 16 KiB: no overflow */
		t->too_big = true;
		return false;
	}
	if (need + 1 <= t->cap)
		return true;
	size_t cap = t->cap ? t->cap : BODY_FIRST;
	while (cap < need + 1)
		cap *= 2;
	char *b = realloc(t->body, cap);
	if (!b)
		return false;
	t->body = b;
	t->cap = cap;
	return true;
}

static size_t on_body(char *data, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	const size_t add = size * n;
	if (!grow(t, t->len + add))
		return 0; /* a short count makes libcurl end the transfer */
	memcpy(t->body + t->len, data, add);
	t->len += add;
	t->body[t->len] = '\0';
	return add;
}

/* Copies the trimmed value of "Name: value" if the line has that name. */
static bool header_value(const char *line, size_t n, const char *name, char *out, size_t cap)
{
	const size_t k = strlen(name);
	if (n <= k || line[k] != ':' || strncasecmp(line, name, k) != 0)
		return false;
	line += k + 1;
	n -= k + 1;
	while (n > 0 && (*line == ' ' || *line == '\t')) {
		line++;
		n--;
	}
	while (n > 0 && (unsigned char)line[n - 1] <= ' ')
		n--;
	(void)snprintf(out, cap, "%.*s", (int)(n < cap ? n : cap - 1), line);
	return true;
}

static size_t on_header(char *data, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	const size_t len = size * n;
	char text[24];
	int64_t s = 0;
	if (t->r.got_mono_ms == 0)
		t->r.got_mono_ms = rv_mono_ms();
	if (header_value(data, len, "Retry-After", text, sizeof(text))) {
		if (rv_num_parse_i64(text, strlen(text), &s) == RV_OK && s >= 0 && s <= 86400)
			t->r.retry_after_ms = s * 1000;
	} else if (!header_value(data, len, "Server", t->r.server, sizeof(t->r.server))) {
		(void)header_value(data, len, "X-Sim-Clock", t->r.sim_clock,
				   sizeof(t->r.sim_clock)); /* most lines are others */
	}
	return len;
}

static int64_t mono_us(void)
{
	struct timespec t = { 0, 0 };
	(void)clock_gettime(CLOCK_MONOTONIC, &t); /* cannot fail with this clock */
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* libcurl wants bytes of a body that leaves once: the connection stands, the headers are out. */
static size_t on_give(char *to, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	const rv_http_params *p = &t->owner->p;
	const size_t room = size * n, left = t->once_n - t->given;
	size_t k = left < room ? left : room;
	if (k > 0 && p->give) {
		const size_t may = p->give(t->owner->ctx, t->r.tag, t->given, k);
		if (may == 0)
			return CURL_READFUNC_ABORT;
		k = may < k ? may : k;
	}
	memcpy(to, t->once + t->given, k);
	if (t->given == 0 && k > 0)
		t->r.body_mono_us = mono_us();
	t->given += k;
	return k;
}

/* Options that stay for the life of the handle. */
static bool set_fixed(rv_http *h, struct transfer *t)
{
	CURL *e = t->easy;
	CURLcode c = CURLE_OK;
#define SET(opt, val) c = c == CURLE_OK ? curl_easy_setopt(e, opt, val) : c
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	SET(CURLOPT_CONNECTTIMEOUT_MS, h->p.connect_ms);
	SET(CURLOPT_TIMEOUT_MS, h->p.total_ms);
	SET(CURLOPT_LOW_SPEED_LIMIT, 100L);
	SET(CURLOPT_LOW_SPEED_TIME, h->p.stall_s);
	SET(CURLOPT_ACCEPT_ENCODING, "gzip");
	SET(CURLOPT_HTTPHEADER, h->headers);
	SET(CURLOPT_USERAGENT, "rvdesk");
	SET(CURLOPT_ERRORBUFFER, t->error);
	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_WRITEDATA, t);
	SET(CURLOPT_HEADERFUNCTION, on_header);
	SET(CURLOPT_HEADERDATA, t);
	SET(CURLOPT_READFUNCTION, on_give); /* no CURLOPT_SEEKFUNCTION: it cannot be rewound */
	SET(CURLOPT_READDATA, t);
	SET(CURLOPT_PRIVATE, t);
	SET(CURLOPT_TCP_KEEPALIVE, 1L);
	SET(CURLOPT_QUICK_EXIT, 1L); /* free does not wait for a name that is being resolved */
	if (h->p.http1)
		SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	if (h->p.url.loopback)
		SET(CURLOPT_PROXY, "");
#undef SET
	return c == CURLE_OK;
}

static bool open_handles(rv_http *h)
{
	h->multi = curl_multi_init();
	h->headers = curl_slist_append(NULL, "Content-Type: application/json");
	/* No "Expect: 100-continue": it costs a round trip, and bodies are small. */
	struct curl_slist *more = h->headers ? curl_slist_append(h->headers, "Expect:") : NULL;
	if (!h->multi || !more)
		return false;
	h->headers = more;
	for (size_t i = 0; i < h->p.inflight; i++) {
		h->t[i].owner = h;
		h->t[i].easy = curl_easy_init();
		if (!h->t[i].easy || !set_fixed(h, &h->t[i]))
			return false;
	}
	return true;
}

rv_status rv_http_new(const rv_http_params *p, rv_http_done done, void *ctx, rv_http **out,
		      rv_err *err)
{
	if (p->inflight < 1 || p->inflight > RV_HTTP_MAX_INFLIGHT || p->body_cap < 1)
		return rv_err_set(err, RV_EINVAL, "http: inflight or body_cap out of range");
	if (pthread_once(&curl_once, start_curl) != 0 || curl_started != CURLE_OK)
		return rv_err_set(err, RV_EIO, "http: libcurl does not start: %s",
				  curl_easy_strerror(curl_started));
	rv_http *h = calloc(1, sizeof(*h));
	if (!h)
		return rv_err_set(err, RV_ENOMEM, "http: out of memory");
	h->p = *p;
	h->done = done;
	h->ctx = ctx;
	if (!open_handles(h)) {
		rv_http_free(h);
		return rv_err_set(err, RV_ENOMEM, "http: cannot make libcurl handles");
	}
	*out = h;
	return RV_OK;
}

void rv_http_free(rv_http *h)
{
	if (!h)
		return;
	for (size_t i = 0; i < RV_HTTP_MAX_INFLIGHT; i++) {
		struct transfer *t = &h->t[i];
		if (t->busy)
			(void)curl_multi_remove_handle(h->multi, t->easy); /* going away anyway */
		curl_easy_cleanup(t->easy);
		free(t->body);
	}
	if (h->multi)
		(void)curl_multi_cleanup(h->multi);
	curl_slist_free_all(h->headers);
	free(h);
}

static struct transfer *idle(rv_http *h)
{
	for (size_t i = 0; i < h->p.inflight; i++) {
		if (!h->t[i].busy)
			return &h->t[i];
	}
	return NULL;
}

/* GET, a POST with a copy of json, or a POST whose body is given out by on_give. */
static CURLcode set_method(struct transfer *t, const char *json)
{
	CURL *e = t->easy;
	if (!json && !t->once)
		return curl_easy_setopt(e, CURLOPT_HTTPGET, 1L);
	const curl_off_t n = t->once ? (curl_off_t)t->once_n : -1; /* -1: up to the NUL */
	CURLcode c = curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE, n);
	if (c == CURLE_OK)
		c = t->once ? curl_easy_setopt(e, CURLOPT_POSTFIELDS, NULL)
			    : curl_easy_setopt(e, CURLOPT_COPYPOSTFIELDS, json);
	return c == CURLE_OK ? curl_easy_setopt(e, CURLOPT_POST, 1L) : c;
}

static rv_status start(rv_http *h, struct transfer *t, const char *path, const char *json, int tag)
{
	char url[RV_URL_TEXT];
	t->len = t->given = 0;
	t->too_big = t->told_gone = false;
	t->error[0] = '\0';
	memset(&t->r, 0, sizeof(t->r));
	t->r.tag = tag;
	t->r.retry_after_ms = -1;
	t->r.sent_mono_ms = rv_mono_ms();
	if (set_method(t, json) != CURLE_OK ||
	    curl_easy_setopt(t->easy, CURLOPT_URL, rv_url_join(&h->p.url, path, url)) != CURLE_OK)
		return RV_ENOMEM;
	if (curl_multi_add_handle(h->multi, t->easy) != CURLM_OK)
		return RV_EIO;
	t->busy = true;
	h->busy++;
	return RV_OK;
}

rv_status rv_http_post(rv_http *h, const char *path, const char *json, int tag)
{
	struct transfer *t = idle(h);
	if (!t)
		return RV_EFULL;
	t->once = NULL;
	return start(h, t, path, json, tag);
}

rv_status rv_http_post_once(rv_http *h, const char *path, const char *body, size_t n, int tag)
{
	struct transfer *t = idle(h);
	if (!t)
		return RV_EFULL;
	t->once = body;
	t->once_n = n;
	return start(h, t, path, NULL, tag);
}

rv_status rv_http_get(rv_http *h, const char *path, int tag)
{
	struct transfer *t = idle(h);
	if (!t)
		return RV_EFULL;
	t->once = NULL;
	return start(h, t, path, NULL, tag);
}

size_t rv_http_inflight(const rv_http *h)
{
	return h->busy;
}

static void finish(rv_http *h, struct transfer *t, CURLcode code)
{
	rv_http_result *r = &t->r;
	const char *type = NULL;
	(void)curl_multi_remove_handle(h->multi, t->easy); /* it was added by us */
	if (r->got_mono_ms == 0)
		r->got_mono_ms = rv_mono_ms();
	r->transport_ok = code == CURLE_OK;
	if (t->too_big)
		(void)snprintf(r->error, sizeof(r->error), "answer above %zu bytes", h->p.body_cap);
	else if (code != CURLE_OK)
		(void)snprintf(r->error, sizeof(r->error), "%.150s",
			       t->error[0] ? t->error : curl_easy_strerror(code));
	if (curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &r->status) != CURLE_OK)
		r->status = 0;
	if (curl_easy_getinfo(t->easy, CURLINFO_CONTENT_TYPE, &type) == CURLE_OK && type)
		(void)snprintf(r->content_type, sizeof(r->content_type), "%.60s", type);
	r->body = t->len ? t->body : "";
	r->len = t->len;
	h->done(h->ctx, r);
	t->busy = false; /* only now: done may start another transfer while it reads this one */
	h->busy--;
}

/* What was given out has been written by the time that libcurl returns. */
static void tell_gone(rv_http *h)
{
	for (size_t i = 0; h->p.gone && i < h->p.inflight; i++) {
		struct transfer *t = &h->t[i];
		if (!t->busy || !t->once || t->told_gone || t->given < t->once_n)
			continue;
		t->told_gone = true;
		h->p.gone(h->ctx, t->r.tag);
	}
}

rv_status rv_http_poll(rv_http *h, int timeout_ms)
{
	int running = 0, left = 0;
	if (curl_multi_perform(h->multi, &running) != CURLM_OK)
		return RV_EIO;
	tell_gone(h);
	/* Something finished already: do not sleep on it. */
	if ((size_t)running == h->busy &&
	    curl_multi_poll(h->multi, NULL, 0, timeout_ms, NULL) != CURLM_OK)
		return RV_EIO;
	if (curl_multi_perform(h->multi, &running) != CURLM_OK)
		return RV_EIO;
	tell_gone(h);
	for (CURLMsg *m = curl_multi_info_read(h->multi, &left); m;
	     m = curl_multi_info_read(h->multi, &left)) {
		struct transfer *t = NULL;
		const CURLcode code = m->data.result;
		if (m->msg == CURLMSG_DONE &&
		    curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &t) == CURLE_OK && t)
			finish(h, t, code);
	}
	return RV_OK;
}

void rv_http_wakeup(rv_http *h)
{
	(void)curl_multi_wakeup(h->multi); /* a full wake-up pipe is a wake-up all the same */
}
