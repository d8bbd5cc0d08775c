/* The console's end of the control socket; see link.h. */
#include "app/control/link_impl.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum {
	PING_MS = 1000,
	SILENT_MS = 10000 /* a desk answers pings whatever its engine does */
};

void link_lock(rv_control_link *l)
{
	(void)pthread_mutex_lock(&l->mu);
}

void link_unlock(rv_control_link *l)
{
	(void)pthread_mutex_unlock(&l->mu);
}
void link_deny(link_shared *s, uint64_t nonce, const char *why)
{
	rv_tv_reply *r = &s->denied[s->next_denied];
	s->next_denied = (s->next_denied + 1) % RV_LINK_DENIED;
	*r = (rv_tv_reply){ .nonce = nonce, .ok = false };
	(void)snprintf(r->text, sizeof(r->text), "%s", why);
}
void rv_control_link_now(void *ctx, rv_link *out)
{
	rv_control_link *l = ctx;
	const int64_t now = rv_mono_ms();
	link_lock(l);
	const link_shared *s = &l->s;
	*out = (rv_link){ .attached = true,
			  .up = s->up,
			  .may = s->up && s->welcome.may && !l->p.read_only,
			  .uid = s->welcome.uid,
			  .conn = s->welcome.conn,
			  .role = s->welcome.role,
			  .rtt_ms = s->up ? s->rtt_ms : -1 };
	if (s->up && s->ping_ms >= 0 && now - s->ping_ms > out->rtt_ms)
		out->rtt_ms = now - s->ping_ms; /* at least so long by now */
	memcpy(out->why, s->why, sizeof(out->why));
	memcpy(out->denied, s->denied, sizeof(out->denied));
	link_unlock(l);
}

void link_wake(const rv_control_link *l)
{
	const uint64_t one = 1;
	if (write(l->wake_fd, &one, sizeof(one)) < 0)
		return; /* EAGAIN: it is being woken */
}

void rv_control_link_send(void *ctx, const rv_command *c)
{
	rv_control_link *l = ctx;
	link_queued q = { .nonce = c->nonce };
	const rv_status st = rv_command_write(c, q.data, sizeof(q.data), &q.n);
	link_lock(l);
	if (st != RV_OK)
		link_deny(&l->s, c->nonce, "the command is too long");
	else if (!l->s.up)
		link_deny(&l->s, c->nonce, "DISCONNECTED: not sent");
	else if (l->s.n_queue == LINK_QUEUE)
		link_deny(&l->s, c->nonce, "too many commands wait: not sent");
	else
		l->s.queue[l->s.n_queue++] = q;
	link_unlock(l);
	explicit_bzero(&q, sizeof(q)); /* a PIN may be in it */
	link_wake(l);
}

static struct timespec deadline(int64_t most_ms)
{
	struct timespec ts;
	if (clock_gettime(CLOCK_MONOTONIC, &ts) != 0)
		return (struct timespec){ 0 };
	ts.tv_sec += most_ms / 1000;
	ts.tv_nsec += (most_ms % 1000) * 1000000;
	if (ts.tv_nsec >= 1000000000) {
		ts.tv_nsec -= 1000000000;
		ts.tv_sec++;
	}
	return ts;
}

rv_status rv_control_link_wait(rv_control_link *l, int64_t most_ms, rv_welcome *out, rv_err *err)
{
	const struct timespec until = deadline(most_ms);
	char why[RV_LINK_TEXT];
	int rc = 0;
	link_lock(l);
	while (!l->s.answered && rc == 0)
		rc = pthread_cond_timedwait(&l->answered, &l->mu, &until);
	const rv_status st = l->s.answered ? l->s.first : RV_ETIMEOUT;
	*out = l->s.welcome;
	memcpy(why, l->s.why, sizeof(why));
	link_unlock(l);
	if (st == RV_ETIMEOUT)
		return rv_err_set(err, st, "%s: no answer from the desk", l->p.path);
	return st == RV_OK ? RV_OK : rv_err_set(err, st, "%s", why);
}
void link_answered(rv_control_link *l, rv_status st)
{
	if (l->s.answered)
		return;
	l->s.answered = true;
	l->s.first = st;
	(void)pthread_cond_broadcast(&l->answered);
}

void link_fall(rv_control_link *l, rv_status st, const char *why)
{
	if (l->fd >= 0)
		(void)close(l->fd);
	l->fd = -1;
	explicit_bzero(l->out, l->n_out);
	l->n_out = 0;
	l->ping_out = l->past_out = false;
	rv_wire_frame_next(&l->in);
	rv_image_slots_forget(l->slots);
	link_lock(l);
	l->s.up = false;
	l->s.rtt_ms = l->s.ping_ms = -1;
	(void)snprintf(l->s.why, sizeof(l->s.why), "%s", why);
	for (size_t i = 0; i < l->s.n_queue; i++)
		link_deny(&l->s, l->s.queue[i].nonce, "DISCONNECTED: not sent");
	explicit_bzero(l->s.queue, l->s.n_queue * sizeof(l->s.queue[0]));
	l->s.n_queue = 0;
	link_forget_past(l);
	link_answered(l, st);
	link_unlock(l);
	rv_pub_wake(l->p.pub);
}

