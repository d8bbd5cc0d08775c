/*
 * The hash chain: each event's hash covers the hash before it and every column of its own.
 *
 *   hash = SHA-256(prev[32] | seq utc_ms elapsed_ms run_id uid conn, each 8 bytes big-endian
 *                  | type subject key1 key2 payload, each 4 bytes of length big-endian + bytes)
 *
 * The first event's prev is 32 zeros. An edit, a gap or another order is found at the first event
 * that does not fit; a tail that was cut off is found only by somebody who remembers a later head.
 * docs/journal.md. Pure; any thread.
 */
#ifndef RV_FEEDS_JOURNAL_JOURNAL_CHAIN_H
#define RV_FEEDS_JOURNAL_JOURNAL_CHAIN_H

#include "feeds/journal/journal_row.h"

/* The newest event of a chain; all zero before the first. */
typedef struct rv_chain {
	uint64_t seq;
	int64_t run_id;
	uint8_t hash[RV_HASH_BYTES];
} rv_chain;

typedef enum rv_chain_fault {
	RV_CHAIN_GOOD,
	RV_CHAIN_SEQ,	  /* an event is missing before this one */
	RV_CHAIN_LINK,	  /* its prev is not the hash before it */
	RV_CHAIN_CONTENT, /* its columns do not have its hash */
	RV_CHAIN_RUN	  /* it does not belong to the run that it says */
} rv_chain_fault;

/* Gives a row its seq, run_id, prev and hash, and makes it the head. */
void rv_chain_add(rv_chain *head, rv_journal_row *r);
/* Whether a stored row is the next of the chain; if so it is the head now. */
rv_chain_fault rv_chain_check(rv_chain *head, const rv_journal_row *r);
/* "payload changed", ...: fixed text. */
const char *rv_chain_fault_text(rv_chain_fault fault);

#endif
