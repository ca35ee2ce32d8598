//! The topic of `compare`: how a change is split into its causes.

/// The text.
pub(super) const TEXT: &str = "\
compare: what changed between two results, and why

  change     after - before, and that ÷ before; of percentages in points. Before 0 or below: no relative one

CAC, with s = a row's share of new customers:

  price      Σ (cac₁ - cac₀) · (s₀ + s₁) ÷ 2
  mix        Σ (s₁ - s₀) · (cac₀ + cac₁) ÷ 2; a row with customers on one side only has that side's CAC on
             both, so all of it is mix
  spend without customers
             spend of rows that won nobody on a side, over all customers of that side: after - before

The three add up to the change exactly, and so do the parts of each row.

LTV:CAC changes by CAC, ARPA, margin, churn and mix. One after another they move from before to after; what
each changes depends on which moved first, so its effect is the mean over all orders: the Shapley value, which
adds up exactly. What one side lacks for a row is taken from the other. Where inputs of LTV are not known, LTV
is one factor.
Mix holds what customers of several worths within a row bring. Spend without customers counts in CAC.

  sides      a combined file, a folder, a result saved by report -f json, figures ('cac=1200 ltv=100'), or two
             periods of one input (--period NEW --against BASE)
  refused    sides in two currencies, of two scopes, or whose LTV is on two bases or by two methods
  example    Meta 1,000 for 10 and Google 3,000 for 10: CAC 200.
             Then Meta 1,200 for 15 and Google 1,500 for 5: CAC 135.
             Meta: price (80 - 100) · 0.625 = -12.5, mix 0.25 · 90 = 22.5. Google: price 0 · 0.375 = 0,
             mix -0.25 · 300 = -75. Together -12.5 and -52.5: -65
  sources    midpoint decomposition of a weighted mean; Shapley (1953), Shorrocks (2013)
";
