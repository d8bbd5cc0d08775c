/* A command on the control socket; see command_wire.h. */
#include "app/control/command_wire.h"

#include "app/control/bytes.h"

#include <string.h>

/* What is new in a command must be written and read here, or it would be lost on the way. */
_Static_assert(sizeof(rv_command) - sizeof(rv_visit) == 1328 && sizeof(rv_override) == 240,
	       "a command has changed: its fields here, RV_COMMAND_WIRE_VERSION, docs/control.md");

static void put_override(rv_bytes_out *o, const rv_override *v)
{
	rv_put_u64(o, v->id);
	rv_put_u8(o, (uint8_t)v->kind);
	rv_put_u8(o, (uint8_t)v->sub);
	rv_put_text(o, v->symbol);
	for (size_t i = 0; i < RV_IDIO_N; i++)
		rv_put_double(o, v->value[i]);
	rv_put_text(o, v->word);
	rv_put_text(o, v->reason);
	rv_put_i64(o, v->set_utc_ms);
	rv_put_i64(o, v->expires_utc_ms);
}

static void put_about(rv_bytes_out *o, const rv_command *c)
{
	rv_put_u8(o, (uint8_t)c->n_ids);
	for (size_t i = 0; i < RV_CMD_IDS; i++) {
		rv_put_u64(o, c->ids[i]);
		rv_put_raw(o, c->digests[i].b, sizeof(c->digests[i].b));
	}
	rv_put_raw(o, c->cloid.b, sizeof(c->cloid.b));
	rv_put_text(o, c->symbol);
	rv_put_u8(o, (uint8_t)c->sub);
	rv_put_u8(o, (uint8_t)c->licence);
	rv_put_u8(o, c->shadow);
	rv_put_text(o, c->evidence);
}

static void put_order(rv_bytes_out *o, const rv_command *c)
{
	rv_put_u8(o, c->side == RV_SELL ? 2 : c->side == RV_BUY ? 1 : 0);
	rv_put_u8(o, c->close);
	rv_put_u8(o, c->reduce_only);
	rv_put_u8(o, (uint8_t)c->style);
	rv_put_i64(o, c->duration_ms);
	rv_put_i64(o, c->notional_musd);
	rv_put_i64(o, c->lots);
	rv_put_i64(o, c->px);
	rv_put_u8(o, (uint8_t)c->level);
}

rv_status rv_command_write(const rv_command *c, uint8_t *out, size_t cap, size_t *n)
{
	rv_bytes_out o = { .at = out, .cap = cap };
	rv_put_u8(&o, RV_COMMAND_WIRE_VERSION);
	rv_put_u8(&o, (uint8_t)c->kind);
	rv_put_u64(&o, c->nonce);
	put_about(&o, c);
	put_order(&o, c);
	put_override(&o, &c->over);
	rv_put_text(&o, c->reason);
	rv_put_text(&o, c->kind == RV_CMD_ARM ? c->pin_text : "");
	rv_put_double(&o, c->rtt_ms);
	rv_put_double(&o, c->frame_age_ms);
	rv_put_text(&o, c->typed);
	if (o.bad)
		return RV_EFULL;
	*n = o.n;
	return RV_OK;
}

/* A reader that knows what it is reading, so that the first thing that is wrong has a name. */
typedef struct reader {
	rv_bytes_in in;
	const char *wrong; /* NULL nothing */
} reader;

static void wrong(reader *r, const char *field)
{
	if (!r->wrong)
		r->wrong = field;
}

/* A number below n. */
static unsigned take_below(reader *r, unsigned n, const char *field)
{
	const unsigned v = rv_take_u8(&r->in);
	if (v >= n || r->in.bad) {
		wrong(r, field);
		return 0;
	}
	return v;
}

/* What a person typed goes to screens and into the journal: no control bytes. */
static void take_text(reader *r, char *out, size_t cap, const char *field)
{
	rv_take_text(&r->in, out, cap);
	if (r->in.bad)
		wrong(r, field);
	for (const char *p = out; *p; p++) {
		if ((unsigned char)*p < ' ' || *p == 127)
			wrong(r, field);
	}
}

