//! What follows from single figures: CAC = spend ÷ customers and CAC = CPL ÷ close rate, and the other ways round,
//! waste = spend × bounce rate. Source: the specification articles (W1–W3), the funnel identity (W23).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::derived::Derived;
use super::estimate::{self, Estimates};
use super::funnel::{self, AtStep};
use super::inputs::{Facts, Sources};
use super::interval::carry::{Cost, Estimated, Unit};
use super::line::{self, Basis as Row};
use super::mix::Mix;
use super::remarks;
use super::results::{CacFrom, Estimation, Line, Remark, Results};
use super::values::Values;
use super::worth::{self, Manner, Worth};
use crate::domain::assumptions::{Assumptions, Basis};
use crate::domain::category::{Category, Scope};
use crate::domain::exact::Exact;
use crate::domain::figure::Figure;
use crate::domain::funnel::{Step, StepName};
use crate::domain::lever::{self, Lever, Scaled};
use crate::domain::metric::Metric;
use crate::domain::sample::{Sample, whole_number};
use crate::domain::value::{Reason, Value};

/// Figures as they were given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Spend by category.
    pub costs: Vec<(Category, Exact)>,
    /// New customers.
    pub customers: Option<Exact>,
    /// CAC.
    pub cac: Option<Exact>,
    /// LTV.
    pub ltv: Option<Exact>,
    /// Cost per lead.
    pub cpl: Option<Exact>,
    /// Share of leads that become customers.
    pub close_rate: Option<Exact>,
    /// The leads behind the close rate, where it is a quotient of counts.
    pub closed: Option<Sample>,
    /// Share of visits that leave at once.
    pub bounce_rate: Option<Exact>,
    /// What is counted at the steps of a funnel, from the first to the last.
    pub steps: Vec<(StepName, Exact)>,
}

impl Given {
    /// The figures multiplied by factors.
    fn scaled(&self, factors: &[Scaled]) -> Self {
        let by = |lever: Lever| lever::product(factors, &[lever]);
        let spend = &by(Lever::Spend) * &by(Lever::Cac);
        let times = |figure: &Option<Exact>, by: &Exact| figure.as_ref().map(|figure| figure * by);
        Self {
            costs: self.costs.iter().map(|(category, amount)| (category.clone(), amount * &spend)).collect(),
            customers: times(&self.customers, &by(Lever::NewCustomers)),
            cac: times(&self.cac, &by(Lever::Cac)),
            ltv: times(&self.ltv, &by(Lever::Ltv)),
            ..self.clone()
        }
    }
}

/// Two figures for one metric that cannot both be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The metric.
    pub metric: Metric,
    /// What was given.
    pub given: Exact,
    /// What follows from the other figures: a value, or why there is none.
    pub derived: Value,
}

