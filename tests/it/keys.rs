//! Every key of `cacltv.toml`: each has an effect, refuses what it cannot hold at its line and column, and stands in the
//! schema.

use cacltv::config::keys::{CHECK, Key, Kind, TABLES, Table};
use serde_json::Value as Json;

use crate::program::Desk;

/// Files that the keys are tried on.
const FILES: &[(&str, &str)] = &[
    ("s.csv", "channel,amount\nMeta,100\nTV,50\n"),
    ("c.csv", "channel,new_customers\nMeta,4\nTV,1\n"),
    ("columns.csv", "channel,Netto X\nMeta,70\n"),
    ("decimal.csv", "channel;amount\nMeta;1.234\n"),
    ("one.csv", "amount\n5\n"),
    ("dates.csv", "date,channel,amount\n02/03/2026,Meta,5\n"),
    ("missing.csv", "channel,amount\nMeta,5\nTV,\n"),
    ("totals.csv", "channel,amount\nMeta,5\nTotal,9\n"),
    ("where.csv", "channel,country,amount\nMeta,SE,5\nMeta,NO,7\n"),
    ("usd.csv", "channel,amount,currency\nMeta,10,USD\n"),
    ("rates.csv", "from,to,rate\nUSD,EUR,0.5\n"),
    ("revenue.csv", "revenue,active_customers\n300,10\n"),
    ("fractions.csv", "channel,new_customers\nMeta,1.25\n"),
    ("sales.csv", "channel,sales\nMeta,5\n"),
    ("minus.csv", "channel,amount\nMeta,-5\n"),
    ("fb.csv", "channel,amount\nfb,5\n"),
    ("kinds.csv", "channel,category,amount\nMeta,advertising,100\nMeta,tools,50\nTV,Influencer,30\n"),
    ("shared.csv", "channel,amount\nMeta,100\nTV,100\n,20\n"),
    ("months.csv", "month,channel,amount,new_customers\n2026-01,Meta,100,5\n2026-02,Meta,200,10\n"),
    ("base.csv", "month,revenue,customers_at_start,customers_at_end,churned_customers\n2026-01,100,100,140,10\n"),
    ("window.csv", "month,revenue,active_customers\n2026-01,100,10\n2026-02,200,10\n2026-03,300,10\n"),
];

/// A table and its key, what the file says, what is run, and what is printed with it and not without.
type Effect = (&'static str, &'static str, &'static str, &'static str);

