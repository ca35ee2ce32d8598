//! The program in a shell: completions, man pages, colours, `-q`, `--strict`, and the line that says how far reading
//! has come.
//!
//! Shells, `groff` and a terminal (by `python3`) are asked when they are there, and passed over when not.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value as Json;

use crate::program::{Desk, Ran, cacltv, line, quiet, run, shell};

const SPEND: &str = "month,channel,amount\n2026-03,Google Ads,3000.10\n2026-03,Meta,1000\n";
const CUSTOMERS: &str = "month,channel,new_customers\n2026-03,Google Ads,30\n2026-03,Meta,20\n2026-03,Organic,10\n";
const MODEL: &str = "--arpa 50 --margin 80% --churn 4%";

/// Two files, and one with two rows that are equal, which is a warning.
fn desk() -> Desk {
    let twice = format!("{SPEND}2026-03,Meta,1000\n");
    Desk::new([("spend.csv", SPEND), ("customers.csv", CUSTOMERS), ("twice.csv", &twice)])
}

fn present(program: &str) -> bool {
    let mut command = quiet(program);
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// What a script in that shell prints, run in the folder; the program under test is `cacltv`.
fn in_shell(args: &[&str], script: &str, folder: &Path) -> Ran {
    let mut path = Path::new(env!("CARGO_BIN_EXE_cacltv")).parent().unwrap().as_os_str().to_owned();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    let (program, args) = args.split_first().unwrap();
    let mut command = quiet(program);
    command.args(args).arg(script).env("PATH", path).env("HOME", folder).current_dir(folder);
    command.output().unwrap().into()
}

fn script(name: &str) -> String {
    let ran = run(&["completions", name]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{name}");
    ran.stdout
}

#[test]
fn every_shell_gets_a_script_with_every_command() {
    for name in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = script(name);
        for word in ["report", "check", "compare", "completions", "max-cac", "payback_months", "template"] {
            assert!(script.contains(word), "{name}: {word}");
        }
    }
    assert_eq!(script("pwsh"), script("powershell"));
    let ran = run(&["completions", "bsh"]);
    let wanted = "error: there is no shell 'bsh'\n  = help: did you mean 'bash'?\n";
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (2, "", wanted));
}

#[test]
fn shells_read_their_scripts() {
    for (name, program, check) in [("bash", "bash", "-n"), ("zsh", "zsh", "-n"), ("fish", "fish", "--no-execute")] {
        if !present(program) {
            continue;
        }
        let desk = Desk::new([("script", script(name).as_str())]);
        let ran: Ran = quiet(program).args([check, "script"]).current_dir(desk.path()).output().unwrap().into();
        assert_eq!(ran, Ran { stdout: String::new(), stderr: String::new(), code: 0 }, "{name}");
    }
}

#[test]
fn bash_completes_commands_flags_and_words() {
    if !present("bash") {
        return;
    }
    let desk = Desk::new([("script", script("bash").as_str()), ("spend.csv", SPEND)]);
    let completed = |words: &str| {
        let all: Vec<&str> = words.split(' ').collect();
        let (last, before) = (all[all.len() - 1], all[all.len() - 2]);
        let ask = format!(
            "source ./script; COMP_WORDS=({words}); COMP_CWORD={}; _cacltv cacltv '{last}' '{before}'; echo \"${{COMPREPLY[@]}}\"",
            all.len() - 1
        );
        let ran = in_shell(&["bash", "--norc", "-c"], &ask, desk.path());
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{words}");
        ran.stdout.trim().to_owned()
    };
    assert_eq!(completed("cacltv re"), "report reconcile");
    assert_eq!(completed("cacltv report --max"), "");
    assert_eq!(completed("cacltv check --max"), "--max-cac --max-payback --max-drop --max-increase");
    assert_eq!(completed("cacltv report --format js"), "json jsonl");
    assert_eq!(completed("cacltv report --scope p"), "paid");
    assert_eq!(completed("cacltv get payback_r"), "payback_retention_months payback_retention_continuous");
    assert_eq!(completed("cacltv report --color a"), "auto always");
}

