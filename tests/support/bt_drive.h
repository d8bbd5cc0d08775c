/*
 * A strategy driven by hand, close by close, with an account of its own: for tests that look at
 * single decisions. Failing calls fail the test.
 */
#ifndef RV_TESTS_BT_DRIVE_H
#define RV_TESTS_BT_DRIVE_H

#include "engine/research/strategy.h"

typedef struct bt_drive {
	const rv_strategy *st;
	const rv_panel *p;
	size_t col0; /* column of day 0 */
	rv_cursor *cursor;
	rv_account *account;
	rv_bt_result *result;
	void *self, *work, *pass;
	rv_bt_decision decision; /* of the newest close */
} bt_drive;

/* Stands at day 0, marked; costs as by default, orders fill whole. */
bt_drive *bt_drive_open(const rv_strategy *st, const rv_panel *p, const rv_step_params *step,
			size_t col0, size_t n_days);
void bt_drive_close(bt_drive *x);
/* Marks a day's close; the pass; what the strategy decides there. Days in their order. */
void bt_drive_decide(bt_drive *x, size_t day);
/* The same close decided once more. */
void bt_drive_again(bt_drive *x, size_t day);
/* Trades as a run does, without its scale; the account ties afterwards. */
void bt_drive_trade(bt_drive *x);
/* Of the newest decision; NULL none. */
const rv_bt_target *bt_drive_target(const bt_drive *x, size_t sub, const char *symbol);

/*
 * A daily panel of a made market in which the first coins trade enough for every universe, with a
 * coin that has no bar from column `from` on; dies NULL: none.
 */
rv_panel *bt_drive_panel(uint64_t seed, size_t coins, size_t days, const char *dies, size_t from);
/* Parameters under which such coins are traded by every system. */
void bt_drive_params(const rv_panel *p, rv_step_params *step);

/* Such a market beside the live pass over it: what decisions are compared with. */
enum { BT_LIVE_COINS = 40, BT_LIVE_BARS = 640 };

typedef struct bt_live {
	rv_panel *p;
	rv_step_params params;
	rv_step *step;
	rv_step_result *r; /* of the newest pass */
} bt_live;

/* Set-up and tear-down of a cmocka test; *state is the bt_live. */
int bt_live_set_up(void **state);
int bt_live_tear_down(void **state);

#endif
