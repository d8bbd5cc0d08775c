/* A simulated venue for tests; see sim_venue.h. */
#include "tests/support/sim_venue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cm.h"

enum { BODY_CAP = 4 << 20 };

const int64_t venue_start = INT64_C(1795190399000);

int venue_group_setup(void **state)
{
	(void)state;
	return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? 0 : -1;
}

int venue_group_teardown(void **state)
{
	(void)state;
	curl_global_cleanup();
	return 0;
}

static size_t take(const char *in, size_t n, char *to, size_t *have)
{
	if (*have + n >= BODY_CAP)
		return 0;
	memcpy(to + *have, in, n);
	*have += n;
	to[*have] = '\0';
	return n;
}

static size_t on_body(char *in, size_t size, size_t n, void *user)
{
	sim_venue *f = user;
	return take(in, size * n, f->body, &f->n);
}

static size_t on_head(char *in, size_t size, size_t n, void *user)
{
	sim_venue *f = user;
	return take(in, size * n, f->head, &f->head_n);
}

int venue_setup(void **state)
{
	sim_venue *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	f->body = malloc(BODY_CAP);
	f->head = malloc(BODY_CAP);
	assert_true(f->body && f->head);
	assert_int_equal(rv_clock_new_manual(venue_start, &f->clock), RV_OK);
	f->curl = curl_easy_init();
	assert_non_null(f->curl);
	rv_tmpdir_make(&f->dir);
	*state = f;
	return 0;
}

int venue_teardown(void **state)
{
	sim_venue *f = *state;
	curl_easy_cleanup(f->curl);
	rv_sim_stop(f->sim);
	rv_clock_free(f->clock);
	rv_tmpdir_remove(&f->dir);
	free(f->body);
	free(f->head);
	free(f);
	return 0;
}

void venue_launch(sim_venue *f, bool real_limits, const char *plan)
{
	char path[RV_TMP_PATH * 2], accounts[RV_TMP_PATH * 2];
	rv_sim_params p;
	rv_err err = { .code = RV_OK };
	rv_sim_params_default(&p);
	if (f->accounts)
		p.accounts_path = rv_tmpdir_path(&f->dir, "accounts", accounts);
	p.listen = "127.0.0.1:0";
	p.clock = f->clock;
	p.real_limits = real_limits;
	p.test_control = f->test_control;
	if (plan) {
		rv_tmpdir_text(&f->dir, "plan.json", plan);
		p.faults = rv_tmpdir_path(&f->dir, "plan.json", path);
	}
	if (rv_sim_start(&p, NULL, &f->sim, &err) != RV_OK)
		fail_msg("%s", err.text);
}

void venue_stop(sim_venue *f)
{
	rv_sim_stop(f->sim);
	f->sim = NULL;
}

CURLcode venue_request(sim_venue *f, const char *path, const char *body, long *status)
{
	char url[128];
	(void)snprintf(url, sizeof(url), "%s%s", rv_sim_url(f->sim), path);
	f->n = f->head_n = 0;
	f->body[0] = f->head[0] = '\0';
	(void)curl_easy_setopt(f->curl, CURLOPT_URL, url);
	(void)curl_easy_setopt(f->curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(f->curl, CURLOPT_TIMEOUT_MS,
			       f->wait_ms ? f->wait_ms : (long)VENUE_WAIT_MS);
	(void)curl_easy_setopt(f->curl, CURLOPT_WRITEFUNCTION, on_body);
	(void)curl_easy_setopt(f->curl, CURLOPT_WRITEDATA, f);
	(void)curl_easy_setopt(f->curl, CURLOPT_HEADERFUNCTION, on_head);
	(void)curl_easy_setopt(f->curl, CURLOPT_HEADERDATA, f);
	if (body)
		(void)curl_easy_setopt(f->curl, CURLOPT_POSTFIELDS, body);
	else
		(void)curl_easy_setopt(f->curl, CURLOPT_HTTPGET, 1L);
	const CURLcode rc = curl_easy_perform(f->curl);
	*status = 0;
	(void)curl_easy_getinfo(f->curl, CURLINFO_RESPONSE_CODE, status);
	return rc;
}

void venue_expect(sim_venue *f, const char *path, const char *body, long want)
{
	long status = 0;
	const CURLcode rc = venue_request(f, path, body, &status);
	if (rc != CURLE_OK || status != want)
		fail_msg("%s %s: %s, status %ld, want %ld", path, body ? body : "",
			 curl_easy_strerror(rc), status, want);
}

void venue_join(sim_venue *f, rv_ws_raw *w)
{
	assert_true(rv_ws_raw_open(w, rv_sim_url(f->sim), "/ws"));
	assert_string_equal(rv_ws_raw_next(w, VENUE_WAIT_MS), "Websocket connection established.");
}

const cJSON *venue_next_of(rv_ws_raw *w, const char *channel, cJSON **whole)
{
	for (;;) {
		const char *text = rv_ws_raw_next(w, VENUE_WAIT_MS);
		if (!text)
			fail_msg("no %s message (closed: %d)", channel, w->close_code);
		*whole = cJSON_Parse(text);
		const cJSON *c = cJSON_GetObjectItem(*whole, "channel");
		if (cJSON_IsString(c) && strcmp(c->valuestring, channel) == 0)
			return cJSON_GetObjectItem(*whole, "data");
		cJSON_Delete(*whole);
	}
}

void venue_subscribe(rv_ws_raw *w, const char *what)
{
	char text[256];
	cJSON *whole = NULL;
	(void)snprintf(text, sizeof(text), "{\"method\":\"subscribe\",\"subscription\":%s}", what);
	rv_ws_raw_send(w, text);
	(void)venue_next_of(w, "subscriptionResponse", &whole);
	cJSON_Delete(whole);
}

void venue_block_at(sim_venue *f, int64_t utc_ms)
{
	rv_clock_set(f->clock, utc_ms);
	rv_sim_kick(f->sim);
}
