//! The steps of a funnel in a header: which columns they are, by their names or as asked for.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::aliases::{self, folded};
use super::code::Code;
use super::columns::{Columns, bare};
use super::file::FileRead;
use super::header::{Field, Measure, MeasureColumn, NoLayout, is_figure};
use super::{Options, Role, whole};
use crate::domain::category::Category;
use crate::domain::funnel::{Step, StepName};
use crate::domain::place::{Diagnostic, Severity};

/// A step asked for: `leads`, or `leads=Neue Kontakte`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What the step is called.
    pub name: String,
    /// The column, where that is another name.
    pub column: Option<String>,
}

impl Wanted {
    fn column(&self) -> &str {
        self.column.as_deref().unwrap_or(&self.name)
    }

    /// The step that its name stands for.
    fn step(&self) -> Option<Step> {
        step_named(&self.name)
    }

    /// What tells it apart.
    #[must_use]
    pub fn key(&self) -> String {
        self.step().map_or_else(|| self.name.clone(), |step| step.name().to_owned())
    }
}

/// The step that a name stands for, by itself or without what is written beside it.
pub(crate) fn step_named(name: &str) -> Option<Step> {
    let known = |plain: &str| match aliases::field(plain) {
        Some(Field::NewCustomers | Field::Customers) => Some(Step::Customers),
        _ => aliases::step(plain),
    };
    known(&folded(name)).or_else(|| known(&bare(name).0))
}

/// A column that is a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StepColumn {
    pub(super) column: usize,
    pub(super) name: StepName,
    /// Whether a flag says so, or it may be split by attribution: such a column proves no group mark.
    pub(super) mapped: bool,
}

/// The columns of steps, in the order of the steps; none where the header is not that of a funnel.
pub(super) fn steps(header: &[String], columns: &Columns, options: &Options) -> Result<Vec<StepColumn>, NoLayout> {
    let Some(wanted) = &options.funnel else { return Ok(Vec::new()) };
    let filled = header.iter().filter(|name| !name.trim().is_empty()).count();
    if filled < 2 || columns.has(Field::CustomerId) || header.iter().any(|cell| is_figure(cell)) {
        return Ok(Vec::new());
    }
    let mut found = if wanted.is_empty() { by_name(header, columns)? } else { asked(wanted, header, columns)? };
    let is_customers = |column: &StepColumn| column.name.step == Some(Step::Customers);
    if found.iter().all(is_customers) {
        return Ok(Vec::new());
    }
    if let Some(demos) = found.iter().find(|column| !column.mapped && is_cost_too(column, columns)) {
        return Err(cost_or_count(header, demos.column));
    }
    if wanted.is_empty() {
        found.sort_by_key(|column| column.column);
    }
    Ok(found)
}

/// A column such as `demos`, whose name is that of a category too, beside other columns of categories.
fn is_cost_too(column: &StepColumn, columns: &Columns) -> bool {
    let categories = columns.categories();
    let own = categories.iter().any(|(_, at)| *at == column.column);
    own && categories.iter().any(|(category, at)| *at != column.column && *category != Category::Demo)
}

fn cost_or_count(header: &[String], column: usize) -> NoLayout {
    let name = header.get(column).map_or("", |name| name.trim());
    NoLayout::TwoRoles {
        column,
        message: format!("'{name}' beside columns of cost can be what {name} cost, or how many there were"),
        help: format!("--steps 'leads,{name},customers' (how many)   or   --map 'other={name}' (cost)"),
    }
}

/// The customers of a header: new customers stand before customers.
fn customers(columns: &Columns) -> Result<Option<usize>, NoLayout> {
    Ok(match columns.one(Field::NewCustomers)? {
        Some(at) => Some(at),
        None => columns.one(Field::Customers)?,
    })
}

/// Whether a flag says what a column is.
fn is_mapped(columns: &Columns, column: usize) -> bool {
    columns.mapped.iter().any(|(_, at)| *at == column)
}

