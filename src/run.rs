//! One function per command; the only file that knows every layer.

mod notes;
mod sources;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

use crate::calc::check::{Rule, Target as Row, judge};
use crate::calc::compute;
use crate::calc::costs::{self, Spread};
use crate::calc::lag::{self, Matched, NoLag};
use crate::calc::oneoff::{self, Given};
use crate::calc::results::{Label, Line, Results};
use crate::domain::assumptions::{Assumptions, Basis};
use crate::domain::costs::{Allocation, Costs};
use crate::domain::currency::Currency;
use crate::domain::lag::Lag;
use crate::domain::ledger::{Dimension, Ledger};
use crate::domain::metric::Metric;
use crate::domain::number::{Group, Mark};
use crate::domain::period::{Grain, Span};
use crate::domain::place::{Diagnostic, Severity};
use crate::domain::value::Value;
use crate::exit::Exit;
use crate::input::code::Code;
use crate::input::rates::Rates;
use crate::input::suggest::nearest;
use crate::input::{self, Cut, Reading, Refusal, Selected, Source, name_key};
use crate::output::{deliver, onto_input, stdout, write};
use crate::plan::{Input, Layout, Output, Plan, Usage};
use crate::render::{self, messages, safe, text};
use crate::report::build::{View, describe};
use crate::report::inspection::{self, Inspection};
use crate::report::{InputFile, Kind, Numbers, Piece, Report, Verdict};

use self::notes::notes;
use self::sources::sources;

/// What surrounds a run: where it writes, and what it knows of the terminal.
pub struct Surroundings<'a> {
    /// Standard output.
    pub out: &'a mut dyn Write,
    /// Standard error.
    pub err: &'a mut dyn Write,
    /// The width of the terminal, when there is one or `COLUMNS` says so.
    pub width: Option<usize>,
    /// Whether messages are coloured.
    pub color: bool,
}

impl Surroundings<'_> {
    /// The width and colour of the real terminal.
    #[must_use]
    pub fn of<'a>(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Surroundings<'a> {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let columns =
            std::env::var("COLUMNS").ok().and_then(|text| text.trim().parse().ok()).filter(|width| *width > 0);
        let terminal = || {
            let (width, _) = terminal_size::terminal_size_of(io::stdout())?;
            Some(usize::from(width.0))
        };
        let width = columns.or_else(terminal);
        let color = set("CLICOLOR_FORCE") || (io::stderr().is_terminal() && !set("NO_COLOR"));
        Surroundings { out, err, width, color }
    }

    fn say(&mut self, text: &str) {
        // Where messages cannot be written there is nowhere left to say so; the exit status still tells.
        let _unsaid = self.err.write_all(text.as_bytes()).and_then(|()| self.err.flush());
    }

    /// Says what is wrong with the command line.
    pub fn usage(&mut self, usage: &Usage) -> Exit {
        self.say(&format!("error: {}\n", safe::visible(&usage.message)));
        if let Some(help) = &usage.help {
            self.say(&format!("  = help: {}\n", safe::visible(help)));
        }
        Exit::Usage
    }

    fn refuse(&mut self, refusal: &Refusal) -> Exit {
        self.say(&messages::messages(&refusal.diagnostics, &refusal.more, self.color));
        Exit::Input
    }
}

/// What a failed run ends with; errors of the output come as `anyhow` errors instead.
type Ended<T> = Result<T, Exit>;

/// Carries out a plan.
///
/// # Errors
/// When the output cannot be written.
pub fn run(plan: Plan, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
    match plan {
        Plan::Calc { given, assumptions, currency, output, explain } => {
            calc(&given, &assumptions, currency, &output, explain, around)
        }
        Plan::Report { input, assumptions, layout, output, explain, rules } => {
            let others = unlisted(&input);
            match report(*input, *assumptions, layout, explain, rules, around) {
                Err(exit) => Ok(exit),
                Ok((report, numbers, exit)) => {
                    let files = report.inputs.iter().map(|input| input.file.to_string());
                    if let Some(usage) = onto_input(&output, files.chain(others)) {
                        return Ok(around.usage(&usage));
                    }
                    write(&report, &output, &numbers, around)?;
                    Ok(exit)
                }
            }
        }
        Plan::Inspect { input, given, output } => inspect(&input, &given, &output, around),
        Plan::Get { metric, input, assumptions } => get(metric, *input, *assumptions, around),
    }
}

