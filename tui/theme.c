/* The tables of themes; see theme.h. A new role gets a line in each of them. */
#include "tui/theme.h"

#include <stddef.h>
#include <string.h>

#define DEF RV_COLOUR_DEFAULT
#define BRIGHT(c) (RV_COLOUR_BRIGHT + RV_COLOUR_##c)
#define PLAIN(c) (RV_COLOUR_##c)

static const rv_palette dark_palette = {
	.fg = 0xc9d1d9,
	.bg = 0x0d1117,
	.colour = { 0x0d1117, 0xc9332c, 0x3fb950, 0xd28a22, 0x2f6bd6, 0xb45bcf, 0x39a0a8, 0xb1bac4,
		    0x6e7681, 0xff7b72, 0x56d364, 0xe3c341, 0x79b8ff, 0xd69cff, 0x56d4dd,
		    0xffffff },
};

static const rv_palette light_palette = {
	.fg = 0x24292f,
	.bg = 0xffffff,
	.colour = { 0x24292f, 0xc01f2b, 0x116329, 0x9a6200, 0x0a5cc0, 0x8a3fc4, 0x1b7c83, 0xd0d7de,
		    0x6b737c, 0xd1242f, 0x1a7f37, 0xb08800, 0x2188ff, 0xa04fdb, 0x3192aa,
		    0xffffff },
};

static const rv_look dark[RV_ROLE_N] = {
	[RV_ROLE_TEXT] = { DEF, DEF, 0 },
	[RV_ROLE_DIM] = { BRIGHT(BLACK), DEF, 0 },
	[RV_ROLE_TITLE] = { BRIGHT(CYAN), DEF, RV_ATTR_BOLD },
	[RV_ROLE_BORDER] = { BRIGHT(BLACK), DEF, 0 },
	[RV_ROLE_UP] = { BRIGHT(GREEN), DEF, 0 },
	[RV_ROLE_DOWN] = { BRIGHT(RED), DEF, 0 },
	[RV_ROLE_ENTRY] = { BRIGHT(YELLOW), DEF, 0 },
	[RV_ROLE_STOP] = { BRIGHT(MAGENTA), DEF, RV_ATTR_BOLD },
	[RV_ROLE_GOOD] = { BRIGHT(GREEN), DEF, 0 },
	[RV_ROLE_WARN] = { BRIGHT(YELLOW), DEF, 0 },
	[RV_ROLE_BAD] = { BRIGHT(RED), DEF, RV_ATTR_BOLD },
	[RV_ROLE_SELECTED] = { DEF, DEF, RV_ATTR_REVERSE },
	[RV_ROLE_ALERT] = { PLAIN(BLACK), PLAIN(YELLOW), 0 },
	[RV_ROLE_HINT_KEY] = { BRIGHT(CYAN), DEF, 0 },
	[RV_ROLE_HINT] = { DEF, DEF, 0 },
	[RV_ROLE_ENV_LIVE] = { BRIGHT(WHITE), PLAIN(RED), RV_ATTR_BOLD },
	[RV_ROLE_ENV_PAPER] = { PLAIN(BLACK), PLAIN(CYAN), 0 },
	[RV_ROLE_ENV_SIM] = { BRIGHT(WHITE), PLAIN(BLUE), RV_ATTR_BOLD },
	[RV_ROLE_HEADER] = { DEF, DEF, RV_ATTR_BOLD },
	[RV_ROLE_PLOT] = { BRIGHT(CYAN), DEF, 0 },
	[RV_ROLE_HALT] = { BRIGHT(WHITE), PLAIN(RED), 0 },
};

/* For a bright background: the bright colours are too pale there. */
static const rv_look light[RV_ROLE_N] = {
	[RV_ROLE_TEXT] = { DEF, DEF, 0 },
	[RV_ROLE_DIM] = { BRIGHT(BLACK), DEF, 0 },
	[RV_ROLE_TITLE] = { PLAIN(BLUE), DEF, RV_ATTR_BOLD },
	[RV_ROLE_BORDER] = { BRIGHT(BLACK), DEF, 0 },
	[RV_ROLE_UP] = { PLAIN(GREEN), DEF, 0 },
	[RV_ROLE_DOWN] = { PLAIN(RED), DEF, 0 },
	[RV_ROLE_ENTRY] = { PLAIN(YELLOW), DEF, 0 },
	[RV_ROLE_STOP] = { PLAIN(MAGENTA), DEF, RV_ATTR_BOLD },
	[RV_ROLE_GOOD] = { PLAIN(GREEN), DEF, 0 },
	[RV_ROLE_WARN] = { PLAIN(YELLOW), DEF, 0 },
	[RV_ROLE_BAD] = { PLAIN(RED), DEF, RV_ATTR_BOLD },
	[RV_ROLE_SELECTED] = { DEF, DEF, RV_ATTR_REVERSE },
	[RV_ROLE_ALERT] = { PLAIN(BLACK), PLAIN(YELLOW), RV_ATTR_BOLD },
	[RV_ROLE_HINT_KEY] = { PLAIN(BLUE), DEF, 0 },
	[RV_ROLE_HINT] = { DEF, DEF, 0 },
	[RV_ROLE_ENV_LIVE] = { BRIGHT(WHITE), PLAIN(RED), RV_ATTR_BOLD },
	[RV_ROLE_ENV_PAPER] = { PLAIN(BLACK), PLAIN(CYAN), 0 },
	[RV_ROLE_ENV_SIM] = { BRIGHT(WHITE), PLAIN(BLUE), RV_ATTR_BOLD },
	[RV_ROLE_HEADER] = { DEF, DEF, RV_ATTR_BOLD },
	[RV_ROLE_PLOT] = { PLAIN(BLUE), DEF, 0 },
	[RV_ROLE_HALT] = { BRIGHT(WHITE), PLAIN(RED), 0 },
};

