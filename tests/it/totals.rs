//! Rows of sums, and headers that go on and on.

use crate::program::{Desk, run};

#[test]
fn the_help_of_the_program_opens_with_examples() {
    assert!(run(&["--help"]).stdout.starts_with("Examples:\n  cacltv "));
}

#[test]
fn a_total_row_is_named_by_its_total_word() {
    let desk = Desk::new([
        ("spend.csv", "month,channel,amount\n2026-03,Meta,100\n2026-03,Google,50\n2026-03,Total,150\n"),
        ("wrong.csv", "month,channel,amount\n2026-03,Meta,100\n2026-03,Google,50\n2026-03,Total,175\n"),
    ]);
    let said = desk.line("report spend.csv").stderr;
    assert!(said.contains("warning[W201]: 'Total' equals") && said.contains("spend.csv:4:9"), "{said}");
    let said = desk.line("report wrong.csv").stderr;
    assert!(said.contains("error[E401]: 'Total' looks like") && said.contains("wrong.csv:4:9"), "{said}");
}

#[test]
fn every_total_row_that_is_kept_counts() {
    let desk = Desk::new([]);
    desk.write("spend.csv", format!("channel,amount\nMeta,5\n{}", "Total,1\n".repeat(10_005)).as_bytes());
    assert_eq!(desk.line("get spend spend.csv --totals keep").stdout, "10010\n");
    assert_eq!(desk.line("get spend spend.csv --totals skip").stdout, "5\n");
    assert_eq!(desk.line("get spend spend.csv").code, 3);
}

#[test]
fn a_total_row_that_is_kept_keeps_its_name() {
    let desk = Desk::new([("spend.csv", "channel,amount\nTotal,100\nMeta,50\n")]);
    let ran = desk.line("report spend.csv --totals keep -f csv");
    assert!(ran.stdout.contains("\nTotal,100,"), "{}", ran.stdout);
}

/// `Total Wine` is a shop; `Total of 2 results` is a sum, as the figures show.
#[test]
fn a_name_that_begins_with_a_total_word_is_a_total_only_where_it_adds_up() {
    let desk = Desk::new([
        ("spend.csv", "channel,amount\nTotal Wine,500\nMeta,600\nTotal of 2 results,1100\n"),
        ("shop.csv", "channel,amount\nTotal Wine,500\nMeta,600\n"),
    ]);
    for file in ["spend.csv", "shop.csv"] {
        assert_eq!(desk.line(&format!("get spend {file}")).stdout, "1100\n");
    }
}

#[test]
fn a_long_cell_in_the_header_is_refused_in_few_words() {
    let desk = Desk::new([]);
    desk.write("spend.csv", format!("{}\nx\n", "a".repeat(200_000)).as_bytes());
    let ran = desk.line("report spend.csv");
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.len() < 10_000, "a message of {} bytes", ran.stderr.len());
}

/// 10.5 + 20 + 100.5 + 200 = 331. Excel writes a row below each name's rows, the pivot of a report above them.
#[test]
fn a_subtotal_of_a_name_is_held_against_the_rows_of_that_name() {
    let google = "Google,C,10.5\nGoogle,D,20\n";
    let meta = "Meta,A,100.50\nMeta,B,200\n";
    let below = format!("{google}Google Total,,30.5\n{meta}Meta Total,,300.5\n");
    let above = format!("Google Ergebnis,,30.5\n{google}Summa Meta,,300.5\n{meta}");
    let desk = Desk::new([]);
    for (rows, grand) in [(&below, ""), (&below, "Grand Total,,331\n"), (&above, ""), (&above, "Total,,331\n")] {
        desk.write("spend.csv", format!("channel,campaign,spend\n{rows}{grand}").as_bytes());
        for flag in ["", " --totals skip"] {
            let ran = desk.line(&format!("get spend spend.csv{flag}"));
            assert_eq!((ran.stdout.as_str(), ran.code), ("331\n", 0), "{rows}{grand}{flag}: {}", ran.stderr);
            let told = ran.stderr.matches("' equals the sum of its rows and was left out").count();
            assert_eq!(told, 2, "{}", ran.stderr);
        }
    }
    // 331 twice.
    desk.write("spend.csv", format!("channel,campaign,spend\n{below}").as_bytes());
    assert_eq!(desk.line("get spend spend.csv --totals keep").stdout, "662\n");
}

