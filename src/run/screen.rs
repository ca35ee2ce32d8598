//! What surrounds a run: where it writes, what it knows of the terminal, and how it speaks there.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use super::Ended;
use crate::domain::place::{Diagnostic, Place, Severity};
use crate::exit::Exit;
use crate::input::Refusal;
use crate::plan::Usage;
use crate::plan::shell::{Screen, When};
use crate::render::{messages, safe};

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
    /// Whether a table on standard output is coloured.
    pub painted: bool,
    /// Whether warnings, notes and progress are left out.
    pub quiet: bool,
    /// Whether messages go to a terminal on which a line can be written over.
    pub progress: bool,
    /// Whether standard output is a terminal.
    pub terminal: bool,
    /// The summary of GitHub's step, which annotations go beside.
    pub step_summary: Option<PathBuf>,
    /// Whether what is refused is told as annotations on standard output too.
    pub annotates: bool,
    /// What was refused.
    pub complaints: Vec<Diagnostic>,
    /// Errors that were counted and are not among these.
    pub uncounted: u64,
}

impl Surroundings<'_> {
    /// Where there is no terminal.
    #[must_use]
    pub fn plain<'a>(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Surroundings<'a> {
        Surroundings {
            out,
            err,
            width: None,
            color: false,
            painted: false,
            quiet: false,
            progress: false,
            terminal: false,
            step_summary: None,
            annotates: false,
            complaints: Vec::new(),
            uncounted: 0,
        }
    }

    /// The width and colour of the real terminal.
    #[must_use]
    pub fn of<'a>(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Surroundings<'a> {
        let columns =
            std::env::var("COLUMNS").ok().and_then(|text| text.trim().parse().ok()).filter(|width| *width > 0);
        let terminal = || {
            let (width, _) = terminal_size::terminal_size_of(io::stdout())?;
            Some(usize::from(width.0))
        };
        let width = columns.or_else(terminal);
        let (color, painted) = colors(When::Auto);
        let progress = io::stderr().is_terminal() && variable("TERM").as_deref() != Some("dumb");
        let step_summary = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()).map(PathBuf::from);
        Surroundings {
            width,
            color,
            painted,
            progress,
            terminal: io::stdout().is_terminal(),
            step_summary,
            ..Self::plain(out, err)
        }
    }

    /// Takes in what the flags say.
    pub fn adjust(&mut self, screen: Screen) {
        (self.color, self.painted) = colors(screen.color);
        self.quiet = screen.quiet;
        self.progress &= !screen.quiet;
    }

    pub(super) fn say(&mut self, text: &str) {
        // Where messages cannot be written there is nowhere left to say so; the exit status still tells.
        let _unsaid = self.err.write_all(text.as_bytes()).and_then(|()| self.err.flush());
    }

    /// Says what is wrong, and what to do.
    pub(super) fn fault(&mut self, message: &str, help: Option<&str>) {
        let word = messages::word(Severity::Error, "", self.color);
        let help = help.map(|help| format!("  = help: {}\n", safe::visible(help))).unwrap_or_default();
        self.say(&format!("{word}: {}\n{help}", safe::visible(message)));
    }

    /// Says what should be known beside a figure.
    pub(super) fn remark(&mut self, message: &str) {
        if !self.quiet {
            let word = messages::word(Severity::Note, "", self.color);
            self.say(&format!("{word}: {message}\n"));
        }
    }

    /// Says what is wrong with the command line.
    pub fn usage(&mut self, usage: &Usage) -> Exit {
        self.fault(&usage.message, usage.help.as_deref());
        self.complain(&usage.message, usage.help.clone());
        Exit::Usage
    }

    /// Keeps what is wrong for those who read no messages. A fault of the configuration begins with its place.
    pub fn complain(&mut self, message: &str, help: Option<String>) {
        let placed = message.split_once(": ").and_then(|(head, what)| {
            let (head, column) = head.rsplit_once(':')?;
            let (file, line) = head.rsplit_once(':')?;
            Some((
                Place { file: file.into(), line: line.parse().ok()?, column: column.parse().ok()?, sheet: false },
                what,
            ))
        });
        let (place, message) = placed.map_or((None, message), |(place, what)| (Some(place), what));
        let message = message.to_owned();
        let said = Diagnostic { code: "", severity: Severity::Error, place, excerpt: None, message, help };
        self.complaints.push(said);
    }

    pub(super) fn refuse(&mut self, refusal: &Refusal) -> Exit {
        self.complaints.extend(refusal.diagnostics.iter().cloned());
        self.uncounted = refusal.more.values().fold(self.uncounted, |sum, count| sum.saturating_add(*count));
        self.say(&messages::messages(&refusal.diagnostics, &refusal.more, self.color));
        if refusal.is_usage() { Exit::Usage } else { Exit::Input }
    }

    /// Says what there is to say about input that can be used. When it is read strictly, warnings are errors.
    ///
    /// # Errors
    /// Read strictly, when there is a warning.
    pub(super) fn hear(&mut self, diagnostics: &[Diagnostic], strict: bool) -> Ended<()> {
        let mut codes: Vec<&str> =
            diagnostics.iter().filter(|said| said.severity == Severity::Warning).map(|said| said.code).collect();
        if !strict || codes.is_empty() {
            if !self.quiet {
                self.say(&messages::messages(diagnostics, &BTreeMap::new(), self.color));
            }
            return Ok(());
        }
        let count = codes.len();
        codes.sort_unstable();
        codes.dedup();
        let said: Vec<Diagnostic> = diagnostics
            .iter()
            .filter(|said| !self.quiet || said.severity != Severity::Note)
            .map(|said| match said.severity {
                Severity::Warning => Diagnostic { severity: Severity::Error, ..said.clone() },
                Severity::Error | Severity::Note => said.clone(),
            })
            .collect();
        self.say(&messages::messages(&said, &BTreeMap::new(), self.color));
        let (noun, they) =
            if count == 1 { ("warning", "it stays a warning") } else { ("warnings", "they stay warnings") };
        let help = format!("without --strict {they}, and the figures are printed");
        self.complaints.extend(said.into_iter().filter(|said| said.severity == Severity::Error));
        self.fault(&format!("--strict refuses the input for {count} {noun}: {}", codes.join(", ")), Some(&help));
        Err(Exit::Input)
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()).filter(|value| !value.is_empty())
}

