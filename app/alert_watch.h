/*
 * Alerts: conditions that the operator must see until they are acknowledged on the screen.
 * A condition that ends stays listed as not active; when it comes again it has a new id.
 * Owner: engine thread.
 */
#ifndef RV_APP_ALERT_WATCH_H
#define RV_APP_ALERT_WATCH_H

#include "engine/run/view.h"
#include "feeds/board.h"

typedef enum rv_alert_kind {
	RV_ALERT_VENUE_DOWN,
	RV_ALERT_STALE_PRICES,
	RV_ALERT_MALFORMED,
	RV_ALERT_SKEW,
	RV_ALERT_SCORES,
	RV_ALERT_LIMITED,
	RV_ALERT_STORE,
	RV_ALERT_CARRIED,
	RV_ALERT_UNKNOWN,      /* orders that nobody knows the state of */
	RV_ALERT_USER_STREAMS, /* no fills come in */
	RV_ALERT_SIGNER,       /* the venue does not know the key that signs */
	RV_ALERT_PROGRAM,      /* one waits for a person */
	RV_ALERT_TICKET,       /* of the desk's own */
	RV_ALERT_REQUEST,      /* an act of two people waits for the second */
	RV_ALERT_JOURNAL,      /* broken: nothing leaves any more */
	RV_ALERT_RESIDUE,      /* something is nobody's, and stops what adds */
	RV_ALERT_METRICS,      /* asked for, and there is no page */
	RV_ALERT_JOURNALS,     /* an empty journal, and others beside it */
	RV_ALERT_KINDS
} rv_alert_kind;

_Static_assert((int)RV_ALERT_KINDS + 2 * (int)RV_RULES_MOST <= (int)RV_VIEW_ALERTS,
	       "a snapshot has room for every alert, those of rules that have ended, too");

typedef struct rv_alert_watch {
	uint64_t next_id;
	uint64_t malformed_seen;
	int64_t malformed_at; /* elapsed ms of the newest malformed message, RV_NEVER */
	bool connected;
	unsigned reconnects;
	int64_t connected_at; /* real ms at which the stream of prices was seen connected */
	bool streams_down;    /* the user streams are */
	int64_t streams_at;   /* real ms at which they were seen so */
	int64_t streams_utc_ms;
	uint64_t program, ticket, request; /* that are told of; a newer one is another occurrence */
	rv_view_alert slots[RV_ALERT_KINDS];
} rv_alert_watch;

void rv_alert_watch_init(rv_alert_watch *a);

/*
 * Looks at the board and the snapshot (streams, times filled) and writes v->alerts.
 * score_error: text of the last failed scoring pass, "" none.
 */
void rv_alert_watch_update(rv_alert_watch *a, const rv_board_copy *b, const char *score_error,
			   rv_view *v);

#endif
