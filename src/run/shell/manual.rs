//! The manual: a page a command, made from the help texts, with what holds for all commands behind. No date is in it,
//! so that the same program writes the same bytes.

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, roman};

use crate::exit::Exit;

/// What the environment decides.
const ENVIRONMENT: [(&str, &str); 7] = [
    ("CACLTV_CONFIG", "the configuration, where --config names none"),
    ("NO_COLOR", "no colours, unless --color always"),
    ("CLICOLOR_FORCE", "colours in files and pipes too; 0 is as if it were not set"),
    ("CLICOLOR", "0: no colours"),
    ("TERM", "dumb: no colours and no line of progress"),
    ("COLUMNS", "the width of tables, where the terminal is not asked"),
    ("XDG_CONFIG_HOME", "where the configuration of all folders is"),
];

/// What is read beside the files named.
const FILES: [(&str, &str); 2] = [
    ("cacltv.toml", "the configuration: the nearest one upward, to the root of the repository"),
    ("$XDG_CONFIG_HOME/cacltv/cacltv.toml", "the configuration, where there is no such file"),
];

/// The pages with the names of their files, the first of them that of the program.
///
/// # Errors
/// When they cannot be written to memory.
pub(super) fn pages(command: Command) -> anyhow::Result<Vec<(String, String)>> {
    let mut command = command;
    command.build();
    let source = format!("cacltv {}", env!("CARGO_PKG_VERSION"));
    let names: Vec<String> = command.get_subcommands().map(|one| one.get_name().to_owned()).collect();
    let all = std::iter::once(&command).chain(command.get_subcommands());
    all.map(|one| Ok((format!("{}.1", name(one)), page(one, &source, &names)?))).collect()
}

fn name(command: &Command) -> String {
    command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned()
}

fn page(command: &Command, source: &str, names: &[String]) -> anyhow::Result<String> {
    let name = name(command);
    let man = Man::new(command.clone());
    // Without a date, which has to stand there as nothing.
    let title = format!(".TH {} 1 \"\" \"{source}\" \"cacltv manual\"\n", name.to_uppercase());
    let mut text = title.into_bytes();
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    examples(command).to_writer(&mut text)?;
    man.render_options_section(&mut text)?;
    let main = command.get_subcommands().next().is_some();
    if main {
        man.render_subcommands_section(&mut text)?;
    }
    let statuses = Exit::ALL.iter().map(|exit| (exit.code().to_string(), exit.sentence().to_owned()));
    listed("EXIT STATUS", statuses).to_writer(&mut text)?;
    let owned = |(word, said): (&str, &str)| (word.to_owned(), said.to_owned());
    listed("ENVIRONMENT", ENVIRONMENT.into_iter().map(owned)).to_writer(&mut text)?;
    listed("FILES", FILES.into_iter().map(owned)).to_writer(&mut text)?;
    let others: Vec<String> =
        if main { names.iter().map(|one| format!("cacltv-{one}")).collect() } else { vec!["cacltv".to_owned()] };
    see_also(&others).to_writer(&mut text)?;
    Ok(once(&String::from_utf8_lossy(&text)))
}

/// What stands above the help: commands as they are typed, and what is said about them.
fn examples(command: &Command) -> Roff {
    let mut roff = Roff::new();
    let help = command.get_before_help().map(ToString::to_string).unwrap_or_default();
    let mut lines = help.lines().filter(|line| *line != "Examples:").peekable();
    if lines.peek().is_none() {
        return roff;
    }
    roff.control("SH", ["EXAMPLES"]);
    while let Some(line) = lines.next() {
        if line.is_empty() {
            roff.control("PP", []);
        } else if line.starts_with(' ') {
            roff.control("nf", []);
            roff.text([roman(line)]);
            while let Some(line) = lines.next_if(|line| line.starts_with(' ')) {
                roff.text([roman(line)]);
            }
            roff.control("fi", []);
        } else {
            roff.text([roman(line)]);
        }
    }
    roff
}

/// Words, each with what it means.
fn listed(title: &str, words: impl Iterator<Item = (String, String)>) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [title]);
    for (word, said) in words {
        roff.control("TP", []);
        roff.text([bold(word)]);
        roff.text([roman(said)]);
    }
    roff
}

fn see_also(names: &[String]) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["SEE ALSO"]);
    let last = names.len().saturating_sub(1);
    let words = names.iter().enumerate().flat_map(|(at, name)| {
        let end = if at == last { "(1)" } else { "(1), " };
        [bold(name.clone()), roman(end)]
    });
    roff.text(words.collect::<Vec<Inline>>());
    roff
}

/// The page with what each section begins with, the definition of an apostrophe, at its head alone.
fn once(text: &str) -> String {
    let definition = |line: &str| line.starts_with(".ie \\n(.g .ds Aq") || line.starts_with(".el .ds Aq");
    let head: String = text.lines().filter(|line| definition(line)).take(2).map(|line| format!("{line}\n")).collect();
    let body: String = text.lines().filter(|line| !definition(line)).map(|line| format!("{line}\n")).collect();
    plain(&(head + &body))
}

/// The page in ASCII, which every reader of pages takes: what is beyond it is spelled by its number.
fn plain(text: &str) -> String {
    let spelled = |c: char| if c.is_ascii() { c.to_string() } else { format!("\\[u{:04X}]", u32::from(c)) };
    text.chars().map(spelled).collect()
}
