/* What serve says of a program: every state, unknown sums, times that are past. */
#include "app/line_program.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cm.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_program.h"

static void says(const rv_tv_program *p, int64_t now, const char *want)
{
	char text[RV_LINE_PROGRAM_TEXT];

	assert_string_equal(rv_line_program_text(p, now, text), want);
}

static void test_states(void **state)
{
	(void)state;
	rv_view *v = rv_fixture_view();
	assert_non_null(v);
	rv_fixture_program_blocked(v);
	rv_tv_program *p = rv_fixture_program_of(v, 4);
	p->gross_usd = 8543.214;
	p->net_usd = -1003.5;
	memset(p->digest.b, 0xab, sizeof(p->digest.b));
	says(p, v->utc_ms + 1000,
	     "p4 projected BLOCKED version=3 legs=12 ready=10 excluded=1 gross=8543.21 "
	     "net=-1003.50 filled=0 left_s=71 digest=abababab: leg WIF: the mid has moved +14.2 bp "
	     "since the quote; 10.0 are allowed");
	p->state = RV_PROGRAM_READY;
	p->reason[0] = '\0';
	p->n_ready = 11;
	p->gross_usd = p->net_usd = NAN;
	says(p, v->utc_ms + 90000,
	     "p4 projected READY version=3 legs=12 ready=11 excluded=1 gross=-- net=-- filled=0 "
	     "left_s=0 digest=abababab");
	free(v);
}

/* One leg of two, by value: 300 of 300 and 0 of 100 at the same price. */
static void test_granted_and_past(void **state)
{
	(void)state;
	rv_tv_program p = { .id = 7,
			    .version = 1,
			    .state = RV_PROGRAM_GRANTED,
			    .phase = "correct",
			    .n = 2,
			    .n_ready = 2,
			    .gross_usd = 400,
			    .net_usd = 200,
			    .expires_utc_ms = 1000,
			    .mandate_end_utc_ms = 61500 };
	p.legs[0] = (rv_tv_leg){ .side = 1, .lots_most = 300, .lots_filled = 300, .mid_px = 5 };
	p.legs[1] = (rv_tv_leg){ .side = -1, .lots_most = 100, .mid_px = 5 };
	says(&p, 1500,
	     "p7 correct GRANTED version=1 legs=2 ready=2 excluded=0 gross=400.00 net=200.00 "
	     "filled=75 left_s=60 digest=00000000");
	p.stopped = true;
	(void)snprintf(p.reason, sizeof(p.reason), "killed, 2 of 2 mandates ended at 75 %%");
	says(&p, 1500,
	     "p7 correct STOPPED version=1 legs=2 ready=2 excluded=0 gross=400.00 net=200.00 "
	     "filled=75 left_s=0 digest=00000000: killed, 2 of 2 mandates ended at 75 %");
	p.stopped = false;
	p.reason[0] = '\0';
	p.state = RV_PROGRAM_OVER;
	says(&p, 1500,
	     "p7 correct over version=1 legs=2 ready=2 excluded=0 gross=400.00 net=200.00 "
	     "filled=75 left_s=0 digest=00000000");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_granted_and_past),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
