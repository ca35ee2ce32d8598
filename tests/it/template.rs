//! Templates of the user: figures as tables print them, names that act in no format, and faults with their line.

use serde_json::Value as Json;

use crate::program::{Desk, Ran};

/// 4,000.10 over 60 customers: 40001/600 = 66.66833…
const SPEND: &str = "month,channel,amount\n2026-03,Google Ads,3000.10\n2026-03,Meta,990\n2026-03,Podcast,10\n";
const CUSTOMERS: &str = "month,channel,new_customers\n2026-03,Google Ads,30\n2026-03,Meta,20\n2026-03,Organic,10\n";

/// A folder with the files and a template of that name.
fn desk(name: &str, template: &str) -> Desk {
    Desk::new([("spend.csv", SPEND), ("customers.csv", CUSTOMERS), (name, template)])
}

fn report(name: &str, template: &str) -> Ran {
    desk(name, template).line(&format!("report spend.csv customers.csv --template {name}"))
}

/// What a text template prints.
fn printed(template: &str) -> String {
    let ran = report("page.txt", template);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{template}");
    ran.stdout
}

/// What is said of a template that cannot be filled in; nothing is printed.
fn refused(name: &str, template: &str) -> String {
    let ran = report(name, template);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{template}: {}", ran.stderr);
    ran.stderr
}

#[test]
fn figures_print_in_full_until_a_filter_rounds_them() {
    assert_eq!(printed("{{ total.cac }}"), "66.66833333333333333333333333");
    assert_eq!(
        printed("{{ total.cac|money }} {{ total.cac|number(4) }} {{ total.cac|number(0) }}"),
        "66.67 66.6683 67"
    );
    assert_eq!(printed("{{ total.spend|money }} {{ total.spend|number }}"), "4,000.10 4,000.1");
    // 3000.10 ÷ 4000.10 = 0.750006…
    assert_eq!(
        printed("{{ rows[0].share_of_spend|percent }} {{ rows[0].share_of_spend|percent(3) }}"),
        "75.0% 75.001%"
    );
}

/// What binary floating point would round the other way.
#[test]
fn halves_are_rounded_away_from_zero_as_they_are_written() {
    assert_eq!(printed("{{ '1.005'|number(2) }} {{ '2.675'|number(2) }} {{ '-0.125'|number(2) }}"), "1.01 2.68 -0.13");
    assert_eq!(printed("{{ '0.0004'|number(2) }} {{ '-0.0004'|number(2) }}"), "0.00 0.00");
    assert_eq!(printed("{{ '123456789012345.675'|money }}"), "123,456,789,012,345.68");
}

#[test]
fn the_numbers_are_in_the_style_of_the_output() {
    let desk = desk("page.txt", "{{ total.spend|money }}; {{ headline }}");
    let ran = desk.run(&["report", "spend.csv", "customers.csv", "--template", "page.txt", "--numbers", "1 234,56"]);
    assert!(ran.stdout.starts_with("4\u{a0}000,10; ") || ran.stdout.starts_with("4 000,10; "), "{}", ran.stdout);
    assert!(ran.stdout.contains("66,67"), "{}", ran.stdout);
}

#[test]
fn a_figure_without_a_value_is_a_dash_and_says_why() {
    assert_eq!(
        printed(
            "{% for row in rows if row.cac is none %}{{ row.channel }} {{ row.cac }} {{ row.cac|money }} \
                        {{ row.undefined.cac }}{% endfor %}"
        ),
        "Podcast – – no_new_customers"
    );
    assert_eq!(printed("{{ none|percent }} {{ none|band }}"), "– –");
}

#[test]
fn figures_are_compared_and_sorted_by_their_values_not_by_how_they_are_written() {
    // 49.50 lies below 100.00333…, and "4" stands behind "1".
    let sorted = "{% for row in rows|sort(attribute='cac') if row.cac is not none %}{{ row.channel }};{% endfor %}";
    assert_eq!(printed(sorted), "Organic;Meta;Google Ads;");
    assert_eq!(printed("{{ rows[0].cac > rows[1].cac }}"), "true");
    assert_eq!(
        printed("{{ total.cac is above(9) }} {{ total.cac is below('66.67') }} {{ total.cac is at_most(66) }}"),
        "true true false"
    );
    assert_eq!(printed("{{ total.spend is at_least('4000.10') }} {{ total.spend is above('4000.10') }}"), "true false");
}

#[test]
fn a_figure_is_never_compared_by_how_it_is_written() {
    let said = refused("page.txt", "a\n{% if total.cac > 9 %}dear{% endif %}\n");
    assert_eq!(said, "error: page.txt:2: 'cac > 9' would compare how the two are written\n  = help: cac is above(9)\n");
    let said = refused("page.txt", "{% for row in rows %}{{ row.cac is above(60) }}{% endfor %}");
    assert!(said.contains("page.txt:1:") && said.contains("has no value"), "{said}");
}

