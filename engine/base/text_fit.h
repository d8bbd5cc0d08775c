/*
 * A text in less room than it needs: it ends at a word, and looks cut. ASCII or UTF-8, of which no
 * character is cut in two. No allocation; any thread.
 */
#ifndef RV_ENGINE_BASE_TEXT_FIT_H
#define RV_ENGINE_BASE_TEXT_FIT_H

#include <stddef.h>

/* text, whole where it fits into cap bytes with its NUL; else as many words as do, and "...". At
 * least half of the room is used: a single long word is cut. cap is 8 or more. Returns out. */
char *rv_text_fit(char *out, size_t cap, const char *text);

#endif