#[test]
fn a_subtotal_that_is_not_the_sum_of_its_rows_is_refused() {
    let desk = Desk::new([
        ("wrong.csv", "channel,spend\nMeta,10\nMeta,20\nGoogle,3\nMeta Total,31\n"),
        ("won.csv", "channel,new customers\nMeta,30\nGoogle,3\nMeta Total,30\n"),
        ("dated.csv", "month,channel,spend\n2026-01,Meta,10\n2026-02,Meta,20\n,Meta Total,30\n"),
        ("name.csv", "channel,spend\nGoogle,10\nMeta Total,10\n"),
    ]);
    let ran = desk.line("get spend wrong.csv");
    assert_eq!(ran.code, 3);
    let said = "error[E401]: 'Meta Total' looks like a total row, but does not equal the sum of its rows";
    assert!(ran.stderr.contains(said) && ran.stderr.contains("wrong.csv:5:1"), "{}", ran.stderr);
    for (line, wanted) in [
        ("get spend wrong.csv --totals skip", "33\n"),
        ("get spend wrong.csv --totals keep", "64\n"),
        ("get new_customers won.csv", "33\n"),
        ("get spend dated.csv", "30\n"),
        // No row is Meta's, so that it is a name like others.
        ("get spend name.csv", "20\n"),
    ] {
        let ran = desk.line(line);
        assert_eq!(ran.stdout, wanted, "{line}: {}", ran.stderr);
    }
}

/// 10.5 + 20 = 30.5, in the words of the spreadsheets' pivot tables.
#[test]
fn the_grand_total_of_a_pivot_table_is_left_out_in_every_language() {
    let desk = Desk::new([]);
    for word in ["Hovedtotal", "Kaikki yhteensä", "Totalresultat", "Endsumme", "Total général", "Report total", "Σ"]
    {
        desk.write("spend.csv", format!("channel,spend\nMeta,10.5\nGoogle,20\n{word},30.5\n").as_bytes());
        let ran = desk.line("get spend spend.csv");
        assert_eq!(ran.stdout, "30.5\n", "{word}: {}", ran.stderr);
        assert!(ran.stderr.contains("warning[W201]"), "{word}: {}", ran.stderr);
    }
}

/// 100.5 + 200 = 300.5 and 10 + 20 = 30: together 330.5.
#[test]
fn rows_with_a_blank_that_equal_the_rows_without_are_refused_until_a_flag_says_what_they_are() {
    let rows = "Meta,A,100.50\nMeta,B,200\nMeta,,300.5\nGoogle,C,10\nGoogle,,30\nGoogle,D,20\n";
    let desk = Desk::new([]);
    for (column, grand) in
        [("segment", ""), ("campaign", ""), ("category", ""), ("campaign", "Total,,330.5\n"), ("segment", ",,330.5\n")]
    {
        desk.write("spend.csv", format!("channel,{column},spend\n{rows}{grand}").as_bytes());
        let ran = desk.line("get spend spend.csv");
        let said = format!(
            "error[E402]: the 2 rows without '{column}' ('Google', 'Meta') equal the sums of the rows that have it: \
             a total, or shared cost?"
        );
        assert!(ran.code == 3 && ran.stderr.contains(&said), "{column}{grand}: {}", ran.stderr);
        assert!(ran.stderr.contains("--totals skip") && ran.stderr.contains("spend.csv:1:1"), "{}", ran.stderr);
        let ran = desk.line("get spend spend.csv --totals skip");
        assert_eq!((ran.stdout.as_str(), ran.code), ("330.5\n", 0), "{column}{grand}: {}", ran.stderr);
        assert!(ran.stderr.contains("warning[W201]: the 2 rows without"), "{}", ran.stderr);
    }
    desk.write("spend.csv", format!("channel,segment,spend\n{rows}").as_bytes());
    assert_eq!(desk.line("get spend spend.csv --totals keep").stdout, "661\n");
}

/// Three levels: 1 + 2 = 3 a campaign's segment, 3 + 4 = 7 the channel.
#[test]
fn sums_of_sums_are_told_too() {
    let desk = Desk::new([(
        "spend.csv",
        "channel,segment,campaign,spend\nMeta,,,7\nMeta,S,,3\nMeta,S,a,1\nMeta,S,b,2\nMeta,T,,4\nMeta,T,c,4\n",
    )]);
    assert_eq!(desk.line("get spend spend.csv").code, 3);
    assert_eq!(desk.line("get spend spend.csv --totals skip").stdout, "7\n");
}

