/* The desk's end of the control socket; see control_server.h. */
#include "app/control/control_impl.h"

#include "app/control/who_is.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	NO_FILES_MS = 1000,
	FIRST_CONN = 2 /* the one before is the console, or the input, of the desk itself */
};

static void write_peer(rv_control_server *s, rv_peer *p)
{
	if (rv_peer_send(p) != RV_OK)
		control_drop(s, p, "");
	else if (p->closing && !rv_peer_unsent(p))
		control_drop(s, p, "refused");
}
static rv_peer *free_peer(rv_control_server *s)
{
	for (size_t i = 0; i < RV_CONTROL_PEERS; i++) {
		if (s->peers[i].fd < 0)
			return &s->peers[i];
	}
	return NULL;
}

/* One too many is told so with what fits into its empty socket at once. */
static void turn_away(rv_control_server *s, rv_peer *p, int64_t now)
{
	static const char why[] = "64 consoles are attached, that is all there may be";
	uint8_t data[RV_FRAME_HEAD + sizeof(why) - 1];
	_Static_assert(RV_CONTROL_PEERS == 64, "it says how many");
	rv_wire_frame_head(data, RV_FRAME_REFUSED, sizeof(why) - 1);
	memcpy(data + RV_FRAME_HEAD, why, sizeof(why) - 1);
	if (send(p->fd, data, sizeof(data), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		rv_log_once(s->p.log, "console.many", RV_LOG_WARN, "console", "%s", why);
	control_count(&s->n.refused);
	control_refused(s, p, why, now);
	rv_peer_close(p, s->ring);
}

static void identify(rv_control_server *s, rv_peer *p, int fd, const rv_who_id *who)
{
	rv_peer_open(p, fd, who->uid, s->next_conn++);
	p->role = rv_who_role_of(&s->p.access.who, who, s->p.access.desk_uid);
	memcpy(p->who, who->name, sizeof(p->who));
	p->from = (rv_origin){ .via = RV_VIA_SOCKET, .pid = who->pid };
}

static void admit(rv_control_server *s, int fd, int64_t now)
{
	rv_who_id who;
	rv_err err = { 0 };
	rv_peer *p = free_peer(s), none;
	if (rv_who_is_peer(fd, &who, &err) != RV_OK) {
		rv_log_put(s->p.log, RV_LOG_ERROR, "console", "%s", err.text);
		(void)close(fd);
		return;
	}
	identify(s, p ? p : &none, fd, &who);
	if (!p) {
		turn_away(s, &none, now);
		return;
	}
	p->due_ms = now + CONTROL_HELLO_MS;
	s->n_peers++;
}

static void accept_peers(rv_control_server *s, int64_t now)
{
	for (;;) {
		const int fd = accept4(s->listener.fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (fd >= 0) {
			admit(s, fd, now);
			continue;
		}
		if (errno == EINTR || errno == ECONNABORTED)
			continue;
		if (errno != EAGAIN && errno != EWOULDBLOCK) { /* files or memory: not at once */
			rv_log_once(s->p.log, "console.accept", RV_LOG_ERROR, "console",
				    "accept: %s", strerror(errno));
			s->accept_ms = now + NO_FILES_MS;
		}
		return;
	}
}

static bool any_ready(const rv_control_server *s)
{
	for (size_t i = 0; i < RV_CONTROL_PEERS; i++) {
		if (rv_peer_ready(&s->peers[i]))
			return true;
	}
	return false;
}

/* Copies the newest publication, if there is one that the ring has not. */
static void copy_newest(rv_control_server *s, int64_t now)
{
	const rv_view *v = rv_pub_get(s->p.pub);
	s->fresh = false;
	if (v && v->seq != s->copied_seq) {
		if (rv_image_ring_put(s->ring, v) == RV_OK) {
			s->copied_seq = v->seq;
			s->copied_ms = now;
		} else {
			rv_log_once(s->p.log, "console.memory", RV_LOG_ERROR, "console",
				    "no memory for a snapshot: consoles see none");
		}
	}
	rv_pub_put(s->p.pub, v);
}

static void tell_peers(rv_control_server *s)
{
	const uint64_t newest = s->ring ? rv_image_ring_newest(s->ring) : 0;
	for (size_t i = 0; newest != 0 && i < RV_CONTROL_PEERS; i++) {
		rv_peer *p = &s->peers[i];
		if (!rv_peer_ready(p) || p->has == newest)
			continue;
		if (rv_peer_tell(p, s->ring) == RV_OK)
			control_count(&s->n.snapshots);
		else
			control_drop(s, p, "no memory for its snapshot");
	}
	if (s->ring)
		atomic_store(&s->n.packings, rv_image_ring_packed(s->ring));
}

static void serve_snapshots(rv_control_server *s, int64_t now)
{
	if (s->fresh && now >= s->copied_ms + s->p.every_ms && any_ready(s))
		copy_newest(s, now);
	tell_peers(s);
}

static void end_late_ones(rv_control_server *s, int64_t now)
{
	for (size_t i = 0; i < RV_CONTROL_PEERS; i++) {
		rv_peer *p = &s->peers[i];
		if (p->fd >= 0 && now >= p->due_ms)
			control_drop(s, p, p->closing ? "refused" : "it says nothing");
	}
}

/* ---- the thread ---- */

enum { ON_STOP, ON_PUB, ON_LISTEN, ON_PAST, ON_PEERS, N_FDS = ON_PEERS + RV_CONTROL_PEERS };

static void earlier(int64_t *a, int64_t b)
{
	*a = *a < 0 || b < *a ? b : *a;
}

/* -1: nothing is due by itself, and nobody watches. */
static int sleep_ms(const rv_control_server *s, int64_t now)
{
	int64_t until = -1;
	if (s->fresh && any_ready(s))
		earlier(&until, s->copied_ms + s->p.every_ms);
	if (s->accept_ms > now)
		earlier(&until, s->accept_ms);
	if (rv_visits_due(&s->visits) >= 0)
		earlier(&until, rv_visits_due(&s->visits));
	for (size_t i = 0; s->n_peers > 0 && i < RV_CONTROL_PEERS; i++) {
		if (s->peers[i].fd >= 0)
			earlier(&until, s->peers[i].due_ms);
	}
	if (s->p.pulse)
		earlier(&until, now + RV_PULSE_MS);
	if (until < 0)
		return -1;
	return until <= now ? 0 : (int)(until - now);
}

static void fill_fds(const rv_control_server *s, int64_t now, struct pollfd fds[N_FDS])
{
	fds[ON_STOP] = (struct pollfd){ .fd = s->stop_fd, .events = POLLIN };
	/* while what was published waits for a console, more of it wakes nobody */
	const bool listens = s->n_peers > 0 && !s->fresh;
	fds[ON_PUB] = (struct pollfd){ .fd = listens ? s->pub_fd : -1, .events = POLLIN };
	fds[ON_LISTEN] = (struct pollfd){ .fd = now >= s->accept_ms ? s->listener.fd : -1,
					  .events = POLLIN };
	fds[ON_PAST] = (struct pollfd){ .fd = s->past.fd, .events = POLLIN };
	for (size_t i = 0; i < RV_CONTROL_PEERS; i++) {
		const rv_peer *p = &s->peers[i];
		const int in = p->closing ? 0 : POLLIN, out = rv_peer_unsent(p) ? POLLOUT : 0;
		fds[ON_PEERS + i] = (struct pollfd){ .fd = p->fd, .events = (short)(in | out) };
	}
}

static void answer(rv_control_server *s, const struct pollfd fds[N_FDS], int64_t now)
{
	if (fds[ON_PUB].revents) {
		rv_pub_drain(s->pub_fd);
		s->fresh = true;
	}
	if (fds[ON_PAST].revents) {
		rv_pub_drain(s->past.fd);
		control_past(s);
	}
	for (size_t i = 0; i < RV_CONTROL_PEERS; i++) {
		rv_peer *p = &s->peers[i];
		const short got = fds[ON_PEERS + i].revents;
		if (p->fd >= 0 && !p->closing && (got & (POLLIN | POLLHUP | POLLERR)))
			control_read(s, p, now);
	}
	if (fds[ON_LISTEN].revents)
		accept_peers(s, now);
	serve_snapshots(s, now);
	for (size_t i = 0; i < RV_CONTROL_PEERS; i++) {
		if (s->peers[i].fd >= 0 && (rv_peer_unsent(&s->peers[i]) || s->peers[i].closing))
			write_peer(s, &s->peers[i]);
	}
	end_late_ones(s, now);
	control_rest(s, now, false);
}

static void *control_main(void *arg)
{
	rv_control_server *s = arg;
	struct pollfd fds[N_FDS];
	for (;;) {
		int64_t now = rv_mono_ms();
		rv_pulse_beat(s->p.pulse);
		fill_fds(s, now, fds);
		if (poll(fds, N_FDS, sleep_ms(s, now)) < 0) {
			if (errno == EINTR)
				continue;
			rv_log_put(s->p.log, RV_LOG_ERROR, "console", "poll: %s", strerror(errno));
			return NULL;
		}
		if (fds[ON_STOP].revents)
			return NULL;
		answer(s, fds, rv_mono_ms());
	}
}

static rv_status start_thread(rv_control_server *s, rv_err *err)
{
	s->stop_fd = eventfd(0, EFD_CLOEXEC);
	if (s->stop_fd < 0)
		return rv_err_set(err, RV_EIO, "eventfd: %s", strerror(errno));
	rv_status st = rv_pub_subscribe(s->p.pub, &s->pub_fd);
	if (st != RV_OK)
		return rv_err_set(err, st, "control socket: too many read the snapshots");
	if (pthread_create(&s->thread, NULL, control_main, s) != 0)
		return rv_err_set(err, RV_EIO, "control socket: no thread");
	(void)pthread_setname_np(s->thread, "control");
	return RV_OK;
}

rv_status rv_control_server_start(const rv_control_params *p, rv_control_server **out, rv_err *err)
{
	rv_control_server *s = calloc(1, sizeof(*s));
	if (!s) {
		rv_control_unlisten(p->listener);
		return rv_err_set(err, RV_ENOMEM, "control socket: %s", rv_status_text(RV_ENOMEM));
	}
	s->p = *p;
	if (s->p.every_ms <= 0)
		s->p.every_ms = RV_CONTROL_EVERY_MS;
	s->listener = *p->listener;
	*p->listener = (rv_control_listener){ .fd = -1, .lock = -1 };
	s->stop_fd = -1;
	s->next_conn = FIRST_CONN;
	s->started_utc_ms = p->started_utc_ms;
	for (size_t i = 0; i < RV_CONTROL_PEERS; i++)
		s->peers[i].fd = -1;
	rv_status st = rv_control_past_init(&s->past, p->past, err);
	const bool has_past = st == RV_OK;
	if (st == RV_OK)
		st = rv_side_id_own(&s->own, err);
	if (st == RV_OK)
		st = start_thread(s, err);
	if (st == RV_OK) {
		*out = s;
		return RV_OK;
	}
	if (has_past)
		rv_control_past_free(&s->past);
	rv_control_unlisten(&s->listener);
	if (s->stop_fd >= 0)
		(void)close(s->stop_fd);
	free(s);
	return st;
}

void rv_control_server_stop(rv_control_server *s)
{
	if (!s)
		return;
	const uint64_t one = 1;
	if (write(s->stop_fd, &one, sizeof(one)) < 0)
		rv_log_put(s->p.log, RV_LOG_ERROR, "console", "stop: %s", strerror(errno));
	(void)pthread_join(s->thread, NULL);
	for (size_t i = 0; i < RV_CONTROL_PEERS; i++) {
		if (s->peers[i].fd < 0)
			continue;
		control_left(s, &s->peers[i], "the desk ends", rv_mono_ms());
		rv_peer_close(&s->peers[i], s->ring);
	}
	control_rest(s, rv_mono_ms(), true);
	rv_control_past_free(&s->past);
	rv_image_ring_free(s->ring);
	rv_control_unlisten(&s->listener);
	(void)close(s->stop_fd);
	free(s);
}

rv_control_stats rv_control_server_stats(const rv_control_server *s)
{
	return (rv_control_stats){ .attached = atomic_load(&s->n.attached),
				   .welcomed = atomic_load(&s->n.welcomed),
				   .refused = atomic_load(&s->n.refused),
				   .malformed = atomic_load(&s->n.malformed),
				   .commands = atomic_load(&s->n.commands),
				   .denied = atomic_load(&s->n.denied),
				   .snapshots = atomic_load(&s->n.snapshots),
				   .packings = atomic_load(&s->n.packings) };
}
