/* The page; see day_report.h. */
#include "app/ops/day_report.h"

#include "app/ops/report_put.h"
#include "app/ops/report_sections.h"
#include "app/version.h"
#include "engine/base/timefmt.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define COLUMNS(...)                                                                               \
	(const char *const[]){ __VA_ARGS__ },                                                      \
		sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *)

static const char style[] =
	"body{font:14px/1.4 system-ui,sans-serif;color:#222;max-width:1100px;margin:2em auto;"
	"padding:0 1em}h1{font-size:1.5em}h2{font-size:1.1em;margin:1.6em 0 .4em}"
	"table{border-collapse:collapse;width:100%}th,td{padding:.25em .6em;text-align:left;"
	"border-bottom:1px solid #ddd;vertical-align:top}th{background:#f4f4f4;font-weight:600}"
	".n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
	".neg{color:#b00020}.env{background:#b58900;color:#fff;padding:.1em .5em;"
	"border-radius:.3em}.warn{background:#fff3cd;padding:.5em .8em}code{word-break:break-all}"
	"tr.all td{font-weight:600;border-top:2px solid #888}footer{margin:2em 0;color:#666}"
	"@media print{body{margin:0;max-width:none}}";

static void put_head(const rv_day_record *r, const rv_report_facts *f, rv_sim_out *o)
{
	char date[RV_TIME_TEXT];
	(void)rv_time_format_date(r->date_ms, date);
	rv_sim_out_raw(o, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
			  "<meta http-equiv=\"Content-Security-Policy\" "
			  "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
	rv_sim_out_fmt(o, "<title>rvdesk %s</title>\n<style>", date);
	rv_sim_out_raw(o, style);
	rv_sim_out_fmt(o, "</style></head><body>\n<h1>Day %s <span class=\"env\">", date);
	rv_report_escape(o, f->env);
	rv_sim_out_raw(o, "</span></h1>\n<p>Venue ");
	rv_report_escape(o, f->venue[0] ? f->venue : "--");
	rv_sim_out_raw(o, ", account ");
	rv_report_escape(o, f->account[0] ? f->account : "--");
	rv_sim_out_raw(o, ". All times UTC, amounts in USD.</p>\n");
}

static void put_pair(rv_sim_out *o, const char *name, double usd)
{
	rv_sim_out_raw(o, "<tr>");
	rv_report_cell(o, name);
	rv_report_cell_usd(o, usd);
	rv_sim_out_raw(o, "</tr>\n");
}

/* What a reader has to know before the numbers. */
static void put_warnings(const rv_ledger_day *l, rv_sim_out *o)
{
	char from[RV_TIME_TEXT], to[RV_TIME_TEXT];
	const bool late = l->until_ms - l->date_ms > RV_DAY_MS + RV_MINUTE_MS;
	rv_sim_out_fmt(o, "<p>From %s to %s.</p>\n", rv_time_format(l->since_ms, from),
		       rv_time_format(l->until_ms, to));
	if (late)
		rv_sim_out_raw(o, "<p class=\"warn\">The desk was down at the end of this day: its "
				  "result is up to the next start.</p>\n");
	if (l->all.unknown > 0)
		rv_sim_out_fmt(o,
			       "<p class=\"warn\">%zu parts had no mark and are not in the "
			       "result.</p>\n",
			       l->all.unknown);
}

static void put_account(const rv_ledger_day *l, rv_sim_out *o)
{
	put_warnings(l, o);
	rv_report_table(o, "Account", COLUMNS("", "USD"));
	put_pair(o, "NAV at the beginning", l->first_usd);
	put_pair(o, "NAV at the end", l->last_usd);
	put_pair(o, "Paid in or out", l->paid_usd);
	put_pair(o, "Change of the account without what was paid", l->change_usd);
	put_pair(o, "Result by the ledgers", l->all.total);
	put_pair(o, "Unexplained: the change less the result", l->unexplained_usd);
	rv_report_table_end(o);
}

static void put_pnl(rv_sim_out *o, const char *name, const rv_lv_pnl *p, bool all)
{
	rv_sim_out_raw(o, all ? "<tr class=\"all\">" : "<tr>");
	rv_report_cell(o, name);
	for (size_t c = 0; c < RV_CAUSE_N; c++)
		rv_report_cell_usd(o, p->usd[c]);
	rv_report_cell_usd(o, p->total);
	rv_sim_out_raw(o, "</tr>\n");
}

static void put_subs(const rv_ledger_day *l, rv_sim_out *o)
{
	const char *columns[RV_CAUSE_N + 2] = { "Sub-book" };
	for (unsigned c = 0; c < RV_CAUSE_N; c++)
		columns[c + 1] = rv_cause_name((rv_cause)c);
	columns[RV_CAUSE_N + 1] = "result";
	rv_report_table(o, "Result by sub-book and cause", columns, RV_CAUSE_N + 2);
	for (unsigned i = 0; i < RV_SUB_N; i++)
		put_pnl(o, rv_sub_name((rv_sub)i), &l->sub[i], false);
	put_pnl(o, "all", &l->all, true);
	rv_report_table_end(o);
}

static void put_coins(const rv_ledger_day *l, rv_sim_out *o)
{
	rv_report_table(o, "Result and funding by coin",
			COLUMNS("Coin", "result", "of it funding", "funding expected", "of it paid",
				"paid beside"));
	for (size_t i = 0; i < l->n_coins; i++) {
		const rv_ledger_day_coin *c = &l->coins[i];
		rv_sim_out_raw(o, "<tr>");
		rv_report_cell(o, c->symbol);
		rv_report_cell_usd(o, c->pnl.total);
		rv_report_cell_usd(o, c->pnl.usd[RV_CAUSE_FUNDING]);
		rv_report_cell_usd(o, c->expected_usd);
		rv_report_cell_usd(o, c->paid_usd);
		rv_report_cell_usd(o, c->beside_usd);
		rv_sim_out_raw(o, "</tr>\n");
	}
	rv_sim_out_raw(o, "<tr class=\"all\">");
	rv_report_cell(o, "all");
	rv_report_cell_usd(o, l->all.total);
	rv_report_cell_usd(o, l->all.usd[RV_CAUSE_FUNDING]);
	rv_report_cell_usd(o, l->expected_usd);
	rv_report_cell_usd(o, l->funding_usd);
	rv_report_cell_usd(o, l->beside_usd);
	rv_sim_out_raw(o, "</tr>\n");
	rv_report_table_end(o);
	if (l->coins_total > l->n_coins)
		rv_sim_out_fmt(o, "<p>%zu more coins are in the sum.</p>\n",
			       l->coins_total - l->n_coins);
}

static void put_cost(rv_sim_out *o, const char *name, const rv_tca_sum *t)
{
	rv_sim_out_raw(o, "<tr>");
	rv_report_cell(o, name);
	rv_report_cell_count(o, t->part[RV_TCA_TOTAL].n + t->part[RV_TCA_TOTAL].unknown);
	for (unsigned p = 0; p < RV_TCA_N; p++)
		rv_report_cell_usd(o, t->part[p].n > 0 ? t->part[p].usd : (double)NAN);
	rv_report_cell_usd(o, rv_tca_mean_bps(t, RV_TCA_TOTAL));
	rv_sim_out_raw(o, "</tr>\n");
}

static void put_costs(const rv_ledger_day *l, rv_sim_out *o)
{
	const char *columns[RV_TCA_N + 3] = { "Sub-book", "orders" };
	for (unsigned p = 0; p < RV_TCA_N; p++)
		columns[p + 2] = rv_tca_name((rv_tca_part)p);
	columns[RV_TCA_N + 2] = "total, bp";
	rv_report_table(o, "What executing has cost (above 0: cost)", columns, RV_TCA_N + 3);
	for (unsigned i = 0; i < RV_SUB_N; i++) {
		const rv_tca_sum *t = &l->tca[i];
		if (t->part[RV_TCA_TOTAL].n + t->part[RV_TCA_TOTAL].unknown > 0)
			put_cost(o, rv_sub_name((rv_sub)i), t);
	}
	rv_report_table_end(o);
}

static void put_regret(const rv_ledger_day *l, rv_sim_out *o)
{
	rv_report_table(o, "What was not done, and what it would have earned by the end",
			COLUMNS("Why", "legs", "without a price", "cost", "saved", "both"));
	for (unsigned k = 0; k < RV_REGRET_N; k++) {
		const rv_lv_regret_total *t = &l->regret[k];
		rv_sim_out_raw(o, "<tr>");
		rv_report_cell(o, rv_regret_name((rv_regret_kind)k));
		rv_report_cell_count(o, t->n + t->unknown);
		rv_report_cell_count(o, t->unknown);
		rv_report_cell_usd(o, t->cost_usd);
		rv_report_cell_usd(o, t->saved_usd);
		rv_report_cell_usd(o, t->usd);
		rv_sim_out_raw(o, "</tr>\n");
	}
	rv_report_table_end(o);
}

static void put_count(rv_sim_out *o, const char *name, uint64_t n)
{
	rv_sim_out_raw(o, "<tr>");
	rv_report_cell(o, name);
	rv_report_cell_count(o, n);
	rv_sim_out_raw(o, "</tr>\n");
}

static void put_orders(const rv_day_record *r, rv_sim_out *o)
{
	rv_report_table(o, "Orders and fills", COLUMNS("", ""));
	put_count(o, "Orders signed", r->events[RV_EVENT_INTENT]);
	put_count(o, "Fills", r->events[RV_EVENT_FILL]);
	put_count(o, "Refused by the venue", r->events[RV_EVENT_REFUSED]);
	put_count(o, "Not let out by the last gate", r->events[RV_EVENT_UNSENT]);
	put_count(o, "Times without a verdict", r->events[RV_EVENT_UNKNOWN]);
	put_pair(o, "Value of the fills", r->filled_usd);
	put_pair(o, "Fees", r->fees_usd);
	rv_report_table_end(o);
}

static void put_line(const rv_day_line *l, rv_sim_out *o)
{
	char at[RV_TIME_TEXT], who[RV_REPORT_WHO];
	rv_sim_out_raw(o, "<tr>");
	rv_report_cell_count(o, l->seq);
	rv_report_cell(o, rv_time_format_clock(l->utc_ms, at));
	rv_report_cell(o, rv_report_who(l->uid, who));
	rv_report_cell(o, l->hedge ? "hedge" : rv_event_word(l->type));
	rv_report_cell(o, l->subject);
	rv_report_cell(o, l->words);
	rv_sim_out_raw(o, "</tr>\n");
}

static void put_section(const rv_day_record *r, rv_report_section s, rv_sim_out *o)
{
	size_t n = 0;
	rv_report_table(o, rv_report_section_title(s),
			COLUMNS("Event", "time", "who", "what", "of", "words"));
	for (size_t i = 0; i < r->n; i++) {
		if (rv_report_section_of(&r->lines[i]) != s)
			continue;
		put_line(&r->lines[i], o);
		n++;
	}
	rv_report_table_end(o);
	if (n == 0)
		rv_sim_out_raw(o, "<p>None.</p>\n");
}

bool rv_report_is_of(const rv_notice *n, int64_t date_ms)
{
	return n->utc_ms >= date_ms && n->utc_ms < date_ms + RV_DAY_MS;
}

static void put_notices(const rv_day_record *r, const rv_report_facts *f, rv_sim_out *o)
{
	size_t n = 0;
	rv_report_table(o, "Alerts of the screen",
			COLUMNS("Time", "alert", "severity", "what", "words"));
	for (size_t i = 0; i < f->n_notices; i++) {
		char at[RV_TIME_TEXT];
		const rv_notice *x = &f->notices[i];
		if (!rv_report_is_of(x, r->date_ms))
			continue;
		rv_sim_out_raw(o, "<tr>");
		rv_report_cell(o, rv_time_format_clock(x->utc_ms, at));
		rv_report_cell_count(o, x->alert);
		rv_report_cell(o, rv_severity_word(x->severity));
		rv_report_cell(o, rv_notice_word(x->kind));
		rv_report_cell(o, x->text);
		rv_sim_out_raw(o, "</tr>\n");
		n++;
	}
	rv_report_table_end(o);
	if (n == 0)
		rv_sim_out_raw(o, "<p>None that this process has seen.</p>\n");
}

static void put_journal(const rv_day_record *r, rv_sim_out *o)
{
	rv_sim_out_fmt(o, "<h2>Journal</h2>\n<p>Events %llu to %llu of this day. ",
		       (unsigned long long)r->first_seq, (unsigned long long)r->last_seq);
	if (r->head_seq == r->last_seq)
		rv_sim_out_fmt(o, "Head at its end: <code>%llu ", (unsigned long long)r->head_seq);
	else
		rv_sim_out_raw(o, "The head at its end is not known. <code>");
	rv_report_escape(o, r->head_seq == r->last_seq ? r->head : "");
	rv_sim_out_raw(o, "</code></p>\n");
	if (r->left_out > 0)
		rv_sim_out_fmt(o,
			       "<p class=\"warn\">%zu events had no room here; they are in the "
			       "journal.</p>\n",
			       r->left_out);
}

/* A day that goes on has no result yet; one that is over and was not ended will never have one. */
static void put_no_ledger(const rv_day_record *r, rv_sim_out *o)
{
	char at[RV_TIME_TEXT];
	if (r->over)
		rv_sim_out_raw(o, "<p class=\"warn\">The ledgers did not end this day: no result "
				  "is known.</p>\n");
	else
		rv_sim_out_fmt(o,
			       "<p class=\"warn\">The day is not over in the journal: what follows "
			       "is up to %s. Its result comes at midnight, or with the next "
			       "start.</p>\n",
			       rv_time_format(r->last_utc_ms, at));
}

static void put_ledger(const rv_day_record *r, rv_sim_out *o)
{
	if (!r->has_ledger) {
		put_no_ledger(r, o);
		return;
	}
	put_account(&r->ledger, o);
	put_subs(&r->ledger, o);
	put_coins(&r->ledger, o);
	put_costs(&r->ledger, o);
	put_regret(&r->ledger, o);
}

void rv_day_report_html(const rv_day_record *r, const rv_report_facts *f, rv_sim_out *o)
{
	char made[RV_TIME_TEXT];
	put_head(r, f, o);
	put_ledger(r, o);
	put_orders(r, o);
	for (unsigned s = 0; s < RV_REPORT_SECTIONS; s++)
		put_section(r, (rv_report_section)s, o);
	put_notices(r, f, o);
	put_journal(r, o);
	rv_sim_out_fmt(o, "<footer>Made %s by rvdesk " RV_VERSION ".</footer>\n</body></html>\n",
		       rv_time_format(f->made_utc_ms, made));
}
