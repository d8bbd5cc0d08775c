/* The page put together; see dashboard.h. */
#include "app/research/dashboard.h"

#include "app/research/dash_impl.h"
#include "app/research/page_files.h"

#include <string.h>

static bool indices_fine(const rv_bt_result *r)
{
	bool fine = true;
	for (size_t i = 0; i < r->n_holds; i++)
		fine = fine && r->holds[i].day < r->n_days && r->holds[i].coin < r->n_coins;
	for (size_t i = 0; i < r->n_shares; i++)
		fine = fine && r->shares[i].day < r->n_days;
	for (size_t i = 0; i < r->n_windows; i++) {
		const rv_bt_window *w = &r->windows[i];
		fine = fine && w->train_to <= r->n_days && w->test_to <= r->n_days &&
		       (w->trial == SIZE_MAX || w->trial < r->n_trials);
	}
	return fine && r->n_regimes <= RV_BT_REGIMES_MAX && r->n_values <= RV_BT_VALUES &&
	       r->n_features <= RV_BT_FEATURES_MAX;
}

static bool put_lists(cJSON *data, const rv_bt_result *r)
{
	return rv_dash_head(data, r) && rv_dash_days(data, r) && rv_dash_subs(data, r) &&
	       rv_dash_search(data, r) && rv_dash_coins(data, r) && rv_dash_features(data, r) &&
	       rv_dash_notes(data, r);
}

rv_status rv_dashboard_json(const rv_bt_result *r, const rv_dash_facts *facts, cJSON **out,
			    rv_err *err)
{
	if (!indices_fine(r))
		return rv_err_set(err, RV_EDATA, "%s: an index of the result points nowhere",
				  RV_DASHBOARD_FILE);
	cJSON *data = cJSON_CreateObject();
	rv_status st = data && put_lists(data, r) ? RV_OK : RV_ENOMEM;
	if (st == RV_OK)
		st = rv_dash_figures(data, r, facts, err);
	else
		(void)rv_err_set(err, st, "%s: out of memory", RV_DASHBOARD_FILE);
	if (st == RV_OK)
		*out = data;
	else
		cJSON_Delete(data);
	return st;
}

/* "<" occurs in texts of a JSON alone; escaped, nothing in them can end the block or begin a
 * comment. */
static void put_block(FILE *out, const char *json)
{
	for (;;) {
		const size_t n = strcspn(json, "<");
		(void)fwrite(json, 1, n, out);
		json += n;
		if (!*json++)
			return;
		(void)fputs("\\u003c", out);
	}
}

static void put_part(FILE *out, rv_page_part part)
{
	const rv_page_file f = rv_page_file_of(part);
	(void)fwrite(f.text, 1, f.n, out);
}

static void put_named(FILE *out, const char *name, size_t n, const char *json)
{
	if (n == 5 && memcmp(name, "style", n) == 0) {
		put_part(out, RV_PAGE_PLOT_CSS);
		put_part(out, RV_PAGE_CSS);
	} else if (n == 4 && memcmp(name, "data", n) == 0) {
		put_block(out, json);
	} else if (n == 4 && memcmp(name, "plot", n) == 0) {
		(void)fputs("/*\n", out);
		put_part(out, RV_PAGE_PLOT_LICENSE);
		(void)fputs("*/\n", out);
		put_part(out, RV_PAGE_PLOT_JS);
	} else {
		for (int p = RV_PAGE_SCRIPT_FIRST; p <= RV_PAGE_SCRIPT_LAST; p++)
			put_part(out, (rv_page_part)p);
	}
}

static void put_page(FILE *out, const char *json)
{
	const rv_page_file page = rv_page_file_of(RV_PAGE_HTML);
	const char *at = page.text, *end = page.text + page.n;
	while (at < end) {
		const char *open = memmem(at, (size_t)(end - at), "{{", 2);
		const char *close = open ? memmem(open, (size_t)(end - open), "}}", 2) : NULL;
		const char *stop = close ? open : end;
		(void)fwrite(at, 1, (size_t)(stop - at), out);
		if (!close)
			return;
		put_named(out, open + 2, (size_t)(close - open - 2), json);
		at = close + 2;
	}
}

rv_status rv_dashboard_write(FILE *out, const rv_bt_result *r, const rv_dash_facts *facts,
			     rv_err *err)
{
	cJSON *data = NULL;
	const rv_status st = rv_dashboard_json(r, facts, &data, err);
	if (st != RV_OK)
		return st;
	char *json = cJSON_PrintUnformatted(data);
	cJSON_Delete(data);
	if (!json)
		return rv_err_set(err, RV_ENOMEM, "%s: out of memory", RV_DASHBOARD_FILE);
	put_page(out, json);
	cJSON_free(json);
	return RV_OK;
}
