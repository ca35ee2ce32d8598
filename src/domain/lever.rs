//! The inputs that a plan can change: by the names they have as flags, set to a level or multiplied by a factor.

use super::assumptions::Inputs;
use super::exact::Exact;
use super::figure::Figure;
use super::metric::Unit;
use super::quantity;
use super::rate::{Lifetime, Margin, MonthlyChurn, MonthlyDiscount, MonthlyMoney, Per};

macro_rules! levers {
    ($($variant:ident $name:literal $title:literal),+ $(,)?) => {
        /// An input that can be changed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Lever {
            $(#[doc = $title] $variant),+
        }

        impl Lever {
            /// Every lever, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name on the command line and in machine formats.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// What it is called in sentences.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),+ }
            }
        }
    };
}

levers! {
    Arpa "arpa" "ARPA",
    Margin "margin" "Margin",
    Churn "churn" "Churn",
    Lifetime "lifetime" "Lifetime",
    Discount "discount" "Discount",
    Horizon "horizon" "Horizon",
    Aov "aov" "Order value",
    OrdersPerYear "orders_per_year" "Orders",
    CostPerOrder "cost_per_order" "Cost per order",
    Growth "growth" "Growth of ARPA",
    Spend "spend" "Spend",
    NewCustomers "new_customers" "New customers",
    Cac "cac" "CAC",
    Ltv "ltv" "LTV",
}

impl Lever {
    /// The lever of that name, hyphens and case aside.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let plain = name.trim().to_lowercase().replace(['-', ' '], "_");
        match plain.as_str() {
            "customers" => Some(Self::NewCustomers),
            "orders" => Some(Self::OrdersPerYear),
            plain => Self::ALL.iter().copied().find(|lever| lever.name() == plain),
        }
    }

    /// Whether it can be set for one channel alone: an input of LTV.
    #[must_use]
    pub fn is_of_ltv(self) -> bool {
        match self {
            Self::Arpa
            | Self::Margin
            | Self::Churn
            | Self::Lifetime
            | Self::Discount
            | Self::Aov
            | Self::OrdersPerYear
            | Self::CostPerOrder
            | Self::Growth => true,
            Self::Horizon | Self::Spend | Self::NewCustomers | Self::Cac | Self::Ltv => false,
        }
    }

    /// The length of time its numbers are for where none is written.
    #[must_use]
    pub fn usual(self) -> Option<Per> {
        match self {
            Self::Arpa | Self::Churn | Self::Growth | Self::Lifetime | Self::Horizon => Some(Per::Month),
            Self::Discount | Self::OrdersPerYear => Some(Per::Year),
            Self::Margin
            | Self::Aov
            | Self::CostPerOrder
            | Self::Spend
            | Self::NewCustomers
            | Self::Cac
            | Self::Ltv => None,
        }
    }
}

/// A lever at a level: churn at 2 % a month. Always one that the input can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    lever: Lever,
    number: Exact,
    per: Option<Per>,
}

impl Level {
    /// A number for the time `per`, or for the usual one. `None` where the input cannot be that.
    #[must_use]
    pub fn new(lever: Lever, number: Exact, per: Option<Per>) -> Option<Self> {
        let level = Self { lever, number, per: per.or(lever.usual()) };
        let possible = match lever {
            Lever::Horizon => level.months().is_some(),
            Lever::NewCustomers => level.number.is_positive(),
            Lever::Spend | Lever::Cac | Lever::Ltv => !level.number.is_negative(),
            Lever::Arpa
            | Lever::Margin
            | Lever::Churn
            | Lever::Lifetime
            | Lever::Discount
            | Lever::Aov
            | Lever::OrdersPerYear
            | Lever::CostPerOrder
            | Lever::Growth => level.inputs().is_some(),
        };
        possible.then_some(level)
    }