/// Everything that follows from single figures and assumptions, as results without rows.
///
/// Only metrics that follow are among the values; one that has no value although its inputs were given is kept with
/// its reason.
///
/// # Errors
/// When spend, customers and CAC, or CAC and CPL ÷ close rate, disagree.
pub fn derive(given: &Given, assumptions: &Assumptions) -> Result<Results, Box<Contradiction>> {
    let given = &given.scaled(&assumptions.scaled);
    let costs = Costs::of(&given.costs, assumptions.scope);
    let given = &of_steps(given, costs.spend.as_ref())?;
    let known = Known::of(given, costs.spend.clone())?;
    let inputs = &assumptions.common;
    let method = worth::method(assumptions, std::iter::once(inputs));
    let (sources, data) = (Sources::common(assumptions), Derived::default());
    let facts = Facts::scaled((sources, (None, None, None)), inputs, &data, method, &assumptions.scaled);
    let manner = Manner {
        method,
        basis: worth::basis(assumptions.basis, std::iter::once(facts.clone())),
        timing: assumptions.timing,
        billing: assumptions.billing,
        horizon: assumptions.horizon,
        retention: !assumptions.without_retention_payback,
    };
    let target = assumptions.target.clone().unwrap_or_else(|| Exact::whole(3));
    let worth = Worth::of(&facts, manner);
    let follows = worth.ltv.figure().zip(given.ltv.as_ref()).is_some_and(|(figure, ltv)| holds(figure, ltv));
    let mix = Mix::new(std::iter::once((Exact::one(), &worth)));
    let missing = || Value::Undefined(Reason::NoData);
    let spend = known.spend.clone().unwrap_or_else(missing);
    let new_customers = known.customers.clone().unwrap_or_else(missing);
    let row = Row {
        all_spend: &spend,
        all_customers: &new_customers,
        spend: spend.clone(),
        new_customers: new_customers.clone(),
        cac: known.cac.clone(),
        ltv: given.ltv.clone().map(Value::exact),
        target: &target,
        bands: &assumptions.bands,
        retention: manner.retention,
    };
    let (mut values, band) = line::measures(row, &mix, &worth);
    let stated = stated(given, &known, &facts, &worth);
    values.retain(|metric, value| match value {
        Value::Known(_) => !shares(*metric),
        Value::Undefined(_) => stated.contains(metric),
    });
    let cac = values.get(&Metric::Cac).cloned();
    values.extend(funnel(given, &spend, cac.as_ref()));
    for (metric, value) in funnel::rates(&at_steps(given, &spend), &names(given)) {
        if !values.contains_key(&metric) {
            values.insert(metric, value);
        }
    }
    let (ltv_is_given, asked) = (given.ltv.is_some(), assumptions.basis.is_some());
    let mut estimates = Estimates::of(assumptions.level.as_ref());
    let mut intervals = estimates.carrier.intervals(&Estimated {
        values: &values,
        cost: counted(given, &known),
        part: None,
        units: vec![Unit { place: 0, customers: Exact::one(), facts: &facts, worth: &worth }],
        manner,
        target: &target,
        ltv_given: given.ltv.is_some(),
    });
    if let Some(closed) = given.closed {
        intervals.insert(Metric::CloseRate, estimates.carrier.share(closed));
    }
    let least = estimate::bound(&intervals, estimates.carrier.level());
    let total = Line {
        key: Vec::new(),
        values,
        intervals: if estimates.wanted { intervals } else { BTreeMap::new() },
        band: band.filter(|_| ltv_is_given || asked || manner.basis == Basis::Margin),
        has_spend: spend.figure().is_some_and(|spend| !spend.is_zero()),
        unattributed: false,
        model: worth.model(manner),
    };
    let mut remarks: Vec<Remark> =
        facts.origins.iter().map(|(metric, origin)| Remark::Source(*metric, *origin)).collect();
    if facts.churn_from_lifetime {
        remarks.push(Remark::ChurnFromLifetime);
    }
    remarks.extend(remarks::unused_inputs(method, assumptions.timing, std::iter::once(inputs)));
    remarks.extend(costs.remarks);
    let started = facts != Facts::default();
    if !ltv_is_given && started {
        let shown = Line { values: Values::from([(Metric::Ltv, worth.ltv.clone())]), ..total.clone() };
        let known = remarks::Known::of(std::iter::once(Cow::Borrowed(&facts)));
        remarks.extend(remarks::needs(&shown, asked, manner.basis, &known));
    }
    remarks.extend(least);
    Ok(Results {
        dimensions: Vec::new(),
        rows: Vec::new(),
        total,
        total_paid: None,
        period: None,
        scope: assumptions.scope,
        preset: assumptions.preset,
        method,
        basis: manner.basis,
        timing: assumptions.timing,
        billing: assumptions.billing,
        horizon: assumptions.horizon,
        basis_asked: asked,
        target,
        bands: assumptions.bands.clone(),
        churn_base: assumptions.churn_base,
        window: assumptions.window.map(|months| (months, None)),
        categories: costs.counted.into_iter().collect(),
        ltv_given: given.ltv.is_some() && !follows,
        cac_from: match (&given.cac, &given.cpl, &given.close_rate) {
            (Some(_), _, _) => CacFrom::Given,
            (None, Some(_), Some(_)) => CacFrom::Funnel,
            (None, None, _) | (None, _, None) => CacFrom::Spend,
        },
        estimation: assumptions.level.clone().map(|level| Estimation {
            level,
            together: estimates.carrier.most,
            counted_churn: facts.estimate.is_some(),
            known_churn: facts.churn.is_some() && facts.estimate.is_none(),
            fractions: given.customers.as_ref().is_some_and(|customers| !customers.is_whole()),
            comparisons: Vec::new(),
        }),
        remarks,
    })
}

