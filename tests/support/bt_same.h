/* Two results of a backtest are the same, to the bit. */
#ifndef RV_TESTS_BT_SAME_H
#define RV_TESTS_BT_SAME_H

#include "engine/research/result.h"

/* All of them. */
void bt_same(const rv_bt_result *a, const rv_bt_result *b);
/*
 * What had happened by the end of the first n days is the same: days, trades closed by then,
 * holdings, windows and trials that had begun, features. b may be longer than a, or shorter, but
 * for n.
 */
void bt_same_prefix(const rv_bt_result *a, const rv_bt_result *b, size_t n);

#endif
