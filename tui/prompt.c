/* One line of text being edited; see prompt.h. */
#include "tui/prompt.h"

#include <string.h>

void rv_prompt_set(rv_prompt *p, const char *text)
{
	const size_t n = strnlen(text, RV_PROMPT_CAP - 1);

	memmove(p->text, text, n);
	p->text[n] = '\0';
	p->len = p->cursor = n;
}

bool rv_prompt_insert(rv_prompt *p, int key)
{
	if (key < ' ' || key > '~' || p->len + 1 >= RV_PROMPT_CAP)
		return false;
	memmove(p->text + p->cursor + 1, p->text + p->cursor, p->len - p->cursor + 1);
	p->text[p->cursor++] = (char)key;
	p->len++;
	return true;
}

/* Removes [from, to). */
static void cut(rv_prompt *p, size_t from, size_t to)
{
	memmove(p->text + from, p->text + to, p->len - to + 1);
	p->len -= to - from;
	p->cursor = from;
}

static size_t word_start(const rv_prompt *p)
{
	size_t i = p->cursor;

	while (i > 0 && p->text[i - 1] == ' ')
		i--;
	while (i > 0 && p->text[i - 1] != ' ')
		i--;
	return i;
}

bool rv_prompt_edit(rv_prompt *p, rv_action a)
{
	switch (a) {
	case RV_ACT_LEFT:
		p->cursor -= p->cursor > 0;
		return true;
	case RV_ACT_RIGHT:
		p->cursor += p->cursor < p->len;
		return true;
	case RV_ACT_FIRST:
		p->cursor = 0;
		return true;
	case RV_ACT_LAST:
		p->cursor = p->len;
		return true;
	case RV_ACT_ERASE:
		if (p->cursor > 0)
			cut(p, p->cursor - 1, p->cursor);
		return true;
	case RV_ACT_DELETE:
		if (p->cursor < p->len)
			cut(p, p->cursor, p->cursor + 1);
		return true;
	case RV_ACT_ERASE_WORD:
		cut(p, word_start(p), p->cursor);
		return true;
	case RV_ACT_ERASE_LINE:
		cut(p, 0, p->len);
		return true;
	default:
		return false;
	}
}
