/* Programs on the bench; see program_bench.h. */
#include "tests/support/program_bench.h"

#include <string.h>

#include "tests/support/cm.h"

void program_show(rv_bench *b, void (*prepare)(rv_view *v))
{
	memset(&b->v->trade, 0, sizeof(b->v->trade));
	prepare(b->v);
	rv_bench_wait(b, 500);
}

void program_ask(rv_bench *b)
{
	rv_bench_type(b, "pa");
	rv_bench_wait(b, AWHILE);
}

void program_asked(rv_bench *b, bool asked)
{
	if (asked)
		rv_expect(b, "Y = grant all");
	else
		rv_expect_not(b, "Y = grant all");
}

void program_sent(rv_bench *b, size_t n, rv_cmd_kind kind, uint64_t id)
{
	assert_int_equal(b->n_got, n);
	assert_int_equal(b->got[n - 1].kind, kind);
	assert_int_equal(b->got[n - 1].n_ids, 1);
	assert_int_equal(b->got[n - 1].ids[0], id);
}
