//! What customers of several units are worth together: LTV = Σ nᵢ·LTVᵢ ÷ Σ nᵢ, and so for m, ARPA and churn;
//! margin = Σ nᵢ·mᵢ ÷ Σ nᵢ·Aᵢ. Never a mean of ratios. Source: 900 customers at 1 %, 100 at 20 %: 9,050, not 3,448.

use super::grid::weighed;
use super::retention::{self, Part};
use super::worth::Worth;
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::value::{Reason, Value};

/// Customers by what they are worth.
#[derive(Clone, Debug)]
pub(super) struct Mix<'a> {
    parts: Vec<(Exact, &'a Worth)>,
    /// Whether the units have customers at all; without, they count alike and must agree.
    customers: bool,
}

impl<'a> Mix<'a> {
    /// The units of a row. Those without customers count only where no unit has any.
    pub(super) fn new(units: impl Iterator<Item = (Exact, &'a Worth)> + Clone) -> Self {
        let won: Vec<_> = units.clone().filter(|(n, _)| n.is_positive()).collect();
        if won.is_empty() {
            Self { parts: units.map(|(_, worth)| (Exact::one(), worth)).collect(), customers: false }
        } else {
            Self { parts: won, customers: true }
        }
    }

    /// The one worth that all share, if they do.
    pub(super) fn shared(&self) -> Option<&'a Worth> {
        let (_, first) = self.parts.first()?;
        self.parts.iter().all(|(_, worth)| std::ptr::eq(*worth, *first) || worth == first).then_some(*first)
    }

    /// The worth of all together.
    pub(super) fn worth(&self) -> Worth {
        if let Some(shared) = self.shared() {
            return shared.clone();
        }
        let ratio = |top: Value, bottom: &Value| top.divided_by(bottom, Reason::NoMargin);
        let margin = self.agreed(|worth| &worth.margin).unwrap_or_else(|| {
            let gross: Vec<Value> = self.parts.iter().map(|(_, worth)| worth.arpa.times(&worth.margin)).collect();
            let gross = self.mean(gross.iter());
            ratio(gross, &self.pooled(|worth| &worth.arpa))
        });
        Worth {
            arpa: self.pooled(|worth| &worth.arpa),
            margin,
            churn: self.pooled(|worth| &worth.churn),
            lifetime: self.pooled(|worth| &worth.lifetime),
            monthly: self.pooled(|worth| &worth.monthly),
            ltv: self.pooled(|worth| &worth.ltv),
            discount: self.discount(),
            order_cost: None,
            growth: None,
            churn_from_lifetime: self.parts.iter().any(|(_, worth)| worth.churn_from_lifetime),
            log_kept: None,
        }
    }

    /// The LTV of all together.
    pub(super) fn ltv(&self) -> Value {
        self.shared().map_or_else(|| self.pooled(|worth| &worth.ltv), |shared| shared.ltv.clone())
    }

    /// Months until surviving customers have paid for all.
    pub(super) fn payback(&self, cac: &Value) -> Value {
        cac.and_then(|_| {
            self.pooled(|worth| &worth.monthly)
                .and_then(|_| self.pooled(|worth| &worth.churn).and_then(|_| retention::months(cac, &self.known())))
        })
    }

    fn known(&self) -> Vec<Part> {
        self.parts
            .iter()
            .filter_map(|(customers, worth)| {
                Some(Part {
                    customers: customers.clone(),
                    monthly: worth.monthly.figure()?.clone(),
                    churn: worth.churn.figure()?.clone(),
                })
            })
            .collect()
    }

    fn discount(&self) -> Option<Figure> {
        let (_, first) = self.parts.first()?;
        let agreed = self.parts.iter().all(|(_, worth)| worth.discount == first.discount);
        agreed.then(|| first.discount.clone())?
    }

    fn agreed(&self, get: impl Fn(&Worth) -> &Value) -> Option<Value> {
        let (_, first) = self.parts.first()?;
        self.parts.iter().all(|(_, worth)| get(worth) == get(first)).then(|| get(first).clone())
    }

    fn pooled(&self, get: impl Fn(&'a Worth) -> &'a Value) -> Value {
        self.mean(self.parts.iter().map(|(_, worth)| get(worth)))
    }

    /// Σ nᵢ·vᵢ ÷ Σ nᵢ of values that stand for the parts in order. A value all share stays as it is.
    fn mean<'v>(&self, values: impl Iterator<Item = &'v Value> + Clone) -> Value {
        let Some(first) = values.clone().next() else {
            return Value::Undefined(Reason::NoData);
        };
        if values.clone().all(|value| value == first) {
            return first.clone();
        }
        if !self.customers {
            return Value::Undefined(Reason::NoNewCustomers);
        }
        let known: Vec<(&Exact, &Figure)> = self
            .parts
            .iter()
            .zip(values.clone())
            .filter_map(|((customers, _), value)| Some((customers, value.figure()?)))
            .collect();
        if known.len() < self.parts.len() {
            let reasons = values.map(Value::reason);
            return Value::Undefined(one_reason(reasons).unwrap_or(Reason::Partial));
        }
        let whole: Exact = self.parts.iter().map(|(customers, _)| customers.clone()).sum();
        weighed(known.into_iter())
            .divided_by(&Figure::exact(whole))
            .map_or(Value::Undefined(Reason::NoNewCustomers), Value::Known)
    }
}

/// The reason, when all values lack one and it is the same.
fn one_reason(mut reasons: impl Iterator<Item = Option<Reason>>) -> Option<Reason> {
    let first = reasons.next()??;
    reasons.all(|other| other == Some(first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_nobody_nothing_is_known() {
        let worth = Mix::new(std::iter::empty()).worth();
        let none = Value::Undefined(Reason::NoData);
        assert_eq!([&worth.arpa, &worth.margin, &worth.churn, &worth.lifetime, &worth.ltv], [&none; 5]);
        assert_eq!((worth.discount, worth.growth), (None, None));
    }
}
