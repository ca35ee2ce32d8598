//! Where answers go: rendered in memory, written once, whole or not at all.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, anyhow};

use crate::plan::{Output, Target, Usage};
use crate::render::{self, Format, Style};
use crate::report::study::Study;
use crate::report::{Numbers, Report};
use crate::run::Surroundings;

/// Refuses to write a workbook to a terminal.
pub(crate) fn onto_terminal(output: &Output, around: &Surroundings<'_>) -> Option<Usage> {
    let told = |(format, target): &(Format, Target)| *format == Format::Xlsx && *target == Target::Stdout;
    let refused = around.terminal && output.places.iter().any(told);
    refused.then(|| Usage {
        message: "a workbook is no text, and standard output is a terminal".to_owned(),
        help: Some("-o report.xlsx".to_owned()),
    })
}

/// Refuses to write a report over a file it was read from.
pub(crate) fn onto_input(output: &Output, inputs: impl Iterator<Item = String>) -> Option<Usage> {
    let canonical = |path: &Path| std::fs::canonicalize(path).ok();
    // A sheet is named after its workbook: `plan.xlsx!Spend`.
    let book = |name: String| match name.rsplit_once('!') {
        Some((book, _)) if !Path::new(&name).exists() => book.to_owned(),
        _ => name,
    };
    let inputs: Vec<String> = inputs.map(book).collect();
    output.places.iter().find_map(|(_, target)| match target {
        Target::Stdout => None,
        Target::File(path) => {
            let own = canonical(path)?;
            let same = inputs.iter().find(|name| canonical(Path::new(name)).as_ref() == Some(&own))?;
            Some(Usage {
                message: format!("--output would overwrite the input '{same}'"),
                help: Some("name another file".to_owned()),
            })
        }
    })
}

/// Writes a report in every format and to every place asked for.
pub(crate) fn write(
    report: &Report,
    output: &Output,
    numbers: &Numbers,
    around: &mut Surroundings<'_>,
) -> anyhow::Result<()> {
    deliver(output, around, |format, style| {
        render::report_bytes(report, format, &dressed(output, numbers, format, style))
    })
}

/// Writes a study in every format and to every place asked for.
pub(crate) fn write_study(
    study: &Study,
    output: &Output,
    numbers: &Numbers,
    around: &mut Surroundings<'_>,
) -> anyhow::Result<()> {
    deliver(output, around, |format, style| {
        render::study_bytes(study, format, &dressed(output, numbers, format, style))
    })
}

/// The style with the numbers asked for, or those of the files.
fn dressed(output: &Output, numbers: &Numbers, format: Format, style: &Style) -> Style {
    let mut own = output.numbers.clone().unwrap_or_else(|| numbers.clone());
    if format == Format::Plain && own.group.is_some_and(|group| !group.is_ascii()) {
        own.group = Some(' ');
    }
    Style { numbers: own, spreadsheet: output.numbers.is_some(), ..style.clone() }
}

/// Writes what `render` makes of each format to the place asked for.
pub(crate) fn deliver<T: AsRef<[u8]>>(
    output: &Output,
    around: &mut Surroundings<'_>,
    render: impl Fn(Format, &Style) -> T,
) -> anyhow::Result<()> {
    for (format, target) in &output.places {
        let width = match (format, target) {
            (Format::Table, Target::Stdout) => around.width,
            _ => None,
        };
        let bytes = render(*format, &Style { width, ..Style::default() });
        match target {
            Target::Stdout => stdout(around, &bytes)?,
            Target::File(path) => {
                file(path, bytes.as_ref())
                    .map_err(|error| anyhow!("'{}' cannot be written: {}", path.display(), plainly(&error)))?;
            }
        }
    }
    Ok(())
}

/// Writes to standard output. A reader that closed the pipe has what it wanted.
pub(crate) fn stdout(around: &mut Surroundings<'_>, bytes: &(impl AsRef<[u8]> + ?Sized)) -> anyhow::Result<()> {
    match around.out.write_all(bytes.as_ref()).and_then(|()| around.out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("standard output cannot be written"),
    }
}

/// A fault of the system, without the temporary path it happened at.
fn plainly(error: &anyhow::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at path").next().unwrap_or_default();
    text.split(" (os error").next().unwrap_or_default().to_lowercase()
}

/// Writes a file whole or not at all: a temporary file beside it, then a rename. A link is followed; what is no
/// regular file is written directly.
fn file(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    if let Ok(metadata) = std::fs::metadata(&real)
        && !metadata.is_file()
    {
        if metadata.is_dir() {
            return Err(anyhow!("it is a folder"));
        }
        let mut device = File::options().write(true).open(&real)?;
        device.write_all(bytes)?;
        return Ok(device.flush()?);
    }
    let parent = real.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut temporary = tempfile::Builder::new().prefix(".cacltv-").tempfile_in(parent)?;
    temporary.write_all(bytes)?;
    temporary.as_file_mut().sync_all()?;
    let permissions = std::fs::metadata(&real).map(|metadata| metadata.permissions()).ok();
    #[cfg(unix)]
    let permissions = permissions.or_else(|| {
        use std::os::unix::fs::PermissionsExt;
        Some(std::fs::Permissions::from_mode(0o644))
    });
    if let Some(permissions) = permissions {
        temporary.as_file().set_permissions(permissions)?;
    }
    temporary.persist(&real)?;
    Ok(())
}
