//! Runs the program under test.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// How a run ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            stdout: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("messages are UTF-8"),
            code: output.status.code().expect("the program is not killed by a signal"),
        }
    }
}

impl Ran {
    /// Standard output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// A metric of the total in JSON output; `None` where it is undefined or missing.
    pub(crate) fn total(&self, metric: &str) -> Option<String> {
        self.json()["total"][metric].as_str().map(str::to_owned)
    }
}

/// A command with nothing of the surroundings that changes what is shown.
pub(crate) fn quiet(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    for name in [
        "COLUMNS",
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "CACLTV_CONFIG",
        "GITHUB_STEP_SUMMARY",
        "RUST_BACKTRACE",
        "SOURCE_DATE_EPOCH",
    ] {
        command.env_remove(name);
    }
    // Nor does a configuration of whoever runs the tests.
    command.env("XDG_CONFIG_HOME", "/nonexistent");
    command.stdin(Stdio::null());
    command
}

/// The program.
pub(crate) fn cacltv() -> Command {
    quiet(env!("CARGO_BIN_EXE_cacltv"))
}

/// A line for the shell, where `cacltv` is the program under test.
pub(crate) fn shell(line: &str, folder: &Path) -> Ran {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_cacltv"));
    let mut path = binary.parent().unwrap().as_os_str().to_owned();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    quiet("sh").arg("-c").arg(line).env("PATH", path).current_dir(folder).output().unwrap().into()
}

/// A folder of files that goes away with it.
pub(crate) struct Desk(tempfile::TempDir);

impl Desk {
    pub(crate) fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            desk.write(name, text.as_bytes());
        }
        desk
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.path().join(name), bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.path().join(name)).unwrap()
    }

    /// The program with these arguments, in this folder.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        cacltv().args(args).current_dir(self.path()).output().unwrap().into()
    }

    /// As [`Desk::run`], with the arguments of a line that has no quotes.
    pub(crate) fn line(&self, line: &str) -> Ran {
        self.run(&line.split_whitespace().collect::<Vec<_>>())
    }

    /// The program with standard input.
    pub(crate) fn fed(&self, args: &[&str], stdin: &[u8]) -> Ran {
        let mut command = cacltv();
        command.args(args).current_dir(self.path());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that refuses the first block need not read the rest.
        let _ = child.stdin.take().unwrap().write_all(stdin);
        child.wait_with_output().unwrap().into()
    }
}

/// The program with these arguments, in an empty folder.
pub(crate) fn run(args: &[&str]) -> Ran {
    Desk::new([]).run(args)
}

/// The program with the arguments of a line that has no quotes, in an empty folder.
pub(crate) fn line(line: &str) -> Ran {
    Desk::new([]).line(line)
}
