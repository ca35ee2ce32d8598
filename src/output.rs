//! Where answers go: rendered in memory, written once, whole or not at all.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::anyhow;

use crate::domain::path;
use crate::plan::{Output, Target, Usage};
use crate::render::template::Fault;
use crate::render::{self, Format, Style};
use crate::report::study::Study;
use crate::report::{Numbers, Report};
use crate::run::{Surroundings, clock};

/// Refuses to write a workbook to a terminal.
pub(crate) fn onto_terminal(output: &Output, around: &Surroundings<'_>) -> Option<Usage> {
    let told = |(format, target): &(Format, Target)| *format == Format::Xlsx && *target == Target::Stdout;
    let refused = around.terminal && output.places.iter().any(told);
    refused.then(|| Usage {
        message: "a workbook is no text, and standard output is a terminal".to_owned(),
        help: Some("-o report.xlsx".to_owned()),
    })
}

/// Refuses to write an answer over the template it is made with.
pub(crate) fn onto_template(output: &Output) -> Option<Usage> {
    let template = output.template.as_ref()?;
    onto_input(output, std::iter::once(template.name().to_owned()))
}

/// Refuses to write a report over a file it was read from.
pub(crate) fn onto_input(output: &Output, inputs: impl Iterator<Item = String>) -> Option<Usage> {
    onto_any(output.places.iter().map(|(_, target)| target), inputs)
}

/// Refuses to write what is printed on standard output to a file it was read from.
pub(crate) fn printed_onto_input(inputs: impl Iterator<Item = String>) -> Option<Usage> {
    onto_any(std::iter::once(&Target::Stdout), inputs)
}

fn onto_any<'a>(mut targets: impl Iterator<Item = &'a Target>, inputs: impl Iterator<Item = String>) -> Option<Usage> {
    // A sheet is named after its workbook: `plan.xlsx!Spend`.
    let book = |name: String| match name.rsplit_once('!') {
        Some((book, _)) if !path::path(&name).exists() => book.to_owned(),
        _ => name,
    };
    let behind = |name: &str| identity(&if name == "-" { PathBuf::from("/dev/stdin") } else { path::path(name) });
    let inputs: Vec<(Option<Identity>, String)> = inputs.map(book).map(|name| (behind(&name), name)).collect();
    targets.find_map(|target| {
        let own = match target {
            Target::Stdout => identity(Path::new("/dev/stdout"))?,
            Target::File(path) => identity(path)?,
        };
        let (_, name) = inputs.iter().find(|(input, _)| input.as_ref() == Some(&own))?;
        let message = match target {
            Target::Stdout => format!("standard output is the input '{name}', which would have its own report in it"),
            Target::File(_) => format!("--output would overwrite the input '{name}'"),
        };
        Some(Usage { message, help: Some("name another file".to_owned()) })
    })
}

/// Refuses a file that is named twice, whatever it is called; what is written to a device goes on behind what was.
pub(crate) fn onto_each_other(output: &Output) -> Option<Usage> {
    let mut named = HashSet::new();
    output.places.iter().find_map(|(_, target)| {
        let Target::File(path) = target else { return None };
        let device = ["/dev", "/proc"].iter().any(|folder| path.starts_with(folder));
        (!device && !named.insert(resolved(path))).then(|| Usage {
            message: format!("--output: '{}' is named twice, and would hold the last of both", path::text(path)),
            help: Some("name a file for each".to_owned()),
        })
    })
}

/// A path without links and detours, also of a file that is not there yet.
fn resolved(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let beside = || Some(folder.canonicalize().ok()?.join(path.file_name()?));
    path.canonicalize().ok().or_else(beside).unwrap_or_else(|| path.to_owned())
}

/// What tells one regular file from another, whatever it is called.
#[cfg(unix)]
type Identity = (u64, u64);
#[cfg(not(unix))]
type Identity = PathBuf;

