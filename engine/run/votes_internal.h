/* Parts of the votes shared by their files; see votes.h. */
#ifndef RV_RUN_VOTES_INTERNAL_H
#define RV_RUN_VOTES_INTERNAL_H

#include "engine/run/votes.h"

typedef struct votes_pass {
	const rv_votes_input *in;
	rv_net_coin *coins;
	size_t n;
	rv_votes *out;
	const rv_book_result *s5; /* by the ridge's weights or a person's; NULL: not made yet */
} votes_pass;

void votes_say(rv_votes *v, rv_sub s, bool known, const char *fmt, ...) RV_PRINTF(4, 5);
/* Index of a coin of the caller's, or SIZE_MAX. */
size_t votes_coin(const votes_pass *x, const char *symbol);
/* NULL: there is no room, which the size of the list excludes. */
rv_mod_leg *votes_add(const votes_pass *x, rv_sub sub, int group, const char *symbol, double vote);

/* votes_overrides.c: what a person has set in the place of what the pass says. */
bool votes_goes_on(const rv_votes_input *in); /* the pass, from what S5 holds */
void votes_force(const votes_pass *x, rv_mod_market *m);
bool votes_s3_trades(const votes_pass *x);
bool votes_s3_forced(const votes_pass *x);
bool votes_s4_forced(const votes_pass *x);

/* votes_models.c: what each system says. */
bool votes_on(const votes_pass *x, unsigned module);
void votes_say_known(const votes_pass *x, rv_sub s, int64_t close_ms, const char *more);
void votes_market(const votes_pass *x);
void votes_s5(const votes_pass *x);
void votes_s4(const votes_pass *x);

/* votes_s3.c: of the book of S3, or of a pass where there is none. */
double votes_s3_scale(const votes_pass *x);
void votes_s3(const votes_pass *x);

#endif
