/* One HTTP request over a socket of its own, for tests of our servers. Failures fail the test. */
#ifndef RV_TESTS_HTTP_GET_H
#define RV_TESTS_HTTP_GET_H

#include <stddef.h>

typedef struct http_got {
	int status; /* 0: closed without an answer */
	char type[96];
	size_t length; /* Content-Length */
	size_t n;      /* bytes of the body that came */
	char *body;    /* the caller frees; NUL behind it */
} http_got;

/* method "GET", path "/metrics"; body "" none. Reads until the server closes. */
http_got http_ask(int port, const char *method, const char *path, const char *body);

#endif
