/*
 * The books in a file: whatever the stream of orders, a venue that is made again from its file has
 * the same ones, refuses the nonces that were used, goes on with its ids, and fills, pays and
 * cancels what came due in between. A file that is not whole is one line.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/rng.h"
#include "engine/base/timefmt.h"
#include "feeds/simx/keep.h"
#include "feeds/simx/ledger.h"
#include "feeds/simx/orders.h"
#include "feeds/simx/state.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/faulty_vfs.h"
#include "tests/support/simx_bench.h"
#include "tests/support/simx_stream.h"
#include "tests/support/tmpdir.h"

enum { STREAMS = 4, STEPS = 100, SEED = 7 };

typedef struct kept {
	simx_bench *b;
	rv_simx_keep *k;
	char path[RV_TMP_PATH * 2];
} kept;

static rv_simx_keep_clock clock_of(const kept *f)
{
	return (rv_simx_keep_clock){ .venue_ms = f->b->now, .machine_ms = 5, .speed = 1000000 };
}

static void save(kept *f)
{
	rv_err err = { .code = RV_OK };
	const rv_simx_keep_clock c = clock_of(f);
	if (rv_simx_keep_save(f->k, f->b->x, &c, false, &err) != RV_OK)
		fail_msg("%s", err.text);
}

static void open_file(kept *f)
{
	rv_err err = { .code = RV_OK };
	if (rv_simx_keep_open(f->path, SEED, &f->k, &err) != RV_OK ||
	    rv_simx_keep_load(f->k, f->b->x, &err) != RV_OK)
		fail_msg("%s", err.text);
}

/* The venue is gone and comes back over the same market; what the file does not have is lost. */
static void restart(kept *f)
{
	rv_simx_keep_close(f->k);
	bench_reset(f->b);
	open_file(f);
	rv_simx_advance(f->b->x, f->b->now, f->b->now);
	save(f);
}

static kept begin(void **state)
{
	kept f = { .b = *state };
	(void)rv_tmpdir_path(&rv_tmp, "books", f.path);
	vfs_install(); /* syncs cost nothing */
	open_file(&f);
	save(&f);
	return f;
}

static void finish(kept *f)
{
	rv_simx_keep_close(f->k);
	vfs_remove();
	assert_int_equal(unlink(f->path), 0);
}

/* Everything of the accounts and the sums; the list of actions is not kept. */
static char *books(const rv_simx *x)
{
	rv_sim_out out = { .b = NULL };
	rv_simx_ledger(x, &out);
	assert_false(out.failed);
	cJSON *json = cJSON_Parse(out.b);
	rv_sim_out_free(&out);
	assert_non_null(json);
	assert_string_equal(cJSON_GetObjectItem(json, "audit")->valuestring, "ok");
	cJSON_DeleteItemFromObject(json, "actions");
	cJSON_DeleteItemFromObject(json, "actionsDropped");
	cJSON_DeleteItemFromObject(json, "actionsRefused");
	char *text = cJSON_PrintUnformatted(json);
	cJSON_Delete(json);
	assert_non_null(text);
	return text;
}

static void same_lists(const rv_simx_account *a, const rv_simx_account *b)
{
	assert_int_equal(a->fundings.n, b->fundings.n);
	assert_int_equal(a->transfers.n, b->transfers.n);
	for (size_t i = 0; i < a->fundings.n; i++) {
		const rv_simx_funding *u = &a->fundings.v[i], *v = &b->fundings.v[i];
		assert_true(u->time == v->time && u->usdc == v->usdc && u->szi == v->szi &&
			    u->rate == v->rate && u->coin == v->coin);
	}
	for (size_t i = 0; i < a->transfers.n; i++) {
		const rv_simx_transfer *u = &a->transfers.v[i], *v = &b->transfers.v[i];
		assert_true(u->time == v->time && u->usdc == v->usdc && u->id == v->id);
	}
}

