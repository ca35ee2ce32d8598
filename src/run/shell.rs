//! What the program says about itself: completions, man pages, schemas.

mod manual;
mod offered;

use std::path::Path;

use anyhow::anyhow;
use clap::CommandFactory;
use clap_complete::Shell;

use super::Surroundings;
use crate::cli::Cli;
use crate::domain::path;
use crate::exit::Exit;
use crate::output::{file, plainly, stdout};
use crate::plan::shell::{Asked, Document};
use crate::schema;

/// Answers what was asked.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn shell(asked: &Asked, around: &mut Surroundings<'_>) -> anyhow::Result<Exit> {
    match asked {
        Asked::Completions(shell) => {
            let mut command = offered::with_words(Cli::command());
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut command, "cacltv", &mut script);
            let further = if *shell == Shell::Fish { offered::arguments_for_fish(&command) } else { String::new() };
            stdout(around, &format!("{}{further}", String::from_utf8_lossy(&script)))?;
        }
        Asked::Man(None) => {
            if let Some((_, page)) = manual::pages(Cli::command())?.first() {
                stdout(around, page)?;
            }
        }
        Asked::Man(Some(folder)) => {
            let pages = manual::pages(Cli::command())?;
            write(folder, &pages)
                .map_err(|error| anyhow!("'{}' cannot be written: {}", path::text(folder), plainly(&error)))?;
        }
        Asked::Schema(document) => {
            let schema = match document {
                Document::Report => schema::report(),
                Document::Check => schema::check(),
                Document::Study => schema::study(),
                Document::Config => schema::config(),
            };
            stdout(around, &format!("{schema:#}\n"))?;
        }
    }
    Ok(Exit::Done)
}

fn write(folder: &Path, pages: &[(String, String)]) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    pages.iter().try_for_each(|(name, page)| file(&folder.join(name), page.as_bytes()))
}
