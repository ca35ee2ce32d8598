//! The page around figures: head, policy, landmarks, sections in the order they are read.

use sha2::{Digest, Sha256};

use super::table;
use crate::render::safe;
use crate::render::sheet::Sheet;

/// The one style. It is named by its hash in the policy, so no other acts.
const STYLE: &str = include_str!("style.css");

/// Columns of a table from which it is printed across.
const WIDE: usize = 10;

/// A page in the making. All texts are HTML.
pub(super) struct Page {
    title: String,
    head: String,
    main: Vec<String>,
    tables: usize,
    wide: bool,
}

impl Page {
    /// A page under a title; `about` and `headline` may be empty.
    pub(super) fn new(title: &str, about: &str, headline: &str) -> Self {
        let mut head = format!("<h1>{title}</h1>\n");
        if !about.is_empty() {
            head.push_str(&format!("<p class=\"about\">{about}</p>\n"));
        }
        if !headline.is_empty() {
            head.push_str(&format!("<p class=\"headline\">{headline}</p>\n"));
        }
        let title = if about.is_empty() { title.to_owned() } else { format!("{title}, {about}") };
        Self { title, head, main: Vec::new(), tables: 0, wide: false }
    }

    /// Blocks under a heading.
    pub(super) fn section(&mut self, heading: &str, blocks: &[String]) {
        self.main.push(format!("<section>\n<h2>{heading}</h2>\n{}\n</section>", blocks.join("\n")));
    }

    /// Notes above everything else.
    pub(super) fn notes(&mut self, notes: &[String]) {
        self.main.extend(notes.iter().map(|note| format!("<p class=\"note\">{note}</p>")));
    }

    /// Figures in large letters.
    pub(super) fn tiles(&mut self, tiles: &[(String, String)]) {
        if tiles.is_empty() {
            return;
        }
        let tile = |(name, figure): &(String, String)| format!("<div><dt>{name}</dt><dd>{figure}</dd></div>");
        let tiles: Vec<String> = tiles.iter().map(tile).collect();
        self.main.push(format!("<dl class=\"tiles\">\n{}\n</dl>", tiles.join("\n")));
    }

    /// A table in a frame of its own, which scrolls where the page is too narrow for it.
    pub(super) fn table(&mut self, title: &str, sheet: &Sheet, by_row: bool) {
        if sheet.all_rows().next().is_none() {
            return;
        }
        self.tables = self.tables.saturating_add(1);
        let wide = sheet.headings.len() >= WIDE;
        self.wide |= wide;
        let id = format!("table{}", self.tables);
        let table = table::drawn(title, sheet, by_row);
        self.main.push(format!(
            "<section{}>\n<h2 id=\"{id}\">{title}</h2>\n\
             <div class=\"scroll\" role=\"region\" aria-labelledby=\"{id}\" tabindex=\"0\">\n{table}\n</div>\n</section>",
            if wide { " class=\"wide\"" } else { "" }
        ));
    }

    /// Lines under a heading, if there are any.
    pub(super) fn list(&mut self, heading: &str, lines: &[String]) {
        if !lines.is_empty() {
            self.section(heading, &[list(lines)]);
        }
    }

    /// Charts beside each other where there is room.
    pub(super) fn charts(&mut self, figures: &[String]) {
        if !figures.is_empty() {
            let figures = figures.join("\n");
            self.main.push(format!("<section class=\"charts\" aria-label=\"Charts\">\n{figures}\n</section>"));
        }
    }

    /// The whole page.
    pub(super) fn done(self, footer: &[String], stamp: Option<&str>) -> String {
        let mut foot = String::new();
        if !footer.is_empty() {
            foot.push_str(&format!("<h2>Method and files</h2>\n{}\n", list(footer)));
        }
        if let Some(stamp) = stamp {
            let stamp = safe::html(stamp);
            foot.push_str(&format!("<p class=\"stamp\">Written <time datetime=\"{stamp}\">{stamp}</time></p>\n"));
        }
        if !foot.is_empty() {
            foot = format!("<footer>\n{foot}</footer>\n");
        }
        let Self { title, head, main, .. } = self;
        let policy = format!("default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'", hash());
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\" />\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n\
             <meta name=\"color-scheme\" content=\"light dark\" />\n\
             <meta name=\"referrer\" content=\"no-referrer\" />\n\
             <meta name=\"generator\" content=\"cacltv\" />\n\
             <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
             <header>\n{head}</header>\n<main>\n{}\n</main>\n{foot}</body>\n</html>\n",
            main.join("\n")
        )
    }
}

fn list(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| format!("<li>{line}</li>")).collect();
    format!("<ul class=\"lines\">\n{}\n</ul>", lines.join("\n"))
}

/// The SHA-256 of the style's element in base64.
fn hash() -> String {
    base64(&Sha256::digest(format!("\n{STYLE}").as_bytes()))
}

/// RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = (0..3).fold(0_u32, |bits, at| (bits << 8) | u32::from(three.get(at).copied().unwrap_or(0)));
        for at in 0..4_usize {
            let six = bits.checked_shr(18_u32.saturating_sub(6 * u32::try_from(at).unwrap_or(0))).unwrap_or(0) & 63;
            let digit = usize::try_from(six).ok().and_then(|six| DIGITS.get(six)).copied().unwrap_or(b'=');
            text.push(char::from(if at <= three.len() { digit } else { b'=' }));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4648, section 10.
    #[test]
    fn base64_of_the_standard() {
        for (plain, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    /// The style stands in the page as it is, so it must hold nothing that HTML or XML acts on.
    #[test]
    fn the_style_is_text_in_html_and_in_xml() {
        assert!(!STYLE.contains(['<', '&']));
        assert!(STYLE.is_ascii() && !STYLE.contains("url(") && !STYLE.contains("@import"));
    }
}
