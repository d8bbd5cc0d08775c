/*
 * The last moment: an order has passed the gate and its connection stands, when something changes.
 * A loopback connection stands at once, so the moment is called by hand on a gateway without
 * threads; that its answer is obeyed is test_http_once.c.
 */
#include "feeds/gateway/gateway_priv.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <stdlib.h>
#include <string.h>

enum { TAG = 5, LEN_BODY = 700 };

static const int64_t utc = INT64_C(1795190399000);

struct late {
	rv_gateway *g;
	rv_gw_send job;
};

static void open_late(struct late *l)
{
	const rv_lastgate_params p = { .messages_per_min = 60, .expiry_margin_ms = 250 };
	memset(l, 0, sizeof(*l));
	l->g = calloc(1, sizeof(*l->g));
	assert_non_null(l->g);
	assert_int_equal(rv_clock_new_manual(utc, &l->g->clock), RV_OK);
	rv_clock_set(l->g->clock, utc + 77);
	assert_int_equal(rv_lastgate_new(&p, &l->g->gate), RV_OK);
	l->g->p.sim = true;
	atomic_init(&l->g->env, RV_VENUE_ENV_SIM);
	atomic_init(&l->g->halted, false);
	atomic_init(&l->g->shut, false);
	atomic_init(&l->g->stop, false);
	l->job.f.kind = RV_ACTION_ORDER;
	l->job.f.n = 1;
	l->job.f.expires_after_ms = utc + 10000;
	l->g->flights[TAG] = (rv_gw_flight){ .use = RV_GW_SEND, .send = &l->job };
}

static void close_late(struct late *l)
{
	rv_lastgate_free(l->g->gate);
	rv_clock_free(l->g->clock);
	free(l->g);
}

static void change_nothing(struct late *l)
{
	(void)l;
}
static void change_halt(struct late *l)
{
	atomic_store(&l->g->halted, true);
}
static void change_halt_reducing(struct late *l)
{
	atomic_store(&l->g->halted, true);
	l->job.f.v[0].reduce_only = true;
}
static void change_shut(struct late *l)
{
	atomic_store(&l->g->shut, true);
	l->job.f.v[0].reduce_only = true;
}
static void change_cancel_shut(struct late *l)
{
	atomic_store(&l->g->shut, true);
	l->job.f.kind = RV_ACTION_CANCEL;
}
static void change_time_enough(struct late *l)
{
	rv_clock_set(l->g->clock, utc + 10000 - 251);
}
static void change_time_over(struct late *l)
{
	rv_clock_set(l->g->clock, utc + 10000 - 250);
}
static void change_venue(struct late *l)
{
	atomic_store(&l->g->env, RV_VENUE_ENV_MISMATCH);
}
static void change_venue_of_cancel(struct late *l)
{
	change_venue(l);
	l->job.f.kind = RV_ACTION_CANCEL;
}
static void change_stop(struct late *l)
{
	atomic_store(&l->g->stop, true);
}

static void what_changes_before_the_first_byte_keeps_it_here(void **state)
{
	(void)state;
	static const struct {
		const char *id;
		void (*change)(struct late *l);
		const char *why; /* NULL: it leaves */
	} cases[] = {
		{ "nothing", change_nothing, NULL },
		{ "halted", change_halt, "halted" },
		{ "halted, reduces", change_halt_reducing, NULL },
		{ "shut", change_shut, "shut" },
		{ "shut, a cancel", change_cancel_shut, NULL },
		{ "a ms left", change_time_enough, NULL },
		{ "no ms left", change_time_over, "expires" },
		{ "another venue", change_venue, "not the simulated venue" },
		{ "another venue, a cancel", change_venue_of_cancel, "not the simulated venue" },
		{ "the gateway stops", change_stop, "stops" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		struct late l;
		open_late(&l);
		cases[i].change(&l);
		const size_t n = rv_gw_give(l.g, TAG, 0, LEN_BODY);
		if (n != (cases[i].why ? 0 : LEN_BODY))
			fail_msg("%s: %zu bytes may leave", cases[i].id, n);
		if (cases[i].why && !strstr(l.job.why, cases[i].why))
			fail_msg("%s: %s", cases[i].id, l.job.why);
		assert_int_equal(l.job.sent_at, cases[i].why ? 0 : rv_clock_elapsed_ms(l.g->clock));
		/* Once its first byte has left, the rest follows whatever happens. */
		assert_int_equal(rv_gw_give(l.g, TAG, 1, LEN_BODY - 1), LEN_BODY - 1);
		close_late(&l);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_changes_before_the_first_byte_keeps_it_here),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