fn effects() -> Vec<Effect> {
    vec![
        ("input.files", "[input]\nfiles = 's.csv'", "get spend", "150\n"),
        ("input.columns", "[input]\ncolumns = { amount = 'Netto X' }", "get spend columns.csv", "70\n"),
        ("input.decimal", "[input]\ndecimal = '.'", "get spend decimal.csv", "1.234\n"),
        ("input.delimiter", "[input]\ndelimiter = ';'", "report one.csv -f json", "\"delimiter\": \";\""),
        ("input.encoding", "[input]\nencoding = 'windows-1250'", "report encoding.csv -f json", "KŁb"),
        ("input.date_format", "[input]\ndate_format = '%d/%m/%Y'", "report dates.csv -f json", "2026-03"),
        ("input.missing", "[input]\nmissing = 'zero'", "get spend missing.csv", "5\n"),
        ("input.totals", "[input]\ntotals = 'skip'", "get spend totals.csv", "5\n"),
        ("input.where", "[input]\nwhere = 'country=SE'", "get spend where.csv", "5\n"),
        ("input.currency", "[input]\ncurrency = 'SEK'", "report s.csv -f json", "SEK"),
        ("input.rates", "[input]\nrates = 'rates.csv'\ncurrency = 'EUR'", "get spend usd.csv", "5\n"),
        ("input.revenue_period", "[input]\nrevenue_period = 'quarter'", "get arpa revenue.csv", "10\n"),
        (
            "input.fractional_customers",
            "[input]\nfractional_customers = true",
            "get new_customers fractions.csv",
            "1.25\n",
        ),
        ("input.file", "[[input.file]]\npath = 'decimal.csv'\ndecimal = '.'", "get spend decimal.csv", "1.234\n"),
        ("input.file.path", "[[input.file]]\npath = 'dec*.csv'\ndecimal = '.'", "get spend decimal.csv", "1.234\n"),
        ("input.file.role", "[[input.file]]\npath = 'sales.csv'\nrole = 'spend'", "get spend sales.csv", "5\n"),
        ("input.file.channel", "[[input.file]]\npath = 'one.csv'\nchannel = 'Post'", "report one.csv -f json", "Post"),
        (
            "input.file.encoding",
            "[[input.file]]\npath = 'encoding.csv'\nencoding = 'windows-1250'",
            "report encoding.csv -f json",
            "KŁb",
        ),
        (
            "input.file.delimiter",
            "[[input.file]]\npath = 'one.csv'\ndelimiter = ';'",
            "report one.csv -f json",
            "\"delimiter\": \";\"",
        ),
        (
            "input.file.decimal",
            "[[input.file]]\npath = 'decimal.csv'\ndecimal = ','",
            "get spend decimal.csv",
            "1234\n",
        ),
        (
            "input.file.date_format",
            "[[input.file]]\npath = 'dates.csv'\ndate_format = '%d/%m/%Y'",
            "report dates.csv -f json",
            "2026-03",
        ),
        (
            "input.file.period",
            "[[input.file]]\npath = 'one.csv'\nperiod = '2026-03'",
            "report one.csv -f json",
            "2026-03",
        ),
        ("input.file.negate", "[[input.file]]\npath = 'minus.csv'\nnegate = true", "get spend minus.csv", "5\n"),
        ("input.file.totals", "[[input.file]]\npath = 'totals.csv'\ntotals = 'keep'", "get spend totals.csv", "14\n"),
        (
            "input.file.missing",
            "[[input.file]]\npath = 'missing.csv'\nmissing = 'skip'",
            "get spend missing.csv",
            "5\n",
        ),
        (
            "input.file.fractional_customers",
            "[[input.file]]\npath = 'fractions.csv'\nfractional_customers = true",
            "get new_customers fractions.csv",
            "1.25\n",
        ),
        (
            "input.file.columns",
            "[[input.file]]\npath = 'columns.csv'\ncolumns = { amount = 'Netto X' }",
            "get spend columns.csv",
            "70\n",
        ),
        ("channels.aliases", "[channels]\naliases = { Meta = 'fb' }", "report fb.csv -f json", "Meta"),
        ("channels.unpaid", "[channels]\nunpaid = 'TV'", "report s.csv c.csv -f plain", "(paid channels)"),
        (
            "channels.cost_per_customer",
            "[channels]\ncost_per_customer = { Meta = 10 }",
            "get spend s.csv c.csv",
            "190\n",
        ),
        (
            "costs.scope",
            "[costs]\nscope = 'paid'\ncategories = { Influencer = 'tools' }",
            "get spend kinds.csv",
            "100\n",
        ),
        (
            "costs.categories",
            "[costs]\ncategories = { Influencer = 'advertising' }",
            "get spend kinds.csv --scope paid",
            "130\n",
        ),
        (
            "costs.include",
            "[costs]\ninclude = 'tools'\ncategories = { Influencer = 'events' }",
            "get spend kinds.csv --scope paid",
            "150\n",
        ),
        ("costs.exclude", "[costs]\nexclude = ['tools']", "get spend kinds.csv", "130\n"),
        ("costs.cost_part", "[costs]\ncost_part = { tools = '50%' }", "get spend kinds.csv", "155\n"),
        ("costs.shared", "[costs]\nshared = 'tools'", "report kinds.csv -f json", "(unattributed)"),
        ("costs.allocate", "[costs]\nallocate = 'even'", "get spend shared.csv --channel Meta", "110\n"),
        ("costs.lag", "[costs]\nlag = 1", "get cac months.csv", "10\n"),
        ("model.arpa", "[model]\narpa = 10", "get ltv s.csv c.csv --margin 100% --churn 10%", "100\n"),
        ("model.margin", "[model]\nmargin = 0.5", "get ltv s.csv c.csv --arpa 10 --churn 10%", "50\n"),
        ("model.churn", "[model]\nchurn = '5%/mo'", "get ltv s.csv c.csv --arpa 10 --margin 100%", "200\n"),
        ("model.lifetime", "[model]\nlifetime = '20mo'", "get ltv s.csv c.csv --arpa 10 --margin 100%", "200\n"),
        (
            "model.aov",
            "[model]\naov = 20\norders_per_year = 12",
            "get ltv s.csv c.csv --margin 100% --churn 10%",
            "200\n",
        ),
        (
            "model.orders_per_year",
            "[model]\naov = 20\norders_per_year = 24",
            "get ltv s.csv c.csv --margin 100% --churn 10%",
            "400\n",
        ),
        (
            "model.cost_per_order",
            "[model]\naov = 20\norders_per_year = 12\ncost_per_order = 5",
            "get ltv s.csv c.csv --margin 100% --churn 10%",
            "150\n",
        ),
        ("model.growth", "[model]\ngrowth = 1", "get ltv s.csv c.csv --arpa 10 --margin 100% --churn 10%", "190\n"),
        (
            "model.method",
            "[model]\nmethod = 'lifetime'",
            "calc --arpa 10 --margin 50% --churn 10% -f json",
            "\"lifetime\"",
        ),
        ("model.as", "[model]\nas = 'chartmogul'", "calc --arpa 10 --margin 50% --churn 10% -f json", "\"revenue\""),
        ("model.horizon", "[model]\nhorizon = '12mo'", "calc --arpa 10 --margin 50% --churn 10% -f json", "\"capped\""),
        (
            "model.discount",
            "[model]\ndiscount = '10%/yr'",
            "calc --arpa 10 --margin 50% --churn 10% -f json",
            "\"discounted\"",
        ),
        ("model.timing", "[model]\ntiming = 'end'", "calc --arpa 10 --margin 50% --churn 10% -f json", "\"end\""),
        ("model.billing", "[model]\nbilling = 'year'", "calc --arpa 10 --margin 50% --churn 10% -f json", "\"year\""),
        ("model.basis", "[model]\nbasis = 'revenue'", "calc --arpa 10 --margin 50% --churn 10% -f json", "\"revenue\""),
        // 10 of 100, and of 140 + 10 = 150.
        ("model.churn_base", "[model]\nchurn_base = 'start-plus-new'", "get churn base.csv", "0.0666666"),
        // 300 ÷ 10, and 500 ÷ 20.
        ("model.window", "[model]\nwindow = '2mo'", "get arpa window.csv --period 2026-03", "25\n"),
        (
            "model.target",
            "[model]\ntarget = '4:1'",
            "get max_cac s.csv c.csv --arpa 10 --margin 100% --churn 10%",
            "25\n",
        ),
        ("model.interval", "[model]\ninterval = '90%'", "report s.csv c.csv -f json", "interval_level"),
        (
            "model.channel",
            "[model.channel.Meta]\nchurn = '5%'",
            "get ltv s.csv c.csv --channel Meta --arpa 10 --margin 100% --churn 10%",
            "200\n",
        ),
        (
            "model.channel.arpa",
            "[model.channel.Meta]\narpa = 20",
            "get ltv s.csv c.csv --channel Meta --arpa 10 --margin 100% --churn 10%",
            "200\n",
        ),
        (
            "model.channel.margin",
            "[model.channel.meta]\nmargin = '50%'",
            "get ltv s.csv c.csv --channel Meta --arpa 10 --margin 100% --churn 10%",
            "50\n",
        ),
        (
            "model.channel.churn",
            "[model.channel.Meta]\nchurn = '20%'",
            "get ltv s.csv c.csv --channel Meta --arpa 10 --margin 100% --churn 10%",
            "50\n",
        ),
        (
            "model.channel.lifetime",
            "[model.channel.Meta]\nlifetime = '30mo'",
            "get ltv s.csv c.csv --channel Meta --arpa 10 --margin 100% --churn 10%",
            "300\n",
        ),
        (
            // 10·1.01 ÷ (0.1 + 0.01) = 10.1 ÷ 0.11.
            "model.channel.discount",
            "[model.channel.Meta]\ndiscount = '1%/mo'",
            "get ltv s.csv c.csv --channel Meta --arpa 10 --margin 100% --churn 10% --method discounted --discount 2%/mo",
            "91.81818",
        ),
        (
            "model.channel.aov",
            "[model.channel.Meta]\naov = 40\norders_per_year = 12",
            "get ltv s.csv c.csv --channel Meta --aov 20 --orders-per-year 12 --margin 100% --churn 10%",
            "400\n",
        ),
        (
            "model.channel.orders_per_year",
            "[model.channel.Meta]\naov = 20\norders_per_year = 36",
            "get ltv s.csv c.csv --channel Meta --aov 20 --orders-per-year 12 --margin 100% --churn 10%",
            "600\n",
        ),
        (
            "model.channel.cost_per_order",
            "[model.channel.Meta]\ncost_per_order = 5",
            "get ltv s.csv c.csv --channel Meta --aov 20 --orders-per-year 12 --margin 100% --churn 10%",
            "150\n",
        ),
        (
            "model.channel.growth",
            "[model.channel.Meta]\ngrowth = 2",
            "get ltv s.csv c.csv --channel Meta --arpa 10 --margin 100% --churn 10% --growth 1",
            "280\n",
        ),
        ("bands.below_minimum", "[bands]\nbelow_minimum = 1.4", "calc --ltv 120 --cac 100 -f json", "loses_money"),
        ("bands.below_target", "[bands]\nbelow_target = '2:1'", "calc --ltv 180 --cac 100 -f json", "below_minimum"),
        ("bands.healthy", "[bands]\nhealthy = '2.5'", "calc --ltv 250 --cac 100 -f json", "\"healthy\""),
        ("bands.under_invested", "[bands]\nunder_invested = 4", "calc --ltv 400 --cac 100 -f json", "under_invested"),
        ("output.format", "[output]\nformat = 'json'", "report s.csv", "\"schema\""),
        ("output.locale", "[output]\nlocale = 'sv'", "calc --cac 1234.5", "1\u{a0}234,50"),
        ("output.numbers", "[output]\nnumbers = \"1'234.56\"", "calc --cac 1234.5", "1'234.50"),
        ("output.year_start", "[output]\nyear_start = '04'", "report months.csv --by year", "FY2026"),
        ("output.precision", "[output]\nprecision = 0", "calc --cac 1234.5", "1,235"),
    ]
}