static void take_override(reader *r, rv_override *v)
{
	v->id = rv_take_u64(&r->in);
	v->kind = (rv_override_kind)take_below(r, RV_OVERRIDE_N, "the override's kind");
	v->sub = (rv_sub)take_below(r, RV_SUB_N + 1, "the override's sub-book");
	take_text(r, v->symbol, sizeof(v->symbol), "the override's symbol");
	for (size_t i = 0; i < RV_IDIO_N; i++)
		v->value[i] = rv_take_double(&r->in);
	take_text(r, v->word, sizeof(v->word), "the override's word");
	take_text(r, v->reason, sizeof(v->reason), "the override's reason");
	v->set_utc_ms = rv_take_i64(&r->in);
	v->expires_utc_ms = rv_take_i64(&r->in);
}

static void take_about(reader *r, rv_command *c)
{
	c->n_ids = take_below(r, RV_CMD_IDS + 1, "the number of ids");
	for (size_t i = 0; i < RV_CMD_IDS; i++) {
		c->ids[i] = rv_take_u64(&r->in);
		rv_take_raw(&r->in, c->digests[i].b, sizeof(c->digests[i].b));
	}
	rv_take_raw(&r->in, c->cloid.b, sizeof(c->cloid.b));
	take_text(r, c->symbol, sizeof(c->symbol), "the symbol");
	c->sub = (rv_sub)take_below(r, RV_SUB_N + 1, "the sub-book");
	c->licence = (rv_licence)take_below(r, RV_LICENCE_N, "the licence");
	c->shadow = take_below(r, 2, "whether it was SHADOW") == 1;
	take_text(r, c->evidence, sizeof(c->evidence), "the evidence");
}

static void take_order(reader *r, rv_command *c)
{
	static const int sides[] = { 0, RV_BUY, RV_SELL };
	c->side = (rv_side)sides[take_below(r, 3, "the side")];
	c->close = take_below(r, 2, "whether it closes") == 1;
	c->reduce_only = take_below(r, 2, "whether it only reduces") == 1;
	c->style = (rv_style)take_below(r, RV_STYLE_LIMIT + 1, "the style");
	c->duration_ms = rv_take_i64(&r->in);
	c->notional_musd = rv_take_i64(&r->in);
	c->lots = rv_take_i64(&r->in);
	c->px = rv_take_i64(&r->in);
	c->level = (rv_kill_level)take_below(r, RV_KILL_REDUCE + 1, "the level of the kill");
}

rv_status rv_command_read(const uint8_t *data, size_t n, rv_command *out, rv_err *err)
{
	reader r = { .in = { .at = data, .n = n } };
	rv_command c;
	memset(&c, 0, sizeof(c));
	if (rv_take_u8(&r.in) != RV_COMMAND_WIRE_VERSION)
		return rv_err_set(err, RV_EPARSE, "a command of another layout");
	c.kind = (rv_cmd_kind)take_below(&r, RV_CMD_N, "the kind");
	c.nonce = rv_take_u64(&r.in);
	take_about(&r, &c);
	take_order(&r, &c);
	take_override(&r, &c.over);
	take_text(&r, c.reason, sizeof(c.reason), "the reason");
	take_text(&r, c.pin_text, sizeof(c.pin_text), "the PIN");
	c.rtt_ms = rv_take_double(&r.in);
	c.frame_age_ms = rv_take_double(&r.in);
	take_text(&r, c.typed, sizeof(c.typed), "what was typed");
	if (c.kind == RV_CMD_VISIT) /* of the desk's own end alone */
		wrong(&r, "the kind");
	if (c.nonce == 0)
		wrong(&r, "the nonce");
	if (!rv_taken_whole(&r.in))
		wrong(&r, "its length");
	if (c.kind != RV_CMD_ARM && c.pin_text[0] != '\0')
		wrong(&r, "the PIN");
	if (!r.wrong)
		*out = c;
	explicit_bzero(c.pin_text, sizeof(c.pin_text));
	if (r.wrong)
		return rv_err_set(err, RV_EPARSE, "a command: %s is wrong", r.wrong);
	return RV_OK;
}