#[test]
fn bands_and_checks_have_the_words_of_the_tables() {
    let desk = desk(
        "page.txt",
        "{{ total.band|band }}: {{ result }}\n{% for line in findings %}{{ line }}\n{% endfor %}{{ summary }}\n",
    );
    let line = "check spend.csv customers.csv --arpa 10 --margin 100% --churn 5% --max-cac 66";
    let ran = desk.line(&format!("{line} --template page.txt"));
    // LTV 200 over 66.668 is 2.99991, which is below 3 by less than is usually shown.
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines[0], "below target: fail");
    assert!(lines[1].starts_with("FAIL  total: cac <= 66, measured 66.67; needs "), "{}", lines[1]);
    let table = desk.line(line).stdout;
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let table: Vec<String> = table.lines().map(words).collect();
    assert!(lines[1..].iter().all(|line| table.contains(&words(line))), "{lines:?}");
    assert_eq!(lines.last().copied(), table.last().map(String::as_str));
}

#[test]
fn what_a_template_sees_is_the_json_of_the_same_answer() {
    let desk = desk(
        "page.json",
        "{\"all\": [{{ rows|tojson }}, {{ total|tojson }}, {{ inputs|tojson }}, {{ notes|tojson }}]}",
    );
    let line = "report spend.csv customers.csv --arpa 10 --margin 70% --churn 3%";
    let filled: Json = desk.line(&format!("{line} --template page.json")).json();
    let document = desk.line(&format!("{line} -f json")).json();
    for (found, name) in filled["all"].as_array().unwrap().iter().zip(["rows", "total", "inputs", "notes"]) {
        assert_eq!(*found, document[name], "{name}");
    }
}

const HOSTILE: [&str; 7] = [
    "\u{1b}[31mred\u{202e}",
    "<script>alert(1)</script>",
    "\", \"evil\": \"x",
    "back\\slash\\",
    "{{ 7 * 7 }}{% raw %}",
    "<!channel> & <http://e.vil|click>",
    "line\nbreak\r\n\ttab",
];