/* No pair that means opposite things is told apart by red against green. */
static const rv_look colour_blind[RV_ROLE_N] = {
	[RV_ROLE_TEXT] = { DEF, DEF, 0 },
	[RV_ROLE_DIM] = { BRIGHT(BLACK), DEF, 0 },
	[RV_ROLE_TITLE] = { BRIGHT(WHITE), DEF, RV_ATTR_BOLD },
	[RV_ROLE_BORDER] = { BRIGHT(BLACK), DEF, 0 },
	[RV_ROLE_UP] = { BRIGHT(BLUE), DEF, 0 },
	[RV_ROLE_DOWN] = { PLAIN(YELLOW), DEF, 0 },
	[RV_ROLE_ENTRY] = { BRIGHT(YELLOW), DEF, RV_ATTR_BOLD },
	[RV_ROLE_STOP] = { BRIGHT(MAGENTA), DEF, RV_ATTR_BOLD },
	[RV_ROLE_GOOD] = { BRIGHT(BLUE), DEF, 0 },
	[RV_ROLE_WARN] = { BRIGHT(YELLOW), DEF, 0 },
	[RV_ROLE_BAD] = { BRIGHT(MAGENTA), DEF, RV_ATTR_BOLD | RV_ATTR_UNDERLINE },
	[RV_ROLE_SELECTED] = { DEF, DEF, RV_ATTR_REVERSE },
	[RV_ROLE_ALERT] = { PLAIN(BLACK), BRIGHT(YELLOW), RV_ATTR_BOLD },
	[RV_ROLE_HINT_KEY] = { BRIGHT(CYAN), DEF, 0 },
	[RV_ROLE_HINT] = { DEF, DEF, 0 },
	[RV_ROLE_ENV_LIVE] = { BRIGHT(WHITE), PLAIN(RED), RV_ATTR_BOLD | RV_ATTR_UNDERLINE },
	[RV_ROLE_ENV_PAPER] = { PLAIN(BLACK), PLAIN(CYAN), 0 },
	[RV_ROLE_ENV_SIM] = { BRIGHT(WHITE), PLAIN(BLUE), RV_ATTR_BOLD },
	[RV_ROLE_HEADER] = { DEF, DEF, RV_ATTR_BOLD },
	[RV_ROLE_PLOT] = { BRIGHT(CYAN), DEF, 0 },
	[RV_ROLE_HALT] = { BRIGHT(WHITE), PLAIN(MAGENTA), 0 },
};

static const rv_look mono_table[RV_ROLE_N] = {
	[RV_ROLE_TEXT] = { DEF, DEF, 0 },
	[RV_ROLE_DIM] = { DEF, DEF, 0 },
	[RV_ROLE_TITLE] = { DEF, DEF, RV_ATTR_BOLD },
	[RV_ROLE_BORDER] = { DEF, DEF, 0 },
	[RV_ROLE_UP] = { DEF, DEF, 0 },
	[RV_ROLE_DOWN] = { DEF, DEF, 0 },
	[RV_ROLE_ENTRY] = { DEF, DEF, RV_ATTR_BOLD },
	[RV_ROLE_STOP] = { DEF, DEF, RV_ATTR_BOLD | RV_ATTR_REVERSE },
	[RV_ROLE_GOOD] = { DEF, DEF, 0 },
	[RV_ROLE_WARN] = { DEF, DEF, RV_ATTR_BOLD },
	[RV_ROLE_BAD] = { DEF, DEF, RV_ATTR_BOLD | RV_ATTR_REVERSE },
	[RV_ROLE_SELECTED] = { DEF, DEF, RV_ATTR_REVERSE },
	[RV_ROLE_ALERT] = { DEF, DEF, RV_ATTR_BOLD | RV_ATTR_REVERSE },
	[RV_ROLE_HINT_KEY] = { DEF, DEF, RV_ATTR_BOLD },
	[RV_ROLE_HINT] = { DEF, DEF, 0 },
	[RV_ROLE_ENV_LIVE] = { DEF, DEF, RV_ATTR_BOLD | RV_ATTR_REVERSE | RV_ATTR_UNDERLINE },
	[RV_ROLE_ENV_PAPER] = { DEF, DEF, RV_ATTR_REVERSE },
	[RV_ROLE_ENV_SIM] = { DEF, DEF, RV_ATTR_REVERSE },
	[RV_ROLE_HEADER] = { DEF, DEF, RV_ATTR_BOLD },
	[RV_ROLE_PLOT] = { DEF, DEF, 0 },
	[RV_ROLE_HALT] = { DEF, DEF, RV_ATTR_BOLD | RV_ATTR_REVERSE },
};

