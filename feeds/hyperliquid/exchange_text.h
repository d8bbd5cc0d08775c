/* Sentences of parse_exchange.h that only its parser asks about. Pure; any thread. */
#ifndef RV_FEEDS_HYPERLIQUID_EXCHANGE_TEXT_H
#define RV_FEEDS_HYPERLIQUID_EXCHANGE_TEXT_H

#include "feeds/hyperliquid/parse_exchange.h"

/* The error depends on the request alone, so that one of it refuses a whole batch. */
bool rv_hl_error_of_request(const char *text);
/* A cancel that found no open order. */
bool rv_hl_error_gone(const char *text);

#endif
