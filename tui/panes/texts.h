/* What each pane of text writes; text.c frames and scrolls them. A view there always is. */
#ifndef RV_TUI_PANES_TEXTS_H
#define RV_TUI_PANES_TEXTS_H

#include "tui/panes/writer.h"
#include "tui/scored.h"
#include "tui/ui.h"

void rv_text_regime(const rv_ui *ui, rv_writer *wr);
void rv_text_leaders(const rv_ui *ui, rv_writer *wr);
void rv_text_majors(const rv_ui *ui, rv_writer *wr);
void rv_text_riskoff(const rv_ui *ui, rv_writer *wr);
void rv_text_book(const rv_ui *ui, rv_writer *wr);
void rv_text_factors(const rv_ui *ui, rv_writer *wr);
void rv_text_buckets(const rv_ui *ui, rv_writer *wr);
void rv_text_ma_basket(const rv_ui *ui, rv_writer *wr);
void rv_text_positions(const rv_ui *ui, rv_writer *wr);
void rv_text_limits(const rv_ui *ui, rv_writer *wr);
void rv_text_margin(const rv_ui *ui, rv_writer *wr);
void rv_text_venue(const rv_ui *ui, rv_writer *wr);
void rv_text_breaks(const rv_ui *ui, rv_writer *wr);
void rv_text_net_target(const rv_ui *ui, rv_writer *wr);
void rv_text_pnl(const rv_ui *ui, rv_writer *wr);
void rv_text_execution(const rv_ui *ui, rv_writer *wr);
void rv_text_funding(const rv_ui *ui, rv_writer *wr);
void rv_text_regret(const rv_ui *ui, rv_writer *wr);
void rv_text_hedge(const rv_ui *ui, rv_writer *wr);
void rv_text_stops(const rv_ui *ui, rv_writer *wr);
/* Licences and drawdowns of the sub-books in short; nothing where nobody watches. */
void rv_text_sub_risk(const rv_view *v, rv_writer *wr);
/* Of a backtest: its figures with the run that is being made, and its windows. */
void rv_text_research_run(const rv_ui *ui, rv_writer *wr);
/* How far the one is that is being made, or why it is not. */
void rv_write_research_job(rv_writer *wr, const rv_research_job *j);
void rv_text_research_windows(const rv_ui *ui, rv_writer *wr);
void rv_text_audit(const rv_ui *ui, rv_writer *wr);
void rv_text_no_order_side(const rv_ui *ui,
			   rv_writer *wr); /* what they all say of an engine that only watches */

/*
 * The composite of majors against alts on its scale: thresholds, the interval within which the
 * state holds (hysteresis is where it reaches over a threshold), and where the score is.
 */
void rv_band_draw(rv_canvas *c, int x, int y, int w, const rv_ma_params *p, const rv_ma_result *r);
/* The thresholds under it. */
void rv_band_scale(rv_canvas *c, int x, int y, int w, const rv_ma_params *p, const rv_ma_result *r);

/* A bar from 0: share 0 to 1 of w cells, with a mark at limit (NaN none). */
void rv_meter(rv_canvas *c, int x, int y, int w, double share, double limit, rv_role role);
/* A bar that grows to both sides of the middle of w cells; v in -1 .. 1. */
void rv_meter_signed(rv_canvas *c, int x, int y, int w, double v);

#endif
