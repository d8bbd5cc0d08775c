/*
 * The panes: each draws a part of the UI state into its rectangle of the canvas (absolute), and
 * changes nothing. UI thread.
 */
#ifndef RV_TUI_PANES_PANES_H
#define RV_TUI_PANES_PANES_H

#include "tui/canvas.h"
#include "tui/ui.h"

void rv_pane_header(const rv_ui *ui, rv_canvas *c, rv_rect r); /* one or two lines */
void rv_pane_tabs(const rv_ui *ui, rv_canvas *c, rv_rect r);   /* one line */
void rv_pane_table(const rv_ui *ui, rv_canvas *c, rv_rect r);
void rv_pane_baskets(const rv_ui *ui, rv_canvas *c, rv_rect r);
void rv_pane_plot(const rv_ui *ui, rv_canvas *c, rv_rect r);	    /* symbol or spread */
void rv_pane_spread_plot(const rv_ui *ui, rv_canvas *c, rv_rect r); /* always the spread */
void rv_pane_research_plot(const rv_ui *ui, rv_canvas *c, rv_rect r);
void rv_pane_feeds(const rv_ui *ui, rv_canvas *c, rv_rect r);
void rv_pane_log(const rv_ui *ui, rv_canvas *c, rv_rect r);
void rv_pane_alert(const rv_ui *ui, rv_canvas *c, rv_rect r); /* one line */
/* The alert that is shown first, on line 0 of the clip, w cells; nothing when there is none. */
void rv_alert_draw(const rv_ui *ui, rv_canvas *c, int w);
/* One line: what is typed after / or \, and what is wrong with it. For rv_pane_hints. */
void rv_pane_input(const rv_ui *ui, rv_canvas *c, rv_rect r);
/* Hints; the input line while there is one; in the compact form an alert goes first. */
void rv_pane_hints(const rv_ui *ui, rv_canvas *c, rv_rect r);
/* The strip of the tour; the lines that a why takes in w cells, as it is drawn. */
void rv_pane_tour(const rv_ui *ui, rv_canvas *c, rv_rect r);
size_t rv_tour_why_lines(const char *why, int w);
void rv_pane_notice(const rv_ui *ui, rv_canvas *c, rv_rect r);

/*
 * Details of the selected symbol, as a pane and as a dialog; lines() is how many there are in w
 * cells; width() is what a pane or a dialog of that size has for them.
 */
int rv_details_pane_width(rv_rect r);
int rv_details_dialog_width(rv_rect box);
size_t rv_details_lines(const rv_ui *ui, int w);
void rv_pane_details(const rv_ui *ui, rv_canvas *c, rv_rect r);
void rv_dialog_details(const rv_ui *ui, rv_canvas *c, rv_rect box);
size_t rv_dialog_help(const rv_ui *ui, rv_canvas *c, rv_rect box);
void rv_dialog_settings(const rv_ui *ui, rv_canvas *c, rv_rect box);
void rv_dialog_sort(const rv_ui *ui, rv_canvas *c, rv_rect box);

void rv_pane_signals(const rv_ui *ui, rv_canvas *c, rv_rect r);
void rv_pane_structure(const rv_ui *ui, rv_canvas *c, rv_rect r);
void rv_pane_heat(const rv_ui *ui, rv_canvas *c, rv_rect r);
void rv_pane_lag(const rv_ui *ui, rv_canvas *c, rv_rect r);

/*
 * Panes of text that scroll: regimes, book, factors, buckets, basket. lines() is how many there
 * are, 0 where the pane is of another kind.
 */
/* Any of them. */
void rv_pane_draw(const rv_ui *ui, rv_canvas *c, rv_rect r, rv_pane_id id);
void rv_pane_text(const rv_ui *ui, rv_canvas *c, rv_rect r, rv_pane_id id);
size_t rv_pane_text_lines(const rv_ui *ui, rv_pane_id id);

/* Lines of the log that are shown, and how many it can be scrolled back. */
size_t rv_pane_log_page(const rv_ui *ui, size_t *most_back);
/* Lines of the table's body in a pane of that height. */
size_t rv_pane_table_page(rv_rect r);
/* Optional columns that h and l can scroll away. */
int rv_pane_table_scroll_max(const rv_ui *ui);
/* Bars of a plot range, RV_PLOT_RANGES of them. */
enum { RV_PLOT_RANGES = 4 };
int rv_plot_bars(int range);

#endif
