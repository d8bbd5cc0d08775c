/* See line_words.h. */
#include "app/line_words.h"

#include "engine/base/num.h"

#include <stdio.h>
#include <string.h>

/* Text behind a leading word and its blanks, or NULL when the text does not begin with it. */
static const char *after(const char *text, const char *word)
{
	const size_t n = strlen(word);
	if (strncmp(text, word, n) != 0 || (text[n] != '\0' && text[n] != ' '))
		return NULL;
	return text + n + strspn(text + n, " ");
}

static rv_line_word wrong(char why[RV_TV_TEXT], const char *expected)
{
	(void)snprintf(why, RV_TV_TEXT, "expected %s", expected);
	return RV_WORD_WRONG;
}

static rv_line_word parse_kill(const char *rest, rv_command *out, char why[RV_TV_TEXT])
{
	static const struct {
		const char *word;
		rv_kill_level level;
	} levels[] = { { "cancel", RV_KILL_CANCEL },
		       { "leave", RV_KILL_LEAVE },
		       { "reduce", RV_KILL_REDUCE } };
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		if (strcmp(rest, levels[i].word) == 0) {
			out->kind = RV_CMD_KILL;
			out->level = levels[i].level;
			return RV_WORD_OK;
		}
	}
	return wrong(why, "kill cancel, kill leave or kill reduce");
}

static const rv_tv_ticket *ticket_of(const rv_view *v, uint64_t id)
{
	for (size_t i = 0; v && i < v->trade.n_tickets; i++) {
		if (v->trade.tickets[i].id == id)
			return &v->trade.tickets[i];
	}
	return NULL;
}

static rv_line_word parse_ticket(const char *rest, const rv_view *v, rv_command *out,
				 char why[RV_TV_TEXT])
{
	const size_t n = strcspn(rest, " ");
	int64_t id = 0;
	if (rv_num_parse_i64(rest, n, &id) != RV_OK || id <= 0)
		return wrong(why, "the number of a ticket");
	const rv_tv_ticket *t = ticket_of(v, (uint64_t)id);
	if (!t)
		return wrong(why, "a ticket that is on the screen");
	out->n_ids = 1;
	out->ids[0] = t->id;
	out->digests[0] = t->digest;
	(void)snprintf(out->reason, sizeof(out->reason), "%s", rest + n + strspn(rest + n, " "));
	return RV_WORD_OK;
}

rv_line_word rv_line_word_parse(const char *text, const rv_view *v, rv_command *out,
				char why[RV_TV_TEXT])
{
	const char *rest;
	memset(out, 0, sizeof(*out));
	if ((rest = after(text, "arm")) != NULL && strlen(rest) < sizeof(out->pin_text)) {
		out->kind = RV_CMD_ARM;
		(void)snprintf(out->pin_text, sizeof(out->pin_text), "%s", rest);
		return RV_WORD_OK;
	}
	if ((rest = after(text, "lock")) != NULL && !*rest) {
		out->kind = RV_CMD_LOCK;
		return RV_WORD_OK;
	}
	if ((rest = after(text, "kill")) != NULL)
		return parse_kill(rest, out, why);
	if ((rest = after(text, "approve")) != NULL) {
		out->kind = RV_CMD_APPROVE;
		return parse_ticket(rest, v, out, why);
	}
	if ((rest = after(text, "reject")) != NULL) {
		out->kind = RV_CMD_REJECT;
		return parse_ticket(rest, v, out, why);
	}
	return RV_WORD_OTHER;
}

bool rv_line_word_describe(size_t i, const char **word, const char **does)
{
	static const char *const words[][2] = {
		{ "status", "what is not over yet, and the head of the journal" },
		{ "arm [PIN]", "approvals and a resume need it, unless approval is auto" },
		{ "lock", "and no longer; with approval auto the desk still approves by itself" },
		{ "approve N", "ticket N as the newest snapshot has it" },
		{ "reject N [REASON]", "ticket N" },
		{ "program [N]", "what it is, in one line; the one that waits" },
		{ "program [N] VERB",
		  "approve, exclude SYM, include SYM, reduce SYM SIZE, requote" },
		{ "", "or reject [REASON], with the digest of the newest snapshot" },
		{ "kill cancel", "HALTED, working orders are cancelled" },
		{ "kill leave", "HALTED, working orders stay" },
		{ "kill reduce", "REDUCING" },
	};
	if (i >= sizeof(words) / sizeof(words[0]))
		return false;
	*word = words[i][0];
	*does = words[i][1];
	return true;
}
