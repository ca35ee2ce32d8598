//! The topic of `plan`: its formulas, and what each of them assumes.

/// The text.
pub(super) const PLAN: &str = "\
plan: what reaches a target, and what follows when an input changes

With L = target × CAC, m = monthly margin, c = churn, d = discount a month:

  max CAC             LTV ÷ target; paid back within n months: m · (1 - r^n) ÷ c, r = 1 - c
  max churn           simple           m ÷ L
                      discounted       m · (1 + d) ÷ L - d, paid at the start of each month
                                       (m - L · d) ÷ (L + m) at its end, m ÷ L - d in arrears
                      others           by halving, an enclosure
  min ARPA, margin    LTV is a straight line in each of them: today's × (L - at zero) ÷ (LTV - at zero)
  min customers       target × spend ÷ LTV, the next whole number
  budget B            on average B ÷ CAC customers; at marginal CAC k, N + (B - S) ÷ k beside today's N and S
  marginal CAC        change of spend ÷ change of new customers, between the last two periods
  largest budget      S + (M · N - S) ÷ (1 - M ÷ k), M = LTV ÷ target; no limit by this test where k ≤ M
  referrals           (CAC + K · reward) ÷ (1 + K), one generation
  move                X ÷ CAC customers lost by one channel, X ÷ CAC won by the other, each at its average

A churn outside 0 to 1 and a margin above 1 are out_of_range. Highest figures are printed rounded down, least
ones up. --set, --sweep and --tornado compute everything anew with the changed input: method, billing, basis
and the mix of channels hold as in report. Spend, customers and CAC are those of the total; channels change
in proportion.

  sources  the formulas of LTV, solved; identities of cost ÷ customers; one-at-a-time sensitivity analysis
  example  100,000 spent on 500 customers worth 900 each, target 3, marginal CAC 400: M = 300,
           100,000 + (150,000 - 100,000) ÷ (1 - 0.75) = 300,000: ratio 3, and 2.25 of the last customer
  example  margin 37.5 a month, CAC 250, target 3: L = 750, so churn may be 37.5 ÷ 750 = 5 %

An average is not a margin: the next customer usually costs more than the average one did.
";
