/* People of the desk; see who.h. */
#include "engine/desk/who.h"

#include <stdio.h>
#include <string.h>

void rv_who_params_default(rv_who_params *p)
{
	memset(p, 0, sizeof(*p));
	p->others = RV_WHO_VIEW;
}

const char *rv_who_role_word(rv_who_role role)
{
#define WORD(code, word) word,
	static const char *const words[] = { RV_WHO_ROLE_TABLE(WORD) };
#undef WORD
	return (unsigned)role < RV_WHO_ROLE_N ? words[role] : "?";
}

/* By number where the rule is one, else by name: a user called "1002" is not the user 1002. */
static bool names(const char *rule, int64_t number, const char *name)
{
	char digits[24];
	(void)snprintf(digits, sizeof(digits), "%lld", (long long)number);
	if (strspn(rule, "0123456789") == strlen(rule))
		return strcmp(rule, digits) == 0;
	return strcmp(rule, name) == 0;
}

static bool is_of_group(const rv_who_id *id, const char *rule)
{
	for (size_t i = 0; i < id->n_groups; i++) {
		if (names(rule, id->groups[i].gid, id->groups[i].name))
			return true;
	}
	return false;
}

static const rv_who_rule *own_rule(const rv_who_params *p, const rv_who_id *id)
{
	for (size_t i = 0; i < p->n; i++) {
		const rv_who_rule *r = &p->rules[i];
		if (r->name[0] != '@' && names(r->name, id->uid, id->name))
			return r;
	}
	return NULL;
}

rv_who_role rv_who_role_of(const rv_who_params *p, const rv_who_id *id, int64_t desk_uid)
{
	const rv_who_rule *own = own_rule(p, id);
	bool found = false;
	rv_who_role best = RV_WHO_NONE;
	if (own)
		return own->role;
	if (id->uid == desk_uid)
		return RV_WHO_ADMIN;
	for (size_t i = 0; i < p->n; i++) {
		const rv_who_rule *r = &p->rules[i];
		if (r->name[0] != '@' || !is_of_group(id, r->name + 1))
			continue;
		found = true;
		best = r->role > best ? r->role : best;
	}
	return found ? best : p->others;
}

const char *rv_who_say(int64_t uid, const char *name, char out[RV_WHO_SAID])
{
	if (name[0])
		(void)snprintf(out, RV_WHO_SAID, "%.32s (%lld)", name, (long long)uid);
	else
		(void)snprintf(out, RV_WHO_SAID, "uid %lld", (long long)uid);
	return out;
}
