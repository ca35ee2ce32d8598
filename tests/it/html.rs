//! Pages: one file that needs nothing else and runs nothing, read by independent parsers and, where there is one, by a
//! browser at three widths in light and dark. Tests that need `python3` or `chromium` are passed over without it.

use std::process::{Command, Stdio};

use crate::formats::hostile;
use crate::program::{Desk, Ran, quiet};

/// A page of every command that writes one.
const PAGES: [(&str, &str); 11] = [
    ("report", "report spend.csv customers.csv value.csv"),
    ("months", "report spend.csv customers.csv --by month,channel --arpa 32 --margin 70% --churn 5%/mo --interval 95%"),
    ("check", "check spend.csv customers.csv value.csv --max-cac 100 --min-ratio 4 --max-payback 5"),
    ("calc", "calc --cac 180 --arpa 50 --margin 80% --churn 4%/mo"),
    ("calc-of-steps", "calc --spend 10000 --step clicks=8000 --step leads=420 --step customers=21"),
    ("compare", "compare spend.csv customers.csv value.csv --period 2026-03 --against 2026-01"),
    ("plan", "plan spend.csv customers.csv value.csv --target 4"),
    ("reconcile", "reconcile --from chartmogul --to skok spend.csv customers.csv --arpa 32 --margin 70% --churn 5%/mo"),
    ("scopes", "report spend.csv customers.csv value.csv --view scopes"),
    ("lag", "report spend.csv customers.csv value.csv --view lag"),
    ("inspect", "inspect spend.csv customers.csv value.csv"),
];

/// Next quarter's example, with a channel that has no customers and one that has no spend.
fn desk() -> Desk {
    let read = |name: &str| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/next-quarter");
        std::fs::read_to_string(format!("{folder}/{name}")).unwrap()
    };
    let (spend, customers, value) = (read("spend.csv"), read("customers.csv"), read("value.csv"));
    Desk::new([("spend.csv", spend.as_str()), ("customers.csv", customers.as_str()), ("value.csv", value.as_str())])
}

fn page(desk: &Desk, line: &str) -> String {
    let ran: Ran = desk.line(&format!("{line} -f html"));
    assert!(matches!(ran.code, 0 | 1), "{line}: {}", ran.stderr);
    ran.stdout
}

/// Many channels, each with a spend and customers of its own.
fn many(channels: usize) -> Desk {
    let (mut spend, mut customers) = ("month,channel,amount\n".to_owned(), "month,channel,new_customers\n".to_owned());
    for channel in 0..channels {
        let (cost, won) = ((channel * 7_919) % 90_000 + 100, (channel * 31) % 200 + 1);
        spend.push_str(&format!("2026-03,Channel number {channel:03},{cost}.37\n"));
        customers.push_str(&format!("2026-03,Channel number {channel:03},{won}\n"));
    }
    Desk::new([("spend.csv", spend.as_str()), ("customers.csv", customers.as_str())])
}

#[test]
fn a_page_needs_no_other_file_and_runs_nothing() {
    let desk = desk();
    for (name, line) in PAGES {
        let page = page(&desk, line);
        assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"), "{name}: {page}");
        let policy = "content=\"default-src 'none'; style-src 'sha256-";
        assert_eq!(page.matches(policy).count(), 1, "{name}");
        for never in ["<script", " style=", "http:", "https:", "javascript:", "<link", "<img", "url(", " on"] {
            let tags = page.split('<').filter_map(|tag| tag.split_once('>')).map(|(tag, _)| format!("<{tag}"));
            let found = if never == " on" {
                tags.filter(|tag| tag.contains(" on") && tag.contains('=')).any(|tag| tag.contains(" on"))
            } else {
                page.contains(never)
            };
            assert!(!found, "{name}: {never}");
        }
        for landmark in ["<header>", "<main>", "<h1>"] {
            assert_eq!(page.matches(landmark).count(), 1, "{name}: {landmark}");
        }
        assert_eq!(page.matches("<table>").count(), page.matches("<caption>").count(), "{name}");
        assert_eq!(page, self::page(&desk, line), "{name} is not the same twice");
    }
}

