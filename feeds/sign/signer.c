/* The private key; see signer.h. */
#include "feeds/sign/signer.h"

#include "feeds/sign/key_file.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include <secp256k1_recovery.h>

/* Everything secret, in one page of its own. */
struct vault {
	uint8_t key[RV_KEY_BYTES];
	uint8_t seed[32]; /* blinds the library's arithmetic against timing */
	char text[RV_KEY_FILE_MAX];
};

struct rv_signer {
	struct vault *vault;
	size_t page;
	secp256k1_context *ctx;
	uint8_t address[RV_ADDRESS_BYTES];
};

void rv_signer_free(rv_signer *s)
{
	if (!s)
		return;
	if (s->ctx)
		secp256k1_context_destroy(s->ctx); /* overwrites its own secrets */
	if (s->vault) {
		explicit_bzero(s->vault, sizeof(*s->vault));
		(void)munmap(s->vault, s->page);
	}
	free(s);
}

static rv_status guard(rv_signer *s, rv_err *err)
{
	s->page = (size_t)sysconf(_SC_PAGESIZE);
	void *p = mmap(NULL, s->page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return rv_err_set(err, RV_ENOMEM, "key: no memory for it");
	s->vault = p;
	if (mlock(p, s->page) != 0)
		return rv_err_set(err, RV_ELIMIT,
				  "key: its page cannot be locked in memory (%s): raise the limit "
				  "of locked memory",
				  strerror(errno));
	if (madvise(p, s->page, MADV_DONTDUMP) != 0)
		return rv_err_set(err, RV_EIO, "key: its page cannot be kept out of core files: %s",
				  strerror(errno));
	return RV_OK;
}

static rv_status fill_random(uint8_t *p, size_t n, rv_err *err)
{
	/* Up to 256 bytes come at once or not at all, but for a signal before the pool is ready. */
	ssize_t k = -1;
	do {
		k = getrandom(p, n, 0);
	} while (k < 0 && errno == EINTR);
	if (k != (ssize_t)n)
		return rv_err_set(err, RV_EIO, "key: the system gives no random bytes");
	return RV_OK;
}

static rv_status prepare(rv_signer *s, rv_err *err)
{
	rv_status st = guard(s, err);
	if (st == RV_OK)
		st = fill_random(s->vault->seed, sizeof(s->vault->seed), err);
	if (st != RV_OK)
		return st;
	s->ctx = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
	if (!s->ctx || !secp256k1_context_randomize(s->ctx, s->vault->seed))
		return rv_err_set(err, RV_ENOMEM, "key: no memory for it");
	return RV_OK;
}

/* Without a key yet; NULL with *st and err set. */
static rv_signer *new_guarded(rv_status *st, rv_err *err)
{
	rv_signer *s = calloc(1, sizeof(*s));
	*st = s ? prepare(s, err) : rv_err_set(err, RV_ENOMEM, "key: no memory for it");
	if (*st == RV_OK)
		return s;
	rv_signer_free(s);
	return NULL;
}

/* The address of the key; false if there is no such key (0, or not below the group's order). */
static bool derive(rv_signer *s)
{
	secp256k1_pubkey key;
	uint8_t point[65];
	size_t n = sizeof(point);
	assert(s->vault); /* made with the signer */
	if (!secp256k1_ec_pubkey_create(s->ctx, &key, s->vault->key))
		return false;
	(void)secp256k1_ec_pubkey_serialize(s->ctx, point, &n, &key, SECP256K1_EC_UNCOMPRESSED);
	rv_address_of_key(point + 1, s->address);
	return true;
}

static rv_status load(rv_signer *s, const char *path, rv_err *err)
{
	size_t n = 0;
	assert(s->vault);
	const rv_status st = rv_key_file_read(path, s->vault->text, &n, err);
	if (st != RV_OK)
		return st;
	const bool ok = rv_key_text_parse(s->vault->text, n, s->vault->key) && derive(s);
	explicit_bzero(s->vault->text, sizeof(s->vault->text));
	if (!ok)
		return rv_err_set(err, RV_EPARSE,
				  "key file %s: expected a private key of 64 hexadecimal digits",
				  path);
	return RV_OK;
}

rv_status rv_signer_open(const char *path, rv_signer **out, rv_err *err)
{
	rv_status st = RV_OK;
	rv_signer *s = new_guarded(&st, err);
	if (!s)
		return st;
	st = load(s, path, err);
	if (st != RV_OK) {
		rv_signer_free(s);
		return st;
	}
	*out = s;
	return RV_OK;
}

rv_status rv_signer_generate(rv_signer **out, rv_err *err)
{
	rv_status st = RV_OK;
	rv_signer *s = new_guarded(&st, err);
	if (!s)
		return st;
	do {
		st = fill_random(s->vault->key, RV_KEY_BYTES, err);
	} while (st == RV_OK && !derive(s)); /* once in 2^128 */
	if (st != RV_OK) {
		rv_signer_free(s);
		return st;
	}
	*out = s;
	return RV_OK;
}

void rv_signer_address(const rv_signer *s, uint8_t out[RV_ADDRESS_BYTES])
{
	memcpy(out, s->address, RV_ADDRESS_BYTES);
}

rv_status rv_signer_sign(const rv_signer *s, const rv_l1_payload *p, rv_sig *out)
{
	secp256k1_ecdsa_recoverable_signature sig;
	uint8_t digest[32], compact[64];
	int recid = 0;
	rv_l1_digest(p, digest);
	if (!secp256k1_ecdsa_sign_recoverable(s->ctx, &sig, digest, s->vault->key, NULL, NULL))
		return RV_EDATA;
	(void)secp256k1_ecdsa_recoverable_signature_serialize_compact(s->ctx, compact, &recid,
								      &sig);
	if (recid > 1)
		return RV_EDATA; /* r above the order, once in 2^127: v cannot say it */
	memcpy(out->r, compact, 32);
	memcpy(out->s, compact + 32, 32);
	out->v = 27 + recid;
	return RV_OK;
}
