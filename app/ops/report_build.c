/* Folding a journal for one day; see report_build.h. */
#include "app/ops/report_build.h"

#include "engine/base/timefmt.h"
#include "feeds/journal/journal_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct build {
	rv_clock *clock;
	rv_oms *oms;
	rv_ledgers *ledgers;
	rv_day_log *days;
	int64_t date_ms;
	rv_report_origin *origin;
	rv_event e; /* scratch */
} build;

static void take_origin(build *b)
{
	char account[RV_EVENT_KEY];
	if (rv_event_get(&b->e, "kind", b->origin->kind, sizeof(b->origin->kind)) != RV_OK)
		b->origin->kind[0] = '\0';
	if (rv_event_get(&b->e, "account", account, sizeof(account)) != RV_OK ||
	    strlen(account) < 12)
		return;
	(void)snprintf(b->origin->account, sizeof(b->origin->account), "%.6s..%s", account,
		       account + strlen(account) - 4);
}

static rv_status each_row(void *ctx, const rv_journal_row *row, rv_err *err)
{
	build *b = ctx;
	char hash[RV_HASH_HEX];
	rv_status st = rv_journal_row_event(row, &b->e, err);
	if (st == RV_OK)
		st = rv_oms_replay(b->oms, &b->e, err);
	if (st != RV_OK)
		return st;
	if (b->e.type == RV_EVENT_RUN && b->e.utc_ms < b->date_ms + RV_DAY_MS)
		take_origin(b);
	if (rv_time_floor(b->e.utc_ms, RV_DAY_MS) == b->date_ms)
		rv_day_log_head(b->days, row->seq, rv_hex_format(row->hash, RV_HASH_BYTES, hash));
	return RV_OK;
}

static rv_status make(build *b)
{
	rv_oms_params op;
	const rv_ledger_params lp = rv_ledger_defaults();
	rv_oms_params_default(&op);
	rv_status st = rv_clock_new_manual(b->date_ms, &b->clock);
	if (st == RV_OK)
		st = rv_oms_new(&op, b->clock, NULL, &b->oms);
	if (st == RV_OK)
		st = rv_ledgers_new(&lp, &b->ledgers);
	if (st == RV_OK)
		st = rv_day_log_new(b->ledgers, b->date_ms, &b->days);
	if (st != RV_OK)
		return st;
	rv_oms_observer w = rv_ledgers_observer(b->ledgers);
	st = rv_oms_observe(b->oms, &w);
	w = rv_day_log_observer(b->days);
	return st == RV_OK ? rv_oms_observe(b->oms, &w) : st;
}

static void unmake(build *b)
{
	rv_day_log_free(b->days);
	rv_oms_free(b->oms);
	rv_ledgers_free(b->ledgers);
	rv_clock_free(b->clock);
	free(b);
}

static rv_status fold(build *b, const char *path, rv_err *err)
{
	rv_journal_reader *r = NULL;
	const rv_journal_filter all = { .since_ms = INT64_MIN };
	rv_status st = rv_journal_reader_open(path, &r, err);
	if (st == RV_OK)
		st = rv_journal_reader_list(r, &all, each_row, b, err);
	rv_journal_reader_close(r);
	return st;
}

rv_status rv_report_build(const char *path, int64_t date_ms, rv_day_record *out,
			  rv_report_origin *origin, rv_err *err)
{
	char date[RV_TIME_TEXT];
	build *b = calloc(1, sizeof(*b));
	if (!b)
		return rv_err_set(err, RV_ENOMEM, "report: out of memory");
	memset(origin, 0, sizeof(*origin));
	b->date_ms = date_ms;
	b->origin = origin;
	rv_status st = make(b);
	if (st != RV_OK)
		(void)rv_err_set(err, st, "report: %s", rv_status_text(st));
	else
		st = fold(b, path, err);
	if (st == RV_OK && rv_day_log_copy(b->days, date_ms, out) != RV_OK)
		st = rv_err_set(err, RV_ENOENT, "%.200s: nothing of %s in it", path,
				rv_time_format_date(date_ms, date));
	unmake(b);
	return st;
}
