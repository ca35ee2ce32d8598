//! Tables with periods across: a row a channel, a column a month. Each such cell is a row with that period.
//!
//! The cells carry no word, so a flag, a title, the corner, a total column or the categories of the rows must say
//! what they are. Nothing else does, and nothing is guessed.

use super::aliases::{category_of, field, folded, is_total};
use super::code::Code;
use super::columns::Columns;
use super::date::{NoDate, Order, Reader, When, proves};
use super::date_format::DateFormat;
use super::header::{CHANNEL, Field, Layout, Meaning, Measure, MeasureColumn, NoLayout, conditions, is_figure, names};
use super::months;
use super::{Options, Role, kinds};
use crate::domain::category::Category;
use crate::domain::currency::Sign;
use crate::domain::number;
use crate::domain::period::{Day, Grain, Month, Span};

/// What a header cell says of time.
enum Heading {
    When(When),
    /// A month or quarter whose year is nowhere.
    NoYear,
    /// A date that cannot be read for certain.
    Doubtful(NoDate),
    Text,
}

/// A header row with periods in it, and the rows below.
pub(crate) struct Table<'a> {
    header: &'a [String],
    titles: &'a [String],
    below: &'a [Vec<String>],
    headings: Vec<Heading>,
    signs: Vec<(usize, Sign)>,
    forced: Option<Role>,
    file: &'a str,
    options: &'a Options,
}

/// A header cell without the currency written beside its period.
fn without_sign(name: &str) -> (String, Option<Sign>) {
    let mut sign = None;
    let words = name.split_whitespace().filter(|word| {
        let bare = word.trim_matches(['(', ')', '[', ']']);
        let found = Sign::named(bare).filter(|_| bare == bare.to_uppercase() || bare.starts_with("kr"));
        sign = sign.or(found);
        found.is_none()
    });
    (words.collect::<Vec<_>>().join(" "), sign)
}

/// The months of `Mar` or `Q1`, once their year is known.
fn without_year(name: &str, year: Option<i32>) -> Option<Option<Span>> {
    let quarter = match name.trim().as_bytes() {
        [b'Q' | b'q', quarter @ b'1'..=b'4'] | [quarter @ b'1'..=b'4', b'Q' | b'q'] => {
            Some(i32::from(quarter.wrapping_sub(b'0')).wrapping_mul(3))
        }
        _ => None,
    };
    let (number, grain) = match quarter {
        Some(last) => (last, Grain::Quarter),
        None => (months::number(name)?, Grain::Month),
    };
    Some(year.and_then(|year| Month::new(year, number)).map(|month| Span::around(month, grain)))
}

fn heading(name: &str, reader: &Reader, year: Option<i32>) -> Heading {
    match reader.read(name.trim().as_bytes()) {
        Ok(when) => Heading::When(when),
        Err(fault) => match (without_year(name, year), fault) {
            (Some(Some(span)), _) => Heading::When(When::Months(span)),
            (Some(None), _) => Heading::NoYear,
            (None, NoDate::ShortYear | NoDate::Ambiguous | NoDate::NoSuchDay | NoDate::AgainstOrder(_)) => {
                Heading::Doubtful(fault)
            }
            (
                None,
                NoDate::Blank
                | NoDate::Serial
                | NoDate::Undivided
                | NoDate::Format
                | NoDate::Part
                | NoDate::OtherYear
                | NoDate::Text,
            ) => {
                // `--date-format` may be for other files.
                match Reader::default().read(name.trim().as_bytes()) {
                    Ok(when) if reader.format.is_some() => Heading::When(when),
                    _ => Heading::Text,
                }
            }
        },
    }
}

fn is_number(cell: Option<&String>) -> bool {
    cell.is_some_and(|cell| number::read(cell.trim().as_bytes()).is_ok())
}

/// Whether a row may be a header with periods: two of its cells are, or would be with a year.
pub(crate) fn may_be(header: &[String], options: &Options, file: &str) -> bool {
    let (headings, _) = headings(header, options, file);
    headings.iter().filter(|one| !matches!(one, Heading::Text)).count() >= 2
}

