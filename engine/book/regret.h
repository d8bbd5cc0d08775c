/*
 * What a leg that was not traded as the model wanted it would have earned since: what human
 * decisions, and limits, have earned or cost.
 *
 * An entry is what was wanted and what was made of it (both signed lots), at the price of then:
 *   worth = (wanted - done) * (mark - px) - cost
 * > 0: doing as the model wanted would have earned that, so the decision has cost it; < 0: saved.
 * It runs with the mark until the model decides anew on the symbol; then it is over. Funding is not
 * in it. Units as engine/book/holding.h. Fixed size: the oldest entries leave the list, their worth
 * stays in the totals. Zeroed structs are empty. Plain data; any thread, one owner.
 * docs/book.md, "Regret".
 */
#ifndef RV_BOOK_REGRET_H
#define RV_BOOK_REGRET_H

#include "engine/base/status.h"
#include "engine/market/types.h"

typedef enum rv_regret_kind {
	RV_REGRET_REJECTED,   /* by a person */
	RV_REGRET_SHRUNK,     /* approved with fewer lots */
	RV_REGRET_EXPIRED,    /* nobody decided */
	RV_REGRET_EXCLUDED,   /* a leg taken out of a program */
	RV_REGRET_OVERRIDDEN, /* another target than the model's */
	RV_REGRET_DENIED,     /* by a limit */
	RV_REGRET_N
} rv_regret_kind;

enum { RV_REGRET_MOST = 256 };

const char *rv_regret_name(rv_regret_kind k); /* "rejected", "shrunk", ... */

typedef struct rv_regret {
	uint64_t id; /* of the caller's: ticket, program leg */
	rv_regret_kind kind;
	char symbol[RV_SYMBOL_MAX];
	int64_t wanted, done; /* signed lots */
	int64_t px;	      /* > 0: at which it would have been traded */
	int64_t cost_musd;    /* fee and slippage that would have been paid, >= 0 */
	int64_t utc_ms;	      /* of the decision */
	int64_t mark_px;      /* newest; 0 none yet */
	int64_t mark_ms;
	bool over;
} rv_regret;

/* RV_ENOENT: no mark yet, or beyond int64; *musd untouched. */
RV_NODISCARD rv_status rv_regret_worth(const rv_regret *e, int64_t *musd);

typedef struct rv_regret_total {
	uint64_t n;	  /* entries in musd */
	uint64_t unknown; /* entries without a worth */
	int64_t musd;
	int64_t earned_musd, saved_musd; /* its parts > 0 and < 0: what it cost, what it saved */
} rv_regret_total;

typedef struct rv_regret_list {
	rv_regret e[RV_REGRET_MOST]; /* ring */
	size_t first, n;
	rv_regret_total left[RV_REGRET_N]; /* of the entries that have left it */
} rv_regret_list;

/*
 * Adds an entry as decided; mark and over are set here. The oldest leaves a full list. RV_EINVAL:
 * no such kind, wanted = done, px not > 0, cost < 0, no symbol. RV_ERANGE: wanted - done.
 */
RV_NODISCARD rv_status rv_regret_add(rv_regret_list *l, const rv_regret *e);
/* The newest price of a symbol, for its entries that run. Not > 0: nothing changes. */
void rv_regret_mark(rv_regret_list *l, const char *symbol, int64_t px, int64_t utc_ms);
/* The model has decided anew on it: its entries stay at the marks they have. */
void rv_regret_settle(rv_regret_list *l, const char *symbol);

/* i-th newest; NULL when there is none. */
const rv_regret *rv_regret_at(const rv_regret_list *l, size_t i);
/* All that ever was, by kind: in the list and before. A sum beyond int64 stays at its bound. */
void rv_regret_totals(const rv_regret_list *l, rv_regret_total out[RV_REGRET_N]);

#endif