/// Every table, those within others included, and every key.
fn keys() -> Vec<(&'static Table, &'static Key)> {
    let mut tables: Vec<&'static Table> = TABLES.to_vec();
    let within = TABLES.iter().flat_map(|table| table.keys).filter_map(|key| match key.kind {
        Kind::Tables(within) | Kind::TableOf(within) => Some(within),
        _ => None,
    });
    tables.extend(within);
    tables.into_iter().flat_map(|table| table.keys.iter().map(move |key| (table, key))).collect()
}

fn desk(config: &str) -> Desk {
    let desk = Desk::new(FILES.iter().copied());
    // £ in windows-1252, which is taken where nothing is said, and Ł in windows-1250.
    desk.write("encoding.csv", b"channel,amount\nK\xa3b,5\n");
    desk.write("cacltv.toml", config.as_bytes());
    desk
}

#[test]
fn every_key_has_an_effect() {
    let effects = effects();
    let known: Vec<String> = keys().iter().map(|(table, key)| format!("{}.{}", table.name, key.name)).collect();
    // A sheet is one of a workbook, whose tests have it.
    for name in known.iter().filter(|name| *name != "input.file.sheet") {
        assert!(effects.iter().any(|(key, ..)| key == name), "no effect of {name} is known");
    }
    for (key, config, line, shown) in effects {
        assert!(known.iter().any(|name| name == key), "{key} is no key");
        let desk = desk(config);
        let with = desk.line(line);
        assert!(with.code == 0 && with.stdout.contains(shown), "{key}: {with:?}");
        let without = desk.line(&format!("{line} -n"));
        assert!(!without.stdout.contains(shown), "{key}: {without:?}");
    }
}

