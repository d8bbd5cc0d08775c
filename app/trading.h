/*
 * The order side put together: key, journal, gateway, order management.
 *
 * Start is recovery: the journal is opened and checked, its events are folded, then the venue is
 * asked. One object that the engine thread owns once it runs; commands come from any thread through
 * a bounded queue. Where the journal cannot be opened there is no order side at all: the reason is
 * one line, and the desk goes on watching. docs/orders.md.
 */
#ifndef RV_APP_TRADING_H
#define RV_APP_TRADING_H

#include "app/ops/day_log.h"
#include "engine/base/clock.h"
#include "engine/base/log.h"
#include "engine/base/pulse.h"
#include "engine/desk/command.h"
#include "engine/desk/oms.h"
#include "engine/desk/oms_params.h"
#include "engine/desk/trade_view.h"
#include "engine/run/book_now.h"
#include "engine/run/live.h"
#include "engine/run/view.h"
#include "feeds/board.h"
#include "feeds/sim/sim.h"

#include <poll.h>
#include <stdatomic.h>

enum { RV_TRADING_FDS = 3, RV_TRADING_HEAD = 65 };

typedef struct rv_trading_params {
	const rv_oms_params *oms;
	const rv_universe_params *universe; /* its factors are the majors */
	const rv_book_params *book;	    /* licences, stops, circuits; NULL: no risk watch */
	const char *state_dir;
	const char *url;      /* of the venue */
	bool is_sim;	      /* the venue must say that it is simulated */
	rv_sim *sim;	      /* the built-in venue, on which the account is opened; or NULL */
	int64_t equity_usd;   /* of that account */
	bool live;	      /* main network, real money */
	const char *key_path; /* NULL: the paper key of the state folder; simulated venues only */
	const char *account;  /* "0x..."; NULL: the paper account */
	const char *config_dir;
	const rv_oms_observer *observers; /* of the journal, from its first event */
	size_t n_observers;
	unsigned weight_per_min; /* of the gateway; 0 its default */
	/* of its threads; borrowed; NULL: nobody watches */
	rv_pulse *pulse_journal, *pulse_gateway, *pulse_gateway_ws;
} rv_trading_params;

typedef struct rv_trading rv_trading;

/* Everything handed in outlives it. */
RV_NODISCARD rv_status rv_trading_start(const rv_trading_params *p, rv_clock *clock,
					rv_board *board, rv_log *log, rv_trading **out,
					rv_err *err);
/* After the engine thread has ended. NULL is a no-op. */
void rv_trading_stop(rv_trading *t);

/*
 * Any thread but the engine's: copies, without the PIN, which is looked at here. An ARM may
 * take a tenth of a second. RV_EFULL: too many wait; the command was not taken. */
RV_NODISCARD rv_status rv_trading_command(rv_trading *t, const rv_command *c);

/* The journal is broken: halted for good, working orders cancelled. Any thread. */
bool rv_trading_is_broken(const rv_trading *t);

/* What the journal says of the newest days; lives as long as this. Any thread. */
rv_day_log *rv_trading_day_log(const rv_trading *t);

/* The journal's head: number and whole hash of the newest event on disk. Any thread. */
void rv_trading_head(rv_trading *t, uint64_t *seq, char head[RV_TRADING_HEAD]);

/* Another orders.fresh.skew_warn_ms, from the next pump on. Any thread. */
void rv_trading_skew_warn(rv_trading *t, double ms);

/* Of the journal: feeds/journal/journal.h, rv_journal_backup and its stop. Any thread. */
RV_NODISCARD rv_status rv_trading_backup(rv_trading *t, const char *path, rv_err *err);
void rv_trading_backup_stop(rv_trading *t);
/* Its name in the state folder. Any thread. */
const char *rv_trading_journal_file(const rv_trading *t);

/* Name, in the state folder, of what the book keeps beside this account's journal. Any thread. */
const char *rv_trading_book_file(const rv_trading *t);

/* ---- engine thread ---- */
rv_oms *rv_trading_oms(rv_trading *t);
/* What wakes it: reports, acks, commands. */
void rv_trading_fds(const rv_trading *t, struct pollfd fds[RV_TRADING_FDS]);
/* The market as the engine knows it now; borrowed until the next call. */
void rv_trading_market(rv_trading *t, const rv_live *l, const rv_board_copy *b);
/* Stops, circuits and licences of the sub-books; s4: the book that votes for S4, NULL none. */
void rv_trading_risk(rv_trading *t, const rv_live *l, const rv_step_params *params,
		     const rv_bucket_book *s4);
/* The ledgers of that market, as of now; writes what is due of them. */
void rv_trading_ledgers(rv_trading *t, const rv_live *l);
/* Takes what has come and does what is due; true when the snapshot should say so at once. */
bool rv_trading_pump(rv_trading *t);
/* Real milliseconds until something is due by itself; -1 never. */
int rv_trading_wait_ms(const rv_trading *t);
void rv_trading_fill(const rv_trading *t, rv_view *v);
/* What people have set against the models now. */
const rv_overrides *rv_trading_overrides(const rv_trading *t);
/* The newest PREVIEW_* that nobody has taken yet; false: there is none. */
bool rv_trading_asked(rv_trading *t, rv_command *out);
/*
 * A HEDGE that nobody has taken yet; false: there is none. Whoever takes it has it answered
 * (rv_hedge_manager_now). A second one that comes before is refused.
 */
bool rv_trading_hedge_asked(rv_trading *t, rv_command *out);
/* Who answers BACKTEST; NULL: nobody does. Before the pump; the engine thread calls it. */
void rv_trading_backtests(rv_trading *t, rv_oms_decide decide, void *ctx);
/*
 * Stops new children, cancels what works when asked to, and waits, at most so long, until nothing
 * is in flight, or *hurry is set (NULL: never). The engine thread, as its last act.
 */
void rv_trading_wind_down(rv_trading *t, bool cancel, int64_t most_ms, const atomic_bool *hurry);
/* The same without waiting, at any time before; a second call is a no-op. */
void rv_trading_no_more(rv_trading *t, bool cancel);
/* Nothing is in flight. */
bool rv_trading_idle(const rv_trading *t);

#endif
