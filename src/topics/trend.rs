//! The topic of `trend`, and of periods in columns: what a period's figures are, and how they are drawn.

/// The text.
pub(super) const TEXT: &str = "\
trend: metrics over time, and periods in columns (report --across)

  a period   what a report of that period alone would say: ratios of its own sums
  rolling n  each period and the n - 1 before it as one: Σ spend ÷ Σ customers over the window, never the mean
             of n quotients. The first n - 1 periods have no full window, and so no value
  change     last - first, and that ÷ first, of the periods that have a value, which are named
  overall    all periods as one; so is the last column of --across. Never a mean of the others
  a gap      a period without a value is left out of change, lowest and highest, and never drawn as 0. One
             without rows has spent 0 on 0 customers: it has a spend, and no CAC

  ▁▂▃▄▅▆▇█   from the lowest figure of a metric to the highest, over all its rows, so that channels can be
             compared. The lowest is not zero. What never changes stands in the middle; – is a gap.
             With -f plain: _.:=+*%# and -

  --by       week, month, quarter or year, and channel, segment or any other column: month,channel
  --across   month, quarter or year in columns, the total last, a table for each --metric. CSV, JSON and the
             rest have the same columns, by the names of the periods; Σ of a row's spend is its total
  (paid channels) are those that have spend in any of the periods, in each of them

Fiscal years: year_start = \"04\" under [output] in cacltv.toml. FY2026 is the year that ends in calendar 2026,
2025-04 to 2026-03, and FY2026-Q1 its first quarter. So are --by, --across and trend labelled; --period takes
FY2026 beside the calendar's 2026.

  example  40 spent on 1 customer, then 60 on 9: CAC 40, then 6.67. Rolling 2: 100 ÷ 10 = 10, not 23.33
  source   the product's own definitions; a mean of ratios gives 1 customer the weight of 9
";