static void same_account(const rv_simx_account *a, const rv_simx_account *b)
{
	assert_int_equal(a->passed_ms, b->passed_ms);
	assert_int_equal(a->cancel_at, b->cancel_at);
	assert_int_equal(a->trigger_day, b->trigger_day);
	assert_int_equal(a->triggers, b->triggers);
	assert_int_equal(a->n_open, b->n_open);
	assert_int_equal(a->n_shown, b->n_shown);
	assert_int_equal(a->n_agents, b->n_agents);
	for (size_t i = 0; i < a->n_agents; i++) {
		assert_memory_equal(a->agents[i].address, b->agents[i].address, RV_SIMX_ADDRESS);
		assert_string_equal(a->agents[i].name, b->agents[i].name);
		assert_int_equal(a->agents[i].valid_until, b->agents[i].valid_until);
	}
	for (size_t c = 0; c < BENCH_COINS; c++) {
		const rv_simx_position *p = &a->positions[c], *q = &b->positions[c];
		assert_true(p->szi == q->szi && p->cost == q->cost && p->leverage == q->leverage &&
			    p->funding_all == q->funding_all &&
			    p->funding_open == q->funding_open &&
			    p->funding_change == q->funding_change);
	}
	same_lists(a, b);
}

static void same_books(const rv_simx *x, const rv_simx *y)
{
	assert_int_equal(x->now, y->now);
	assert_int_equal(x->funding_hour, y->funding_hour);
	assert_int_equal(x->next_oid, y->next_oid);
	assert_int_equal(x->next_tid, y->next_tid);
	assert_int_equal(x->n_resting, y->n_resting);
	assert_int_equal(x->n_accounts, y->n_accounts);
	for (size_t i = 0; i < x->n_accounts; i++)
		same_account(x->accounts[i], y->accounts[i]);
	for (size_t c = 0; c < BENCH_COINS; c++) {
		assert_int_equal(x->market_szi[c], y->market_szi[c]);
		for (int side = 0; side < 2; side++) {
			const rv_simx_order *o = x->heads[side][c], *p = y->heads[side][c];
			for (; o && p; o = o->next, p = p->next)
				assert_int_equal(o->oid, p->oid);
			assert_true(!o && !p);
		}
	}
	assert_int_equal(x->nonces.n, y->nonces.n);
	for (size_t i = 0; i < x->nonces.n; i++) {
		const rv_simx_signer *g = x->nonces.signers[i], *h = y->nonces.signers[i];
		assert_int_equal(g->n, h->n);
		assert_memory_equal(g->address, h->address, RV_SIMX_ADDRESS);
		assert_memory_equal(g->v, h->v, g->n * sizeof(g->v[0]));
	}
}

/* Reads the file into a second venue beside the one that goes on, and compares. */
static void compare_with_file(kept *f)
{
	rv_simx *went_on = f->b->x;
	char *want = books(went_on);
	rv_simx_keep_close(f->k);
	f->b->x = NULL;
	bench_reset(f->b);
	open_file(f);
	/* the instant is that of the newest change: nothing has happened since */
	assert_true(f->b->x->now <= went_on->now);
	f->b->x->now = went_on->now;
	f->b->x->ahead = went_on->ahead;
	same_books(went_on, f->b->x);
	char *have = books(f->b->x);
	assert_string_equal(have, want);
	cJSON_free(have);
	cJSON_free(want);
	rv_simx_free(went_on);
}

static void any_stream_comes_back(void **state)
{
	kept f = begin(state);
	size_t restarts = 0, resting = 0;
	for (uint64_t s = 0; s < STREAMS; s++) {
		rv_rng r;
		rv_rng_seed(&r, 2385, 100 + s, 0);
		for (int i = 0; i < STEPS; i++) {
			stream_step(f.b, &r);
			save(&f);
			if (rv_rng_below(&r, 12) != 0)
				continue;
			compare_with_file(&f);
			restarts++;
			resting += (size_t)f.b->x->n_resting;
			bench_repeat(f.b);
		}
		for (int t = 0; t < BENCH_TRADERS; t++)
			assert_true(bench_account(f.b, t)->fills.n > 0);
	}
	assert_true(restarts > 15 && resting > 100);
	finish(&f);
}