/// The header of a table, and the line its next key stands on.
fn header(table: &Table) -> (String, usize) {
    match table.name {
        "input.file" => ("[[input.file]]\npath = 's.csv'\n".to_owned(), 3),
        "model.channel" => ("[model.channel.Meta]\n".to_owned(), 2),
        name => (format!("[{name}]\n"), 2),
    }
}

#[test]
fn every_key_refuses_what_it_cannot_hold_at_its_line_and_column() {
    for (table, key) in keys() {
        let (mut header, mut line) = header(table);
        if key.name == "path" {
            (header, line) = ("[[input.file]]\n".to_owned(), 2);
        }
        // What is wrong, and how far behind the beginning of the value.
        let wrong: &[(&str, usize)] = match key.kind {
            Kind::Text => &[("1", 0), ("true", 0), ("['a']", 0)],
            Kind::Figure => &[("true", 0), ("'what'", 0), ("2026-01-01", 0), ("[1]", 0), ("inf", 0), ("0x10", 0)],
            Kind::Word(_) => &[("'no such word'", 0), ("1", 0)],
            Kind::Truth => &[("'true'", 0), ("1", 0)],
            Kind::Texts => &[("1", 0), ("['a', 1]", 6), ("['']", 1), ("{}", 0)],
            Kind::TextOf => &[("'a'", 0), ("{ channel = 1 }", 12)],
            Kind::FigureOf => &[("'a'", 0), ("{ Meta = true }", 9), ("{ Meta = 0.5, TV = 'x' }", 19)],
            Kind::TextsOf => &[("'a'", 0), ("{ Meta = 1 }", 9), ("{ Meta = ['a', 2] }", 15)],
            Kind::WordOrFigureOf(_) => &[("'no such word'", 0), ("1", 0), ("{ Meta = [] }", 9)],
            Kind::Decimals(_) => {
                &[("'2'", 0), ("-1", 0), ("13", 0), ("1.5", 0), ("{ money = 'x' }", 10), ("{ sum = 1 }", 2)]
            }
            Kind::Tables(_) | Kind::TableOf(_) => &[("1", 0), ("'a'", 0)],
        };
        for (value, behind) in wrong {
            let config = format!("{header}{} = {value}\n", key.name);
            let ran = desk(&config).run(&["get", "spend", "s.csv"]);
            let at = format!("error: cacltv.toml:{line}:{}: ", key.name.len() + 4 + behind);
            assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{config} {ran:?}");
            assert!(ran.stderr.starts_with(&at), "{config} {at} {ran:?}");
        }
    }
}

