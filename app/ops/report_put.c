/* Pieces of the report; see report_put.h. */
#include "app/ops/report_put.h"

#include "engine/base/num.h"

#include <math.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>

enum { PASSWD_TEXT = 4096 };

void rv_report_escape(rv_sim_out *o, const char *text)
{
	for (const char *p = text; *p; p++) {
		switch (*p) {
		case '&':
			rv_sim_out_raw(o, "&amp;");
			break;
		case '<':
			rv_sim_out_raw(o, "&lt;");
			break;
		case '>':
			rv_sim_out_raw(o, "&gt;");
			break;
		case '"':
			rv_sim_out_raw(o, "&quot;");
			break;
		case '\'':
			rv_sim_out_raw(o, "&#39;");
			break;
		default:
			rv_sim_out_bytes(o, p, 1);
			break;
		}
	}
}

const char *rv_report_usd(double usd, char buf[RV_REPORT_NUM])
{
	char plain[RV_REPORT_NUM];
	size_t at = 0;
	const int n = isfinite(usd) && fabs(usd) < 1e15
			      ? snprintf(plain, sizeof(plain), "%.2f", fabs(usd))
			      : 0;
	if (n < 4) {
		(void)snprintf(buf, RV_REPORT_NUM, "--");
		return buf;
	}
	if (usd < 0.0 && strspn(plain, "0.") != (size_t)n)
		buf[at++] = '-';
	for (int i = 0; i < n; i++) {
		const int left = n - 3 - i; /* digits before the point from here on */
		buf[at++] = plain[i];
		if (left > 1 && (left - 1) % 3 == 0)
			buf[at++] = ',';
	}
	buf[at] = '\0';
	return buf;
}

const char *rv_report_who(int64_t uid, char buf[RV_REPORT_WHO])
{
	struct passwd pw, *found = NULL;
	char text[PASSWD_TEXT];
	if (uid < 0)
		(void)snprintf(buf, RV_REPORT_WHO, "desk");
	else if (getpwuid_r((uid_t)uid, &pw, text, sizeof(text), &found) == 0 && found)
		(void)snprintf(buf, RV_REPORT_WHO, "%.32s (%lld)", found->pw_name, (long long)uid);
	else
		(void)snprintf(buf, RV_REPORT_WHO, "user %lld", (long long)uid);
	return buf;
}

/* ---- HTML ---- */

void rv_report_table(rv_sim_out *o, const char *title, const char *const *columns, size_t n)
{
	rv_sim_out_raw(o, "<h2>");
	rv_report_escape(o, title);
	rv_sim_out_raw(o, "</h2>\n<table><tr>");
	for (size_t i = 0; i < n; i++) {
		rv_sim_out_raw(o, "<th>");
		rv_report_escape(o, columns[i]);
		rv_sim_out_raw(o, "</th>");
	}
	rv_sim_out_raw(o, "</tr>\n");
}

void rv_report_table_end(rv_sim_out *o)
{
	rv_sim_out_raw(o, "</table>\n");
}

void rv_report_cell(rv_sim_out *o, const char *text)
{
	rv_sim_out_raw(o, "<td>");
	rv_report_escape(o, text);
	rv_sim_out_raw(o, "</td>");
}

void rv_report_cell_usd(rv_sim_out *o, double usd)
{
	char text[RV_REPORT_NUM];
	rv_sim_out_fmt(o, "<td class=\"%s\">%s</td>", usd <= -0.005 ? "n neg" : "n",
		       rv_report_usd(usd, text));
}

void rv_report_cell_count(rv_sim_out *o, uint64_t n)
{
	rv_sim_out_fmt(o, "<td class=\"n\">%llu</td>", (unsigned long long)n);
}

/* ---- CSV ---- */

static void put_field(rv_sim_out *o, const char *text, const char *end)
{
	const bool formula = *text && strchr("=+-@\t\r", *text);
	rv_sim_out_raw(o, formula ? "\"'" : "\"");
	for (const char *p = text; *p; p++) {
		if (*p == '"')
			rv_sim_out_raw(o, "\"");
		rv_sim_out_bytes(o, p, 1);
	}
	rv_sim_out_fmt(o, "\"%s", end);
}

void rv_report_row(rv_sim_out *o, const char *date, const char *section, const char *item,
		   const char *field, const char *value)
{
	rv_sim_out_fmt(o, "%s,%s,", date, section);
	put_field(o, item, ",");
	rv_sim_out_fmt(o, "%s,", field);
	put_field(o, value, "\r\n");
}

void rv_report_row_num(rv_sim_out *o, const char *date, const char *section, const char *item,
		       const char *field, double value)
{
	char text[RV_NUM_TEXT];
	rv_sim_out_fmt(o, "%s,%s,", date, section);
	put_field(o, item, ",");
	rv_sim_out_fmt(o, "%s,%s\r\n", field, isfinite(value) ? rv_num_format(value, text) : "");
}
