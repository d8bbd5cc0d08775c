/* Words of the console for what the engine counts in enums. Static text, never NULL. Any thread. */
#ifndef RV_TUI_LABELS_H
#define RV_TUI_LABELS_H

#include "engine/run/view.h"
#include "tui/canvas.h"

const char *rv_label_leader_regime(rv_leader_regime r); /* "RISK_ON" ... */
rv_role rv_role_leader_regime(rv_leader_regime r);
wchar_t rv_mark_leader_regime(rv_leader_regime r); /* '+' '-' 'r' 'd' '?' */
const char *rv_label_ma_regime(rv_ma_regime r, int n_regimes);
rv_role rv_role_ma_regime(rv_ma_regime r);
wchar_t rv_mark_ma_regime(rv_ma_regime r); /* 'A' 'a' '-' 'm' 'M' '?' */
const char *rv_label_ma_feature(rv_ma_feature f);
const char *rv_label_tier(rv_tier t); /* "CORE" "SAT" "TACT" "EXT" */
const char *rv_label_vol_regime(rv_vol_regime r);
const char *rv_label_part(rv_hybrid_part p);
const char *rv_label_part_source(rv_part_source s);
const char *rv_label_signal(rv_idio_signal f);
const char *rv_label_idio_reason(rv_idio_reason r);
const char *rv_label_book_reason(rv_book_reason r);
const char *rv_label_opt_status(rv_opt_status s);
const char *rv_label_ridge_status(const rv_idio_result *r);
const char *rv_label_bucket(rv_bucket b);
const char *rv_label_pair_state(rv_pair_state s);
const char *rv_label_vote(rv_vote v);

#endif
