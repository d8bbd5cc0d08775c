/*
 * The tables of a report, one function a file; columns and units are in docs/research.md, and the
 * first lines in tests/app/research. A table reads the result and writes to the stream, nothing
 * else; whether everything has arrived is asked of the stream when it is closed. Any thread.
 */
#ifndef RV_APP_RESEARCH_REPORT_TABLES_H
#define RV_APP_RESEARCH_REPORT_TABLES_H

#include "engine/research/result.h"

#include <stdio.h>

/* Does the day count for the headline: out of sample, or without a walk-forward any? The first day
 * has no return and never does. */
bool rv_report_counts(const rv_bt_result *r, size_t day);
/* Name of a regime by index; "" unknown. */
const char *rv_report_regime(const rv_bt_result *r, int32_t regime);

void rv_table_regimes(FILE *f, const rv_bt_result *r);	/* regime_timeline.csv */
void rv_table_pnl(FILE *f, const rv_bt_result *r);	/* bt_daily_pnl.csv */
void rv_table_equity(FILE *f, const rv_bt_result *r);	/* bt_equity_curve.csv */
void rv_table_features(FILE *f, const rv_bt_result *r); /* features_wide.csv */
void rv_table_windows(FILE *f, const rv_bt_result *r);	/* windows.csv */
void rv_table_trades(FILE *f, const rv_bt_result *r);	/* trades.csv */
void rv_table_notes(FILE *f, const rv_bt_result *r);	/* notes.csv */

#endif
