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
            .zip(values)
            .filter_map(|((customers, _), value)| Some((customers, value.figure()?)))
            .collect();
        if known.len() < self.parts.len() {
            return Value::Undefined(Reason::Partial);
        }
        let whole: Exact = self.parts.iter().map(|(customers, _)| customers.clone()).sum();
        weighed(known.into_iter())
            .divided_by(&Figure::exact(whole))
            .map_or(Value::Undefined(Reason::NoNewCustomers), Value::Known)
    }
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

    fn percent(number: i32) -> Figure {
        Figure::exact(Exact::decimal(number, 2))
    }

    /// Of an ARPA and a margin in percent, with a churn of 10 %.
    fn worth(arpa: Option<i32>, margin: i32) -> Worth {
        let arpa = arpa.map_or(Value::Undefined(Reason::NoArpa), |arpa| Value::exact(Exact::whole(arpa)));
        let monthly = arpa.times(&Value::Known(percent(margin)));
        Worth {
            ltv: monthly.times(&Value::exact(Exact::whole(10))),
            monthly,
            arpa,
            margin: Value::Known(percent(margin)),
            churn: Value::Known(percent(10)),
            lifetime: Value::exact(Exact::whole(10)),
            discount: None,
            order_cost: None,
            growth: None,
            churn_from_lifetime: false,
            log_kept: None,
        }
    }

    fn mixed(all: &[Worth]) -> Worth {
        Mix::new(all.iter().map(|worth| (Exact::whole(3), worth))).worth()
    }

    #[test]
    fn a_discount_is_that_of_the_mix_where_all_share_it() {
        let of = |discounts: [Option<i32>; 2]| {
            let [first, other] = discounts.map(|discount| discount.map(percent));
            mixed(&[
                Worth { discount: first, ..worth(Some(100), 50) },
                Worth { discount: other, ..worth(Some(200), 50) },
            ])
            .discount
        };
        assert_eq!((of([Some(1), Some(1)]), of([Some(1), Some(2)])), (Some(percent(1)), None));
        assert_eq!((of([Some(1), None]), of([None, Some(1)]), of([None, None])), (None, None, None));
    }

    /// 50 of 100 and 270 of 300 are 320 of 400.
    #[test]
    fn a_margin_is_weighed_by_arpa_unless_all_share_it() {
        let margin = |first: Worth, other: Worth| mixed(&[first, other]).margin;
        assert_eq!(margin(worth(Some(100), 50), worth(Some(300), 90)), Value::Known(percent(80)));
        assert_eq!(margin(worth(Some(100), 50), worth(None, 50)), Value::Known(percent(50)));
        let partial = Value::Undefined(Reason::Partial);
        assert_eq!(margin(worth(Some(100), 50), worth(None, 90)), partial);
        assert_eq!(margin(worth(None, 90), worth(Some(100), 50)), partial);
    }

    #[test]
    fn what_is_alike_in_all_is_shared_wherever_it_stands() {
        let own = Worth { order_cost: Some(percent(300)), ..worth(Some(100), 50) };
        assert_eq!(mixed(&[own.clone(), own.clone()]), own);
        let other = Worth { order_cost: own.order_cost.clone(), ..worth(Some(100), 60) };
        assert_eq!(mixed(&[own, other]).order_cost, None);
    }

    #[test]
    fn of_units_without_customers_only_what_they_share_is_known() {
        let all = [worth(Some(100), 50), worth(Some(100), 60)];
        let found = Mix::new(all.iter().map(|worth| (Exact::zero(), worth))).worth();
        assert_eq!((found.arpa, found.churn), (Value::exact(Exact::whole(100)), Value::Known(percent(10))));
        assert_eq!((found.monthly, found.margin), {
            (Value::Undefined(Reason::NoNewCustomers), Value::Undefined(Reason::NoNewCustomers))
        });
    }

    /// As many pay 50 as 100 a month, and 90 % stay: 75 + 67.5 in two months.
    #[test]
    fn a_mix_pays_back_what_its_customers_pay_together() {
        let all = [worth(Some(100), 50), worth(Some(100), 100)];
        let mix = Mix::new(all.iter().map(|worth| (Exact::whole(3), worth)));
        let months = |cac| mix.payback(&Value::exact(Exact::whole(cac)));
        assert_eq!((months(75), months(142), months(143)), {
            (Value::exact(Exact::one()), Value::exact(Exact::whole(2)), Value::exact(Exact::whole(3)))
        });
    }
}
