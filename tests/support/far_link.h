/*
 * Two hosts that are far from each other, on one machine: two network namespaces with an interface
 * (TUN) each, and a thread that carries IP packets between them, late and not all of them. What
 * runs on them is real: the kernel's TCP, OpenSSH. Delay and loss are of each packet, as of `tc
 * netem`, which not every kernel has: in order, loss drawn from a seed, and like there no more than
 * a thousand packets on the way. Needs root. Nothing of it is left when the process ends, however
 * it ends. One test thread.
 */
#ifndef RV_TESTS_FAR_LINK_H
#define RV_TESTS_FAR_LINK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define FAR_DESK_IP "10.77.0.1"
#define FAR_CONSOLE_IP "10.77.0.2"

typedef enum far_side { FAR_DESK, FAR_CONSOLE, FAR_SIDES } far_side;

typedef struct far_way {
	int delay_ms; /* one way, to that side */
	double loss;  /* share of packets, 0 to 1 */
} far_way;

/* To that side. Bytes are those of IP packets, their heads included. */
typedef struct far_count {
	uint64_t packets, bytes; /* handed over */
	uint64_t lost, overrun;	 /* drawn; one too many on the way */
} far_count;

typedef struct far_link far_link;

/* NULL: this machine or process cannot, and *why says in a line what is missing. */
far_link *far_link_new(uint64_t seed, const char **why);
void far_link_free(far_link *l); /* NULL is a no-op; kills nothing */
/* From now on; what is on its way keeps its time, and nothing overtakes. */
void far_link_set(far_link *l, far_way to_desk, far_way to_console);
void far_link_counts(far_link *l, far_count out[FAR_SIDES]);

/*
 * A command on that host, as a shell reads it, its output added to a file. own_pids: in a process
 * namespace of its own with an empty /run/sshd, so that all of its children end with it. -1 failed.
 */
pid_t far_link_spawn(far_link *l, far_side side, bool own_pids, const char *log,
		     const char *command);

#endif