fn named(header: &[String], column: usize, step: Step, mapped: bool) -> StepColumn {
    let title = header.get(column).map_or_else(String::new, |name| name.trim().to_owned());
    // The conversions of attribution models are fractions.
    let mapped = mapped || step == Step::Conversions;
    StepColumn { column, name: StepName { key: step.name().to_owned(), title, step: Some(step) }, mapped }
}

fn by_name(header: &[String], columns: &Columns) -> Result<Vec<StepColumn>, NoLayout> {
    let won = customers(columns)?;
    let mut found: Vec<StepColumn> = Vec::new();
    found.extend(won.map(|at| named(header, at, Step::Customers, is_mapped(columns, at))));
    for (at, name) in header.iter().enumerate() {
        let Some(step) = step_named(name).filter(|step| *step != Step::Customers) else { continue };
        if is_mapped(columns, at) {
            continue;
        }
        if let Some(other) = found.iter().find(|column| column.name.step == Some(step)) {
            return Err(two(header, step.name(), other.column, at));
        }
        found.push(named(header, at, step, false));
    }
    Ok(found)
}

fn two(header: &[String], step: &str, one: usize, other: usize) -> NoLayout {
    let name = |at: usize| header.get(at).map_or("", |name| name.trim());
    NoLayout::Fault {
        code: Code::TwoColumns,
        column: other,
        message: format!("'{}' and '{}' can both be the {step}: which of them is not guessed", name(one), name(other)),
        help: format!("--steps with the columns wanted, such as --steps '{step}={},…'", name(one)),
    }
}

fn asked(wanted: &[Wanted], header: &[String], columns: &Columns) -> Result<Vec<StepColumn>, NoLayout> {
    let mut found: Vec<StepColumn> = Vec::new();
    // Steps and columns may be many, so that each name is folded once.
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, name) in header.iter().enumerate() {
        places.entry(folded(name)).or_default().push(at);
    }
    let mut by_step: BTreeMap<Step, Vec<usize>> = BTreeMap::new();
    if wanted.iter().any(|want| want.column.is_none() && want.step().is_some()) {
        for (at, name) in header.iter().enumerate() {
            if let Some(step) = step_named(name) {
                by_step.entry(step).or_default().push(at);
            }
        }
    }
    for want in wanted {
        let exact = places.get(&folded(want.column())).map(Vec::as_slice).unwrap_or_default();
        let at = match (exact, want.column.is_some(), step_named(want.column())) {
            ([one, other, ..], ..) => return Err(two(header, &want.key(), *one, *other)),
            ([one], ..) => Some(*one),
            ([], false, Some(Step::Customers)) => customers(columns)?,
            ([], false, Some(step)) => match by_step.get(&step).map(Vec::as_slice).unwrap_or_default() {
                [one, other, ..] => return Err(two(header, step.name(), *one, *other)),
                [one] => Some(*one),
                [] => None,
            },
            ([], true, _) | ([], false, None) => None,
        };
        let Some(column) = at else { continue };
        let title = header.get(column).map_or_else(String::new, |name| name.trim().to_owned());
        let title = if want.step().is_none() { want.name.clone() } else { title };
        // A column that a table knows proves as much as without the flag.
        let mapped = want.step().is_none() || want.column.is_some() || want.step() == Some(Step::Conversions);
        found.push(StepColumn { column, name: StepName { key: want.key(), title, step: want.step() }, mapped });
    }
    Ok(found)
}

