/* Inside of the order side's wiring: trading.c (life) and trading_pump.c (engine thread). */
#ifndef RV_APP_TRADING_IMPL_H
#define RV_APP_TRADING_IMPL_H

#include "app/halt/halt_file.h"
#include "app/ops/day_log.h"
#include "app/pin_gate.h"
#include "app/trading.h"
#include "engine/base/queue.h"
#include "engine/desk/oms.h"
#include "engine/manager/ledgers.h"
#include "engine/manager/risk_manager.h"
#include "feeds/gateway/gateway.h"
#include "feeds/journal/journal.h"
#include "feeds/sign/signer.h"

#include <stdatomic.h>

/* trading_halt.c: what `rvdesk halt` has left in the state folder */
typedef struct rv_trading_halt {
	char dir[PATH_MAX], path[RV_HALT_PATH];
	bool known; /* the next three are of one that has been obeyed */
	ino_t ino;
	struct timespec mtim;
	int64_t uid;
	uint64_t nonce;	 /* of its command; 0: none waits to be on disk */
	uint64_t nonces; /* the newest that was given */
} rv_trading_halt;

struct rv_trading {
	rv_clock *clock;
	rv_log *log;
	const rv_universe_params *universe;
	uint8_t account[RV_ADDRESS_BYTES];
	char account_text[48], agent_text[48];
	char book_file[80], journal_file[80];
	rv_signer *signer;
	rv_pin_gate *pin;
	rv_oms *oms;
	rv_journal *journal;
	rv_gateway *gateway;
	rv_queue *reports, *acks, *commands;
	rv_trading_halt halt;
	int64_t due;	  /* elapsed ms */
	rv_command asked; /* for a preview: the book answers it, not the order management */
	bool is_asked;
	rv_command hedge; /* for "hedge now": the same */
	bool hedge_asked;
	rv_oms_decide backtests; /* whoever answers those; NULL nobody */
	void *backtests_ctx;
	double commit_us; /* of the journal's newest commit; NaN none yet */
	bool said_broken;
	atomic_bool broken;	     /* for other threads */
	_Atomic double skew_warn_ms; /* from other threads */
	rv_oms_quote quotes[RV_MAX_SYMBOLS];
	/* trading_risk.c; NULL: no risk watch */
	rv_risk_manager *risk;
	rv_trade_view *risk_trade; /* that it looks at */
	uint64_t risk_pass;	   /* number of the pass that it looked at last, and when */
	int64_t risk_mono_ms;
	rv_ledgers *ledgers;
	rv_day_log *day_log;
	int64_t ledger_mono_ms; /* of the newest look at them; 0 none */
	rv_ledger_quote ledger_quotes[RV_MAX_SYMBOLS];
	rv_ledger_view ledger;
};

/* Before the replay, and at the end. */
RV_NODISCARD rv_status rv_trading_risk_open(const rv_trading_params *p, rv_log *log, rv_trading *t,
					    rv_err *err);
void rv_trading_risk_close(rv_trading *t);
void rv_trading_risk_fill(const rv_trading *t, rv_risk_view *v);

/* trading_halt.c: leaves what a halt needs to know; nothing of it ends a start. */
void rv_trading_prepare_halt(const rv_trading_params *p, rv_log *log, rv_trading *t);
/* Before anything else is taken in hand: a halt that lies there is obeyed. Engine thread. */
void rv_trading_look_for_halt(rv_trading *t);

/* trading_ledgers.c: made and attached, before the replay. */
RV_NODISCARD rv_status rv_trading_new_ledgers(rv_trading *t);
/* After the replay, before the journal starts: hashes of the days that it ended with. */
void rv_trading_day_heads(rv_trading *t);

#endif
