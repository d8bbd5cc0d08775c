/*
 * The tables of keys of strategy_config.json, one file a block. The base of every offset is
 * rv_config. docs/configuration.md lists names and ranges.
 */
#ifndef RV_CONFIG_TABLES_H
#define RV_CONFIG_TABLES_H

#include "config/keys.h"
#include "config/load.h"

#define RV_KEY_AT(member) offsetof(rv_config, member)
#define RV_KEY_NUMBER(name, kind, member, lo, hi)                                                  \
	{                                                                                          \
		name, kind, RV_KEY_AT(member), 0, lo, hi, NULL                                     \
	}
#define RV_KEY_STRING(name, member)                                                                \
	{                                                                                          \
		name, RV_KEY_FREE_TEXT, RV_KEY_AT(member), 0, 0, sizeof(((rv_config *)0)->member), \
			NULL                                                                       \
	}
/* Element i of an array of doubles. */
#define RV_KEY_ELEMENT(name, kind, member, i, lo, hi)                                              \
	{                                                                                          \
		name, kind, RV_KEY_AT(member) + (i) * sizeof(double), 0, lo, hi, NULL              \
	}
#define RV_KEY_LIST(name, kind, member, n_member, cap)                                             \
	{                                                                                          \
		name, kind, RV_KEY_AT(member), RV_KEY_AT(n_member), 0, cap, NULL                   \
	}
/* words: a table whose names are the choices, in the order of the enum. */
#define RV_KEY_ONE_OF(name, member, words)                                                         \
	{                                                                                          \
		name, RV_KEY_CHOICE, RV_KEY_AT(member), 0, 0, 0, words                             \
	}
#define RV_KEY_WORD(name)                                                                          \
	{                                                                                          \
		name, RV_KEY_BOOL, 0, 0, 0, 0, NULL                                                \
	}
#define RV_KEY_TABLE(name, table)                                                                  \
	{                                                                                          \
		name, RV_KEY_BLOCK, 0, 0, 0, 0, table                                              \
	}
#define RV_KEY_END                                                                                 \
	{                                                                                          \
		NULL, RV_KEY_BOOL, 0, 0, 0, 0, NULL                                                \
	}

/* The files' roots. */
extern const rv_key rv_keys_strategy[];
extern const rv_key rv_keys_baskets[];
extern const rv_key rv_keys_stat_arb[];
extern const rv_key rv_keys_market_structure[];
extern const rv_key rv_keys_majors_alts[];
extern const rv_key rv_keys_buckets[];
extern const rv_key rv_keys_hybrid[];
extern const rv_key rv_keys_risk[];
extern const rv_key rv_keys_orders[];
extern const rv_key rv_keys_book[];
extern const rv_key rv_keys_metrics[];
extern const rv_key rv_keys_alerts[];
extern const rv_key rv_keys_ping[];
extern const rv_key rv_keys_report[];
extern const rv_key rv_keys_replay[];
extern const rv_key rv_keys_control[];
extern const rv_key rv_keys_backtest[];

/* Values of the block majors_alts that are in range, but do not go together. */
RV_NODISCARD rv_status rv_keys_check_majors_alts(const rv_json_doc *doc, const rv_ma_params *p,
						 rv_err *err);
RV_NODISCARD rv_status rv_keys_check_buckets(const rv_json_doc *doc, const rv_bucket_params *p,
					     rv_err *err);
RV_NODISCARD rv_status rv_keys_check_stat_arb(const rv_json_doc *doc, const rv_idio_params *p,
					      const rv_opt_params *opt, rv_err *err);
RV_NODISCARD rv_status rv_keys_check_market_structure(const rv_json_doc *doc, const rv_ms_params *p,
						      rv_err *err);
RV_NODISCARD rv_status rv_keys_check_orders(const rv_json_doc *doc, const rv_oms_params *p,
					    rv_err *err);
RV_NODISCARD rv_status rv_keys_check_control(const rv_json_doc *doc, const rv_oms_params *p,
					     rv_err *err);
RV_NODISCARD rv_status rv_keys_check_book(const rv_json_doc *doc, const rv_book_params *p,
					  rv_err *err);
RV_NODISCARD rv_status rv_keys_check_ops(const rv_json_doc *doc, const rv_ops_params *p,
					 rv_err *err);
RV_NODISCARD rv_status rv_keys_check_backtest(const rv_json_doc *doc, const rv_bt_params *p,
					      rv_err *err);
/* The error of a block whose values do not go together, at the block's line. */
rv_status rv_keys_contradiction(const rv_json_doc *doc, const char *block, const char *why,
				rv_err *err);

#endif