static void a_used_nonce_is_refused_and_ids_go_on(void **state)
{
	kept f = begin(state);
	const int64_t nonce = f.b->nonce;
	const int64_t first = bench_oid(bench_place(f.b, 0, 0, true, "99", "1", RV_HL_TIF_GTC));
	save(&f);
	restart(&f);
	f.b->nonce = nonce;
	char want[96];
	(void)snprintf(want, sizeof(want), "Invalid nonce: duplicate nonce %lld", (long long)nonce);
	bench_expect_err(bench_place(f.b, 0, 0, true, "98", "1", RV_HL_TIF_GTC), want);
	const int64_t second = bench_oid(bench_place(f.b, 0, 0, true, "98", "1", RV_HL_TIF_GTC));
	assert_int_equal(second, first + 1);
	assert_string_equal(bench_status(f.b, 0, first), "open");
	assert_string_equal(bench_cancel(f.b, 0, 0, first),
			    "{\"status\":\"ok\",\"response\":{\"type\":\"cancel\",\"data\":"
			    "{\"statuses\":[\"success\"]}}}");
	finish(&f);
}

/* The market is looked at from the instant of the last write on, neither again nor with a gap. */
static void the_instant_that_was_looked_at_is_kept(void **state)
{
	kept f = begin(state);
	bench_advance(f.b, 5000);
	(void)bench_place(f.b, 0, 0, true, "99", "1", RV_HL_TIF_GTC);
	save(&f);
	rv_simx_keep_close(f.k);
	bench_reset(f.b);
	open_file(&f);
	assert_int_equal(f.b->x->now, bench_start + 5000);
	finish(&f);
}

/* 3 are to be sold, 2 are sold otherwise: the order is of 1 from then on. */
static void a_shrunk_order_stays_small(void **state)
{
	kept f = begin(state);
	(void)bench_place(f.b, 0, 0, true, "101", "3", RV_HL_TIF_IOC);
	const int64_t oid = bench_oid(bench_reduce(f.b, 0, 0, false, "105", "3", RV_HL_TIF_GTC));
	save(&f);
	(void)bench_place(f.b, 0, 0, false, "99", "2", RV_HL_TIF_IOC);
	save(&f);
	restart(&f);
	assert_int_equal(rv_simx_order_by_oid(bench_account(f.b, 0), oid)->sz, 100);
	assert_int_equal(rv_simx_order_by_oid(bench_account(f.b, 0), oid)->orig_sz, 300);
	finish(&f);
}

/* What was not saved was never told: it has not been. */
static void what_was_not_written_is_gone(void **state)
{
	kept f = begin(state);
	const int64_t oid = bench_oid(bench_place(f.b, 0, 0, true, "99", "1", RV_HL_TIF_GTC));
	assert_string_equal(bench_status(f.b, 0, oid), "open");
	restart(&f);
	assert_string_equal(bench_status(f.b, 0, oid), "unknown");
	assert_int_equal(f.b->x->n_resting, 0);
	finish(&f);
}

