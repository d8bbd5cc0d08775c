#!/bin/bash
# Makes every committed expectation anew: the oracles' case headers (Python with numpy, pandas, scipy,
# scikit-learn, statsmodels and cvxopt from Debian's packages) and the golden screens. Read the
# difference before you commit it. --check writes nothing and fails when a header would change.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${PYTHON:-/usr/bin/python3}
check=${1:-}

# header script [argument]
cases=(
	"rv_momentum_cases.h rv_momentum.py"
	"rv_momentum_sd_cases.h rv_momentum.py divided"
	"universe_cases.h universe.py"
	"journal_chain_cases.h journal_chain.py"
	"funding_days_cases.h funding_days.py"
	"stat_arb_cases.h stat_arb.py"
	"ols2_cases.h stat_arb_stats.py ols2"
	"ema_cases.h stat_arb_stats.py ema"
	"nnridge_cases.h stat_arb_stats.py nnridge"
	"optimizer_cases.h optimizer.py"
	"market_structure_cases.h market_structure.py"
	"majors_alts_cases.h majors_alts.py"
	"buckets_cases.h buckets.py"
	"bucket_sizing_cases.h buckets.py sizing"
	"hybrid_cases.h hybrid.py"
	"market_risk_cases.h market_risk.py"
	"position_cases.h position.py"
	"holding_cases.h holding.py"
	"nav_cases.h nav.py"
	"tca_cases.h tca.py"
	"ledgers_cases.h ledgers.py"
	"digest_cases.h digest.py"
	"price_cases.h price.py"
	"margin_cases.h margin.py"
	"journal_chain_cases.h journal_chain.py"
	"keccak_cases.h keccak.py"
	"twap_cases.h twap.py"
	"book_modifiers_cases.h book_modifiers.py"
	"book_net_cases.h book_net.py"
	"s3_book_cases.h s3_book.py"
	"book_hedge_cases.h book_hedge.py"
	"book_program_cases.h book_program.py"
	"deflated_cases.h deflated.py"
	"sweep_cases.h sweep.py"
	"paper_cases.h paper.py"
)

for module in numpy pandas scipy sklearn statsmodels cvxopt; do
	if ! "$python" -c "import $module" 2>/dev/null; then
		echo "golden-update: $python has no $module (Debian: python3-$module, sklearn is python3-sklearn)" >&2
		exit 1
	fi
done
# A header that no line above makes would go stale unseen.
for header in tests/oracle/*_cases.h; do
	name=$(basename "$header")
	if ! printf '%s\n' "${cases[@]}" | grep -q "^$name "; then
		echo "golden-update: $header has no script in the list" >&2
		exit 1
	fi
done
tmp=$(mktemp)
trap 'rm -f "$tmp"' EXIT
changed=0
for line in "${cases[@]}"; do
	read -r header script argument <<<"$line"
	"$python" "tests/oracle/$script" ${argument:+"$argument"} >"$tmp"
	if cmp -s "$tmp" "tests/oracle/$header"; then
		echo "  same     tests/oracle/$header"
	elif [ "$check" = --check ]; then
		echo "  DIFFERS  tests/oracle/$header"
		changed=1
	else
		cp "$tmp" "tests/oracle/$header"
		echo "  updated  tests/oracle/$header"
	fi
done
if [ "$check" != --check ] && [ -n "${GOLDEN_SCREENS:-}" ]; then
	UPDATE_GOLDEN=1 "$GOLDEN_SCREENS" >/dev/null
	echo "  screens  tests/tui/golden"
fi
exit "$changed"
