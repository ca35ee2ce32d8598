//! From a header to a layout: which column is what, and so which role the file plays.

use super::aliases::{self, category, field, folded};
use super::buyers;
use super::calendar::{Dated, Year};
use super::code::Code;
use super::columns::Columns;
use super::date::When;
use super::funnel::{self, StepColumn};
use super::platforms::{self, Kind, Platform};
use super::{Options, Role, headcount, kinds};
use crate::domain::category::Category;
use crate::domain::currency::Sign;
use crate::domain::funnel::StepName;
use crate::domain::movements::Movement;
use crate::domain::number;

macro_rules! fields {
    ($($variant:ident $name:literal),+ $(,)?) => {
        /// What a column can be.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field { $(#[doc = $name] $variant),+ }

        impl Field {
            /// Every field.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in `--map FIELD=COLUMN`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

fields! {
    Period "period", Year "year", PeriodStart "period_start", PeriodEnd "period_end", Channel "channel", Segment "segment",
    Category "category", Currency "currency", Campaign "campaign", Stage "stage", CustomerId "customer_id",
    AcquiredOn "acquired_on", Amount "amount", Debit "debit", Credit "credit", NewCustomers "new_customers",
    Customers "customers", Mrr "mrr", Arpa "arpa", Margin "margin", Churn "churn", Lifetime "lifetime",
    Discount "discount", Aov "aov", OrdersPerYear "orders_per_year", Revenue "revenue", ActiveCustomers "active_customers",
    CustomersAtStart "customers_at_start", CustomersAtEnd "customers_at_end",
    ChurnedCustomers "churned_customers", CostOfRevenue "cost_of_revenue", Refunds "refunds",
    MrrAtStart "mrr_at_start", MrrAtEnd "mrr_at_end", NewMrr "new_mrr", Expansion "expansion",
    Contraction "contraction", ChurnedRevenue "churned_revenue", Reactivation "reactivation",
}

impl Field {
    /// Whether it is a figure, and not what tells rows apart.
    pub(crate) fn is_figure(&self) -> bool {
        aliases::is_figure(*self)
    }
}

/// What `--map` and headers bind a column to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// A field.
    Field(Field),
    /// A column of a wide file.
    Category(Category),
}

impl Meaning {
    /// The meaning of a name in `--map NAME=COLUMN`: a field, or a category of a wide file.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let plain = folded(name);
        let exact = Field::ALL.iter().copied().find(|field| folded(field.name()) == plain);
        let exact = exact.or(match plain.as_str() {
            "date" | "month" => Some(Field::Period),
            "spend" => Some(Field::Amount),
            _ => None,
        });
        exact.map(Self::Field).or_else(|| category(&plain).map(Self::Category))
    }

    /// The name in `--map`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Field(field) => field.name().to_owned(),
            Self::Category(category) => category.to_string(),
        }
    }
}

/// What a column adds to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    /// Spend, whose category stands in the row, if anywhere.
    Spend,
    /// Spend of one category.
    SpendOn(Category),
    /// Spend that was given back: a credit column.
    Credit,
    NewCustomers,
    Revenue,
    CostOfRevenue,
    Refunds,
    ActiveCustomers,
    AtStart,
    AtEnd,
    Churned,
    /// How recurring revenue moved.
    Movement(Movement),
    /// What is counted at a step, by its key.
    Step(String),
    /// The bounce rate of a row times the measure at a place: its spend (of a category), or its visits. In units of
    /// 10^-18 and the rest of it in units of 10^-36, so that no product is cut off.
    Bounced {
        place: usize,
        category: Option<Category>,
        spend: bool,
        rest: bool,
    },
}

impl Measure {
    /// Whether customers are counted, not money.
    pub(crate) fn is_count(&self) -> bool {
        matches!(
            self,
            Self::NewCustomers
                | Self::ActiveCustomers
                | Self::AtStart
                | Self::AtEnd
                | Self::Churned
                | Self::Step(_)
                | Self::Bounced { spend: false, .. }
        )
    }

