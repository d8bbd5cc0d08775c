/* The gateway against the simulated venue: orders live and die, questions are answered. */
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/gateway_desk.h"

#include <string.h>

static rv_sim *venue_for(gateway_desk *d)
{
	rv_sim_params p;
	rv_sim *sim = NULL;
	rv_err err = { 0 };
	rv_sim_params_default(&p);
	p.listen = "127.0.0.1:0";
	p.real_limits = false;
	p.test_control = true;
	if (rv_sim_start(&p, NULL, &sim, &err) != RV_OK)
		fail_msg("%s", err.text);
	uint8_t agent[RV_ADDRESS_BYTES];
	rv_signer_address(d->signer, agent);
	assert_int_equal(rv_sim_add_account(sim, d->account, agent, 100000), RV_OK);
	return sim;
}

static void an_order_rests_and_is_cancelled(void **state)
{
	(void)state;
	gateway_desk d;
	gd_make(&d);
	rv_sim *sim = venue_for(&d);
	gd_start(&d, rv_sim_url(sim));
	rv_venue_report_free(gd_report(&d, RV_REPORT_STREAM_UP));
	const int64_t px = gd_px(rv_sim_url(sim));
	rv_order o = gd_order(&d, RV_BUY, 100, px / 2 / 1000 * 1000, RV_TIF_GTC);
	rv_venue_report *r = gd_answer(&d, gd_send(&d, &o, 1));
	assert_int_equal(r->kind, RV_REPORT_ACTION);
	print_message("%d %s\n", r->u.action.outcome, r->text);
	assert_int_equal(r->u.action.outcome, RV_OUTCOME_VERDICT);
	assert_int_equal(r->u.action.verdicts[0].kind, RV_VERDICT_RESTING);
	rv_venue_report_free(r);
	r = gd_answer(&d, gd_cancel(&d, &o));
	assert_int_equal(r->u.action.outcome, RV_OUTCOME_VERDICT);
	assert_int_equal(r->u.action.verdicts[0].kind, RV_VERDICT_SUCCESS);
	rv_venue_report_free(r);
	gd_print_log(&d);
	gd_free(&d);
	rv_sim_stop(sim);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_order_rests_and_is_cancelled),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