/// The measures of steps, and of bounce rates where there is spend or visits to weigh them.
pub(super) fn measures(
    header: &[String],
    columns: &[StepColumn],
    before: &[MeasureColumn],
    converts: bool,
) -> Vec<MeasureColumn> {
    let measure = |column: usize, measure: Measure, mapped: bool| MeasureColumn {
        column,
        measure,
        mapped,
        micros: false,
        when: None,
        sign: None,
    };
    let of = |column: &StepColumn| measure(column.column, Measure::Step(column.name.key.clone()), column.mapped);
    let mut all: Vec<MeasureColumn> = columns.iter().map(of).collect();
    let Some(rate) = header.iter().position(|name| is_bounce_rate(name)) else { return all };
    let mut weights: Vec<(usize, Option<Category>, bool)> = Vec::new();
    for (place, column) in before.iter().enumerate().filter(|_| !converts) {
        if let Measure::SpendOn(category) = &column.measure {
            weights.push((place, Some(category.clone()), true));
        } else if matches!(column.measure, Measure::Spend | Measure::Credit) {
            weights.push((place, None, true));
        }
    }
    if weights.is_empty() {
        let visits = columns.iter().position(|column| column.name.step == Some(Step::Visits));
        weights.extend(visits.map(|at| (before.len().saturating_add(at), None, false)));
    }
    for (place, category, spend) in weights {
        for rest in [false, true] {
            all.push(measure(rate, Measure::Bounced { place, category: category.clone(), spend, rest }, false));
        }
    }
    all
}

fn is_bounce_rate(name: &str) -> bool {
    aliases::is_bounce_rate(&folded(name))
}

/// The steps of all files in one order: that asked for, else that of their columns, known steps of different files
/// in their usual order.
///
/// # Errors
/// When two files have two steps the other way round.
pub(super) fn merged(reads: &[FileRead], options: &Options) -> Result<Vec<StepName>, Vec<Diagnostic>> {
    let Some(wanted) = &options.funnel else { return Ok(Vec::new()) };
    let own = reads.iter().map(|read| read.dialect.layout.steps.clone());
    let files: Vec<Vec<StepName>> = own.filter(|steps| !steps.is_empty()).collect();
    let (mut names, mut keys): (Vec<StepName>, HashSet<&str>) = (Vec::new(), HashSet::new());
    for name in files.iter().flatten() {
        if keys.insert(&name.key) {
            names.push(name.clone());
        }
    }
    let customers = reads.iter().any(|read| matches!(read.info.role, Role::Customers));
    let has_customers = names.iter().any(|name| name.step == Some(Step::Customers));
    let by_flag = wanted.iter().any(|want| want.step() == Some(Step::Customers) && want.column.is_none());
    if customers && has_customers {
        let file = reads.iter().find(|read| read.info.role == Role::Customers).map(|read| read.info.file.clone());
        let file = file.unwrap_or_else(|| "-".into());
        let message = "customers stand in this file and among the steps of another: which of them count?".to_owned();
        let help = Some("leave one of the files out, or name the steps without customers: --steps".to_owned());
        return Err(vec![whole(Code::Role, Severity::Error, &file, message, help)]);
    }
    if customers && (wanted.is_empty() || by_flag) {
        let title = "customers".to_owned();
        names.push(StepName { key: Step::Customers.name().to_owned(), title, step: Some(Step::Customers) });
    }
    if !wanted.is_empty() {
        let mut places = HashMap::new();
        for (place, want) in wanted.iter().enumerate() {
            places.entry(want.key()).or_insert(place);
        }
        names.sort_by_key(|name| places.get(&name.key).copied());
        return Ok(names);
    }
    in_order(names, &files).map_err(|(one, other)| {
        let file = reads.first().map_or_else(|| "-".into(), |read| read.info.file.clone());
        let message = format!("one file has '{one}' before '{other}', another has them the other way round");
        let help = Some(format!("--steps '{one},{other},…' with all steps in their order"));
        vec![whole(Code::StepOrder, Severity::Error, &file, message, help)]
    })
}

