/* Opening the kept books, and writing what has changed; see keep.h. */
#include "feeds/simx/keep_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* "RVVB" in the file's header. */
static const rv_row_file_id file_id = { 0x52565642, 1, "the books of a simulated venue" };

static rv_status read_market(void *ctx, int64_t id, const unsigned char *bytes, size_t n,
			     rv_err *err)
{
	rv_simx_keep *k = ctx;
	if (id != 0 || n < 16)
		return rv_keep_wrong(k, err, "another market record than it was made with");
	const uint64_t seed = (uint64_t)rv_simx_unpack_i64(bytes);
	if (seed != k->seed)
		return rv_err_set(err, RV_EDATA, "%s: made for the market of seed %llu, not %llu",
				  k->path, (unsigned long long)seed, (unsigned long long)k->seed);
	k->world = (uint64_t)rv_simx_unpack_i64(bytes + 8);
	k->fresh = false;
	rv_sim_out_bytes(&k->market, (const char *)bytes, n);
	return k->market.failed ? rv_err_set(err, RV_ENOMEM, "%s: out of memory", k->path) : RV_OK;
}

static rv_status read_clock(void *ctx, int64_t id, const unsigned char *bytes, size_t n,
			    rv_err *err)
{
	rv_simx_keep *k = ctx;
	if (id != 0 || n != rv_simx_packed_size(&rv_keep_clock_layout) ||
	    !rv_simx_unpack(&rv_keep_clock_layout, bytes, &k->last))
		return rv_keep_wrong(k, err, "another clock record than it was made with");
	k->has_clock = true;
	return RV_OK;
}

/* Accounts are told apart by it: a draw that repeats would give new accounts an old journal. */
static rv_status draw_world(rv_simx_keep *k, rv_err *err)
{
	while (k->world == 0) {
		if (getrandom(&k->world, sizeof(k->world), 0) != (ssize_t)sizeof(k->world))
			return rv_err_set(err, RV_EIO, "%s: no random numbers", k->path);
	}
	return RV_OK;
}

rv_status rv_simx_keep_open(const char *path, uint64_t seed, rv_simx_keep **out, rv_err *err)
{
	rv_simx_keep *k = calloc(1, sizeof(*k));
	if (k)
		k->path = strdup(path);
	if (!k || !k->path) {
		free(k);
		return rv_err_set(err, RV_ENOMEM, "%s: out of memory", path);
	}
	k->seed = seed;
	k->fresh = true;
	rv_status st = rv_row_file_open(path, &file_id, &k->file, err);
	if (st == RV_OK)
		st = rv_row_file_walk(k->file, RV_KEEP_MARKET, read_market, k, err);
	if (st == RV_OK)
		st = rv_row_file_walk(k->file, RV_KEEP_CLOCK, read_clock, k, err);
	if (st == RV_OK && k->fresh == k->has_clock)
		st = rv_keep_wrong(k, err, "its market record is missing, or its clock's");
	if (st == RV_OK && k->fresh)
		st = draw_world(k, err);
	if (st != RV_OK) {
		rv_simx_keep_close(k);
		return st;
	}
	*out = k;
	return RV_OK;
}

void rv_simx_keep_close(rv_simx_keep *k)
{
	if (!k)
		return;
	rv_row_file_close(k->file);
	for (size_t i = 0; i < RV_SIMX_ACCOUNTS; i++) {
		rv_sim_out_free(&k->saved[i].account);
		rv_sim_out_free(&k->saved[i].positions);
	}
	for (size_t i = 0; i < RV_SIMX_SIGNERS; i++)
		rv_sim_out_free(&k->signers[i]);
	rv_sim_out_free(&k->row);
	rv_sim_out_free(&k->head);
	rv_sim_out_free(&k->market);
	free(k->path);
	free(k);
}

uint64_t rv_simx_keep_world(const rv_simx_keep *k)
{
	return k->world;
}

