/* Parts of market-aware risk shared by its files, and by nothing else. */
#ifndef RV_SCORE_RISK_INTERNAL_H
#define RV_SCORE_RISK_INTERNAL_H

#include "engine/score/market_risk.h"
#include "engine/stats/corr_matrix.h"

/* Returns of a coin that the leader alpha engine compares. */
enum { RISK_FAST = 10, RISK_SLOW = 20 };

struct rv_risk {
	size_t max_symbols, max_bars;
	rv_corr_matrix *corr;
	double *rho, *similarity; /* [max_symbols]^2 */
	double *held;		  /* [max_symbols] notional, 0 where there is none */
	double *returns;	  /* [max_symbols][max_bars] of the coins that trade, packed */
	double *vols, *work;	  /* [max_bars] */
	size_t *listed, *link;	  /* [max_symbols], [3 max_symbols] */
	int *label;		  /* [max_symbols] */
};

typedef struct risk_pass {
	rv_risk *w;
	const rv_risk_params *p;
	const rv_frame *f;
	const rv_ms_params *msp;
	const rv_ms_result *ms; /* NULL: market structure is unknown */
	const rv_experience *ex;
	rv_risk_result *out;
	size_t leader[RV_LEADERS]; /* frame index, SIZE_MAX absent */
	double leader_fast[RV_LEADERS], leader_slow[RV_LEADERS];
} risk_pass;

bool risk_params_ok(const rv_risk_params *p);

/* Structure of a coin, or NULL. */
const rv_ms_symbol *risk_structure(const risk_pass *r, size_t i);
/* Beta to the first leader; 1 with *assumed where it is unavailable. */
double risk_beta(const risk_pass *r, size_t i, bool *assumed);

/* sd1 of the last vol_window returns that end at bar `end` (exclusive); NaN below half of them. */
double risk_vol(const risk_pass *r, size_t i, size_t end);

/* rs, leader_bias and the vote of the leader alpha engine. */
void risk_alpha_engine(const risk_pass *r, size_t i, rv_risk_symbol *s);
/* The vote of the market structure. */
void risk_structure_vote(const risk_pass *r, size_t i, rv_risk_symbol *s);
/* Vote, confidence and agreement of the present sources. */
void risk_ensemble(const rv_risk_params *p, rv_risk_symbol *s);

/* Volatility of the first leader now and as usual. */
void risk_leader_vol(const risk_pass *r);
/* Factors, size, stop and the leader gate, from the vote's confidence. */
void risk_size(const risk_pass *r, size_t i, rv_risk_symbol *s);
void risk_gate(const risk_pass *r, size_t i, rv_risk_symbol *s);

/* Groups, then heat of the book. */
void risk_heat(const risk_pass *r, const double *notional, double equity);

#endif
