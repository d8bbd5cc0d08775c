/*
 * What other threads ask of the venue's thread: they leave one call at a time, wake it, and wait.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "feeds/sim/venue.h"
#include "feeds/simx/ledger.h"
#include "feeds/simx/money.h"

enum { PATIENCE_S = 30 };

/* Waiting runs on the monotonic clock. */
rv_status rv_sim_make_calls(rv_sim *s, rv_err *err)
{
	pthread_condattr_t attr;
	if (pthread_condattr_init(&attr) != 0)
		return rv_err_set(err, RV_ENOMEM, "SIM venue: out of memory");
	bool made = pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0 &&
		    pthread_mutex_init(&s->call_lock, NULL) == 0;
	if (made && pthread_cond_init(&s->call_done, &attr) != 0) {
		(void)pthread_mutex_destroy(&s->call_lock);
		made = false;
	}
	(void)pthread_condattr_destroy(&attr);
	s->call_ready = made;
	return made ? RV_OK : rv_err_set(err, RV_ENOMEM, "SIM venue: no locks");
}

void rv_sim_end_calls(rv_sim *s)
{
	(void)pthread_mutex_lock(&s->call_lock);
	s->ended_thread = true;
	(void)pthread_cond_broadcast(&s->call_done);
	(void)pthread_mutex_unlock(&s->call_lock);
}

void rv_sim_free_calls(rv_sim *s)
{
	if (!s->call_ready)
		return;
	(void)pthread_cond_destroy(&s->call_done);
	(void)pthread_mutex_destroy(&s->call_lock);
}

static void perform(rv_sim *s, rv_sim_call *c)
{
	rv_sim_out out = { .b = NULL };
	if (c->account) {
		c->status = rv_simx_add(s->x, c->account->master, c->account->agent, "rvdesk",
					c->account->equity_usd * RV_SIMX_USDC);
		if (c->status == RV_OK)
			c->status = rv_sim_keep_accounts(s);
		return;
	}
	rv_simx_ledger(s->x, &out);
	c->json = out.failed ? NULL : out.b;
	c->status = out.failed ? RV_EFULL : RV_OK;
	if (out.failed)
		rv_sim_out_free(&out);
}

void rv_sim_take_call(rv_sim *s)
{
	(void)pthread_mutex_lock(&s->call_lock);
	rv_sim_call *c = s->call;
	if (c && !c->taken)
		c->taken = true;
	else
		c = NULL;
	(void)pthread_mutex_unlock(&s->call_lock);
	if (!c)
		return;
	if (rv_sim_refresh(s) == RV_OK)
		perform(s, c);
	else
		c->status = RV_EIO;
	(void)pthread_mutex_lock(&s->call_lock);
	c->done = true;
	s->call = NULL;
	(void)pthread_cond_broadcast(&s->call_done);
	(void)pthread_mutex_unlock(&s->call_lock);
}

/* Waits until s->call is free (c NULL) or c is done; holds the lock. */
static rv_status wait_for(rv_sim *s, rv_sim_call *c, const struct timespec *until)
{
	while (c ? !c->done : s->call != NULL) {
		if (s->ended_thread && !(c && c->taken))
			return RV_ECLOSED;
		if (pthread_cond_timedwait(&s->call_done, &s->call_lock, until) == ETIMEDOUT &&
		    !(c && c->taken))
			return RV_ETIMEOUT;
	}
	return RV_OK;
}

static rv_status ask(rv_sim *s, rv_sim_call *c)
{
	struct timespec until = { 0 };
	(void)clock_gettime(CLOCK_MONOTONIC, &until); /* cannot fail for this clock */
	until.tv_sec += PATIENCE_S;
	(void)pthread_mutex_lock(&s->call_lock);
	rv_status st = wait_for(s, NULL, &until);
	if (st == RV_OK) {
		s->call = c;
		(void)pthread_mutex_unlock(&s->call_lock);
		lws_cancel_service(s->context);
		(void)pthread_mutex_lock(&s->call_lock);
		st = wait_for(s, c, &until);
		if (st != RV_OK)
			s->call = NULL;
	}
	(void)pthread_mutex_unlock(&s->call_lock);
	return st == RV_OK ? c->status : st;
}

rv_status rv_sim_add_account(rv_sim *s, const unsigned char master[RV_SIM_ADDRESS],
			     const unsigned char agent[RV_SIM_ADDRESS], int64_t equity_usd)
{
	rv_sim_account a = { .equity_usd = equity_usd };
	rv_sim_call c = { .account = &a };
	if (equity_usd < 0 || equity_usd > RV_SIM_EQUITY_MOST)
		return RV_EINVAL;
	memcpy(a.master, master, sizeof(a.master));
	if (agent)
		memcpy(a.agent, agent, sizeof(a.agent));
	return ask(s, &c);
}

rv_status rv_sim_ledger(rv_sim *s, char **json)
{
	rv_sim_call c = { .account = NULL };
	const rv_status st = ask(s, &c);
	if (st == RV_OK)
		*json = c.json;
	return st;
}