/// Shared cost that is not what the rows add up to, in one month at least, and rows alone are no sums.
#[test]
fn rows_with_a_blank_that_are_no_sums_count() {
    let desk = Desk::new([
        ("one.csv", "channel,segment,spend\nMeta,A,10\nMeta,B,20\nMeta,,30\nGoogle,A,5\nGoogle,,6\n"),
        ("single.csv", "channel,segment,spend\nMeta,A,10\nMeta,,10\nGoogle,B,5\nGoogle,,5\n"),
        ("months.csv", "month,channel,segment,spend\n2026-01,Meta,A,1\n2026-01,Meta,B,2\n2026-02,Meta,,3\n"),
        ("apart.csv", "channel,campaign,spend\nMeta,A,1\nMeta,B,2\nTV,,3\n"),
    ]);
    for (file, wanted) in [("one", "71\n"), ("single", "30\n"), ("months", "6\n"), ("apart", "6\n")] {
        let ran = desk.line(&format!("get spend {file}.csv"));
        assert_eq!((ran.stdout.as_str(), ran.code), (wanted, 0), "{file}: {}", ran.stderr);
    }
}

/// 100 + 200 + 300 = 600 and 40 + 50 = 90; the year 690.
#[test]
fn a_long_period_that_is_the_sum_of_shorter_ones_is_not_added_to_them() {
    let months = "2026-01,Meta,100\n2026-02,Meta,200\n2026-03,Meta,300\n2026-04,Meta,40\n2026-05,Meta,50\n";
    let desk = Desk::new([
        ("spend.csv", &*format!("month,channel,amount\n{months}2026-Q1,Meta,600\n2026,Meta,690\n2026-Q2,Meta,90\n")),
        ("other.csv", &*format!("month,channel,amount\n{months}2026-Q1,Meta,610\n")),
        ("salaries.csv", "date,channel,amount\n2026-01-03,Meta,100\n2026-01-04,Meta,50\n2026-01,Agency,150\n"),
        ("days.csv", "date,channel,amount\n2026-01-03,Meta,100\n2026-01-04,Meta,50\n2026-01,Meta,150\n"),
        ("once.csv", "date,channel,amount\n2026-01-03,Meta,100\n2026-01,Meta,100\n"),
        (
            "weeks.csv",
            "week,channel,amount\n2026-W02,Meta,7\n2026-01-05,Meta,3\n2026-01-11,Meta,4\n2026-01-12,Meta,9\n",
        ),
    ]);
    let ran = desk.line("report spend.csv");
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    let wanted = "error[E402]: the 2 rows of 2026-Q1, 2026-Q2 equal the sums of the rows of shorter periods in them: a \
                  total, or cost of its own?";
    assert!(ran.stderr.starts_with(wanted), "{}", ran.stderr);
    let ran = desk.line("get spend spend.csv --totals skip");
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "690\n"));
    assert!(
        ran.stderr.contains("the row of 2026 equals the sum of the rows of shorter periods in it"),
        "{}",
        ran.stderr
    );
    assert_eq!(desk.line("get spend spend.csv --totals keep").stdout, "2070\n");
    for (file, sum) in [("other.csv", "1300\n"), ("salaries.csv", "300\n"), ("once.csv", "200\n")] {
        let ran = desk.line(&format!("get spend {file}"));
        assert_eq!((ran.code, ran.stdout.as_str()), (0, sum), "{file}: {}", ran.stderr);
    }
    for (file, sum) in [("days.csv", "150\n"), ("weeks.csv", "16\n")] {
        let ran = desk.line(&format!("get spend {file}"));
        assert!(ran.code == 3 && ran.stderr.contains("E402"), "{file}: {}", ran.stderr);
        assert_eq!(desk.line(&format!("get spend {file} --totals skip")).stdout, sum, "{file}");
    }
}

