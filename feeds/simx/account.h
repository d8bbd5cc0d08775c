/* Accounts and who signs for them; see simx.h for what others call. Owner: the venue's thread. */
#ifndef RV_FEEDS_SIMX_ACCOUNT_H
#define RV_FEEDS_SIMX_ACCOUNT_H

#include "feeds/simx/state.h"

enum { RV_SIMX_AGENT_DAYS = 180, RV_SIMX_LEVERAGE = 20 };

void rv_simx_account_free(rv_simx_account *a);
/* One more, without money. RV_EFULL; RV_ENOMEM. */
RV_NODISCARD rv_status rv_simx_account_new(rv_simx *x, const unsigned char master[RV_SIMX_ADDRESS],
					   rv_simx_account **out);
/* The account that this address is an agent of, expired or not; NULL none. x may be NULL. */
rv_simx_account *rv_simx_agent_account(const rv_simx *x,
				       const unsigned char agent[RV_SIMX_ADDRESS]);
/* Money from or to outside; a row of userNonFundingLedgerUpdates. */
void rv_simx_transfer_in(rv_simx *x, rv_simx_account *a, int64_t usdc);
/* What it may be leveraged at: 20, or the coin's most, until it says otherwise. */
int rv_simx_leverage(const rv_simx *x, const rv_simx_account *a, size_t coin);

#endif
