/*
 * Which ticket, program or request of a snapshot a number and the first digits of a digest mean.
 * They are counted apart: "t1" or "#1", "p1", "r1". A number alone is a ticket's or a program's,
 * and may mean both. Pure; any thread.
 */
#ifndef RV_APP_SCRIPT_FIND_ITEM_H
#define RV_APP_SCRIPT_FIND_ITEM_H

#include "engine/desk/trade_view.h"

enum { RV_DIGEST_LEAST = 8 }; /* hex digits: what the screen shows */

/* A prefix of a digest, as it was typed. */
typedef struct rv_digest_prefix {
	size_t n; /* digits */
	char text[2 * RV_DIGEST_BYTES + 1];
} rv_digest_prefix;

/* RV_EUSAGE with a line: too short, too long, or not hexadecimal. */
RV_NODISCARD rv_status rv_digest_prefix_parse(const char *text, rv_digest_prefix *out, rv_err *err);

/* As it was typed. */
typedef struct rv_item_ref {
	char kind; /* 't', 'p', 'r'; 0: a number alone */
	uint64_t id;
} rv_item_ref;

/* False: it is none. */
bool rv_item_ref_parse(const char *text, rv_item_ref *out);

/* All NULL: nothing of that number, or none with that digest. */
typedef struct rv_found_item {
	const rv_tv_ticket *ticket;
	const rv_tv_program *program;
	const rv_tv_request *request;
} rv_found_item;

/* digest NULL: by the number alone. */
rv_found_item rv_find_item(const rv_trade_view *t, const rv_item_ref *ref,
			   const rv_digest_prefix *digest);

#endif
