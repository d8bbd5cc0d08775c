/*
 * What a person's Y is bound to, and the names of orders.
 *
 * A ticket version becomes canonical text, "key value" lines in a fixed order, all of them exact;
 * its SHA-256 is the digest that is shown, approved, and recomputed by whoever sends. An order's
 * cloid follows from whose plan it is and where it stands there, so that a process that starts
 * again names it the same, and no other journal of the account does: not another machine's, not one
 * that was begun anew, not one that was put back from a copy. Pure; any thread.
 */
#ifndef RV_DESK_DIGEST_H
#define RV_DESK_DIGEST_H

#include "engine/base/status.h"
#include "engine/book/subbook.h"
#include "engine/desk/command.h"

enum { RV_TICKET_TEXT = 1536, RV_CLOID_TEXT = 2 + 2 * RV_CLOID_BYTES + 1, RV_PHASE_TEXT = 16 };

/* Everything that an approval grants. Two tickets that differ in anything here differ in digest. */
typedef struct rv_ticket_terms {
	bool paper;
	char book[16];
	char account[48];
	uint64_t id;
	unsigned version;
	rv_coin_ref coin;
	rv_side side;
	bool reduce_only;
	rv_style style;
	int64_t lots, px; /* the most, and no worse than */
	int64_t notional_musd;
	int64_t duration_ms, slices;
	int64_t mid_px; /* the quote's mid, rounded to the nearest px unit: the collar's centre */
	int64_t created_utc_ms, expires_utc_ms;
	int64_t want[RV_SUB_N]; /* signed, side * lots in all; all 0: OP's, as plain shares are */
} rv_ticket_terms;

/* The canonical text; returns its length without the NUL. It always fits. */
size_t rv_ticket_canonical(const rv_ticket_terms *t, char out[RV_TICKET_TEXT]);
void rv_ticket_digest(const rv_ticket_terms *t, rv_digest *out);
bool rv_digest_same(const rv_digest *a, const rv_digest *b);
/* The first 8 bytes as "a1b2-c3d4-e5f6-0718", for a person to compare; out [20]. */
const char *rv_digest_short(const rv_digest *d, char out[20]);

enum { RV_DESK_ID_TEXT = 17 };

/* Where an order stands. Texts: letters, digits, '-', '_' and '.' only. */
typedef struct rv_cloid_terms {
	bool paper;		    /* prefix "pp1": can never equal a live one */
	char desk[RV_DESK_ID_TEXT]; /* of the journal: 16 hex digits */
	char book[16];
	int64_t granted_ms; /* UTC of the approval */
	char phase[RV_PHASE_TEXT];
	uint64_t proposal, parent;
	unsigned child, attempt; /* attempt rises only when the last one is proved dead */
} rv_cloid_terms;

/*
 * First 16 bytes of SHA-256("rv1|desk|book|granted|phase|proposal|parent|child|attempt"), numbers
 * in decimal. RV_EINVAL: desk, book or phase is empty or has another character.
 */
RV_NODISCARD rv_status rv_cloid_make(const rv_cloid_terms *t, rv_cloid *out);
bool rv_cloid_none(const rv_cloid *c);
bool rv_cloid_same(const rv_cloid *a, const rv_cloid *b);
/* "0x" and 32 hex digits, as on the wire. */
const char *rv_cloid_format(const rv_cloid *c, char out[RV_CLOID_TEXT]);
/* With or without "0x". RV_EPARSE: *out untouched. */
RV_NODISCARD rv_status rv_cloid_parse(const char *s, rv_cloid *out);

#endif
