/*
 * The life of an order: every pair of state and event against what is expected of it, written state
 * by state with the reason, and the rules that hold for the table as a whole.
 */
#include "engine/desk/order_state.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <string.h>

/* What a step does: moves, counts in place, or nothing; ALARM beside it. */
enum { MOVE = 0, KEEP = 1, IGNORE = 2, ALARM = 8 };

typedef struct expect {
	rv_order_event on;
	rv_order_state to; /* of MOVE */
	int what;
	const char *why;
} expect;

#define TO(event, state, why)                                                                      \
	{                                                                                          \
		RV_OEV_##event, RV_ORDER_##state, MOVE, why                                        \
	}
#define TO_ALARM(event, state, why)                                                                \
	{                                                                                          \
		RV_OEV_##event, RV_ORDER_##state, MOVE | ALARM, why                                \
	}
#define COUNT(event, why)                                                                          \
	{                                                                                          \
		RV_OEV_##event, RV_ORDER_SENDING, KEEP, why                                        \
	}
#define COUNT_ALARM(event, why)                                                                    \
	{                                                                                          \
		RV_OEV_##event, RV_ORDER_SENDING, KEEP | ALARM, why                                \
	}
#define NOTHING(event, why)                                                                        \
	{                                                                                          \
		RV_OEV_##event, RV_ORDER_SENDING, IGNORE, why                                      \
	}
#define NOTHING_ALARM(event, why)                                                                  \
	{                                                                                          \
		RV_OEV_##event, RV_ORDER_SENDING, IGNORE | ALARM, why                              \
	}

static const expect sending[] = {
	TO(ACK_RESTING, WORKING, "the verdict"),
	TO(ACK_FILLED, FILLED, "the verdict"),
	TO(REFUSE, REJECTED, "a definite error for this order"),
	TO(GATE, UNSENT, "no byte left"),
	TO(LOSE, UNKNOWN, "no verdict is not a refusal"),
	TO(FILL_PART, PARTIAL, "a fill before the answer proves that it landed"),
	TO(FILL_ALL, FILLED, "the same, and it is done"),
	TO_ALARM(FILL_OVER, FILLED, "more than was asked for"),
	NOTHING(CANCEL_SENT, "the order's own verdict is still to come"),
	NOTHING(CANCEL_REFUSED, "the cancel overtook the order"),
	TO(SAYS_OPEN, WORKING, "the stream is faster than the answer"),
	TO(SAYS_FILLED, FILLED, "the same"),
	TO(SAYS_CANCELED, CANCELED, "the same"),
	TO(SAYS_REJECTED, REJECTED, "the same"),
	TO(NEVER_LANDED, REJECTED, "proved after a restart, its time over"),
	NOTHING_ALARM(FORCE_CLOSE, "a person closes what stays unknown, not what is on its way"),
};

static const expect working[] = {
	NOTHING(ACK_RESTING, "known"),
	TO(ACK_FILLED, FILLED, "the answer says more than the stream did"),
	TO_ALARM(REFUSE, UNKNOWN, "refused and open contradict each other"),
	NOTHING(GATE, "a repeat was stopped; the first one is there"),
	NOTHING(LOSE, "the stream told what the answer would have"),
	TO(FILL_PART, PARTIAL, "a fill"),
	TO(FILL_ALL, FILLED, "the last fill"),
	TO_ALARM(FILL_OVER, FILLED, "more than was asked for"),
	TO(CANCEL_SENT, CANCELING, "waits for the venue"),
	TO(CANCEL_REFUSED, UNKNOWN, "never placed, canceled or filled: not known to work"),
	NOTHING(SAYS_OPEN, "known"),
	TO(SAYS_FILLED, FILLED, "the venue's word"),
	TO(SAYS_CANCELED, CANCELED, "the venue cancels by itself, too"),
	TO_ALARM(SAYS_REJECTED, REJECTED, "it was open before"),
	NOTHING_ALARM(NEVER_LANDED, "it did land"),
	NOTHING_ALARM(FORCE_CLOSE, "it can be canceled"),
};

