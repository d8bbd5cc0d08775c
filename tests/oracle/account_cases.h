/* Made by tests/oracle/account.py. */
#ifndef RV_ORACLE_ACCOUNT_CASES_H
#define RV_ORACLE_ACCOUNT_CASES_H

#include <stdint.h>

typedef struct account_day {
	int64_t price, funding, fee, slip, settle, nav; /* micro-USD */
	int unfunded, orders;
} account_day;

typedef struct account_trade {
	const char *coin, *why;
	int open, close;
	double side, qty, entry, exit, pnl, fee, slip, funding;
} account_trade;

static const account_day account_days[] = {
	{ 0, 0, 0, 0, 0, 100000000000, 0, 0 },
	{ 0, 0, 25000000, 27090000, 0, 99947910000, 0, 2 },
	{ 1550750000, 11000000, 0, 0, 0, 101509660000, 0, 0 },
	{ -930750000, -13830150, 6077115, 6663051, 0, 100552339684, 0, 2 },
	{ -56148000, 0, 0, 0, 0, 100496191684, 2, 0 },
	{ 1923565160, 6877605, 19466864, 19918891, 0, 102387248694, 1, 2 },
	{ 0, 0, 5119357, 7740139, 0, 102374389199, 0, 1 },
	{ -925185000, -5119357, 0, 0, 0, 101444084842, 0, 0 },
	{ 0, 0, 0, 0, 0, 101444084842, 1, 0 },
	{ 0, 0, 0, 0, 0, 101444084842, 1, 0 },
	{ 0, 0, 0, 0, 55881174, 101388203668, 1, 0 },
	{ 0, 0, 0, 0, 0, 101388203668, 0, 0 },
};

static const account_trade account_trades[] = {
	{ "AAA", "target", 1, 5, -1, 8000.0, 2.5, 2.41253375, 676.6823121008555, 19.650135,
	  22.5951578991445, 19.197605 },
	{ "BTC", "target", 1, 5, 1, 1.5, 20000.0, 21191.79144, 1710.5663821415246, 30.89384358,
	  31.0767842784754, -15.15015 },
	{ "DIE", "delisted", 6, 10, 1, 123358.0, 0.083, 0.0755, -999.0450266093449, 9.7761215,
	  58.9645481093449, -5.119357 },
};

#endif
