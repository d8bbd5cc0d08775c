/* Lines that were entered on the command line; see history.h. */
#include "tui/history.h"

#include <string.h>

static const char *line_at(const rv_history *h, size_t back)
{
	return h->lines[(h->n - back) % RV_HISTORY_CAP];
}

void rv_history_rest(rv_history *h)
{
	h->back = 0;
}

void rv_history_add(rv_history *h, const char *line)
{
	rv_history_rest(h);
	if (!line[0] || (h->n > 0 && strcmp(line_at(h, 1), line) == 0))
		return;
	char *to = h->lines[h->n++ % RV_HISTORY_CAP];
	const size_t n = strnlen(line, RV_PROMPT_CAP - 1);
	memcpy(to, line, n);
	to[n] = '\0';
}

bool rv_history_step(rv_history *h, int step, rv_prompt *p)
{
	const size_t most = h->n < RV_HISTORY_CAP ? h->n : RV_HISTORY_CAP;

	if (step > 0 ? h->back >= most : h->back == 0)
		return false;
	if (h->back == 0)
		memcpy(h->draft, p->text, sizeof(h->draft));
	h->back += step > 0 ? 1 : (size_t)-1;
	rv_prompt_set(p, h->back == 0 ? h->draft : line_at(h, h->back));
	return true;
}
