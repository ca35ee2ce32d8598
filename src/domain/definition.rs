//! Definitions of LTV:CAC: what two people may mean differently who speak of the same data, and the way from one
//! definition to another, a setting at a time.

use std::sync::Arc;

use super::assumptions::{Assumptions, Basis, Billing, ChurnBase, Method, Timing};
use super::category::Scope;
use super::costs::Allocation;
use super::exact::Exact;
use super::lag::Lag;
use super::lever::Level;

/// Something that definitions differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// Which categories count as cost.
    Scope,
    /// How long spend takes to win customers.
    Lag,
    /// How shared cost is spread.
    Allocate,
    /// Whom churn is measured against.
    ChurnBase,
    /// The months that inputs from data are pooled over.
    Window,
    /// Margin or revenue.
    Basis,
    /// The method of LTV.
    Method,
    /// Months after which nothing is counted.
    Horizon,
    /// The discount.
    Discount,
    /// When margins are paid.
    Timing,
    /// How often a customer pays.
    Billing,
}

impl Setting {
    /// Every setting, in the order in which definitions are walked between: cost first, then what LTV is made of, then
    /// how it is computed.
    pub const ALL: &'static [Self] = &[
        Self::Scope,
        Self::Lag,
        Self::Allocate,
        Self::ChurnBase,
        Self::Window,
        Self::Basis,
        Self::Method,
        Self::Horizon,
        Self::Discount,
        Self::Timing,
        Self::Billing,
    ];

    /// The name, which is that of its flag.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Scope => "scope",
            Self::Lag => "lag",
            Self::Allocate => "allocate",
            Self::ChurnBase => "churn-base",
            Self::Window => "window",
            Self::Basis => "basis",
            Self::Method => "method",
            Self::Horizon => "horizon",
            Self::Discount => "discount",
            Self::Timing => "timing",
            Self::Billing => "billing",
        }
    }
}

/// A definition. Everything that is not in it is the same on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Which categories count as cost.
    pub scope: Scope,
    /// How long spend takes to win customers.
    pub lag: Option<Lag>,
    /// How shared cost is spread.
    pub allocation: Option<Allocation>,
    /// Whom churn from revenue files is measured against.
    pub churn_base: ChurnBase,
    /// The months that inputs from data are pooled over.
    pub window: Option<u32>,
    /// Margin or revenue; found from what is known when missing.
    pub basis: Option<Basis>,
    /// The method; found from what is known when missing.
    pub method: Option<Method>,
    /// Months after which nothing is counted.
    pub horizon: Option<u32>,
    /// The discount.
    pub discount: Option<Level>,
    /// Whether that is the discount of all, whatever files give for one channel.
    pub one_discount: bool,
    /// When margins are paid.
    pub timing: Timing,
    /// How often a customer pays.
    pub billing: Billing,
}

impl Definition {
    /// Whether a setting differs.
    #[must_use]
    pub fn differs(&self, setting: Setting, other: &Self) -> bool {
        match setting {
            Setting::Scope => self.scope != other.scope,
            Setting::Lag => self.lag != other.lag,
            Setting::Allocate => self.allocation != other.allocation,
            Setting::ChurnBase => self.churn_base != other.churn_base,
            Setting::Window => self.window != other.window,
            Setting::Basis => self.basis != other.basis,
            Setting::Method => self.method != other.method,
            Setting::Horizon => self.horizon != other.horizon,
            Setting::Discount => self.discount != other.discount || self.one_discount != other.one_discount,
            Setting::Timing => self.timing != other.timing,
            Setting::Billing => self.billing != other.billing,
        }
    }

    /// The definition with a setting as another has it.
    fn with(mut self, setting: Setting, other: &Self) -> Self {
        match setting {
            Setting::Scope => self.scope = other.scope,
            Setting::Lag => self.lag.clone_from(&other.lag),
            Setting::Allocate => self.allocation.clone_from(&other.allocation),
            Setting::ChurnBase => self.churn_base = other.churn_base,
            Setting::Window => self.window = other.window,
            Setting::Basis => self.basis = other.basis,
            Setting::Method => self.method = other.method,
            Setting::Horizon => self.horizon = other.horizon,
            Setting::Discount => {
                self.discount.clone_from(&other.discount);
                self.one_discount = other.one_discount;
            }
            Setting::Timing => self.timing = other.timing,
            Setting::Billing => self.billing = other.billing,
        }
        self
    }