    /// A level as it is typed.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn read(lever: Lever, text: &str) -> Result<Self, String> {
        let lengths = matches!(lever, Lever::Lifetime | Lever::Horizon);
        match lever {
            Lever::Arpa | Lever::Growth => quantity::monthly_money(text).map(|_| ()),
            Lever::Margin => quantity::margin(text).map(|_| ()),
            Lever::Churn => quantity::churn(text).map(|_| ()),
            Lever::Lifetime => quantity::lifetime(text).map(|_| ()),
            Lever::Discount => quantity::discount(text).map(|_| ()),
            Lever::Horizon => quantity::horizon(text).map(|_| ()),
            Lever::OrdersPerYear => quantity::orders(text).map(|_| ()),
            Lever::Aov | Lever::CostPerOrder | Lever::Spend | Lever::NewCustomers | Lever::Cac | Lever::Ltv => {
                quantity::amount(text).map(|_| ())
            }
        }?;
        let (number, per) = quantity::number_per(text, lengths)?;
        Self::new(lever, number, per).ok_or_else(|| format!("{} cannot be '{}'", lever.name(), text.trim()))
    }

    /// The lever.
    #[must_use]
    pub fn lever(&self) -> Lever {
        self.lever
    }

    /// The number as it was given, for the time of [`Level::per`].
    #[must_use]
    pub fn number(&self) -> &Exact {
        &self.number
    }

    /// The length of time the number is for.
    #[must_use]
    pub fn per(&self) -> Option<Per> {
        self.per
    }

    /// The horizon in months, for that lever.
    #[must_use]
    pub fn months(&self) -> Option<u32> {
        let months = self.in_months();
        let whole = u32::try_from(months.floor()).ok().filter(|months| (1..=1200).contains(months));
        whole.filter(|_| months.is_whole())
    }

    fn in_months(&self) -> Exact {
        match self.per {
            Some(Per::Year) => &self.number * &Exact::whole(12),
            Some(Per::Month) | None => self.number.clone(),
        }
    }

    /// The input alone, for the levers of LTV.
    #[must_use]
    pub fn inputs(&self) -> Option<Inputs> {
        let none = Inputs::default();
        let number = &self.number;
        let month = self.per.unwrap_or(Per::Month);
        let amount = || (!number.is_negative()).then(|| number.clone());
        Some(match self.lever {
            Lever::Arpa => Inputs { arpa: Some(amount().map(|_| MonthlyMoney::new(number, month))?), ..none },
            Lever::Margin => Inputs { margin: Some(Margin::new(Figure::exact(number.clone()))?), ..none },
            Lever::Churn => Inputs { churn: Some(MonthlyChurn::new(number, month)?), ..none },
            Lever::Lifetime => Inputs { lifetime: Some(Lifetime::new(number, month)?), ..none },
            Lever::Discount => Inputs { discount: Some(MonthlyDiscount::new(number, month)?), ..none },
            Lever::Aov => Inputs { aov: Some(amount()?), ..none },
            Lever::OrdersPerYear => Inputs { monthly_orders: Some(self.monthly_orders(&amount()?)?), ..none },
            Lever::CostPerOrder => Inputs { cost_per_order: Some(number.clone()), ..none },
            Lever::Growth => Inputs { growth: Some(MonthlyMoney::new(number, month)), ..none },
            Lever::Horizon | Lever::Spend | Lever::NewCustomers | Lever::Cac | Lever::Ltv => return None,
        })
    }

    fn monthly_orders(&self, orders: &Exact) -> Option<Exact> {
        match self.per {
            Some(Per::Month) => Some(orders.clone()),
            Some(Per::Year) | None => orders.divided_by(&Exact::whole(12)),
        }
    }

    /// The number and its unit as they are shown.
    #[must_use]
    pub fn shown(&self) -> (Exact, Unit) {
        match self.lever {
            Lever::Arpa | Lever::Aov | Lever::CostPerOrder | Lever::Growth | Lever::Spend | Lever::Cac | Lever::Ltv => {
                (self.number.clone(), Unit::Money)
            }
            Lever::Margin | Lever::Churn | Lever::Discount => (self.number.clone(), Unit::Percent),
            Lever::Lifetime => (self.in_months(), Unit::Months),
            Lever::Horizon => (self.in_months(), Unit::WholeMonths),
            Lever::OrdersPerYear | Lever::NewCustomers => (self.number.clone(), Unit::Count),
        }
    }

    /// The number as it was given, in full.
    #[must_use]
    pub fn plain(&self) -> String {
        plain(&self.number)
    }

    /// The lever's name with the unit of the number, where that is not the usual one: `churn`, `churn_per_year`.
    #[must_use]
    pub fn key(&self) -> String {
        let name = self.lever.name();
        match self.per {
            Some(per) if self.per != self.lever.usual() => match (self.lever, per) {
                (Lever::Lifetime | Lever::Horizon, _) => name.to_owned(),
                (Lever::OrdersPerYear, _) => "orders_per_month".to_owned(),
                (_, Per::Month) => format!("{name}_per_month"),
                (_, Per::Year) => format!("{name}_per_year"),
            },
            Some(_) | None => name.to_owned(),
        }
    }

    /// What a column of such levels is called: `Churn/month`.
    #[must_use]
    pub fn heading(&self) -> String {
        let title = self.lever.title();
        match (self.lever, self.per) {
            (Lever::Lifetime | Lever::Horizon, _) => format!("{title} (months)"),
            (_, Some(Per::Month)) => format!("{title}/month"),
            (_, Some(Per::Year)) => format!("{title}/year"),
            (_, None) => title.to_owned(),
        }
    }
}

