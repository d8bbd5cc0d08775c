/* The parts that the data of the page are made of, and nothing else. Each adds its keys to data;
 * false when memory is out. */
#ifndef RV_APP_RESEARCH_DASH_IMPL_H
#define RV_APP_RESEARCH_DASH_IMPL_H

#include "app/research/dashboard.h"

#include <stdbool.h>

bool rv_dash_head(cJSON *data, const rv_bt_result *r);
/* kpis, regime_rows, regime_forward, stability */
RV_NODISCARD rv_status rv_dash_figures(cJSON *data, const rv_bt_result *r,
				       const rv_dash_facts *facts, rv_err *err);
bool rv_dash_days(cJSON *data, const rv_bt_result *r);
bool rv_dash_search(cJSON *data, const rv_bt_result *r); /* windows, trials */
bool rv_dash_notes(cJSON *data, const rv_bt_result *r);
bool rv_dash_subs(cJSON *data, const rv_bt_result *r);
bool rv_dash_features(cJSON *data, const rv_bt_result *r);
/* coins, trades, left_out */
bool rv_dash_coins(cJSON *data, const rv_bt_result *r);

#endif
