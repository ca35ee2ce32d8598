//! What `explain funnel` says.

/// The page.
pub(super) const TEXT: &str = "\
funnel: from a first contact to a customer, step by step

  conversion     count at a step ÷ count at the step before; overall, ÷ count at the first step
  cost per step  spend ÷ count at the step; at leads it is CPL, at customers CAC
  close rate     customers ÷ leads; without a step of leads, the last step ÷ the first
  CAC            CPL ÷ close rate, which is spend ÷ customers
  bounce waste   Σ spend × bounce rate: of each row by its own rate, else by that of the visits of the same
                 month, channel and segment, else by --bounce-rate
  example        20,000 visits, 1,200 leads and 60 customers for 20,000: 6 % and 5 %, overall 0.3 %;
                 CPL 16.67, CAC 16.67 ÷ 5 % = 333.33

Steps are columns: impressions, clicks, visits, visitors, carts, checkouts, conversions, signups, leads,
mqls, sqls, meetings, demos, trials, opportunities, proposals, orders and customers, in eleven languages.
Their order is that of the columns; --steps 'visits,Kontakte,customers' names them in another, and takes
columns of any name. Files of different steps, of spend, of customers and of revenue are joined by
channel, segment and period.

Every total is a quotient of sums. A step that a row does not give is no_data there, never 0. More at a
step than at the one before is a warning (W220), not an error.
";