#[test]
fn fish_completes_commands_flags_and_words() {
    if !present("fish") {
        return;
    }
    let desk = Desk::new([("script", script("fish").as_str()), ("spend.csv", SPEND)]);
    let completed = |typed: &str| {
        let ask = format!("source script; complete -C '{typed}'");
        let ran = in_shell(&["fish", "--no-config", "-c"], &ask, desk.path());
        assert_eq!(ran.code, 0, "{typed}: {}", ran.stderr);
        ran.stdout.lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(completed("cacltv re"), ["reconcile", "report"]);
    assert_eq!(completed("cacltv check --max-"), ["--max-cac", "--max-drop", "--max-increase", "--max-payback"]);
    assert_eq!(completed("cacltv report --format js"), ["json", "jsonl"]);
    assert_eq!(completed("cacltv report --scope p"), ["paid"]);
    assert!(completed("cacltv get payback_r").contains(&"payback_retention_months".to_owned()));
}

#[test]
fn zsh_knows_whom_to_ask_for_completions() {
    if !present("zsh") {
        return;
    }
    let desk = Desk::new([("_cacltv", script("zsh").as_str())]);
    let ask =
        "autoload -Uz compinit; compinit -D -u; source ./_cacltv; print -r -- $_comps[cacltv] ${+functions[_cacltv]}";
    let ran = in_shell(&["zsh", "-f", "-c"], ask, desk.path());
    assert_eq!(ran, Ran { stdout: "_cacltv 1\n".to_owned(), stderr: String::new(), code: 0 });
}

/// The folder with all pages, and their names.
fn pages() -> (Desk, Vec<String>) {
    let desk = Desk::new([]);
    let ran = desk.line("man pages");
    assert_eq!(ran, Ran { stdout: String::new(), stderr: String::new(), code: 0 });
    let mut names: Vec<String> = std::fs::read_dir(desk.path().join("pages"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    (desk, names)
}

#[test]
fn every_command_has_a_man_page_with_what_a_page_must_have() {
    let (desk, names) = pages();
    let help = line("--help").stdout;
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let mut wanted: Vec<String> =
        listed.map(|line| format!("cacltv-{}.1", line.split_whitespace().next().unwrap())).collect();
    wanted.push("cacltv.1".to_owned());
    wanted.sort();
    assert_eq!(names, wanted);
    for name in &names {
        let page = desk.read(&format!("pages/{name}"));
        let sections: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix(".SH ")).collect();
        for wanted in
            ["NAME", "SYNOPSIS", "DESCRIPTION", "EXAMPLES", "\"EXIT STATUS\"", "ENVIRONMENT", "FILES", "\"SEE ALSO\""]
        {
            assert!(sections.contains(&wanted), "{name}: {wanted} is not among {sections:?}");
        }
        assert!(page.contains("\ncacltv ") || page.contains("  cacltv "), "{name} shows no command");
        assert_eq!(page.lines().filter(|line| line.starts_with(".TH ")).count(), 1, "{name}");
        assert!(page.is_ascii(), "{name}");
        // A dot or an apostrophe begins a request; those that are used are known.
        let odd = page.lines().filter(|line| line.starts_with(['.', '\'']));
        let known = [".TH", ".SH", ".TP", ".PP", ".nf", ".fi", ".RS", ".RE", ".IP", ".br", ".ie", ".el"];
        let odd: Vec<&str> = odd.filter(|line| !known.iter().any(|one| line.starts_with(one))).collect();
        assert!(odd.is_empty(), "{name}: {odd:?}");
    }
    assert_eq!(desk.read("pages/cacltv.1"), line("man").stdout);
}

/// No date and nothing of the machine: the same bytes wherever and whenever they are written.
#[test]
fn man_pages_are_the_same_bytes_every_time() {
    let ((one, names), (other, _)) = (pages(), pages());
    for name in &names {
        let (one, other) = (one.read(&format!("pages/{name}")), other.read(&format!("pages/{name}")));
        assert_eq!(one, other, "{name}");
        let title = one.lines().find(|line| line.starts_with(".TH")).unwrap();
        assert!(title.contains(" 1 \"\" ") && title.contains(env!("CARGO_PKG_VERSION")), "{title}");
    }
}

#[test]
fn groff_has_nothing_to_complain_of_in_a_man_page() {
    if !present("groff") {
        return;
    }
    let (desk, names) = pages();
    for name in names {
        let mut command = quiet("groff");
        command.args(["-man", "-Tutf8", "-ww", "-z", "-rLL=78n"]).arg(format!("pages/{name}"));
        let ran: Ran = command.current_dir(desk.path()).output().unwrap().into();
        assert_eq!(ran, Ran { stdout: String::new(), stderr: String::new(), code: 0 }, "{name}");
    }
    let mut command = quiet("groff");
    command.args(["-man", "-Tascii", "-P-cbou", "-rLL=78n", "pages/cacltv-check.1"]);
    let shown: Ran = command.current_dir(desk.path()).output().unwrap().into();
    for wanted in ["EXAMPLES", "cacltv check examples/shop/*.csv --max-cac 60", "--min-ratio <N>", "a check failed"] {
        assert!(shown.stdout.contains(wanted), "{wanted} in\n{}", shown.stdout);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn exit_5_when_pages_and_scripts_cannot_be_written() {
    let desk = desk();
    for folder in ["spend.csv", "spend.csv/below"] {
        let ran = desk.line(&format!("man {folder}"));
        assert_eq!((ran.code, ran.stdout.as_str()), (5, ""), "{}", ran.stderr);
        assert!(ran.stderr.starts_with(&format!("error: '{folder}' cannot be written: ")), "{}", ran.stderr);
    }
    for line in ["completions bash", "man", "schema report"] {
        assert_eq!(shell(&format!("cacltv {line} > /dev/full"), desk.path()).code, 5, "{line}");
    }
}

/// What is told of the input: a warning, and a note about a flag.
const TOLD: &str = "report twice.csv customers.csv --decimal ,";

#[test]
fn quiet_leaves_out_warnings_and_notes_and_changes_no_figure() {
    let desk = desk();
    let (told, hushed) = (desk.line(TOLD), desk.line(&format!("{TOLD} -q")));
    assert!(told.stderr.contains("warning[") && told.stderr.contains("note["), "{}", told.stderr);
    assert_eq!(hushed, Ran { stderr: String::new(), ..told });
    let json = desk.line(&format!("{TOLD} -f json --quiet"));
    assert_eq!(json.stderr, "");
    assert!(json.json()["diagnostics"].as_array().unwrap().len() >= 2, "what machines read stays whole");
    // Before the command too.
    assert_eq!(desk.line(&format!("-q {TOLD}")).stderr, "");
    let ran = desk.line("inspect twice.csv -q");
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
}

#[test]
fn quiet_leaves_errors_in_place() {
    let desk = desk();
    for line in ["report missing.csv", "report spend.csv --by cac", "get ltv spend.csv customers.csv"] {
        let (told, hushed) = (desk.line(line), desk.line(&format!("{line} -q")));
        assert!(told.code > 1 && told.stderr.starts_with("error"), "{told:?}");
        assert_eq!(told, hushed, "{line}");
    }
}

#[test]
fn strict_makes_a_warning_a_refusal_and_leaves_notes_notes() {
    let desk = desk();
    for command in ["report", "check --max-cac 90", "get cac", "inspect", "report --view scopes"] {
        let (name, flags) = command.split_once(' ').unwrap_or((command, ""));
        let typed = if name == "get" {
            "get cac twice.csv customers.csv".to_owned()
        } else {
            format!("{name} twice.csv customers.csv {flags}")
        };
        let plain = desk.line(&typed);
        assert_eq!(plain.code, 0, "{typed}: {}", plain.stderr);
        let ran = desk.line(&format!("{typed} --strict"));
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{typed}");
        assert!(ran.stderr.starts_with("error[W"), "{typed}: {}", ran.stderr);
        assert!(ran.stderr.contains("\nerror: --strict refuses the input for 1 warning: W"), "{typed}: {}", ran.stderr);
    }
    // A note alone is no reason.
    let ran = desk.line("report spend.csv customers.csv --decimal , --strict");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("note["), "{}", ran.stderr);
    assert_eq!(ran.stdout, desk.line("report spend.csv customers.csv --decimal ,").stdout);
}

#[test]
fn strict_says_what_it_refuses_when_quiet_too() {
    let desk = desk();
    let ran = desk.line(&format!("{TOLD} --strict -q"));
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.contains("error[W") && !ran.stderr.contains("note["), "{}", ran.stderr);
    // A saved result is not written over either.
    desk.line(&format!("{TOLD} -q -o kept.json"));
    let kept = desk.read("kept.json");
    assert_eq!(desk.line("report spend.csv twice.csv customers.csv --strict -o kept.json").code, 3);
    assert_eq!(desk.read("kept.json"), kept);
}

#[test]
fn strict_holds_for_every_command_with_files() {
    let desk = desk();
    desk.write(
        "funnel.csv",
        b"month,channel,leads,customers,spend\n2026-03,Meta,10,20,400\n2026-03,Google,80,10,300\n",
    );
    desk.write("months.csv", b"month,amount\n2026-02,40\n2026-03,60\n2026-03,60\n");
    desk.write("won.csv", b"month,new_customers\n2026-02,4\n2026-03,5\n");
    for line in [
        format!("plan twice.csv customers.csv {MODEL} --target 3"),
        format!("reconcile twice.csv customers.csv {MODEL} --from own --to chartmogul"),
        "compare months.csv won.csv --period 2026-03 --against 2026-02".to_owned(),
        "funnel funnel.csv".to_owned(),
    ] {
        let plain = desk.line(&line);
        assert_eq!(plain.code, 0, "{line}: {}", plain.stderr);
        assert!(plain.stderr.contains("warning["), "{line}: {}", plain.stderr);
        let ran = desk.line(&format!("{line} --strict"));
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{line}: {}", ran.stderr);
    }
    // Where there are no files there is nothing to be strict about, and the flag is refused.
    let ran = desk.run(&["plan", "--given", "spend=100000 customers=500 ltv=900", "--strict"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
}

#[test]
fn verbose_says_in_every_footer_how_files_were_read() {
    let desk = desk();
    for line in [
        "report spend.csv customers.csv".to_owned(),
        "check spend.csv customers.csv --max-cac 90".to_owned(),
        format!("plan spend.csv customers.csv {MODEL} --target 3"),
        format!("reconcile spend.csv customers.csv {MODEL} --from own --to chartmogul"),
    ] {
        let (plain, told) = (desk.line(&line), desk.line(&format!("{line} -v")));
        assert_eq!(told.code, 0, "{line}: {}", told.stderr);
        let more: Vec<&str> = told.stdout.lines().filter(|one| !plain.stdout.contains(one)).collect();
        assert!(more.iter().any(|one| one.contains("spend.csv")), "{line}: {more:?}");
        assert!(plain.stdout.lines().all(|one| told.stdout.contains(one)), "{line}");
    }
    let ran = desk.line("get cac spend.csv customers.csv -v");
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
}

/// The program with these variables.
fn with(desk: &Desk, typed: &str, variables: &[(&str, &str)]) -> Ran {
    let mut command = cacltv();
    command.args(typed.split_whitespace()).current_dir(desk.path());
    for (name, value) in variables {
        command.env(name, value);
    }
    command.output().unwrap().into()
}

const CHECK: &str = "check twice.csv customers.csv --arpa 15 --margin 80% --churn 4% --max-cac 66";

fn painted(text: &str) -> bool {
    text.contains('\u{1b}')
}

#[test]
fn a_pipe_has_no_colours_until_they_are_asked_for() {
    let desk = desk();
    let plain = with(&desk, CHECK, &[]);
    assert!(!painted(&plain.stdout) && !painted(&plain.stderr));
    for (flags, variables) in [
        ("--color always", [("NO_COLOR", "1")]),
        ("", [("CLICOLOR_FORCE", "1")]),
        ("--color auto", [("CLICOLOR_FORCE", "yes")]),
    ] {
        let ran = with(&desk, &format!("{CHECK} {flags}"), &variables);
        assert_eq!(ran.code, plain.code);
        assert!(ran.stdout.contains("\u{1b}[1;31mFAIL\u{1b}[0m"), "{}", ran.stdout);
        assert!(ran.stdout.contains("\u{1b}[32mhealthy\u{1b}[0m"), "{}", ran.stdout);
        assert!(ran.stderr.contains("\u{1b}[1;33mwarning["), "{}", ran.stderr);
        assert_eq!(bare(&ran.stdout), plain.stdout, "colours change no width");
        assert_eq!(bare(&ran.stderr), plain.stderr);
    }
    for (flags, variables) in [
        ("--color never", vec![("CLICOLOR_FORCE", "1")]),
        ("", vec![("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]),
        ("", vec![("CLICOLOR_FORCE", "0")]),
    ] {
        assert_eq!(with(&desk, &format!("{CHECK} {flags}"), &variables), plain);
    }
    let ran = desk.line(&format!("{CHECK} --color sometimes"));
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("--color: there is no 'sometimes'"), "{}", ran.stderr);
}

/// The text without the codes of colours.
fn bare(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + part.split_once('m').map_or(part, |(_, rest)| rest))
}

#[test]
fn only_tables_on_standard_output_have_colours() {
    let desk = desk();
    for format in ["plain", "markdown", "csv", "tsv", "json", "jsonl"] {
        let ran = desk.line(&format!("{CHECK} -f {format} --color always"));
        assert!(!painted(&ran.stdout), "{format}");
        assert!(painted(&ran.stderr), "{format}");
    }
    desk.line(&format!("{CHECK} -o table:kept.txt --color always"));
    assert!(!painted(&desk.read("kept.txt")));
    let ran = desk.line("inspect spend.csv --color always");
    assert_eq!(ran.code, 0);
}

/// Runs the program at a terminal of 100 columns, which `where` says is standard output, standard error or both; what
/// each of the two got. Standard input is written in `parts`, with so many seconds between two of them.
fn at_a_terminal(
    desk: &Desk,
    ends: &str,
    args: &[&str],
    variables: &[(&str, &str)],
    parts: (&[&str], &str),
) -> Option<Ran> {
    const SCRIPT: &str = "
import fcntl, json, os, pty, struct, subprocess, sys, termios, threading, time
ends, pause, parts, argv = sys.argv[1], float(sys.argv[2]), json.load(open('parts.json')), sys.argv[3:]
got = {'out': b'', 'err': b''}
def read(name, end):
    while True:
        try: piece = os.read(end, 65536)
        except OSError: break
        if not piece: break
        got[name] += piece
masters, slaves = {}, {}
for name in got:
    if name in ends:
        masters[name], slaves[name] = pty.openpty()
        attributes = termios.tcgetattr(slaves[name])
        attributes[1] &= ~termios.OPOST
        termios.tcsetattr(slaves[name], termios.TCSANOW, attributes)
        fcntl.ioctl(slaves[name], termios.TIOCSWINSZ, struct.pack('HHHH', 24, 100, 0, 0))
    else:
        masters[name], slaves[name] = os.pipe()
child = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=slaves['out'], stderr=slaves['err'])
for end in slaves.values(): os.close(end)
readers = [threading.Thread(target=read, args=one) for one in masters.items()]
for one in readers: one.start()
for at, part in enumerate(parts):
    if at: time.sleep(pause)
    child.stdin.write(part.encode()); child.stdin.flush()
child.stdin.close()
code = child.wait()
for one in readers: one.join()
print(json.dumps({'out': got['out'].decode(), 'err': got['err'].decode(), 'code': code}))
";
    if !present("python3") {
        return None;
    }
    let mut command = quiet("python3");
    desk.write("parts.json", serde_json::to_string(parts.0).unwrap().as_bytes());
    command.args(["-c", SCRIPT, ends, parts.1]);
    command.arg(env!("CARGO_BIN_EXE_cacltv")).args(args).current_dir(desk.path()).env("TERM", "xterm");
    for (name, value) in variables {
        command.env(name, value);
    }
    let output = run_to_end(command);
    let found: Json = serde_json::from_str(&output).unwrap();
    let text = |name: &str| found[name].as_str().unwrap().to_owned();
    Some(Ran {
        stdout: text("out"),
        stderr: text("err"),
        code: i32::try_from(found["code"].as_i64().unwrap()).unwrap(),
    })
}

fn run_to_end(mut command: Command) -> String {
    let ran: Ran = command.output().unwrap().into();
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    ran.stdout
}

#[test]
fn a_terminal_has_colours_unless_the_environment_says_otherwise() {
    let desk = desk();
    let args: Vec<&str> = CHECK.split_whitespace().collect();
    let shown =
        |ends: &str, args: &[&str], variables: &[(&str, &str)]| at_a_terminal(&desk, ends, args, variables, (&[], "0"));
    let Some(both) = shown("out err", &args, &[]) else { return };
    assert!(painted(&both.stdout) && painted(&both.stderr), "{both:?}");
    assert_eq!(both.code, 1);
    let table = shown("out", &args, &[]).unwrap();
    assert!(painted(&table.stdout) && !painted(&table.stderr), "{table:?}");
    for variables in [[("NO_COLOR", "1")], [("TERM", "dumb")], [("CLICOLOR", "0")]] {
        let ran = shown("out err", &args, &variables).unwrap();
        assert!(!painted(&ran.stdout) && !painted(&ran.stderr), "{variables:?}");
        assert_eq!((ran.stdout, ran.stderr), (bare(&both.stdout), bare(&both.stderr)), "{variables:?}");
    }
    let ran = shown("out err", &[&args[..], &["--color", "never"]].concat(), &[]).unwrap();
    assert!(!painted(&ran.stdout) && !painted(&ran.stderr));
}

/// A ledger that takes 1.5 seconds to come.
fn slowly(desk: &Desk, ends: &str, more: &[&str]) -> Option<Ran> {
    let rows: String = (0..2000).map(|day| format!("2026-03,Channel {},10\n", day % 7)).collect();
    let head = format!("month,channel,amount\n{rows}");
    let parts = [head.as_str(), rows.as_str(), rows.as_str(), rows.as_str(), rows.as_str(), rows.as_str()];
    let args = [&["report", "--spend", "-", "customers.csv", "-f", "json"], more].concat();
    at_a_terminal(desk, ends, &args, &[], (&parts, "0.3"))
}

#[test]
fn long_reading_is_shown_on_a_terminal_and_leaves_nothing_behind() {
    let desk = desk();
    let Some(ran) = slowly(&desk, "err", &["--threads", "1"]) else { return };
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let lines: Vec<&str> = ran.stderr.split('\r').collect();
    let shown: Vec<&&str> = lines.iter().filter(|line| line.starts_with("reading: ")).collect();
    assert!(!shown.is_empty(), "{:?}", ran.stderr);
    // From the first second on, ten times a second; a slow machine has more of them.
    assert!(shown.len() <= 50, "{} lines in half a second", shown.len());
    assert!(shown.iter().all(|line| line.contains(" MB, ") && line.trim_end().ends_with(" rows")), "{shown:?}");
    // It is wiped out before anything else is said.
    let wiped = lines.iter().rposition(|line| line.starts_with("reading: ")).unwrap();
    assert!(lines[wiped + 1].trim().is_empty() && !lines[wiped + 2..].concat().contains("reading"), "{lines:?}");
    let inputs = serde_json::from_str::<Json>(&ran.stdout).unwrap()["inputs"].clone();
    let piped = inputs.as_array().unwrap().iter().find(|input| input["file"] == "-").unwrap();
    assert_eq!(piped["rows"], 12_000);
}

#[test]
fn no_progress_is_shown_in_a_pipe_with_quiet_or_for_short_work() {
    let desk = desk();
    let Some(piped) = slowly(&desk, "out", &[]) else { return };
    assert!(!piped.stderr.contains("reading") && !piped.stderr.contains('\r'), "{:?}", piped.stderr);
    let hushed = slowly(&desk, "out err", &["-q"]).unwrap();
    assert_eq!(hushed.stderr, "");
    let short = at_a_terminal(&desk, "err", &["report", "spend.csv", "customers.csv"], &[], (&[], "0")).unwrap();
    assert_eq!((short.code, short.stderr.as_str()), (0, ""));
}