static const expect partial[] = {
	NOTHING(ACK_RESTING, "the answer is later than the fill"),
	TO(ACK_FILLED, FILLED, "the rest is filled as well"),
	TO_ALARM(REFUSE, UNKNOWN, "refused and filled contradict each other"),
	NOTHING(GATE, "a repeat was stopped"),
	NOTHING(LOSE, "the fill told that it landed"),
	COUNT(FILL_PART, "one more"),
	TO(FILL_ALL, FILLED, "the last fill"),
	TO_ALARM(FILL_OVER, FILLED, "more than was asked for"),
	TO(CANCEL_SENT, CANCELING, "waits for the venue"),
	TO(CANCEL_REFUSED, UNKNOWN, "the rest is filled or gone"),
	NOTHING(SAYS_OPEN, "its rest is"),
	TO(SAYS_FILLED, FILLED, "the venue's word"),
	TO(SAYS_CANCELED, CANCELED, "the rest of an IOC"),
	TO_ALARM(SAYS_REJECTED, REJECTED, "it has fills"),
	NOTHING_ALARM(NEVER_LANDED, "it has fills"),
	NOTHING_ALARM(FORCE_CLOSE, "it can be canceled"),
};

static const expect canceling[] = {
	NOTHING(ACK_RESTING, "the cancel is later"),
	TO(ACK_FILLED, FILLED, "filled before the cancel"),
	TO_ALARM(REFUSE, UNKNOWN, "it was acknowledged"),
	NOTHING(GATE, "a repeat was stopped"),
	NOTHING(LOSE, "of the order, which was acknowledged"),
	COUNT(FILL_PART, "the cancel is still on its way"),
	TO(FILL_ALL, FILLED, "filled before the cancel"),
	TO_ALARM(FILL_OVER, FILLED, "more than was asked for"),
	NOTHING(CANCEL_SENT, "once more"),
	TO(CANCEL_REFUSED, UNKNOWN, "back to working only by later evidence"),
	NOTHING(SAYS_OPEN, "asked before the cancel landed"),
	TO(SAYS_FILLED, FILLED, "the fill was faster"),
	TO(SAYS_CANCELED, CANCELED, "done"),
	TO_ALARM(SAYS_REJECTED, REJECTED, "it was open before"),
	NOTHING_ALARM(NEVER_LANDED, "it did land"),
	NOTHING_ALARM(FORCE_CLOSE, "the cancel decides"),
};

static const expect unknown[] = {
	TO(ACK_RESTING, WORKING, "the verdict of a repeat of the same bytes"),
	TO(ACK_FILLED, FILLED, "the same"),
	NOTHING(REFUSE, "of a repeat: says nothing of the first"),
	NOTHING(GATE, "of a repeat"),
	NOTHING(LOSE, "of a repeat"),
	TO(FILL_PART, PARTIAL, "a fill is evidence"),
	TO(FILL_ALL, FILLED, "a fill is evidence"),
	TO_ALARM(FILL_OVER, FILLED, "more than was asked for"),
	NOTHING(CANCEL_SENT, "decides nothing"),
	NOTHING(CANCEL_REFUSED, "\"never placed\" is not a proof"),
	TO(SAYS_OPEN, WORKING, "evidence"),
	TO(SAYS_FILLED, FILLED, "evidence"),
	TO(SAYS_CANCELED, CANCELED, "evidence"),
	TO(SAYS_REJECTED, REJECTED, "evidence"),
	TO(NEVER_LANDED, REJECTED, "proved"),
	TO(FORCE_CLOSE, CANCELED, "a person, with the reason"),
};

static const expect filled[] = {
	NOTHING(ACK_RESTING, "the fill was faster"),
	NOTHING(ACK_FILLED, "known"),
	NOTHING_ALARM(REFUSE, "it was filled"),
	NOTHING(GATE, "a repeat was stopped"),
	NOTHING(LOSE, "the fills told"),
	COUNT(FILL_PART, "the word was faster than the fills"),
	COUNT(FILL_ALL, "the same"),
	COUNT_ALARM(FILL_OVER, "more than was asked for"),
	NOTHING(CANCEL_SENT, "too late"),
	NOTHING(CANCEL_REFUSED, "as it must"),
	NOTHING(SAYS_OPEN, "older than the fill"),
	NOTHING(SAYS_FILLED, "known"),
	NOTHING(SAYS_CANCELED, "the rest of an IOC whose answer said filled"),
	NOTHING_ALARM(SAYS_REJECTED, "it was filled"),
	NOTHING_ALARM(NEVER_LANDED, "it was filled"),
	NOTHING_ALARM(FORCE_CLOSE, "it is over"),
};