bool link_put(rv_control_link *l, rv_wire_frame_type type, const uint8_t *data, size_t n)
{
	if (RV_FRAME_HEAD + n > sizeof(l->out) - l->n_out) {
		link_fall(l, RV_EIO, "the desk does not read what this console says");
		return false;
	}
	rv_wire_frame_head(l->out + l->n_out, type, n);
	memcpy(l->out + l->n_out + RV_FRAME_HEAD, data, n);
	l->n_out += RV_FRAME_HEAD + n;
	return true;
}
static void put_hello(rv_control_link *l)
{
	uint8_t data[RV_CONTROL_MAX];
	size_t n = 0;
	rv_hello h = { .id = l->own, .read_only = l->p.read_only, .mono_ms = rv_mono_ms() };
	memcpy(h.told, l->p.told, sizeof(h.told));
	if (rv_hello_write(&h, data, sizeof(data), &n) != RV_OK) {
		link_fall(l, RV_EIO, "the hello does not fit");
		return;
	}
	(void)link_put(l, RV_FRAME_HELLO, data, n);
}

static void connect_once(rv_control_link *l)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	char why[RV_LINK_TEXT];
	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%s", l->p.path);
	l->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (l->fd < 0 || connect(l->fd, (const struct sockaddr *)&a, sizeof(a)) != 0) {
		const int e = errno;
		(void)snprintf(why, sizeof(why), "%.110s: %s", l->p.path,
			       e == ENOENT || e == ECONNREFUSED ? "no desk is there" : strerror(e));
		link_fall(l, RV_EIO, why);
		return;
	}
	rv_link_clock_init(&l->clock);
	l->heard_ms = rv_mono_ms();
	put_hello(l);
}
static bool is_up(rv_control_link *l)
{
	link_lock(l);
	const bool up = l->s.up;
	link_unlock(l);
	return up;
}

static void read_some(rv_control_link *l)
{
	while (l->fd >= 0) {
		uint8_t *at = NULL;
		size_t room = 0;
		rv_wire_frame f;
		rv_err err = { 0 };
		if (rv_wire_frame_room(&l->in, &at, &room, &err) != RV_OK) {
			link_fall(l, RV_EIO, err.text);
			return;
		}
		const ssize_t n = recv(l->fd, at, room, MSG_DONTWAIT);
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
			return;
		if (n <= 0) {
			link_fall(l, RV_EIO, "the desk closed the connection");
			return;
		}
		l->heard_ms = rv_mono_ms();
		rv_wire_frame_came(&l->in, (size_t)n, l->heard_ms);
		if (!rv_wire_frame_whole(&l->in, &f))
			continue;
		link_take(l, &f, is_up(l));
		rv_wire_frame_next(&l->in);
	}
}

