/*
 * Subscriptions of one WebSocket client: parsing, the normalised echo, and the list of them.
 * Owner: the venue's thread.
 */
#ifndef RV_FEEDS_SIM_SUBS_H
#define RV_FEEDS_SIM_SUBS_H

#include <cjson/cJSON.h>

#include "feeds/sign/l1.h"
#include "feeds/sim/out.h"
#include "feeds/sim/tape.h"

typedef enum rv_sim_sub_type {
	RV_SIM_SUB_ALL_MIDS,
	RV_SIM_SUB_CANDLE,
	RV_SIM_SUB_BOOK,
	RV_SIM_SUB_BBO,
	RV_SIM_SUB_TRADES,
	RV_SIM_SUB_CTX,
	RV_SIM_SUB_USER_FILLS, /* from here on of a user, not of a coin */
	RV_SIM_SUB_ORDER_UPDATES,
	RV_SIM_SUB_USER_EVENTS,
	RV_SIM_SUB_USER_FUNDINGS
} rv_sim_sub_type;

typedef struct rv_sim_sub {
	rv_sim_sub_type type;
	size_t coin; /* but for allMids and users */
	unsigned char user[RV_ADDRESS_BYTES];
	const rv_sim_interval *interval; /* candle */
	int sig_figs, mantissa;		 /* l2Book; 0 = full precision */
	bool fast;			 /* l2Book: 5 levels */
	int64_t seen;			 /* candle: open of the newest pushed; trades: time */
	uint64_t hash;			 /* of the newest pushed text, for "on change" */
} rv_sim_sub;

typedef struct rv_sim_subs {
	size_t n, cap;
	rv_sim_sub *v;
} rv_sim_subs;

/* False: not a subscription that this venue knows (type, coin, interval, values). */
bool rv_sim_sub_parse(const cJSON *json, const rv_sim_tape *t, rv_sim_sub *out);
/* The subscription as the venue echoes it, with its defaults filled in. */
void rv_sim_sub_json(rv_sim_out *o, const rv_sim_sub *s, const rv_sim_source *src);
/* The subscription's type; messages of userEvents come on the channel "user" all the same. */
const char *rv_sim_sub_channel(const rv_sim_sub *s);
bool rv_sim_sub_of_user(const rv_sim_sub *s);

/* The one that means the same, or NULL. */
rv_sim_sub *rv_sim_subs_find(const rv_sim_subs *l, const rv_sim_sub *s);
/* Adds a copy; NULL when out of memory. Pointers into the list end at the next call. */
rv_sim_sub *rv_sim_subs_add(rv_sim_subs *l, const rv_sim_sub *s);
void rv_sim_subs_remove(rv_sim_subs *l, rv_sim_sub *s);
void rv_sim_subs_free(rv_sim_subs *l);

#endif