/// A lever multiplied by a factor that is not below zero, wherever it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scaled {
    /// The lever.
    pub lever: Lever,
    /// The factor.
    pub by: Exact,
}

impl Scaled {
    /// The product with a figure.
    #[must_use]
    pub fn times(&self, figure: &Figure) -> Figure {
        figure.times(&Figure::exact(self.by.clone()))
    }

    /// The inputs with the lever multiplied where they have it. `None` where that is not possible, such as a margin
    /// above 100 %. A churn and a lifetime stand for each other: the one is divided where the other is multiplied.
    #[must_use]
    pub fn inputs(&self, inputs: &Inputs) -> Option<Inputs> {
        let mut all = inputs.clone();
        match self.lever {
            Lever::Arpa => all.arpa = all.arpa.map(|arpa| self.times(arpa.figure()).into()),
            Lever::Growth => all.growth = all.growth.map(|growth| self.times(growth.figure()).into()),
            Lever::Margin => {
                if let Some(margin) = &inputs.margin {
                    all.margin = Some(Margin::new(self.times(margin.figure()))?);
                }
            }
            Lever::Churn => scale_life(&mut all, &self.by)?,
            Lever::Lifetime => scale_life(&mut all, &self.by.reciprocal()?)?,
            Lever::Discount => {
                if let Some(discount) = &inputs.discount {
                    all.discount = Some(discount.scaled(&self.by)?);
                }
            }
            Lever::Aov => all.aov = all.aov.map(|aov| &aov * &self.by),
            Lever::OrdersPerYear => all.monthly_orders = all.monthly_orders.map(|orders| &orders * &self.by),
            Lever::CostPerOrder => all.cost_per_order = all.cost_per_order.map(|cost| &cost * &self.by),
            Lever::Horizon | Lever::Spend | Lever::NewCustomers | Lever::Cac | Lever::Ltv => {}
        }
        Some(all)
    }
}

/// A number in full: as a decimal where it ends, and else as a fraction.
#[must_use]
pub fn plain(number: &Exact) -> String {
    let places = (0..=28).find(|places| (number * &Exact::whole(10_u128.pow(*places))).is_whole());
    let Some(places) = places.filter(|places| *places > 0) else { return number.to_string() };
    let digits = (&number.magnitude() * &Exact::whole(10_u128.pow(places))).to_string();
    let width = usize::try_from(places).unwrap_or(0);
    let digits = format!("{digits:0>least$}", least = width.saturating_add(1));
    let (whole, rest) = digits.split_at(digits.len().saturating_sub(width));
    format!("{}{whole}.{rest}", if number.is_negative() { "-" } else { "" })
}

