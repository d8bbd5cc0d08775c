/* Names and licences of sub-books; see subbook.h. */
#include "engine/book/subbook.h"

#include <string.h>

static const char *const names[RV_SUB_N] = { "S5", "S4m", "S4r", "S4mr",   "S4p",
					     "S3", "H",	  "OP",	 "RESIDUE" };

static const struct {
	const char *name;
	double share;
} licences[RV_LICENCE_N] = {
	{ "SHADOW", 0.0 }, { "25 %", 0.25 }, { "50 %", 0.5 }, { "100 %", 1.0 }
};

const char *rv_sub_name(rv_sub s)
{
	return (unsigned)s < RV_SUB_N ? names[s] : "?";
}

rv_status rv_sub_of_name(const char *name, rv_sub *out)
{
	for (int i = 0; i < RV_SUB_N; i++) {
		if (strcmp(names[i], name) == 0) {
			*out = (rv_sub)i;
			return RV_OK;
		}
	}
	return RV_ENOENT;
}

const char *rv_licence_name(rv_licence l)
{
	return (unsigned)l < RV_LICENCE_N ? licences[l].name : "?";
}

double rv_licence_share(rv_licence l)
{
	return (unsigned)l < RV_LICENCE_N ? licences[l].share : 0.0;
}

rv_licence rv_licence_less(rv_licence l)
{
	return l == RV_LICENCE_SHADOW ? RV_LICENCE_SHADOW : (rv_licence)(l - 1);
}
