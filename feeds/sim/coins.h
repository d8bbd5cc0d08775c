/*
 * The instruments of the seeded market: real names, venue parameters, and how each one moves.
 * Constant data. Any thread.
 */
#ifndef RV_FEEDS_SIM_COINS_H
#define RV_FEEDS_SIM_COINS_H

#include <stddef.h>

enum { RV_SIM_N_COINS = 49 };

typedef enum rv_sim_sector {
	RV_SIM_L1,
	RV_SIM_ALT,
	RV_SIM_DEFI,
	RV_SIM_MEME,
	RV_SIM_SECTORS
} rv_sim_sector;

typedef enum rv_sim_role {
	RV_SIM_PLAIN,
	RV_SIM_LATE,	 /* listed a few days before the venue's start */
	RV_SIM_DELISTED, /* its history ended some weeks before the start */
	RV_SIM_ILLIQUID	 /* wide spread, tiny volume, hours without a trade */
} rv_sim_role;

typedef struct rv_sim_coin_def {
	const char *name;
	double base_px; /* the level that the price wanders around, USD */
	int sz_decimals;
	int max_leverage;
	rv_sim_sector sector;
	rv_sim_role role;
	double adv_usd;	 /* mean daily volume */
	double beta_btc; /* loading on the BTC shocks */
	double beta_eth; /* loading on ETH's own shocks */
	double beta_sector;
	double idio;   /* own hourly volatility, percent */
	double lag[3]; /* share of a BTC shock felt 1, 2, 3 hours later */
	int spread_ticks;
} rv_sim_coin_def;

/* Universe order, as the venue's meta lists it. */
extern const rv_sim_coin_def rv_sim_coin_defs[RV_SIM_N_COINS];

#endif
