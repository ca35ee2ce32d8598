//! The README's commands print what the README says they print.
//!
//! A block marked `sh` whose first line begins with `$ ` is run: its lines after `$ ` are commands of one
//! shell at the root of the repository, the others what they print, on both streams. `UPDATE=1` writes what
//! they print now into the README.

use std::fs;

use crate::examples::{Tested, command, root, updating};

/// The README in pieces, taken in turns: text, a runnable block, text, …
fn pieces(readme: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut inside = false;
    let mut lines = readme.lines().peekable();
    while let Some(line) = lines.next() {
        if inside && line == "```" {
            inside = false;
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push_str(line);
            piece.push('\n');
        }
        if line == "```sh" && lines.peek().is_some_and(|next| next.starts_with("$ ")) {
            inside = true;
            pieces.push(String::new());
        }
    }
    pieces
}

/// The commands of a block, each with its own line printed before it.
fn script(block: &str) -> String {
    let commands = block.lines().filter_map(|line| line.strip_prefix("$ "));
    let shown = |command: &str| format!("printf '%s\\n' '$ {}'\n{command}\n", command.replace('\'', r"'\''"));
    format!("exec 2>&1\n{}", commands.map(shown).collect::<String>())
}

#[test]
fn every_block_shows_real_output() -> Tested {
    let path = root().join("README.md");
    let readme = fs::read_to_string(&path)?;
    let mut real = String::new();
    let mut blocks: usize = 0;
    for (index, piece) in pieces(&readme).into_iter().enumerate() {
        if index.is_multiple_of(2) {
            real.push_str(&piece);
        } else {
            let output = command("bash", root())?.args(["-c", &script(&piece)]).output()?;
            let printed = String::from_utf8(output.stdout)?;
            if !updating() {
                assert_eq!(printed, piece);
            }
            real.push_str(&printed);
            blocks = blocks.saturating_add(1);
        }
    }
    assert!(blocks >= 5, "{blocks} blocks are run");
    if updating() {
        fs::write(path, real)?;
    } else {
        assert_eq!(real, readme);
    }
    Ok(())
}

#[test]
fn the_first_two_commands_run_the_main_job_and_the_tests() -> Tested {
    let readme = fs::read_to_string(root().join("README.md"))?;
    let mut commands = Vec::new();
    let mut shell = false;
    for line in readme.lines() {
        if line.starts_with("```") {
            shell = line == "```sh";
        } else if shell {
            commands.push(line);
        }
    }
    let first: Vec<&str> = commands.into_iter().take(2).collect();
    let [job, tests] = first.as_slice() else { return Err("the README has no two commands".into()) };
    assert!(job.starts_with("cargo run --release --locked -- report examples/"), "{job}");
    assert_eq!(*tests, "cargo test --locked");
    Ok(())
}