static const expect canceled[] = {
	NOTHING(ACK_RESTING, "the cancel was faster than the answer"),
	NOTHING(ACK_FILLED, "an IOC: the word about its rest was faster"),
	NOTHING(REFUSE, "over either way"),
	NOTHING(GATE, "a repeat was stopped"),
	NOTHING(LOSE, "the stream told"),
	COUNT_ALARM(FILL_PART, "a late fill is real"),
	COUNT_ALARM(FILL_ALL, "a late fill is real"),
	COUNT_ALARM(FILL_OVER, "a late fill is real"),
	NOTHING(CANCEL_SENT, "too late"),
	NOTHING(CANCEL_REFUSED, "as it must"),
	NOTHING_ALARM(SAYS_OPEN, "it may still trade"),
	NOTHING_ALARM(SAYS_FILLED, "then fills are missing"),
	NOTHING(SAYS_CANCELED, "known"),
	NOTHING(SAYS_REJECTED, "over either way"),
	NOTHING_ALARM(NEVER_LANDED, "it was there to be canceled"),
	NOTHING_ALARM(FORCE_CLOSE, "it is over"),
};

static const expect rejected[] = {
	NOTHING_ALARM(ACK_RESTING, "it may still trade"),
	NOTHING_ALARM(ACK_FILLED, "then fills are missing"),
	NOTHING(REFUSE, "known"),
	NOTHING(GATE, "a repeat was stopped"),
	NOTHING(LOSE, "the verdict is known"),
	COUNT_ALARM(FILL_PART, "a late fill is real"),
	COUNT_ALARM(FILL_ALL, "a late fill is real"),
	COUNT_ALARM(FILL_OVER, "a late fill is real"),
	NOTHING(CANCEL_SENT, "nothing to cancel"),
	NOTHING(CANCEL_REFUSED, "as it must"),
	NOTHING_ALARM(SAYS_OPEN, "it may still trade"),
	NOTHING_ALARM(SAYS_FILLED, "then fills are missing"),
	NOTHING_ALARM(SAYS_CANCELED, "then it had landed"),
	NOTHING(SAYS_REJECTED, "known"),
	NOTHING(NEVER_LANDED, "known"),
	NOTHING_ALARM(FORCE_CLOSE, "it is over"),
};

static const expect unsent[] = {
	NOTHING_ALARM(ACK_RESTING, "nothing has left"),
	NOTHING_ALARM(ACK_FILLED, "nothing has left"),
	NOTHING_ALARM(REFUSE, "nothing has left"),
	NOTHING(GATE, "known"),
	NOTHING_ALARM(LOSE, "nothing has left"),
	COUNT_ALARM(FILL_PART, "a fill is real, whatever we believe"),
	COUNT_ALARM(FILL_ALL, "a fill is real, whatever we believe"),
	COUNT_ALARM(FILL_OVER, "a fill is real, whatever we believe"),
	NOTHING(CANCEL_SENT, "nothing to cancel"),
	NOTHING(CANCEL_REFUSED, "as it must"),
	NOTHING_ALARM(SAYS_OPEN, "nothing has left"),
	NOTHING_ALARM(SAYS_FILLED, "nothing has left"),
	NOTHING_ALARM(SAYS_CANCELED, "nothing has left"),
	NOTHING_ALARM(SAYS_REJECTED, "nothing has left"),
	NOTHING(NEVER_LANDED, "true"),
	NOTHING_ALARM(FORCE_CLOSE, "it is over"),
};

