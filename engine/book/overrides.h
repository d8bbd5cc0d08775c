/*
 * What a person has set against the models, each with a reason and an end: votes pinned, scaled,
 * capped, coins excluded or flattened, a sub-book paused, a regime forced, factor weights, the
 * leverage factor, the hedge's trigger, who grants hedges.
 *
 * A list of at most RV_OVERRIDES_MAX; one of the same kind for the same sub-book and coin takes the
 * place of the one before. What has ended has no effect, whether it has been removed or not. The
 * engine reads the list through the functions below and never changes it by itself. Pure; one
 * list, one thread. docs/book-day.md, "Overrides".
 */
#ifndef RV_BOOK_OVERRIDES_H
#define RV_BOOK_OVERRIDES_H

#include "engine/book/net.h"
#include "engine/factors/market_structure.h"
#include "engine/factors/stat_arb.h"
#include "engine/regime/majors_state.h"

enum {
	RV_OVERRIDES_MAX = 64,
	RV_OVERRIDE_REASON = 120, /* with its NUL */
	RV_OVERRIDE_WORD = 32,
	RV_OVERRIDE_TEXT = 640
};

#define RV_OVERRIDE_LIFE_MAX (30 * RV_DAY_MS)

typedef enum rv_override_kind {
	RV_OVERRIDE_PIN,	/* sub (a strategy or OP), symbol, weight -.20 to .20 */
	RV_OVERRIDE_CAP,	/* symbol, share of NAV 0 to .20 */
	RV_OVERRIDE_EXCLUDE,	/* symbol */
	RV_OVERRIDE_FLATTEN,	/* symbol */
	RV_OVERRIDE_SCALE,	/* a strategy, a symbol or both; 0 to 1 */
	RV_OVERRIDE_REGIME,	/* word */
	RV_OVERRIDE_FACTORS,	/* three weights of S5's signals, 0 to 1 each */
	RV_OVERRIDE_LEVERAGE,	/* leverage factor of S4, 0 to 1 */
	RV_OVERRIDE_HEDGE,	/* trigger of the hedge, share of NAV .001 to .10 */
	RV_OVERRIDE_PAUSE,	/* a strategy */
	RV_OVERRIDE_AUTO_HEDGE, /* word ON or OFF: who grants hedges, the desk or a person */
	RV_OVERRIDE_N
} rv_override_kind;

typedef struct rv_override {
	uint64_t id; /* given by the list */
	rv_override_kind kind;
	rv_sub sub;		    /* RV_SUB_N: none */
	char symbol[RV_SYMBOL_MAX]; /* "" none */
	double value[RV_IDIO_N];    /* [0], but for FACTORS; of kinds without one 0 */
	/*
	 * Of REGIME, which also says whose: RISK_ON, RISK_OFF, ROTATION, DIVERGENCE, UNKNOWN of the
	 * leaders; a state of majors against alts (STRONG_RISK_ON_ALTS ...); S4_RISK_OFF, S4_CLEAR.
	 * Of AUTO_HEDGE ON or OFF.
	 */
	char word[RV_OVERRIDE_WORD];
	char reason[RV_OVERRIDE_REASON]; /* one line, typed by a person */
	int64_t set_utc_ms, expires_utc_ms;
	int64_t uid; /* of the person */
} rv_override;

typedef struct rv_overrides {
	size_t n;
	uint64_t last_id;
	rv_override o[RV_OVERRIDES_MAX]; /* by id, rising */
} rv_overrides;

const char *rv_override_kind_name(rv_override_kind k); /* "pin" "cap" ... as in the journal */
/* RV_ENOENT: no such kind. */
RV_NODISCARD rv_status rv_override_kind_of(const char *name, rv_override_kind *out);

/* Is it one? RV_EINVAL or RV_ERANGE with what was expected in one line. The id is not looked at. */
RV_NODISCARD rv_status rv_override_check(const rv_override *o, rv_err *err);

/*
 * Sets one, with the next id. *replaced: the id of the one whose place it takes, 0 none; *id its
 * own. Errors of rv_override_check; RV_EFULL: the list is full of others (those that have ended
 * are taken out by rv_overrides_expired). Nothing changes then.
 */
RV_NODISCARD rv_status rv_overrides_set(rv_overrides *l, const rv_override *o, uint64_t *id,
					uint64_t *replaced, rv_err *err);
/* The one whose place it would take: the same kind of the same sub-book, coin or machine; 0 none.
 */
uint64_t rv_overrides_same(const rv_overrides *l, const rv_override *o);
/* NULL: no such id. */
const rv_override *rv_overrides_find(const rv_overrides *l, uint64_t id);
/*
 * Can it, set now, only make what is held smaller, or keep it from growing, or keep the desk from
 * sending by itself? An exclusion, a flattening, a pause, a cap, a scale and auto-hedge OFF can,
 * unless they are weaker, or end sooner, than what they take the place of.
 */
bool rv_overrides_calms(const rv_overrides *l, const rv_override *o);
/* Puts back one of the journal as it is. RV_EEXIST: the id does not rise. */
RV_NODISCARD rv_status rv_overrides_replay(rv_overrides *l, const rv_override *o);
/* RV_ENOENT: no such id. */
RV_NODISCARD rv_status rv_overrides_end(rv_overrides *l, uint64_t id);
/* Takes out one that has ended, the oldest first; false when there is none. */
bool rv_overrides_expired(rv_overrides *l, int64_t utc_ms, rv_override *out);
/* The next end after a time; INT64_MAX none. */
int64_t rv_overrides_next_end(const rv_overrides *l, int64_t utc_ms);

/* What holds of one coin at a time: fills every member. */
void rv_overrides_rule(const rv_overrides *l, int64_t utc_ms, const char *symbol, rv_net_rule *out);
void rv_overrides_paused(const rv_overrides *l, int64_t utc_ms, bool paused[RV_SUB_H]);
/* Each of them: false, and *out untouched, when nobody has set one. */
bool rv_overrides_leader(const rv_overrides *l, int64_t utc_ms, rv_leader_regime *out);
bool rv_overrides_majors(const rv_overrides *l, int64_t utc_ms, rv_ma_regime *out);
bool rv_overrides_risk_off(const rv_overrides *l, int64_t utc_ms, bool *out);
bool rv_overrides_factors(const rv_overrides *l, int64_t utc_ms, double out[RV_IDIO_N]);
bool rv_overrides_leverage(const rv_overrides *l, int64_t utc_ms, double *out);
bool rv_overrides_hedge(const rv_overrides *l, int64_t utc_ms, double *trigger_nav);
bool rv_overrides_auto_hedge(const rv_overrides *l, int64_t utc_ms, bool *on);

/* Canonical text, "rvdesk override 1" and "key value" lines; returns its length. It always fits. */
size_t rv_override_canonical(const rv_override *o, char out[RV_OVERRIDE_TEXT]);
/* RV_EPARSE: not the canonical text of a valid one; *out untouched. */
RV_NODISCARD rv_status rv_override_parse(const char *text, size_t n, rv_override *out);
/* In words, without the reason: "S5 SOL pinned at 0.02". */
const char *rv_override_words(const rv_override *o, char out[RV_OVERRIDE_REASON]);

#endif