#[test]
fn a_page_of_two_hundred_channels_is_small_and_says_what_it_does_not_draw() {
    let desk = many(200);
    let line = "report spend.csv customers.csv --arpa 50 --margin 80% --churn 4%/mo";
    let all = page(&desk, &format!("{line} --top 200"));
    assert!(all.len() < 150_000, "{} bytes", all.len());
    assert_eq!(all.matches("<th scope=\"row\">").count(), 201, "200 channels and the total");
    assert!(all.contains("170 more rows are not drawn"));
    // Without being asked for all, people see 50 and the rest in one line, as in a terminal.
    let some = page(&desk, line);
    assert_eq!(some.matches("<th scope=\"row\">").count(), 52);
    assert!(some.contains("(150 more)"));
}

/// The cells of a page's tables, without markup.
fn cells(page: &str) -> Vec<Vec<String>> {
    let bare = |cell: &str| {
        let mut text = String::new();
        let mut inside = false;
        for c in cell.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => text.push(c),
                _ => {}
            }
        }
        text.replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    };
    let rows = page.lines().filter(|line| line.starts_with("<tr>"));
    rows.map(|row| {
        let row = row.replace("</th>", "\t").replace("</td>", "\t").replace("</tr>", "");
        let row = bare(&row);
        row.strip_suffix('\t').unwrap_or(&row).split('\t').map(str::to_owned).collect()
    })
    .collect()
}

/// The terminal's table, its dashes as they are.
fn boxed(table: &str) -> Vec<Vec<String>> {
    let rows = table.lines().filter(|line| line.starts_with('│'));
    rows.map(|line| line.trim_matches('│').split('│').map(|cell| cell.trim().to_owned()).collect()).collect()
}

#[test]
fn a_page_shows_the_rows_columns_and_figures_of_the_terminal() {
    let desk = desk();
    for name in ["report", "months", "check", "compare", "plan", "reconcile", "scopes", "lag"] {
        let (_, line) = PAGES.iter().find(|(page, _)| *page == name).unwrap();
        let shown = cells(&page(&desk, line));
        let wanted = boxed(&desk.line(&format!("{line} -f table")).stdout);
        assert_eq!(shown.len(), wanted.len(), "{name}");
        for (shown, wanted) in shown.iter().zip(&wanted) {
            assert_eq!(shown.len(), wanted.len(), "{name}: {shown:?} {wanted:?}");
            for (shown, wanted) in shown.iter().zip(wanted) {
                // A page says in the cell why there is no figure.
                let shown = if wanted == "–" { shown.get(..3).unwrap_or(shown) } else { shown };
                assert_eq!(shown, wanted, "{name}");
            }
        }
    }
}

#[test]
fn a_page_writes_numbers_as_asked_for() {
    let desk = many(3);
    let page = page(&desk, "report spend.csv customers.csv --locale de");
    // 100.37 + 8,019.37 + 15,938.37
    assert!(page.contains("<td>24.058,11</td>"), "{page}");
}

/// The time is told where it is asked for, and nowhere else.
#[test]
fn the_time_stands_in_an_answer_only_when_it_is_asked_for() {
    let desk = desk();
    let line = "report spend.csv customers.csv --stamp";
    let stamped = |format: &str| -> Ran {
        let mut command = crate::program::cacltv();
        // The first second of 2026.
        command.args(line.split(' ')).args(["-f", format]).env("SOURCE_DATE_EPOCH", "1767225600");
        command.current_dir(desk.path()).output().unwrap().into()
    };
    for format in ["table", "plain", "markdown", "html", "json", "jsonl"] {
        let ran = stamped(format);
        assert_eq!(ran.code, 0, "{format}: {}", ran.stderr);
        assert_eq!(ran.stdout.replace("datetime=\"2026", "").matches("2026-01-01T00:00:00Z").count(), 1, "{format}");
        let without = desk.line(&format!("report spend.csv customers.csv -f {format}")).stdout;
        assert!(!without.contains("T00:00:00Z") && !without.contains("stamp\""), "{format}");
    }
    assert_eq!(stamped("json").json()["stamp"], "2026-01-01T00:00:00Z");
    for format in ["csv", "tsv"] {
        let ran = stamped(format);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{format}");
        assert!(ran.stderr.contains("no place for the time"), "{}", ran.stderr);
    }
    let mut command = crate::program::cacltv();
    command.args(line.split(' ')).env("SOURCE_DATE_EPOCH", "soon").current_dir(desk.path());
    let ran: Ran = command.output().unwrap().into();
    assert_eq!((ran.code, ran.stdout.as_str()), (5, ""));
    assert!(ran.stderr.contains("SOURCE_DATE_EPOCH"), "{}", ran.stderr);
}

fn present(program: &str) -> bool {
    let found = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    found.is_ok_and(|status| status.success())
}

