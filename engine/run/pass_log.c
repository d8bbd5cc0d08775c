/* Lines of the log for fallbacks; see pass_log.h. */
#include "engine/run/pass_log.h"

#include <stdio.h>

enum { LINE_TEXT = 160 };

/* Before a coin is active there is nothing to fit, which is no fallback. */
static bool has_fit(const rv_idio_result *r)
{
	return r->close_ms != 0 && r->n_active != 0;
}

static const char *ridge_text(const rv_idio_result *r, char buf[LINE_TEXT])
{
	(void)snprintf(buf, LINE_TEXT,
		       "factor weights are not fitted: %s (%zu rows of %zu days), %s",
		       rv_ridge_status_text(r->ridge_status), r->rows, r->dates,
		       r->weights_equal ? "equal ones" : "those of the day before");
	return buf;
}

static const char *optimizer_text(const rv_book_result *b, char buf[LINE_TEXT])
{
	(void)snprintf(buf, LINE_TEXT,
		       "the optimizer is %s (gap %.2g, %d iterations): weights before stay",
		       rv_opt_status_text(b->status), b->gap, b->iterations);
	return buf;
}

static void note_ridge(rv_pass_log *s, rv_log *log, const rv_idio_result *r)
{
	char text[LINE_TEXT];
	if (!has_fit(r) || r->ridge_status == s->ridge)
		return;
	s->ridge = r->ridge_status;
	if (r->ridge_status == RV_RIDGE_OK)
		rv_log_put(log, RV_LOG_INFO, "book", "factor weights are fitted again");
	else
		rv_log_put(log, RV_LOG_WARN, "book", "%s", ridge_text(r, text));
}

static bool fell_back(rv_opt_status s)
{
	return s == RV_OPT_UNCERTIFIED || s == RV_OPT_SINGULAR;
}

static void note_optimizer(rv_pass_log *s, rv_log *log, const rv_book_result *b)
{
	char text[LINE_TEXT];
	if (b->status == s->optimizer)
		return;
	if (fell_back(b->status))
		rv_log_put(log, RV_LOG_WARN, "book", "%s", optimizer_text(b, text));
	else if (fell_back(s->optimizer))
		rv_log_put(log, RV_LOG_INFO, "book", "the optimizer is %s again",
			   rv_opt_status_text(b->status));
	s->optimizer = b->status;
}

static void note_majors(rv_pass_log *s, rv_log *log, const rv_ma_result *m)
{
	const int days = m->state.missing_days;
	if (m->close_ms == 0 || days == s->carried_days)
		return;
	if (days > 0)
		rv_log_put(log, RV_LOG_WARN, "majors",
			   "no score for %d day%s: the regime is carried", days,
			   days == 1 ? "" : "s");
	else
		rv_log_put(log, RV_LOG_INFO, "majors", "there is a score again");
	s->carried_days = days;
}

void rv_pass_log_note(rv_pass_log *s, rv_log *log, const rv_step_result *r)
{
	note_ridge(s, log, &r->idio);
	note_optimizer(s, log, &r->book);
	note_majors(s, log, &r->ma);
}

bool rv_pass_fallbacks(const rv_step_result *r, char buf[RV_PASS_FALLBACKS_TEXT])
{
	const bool ridge = has_fit(&r->idio) && r->idio.ridge_status != RV_RIDGE_OK;
	const bool optimizer = r->idio.close_ms != 0 && fell_back(r->book.status);
	char text[LINE_TEXT];
	int n = 0;
	buf[0] = '\0';
	if (ridge)
		n = snprintf(buf, RV_PASS_FALLBACKS_TEXT, "%s", ridge_text(&r->idio, text));
	if (optimizer && n >= 0 && n < RV_PASS_FALLBACKS_TEXT)
		(void)snprintf(buf + n, (size_t)(RV_PASS_FALLBACKS_TEXT - n), "%s%s",
			       ridge ? "; " : "", optimizer_text(&r->book, text));
	return ridge || optimizer;
}
