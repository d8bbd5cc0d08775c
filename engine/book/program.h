/*
 * A program: the legs of one phase under one digest, which a person grants with one Y.
 *
 * Everything that an approval grants is in the canonical text, "key value" lines in a fixed order,
 * all of them exact; its SHA-256 is what is shown, approved, journaled, and computed again by
 * whoever sends. The text reads back to the same program. Excluding and shrinking legs make another
 * version, and so another digest; nothing can be made larger. Pure; any thread. Form:
 * docs/book-day.md, "Programs".
 */
#ifndef RV_BOOK_PROGRAM_H
#define RV_BOOK_PROGRAM_H

#include "engine/base/sha256.h"
#include "engine/book/envelope.h"
#include "engine/book/subbook.h"
#include "engine/market/types.h"

enum { RV_PROGRAM_LEGS = 24, RV_PROGRAM_TEXT = 20480 };

typedef struct rv_program_leg {
	char symbol[RV_SYMBOL_MAX];
	int asset, sz_decimals;
	int side;	  /* +1 buys, -1 sells, 0 no order: sub-books change places */
	int64_t lots;	  /* at most; 0 with side 0 */
	int64_t worst_px; /* no worse than, 10^-(6 - sz_decimals) USD; 0 with side 0 */
	int64_t mid_px;	  /* of the quote: the collar's centre */
	bool reduce_only;
	int64_t from_utc_ms, to_utc_ms; /* window of its TWAP */
	int64_t want[RV_SUB_N];		/* signed lots; sum to side x lots */
	bool excluded;			/* by a person: not granted */
} rv_program_leg;

typedef struct rv_program {
	bool paper;
	char book[16];
	char account[48];
	uint64_t id;
	unsigned version;    /* from 1 */
	char phase[16];	     /* "projected", "correct": letters, digits, '-', '_' and '.' */
	int64_t run_date_ms; /* 00:00 of the date whose close it is about */
	int64_t created_utc_ms, expires_utc_ms; /* of the proposal */
	int64_t mandate_end_utc_ms;		/* of what Y grants */
	rv_envelope envelope;			/* of the correction */
	size_t n;
	rv_program_leg legs[RV_PROGRAM_LEGS];
} rv_program;

/* NULL, or what is wrong with it: static text. A program with an error is never proposed. */
const char *rv_program_error(const rv_program *p);

/* The canonical text; returns its length without the NUL. It always fits. */
size_t rv_program_canonical(const rv_program *p, char out[RV_PROGRAM_TEXT]);
/* The program of a text [n]. RV_EPARSE: not the canonical text of one; *out untouched. */
RV_NODISCARD rv_status rv_program_parse(const char *text, size_t n, rv_program *out);
void rv_program_digest(const rv_program *p, uint8_t out[RV_SHA256_BYTES]);

/* SIZE_MAX: no such leg. */
size_t rv_program_find(const rv_program *p, const char *symbol);
/*
 * A leg left out, or taken back in. RV_ENOENT: no such leg; RV_EEXIST: it is so already. The
 * version rises on RV_OK.
 */
RV_NODISCARD rv_status rv_program_exclude(rv_program *p, const char *symbol, bool excluded);
/*
 * Fewer lots: who wants the order's direction gives up pro rata, what crosses inside stays.
 * RV_ENOENT: no such leg; RV_EINVAL: not fewer, not above 0, or no order. The version rises on
 * RV_OK.
 */
RV_NODISCARD rv_status rv_program_shrink(rv_program *p, const char *symbol, int64_t lots);

/* Gross and net of what is granted, at the quotes' mids, in micro-USD. RV_ERANGE: beyond int64. */
RV_NODISCARD rv_status rv_program_notional(const rv_program *p, int64_t *gross, int64_t *net);

#endif
