//! The LTV of customers of several kinds when every churn is multiplied by the same: Σ nᵢ·LTVᵢ ÷ Σ nᵢ. What does not
//! hang on churn is summed once, however often it is asked.

use std::collections::BTreeMap;

use super::Who;
use crate::calc::compute::{Case, Desk, paid, paying};
use crate::calc::derived::Derived;
use crate::calc::fold::{Fold, Group};
use crate::calc::mix::Mix;
use crate::calc::worth::{Manner, Worth};
use crate::domain::assumptions::Assumptions;
use crate::domain::exact::Exact;
use crate::domain::ledger::{Ledger, Minor};
use crate::domain::lever::{Lever, Scaled};
use crate::domain::value::Value;

/// The customers of all lines by their kind.
pub(super) struct Mixed<'a> {
    fold: &'a Fold,
    desk: Desk<'a>,
    factors: &'a [Scaled],
    paid: Option<Group>,
    /// Each kind once, in the order of the units that count in the total, and what the data says of it.
    kinds: Vec<(Case, Derived)>,
    /// The place of each unit's kind.
    of_unit: Vec<usize>,
}

/// The customers of a line by the place of their kind.
pub(super) type Parts = BTreeMap<usize, Minor>;

impl<'a> Mixed<'a> {
    pub(super) fn new(ledger: &'a Ledger, assumptions: &'a Assumptions, fold: &'a Fold) -> Self {
        let desk = Desk::new(ledger, assumptions, fold);
        let (mut places, mut kinds) = (BTreeMap::new(), Vec::new());
        let mut of_unit = vec![0; fold.units.len()];
        for unit in fold.total.units.keys() {
            let case = desk.case(*unit, None);
            let place = *places.entry(case).or_insert_with(|| {
                kinds.push((case, desk.derived(case)));
                kinds.len().saturating_sub(1)
            });
            if let Some(of_unit) = of_unit.get_mut(*unit) {
                *of_unit = place;
            }
        }
        let paid = paid(fold, &paying(fold, &assumptions.unpaid));
        Self { fold, desk, factors: &assumptions.scaled, paid, kinds, of_unit }
    }

    /// The customers of a line; `None` where it has none of its own.
    pub(super) fn parts(&self, who: &Who) -> Option<Parts> {
        let group = match who {
            Who::Row(key) => self.fold.rows.get(key)?,
            Who::Paid => self.paid.as_ref()?,
            Who::Total => &self.fold.total,
        };
        let mut parts = Parts::new();
        for (unit, customers) in &group.units {
            *parts.entry(*self.of_unit.get(*unit)?).or_default() += *customers;
        }
        Some(parts)
    }

    /// What customers are worth together when every churn is multiplied.
    pub(super) fn ltv(&self, parts: &Parts, by: &Exact) -> Value {
        let mut factors = self.factors.to_vec();
        factors.push(Scaled { lever: Lever::Churn, by: by.clone() });
        let manner = Manner { retention: false, ..self.desk.manner };
        let worths: Vec<(Exact, Worth)> = parts
            .iter()
            .filter_map(|(place, customers)| {
                let (case, data) = self.kinds.get(*place)?;
                Some((customers.exact(), Worth::of(&self.desk.facts_with(*case, data, &factors), manner)))
            })
            .collect();
        Mix::new(worths.iter().map(|(customers, worth)| (customers.clone(), worth))).ltv()
    }
}
