/*
 * The order side of a snapshot at a moment: looking things up, what time is left, words and
 * colours. Every state that has a colour has a word. Borrowed pointers, pure functions. UI thread.
 */
#ifndef RV_TUI_TRADE_H
#define RV_TUI_TRADE_H

#include "tui/canvas.h"
#include "tui/picks.h"
#include "tui/scene.h"

/* NULL: no snapshot yet, or an engine without an order side. */
const rv_trade_view *rv_trade_of(const rv_scene *s);

/* Nothing renews the account while the feed is down, however young it is. */
bool rv_trade_account_stale(const rv_scene *s, const rv_trade_view *tv);

enum { RV_NO_ORDERS = RV_TV_TEXT + 64 };
/* What is said of a snapshot without an order side: why, when the engine has told. v may be NULL.
 */
const char *rv_trade_none(const rv_view *v, char buf[RV_NO_ORDERS]);

/* NULL: not in the snapshot. */
const rv_tv_ticket *rv_trade_ticket(const rv_trade_view *tv, uint64_t id);
const rv_tv_mandate *rv_trade_mandate(const rv_trade_view *tv, uint64_t id);
const rv_tv_order *rv_trade_order(const rv_trade_view *tv, const rv_pick *id);
const rv_tv_fill *rv_trade_fill(const rv_trade_view *tv, const rv_pick *id);
rv_pick rv_pick_of_ticket(const rv_tv_ticket *t, size_t index);
rv_pick rv_pick_of_mandate(const rv_tv_mandate *m, size_t index);
rv_pick rv_pick_of_order(const rv_tv_order *o, size_t index);
rv_pick rv_pick_of_fill(const rv_tv_fill *f, size_t index);

bool rv_ticket_waits(const rv_tv_ticket *t); /* for a person: READY or BLOCKED */
bool rv_order_works(const rv_tv_order *o);
/* Ours, sent or working (not unknown, no cancel sent), and no mandate that goes on has it. */
bool rv_order_alone(const rv_trade_view *tv, const rv_tv_order *o);
/* Ours or the venue's is not flat; how many of the list are that. */
bool rv_position_held(const rv_tv_position *p);
/* Of a symbol that is held or was; NULL: neither, or tv is NULL. */
const rv_tv_position *rv_trade_position(const rv_trade_view *tv, const char *symbol);
/* At its mark, unrealised; NaN while that is stale, or for NULL. */
double rv_position_value_usd(const rv_scene *s, const rv_tv_position *p);
double rv_position_pnl_usd(const rv_scene *s, const rv_tv_position *p);
size_t rv_trade_held(const rv_trade_view *tv); /* not over */

/* Desk ms until an elapsed stamp, of now even while the display is frozen; 0 when it is past. */
int64_t rv_trade_left(const rv_scene *s, int64_t at);
bool rv_trade_armed(const rv_scene *live);

/*
 * What stands between a ticket and its approval at this moment, in words; "" nothing does: state,
 * time, age of the price, clock, lock. The engine has the last word and may be stricter.
 */
enum { RV_WHY_NOT = 160 };
const char *rv_ticket_why_not(const rv_scene *live, const rv_tv_ticket *t, char buf[RV_WHY_NOT]);
/* Does a new quote help? A price that moved, a fill of others: the engine says so of the quote. */
bool rv_quote_is_old(const rv_tv_ticket *t);
/* ", granted 12.40 -0.60": what the correction has made of it; "" nothing. */
enum { RV_CHANGE_TEXT = 96 };
const char *rv_mandate_change(const rv_tv_mandate *m, char buf[RV_CHANGE_TEXT]);
/* What it is now in a word: its state, "STALE" or "expired" where the engine has not said so yet.
 */
const char *rv_ticket_word(const rv_scene *live, const rv_tv_ticket *t, rv_role *role);
/* A price of the coin that came, and lately; else what is wrong with it, in words. */
const char *rv_price_why_not(const rv_scene *live, const char *symbol, char buf[RV_WHY_NOT]);
/* What holds back every approval: the venue's clock, the lock; "" nothing. */
const char *rv_desk_why_not(const rv_scene *live, char buf[RV_WHY_NOT]);
/* Health and age of a coin's mid; of the one that a ticket would be sent at. */
rv_quoted rv_trade_price(const rv_scene *s, const char *symbol);
rv_quoted rv_ticket_price(const rv_scene *s, const rv_tv_ticket *t);

const char *rv_label_ticket(rv_ticket_state s);	  /* "READY" ... */
const char *rv_label_mandate(rv_mandate_state s); /* "RUNNING" ... */
const char *rv_label_order(rv_order_state s);	  /* "UNKNOWN", "working" ... */
const char *rv_label_book_state(rv_book_state s); /* "ACTIVE" ... */
const char *rv_label_side(rv_side s);		  /* "BUY", "SELL" */
const char *rv_label_tif(rv_tif t);		  /* "Ioc" ... */
const char *rv_label_command(rv_cmd_kind k);	  /* "approve" ... */
const char *rv_label_fill(rv_fill_kind k);	  /* "" for a normal one */
rv_role rv_role_ticket(rv_ticket_state s);
rv_role rv_role_mandate(rv_mandate_state s);
rv_role rv_role_order(rv_order_state s);
rv_role rv_role_book_state(rv_book_state s);
rv_role rv_role_side(rv_side s);
/* "IOC", "TWAP 15m in 30", "LIMIT"; with no duration "TWAP in 30 slices". */
enum { RV_STYLE_TEXT = 32 };
const char *rv_label_style(rv_style s, int64_t duration_ms, int64_t slices,
			   char buf[RV_STYLE_TEXT]);

#endif
