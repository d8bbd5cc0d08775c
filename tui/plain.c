/* The desk as plain lines; see plain.h. */
#include "tui/plain.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdarg.h>
#include <string.h>

#include "tui/fmt.h"
#include "tui/scene.h"

enum { ENDS = 3, SILENT_MS = 2000 };

typedef struct text {
	char *buf;
	size_t n, cap;
} text;

static void add(text *t, const char *fmt, ...) RV_PRINTF(2, 3);

static void add(text *t, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const int n = vsnprintf(t->buf + t->n, t->cap - t->n, fmt, ap);
	va_end(ap);
	if (n > 0)
		t->n += (size_t)n < t->cap - t->n ? (size_t)n : t->cap - t->n - 1;
}

static const char *env_word(rv_env env)
{
	static const char *const words[] = { "ENV?", "SIM", "SIM-REPLAY", "PAPER", "LIVE" };
	return words[env];
}

/* Health and age of the least alive price stream: what is said is no better than that. */
static void add_feed(text *t, const rv_view *v, int64_t now_elapsed)
{
	rv_health worst = RV_HEALTH_NONE;
	int64_t age = -1;
	for (size_t i = 0; i < v->n_streams; i++) {
		const rv_view_stream *s = &v->streams[i];
		if (!rv_scene_is_price(s))
			continue;
		const rv_health h = rv_health_of(s->last_at, now_elapsed, s->period_ms, s->is_price,
						 s->connected);
		if (h > worst)
			worst = h;
		if (s->last_at != RV_NEVER && now_elapsed - s->last_at > age)
			age = now_elapsed - s->last_at;
	}
	add(t, " feed %s", rv_health_word(worst));
	if (age >= 0)
		add(t, " %llds", (long long)(age / 1000));
	else
		add(t, " --");
}

/* Rows by score, best first (sign 1) or worst first (-1): one insertion pass over ENDS places. */
static size_t pick(const rv_view *v, double sign, const rv_view_row *out[ENDS])
{
	size_t n = 0;
	for (size_t i = 0; i < v->n_rows; i++) {
		const rv_view_row *r = &v->rows[i];
		if (!r->rv_available)
			continue;
		size_t at = n;
		while (at > 0 && sign * r->rv > sign * out[at - 1]->rv)
			at--;
		if (at >= ENDS)
			continue;
		const size_t last = n < ENDS ? n : ENDS - 1;
		for (size_t k = last; k > at; k--)
			out[k] = out[k - 1];
		out[at] = r;
		n = n < ENDS ? n + 1 : ENDS;
	}
	return n;
}

static void add_ends(text *t, const rv_view *v, const char *word, double sign)
{
	const rv_view_row *rows[ENDS];
	const size_t n = pick(v, sign, rows);
	add(t, " | %s", word);
	for (size_t i = 0; i < n; i++)
		add(t, " %s %s", rows[i]->symbol, rv_num_signed(rows[i]->rv, 3).s);
	if (n == 0)
		add(t, " --");
}

const char *rv_plain_line(const rv_view *v, const rv_link *link, int64_t now_mono_ms,
			  char buf[RV_PLAIN_TEXT])
{
	text t = { .buf = buf, .cap = RV_PLAIN_TEXT };
	char ts[RV_TIME_TEXT];
	const int64_t since = now_mono_ms - v->mono_ms;
	const int64_t elapsed = v->elapsed_ms + (int64_t)((double)since * v->clock_rate);
	add(&t, "%s %s", rv_time_format(v->utc_ms, ts), env_word(v->env));
	if (link && !link->up)
		add(&t, " DISCONNECTED - data %llds old", (long long)(since / 1000));
	else if (since > SILENT_MS)
		add(&t, " ENGINE SILENT %llds", (long long)(since / 1000));
	add_feed(&t, v, elapsed);
	if (v->bar_close_ms == 0) {
		add(&t, " | no scores yet");
		return buf;
	}
	add(&t, " | RV bar %s scored %zu", rv_time_format(v->bar_close_ms, ts), v->n_available);
	add_ends(&t, v, "strong", 1.0);
	add_ends(&t, v, "weak", -1.0);
	add(&t, " |");
	for (int i = 0; i < RV_SPREAD_N; i++) {
		const rv_view_spread *s = &v->spreads[i];
		if (s->available)
			add(&t, " %s %s%%", rv_spread_name((rv_spread)i),
			    rv_num_signed(100.0 * s->cum, 2).s);
		else
			add(&t, " %s --", rv_spread_name((rv_spread)i));
	}
	return buf;
}

/* What was said of each alert, by id. */
typedef struct said {
	size_t n;
	uint64_t id[RV_VIEW_ALERTS];
	bool active[RV_VIEW_ALERTS];
} said;

static bool was_said(const said *s, const rv_view_alert *a)
{
	for (size_t i = 0; i < s->n; i++) {
		if (s->id[i] == a->id && s->active[i] == a->active)
			return true;
	}
	return false;
}

/* Alerts that have come or ended since the last time. */
static void print_alerts(FILE *out, const rv_view *v, said *s)
{
	said now = { .n = v->n_alerts };
	for (size_t i = 0; i < v->n_alerts; i++) {
		const rv_view_alert *a = &v->alerts[i];
		if (!was_said(s, a))
			(void)fprintf(out, "ALERT %s%s\n", a->text, a->active ? "" : " (over)");
		now.id[i] = a->id;
		now.active[i] = a->active;
	}
	*s = now;
}

rv_status rv_plain_run(FILE *out, rv_pub *pub, rv_link_now link, void *link_ctx, int period_ms,
		       const volatile sig_atomic_t *stop, rv_err *err)
{
	rv_link way;
	said alerts = { 0 };
	char line[RV_PLAIN_TEXT];
	while (!*stop) {
		const rv_view *v = rv_pub_get(pub);
		if (v) {
			print_alerts(out, v, &alerts);
			if (link)
				link(link_ctx, &way);
			(void)fprintf(out, "%s\n",
				      rv_plain_line(v, link ? &way : NULL, rv_mono_ms(), line));
		}
		rv_pub_put(pub, v);
		if (fflush(out) != 0) /* says of all the prints above whether they went out */
			return rv_err_set(err, RV_EIO, "plain: cannot write: %s", strerror(errno));
		if (poll(NULL, 0, v ? period_ms : 100) < 0 && errno != EINTR)
			return rv_err_set(err, RV_EIO, "plain: poll: %s", strerror(errno));
	}
	return RV_OK;
}
