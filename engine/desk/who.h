/*
 * People of the desk: what a user may do, by the table of the configuration (block "control").
 *
 * Roles are a ladder: each may do what the ones before it may. Who somebody is comes from the
 * kernel, never from what a console says of itself. Plain data, pure; any thread. docs/control.md.
 */
#ifndef RV_DESK_WHO_H
#define RV_DESK_WHO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RV_WHO_ROLE_TABLE(X)                                                                       \
	X(NONE, "none")	      /* is not let in */                                                  \
	X(VIEW, "view")	      /* looks on */                                                       \
	X(PROPOSE, "propose") /* proposes, rejects, cancels, stops: nothing that sends an order */ \
	X(APPROVE, "approve") /* arms, grants, flattens, sets overrides */                         \
	X(RISK, "risk")	      /* limits: resume, licences, what is closed or taken by hand */      \
	X(ADMIN, "admin")

#define RV_WHO_ROLE_ENUM(code, word) RV_WHO_##code,
typedef enum rv_who_role { RV_WHO_ROLE_TABLE(RV_WHO_ROLE_ENUM) RV_WHO_ROLE_N } rv_who_role;
#undef RV_WHO_ROLE_ENUM

enum { RV_WHO_TEXT = 33, RV_WHO_RULES = 64, RV_WHO_GROUPS = 64 };

typedef struct rv_who_rule {
	char name[RV_WHO_TEXT]; /* of a user or, behind '@', a group; or its number in digits */
	rv_who_role role;
} rv_who_rule;

typedef struct rv_who_params {
	size_t n;
	rv_who_rule rules[RV_WHO_RULES];
	rv_who_role others; /* whom no rule names: VIEW (default), or NONE */
} rv_who_params;

/* A user as the machine knows it, at the moment of its connection. */
typedef struct rv_who_group {
	int64_t gid;
	char name[RV_WHO_TEXT]; /* "" it has none */
} rv_who_group;

typedef struct rv_who_id {
	int64_t uid;
	char name[RV_WHO_TEXT];
	size_t n_groups;
	rv_who_group groups[RV_WHO_GROUPS];
	int64_t pid; /* of the process that connected, for the audit; 0 unknown */
} rv_who_id;

void rv_who_params_default(rv_who_params *p);

/*
 * A rule of the user itself decides, the first that names it; else whoever runs the desk is admin;
 * else the highest role of its groups; else `others`.
 */
rv_who_role rv_who_role_of(const rv_who_params *p, const rv_who_id *id, int64_t desk_uid);

const char *rv_who_role_word(rv_who_role role);

/* "alice (1001)", "uid 1001" where there is no name. */
enum { RV_WHO_SAID = RV_WHO_TEXT + 24 };
const char *rv_who_say(int64_t uid, const char *name, char out[RV_WHO_SAID]);

#endif
