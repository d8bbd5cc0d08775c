/* Rules across the keys of the configuration, each said at the line of a key that breaks it. */
#ifndef RV_CONFIG_RULES_H
#define RV_CONFIG_RULES_H

#include "config/keys.h"

/* base: what was read by the table; before: the same struct before the document. */
RV_NODISCARD rv_status rv_rules_check(const rv_json_doc *doc, const rv_key *table, const void *base,
				      const void *before, rv_err *err);

#endif
