/* Words of commands, and who may send them; see command.h. */
#include "engine/desk/command.h"

typedef struct row {
	const char *word;
	rv_who_role role;
	bool pen;
} row;

static const row *row_of(rv_cmd_kind kind)
{
#define ROW(code, word, role, pen) { word, RV_WHO_##role, pen },
	static const row rows[RV_CMD_N] = { RV_CMD_TABLE(ROW) };
#undef ROW
	return (size_t)kind < RV_CMD_N ? &rows[kind] : NULL;
}

const char *rv_cmd_word(rv_cmd_kind kind)
{
	const row *r = row_of(kind);
	return r ? r->word : "?";
}

/* Nobody is above the last: what is no command needs more than anybody has. */
rv_who_role rv_cmd_role(rv_cmd_kind kind)
{
	const row *r = row_of(kind);
	return r ? r->role : RV_WHO_ROLE_N;
}

bool rv_cmd_needs_pen(rv_cmd_kind kind)
{
	const row *r = row_of(kind);
	return r && r->pen;
}