bool rv_simx_keep_last(const rv_simx_keep *k, rv_simx_keep_clock *out)
{
	if (k->fresh)
		return false;
	*out = k->last.c;
	if (out->venue_ms < k->last.books_ms) /* the clock was set back a little as it started */
		out->venue_ms = k->last.books_ms;
	return true;
}

/* --- Writing --- */

static rv_status put(rv_simx_keep *k, rv_keep_kind kind, int64_t id, const rv_sim_out *bytes,
		     rv_err *err)
{
	k->changed = true;
	if (bytes->failed)
		return rv_err_set(err, RV_ENOMEM, "%s: out of memory", k->path);
	return rv_row_file_put(k->file, (int)kind, id, bytes->b, bytes->n, err);
}

/* Puts k->row if it is not what the file has, which `has` remembers. */
static rv_status put_new(rv_simx_keep *k, rv_keep_kind kind, int64_t id, rv_sim_out *has,
			 rv_err *err)
{
	const rv_sim_out *row = &k->row;
	if (has->b && !row->failed && has->n == row->n &&
	    (row->n == 0 || memcmp(has->b, row->b, row->n) == 0))
		return RV_OK;
	rv_sim_out_reset(has);
	rv_sim_out_bytes(has, row->b ? row->b : "", row->n);
	if (has->failed)
		return rv_err_set(err, RV_ENOMEM, "%s: out of memory", k->path);
	return put(k, kind, id, row, err);
}

/* A list that only grows at its end and is let go at its front, as the file has it. */
typedef struct grown {
	rv_keep_kind kind;
	const rv_simx_layout *layout;
	const void *v;
	size_t item, n;
	int64_t dropped, most;
} grown;

static rv_status put_grown(rv_simx_keep *k, const grown *g, int account, rv_keep_span *has,
			   rv_err *err)
{
	const int64_t next = (int64_t)g->n + g->dropped;
	rv_status st = RV_OK;
	for (; st == RV_OK && has->next < next; has->next++) {
		if (has->next < g->dropped)
			continue; /* come and gone within one piece of work */
		const size_t i = (size_t)(has->next - g->dropped);
		rv_sim_out_reset(&k->row);
		rv_keep_append(g->layout, (const char *)g->v + i * g->item, &k->row);
		st = put(k, g->kind, rv_keep_id(account, has->next), &k->row, err);
	}
	if (st != RV_OK || next - has->first <= g->most + g->most / 10)
		return st;
	const int64_t first = next - g->most; /* the oldest tenth at once */
	k->changed = true;
	st = rv_row_file_drop(k->file, (int)g->kind, rv_keep_id(account, has->first),
			      rv_keep_id(account, first - 1), err);
	has->first = first;
	return st;
}

#define GROWN(list, record_kind, record_layout, keep_most)                                         \
	{                                                                                          \
		.kind = (record_kind), .layout = &(record_layout), .v = (list).v,                  \
		.item = sizeof(*(list).v), .n = (list).n, .dropped = (list).dropped,               \
		.most = (keep_most)                                                                \
	}

static rv_status save_lists(rv_simx_keep *k, const rv_simx_account *a, rv_err *err)
{
	rv_keep_saved *s = &k->saved[a->index];
	const grown fills = GROWN(a->fills, RV_KEEP_FILL, rv_keep_fill_layout, RV_SIMX_FILLS_SHOWN);
	const grown fundings =
		GROWN(a->fundings, RV_KEEP_FUNDING, rv_keep_funding_layout, RV_SIMX_KEPT);
	const grown transfers =
		GROWN(a->transfers, RV_KEEP_TRANSFER, rv_keep_transfer_layout, RV_SIMX_KEPT);
	rv_status st = put_grown(k, &fills, a->index, &s->fills, err);
	if (st == RV_OK)
		st = put_grown(k, &fundings, a->index, &s->fundings, err);
	return st == RV_OK ? put_grown(k, &transfers, a->index, &s->transfers, err) : st;
}

