/*
 * D4 of the day runner's judge: what a correction aims at is where its mandates end. By the text of
 * the journal's events alone, one after the other.
 */
#ifndef RV_TESTS_DAY_AIMS_H
#define RV_TESTS_DAY_AIMS_H

#include "engine/desk/event.h"
#include "tests/support/order_check.h"

enum { AIM_COINS = 64, AIM_KEPT = 4096 /* newest tickets, mandates and orders */, AIM_TEXT = 2048 };

typedef struct aim_coin {
	char symbol[RV_SYMBOL_MAX];
	int64_t lots;
	int64_t aim;  /* lots that the newest correction brings it to */
	bool has_aim; /* nothing else has traded it since */
} aim_coin;

typedef struct aim_ticket {
	int64_t id, program;
	char symbol[RV_SYMBOL_MAX];
} aim_ticket;

typedef struct aim_order {
	int64_t mandate;
	char cloid[ORDER_CLOID];
} aim_order;

/* Zeroed: the beginning of a journal. */
typedef struct day_aims {
	size_t n, n_orders;
	aim_coin coins[AIM_COINS];
	aim_ticket tickets[AIM_KEPT]; /* by number, the newest of each remainder */
	int64_t mandates[AIM_KEPT];   /* their tickets, likewise */
	aim_order orders[AIM_KEPT];
	int64_t projected; /* the newest program of 23:50 */
	unsigned said;
	char aims[AIM_TEXT];
} day_aims;

void day_aims_take(day_aims *a, const rv_event *e, order_report *out);

#endif
