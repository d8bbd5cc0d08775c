/* The door before arming; see pin_gate.h. */
#include "app/pin_gate.h"

#include "app/pin.h"

#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WAIT_FIRST_MS = 1000, WAIT_MOST_MS = 60000 };

struct rv_pin_gate {
	char dir[PATH_MAX];
	atomic_bool asks;
	pthread_mutex_t mu; /* guards the rest */
	unsigned wrong;	    /* in a row */
	int64_t until_ms;   /* nothing is looked at before; CLOCK_MONOTONIC */
};

static rv_pin_verdict found(rv_status st)
{
	return st == RV_OK ? RV_PIN_RIGHT : st == RV_ENOENT ? RV_PIN_NONE : RV_PIN_UNREADABLE;
}

rv_status rv_pin_gate_new(const char *state_dir, rv_pin_gate **out)
{
	rv_pin_hash h;
	rv_err err = { 0 };
	rv_pin_gate *g = calloc(1, sizeof(*g));
	if (!g || strlen(state_dir) >= sizeof(g->dir) || pthread_mutex_init(&g->mu, NULL) != 0) {
		free(g);
		return RV_ENOMEM;
	}
	(void)snprintf(g->dir, sizeof(g->dir), "%s", state_dir);
	atomic_init(&g->asks, found(rv_pin_load(state_dir, &h, &err)) != RV_PIN_NONE);
	*out = g;
	return RV_OK;
}

void rv_pin_gate_free(rv_pin_gate *g)
{
	if (!g)
		return;
	(void)pthread_mutex_destroy(&g->mu);
	free(g);
}

bool rv_pin_gate_asks(const rv_pin_gate *g)
{
	return atomic_load(&g->asks);
}

static int64_t wait_of(unsigned wrong)
{
	int64_t ms = WAIT_FIRST_MS;
	for (unsigned i = 1; i < wrong && ms < WAIT_MOST_MS; i++)
		ms *= 2;
	return ms < WAIT_MOST_MS ? ms : WAIT_MOST_MS;
}

/* Held: mu. */
static rv_pin_verdict compare(rv_pin_gate *g, const rv_pin_hash *h, const char *pin, int64_t now_ms)
{
	if (now_ms < g->until_ms)
		return RV_PIN_WAIT;
	if (rv_pin_is(h, pin)) {
		g->wrong = 0;
		g->until_ms = 0;
		return RV_PIN_RIGHT;
	}
	g->wrong++;
	g->until_ms = now_ms + wait_of(g->wrong);
	return RV_PIN_WRONG;
}

static void judge(rv_pin_gate *g, rv_command *c, int64_t now_ms)
{
	rv_pin_hash h;
	rv_err err = { 0 };
	c->pin = found(rv_pin_load(g->dir, &h, &err));
	atomic_store(&g->asks, c->pin != RV_PIN_NONE);
	if (c->pin == RV_PIN_RIGHT && c->pin_text[0] == '\0')
		c->pin = RV_PIN_MISSING;
	if (c->pin != RV_PIN_RIGHT)
		return;
	(void)pthread_mutex_lock(&g->mu); /* one guess at a time, however many ask */
	c->pin = compare(g, &h, c->pin_text, now_ms);
	c->pin_wrong = g->wrong;
	c->pin_wait_ms = g->until_ms > now_ms ? g->until_ms - now_ms : 0;
	(void)pthread_mutex_unlock(&g->mu);
}

void rv_pin_gate_pass(rv_pin_gate *g, rv_command *c, int64_t now_ms)
{
	c->pin = RV_PIN_UNCHECKED;
	if (c->kind == RV_CMD_ARM && c->role >= rv_cmd_role(RV_CMD_ARM))
		judge(g, c, now_ms);
	explicit_bzero(c->pin_text, sizeof(c->pin_text));
}
