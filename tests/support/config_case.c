/* See config_case.h. */
#include "tests/support/config_case.h"

#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

#include <string.h>

rv_status config_text(const char *text, rv_config *out, rv_err *err)
{
	rv_tmpdir_text(&rv_tmp, "strategy_config.json", text);
	return rv_config_load(rv_tmp.path, out, NULL, err);
}

void config_taken(const char *text, rv_config *out)
{
	rv_err err = { 0 };
	if (config_text(text, out, &err) != RV_OK)
		fail_msg("%s", err.text);
}

static void is_default(const rv_config *c, config_block b)
{
	static rv_config d;
	rv_config_default(&d);
	assert_memory_equal((const char *)c + b.at, (const char *)&d + b.at, b.n);
}

void config_refused(const config_wrong *cases, size_t n, config_block b)
{
	static rv_config c;
	for (size_t i = 0; i < n; i++) {
		rv_err err = { 0 };
		if (config_text(cases[i].text, &c, &err) == RV_OK)
			fail_msg("%s\nis taken, expected %s", cases[i].text, cases[i].part);
		if (!strstr(err.text, cases[i].part))
			fail_msg("%s\nexpected %s", err.text, cases[i].part);
		is_default(&c, b);
	}
}

void config_shipped(const char *profile, config_block b, rv_config *out)
{
	rv_err err = { 0 };
	if (rv_config_load_profile("config", "config", profile, out, NULL, &err) != RV_OK)
		fail_msg("%s", err.text);
	is_default(out, b);
}
