/* Keys of the block "control"; see tables.h. */
#include "config/tables.h"

/* In the order of the enums; of others only the first two roles. */
static const rv_key others[] = { RV_KEY_WORD("none"), RV_KEY_WORD("view"), RV_KEY_END };
static const rv_key two_person[] = { RV_KEY_WORD("off"), RV_KEY_WORD("live"), RV_KEY_WORD("always"),
				     RV_KEY_END };

_Static_assert(RV_WHO_NONE == 0 && RV_WHO_VIEW == 1, "a choice is an enum from 0 on");

const rv_key rv_keys_control[] = {
	RV_KEY_LIST("roles", RV_KEY_ROLES, who.rules, who.n, RV_WHO_RULES),
	RV_KEY_ONE_OF("others", who.others, others),
	RV_KEY_NUMBER("pen_s", RV_KEY_SECONDS, oms.pen_ms, 0, 600),
	RV_KEY_ONE_OF("two_person", oms.two_person, two_person),
	RV_KEY_NUMBER("second_s", RV_KEY_SECONDS, oms.second_ms, 10, 3600),
	RV_KEY_END,
};

rv_status rv_keys_check_control(const rv_json_doc *doc, const rv_oms_params *p, rv_err *err)
{
	if (p->pen_ms == 0 || p->pen_ms >= RV_PEN_LEAST_MS)
		return RV_OK;
	return rv_keys_contradiction(doc, "control", "pen_s: expected 0 or at least 2", err);
}
