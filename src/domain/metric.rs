//! The metrics, by the names they carry in every format.

/// What a number measures, and so how it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Money in the run's currency.
    Money,
    /// A number of customers.
    Count,
    /// A bare quotient, such as LTV:CAC.
    Ratio,
    /// A number of months.
    Months,
    /// A number of months that is whole by definition.
    WholeMonths,
    /// A fraction shown in percent.
    Percent,
}

macro_rules! metrics {
    ($($variant:ident $name:literal $title:literal $unit:ident $formula:literal),+ $(,)?) => {
        /// A metric.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Metric {
            $(#[doc = $formula] $variant),+
        }

        impl Metric {
            /// Every metric, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in machine formats, on the command line and in checks.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// What it is called in sentences.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),+ }
            }

            /// The unit.
            #[must_use]
            pub fn unit(self) -> Unit {
                match self { $(Self::$variant => Unit::$unit),+ }
            }

            /// The formula in words.
            #[must_use]
            pub fn formula(self) -> &'static str {
                match self { $(Self::$variant => $formula),+ }
            }
        }
    };
}

metrics! {
    Spend "spend" "Spend" Money "money spent to win customers, in scope",
    NewCustomers "new_customers" "New customers" Count "customers won in the period",
    Cac "cac" "CAC" Money "spend ÷ new customers",
    CacPart "cac_part" "CAC part" Money "spend of the row ÷ all new customers",
    Arpa "arpa" "ARPA" Money "average revenue per account per month",
    Margin "margin" "Margin" Percent "gross margin, a fraction of revenue",
    Churn "churn" "Churn" Percent "share of customers lost per month",
    LifetimeMonths "lifetime_months" "Lifetime" Months "1 ÷ churn, in months",
    Ltv "ltv" "LTV" Money "the margin a customer brings, by the method named",
    LtvCac "ltv_cac" "LTV:CAC" Ratio "LTV ÷ CAC",
    PaybackMonths "payback_months" "Payback" Months "CAC ÷ monthly margin per customer",
    PaybackRetentionMonths "payback_retention_months" "Payback with churn" WholeMonths "least whole n with m·(1 − r^n) ÷ c ≥ CAC",
    PaybackRetentionContinuous "payback_retention_continuous" "Payback with churn, continuous" Months "ln(1 − CAC·c ÷ m) ÷ ln r",
    MarginalCac "marginal_cac" "Marginal CAC" Money "change of spend ÷ change of new customers between two periods",
    MaxCac "max_cac" "Max CAC" Money "LTV ÷ target ratio",
    ShareOfSpend "share_of_spend" "Share of spend" Percent "spend of the row ÷ all spend",
    ShareOfCustomers "share_of_customers" "Share of customers" Percent "new customers of the row ÷ all new customers",
    RetentionCost "retention_cost" "Retention cost" Money "retention spend ÷ customers kept",
    BreakEvenRoas "break_even_roas" "Break-even ROAS" Ratio "1 ÷ gross margin",
    Cpl "cpl" "CPL" Money "cost per lead",
    CloseRate "close_rate" "Close rate" Percent "new customers ÷ leads",
    BounceWaste "bounce_waste" "Bounce waste" Money "spend × bounce rate",
    Conversion "conversion" "Conversion" Percent "count at a step ÷ count at the step before; overall, last ÷ first",
    CostPerStep "cost_per_step" "Cost per step" Money "spend ÷ count at the step",
    Roas "roas" "ROAS" Ratio "revenue of channels with advertising ÷ advertising spend",
    Mer "mer" "MER" Ratio "revenue ÷ spend",
    MerInverse "mer_inverse" "Spend per revenue" Ratio "spend ÷ revenue, the inverse of MER",
    Nrr "nrr" "NRR" Percent "(MRR at start + expansion − contraction − churned) ÷ MRR at start",
    Grr "grr" "GRR" Percent "(MRR at start − contraction − churned) ÷ MRR at start",
    QuickRatio "quick_ratio" "Quick ratio" Ratio "(new + expansion + reactivation) ÷ (contraction + churned)",
    MagicNumber "magic_number" "Magic number" Ratio "12 × (MRR at end − MRR at start) ÷ spend of the quarter",
    MagicNumberClassic "magic_number_classic" "Magic number, classic" Ratio "4 × (revenue − revenue of the quarter before) ÷ spend of the quarter before",
}

impl Metric {
    /// The title of a column or line of its own, which tells the unit that the figures leave out.
    #[must_use]
    pub fn heading(self) -> String {
        let title = self.title();
        match self.unit() {
            Unit::Months | Unit::WholeMonths => format!("{title} (months)"),
            Unit::Money | Unit::Count | Unit::Ratio | Unit::Percent if matches!(self, Self::Arpa | Self::Churn) => {
                format!("{title}/month")
            }
            Unit::Money | Unit::Count | Unit::Ratio | Unit::Percent => title.to_owned(),
        }
    }

    /// The metric of that name, hyphens and case aside; `clv` and `cltv` are `ltv`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let plain: String =
            name.trim().to_lowercase().chars().map(|c| if matches!(c, '-' | ' ' | ':') { '_' } else { c }).collect();
        match plain.as_str() {
            "clv" | "cltv" => Some(Self::Ltv),
            "payback" => Some(Self::PaybackMonths),
            "ratio" | "ltv_to_cac" => Some(Self::LtvCac),
            "customers" => Some(Self::NewCustomers),
            name => Self::ALL.iter().copied().find(|metric| metric.name() == name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_is_found_by_its_names_and_tells_its_unit_in_its_heading() {
        for metric in Metric::ALL.iter().copied() {
            assert_eq!(Metric::named(&metric.name().to_uppercase().replace('_', "-")), Some(metric));
        }
        for (name, metric) in [
            (" LTV:CAC ", Metric::LtvCac),
            ("ltv to cac", Metric::LtvCac),
            ("ratio", Metric::LtvCac),
            ("CLV", Metric::Ltv),
            ("cltv", Metric::Ltv),
            ("payback", Metric::PaybackMonths),
            ("customers", Metric::NewCustomers),
        ] {
            assert_eq!(Metric::named(name), Some(metric), "{name}");
        }
        assert_eq!((Metric::named("cpa"), Metric::named("")), (None, None));
        let headings =
            [Metric::Arpa, Metric::Churn, Metric::Cac, Metric::PaybackMonths, Metric::PaybackRetentionMonths];
        assert_eq!(
            headings.map(Metric::heading),
            ["ARPA/month", "Churn/month", "CAC", "Payback (months)", "Payback with churn (months)"]
        );
    }
}
