//! `--template`: the file is read and its grammar looked at before any input is.

use super::{Planned, Target, Usage, wrong};
use crate::cli::OutputArgs;
use crate::input::whole_file;
use crate::render::template::Template;

/// The most bytes a template may have.
const LIMIT: u64 = 16 << 20;

/// The template that is asked for.
pub(super) fn template(args: &OutputArgs) -> Planned<Option<Template>> {
    let Some(name) = &args.template else { return Ok(None) };
    if args.format.is_some() {
        let help = Some("leave one of them out".to_owned());
        return Err(wrong("--template and --format say in two ways what is printed", help));
    }
    let source =
        whole_file(name, LIMIT).map_err(|why| wrong(format!("--template: '{name}' cannot be read: {why}"), None))?;
    let source = String::from_utf8(source).map_err(|_| {
        wrong(format!("--template: '{name}' is not UTF-8"), Some("save the template as UTF-8".to_owned()))
    })?;
    let source = source.strip_prefix('\u{feff}').unwrap_or(&source);
    let template = Template::new(name, source);
    template.map(Some).map_err(|fault| Usage { message: fault.message, help: fault.help })
}

/// Where a filled-in template goes: the name of the file says nothing of what is in it.
pub(super) fn place(text: &str) -> Planned<Target> {
    match text {
        "" => Err(wrong("--output: '' names no file", None)),
        path => Ok(Target::of(path)),
    }
}
