/* Status texts and error formatting; see status.h. */
#include "engine/base/status.h"

#include <stdio.h>

const char *rv_status_text(rv_status st)
{
#define RV_STATUS_CASE(code, text)                                                                 \
	case code:                                                                                 \
		return text;
	switch (st) {
		RV_STATUS_TABLE(RV_STATUS_CASE)
	case RV_STATUS_N:
		break;
	}
#undef RV_STATUS_CASE
	return "unknown status";
}

rv_status rv_err_set(rv_err *err, rv_status code, const char *fmt, ...)
{
	if (!err)
		return code;
	err->code = code;
	va_list ap;
	va_start(ap, fmt);
	const int n = vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	if (n < 0)
		err->text[0] = '\0';
	return code;
}