/* The path reaches the older and the better first, and of two of one price the first that came. */
static void resting_orders_fill_over_the_time_away(void **state)
{
	kept f = begin(state);
	const int64_t a = bench_oid(bench_place(f.b, 0, 0, true, "99.5", "3", RV_HL_TIF_GTC));
	const int64_t b = bench_oid(bench_place(f.b, 1, 0, true, "99.5", "4", RV_HL_TIF_GTC));
	const int64_t c = bench_oid(bench_place(f.b, 2, 0, true, "98.5", "1", RV_HL_TIF_GTC));
	save(&f);
	f.b->coins[0].lo = 995000; /* of 0.0001: down to 99.5 and back */
	f.b->coins[0].hi = 1000000;
	f.b->coins[0].from = f.b->now + 5000; /* once: a span ends at the hour before that */
	f.b->now += 20 * 60 * 1000;
	restart(&f);
	assert_string_equal(bench_status(f.b, 0, a), "filled");
	assert_string_equal(bench_status(f.b, 1, b), "open"); /* 5.00 was there, 3 of it taken */
	assert_int_equal(bench_account(f.b, 1)->positions[0].szi, 200);
	assert_string_equal(bench_status(f.b, 2, c), "open");
	assert_int_equal(bench_account(f.b, 0)->positions[0].szi, 300);
	assert_int_equal(bench_last_fill(f.b, 0)->px, 995000);
	f.b->coins[0].lo = 0;
	restart(&f); /* and not a second time */
	assert_int_equal(bench_account(f.b, 0)->positions[0].szi, 300);
	assert_int_equal(bench_account(f.b, 1)->positions[0].szi, 200);
	finish(&f);
}

/* 3 long at oracle 100 pay 0.0001 an hour: 0.03 USDC for each full hour that passed. */
static void missed_hours_are_paid_once(void **state)
{
	kept f = begin(state);
	(void)bench_place(f.b, 0, 0, true, "101", "3", RV_HL_TIF_IOC);
	save(&f);
	f.b->coins[0].rate = 100000000;
	const int64_t cash = bench_account(f.b, 0)->cash;
	f.b->now += 5 * RV_HOUR_MS + 2000; /* the clock began a second before an hour */
	restart(&f);
	assert_int_equal(bench_account(f.b, 0)->fundings.n, 6);
	assert_int_equal(bench_account(f.b, 0)->cash, cash - 6 * 30000);
	restart(&f);
	assert_int_equal(bench_account(f.b, 0)->fundings.n, 6);
	f.b->now += RV_HOUR_MS;
	restart(&f);
	assert_int_equal(bench_account(f.b, 0)->fundings.n, 7);
	assert_int_equal(bench_account(f.b, 0)->fundings.v[6].time,
			 bench_account(f.b, 0)->fundings.v[5].time + RV_HOUR_MS);
	finish(&f);
}

static void a_scheduled_cancel_comes_due_while_it_is_away(void **state)
{
	kept f = begin(state);
	rv_simx_find(f.b->x, f.b->address[0])->volume = INT64_C(1000000000000);
	const int64_t oid = bench_oid(bench_place(f.b, 0, 0, true, "99", "1", RV_HL_TIF_GTC));
	rv_hl_action a = { .kind = RV_HL_ACTION_SCHEDULE_CANCEL };
	a.u.cancel_at_ms = f.b->now + 60000;
	(void)bench_send(f.b, 0, &a);
	save(&f);
	f.b->now += 30000;
	restart(&f);
	assert_string_equal(bench_status(f.b, 0, oid), "open");
	f.b->now += 40000;
	f.b->coins[0].lo = 980000; /* after the cancel: it is out of the book by then */
	f.b->coins[0].hi = 1000000;
	f.b->coins[0].from = a.u.cancel_at_ms + 1000;
	restart(&f);
	assert_string_equal(bench_status(f.b, 0, oid), "scheduledCancel");
	assert_int_equal(bench_account(f.b, 0)->positions[0].szi, 0);
	assert_int_equal(bench_account(f.b, 0)->triggers, 1);
	assert_int_equal(bench_account(f.b, 0)->cancel_at, 0);
	restart(&f);
	assert_int_equal(bench_account(f.b, 0)->triggers, 1);
	finish(&f);
}

