//! What LTV is computed from, and how: inputs that no file of spend and customers holds.

use std::sync::Arc;

use super::bands::Bands;
use super::category::{Category, Scope};
use super::currency::Sign;
use super::exact::Exact;
use super::lever::Scaled;
use super::metric::Metric;
use super::preset::Preset;
use super::rate::{Lifetime, Margin, MonthlyChurn, MonthlyDiscount, MonthlyMoney};

/// Inputs of LTV, each of which may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inputs {
    /// Average revenue per account and month.
    pub arpa: Option<MonthlyMoney>,
    /// Gross margin.
    pub margin: Option<Margin>,
    /// Churn per month.
    pub churn: Option<MonthlyChurn>,
    /// Lifetime in months.
    pub lifetime: Option<Lifetime>,
    /// Discount per month.
    pub discount: Option<MonthlyDiscount>,
    /// Average order value.
    pub aov: Option<Exact>,
    /// Orders per customer and month.
    pub monthly_orders: Option<Exact>,
    /// What an order costs beside its margin.
    pub cost_per_order: Option<Exact>,
    /// How much ARPA grows per month.
    pub growth: Option<MonthlyMoney>,
}

impl Inputs {
    /// These inputs, overlaid by those that `other` has.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            arpa: other.arpa.or(self.arpa),
            margin: other.margin.or(self.margin),
            churn: other.churn.or(self.churn),
            lifetime: other.lifetime.or(self.lifetime),
            discount: other.discount.or(self.discount),
            aov: other.aov.or(self.aov),
            monthly_orders: other.monthly_orders.or(self.monthly_orders),
            cost_per_order: other.cost_per_order.or(self.cost_per_order),
            growth: other.growth.or(self.growth),
        }
    }

    /// These inputs, with what is missing taken from `other`. A lifetime and a churn stand for each other, so
    /// one of them here hides the other there.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        let own_life = self.churn.is_some() || self.lifetime.is_some();
        Self {
            arpa: self.arpa.clone().or_else(|| other.arpa.clone()),
            margin: self.margin.clone().or_else(|| other.margin.clone()),
            churn: if own_life { self.churn.clone() } else { other.churn.clone() },
            lifetime: if own_life { self.lifetime.clone() } else { other.lifetime.clone() },
            discount: self.discount.clone().or_else(|| other.discount.clone()),
            aov: self.aov.clone().or_else(|| other.aov.clone()),
            monthly_orders: self.monthly_orders.clone().or_else(|| other.monthly_orders.clone()),
            cost_per_order: self.cost_per_order.clone().or_else(|| other.cost_per_order.clone()),
            growth: self.growth.clone().or_else(|| other.growth.clone()),
        }
    }
}

/// Inputs for one channel, one segment, or one segment of a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// The channel as shown, when the row names one.
    pub channel: Option<String>,
    /// The segment as shown, when the row names one.
    pub segment: Option<String>,
    /// The inputs.
    pub inputs: Inputs,
    /// Whether the configuration has it, and no file.
    pub configured: bool,
}

/// How LTV is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// m ÷ c.
    Simple,
    /// m·L.
    Lifetime,
    /// m·(1 − r^H) ÷ c.
    Capped,
    /// The present value of the monthly margins.
    Discounted,
    /// (AOV·g − cost)·orders over the lifetime.
    Orders,
    /// Margins that grow while a customer stays.
    Expansion,
}

/// When a month's margin is paid; matters when it is discounted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timing {
    /// At the start of each month.
    #[default]
    Start,
    /// At the month's end by those still there.
    End,
    /// At the month's end by those there at its start.
    Arrears,
}

/// How often a customer pays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Billing {
    /// Every month.
    #[default]
    Month,
    /// Every year, at its start.
    Year,
}

/// Whether LTV counts margin or revenue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// Margin.
    Margin,
    /// Revenue.
    Revenue,
}

/// The customers that churn is measured against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChurnBase {
    /// Those at the start of the period.
    #[default]
    Start,
    /// Those at the start and those won in it: those at its end and those lost.
    StartPlusNew,
    /// The average of those at its start and at its end.
    Average,
}

