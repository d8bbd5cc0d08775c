/* Exports on demand; see export_ask.h. */
#include "tui/export_ask.h"

#include <stdio.h>
#include <string.h>

#include "tui/export_pane.h"

static rv_desk_action refuse(rv_ui *ui, const char *why)
{
	rv_say_set(&ui->say, ui->now_mono, RV_ROLE_BAD, "not exported: %s", why);
	return RV_DESK_REDRAW;
}

rv_desk_action rv_export_ask(rv_ui *ui, unsigned formats, const char *path)
{
	const rv_pane_id pane = rv_layout_focus(&ui->at);

	if (!ui->files.write)
		return refuse(ui, "nothing can be written from here");
	if (!ui->scene.v)
		return refuse(ui, "no snapshot from the engine yet");
	rv_export *e = rv_export_pane(ui, pane);
	if (!e)
		return refuse(ui, "out of memory");
	e->formats = formats;
	(void)snprintf(e->path, sizeof(e->path), "%s", path); /* its length was checked */
	if (e->no_memory) {
		rv_export_free(e);
		return refuse(ui, "out of memory");
	}
	rv_say_set(&ui->say, ui->now_mono, RV_ROLE_TEXT, "writing %zu rows of %s", e->n_rows,
		   e->pane);
	ui->say_waits = true;
	if (ui->files.write(ui->files.ctx, e) != RV_OK)
		return refuse(ui, "others are being written still");
	return RV_DESK_REDRAW;
}

/* What somebody is reading stays, but for the line that this is the answer to. */
void rv_files_hear(rv_ui *ui)
{
	char text[RV_FILES_TOLD];
	bool ok;

	if (!ui->files.told || (rv_say_on(&ui->say, ui->now_mono) && !ui->say_waits))
		return;
	if (!ui->files.told(ui->files.ctx, &ok, text))
		return;
	ui->say_waits = false;
	rv_say_set(&ui->say, ui->now_mono, ok ? RV_ROLE_GOOD : RV_ROLE_BAD, "%s", text);
}
