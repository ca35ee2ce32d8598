//! Says how the run ended, nothing else.

use std::io;
use std::process::ExitCode;

use cacltv::cli::{Cli, Command};
use cacltv::domain::path;
use cacltv::exit::Exit;
use cacltv::plan::{self, Plan, Usage};
use cacltv::render::Format;
use cacltv::run::{self, Surroundings, run};
use cacltv::{cli, config, explain, render, welcome};
use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

fn main() -> ExitCode {
    let (mut out, mut err) = (io::stdout().lock(), io::stderr().lock());
    let mut around = Surroundings::of(&mut out, &mut err);
    around.annotates = cli::annotates(std::env::args_os());
    let exit = ended(&mut around);
    annotated(exit, &mut around).into()
}

/// Says to GitHub what was refused, where that was asked for.
fn annotated(exit: Exit, around: &mut Surroundings<'_>) -> Exit {
    if !around.annotates || around.complaints.is_empty() {
        return exit;
    }
    match render::refusal(&around.complaints, around.uncounted, Format::GitHub) {
        Some(commands) if text(&commands, around) == Exit::Output => Exit::Output,
        Some(_) | None => exit,
    }
}

fn ended(around: &mut Surroundings<'_>) -> Exit {
    // A path need not be UTF-8, and its text is.
    let words: Vec<String> = std::env::args_os().map(|word| path::text(&word)).collect();
    let cli = match cli::read(&words) {
        Ok(cli) => cli,
        Err(error) => return parsed(&error, around),
    };
    match plan::shell::screen(&cli.common.screen) {
        Ok(screen) => around.adjust(screen),
        Err(usage) => return around.usage(&usage),
    }
    let config = match cli.command {
        // What is to be written is not read.
        None
        | Some(
            Command::Explain { .. } | Command::Init(_) | Command::Completions(_) | Command::Man(_) | Command::Schema(_),
        ) => Ok(None),
        Some(_) => config::load(cli.common.config.as_deref(), cli.common.no_config),
    };
    let config = config.and_then(|config| match config {
        Some(config) => plan::judge(&config).map(|()| Some(config)),
        None => Ok(None),
    });
    let config = match config {
        Ok(config) => config,
        Err(usage) => return around.usage(&usage),
    };
    let config = config.as_ref();
    let plan = match cli.command {
        None => return text(welcome::TEXT, around),
        Some(Command::Explain { topic }) => {
            return match explain::explain(topic.as_deref()) {
                Ok(page) => text(&page, around),
                Err(usage) => around.usage(&usage),
            };
        }
        Some(Command::Calc(args)) => plan::calc(&args, config),
        Some(Command::Report(args)) => plan::report(&args, config),
        Some(Command::Check(args)) => plan::check(&args, config),
        Some(Command::Get(args)) => plan::get(&args, config),
        Some(Command::Compare(args)) => plan::compare(&args, config),
        Some(Command::Trend(args)) => plan::trend(&args, config),
        Some(Command::Plan(args)) => plan::planning(&args, config),
        Some(Command::Funnel(args)) => plan::funnel(&args, config),
        Some(Command::Reconcile(args)) => plan::reconcile(&args, config),
        Some(Command::Inspect(args)) => plan::inspect(&args, config),
        Some(Command::Completions(args)) => plan::shell::completions(&args).map(Plan::Shell),
        Some(Command::Man(args)) => Ok(Plan::Shell(plan::shell::man(&args))),
        Some(Command::Schema(args)) => plan::shell::schema(&args).map(Plan::Shell),
        Some(Command::Init(args)) => plan::init(&args, cli.common.config.as_deref()),
    };
    match plan {
        Ok(plan) => carry_out(plan, around),
        Err(usage) => around.usage(&usage),
    }
}

fn carry_out(plan: Plan, around: &mut Surroundings<'_>) -> Exit {
    match run(plan, around) {
        Ok(exit) => exit,
        // What is wrong with a template shows when it is filled in.
        Err(error) => match error.downcast::<Usage>() {
            Ok(usage) => around.usage(&usage),
            Err(error) => unwritten(&error, around),
        },
    }
}

/// Says that the output could not be written.
fn unwritten(error: &anyhow::Error, around: &mut Surroundings<'_>) -> Exit {
    let message = format!("{error:#}");
    around.complain(&message, None);
    // The name of a file may hold what acts on a terminal.
    let _unsaid = writeln!(around.err, "error: {}", render::safe::visible(&message));
    Exit::Output
}

fn text(page: &str, around: &mut Surroundings<'_>) -> Exit {
    match run::print(page, around) {
        Ok(()) => Exit::Done,
        Err(error) => unwritten(&error, around),
    }
}

/// What clap has to say: help, the version, or a fault of the command line.
fn parsed(error: &clap::Error, around: &mut Surroundings<'_>) -> Exit {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return text(&error.render().to_string(), around);
    }
    if let Some(message) = cli::without_value(std::env::args_os()) {
        return around.usage(&Usage { message, help: None });
    }
    if error.kind() != ErrorKind::InvalidSubcommand {
        let mut said = error.render().to_string();
        for (_, value) in error.context() {
            let ContextValue::String(typed) = value else { continue };
            if !typed.contains(['\n', '\r']) {
                continue;
            }
            // What was typed stays on its line.
            said = said.replace(typed.as_str(), &render::safe::visible(typed));
        }
        let said: Vec<String> = said.split('\n').map(render::safe::visible).collect();
        let said = said.join("\n");
        let _unsaid = around.err.write_all(said.as_bytes());
        let first = said.lines().next().unwrap_or_default();
        around.complain(first.strip_prefix("error: ").unwrap_or(first), None);
        return Exit::Usage;
    }
    let typed = match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(text)) => text.clone(),
        other => other.map(ToString::to_string).unwrap_or_default(),
    };
    let help = if path::path(&typed).exists() || typed.contains(['.', '/']) {
        format!("did you mean: cacltv report {typed}")
    } else {
        let all = Cli::command();
        let names: Vec<&str> = all.get_subcommands().map(clap::Command::get_name).collect();
        match cacltv::input::suggest::nearest(&typed, names.iter().copied()) {
            Some(near) => format!("did you mean: cacltv {near}"),
            None => format!("the commands are {}", names.join(", ")),
        }
    };
    around.usage(&Usage { message: format!("there is no command '{typed}'"), help: Some(help) })
}