fn headings(header: &[String], options: &Options, file: &str) -> (Vec<Heading>, Vec<(usize, Sign)>) {
    let flag = options.date_format.as_ref().and_then(DateFormat::is_day_first);
    let flag = flag.map(|first| if first { Order::DayFirst } else { Order::MonthFirst });
    let proved = header.iter().find_map(|cell| proves(cell.as_bytes()));
    let reader = Reader { order: proved.or(flag), format: options.date_format.clone() };
    let told = options.period_of.iter().find(|(name, _)| *name == file).map(|(_, span)| *span);
    let year = told.filter(|span| *span == Span::around(span.first, Grain::Year)).map(|span| span.first.year());
    let mut signs = Vec::new();
    let all = header.iter().enumerate().map(|(at, name)| match heading(name, &reader, year) {
        Heading::Text => {
            let (bare, sign) = without_sign(name);
            let found = if sign.is_some() { heading(&bare, &reader, year) } else { Heading::Text };
            if !matches!(found, Heading::Text) {
                signs.extend(sign.map(|sign| (at, sign)));
            }
            found
        }
        // A figure with decimals is almost a date by its form, and stands in rows, not in headers.
        Heading::Doubtful(_) if is_figure(name) => Heading::Text,
        found @ (Heading::When(_) | Heading::NoYear | Heading::Doubtful(_)) => found,
    });
    (all.collect(), signs)
}

impl<'a> Table<'a> {
    /// The table under a header, if periods stand across it and figures below them.
    pub(crate) fn of(
        header: &'a [String],
        titles: &'a [String],
        below: &'a [Vec<String>],
        forced: Option<Role>,
        file: &'a str,
        options: &'a Options,
    ) -> Option<Self> {
        let (headings, signs) = headings(header, options, file);
        let table = Self { header, titles, below, headings, signs, forced, file, options };
        let dated: Vec<usize> = table.columns(|heading| !matches!(heading, Heading::Text));
        let filled = |row: &&Vec<String>| {
            dated
                .iter()
                .any(|at| row.get(*at).is_some_and(|cell| !number::read(cell.trim().as_bytes()).is_err_and(is_nothing)))
        };
        let figures = below.is_empty()
            || below.iter().find(filled).is_some_and(|row| dated.iter().any(|at| is_number(row.get(*at))));
        (dated.len() >= 2 && figures && table.is_of_words(&dated)).then_some(table)
    }

    fn columns(&self, wanted: impl Fn(&Heading) -> bool) -> Vec<usize> {
        self.headings.iter().enumerate().filter(|(_, heading)| wanted(heading)).map(|(at, _)| at).collect()
    }

    fn when(&self, at: usize) -> Option<When> {
        match self.headings.get(at) {
            Some(Heading::When(when)) => Some(*when),
            _ => None,
        }
    }

    /// Whether the row is words, not data: no other cell is a number, bare years follow each other, and two days
    /// are no start and end.
    fn is_of_words(&self, dated: &[usize]) -> bool {
        let others = (0..self.header.len()).filter(|at| !dated.contains(at));
        if others.into_iter().any(|at| is_number(self.header.get(at))) {
            return false;
        }
        let mut days: Vec<When> = dated.iter().filter_map(|at| self.when(*at)).collect();
        days.sort_by_key(|when| when.first_day());
        let bare = dated.iter().all(|at| is_number(self.header.get(*at)));
        let next = |pair: &[When]| match pair {
            [one, other] => one.last_day().0.checked_add(1) == Some(other.first_day().0),
            _ => true,
        };
        let follow = days.windows(2).all(next);
        let apart = |one: &Day, other: &Day| one.month().first_day() != *one || other.month().first_day() != *other;
        let ends = matches!(days.as_slice(), [When::Day(one), When::Day(other)] if apart(one, other));
        follow || (!bare && !ends)
    }

    /// Whether the cells below are figures, by the first of them that is filled.
    fn holds_figures(&self, at: usize) -> bool {
        let mut cells = self.below.iter().filter_map(|row| row.get(at)).filter(|cell| !cell.trim().is_empty());
        is_number(cells.next())
    }

    /// Whether the cells below are words.
    fn holds_words(&self, at: usize) -> bool {
        let mut cells = self.below.iter().filter_map(|row| row.get(at)).filter(|cell| !cell.trim().is_empty());
        cells.next().is_some_and(|cell| !is_number(Some(cell)))
    }

    fn holds_dates(&self, at: usize) -> bool {
        self.below.iter().filter_map(|row| row.get(at)).any(|cell| Reader::default().read(cell.as_bytes()).is_ok())
    }

