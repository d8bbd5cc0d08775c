/*
 * An address that may be secret (a webhook, a ping): from the configuration or a file, checked,
 * taken apart. Only its host is for the log. Any thread.
 */
#ifndef RV_APP_OPS_OPS_URL_H
#define RV_APP_OPS_OPS_URL_H

#include "config/ops_params.h"
#include "feeds/net/url.h"

typedef struct rv_ops_target {
	rv_url url;	       /* of the host: no path */
	char path[RV_OPS_URL]; /* "/..." with its query; secret */
} rv_ops_target;

bool rv_ops_url_set(const rv_ops_url *u);

/*
 * name: of the block, for the error, which never has the address in it. RV_EUSAGE: not an address,
 * or plain http to another machine; RV_EIO, RV_EDATA: the file cannot be read, or is one that
 * others may read (it is a regular file of this user's, of mode 0600 or less, one line).
 */
RV_NODISCARD rv_status rv_ops_url_resolve(const char *name, const rv_ops_url *u, rv_ops_target *out,
					  rv_err *err);

#endif
