//! Every example prints what it says it prints, and every command in the help texts runs as it is printed there.
//!
//! `UPDATE=1` writes what the examples print now to their `expected.txt`.

use std::error::Error;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

pub(crate) type Tested = Result<(), Box<dyn Error>>;

const PROGRAM: &str = env!("CARGO_BIN_EXE_cacltv");

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A command in which `cacltv` is the program under test, and nothing around it decides how it prints.
pub(crate) fn command(program: impl AsRef<Path>, folder: &Path) -> io::Result<Command> {
    let mut path = OsString::from(Path::new(PROGRAM).parent().unwrap_or(root()));
    path.push(":");
    path.push(env::var_os("PATH").unwrap_or_default());
    let mut command = Command::new(program.as_ref());
    command.current_dir(folder).env("PATH", path).env("CACLTV", PROGRAM);
    for name in ["COLUMNS", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CACLTV_CONFIG", "GITHUB_STEP_SUMMARY"] {
        command.env_remove(name);
    }
    command.env("XDG_CONFIG_HOME", "/nonexistent");
    Ok(command)
}

/// Whether expected output is to be written rather than compared.
pub(crate) fn updating() -> bool {
    env::var_os("UPDATE").is_some()
}

fn folders(of: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(of)? {
        let path = entry?.path();
        found.extend(path.is_dir().then_some(path));
    }
    found.sort();
    Ok(found)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[test]
fn every_example_prints_its_expected_output_from_any_folder() -> Tested {
    let elsewhere = tempfile::tempdir()?;
    let examples = folders(&root().join("examples"))?;
    assert!(examples.len() >= 3, "{examples:?}");
    for example in examples {
        let output = command(example.join("run.sh"), elsewhere.path())?.output()?;
        let name = example.display();
        assert_eq!(String::from_utf8(output.stderr)?, "", "{name}");
        assert!(output.status.success(), "{name}: {}", output.status);
        let printed = String::from_utf8(output.stdout)?;
        if updating() {
            fs::write(example.join("expected.txt"), printed)?;
        } else {
            assert_eq!(printed, fs::read_to_string(example.join("expected.txt"))?, "{name}");
        }
    }
    Ok(())
}

/// What the program says of itself: the welcome, and the help of each command that the welcome's help lists.
fn help_texts() -> Result<Vec<String>, Box<dyn Error>> {
    let said = |args: &[&str]| -> Result<String, Box<dyn Error>> {
        let output = command(PROGRAM, root())?.args(args).env("COLUMNS", "80").output()?;
        assert!(output.status.success(), "{args:?}: {}", output.status);
        Ok(String::from_utf8(output.stdout)?)
    };
    let general = said(&["--help"])?;
    let listed = general.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names: Vec<&str> = listed.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.len() >= 5, "{names:?}");
    let mut texts = vec![said(&[])?];
    for name in names {
        texts.push(said(&[name, "--help"])?);
    }
    texts.push(general);
    Ok(texts)
}

#[test]
fn every_command_in_the_help_texts_runs_as_printed() -> Tested {
    // A copy, since one of them writes a report.
    let folder = tempfile::tempdir()?;
    copy(&root().join("examples"), &folder.path().join("examples"))?;
    let texts = help_texts()?;
    let shown: Vec<&str> =
        texts.iter().flat_map(|text| text.lines()).filter(|line| line.starts_with("  cacltv ")).collect();
    assert!(shown.len() >= 15, "{shown:?}");
    for line in shown {
        let output = command("bash", folder.path())?.args(["-c", line]).output()?;
        let complaint = String::from_utf8(output.stderr)?;
        assert!(output.status.success() && complaint.is_empty(), "{line}\n{}: {complaint}", output.status);
    }
    Ok(())
}

#[test]
fn no_command_in_the_help_texts_is_broken_over_lines() -> Tested {
    for text in help_texts()? {
        let mut example = false;
        for line in text.lines() {
            let goes_on = example && line.starts_with("  ") && !line.starts_with("  cacltv ");
            assert!(!goes_on, "'{}' is what a line above ran into", line.trim());
            example = line.starts_with("  cacltv ");
        }
    }
    Ok(())
}