/* Beyond what can be asked for the file forgets too, and knows how much there was. */
static void what_nobody_can_ask_for_is_dropped(void **state)
{
	kept f = begin(state);
	const int64_t old = bench_oid(bench_place(f.b, 0, 0, true, "99", "1", RV_HL_TIF_GTC));
	for (int i = 0; i < RV_SIMX_RETENTION + 40; i++) {
		(void)bench_place(f.b, 0, 0, true, "101", "0.2", RV_HL_TIF_IOC);
		(void)bench_place(f.b, 0, 0, false, "99.9", "0.2", RV_HL_TIF_IOC);
		bench_advance(f.b, 1000);
		if (i % 16 == 0)
			save(&f);
	}
	save(&f);
	const rv_simx_account *a = bench_account(f.b, 0);
	const size_t fills = a->fills.n, orders = a->orders.n;
	assert_true(orders > RV_SIMX_RETENTION);
	restart(&f);
	a = bench_account(f.b, 0);
	assert_int_equal(a->n_shown, RV_SIMX_RETENTION);
	assert_int_equal(a->orders.n, RV_SIMX_RETENTION);
	assert_int_equal((int64_t)a->orders.n + a->orders.dropped, orders);
	assert_int_equal(a->fills.n, fills);
	assert_string_equal(bench_status(f.b, 0, old), "open"); /* an open one never goes */
	bench_audit(f.b);
	finish(&f);
}

static void fills_are_capped(void **state)
{
	kept f = begin(state);
	rv_simx_account *a = rv_simx_find(f.b->x, f.b->address[0]);
	rv_simx_fill *v = calloc(24000, sizeof(*v));
	assert_non_null(v);
	for (int i = 0; i < 24000; i++) /* to and fro: the position stays */
		v[i] = (rv_simx_fill){
			.px = 1, .sz = 1, .tid = i, .start_szi = i & 1, .buy = !(i & 1)
		};
	a->fills.v = v;
	a->fills.cap = 24000;
	for (a->fills.n = 1; a->fills.n < 24000; a->fills.n += 611)
		save(&f);
	a->fills.n = 24000;
	save(&f);
	restart(&f);
	a = rv_simx_find(f.b->x, f.b->address[0]);
	assert_true(a->fills.n >= RV_SIMX_FILLS_SHOWN &&
		    a->fills.n <= RV_SIMX_FILLS_SHOWN * 11 / 10);
	assert_int_equal((int64_t)a->fills.n + a->fills.dropped, 24000);
	assert_int_equal(a->fills.v[a->fills.n - 1].tid, 23999);
	restart(&f);
	finish(&f);
}

/* --- Refusals --- */

static void edit(const kept *f, const char *sql)
{
	sqlite3 *db = NULL;
	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA locking_mode = EXCLUSIVE", NULL, NULL, NULL),
			 SQLITE_OK); /* the test's file system shares nothing */
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_true(sqlite3_changes(db) > 0);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void refused(const kept *f, simx_bench *b, uint64_t seed, const char *why)
{
	rv_err err = { .code = RV_OK };
	rv_simx_keep *k = NULL;
	bench_reset(b);
	rv_status st = rv_simx_keep_open(f->path, seed, &k, &err);
	if (st == RV_OK)
		st = rv_simx_keep_load(k, b->x, &err);
	rv_simx_keep_close(k);
	if (st != RV_EDATA || !strstr(err.text, why) || !strstr(err.text, f->path) ||
	    strchr(err.text, '\n'))
		fail_msg("%d '%s', want '%s'", (int)st, err.text, why);
}

