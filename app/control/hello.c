/* The first words on the control socket; see hello.h. */
#include "app/control/hello.h"

#include "app/control/bytes.h"
#include "app/version.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const uint8_t magic[4] = { 'R', 'V', 'D', 'K' };

rv_status rv_side_id_own(rv_side_id *out, rv_err *err)
{
	uint8_t buf[1 << 14];
	rv_sha256_ctx ctx;
	ssize_t n;
	const int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return rv_err_set(err, RV_EIO, "/proc/self/exe: %s", strerror(errno));
	rv_sha256_init(&ctx);
	while ((n = read(fd, buf, sizeof(buf))) > 0)
		rv_sha256_update(&ctx, buf, (size_t)n);
	const int e = errno;
	(void)close(fd); /* only read */
	if (n < 0)
		return rv_err_set(err, RV_EIO, "/proc/self/exe: %s", strerror(e));
	memset(out, 0, sizeof(*out));
	out->protocol = RV_CONTROL_PROTOCOL;
	rv_sha256_final(&ctx, out->binary);
	(void)snprintf(out->version, sizeof(out->version), "%s", RV_VERSION);
	return RV_OK;
}

static void put_id(rv_bytes_out *o, const rv_side_id *id)
{
	rv_put_raw(o, magic, sizeof(magic));
	rv_put_u16(o, id->protocol);
	rv_put_raw(o, id->binary, sizeof(id->binary));
	rv_put_text(o, id->version);
}

static rv_status written(const rv_bytes_out *o, size_t *n)
{
	if (o->bad)
		return RV_EFULL;
	*n = o->n;
	return RV_OK;
}

rv_status rv_hello_write(const rv_hello *h, uint8_t *out, size_t cap, size_t *n)
{
	rv_bytes_out o = { .at = out, .cap = cap };
	put_id(&o, &h->id);
	rv_put_u8(&o, h->read_only);
	rv_put_i64(&o, h->mono_ms);
	rv_put_text(&o, h->told);
	return written(&o, n);
}

rv_status rv_welcome_write(const rv_welcome *w, uint8_t *out, size_t cap, size_t *n)
{
	rv_bytes_out o = { .at = out, .cap = cap };
	put_id(&o, &w->id);
	rv_put_i64(&o, w->pid);
	rv_put_i64(&o, w->started_utc_ms);
	rv_put_i64(&o, w->uid);
	rv_put_u64(&o, w->conn);
	rv_put_u8(&o, w->may);
	rv_put_u8(&o, (uint8_t)w->role);
	rv_put_u8(&o, (uint8_t)w->env);
	rv_put_text(&o, w->venue);
	rv_put_text(&o, w->account);
	rv_put_i64(&o, w->hello_mono_ms);
	rv_put_i64(&o, w->mono_ms);
	return written(&o, n);
}

/* "0.6.0, protocol 1, binary 0123456789ab" */
enum { SIDE_TEXT = 96 };
static const char *side_text(const rv_side_id *id, char out[SIDE_TEXT])
{
	(void)snprintf(out, SIDE_TEXT, "%s, protocol %u, binary %02x%02x%02x%02x%02x%02x",
		       id->version, id->protocol, id->binary[0], id->binary[1], id->binary[2],
		       id->binary[3], id->binary[4], id->binary[5]);
	return out;
}

static bool is_printable(const char *text)
{
	for (; *text; text++) {
		if (*text < ' ' || *text > '~')
			return false;
	}
	return true;
}

static rv_status take_id(rv_bytes_in *in, const char *who, const rv_side_id *own, rv_side_id *out,
			 rv_err *err)
{
	uint8_t word[sizeof(magic)];
	char mine[SIDE_TEXT], theirs[SIDE_TEXT];
	memset(out, 0, sizeof(*out));
	rv_take_raw(in, word, sizeof(word));
	out->protocol = rv_take_u16(in);
	rv_take_raw(in, out->binary, sizeof(out->binary));
	rv_take_text(in, out->version, sizeof(out->version));
	if (in->bad || memcmp(word, magic, sizeof(magic)) != 0 || !is_printable(out->version))
		return rv_err_set(err, RV_EPARSE, "what came first is no hello");
	if (out->protocol == own->protocol &&
	    memcmp(out->binary, own->binary, sizeof(own->binary)) == 0)
		return RV_OK;
	return rv_err_set(err, RV_EVENUE,
			  "the %s is another rvdesk (%s) than this one (%s): attach with the "
			  "desk's own binary",
			  who, side_text(out, theirs), side_text(own, mine));
}

rv_status rv_hello_read(const uint8_t *data, size_t n, const rv_side_id *own, rv_hello *out,
			rv_err *err)
{
	rv_bytes_in in = { .at = data, .n = n };
	const rv_status st = take_id(&in, "console", own, &out->id, err);
	if (st != RV_OK)
		return st;
	const uint8_t read_only = rv_take_u8(&in);
	out->read_only = read_only == 1;
	out->mono_ms = rv_take_i64(&in);
	rv_take_text(&in, out->told, sizeof(out->told));
	if (!rv_taken_whole(&in) || read_only > 1 || !is_printable(out->told))
		return rv_err_set(err, RV_EPARSE, "a hello that cannot be read");
	return RV_OK;
}

rv_status rv_welcome_read(const uint8_t *data, size_t n, const rv_side_id *own, rv_welcome *out,
			  rv_err *err)
{
	rv_bytes_in in = { .at = data, .n = n };
	const rv_status st = take_id(&in, "desk", own, &out->id, err);
	if (st != RV_OK)
		return st;
	out->pid = rv_take_i64(&in);
	out->started_utc_ms = rv_take_i64(&in);
	out->uid = rv_take_i64(&in);
	out->conn = rv_take_u64(&in);
	const uint8_t may = rv_take_u8(&in), role = rv_take_u8(&in), env = rv_take_u8(&in);
	out->may = may == 1;
	out->role = (rv_who_role)(role < RV_WHO_ROLE_N ? role : RV_WHO_NONE);
	out->env = (rv_env)(env <= RV_ENV_LIVE ? env : RV_ENV_UNKNOWN);
	rv_take_text(&in, out->venue, sizeof(out->venue));
	rv_take_text(&in, out->account, sizeof(out->account));
	out->hello_mono_ms = rv_take_i64(&in);
	out->mono_ms = rv_take_i64(&in);
	if (!rv_taken_whole(&in) || may > 1 || role >= RV_WHO_ROLE_N || env > RV_ENV_LIVE ||
	    !is_printable(out->venue) || !is_printable(out->account))
		return rv_err_set(err, RV_EPARSE, "a welcome that cannot be read");
	return RV_OK;
}
