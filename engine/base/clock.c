/* Clocks; see clock.h. A slaved clock's line is guarded by a mutex held for a few loads only. */
#include "engine/base/clock.h"

#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum clock_kind { CLOCK_REAL, CLOCK_MANUAL, CLOCK_SLAVED };

struct rv_clock {
	enum clock_kind kind;
	pthread_mutex_t mu; /* guards everything below */
	int64_t utc0, mono0, elapsed0;
	double rate;
};

static int64_t now_ms(clockid_t id)
{
	struct timespec ts;
	if (clock_gettime(id, &ts) != 0)
		return 0; /* cannot fail for these two clocks on Linux */
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t rv_mono_ms(void)
{
	return now_ms(CLOCK_MONOTONIC);
}

double rv_mono_us(void)
{
	struct timespec ts;
	if (clock_gettime(CLOCK_MONOTONIC, &ts) != 0)
		return 0.0; /* as above */
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

int64_t rv_machine_utc_ms(void)
{
	return now_ms(CLOCK_REALTIME);
}

static rv_status clock_new(enum clock_kind kind, int64_t utc0, int64_t mono0, rv_clock **out)
{
	rv_clock *c = calloc(1, sizeof(*c));
	if (!c)
		return RV_ENOMEM;
	if (pthread_mutex_init(&c->mu, NULL) != 0) {
		free(c);
		return RV_ENOMEM;
	}
	c->kind = kind;
	c->utc0 = utc0;
	c->mono0 = mono0;
	c->elapsed0 = mono0;
	c->rate = 1.0;
	*out = c;
	return RV_OK;
}

rv_status rv_clock_new_real(rv_clock **out)
{
	return clock_new(CLOCK_REAL, 0, 0, out);
}

rv_status rv_clock_new_manual(int64_t utc_ms, rv_clock **out)
{
	return clock_new(CLOCK_MANUAL, utc_ms, 0, out);
}

rv_status rv_clock_new_slaved(rv_clock **out)
{
	return clock_new(CLOCK_SLAVED, now_ms(CLOCK_REALTIME), rv_mono_ms(), out);
}

void rv_clock_free(rv_clock *c)
{
	if (!c)
		return;
	(void)pthread_mutex_destroy(&c->mu); /* nothing to do about a failure here */
	free(c);
}

static int64_t line_at(const rv_clock *c, int64_t base)
{
	return base + (int64_t)llround(c->rate * (double)(rv_mono_ms() - c->mono0));
}

static int64_t read_locked(const rv_clock *cc, int utc)
{
	rv_clock *c = (rv_clock *)(uintptr_t)cc; /* the mutex is the only thing touched */
	(void)pthread_mutex_lock(&c->mu);
	int64_t v = utc ? c->utc0 : c->elapsed0;
	if (c->kind == CLOCK_SLAVED)
		v = line_at(c, v);
	(void)pthread_mutex_unlock(&c->mu);
	return v;
}

int64_t rv_clock_utc_ms(const rv_clock *c)
{
	return c->kind == CLOCK_REAL ? now_ms(CLOCK_REALTIME) : read_locked(c, 1);
}

int64_t rv_clock_elapsed_ms(const rv_clock *c)
{
	return c->kind == CLOCK_REAL ? rv_mono_ms() : read_locked(c, 0);
}

void rv_clock_set(rv_clock *c, int64_t utc_ms)
{
	assert(c->kind == CLOCK_MANUAL);
	(void)pthread_mutex_lock(&c->mu);
	if (utc_ms > c->utc0)
		c->elapsed0 += utc_ms - c->utc0;
	c->utc0 = utc_ms;
	(void)pthread_mutex_unlock(&c->mu);
}

rv_status rv_clock_sync(rv_clock *c, int64_t venue_utc_ms, int64_t mono_ms, double rate)
{
	if (!isfinite(rate) || rate <= 0.0)
		return RV_EINVAL;
	if (c->kind != CLOCK_SLAVED)
		return RV_OK;
	(void)pthread_mutex_lock(&c->mu);
	c->elapsed0 = line_at(c, c->elapsed0);
	c->mono0 = rv_mono_ms();
	c->rate = rate;
	c->utc0 = venue_utc_ms + (int64_t)llround(rate * (double)(c->mono0 - mono_ms));
	(void)pthread_mutex_unlock(&c->mu);
	return RV_OK;
}

double rv_clock_rate(const rv_clock *cc)
{
	rv_clock *c = (rv_clock *)(uintptr_t)cc;
	(void)pthread_mutex_lock(&c->mu);
	const double r = c->rate;
	(void)pthread_mutex_unlock(&c->mu);
	return r;
}
