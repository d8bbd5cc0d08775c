/*
 * A desk with its control socket, and consoles of several users of the machine: real uids, told by
 * the kernel, which only root can be. Asserts inside; one test thread.
 */
#ifndef RV_TESTS_PEOPLE_DESK_H
#define RV_TESTS_PEOPLE_DESK_H

#include "app/control/control_server.h"
#include "tests/support/control_bench.h"
#include "tests/support/order_desk.h"

#include <sys/types.h>

enum { PD_ALICE = 12345, PD_BOB = 65534, PD_EVE = 12346, PD_PAT = 12347, PD_STRANGER = 12348 };
enum { PD_CONSOLES = 64 };

/* Alice and Bob approve, Eve looks on, Pat proposes, of strangers nobody is let in. */
#define PD_ROLES                                                                                   \
	"\"roles\": {\"12345\": \"approve\", \"65534\": \"approve\", \"12346\": \"view\", "        \
	"\"12347\": \"propose\"}, \"others\": \"none\""

typedef struct people_desk {
	order_desk *d;
	rv_control_server *server;
	char path[RV_CONTROL_PATH];
	uint64_t nonce; /* of the newest command of a console */
	raw_console *consoles[PD_CONSOLES];
	size_t n_consoles;
	int64_t pinged_ms;
} people_desk;

/* False, with one line: this process cannot be other users. */
bool pd_can(void);
/* The inside of the block "control", with PD_ROLES in it. It is up, ACTIVE and locked. */
people_desk *pd_new(const char *control);
void pd_free(people_desk *p);

/* A connection of that user. */
void pd_open(people_desk *p, raw_console *r, int uid);
/* A console of that user, which has been let in. */
void pd_console(people_desk *p, raw_console *r, int uid);
/* Sends it; returns its nonce. */
uint64_t pd_send(people_desk *p, raw_console *r, rv_command c);
/* The answer in the snapshots; waits. */
const rv_tv_reply *pd_answer(people_desk *p, uint64_t nonce);
void pd_says(people_desk *p, raw_console *r, rv_command c, bool ok, const char *words);
/* It takes the pen and arms. */
void pd_leads(people_desk *p, raw_console *r);

/* The desk's own user proposes; waits until it is READY; returns its number. */
uint64_t pd_ticket(people_desk *p, const rv_command *c);
rv_command pd_approval(people_desk *p, uint64_t ticket);
/* Approves it, quoted again as often as its price has moved meanwhile; says "1 granted". */
void pd_grants(people_desk *p, raw_console *r, uint64_t ticket);
size_t pd_mandates(people_desk *p); /* granted so far */

/*
 * A console in a process of its own, which takes the pen and keeps it until it ends. What is
 * written to `to` (a whole rv_command) it sends.
 */
typedef struct pd_process {
	pid_t pid;
	int to;
} pd_process;
pd_process pd_fork(people_desk *p, int uid);
void pd_end(pd_process *x, int sig); /* kills it, waits for it */

#endif
