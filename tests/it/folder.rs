//! A folder is a test: `cmd` is run in it, and what it prints and how it ends is held against `stdout`, `stderr`
//! and `code`, whole. `UPDATE=1 cargo test` writes them anew; every one so written is to be reviewed by hand.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::shell;

/// The folders below `tests/<name>`, sorted.
pub(crate) fn all(name: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name);
    let mut folders: Vec<PathBuf> = fs::read_dir(&root)
        .unwrap_or_else(|error| panic!("{}: {error}", root.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

/// What differs in the folder; nothing when the test holds.
pub(crate) fn differences(folder: &Path) -> Vec<String> {
    let cmd = fs::read_to_string(folder.join("cmd")).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let ran = shell(&cmd, folder);
    let found = [("stdout", ran.stdout), ("stderr", ran.stderr), ("code", format!("{}\n", ran.code))];
    let mut differences = Vec::new();
    for (name, found) in found {
        let path = folder.join(name);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &found).unwrap();
        }
        match fs::read_to_string(&path) {
            Ok(wanted) if wanted == found => {}
            Ok(wanted) => differences.push(format!(
                "{}: {name} differs\n--- wanted\n{wanted}--- found\n{found}",
                folder.file_name().unwrap().to_string_lossy()
            )),
            Err(error) => differences.push(format!("{}: {error}", path.display())),
        }
    }
    differences
}

/// Runs every folder below `tests/<name>`.
pub(crate) fn hold(name: &str) {
    let folders = all(name);
    assert!(!folders.is_empty(), "tests/{name} has no folder");
    let differences: Vec<String> = folders.iter().flat_map(|folder| differences(folder)).collect();
    assert!(differences.is_empty(), "{} differences\n{}", differences.len(), differences.join("\n"));
}
