//! The words of `check`.

use std::ffi::OsString;

use clap::Args;

use super::{CostArgs, CutArgs, InputArgs, LayoutArgs, ModelArgs, OutputArgs, value};

/// `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// LTV:CAC of the total at least, such as 3 or 3:1
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value, help_heading = "Rules")]
    pub min_ratio: Option<String>,
    /// CAC of the total at most
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value, help_heading = "Rules")]
    pub max_cac: Option<String>,
    /// Payback of the total at most, in months
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value, help_heading = "Rules")]
    pub max_payback: Option<String>,
    /// A rule: [total|paid|each|channel "NAME"|segment "NAME"|each month|last:] METRIC >=|<=|>|< NUMBER
    /// [except "A","B"] [min_customers N]; repeatable. The rules in cacltv.toml are judged too
    #[arg(long, value_name = "EXPR", help_heading = "Rules")]
    pub require: Vec<String>,
    /// What is judged: the figure measured (point), or the unfavourable end of its interval (worst)
    #[arg(long, value_name = "point|worst", help_heading = "Rules")]
    pub bound: Option<String>,
    /// A result saved by report or check -o base.json, which the two flags below are measured from, and every
    /// rule in cacltv.toml that names no other
    #[arg(long, value_name = "FILE", help_heading = "Rules")]
    pub baseline: Option<String>,
    /// LTV:CAC of the total at most so far below the baseline's, such as 10%
    #[arg(long, value_name = "R", allow_hyphen_values = true, value_parser = value, help_heading = "Rules")]
    pub max_drop: Option<String>,
    /// CAC of the total at most so far above the baseline's, such as 10%
    #[arg(long, value_name = "R", allow_hyphen_values = true, value_parser = value, help_heading = "Rules")]
    pub max_increase: Option<String>,
    /// The files.
    #[command(flatten)]
    pub input: InputArgs,
    /// The months, channels and segments.
    #[command(flatten)]
    pub cut: CutArgs,
    /// What counts as cost.
    #[command(flatten)]
    pub costs: CostArgs,
    /// The model of LTV.
    #[command(flatten)]
    pub model: ModelArgs,
    /// Rows and columns.
    #[command(flatten)]
    pub layout: LayoutArgs,
    /// Where the answer goes.
    #[command(flatten)]
    pub output: OutputArgs,
    /// End with 0 where a check failed (1) or is undecided (4), so that it reports and stops nothing
    #[arg(long, help_heading = "Output")]
    pub exit_zero: bool,
}

/// Whether the words of a command line ask `check` for annotations of GitHub on standard output, so that even what is
/// wrong with these words is annotated.
#[must_use]
pub fn annotates(words: impl Iterator<Item = OsString>) -> bool {
    let words: Vec<String> = words.skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    if !words.iter().any(|word| word == "check") {
        return false;
    }
    let pairs = words.iter().zip(words.iter().skip(1));
    let value = |names: [&str; 2]| {
        let joined = |word: &String| {
            let [short, long] = names;
            let rest = word.strip_prefix(long).and_then(|rest| rest.strip_prefix('='));
            rest.or_else(|| word.strip_prefix(short).map(|rest| rest.strip_prefix('=').unwrap_or(rest)))
                .filter(|rest| !rest.is_empty() && !word.starts_with("--") || word.starts_with(long))
                .map(str::to_owned)
        };
        let apart = pairs.clone().filter(|(name, _)| names.contains(&name.as_str())).map(|(_, value)| value.clone());
        words.iter().filter_map(joined).chain(apart).collect::<Vec<String>>()
    };
    let (formats, places) = (value(["-f", "--format"]), value(["-o", "--output"]));
    let to_stdout = |place: &String| place == "github:-" || place == "-";
    let all = formats.iter().any(|format| format == "github");
    places.iter().any(|place| place == "github:-") || all && (places.is_empty() || places.iter().any(to_stdout))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotations_are_asked_for_in_any_spelling() {
        let asks = |line: &str| annotates(line.split(' ').map(OsString::from));
        for line in [
            "cacltv check a.csv -f github",
            "cacltv check -fgithub",
            "cacltv check -f=github",
            "cacltv -n check --format github --no-such-flag",
            "cacltv check --format=github -o x.json -o -",
            "cacltv check -o github:- -o a.xml",
        ] {
            assert!(asks(line), "{line}");
        }
        for line in [
            "cacltv check a.csv",
            "cacltv report -f github",
            "cacltv check -f junit",
            "cacltv check -f github -o log.txt",
            "cacltv check -o github:log.txt",
        ] {
            assert!(!asks(line), "{line}");
        }
    }
}
