/* One console at the desk's end; see peer.h. */
#include "app/control/peer.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void rv_peer_open(rv_peer *p, int fd, int64_t uid, uint64_t conn)
{
	*p = (rv_peer){ .fd = fd, .uid = uid, .conn = conn };
	rv_wire_reader_init(&p->in, false);
}

void rv_peer_close(rv_peer *p, rv_image_ring *ring)
{
	rv_packing_put(p->snapshot);
	rv_packing_put(p->past);
	if (ring) {
		rv_image_ring_release(ring, p->has);
		rv_image_ring_release(ring, p->told);
	}
	rv_wire_reader_free(&p->in);
	(void)close(p->fd);
	*p = (rv_peer){ .fd = -1 };
}

rv_status rv_peer_say(rv_peer *p, rv_wire_frame_type type, const uint8_t *data, size_t n)
{
	if (n + RV_FRAME_HEAD > sizeof(p->out) - p->n_out)
		return RV_EFULL;
	rv_wire_frame_head(p->out + p->n_out, type, n);
	if (n > 0)
		memcpy(p->out + p->n_out + RV_FRAME_HEAD, data, n);
	p->n_out += RV_FRAME_HEAD + n;
	return RV_OK;
}

/* As much as the socket takes now; *n is how much that was. */
static rv_status push(int fd, const uint8_t *data, size_t len, size_t *n)
{
	*n = 0;
	while (*n < len) {
		const ssize_t k = send(fd, data + *n, len - *n, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return errno == EAGAIN || errno == EWOULDBLOCK ? RV_OK : RV_ECLOSED;
		*n += (size_t)k;
	}
	return RV_OK;
}

/* What is left of a large frame; *f is NULL when all of it is out. */
static rv_status send_large(int fd, rv_packing **f, size_t *sent)
{
	size_t n = 0;
	const rv_status st = push(fd, (*f)->data + *sent, (*f)->n - *sent, &n);
	*sent += n;
	if (*sent == (*f)->n) {
		rv_packing_put(*f);
		*f = NULL;
		*sent = 0;
	}
	return st;
}

static rv_status send_short(rv_peer *p)
{
	size_t n = 0;
	const rv_status st = push(p->fd, p->out, p->n_out, &n);
	p->n_out -= n;
	memmove(p->out, p->out + n, p->n_out);
	return st;
}

/* A large frame is on its way: nothing else goes before its end. */
static bool has_begun(const rv_peer *p)
{
	return p->sent > 0 || p->past_sent > 0;
}

/* Frames are not mixed: one that has begun is ended first. What is of now goes before the past. */
rv_status rv_peer_send(rv_peer *p)
{
	rv_status st = RV_OK;
	if (p->snapshot && p->sent > 0)
		st = send_large(p->fd, &p->snapshot, &p->sent);
	if (st == RV_OK && p->past && p->past_sent > 0)
		st = send_large(p->fd, &p->past, &p->past_sent);
	if (st == RV_OK && p->n_out > 0 && !has_begun(p))
		st = send_short(p);
	if (st == RV_OK && p->snapshot && p->n_out == 0 && !has_begun(p))
		st = send_large(p->fd, &p->snapshot, &p->sent);
	if (st == RV_OK && p->past && p->n_out == 0 && !has_begun(p))
		st = send_large(p->fd, &p->past, &p->past_sent);
	return st;
}

bool rv_peer_unsent(const rv_peer *p)
{
	return p->snapshot || p->past || p->n_out > 0;
}

void rv_peer_past(rv_peer *p, rv_packing *answer)
{
	p->past_asked = false;
	rv_packing_put(p->past);
	p->past = answer;
	p->past_sent = 0;
}

rv_status rv_peer_receive(rv_peer *p, int64_t now_ms, rv_err *err)
{
	uint8_t *at = NULL;
	size_t room = 0;
	const rv_status st = rv_wire_frame_room(&p->in, &at, &room, err);
	if (st != RV_OK)
		return st;
	const ssize_t n = recv(p->fd, at, room, MSG_DONTWAIT);
	if (n < 0)
		return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? RV_EAGAIN
										 : RV_ECLOSED;
	if (n == 0)
		return RV_ECLOSED;
	rv_wire_frame_came(&p->in, (size_t)n, now_ms);
	return RV_OK;
}

bool rv_peer_ready(const rv_peer *p)
{
	return p->fd >= 0 && p->welcome && !p->closing && p->told == 0 && !p->snapshot;
}

rv_status rv_peer_tell(rv_peer *p, rv_image_ring *ring)
{
	const rv_status st = rv_image_ring_pack(ring, p->has, &p->snapshot);
	if (st != RV_OK)
		return st;
	p->sent = 0;
	p->told = p->snapshot->no;
	rv_image_ring_hold(ring, p->told);
	return RV_OK;
}

bool rv_peer_has(rv_peer *p, rv_image_ring *ring, uint64_t no)
{
	if (no == 0 || no != p->told || p->snapshot)
		return false;
	rv_image_ring_release(ring, p->has);
	p->has = no;
	p->told = 0;
	return true;
}
