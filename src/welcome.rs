//! What is said when nothing is asked.

/// One line on what it is, and four examples.
pub const TEXT: &str = "\
cacltv computes CAC, LTV and LTV:CAC from spend and customer files: exact, per channel, with checks for CI.

  cacltv calc --marketing 20000 --sales 10000 --customers 500
  cacltv report examples/shop/spend.csv examples/shop/customers.csv
  cacltv check examples/shop/spend.csv examples/shop/customers.csv --max-cac 60
  cacltv explain ltv_cac

cacltv --help lists the commands.
";
