//! How files were understood, as a page.

use super::page::Page;
use super::{name, said};
use crate::render::inspect::command;
use crate::render::safe;
use crate::render::words::Words;
use crate::report::inspection::{self, Inspection, Pins};
use crate::report::{Numbers, Phrase};

/// The inspection as a page.
pub(in crate::render) fn inspect(inspection: &Inspection) -> String {
    let numbers = Numbers::default();
    let words = Words {
        numbers: &numbers,
        currency: None,
        name,
        own: safe::html,
        figure: safe::escaped,
        dash: "–",
        label_width: None,
    };
    let line =
        |label: &str, phrase: &Phrase| format!("<dt>{}</dt><dd>{}</dd>", safe::html(label), words.phrase(phrase));
    let facts = |lines: Vec<String>| format!("<dl class=\"facts\">\n{}\n</dl>", lines.join("\n"));
    let mut page = Page::new("How the files were understood", "", "");
    for file in &inspection.files {
        let lines = inspection::lines(file);
        let lines = lines.iter().map(|(label, phrase)| line(label, phrase)).collect();
        page.section(&name(&file.file), &[facts(lines)]);
    }
    if !inspection.merged.is_empty() {
        let one = |merged| inspection::merged_line(merged);
        let lines = inspection.merged.iter().map(|merged| line(&merged.dimension, &one(merged))).collect();
        page.section("Spellings that are one name", &[facts(lines)]);
    }
    let (pasted, note) = match &inspection.pins {
        Pins::Flags(words) => (command(words), "What settles all this, to paste"),
        Pins::Tables(tables, words) => {
            let tables: Vec<String> = tables.lines().map(safe::visible).collect();
            let all = format!("{}\n\n{}", tables.join("\n"), command(words));
            (all, "What settles all this, for cacltv.toml, since the files differ")
        }
    };
    page.section(note, &[format!("<pre>{}</pre>", safe::escaped(&pasted))]);
    page.list("Warnings and notes", &said(&inspection.diagnostics));
    page.done(&[], None)
}
