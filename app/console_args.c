/* The options of a console; see console_args.h. */
#include "app/console_args.h"

#include "app/console_files.h"
#include "app/keys_file.h"
#include "app/state_dir.h"
#include "tui/plain.h"
#include "tui/theme.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines faster than one a second are for nobody. */
#define PLAIN_LEAST_S 1.0

void rv_console_options_default(rv_console_options *o)
{
	*o = (rv_console_options){ .refresh_s = 0 };
}

void rv_console_args(rv_console_options *o, rv_arg table[RV_CONSOLE_ARGS])
{
	const rv_arg rows[RV_CONSOLE_ARGS] = {
		{ "-U", RV_ARG_FLAG, &o->ascii, 0, 0, NULL, "7-bit characters only" },
		{ "-C", RV_ARG_FLAG, &o->mono, 0, 0, NULL, "no colours (NO_COLOR does the same)" },
		{ "--plain", RV_ARG_FLAG, &o->plain, 0, 0, NULL,
		  "lines instead of a screen, one every --refresh seconds" },
		{ "--theme", RV_ARG_STRING, &o->theme, 0, 0, "NAME", "dark, light, colour-blind" },
		{ "--updown", RV_ARG_STRING, &o->updown, 0, 0, "NAME",
		  "green-red, red-green, blue-orange" },
		{ "--refresh", RV_ARG_DOUBLE, &o->refresh_s, 0.25, 60, "S",
		  "least seconds between frames" },
		{ "--keys", RV_ARG_STRING, &o->keys, 0, 0, "FILE",
		  "keys other than ~/.config/rvdesk/keys.conf; none: built in" },
		{ "--no-remember", RV_ARG_FLAG, &o->no_remember, 0, 0, NULL,
		  "neither read nor write how the console was left" },
	};
	memcpy(table, rows, sizeof(rows));
}

rv_status rv_console_options_check(const rv_console_options *o, rv_err *err)
{
	rv_theme theme;
	rv_err why = { 0 };
	if (rv_theme_init(&theme, o->theme, o->updown, false, &why) != RV_OK)
		return rv_err_set(err, RV_EUSAGE, "--%s", why.text);
	return rv_keys_file_use(o->keys, err);
}

static rv_status show_plain(const rv_console_options *o, const rv_console_params *at, rv_pub *pub,
			    const volatile sig_atomic_t *stop, rv_err *err)
{
	const double s = o->refresh_s < PLAIN_LEAST_S ? PLAIN_LEAST_S : o->refresh_s;
	return rv_plain_run(stdout, pub, at->link, at->link_ctx, (int)(s * 1000.0), stop, err);
}

/* An option counts for this run alone: what was not changed by hand stays as it was left. */
typedef struct kept {
	rv_files to;
	rv_prefs left, begun;
} kept;

static void keep(void *ctx, const rv_remembered *r)
{
	const kept *k = ctx;
	rv_remembered out = *r;
	rv_prefs *p = &out.prefs;

	p->theme = p->theme == k->begun.theme ? k->left.theme : p->theme;
	p->updown = p->updown == k->begun.updown ? k->left.updown : p->updown;
	p->mono = p->mono == k->begun.mono ? k->left.mono : p->mono;
	p->refresh_ms = p->refresh_ms == k->begun.refresh_ms ? k->left.refresh_ms : p->refresh_ms;
	k->to.keep(k->to.ctx, &out);
}

static rv_status write_export(void *ctx, rv_export *e)
{
	const kept *k = ctx;
	return k->to.write(k->to.ctx, e);
}

static bool told(void *ctx, bool *ok, char text[RV_FILES_TOLD])
{
	const kept *k = ctx;
	return k->to.told(k->to.ctx, ok, text);
}

/* The looks and the pace: what was left, then what the options say. */
static void begin(const rv_console_options *o, rv_console_params *at, rv_prefs *p)
{
	if (o->theme)
		p->theme = rv_theme_named(o->theme);
	if (o->updown)
		p->updown = rv_updown_named(o->updown);
	p->mono = p->mono || o->mono || getenv("NO_COLOR") != NULL;
	if (o->refresh_s > 0)
		p->refresh_ms = (int)(fmin(o->refresh_s, RV_REFRESH_MAX_MS / 1000.0) * 1000.0);
	at->ascii = o->ascii;
	at->mono = p->mono;
	at->theme = rv_theme_name(p->theme);
	at->updown = p->updown < 0 ? NULL : rv_updown_name(p->updown);
	at->refresh_ms = p->refresh_ms;
}

/* Without a folder, or a thread, the console works all the same: nothing is kept or exported. */
static rv_console_files *start_files(const rv_console_options *o)
{
	char dir[PATH_MAX];
	rv_console_files *files = NULL;
	rv_err why = { 0 };

	if (rv_state_dir_name(o->state, dir, &why) != RV_OK ||
	    rv_console_files_start(dir, !o->no_remember, &files, &why) != RV_OK)
		(void)fprintf(stderr, "rvdesk: %s; nothing of this console is kept\n", why.text);
	return files;
}

static rv_status show_screen(const rv_console_options *o, rv_console_params *at, rv_pub *pub,
			     const volatile sig_atomic_t *stop, rv_err *err)
{
	rv_console_files *files = start_files(o);
	rv_remembered left;
	kept k;

	memset(&k, 0, sizeof(k));
	rv_remembered_default(&left);
	if (files) {
		rv_console_files_recall(files, &left);
		rv_console_files_for(files, &k.to);
		at->files = (rv_files){ .ctx = &k,
					.keep = k.to.keep ? keep : NULL,
					.write = write_export,
					.told = told };
	}
	k.left = left.prefs;
	begin(o, at, &left.prefs);
	k.begun = left.prefs;
	at->recall = &left;
	const rv_status st = rv_console_run(at, pub, stop, err);
	rv_console_files_stop(files);
	return st;
}

rv_status rv_console_show(const rv_console_options *o, rv_console_params *at, rv_pub *pub,
			  const volatile sig_atomic_t *stop, rv_err *err)
{
	if (o->plain)
		return show_plain(o, at, pub, stop, err);
	const rv_status st = show_screen(o, at, pub, stop, err);
	if (st != RV_EIO || *stop)
		return st;
	/* A terminal that cannot show a screen still gets the desk. */
	(void)fprintf(stderr, "rvdesk: %s; going on in plain lines (--plain)\n", err->text);
	return show_plain(o, at, pub, stop, err);
}