static rv_status save_account(rv_simx_keep *k, const rv_simx *x, const rv_simx_account *a,
			      rv_err *err)
{
	rv_keep_saved *s = &k->saved[a->index];
	rv_status st = save_lists(k, a, err);
	rv_sim_out_reset(&k->row);
	rv_keep_pack_account(a, &k->row);
	if (st == RV_OK)
		st = put_new(k, RV_KEEP_ACCOUNT, a->index, &s->account, err);
	rv_sim_out_reset(&k->row);
	rv_keep_pack_positions(x, a, &k->row);
	return st == RV_OK ? put_new(k, RV_KEEP_POSITIONS, a->index, &s->positions, err) : st;
}

static rv_status save_orders(rv_simx_keep *k, rv_simx *x, rv_err *err)
{
	rv_status st = RV_OK;
	for (size_t i = 0; st == RV_OK && i < x->touched.n; i++) {
		rv_simx_order *o = x->touched.v[i];
		o->touched = false;
		k->changed = true;
		rv_sim_out_reset(&k->row);
		rv_keep_append(&rv_keep_order_layout, o, &k->row);
		if (!o->forgotten)
			st = put(k, RV_KEEP_ORDER, o->oid, &k->row, err);
		else
			st = rv_row_file_drop(k->file, RV_KEEP_ORDER, o->oid, o->oid, err);
	}
	x->touched.n = 0;
	return st;
}

static rv_status save_rest(rv_simx_keep *k, const rv_simx *x, rv_err *err)
{
	rv_status st = RV_OK;
	for (size_t i = 0; st == RV_OK && i < x->nonces.n; i++) {
		rv_sim_out_reset(&k->row);
		rv_keep_pack_signer(x->nonces.signers[i], &k->row);
		st = put_new(k, RV_KEEP_SIGNER, (int64_t)i, &k->signers[i], err);
	}
	if (st != RV_OK)
		return st;
	rv_sim_out_reset(&k->row);
	rv_keep_pack_head(x, &k->row);
	st = put_new(k, RV_KEEP_HEAD, 0, &k->head, err);
	if (st != RV_OK || !k->fresh)
		return st;
	rv_sim_out_reset(&k->row);
	rv_keep_pack_market(k, x, &k->row);
	return put_new(k, RV_KEEP_MARKET, 0, &k->market, err);
}

static rv_status save_clock(rv_simx_keep *k, const rv_simx *x, const rv_simx_keep_clock *c,
			    rv_err *err)
{
	k->last = (rv_keep_clock_row){ .c = *c, .books_ms = x->now };
	rv_sim_out_reset(&k->row);
	rv_keep_append(&rv_keep_clock_layout, &k->last, &k->row);
	return put(k, RV_KEEP_CLOCK, 0, &k->row, err);
}

static rv_status save(rv_simx_keep *k, rv_simx *x, const rv_simx_keep_clock *c, bool tick,
		      rv_err *err)
{
	rv_status st = save_orders(k, x, err);
	for (size_t i = 0; st == RV_OK && i < x->n_accounts; i++)
		st = save_account(k, x, x->accounts[i], err);
	if (st == RV_OK)
		st = save_rest(k, x, err);
	if (st != RV_OK || (!k->changed && !tick))
		return st;
	st = save_clock(k, x, c, err);
	return st == RV_OK ? rv_row_file_commit(k->file, err) : st;
}

rv_status rv_simx_keep_save(rv_simx_keep *k, rv_simx *x, const rv_simx_keep_clock *c, bool tick,
			    rv_err *err)
{
	if (x->failed)
		return rv_err_set(err, RV_EIO, "%s: the books are not complete", k->path);
	k->changed = false;
	const rv_status st = save(k, x, c, tick, err);
	if (st == RV_OK)
		k->fresh = false;
	else
		x->failed = true;
	return st;
}