    /// Whether it is a stock, which rows shorter than a month cannot carry.
    pub(crate) fn is_stock(&self) -> bool {
        match self {
            Self::ActiveCustomers | Self::AtStart | Self::AtEnd => true,
            Self::Movement(movement) => movement.is_stock(),
            Self::Spend
            | Self::SpendOn(_)
            | Self::Credit
            | Self::NewCustomers
            | Self::Revenue
            | Self::CostOfRevenue
            | Self::Refunds
            | Self::Churned
            | Self::Step(_)
            | Self::Bounced { .. } => false,
        }
    }
}

/// A column of figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MeasureColumn {
    pub(crate) column: usize,
    pub(crate) measure: Measure,
    /// Brought in by `--map new_customers=`: it proves no group mark.
    pub(crate) mapped: bool,
    /// The period that its header names, where periods stand across.
    pub(crate) when: Option<When>,
    /// The currency that its header names.
    pub(crate) sign: Option<Sign>,
    /// Money in millionths, as its name says.
    pub(crate) micros: bool,
}

/// Which column is what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) role: Role,
    pub(crate) header: Vec<String>,
    /// Header cells up to the last that has a name.
    pub(crate) named: usize,
    pub(crate) period: Option<usize>,
    pub(crate) period_end: Option<usize>,
    /// The years of the periods, where they stand in a column of their own.
    pub(crate) year: Option<Year>,
    /// Channel, segment, category, then the columns of `--by`, then others that tell rows apart.
    pub(crate) names: Vec<Option<usize>>,
    pub(crate) currency: Option<usize>,
    pub(crate) measures: Vec<MeasureColumn>,
    pub(crate) wide_total: Option<usize>,
    pub(crate) id: Option<usize>,
    /// Monthly revenue and margin of a customer's row.
    pub(crate) own_revenue: Option<usize>,
    pub(crate) own_margin: Option<usize>,
    pub(crate) assumptions: Vec<(usize, Field)>,
    pub(crate) header_signs: Vec<Sign>,
    /// The stage of a deal, in a file of customers.
    pub(crate) stage: Option<usize>,
    /// The columns of `--where`, each with the places of its conditions.
    pub(crate) conditions: Vec<(usize, Vec<usize>)>,
    /// The platform whose export it is.
    pub(crate) platform: Option<&'static Platform>,
    /// Rows stand below the name of their account, which is their category.
    pub(crate) sectioned: bool,
    /// The steps of a funnel, in the order of their columns or as asked for.
    pub(crate) steps: Vec<StepName>,
}

impl Layout {
    /// Whether its rows say when they were, by a column or by their headers.
    pub(crate) fn is_dated(&self) -> bool {
        self.period.is_some() || self.measures.iter().any(|column| column.when.is_some())
    }

    /// Whether its rows are spend or customers, and not revenue or assumptions alone.
    pub(crate) fn has_sides(&self) -> bool {
        let side = |measure: &Measure| {
            matches!(
                measure,
                Measure::Spend | Measure::SpendOn(_) | Measure::Credit | Measure::NewCustomers | Measure::Step(_)
            )
        };
        (self.id.is_some() && self.role == Role::Customers) || self.measures.iter().any(|column| side(&column.measure))
    }

    /// How many measures add up over rows; those that do not stand behind them.
    pub(crate) fn additive(&self) -> usize {
        self.measures.iter().take_while(|column| !matches!(column.measure, Measure::Bounced { .. })).count()
    }

    /// Whether a column is read as a period, a name, a figure or an id.
    pub(crate) fn is_used(&self, column: usize) -> bool {
        self.period == Some(column)
            || self.year.is_some_and(|year| year.column == column)
            || self.id == Some(column)
            || self.names.contains(&Some(column))
            || self.measures.iter().any(|measure| measure.column == column)
    }
}

/// The columns that say how recurring revenue moved.
const MOVEMENTS: &[(Field, Movement)] = &[
    (Field::MrrAtStart, Movement::AtStart),
    (Field::MrrAtEnd, Movement::AtEnd),
    (Field::NewMrr, Movement::New),
    (Field::Expansion, Movement::Expansion),
    (Field::Contraction, Movement::Contraction),
    (Field::ChurnedRevenue, Movement::Churned),
    (Field::Reactivation, Movement::Reactivation),
];

