/* What consoles ask of the desk's past; see control_past.h. */
#include "app/control/control_past.h"

#include "app/past/past_wire.h"
#include "engine/run/pub.h"

#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

rv_status rv_control_past_init(rv_control_past *c, rv_past *past, rv_err *err)
{
	*c = (rv_control_past){ .past = past, .fd = -1 };
	if (pthread_mutex_init(&c->mu, NULL) != 0)
		return rv_err_set(err, RV_ENOMEM, "control socket: no lock");
	if (!past)
		return RV_OK;
	c->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (c->fd >= 0)
		return RV_OK;
	(void)rv_err_set(err, RV_EIO, "eventfd: %s", strerror(errno));
	(void)pthread_mutex_destroy(&c->mu);
	return RV_EIO;
}

void rv_control_past_free(rv_control_past *c)
{
	for (size_t i = 0; i < c->n; i++)
		rv_packing_put(c->got[i].answer);
	c->n = 0;
	if (c->fd >= 0)
		(void)close(c->fd);
	c->fd = -1;
	(void)pthread_mutex_destroy(&c->mu);
}

/* The past's thread. There is room: a console asks one at a time, and those of ones that left are
 * taken with the rest. */
static void done(void *ctx, uint64_t conn, rv_packing *answer)
{
	rv_control_past *c = ctx;
	const uint64_t one = 1;
	(void)pthread_mutex_lock(&c->mu);
	const bool room = c->n < RV_PAST_QUEUE;
	if (room) {
		c->got[c->n].conn = conn;
		c->got[c->n++].answer = answer;
	}
	(void)pthread_mutex_unlock(&c->mu);
	if (!room)
		rv_packing_put(answer);
	else if (write(c->fd, &one, sizeof(one)) < 0)
		return; /* EAGAIN: it is being woken */
}

rv_status rv_control_past_ask(rv_control_past *c, uint64_t conn, const uint8_t *data, size_t n,
			      const char **why)
{
	rv_past_ask q;
	*why = "";
	if (rv_past_ask_read(data, n, &q) != RV_OK)
		return RV_EPARSE;
	const rv_status st = c->past ? rv_past_put(c->past, &q, conn, done, c) : RV_ENOENT;
	*why = st == RV_OK	 ? ""
	       : st == RV_ENOENT ? "this desk keeps no past"
	       : st == RV_EFULL	 ? "too many ask for the past: once more"
				 : "the desk ends";
	return st;
}

bool rv_control_past_take(rv_control_past *c, uint64_t *conn, rv_packing **answer)
{
	(void)pthread_mutex_lock(&c->mu);
	const bool any = c->n > 0;
	if (any) {
		*conn = c->got[0].conn;
		*answer = c->got[0].answer;
		memmove(&c->got[0], &c->got[1], --c->n * sizeof(c->got[0]));
	}
	(void)pthread_mutex_unlock(&c->mu);
	return any;
}
