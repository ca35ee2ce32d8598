//! `plan`: reads once, computes each part that was asked, and writes one study.

use super::computed::{Computed, computed};
use super::{Surroundings, default_numbers, resolve, unlisted, viewed};
use crate::calc::plan::breakeven;
use crate::calc::plan::budget::{Largest, Today};
use crate::calc::plan::margins::{Margins, least_grain, margins};
use crate::calc::plan::shift::{self, shift};
use crate::calc::plan::whatif::{Fault, changed, what_if};
use crate::calc::plan::{Ground, Who, lines, sweep, tornado, value};
use crate::calc::ratio::ltv_cac;
use crate::calc::results::{Line, Results};
use crate::domain::assumptions::{Assumptions, Method};
use crate::domain::figure::Figure;
use crate::domain::ledger::Dimension;
use crate::domain::lever::Lever;
use crate::domain::metric::Metric;
use crate::domain::period::Grain;
use crate::domain::place::Diagnostic;
use crate::exit::Exit;
use crate::output::{onto_input, write_study};
use crate::plan::Usage;
use crate::plan::planning::{Asked, Material, Planning};
use crate::render::text;
use crate::report::build::View;
use crate::report::planning::{Budget, Grid, Moved, Parts, Room, study};
use crate::report::{Kind, Numbers, Piece};

/// What a plan is made from, computed for today.
struct Scene<'a> {
    ground: Ground<'a>,
    assumptions: &'a Assumptions,
    today: &'a Results,
}

/// Carries out `plan`.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn planning(plan: Planning, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
    let Planning { from, mut assumptions, mut asked, output } = plan;
    let slow = [Metric::PaybackRetentionMonths, Metric::PaybackRetentionContinuous].contains(&asked.metric);
    assumptions.without_retention_payback = asked.payback.is_none() && !slow;
    let mut input = match from {
        Material::Files(input) => input,
        Material::Figures(given, currency) => {
            let run = currency.map(|currency| (currency, "--currency is"));
            let currency = match super::foreign::agreed(&assumptions.signs, run) {
                Ok(currency) => currency,
                Err(usage) => return Ok(around.usage(&usage)),
            };
            if let Err(usage) = super::fit::fits(&assumptions) {
                return Ok(around.usage(&usage));
            }
            let ground = match Ground::figures(&given, &assumptions) {
                Ok(ground) => ground,
                Err(contradiction) => return Ok(around.usage(&super::contradicted(&contradiction))),
            };
            let today = ground.results(&assumptions);
            let scene = Scene { ground, assumptions: &assumptions, today: &today };
            let parts = match parts(&scene, &asked) {
                Ok(parts) => parts,
                Err(usage) => return Ok(around.usage(&usage)),
            };
            let view = View { currency, ..View::new(Kind::Calc) };
            write_study(&study(&today, &parts, &view), &output, &Numbers::default(), around)?;
            return Ok(Exit::Done);
        }
    };
    let others = unlisted(&input);
    let computed = match computed(&input, assumptions, &[Dimension::Channel], false, around) {
        Ok(computed) => computed,
        Err(exit) => return Ok(exit),
    };
    let Computed { reading, assumptions, finished } = computed;
    let named = named(&mut asked, &finished.results).and_then(|()| {
        input.channels = resolve(&input.channels, &Dimension::Channel, &finished.results)?;
        Ok(())
    });
    if let Err(diagnostic) = named {
        return Ok(around.refuse(&vec![*diagnostic].into()));
    }
    let ledger = &finished.selected.ledger;
    if let Some(usage) = too_fine(&asked, least_grain(ledger)) {
        return Ok(around.usage(&usage));
    }
    let scene = Scene { ground: Ground::Ledger(ledger), assumptions: &assumptions, today: &finished.results };
    let parts = match parts(&scene, &asked) {
        Ok(parts) => parts,
        Err(usage) => return Ok(around.usage(&usage)),
    };
    let mut view = match viewed(Kind::Report, &input, &reading, &finished, around) {
        Ok(view) => view,
        Err(exit) => return Ok(exit),
    };
    if !input.costs.rewards.is_empty() {
        let text =
            "rewards are those of today's customers: where spend or customers change, the plan takes them as fixed";
        view.notes.push(vec![Piece::Text(text.to_owned())]);
    }
    let view = View { channels: std::mem::take(&mut input.channels), ..view };
    let files = view.inputs.iter().map(|input| input.file.to_string());
    if let Some(usage) = onto_input(&output, files.chain(others)) {
        return Ok(around.usage(&usage));
    }
    write_study(&study(&finished.results, &parts, &view), &output, &default_numbers(&reading), around)?;
    Ok(Exit::Done)
}

