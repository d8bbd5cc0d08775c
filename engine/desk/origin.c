/* Words of origins; see origin.h. */
#include "engine/desk/origin.h"

#include <stddef.h>

const char *rv_via_word(rv_via via)
{
#define WORD(code, word) word,
	static const char *const words[] = { RV_VIA_TABLE(WORD) };
#undef WORD
	return (size_t)via < RV_VIA_N ? words[via] : "?";
}
