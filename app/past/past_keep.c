/* Which snapshots are kept, and how; see past_keep.h. */
#include "app/past/past_keep.h"

#include "app/past/past_sign.h"

#include <stdlib.h>
#include <string.h>

enum { EVENTS_MS = 1000, GROUPS_AT_ONCE = 64 };

rv_status rv_past_keeper_init(rv_past_keeper *k, const rv_past_params *p,
			      const rv_past_build *build, rv_past_file *file)
{
	*k = (rv_past_keeper){ .file = file,
			       .build = *build,
			       .every_ms = p->every_ms,
			       .budget_bytes = p->budget_bytes,
			       .keep_ms = p->keep_ms,
			       .kept_at_ms = -1 };
	const rv_status st = rv_view_packer_new(&k->packer);
	k->key = st == RV_OK ? rv_past_view_new() : NULL;
	return st == RV_OK && !k->key ? RV_ENOMEM : st;
}

void rv_past_keeper_free(rv_past_keeper *k)
{
	rv_past_file_close(k->file);
	rv_view_packer_free(k->packer);
	rv_past_view_free(k->key);
	memset(k, 0, sizeof(*k));
}

bool rv_past_keeper_due(const rv_past_keeper *k, const rv_view *v, int64_t now_ms)
{
	if (k->kept_at_ms < 0)
		return true;
	if (v->seq == k->kept_seq)
		return false;
	const int64_t since = now_ms - k->kept_at_ms;
	return since >= k->every_ms || (since >= EVENTS_MS && rv_past_sign(v) != k->sign);
}

static void become_key(rv_past_keeper *k, const rv_view *v, uint64_t id, int64_t now_ms)
{
	rv_view_copy(k->key, v);
	k->key_id = id;
	k->key_at_ms = now_ms;
	k->key_is_old = false;
}

/* Old groups, while they are too old or there are too many of them. */
static rv_status make_room(rv_past_keeper *k, int64_t utc_ms, rv_err *err)
{
	for (int i = 0; i < GROUPS_AT_ONCE; i++) {
		rv_past_span span;
		int64_t bytes = 0;
		rv_status st = rv_past_file_span(k->file, &span, err);
		if (st == RV_OK)
			st = rv_past_file_bytes(k->file, &bytes, err);
		if (st != RV_OK)
			return st;
		if (bytes <= k->budget_bytes && utc_ms - span.oldest_kept_ms <= k->keep_ms)
			return RV_OK;
		st = rv_past_file_drop(k->file, err);
		if (st != RV_OK)
			return st == RV_ENOENT ? RV_OK : st;
		k->n.dropped++;
	}
	return RV_OK;
}

static void kept(rv_past_keeper *k, const rv_view *v, bool is_key, size_t n, int64_t now_ms)
{
	k->kept_seq = v->seq;
	k->kept_at_ms = now_ms;
	k->sign = rv_past_sign(v);
	k->n.kept++;
	k->n.keys += is_key;
	k->n.bytes += n;
}

rv_status rv_past_keeper_keep(rv_past_keeper *k, const rv_view *v, int64_t now_ms, int64_t utc_ms,
			      rv_err *err)
{
	const uint64_t id = rv_past_file_next(k->file);
	const bool is_key =
		k->key_id == 0 || k->key_is_old || now_ms - k->key_at_ms >= RV_PAST_KEY_MS;
	const rv_past_row row = {
		.id = id, .key = is_key ? id : k->key_id, .utc_ms = v->utc_ms, .kept_ms = utc_ms
	};
	const uint8_t *data = NULL;
	size_t n = 0;
	rv_status st = is_key ? make_room(k, utc_ms, err) : RV_OK;
	if (st != RV_OK)
		return st;
	st = rv_view_pack(k->packer, is_key ? NULL : k->key, is_key ? 0 : k->key_id, v, id, &data,
			  &n);
	if (st != RV_OK)
		return rv_err_set(err, st, "a snapshot cannot be packed");
	st = rv_past_file_put(k->file, &row, data, n, err);
	if (st != RV_OK)
		return st;
	if (is_key) {
		become_key(k, v, id, now_ms);
		k->n_key = n;
	} else {
		k->key_is_old = n > k->n_key / 2;
	}
	kept(k, v, is_key, n, now_ms);
	return RV_OK;
}