/// The places of [`Layout::names`].
pub(crate) const CHANNEL: usize = 0;
pub(crate) const SEGMENT: usize = 1;
pub(crate) const CATEGORY: usize = 2;
pub(crate) const OTHERS: usize = 3;

/// Why a row is no usable header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoLayout {
    /// Not enough columns are known for any role.
    NotAHeader(String),
    /// Two columns are the same field.
    TwoColumns(Meaning, usize, usize),
    /// The columns fit two roles.
    TwoRoles { column: usize, message: String, help: String },
    /// Something else is wrong with one of them.
    Fault { code: Code, column: usize, message: String, help: String },
    /// The export of a platform that has nothing to be read.
    Foreign { message: String, help: String },
}

/// Whether a cell is a number that is no year, month or day.
pub(super) fn is_figure(cell: &str) -> bool {
    let cell = cell.trim();
    let dated = matches!(cell.len(), 4 | 6 | 8) && cell.bytes().all(|byte| byte.is_ascii_digit());
    !dated && !cell.is_empty() && number::read(cell.as_bytes()).is_ok()
}

/// Finds the layout of a file from its header.
pub(crate) fn resolve(
    header: &[String],
    titles: &[String],
    forced: Option<Role>,
    file: &str,
    options: &Options,
) -> Result<Layout, NoLayout> {
    let plain: Vec<String> = header.iter().map(|name| folded(name)).collect();
    let platform = platforms::recognise(&plain, titles);
    let mut columns = Columns::of(header, &plain, platform, options);
    columns.take_addresses(forced, &plain);
    let steps = if forced.is_none() { funnel::steps(header, &columns, options)? } else { Vec::new() };
    if steps.is_empty() && !columns.names_fields() && header.iter().any(|cell| is_figure(cell)) {
        return Err(NoLayout::NotAHeader(needs(forced)));
    }
    let has = |field| columns.has(field);
    let categories = funnel::without(columns.categories(), &steps);
    let amount = has(Field::Amount) || (has(Field::Debit) && has(Field::Credit));
    let spend = amount || !categories.is_empty();
    let id = has(Field::CustomerId);
    let dated = has(Field::AcquiredOn) || has(Field::Period) || has(Field::Year);
    let counted = has(Field::NewCustomers) || has(Field::Customers);
    let rates = [
        Field::Arpa,
        Field::Mrr,
        Field::Margin,
        Field::Churn,
        Field::Lifetime,
        Field::Discount,
        Field::Aov,
        Field::OrdersPerYear,
    ];
    let assumed = (has(Field::Channel) || has(Field::Segment)) && rates.iter().any(|rate| has(*rate));
    let ledger = platform.is_some_and(|platform| platform.kind == Kind::Ledger);
    let nothing = match platform.map(|platform| platform.kind) {
        Some(Kind::Statement) => true,
        Some(Kind::Traffic) => !amount && !counted && forced.is_none() && steps.is_empty(),
        _ => false,
    };
    if let Some(platform) = platform.filter(|_| nothing) {
        let (message, help) = platform.refusal(header, file);
        return Err(NoLayout::Foreign { message, help });
    }
    let advertising = platform.is_some_and(|platform| platform.kind == Kind::Advertising);
    let said = advertising || ledger || columns.is_mapped(&Meaning::Field(Field::Amount));
    let buyer = if said { None } else { buyers::beside(&plain, columns.first(Field::Amount), &options.by) };
    let two =
        |column, message: &str, help: String| Err(NoLayout::TwoRoles { column, message: message.to_owned(), help });
    let quoted = |at: usize| header.get(at).map_or("", String::as_str);
    let told = ledger || !steps.is_empty() || (id && (dated || spend)) || buyer.is_some();
    let asked = || headcount::question((header, &plain), &columns, (spend, assumed), file);
    if let Some((column, message, help)) = forced.is_none().then(asked).flatten().filter(|_| !told) {
        return two(column, &message, help);
    }
    let role = match forced {
        // The name of an account alone in its row is no column of a ledger.
        None if ledger && !amount => return Err(NoLayout::NotAHeader(needs(None))),
        None if ledger => Role::Spend,
        Some(Role::Spend) if spend => Role::Spend,
        Some(Role::Customers) if (id && dated) || counted => Role::Customers,
        Some(Role::Revenue) if has(Field::Revenue) => Role::Revenue,
        Some(Role::Assumptions) if assumed => Role::Assumptions,
        Some(Role::Known) if id => Role::Known,
        Some(role) => return Err(NoLayout::NotAHeader(needs(Some(role)))),
        None if !steps.is_empty() => Role::Funnel,
        None if platform.is_some_and(Platform::has_customers) && id && dated => Role::Customers,
        None if spend && (id && (dated || !advertising) || buyer.is_some()) => {
            let at = buyer.filter(|_| !id).unwrap_or_else(|| columns.first(Field::CustomerId));
            let map = if id { String::new() } else { format!(" --map 'customer_id={}'", quoted(at)) };
            return two(
                at,
                "an amount beside a customer or order id can be spend, or what the customer paid",
                format!("--spend {file}   or   --customers {file}{map}"),
            );
        }
        None if id && dated && has(Field::Revenue) => {
            return two(
                columns.first(Field::Revenue),
                "revenue beside a customer or order id can be a list of customers, or of revenue",
                format!("--customers {file}   or   --revenue {file}"),
            );
        }
        None if id && dated => Role::Customers,
        None if spend && (counted || has(Field::Revenue)) => Role::Combined,
        None if spend => Role::Spend,
        None if counted && has(Field::Revenue) => Role::Combined,
        None if counted => Role::Customers,
        None if has(Field::Revenue) => Role::Revenue,
        None if assumed => Role::Assumptions,
        None if options.funnel.is_some() => {
            let steps = "a funnel needs two columns of steps (visits, leads, customers …) or --steps";
            return Err(NoLayout::NotAHeader(format!("{steps}; {}", needs(None))));
        }
        None => return Err(NoLayout::NotAHeader(needs(None))),
    };
    columns.take_discounts(role, header);
    let takes_spend = spend && matches!(role, Role::Spend | Role::Combined | Role::Funnel);
    if let ([(Category::Sales, at)], false, None) = (categories.as_slice(), amount, forced)
        && takes_spend
        && !columns.is_mapped(&Meaning::Category(Category::Sales))
    {
        let name = quoted(*at);
        return two(
            *at,
            "a lone sales column can be the cost of sales, or revenue",
            format!("--map 'sales={name}' (cost)   or   --map 'revenue={name}'"),
        );
    }
    let layout = lay_out(header, role, &columns, (&categories, &steps), options)?;
    // What is known of a platform holds for the role its exports have.
    let of_spend = matches!(role, Role::Spend | Role::Combined | Role::Funnel);
    let fits = |platform: &&Platform| platform.has_customers() != of_spend;
    let platform = platform.filter(fits);
    let by_account = ledger && layout.names.get(CATEGORY) == Some(&None);
    let mut layout = Layout { platform, sectioned: by_account, ..layout };
    layout.stage = layout.stage.or_else(|| kinds::column(header, (role, platform), options));
    // All spend of an advertising platform is advertising, whatever its accounts and types are called.
    let advertised = layout.platform.is_some_and(Platform::is_advertising);
    if let Some(category) = layout.names.get_mut(CATEGORY) {
        if by_account {
            *category = Some(0);
        } else if advertised && !columns.is_mapped(&Meaning::Field(Field::Category)) {
            *category = None;
        }
    }
    Ok(layout)
}

