/* Reading the kept books back, and checking every record before it is believed; see keep.h. */
#include "feeds/simx/keep_priv.h"

#include <stdlib.h>
#include <string.h>

#include "feeds/simx/account.h"
#include "feeds/simx/ledger.h"
#include "feeds/simx/list.h"
#include "feeds/simx/orders.h"

typedef struct load {
	rv_simx_keep *k;
	rv_simx *x;
	rv_keep_head head;
	rv_keep_account want[RV_SIMX_ACCOUNTS]; /* how much each shall have */
	rv_keep_kind kind;			/* of the list that is being read */
} load;

static rv_status no_memory(const load *l, rv_err *err)
{
	return rv_err_set(err, RV_ENOMEM, "%s: out of memory", l->k->path);
}

static rv_status wrong(const load *l, rv_err *err, const char *which, int64_t id)
{
	return rv_err_set(err, RV_EDATA, "%s: %s record %lld is not one of these books", l->k->path,
			  which, (long long)id);
}

/* Remembers what the file has, so that it is not written again. */
static rv_status remember(const load *l, rv_sim_out *has, const unsigned char *bytes, size_t n,
			  rv_err *err)
{
	rv_sim_out_reset(has);
	rv_sim_out_bytes(has, n > 0 ? (const char *)bytes : "", n);
	return has->failed ? no_memory(l, err) : RV_OK;
}

static bool read_as(const rv_simx_layout *layout, const unsigned char *bytes, size_t n,
		    void *record)
{
	return n == rv_simx_packed_size(layout) && rv_simx_unpack(layout, bytes, record);
}

static rv_status read_head(void *ctx, int64_t id, const unsigned char *bytes, size_t n, rv_err *err)
{
	load *l = ctx;
	rv_simx *x = l->x;
	const size_t fixed = rv_simx_packed_size(&rv_keep_head_layout);
	if (id != 0 || n != fixed + x->m.n_coins * 16 ||
	    !rv_simx_unpack(&rv_keep_head_layout, bytes, &l->head) ||
	    l->head.n_accounts > RV_SIMX_ACCOUNTS || l->head.n_signers > RV_SIMX_SIGNERS)
		return wrong(l, err, "head", id);
	x->funding_hour = l->head.funding_hour;
	x->market_cash = l->head.market_cash;
	x->house_cash = l->head.house_cash;
	x->next_oid = l->head.next_oid;
	x->next_tid = l->head.next_tid;
	for (size_t i = 0; i < x->m.n_coins; i++) {
		x->market_szi[i] = rv_simx_unpack_i64(bytes + fixed + i * 16);
		x->settled[i] = rv_simx_unpack_i64(bytes + fixed + i * 16 + 8) != 0;
	}
	return remember(l, &l->k->head, bytes, n, err);
}

static rv_status read_account(void *ctx, int64_t id, const unsigned char *bytes, size_t n,
			      rv_err *err)
{
	load *l = ctx;
	const size_t fixed = rv_simx_packed_size(&rv_keep_account_layout);
	const size_t each = rv_simx_packed_size(&rv_keep_agent_layout);
	rv_keep_account v = { .orders = 0 };
	if (id != (int64_t)l->x->n_accounts || id >= RV_SIMX_ACCOUNTS || n < fixed ||
	    !rv_simx_unpack(&rv_keep_account_layout, bytes, &v) || v.a.n_agents > RV_SIMX_AGENTS ||
	    n != fixed + v.a.n_agents * each)
		return wrong(l, err, "account", id);
	rv_simx_account *a = NULL;
	if (rv_simx_account_new(l->x, v.a.address, &a) != RV_OK)
		return no_memory(l, err);
	rv_simx_position *positions = a->positions;
	*a = v.a;
	a->index = (int)id;
	a->positions = positions;
	for (size_t i = 0; i < a->n_agents; i++) {
		rv_simx_agent *g = &a->agents[i];
		(void)rv_simx_unpack(&rv_keep_agent_layout, bytes + fixed + i * each, g);
		g->name[sizeof(g->name) - 1] = '\0';
	}
	l->want[id] = v;
	return remember(l, &l->k->saved[id].account, bytes, n, err);
}