/// 20 months of 28 days, 30 campaigns of 1.25 a day: 21,000, and the rows of the months once more. Each reader meets
/// periods of one length only.
#[test]
fn months_beside_their_days_are_told_whichever_thread_reads_them() {
    let mut text = "date,channel,campaign,amount\n".to_owned();
    let months: Vec<String> = (0..20).map(|at| format!("{}-{:02}", 2024 + at / 12, at % 12 + 1)).collect();
    for month in &months {
        for day in 1..=28 {
            for campaign in 0..30 {
                text.push_str(&format!("{month}-{day:02},Meta,campaign {campaign},1.25\n"));
            }
        }
    }
    for month in &months {
        for campaign in 0..30 {
            text.push_str(&format!("{month},Meta,campaign {campaign},35\n"));
        }
    }
    let desk = Desk::new([("spend.csv", text.as_str())]);
    for threads in ["1", "2", "5"] {
        let ran = desk.line(&format!("get spend spend.csv --threads {threads}"));
        let told = "error[E402]: the 600 rows of 2024-01, 2024-02, 2024-03 … equal";
        assert!(ran.code == 3 && ran.stderr.starts_with(told), "{threads}: {}", ran.stderr);
        let ran = desk.line(&format!("get spend spend.csv --totals skip --threads {threads}"));
        assert_eq!(ran.stdout, "21000\n", "{threads}");
    }
}

/// `null` and `#N/A` are the id of nobody, whatever the case; `1.5E+12` that of many.
#[test]
fn a_word_for_nothing_is_no_customer() {
    for (id, code) in [("null", "E501"), ("#N/A", "E501"), ("–", "E501"), ("1.5E+12", "E504"), ("1,5E+12", "E504")] {
        let customers = format!("customer_id,date\nA1,2026-03-01\n\"{id}\",2026-03-02\n");
        let desk = Desk::new([("customers.csv", customers.as_str())]);
        let ran = desk.line("get new_customers customers.csv");
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{id}");
        assert!(
            ran.stderr.contains(&format!("error[{code}]")) && ran.stderr.contains("customers.csv:3:1"),
            "{}",
            ran.stderr
        );
    }
    // Names of orders, addresses, numbers of telephones.
    let desk =
        Desk::new([("customers.csv", "customer_id,date\n#1001,2026-03-01\na+b@x.se,2026-03-02\n+46701,2026-03-02\n")]);
    assert_eq!(desk.line("get new_customers customers.csv").stdout, "3\n");
}

/// 100 + 50 = 150. What a total word stands behind need not be the name of a row.
#[test]
fn a_name_that_ends_with_a_total_word_is_a_total_where_it_adds_up() {
    let desk = Desk::new([]);
    for name in ["Paid total", "Google Ads Total", "Marketing, totalt", "Werbung (Summe)", "Total for the team"] {
        let rows = format!("2026-01,Google,100\n2026-01,Meta,50\n2026-01,\"{name}\",150\n2026-02,Google,7\n");
        desk.write("spend.csv", format!("month,channel,cost\n{rows}").as_bytes());
        let ran = desk.line("get spend spend.csv");
        assert_eq!((ran.stdout.as_str(), ran.code), ("157\n", 0), "{name}: {}", ran.stderr);
        let told = format!("warning[W201]: '{name}' equals the sum of the other rows and was left out");
        assert!(ran.stderr.contains(&told) && ran.stderr.contains("spend.csv:4:9"), "{}", ran.stderr);
        assert_eq!(desk.line("get spend spend.csv --totals keep").stdout, "307\n", "{name}");
    }
    // 151 is no sum of others.
    desk.write("spend.csv", b"channel,cost\nGoogle,100\nMeta,50\nPaid total,151\nTotal Wine,30\n");
    assert_eq!(desk.line("get spend spend.csv").stdout, "331\n");
}

/// 100 + 50 = 150, beside 7 for another channel: 157 without the sum, 307 with it.
#[test]
fn a_name_with_a_total_word_that_is_the_sum_of_part_of_the_rows_is_refused() {
    let desk = Desk::new([]);
    for (rows, part, at) in [
        ("Google - Totalt,150\nGoogle - Brand,100\nGoogle - Generic,50\nMeta,7\n", "the 2 rows beside it", "2:1"),
        ("Meta,7\nAnnons,100\nByrå,50\nMarknad totalt,150\n", "the 2 rows beside it", "5:1"),
        ("Google,100\nMeta,7\nGoogle,50\nGoogle Ads Total,150\n", "the rows of 'Google'", "5:1"),
        ("Total Search,150\nBrand,100\nGeneric,50\nMeta,7\n", "the 2 rows beside it", "2:1"),
    ] {
        desk.write("spend.csv", format!("channel,cost\n{rows}").as_bytes());
        let ran = desk.line("report spend.csv");
        let told = format!("equals the sum of {part}: a total, or a row of its own?\n --> spend.csv:{at}\n");
        assert!(ran.code == 3 && ran.stdout.is_empty() && ran.stderr.contains(&told), "{rows}: {}", ran.stderr);
        assert!(ran.stderr.starts_with("error[E402]: ") && ran.stderr.contains("--totals skip"), "{}", ran.stderr);
        for (flag, wanted) in [("skip", "157\n"), ("keep", "307\n")] {
            assert_eq!(desk.line(&format!("get spend spend.csv --totals {flag}")).stdout, wanted, "{rows}");
        }
    }
    // In the columns of a wide table of periods: 30 = 20 + 10, 40 = 30 + 10.
    let across = "konto;jan 2026;feb 2026\n\"Marknad, totalt\";30;40\nAnnonsering;20;30\nByrå;10;10\nMässor;3;3\n";
    desk.write("across.csv", across.as_bytes());
    let ran = desk.line("report --spend across.csv");
    assert!(ran.code == 3 && ran.stderr.contains("error[E402]: 'Marknad, totalt' equals the sum of"), "{}", ran.stderr);
}

