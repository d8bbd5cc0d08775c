/*
 * The desk put together: clock, log, board, queue, engine loop, feeds and, when asked, the
 * simulated venue. One object that the console, the publisher and pictures share.
 * Owner: main thread; start and stop in that order, once.
 */
#ifndef RV_APP_RUNTIME_H
#define RV_APP_RUNTIME_H

#include "app/engine_loop.h"
#include "app/ops/heartbeat.h"
#include "app/ops/ops.h"
#include "app/past/past.h"
#include "config/load.h"
#include "feeds/market_feed.h"
#include "feeds/sim/sim.h"

/* Whoever runs the desk: its own console and its standard input send as this. */
typedef struct rv_runtime_self {
	int64_t uid;
	rv_who_role role;
	char who[RV_WHO_TEXT];
} rv_runtime_self;

enum { RV_RUNTIME_CONN = 1 }; /* the connection that those two are */

typedef struct rv_runtime {
	rv_config config;
	rv_runtime_self self;
	rv_config as_read; /* the same before anything was set over it */
	rv_clock *clock;
	rv_log *log;
	rv_board *board;
	rv_queue *md;
	rv_queue *records; /* rv_book_record: for rv_publisher */
	rv_pub *pub;
	rv_sim *sim;	    /* NULL when the venue is elsewhere */
	rv_err no_accounts; /* why the built-in venue has none; text "": it has */
	rv_feed *feed;
	rv_trading *trading; /* NULL: this desk only watches */
	rv_book_loop *book;
	rv_engine_loop *engine;
	rv_research_watch *research; /* likewise */
	rv_past *past;		     /* of rv_desk_start; NULL: this desk keeps none */
	rv_ops *ops;		     /* of rv_desk_start: NULL in a runtime that nobody watches */
	bool own_clock;
	const char *state_dir; /* borrowed; NULL: none is ours */
	rv_heartbeat beats;    /* of the threads that were started */
} rv_runtime;

typedef struct rv_runtime_params {
	const char *config_dir;
	const char *shipped_dir;  /* where a profile's file is when config_dir has none; or NULL */
	const char *profile;	  /* "seed", "desk"; NULL = seed */
	const char *log_path;	  /* NULL = memory only */
	const char *store_path;	  /* NULL = no history on disk */
	const char *url;	  /* NULL = start the built-in simulated venue */
	const char *mcap_url;	  /* of market caps; NULL = the simulated venue's, else none */
	const char *venue;	  /* "sim", "hyperliquid", ... as asked for */
	unsigned weight_per_min;  /* REST budget; 0 = the venue's documented limit */
	const rv_sim_params *sim; /* used when url is NULL */
	/* Orders; state_dir NULL: this desk only watches, and no_trading says why. */
	const char *state_dir, *no_trading;
	const char *key_path, *account; /* NULL: the paper ones, at a simulated venue */
	bool live;			/* main network, real money */
	bool auto_approve;		/* whatever the configuration says; simulated venue only */
	bool must_trade;		/* an order side that cannot start ends the start */
	rv_clock *clock;		/* NULL = a slaved clock of its own */
	bool still;			/* see engine_loop.h; the header then shows no port */
	size_t snapshots;		/* pool of the publication, >= 3 */
	const atomic_bool *hurry;	/* see engine_loop.h; or NULL */
} rv_runtime_params;

/* Builds and starts everything but the engine thread (see rv_engine_loop_start). */
RV_NODISCARD rv_status rv_runtime_start(const rv_runtime_params *p, rv_runtime *rt, rv_err *err);
/* Sends as whoever runs the desk. RV_ENOENT: no order side; else as rv_trading_command. */
RV_NODISCARD rv_status rv_runtime_command(const rv_runtime *rt, const rv_command *c);
/* Stops feeds, engine and venue; safe on a half-started runtime. */
void rv_runtime_stop(rv_runtime *rt);

#endif
