/* The tables of a report; see report_tables.h. */
#include "app/research/report_tables.h"

#include "app/csv_put.h"
#include "engine/research/kpis.h"

#include <math.h>

/* Lines of a trials.jsonl that the report writes before the first trial: the genesis line, and
 * lines count from 1. */
enum { TRIAL_SEQ = 2 };

bool rv_report_counts(const rv_bt_result *r, size_t day)
{
	return day > 0 && (!r->walk.on || r->days[day].oos);
}

const char *rv_report_regime(const rv_bt_result *r, int32_t regime)
{
	return regime >= 0 && (size_t)regime < r->n_regimes ? r->regimes[regime] : "";
}

void rv_table_regimes(FILE *f, const rv_bt_result *r)
{
	(void)fputs("date,score,regime\n", f);
	for (size_t d = 0; d < r->n_days; d++) {
		rv_csv_day(f, r->days[d].close_ms, ',');
		rv_csv_num(f, r->days[d].score, ',');
		rv_csv_text(f, rv_report_regime(r, r->days[d].regime), '\n');
	}
}

#define PNL_COLUMNS                                                                                \
	"date,regime,score,pnl,cost,funding,r_ls_gross,r_ls_net,alt_turnover,major_turnover,"      \
	"alt_gross,major_gross,total_gross"

/* last: what stands after the last cell. */
static void put_pnl(FILE *f, const rv_bt_result *r, const rv_bt_day *d, char last)
{
	rv_csv_day(f, d->close_ms, ',');
	rv_csv_text(f, rv_report_regime(r, d->regime), ',');
	rv_csv_num(f, d->score, ',');
	rv_csv_num(f, d->price, ',');
	rv_csv_num(f, d->fee + d->slippage + d->settlement, ',');
	rv_csv_num(f, d->funding, ',');
	rv_csv_num(f, d->price, ',');
	rv_csv_num(f, d->net, ',');
	rv_csv_num(f, d->alt_turnover, ',');
	rv_csv_num(f, d->major_turnover, ',');
	rv_csv_num(f, d->alt_gross, ',');
	rv_csv_num(f, d->major_gross, ',');
	rv_csv_num(f, d->alt_gross + d->major_gross, last);
}

void rv_table_pnl(FILE *f, const rv_bt_result *r)
{
	(void)fputs(PNL_COLUMNS "\n", f);
	for (size_t d = 0; d < r->n_days; d++) {
		if (rv_report_counts(r, d))
			put_pnl(f, r, &r->days[d], '\n');
	}
}

void rv_table_equity(FILE *f, const rv_bt_result *r)
{
	double equity = 1.0;
	(void)fputs(PNL_COLUMNS ",equity_curve\n", f);
	for (size_t d = 0; d < r->n_days; d++) {
		if (!rv_report_counts(r, d))
			continue;
		equity *= 1.0 + r->days[d].net;
		put_pnl(f, r, &r->days[d], ',');
		rv_csv_num(f, equity, '\n');
	}
}

void rv_table_features(FILE *f, const rv_bt_result *r)
{
	const size_t n = r->n_features;
	(void)fprintf(f, "date%c", n > 0 ? ',' : '\n');
	for (size_t k = 0; k < n; k++)
		rv_csv_text(f, r->features[k], k + 1 < n ? ',' : '\n');
	for (size_t d = 0; d < r->n_days; d++) {
		rv_csv_day(f, r->days[d].close_ms, n > 0 ? ',' : '\n');
		for (size_t k = 0; k < n; k++)
			rv_csv_num(f, r->feature[k * r->n_days + d], k + 1 < n ? ',' : '\n');
	}
}

/* First and last day of [from, to); two empty cells where there is none. */
static void put_span(FILE *f, const rv_bt_result *r, size_t from, size_t to)
{
	if (from >= to || to > r->n_days) {
		(void)fputs(",,", f);
		return;
	}
	rv_csv_day(f, r->days[from].close_ms, ',');
	rv_csv_day(f, r->days[to - 1].close_ms, ',');
}

static void put_choice(FILE *f, const rv_bt_result *r, size_t trial)
{
	if (trial >= r->n_trials) { /* the configured values, and nothing was tried */
		for (size_t k = 0; k <= r->n_values; k++)
			(void)fputc(',', f);
		return;
	}
	const uint64_t seq = r->trials[trial].seq;
	rv_csv_int(f, seq ? (int64_t)seq : (int64_t)trial + TRIAL_SEQ, ',');
	for (size_t k = 0; k < r->n_values; k++)
		rv_csv_num(f, r->trials[trial].choice.value[k], ',');
}