/// The channels of `--set` as the files name them.
fn named(asked: &mut Asked, results: &Results) -> Result<(), Box<Diagnostic>> {
    for change in &mut asked.changes {
        if let Some(channel) = &mut change.channel {
            let found = resolve(std::slice::from_ref(channel), &Dimension::Channel, results)?;
            if let Some(shown) = found.into_iter().next() {
                *channel = shown;
            }
        }
    }
    Ok(())
}

fn too_fine(asked: &Asked, least: Option<Grain>) -> Option<Usage> {
    let least = least?;
    let wanted = asked.marginal.filter(|wanted| wanted.months() < least.months())?;
    Some(Usage {
        message: format!("--marginal {} needs rows by {}; these are for longer periods", wanted.name(), wanted.name()),
        help: Some(format!("--marginal {}", least.name())),
    })
}

fn parts(scene: &Scene<'_>, asked: &Asked) -> Result<Parts, Usage> {
    let Scene { ground, assumptions, today, .. } = scene;
    let target = &today.target;
    let refuse = |flag: &'static str| move |fault: Fault| usage(flag, fault);
    let targets = if asked.targets { breakeven::targets(ground, assumptions, today, target) } else { Vec::new() };
    let payback = asked.payback.map(|months| (months, breakeven::paid_back_within(ground, assumptions, months)));
    let what_if = match asked.changes.as_slice() {
        [] => None,
        changes => {
            let then = what_if(ground, assumptions, today, changes).map_err(refuse("set"))?;
            let set = changed(ground, assumptions, today, changes).map_err(refuse("set"))?;
            Some((changes.to_vec(), then, set))
        }
    };
    let (mut line, mut grid) = (None, None);
    match asked.sweeps.as_slice() {
        [levels] => {
            let totals = sweep::sweep(ground, assumptions, today, &asked.changes, levels).map_err(refuse("sweep"))?;
            line = Some((levels.clone(), totals));
        }
        [rows, columns] => {
            let cells = sweep::grid(ground, assumptions, today, &asked.changes, (rows, columns), asked.metric);
            let cells = cells.map_err(refuse("sweep"))?;
            grid = Some(Grid { rows: rows.clone(), columns: columns.clone(), metric: asked.metric, cells });
        }
        [] | [_, _, ..] => {}
    }
    let (set, then) = what_if.as_ref().map_or((*assumptions, *today), |(_, then, set)| (set, then));
    let tornado = asked.tornado.as_ref().map(|size| (size.clone(), tornado::tornado(ground, set, then, size)));
    let margins = margins_of(scene, asked);
    let moved = match &asked.shift {
        None => None,
        Some(amount) => Some(moved(today, amount, &margins)?),
    };
    let could_move = match (&asked.shift, asked.targets, shift::worst_and_best(today)) {
        (None, true, Some((from, to))) => Some((from.key.clone(), to.key.clone())),
        (None, _, _) | (Some(_), _, _) => None,
    };
    Ok(Parts {
        targets,
        payback,
        budget: budget(scene, asked, margins),
        what_if: what_if.map(|(changes, then, _)| (changes, then)),
        sweep: line,
        grid,
        tornado,
        referrals: asked.referrals.clone(),
        shift: moved,
        could_move,
    })
}

fn margins_of(scene: &Scene<'_>, asked: &Asked) -> Margins {
    if let Some(given) = &asked.marginal_cac {
        return Margins::given(given.clone());
    }
    match &scene.ground {
        Ground::Ledger(ledger) => {
            let Some(grain) = asked.marginal.or_else(|| least_grain(ledger)) else { return Margins::unknown() };
            margins(ledger, scene.assumptions, scene.today, grain)
        }
        Ground::Figures(_) => Margins::unknown(),
    }
}

fn standing(line: &Line) -> Today {
    Today {
        spend: value(line, Metric::Spend),
        new_customers: value(line, Metric::NewCustomers),
        cac: value(line, Metric::Cac),
        ltv: value(line, Metric::Ltv),
    }
}

/// Budgets, where they were asked for, or where the target was and marginal CAC is known.
fn budget(scene: &Scene<'_>, asked: &Asked, margins: Margins) -> Option<Budget> {
    let flags = asked.marginal.is_some() || asked.marginal_cac.is_some();
    let points = asked.budget.is_some() || asked.new_customers.is_some();
    let known = margins.total.figure().is_some() || margins.channels.values().any(|one| one.figure().is_some());
    if !(flags || points || asked.targets && known) {
        return None;
    }
    let whole = standing(&scene.today.total);
    let marginal = &margins.total;
    let for_budget = asked.budget.as_ref();
    let for_budget = for_budget.map(|sum| (whole.budget_at_average(sum), whole.budget_at_marginal(sum, marginal)));
    let wanted = asked.new_customers.as_ref();
    let for_customers = wanted.map(|n| (whole.customers_at_average(n), whole.customers_at_marginal(n, marginal)));
    let rooms = lines(scene.today).into_iter().filter_map(|(who, line)| {
        let marginal = match &who {
            Who::Row(key) => margins.of(key),
            Who::Total => margins.total.clone(),
            Who::Paid => return None,
        };
        let spends = value(line, Metric::Spend).figure().is_some_and(Figure::is_positive);
        let alone = matches!(who, Who::Row(_)) && margins.between.is_none();
        (spends && !line.unattributed && !alone).then(|| room(who, line, scene.today, marginal))
    });
    let largest = rooms.collect();
    Some(Budget { for_budget, for_customers, largest, margins })
}

