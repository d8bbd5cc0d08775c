/*
 * What the venue is asked beside the rounds: the account, and what changes slowly (role, fees,
 * budget, funding, transfers); and what becomes of a question that failed.
 */
#include "engine/base/crash_point.h"
#include "engine/desk/oms_internal.h"

enum {
	ACCOUNT_AGAIN_MS = 3000, /* between accounts, whoever wants one */
	SLOW_MS = 10 * 60 * 1000,
	SLOW_RETRY_MS = 30000,
	FUNDING_BACK_MS = 2 * 3600 * 1000
};

uint64_t oms_ask(rv_oms *o, rv_query_kind kind, const rv_cloid *cloid, int64_t from_ms,
		 int64_t to_ms)
{
	rv_venue_query q = {
		.request = ++o->last_request, .kind = kind, .from_ms = from_ms, .to_ms = to_ms
	};
	if (cloid)
		q.cloid = *cloid;
	rv_crash_point("query.before-send");
	return o->venue.ask(o->venue.self, &q) == RV_OK ? q.request : 0;
}

void oms_account_want(rv_oms *o)
{
	const bool lost = o->now.at - o->account_asked_at > OMS_ANSWER_MS;
	if ((o->account_request != 0 && !lost) ||
	    o->now.at - o->account_asked_at < ACCOUNT_AGAIN_MS)
		return;
	o->account_request = oms_ask(o, RV_QUERY_ACCOUNT, NULL, 0, 0);
	o->account_asked_at = o->now.at;
}

static void work_account(rv_oms *o)
{
	if (o->now.at - o->account_asked_at >= o->p.account_ms)
		oms_account_want(o);
	oms_due(o, o->account_asked_at + o->p.account_ms);
}

void oms_ask_funding(rv_oms *o)
{
	const int64_t from = o->f->funding_cursor_ms > o->f->epoch_ms + FUNDING_BACK_MS
				     ? o->f->funding_cursor_ms - FUNDING_BACK_MS
				     : o->f->epoch_ms;
	(void)oms_ask(o, RV_QUERY_FUNDING, NULL, from, o->now.utc + RV_MINUTE_MS);
}

/* Where the venue does not know the signer, somebody is about to approve it there. */
static int64_t slow_ms(const rv_oms *o)
{
	return o->signer_known && !o->signer_ok ? RV_MINUTE_MS : SLOW_MS;
}

static void work_slow(rv_oms *o)
{
	if (o->asked_slow_at != RV_NEVER && o->now.at - o->asked_slow_at < slow_ms(o)) {
		oms_due(o, o->asked_slow_at + slow_ms(o));
		return;
	}
	o->asked_slow_at = o->asked_budget_at = o->now.at;
	(void)oms_ask(o, RV_QUERY_ROLE, NULL, 0, 0);
	(void)oms_ask(o, RV_QUERY_FEES, NULL, 0, 0);
	(void)oms_ask(o, RV_QUERY_BUDGET, NULL, 0, 0);
	oms_ask_funding(o);
	oms_money_want(o);
}

/* Slices wait for the venue's allowance: they should not wait for ten minutes longer than it does.
 */
static void work_budget(rv_oms *o)
{
	const int64_t at = o->asked_budget_at + RV_MINUTE_MS;
	if (o->f->alarms[OMS_ALARM_BUDGET] == 0)
		return;
	if (o->now.at < at) {
		oms_due(o, at);
		return;
	}
	o->asked_budget_at = o->now.at;
	(void)oms_ask(o, RV_QUERY_BUDGET, NULL, 0, 0);
}

void oms_work_questions(rv_oms *o)
{
	work_account(o);
	work_slow(o);
	work_budget(o);
}

void oms_query_failed(rv_oms *o, const rv_venue_report *r)
{
	(void)rv_log_once(o->log, "query", RV_LOG_WARN, "oms", "a question failed: %.100s",
			  r->text);
	if (r->request == 0)
		return;
	oms_money_failed(o, r->request);
	if (r->query >= RV_QUERY_ROLE && r->query <= RV_QUERY_FUNDING &&
	    o->asked_slow_at != RV_NEVER)
		o->asked_slow_at = o->now.at - SLOW_MS + SLOW_RETRY_MS;
	if (r->request == o->pages.request)
		oms_pages_fail(o);
	if (r->request == o->account_request)
		o->account_request = 0;
	oms_resolve_failed(o, r->request);
	oms_round_failed(o, r->request);
}
