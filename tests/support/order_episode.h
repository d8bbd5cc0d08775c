/* Inside of the order runner: one account and the lives of its desk. */
#ifndef RV_TESTS_ORDER_EPISODE_H
#define RV_TESTS_ORDER_EPISODE_H

#include "tests/support/order_run.h"

enum { ORDER_ADDRESS = 43 };

typedef struct order_episode {
	order_run *run;
	char name[128], state[ORDER_PATH], config[ORDER_PATH], err[ORDER_PATH];
	char account[ORDER_ADDRESS], signer[ORDER_ADDRESS];
	bool opened; /* there is an account to compare */
	uint64_t rand;
	int64_t t0_ms;	  /* rv_mono_ms of its start */
	int64_t limit_px; /* whole USD, under SOL's price */
	order_proc desk;
	order_told told;
	uint64_t head; /* of the last status */
	order_report report;
} order_episode;

uint64_t order_rand(order_episode *e, uint64_t n); /* 0 .. n - 1 */
bool order_write_text(const char *path, const char *text);
void order_remove_folder(const char *path);

bool order_episode_failed(order_episode *e, const char *what); /* a line in the report; false */
/* Key, account, folder, configuration; false with a line in the report. */
bool order_episode_open(order_episode *e, order_run *r, const char *name, uint64_t seed);
/* Faults from now on, each entry's "at" counted from now; "[]" none. */
bool order_episode_faults(order_episode *e, const char *plan);
/* Starts it and waits until it has agreed with the venue: 1; -1 it died; 0 not in time. */
int order_episode_start(order_episode *e, const char *crash);
/* Starts it and does not wait. */
bool order_episode_begin(order_episode *e, const char *crash);
/* One command: 1 ok, 2 no, -1 no answer. "LIMIT" in it stands for a price that rests. */
int order_episode_say(order_episode *e, const char *text);
/* The same, after the market has come: until there is a price, and the ticket's checks have them.
 */
int order_episode_say_priced(order_episode *e, const char *text);
/* "resume" again and again for two seconds, as a person would until the market is up. */
int order_episode_resume(order_episode *e);
/* Waits so long, or until it dies: false. */
bool order_episode_rest(order_episode *e, int ms);
/* Ends it by the signal; true: it died at its crash point, or of SIGKILL as the signal says. */
bool order_episode_stop(order_episode *e, int sig);
/*
 * The last life: no faults, no kills, everything is brought to an end, the books are compared.
 * Frees; keeps the folder when something was violated. True: nothing was.
 */
bool order_episode_close(order_episode *e);

#endif