    /// The layout; `None` where `--map` says that a column of amounts is to be read instead.
    pub(crate) fn layout(&self) -> Option<Result<Layout, NoLayout>> {
        let plain: Vec<String> = self
            .header
            .iter()
            .zip(&self.headings)
            .map(|(name, heading)| if matches!(heading, Heading::Text) { folded(name) } else { String::new() })
            .collect();
        let columns = Columns::of(self.header, &plain, None, self.options);
        let own = [Field::Amount, Field::Debit, Field::NewCustomers, Field::Customers, Field::Revenue];
        if own.iter().any(|field| columns.is_mapped(&Meaning::Field(*field))) {
            return None;
        }
        Some(self.resolve(&columns))
    }

    fn resolve(&self, columns: &Columns) -> Result<Layout, NoLayout> {
        if let Some(fault) = self.doubtful() {
            return Err(fault);
        }
        let mut dated = self.columns(|heading| matches!(heading, Heading::When(_)));
        let mut totals = columns.totals.clone();
        totals.extend(self.dated_totals(&totals));
        totals.extend(self.total_period(&mut dated));
        self.apart(&dated)?;
        let mut words: Vec<(Role, usize)> = Vec::new();
        for (meaning, at) in &columns.found {
            let role = match meaning {
                Meaning::Field(Field::Amount) => Role::Spend,
                Meaning::Field(Field::NewCustomers) => Role::Customers,
                Meaning::Field(Field::Revenue) => Role::Revenue,
                Meaning::Field(Field::Period | Field::Year | Field::AcquiredOn | Field::PeriodStart)
                    if !self.holds_words(*at) || self.holds_dates(*at) =>
                {
                    let help = "keep the dates in the column, or the periods in the header".to_owned();
                    return Err(self.fault(*at, Code::Role, "a column of dates stands beside periods", help));
                }
                Meaning::Category(_) if self.holds_figures(*at) => {
                    let help = "cut the table in two files: one with periods, one with categories".to_owned();
                    return Err(self.fault(*at, Code::Role, "a column of a category stands beside periods", help));
                }
                Meaning::Field(Field::CustomerId) if self.forced != Some(Role::Revenue) => {
                    let help = format!("--revenue {}  (it is what each customer paid)", self.file);
                    let message = "customer ids stand beside periods, so each figure is one customer's";
                    return Err(self.fault(*at, Code::Role, message, help));
                }
                Meaning::Field(_) | Meaning::Category(_) => continue,
            };
            words.push((role, *at));
            if self.holds_figures(*at) {
                totals.push(*at);
            }
        }
        totals.extend(self.unnamed_total(&dated));
        if let [one, other, ..] = totals.as_slice() {
            let message = format!("'{}' and '{}' may both be the total of the row", self.name(*one), self.name(*other));
            return Err(NoLayout::Fault {
                code: Code::TwoColumns,
                column: *other,
                message,
                help: "keep one total column".to_owned(),
            });
        }
        let role = self.role(&words, columns, &dated)?;
        let measure = match role {
            Role::Customers => Measure::NewCustomers,
            Role::Revenue => Measure::Revenue,
            Role::Spend | Role::Combined | Role::Assumptions | Role::Known | Role::Funnel => Measure::Spend,
        };
        let mut found = names(self.header, columns, self.category(columns, role)?, self.options)?;
        if found.iter().all(Option::is_none)
            && let Some(at) = self.corner(columns, &dated, &totals)
        {
            let place = if role == Role::Spend && self.are_categories(at) { super::header::CATEGORY } else { CHANNEL };
            if let Some(slot) = found.get_mut(place) {
                *slot = Some(at);
            }
        }
        let measures = dated.iter().map(|at| MeasureColumn {
            column: *at,
            measure: measure.clone(),
            mapped: false,
            micros: false,
            when: self.when(*at),
            sign: self.signs.iter().find(|(place, _)| place == at).or(columns.signs.first()).map(|(_, sign)| *sign),
        });
        let signs = self.signs.iter().chain(&columns.signs).map(|(_, sign)| *sign).collect();
        let money = measure != Measure::NewCustomers;
        Ok(Layout {
            role,
            header: self.header.to_vec(),
            named: self.header.iter().rposition(|name| !name.trim().is_empty()).map_or(0, |at| at.saturating_add(1)),
            period: None,
            period_end: None,
            year: None,
            names: found,
            currency: if money { columns.one(Field::Currency)? } else { None },
            measures: measures.collect(),
            wide_total: totals.first().copied(),
            id: None,
            own_revenue: None,
            own_margin: None,
            assumptions: Vec::new(),
            header_signs: if money { signs } else { Vec::new() },
            stage: kinds::column(self.header, (role, None), self.options),
            conditions: conditions(self.header, self.options),
            platform: None,
            sectioned: false,
            steps: Vec::new(),
        })
    }

