/* What of a console outlives it; see remember.h. */
#include "tui/remember.h"

#include <stdio.h>
#include <string.h>

#include "tui/panes/panes.h"
#include "tui/ui.h"

void rv_remembered_default(rv_remembered *r)
{
	memset(r, 0, sizeof(*r));
	rv_prefs_default(&r->prefs);
	r->sort = RV_COL_RV;
	r->range = RV_UI_RANGE;
	r->research_range = RV_PLOT_RANGES - 1;
}

static bool same_prefs(const rv_prefs *a, const rv_prefs *b)
{
	return a->theme == b->theme && a->updown == b->updown && a->mono == b->mono &&
	       a->refresh_ms == b->refresh_ms && a->bell == b->bell && a->remember == b->remember;
}

bool rv_remembered_same(const rv_remembered *a, const rv_remembered *b)
{
	return same_prefs(&a->prefs, &b->prefs) && a->screen == b->screen && a->focus == b->focus &&
	       a->zoom == b->zoom && a->view == b->view && a->sort == b->sort &&
	       a->invert == b->invert && a->columns == b->columns && a->leader == b->leader &&
	       a->measure == b->measure && a->range == b->range &&
	       a->research_range == b->research_range && a->filter_env == b->filter_env &&
	       strcmp(a->filter, b->filter) == 0;
}

void rv_ui_remember(const rv_ui *ui, rv_remembered *out)
{
	memset(out, 0, sizeof(*out));
	out->prefs = ui->prefs;
	out->screen = ui->at.screen;
	out->focus = ui->at.focus;
	out->zoom = ui->at.zoom;
	out->view = ui->at.view;
	out->sort = ui->table.sort;
	out->invert = ui->table.invert;
	out->columns = ui->table.columns;
	out->leader = ui->table.leader;
	out->measure = ui->table.measure;
	out->range = ui->range;
	out->research_range = ui->research_range;
	if (ui->recall.filter[0]) { /* it waits still */
		memcpy(out->filter, ui->recall.filter, sizeof(out->filter));
		out->filter_env = ui->recall.filter_env;
	} else if (ui->table.filter.n > 0 && ui->scene.v) {
		memcpy(out->filter, ui->table.filter_text, sizeof(out->filter));
		out->filter_env = ui->scene.v->env;
	}
}

void rv_ui_recall(rv_ui *ui, const rv_remembered *r)
{
	ui->recall = *r;
	ui->prefs = r->prefs;
	ui->at.screen = r->screen;
	ui->at.focus = r->focus;
	ui->at.zoom = r->zoom;
	ui->at.view = r->view;
	ui->table.sort = r->sort;
	ui->table.invert = r->invert;
	rv_table_set_columns(&ui->table, r->columns);
	ui->table.leader = r->leader;
	ui->table.measure = r->measure;
	ui->range = r->range;
	ui->research_range = r->research_range;
}

void rv_ui_recall_filter(rv_ui *ui)
{
	const rv_view *v = ui->scene.v;
	rv_filter_error err;

	if (!v || v->env == RV_ENV_UNKNOWN || !ui->recall.filter[0])
		return;
	const bool here = v->env == ui->recall.filter_env && ui->table.filter.n == 0;
	/* an expression of another program's version: none */
	if (here && rv_table_set_filter(&ui->table, ui->recall.filter, &ui->scene, &err) == RV_OK)
		rv_say_set(&ui->say, ui->now_mono, RV_ROLE_TEXT, "filter of last time: %s",
			   ui->recall.filter);
	ui->recall.filter[0] = '\0';
}