    /// Whether its settings mean something together, so that one may halt there.
    fn holds(&self) -> bool {
        let capped = self.method != Some(Method::Capped) || self.horizon.is_some();
        let discounted = self.method != Some(Method::Discounted) || self.discount.is_some();
        let years = self.horizon.is_none_or(|months| months % 12 == 0);
        let yearly = self.billing == Billing::Month || (self.timing == Timing::Start && years);
        capped && discounted && yearly
    }

    /// The way to another definition: the settings of each step, and what the definition is after it. A method and its
    /// horizon are one step, and so are settings of which one means nothing without the other.
    #[must_use]
    pub fn way_to(&self, other: &Self) -> Vec<(Vec<Setting>, Self)> {
        let (mut way, mut open, mut at) = (Vec::new(), Vec::new(), self.clone());
        for setting in Setting::ALL.iter().copied().filter(|setting| self.differs(*setting, other)) {
            at = at.with(setting, other);
            open.push(setting);
            let by_horizon = setting == Setting::Method && at.differs(Setting::Horizon, other);
            if !by_horizon && at.holds() {
                way.push((std::mem::take(&mut open), at.clone()));
            }
        }
        if !open.is_empty() {
            way.push((open, at));
        }
        way
    }

    /// The model with these settings.
    #[must_use]
    pub fn model(&self, base: &Assumptions) -> Assumptions {
        let mut all = Assumptions {
            preset: None,
            scope: self.scope,
            churn_base: self.churn_base,
            window: self.window,
            basis: self.basis,
            method: self.method,
            horizon: self.horizon,
            timing: self.timing,
            billing: self.billing,
            ..base.clone()
        };
        all.common.discount = self.discount.as_ref().and_then(|level| level.inputs()?.discount);
        if self.one_discount {
            Arc::make_mut(&mut all.rows).iter_mut().for_each(|row| row.inputs.discount = None);
        }
        all
    }
}

impl Default for Definition {
    /// That of a report without flags.
    fn default() -> Self {
        Self {
            scope: Scope::default(),
            lag: None,
            allocation: None,
            churn_base: ChurnBase::default(),
            window: None,
            basis: None,
            method: None,
            horizon: None,
            discount: None,
            one_discount: false,
            timing: Timing::default(),
            billing: Billing::default(),
        }
    }
}

