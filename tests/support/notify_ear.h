/* A service manager's socket of words, for tests: what a desk says to it. Asserts inside. */
#ifndef RV_TESTS_NOTIFY_EAR_H
#define RV_TESTS_NOTIFY_EAR_H

#include <stdbool.h>

enum { NOTIFY_EAR_TEXT = 1024 };

typedef struct notify_ear {
	int fd;
	char name[108]; /* for NOTIFY_SOCKET */
	char text[NOTIFY_EAR_TEXT];
} notify_ear;

/* name: an absolute path, or @NAME for the abstract namespace. */
void notify_ear_open(notify_ear *e, const char *name);
void notify_ear_close(notify_ear *e);
/* The next datagram into e->text; false: none within ms. */
bool notify_ear_next(notify_ear *e, int ms);
/* The next one that has the words, others are dropped; false: none within ms. */
bool notify_ear_wait(notify_ear *e, const char *words, int ms);
/* Drops what has come so far. */
void notify_ear_drain(notify_ear *e);

#endif
