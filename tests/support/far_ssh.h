/*
 * A Unix socket of the desk's host at the console's, forwarded by OpenSSH over a far_link: a real
 * sshd with keys and a configuration of its own in a temporary folder, a real ssh. Nothing of the
 * machine's is read or changed. Asserts inside, but for far_ssh_missing. One test thread.
 */
#ifndef RV_TESTS_FAR_SSH_H
#define RV_TESTS_FAR_SSH_H

#include "tests/support/far_link.h"

typedef struct far_ssh far_ssh;

/* A program that is not there; NULL: all are. */
const char *far_ssh_missing(void);
/* The sshd listens; dir is an empty folder, remote the desk's socket, local where it is to be. */
far_ssh *far_ssh_new(far_link *l, const char *dir, const char *remote, const char *local);
void far_ssh_free(far_ssh *s); /* kills both; NULL is a no-op */
/* Starts ssh; returns when the local socket is there. */
void far_ssh_connect(far_ssh *s);
void far_ssh_kill(far_ssh *s); /* kill -9, of ssh alone */

#endif