/// What a run reads beside its files: rates and the configuration.
fn unlisted(input: &Input) -> Vec<String> {
    input.rates.iter().chain(&input.config).cloned().collect()
}

/// Reads the files, converted at the rates of a file where that was asked for.
fn read(input: &Input) -> Result<Reading, Refusal> {
    let sources = sources(input)?;
    let mut options = input.options.clone();
    if let (Some(name), Some(currency)) = (&input.rates, options.currency) {
        options.rates = Some(Arc::new(Rates::read(Source::path(name), currency, &options)?));
    }
    input::read(sources, &options)
}

/// Reads the files and says how.
fn inspect(input: &Input, given: &[String], output: &Output, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
    let reading = match read(input) {
        Ok(reading) => reading,
        Err(refusal) => return Ok(around.refuse(&refusal)),
    };
    let files = reading.understood.iter().map(|file| file.file.to_string());
    if let Some(usage) = onto_input(output, files.chain(unlisted(input))) {
        return Ok(around.usage(&usage));
    }
    around.say(&messages::messages(&reading.diagnostics, &BTreeMap::new(), around.color));
    let inspection = Inspection::new(reading.understood, reading.merged, given, reading.diagnostics);
    deliver(output, around, |format, style| render::inspect(&inspection, format, style))?;
    Ok(Exit::Done)
}

fn calc(
    given: &Given,
    assumptions: &Assumptions,
    currency: Option<Currency>,
    output: &Output,
    explain: bool,
    around: &mut Surroundings<'_>,
) -> anyhow::Result<Exit> {
    let results = match oneoff::derive(given, assumptions) {
        Ok(results) => results,
        Err(contradiction) => {
            let number = |exact| text::machine(exact).0;
            let message = format!(
                "{} is given as {}, but the other figures make it {}",
                contradiction.metric.name(),
                number(&contradiction.given),
                number(&contradiction.derived)
            );
            return Ok(around.usage(&Usage { message, help: Some("leave one of them out".to_owned()) }));
        }
    };
    let view = View { currency, explain, ..View::new(Kind::Calc) };
    let report = describe(&results, &view);
    write(&report, output, &Numbers::default(), around)?;
    Ok(Exit::Done)
}

/// Reads, cuts and computes.
struct Computed {
    reading: Reading,
    selected: Selected,
    matched: Option<Matched>,
    spread: Spread,
    /// A lag without spend or without customers.
    idle_lag: Option<Lag>,
    assumptions: Assumptions,
    results: Results,
}

fn computed(
    input: &Input,
    mut assumptions: Assumptions,
    by: &[Dimension],
    undecided: bool,
    around: &mut Surroundings<'_>,
) -> Ended<Computed> {
    let mut reading = read(input).map_err(|refusal| around.refuse(&refusal))?;
    assumptions.rows = std::mem::take(&mut reading.assumptions);
    assumptions.revenue_months = input.options.revenue_period.map(|grain| grain.months().unsigned_abs());
    let grain = by.iter().find_map(|dimension| match dimension {
        Dimension::Period(grain) => Some(*grain),
        Dimension::Channel | Dimension::Segment | Dimension::Category | Dimension::Other(..) => None,
    });
    let mut ledger = costs::placed(std::mem::take(&mut reading.ledger), &input.costs);
    assumptions.include.clone_from(&input.costs.include);
    assumptions.exclude.clone_from(&input.costs.exclude);
    let (mut cut, mut matched) = (input.cut, None);
    // With one side alone there is nothing to hold it against, and no CAC to be wrong.
    let idle_lag = input.lag.clone().filter(|_| !ledger.has_spend || !ledger.has_customers);
    if let Some(wanted) = input.lag.as_ref().filter(|_| idle_lag.is_none()) {
        let asked = input::asked(&ledger, cut, reading.last_complete).map_err(|found| around.refuse(&found.into()))?;
        let lagged =
            lag::lag(ledger, wanted, asked).map_err(|fault| around.refuse(&vec![no_lag(&fault, wanted)].into()))?;
        cut = Some(Cut::Between(Some(lagged.window.first), Some(lagged.window.last)));
        (ledger, matched) = (lagged.ledger, Some(lagged.matched));
    }
    let empty = |found: &[Diagnostic]| found.iter().all(|one| one.code == Code::NothingLeft.code());
    let selected = input::select(ledger, cut, grain, reading.last_complete).map_err(|found| {
        let nothing = undecided && empty(&found);
        let exit = around.refuse(&found.into());
        if nothing { Exit::Undecided } else { exit }
    })?;
    if assumptions.scope != crate::domain::category::Scope::Full && selected.ledger.uncategorised_spend {
        let usage = Usage {
            message: format!(
                "--scope {} needs categories, and a file of spend has no category column",
                assumptions.scope.name()
            ),
            help: Some("--scope full, or --map category=COLUMN".to_owned()),
        };
        return Err(around.usage(&usage));
    }
    if assumptions.scope == crate::domain::category::Scope::Paid && has_undivided(&selected, &assumptions) {
        let usage = Usage {
            message: "--scope paid cannot tell which part of the marketing and sales columns is paid media".to_owned(),
            help: Some("--scope direct   or   --scope full".to_owned()),
        };
        return Err(around.usage(&usage));
    }
    let costs = with_channels(&input.costs, &selected.ledger).map_err(|usage| around.usage(&usage))?;
    let mut selected = selected;
    let (ledger, spread) = costs::spread(std::mem::take(&mut selected.ledger), &costs);
    selected.ledger = ledger;
    let results = compute(&selected.ledger, &assumptions, by);
    Ok(Computed { spread, reading, selected, matched, idle_lag, assumptions, results })
}

