/* What `rvdesk halt` leaves in the state folder, on the engine thread; see trading_impl.h. */
#include "app/trading_impl.h"

#include "app/paper_key.h"
#include "engine/base/text_fit.h"
#include "engine/base/timefmt.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- at the start: so that a halt finds its way without this desk ---- */

/* The halt's own agent, of a simulated venue: made here, and known there where it is our own. */
static rv_status open_agent(const rv_trading_params *p, const rv_trading *t,
			    char address[RV_ADDRESS_TEXT], rv_err *err)
{
	char path[RV_HALT_PATH];
	uint8_t agent[RV_ADDRESS_BYTES];
	rv_signer *s = NULL;
	rv_status st = rv_paper_key_of(p->state_dir, RV_HALT_KEY, path, sizeof(path), err);
	if (st == RV_OK)
		st = rv_signer_open(path, &s, err);
	if (st != RV_OK)
		return st;
	rv_signer_address(s, agent);
	rv_signer_free(s);
	rv_address_format(agent, address);
	if (!p->sim)
		return RV_OK;
	st = rv_sim_add_account(p->sim, t->account, agent, p->equity_usd);
	return st == RV_OK ? st
			   : rv_err_set(err, st, "the simulated venue takes no second agent: %s",
					rv_status_text(st));
}

void rv_trading_prepare_halt(const rv_trading_params *p, rv_log *log, rv_trading *t)
{
	rv_halt_place place = { .sim = p->is_sim,
				.live = p->live,
				.collar_bps = p->oms->collar_bps };
	char address[RV_ADDRESS_TEXT];
	rv_err err = { 0 };
	(void)snprintf(t->halt.dir, sizeof(t->halt.dir), "%s", p->state_dir);
	(void)snprintf(t->halt.path, sizeof(t->halt.path), "%s/" RV_HALT_REQUEST, p->state_dir);
	(void)snprintf(place.url, sizeof(place.url), "%s", p->url);
	memcpy(place.account, t->account, sizeof(place.account));
	if (rv_halt_place_write(p->state_dir, &place, &err) != RV_OK)
		rv_log_put(log, RV_LOG_WARN, "orders", "rvdesk halt must be told the venue: %s",
			   err.text);
	if (!p->is_sim)
		return;
	if (open_agent(p, t, address, &err) == RV_OK)
		rv_log_put(log, RV_LOG_INFO, "orders", "agent of rvdesk halt: %s", address);
	else
		rv_log_put(log, RV_LOG_WARN, "orders", "rvdesk halt has no key: %s", err.text);
}

/* ---- while it runs ---- */

static bool is_same(const rv_trading_halt *h, const struct stat *sb)
{
	return h->known && h->ino == sb->st_ino && h->mtim.tv_sec == sb->st_mtim.tv_sec &&
	       h->mtim.tv_nsec == sb->st_mtim.tv_nsec;
}

static void words_of(const rv_halt_request *r, char out[RV_REASON_TEXT])
{
	char at[RV_TIME_TEXT], reason[51];
	(void)snprintf(out, RV_REASON_TEXT, "rvdesk halt by %.20s at %s%s%s",
		       r->name[0] ? r->name : "an unknown name", rv_time_format(r->utc_ms, at),
		       r->reason[0] ? ": " : "", rv_text_fit(reason, sizeof(reason), r->reason));
}

/* It goes on as a command of whoever owns the file. */
static void obey(rv_trading *t, const struct stat *sb)
{
	rv_trading_halt *h = &t->halt;
	rv_halt_request r;
	if (rv_halt_request_read(h->dir, &r) != RV_OK)
		return; /* taken back meanwhile */
	rv_command c = { .kind = RV_CMD_KILL,
			 .nonce = ++h->nonces,
			 .uid = r.uid,
			 .role = RV_WHO_ADMIN, /* who may write in this folder is the desk */
			 .from = { .via = RV_VIA_FILE },
			 .level = r.leave ? RV_KILL_LEAVE : RV_KILL_CANCEL,
			 .rtt_ms = NAN,
			 .frame_age_ms = NAN };
	memcpy(c.who, r.name, sizeof(c.who));
	words_of(&r, c.reason);
	h->known = true;
	h->ino = sb->st_ino;
	h->mtim = sb->st_mtim;
	h->uid = r.uid;
	h->nonce = c.nonce;
	rv_log_put(t->log, RV_LOG_WARN, "orders", "HALT: %s", c.reason);
	rv_oms_command(t->oms, &c);
}

/* HALTED is on disk: the file has done what it was for. */
static void remove_it(rv_trading *t)
{
	t->halt.nonce = 0;
	if (unlink(t->halt.path) != 0 && errno != ENOENT)
		rv_log_put(t->log, RV_LOG_WARN, "orders",
			   "%s: cannot be removed: %s: the next start is HALTED by it, too",
			   t->halt.path, strerror(errno));
}

void rv_trading_look_for_halt(rv_trading *t)
{
	struct stat sb;
	rv_trading_halt *h = &t->halt;
	if (lstat(h->path, &sb) != 0)
		return;
	if (!is_same(h, &sb))
		obey(t, &sb);
	else if (h->nonce != 0 && rv_oms_answered(t->oms, h->uid, h->nonce))
		remove_it(t);
}
