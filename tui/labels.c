/* Words for enums; see labels.h. */
#include "tui/labels.h"

/* Text of an index, "--" outside the list. */
#define WORD(list, i)                                                                              \
	((size_t)(i) < sizeof(list) / sizeof((list)[0]) && (list)[(size_t)(i)]                     \
		 ? (list)[(size_t)(i)]                                                             \
		 : "--")

const char *rv_label_leader_regime(rv_leader_regime r)
{
	static const char *const words[] = { "UNKNOWN", "RISK_ON", "RISK_OFF", "ROTATION",
					     "DIVERGENCE" };
	return WORD(words, r);
}

rv_role rv_role_leader_regime(rv_leader_regime r)
{
	switch (r) {
	case RV_REGIME_RISK_ON:
		return RV_ROLE_GOOD;
	case RV_REGIME_RISK_OFF:
		return RV_ROLE_BAD;
	case RV_REGIME_ROTATION:
	case RV_REGIME_DIVERGENCE:
		return RV_ROLE_WARN;
	default:
		return RV_ROLE_DIM;
	}
}

wchar_t rv_mark_leader_regime(rv_leader_regime r)
{
	static const wchar_t marks[] = L"?+-rd";
	return (unsigned)r <= RV_REGIME_DIVERGENCE ? marks[r] : L'?';
}

const char *rv_label_ma_regime(rv_ma_regime r, int n_regimes)
{
	static const char *const five[] = { "UNKNOWN",	"STRONG_ALTS", "WEAK_ALTS",
					    "BALANCED", "WEAK_MAJORS", "STRONG_MAJORS" };
	static const char *const three[] = { "UNKNOWN",	 "RISK_ON_ALTS",   "RISK_ON_ALTS",
					     "BALANCED", "RISK_ON_MAJORS", "RISK_ON_MAJORS" };
	return n_regimes == 3 ? WORD(three, r) : WORD(five, r);
}

rv_role rv_role_ma_regime(rv_ma_regime r)
{
	switch (r) {
	case RV_MA_STRONG_ALTS:
	case RV_MA_WEAK_ALTS:
		return RV_ROLE_UP;
	case RV_MA_WEAK_MAJORS:
	case RV_MA_STRONG_MAJORS:
		return RV_ROLE_WARN;
	case RV_MA_BALANCED:
		return RV_ROLE_TEXT;
	default:
		return RV_ROLE_DIM;
	}
}

wchar_t rv_mark_ma_regime(rv_ma_regime r)
{
	static const wchar_t marks[] = L"?Aa-mM";
	return (unsigned)r <= RV_MA_STRONG_MAJORS ? marks[r] : L'?';
}

const char *rv_label_ma_feature(rv_ma_feature f)
{
	static const char *const words[RV_MA_FEATURES] = { "alt breadth",     "BTC dominance",
							   "funding skew",    "funding heating",
							   "liquidity",	      "volatility spread",
							   "momentum spread", "OI risk" };
	return WORD(words, f);
}

const char *rv_label_tier(rv_tier t)
{
	static const char *const words[] = { "CORE", "SAT", "TACT", "EXT" };
	return WORD(words, t);
}

const char *rv_label_vol_regime(rv_vol_regime r)
{
	static const char *const words[] = { "low", "normal", "high", "crisis" };
	return WORD(words, r);
}

const char *rv_label_part(rv_hybrid_part p)
{
	static const char *const words[] = { "trend", "carry", "expectancy", "router" };
	return WORD(words, p);
}

const char *rv_label_part_source(rv_part_source s)
{
	static const char *const words[] = { "from data", "neutral: nothing known", "prior",
					     "closed trades", "left out" };
	return WORD(words, s);
}

const char *rv_label_signal(rv_idio_signal f)
{
	static const char *const words[] = { "momentum", "mean reversion", "carry" };
	return WORD(words, f);
}

const char *rv_label_idio_reason(rv_idio_reason r)
{
	static const char *const words[] = { "in the model",	      "is a factor",
					     "too few joint returns", "factors collinear",
					     "no return at the bar",  "residuals too few" };
	return WORD(words, r);
}

const char *rv_label_book_reason(rv_book_reason r)
{
	static const char *const words[] = { "in the book",	      "not in the universe",
					     "a signal is unknown",   "volatility unknown",
					     "covariance warming up", "volume unknown" };
	return WORD(words, r);
}

const char *rv_label_opt_status(rv_opt_status s)
{
	static const char *const words[] = { "no asset", "optimal", "UNCERTIFIED", "singular",
					     "no edge" };
	return WORD(words, s);
}

const char *rv_label_ridge_status(const rv_idio_result *r)
{
	if (r->ridge_status == RV_RIDGE_OK)
		return "fitted";
	if (r->weights_equal)
		return r->ridge_status == RV_RIDGE_SINGULAR
			       ? "FALLBACK: singular, equal weights"
			       : "FALLBACK: too few rows, equal weights";
	return "FALLBACK: previous weights";
}

const char *rv_label_bucket(rv_bucket b)
{
	static const char *const words[] = { "momentum", "residual", "mean reversion", "pairs" };
	return WORD(words, b);
}

const char *rv_label_pair_state(rv_pair_state s)
{
	static const char *const words[] = { "--",   "beta <= 0", "broken", "idle",
					     "LONG", "SHORT",	  "STOP" };
	return WORD(words, s);
}

const char *rv_label_vote(rv_vote v)
{
	static const char *const words[] = { "hold", "buy", "sell" };
	return WORD(words, v);
}
