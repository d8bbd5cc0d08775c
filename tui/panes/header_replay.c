/*
 * The header's pieces of a replay: that it is one, of which environment, of which moment, how long
 * ago; and what of now must be seen although the screen is past. What follows them is of then.
 */
#include <stdio.h>
#include <string.h>

#include "tui/fmt.h"
#include "tui/panes/pieces.h"
#include "tui/replay.h"
#include "tui/trade.h"

enum { NARROW = 60 };

/* What is wrong now: a person who looks at the past may have to go back. */
static void add_now(rv_pieces *ps, const rv_ui *ui)
{
	const rv_replay *r = &ui->replay;
	const rv_trade_view *tv = rv_trade_of(&r->now);
	char age[RV_FMT_TEXT];

	if (r->link.attached && !r->link.up)
		rv_pieces_add(ps, RV_ROLE_ALERT, RV_ATTR_BOLD, " NOW DISCONNECTED ");
	else if (r->now.engine_silent)
		rv_pieces_add(ps, RV_ROLE_ALERT, RV_ATTR_BOLD, " NOW ENGINE SILENT %s ",
			      rv_fmt_age(r->now.silent_ms, age));
	else if (tv && tv->state != RV_BOOK_ACTIVE)
		rv_pieces_add(ps, RV_ROLE_ALERT, RV_ATTR_BOLD, " NOW %s ",
			      rv_label_book_state(tv->state));
	else
		return;
	rv_pieces_must(ps, "");
}

void rv_header_replay(rv_pieces *ps, const rv_ui *ui, rv_role env_role, const char *env, int w)
{
	char day[RV_TIME_TEXT], at[RV_TIME_TEXT], ago[RV_FMT_TEXT];
	const int64_t ms = rv_replay_ago(ui);
	const bool narrow = w < NARROW;

	rv_pieces_add(ps, env_role, RV_ATTR_BOLD, " %s ", env);
	rv_pieces_must(ps, "");
	rv_time_format_date(ui->scene.utc_now, day);
	rv_time_format_clock(ui->scene.utc_now, at);
	rv_pieces_add(ps, RV_ROLE_ALERT, RV_ATTR_BOLD, narrow ? " %s%sZ " : " %s %sZ ",
		      narrow ? "" : day, at);
	rv_pieces_must(ps, "");
	rv_pieces_add(ps, RV_ROLE_WARN, RV_ATTR_BOLD, "%s%s", ms < 0 ? "" : rv_fmt_age(ms, ago),
		      ms < 0   ? "not of this run"
		      : narrow ? ""
			       : " ago");
	rv_pieces_must(ps, "");
	add_now(ps, ui);
}