fn hostile(name: &str, template: &str) -> Ran {
    let mut spend = "month,channel,amount\n".to_owned();
    let mut customers = "month,channel,new_customers\n".to_owned();
    for (at, name) in HOSTILE.iter().enumerate() {
        let cell = format!("\"{}\"", name.replace('"', "\"\""));
        spend.push_str(&format!("2026-03,{cell},{}\n", 1000 - at));
        customers.push_str(&format!("2026-03,{cell},10\n"));
    }
    let desk = Desk::new([("spend.csv", spend.as_str()), ("customers.csv", customers.as_str()), (name, template)]);
    let ran = desk.line(&format!("report spend.csv customers.csv --template {name}"));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let bad: Vec<char> = ran
        .stdout
        .chars()
        .filter(|c| (c.is_control() && *c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .collect();
    assert!(bad.is_empty(), "{bad:?}");
    ran
}

#[test]
fn hostile_names_stay_text_in_every_kind_of_template() {
    let list = "{% for row in rows %}[{{ row.channel }}]\n{% endfor %}";
    let text = hostile("page.txt", list).stdout;
    assert_eq!(text.lines().count(), HOSTILE.len(), "{text}");
    assert!(text.contains("[\\u{1b}[31mred\\u{202e}]") && text.contains("[{{ 7 * 7 }}{% raw %}]"), "{text}");
    let html = hostile("page.html", list).stdout;
    assert!(!html.contains('<') && html.contains("&lt;script&gt;"), "{html}");
    // The name in quotes of the template's own, and as a value with its own quotes.
    let json = "[{% for row in rows %}[\"{{ row.channel }}\", {{ row.channel|tojson }}]{{ ',' if not loop.last }}{% endfor %}]";
    let found: Json = hostile("page.json", json).json();
    let names: Vec<&str> = found.as_array().unwrap().iter().map(|pair| pair[0].as_str().unwrap()).collect();
    assert!(found.as_array().unwrap().iter().all(|pair| pair[0] == pair[1]), "{found}");
    assert!(names.contains(&"\", \"evil\": \"x") && names.contains(&"back\\slash\\"), "{names:?}");
}

/// `<!channel>` would call everybody in a Slack channel.
#[test]
fn the_payload_for_slack_is_json_whatever_the_channels_are_called() {
    let template = include_str!("../../examples/templates/slack.json");
    let ran = hostile("slack.json", template);
    let payload: Json = ran.json();
    let fields = payload["blocks"][2]["fields"].as_array().unwrap();
    assert_eq!(fields.len(), HOSTILE.len());
    let all: String = fields.iter().map(|field| field["text"].as_str().unwrap()).collect();
    assert!(!all.contains('<') && all.contains("&lt;!channel&gt; &amp; &lt;http"), "{all}");
    assert!(all.contains("*\", \"evil\": \"x*\nCAC 99.80"), "{all}");
}

#[test]
fn a_name_that_is_not_there_is_told_with_its_line_and_what_may_have_been_meant() {
    assert_eq!(
        refused("page.txt", "one\n{{ totl.cac|money }}\n"),
        "error: page.txt:2: 'totl.cac|money' has no value here\n  = help: did you mean 'total'?\n"
    );
    let said = refused("page.txt", "one\ntwo\n{{ total.cca }}\n");
    assert_eq!(said, "error: page.txt:3: 'total.cca' has no value here\n  = help: did you mean 'cac'?\n");
    let said = refused("page.txt", "{{ total.no_such_thing_at_all|money }}");
    assert!(said.contains("page.txt:1:") && said.contains("-f json shows what a template can ask for"), "{said}");
}

#[test]
fn what_is_wrong_with_a_template_is_told_with_its_line() {
    for (template, line, wanted) in [
        ("a\n{% if %}", 2, ""),
        ("a\nb\n{{ total.cac|mony }}", 3, "mony"),
        ("{{ total.cac / 2 }}", 1, "operat"),
        ("{{ total|money }}", 1, ""),
        ("{{ 'abc'|money }}", 1, "abc"),
        ("{{ total.cac|number(99) }}", 1, "28"),
        ("{{ total.cac|float }}", 1, ""),
        ("{% include 'other.txt' %}", 1, "other.txt"),
        ("{% for row in rows %}", 1, ""),
    ] {
        let said = refused("page.txt", template);
        assert!(said.starts_with(&format!("error: page.txt:{line}: ")) && said.contains(wanted), "{template}: {said}");
        assert!(!said.contains('\u{1b}'), "{said}");
    }
}

#[test]
fn a_template_without_an_end_is_stopped() {
    let loops = "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}{% endfor %}";
    assert!(refused("page.txt", loops).contains("never comes to its end"));
    let calls = "{% macro m(n) %}{{ m(n + 1) }}{% endmacro %}{{ m(1) }}";
    refused("page.txt", calls);
}

/// Grammar is looked at before files are read: the spend that is missing is not even missed.
#[test]
fn a_template_that_cannot_be_read_is_told_before_any_file_is_read() {
    let desk = desk("page.txt", "{% if %}");
    desk.write("latin.txt", b"caf\xe9");
    for (name, wanted) in [
        ("none.txt", "no such file"),
        (".", "cannot be read"),
        ("latin.txt", "is not UTF-8"),
        ("page.txt", "page.txt:1:"),
    ] {
        let ran = desk.line(&format!("report missing.csv --template {name}"));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{name}");
        assert!(ran.stderr.contains(wanted), "{name}: {}", ran.stderr);
    }
}

#[test]
fn a_template_goes_to_any_file_and_has_no_format_beside_it() {
    let desk = desk("page.txt", "CAC {{ total.cac|money }}\n");
    let line = "report spend.csv customers.csv --template page.txt";
    let ran = desk.line(&format!("{line} -o mail.eml -o json:x"));
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
    assert_eq!((desk.read("mail.eml"), desk.read("json:x")), ("CAC 66.67\n".to_owned(), "CAC 66.67\n".to_owned()));
    assert_eq!(desk.line(&format!("{line} -o -")).stdout, "CAC 66.67\n");
    let ran = desk.line(&format!("{line} -f json"));
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("--template and --format"), "{}", ran.stderr);
    // A format of the configuration is for answers without a template.
    desk.write("cacltv.toml", b"[output]\nformat = \"json\"\n");
    assert_eq!(desk.line(line).stdout, "CAC 66.67\n");
    // A file that was read is not written over.
    assert_eq!(desk.line(&format!("{line} -o spend.csv")).code, 2);
    assert_eq!(desk.line(&format!("{line} -o no/such/folder/x")).code, 5);
}

#[test]
fn every_command_with_an_answer_of_its_own_can_be_filled_in() {
    let desk = desk("page.txt", "{{ schema }} {{ scope|default('-') }} {{ notes|length > 0 }}\n");
    desk.write("funnel.csv", b"month,channel,leads,customers,spend\n2026-03,Meta,100,20,400\n2026-02,Meta,80,10,300\n");
    for (line, schema) in [
        ("calc --cac 200 --ltv 600", "calc"),
        ("calc --step leads=250 --step customers=50 --spend 10000", "calc"),
        ("report spend.csv customers.csv --view scopes", "scopes"),
        ("check spend.csv customers.csv --max-cac 90", "check"),
        ("plan spend.csv customers.csv --arpa 10 --margin 70% --churn 3% --target 3", "plan"),
        ("funnel funnel.csv", "funnel"),
        ("reconcile spend.csv customers.csv --arpa 10 --margin 70% --churn 3% --from own --to skok", "reconcile"),
    ] {
        let ran = desk.line(&format!("{line} --template page.txt"));
        assert_eq!(ran.code, 0, "{line}: {}", ran.stderr);
        assert!(ran.stdout.starts_with(&format!("cacltv/{schema} ")), "{line}: {}", ran.stdout);
    }
    let ran = desk.run(&["compare", "cac=1200 ltv=100", "cac=780 ltv=120", "--template", "page.txt"]);
    assert!(ran.stdout.starts_with("cacltv/compare "), "{ran:?}");
}
