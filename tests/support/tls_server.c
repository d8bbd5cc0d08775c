/* See tls_server.h. The key is of this file alone: it guards nothing. */
#include "tests/support/tls_server.h"

#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libwebsockets.h>

static const char key[] = "-----BEGIN "
			  "PRIVATE KEY-----\n"
			  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgosc+/nDaLkSAVrIT\n"
			  "WpwLG3SR0mvBwCMwlWfeoC+6gPuhRANCAATnBG+6AxFYTJ8MMsr7Th1WLM2LZvSk\n"
			  "diQo78aTwqJiPZ9ng61lEcfnOpUpT1GSVGF7JXlDVuQojJIMMlBkAslv\n"
			  "-----END "
			  "PRIVATE KEY-----\n";

static const char cert[] = "-----BEGIN "
			   "CERTIFICATE-----\n"
			   "MIIBmzCCAUGgAwIBAgIUDxuLBD1/T/j+fqm4EQXUxtzr6PYwCgYIKoZIzj0EAwIw\n"
			   "FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNjIwMDEwOVoYDzIxMjYxMTAy\n"
			   "MjAwMTA5WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO\n"
			   "PQMBBwNCAATnBG+6AxFYTJ8MMsr7Th1WLM2LZvSkdiQo78aTwqJiPZ9ng61lEcfn\n"
			   "OpUpT1GSVGF7JXlDVuQojJIMMlBkAslvo28wbTAdBgNVHQ4EFgQUIm5YeMTUzU1w\n"
			   "S2sSnYpTwnoehgcwHwYDVR0jBBgwFoAUIm5YeMTUzU1wS2sSnYpTwnoehgcwDwYD\n"
			   "VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI\n"
			   "zj0EAwIDSAAwRQIhAJsgHf/WjDaQ+LtsV37ynyqpS6CbszwDpfSY4DgNo5TtAiBv\n"
			   "o5g+b3puNc3+FTLZMEzECFKN1MyUqKwQHdxAcqncxA==\n"
			   "-----END "
			   "CERTIFICATE-----\n";

struct tls_server {
	struct lws_context *context;
	int port;
	atomic_bool stop;
	atomic_uint requests;
	pthread_t thread;
};

static int callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
		    size_t len)
{
	tls_server *s = lws_context_user(lws_get_context(wsi));
	(void)user;
	(void)in;
	(void)len;
	if (reason != LWS_CALLBACK_HTTP)
		return 0;
	atomic_fetch_add(&s->requests, 1);
	(void)lws_return_http_status(wsi, 200, NULL);
	return -1;
}

static const struct lws_protocols protocols[] = {
	{ "tls", callback, 0, 1024, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 },
};

static void *run(void *arg)
{
	tls_server *s = arg;
	while (!atomic_load(&s->stop)) {
		if (lws_service(s->context, 0) < 0)
			break;
	}
	return NULL;
}

tls_server *tls_start(void)
{
	struct lws_context_creation_info info;
	tls_server *s = calloc(1, sizeof(*s));
	assert_non_null(s);
	rv_tmpdir_text(&rv_tmp, "tls.key", key);
	rv_tmpdir_text(&rv_tmp, "tls.cert", cert);
	memset(&info, 0, sizeof(info));
	info.port = 0;
	info.iface = "127.0.0.1";
	info.protocols = protocols;
	info.user = s;
	info.gid = -1;
	info.uid = -1;
	info.ssl_cert_filepath = rv_tmp_path("tls.cert");
	info.ssl_private_key_filepath = rv_tmp_path("tls.key");
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_DISABLE_IPV6 |
		       LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	lws_set_log_level(0, NULL);
	s->context = lws_create_context(&info);
	assert_non_null(s->context);
	struct lws_vhost *v = lws_create_vhost(s->context, &info);
	assert_non_null(v);
	s->port = lws_get_vhost_listen_port(v);
	assert_int_equal(pthread_create(&s->thread, NULL, run, s), 0);
	return s;
}

void tls_stop(tls_server *s)
{
	atomic_store(&s->stop, true);
	lws_cancel_service(s->context);
	assert_int_equal(pthread_join(s->thread, NULL), 0);
	lws_context_destroy(s->context);
	free(s);
}

int tls_port(const tls_server *s)
{
	return s->port;
}

unsigned tls_requests(tls_server *s)
{
	return atomic_load(&s->requests);
}
