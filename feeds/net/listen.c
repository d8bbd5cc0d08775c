/* Addresses to listen on; see listen.h. */
#include "feeds/net/listen.h"

#include "engine/base/num.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

rv_status rv_listen_parse(const char *name, const char *text, rv_listen *out, rv_err *err)
{
	static const char want[] = "expected 127.x.y.z:PORT or localhost:PORT (loopback only)";
	const char *colon = strrchr(text, ':');
	rv_listen l = { .port = 0 };
	int64_t v = 0;
	if (!colon || (size_t)(colon - text) >= sizeof(l.host) ||
	    rv_num_parse_i64(colon + 1, strlen(colon + 1), &v) != RV_OK || v < 0 || v > 65535)
		return rv_err_set(err, RV_EUSAGE, "%s '%.80s': %s", name, text, want);
	memcpy(l.host, text, (size_t)(colon - text));
	l.host[colon - text] = '\0';
	if (strcmp(l.host, "localhost") == 0)
		(void)snprintf(l.host, sizeof(l.host), "127.0.0.1");
	unsigned char ip[4]; /* network order */
	if (inet_pton(AF_INET, l.host, ip) != 1 || ip[0] != 127)
		return rv_err_set(err, RV_EUSAGE, "%s '%.80s': %s", name, text, want);
	l.port = (int)v;
	*out = l;
	return RV_OK;
}