static const struct {
	rv_order_state from;
	const expect *rows;
	size_t n;
} lives[] = {
	{ RV_ORDER_SENDING, sending, LEN(sending) },
	{ RV_ORDER_WORKING, working, LEN(working) },
	{ RV_ORDER_PARTIAL, partial, LEN(partial) },
	{ RV_ORDER_CANCELING, canceling, LEN(canceling) },
	{ RV_ORDER_UNKNOWN, unknown, LEN(unknown) },
	{ RV_ORDER_FILLED, filled, LEN(filled) },
	{ RV_ORDER_CANCELED, canceled, LEN(canceled) },
	{ RV_ORDER_REJECTED, rejected, LEN(rejected) },
	{ RV_ORDER_UNSENT, unsent, LEN(unsent) },
};

static void check_pair(rv_order_state from, const expect *x)
{
	const rv_order_step s = rv_order_next(from, x->on);
	const int kind = x->what & ~ALARM;
	const rv_order_state to = kind == MOVE ? x->to : from;
	if (s.to != to || s.ignore != (kind == IGNORE) || s.alarm != ((x->what & ALARM) != 0))
		fail_msg("%s, %s: to %s, ignore %d, alarm %d; expected %s, because: %s",
			 rv_order_state_word(from), rv_order_event_word(x->on),
			 rv_order_state_word(s.to), s.ignore, s.alarm, rv_order_state_word(to),
			 x->why);
}

static void every_pair_is_as_expected(void **state)
{
	(void)state;
	bool seen[RV_ORDER_STATES][RV_ORDER_EVENTS] = { { false } };
	for (size_t i = 0; i < LEN(lives); i++) {
		for (size_t k = 0; k < lives[i].n; k++) {
			assert_false(seen[lives[i].from][lives[i].rows[k].on]);
			seen[lives[i].from][lives[i].rows[k].on] = true;
			check_pair(lives[i].from, &lives[i].rows[k]);
		}
	}
	for (int s = 0; s < RV_ORDER_STATES; s++) {
		for (int e = 0; e < RV_ORDER_EVENTS; e++)
			assert_true(seen[s][e]);
	}
}

static bool is_fill(rv_order_event e)
{
	return e == RV_OEV_FILL_PART || e == RV_OEV_FILL_ALL || e == RV_OEV_FILL_OVER;
}

static void rules_of_the_whole_table(void **state)
{
	(void)state;
	for (int from = 0; from < RV_ORDER_STATES; from++) {
		for (int e = 0; e < RV_ORDER_EVENTS; e++) {
			const rv_order_state s = (rv_order_state)from;
			const rv_order_step step = rv_order_next(s, (rv_order_event)e);
			if (step.ignore) /* nothing changes, the state neither */
				assert_int_equal(step.to, s);
			if (is_fill((rv_order_event)e)) /* fills always count */
				assert_false(step.ignore);
			if (rv_order_over(s)) /* and nothing brings an order back */
				assert_int_equal(step.to, s);
			if (e == RV_OEV_FILL_OVER)
				assert_true(step.alarm);
			if (step.to == RV_ORDER_UNSENT && s != RV_ORDER_UNSENT)
				assert_true(e == RV_OEV_GATE && s == RV_ORDER_SENDING);
		}
	}
}

static void words_are_those_of_the_table(void **state)
{
	(void)state;
	assert_string_equal(rv_order_state_word(RV_ORDER_SENDING), "sending");
	assert_string_equal(rv_order_state_word(RV_ORDER_UNSENT), "unsent");
	assert_string_equal(rv_order_state_word((rv_order_state)99), "?");
	assert_string_equal(rv_order_event_word(RV_OEV_ACK_RESTING), "resting");
	assert_string_equal(rv_order_event_word(RV_OEV_FORCE_CLOSE), "forced");
	assert_string_equal(rv_order_event_word((rv_order_event)99), "?");
	assert_false(rv_order_over(RV_ORDER_UNKNOWN));
	assert_true(rv_order_over(RV_ORDER_FILLED) && rv_order_over(RV_ORDER_UNSENT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_pair_is_as_expected),
		cmocka_unit_test(rules_of_the_whole_table),
		cmocka_unit_test(words_are_those_of_the_table),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
