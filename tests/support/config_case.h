/*
 * The configuration as tests of its keys use it: a text in rv_tmp that is loaded, texts that are
 * refused, blocks that the shipped files leave as they are.
 */
#ifndef RV_TESTS_SUPPORT_CONFIG_CASE_H
#define RV_TESTS_SUPPORT_CONFIG_CASE_H

#include "config/load.h"

#include <stddef.h>

/* Which bytes of rv_config a block of keys fills. */
typedef struct config_block {
	size_t at, n;
} config_block;

#define CONFIG_BLOCK(member)                                                                       \
	((config_block){ offsetof(rv_config, member), sizeof(((rv_config *)NULL)->member) })

/* Refused, with part in its error. */
typedef struct config_wrong {
	const char *text, *part;
} config_wrong;

/* Loads text as strategy_config.json. */
RV_NODISCARD rv_status config_text(const char *text, rv_config *out, rv_err *err);
/* The same; fails the test when it is refused. */
void config_taken(const char *text, rv_config *out);
/* Each is refused, says so, and leaves the block with its defaults. */
void config_refused(const config_wrong *cases, size_t n, config_block b);
/* The shipped files under that profile leave the block with its defaults; *out is what they say. */
void config_shipped(const char *profile, config_block b, rv_config *out);

#endif
