/* Roles by the table: users, groups, numbers, whoever runs the desk, everybody else. */
#include "engine/desk/who.h"

#include "tests/support/cm.h"

#include <string.h>

static rv_who_params table(void)
{
	rv_who_params p;
	rv_who_params_default(&p);
	const rv_who_rule rules[] = {
		{ "@desk", RV_WHO_VIEW },    { "@traders", RV_WHO_APPROVE },
		{ "alice", RV_WHO_PROPOSE }, { "1002", RV_WHO_RISK },
		{ "@40", RV_WHO_PROPOSE },   { "mallory", RV_WHO_NONE },
		{ "alice", RV_WHO_ADMIN }, /* the first line of a user counts */
	};
	p.n = sizeof(rules) / sizeof(rules[0]);
	memcpy(p.rules, rules, sizeof(rules));
	return p;
}

static rv_who_id user(int64_t uid, const char *name, const char *group, int64_t gid)
{
	rv_who_id w = { .uid = uid };
	memcpy(w.name, name, strlen(name) + 1);
	if (group) {
		w.n_groups = 1;
		w.groups[0].gid = gid;
		memcpy(w.groups[0].name, group, strlen(group) + 1);
	}
	return w;
}

static void who_is_what(void **state)
{
	(void)state;
	const rv_who_params p = table();
	static const struct {
		int64_t uid;
		const char *name, *group;
		int64_t gid;
		rv_who_role want;
	} cases[] = {
		{ 1001, "alice", NULL, 0, RV_WHO_PROPOSE },
		{ 1001, "alice", "traders", 50,
		  RV_WHO_PROPOSE }, /* her own line before her groups' */
		{ 1002, "bob", NULL, 0, RV_WHO_RISK },
		{ 2000, "1002", NULL, 0, RV_WHO_VIEW }, /* a name is no number */
		{ 1003, "carol", "traders", 50, RV_WHO_APPROVE },
		{ 1003, "carol", "40", 77, RV_WHO_VIEW },
		{ 1003, "carol", "", 40, RV_WHO_PROPOSE },
		{ 1004, "mallory", "traders", 50, RV_WHO_NONE },
		{ 1005, "", NULL, 0, RV_WHO_VIEW },
		{ 1005, "traders", NULL, 0, RV_WHO_VIEW }, /* no user of a group's name is in it */
		{ 900, "rvdesk", NULL, 0, RV_WHO_ADMIN },
		{ 0, "root", NULL, 0, RV_WHO_VIEW },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const rv_who_id w = user(cases[i].uid, cases[i].name, cases[i].group, cases[i].gid);
		if (rv_who_role_of(&p, &w, 900) != cases[i].want)
			fail_msg("case %zu: %s, expected %s", i,
				 rv_who_role_word(rv_who_role_of(&p, &w, 900)),
				 rv_who_role_word(cases[i].want));
	}
}

static void the_best_of_its_groups(void **state)
{
	(void)state;
	rv_who_params p = table();
	rv_who_id w = user(1006, "dan", "desk", 20);
	assert_int_equal(rv_who_role_of(&p, &w, 900), RV_WHO_VIEW);
	w.n_groups = 2;
	w.groups[1].gid = 50;
	memcpy(w.groups[1].name, "traders", 8);
	assert_int_equal(rv_who_role_of(&p, &w, 900), RV_WHO_APPROVE);
	p.others = RV_WHO_NONE;
	w.n_groups = 0;
	assert_int_equal(rv_who_role_of(&p, &w, 900), RV_WHO_NONE);
}

/* Whoever runs the desk is admin by default: a line of its own says otherwise. */
static void the_desks_own_user(void **state)
{
	(void)state;
	const rv_who_params p = table();
	const rv_who_id w = user(1001, "alice", NULL, 0);
	assert_int_equal(rv_who_role_of(&p, &w, 1001), RV_WHO_PROPOSE);
}

static void words(void **state)
{
	(void)state;
	char out[RV_WHO_SAID];
	assert_string_equal(rv_who_say(1001, "alice", out), "alice (1001)");
	assert_string_equal(rv_who_say(1001, "", out), "uid 1001");
	assert_string_equal(rv_who_role_word(RV_WHO_RISK), "risk");
	assert_string_equal(rv_who_role_word(RV_WHO_ROLE_N), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_is_what),
		cmocka_unit_test(the_best_of_its_groups),
		cmocka_unit_test(the_desks_own_user),
		cmocka_unit_test(words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