fn room(who: Who, line: &Line, today: &Results, marginal: crate::domain::value::Value) -> Room {
    let now = standing(line);
    let largest = now.largest(&today.target, &marginal);
    let new_customers = match &largest {
        Largest::UpTo(most) => now.at_largest(most, &marginal).new_customers,
        Largest::Unlimited => now.new_customers.clone(),
    };
    let marginal_ratio = ltv_cac(&now.ltv, &marginal);
    Room { who, spend: now.spend, cac: now.cac, marginal_ratio, marginal, largest, new_customers }
}

fn moved(today: &Results, amount: &shift::Amount, margins: &Margins) -> Result<Moved, Usage> {
    let Some((from, to)) = shift::worst_and_best(today) else {
        return Err(Usage {
            message: "--move needs two channels whose LTV:CAC is known and differs".to_owned(),
            help: Some("cacltv report shows what is missing".to_owned()),
        });
    };
    let Some(found) = shift(today, from, to, amount) else {
        let spend = value(from, Metric::Spend);
        let spend = spend.figure().map(|figure| text::machine_figure(figure).0).unwrap_or_default();
        let name = from.key.iter().map(|label| match label {
            crate::calc::results::Label::Name(Some(name)) => name.to_string(),
            crate::calc::results::Label::Name(None)
            | crate::calc::results::Label::Category(_)
            | crate::calc::results::Label::Period(_) => String::new(),
        });
        let message = format!("--move: '{}' spends {spend}, which is less", name.collect::<String>());
        return Err(Usage { message, help: Some("--move 10%".to_owned()) });
    };
    let marginal = margins.of(&to.key);
    let sum = crate::domain::value::Value::exact(found.moved.clone());
    let won = sum.divided_by(&marginal, crate::domain::value::Reason::NoCommonChange);
    let at_marginal = won.figure().is_some().then(|| {
        let then = shift::total(today, (from, to), &found.lost, &won);
        (won.clone(), then)
    });
    Ok(Moved { from: from.clone(), to: to.clone(), shift: found, at_marginal })
}

/// Why an input cannot be changed, in words.
fn usage(flag: &str, fault: Fault) -> Usage {
    let (message, help) = match fault {
        Fault::NoToday(lever) => (
            format!("{} has no figure above 0 today that it could change from", lever.name()),
            "give the files or figures that it follows from".to_owned(),
        ),
        Fault::ByOrders => (
            "arpa follows from the orders here".to_owned(),
            format!("--{flag} aov=…   or   --{flag} orders_per_year=…"),
        ),
        Fault::NotByOrders(lever) => (
            format!("{} has no say: LTV is not computed by orders here", lever.name()),
            "--aov 34 --orders-per-year 12, or set arpa".to_owned(),
        ),
        Fault::OnRevenue => {
            ("margin has no say: LTV is on revenue here".to_owned(), "--margin 72% gives today's margin".to_owned())
        }
        Fault::LtvIsGiven(lever) => (
            format!("{} has no say: LTV was given as a figure", lever.name()),
            format!("--{flag} ltv=…, or give arpa, margin and churn instead of ltv"),
        ),
        Fault::LtvFollows => ("ltv follows from its inputs".to_owned(), "set arpa, margin or churn".to_owned()),
        Fault::Unused(lever, method) => (
            format!("{} has no say: method {} has no use for it", lever.name(), method.name()),
            match lever {
                Lever::Discount => format!("--method {} --discount 0%", Method::Discounted.name()),
                Lever::Growth => format!("--method {}", Method::Expansion.name()),
                Lever::Arpa
                | Lever::Margin
                | Lever::Churn
                | Lever::Lifetime
                | Lever::Horizon
                | Lever::Aov
                | Lever::OrdersPerYear
                | Lever::CostPerOrder
                | Lever::Spend
                | Lever::NewCustomers
                | Lever::Cac
                | Lever::Ltv => "cacltv explain methods".to_owned(),
            },
        ),
        Fault::ByYear(lever) => (
            format!("{} is of months, and --billing is year", lever.name()),
            if lever == Lever::Lifetime {
                format!("--{flag} churn=…, or --billing month")
            } else {
                "a horizon of whole years, or --billing month".to_owned()
            },
        ),
    };
    Usage { message: format!("--{flag}: {message}"), help: Some(help) }
}
