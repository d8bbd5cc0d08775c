/* Parts of overrides shared by their files, and by nothing else. */
#ifndef RV_BOOK_OVERRIDES_INTERNAL_H
#define RV_BOOK_OVERRIDES_INTERNAL_H

#include "engine/book/overrides.h"

typedef enum override_need { NEED_NONE, NEED_ONE, NEED_MAY } override_need;

/* What a kind is made of. */
typedef struct override_form {
	const char *name, *value; /* of the kind, and of its number in a message */
	override_need sub, symbol;
	bool op; /* the sub-book may be OP */
	int values;
	double least, most;
} override_form;

const override_form *override_form_of(rv_override_kind k);

typedef enum override_machine { MACHINE_LEADERS, MACHINE_MAJORS, MACHINE_S4 } override_machine;

/* Whose regime a word is, and which. RV_ENOENT: nobody's. */
RV_NODISCARD rv_status override_regime_of(const char *word, override_machine *machine, int *state);

#endif
