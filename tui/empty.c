/* When there will be something; see empty.h. */
#include "tui/empty.h"

#include <stdio.h>

#include "engine/base/timefmt.h"
#include "tui/fmt.h"
#include "tui/money.h"
#include "tui/programs.h"

const char *rv_empty_propose(const rv_scene *s, char buf[RV_EMPTY_TEXT])
{
	const rv_view *v = s->v;
	char at[RV_TIME_TEXT], left[RV_FMT_TEXT];

	if (!v || !v->book.present || v->book.next_propose_ms <= 0)
		(void)snprintf(buf, RV_EMPTY_TEXT, "When the desk proposes one is not known yet.");
	else
		(void)snprintf(buf, RV_EMPTY_TEXT, "The desk proposes at %sZ, in %s.",
			       rv_time_format_clock(v->book.next_propose_ms, at),
			       rv_fmt_left(rv_utc_left(s, v->book.next_propose_ms), left));
	return buf;
}

const char *rv_empty_next_bar(const rv_scene *s, char buf[RV_EMPTY_TEXT])
{
	const rv_view *v = s->v;
	char at[RV_TIME_TEXT], left[RV_FMT_TEXT], have[80] = "";

	buf[0] = '\0';
	if (!v || v->warm_total == 0)
		return buf;
	const int64_t bar = rv_interval_ms(v->interval);
	const int64_t next = rv_time_floor(s->utc_now, bar) + bar;
	if (v->warm_done < v->warm_total)
		(void)snprintf(have, sizeof(have), "%zu of %zu symbols have their history. ",
			       v->warm_done, v->warm_total);
	(void)snprintf(buf, RV_EMPTY_TEXT, "%sThe next bar closes at %sZ, in %s.", have,
		       rv_time_format_clock(next, at), rv_fmt_left(next - s->utc_now, left));
	return buf;
}

void rv_empty_write_next_bar(rv_writer *wr, int x, const rv_scene *s)
{
	char text[RV_EMPTY_TEXT];

	if (!rv_empty_next_bar(s, text)[0])
		return;
	rv_write_next(wr);
	rv_write_wrapped(wr, x, RV_ROLE_DIM, 0, "%s", text);
}
