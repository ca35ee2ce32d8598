//! The topic of `reconcile`: what a definition is, and how the walk goes.

/// The text.
pub(super) const TEXT: &str = "\
reconcile: the exact walk from one definition's LTV:CAC to another's

A definition is a name of --as, settings joined by commas, or both: skok   scope=paid,lag=1   skok,scope=paid.
own is what the flags and cacltv.toml say. What a definition does not name, they say for both sides; horizon,
discount, lag, window and allocate may be none, and weights within a definition are joined by ;.

Settings change one after the other, in this order, each on top of those before it:

  scope       which categories count as cost
  lag         which spend is held against which customers
  allocate    over which channels shared cost is spread, which the total does not feel
  churn-base  whom churn from revenue files is measured against
  window      the months that inputs from data are pooled over
  basis       margin or revenue
  method      with horizon, which are one step where both change
  discount    the rate
  timing      when a month's margin is paid
  billing     how often a customer pays

  change      figure after the step - figure before it; together exactly the figure of --to - that of --from
  relative    change ÷ figure before the step; these do not add up

Settings that mean nothing apart, such as capped and its horizon, are one step; so is a step without a figure
between two definitions that have one. The order decides how much each step gets, not what they sum up to.
Where an end has no figure, the walk says what is missing instead. --metric takes ltv_cac, ltv, cac or
payback_months.

  example  ARPA 100, margin 80 %, churn 5 %, CAC 200: chartmogul 100 ÷ 5 % ÷ 200 = 10, skok 10 × 80 % = 8
           basis revenue to margin: 8 - 10 = -2
  example  the same with a discount of 1 % a month, LTV by skok to gupta-lehmann:
           method   80 ÷ 5 % = 1,600 to 80 × 1.01 ÷ 6 % = 1,346.67: -253.33
           timing   1,346.67 to 80 × 0.95 ÷ 6 % = 1,266.67: -80.00

  source   a telescoping sum; the definitions are those of explain presets
";