static void write_some(rv_control_link *l)
{
	while (l->fd >= 0 && l->n_out > 0) {
		const ssize_t n = send(l->fd, l->out, l->n_out, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
			return;
		if (n < 0) {
			read_some(l); /* the reason may be waiting there */
			if (l->fd >= 0)
				link_fall(l, RV_EIO, "the desk closed the connection");
			return;
		}
		l->n_out -= (size_t)n;
		memmove(l->out, l->out + n, l->n_out);
		explicit_bzero(l->out + l->n_out, (size_t)n); /* what is sent is not kept */
	}
}

/* With when it goes by the desk's clock, so that the desk sees one that was long on its way. */
static void put_commands(rv_control_link *l)
{
	uint8_t data[sizeof(int64_t) + RV_COMMAND_WIRE_MAX];
	for (;;) {
		link_queued q;
		link_lock(l);
		const bool any = l->s.n_queue > 0;
		if (any) {
			q = l->s.queue[0];
			memmove(l->s.queue, l->s.queue + 1, --l->s.n_queue * sizeof(q));
			explicit_bzero(&l->s.queue[l->s.n_queue], sizeof(q));
		}
		link_unlock(l);
		if (!any || l->fd < 0)
			return;
		rv_bytes_out out = { .at = data, .cap = sizeof(data) };
		rv_put_i64(&out, rv_link_clock_theirs(&l->clock, rv_mono_ms()));
		rv_put_raw(&out, q.data, q.n);
		const bool is_put = link_put(l, RV_FRAME_COMMAND, data, out.n);
		explicit_bzero(data, sizeof(data));
		explicit_bzero(&q, sizeof(q));
		if (!is_put)
			return;
	}
}

static void ping(rv_control_link *l, int64_t now)
{
	uint8_t data[sizeof(int64_t)];
	rv_bytes_out out = { .at = data, .cap = sizeof(data) };
	if (l->ping_out || now < l->ping_ms + PING_MS)
		return;
	rv_put_i64(&out, now);
	if (!link_put(l, RV_FRAME_PING, data, out.n))
		return;
	l->ping_out = true;
	l->ping_ms = now;
	link_lock(l);
	l->s.ping_ms = now;
	link_unlock(l);
}

static bool stopping(rv_control_link *l)
{
	link_lock(l);
	const bool stop = l->s.stopping;
	link_unlock(l);
	return stop;
}

/* Sleeps, and drains what woke it. False: poll does not work. */
static bool sleep_until(rv_control_link *l, int64_t until)
{
	const int64_t now = rv_mono_ms();
	struct pollfd fds[] = {
		{ .fd = l->wake_fd, .events = POLLIN },
		{ .fd = l->fd, .events = (short)(POLLIN | (l->n_out > 0 ? POLLOUT : 0)) },
	};
	uint64_t n;
	if (poll(fds, 2, until <= now ? 0 : (int)(until - now)) < 0)
		return errno == EINTR;
	if (fds[0].revents && read(l->wake_fd, &n, sizeof(n)) < 0)
		return errno == EAGAIN;
	return true;
}

/* One round while there is a connection. */
static void work(rv_control_link *l)
{
	const bool up = is_up(l);
	int64_t now = rv_mono_ms();
	if (up)
		put_commands(l);
	if (up && l->fd >= 0)
		link_put_past(l);
	if (up && l->fd >= 0)
		ping(l, now);
	write_some(l);
	if (l->fd < 0)
		return;
	const int64_t due = l->ping_out || !up ? l->heard_ms + SILENT_MS : l->ping_ms + PING_MS;
	if (!sleep_until(l, due)) {
		link_fall(l, RV_EIO, "poll refused");
		return;
	}
	read_some(l);
	now = rv_mono_ms();
	if (l->fd >= 0 && now >= l->heard_ms + SILENT_MS)
		link_fall(l, RV_EIO, "the desk has not answered for 10 s");
}

/* So that the desk tells one that was closed from a line that broke; it waits for nothing. */
static void say_bye(rv_control_link *l)
{
	static const uint8_t nothing = 0;
	if (l->fd >= 0 && is_up(l) && link_put(l, RV_FRAME_BYE, &nothing, 0))
		write_some(l);
}

static void *link_main(void *arg)
{
	rv_control_link *l = arg;
	while (!stopping(l)) {
		if (l->fd >= 0) {
			work(l);
			continue;
		}
		connect_once(l);
		if (l->fd >= 0)
			continue;
		const int64_t again = rv_mono_ms() + l->backoff_ms;
		l->backoff_ms = l->backoff_ms * 2 < LINK_BACKOFF_MOST_MS ? l->backoff_ms * 2
									 : LINK_BACKOFF_MOST_MS;
		while (!stopping(l) && rv_mono_ms() < again && sleep_until(l, again))
			;
	}
	say_bye(l);
	return NULL;
}

static rv_status init_locks(rv_control_link *l)
{
	pthread_condattr_t attr;
	if (pthread_condattr_init(&attr) != 0)
		return RV_EIO;
	bool ok = pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0 &&
		  pthread_cond_init(&l->answered, &attr) == 0;
	(void)pthread_condattr_destroy(&attr);
	if (ok && pthread_mutex_init(&l->mu, NULL) != 0) {
		(void)pthread_cond_destroy(&l->answered);
		ok = false;
	}
	return ok ? RV_OK : RV_EIO;
}

static void free_all(rv_control_link *l)
{
	rv_image_slots_free(l->slots);
	rv_past_view_free(l->s.past.view);
	rv_wire_reader_free(&l->in);
	if (l->fd >= 0)
		(void)close(l->fd);
	if (l->wake_fd >= 0)
		(void)close(l->wake_fd);
	(void)pthread_cond_destroy(&l->answered);
	(void)pthread_mutex_destroy(&l->mu);
	free(l);
}

rv_status rv_control_link_start(const rv_control_link_params *p, rv_control_link **out, rv_err *err)
{
	rv_control_link *l = calloc(1, sizeof(*l));
	if (!l || init_locks(l) != RV_OK) {
		free(l);
		return rv_err_set(err, RV_ENOMEM, "attach: %s", rv_status_text(RV_ENOMEM));
	}
	l->p = *p;
	l->fd = -1;
	l->backoff_ms = LINK_BACKOFF_FIRST_MS;
	l->s.rtt_ms = l->s.ping_ms = -1;
	rv_wire_reader_init(&l->in, true);
	l->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	rv_status st = l->wake_fd < 0 ? rv_err_set(err, RV_EIO, "eventfd: %s", strerror(errno))
				      : rv_side_id_own(&l->own, err);
	if (st == RV_OK && rv_image_slots_new(p->pub, &l->slots) != RV_OK)
		st = rv_err_set(err, RV_ENOMEM, "attach: %s", rv_status_text(RV_ENOMEM));
	if (st == RV_OK && pthread_create(&l->thread, NULL, link_main, l) != 0)
		st = rv_err_set(err, RV_EIO, "attach: no thread");
	if (st != RV_OK) {
		free_all(l);
		return st;
	}
	(void)pthread_setname_np(l->thread, "link");
	*out = l;
	return RV_OK;
}

void rv_control_link_stop(rv_control_link *l)
{
	if (!l)
		return;
	link_lock(l);
	l->s.stopping = true;
	link_unlock(l);
	link_wake(l);
	(void)pthread_join(l->thread, NULL);
	free_all(l);
}