fn identity(path: &Path) -> Option<Identity> {
    let facts = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        Some((facts.dev(), facts.ino()))
    }
    #[cfg(not(unix))]
    {
        std::fs::canonicalize(path).ok()
    }
}

/// Writes a report in every format and to every place asked for.
pub(crate) fn write(
    report: &Report,
    output: &Output,
    numbers: &Numbers,
    around: &mut Surroundings<'_>,
) -> anyhow::Result<()> {
    if let Some(template) = &output.template {
        return filled(template.report(report, &plain_style(output, numbers)?), output, around);
    }
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
    if let Some(template) = &output.template {
        return filled(template.study(study, &plain_style(output, numbers)?), output, around);
    }
    deliver(output, around, |format, style| {
        render::study_bytes(study, format, &dressed(output, numbers, format, style))
    })
}

/// Writes a template that was filled in to every place asked for.
fn filled(text: Result<String, Fault>, output: &Output, around: &mut Surroundings<'_>) -> anyhow::Result<()> {
    let text = text.map_err(|fault| Usage { message: fault.message, help: fault.help })?;
    output.places.iter().try_for_each(|(_, target)| put(target, text.as_bytes(), around))
}

/// The style of what is no format.
fn plain_style(output: &Output, numbers: &Numbers) -> anyhow::Result<Style> {
    let numbers = Numbers { precision: output.precision, ..style_of(output, numbers) };
    Ok(Style { numbers, stamp: stamp(output)?, ..Style::default() })
}

/// The time, where it is to be told.
fn stamp(output: &Output) -> anyhow::Result<Option<String>> {
    if output.stamp { clock::stamp().map(Some) } else { Ok(None) }
}

/// The numbers asked for, or those of the files.
fn style_of(output: &Output, numbers: &Numbers) -> Numbers {
    output.numbers.clone().unwrap_or_else(|| numbers.clone())
}

/// The style with the numbers asked for, or those of the files.
fn dressed(output: &Output, numbers: &Numbers, format: Format, style: &Style) -> Style {
    let mut own = style_of(output, numbers);
    if format == Format::Plain && own.group.is_some_and(|group| !group.is_ascii()) {
        own.group = Some(' ');
    }
    own.precision = output.precision;
    Style { numbers: own, spreadsheet: output.numbers.is_some(), ..style.clone() }
}

/// Writes what `render` makes of each format to the place asked for.
pub(crate) fn deliver<T: AsRef<[u8]>>(
    output: &Output,
    around: &mut Surroundings<'_>,
    render: impl Fn(Format, &Style) -> anyhow::Result<T>,
) -> anyhow::Result<()> {
    let stamp = stamp(output)?;
    for (format, target) in &output.places {
        // A file is no terminal, whatever its width and colours are said to be.
        let (width, color) = match (format, target) {
            (Format::Table, Target::Stdout) => (around.width, around.painted),
            _ => (None, false),
        };
        let bytes = render(*format, &Style { width, color, stamp: stamp.clone(), ..Style::default() })?;
        put(target, bytes.as_ref(), around)?;
    }
    Ok(())
}

/// Writes a text to its place.
fn put(target: &Target, bytes: &[u8], around: &mut Surroundings<'_>) -> anyhow::Result<()> {
    match target {
        Target::Stdout => stdout(around, bytes),
        Target::File(path) => place(path, bytes),
    }
}

/// Writes a file, whole or not at all.
pub(crate) fn place(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let unwritten = |error| anyhow!("'{}' cannot be written: {}", path::text(path), plainly(&error));
    file(path, bytes).map_err(unwritten)
}

/// A report as Markdown, in the numbers that its other formats have.
pub(crate) fn summarised(report: &Report, output: &Output, numbers: &Numbers) -> String {
    render::render(report, Format::Markdown, &dressed(output, numbers, Format::Markdown, &Style::default()))
}