/// Why a lag cannot be applied.
fn no_lag(fault: &NoLag, lag: &Lag) -> Diagnostic {
    let (message, help) = match fault {
        NoLag::NoPeriod => {
            ("the input has no dates, so there is no month to count --lag from".to_owned(), "--period-of FILE=2026-03")
        }
        NoLag::LongPeriod(span) => {
            (format!("rows for {span} are no month, and --lag counts months"), "export by month, or leave --lag out")
        }
        NoLag::Apart(spend, customers) => {
            let shown = |span: &Option<Span>| span.map_or_else(|| "nothing".to_owned(), |span| span.to_string());
            let (spend, customers) = (shown(spend), shown(customers));
            let message =
                format!("spend covers {spend}, customers cover {customers}: with a lag of {lag} no month has both");
            (message, "a shorter --lag, or files for more months")
        }
        NoLag::TooFine => (
            "an amount times a weight of --lag has more than 18 decimals".to_owned(),
            "weights with fewer digits, such as 0:50%,1:50%",
        ),
    };
    let help = Some(help.to_owned());
    let code = if *fault == NoLag::NoPeriod { Code::NoPeriod } else { Code::Lag };
    Diagnostic { code: code.code(), severity: Severity::Error, place: None, excerpt: None, message, help }
}

/// Whether spend stands in undivided marketing or sales columns.
fn has_undivided(selected: &Selected, assumptions: &Assumptions) -> bool {
    use crate::domain::category::Category;
    let undivided = |category: &Category| matches!(category, Category::Marketing | Category::Sales);
    let mut keys = selected.ledger.totals.keys();
    keys.any(|key| undivided(&key.category) && assumptions.counts(&key.category).is_none())
}

/// The costs with the channels of weights as the ledger names them.
fn with_channels(costs: &Costs, ledger: &Ledger) -> Result<Costs, Usage> {
    let mut all = costs.clone();
    let Some(Allocation::Weights(weights)) = &mut all.allocation else { return Ok(all) };
    let names: BTreeSet<&str> = ledger.totals.keys().filter_map(|key| key.channel.as_deref()).collect();
    for (name, _) in weights {
        match names.iter().find(|known| name_key(known) == name_key(name)) {
            Some(known) => (*known).clone_into(name),
            None => {
                let help = nearest(name, names.iter().copied()).map(|near| format!("did you mean '{near}'?"));
                return Err(Usage { message: format!("--allocate: no row has the channel '{name}'"), help });
            }
        }
    }
    Ok(all)
}