/* That were looked at in the training of a window, admissible or not. */
static size_t sets_of(const rv_bt_result *r, size_t window)
{
	size_t n = 0;
	for (size_t i = 0; i < r->n_trials; i++)
		n += r->trials[i].window == window;
	return n;
}

/* A cell of words: whoever reads windows does not have to know of quotes. */
static void put_words(FILE *f, const char *text, char end)
{
	char words[RV_BT_TEXT];
	(void)snprintf(words, sizeof(words), "%s", text);
	for (char *c = words; *c; c++)
		*c = *c == ',' || *c == '"' ? ';' : *c;
	rv_csv_text(f, words, end);
}

/* No ratio stands without N, costs and the source of the universe: here they are in its row. */
void rv_table_windows(FILE *f, const rv_bt_result *r)
{
	char costs[RV_BT_TEXT];
	const size_t n = rv_kpi_trials_of(r).n;
	(void)fputs("window,train_from,train_to,test_from,test_to,test_days,trial,", f);
	for (size_t k = 0; k < r->n_values; k++)
		rv_csv_text(f, r->values[k], ',');
	(void)fputs("is_sharpe,oos_sharpe,exante_btc,exante_eth,realised_btc,realised_eth,"
		    "realised_rms,sets,pbo,trials_n,costs,universe\n",
		    f);
	rv_bt_costs_text(&r->costs, costs);
	for (size_t i = 0; i < r->n_windows; i++) {
		const rv_bt_window *w = &r->windows[i];
		rv_csv_int(f, (int64_t)i, ',');
		put_span(f, r, w->train_from, w->train_to);
		put_span(f, r, w->test_from, w->test_to);
		rv_csv_int(f, (int64_t)(w->test_to - w->test_from), ',');
		put_choice(f, r, w->trial);
		rv_csv_num(f, w->is_sharpe, ',');
		rv_csv_num(f, w->oos_sharpe, ',');
		rv_csv_num(f, w->exante_btc, ',');
		rv_csv_num(f, w->exante_eth, ',');
		rv_csv_num(f, w->realised_btc, ',');
		rv_csv_num(f, w->realised_eth, ',');
		rv_csv_num(f, w->realised_rms, ',');
		rv_csv_int(f, (int64_t)sets_of(r, i), ',');
		rv_csv_num(f, w->pbo_sets ? w->pbo.pbo : (double)NAN, ',');
		rv_csv_int(f, (int64_t)n, ',');
		put_words(f, costs, ',');
		put_words(f, r->universe_source, '\n');
	}
}

void rv_table_trades(FILE *f, const rv_bt_result *r)
{
	(void)fputs("symbol,sub,opened,closed,side,qty,entry,exit,pnl,fee,slippage,funding,"
		    "atr_entry,why\n",
		    f);
	for (size_t i = 0; i < r->n_trades; i++) {
		const rv_bt_trade *t = &r->trades[i];
		rv_csv_text(f, t->symbol, ',');
		rv_csv_text(f, t->sub, ',');
		rv_csv_time(f, t->open_ms, ',');
		rv_csv_time(f, t->close_ms, ',');
		rv_csv_num(f, t->side, ',');
		rv_csv_num(f, t->qty, ',');
		rv_csv_num(f, t->entry, ',');
		rv_csv_num(f, t->exit, ',');
		rv_csv_num(f, t->pnl, ',');
		rv_csv_num(f, t->fee, ',');
		rv_csv_num(f, t->slippage, ',');
		rv_csv_num(f, t->funding, ',');
		rv_csv_num(f, t->atr_entry, ',');
		rv_csv_text(f, t->why, '\n');
	}
}

void rv_table_notes(FILE *f, const rv_bt_result *r)
{
	(void)fputs("at,symbol,cost_usd,text\n", f);
	for (size_t i = 0; i < r->n_notes; i++) {
		const rv_bt_note *n = &r->notes[i];
		rv_csv_time(f, n->at_ms, ',');
		rv_csv_text(f, n->symbol, ',');
		rv_csv_num(f, n->cost_usd, ',');
		rv_csv_text(f, n->text, '\n');
	}
}
