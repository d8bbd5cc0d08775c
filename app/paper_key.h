/*
 * The key and the account of a desk on a simulated venue: made once, kept in the state folder.
 * Worth nothing anywhere else: its orders are signed for the test network. Main thread.
 */
#ifndef RV_APP_PAPER_KEY_H
#define RV_APP_PAPER_KEY_H

#include "engine/base/status.h"

#include <stddef.h>
#include <stdint.h>

enum { RV_PAPER_ADDRESS = 20 };

/*
 * Makes DIR/paper.key (0600, 64 hex digits) unless it exists. path [cap] receives its name, to be
 * opened as any other key file. RV_EIO with a line; nothing of the key is ever in it.
 */
RV_NODISCARD rv_status rv_paper_key(const char *dir, char *path, size_t cap, rv_err *err);
/* The same of another name in that folder: the key of `rvdesk halt`, an agent of its own. */
RV_NODISCARD rv_status rv_paper_key_of(const char *dir, const char *name, char *path, size_t cap,
				       rv_err *err);

/*
 * The account that goes with an agent in a world of the simulated venue (rv_sim_world; 0 where it
 * has none): always the same one, and in another world another one, whose journal is another too.
 */
void rv_paper_account(const uint8_t agent[RV_PAPER_ADDRESS], uint64_t world,
		      uint8_t account[RV_PAPER_ADDRESS]);

#endif