#[test]
fn every_table_refuses_a_key_it_does_not_have_and_names_the_nearest() {
    for (table, key) in keys() {
        let (header, line) = header(table);
        let config = format!("{header}{}s = 1\n", key.name);
        let known = table.keys.iter().any(|one| one.name == format!("{}s", key.name));
        let ran = desk(&config).run(&["calc", "--cac", "1"]);
        let wanted = format!("cacltv.toml:{line}:1: there is no key '{}s' in [", key.name);
        assert!(known || ran.code == 2 && ran.stderr.contains(&wanted), "{config} {ran:?}");
        assert!(known || ran.stderr.contains(&format!("did you mean '{}'?", key.name)), "{config} {ran:?}");
    }
}

#[test]
fn every_example_of_a_key_can_be_used() {
    for (table, key) in keys().into_iter().filter(|(_, key)| !key.example.is_empty()) {
        let (header, _) = header(table);
        let header = if key.name == "path" { "[[input.file]]\n".to_owned() } else { header };
        let beside = match key.name {
            "aov" => "orders_per_year = 12\n",
            "orders_per_year" => "aov = 34\n",
            "rates" => "currency = \"EUR\"\n",
            _ => "",
        };
        let config = format!("{header}{} = {}\n{beside}", key.name, key.example);
        let ran = desk(&config).run(&["calc", "--cac", "1"]);
        assert_eq!(ran.code, 0, "{config} {ran:?}");
    }
}

#[test]
fn words_that_contradict_each_other_are_told_at_their_place() {
    let wrong = [
        ("[input]\nrates = 'r.csv'\n", "2:9: rates needs currency"),
        ("[input]\ncolumns = { amount = 'a', chanel = 'b' }\n", "2:36: columns: there is no field 'chanel'"),
        ("[input]\nwhere = ['a=b', 'c']\n", "2:17: where: 'c' is not COLUMN=VALUE"),
        ("[costs]\ninclude = ['tools']\nexclude = ['agency', 'tools']\n", "3:22: exclude: 'tools' is included too"),
        ("[costs.cost_part]\nsalaries = '60%'\nwages = '40%'\n", "3:9: cost_part: 'wages' stands twice"),
        ("[costs.categories]\nX = 'tools'\nx = 'agency'\n", "3:5: categories: 'x' stands twice"),
        ("[costs.categories]\nA = 'tools'\nB = 'tolls'\n", "3:5: categories: there is no category 'tolls'"),
        ("[channels]\ncost_per_customer = { Meta = 5, META = 6 }\n", "2:40: cost_per_customer: 'META' stands twice"),
        ("[channels]\ncost_per_customer = { Meta = -5 }\n", "2:30: cost_per_customer: that of 'Meta' is below 0"),
        (
            "[model.channel.Meta]\narpa = 1\n[model.channel.META]\narpa = 2\n",
            "3:16: a second [model.channel] for 'META'",
        ),
        ("[model]\naov = 3\n", "2:7: aov needs orders_per_year"),
        ("[bands]\nhealthy = 1.5\n", "2:11: healthy: '1.5' does not lie between"),
        ("[bands]\nbelow_minimum = 2\n", "2:17: below_minimum: '2' does not lie between"),
        ("[bands]\nhealthy = 6\nunder_invested = 6\n", "3:18: under_invested: '6' does not lie between"),
        ("[bands]\nbelow_minimum = 0\n", "2:17: below_minimum: '0' does not lie between"),
        ("[bands]\nhealthy = '1:3'\n", "2:11: healthy: '1:3' is CAC:LTV"),
        ("[model]\narpa = 3\narpa = 4\n", "3:1: duplicate key"),
        ("[model]\n[model]\n", "2:2: duplicate key"),
    ];
    for (config, said) in wrong {
        for command in ["calc --cac 1", "get spend s.csv"] {
            let ran = desk(config).line(command);
            assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{config} {ran:?}");
            assert!(ran.stderr.contains(&format!("cacltv.toml:{said}")), "{config} {ran:?}");
            assert!(!ran.stderr.contains("--"), "flags in a message of the file: {ran:?}");
        }
    }
}

