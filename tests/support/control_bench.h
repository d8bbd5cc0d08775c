/*
 * A control server on a socket of its own, with snapshots of the test's and somebody who takes
 * commands; and consoles that are only bytes. Asserts inside. The test thread, but for the
 * commands, which the server's thread takes.
 */
#ifndef RV_TESTS_CONTROL_BENCH_H
#define RV_TESTS_CONTROL_BENCH_H

#include "app/control/control_server.h"
#include "app/control/frame.h"
#include "app/control/hello.h"
#include "app/control/link.h"

#include <pthread.h>

enum { CB_COMMANDS = 64, CB_POOL = 5 };

typedef struct control_bench {
	char path[RV_CONTROL_PATH];
	rv_clock *clock;
	rv_log *log;
	rv_pub *pub;
	rv_control_server *server; /* NULL: stopped */
	rv_control_params params;  /* of cb_serve */
	rv_view *now;		   /* what cb_publish publishes; mono_ms is filled in */
	uint64_t published;
	pthread_mutex_t mu; /* guards the rest */
	rv_status say;	    /* to every command */
	size_t n;
	rv_command got[CB_COMMANDS];
	size_t n_visits; /* ever; the first CB_COMMANDS of them: */
	rv_command visits[CB_COMMANDS];
	size_t n_denied;   /* told to the desk only to be written down */
	rv_command denied; /* the newest of them */
} control_bench;

control_bench *cb_new(int64_t every_ms);
void cb_free(control_bench *b);
void cb_serve(control_bench *b);
void cb_stop(control_bench *b);
/* The fixture with utc_ms mark. */
void cb_publish(control_bench *b, int64_t mark);
size_t cb_commands(control_bench *b);
/* The visits that the desk was told, in their order; how many there were in all. */
size_t cb_visits(control_bench *b, rv_command out[CB_COMMANDS]);
/* How many were written down as denied; *last is the newest of them. */
size_t cb_denied(control_bench *b, rv_command *last);
/* Waits until what is so; the server's counters are looked at with it. */
#define CB_UNTIL(what)                                                                             \
	do {                                                                                       \
		const int64_t cb_until = rv_mono_ms() + 10000 * RV_PATIENCE;                       \
		while (!(what)) {                                                                  \
			if (rv_mono_ms() > cb_until)                                               \
				fail_msg("not so: %s", #what);                                     \
			(void)poll(NULL, 0, 1);                                                    \
		}                                                                                  \
	} while (0)

/* ---- a console as bytes ---- */

typedef struct raw_console {
	int fd;
	rv_wire_reader in;
	rv_welcome welcome; /* of raw_attach */
} raw_console;

void raw_open(raw_console *r, const char *path);
void raw_close(raw_console *r);
void raw_bytes(raw_console *r, const void *data, size_t n);
void raw_frame(raw_console *r, rv_wire_frame_type type, const void *data, size_t n);
/* The next frame; false: the connection is over. It lives until the next call. */
bool raw_next(raw_console *r, rv_wire_frame *out);
/* Opens, says hello, hears the welcome. */
void raw_attach(raw_console *r, const char *path, bool read_only);
/* The same on one that is open. */
void raw_greet(raw_console *r, bool read_only);
/* A hello of this binary, to be changed; of that program's. */
rv_hello raw_hello(void);
rv_hello raw_hello_of(const char *program);
/* Says this one on one that is open, and hears the welcome. */
void raw_say_hello(raw_console *r, const rv_hello *h);
/* Reads until a snapshot has come, its number; and says that it is here. */
uint64_t raw_snapshot(raw_console *r, int64_t *size);
void raw_ack(raw_console *r, uint64_t no);
/* A command that went age_ms ago. */
void raw_command(raw_console *r, const rv_command *c, int64_t age_ms);
/* The words of the refusal that comes next, after which the connection is over. */
const char *raw_refusal(raw_console *r);

#endif
