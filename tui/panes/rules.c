/* Alert rules as a dialog; see tui/rules.h. */
#include "tui/rules.h"

#include "tui/actions.h"
#include "tui/paint.h"
#include "tui/panes/writer.h"
#include "tui/trade_keys.h"

rv_desk_action rv_rules_open(rv_ui *ui)
{
	(void)rv_trade_close(ui);
	return rv_ui_dialog(ui, RV_MODE_RULES);
}

static rv_role role_of(rv_rule_state s)
{
	switch (s) {
	case RV_RULE_FIRED:
		return RV_ROLE_WARN;
	case RV_RULE_COUNTS:
		return RV_ROLE_TITLE;
	case RV_RULE_IS_UNKNOWN:
		return RV_ROLE_DIM;
	case RV_RULE_IS_FALSE:
		break;
	}
	return RV_ROLE_TEXT;
}

static void write_rule(rv_writer *wr, const rv_rule_row *r, int64_t utc_now)
{
	char no[RV_RULE_SAID], state[RV_RULE_LINE];

	rv_write_wrapped(wr, 1, RV_ROLE_TEXT, RV_ATTR_BOLD, "%s  %s", rv_rule_number(r, no),
			 r->text);
	rv_write_wrapped(wr, 4, role_of(r->state), 0, "%s", rv_rule_state_text(r, utc_now, state));
}

/* Of the newest snapshot, also while the screen is frozen: it is about now. */
static void write_all(const rv_ui *ui, rv_writer *wr)
{
	const rv_view *v = ui->live.v;

	for (size_t i = 0; v && i < v->rules.n; i++)
		write_rule(wr, &v->rules.rows[i], ui->live.utc_now);
	if (!v || v->rules.n == 0)
		rv_write_wrapped(wr, 1, RV_ROLE_DIM, 0, "%s",
				 v ? "none is set" : "no snapshot yet");
	rv_write_next(wr);
	rv_write_wrapped(
		wr, 1, RV_ROLE_DIM, 0,
		":alert rv(SOL) > 0.8 for 3   :alert regime changes   :alert end N; c1: of "
		"the configuration");
}

size_t rv_rules_dialog_lines(const rv_ui *ui, int w)
{
	rv_writer wr = { .c = NULL, .w = w };

	write_all(ui, &wr);
	return wr.line;
}

void rv_dialog_rules(const rv_ui *ui, rv_canvas *c, rv_rect box)
{
	const rv_rect in = rv_paint_box(c, box, "Alert rules");
	rv_writer wr = { .c = c, .w = in.w, .h = in.h, .top = ui->dialog_top };

	write_all(ui, &wr);
}