macro_rules! names {
    ($type:ident: $($variant:ident $name:literal),+) => {
        impl $type {
            /// Every member.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in flags and outputs.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}
names!(Method: Simple "simple", Lifetime "lifetime", Capped "capped", Discounted "discounted", Orders "orders",
    Expansion "expansion");
names!(Timing: Start "start", End "end", Arrears "arrears");
names!(Billing: Month "month", Year "year");
names!(ChurnBase: Start "start", StartPlusNew "start-plus-new", Average "average");
names!(Basis: Margin "margin", Revenue "revenue");

/// Everything beside the ledger that a calculation needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assumptions {
    /// Inputs by channel and segment, most specific first when looked up; shared by the runs that differ in others.
    pub rows: Arc<Vec<Assumption>>,
    /// Inputs for everyone, from flags and the configuration.
    pub common: Inputs,
    /// Those of them that the configuration has: ARPA, margin, churn or a lifetime.
    pub configured: Vec<Metric>,
    /// The definition in whose manner all is computed.
    pub preset: Option<&'static Preset>,
    /// The method, when it was asked for.
    pub method: Option<Method>,
    /// Months after which a customer's value is no longer counted.
    pub horizon: Option<u32>,
    /// When margins are paid.
    pub timing: Timing,
    /// How often a customer pays.
    pub billing: Billing,
    /// Margin or revenue, when it was asked for.
    pub basis: Option<Basis>,
    /// Which categories count in CAC.
    pub scope: Scope,
    /// Categories that count whatever the scope.
    pub include: Vec<Category>,
    /// Categories that never count.
    pub exclude: Vec<Category>,
    /// The target ratio for the highest CAC; 3 unless said otherwise.
    pub target: Option<Exact>,
    /// The limits between the bands of the ratio.
    pub bands: Bands,
    /// The customers that churn from revenue files is measured against.
    pub churn_base: ChurnBase,
    /// Months up to the selection's end that inputs from data are pooled over; those of the selection when missing.
    pub window: Option<u32>,
    /// Channels that are no paid ones, whatever cost is spread to them.
    pub unpaid: Vec<String>,
    /// Adds marginal CAC, which takes the sums of two periods.
    pub marginal: bool,
    /// The level of confidence intervals, when they were asked for.
    pub level: Option<Exact>,
    /// The currencies that flags carry, with the flag.
    pub signs: Vec<(&'static str, Sign)>,
    /// Leaves out payback with churn, which takes longer than all other metrics together.
    pub without_retention_payback: bool,
    /// Inputs multiplied by factors, whatever they come from.
    pub scaled: Vec<Scaled>,
    /// Months that a revenue row without a period stands for; 1 unless said otherwise.
    pub revenue_months: Option<u32>,
}

impl Assumptions {
    /// Whether a category counts in CAC; `None` when that cannot be said.
    #[must_use]
    pub fn counts(&self, category: &Category) -> Option<bool> {
        if *category == Category::Retention || self.exclude.contains(category) {
            Some(false)
        } else if self.include.contains(category) {
            Some(true)
        } else {
            self.scope.counts(category)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_customers_never_counts_and_what_is_named_goes_before_the_scope() {
        let named = Assumptions {
            include: vec![Category::Retention, Category::Blank, Category::Tools],
            exclude: vec![Category::Tools, Category::Advertising],
            ..Assumptions::default()
        };
        let counts = |scope| Assumptions { scope, ..named.clone() };
        for scope in [Scope::Paid, Scope::Direct, Scope::Full] {
            let of = |category: &Category| counts(scope).counts(category);
            assert_eq!((of(&Category::Retention), of(&Category::Tools)), (Some(false), Some(false)), "{scope:?}");
            assert_eq!((of(&Category::Blank), of(&Category::Advertising)), (Some(true), Some(false)), "{scope:?}");
            assert_eq!(of(&Category::Salaries), scope.counts(&Category::Salaries), "{scope:?}");
        }
    }
    /// Every input of some number.
    fn inputs(number: i32) -> Inputs {
        use crate::domain::figure::Figure;
        use crate::domain::rate::Per;
        let (whole, share) = (Exact::whole(number), Exact::decimal(number, 2));
        Inputs {
            arpa: Some(MonthlyMoney::new(&whole, Per::Month)),
            margin: Margin::new(Figure::exact(share.clone())),
            churn: MonthlyChurn::new(&share, Per::Month),
            lifetime: Lifetime::new(&whole, Per::Month),
            discount: MonthlyDiscount::new(&share, Per::Month),
            aov: Some(whole.clone()),
            monthly_orders: Some(whole.clone()),
            cost_per_order: Some(whole.clone()),
            growth: Some(MonthlyMoney::new(&whole, Per::Month)),
        }
    }

    #[test]
    fn inputs_are_overlaid_and_filled_one_by_one() {
        let none = Inputs::default;
        assert_eq!(inputs(1).with(inputs(2)), inputs(2));
        assert_eq!((inputs(1).with(none()), none().with(inputs(1))), (inputs(1), inputs(1)));
        assert_eq!(inputs(1).or(&inputs(2)), inputs(1));
        assert_eq!((inputs(1).or(&none()), none().or(&inputs(1))), (inputs(1), inputs(1)));
    }

    #[test]
    fn a_churn_hides_a_lifetime_further_off_and_a_lifetime_a_churn() {
        let churn = Inputs { churn: inputs(1).churn, ..Inputs::default() };
        let lifetime = Inputs { lifetime: inputs(1).lifetime, ..Inputs::default() };
        assert_eq!((churn.or(&inputs(2)).churn, churn.or(&inputs(2)).lifetime), (inputs(1).churn, None));
        assert_eq!((lifetime.or(&inputs(2)).churn, lifetime.or(&inputs(2)).lifetime), (None, inputs(1).lifetime));
        assert_eq!(lifetime.or(&inputs(2)).arpa, inputs(2).arpa);
    }
}
