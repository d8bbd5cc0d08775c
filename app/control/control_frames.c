/* What a console's words do at the desk; see control_impl.h. */
#include "app/control/control_impl.h"

#include "app/control/command_wire.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	DENIED_MOST = 32,     /* of one connection, in the audit */
	SILENT_MS = 30000,    /* a console pings once a second */
	LAST_WORDS_MS = 2000, /* for a refusal to be read */
	FRAMES_AT_ONCE = 32,
	OVER_MOST = 32 /* commands above its role, each of which is an event of the journal */
};

/* If it has the pen the desk knows at once that nobody holds it any more. */
static void tell_gone(const rv_control_server *s, const rv_peer *p)
{
	rv_command c = { .kind = RV_CMD_GONE,
			 .nonce = p->conn,
			 .uid = p->uid,
			 .conn = p->conn,
			 .role = p->role };
	memcpy(c.who, p->who, sizeof(c.who));
	if (s->p.command && p->may_send && s->p.command(s->p.ctx, &c) != RV_OK)
		rv_log_put(s->p.log, RV_LOG_WARN, "console",
			   "console %llu: the desk is not told that it left",
			   (unsigned long long)p->conn);
}

/* In the journal's words. */
static void tell_left(const rv_control_server *s, const rv_peer *p, const char *why)
{
	char text[sizeof("refused: ") + RV_PEER_WHY];
	(void)snprintf(text, sizeof(text), "refused: %s", p->why);
	if (p->why[0])
		why = text;
	else if (!why[0])
		why = p->bye ? "closed" : "the line broke";
	control_left(s, p, why, rv_mono_ms());
}

void control_drop(rv_control_server *s, rv_peer *p, const char *why)
{
	if (p->welcome) {
		tell_gone(s, p);
		tell_left(s, p, why);
		rv_log_put(s->p.log, RV_LOG_INFO, "console", "console %llu of user %lld left%s%s",
			   (unsigned long long)p->conn, (long long)p->uid, why[0] ? ": " : "", why);
		(void)atomic_fetch_sub(&s->n.attached, 1);
	} else if (!p->closing) {
		control_refused(s, p, "it said no hello", rv_mono_ms());
	}
	rv_peer_close(p, s->ring);
	s->n_peers--;
}

/* Tells why, and closes once that is out. */
static void refuse(rv_control_server *s, rv_peer *p, const char *why, int64_t now)
{
	const size_t n = strlen(why);
	(void)rv_log_once(s->p.log, "console.refused", RV_LOG_WARN, "console",
			  "a connection of user %lld is refused: %s", (long long)p->uid, why);
	rv_log_file(s->p.log, RV_LOG_WARN, "console", "console %llu of user %lld refused: %s",
		    (unsigned long long)p->conn, (long long)p->uid, why);
	if (p->welcome)
		(void)snprintf(p->why, sizeof(p->why), "%s", why);
	else
		control_refused(s, p, why, now);
	p->closing = true;
	p->due_ms = now + LAST_WORDS_MS;
	if (p->past_sent == 0)
		rv_peer_past(p, NULL); /* nothing comes behind the refusal */
	if (rv_peer_say(p, RV_FRAME_REFUSED, (const uint8_t *)why, n) != RV_OK)
		control_drop(s, p, "it does not read");
}

static void malformed(rv_control_server *s, rv_peer *p, const char *why, int64_t now)
{
	control_count(&s->n.malformed);
	refuse(s, p, why, now);
}

static void say(rv_control_server *s, rv_peer *p, rv_wire_frame_type type, const uint8_t *data,
		size_t n)
{
	if (rv_peer_say(p, type, data, n) != RV_OK)
		control_drop(s, p, "it does not read");
}

static void fill_welcome(const rv_control_server *s, const rv_peer *p, const rv_hello *h,
			 int64_t now, rv_welcome *w)
{
	const rv_view *v = rv_pub_get(s->p.pub);
	*w = (rv_welcome){ .id = s->own,
			   .pid = (int64_t)getpid(),
			   .started_utc_ms = s->started_utc_ms,
			   .uid = p->uid,
			   .conn = p->conn,
			   .may = s->p.command && rv_control_may_command(p->role),
			   .role = p->role,
			   .hello_mono_ms = h->mono_ms,
			   .mono_ms = now };
	if (v) {
		w->env = v->env;
		(void)snprintf(w->venue, sizeof(w->venue), "%s", v->venue);
		(void)snprintf(w->account, sizeof(w->account), "%s", v->trade.account);
	}
	rv_pub_put(s->p.pub, v);
}

static rv_status need_ring(rv_control_server *s)
{
	return s->ring ? RV_OK : rv_image_ring_new(&s->ring);
}

