/* Words of commands; see command.h. */
#include "engine/desk/command.h"

const char *rv_cmd_word(rv_cmd_kind kind)
{
#define WORD(code, word) word,
	static const char *const words[] = { RV_CMD_TABLE(WORD) };
#undef WORD
	return (size_t)kind < RV_CMD_N ? words[kind] : "?";
}
