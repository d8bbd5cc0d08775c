/* The hash chain of the journal; see journal_chain.h. */
#include "feeds/journal/journal_chain.h"

#include <string.h>

#include "engine/base/sha256.h"

static void put_be(uint8_t *p, uint64_t v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (uint8_t)(v >> (8 * (n - 1 - i)));
}

static void add_bytes(rv_sha256_ctx *c, const rv_bytes *b)
{
	uint8_t len[4];
	put_be(len, b->n, sizeof(len));
	rv_sha256_update(c, len, sizeof(len));
	rv_sha256_update(c, b->p, b->n);
}

static void hash_row(const uint8_t prev[RV_HASH_BYTES], const rv_journal_row *r,
		     uint8_t out[RV_HASH_BYTES])
{
	const uint64_t numbers[6] = {
		r->seq,		  (uint64_t)r->utc_ms, (uint64_t)r->elapsed_ms, (uint64_t)r->run_id,
		(uint64_t)r->uid, (uint64_t)r->conn
	};
	uint8_t b[sizeof(numbers)];
	for (size_t i = 0; i < 6; i++)
		put_be(b + 8 * i, numbers[i], 8);
	rv_sha256_ctx c;
	rv_sha256_init(&c);
	rv_sha256_update(&c, prev, RV_HASH_BYTES);
	rv_sha256_update(&c, b, sizeof(b));
	add_bytes(&c, &r->type);
	add_bytes(&c, &r->subject);
	add_bytes(&c, &r->key[0]);
	add_bytes(&c, &r->key[1]);
	add_bytes(&c, &r->payload);
	rv_sha256_final(&c, out);
}

static int64_t run_after(const rv_chain *head, const rv_journal_row *r)
{
	static const char run[] = "run";
	const bool begins = r->type.n == sizeof(run) - 1 && memcmp(r->type.p, run, r->type.n) == 0;
	return head->run_id + (begins ? 1 : 0);
}

void rv_chain_add(rv_chain *head, rv_journal_row *r)
{
	r->seq = head->seq + 1;
	r->run_id = run_after(head, r);
	memcpy(r->prev, head->hash, RV_HASH_BYTES);
	hash_row(r->prev, r, r->hash);
	head->seq = r->seq;
	head->run_id = r->run_id;
	memcpy(head->hash, r->hash, RV_HASH_BYTES);
}

rv_chain_fault rv_chain_check(rv_chain *head, const rv_journal_row *r)
{
	uint8_t hash[RV_HASH_BYTES];
	if (r->seq != head->seq + 1)
		return RV_CHAIN_SEQ;
	if (memcmp(r->prev, head->hash, RV_HASH_BYTES) != 0)
		return RV_CHAIN_LINK;
	hash_row(r->prev, r, hash);
	if (memcmp(r->hash, hash, RV_HASH_BYTES) != 0)
		return RV_CHAIN_CONTENT;
	if (r->run_id != run_after(head, r))
		return RV_CHAIN_RUN;
	head->seq = r->seq;
	head->run_id = r->run_id;
	memcpy(head->hash, hash, RV_HASH_BYTES);
	return RV_CHAIN_GOOD;
}

const char *rv_chain_fault_text(rv_chain_fault fault)
{
	switch (fault) {
	case RV_CHAIN_SEQ:
		return "missing seq";
	case RV_CHAIN_LINK:
		return "link broken: it does not follow from the event before it";
	case RV_CHAIN_CONTENT:
		return "payload changed: its columns do not have its hash";
	case RV_CHAIN_RUN:
		return "run id changed: it does not belong to the run that it says";
	case RV_CHAIN_GOOD:
		break;
	}
	return "good";
}
