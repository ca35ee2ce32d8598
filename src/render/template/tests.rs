//! What a template's ending means, and what stands between the quotes of JSON.

#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;

#[test]
fn the_ending_says_how_a_template_is_escaped() {
    let html = |name: &str| matches!(escaping(name), AutoEscape::Html);
    let json = |name: &str| matches!(escaping(name), AutoEscape::Custom(_));
    assert!(html("page.html") && html("a/PAGE.HTM") && html("feed.xml.j2") && html("page.html.jinja"));
    assert!(json("slack.json") && json("slack.json.tmpl"));
    for name in ["mail.txt", "report.md", "page", "html", "page.html.txt", ".json/page"] {
        assert!(!html(name) && (!json(name) || name == "json"), "{name}");
    }
}

#[test]
fn a_text_between_quotes_cannot_leave_them() {
    assert_eq!(inside_quotes("a\"b\\c").unwrap(), "a\\\"b\\\\c");
    assert_eq!(inside_quotes("</script>'&").unwrap(), "\\u003c/script\\u003e\\u0027\\u0026");
    assert_eq!(inside_quotes("\u{2028}").unwrap(), "\\u2028");
}
