/* A command's short visit to a desk; see desk_link.h. */
#include "app/script/desk_link.h"

#include "app/control/control_path.h"
#include "app/desk_start.h"
#include "app/state_dir.h"
#include "app/told_ssh.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

struct rv_desk_link {
	rv_control_link *link;
	rv_pub *pub;
	rv_welcome welcome;
	const rv_view *v; /* held; NULL none */
};

rv_status rv_desk_socket(const char *socket, const char *state, char out[RV_CONTROL_PATH],
			 rv_err *err)
{
	char dir[PATH_MAX] = "";
	rv_err none = { 0 };
	rv_control_where where = { .socket = socket, .state = state, .state_dir = dir };
	rv_control_environment(&where);
	if (rv_state_dir_name(state, dir, &none) != RV_OK)
		dir[0] = '\0'; /* there are other places */
	return rv_control_find(&where, out, err);
}

rv_status rv_first_nonce(uint64_t *out, rv_err *err)
{
	do {
		if (getrandom(out, sizeof(*out), 0) != (ssize_t)sizeof(*out))
			return rv_err_set(err, RV_EIO, "getrandom: %s", strerror(errno));
	} while (*out == 0);
	return RV_OK;
}

const rv_welcome *rv_desk_link_welcome(const rv_desk_link *l)
{
	return &l->welcome;
}

const rv_view *rv_desk_link_look(rv_desk_link *l)
{
	const rv_view *v = rv_pub_get(l->pub);
	rv_pub_put(l->pub, l->v);
	l->v = v;
	return v;
}

/* Until something is new, but not beyond the time. False: the time is over. */
static bool wait_news(rv_desk_link *l, int64_t until)
{
	struct pollfd fd = { .fd = rv_pub_fd(l->pub), .events = POLLIN };
	const int64_t left = until - rv_mono_ms();
	if (left <= 0)
		return false;
	if (poll(&fd, 1, (int)left) < 0 && errno != EINTR)
		return false;
	rv_pub_drain_event(l->pub);
	return true;
}

static rv_status first_view(rv_desk_link *l, int64_t until, rv_err *err)
{
	while (!rv_desk_link_look(l)) {
		if (!wait_news(l, until))
			return rv_err_set(err, RV_ETIMEOUT,
					  "the desk is there and tells no snapshot");
	}
	return RV_OK;
}

/* Signals are the main thread's: the link's never takes one. */
static rv_status start(const rv_control_link_params *p, rv_control_link **out, rv_err *err)
{
	sigset_t old;
	if (rv_desk_block_signals(&old, err) != RV_OK)
		return RV_EIO;
	const rv_status st = rv_control_link_start(p, out, err);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	return st;
}

static rv_status open_link(const rv_desk_link_params *p, rv_desk_link *l, rv_err *err)
{
	const int64_t most = p->most_ms > 0 ? p->most_ms : RV_DESK_LINK_MS;
	const int64_t until = rv_mono_ms() + most;
	rv_control_link_params lp = { .read_only = p->read_only };
	rv_told_ssh(lp.told);
	rv_status st = rv_desk_socket(p->socket, p->state, lp.path, err);
	if (st == RV_OK && rv_pub_new(RV_LINK_SNAPSHOTS, &lp.pub) != RV_OK)
		st = rv_err_set(err, RV_ENOMEM, "%s", rv_status_text(RV_ENOMEM));
	l->pub = lp.pub;
	if (st == RV_OK)
		st = start(&lp, &l->link, err);
	if (st != RV_OK)
		return st;
	rv_err why = { 0 };
	st = rv_control_link_wait(l->link, most, &l->welcome, &why);
	if (st != RV_OK)
		return rv_err_set(err, st == RV_EIO ? RV_ENOENT : st, "%s", why.text);
	return first_view(l, until, err);
}

rv_status rv_desk_link_open(const rv_desk_link_params *p, rv_desk_link **out, rv_err *err)
{
	rv_desk_link *l = calloc(1, sizeof(*l));
	if (!l)
		return rv_err_set(err, RV_ENOMEM, "%s", rv_status_text(RV_ENOMEM));
	const rv_status st = open_link(p, l, err);
	if (st != RV_OK) {
		rv_desk_link_close(l);
		return st;
	}
	*out = l;
	return RV_OK;
}

void rv_desk_link_close(rv_desk_link *l)
{
	if (!l)
		return;
	if (l->pub)
		rv_pub_put(l->pub, l->v);
	rv_control_link_stop(l->link);
	rv_pub_free(l->pub);
	free(l);
}

static const rv_tv_reply *find(const rv_tv_reply *r, size_t n, uint64_t nonce)
{
	for (size_t i = 0; i < n; i++) {
		if (r[i].nonce == nonce)
			return &r[i];
	}
	return NULL;
}

/* The desk's answer is in its snapshots, the socket's own in the link. */
static bool answered(rv_desk_link *l, uint64_t nonce, const rv_link *now, rv_tv_reply *out)
{
	const rv_view *v = rv_desk_link_look(l);
	const rv_tv_reply *r = find(now->denied, RV_LINK_DENIED, nonce);
	if (!r && v)
		r = find(v->trade.replies, RV_TV_REPLIES, nonce);
	if (r)
		*out = *r;
	return r != NULL;
}

rv_status rv_desk_link_ask(rv_desk_link *l, const rv_command *cmd, int64_t most_ms,
			   rv_tv_reply *out, rv_err *err)
{
	rv_command c = *cmd;
	rv_link now;
	const int64_t until = rv_mono_ms() + most_ms;
	const rv_status st = rv_first_nonce(&c.nonce, err);
	if (st != RV_OK)
		return st;
	rv_control_link_now(l->link, &now);
	c.rtt_ms = now.rtt_ms >= 0 ? (double)now.rtt_ms : (double)NAN;
	c.frame_age_ms = l->v ? (double)(rv_mono_ms() - l->v->mono_ms) : (double)NAN;
	rv_control_link_send(l->link, &c);
	for (;;) {
		rv_control_link_now(l->link, &now);
		if (answered(l, c.nonce, &now, out))
			return RV_OK;
		if (!now.up)
			return rv_err_set(err, RV_ECLOSED,
					  "the desk is gone: what became of it is not known");
		if (!wait_news(l, until))
			return rv_err_set(err, RV_ETIMEOUT,
					  "no answer in %lld s: what became of it is not known",
					  (long long)(most_ms / 1000));
	}
}
