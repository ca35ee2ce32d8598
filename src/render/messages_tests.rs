//! Messages, whole.

use std::sync::Arc;

use super::*;

fn said(line: &str, at: (u64, u64), width: usize) -> Diagnostic {
    Diagnostic {
        code: "E105",
        severity: Severity::Error,
        place: Some(Place { file: Arc::from("march.csv"), line: at.0, column: at.1, sheet: false }),
        excerpt: Some(Excerpt {
            text: line.to_owned(),
            lead: usize::try_from(at.1.saturating_sub(1)).unwrap_or(0),
            width,
        }),
        message: "'1.250' can mean 1250 or 1.25".to_owned(),
        help: Some("--decimal ,".to_owned()),
    }
}

#[test]
fn a_message_shows_the_place_the_line_and_the_fix() {
    let text = message(&said("Meta;1.250;8,5", (2, 6), 5), false);
    let expected = "\
error[E105]: '1.250' can mean 1250 or 1.25
 --> march.csv:2:6
  |
2 | Meta;1.250;8,5
  |      ^^^^^
  = help: --decimal ,
";
    assert_eq!(text, expected);
}

#[test]
fn carets_stand_under_the_cell_as_it_is_shown() {
    let text = message(&said("広告\t\u{202e}x;1.250", (12, 7), 5), false);
    assert!(text.contains("12 | 広告\\t\\u{202e}x;1.250\n"), "{text}");
    assert!(text.contains("   |                 ^^^^^\n"), "{text}");
    assert!(text.contains("  --> march.csv:12:7\n"), "{text}");
}

#[test]
fn long_lines_are_shown_around_the_place() {
    let line = format!("{};1.250;{}", "a".repeat(500), "b".repeat(500));
    let text = message(&said(&line, (2, 502), 5), false);
    assert!(text.lines().all(|line| line.width() <= 80), "{text}");
    assert!(text.contains("aaa;1.250;bbb"), "{text}");
    let huge = message(&said(&"9".repeat(10_000), (2, 1), 10_000), false);
    assert!(huge.lines().all(|line| line.width() <= 80), "{huge}");
}

#[test]
fn text_from_the_user_never_reaches_the_terminal_raw() {
    let mut bad = said("x", (1, 1), 1);
    bad.message = "'\u{1b}]0;x\u{7}' is no number\n2".to_owned();
    bad.help = Some("--map amount='a\u{202e}b'".to_owned());
    let text = message(&bad, false);
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
    assert!(text.starts_with("error[E105]: '\\u{1b}]0;x\\u{7}' is no number\\n2\n"), "{text}");
}

#[test]
fn ten_of_a_kind_are_shown_and_the_summary_is_last() {
    let all = vec![said("x", (1, 1), 1); 12];
    let more = BTreeMap::from([("E105", 35)]);
    let text = messages(&all, &more, false);
    assert_eq!(text.matches("-->").count(), 10);
    assert!(text.ends_with("error[E105]: 37 more of the same kind\nerror: 47 errors in 1 file\n"), "{text}");
}

#[test]
fn warnings_are_short() {
    let mut warning = said("x", (42, 1), 1);
    warning.severity = Severity::Warning;
    warning.code = "W204";
    warning.help = None;
    let text = messages(&[warning], &BTreeMap::new(), true);
    assert_eq!(text, "\u{1b}[1;33mwarning[W204]\u{1b}[0m: '1.250' can mean 1250 or 1.25\n  --> march.csv:42:1\n");
}
