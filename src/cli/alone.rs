//! A command line that begins with a command, read with the flags of that command alone.

use clap::{Args, FromArgMatches, Parser};

use super::{
    CalcArgs, CheckArgs, Cli, CommonArgs, CompareArgs, FunnelArgs, GetArgs, InspectArgs, PlanArgs, ReconcileArgs,
    ReportArgs, TrendArgs,
};

/// The command with that name by itself, as far as what it takes; `None` for those whose start may take its time.
fn alone(name: &str) -> Option<clap::Command> {
    let (name, augment): (&'static str, fn(clap::Command) -> clap::Command) = match name {
        "calc" => ("calc", CalcArgs::augment_args),
        "report" => ("report", ReportArgs::augment_args),
        "check" => ("check", CheckArgs::augment_args),
        "get" => ("get", GetArgs::augment_args),
        "compare" => ("compare", CompareArgs::augment_args),
        "trend" => ("trend", TrendArgs::augment_args),
        "plan" => ("plan", PlanArgs::augment_args),
        "funnel" => ("funnel", FunnelArgs::augment_args),
        "reconcile" => ("reconcile", ReconcileArgs::augment_args),
        "inspect" => ("inspect", InspectArgs::augment_args),
        _ => return None,
    };
    Some(augment(clap::Command::new(name)))
}

/// What a command line says. Where it begins with a command, the flags of that command alone are set up, which is most
/// of what a short run takes; what those refuse, and help, is for all of them to tell.
///
/// # Errors
/// When it is no command line, or asks for help or the version.
pub fn read(words: &[String]) -> Result<Cli, clap::Error> {
    if let Some(one) = words.get(1).and_then(|name| alone(name)) {
        let all = CommonArgs::augment_args(clap::Command::new("cacltv").disable_help_subcommand(true)).subcommand(one);
        let read = all.try_get_matches_from(words).and_then(|matches| Cli::from_arg_matches(&matches));
        if let Ok(cli) = read {
            return Ok(cli);
        }
    }
    Cli::try_parse_from(words)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use clap::CommandFactory;

    use super::*;

    /// What a command takes, as far as it bears on what a command line means.
    fn taken(command: &clap::Command) -> Vec<String> {
        let mut all: Vec<String> = command.get_arguments().map(|one| format!("{one:?}")).collect();
        all.extend(command.get_groups().map(|one| format!("{one:?}")));
        all.push(format!("{:?}", command.get_subcommands().count()));
        all
    }

    #[test]
    fn a_command_by_itself_takes_what_it_takes_among_all() {
        let all = Cli::command();
        let names: Vec<&str> = all.get_subcommands().map(clap::Command::get_name).collect();
        let others: Vec<&str> = names.iter().copied().filter(|name| alone(name).is_none()).collect();
        assert_eq!(others, ["init", "explain", "completions", "man", "schema"]);
        for name in names {
            let Some(one) = alone(name) else { continue };
            assert_eq!(one.get_name(), name);
            assert_eq!(taken(&one), taken(all.find_subcommand(name).unwrap()), "{name}");
        }
    }
}
