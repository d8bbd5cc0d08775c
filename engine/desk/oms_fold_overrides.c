/*
 * What people have set against the models, as the journal has it. An event carries the canonical
 * text of its override, so that what is hashed is what holds.
 */
#include "engine/desk/oms_fold.h"

#include <string.h>

static const char last_key[] = "reason ";

rv_status oms_override_of(const rv_event *e, rv_override *out)
{
	const char *end = e->text + (rv_event_fits(e) ? e->len : 0);
	for (const char *at = e->text; at < end;) {
		const char *nl = memchr(at, '\n', (size_t)(end - at));
		if (!nl)
			break;
		if (strncmp(at, last_key, sizeof(last_key) - 1) == 0)
			return rv_override_parse(e->text, (size_t)(nl + 1 - e->text), out);
		at = nl + 1;
	}
	return RV_EPARSE;
}

void oms_on_override(oms_fold *f, oms_rd *r)
{
	rv_override o;
	if (oms_override_of(r->e, &o) != RV_OK) {
		oms_rd_fail(r, "override (its canonical text)");
		return;
	}
	if (o.uid != r->e->uid || o.set_utc_ms != r->e->utc_ms)
		oms_rd_fail(r, "uid and set_utc_ms (those of the event)");
	if (oms_rd_id(r, "replaced") != rv_overrides_same(&f->overrides, &o))
		oms_rd_fail(r, "replaced (the one of the same kind)");
	if (o.id != f->overrides.last_id + 1)
		oms_rd_fail(r, "id (the next one)");
	if (!r->bad && rv_overrides_replay(&f->overrides, &o) != RV_OK)
		oms_rd_fail(r, "override (one that there is room for)");
}

void oms_on_override_end(oms_fold *f, oms_rd *r)
{
	const uint64_t id = oms_rd_id(r, "id");
	if (!r->bad && rv_overrides_end(&f->overrides, id) != RV_OK)
		oms_rd_fail(r, "id (of an override that is set)");
}