static rv_status read_positions(void *ctx, int64_t id, const unsigned char *bytes, size_t n,
				rv_err *err)
{
	load *l = ctx;
	const size_t each = rv_simx_packed_size(&rv_keep_position_layout);
	if (id < 0 || id >= (int64_t)l->x->n_accounts || n % each != 0)
		return wrong(l, err, "positions", id);
	for (size_t i = 0; i < n / each; i++) {
		rv_keep_position v = { .coin = 0 };
		if (!rv_simx_unpack(&rv_keep_position_layout, bytes + i * each, &v) ||
		    v.coin >= l->x->m.n_coins || v.p.cost < 0 || v.p.leverage < 0)
			return wrong(l, err, "positions", id);
		l->x->accounts[id]->positions[v.coin] = v.p;
	}
	return remember(l, &l->k->saved[id].positions, bytes, n, err);
}

static rv_status read_signer(void *ctx, int64_t id, const unsigned char *bytes, size_t n,
			     rv_err *err)
{
	load *l = ctx;
	rv_simx_nonces *s = &l->x->nonces;
	const size_t count = (n - RV_SIMX_ADDRESS) / 8;
	if (id != (int64_t)s->n || id >= RV_SIMX_SIGNERS || n < RV_SIMX_ADDRESS ||
	    count > RV_SIMX_NONCES || n != RV_SIMX_ADDRESS + count * 8)
		return wrong(l, err, "signer", id);
	rv_simx_signer *g = calloc(1, sizeof(*g));
	if (!g)
		return no_memory(l, err);
	s->signers[s->n++] = g;
	memcpy(g->address, bytes, RV_SIMX_ADDRESS);
	for (; g->n < count; g->n++) {
		g->v[g->n] = rv_simx_unpack_i64(bytes + RV_SIMX_ADDRESS + g->n * 8);
		if (g->n > 0 && g->v[g->n] <= g->v[g->n - 1])
			return wrong(l, err, "signer", id);
	}
	return remember(l, &l->k->signers[id], bytes, n, err);
}

/* By ascending oid, so that the older of two of one price comes to stand first. */
static rv_status read_order(void *ctx, int64_t id, const unsigned char *bytes, size_t n,
			    rv_err *err)
{
	load *l = ctx;
	rv_simx_order o = { .oid = 0 };
	if (!read_as(&rv_keep_order_layout, bytes, n, &o) || o.oid != id ||
	    o.oid >= l->x->next_oid || o.account < 0 || (size_t)o.account >= l->x->n_accounts ||
	    o.coin >= l->x->m.n_coins || o.px <= 0 || (unsigned)o.tif > RV_SIMX_GTC ||
	    (unsigned)o.status >= RV_SIMX_STATUS_N)
		return wrong(l, err, "order", id);
	return rv_simx_order_restore(l->x, &o) == RV_OK ? RV_OK : no_memory(l, err);
}

/* One more item of a list of an account; it is copied. */
#define APPEND(list, item, most)                                                                   \
	append((void **)&(list).v, &(list).n, &(list).cap, &(list).dropped, &(item), sizeof(item), \
	       (most))

static bool append(void **v, size_t *n, size_t *cap, int64_t *dropped, const void *item,
		   size_t size, size_t most)
{
	void *room = rv_simx_room(*v, n, cap, dropped, size, most);
	if (!room)
		return false;
	*v = room;
	memcpy((char *)room + *n * size, item, size);
	++*n;
	return true;
}

static bool good_fill(const load *l, const rv_simx_fill *f)
{
	return f->coin < l->x->m.n_coins && f->px > 0 && f->sz > 0 &&
	       (unsigned)f->kind <= RV_SIMX_FILL_SETTLEMENT && f->tid < l->x->next_tid;
}

/* The span of a list that the records read so far make, next to one another. */
static bool follows(rv_keep_span *span, int64_t number)
{
	if (span->next == 0 && span->first == 0)
		span->first = span->next = number;
	if (number != span->next)
		return false;
	span->next++;
	return true;
}

static rv_status read_list(void *ctx, int64_t id, const unsigned char *bytes, size_t n, rv_err *err)
{
	load *l = ctx;
	const int64_t account = id >> RV_KEEP_NUMBER_BITS;
	const int64_t number = id & ((INT64_C(1) << RV_KEEP_NUMBER_BITS) - 1);
	if (account < 0 || account >= (int64_t)l->x->n_accounts)
		return wrong(l, err, "list", id);
	rv_simx_account *a = l->x->accounts[account];
	rv_keep_saved *s = &l->k->saved[account];
	rv_simx_fill f = { .px = 0 };
	rv_simx_funding u = { .coin = 0 };
	rv_simx_transfer t = { .id = 0 };
	bool good = false, room = false;
	if (l->kind == RV_KEEP_FILL) {
		good = read_as(&rv_keep_fill_layout, bytes, n, &f) && good_fill(l, &f) &&
		       follows(&s->fills, number);
		room = good && APPEND(a->fills, f, RV_SIMX_KEPT);
	} else if (l->kind == RV_KEEP_FUNDING) {
		good = read_as(&rv_keep_funding_layout, bytes, n, &u) && u.coin < l->x->m.n_coins &&
		       follows(&s->fundings, number);
		room = good && APPEND(a->fundings, u, RV_SIMX_KEPT);
	} else {
		good = read_as(&rv_keep_transfer_layout, bytes, n, &t) &&
		       follows(&s->transfers, number);
		room = good && APPEND(a->transfers, t, RV_SIMX_KEPT);
	}
	if (!good)
		return wrong(l, err, "list", id);
	return room ? RV_OK : no_memory(l, err);
}

