/* What a run's record says of itself: which program, configuration and venue. Main thread. */
#ifndef RV_APP_TRADING_FACTS_H
#define RV_APP_TRADING_FACTS_H

#include "app/trading.h"

enum { RV_TRADING_FACTS = 2048 };

/*
 * Lines "key value": version, SHA-256 of the running binary and of the configuration's files,
 * venue, account, agent that signs. RV_EIO with a line when one of them cannot be read.
 */
RV_NODISCARD rv_status rv_trading_facts(const rv_trading_params *p, const char *account,
					const char *agent, char out[RV_TRADING_FACTS], rv_err *err);

#endif
