/* The report as CSV; see day_report.h. */
#include "app/ops/day_report.h"

#include "app/ops/report_put.h"
#include "app/ops/report_sections.h"
#include "engine/base/timefmt.h"

#include <inttypes.h>
#include <stdio.h>

typedef struct csv {
	rv_sim_out *o;
	char date[RV_TIME_TEXT];
} csv;

static void num(const csv *c, const char *section, const char *item, const char *field, double v)
{
	rv_report_row_num(c->o, c->date, section, item, field, v);
}

static void text(const csv *c, const char *section, const char *item, const char *field,
		 const char *v)
{
	rv_report_row(c->o, c->date, section, item, field, v);
}

static void put_facts(const csv *c, const rv_day_record *r, const rv_report_facts *f)
{
	char at[RV_TIME_TEXT], seq[32];
	text(c, "report", "", "env", f->env);
	text(c, "report", "", "venue", f->venue);
	text(c, "report", "", "account", f->account);
	text(c, "report", "", "made", rv_time_format(f->made_utc_ms, at));
	text(c, "report", "", "day_over", r->over ? "yes" : "no");
	(void)snprintf(seq, sizeof(seq), "%" PRIu64, r->last_seq);
	text(c, "journal", "", "last_time", rv_time_format(r->last_utc_ms, at));
	text(c, "journal", "", "last_seq", seq);
	text(c, "journal", "", "head", r->head_seq == r->last_seq ? r->head : "");
	num(c, "journal", "", "lines_left_out", (double)r->left_out);
}

static void put_pnl(const csv *c, const char *section, const char *item, const rv_lv_pnl *p)
{
	for (unsigned k = 0; k < RV_CAUSE_N; k++)
		num(c, section, item, rv_cause_name((rv_cause)k), p->usd[k]);
	num(c, section, item, "result", p->total);
	num(c, section, item, "unknown_parts", (double)p->unknown);
}

static void put_account(const csv *c, const rv_ledger_day *l)
{
	char at[RV_TIME_TEXT];
	text(c, "account", "", "since", rv_time_format(l->since_ms, at));
	text(c, "account", "", "until", rv_time_format(l->until_ms, at));
	num(c, "account", "", "nav_first", l->first_usd);
	num(c, "account", "", "nav_last", l->last_usd);
	num(c, "account", "", "paid", l->paid_usd);
	num(c, "account", "", "change", l->change_usd);
	num(c, "account", "", "result", l->all.total);
	num(c, "account", "", "unexplained", l->unexplained_usd);
	num(c, "funding", "all", "expected", l->expected_usd);
	num(c, "funding", "all", "paid", l->funding_usd);
	num(c, "funding", "all", "paid_beside", l->beside_usd);
}

static void put_coin(const csv *c, const rv_ledger_day_coin *x)
{
	put_pnl(c, "coin", x->symbol, &x->pnl);
	num(c, "funding", x->symbol, "expected", x->expected_usd);
	num(c, "funding", x->symbol, "paid", x->paid_usd);
	num(c, "funding", x->symbol, "paid_beside", x->beside_usd);
}

static void put_costs(const csv *c, const char *sub, const rv_tca_sum *t)
{
	for (unsigned p = 0; p < RV_TCA_N; p++) {
		if (t->part[p].n > 0)
			num(c, "cost", sub, rv_tca_name((rv_tca_part)p), t->part[p].usd);
	}
	num(c, "cost", sub, "orders",
	    (double)(t->part[RV_TCA_TOTAL].n + t->part[RV_TCA_TOTAL].unknown));
	num(c, "cost", sub, "total_bp", rv_tca_mean_bps(t, RV_TCA_TOTAL));
}

static void put_ledger(const csv *c, const rv_ledger_day *l)
{
	put_account(c, l);
	for (unsigned i = 0; i < RV_SUB_N; i++)
		put_pnl(c, "sub", rv_sub_name((rv_sub)i), &l->sub[i]);
	put_pnl(c, "sub", "all", &l->all);
	for (size_t i = 0; i < l->n_coins; i++)
		put_coin(c, &l->coins[i]);
	for (unsigned i = 0; i < RV_SUB_N; i++)
		put_costs(c, rv_sub_name((rv_sub)i), &l->tca[i]);
	for (unsigned k = 0; k < RV_REGRET_N; k++) {
		const char *name = rv_regret_name((rv_regret_kind)k);
		num(c, "regret", name, "legs", (double)(l->regret[k].n + l->regret[k].unknown));
		num(c, "regret", name, "usd", l->regret[k].usd);
	}
}

static void put_line(const csv *c, const rv_day_line *l)
{
	char seq[32], at[RV_TIME_TEXT], who[RV_REPORT_WHO];
	const char *section = rv_report_section_word(rv_report_section_of(l));
	(void)snprintf(seq, sizeof(seq), "%" PRIu64, l->seq);
	text(c, section, seq, "time", rv_time_format(l->utc_ms, at));
	text(c, section, seq, "who", rv_report_who(l->uid, who));
	text(c, section, seq, "what", l->hedge ? "hedge" : rv_event_word(l->type));
	text(c, section, seq, "of", l->subject);
	text(c, section, seq, "words", l->words);
}

static void put_notice(const csv *c, const rv_notice *n, size_t i)
{
	char item[32], at[RV_TIME_TEXT];
	(void)snprintf(item, sizeof(item), "%zu", i);
	text(c, "notices", item, "time", rv_time_format(n->utc_ms, at));
	num(c, "notices", item, "alert", (double)n->alert);
	text(c, "notices", item, "severity", rv_severity_word(n->severity));
	text(c, "notices", item, "what", rv_notice_word(n->kind));
	text(c, "notices", item, "words", n->text);
}

void rv_day_report_csv(const rv_day_record *r, const rv_report_facts *f, rv_sim_out *o)
{
	csv c = { .o = o };
	(void)rv_time_format_date(r->date_ms, c.date);
	rv_sim_out_raw(o, "date,section,item,field,value\r\n");
	put_facts(&c, r, f);
	if (r->has_ledger)
		put_ledger(&c, &r->ledger);
	for (unsigned t = 0; t < RV_EVENT_N; t++)
		num(&c, "events", rv_event_word((rv_event_type)t), "count", (double)r->events[t]);
	num(&c, "orders", "", "filled", r->filled_usd);
	num(&c, "orders", "", "fees", r->fees_usd);
	for (size_t i = 0; i < r->n; i++)
		put_line(&c, &r->lines[i]);
	for (size_t i = 0; i < f->n_notices; i++) {
		if (rv_report_is_of(&f->notices[i], r->date_ms))
			put_notice(&c, &f->notices[i], i + 1);
	}
}