/* What is missing at the end of a list, or of the whole of it. */
static bool complete(const rv_keep_span *span, int64_t total)
{
	return span->next == total;
}

static rv_status check_counts(const load *l, rv_err *err)
{
	if (l->head.n_accounts != l->x->n_accounts || l->head.n_signers != l->x->nonces.n)
		return rv_keep_wrong(l->k, err, "accounts or signers are missing");
	for (size_t i = 0; i < l->x->n_accounts; i++) {
		rv_simx_account *a = l->x->accounts[i];
		const rv_keep_account *w = &l->want[i];
		const rv_keep_saved *s = &l->k->saved[i];
		if (!s->positions.b || (int64_t)a->n_shown != w->shown ||
		    !complete(&s->fills, w->fills) || !complete(&s->fundings, w->fundings) ||
		    !complete(&s->transfers, w->transfers))
			return rv_err_set(err, RV_EDATA, "%s: records of account %zu are missing",
					  l->k->path, i);
		a->orders.dropped = w->orders - (int64_t)a->orders.n;
		a->fills.dropped = w->fills - (int64_t)a->fills.n;
		a->fundings.dropped = w->fundings - (int64_t)a->fundings.n;
		a->transfers.dropped = w->transfers - (int64_t)a->transfers.n;
	}
	return RV_OK;
}

static rv_status check_market(const load *l, rv_err *err)
{
	rv_simx_keep *k = l->k;
	rv_sim_out_reset(&k->row);
	rv_keep_pack_market(k, l->x, &k->row);
	if (k->row.failed)
		return no_memory(l, err);
	if (k->row.n != k->market.n || memcmp(k->row.b, k->market.b, k->row.n) != 0)
		return rv_keep_wrong(k, err, "made for other instruments than this market has");
	return RV_OK;
}

static rv_status read_all(load *l, rv_err *err)
{
	static const struct {
		rv_keep_kind kind;
		rv_row_each each;
	} steps[] = {
		{ RV_KEEP_HEAD, read_head },	       { RV_KEEP_ACCOUNT, read_account },
		{ RV_KEEP_POSITIONS, read_positions }, { RV_KEEP_SIGNER, read_signer },
		{ RV_KEEP_ORDER, read_order },	       { RV_KEEP_FILL, read_list },
		{ RV_KEEP_FUNDING, read_list },	       { RV_KEEP_TRANSFER, read_list },
	};
	rv_status st = check_market(l, err);
	if (st == RV_OK)
		st = rv_row_file_walk(l->k->file, RV_KEEP_HEAD, read_head, l, err);
	if (st == RV_OK && !l->k->head.b)
		st = rv_keep_wrong(l->k, err, "its head record is missing");
	for (size_t i = 0; st == RV_OK && i < sizeof(steps) / sizeof(steps[0]); i++) {
		l->kind = steps[i].kind;
		st = rv_row_file_walk(l->k->file, (int)steps[i].kind, steps[i].each, l, err);
	}
	return st == RV_OK ? check_counts(l, err) : st;
}

static rv_status audit(const load *l, rv_err *err)
{
	rv_err why = { .code = RV_OK };
	if (rv_simx_audit(l->x, &why) == RV_OK)
		return RV_OK;
	return rv_err_set(err, RV_EDATA, "%s: the books do not add up: %.200s", l->k->path,
			  why.text);
}

rv_status rv_simx_keep_load(rv_simx_keep *k, rv_simx *x, rv_err *err)
{
	rv_status st = RV_OK;
	if (!k->fresh) {
		load *l = calloc(1, sizeof(*l));
		if (!l)
			return rv_err_set(err, RV_ENOMEM, "%s: out of memory", k->path);
		l->k = k;
		l->x = x;
		st = read_all(l, err);
		if (st == RV_OK)
			st = audit(l, err);
		free(l);
		x->now = k->last.books_ms;
		x->ahead = 0;
	}
	x->kept = st == RV_OK;
	return st;
}