static void take_hello(rv_control_server *s, rv_peer *p, const rv_wire_frame *f, int64_t now)
{
	rv_hello h;
	rv_welcome w;
	rv_err err = { 0 };
	uint8_t data[RV_CONTROL_MAX];
	char name[RV_WHO_SAID];
	size_t n = 0;
	rv_status st = rv_hello_read(f->data, f->n, &s->own, &h, &err);
	if (st == RV_EVENUE) {
		control_count(&s->n.refused);
		refuse(s, p, err.text, now);
		return;
	}
	if (st != RV_OK) {
		malformed(s, p, err.text, now);
		return;
	}
	if (p->role == RV_WHO_NONE) {
		control_count(&s->n.refused);
		refuse(s, p, "this desk lets only its own users in (control.roles)", now);
		return;
	}
	fill_welcome(s, p, &h, now, &w);
	st = rv_welcome_write(&w, data, sizeof(data), &n);
	if (st == RV_OK)
		st = need_ring(s);
	if (st != RV_OK) {
		refuse(s, p, rv_status_text(st), now);
		return;
	}
	p->welcome = true;
	p->may_send = !h.read_only;
	memcpy(p->from.told, h.told, sizeof(p->from.told));
	s->fresh = true;
	control_came(s, p, now);
	control_count(&s->n.attached);
	control_count(&s->n.welcomed);
	rv_log_put(s->p.log, RV_LOG_INFO, "console", "console %llu of %s is attached as %s%s",
		   (unsigned long long)p->conn, rv_who_say(p->uid, p->who, name),
		   rv_who_role_word(p->role), w.may && p->may_send ? "" : ", looking on");
	say(s, p, RV_FRAME_WELCOME, data, n);
}

static void take_ping(rv_control_server *s, rv_peer *p, const rv_wire_frame *f, int64_t now)
{
	uint8_t data[2 * sizeof(uint64_t)];
	rv_bytes_in in = { .at = f->data, .n = f->n };
	rv_bytes_out out = { .at = data, .cap = sizeof(data) };
	rv_put_i64(&out, rv_take_i64(&in));
	rv_put_i64(&out, now);
	if (!rv_taken_whole(&in)) {
		malformed(s, p, "a ping that cannot be read", now);
		return;
	}
	say(s, p, RV_FRAME_PONG, data, out.n);
}

static void take_ack(rv_control_server *s, rv_peer *p, const rv_wire_frame *f, int64_t now)
{
	rv_bytes_in in = { .at = f->data, .n = f->n };
	const uint64_t no = rv_take_u64(&in);
	if (!rv_taken_whole(&in) || !rv_peer_has(p, s->ring, no))
		malformed(s, p, "it says that it has a snapshot that it was not told", now);
}

/* A command that goes no further: under its nonce, as every answer. */
static void deny(rv_control_server *s, rv_peer *p, uint64_t nonce, const char *why)
{
	uint8_t data[sizeof(uint64_t) + 1 + UINT8_MAX];
	rv_bytes_out out = { .at = data, .cap = sizeof(data) };
	control_count(&s->n.denied);
	rv_log_once(s->p.log, "console.denied", RV_LOG_WARN, "console",
		    "a command of user %lld is denied: %s", (long long)p->uid, why);
	rv_log_file(s->p.log, RV_LOG_WARN, "console", "console %llu of user %lld denied: %s",
		    (unsigned long long)p->conn, (long long)p->uid, why);
	rv_put_u64(&out, nonce);
	rv_put_text(&out, why);
	say(s, p, RV_FRAME_ANSWER, data, out.n);
}

/* NULL: it goes on to the desk, which looks at the role. */
static const char *why_denied(const rv_control_server *s, const rv_peer *p, const rv_command *c,
			      int64_t sent_ms, int64_t now)
{
	if (!s->p.command)
		return "this desk has no order side";
	if (!p->may_send)
		return "a console that looks on sends nothing";
	if (!rv_control_calms(c->kind) && (sent_ms > now || now - sent_ms > RV_CONTROL_LATE_MS))
		return "it was too long on its way: look again";
	return NULL;
}

/*
 * For the audit; of one console so many, that nobody fills the journal by being refused. The log
 * has them all.
 */
static void write_down(const rv_control_server *s, rv_peer *p, rv_command *c, const char *why)
{
	rv_log_file(s->p.log, RV_LOG_WARN, "console", "console %llu of user %lld: %s denied: %s",
		    (unsigned long long)p->conn, (long long)p->uid, rv_cmd_word(c->kind), why);
	if (!s->p.command || p->n_denied++ >= DENIED_MOST)
		return;
	(void)snprintf(c->denied, sizeof(c->denied), "%s", why);
	if (s->p.command(s->p.ctx, c) != RV_OK)
		rv_log_put(s->p.log, RV_LOG_WARN, "console", "%s: the audit does not have it",
			   rv_cmd_word(c->kind));
}