/// 100 + 50 = 150 of all channels; a channel that is called so and does not add up is one like others.
#[test]
fn a_row_of_all_is_a_total_where_it_adds_up() {
    let desk = Desk::new([]);
    for name in
        ["All", "ALL", "All channels", "Alla", "Alla kanaler", "Alle", "Alle Kanäle", "Tous les canaux", "Kaikki"]
    {
        desk.write("spend.csv", format!("channel,cost\n{name},150\nGoogle,100\nMeta,50\n").as_bytes());
        let ran = desk.line("get spend spend.csv");
        assert_eq!((ran.stdout.as_str(), ran.code), ("150\n", 0), "{name}: {}", ran.stderr);
        let told =
            format!("warning[W201]: '{name}' equals the sum of the other rows and was left out\n --> spend.csv:2:1");
        assert!(ran.stderr.contains(&told), "{}", ran.stderr);
        desk.write("spend.csv", format!("channel,cost\n{name},151\nGoogle,100\nMeta,50\n").as_bytes());
        assert_eq!(desk.line("get spend spend.csv").stdout, "301\n", "{name}");
    }
    // One row that equals another may be chance.
    desk.write("spend.csv", b"channel,cost\nAlla,100\nMeta,100\n");
    let ran = desk.line("get spend spend.csv");
    assert!(
        ran.code == 3 && ran.stderr.contains("error[E402]: 'Alla' equals the other row: a total"),
        "{}",
        ran.stderr
    );
    for (flag, wanted) in [("skip", "100\n"), ("keep", "200\n")] {
        assert_eq!(desk.line(&format!("get spend spend.csv --totals {flag}")).stdout, wanted);
    }
    // A column in which nothing else stands says nothing.
    desk.write("spend.csv", b"month,channel,segment,cost\n2026-01,Meta,All,100\n2026-02,Meta,All,100\n");
    assert_eq!(desk.line("get spend spend.csv").stdout, "200\n");
}

/// 40 days a year too many for rows to be kept aside one by one: 1,100 days of 3 + 4, and a row of 7 for all.
#[test]
fn more_rows_of_all_than_are_kept_aside_are_refused_where_they_add_up() {
    let rows = |all: i32| {
        let days = (0..1_100).map(|at| format!("{}-{:02}-{:02}", 2020 + at / 336, at / 28 % 12 + 1, at % 28 + 1));
        days.map(|day| format!("{day},Meta,3\n{day},Google,4\n{day},All,{all}\n")).collect::<String>()
    };
    let desk = Desk::new([]);
    desk.write("spend.csv", format!("date,channel,cost\n{}", rows(7)).as_bytes());
    let ran = desk.line("get spend spend.csv");
    assert!(
        ran.code == 3 && ran.stderr.contains("error[E401]: more than 1000 rows look like total rows"),
        "{}",
        ran.stderr
    );
    // 1,100 × (3 + 4 + 8).
    desk.write("spend.csv", format!("date,channel,cost\n{}", rows(8)).as_bytes());
    assert_eq!(desk.line("get spend spend.csv").stdout, "16500\n");
}

