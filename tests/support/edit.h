/* Edited copies of a good message, for tables of what must be refused. */
#ifndef RV_TESTS_EDIT_H
#define RV_TESTS_EDIT_H

/* One replacement: the first `from` in a text becomes `to`. */
typedef struct rv_edit {
	const char *from, *to;
} rv_edit;

/* Fails the test when `from` is not in text. The caller frees. */
char *rv_edited(const char *text, const rv_edit *e);

#endif
