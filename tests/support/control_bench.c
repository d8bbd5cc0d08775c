/* See control_bench.h. */
#include "tests/support/control_bench.h"

#include "app/control/command_wire.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/patience.h"
#include "tests/support/tmpdir.h"
#include "tests/support/view_fixture.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static rv_status take(void *ctx, const rv_command *c)
{
	control_bench *b = ctx;
	(void)pthread_mutex_lock(&b->mu);
	if (c->kind == RV_CMD_VISIT) {
		if (b->n_visits < CB_COMMANDS)
			b->visits[b->n_visits] = *c;
		b->n_visits++;
	} else if (c->denied[0]) {
		b->n_denied++;
		b->denied = *c;
	} else if (b->say == RV_OK && b->n < CB_COMMANDS)
		b->got[b->n++] = *c;
	const rv_status st = b->say;
	(void)pthread_mutex_unlock(&b->mu);
	return st;
}

control_bench *cb_new(int64_t every_ms)
{
	control_bench *b = calloc(1, sizeof(*b));
	assert_non_null(b);
	(void)snprintf(b->path, sizeof(b->path), "%s", rv_tmp_path("control.sock"));
	(void)rv_tmp_path("control.sock.lock");
	b->now = rv_fixture_view();
	assert_non_null(b->now);
	assert_int_equal(pthread_mutex_init(&b->mu, NULL), 0);
	assert_int_equal(rv_clock_new_real(&b->clock), RV_OK);
	assert_int_equal(rv_log_new(b->clock, NULL, &b->log, NULL), RV_OK);
	assert_int_equal(rv_pub_new(CB_POOL, &b->pub), RV_OK);
	b->params = (rv_control_params){ .pub = b->pub,
					 .log = b->log,
					 .every_ms = every_ms,
					 .access = { .who = { .others = RV_WHO_VIEW },
						     .desk_uid = (int64_t)getuid() },
					 .command = take,
					 .ctx = b };
	cb_serve(b);
	return b;
}

void cb_serve(control_bench *b)
{
	rv_control_listener listener;
	rv_err err = { 0 };
	if (rv_control_listen(b->path, "", &listener, &err) != RV_OK)
		fail_msg("%s", err.text);
	b->params.listener = &listener;
	assert_int_equal(rv_control_server_start(&b->params, &b->server, &err), RV_OK);
}

void cb_stop(control_bench *b)
{
	rv_control_server_stop(b->server);
	b->server = NULL;
}

void cb_free(control_bench *b)
{
	cb_stop(b);
	rv_pub_free(b->pub);
	rv_log_free(b->log);
	rv_clock_free(b->clock);
	(void)pthread_mutex_destroy(&b->mu);
	free(b->now);
	free(b);
}

void cb_publish(control_bench *b, int64_t mark)
{
	rv_view *v = rv_pub_begin(b->pub);
	assert_non_null(v);
	b->now->utc_ms = mark;
	b->now->mono_ms = rv_mono_ms();
	b->now->seq = ++b->published;
	memcpy(v, b->now, sizeof(*v));
	rv_pub_commit(b->pub, v);
}

size_t cb_commands(control_bench *b)
{
	(void)pthread_mutex_lock(&b->mu);
	const size_t n = b->n;
	(void)pthread_mutex_unlock(&b->mu);
	return n;
}

size_t cb_visits(control_bench *b, rv_command out[CB_COMMANDS])
{
	(void)pthread_mutex_lock(&b->mu);
	const size_t n = b->n_visits;
	memcpy(out, b->visits, sizeof(b->visits));
	(void)pthread_mutex_unlock(&b->mu);
	return n;
}

size_t cb_denied(control_bench *b, rv_command *last)
{
	(void)pthread_mutex_lock(&b->mu);
	const size_t n = b->n_denied;
	*last = b->denied;
	(void)pthread_mutex_unlock(&b->mu);
	return n;
}

/* ---- a console as bytes ---- */

void raw_open(raw_console *r, const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	*r = (raw_console){ .fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) };
	assert_true(r->fd >= 0);
	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	if (connect(r->fd, (const struct sockaddr *)&a, sizeof(a)) != 0)
		fail_msg("%s: %s", path, strerror(errno));
	rv_wire_reader_init(&r->in, true);
}

void raw_close(raw_console *r)
{
	rv_wire_reader_free(&r->in);
	(void)close(r->fd);
	r->fd = -1;
}

/* The other end may have had enough before all of it was sent. */
void raw_bytes(raw_console *r, const void *data, size_t n)
{
	const uint8_t *at = data;
	while (n > 0) {
		const ssize_t k = send(r->fd, at, n, MSG_NOSIGNAL);
		if (k < 0 && errno != EINTR)
			return;
		at += k > 0 ? k : 0;
		n -= k > 0 ? (size_t)k : 0;
	}
}