/// The names so that each file's order holds; between files by the usual order, else as they came.
fn in_order(mut names: Vec<StepName>, files: &[Vec<StepName>]) -> Result<Vec<StepName>, (String, String)> {
    let mut sorted: Vec<StepName> = Vec::new();
    while !names.is_empty() {
        // A step may come once all that stand before it in any file have come.
        let waits = |name: &StepName| {
            files.iter().any(|file| {
                let before = file.iter().take_while(|one| one.key != name.key);
                file.iter().any(|one| one.key == name.key)
                    && before.clone().any(|one| names.iter().any(|left| left.key == one.key))
            })
        };
        let free = names.iter().enumerate().filter(|(_, name)| !waits(name));
        // What has no place of its own stays behind the step it follows.
        let rank = |name: &StepName| name.step.or(sorted.last().and_then(|last| last.step));
        let Some((at, _)) = free.min_by_key(|(at, name)| (rank(name), *at)) else {
            let title = |at: usize| names.get(at).map_or_else(String::new, |name| name.title.clone());
            return Err((title(0), title(1)));
        };
        sorted.push(names.remove(at));
    }
    Ok(sorted)
}

/// Steps asked for that no file has.
pub(super) fn missing(reads: &[FileRead], options: &Options) -> Vec<String> {
    let wanted = options.funnel.iter().flatten();
    let steps = reads.iter().flat_map(|read| &read.dialect.layout.steps);
    let known: HashSet<&str> = steps.map(|name| name.key.as_str()).collect();
    let customers = reads.iter().any(|read| read.info.role == Role::Customers);
    let has = |want: &&Wanted| {
        let counted = want.step() == Some(Step::Customers) && want.column.is_none();
        known.contains(want.key().as_str()) || (counted && customers)
    };
    wanted.filter(|want| !has(want)).map(|want| want.column().to_owned()).collect()
}

/// The categories among columns, without those that are steps.
pub(super) fn without(categories: Vec<(Category, usize)>, steps: &[StepColumn]) -> Vec<(Category, usize)> {
    categories.into_iter().filter(|(_, at)| steps.iter().all(|column| column.column != *at)).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail loudly")]
    use super::*;

    fn name(key: &str) -> StepName {
        StepName { key: key.to_owned(), title: key.to_owned(), step: step_named(key) }
    }

    fn order(files: &[&[&str]]) -> Result<Vec<String>, (String, String)> {
        let files: Vec<Vec<StepName>> = files.iter().map(|file| file.iter().map(|key| name(key)).collect()).collect();
        let mut names: Vec<StepName> = Vec::new();
        for one in files.iter().flatten() {
            if !names.contains(one) {
                names.push(one.clone());
            }
        }
        in_order(names, &files).map(|names| names.into_iter().map(|name| name.key).collect())
    }

    #[test]
    fn steps_of_two_files_come_in_their_usual_order_whichever_file_comes_first() {
        let wanted = ["impressions", "clicks", "leads", "customers"];
        assert_eq!(order(&[&["impressions", "clicks"], &["leads", "customers"]]).unwrap(), wanted);
        assert_eq!(order(&[&["leads", "customers"], &["impressions", "clicks"]]).unwrap(), wanted);
    }

    #[test]
    fn the_order_of_columns_holds_even_where_it_is_unusual() {
        assert_eq!(order(&[&["clicks", "impressions"]]).unwrap(), ["clicks", "impressions"]);
        assert_eq!(order(&[&["leads", "Kontakt", "customers"]]).unwrap(), ["leads", "Kontakt", "customers"]);
    }

    #[test]
    fn steps_the_other_way_round_in_two_files_have_no_order() {
        assert!(order(&[&["leads", "demos"], &["demos", "leads"]]).is_err());
    }

    #[test]
    fn steps_are_known_in_the_offices_languages() {
        for (text, step) in [
            ("Besök", Step::Visits),
            ("Klicks", Step::Clicks),
            ("näyttökerrat", Step::Impressions),
            ("Nya kunder", Step::Customers),
            ("devis envoyés", Step::Proposals),
            ("oportunidades", Step::Opportunities),
            ("MQLs", Step::MarketingQualified),
        ] {
            assert_eq!(step_named(text), Some(step), "{text}");
        }
        assert_eq!(step_named("cost"), None);
    }
}
