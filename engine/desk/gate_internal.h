/* What the files of the gate share. Included by engine/desk/gate*.c only. */
#ifndef RV_DESK_GATE_INTERNAL_H
#define RV_DESK_GATE_INTERNAL_H

#include "engine/base/health.h"
#include "engine/desk/gate.h"

typedef struct gate {
	const rv_oms_params *p;
	const rv_gate_facts *f;
	const rv_gate_ask *a;
	const rv_order *o;
	const rv_oms_quote *q;	/* NULL: none */
	const rv_gate_leg *leg; /* of the symbol as it is; NULL: neither position nor orders */
	int64_t position;	/* lots */
	int64_t value_musd;	/* of the order at its limit; INT64_MAX: more than fits */
	bool reduces;
	rv_gate_result *out;
} gate;

/* Writes down one check. known false is not ok, whatever ok says; its text is then the fact. */
void gate_say(gate *g, rv_gate_rule rule, bool known, bool ok, const char *fmt, ...)
	RV_PRINTF(5, 6);
/* used at most limit, in words "used of limit unit", "used unit, at most limit"; NaN is unknown. */
void gate_most(gate *g, rv_gate_rule rule, double used, double limit, const char *unit);
/* Age of an input of that time, at most most_ms. */
void gate_age(gate *g, rv_gate_rule rule, int64_t at, int64_t most_ms);

/* In the order of the table; each looks at what the ones before it have not. */
void gate_check_desk(gate *g);
void gate_check_coin(gate *g);
void gate_check_quote(gate *g);
void gate_check_order(gate *g);
void gate_check_flow(gate *g);
void gate_check_size(gate *g);
void gate_check_account(gate *g);
void gate_check_exposure(gate *g); /* fills the result's numbers, too */

#endif
