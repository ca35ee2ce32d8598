//! Drawings whose lengths are parts of the width they are given and whose letters keep their size: nothing is
//! stretched on a wide page, nothing too small to read on a narrow one.

use unicode_width::UnicodeWidthStr;

use super::scale::Scale;
use crate::domain::exact::Exact;
use crate::domain::metric::Unit;
use crate::domain::value::Value;
use crate::render::safe;
use crate::render::text;
use crate::render::words::Words;
use crate::report::Phrase;

/// Columns of text that fit on a line of the narrowest page.
const LINE: usize = 48;
/// The least that is left of a name.
const LEAST: usize = 12;
/// The widest a name is in the words beside a drawing.
const NAME: usize = 60;
/// The height of a row: a line of text and a bar under it.
pub(super) const ROW: usize = 36;
/// From the top of a row to its letters, its bar, and the end of it.
pub(super) const LETTERS: usize = 12;
pub(super) const BAR: usize = 16;
pub(super) const BAR_HEIGHT: usize = 9;
/// The height of the ticks' labels under a drawing.
pub(super) const AXIS: usize = 18;

/// A drawing in the making.
pub(super) struct Svg {
    body: String,
}

impl Svg {
    pub(super) fn new() -> Self {
        Self { body: String::new() }
    }

    fn push(&mut self, element: &str) {
        self.body.push_str(element);
        self.body.push('\n');
    }

    /// A text at a share of the width.
    pub(super) fn text(&mut self, x: &str, y: usize, class: &str, text: &str) {
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        // Letters keep clear of the lines at the ends.
        let clear = match x {
            "0" => " dx=\"5\"",
            "100%" => " dx=\"-4\"",
            _ => "",
        };
        self.push(&format!("<text x=\"{x}\" y=\"{y}\"{clear}{class}>{}</text>", safe::escaped(text)));
    }

    /// A rectangle between two figures; `title` is shown where a pointer rests.
    pub(super) fn bar(&mut self, scale: &Scale, ends: [&Exact; 2], place: (usize, usize), class: &str, title: &str) {
        let [one, other] = ends;
        let (from, to) = (scale.share(one.min(other)), scale.share(one.max(other)));
        let (x, width) = (super::scale::percent(&from), super::scale::percent(&(&to - &from)));
        let (y, height) = place;
        let shape = format!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" class=\"{class}\"");
        if title.is_empty() {
            self.push(&format!("{shape}/>"));
        } else {
            self.push(&format!("{shape}><title>{}</title></rect>", safe::escaped(title)));
        }
    }

    /// A line from one point to another; the shares of the width end in `%`.
    pub(super) fn line(&mut self, from: (&str, usize), to: (&str, usize), class: &str) {
        let ((x1, y1), (x2, y2)) = (from, to);
        self.push(&format!("<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" class=\"{class}\"/>"));
    }

    /// A line from top to bottom at a figure.
    pub(super) fn upright(&mut self, scale: &Scale, figure: &Exact, (top, bottom): (usize, usize), class: &str) {
        let x = scale.at(figure);
        self.line((&x, top), (&x, bottom), class);
    }

    /// A point.
    pub(super) fn dot(&mut self, x: &str, y: &str, class: &str, title: &str) {
        let title = safe::escaped(title);
        self.push(&format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"3\" class=\"{class}\"><title>{title}</title></circle>"));
    }

    /// Whatever else is drawn.
    pub(super) fn element(&mut self, element: &str) {
        self.push(element);
    }

    /// Lines at the ticks of a scale that lies along the width, and their labels below.
    pub(super) fn axis(&mut self, scale: &Scale, (top, bottom): (usize, usize), labels: &[String]) {
        for (tick, label) in scale.ticks.iter().zip(labels) {
            self.upright(scale, tick, (top, bottom), if tick.is_zero() { "zero" } else { "grid" });
            let class = format!("tick{}", anchor(&scale.share(tick)));
            let (x, y) = (scale.at(tick), bottom.saturating_add(14));
            self.push(&format!("<text x=\"{x}\" y=\"{y}\" class=\"{class}\">{}</text>", safe::escaped(label)));
        }
    }

    /// The drawing as a figure of the page. `key` is HTML.
    pub(super) fn figure(self, about: &About, height: usize) -> String {
        let About { id, title, description, key } = about;
        let (title, description) = (safe::escaped(title), safe::escaped(description));
        let key = if key.is_empty() { String::new() } else { format!("<p class=\"key\">{}</p>\n", key.join("\n")) };
        format!(
            "<figure>\n<figcaption>{title}</figcaption>\n\
             <svg role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" width=\"100%\" height=\"{height}\">\n\
             <title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-desc\">{description}</desc>\n\
             {}</svg>\n{key}</figure>",
            self.body
        )
    }
}

/// What is said beside a drawing.
pub(super) struct About {
    /// Tells its parts from those of others.
    pub(super) id: String,
    /// What it shows, as plain text.
    pub(super) title: String,
    /// All its figures in words, as plain text.
    pub(super) description: String,
    /// What its marks mean, and what is not drawn; as HTML.
    pub(super) key: Vec<String>,
}

/// Where a text at a share of the width is held, so that it does not run over an end.
pub(super) fn anchor(share: &Exact) -> &'static str {
    if *share < Exact::decimal(8, 2) {
        ""
    } else if *share > Exact::decimal(92, 2) {
        " e"
    } else {
        " m"
    }
}

/// A name as plain text for the words beside a drawing.
pub(super) fn named(name: &Phrase, words: &Words<'_>) -> String {
    shortened(&words.phrase(name), NAME)
}

/// A name beside a text on one line.
pub(super) fn beside(name: &Phrase, other: &str, words: &Words<'_>) -> String {
    shortened(&words.phrase(name), LINE.saturating_sub(other.width()).max(LEAST))
}

/// A text cut in the middle where it is wider than `width` columns, or has far more characters than these hold.
pub(super) fn shortened(text: &str, width: usize) -> String {
    let cut = safe::cut(text, width, "…");
    let most = width.saturating_mul(4);
    if cut.chars().count() > most { cut.chars().take(most).chain(['…']).collect() } else { cut }
}

/// A figure as people read it; where there is none, why in few words.
pub(super) fn figure(value: &Value, unit: Unit, limits: &[Exact], words: &Words<'_>) -> String {
    match value {
        Value::Known(_) => words.value(value, unit, limits),
        Value::Undefined(reason) => format!("undefined: {}", reason.code().replace('_', " ")),
    }
}

/// The labels of ticks.
pub(super) fn labels(ticks: &[Exact], unit: Unit, words: &Words<'_>) -> Vec<String> {
    ticks.iter().map(|tick| text::limit(tick, unit, words.numbers)).collect()
}

/// Whether the labels of ticks have room beside each other.
pub(super) fn fit(labels: &[String]) -> bool {
    let widest = labels.iter().map(|label| label.width()).max().unwrap_or(0);
    widest.saturating_add(2).saturating_mul(labels.len()) <= LINE
}

/// A text in the words under a drawing, as HTML.
pub(super) fn key(text: &str) -> String {
    format!("<span>{}</span>", safe::escaped(text))
}