/// Adds to the end of a file, which others add to as well, with a blank line behind.
pub(crate) fn append(path: &Path, text: &str) -> anyhow::Result<()> {
    let opened = File::options().append(true).create(true).open(path);
    let written = opened.and_then(|mut file| file.write_all(format!("{text}\n").as_bytes()));
    written.map_err(|error| anyhow!("'{}' cannot be written: {}", path::text(path), plainly(&error.into())))
}

/// Writes to standard output. A reader that closed the pipe has what it wanted.
pub(crate) fn stdout(around: &mut Surroundings<'_>, bytes: &(impl AsRef<[u8]> + ?Sized)) -> anyhow::Result<()> {
    match around.out.write_all(bytes.as_ref()).and_then(|()| around.out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(anyhow!("standard output cannot be written: {}", plainly(&error.into())))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// A fault of the system, without the temporary path it happened at.
pub(crate) fn plainly(error: &anyhow::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at path").next().unwrap_or_default();
    text.split(" (os error").next().unwrap_or_default().to_lowercase()
}

/// Writes a file whole, where nothing is.
pub(crate) fn anew(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut temporary = tempfile::Builder::new().prefix(".cacltv-").tempfile_in(parent)?;
    temporary.write_all(bytes)?;
    temporary.as_file_mut().sync_all()?;
    readable(&temporary, None)?;
    temporary.persist_noclobber(path)?;
    Ok(())
}

/// Gives a new file the permissions of the one it takes the place of, or those that new files have.
fn readable(temporary: &tempfile::NamedTempFile, permissions: Option<std::fs::Permissions>) -> anyhow::Result<()> {
    #[cfg(unix)]
    let permissions = permissions.or_else(|| {
        use std::os::unix::fs::PermissionsExt;
        Some(std::fs::Permissions::from_mode(0o644))
    });
    if let Some(permissions) = permissions {
        temporary.as_file().set_permissions(permissions)?;
    }
    Ok(())
}

/// Writes a file whole or not at all: a temporary file beside it, then a rename. A link is followed; what is no
/// regular file is written directly.
pub(crate) fn file(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if is_descriptor(path) {
        // What it leads to may be a file that others write to as well, and is not to be replaced.
        return directly(File::options().append(true).open(path)?, bytes);
    }
    let real = followed(path)?;
    if let Ok(metadata) = std::fs::metadata(&real)
        && !metadata.is_file()
    {
        if metadata.is_dir() {
            return Err(anyhow!("it is a folder"));
        }
        return directly(File::options().write(true).open(&real)?, bytes);
    }
    let parent = real.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut temporary = tempfile::Builder::new().prefix(".cacltv-").tempfile_in(parent)?;
    temporary.write_all(bytes)?;
    temporary.as_file_mut().sync_all()?;
    let permissions = std::fs::metadata(&real).map(|metadata| metadata.permissions()).ok();
    readable(&temporary, permissions)?;
    temporary.persist(&real)?;
    Ok(())
}

/// Where a path leads: links are followed, also to a file that is yet to be written.
fn followed(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_path_buf();
    loop {
        match std::fs::canonicalize(&path) {
            // A circle of links is another fault, so that there is an end.
            Err(error) if error.kind() == io::ErrorKind::NotFound => match std::fs::read_link(&path) {
                Ok(next) => path = path.parent().map(|parent| parent.join(&next)).unwrap_or(next),
                Err(_) => return Ok(path),
            },
            found => return found,
        }
    }
}

/// Whether a path is the name of an open file of this process.
fn is_descriptor(path: &Path) -> bool {
    path == Path::new("/dev/stderr") || ["/dev/fd", "/proc/self/fd"].iter().any(|folder| path.starts_with(folder))
}

/// Writes to a device, or to a pipe, whose reader has what it wanted when it closes it.
fn directly(mut device: File, bytes: &[u8]) -> anyhow::Result<()> {
    match device.write_all(bytes).and_then(|()| device.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}