#[test]
fn names_of_the_file_may_hold_marks_that_part_names_in_a_flag() {
    let table = "channel,category,amount,new_customers\n\"A=B, C\",\"x, y\",100,1\nD,tools,50,1\n,overhead,30,0\n";
    let with = |config: &str| {
        let desk = Desk::new([("both.csv", table), ("cacltv.toml", config)]);
        desk.run(&["get", "spend", "both.csv", "--channel", "A=B, C"]).stdout
    };
    assert_eq!(with(""), "100\n");
    assert_eq!(with("[channels.cost_per_customer]\n'A=B, C' = 20\n"), "120\n");
    assert_eq!(with("[costs.allocate]\n'A=B, C' = 2\nD = 1\n"), "120\n");
    assert_eq!(with("[costs.cost_part]\n'x, y' = '50%'\n"), "50\n");
    assert_eq!(with("[costs]\nexclude = ['x, y']\n"), "0\n");
}

/// Whether a schema describes exactly these keys, and what each may hold.
fn holds(schema: &Json, table: &Table) {
    assert_eq!(schema["additionalProperties"], false, "{}", table.name);
    let mut told: Vec<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    let mut known = table.names();
    told.sort_unstable();
    known.sort_unstable();
    assert_eq!(told, known, "{}", table.name);
    for key in table.keys {
        let one = &schema["properties"][key.name];
        assert_eq!(one["description"], key.about);
        match key.kind {
            Kind::Word(words) => assert_eq!(one["enum"], serde_json::json!(words())),
            Kind::Truth => assert_eq!(one["type"], "boolean"),
            Kind::Tables(within) => holds(&one["items"], within),
            Kind::TableOf(within) => holds(&one["additionalProperties"], within),
            _ => assert!(one["type"].is_string() || one["type"].is_array() || one["anyOf"].is_array(), "{one}"),
        }
    }
}

#[test]
fn the_schema_names_every_key_that_is_read_and_no_other() {
    let schema = cacltv::schema::config();
    assert_eq!(schema["additionalProperties"], false);
    let tables = schema["properties"].as_object().unwrap();
    assert_eq!(tables.len(), TABLES.len() + 1);
    holds(&tables["check"]["items"], &CHECK);
    TABLES.iter().for_each(|table| holds(&tables[table.name], table));
}

/// A word of the schema is one that is read.
#[test]
fn every_word_of_a_closed_list_is_read() {
    for (table, key) in keys() {
        let Kind::Word(words) = key.kind else { continue };
        // A workbook is no text, and its tests have it.
        for word in words().into_iter().filter(|word| *word != "xlsx") {
            let beside = match word {
                "orders" => "aov = 34\norders_per_year = 12\n",
                "capped" => "horizon = '12mo'\n",
                "discounted" | "gupta-lehmann" => "discount = '10%'\n",
                "expansion" => "growth = 1\n",
                _ => "",
            };
            let (header, _) = header(table);
            let config = format!("{header}{} = {}\n{beside}", key.name, cacltv::domain::quoted::quoted(word));
            let ran = desk(&config).run(&["calc", "--cac", "1"]);
            assert_eq!(ran.code, 0, "{config} {ran:?}");
        }
    }
}
