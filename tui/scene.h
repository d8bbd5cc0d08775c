/*
 * A snapshot at a moment: what the panes draw from, and how fresh each value is at that moment.
 *
 * A value's age grows between publications, so the moment is the desk clock carried on from the
 * snapshot. Every rule about stale values is here; panes only choose how to draw the answer.
 * Borrowed pointers, pure functions. UI thread.
 */
#ifndef RV_TUI_SCENE_H
#define RV_TUI_SCENE_H

#include "engine/run/view.h"

#include <stdbool.h>

enum { RV_ENGINE_SILENT_MS = 2000 };

typedef struct rv_scene {
	const rv_view *v;      /* NULL before the first snapshot */
	int64_t now;	       /* desk elapsed ms at this moment */
	int64_t utc_now;       /* desk UTC at this moment */
	int64_t silent_ms;     /* real ms since the newest publication */
	bool engine_silent;    /* silent_ms > RV_ENGINE_SILENT_MS */
	bool frozen;	       /* the display is frozen; v and now stand still */
	int64_t frozen_for_ms; /* real ms */
	int64_t held_ms;       /* the same in desk ms: ages go on growing, now does not */
} rv_scene;

/* A value with the health and age of its input. */
typedef struct rv_quoted {
	double value;	      /* NaN when unknown or its input is down */
	rv_health health;     /* at the moment shown */
	rv_health health_now; /* another one only while the display is frozen */
	int64_t age_ms;	      /* until now, frozen or not; -1 never */
} rv_quoted;

/* From snapshot and monotonic clock; v NULL gives an empty scene. */
rv_scene rv_scene_at(const rv_view *v, int64_t now_mono_ms);

/* Freezes a scene: it goes on showing its moment, for_ms real ms ago; only ages go on. */
void rv_scene_freeze(rv_scene *s, int64_t for_ms);
/* One of the streams that prices come by, whatever is expected of its period. */
bool rv_scene_is_price(const rv_view_stream *st);
/* Desk ms since a stamp, up to now, frozen or not; -1 never. */
int64_t rv_scene_age(const rv_scene *s, int64_t at);

/* Health of a stamp by the stream of that name (1 s price stream if the view has none). */
rv_quoted rv_scene_quoted(const rv_scene *s, double value, int64_t at, const char *stream);
/* The same for a quote of a row: what stands there of a delisted symbol is no quote. */
rv_quoted rv_scene_row_quote(const rv_scene *s, const rv_view_row *r, double value, int64_t at,
			     const char *stream);

rv_quoted rv_scene_mid(const rv_scene *s, const rv_view_row *r);
rv_quoted rv_scene_mark(const rv_scene *s, const rv_view_row *r);
/*
 * The price of the MARK column: mark, or mid where mark is unknown or less alive than mid.
 * *is_mid (may be NULL) says which.
 */
rv_quoted rv_scene_price(const rv_scene *s, const rv_view_row *r, bool *is_mid);
/* Price over the venue's previous-day price - 1; NaN when either is STALE or worse. */
double rv_scene_change(const rv_scene *s, const rv_view_row *r);
rv_quoted rv_scene_funding(const rv_scene *s, const rv_view_row *r); /* per hour */
rv_quoted rv_scene_volume(const rv_scene *s, const rv_view_row *r);  /* 24 h, USD */
/* Open interest in USD at the price; NaN when either is STALE or worse. */
double rv_scene_open_interest_usd(const rv_scene *s, const rv_view_row *r);

/* The venue's clock over ours in ms, as old as its last measurement; NaN, too, once that is down.
 */
rv_quoted rv_scene_skew(const rv_scene *s);

/* Age of the as-of bar's close, -1 when there is none. */
int64_t rv_scene_bar_age(const rv_scene *s);
/* The as-of bar is older than two intervals. */
bool rv_scene_scores_stale(const rv_scene *s);
/* Score, or NaN when the symbol is unavailable. */
double rv_scene_score(const rv_view_row *r);

/* UTC of a desk stamp. */
int64_t rv_scene_utc_of(const rv_scene *s, int64_t at);
/* Closes of the row that span the newest n bars. */
const float *rv_scene_tail(const float *hist, size_t n_hist, size_t *n);

/*
 * What is to be said about a row in at most width characters (the longest form that fits):
 * "DELISTED", "STALE", "no data since 12:34:56Z", "warming: bars fund" (what it lacks), why it has
 * no score; "" when all is well.
 */
enum { RV_NOTE_TEXT = 64 };
typedef enum rv_note_level { RV_NOTE_NONE, RV_NOTE_DIM, RV_NOTE_WARN, RV_NOTE_BAD } rv_note_level;
rv_note_level rv_scene_note(const rv_scene *s, const rv_view_row *r, int width,
			    char note[RV_NOTE_TEXT]);

/* "L1", "ALT", "MEME", "L1 MEME", "REST". */
enum { RV_BUCKET_TEXT = 16 };
const char *rv_bucket_text(unsigned baskets, char buf[RV_BUCKET_TEXT]);

#endif