fn report(
    mut input: Input,
    assumptions: Assumptions,
    layout: Layout,
    explain: bool,
    rules: Option<Vec<Rule>>,
    around: &mut Surroundings<'_>,
) -> Ended<(Report, Numbers, Exit)> {
    let mut assumptions = assumptions;
    assumptions.without_retention_payback = !explain && !needs_retention(&layout, rules.as_deref());
    let computed = computed(&input, assumptions, &layout.by, rules.is_some(), around)?;
    for (names, dimension) in [(&mut input.channels, Dimension::Channel), (&mut input.segments, Dimension::Segment)] {
        *names = resolve(names, &dimension, &computed.results).map_err(|diagnostic| {
            let exit = around.refuse(&vec![*diagnostic].into());
            if rules.is_some() { Exit::Undecided } else { exit }
        })?;
    }
    let Computed { reading, selected, matched, idle_lag, spread, assumptions, results } = computed;
    let judgements =
        rules.as_ref().map(|rules| judgements(&results, &selected, &assumptions, rules)).unwrap_or_default();
    let mut diagnostics = reading.diagnostics.clone();
    diagnostics.extend(selected.diagnostics.iter().cloned());
    diagnostics.extend(input::short_exports(&reading.exports, &selected));
    around.say(&messages::messages(&diagnostics, &BTreeMap::new(), around.color));
    let view = View {
        columns: layout.columns,
        sort: layout.sort,
        top: layout.top,
        channels: input.channels,
        segments: input.segments,
        currency: reading.currency,
        matched,
        spread,
        inputs: files(&reading),
        diagnostics,
        judgements,
        explain,
        notes: {
            let mut all = notes(&reading, &selected.left_out, input.rates.as_deref());
            if let Some(lag) = &idle_lag {
                let text = format!("lag {lag} is not used: it needs both spend and customers");
                all.push(vec![Piece::Text(text)]);
            }
            if let Some(config) = &input.config {
                all.push(vec![Piece::Text("configuration ".to_owned()), Piece::Name(config.clone())]);
            }
            all.extend(inspection::footer(&reading.understood, &reading.merged));
            all
        },
        ..View::new(if rules.is_some() { Kind::Check } else { Kind::Report })
    };
    let report = describe(&results, &view);
    let exit = match report.checks.as_ref().map(|checks| checks.verdict) {
        None | Some(Verdict::Pass) => Exit::Done,
        Some(Verdict::Fail) => Exit::Failed,
        Some(Verdict::Undecided) => Exit::Undecided,
    };
    Ok((report, default_numbers(&reading), exit))
}

/// Whether payback with churn is asked for, or hangs on what is.
fn needs_retention(layout: &Layout, rules: Option<&[Rule]>) -> bool {
    let slow = |metric: &Metric| matches!(metric, Metric::PaybackRetentionMonths | Metric::PaybackRetentionContinuous);
    let shown = layout.columns.iter().flatten().chain(&layout.sort).any(slow);
    // A payback check that passes while churn means it never pays back carries a warning.
    shown || rules.into_iter().flatten().any(|rule| slow(&rule.metric) || rule.metric == Metric::PaybackMonths)
}

/// Holds every rule against the results it speaks of.
fn judgements(
    results: &Results,
    selected: &Selected,
    assumptions: &Assumptions,
    rules: &[Rule],
) -> Vec<crate::calc::check::Judgement> {
    let by = |dimension: Dimension| compute(&selected.ledger, assumptions, &[dimension]);
    let mut all = Vec::new();
    let months = rules.iter().any(|rule| rule.row.by_month()).then(|| by(Dimension::Period(Grain::Month)));
    for rule in rules {
        let one = std::slice::from_ref(rule);
        let found = match &rule.row {
            Row::Channel(_) if results.dimensions != [Dimension::Channel] => judge(&by(Dimension::Channel), None, one),
            Row::Segment(_) if results.dimensions != [Dimension::Segment] => judge(&by(Dimension::Segment), None, one),
            Row::Total | Row::Paid | Row::Each | Row::Channel(_) | Row::Segment(_) | Row::EachMonth | Row::Last => {
                judge(results, months.as_ref(), one)
            }
        };
        all.extend(found);
    }
    all
}

/// The names of rows as shown, for names as typed.
fn resolve(names: &[String], dimension: &Dimension, results: &Results) -> Result<Vec<String>, Box<Diagnostic>> {
    let Some(place) = results.dimensions.iter().position(|one| one == dimension) else {
        return Ok(Vec::new());
    };
    let label = |line: &Line| match line.key.get(place) {
        Some(Label::Name(Some(name))) => Some(name.to_string()),
        Some(Label::Name(None)) => Some("(unattributed)".to_owned()),
        Some(Label::Category(_) | Label::Period(_)) | None => None,
    };
    let all: Vec<String> = results.rows.iter().filter_map(label).collect();
    let mut found = Vec::new();
    for name in names {
        match all.iter().find(|one| name_key(one) == name_key(name)) {
            Some(one) => found.push(one.clone()),
            None => return Err(Box::new(no_such_row(name, dimension, &all))),
        }
    }
    Ok(found)
}