/// The LTV that follows from inputs given beside an LTV, where it is another. Inputs that the configuration has for all
/// runs give way to the LTV of one.
#[must_use]
pub fn contradicted_ltv(given: &Given, assumptions: &Assumptions) -> Option<Contradiction> {
    let ltv = given.ltv.as_ref().filter(|_| assumptions.configured.is_empty())?;
    let of_inputs = derive(&Given { ltv: None, ..given.clone() }, assumptions).ok()?;
    let derived = of_inputs.total.values.get(&Metric::Ltv)?.clone();
    let other = derived.figure().is_some_and(|figure| !holds(figure, ltv));
    other.then(|| Contradiction { metric: Metric::Ltv, given: ltv.clone(), derived })
}

/// Whether a figure is this number, as far as it is known.
fn holds(figure: &Figure, number: &Exact) -> bool {
    figure.low() <= number && number <= figure.high()
}

/// What was counted behind the CAC: the customers that were given, or the leads that closed.
fn counted(given: &Given, known: &Known) -> Option<Cost> {
    let figure = |value: &Option<Exact>| value.clone().map(Figure::exact);
    match (&given.customers, &known.spend, (figure(&given.cpl), given.closed)) {
        (Some(customers), Some(Value::Known(spend)), _) => {
            Some(Cost::Customers(spend.clone(), whole_number(customers)))
        }
        (None, _, (Some(cpl), Some(closed))) if given.cac.is_none() => Some(Cost::Leads(cpl, closed)),
        _ => None,
    }
}

/// What is known at each step that was given.
#[must_use]
pub fn at_steps(given: &Given, spend: &Value) -> Vec<AtStep> {
    let counts: Vec<Value> = given.steps.iter().map(|(_, count)| Value::exact(count.clone())).collect();
    funnel::at_steps(&counts, &names(given), spend)
}

fn names(given: &Given) -> Vec<StepName> {
    given.steps.iter().map(|(name, _)| name.clone()).collect()
}

/// The figures with what follows from steps: customers, CPL and close rate.
fn of_steps(given: &Given, spend: Option<&Exact>) -> Result<Given, Box<Contradiction>> {
    let mut all = given.clone();
    let count = |step: Step| given.steps.iter().find(|(name, _)| name.step == Some(step)).map(|(_, count)| count);
    let (leads, customers) = (count(Step::Leads), count(Step::Customers));
    let put = |slot: &mut Option<Exact>, metric: Metric, derived: Option<Exact>| match (slot.clone(), derived) {
        (Some(given), Some(derived)) if given != derived => {
            Err(Box::new(Contradiction { metric, given, derived: Value::exact(derived) }))
        }
        (None, Some(derived)) => {
            *slot = Some(derived);
            Ok(())
        }
        (Some(_), Some(_)) | (_, None) => Ok(()),
    };
    put(&mut all.customers, Metric::NewCustomers, customers.cloned())?;
    let rate = leads.zip(customers).and_then(|(leads, customers)| customers.divided_by(leads));
    put(&mut all.close_rate, Metric::CloseRate, rate)?;
    let spend = spend.filter(|spend| !spend.is_negative());
    let cost = leads.zip(spend).and_then(|(leads, spend)| spend.divided_by(leads));
    put(&mut all.cpl, Metric::Cpl, cost)?;
    Ok(all)
}

/// Costs, sorted by what the scope makes of them.
struct Costs {
    spend: Option<Exact>,
    counted: BTreeSet<Category>,
    remarks: Vec<Remark>,
}

impl Costs {
    fn of(costs: &[(Category, Exact)], scope: Scope) -> Self {
        let mut sorted =
            Self { spend: (!costs.is_empty()).then(Exact::zero), counted: BTreeSet::new(), remarks: Vec::new() };
        for (category, amount) in costs {
            match scope.counts(category) {
                Some(true) => {
                    sorted.counted.insert(category.clone());
                    sorted.spend = sorted.spend.map(|sum| &sum + amount);
                }
                Some(false) => sorted.remarks.push(Remark::OutOfScope(category.clone(), amount.clone())),
                None => sorted.remarks.push(Remark::Undecided(category.clone(), amount.clone())),
            }
        }
        sorted
    }
}

/// Spend, customers and CAC, as far as two of them give the third.
struct Known {
    spend: Option<Value>,
    customers: Option<Value>,
    cac: Option<Value>,
}