/// Whether messages are coloured, and tables on standard output.
fn colors(when: When) -> (bool, bool) {
    let colored = |terminal: bool| colored(when, variable, terminal);
    (colored(io::stderr().is_terminal()), colored(io::stdout().is_terminal()))
}

/// Whether there are colours: the flag, then `NO_COLOR`, then `CLICOLOR_FORCE`, then `CLICOLOR` and what the terminal
/// is. See <https://no-color.org> and <https://bixense.com/clicolors>.
fn colored(when: When, variable: impl Fn(&str) -> Option<String>, terminal: bool) -> bool {
    let zero = |name: &str| variable(name).as_deref() == Some("0");
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto if variable("NO_COLOR").is_some() => false,
        When::Auto if variable("CLICOLOR_FORCE").is_some() && !zero("CLICOLOR_FORCE") => true,
        When::Auto => terminal && !zero("CLICOLOR") && variable("TERM").as_deref() != Some("dumb"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(when: When, set: &[(&str, &str)], terminal: bool) -> bool {
        let variable = |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        colored(when, variable, terminal)
    }

    #[test]
    fn a_terminal_has_colours_and_a_pipe_has_none() {
        assert!(shown(When::Auto, &[], true));
        assert!(!shown(When::Auto, &[], false));
        assert!(!shown(When::Auto, &[("TERM", "dumb")], true));
        assert!(!shown(When::Auto, &[("CLICOLOR", "0")], true));
        assert!(shown(When::Auto, &[("CLICOLOR", "1"), ("TERM", "xterm")], true));
    }

    #[test]
    fn no_color_stands_over_force_and_force_over_the_terminal() {
        assert!(!shown(When::Auto, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], true));
        assert!(shown(When::Auto, &[("CLICOLOR_FORCE", "1"), ("TERM", "dumb")], false));
        assert!(!shown(When::Auto, &[("CLICOLOR_FORCE", "0")], false));
    }

    #[test]
    fn the_flag_stands_over_the_environment() {
        assert!(shown(When::Always, &[("NO_COLOR", "1"), ("TERM", "dumb")], false));
        assert!(!shown(When::Never, &[("CLICOLOR_FORCE", "1")], true));
    }
}
