/* A day of a whole desk; see day_desk.h. */
#include "tests/support/day_desk.h"

#include <string.h>

#include "tests/support/cm.h"

static order_desk *make(int64_t minutes, bool history)
{
	const od_params p = { .speed = OD_FAST_SPEED,
			      .manual = true,
			      .history = history,
			      .start_ms = DAY_BEFORE_MS + minutes * RV_MINUTE_MS,
			      .orders =
				      OD_FAST_WITH(", \"order_most_usd\": 60000,"
						   "\"symbol_most_usd\": 90000, \"net_most_x\": 2",
						   "", "") };
	return od_new(&p);
}

order_desk *day_new(int64_t minutes)
{
	return make(minutes, false);
}

order_desk *day_new_history(void)
{
	return make(0, true);
}

const rv_tv_program *day_program_of(order_desk *d, const char *phase)
{
	for (size_t i = 0; i < T->n_programs; i++) {
		if (T->programs[i].run_date_ms == DAY_DATE_MS &&
		    strcmp(T->programs[i].phase, phase) == 0)
			return &T->programs[i];
	}
	return NULL;
}

bool day_is_in(order_desk *d, const char *phase, rv_program_state s)
{
	const rv_tv_program *p = day_program_of(d, phase);
	return p && p->state == s;
}

bool day_has_done(order_desk *d, rv_phase p)
{
	return d->v->day.present && d->v->day.date_ms == DAY_DATE_MS &&
	       (d->v->day.done >> p & 1) != 0;
}

/* Mandates of the program that run. */
size_t day_running(order_desk *d)
{
	size_t n = 0;
	for (size_t i = 0; i < T->n_mandates; i++)
		n += T->mandates[i].program != 0 && T->mandates[i].state == RV_MANDATE_RUNNING;
	return n;
}

int64_t day_filled(order_desk *d)
{
	int64_t n = 0;
	const rv_tv_program *p = day_program_of(d, "projected");
	for (size_t i = 0; p && i < p->n; i++)
		n += p->legs[i].lots_filled;
	return n;
}

void day_arm(order_desk *d)
{
	const rv_command c = od_cmd(RV_CMD_ARM, "");
	od_yes(d, &c);
}

void day_begin(order_desk *d)
{
	od_ready(d);
	day_arm(d);
	od_resume(d);
}

/* A grant is bound to what was on screen: a program that is quoted anew meanwhile is read again. */
void day_grant(order_desk *d, const char *phase)
{
	day_arm(d);
	for (int i = 0; i < 20; i++) {
		OD_UNTIL(d, day_is_in(d, phase, RV_PROGRAM_READY));
		rv_command c = od_cmd(RV_CMD_APPROVE_PROGRAM, "");
		c.ids[0] = day_program_of(d, phase)->id;
		c.digests[0] = day_program_of(d, phase)->digest;
		c.n_ids = 1;
		if (od_do(d, &c)->ok)
			return;
	}
	fail_msg("not granted: %s", d->reply.text);
}