/// Reads the file as XML, and as HTML with a stack of open elements.
const PARSERS: &str = r#"
import sys, xml.etree.ElementTree as tree
from html.parser import HTMLParser
text = open(sys.argv[1], encoding='utf-8').read()
root = tree.fromstring(text)
class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.bad = [], []
    def handle_starttag(self, tag, attributes):
        if len(attributes) != len(dict(attributes)): self.bad.append(tag)
        self.open.append(tag)
    def handle_startendtag(self, tag, attributes): pass
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag: self.bad.append(tag)
reader = Reader()
reader.feed(text)
reader.close()
assert not reader.bad and not reader.open, (reader.bad, reader.open)
ids = [one.get('id') for one in root.iter() if one.get('id')]
assert len(ids) == len(set(ids)), ids
for one in root.iter():
    for name in (one.get('aria-labelledby') or '').split(): assert name in ids, name
for drawing in root.iter('svg'):
    if drawing.get('role'):
        assert [part.tag for part in drawing][:2] == ['title', 'desc'] and drawing[0].text and drawing[1].text
for table in root.iter('table'):
    assert table[0].tag == 'caption' and all(head.get('scope') for head in table.iter('th'))
"#;

#[test]
fn parsers_of_xml_and_of_html_read_every_page() {
    if !present("python3") {
        return;
    }
    let (desk, hostile) = (desk(), hostile());
    let mut pages: Vec<(String, String)> =
        PAGES.iter().map(|(name, line)| ((*name).to_owned(), page(&desk, line))).collect();
    pages.push(("hostile".to_owned(), page(&hostile, HOSTILE)));
    for (name, text) in pages {
        desk.write("page.html", text.as_bytes());
        let mut python = quiet("python3");
        let ran: Ran = python.args(["-c", PARSERS, "page.html"]).current_dir(desk.path()).output().unwrap().into();
        assert_eq!(ran.code, 0, "{name}: {}\n{text}", ran.stderr);
    }
}

const HOSTILE: &str =
    "check spend.csv customers.csv assumptions.csv --totals keep --max-cac 30 --min-ratio 2 --interval 95%";

/// Opens the page in frames of three widths and says what it finds there: what lies outside of the frame, which letters
/// lie over each other or have too little contrast, and what stands in it. The page's own policy holds in the frames.
const PROBE: &str = r#"<!DOCTYPE html><meta charset="utf-8"><body><script>
const source = atob("PAGE");
const bytes = Uint8Array.from(source, c => c.charCodeAt(0));
const text = new TextDecoder().decode(bytes);
const found = [];
const light = color => {
  const part = color.match(/[\d.]+/g).slice(0, 3).map(n => n / 255).map(n => n <= 0.03928 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4);
  return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
};
const contrast = (one, other) => {
  const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
};
function look(frame, width) {
  const page = frame.contentDocument, root = page.documentElement, view = frame.contentWindow;
  const say = what => { if (found.length < 20) found.push(width + ': ' + what); };
  if (root.scrollWidth > width) say('the page is ' + root.scrollWidth + ' wide');
  if (view.getComputedStyle(page.querySelector('h1')).fontWeight !== '650') say('the style is not applied');
  const back = view.getComputedStyle(root).backgroundColor;
  for (const one of page.body.querySelectorAll('*')) {
    const own = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!own || one.closest('title, desc, caption, .arrow')) continue;
    const box = one.getBoundingClientRect(), style = view.getComputedStyle(one);
    const inside = one.closest('.scroll');
    const name = one.tagName + ' ' + one.textContent.slice(0, 30);
    if (!inside && (box.left < -1 || box.right > width + 1)) say(name + ' from ' + box.left + ' to ' + box.right);
    if (inside && !one.closest('table')) say(name + ' is not in a table');
    const ink = one instanceof view.SVGElement ? style.fill : style.color;
    if (contrast(ink, back) < 4.5) say(name + ' has a contrast of ' + contrast(ink, back));
  }
  for (const drawing of page.querySelectorAll('svg[role=img]')) {
    const letters = [...drawing.querySelectorAll('text:not(.none.m)')].map(one => [one, one.getBoundingClientRect()]);
    for (const [one, box] of letters) for (const [other, second] of letters) {
      if (one === other || one.classList.contains('arrow') || other.classList.contains('arrow')) continue;
      const apart = box.right <= second.left + 0.5 || second.right <= box.left + 0.5 || box.bottom <= second.top + 4 || second.bottom <= box.top + 4;
      if (!apart) say('"' + one.textContent + '" lies over "' + other.textContent + '"');
    }
    if (drawing.getBoundingClientRect().width > 720) say('a drawing is ' + drawing.getBoundingClientRect().width + ' wide');
  }
  if (width === 400) {
    const count = what => page.querySelectorAll(what).length;
    say('scripts ' + count('script') + ', rows ' + count('tbody tr') + ', drawings ' + count('svg[role=img] > title'));
  }
}
let left = 3;
for (const width of [400, 1000, 1600]) {
  const frame = document.createElement('iframe');
  frame.width = width; frame.height = 3000; frame.style.border = 0;
  frame.onload = () => {
    look(frame, width);
    left -= 1;
    if (left === 0) document.body.innerHTML = '<pre id="found"></pre>', document.body.firstChild.textContent = found.join('\n');
  };
  frame.srcdoc = text;
  document.body.append(frame);
}
</script></body>"#;

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let six = |three: &[u8], at: usize| {
        let bits = three.iter().chain(&[0, 0]).take(3).fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        if at <= three.len() { char::from(DIGITS[bits >> (18 - 6 * at) & 63]) } else { '=' }
    };
    bytes.chunks(3).flat_map(|three| (0..4).map(move |at| six(three, at))).collect()
}

