/* A text in less room than it needs; see text_fit.h. */
#include "engine/base/text_fit.h"

#include <string.h>

#define MORE "..."

char *rv_text_fit(char *out, size_t cap, const char *text)
{
	const size_t len = strnlen(text, cap);
	size_t n = cap - sizeof(MORE);

	if (len < cap) {
		memmove(out, text, len + 1);
		return out;
	}
	const size_t most = n;
	while (n > most / 2 && text[n] != ' ')
		n--;
	if (text[n] != ' ')
		n = most;
	while (n > 1 && strchr(" ,;:", text[n - 1]))
		n--;
	while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80) /* not inside a character */
		n--;
	memmove(out, text, n);
	memcpy(out + n, MORE, sizeof(MORE));
	return out;
}
