/* A journal that somebody has changed; see oms_forge.h. */
#include "tests/support/oms_forge.h"

#include "tests/support/cm.h"

#include <stdio.h>
#include <string.h>

/* The event as it was kept, with the text replaced; false: it has none of it. */
static bool load(rv_event *e, const bench_event *x, const char *from, const char *to)
{
	const char *at = from ? strstr(x->text, from) : NULL;
	rv_event_begin(e, x->type, x->subject);
	e->utc_ms = x->utc_ms;
	e->elapsed_ms = x->elapsed_ms;
	e->uid = x->uid;
	if (at)
		(void)snprintf(e->text, sizeof(e->text), "%.*s%s%s", (int)(at - x->text), x->text,
			       to, at + strlen(from));
	else
		(void)snprintf(e->text, sizeof(e->text), "%s", x->text);
	e->len = strlen(e->text);
	return at != NULL;
}

void bench_forged(oms_bench *b, rv_event_type type, const char *from, const char *to,
		  const char *says)
{
	rv_oms *o = NULL;
	rv_err err = { 0 };
	rv_status st = RV_OK;
	bool done = false;
	assert_int_equal(rv_oms_new(&b->p, b->clock, NULL, &o), RV_OK);
	for (size_t i = 0; i < b->n_events && st == RV_OK; i++) {
		const bench_event *x = &b->events[i];
		const bool here = x->type == type && !done;
		if (here && !from) {
			done = true;
			continue;
		}
		done = load(&b->scratch, x, here ? from : NULL, to) || done;
		st = rv_oms_replay(o, &b->scratch, &err);
	}
	if (!done)
		fail_msg("nothing to forge: %s", from ? from : "the event");
	if (st != RV_EDATA || !strstr(err.text, says))
		fail_msg("%s -> %s: \"%s\" (%d) does not say \"%s\"", from ? from : "left out",
			 to ? to : "", err.text, (int)st, says);
	rv_oms_free(o);
}