/// What the browser makes of a file: its document after loading.
fn browsed(desk: &Desk, file: &str, flags: &[&str]) -> String {
    let profile = tempfile::tempdir().unwrap();
    let mut chromium = quiet("chromium");
    chromium.args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]);
    chromium.args(["--disable-background-networking", "--disable-component-update", "--disable-sync"]);
    chromium.arg(format!("--user-data-dir={}", profile.path().display()));
    chromium.args(["--virtual-time-budget=10000", "--window-size=1700,3000"]).args(flags);
    chromium.args(["--dump-dom", &format!("file://{}/{file}", desk.path().display())]);
    let output = chromium.output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// What the probe finds of a page.
fn probed(desk: &Desk, page: &str, flags: &[&str]) -> Vec<String> {
    desk.write("probe.html", PROBE.replace("PAGE", &base64(page.as_bytes())).as_bytes());
    let dom = browsed(desk, "probe.html", flags);
    let found = dom.split_once("<pre id=\"found\">").and_then(|(_, rest)| rest.split_once("</pre>"));
    let (found, _) = found.unwrap_or_else(|| panic!("the probe did not end: {dom}"));
    found.lines().map(str::to_owned).collect()
}

const DARK: &str = "--blink-settings=preferredColorScheme=0";

#[test]
fn a_browser_cuts_nothing_at_three_widths_in_light_and_dark() {
    if !present("chromium") {
        return;
    }
    let desk = desk();
    for (name, drawings) in [("report", 2), ("check", 2), ("compare", 2), ("months", 2), ("reconcile", 1)] {
        let (_, line) = PAGES.iter().find(|(page, _)| *page == name).unwrap();
        let page = page(&desk, line);
        let rows = page.matches("<tr>").count() - page.matches("<thead>").count();
        let wanted = [format!("400: scripts 0, rows {rows}, drawings {drawings}")];
        assert_eq!(probed(&desk, &page, &[]), wanted, "{name}");
        if matches!(name, "check" | "compare") {
            assert_eq!(probed(&desk, &page, &[DARK]), wanted, "{name} in the dark");
        }
    }
}

#[test]
fn a_browser_shows_hostile_names_as_text() {
    if !present("chromium") {
        return;
    }
    let desk = hostile();
    let page = page(&desk, HOSTILE);
    // 14 rows and two totals; nothing is cut, nothing overlaps.
    assert_eq!(probed(&desk, &page, &[]), ["400: scripts 0, rows 16, drawings 2"]);
    desk.write("page.html", page.as_bytes());
    let dom = browsed(&desk, "page.html", &[]);
    assert!(dom.contains("@SUM(A1)&lt;script&gt;alert(1)&lt;/script&gt;"), "{dom}");
    assert!(!dom.contains("<script") && !dom.contains("<a ") && !dom.contains("<b>"));
}

#[test]
fn a_browser_takes_two_hundred_channels() {
    if !present("chromium") {
        return;
    }
    let desk = many(200);
    let page = page(&desk, "report spend.csv customers.csv --arpa 50 --margin 80% --churn 4%/mo --top 200");
    assert_eq!(probed(&desk, &page, &[]), ["400: scripts 0, rows 201, drawings 2"]);
}
