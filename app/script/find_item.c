/* Numbers and digests; see find_item.h. */
#include "app/script/find_item.h"

#include "engine/base/hex.h"
#include "engine/base/num.h"
#include "tui/programs.h"
#include "tui/requests.h"

#include <ctype.h>
#include <string.h>

rv_status rv_digest_prefix_parse(const char *text, rv_digest_prefix *out, rv_err *err)
{
	const size_t n = strlen(text);
	memset(out, 0, sizeof(*out));
	if (n < RV_DIGEST_LEAST || n >= sizeof(out->text))
		return rv_err_set(err, RV_EUSAGE,
				  "--digest '%.80s': expected 8 to 64 digits of the digest", text);
	for (size_t i = 0; i < n; i++) {
		if (!isxdigit((unsigned char)text[i]))
			return rv_err_set(err, RV_EUSAGE,
					  "--digest '%.80s': expected hexadecimal digits", text);
		out->text[i] = (char)tolower((unsigned char)text[i]);
	}
	out->n = n;
	return RV_OK;
}

static bool begins(const rv_digest *d, const rv_digest_prefix *p)
{
	char hex[RV_HEX_TEXT(RV_DIGEST_BYTES)];
	return !p || strncmp(rv_hex_format(d->b, sizeof(d->b), hex), p->text, p->n) == 0;
}

bool rv_item_ref_parse(const char *text, rv_item_ref *out)
{
	static const char kinds[] = "tpr#";
	const char *kind = text[0] ? strchr(kinds, text[0]) : NULL;
	const char *digits = kind ? text + 1 : text;
	int64_t id = 0;
	if (!isdigit((unsigned char)digits[0]) ||
	    rv_num_parse_i64(digits, strlen(digits), &id) != RV_OK || id <= 0)
		return false;
	out->kind = kind ? *kind : '\0';
	if (out->kind == '#') /* as the screen names tickets */
		out->kind = 't';
	out->id = (uint64_t)id;
	return true;
}

static bool is_meant(const rv_item_ref *ref, char kind)
{
	return ref->kind == kind || (ref->kind == '\0' && kind != 'r');
}

rv_found_item rv_find_item(const rv_trade_view *t, const rv_item_ref *ref,
			   const rv_digest_prefix *digest)
{
	rv_found_item f = { NULL, NULL, NULL };
	for (size_t i = 0; is_meant(ref, 't') && i < t->n_tickets; i++) {
		const rv_tv_ticket *k = &t->tickets[i];
		if (k->id == ref->id && begins(&k->digest, digest))
			f.ticket = k;
	}
	if (is_meant(ref, 'p'))
		f.program = rv_trade_program(t, ref->id);
	if (f.program && !begins(&f.program->digest, digest))
		f.program = NULL;
	if (is_meant(ref, 'r'))
		f.request = rv_trade_request(t, ref->id);
	if (f.request && !begins(&f.request->digest, digest))
		f.request = NULL;
	return f;
}