/// What the figures are in stands above the header, in words that a header is refused for.
#[test]
fn a_line_above_the_header_that_says_thousands_is_refused() {
    let desk = Desk::new([("customers.csv", "month,channel,new_customers\n2026-01,Meta,5\n")]);
    let table = "month,channel,cost\n2026-01,Meta,100\n";
    for line in
        ["Belopp i tkr", "All amounts in thousands of EUR", "Montants en milliers d'euros", "(1000 kr)", "in k€"]
    {
        desk.write("spend.csv", format!("Report of spend\n{line}\n\n{table}").as_bytes());
        let ran = desk.line("report spend.csv customers.csv");
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{line}");
        let told = format!("error[E027]: '{line}' says that the figures below it are no whole amounts");
        assert!(ran.stderr.starts_with(&told) && ran.stderr.contains(" --> spend.csv:2:1\n"), "{}", ran.stderr);
    }
    for line in ["Report of 1000 customers", "Budget: 1000 kr", "Total spend 2 million EUR", "All amounts in EUR"] {
        desk.write("spend.csv", format!("{line}\n\n{table}").as_bytes());
        let ran = desk.line("get cac spend.csv customers.csv");
        assert_eq!((ran.code, ran.stdout.as_str()), (0, "20\n"), "{line}: {}", ran.stderr);
    }
}

/// Each would make the figure a hundred times too high, a thousand times too low, or count months again and again.
#[test]
fn no_fix_is_offered_that_makes_the_figure_wrong() {
    let desk = Desk::new([]);
    for (column, what) in [
        ("Beløp (1000 kr)", "is in thousands or millions"),
        ("Beløb i 1.000 kr.", "is in thousands or millions"),
        ("amount (öre)", "is in hundredths"),
        ("cost_cents", "is in hundredths"),
        ("cost YTD", "is cumulative"),
        ("Nya kunder (ack.)", "is cumulative"),
        ("Kostnad hittills i år", "is cumulative"),
        ("cumulative cost", "is cumulative"),
    ] {
        desk.write("file.csv", format!("month,channel,{column}\n2026-01,Meta,100\n").as_bytes());
        let ran = desk.line("report file.csv");
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{column}");
        let help = format!("  = help: '{column}' {what} and cannot be taken as it is: write ");
        assert!(ran.stderr.starts_with("error[E014]: ") && ran.stderr.contains(&help), "{}", ran.stderr);
        assert!(!ran.stderr.contains("--map"), "{}", ran.stderr);
    }
}

/// Campaigns above their ad groups, or below them: each amount stands twice, and 600 would be 1,200.
#[test]
fn rows_of_a_level_above_others_are_refused_and_can_be_cut() {
    let below =
        "Campaign,Ad group,Cost\nBrand,,300\nBrand,A,100\nBrand,B,200\nGeneric,,300\nGeneric,C,300\nTotal,,600\n";
    let above = "Campaign;Ad group;Cost\nBrand;A;100,50\nBrand;B;199,50\nBrand;;300\nGeneric;C;300\nGeneric;;300\n";
    for (table, place) in [(below, ":2:7"), (above, ":4:7")] {
        let desk = Desk::new([("spend.csv", table)]);
        let ran = desk.line("get spend spend.csv");
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{}", ran.stderr);
        let said = "error[E402]: the rows without 'Ad group' are the sums of the rows with it";
        assert!(ran.stderr.contains(said) && ran.stderr.contains(place), "{}", ran.stderr);
        assert!(ran.stderr.contains("--where 'Ad group!='"), "{}", ran.stderr);
        let ran = desk.run(&["get", "spend", "spend.csv", "--where", "Ad group!="]);
        assert_eq!((ran.code, ran.stdout.as_str()), (0, "600\n"), "{}", ran.stderr);
    }
    let keep = Desk::new([("spend.csv", above)]).line("get spend spend.csv --totals keep");
    assert_eq!((keep.code, keep.stdout.as_str()), (0, "1200\n"), "{}", keep.stderr);
    // One amount that equals one other, a sum that is off by a cent, and a note that is there or not are no levels.
    for (table, spend) in [
        ("Campaign,Ad group,Cost\nBrand,,300\nBrand,A,300\n", "600\n"),
        ("Campaign,Ad group,Cost\nBrand,,300\nBrand,A,100\nBrand,B,199.99\n", "599.99\n"),
        ("Supplier,Note,Amount\nA,,100\nB,late,200\nC,,300\n", "600\n"),
    ] {
        let ran = Desk::new([("spend.csv", table)]).line("get spend spend.csv");
        assert_eq!((ran.code, ran.stdout.as_str()), (0, spend), "{}", ran.stderr);
    }
}