/// A discount in words: `10% a year`.
#[must_use]
pub fn discount(level: &Level) -> String {
    let percent = super::lever::plain(&(level.number() * &Exact::whole(100)));
    match level.per() {
        Some(super::rate::Per::Year) => format!("{percent}% a year"),
        Some(super::rate::Per::Month) | None => format!("{percent}% a month"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::domain::lever::Lever;

    fn settings(from: &Definition, to: &Definition) -> Vec<Vec<Setting>> {
        from.way_to(to).into_iter().map(|(settings, _)| settings).collect()
    }

    #[test]
    fn a_definition_is_no_step_from_itself_and_every_way_ends_at_the_other() {
        let one = Definition { scope: Scope::Paid, lag: Some(Lag::months(1)), ..Definition::default() };
        assert!(one.way_to(&one).is_empty());
        let other = Definition { basis: Some(Basis::Margin), window: Some(6), ..Definition::default() };
        assert_eq!(one.way_to(&other).pop().unwrap().1, other);
        assert_eq!(
            settings(&one, &other),
            [[Setting::Scope], [Setting::Lag], [Setting::Window], [Setting::Basis]].map(|one| one.to_vec())
        );
    }

    #[test]
    fn settings_that_mean_nothing_alone_are_one_step() {
        let plain = Definition { method: Some(Method::Simple), ..Definition::default() };
        let capped = Definition { method: Some(Method::Capped), horizon: Some(24), ..Definition::default() };
        assert_eq!(settings(&plain, &capped), [[Setting::Method, Setting::Horizon]]);
        let rate = Level::read(Lever::Discount, "1%/mo").unwrap();
        let valued = Definition { method: Some(Method::Discounted), discount: Some(rate), ..Definition::default() };
        assert_eq!(settings(&plain, &valued), [[Setting::Method, Setting::Discount]]);
        let yearly = Definition { billing: Billing::Year, ..plain.clone() };
        let ended = Definition { timing: Timing::End, ..plain };
        assert_eq!(settings(&yearly, &ended), [[Setting::Timing, Setting::Billing]]);
        assert_eq!(settings(&ended, &yearly), [[Setting::Timing], [Setting::Billing]]);
    }

    #[test]
    fn settings_that_mean_something_by_themselves_are_steps_of_their_own() {
        let plain = Definition::default;
        let paid = Definition { scope: Scope::Paid, horizon: Some(24), ..plain() };
        assert_eq!(settings(&plain(), &paid), [[Setting::Scope], [Setting::Horizon]]);
        let ended = Definition { timing: Timing::End, ..plain() };
        let of_revenue = Definition { scope: Scope::Paid, basis: Some(Basis::Revenue), ..ended.clone() };
        assert_eq!(settings(&ended, &of_revenue), [[Setting::Scope], [Setting::Basis]]);
        // Contracts of a year have horizons of whole years.
        let over = |billing, months| Definition { billing, horizon: Some(months), ..plain() };
        let yearly = over(Billing::Year, 24);
        assert_eq!(settings(&yearly, &over(Billing::Month, 36)), [[Setting::Horizon], [Setting::Billing]]);
        assert_eq!(settings(&yearly, &over(Billing::Month, 18)), [[Setting::Horizon, Setting::Billing]]);
    }

    #[test]
    fn a_way_to_what_means_nothing_ends_there_all_the_same() {
        let capped = Definition { method: Some(Method::Capped), ..Definition::default() };
        let way = Definition::default().way_to(&capped);
        assert_eq!(way, [(vec![Setting::Method], capped)]);
    }

    #[test]
    fn every_setting_is_taken_over_and_told_apart() {
        let rate = Level::read(Lever::Discount, "1%/mo").unwrap();
        let other = Definition {
            scope: Scope::Paid,
            lag: Some(Lag::months(1)),
            allocation: Some(Allocation::Even),
            churn_base: ChurnBase::Average,
            window: Some(6),
            basis: Some(Basis::Revenue),
            method: Some(Method::Simple),
            horizon: Some(24),
            discount: Some(rate),
            one_discount: true,
            timing: Timing::End,
            billing: Billing::Year,
        };
        for setting in Setting::ALL.iter().copied() {
            assert!(Definition::default().differs(setting, &other) && !other.differs(setting, &other), "{setting:?}");
            let moved = Definition::default().with(setting, &other);
            for own in Setting::ALL.iter().copied() {
                assert_eq!(moved.differs(own, &other), own != setting, "{setting:?} {own:?}");
            }
        }
        let told_once = Definition { one_discount: true, ..Definition::default() };
        assert!(told_once.differs(Setting::Discount, &Definition::default()));
        let names: std::collections::BTreeSet<&str> = Setting::ALL.iter().map(|setting| setting.name()).collect();
        assert_eq!(names.len(), Setting::ALL.len());
    }

    #[test]
    fn a_model_has_the_settings_of_its_definition_and_else_what_it_had() {
        use crate::domain::assumptions::{Assumption, Inputs};
        let discount = |text: &str| Level::read(Lever::Discount, text).unwrap();
        let own = |text: &str| Inputs { discount: discount(text).inputs().unwrap().discount, ..Inputs::default() };
        let row = |inputs| Assumption { channel: Some("A".to_owned()), segment: None, inputs, configured: false };
        let base = Assumptions {
            common: own("2%/mo"),
            rows: Arc::new(vec![row(own("3%/mo"))]),
            preset: crate::domain::preset::Preset::named("skok"),
            unpaid: vec!["Organic".to_owned()],
            ..Assumptions::default()
        };
        let definition = Definition {
            scope: Scope::Paid,
            churn_base: ChurnBase::Average,
            window: Some(6),
            basis: Some(Basis::Revenue),
            method: Some(Method::Discounted),
            horizon: Some(24),
            discount: Some(discount("1%/mo")),
            timing: Timing::End,
            billing: Billing::Year,
            ..Definition::default()
        };
        let expected = Assumptions {
            scope: Scope::Paid,
            churn_base: ChurnBase::Average,
            window: Some(6),
            basis: Some(Basis::Revenue),
            method: Some(Method::Discounted),
            horizon: Some(24),
            timing: Timing::End,
            billing: Billing::Year,
            common: own("1%/mo"),
            rows: base.rows.clone(),
            unpaid: base.unpaid.clone(),
            ..Assumptions::default()
        };
        assert_eq!(definition.model(&base), expected);
        let alone = Definition { one_discount: true, ..definition }.model(&base);
        assert_eq!(alone, Assumptions { rows: Arc::new(vec![row(Inputs::default())]), ..expected });
        assert_eq!(Definition::default().model(&base).common, Inputs::default());
    }

    #[test]
    fn a_discount_is_said_as_it_was_given() {
        assert_eq!(discount(&Level::read(Lever::Discount, "12.5%/yr").unwrap()), "12.5% a year");
        assert_eq!(discount(&Level::read(Lever::Discount, "1%/mo").unwrap()), "1% a month");
    }
}
