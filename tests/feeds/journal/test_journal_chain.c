/* The chain against hashes that Python's hashlib made from the words of docs/journal.md. */
#include <stdlib.h>
#include <string.h>

#include "feeds/journal/journal_chain.h"
#include "tests/oracle/journal_chain_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

enum { N = LEN(chain_cases), PAYLOAD = 6000 };

static rv_bytes text(const char *s)
{
	return (rv_bytes){ s, strlen(s) };
}

/* Case i as a row without seq, run and hashes; payload has PAYLOAD bytes. */
static rv_journal_row row_of(size_t i, char *payload)
{
	const size_t n = strlen(chain_cases[i].payload);
	memcpy(payload, chain_cases[i].payload, n);
	memset(payload + n, 'x', chain_cases[i].repeat);
	return (rv_journal_row){ .utc_ms = chain_cases[i].utc_ms,
				 .elapsed_ms = chain_cases[i].elapsed_ms,
				 .uid = chain_cases[i].uid,
				 .conn = chain_cases[i].conn,
				 .type = text(chain_cases[i].type),
				 .subject = text(chain_cases[i].subject),
				 .key = { text(chain_cases[i].key1), text(chain_cases[i].key2) },
				 .payload = { payload, n + chain_cases[i].repeat } };
}

typedef struct chain_fixture {
	char payload[N][PAYLOAD];
	rv_journal_row row[N];
} chain_fixture;

static int setup(void **state)
{
	chain_fixture *f = calloc(1, sizeof(*f));
	rv_chain head = { .seq = 0 };
	assert_non_null(f);
	for (size_t i = 0; i < N; i++) {
		f->row[i] = row_of(i, f->payload[i]);
		rv_chain_add(&head, &f->row[i]);
	}
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	free(*state);
	return 0;
}

static void hashes_are_the_oracles(void **state)
{
	const chain_fixture *f = *state;
	char hex[RV_HASH_HEX];
	for (size_t i = 0; i < N; i++) {
		assert_int_equal(f->row[i].seq, i + 1);
		assert_int_equal(f->row[i].run_id, chain_cases[i].run_id);
		assert_string_equal(rv_hex_format(f->row[i].hash, RV_HASH_BYTES, hex),
				    chain_cases[i].hash);
		if (i > 0)
			assert_memory_equal(f->row[i].prev, f->row[i - 1].hash, RV_HASH_BYTES);
	}
}

/* Index of the first row that does not fit, N when all do. */
static size_t first_bad(const chain_fixture *f, rv_chain_fault *fault)
{
	rv_chain head = { .seq = 0 };
	*fault = RV_CHAIN_GOOD;
	for (size_t i = 0; i < N; i++) {
		*fault = rv_chain_check(&head, &f->row[i]);
		if (*fault != RV_CHAIN_GOOD) {
			assert_int_equal(head.seq, i); /* stays at the last good one */
			return i;
		}
	}
	return N;
}

static void every_field_is_under_the_hash(void **state)
{
	chain_fixture *f = *state;
	rv_chain_fault fault;
	assert_int_equal(first_bad(f, &fault), N);
	for (int field = 0; field < 9; field++) {
		const rv_journal_row was = f->row[2];
		rv_journal_row *r = &f->row[2];
		int64_t *const numbers[] = { &r->utc_ms, &r->elapsed_ms, &r->uid, &r->conn };
		rv_bytes *const texts[] = { &r->type, &r->subject, &r->key[0], &r->key[1],
					    &r->payload };
		if (field < 4)
			++*numbers[field];
		else
			texts[field - 4]->n--;
		assert_int_equal(first_bad(f, &fault), 2);
		assert_int_equal(fault, RV_CHAIN_CONTENT);
		f->row[2] = was;
	}
}

static void what_does_not_follow_is_named(void **state)
{
	chain_fixture *f = *state;
	const rv_journal_row was = f->row[3];
	rv_chain_fault fault;
	f->row[3].seq++;
	assert_int_equal(first_bad(f, &fault), 3);
	assert_int_equal(fault, RV_CHAIN_SEQ);
	f->row[3] = was;
	f->row[3].prev[31] ^= 1;
	assert_int_equal(first_bad(f, &fault), 3);
	assert_int_equal(fault, RV_CHAIN_LINK);
	/* Another past of the same event, with its own right hash. */
	rv_chain other = { .seq = 3, .run_id = 1, .hash = { 1 } };
	rv_chain_add(&other, &f->row[3]);
	assert_int_equal(first_bad(f, &fault), 3);
	assert_int_equal(fault, RV_CHAIN_LINK);
	/* A run that was counted otherwise, hashed accordingly. */
	rv_chain counted = { .seq = 3, .run_id = 5 };
	memcpy(counted.hash, f->row[2].hash, RV_HASH_BYTES);
	rv_chain_add(&counted, &f->row[3]);
	assert_int_equal(first_bad(f, &fault), 3);
	assert_int_equal(fault, RV_CHAIN_RUN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(hashes_are_the_oracles, setup, teardown),
		cmocka_unit_test_setup_teardown(every_field_is_under_the_hash, setup, teardown),
		cmocka_unit_test_setup_teardown(what_does_not_follow_is_named, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