static void take_command(rv_control_server *s, rv_peer *p, const rv_wire_frame *f, int64_t now)
{
	rv_command c;
	rv_err err = { 0 };
	rv_bytes_in in = { .at = f->data, .n = f->n };
	const int64_t sent_ms = rv_take_i64(&in);
	if (in.bad || rv_command_read(in.at, in.n, &c, &err) != RV_OK) {
		malformed(s, p, in.bad ? "a command that is cut short" : err.text, now);
		return;
	}
	c.uid = p->uid; /* whatever it says of itself */
	c.conn = p->conn;
	c.from = p->from;
	c.role = p->role;
	memcpy(c.who, p->who, sizeof(c.who));
	control_count(&s->n.commands);
	if (c.role < rv_cmd_role(c.kind) && ++p->over > OVER_MOST) {
		malformed(s, p, "it goes on sending what its user may not", now);
		return;
	}
	/* not the round's time: a command that came while another console's was being done was not
	   sent after it */
	const char *why = why_denied(s, p, &c, sent_ms, rv_mono_ms());
	if (why) {
		write_down(s, p, &c, why);
		deny(s, p, c.nonce, why);
		return;
	}
	const rv_status st = s->p.command(s->p.ctx, &c);
	explicit_bzero(c.pin_text, sizeof(c.pin_text)); /* and the frame is, when it is done with */
	if (st == RV_EFULL)
		deny(s, p, c.nonce, "too many commands wait: not taken");
	else if (st != RV_OK)
		deny(s, p, c.nonce, rv_status_text(st));
}

/* One at a time: whoever has asked waits for the answer. */
static void take_past(rv_control_server *s, rv_peer *p, const rv_wire_frame *f, int64_t now)
{
	const char *why = NULL;
	if (p->past_asked || p->past) {
		malformed(s, p, "it asks for two moments at once", now);
		return;
	}
	const rv_status st = rv_control_past_ask(&s->past, p->conn, f->data, f->n, &why);
	if (st == RV_EPARSE)
		malformed(s, p, "a question about the past that cannot be read", now);
	else if (st == RV_OK)
		p->past_asked = true;
	else
		rv_peer_past(p, rv_past_refusal(why));
}

void control_past(rv_control_server *s)
{
	uint64_t conn = 0;
	rv_packing *answer = NULL;
	while (rv_control_past_take(&s->past, &conn, &answer)) {
		rv_peer *to = NULL;
		for (size_t i = 0; i < RV_CONTROL_PEERS; i++) {
			if (s->peers[i].fd >= 0 && s->peers[i].conn == conn)
				to = &s->peers[i];
		}
		if (to && !to->closing)
			rv_peer_past(to, answer ? answer : rv_past_refusal("out of memory"));
		else
			rv_packing_put(answer);
	}
}

static void take_frame(rv_control_server *s, rv_peer *p, const rv_wire_frame *f, int64_t now)
{
	if (!p->welcome && f->type != RV_FRAME_HELLO) {
		malformed(s, p, "what came first is no hello", now);
		return;
	}
	switch (f->type) {
	case RV_FRAME_HELLO:
		if (p->welcome)
			malformed(s, p, "a second hello", now);
		else
			take_hello(s, p, f, now);
		break;
	case RV_FRAME_PING:
		take_ping(s, p, f, now);
		break;
	case RV_FRAME_ACK:
		take_ack(s, p, f, now);
		break;
	case RV_FRAME_PAST:
		take_past(s, p, f, now);
		break;
	case RV_FRAME_BYE: /* what it holds tells nothing */
		p->bye = true;
		break;
	default:
		take_command(s, p, f, now);
		break;
	}
}

/* What has come, a fair share of it; the rest keeps the socket readable. */
void control_read(rv_control_server *s, rv_peer *p, int64_t now)
{
	rv_wire_frame f;
	rv_err err = { 0 };
	for (int frames = 0; frames < FRAMES_AT_ONCE && p->fd >= 0 && !p->closing;) {
		const rv_status st = rv_peer_receive(p, now, &err);
		if (st == RV_EAGAIN)
			return;
		if (st == RV_ECLOSED) {
			control_drop(s, p, "");
			return;
		}
		if (st != RV_OK) {
			malformed(s, p, err.text, now);
			return;
		}
		p->due_ms = p->welcome ? now + SILENT_MS : p->due_ms;
		if (!rv_wire_frame_whole(&p->in, &f))
			continue;
		frames++;
		take_frame(s, p, &f, now);
		if (p->fd >= 0)
			rv_wire_frame_next(&p->in);
	}
}