impl Known {
    fn of(given: &Given, spend: Option<Exact>) -> Result<Self, Box<Contradiction>> {
        let of_funnel = match (&given.cpl, &given.close_rate) {
            (Some(cpl), Some(rate)) => {
                Some(cpl.divided_by(rate).map_or(Value::Undefined(Reason::NoNewCustomers), Value::exact))
            }
            (None | Some(_), None) | (None, Some(_)) => None,
        };
        if let (Some(cac), Some(Value::Known(derived))) = (&given.cac, &of_funnel)
            && derived.low() != cac
        {
            return Err(Box::new(Contradiction {
                metric: Metric::Cac,
                given: cac.clone(),
                derived: Value::exact(derived.low().clone()),
            }));
        }
        let cac = given.cac.clone().map(Value::exact).or(of_funnel);
        let exact = |value: &Option<Value>| Some(value.as_ref()?.figure()?.low().clone());
        if let (Some(spend), Some(customers), Some(cac)) = (&spend, &given.customers, exact(&cac)) {
            let quotient = spend.divided_by(customers);
            if quotient.as_ref() != Some(&cac) {
                let derived = quotient.map_or(Value::Undefined(Reason::NoNewCustomers), Value::exact);
                return Err(Box::new(Contradiction { metric: Metric::Cac, given: cac, derived }));
            }
        }
        // No number of customers for nothing each costs something.
        if let (Some(spend), None, Some(cac)) = (&spend, &given.customers, exact(&cac))
            && cac.is_zero()
            && !spend.is_zero()
        {
            let derived = Value::exact(cac);
            return Err(Box::new(Contradiction { metric: Metric::Spend, given: spend.clone(), derived }));
        }
        let customers = given.customers.clone().map(Value::exact).or_else(|| {
            let cac = exact(&cac)?;
            Some(Value::exact(spend.as_ref()?.divided_by(&cac)?))
        });
        let spend = spend.map(Value::exact).or_else(|| {
            let customers = exact(&customers)?;
            Some(Value::exact(&exact(&cac)? * &customers))
        });
        Ok(Self { spend, customers, cac })
    }
}

/// The metrics whose inputs were all given, so that a missing value is an answer.
fn stated(given: &Given, known: &Known, facts: &Facts, worth: &Worth) -> BTreeSet<Metric> {
    let cac = known.cac.is_some() || (known.spend.is_some() && known.customers.is_some());
    let monthly = worth.monthly.figure().is_some();
    let ltv = given.ltv.is_some() || (monthly && facts.churn.is_some());
    let all = [
        (Metric::Cac, cac),
        (Metric::Ltv, ltv),
        (Metric::LtvCac, cac && ltv),
        (Metric::PaybackMonths, cac && monthly),
        (Metric::PaybackRetentionMonths, cac && monthly && facts.churn.is_some()),
        (Metric::BreakEvenRoas, facts.margin.is_some()),
    ];
    all.into_iter().filter(|(_, stated)| *stated).map(|(metric, _)| metric).collect()
}

/// Metrics that say nothing where there is only one row.
fn shares(metric: Metric) -> bool {
    [Metric::ShareOfSpend, Metric::ShareOfCustomers, Metric::CacPart].contains(&metric)
}

/// CPL and close rate as given, or the one from the other and CAC: CPL = CAC × close rate; and what bounces.
fn funnel(given: &Given, spend: &Value, cac: Option<&Value>) -> Vec<(Metric, Value)> {
    let exact = |figure: &Option<Exact>| figure.clone().map(Value::exact);
    let waste = exact(&given.bounce_rate).filter(|_| spend.figure().is_some()).map(|rate| spend.times(&rate));
    let (cpl, rate) = (exact(&given.cpl), exact(&given.close_rate));
    let of_rate = || Some(cac?.times(rate.as_ref()?));
    let of_cpl = || Some(close_rate(cpl.as_ref()?, cac?));
    let all = [
        (Metric::Cpl, cpl.clone().or_else(of_rate)),
        (Metric::CloseRate, rate.clone().or_else(of_cpl)),
        (Metric::BounceWaste, waste),
    ];
    all.into_iter().filter_map(|(metric, value)| Some((metric, value?))).collect()
}

/// CPL ÷ CAC; no customer costs less than the lead that became one.
fn close_rate(cpl: &Value, cac: &Value) -> Value {
    let rate = cpl.divided_by(cac, Reason::OutOfRange);
    match rate.figure() {
        Some(rate) if *rate.low() > Exact::one() => Value::Undefined(Reason::OutOfRange),
        Some(_) | None => rate,
    }
}

#[cfg(test)]
mod tests;