static const struct {
	const char *name;
	const rv_look *role;
	const rv_palette *palette;
} themes[] = {
	{ "dark", dark, &dark_palette },
	{ "light", light, &light_palette },
	{ "colour-blind", colour_blind, &dark_palette },
};

/* Up and down for a dark and for a light background. Orange is the terminal's dark yellow. */
static const struct {
	const char *name;
	int8_t up, down, light_up, light_down;
} updowns[] = {
	{ "green-red", BRIGHT(GREEN), BRIGHT(RED), PLAIN(GREEN), PLAIN(RED) },
	{ "red-green", BRIGHT(RED), BRIGHT(GREEN), PLAIN(RED), PLAIN(GREEN) },
	{ "blue-orange", BRIGHT(BLUE), PLAIN(YELLOW), PLAIN(BLUE), PLAIN(YELLOW) },
};

enum { N_THEMES = sizeof(themes) / sizeof(themes[0]) };
enum { N_UPDOWNS = sizeof(updowns) / sizeof(updowns[0]) };
_Static_assert((int)N_THEMES == RV_THEMES && (int)N_UPDOWNS == RV_UPDOWNS, "counts of theme.h");

static size_t find_theme(const char *name)
{
	size_t i = 0;
	while (i < N_THEMES && name && strcmp(themes[i].name, name) != 0)
		i++;
	return i;
}

static size_t find_updown(const char *name)
{
	size_t i = 0;
	while (i < N_UPDOWNS && strcmp(updowns[i].name, name) != 0)
		i++;
	return i;
}

const char *rv_theme_name(int i)
{
	return themes[i].name;
}

const char *rv_updown_name(int i)
{
	return updowns[i].name;
}

int rv_theme_named(const char *name)
{
	const size_t i = name ? find_theme(name) : N_THEMES;
	return i == N_THEMES ? -1 : (int)i;
}

int rv_updown_named(const char *name)
{
	const size_t i = name ? find_updown(name) : N_UPDOWNS;
	return i == N_UPDOWNS ? -1 : (int)i;
}

rv_status rv_theme_init(rv_theme *out, const char *name, const char *updown, bool mono, rv_err *err)
{
	const size_t i = find_theme(name);
	if (i == N_THEMES)
		return rv_err_set(err, RV_EUSAGE,
				  "theme '%s': expected dark, light or colour-blind", name);
	const size_t k = updown ? find_updown(updown) : 0;
	if (k == N_UPDOWNS)
		return rv_err_set(err, RV_EUSAGE,
				  "updown '%s': expected green-red, red-green or blue-orange",
				  updown);
	out->mono = mono;
	out->palette = themes[i].palette;
	memcpy(out->role, mono ? mono_table : themes[i].role, sizeof(out->role));
	if (updown && !mono) {
		const bool on_light = themes[i].role == light;
		out->role[RV_ROLE_UP].fg = on_light ? updowns[k].light_up : updowns[k].up;
		out->role[RV_ROLE_DOWN].fg = on_light ? updowns[k].light_down : updowns[k].down;
	}
	return RV_OK;
}

rv_look rv_theme_style(const rv_theme *t, const rv_cell *cell)
{
	rv_look s = t->role[cell->role];
	s.attr = (uint8_t)(s.attr | cell->attr);
	if (cell->attr & RV_ATTR_REVERSE)
		s.fg = s.bg = RV_COLOUR_DEFAULT;
	return s;
}

void rv_theme_rgb(const rv_theme *t, const rv_cell *cell, uint32_t *fg, uint32_t *bg)
{
	const rv_look s = rv_theme_style(t, cell);
	const uint32_t f = s.fg < 0 ? t->palette->fg : t->palette->colour[s.fg];
	const uint32_t b = s.bg < 0 ? t->palette->bg : t->palette->colour[s.bg];
	const bool reverse = (s.attr & RV_ATTR_REVERSE) != 0;
	*fg = reverse ? b : f;
	*bg = reverse ? f : b;
}
