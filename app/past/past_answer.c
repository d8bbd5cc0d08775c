/* What is answered of the past; see past_keep.h. */
#include "app/past/past_keep.h"

#include "app/control/frame.h"
#include "app/past/past_wire.h"
#include "engine/base/timefmt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static rv_packing *frame_of(const rv_past_parts *p)
{
	const size_t cap = rv_past_answer_size(p);
	rv_packing *f = malloc(sizeof(*f) + RV_FRAME_HEAD + cap);
	size_t n = 0;
	if (!f)
		return NULL;
	if (rv_past_answer_write(p, f->data + RV_FRAME_HEAD, cap, &n) != RV_OK) {
		free(f);
		return NULL;
	}
	*f = (rv_packing){ .refs = 1, .n = RV_FRAME_HEAD + n };
	rv_wire_frame_head(f->data, RV_FRAME_PAST_ANSWER, n);
	return f;
}

rv_packing *rv_past_refusal(const char *why)
{
	const rv_past_parts p = { .why = why };
	return frame_of(&p);
}

/* The row that is asked for; else why there is none, in words. */
static rv_status find_row(rv_past_keeper *k, const rv_past_ask *q, rv_past_row *row, rv_err *err)
{
	char at[RV_TIME_TEXT];
	rv_err why = { 0 };
	rv_status st = q->steps == 0 ? rv_past_file_at(k->file, q->utc_ms, row, &why)
				     : rv_past_file_step(k->file, q->id, q->steps, row, &why);
	if (st != RV_ENOENT)
		return st == RV_OK ? st : rv_err_set(err, st, "%s", why.text);
	if (q->steps != 0)
		return rv_err_set(err, st, "that is the %s that is kept",
				  q->steps < 0 ? "oldest" : "newest");
	rv_past_span span;
	if (rv_past_file_span(k->file, &span, &why) != RV_OK || span.rows == 0)
		return rv_err_set(err, st, "nothing is kept yet");
	return rv_err_set(err, st, "the oldest that is kept is of %s",
			  rv_time_format(span.oldest_utc_ms, at));
}

static rv_status read_row(rv_past_keeper *k, uint64_t id, uint8_t **data, size_t *n, rv_err *err)
{
	rv_past_build build;
	rv_err why = { 0 };
	const rv_status st = rv_past_file_data(k->file, id, &build, data, n, &why);
	if (st != RV_OK)
		return rv_err_set(err, st, "%s",
				  st == RV_ENOENT ? "it is not kept any more" : why.text);
	if (memcmp(build.binary, k->build.binary, sizeof(build.binary)) == 0)
		return RV_OK;
	free(*data);
	*data = NULL;
	return rv_err_set(err, RV_EVENUE,
			  "it was kept by another build: rvdesk %s (%02x%02x%02x%02x), this is %s "
			  "(%02x%02x%02x%02x)",
			  build.version, build.binary[0], build.binary[1], build.binary[2],
			  build.binary[3], k->build.version, k->build.binary[0], k->build.binary[1],
			  k->build.binary[2], k->build.binary[3]);
}

rv_packing *rv_past_keeper_answer(rv_past_keeper *k, const rv_past_ask *q)
{
	rv_err err = { 0 }, unused = { 0 };
	rv_past_row row = { 0 };
	rv_past_span span = { 0 };
	rv_past_parts p = { .why = "" };
	uint8_t *key = NULL, *change = NULL;
	char why[RV_PAST_TEXT];
	rv_status st = find_row(k, q, &row, &err);
	if (st == RV_OK)
		st = read_row(k, row.key, &key, &p.n_key, &err);
	if (st == RV_OK && row.key != row.id)
		st = read_row(k, row.id, &change, &p.n_change, &err);
	if (rv_past_file_span(k->file, &span, &unused) != RV_OK)
		span = (rv_past_span){ 0 }; /* not known */
	(void)snprintf(why, sizeof(why), "%.*s", (int)sizeof(why) - 1,
		       err.text[0] ? err.text : rv_status_text(st));
	p = (rv_past_parts){ .id = row.id,
			     .oldest_utc_ms = span.oldest_utc_ms,
			     .newest_utc_ms = span.newest_utc_ms,
			     .why = st == RV_OK ? "" : why,
			     .key = key,
			     .change = change,
			     .n_key = st == RV_OK ? p.n_key : 0,
			     .n_change = st == RV_OK ? p.n_change : 0 };
	rv_packing *f = frame_of(&p);
	free(key);
	free(change);
	k->n.answered++;
	return f;
}
