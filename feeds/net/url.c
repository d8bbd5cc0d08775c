/* Base URLs; see url.h. */
#include "feeds/net/url.h"

#include "engine/base/num.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static bool host_ok(const char *h)
{
	if (!*h)
		return false;
	for (; *h; h++) {
		if (!isalnum((unsigned char)*h) && *h != '.' && *h != '-' && *h != ':')
			return false;
	}
	return true;
}

/* Splits "host:port" or "[v6]:port" of n bytes. */
static bool split_host(const char *s, size_t n, rv_url *u)
{
	const char *end = s + n, *host = s, *host_end, *port = NULL;
	if (n > 0 && *s == '[') {
		host = s + 1;
		host_end = memchr(s, ']', n);
		if (!host_end)
			return false;
		if (host_end + 1 < end) {
			if (host_end[1] != ':')
				return false;
			port = host_end + 2;
		}
	} else {
		host_end = memchr(s, ':', n);
		if (host_end)
			port = host_end + 1;
		else
			host_end = end;
	}
	const size_t len = (size_t)(host_end - host);
	if (len == 0 || len >= sizeof(u->host))
		return false;
	memcpy(u->host, host, len);
	u->host[len] = '\0';
	int64_t p = u->tls ? 443 : 80;
	if (port && rv_num_parse_i64(port, (size_t)(end - port), &p) != RV_OK)
		return false;
	u->port = (int)p;
	return p >= 1 && p <= 65535 && host_ok(u->host);
}

static void classify(rv_url *u)
{
	unsigned char a[16];
	const bool v4 = inet_pton(AF_INET, u->host, a) == 1;
	const bool v6 = !v4 && inet_pton(AF_INET6, u->host, a) == 1;
	u->numeric = v4 || v6;
	u->loopback = (v4 && a[0] == 127) || strcmp(u->host, "::1") == 0 ||
		      strcmp(u->host, "localhost") == 0;
}

static bool split_path(const char *s, rv_url *u)
{
	size_t n = strlen(s);
	while (n > 0 && s[n - 1] == '/')
		n--;
	if (n >= sizeof(u->path) || strcspn(s, "?# \t\r\n\"\\") < n)
		return false;
	memcpy(u->path, s, n);
	u->path[n] = '\0';
	return true;
}

rv_status rv_url_parse(const char *text, rv_url *out, rv_err *err)
{
	rv_url u = { 0 };
	const char *rest = NULL;
	if (text && strncmp(text, "http://", 7) == 0) {
		rest = text + 7;
	} else if (text && strncmp(text, "https://", 8) == 0) {
		u.tls = true;
		rest = text + 8;
	}
	const size_t n = rest ? strcspn(rest, "/?#") : 0;
	if (!rest || !split_host(rest, n, &u) || !split_path(rest + n, &u))
		return rv_err_set(err, RV_EINVAL,
				  "venue URL \"%.100s\": expected http://HOST[:PORT] or "
				  "https://HOST[:PORT]",
				  text ? text : "");
	classify(&u);
	*out = u;
	return RV_OK;
}

const char *rv_url_join(const rv_url *u, const char *tail, char buf[RV_URL_TEXT])
{
	const bool v6 = strchr(u->host, ':') != NULL;
	(void)snprintf(buf, RV_URL_TEXT, "%s://%s%s%s:%d%s%s", u->tls ? "https" : "http",
		       v6 ? "[" : "", u->host, v6 ? "]" : "", u->port, u->path, tail);
	return buf;
}