/// The product of the factors of some levers; one where there is none.
#[must_use]
pub fn product(factors: &[Scaled], levers: &[Lever]) -> Exact {
    let wanted = factors.iter().filter(|factor| levers.contains(&factor.lever));
    wanted.fold(Exact::one(), |product, factor| &product * &factor.by)
}

/// Multiplies the churn, and divides the lifetime, where there is one.
fn scale_life(inputs: &mut Inputs, by: &Exact) -> Option<()> {
    if let Some(churn) = &inputs.churn {
        inputs.churn = Some(churn.scaled(by)?);
    }
    if let Some(lifetime) = &inputs.lifetime {
        let months = lifetime.figure().low().divided_by(by)?;
        inputs.lifetime = Some(Lifetime::new(&months, Per::Month)?);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_level_is_read_as_its_flag_is() {
        let churn = Level::read(Lever::Churn, "2.5%").unwrap();
        assert_eq!(churn.inputs().unwrap().churn, Some(quantity::churn("2.5%/mo").unwrap()));
        assert_eq!(churn.heading(), "Churn/month");
        let yearly = Level::read(Lever::Churn, "36%/yr").unwrap();
        assert_eq!(yearly.inputs().unwrap().churn, Some(quantity::churn("36%/yr").unwrap()));
        assert_eq!((yearly.heading().as_str(), yearly.shown().0), ("Churn/year", Exact::decimal(36, 2)));
        assert_eq!(Level::read(Lever::Horizon, "3yr").unwrap().months(), Some(36));
        assert_eq!(Level::read(Lever::Lifetime, "2yr").unwrap().shown().0, Exact::whole(24));
        let orders = Level::read(Lever::OrdersPerYear, "12").unwrap();
        assert_eq!(orders.inputs().unwrap().monthly_orders, Some(Exact::one()));
    }

    #[test]
    fn a_level_that_cannot_be_is_refused() {
        for (lever, text) in [
            (Lever::Churn, "150%"),
            (Lever::Churn, "2.5"),
            (Lever::Margin, "110%"),
            (Lever::NewCustomers, "0"),
            (Lever::Spend, "-1"),
            (Lever::Arpa, "-1"),
            (Lever::Lifetime, "0.5mo"),
        ] {
            assert!(Level::read(lever, text).is_err(), "{lever:?} {text}");
        }
    }

    #[test]
    fn a_churn_and_a_lifetime_stand_for_each_other() {
        let inputs = Inputs { lifetime: Some(quantity::lifetime("40mo").unwrap()), ..Inputs::default() };
        let doubled = Scaled { lever: Lever::Churn, by: Exact::whole(2) };
        assert_eq!(doubled.inputs(&inputs).unwrap().lifetime, Some(quantity::lifetime("20mo").unwrap()));
        let halved = Scaled { lever: Lever::Lifetime, by: Exact::decimal(5, 1) };
        assert_eq!(halved.inputs(&inputs).unwrap().lifetime, Some(quantity::lifetime("20mo").unwrap()));
    }

    /// 34 × 3, 2 × 3 a month and 4.20 × 3.
    #[test]
    fn what_an_order_is_made_of_is_multiplied() {
        let inputs = Inputs {
            aov: Some(Exact::whole(34)),
            monthly_orders: Some(Exact::whole(2)),
            cost_per_order: Some(Exact::decimal(42, 1)),
            ..Inputs::default()
        };
        let of = |lever| Scaled { lever, by: Exact::whole(3) }.inputs(&inputs).unwrap();
        assert_eq!(of(Lever::Aov).aov, Some(Exact::whole(102)));
        assert_eq!(of(Lever::OrdersPerYear).monthly_orders, Some(Exact::whole(6)));
        assert_eq!(of(Lever::CostPerOrder).cost_per_order, Some(Exact::decimal(126, 1)));
    }

    fn level(lever: Lever, text: &str) -> Level {
        Level::read(lever, text).unwrap()
    }

    #[test]
    fn every_lever_is_found_by_its_name_and_has_its_unit() {
        for lever in Lever::ALL.iter().copied() {
            assert_eq!(Lever::named(&lever.name().to_uppercase().replace('_', "-")), Some(lever));
            assert_eq!(Level::new(lever, Exact::one(), None).map(|level| level.per()), Some(lever.usual()));
        }
        assert_eq!(
            (Lever::named("customers"), Lever::named("orders")),
            (Some(Lever::NewCustomers), Some(Lever::OrdersPerYear))
        );
        assert_eq!(Lever::named("other"), None);
        let of = |text| level(Lever::ALL.iter().copied().find(|lever| lever.name() == text).unwrap(), "1").shown().1;
        assert_eq!(["arpa", "spend", "cac", "ltv", "aov", "growth", "cost_per_order"].map(of), [Unit::Money; 7]);
        assert_eq!(["orders_per_year", "new_customers"].map(of), [Unit::Count; 2]);
        assert_eq!((of("lifetime"), of("horizon"), of("margin")), (Unit::Months, Unit::WholeMonths, Unit::Percent));
    }

    #[test]
    fn every_lever_of_ltv_sets_its_own_input() {
        let of = |lever, text| level(lever, text).inputs();
        let none = Inputs::default;
        assert_eq!(
            of(Lever::Arpa, "348/yr"),
            Some(Inputs { arpa: Some(quantity::monthly_money("29").unwrap()), ..none() })
        );
        assert_eq!(of(Lever::Margin, "70%"), Some(Inputs { margin: Some(quantity::margin("70%").unwrap()), ..none() }));
        assert_eq!(
            of(Lever::Discount, "10%"),
            Some(Inputs { discount: Some(quantity::discount("10%/yr").unwrap()), ..none() })
        );
        assert_eq!(
            of(Lever::Lifetime, "2yr"),
            Some(Inputs { lifetime: Some(quantity::lifetime("24").unwrap()), ..none() })
        );
        assert_eq!(of(Lever::Aov, "34"), Some(Inputs { aov: Some(Exact::whole(34)), ..none() }));
        assert_eq!(of(Lever::OrdersPerYear, "2/mo"), Some(Inputs { monthly_orders: Some(Exact::whole(2)), ..none() }));
        assert_eq!(
            of(Lever::CostPerOrder, "4.2"),
            Some(Inputs { cost_per_order: Some(Exact::decimal(42, 1)), ..none() })
        );
        assert_eq!(
            of(Lever::Growth, "12/yr"),
            Some(Inputs { growth: Some(quantity::monthly_money("1").unwrap()), ..none() })
        );
        for lever in Lever::ALL.iter().copied() {
            let one = Level::new(lever, Exact::one(), None).unwrap();
            assert_eq!(one.inputs().is_some(), lever.is_of_ltv(), "{lever:?}");
        }
        assert!(Level::read(Lever::Aov, "-1").is_err() && Level::read(Lever::OrdersPerYear, "-1").is_err());
        assert!(Level::read(Lever::Growth, "-1").is_ok() && Level::read(Lever::Spend, "0").is_ok());
        assert!(Level::read(Lever::Cac, "-1").is_err() && Level::read(Lever::Ltv, "0").is_ok());
    }

    #[test]
    fn a_unit_that_is_not_the_usual_one_stands_in_the_name() {
        let key = |lever, text| level(lever, text).key();
        assert_eq!(key(Lever::Churn, "2%"), "churn");
        assert_eq!(key(Lever::Churn, "36%/yr"), "churn_per_year");
        assert_eq!(key(Lever::Discount, "1%/mo"), "discount_per_month");
        assert_eq!(key(Lever::OrdersPerYear, "1/mo"), "orders_per_month");
        assert_eq!(key(Lever::Lifetime, "2yr"), "lifetime");
        assert_eq!((key(Lever::Margin, "70%"), key(Lever::Spend, "7")), ("margin".to_owned(), "spend".to_owned()));
        let heading = |lever, text| level(lever, text).heading();
        assert_eq!(heading(Lever::Horizon, "3yr"), "Horizon (months)");
        assert_eq!(
            (heading(Lever::Margin, "70%"), heading(Lever::Arpa, "12/yr")),
            ("Margin".to_owned(), "ARPA/year".to_owned())
        );
    }

    #[test]
    fn a_number_is_written_in_full() {
        let all = [("0.025", 25, 3), ("-0.025", -25, 3), ("12.5", 125, 1), ("7", 7, 0), ("-7", -7, 0), ("0", 0, 0)];
        for (text, digits, scale) in all {
            assert_eq!(plain(&Exact::decimal(digits, scale)), text);
        }
        assert_eq!(plain(&Exact::quotient(1, 3).unwrap()), "1/3");
        assert_eq!(plain(&Exact::decimal(1, 28)), format!("0.{}1", "0".repeat(27)));
        assert_eq!(level(Lever::Churn, "2.5%").plain(), "0.025");
    }

    /// Each input is multiplied where it stands, and nothing else is.
    #[test]
    fn a_factor_multiplies_its_own_input_alone() {
        let all = Inputs {
            arpa: Some(quantity::monthly_money("10").unwrap()),
            margin: Some(quantity::margin("40%").unwrap()),
            churn: Some(quantity::churn("4%").unwrap()),
            discount: Some(quantity::discount("10%/yr").unwrap()),
            aov: Some(Exact::whole(30)),
            monthly_orders: Some(Exact::whole(3)),
            cost_per_order: Some(Exact::whole(2)),
            growth: Some(quantity::monthly_money("1").unwrap()),
            ..Inputs::default()
        };
        let by = |lever| Scaled { lever, by: Exact::whole(2) }.inputs(&all);
        let arpa = Some(quantity::monthly_money("20").unwrap());
        assert_eq!(by(Lever::Arpa), Some(Inputs { arpa, ..all.clone() }));
        assert_eq!(by(Lever::Margin), Some(Inputs { margin: Some(quantity::margin("80%").unwrap()), ..all.clone() }));
        assert_eq!(by(Lever::Churn), Some(Inputs { churn: Some(quantity::churn("8%").unwrap()), ..all.clone() }));
        let discount = Some(quantity::discount("20%/yr").unwrap());
        assert_eq!(by(Lever::Discount), Some(Inputs { discount, ..all.clone() }));
        assert_eq!(by(Lever::Aov), Some(Inputs { aov: Some(Exact::whole(60)), ..all.clone() }));
        assert_eq!(by(Lever::OrdersPerYear), Some(Inputs { monthly_orders: Some(Exact::whole(6)), ..all.clone() }));
        assert_eq!(by(Lever::CostPerOrder), Some(Inputs { cost_per_order: Some(Exact::whole(4)), ..all.clone() }));
        let growth = Some(quantity::monthly_money("2").unwrap());
        assert_eq!(by(Lever::Growth), Some(Inputs { growth, ..all.clone() }));
        for lever in [Lever::Horizon, Lever::Spend, Lever::NewCustomers, Lever::Cac, Lever::Ltv] {
            assert_eq!(by(lever).as_ref(), Some(&all), "{lever:?}");
        }
        assert_eq!(Scaled { lever: Lever::Lifetime, by: Exact::zero() }.inputs(&all), None);
        let two =
            [Scaled { lever: Lever::Spend, by: Exact::whole(2) }, Scaled { lever: Lever::Cac, by: Exact::whole(3) }];
        let products = [&[Lever::Spend][..], &[Lever::Spend, Lever::Cac], &[Lever::Ltv]].map(|own| product(&two, own));
        assert_eq!(products, [Exact::whole(2), Exact::whole(6), Exact::one()]);
    }

    #[test]
    fn what_is_not_there_is_not_multiplied() {
        for lever in Lever::ALL.iter().copied() {
            let none = Scaled { lever, by: Exact::whole(2) }.inputs(&Inputs::default());
            assert_eq!(none, Some(Inputs::default()), "{lever:?}");
        }
    }

    #[test]
    fn a_factor_that_leads_out_of_range_is_told() {
        let inputs = Inputs { margin: Some(quantity::margin("95%").unwrap()), ..Inputs::default() };
        assert_eq!(Scaled { lever: Lever::Margin, by: Exact::decimal(11, 1) }.inputs(&inputs), None);
    }
}