fn lay_out(
    header: &[String],
    role: Role,
    columns: &Columns,
    (categories, steps): (&[(Category, usize)], &[StepColumn]),
    options: &Options,
) -> Result<Layout, NoLayout> {
    let one = |field| columns.one(field);
    let mut measures = Vec::new();
    let mut add = |column: Option<usize>, measure: Measure| {
        measures.extend(column.map(|column| MeasureColumn {
            column,
            measure,
            mapped: false,
            micros: false,
            when: None,
            sign: columns.sign(column),
        }));
    };
    let mut wide_total = None;
    let mut category = None;
    if matches!(role, Role::Spend | Role::Combined | Role::Funnel) {
        category = one(Field::Category)?;
        if let Some(amount) = one(Field::Amount)? {
            add(Some(amount), Measure::Spend);
        } else if let (Some(debit), Some(credit)) = (one(Field::Debit)?, one(Field::Credit)?) {
            add(Some(debit), Measure::Spend);
            add(Some(credit), Measure::Credit);
        } else if let ([(_, at)], Some(_)) = (categories, category) {
            // One column of money beside a category column: the row's category says what it is for.
            add(Some(*at), Measure::Spend);
        } else {
            for (kind, at) in categories {
                columns.only(&Meaning::Category(kind.clone()))?;
                add(Some(*at), Measure::SpendOn(kind.clone()));
            }
            category = None;
            if let [one, other, ..] = columns.totals.as_slice() {
                return Err(NoLayout::TwoColumns(Meaning::Category(Category::Other), *one, *other));
            }
            // Without any spend, a total is of something else.
            wide_total = columns.totals.first().copied().filter(|_| !categories.is_empty());
        }
    }
    let id = if matches!(role, Role::Customers | Role::Known) { one(Field::CustomerId)? } else { None };
    if id.is_none() && matches!(role, Role::Customers | Role::Combined) {
        let column = match one(Field::NewCustomers)? {
            Some(at) => Some(at),
            None => one(Field::Customers)?,
        };
        add(column, Measure::NewCustomers);
    }
    if matches!(role, Role::Revenue | Role::Combined) {
        add(one(Field::Revenue)?, Measure::Revenue);
        add(one(Field::CostOfRevenue)?, Measure::CostOfRevenue);
        add(one(Field::Refunds)?, Measure::Refunds);
        add(one(Field::ActiveCustomers)?, Measure::ActiveCustomers);
        add(one(Field::CustomersAtStart)?, Measure::AtStart);
        add(one(Field::CustomersAtEnd)?, Measure::AtEnd);
        add(one(Field::ChurnedCustomers)?, Measure::Churned);
        for (field, movement) in MOVEMENTS {
            add(one(*field)?, Measure::Movement(*movement));
        }
    }
    if role == Role::Funnel && columns.has(Field::Revenue) {
        add(one(Field::Revenue)?, Measure::Revenue);
        add(one(Field::CostOfRevenue)?, Measure::CostOfRevenue);
        add(one(Field::Refunds)?, Measure::Refunds);
    }
    let mapped = columns.is_mapped(&Meaning::Field(Field::NewCustomers));
    for measure in &mut measures {
        measure.mapped = mapped && measure.measure == Measure::NewCustomers;
        let name = header.get(measure.column).map(|name| folded(name));
        measure.micros = !measure.measure.is_count() && name.is_some_and(|name| name.contains("micros"));
    }
    let more = funnel::measures(header, steps, &measures, options.rates.is_some());
    measures.extend(more);
    let Dated { period, period_end, year } = if matches!(role, Role::Assumptions | Role::Known) {
        Dated::default()
    } else {
        Dated::of(columns, header, if id.is_some() { one(Field::AcquiredOn)? } else { None })?
    };
    let names = names(header, columns, category, options)?;
    let own = |field| if id.is_some() && role == Role::Customers { one(field) } else { Ok(None) };
    let own_revenue = match (own(Field::Mrr)?, own(Field::Arpa)?) {
        (Some(one), Some(other)) => {
            return Err(NoLayout::TwoColumns(Meaning::Field(Field::Mrr), one, other));
        }
        (one, other) => one.or(other),
    };
    let mut assumptions = Vec::new();
    if role == Role::Assumptions {
        let arpa = match (one(Field::Arpa)?, one(Field::Mrr)?) {
            (Some(one), Some(other)) => {
                return Err(NoLayout::TwoColumns(Meaning::Field(Field::Arpa), one, other));
            }
            (one, other) => one.or(other),
        };
        assumptions.extend(arpa.map(|at| (at, Field::Arpa)));
        for field in [Field::Margin, Field::Churn, Field::Lifetime, Field::Discount, Field::Aov, Field::OrdersPerYear] {
            assumptions.extend(one(field)?.map(|at| (at, field)));
        }
    }
    let money: Vec<usize> = measures
        .iter()
        .filter(|column| !column.measure.is_count())
        .map(|column| column.column)
        .chain(own_revenue)
        .chain(assumptions.iter().filter(|(_, field)| super::assumptions::is_money(*field)).map(|(at, _)| *at))
        .collect();
    let header_signs = columns.signs.iter().filter(|(at, _)| money.contains(at)).map(|(_, sign)| *sign).collect();
    let named = header.iter().rposition(|name| !name.trim().is_empty()).map_or(0, |at| at.saturating_add(1));
    Ok(Layout {
        role,
        header: header.to_vec(),
        named,
        period,
        period_end,
        year,
        names,
        currency: if money.is_empty() { None } else { one(Field::Currency)? },
        measures,
        wide_total,
        id,
        own_revenue,
        own_margin: own(Field::Margin)?,
        assumptions,
        header_signs,
        stage: if role == Role::Customers { one(Field::Stage)? } else { None },
        conditions: conditions(header, options),
        platform: None,
        sectioned: false,
        steps: steps.iter().map(|column| column.name.clone()).collect(),
    })
}