void raw_frame(raw_console *r, rv_wire_frame_type type, const void *data, size_t n)
{
	uint8_t head[RV_FRAME_HEAD];
	rv_wire_frame_head(head, type, n);
	raw_bytes(r, head, sizeof(head));
	raw_bytes(r, data, n);
}

static bool wait_readable(const raw_console *r)
{
	struct pollfd fd = { .fd = r->fd, .events = POLLIN };
	return poll(&fd, 1, 10000 * RV_PATIENCE) == 1;
}

bool raw_next(raw_console *r, rv_wire_frame *out)
{
	if (rv_wire_frame_whole(&r->in, out))
		rv_wire_frame_next(&r->in);
	while (!rv_wire_frame_whole(&r->in, out)) {
		uint8_t *at = NULL;
		size_t room = 0;
		rv_err err = { 0 };
		if (rv_wire_frame_room(&r->in, &at, &room, &err) != RV_OK)
			fail_msg("%s", err.text);
		if (!wait_readable(r))
			fail_msg("nothing comes");
		const ssize_t n = recv(r->fd, at, room, 0);
		if (n <= 0)
			return false;
		rv_wire_frame_came(&r->in, (size_t)n, rv_mono_ms());
	}
	return true;
}

rv_hello raw_hello(void)
{
	rv_hello h;
	rv_err err = { 0 };
	memset(&h, 0, sizeof(h));
	assert_int_equal(rv_side_id_own(&h.id, &err), RV_OK);
	h.mono_ms = rv_mono_ms();
	(void)snprintf(h.told, sizeof(h.told), "10.1.2.3 4 10.1.2.4 22");
	return h;
}

void raw_attach(raw_console *r, const char *path, bool read_only)
{
	raw_open(r, path);
	raw_greet(r, read_only);
}

rv_hello raw_hello_of(const char *program)
{
	rv_hello h = raw_hello();
	rv_sha256_ctx ctx;
	size_t n = 0;
	char *all = rv_file_slurp(program, &n);
	rv_sha256_init(&ctx);
	rv_sha256_update(&ctx, all, n);
	rv_sha256_final(&ctx, h.id.binary);
	free(all);
	return h;
}

void raw_say_hello(raw_console *r, const rv_hello *h)
{
	uint8_t data[RV_CONTROL_MAX];
	size_t n = 0;
	rv_wire_frame f;
	rv_err err = { 0 };
	assert_int_equal(rv_hello_write(h, data, sizeof(data), &n), RV_OK);
	raw_frame(r, RV_FRAME_HELLO, data, n);
	assert_true(raw_next(r, &f));
	if (f.type != RV_FRAME_WELCOME)
		fail_msg("no welcome: %.*s", (int)f.n, (const char *)f.data);
	assert_int_equal(rv_welcome_read(f.data, f.n, &h->id, &r->welcome, &err), RV_OK);
}

void raw_greet(raw_console *r, bool read_only)
{
	rv_hello h = raw_hello();
	h.read_only = read_only;
	raw_say_hello(r, &h);
}

void raw_ack(raw_console *r, uint64_t no)
{
	uint8_t data[sizeof(no)];
	rv_bytes_out o = { .at = data, .cap = sizeof(data) };
	rv_put_u64(&o, no);
	raw_frame(r, RV_FRAME_ACK, data, sizeof(data));
}

uint64_t raw_snapshot(raw_console *r, int64_t *size)
{
	rv_wire_frame f;
	do
		assert_true(raw_next(r, &f));
	while (f.type != RV_FRAME_SNAPSHOT);
	rv_bytes_in in = { .at = f.data, .n = f.n };
	const uint64_t no = rv_take_u64(&in);
	if (size)
		*size = (int64_t)f.n;
	raw_ack(r, no);
	return no;
}

void raw_command(raw_console *r, const rv_command *c, int64_t age_ms)
{
	uint8_t data[sizeof(int64_t) + RV_COMMAND_WIRE_MAX];
	size_t n = 0;
	rv_bytes_out o = { .at = data, .cap = sizeof(int64_t) };
	rv_put_i64(&o, rv_mono_ms() - age_ms);
	assert_int_equal(rv_command_write(c, data + o.n, sizeof(data) - o.n, &n), RV_OK);
	raw_frame(r, RV_FRAME_COMMAND, data, o.n + n);
}

const char *raw_refusal(raw_console *r)
{
	static char text[512];
	rv_wire_frame f;
	do
		assert_true(raw_next(r, &f));
	while (f.type != RV_FRAME_REFUSED);
	(void)snprintf(text, sizeof(text), "%.*s", (int)f.n, (const char *)f.data);
	assert_false(raw_next(r, &f));
	return text;
}
