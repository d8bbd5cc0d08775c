/* Inside of the kept books: keep.c (open, save) and keep_load.c. */
#ifndef RV_FEEDS_SIMX_KEEP_PRIV_H
#define RV_FEEDS_SIMX_KEEP_PRIV_H

#include "feeds/sim/out.h"
#include "feeds/simx/keep.h"
#include "feeds/simx/pack.h"
#include "feeds/simx/state.h"
#include "feeds/store/row_file.h"

/* Kinds of records, and what their id is. */
typedef enum rv_keep_kind {
	RV_KEEP_MARKET = 1, /* 0: seed, world, instruments */
	RV_KEEP_CLOCK,	    /* 0 */
	RV_KEEP_HEAD,	    /* 0: what belongs to no account */
	RV_KEEP_ACCOUNT,    /* index */
	RV_KEEP_POSITIONS,  /* index */
	RV_KEEP_SIGNER,	    /* index */
	RV_KEEP_ORDER,	    /* oid */
	RV_KEEP_FILL,	    /* account and number, rv_keep_id */
	RV_KEEP_FUNDING,
	RV_KEEP_TRANSFER
} rv_keep_kind;

enum { RV_KEEP_NUMBER_BITS = 40 };

/* The n-th record of a kind of an account, n from 0. */
static inline int64_t rv_keep_id(int account, int64_t n)
{
	return (int64_t)account << RV_KEEP_NUMBER_BITS | n;
}

/* What belongs to no account, before the sizes of each coin. */
typedef struct rv_keep_head {
	int64_t funding_hour, market_cash, house_cash, next_oid, next_tid;
	size_t n_accounts, n_signers;
} rv_keep_head;

/* An account without its lists: how many there have been of each. */
typedef struct rv_keep_account {
	rv_simx_account a;
	int64_t orders, shown, fills, fundings, transfers;
} rv_keep_account;

typedef struct rv_keep_position {
	size_t coin;
	rv_simx_position p;
} rv_keep_position;

typedef struct rv_keep_clock_row {
	rv_simx_keep_clock c;
	int64_t books_ms; /* rv_simx.now */
} rv_keep_clock_row;

extern const rv_simx_layout rv_keep_head_layout, rv_keep_account_layout, rv_keep_agent_layout,
	rv_keep_position_layout, rv_keep_clock_layout, rv_keep_order_layout, rv_keep_fill_layout,
	rv_keep_funding_layout, rv_keep_transfer_layout;

/* How much of an account's lists is in the file: records from first up to, but without, next. */
typedef struct rv_keep_span {
	int64_t first, next;
} rv_keep_span;

typedef struct rv_keep_saved {
	rv_sim_out account, positions; /* as in the file */
	rv_keep_span fills, fundings, transfers;
} rv_keep_saved;

struct rv_simx_keep {
	rv_row_file *file;
	char *path;
	uint64_t seed, world;
	bool fresh;	/* the file is new */
	bool has_clock; /* it has that record */
	rv_keep_clock_row last;
	rv_sim_out row, head, market;
	rv_keep_saved saved[RV_SIMX_ACCOUNTS];
	rv_sim_out signers[RV_SIMX_SIGNERS];
	bool changed; /* by the save that is under way */
};

/* The records of x as bytes, into out. */
void rv_keep_pack_market(const rv_simx_keep *k, const rv_simx *x, rv_sim_out *out);
void rv_keep_pack_head(const rv_simx *x, rv_sim_out *out);
void rv_keep_pack_account(const rv_simx_account *a, rv_sim_out *out);
void rv_keep_pack_positions(const rv_simx *x, const rv_simx_account *a, rv_sim_out *out);
void rv_keep_pack_signer(const rv_simx_signer *g, rv_sim_out *out);
/* One record by its table, behind what out has. */
void rv_keep_append(const rv_simx_layout *l, const void *record, rv_sim_out *out);

/* "PATH: WHAT", RV_EDATA. */
rv_status rv_keep_wrong(const rv_simx_keep *k, rv_err *err, const char *what);

#endif