/// Channel, segment, category, the columns of `--by`, and what else tells rows apart.
pub(super) fn names(
    header: &[String],
    columns: &Columns,
    category: Option<usize>,
    options: &Options,
) -> Result<Vec<Option<usize>>, NoLayout> {
    let one = |field| columns.one(field);
    let mut names = vec![one(Field::Channel)?, one(Field::Segment)?, category];
    for (place, wanted) in options.by.iter().enumerate() {
        if options.week == Some(place) {
            names.push(None);
            continue;
        }
        let plain = folded(wanted);
        let by_name = header.iter().position(|name| folded(name) == plain);
        let by_field = if field(&plain) == Some(Field::Campaign) { one(Field::Campaign)? } else { None };
        names.push(by_name.or(by_field));
    }
    // The currency of a row stands here where amounts are converted.
    names.extend(options.rates.as_ref().map(|_| None));
    if let Some(campaign) = one(Field::Campaign)?.filter(|at| !names.contains(&Some(*at))) {
        names.push(Some(campaign));
    }
    Ok(names)
}

/// The columns of `--where` that the file has, each with the places of its conditions.
pub(super) fn conditions(header: &[String], options: &Options) -> Vec<(usize, Vec<usize>)> {
    let mut all: Vec<(usize, Vec<usize>)> = Vec::new();
    for (place, condition) in options.conditions.iter().enumerate() {
        let plain = folded(&condition.column);
        let Some(column) = header.iter().position(|name| folded(name) == plain) else { continue };
        match all.iter_mut().find(|(known, _)| *known == column) {
            Some((_, places)) => places.push(place),
            None => all.push((column, vec![place])),
        }
    }
    all
}

/// What the roles need, for a header that fits none.
pub(super) fn needs(role: Option<Role>) -> String {
    let spend =
        "spend needs an amount (spend, cost, kostnad, Betrag, montant …) or columns of categories (marketing, sales …)";
    let customers = "customers need new_customers, or customer_id and acquired_on";
    let revenue = "revenue needs revenue";
    let assumptions = "assumptions need channel or segment, and arpa, margin, churn or lifetime";
    match role {
        Some(Role::Spend) => spend.to_owned(),
        Some(Role::Customers) => customers.to_owned(),
        Some(Role::Revenue) => revenue.to_owned(),
        Some(Role::Assumptions) => assumptions.to_owned(),
        Some(Role::Known) => "known customers need customer_id".to_owned(),
        Some(Role::Combined | Role::Funnel) | None => format!("{spend}; {customers}; {revenue}; {assumptions}"),
    }
}