fn no_such_row(name: &str, dimension: &Dimension, all: &[String]) -> Diagnostic {
    let help = match nearest(name, all.iter().map(String::as_str)) {
        Some(near) => format!("did you mean '{near}'?"),
        None => {
            format!("there are {}", all.iter().take(20).map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", "))
        }
    };
    Diagnostic {
        code: Code::NothingLeft.code(),
        severity: Severity::Error,
        place: None,
        excerpt: None,
        message: format!("no rows match the {} '{name}'", dimension.name()),
        help: Some(help),
    }
}

fn get(metric: Metric, input: Input, assumptions: Assumptions, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
    let by =
        if input.channels.is_empty() && !input.segments.is_empty() { Dimension::Segment } else { Dimension::Channel };
    if input.channels.len() + input.segments.len() > 1 {
        let help = Some("cacltv report -f json prints several".to_owned());
        return Ok(
            around.usage(&Usage { message: "get prints one number: name one channel or segment".to_owned(), help })
        );
    }
    let computed = match computed(&input, assumptions, std::slice::from_ref(&by), true, around) {
        Ok(computed) => computed,
        Err(exit) => return Ok(exit),
    };
    let names = if by == Dimension::Channel { &input.channels } else { &input.segments };
    let line = match names.first() {
        None => &computed.results.total,
        Some(_) => match resolve(names, &by, &computed.results) {
            Err(diagnostic) => {
                around.refuse(&vec![*diagnostic].into());
                return Ok(Exit::Undecided);
            }
            Ok(found) => {
                let wanted = |line: &&Line| match line.key.first() {
                    Some(Label::Name(Some(name))) => found.iter().any(|one| **one == **name),
                    Some(Label::Name(None)) => found.iter().any(|one| one == "(unattributed)"),
                    Some(Label::Category(_) | Label::Period(_)) | None => false,
                };
                computed.results.rows.iter().find(wanted).unwrap_or(&computed.results.total)
            }
        },
    };
    let mut diagnostics = computed.reading.diagnostics.clone();
    diagnostics.extend(computed.selected.diagnostics.iter().cloned());
    diagnostics.extend(input::short_exports(&computed.reading.exports, &computed.selected));
    around.say(&messages::messages(&diagnostics, &BTreeMap::new(), around.color));
    match line.values.get(&metric) {
        Some(Value::Known(figure)) => {
            let revenue = computed.results.basis == Basis::Revenue && computed.assumptions.basis.is_none();
            if revenue && matches!(metric, Metric::Ltv | Metric::LtvCac | Metric::MaxCac | Metric::PaybackMonths) {
                around.say("note: no margin is known, so this rests on revenue: --margin 72%, or --basis revenue\n");
            }
            let (number, _) = text::machine_figure(figure);
            stdout(around, &format!("{number}\n"))?;
            Ok(Exit::Done)
        }
        Some(Value::Undefined(reason)) => {
            let message = format!("{} is undefined: {} ({})", metric.name(), reason.sentence(), reason.code());
            around.say(&format!("error: {message}\n  = help: {}\n", reason.fix()));
            Ok(Exit::Undecided)
        }
        None => {
            around.say(&format!("error: {} does not follow from these files\n", metric.name()));
            Ok(Exit::Undecided)
        }
    }
}

fn files(reading: &Reading) -> Vec<InputFile> {
    reading
        .files
        .iter()
        .map(|file| InputFile {
            file: file.file.clone(),
            role: file.role.name(),
            rows: file.rows,
            bytes: file.bytes,
            encoding: file.encoding,
            delimiter: file.delimiter,
            decimal: file.settled.map(Mark::char),
        })
        .collect()
}

/// The number style of the files, when one of them proves a decimal comma, or a flag says so where none proves any.
fn default_numbers(reading: &Reading) -> Numbers {
    let proved = reading.files.iter().any(|file| file.decimal.is_some());
    let comma = |file: &&input::FileInfo| {
        let mark = if proved { file.decimal } else { file.settled };
        mark == Some(Mark::Comma)
    };
    if !reading.files.iter().any(|file| comma(&file)) {
        return Numbers::default();
    }
    let group = reading.files.iter().filter(comma).find_map(|file| file.group).unwrap_or(Group::NoBreak);
    // A plain space would let a number break over lines.
    let group = if group == Group::Space { Group::NoBreak } else { group };
    Numbers { decimal: ',', group: Some(group.char()) }
}
