/* Inside of the order side's wiring: trading.c (life) and trading_pump.c (engine thread). */
#ifndef RV_APP_TRADING_IMPL_H
#define RV_APP_TRADING_IMPL_H

#include "app/trading.h"
#include "engine/base/queue.h"
#include "engine/desk/oms.h"
#include "engine/manager/ledgers.h"
#include "engine/manager/risk_manager.h"
#include "feeds/gateway/gateway.h"
#include "feeds/journal/journal.h"
#include "feeds/sign/signer.h"

#include <stdatomic.h>

struct rv_trading {
	rv_clock *clock;
	rv_log *log;
	const rv_universe_params *universe;
	uint8_t account[RV_ADDRESS_BYTES];
	char account_text[48], agent_text[48];
	char book_file[80];
	rv_signer *signer;
	rv_oms *oms;
	rv_journal *journal;
	rv_gateway *gateway;
	rv_queue *reports, *acks, *commands;
	int64_t due;	  /* elapsed ms */
	rv_command asked; /* for a preview: the book answers it, not the order management */
	bool is_asked;
	bool said_broken;
	atomic_bool broken; /* for other threads */
	rv_oms_quote quotes[RV_MAX_SYMBOLS];
	/* trading_risk.c; NULL: no risk watch */
	rv_risk_manager *risk;
	rv_trade_view *risk_trade; /* that it looks at */
	uint64_t risk_pass;	   /* number of the pass that it looked at last, and when */
	int64_t risk_mono_ms;
	rv_ledgers *ledgers;
	int64_t ledger_mono_ms; /* of the newest look at them; 0 none */
	rv_ledger_quote ledger_quotes[RV_MAX_SYMBOLS];
	rv_ledger_view ledger;
};

/* Before the replay, and at the end. */
RV_NODISCARD rv_status rv_trading_risk_open(const rv_trading_params *p, rv_log *log, rv_trading *t,
					    rv_err *err);
void rv_trading_risk_close(rv_trading *t);
void rv_trading_risk_fill(const rv_trading *t, rv_risk_view *v);

/* trading_ledgers.c: made and attached, before the replay. */
RV_NODISCARD rv_status rv_trading_new_ledgers(rv_trading *t);

#endif