    fn name(&self, at: usize) -> &str {
        self.header.get(at).map_or("", |name| name.trim())
    }

    fn fault(&self, column: usize, code: Code, message: &str, help: String) -> NoLayout {
        NoLayout::Fault { code, column, message: message.to_owned(), help }
    }

    /// The first header cell that is a period only almost.
    fn doubtful(&self) -> Option<NoLayout> {
        self.headings.iter().enumerate().find_map(|(at, heading)| match heading {
            Heading::When(_) | Heading::Text => None,
            Heading::NoYear => {
                let message = format!("'{}' stands for a period and has no year", self.name(at));
                let help = format!("--period-of '{}=2026'  (the year of all its columns)", self.file);
                Some(self.fault(at, Code::Date, &message, help))
            }
            Heading::Doubtful(fault) => {
                let message = format!("'{}' is {}", self.name(at), fault.sentence());
                Some(self.fault(at, Code::Date, &message, fault.fix().to_owned()))
            }
        })
    }

    /// Columns named as a total of a year: `Summa 2026`.
    fn dated_totals(&self, known: &[usize]) -> Vec<usize> {
        let named = |at: &usize| {
            let words: String = self.name(*at).chars().filter(|c| !c.is_ascii_digit()).collect();
            is_total(&words) && !known.contains(at)
        };
        self.columns(|heading| matches!(heading, Heading::Text)).into_iter().filter(named).collect()
    }

    /// A period that holds all others is their total: it is taken out of the periods.
    fn total_period(&self, dated: &mut Vec<usize>) -> Option<usize> {
        let holds = |one: When, other: When| {
            one != other && one.first_day() <= other.first_day() && other.last_day() <= one.last_day()
        };
        let at = dated.iter().copied().find(|at| {
            let Some(one) = self.when(*at) else { return false };
            dated.len() > 2
                && dated
                    .iter()
                    .filter(|other| *other != at)
                    .all(|other| self.when(*other).is_some_and(|other| holds(one, other)))
        })?;
        dated.retain(|one| *one != at);
        Some(at)
    }

    /// No day may stand in two columns.
    fn apart(&self, dated: &[usize]) -> Result<(), NoLayout> {
        let mut all: Vec<(When, usize)> = dated.iter().filter_map(|at| Some((self.when(*at)?, *at))).collect();
        all.sort_by_key(|(when, at)| (when.first_day(), *at));
        let over =
            all.iter().zip(all.iter().skip(1)).find(|((one, _), (other, _))| one.last_day() >= other.first_day());
        let Some(((_, one), (_, other))) = over else { return Ok(()) };
        let (first, second) = (*one.min(other), *one.max(other));
        let message = format!(
            "'{}' and '{}' have days in common: more than one column for one period",
            self.name(first),
            self.name(second)
        );
        let help = "keep one column for each period; a column of sums is named Total".to_owned();
        Err(self.fault(second, Code::TwoColumns, &message, help))
    }

    /// A column of figures without a name behind the last period.
    fn unnamed_total(&self, dated: &[usize]) -> Option<usize> {
        let last = dated.iter().max()?.saturating_add(1);
        let mut all = (last..self.header.len()).filter(|at| self.name(*at).is_empty() && self.holds_figures(*at));
        all.next()
    }

    /// What the figures are: by a flag, else by a word that says so.
    fn role(&self, words: &[(Role, usize)], columns: &Columns, dated: &[usize]) -> Result<Role, NoLayout> {
        self.one_figure(columns, dated)?;
        match self.forced {
            Some(role @ (Role::Spend | Role::Customers | Role::Revenue)) => return Ok(role),
            Some(role @ (Role::Assumptions | Role::Known | Role::Combined | Role::Funnel)) => {
                return Err(NoLayout::NotAHeader(super::header::needs(Some(role))));
            }
            None => {}
        }
        let mut roles: Vec<Role> = words.iter().map(|(role, _)| *role).collect();
        roles.extend(self.titles.iter().filter_map(|title| titled(title)));
        let names = columns.one(Field::Category)?.or_else(|| self.corner(columns, dated, &columns.totals));
        if names.is_some_and(|at| self.are_costs(at)) {
            roles.push(Role::Spend);
        }
        roles.sort_unstable();
        roles.dedup();
        match roles.as_slice() {
            [role] => Ok(*role),
            _ => {
                let column = dated.first().copied().unwrap_or(0);
                let message =
                    "periods stand in the header, and nothing says whether the figures below are spend or customers";
                let help = format!("--spend {}   or   --customers {}", self.file, self.file);
                Err(self.fault(column, Code::Role, message, help))
            }
        }
    }

