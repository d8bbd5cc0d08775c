/* Words of actions that both writers and the reader share; index by the enum. Internal. */
#ifndef RV_FEEDS_HYPERLIQUID_ACTION_WORDS_H
#define RV_FEEDS_HYPERLIQUID_ACTION_WORDS_H

extern const char *const rv_hl_tif_word[3];
extern const char *const rv_hl_grouping_word[3];

#endif