static void what_is_missing_is_found(void **state)
{
	static const struct {
		const char *sql, *why;
	} cases[] = {
		{ "DELETE FROM row WHERE kind = 1", "its market record is missing" },
		{ "DELETE FROM row WHERE kind = 3", "its head record is missing" },
		{ "DELETE FROM row WHERE kind = 4 AND id = 0", "account record 1" },
		{ "DELETE FROM row WHERE kind = 4 AND id = 3", "positions record 3" },
		{ "DELETE FROM row WHERE kind = 5 AND id = 0", "records of account 0 are missing" },
		{ "DELETE FROM row WHERE kind = 6", "accounts or signers are missing" },
		{ "DELETE FROM row WHERE kind = 7 AND id = (SELECT max(id) FROM row WHERE kind = "
		  "7)",
		  "records of account" },
		{ "DELETE FROM row WHERE kind = 8 AND id = (SELECT max(id) FROM row WHERE kind = "
		  "8)",
		  "records of account" },
		{ "DELETE FROM row WHERE kind = 10 AND id = 0", "records of account 0" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		kept f = begin(state);
		(void)bench_place(f.b, 0, 0, true, "101", "1", RV_HL_TIF_IOC);
		(void)bench_place(f.b, 0, 0, true, "101", "1", RV_HL_TIF_IOC);
		save(&f);
		rv_simx_keep_close(f.k);
		f.k = NULL;
		edit(&f, cases[i].sql);
		refused(&f, f.b, SEED, cases[i].why);
		finish(&f);
		bench_reset(f.b);
		bench_enter(f.b);
	}
}

static void another_market_is_refused(void **state)
{
	kept f = begin(state);
	rv_simx_keep_close(f.k);
	f.k = NULL;
	refused(&f, f.b, SEED + 1, "made for the market of seed 7, not 8");
	f.b->coins[1].coin.sz_decimals++;
	refused(&f, f.b, SEED, "made for other instruments");
	f.b->coins[1].coin.sz_decimals--;
	finish(&f);
	bench_reset(f.b);
}

/* Worlds differ, and stay what they are. */
static void a_world_keeps_its_number(void **state)
{
	kept f = begin(state);
	rv_simx_keep_clock c = { .speed = -1 };
	const uint64_t world = rv_simx_keep_world(f.k);
	assert_true(world != 0);
	restart(&f);
	assert_true(rv_simx_keep_world(f.k) == world);
	assert_true(rv_simx_keep_last(f.k, &c));
	assert_int_equal(c.venue_ms, f.b->now);
	assert_int_equal(c.machine_ms, 5);
	assert_int_equal(c.speed, 1000000);
	finish(&f);
	bench_reset(f.b);
	f = begin(state);
	assert_true(rv_simx_keep_world(f.k) != world);
	finish(&f);
}

/* A disk that fails: the action is not told, and nothing is accepted any more. */
static void a_full_disk_ends_it(void **state)
{
	kept f = begin(state);
	rv_err err = { .code = RV_OK };
	const rv_simx_keep_clock c = clock_of(&f);
	const int64_t oid = bench_oid(bench_place(f.b, 0, 0, true, "99", "1", RV_HL_TIF_GTC));
	vfs_fail(VFS_WRITE, 1, SQLITE_FULL, true);
	assert_int_equal(rv_simx_keep_save(f.k, f.b->x, &c, false, &err), RV_EFULL);
	assert_non_null(strstr(err.text, f.path));
	assert_true(rv_simx_failed(f.b->x));
	vfs_heal();
	assert_int_equal(rv_simx_keep_save(f.k, f.b->x, &c, false, &err), RV_EIO);
	restart(&f);
	assert_string_equal(bench_status(f.b, 0, oid), "unknown");
	finish(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		bench_test(any_stream_comes_back),
		bench_test(a_used_nonce_is_refused_and_ids_go_on),
		bench_test(the_instant_that_was_looked_at_is_kept),
		bench_test(a_shrunk_order_stays_small),
		bench_test(what_was_not_written_is_gone),
		bench_test(resting_orders_fill_over_the_time_away),
		bench_test(missed_hours_are_paid_once),
		bench_test(a_scheduled_cancel_comes_due_while_it_is_away),
		bench_test(what_nobody_can_ask_for_is_dropped),
		bench_test(fills_are_capped),
		bench_test(what_is_missing_is_found),
		bench_test(another_market_is_refused),
		bench_test(a_world_keeps_its_number),
		bench_test(a_full_disk_ends_it),
	};
	return cmocka_run_group_tests_name("simx_keep", tests, rv_tmp_setup, rv_tmp_teardown);
}