    /// Rows that are named as figures (`Spend`, `New customers`) cannot be added up.
    fn one_figure(&self, columns: &Columns, dated: &[usize]) -> Result<(), NoLayout> {
        let asked = |at: usize| {
            let name = folded(self.name(at));
            self.options.conditions.iter().any(|condition| folded(&condition.column) == name)
        };
        let texts =
            (0..self.header.len()).filter(|at| !dated.contains(at) && !columns.totals.contains(at) && !asked(*at));
        for at in texts {
            let mut figures: Vec<(Field, &String)> = Vec::new();
            for cell in self.below.iter().filter_map(|row| row.get(at)) {
                if let Some(found) = field(&folded(cell)).filter(Field::is_figure)
                    && figures.iter().all(|(known, _)| *known != found)
                {
                    figures.push((found, cell));
                }
            }
            if let [(_, one), (_, other), ..] = figures.as_slice() {
                let message = format!("the rows hold several figures: '{}' and '{}'", one.trim(), other.trim());
                let help = match self.name(at) {
                    "" => "cut the table in files of one figure each".to_owned(),
                    name => format!("--where '{name}={}' with --spend or --customers, or a file for each", one.trim()),
                };
                return Err(self.fault(at, Code::Role, &message, help));
            }
        }
        Ok(())
    }

    fn category(&self, columns: &Columns, role: Role) -> Result<Option<usize>, NoLayout> {
        if role == Role::Spend { columns.one(Field::Category) } else { Ok(None) }
    }

    /// The one column that names the rows, whatever its header says.
    fn corner(&self, columns: &Columns, dated: &[usize], totals: &[usize]) -> Option<usize> {
        let bound = |at: usize| {
            columns.found.iter().chain(&columns.mapped).any(|(meaning, column)| {
                *column == at && matches!(meaning, Meaning::Field(Field::Currency | Field::CustomerId | Field::Stage))
            })
        };
        let mut all = (0..self.header.len())
            .filter(|at| !dated.contains(at) && !totals.contains(at) && !bound(*at) && self.holds_words(*at));
        all.next().filter(|_| all.next().is_none())
    }

    fn named(&self, at: usize) -> impl Iterator<Item = Option<Category>> {
        let cells = self.below.iter().filter_map(move |row| row.get(at));
        cells.filter(|cell| !cell.trim().is_empty() && !is_total(cell)).map(|cell| category_of(cell))
    }

    /// Whether every row is named as a category.
    fn are_categories(&self, at: usize) -> bool {
        let mut all = self.named(at).peekable();
        all.peek().is_some() && all.all(|category| category.is_some())
    }

    /// Whether the rows are named as categories, one of which can be no way to win customers.
    fn are_costs(&self, at: usize) -> bool {
        let cost = |category: Category| {
            matches!(
                category,
                Category::Agency
                    | Category::Salaries
                    | Category::Commissions
                    | Category::Bonuses
                    | Category::Tools
                    | Category::Recruitment
                    | Category::Technical
                    | Category::Overhead
            )
        };
        self.named(at).flatten().any(cost)
            && (self.are_categories(at) || field(&folded(self.name(at))) == Some(Field::Category))
    }
}

/// What a folded title line says the figures are; a currency in brackets and a year are passed over.
fn titled(title: &str) -> Option<Role> {
    let begin = title.split('(').next().unwrap_or(title);
    let end = title.rsplit(')').next().filter(|_| title.contains('(')).unwrap_or_default();
    let words: String = begin.chars().chain(end.chars()).filter(|c| !c.is_ascii_digit()).collect();
    match field(words.trim_matches([':', ',', '.'])) {
        Some(Field::Amount) => Some(Role::Spend),
        Some(Field::NewCustomers) => Some(Role::Customers),
        Some(Field::Revenue) => Some(Role::Revenue),
        _ => None,
    }
}

/// Whether a cell stands for nothing.
fn is_nothing(fault: number::Fault) -> bool {
    matches!(fault, number::Fault::Blank | number::Fault::Dash | number::Fault::Missing)
}
