//! Every known platform has an example of its export, compared whole.

use cacltv::input::platforms::PLATFORMS;

use crate::folder;
use crate::program::{Desk, run, shell};

/// A platform's name as folders have it: `Google Ads` is `google_ads`.
fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

#[test]
fn every_platform_has_an_example_that_names_it() {
    let folders = folder::all("cases");
    for platform in PLATFORMS {
        let begin = format!("platform_{}", slug(platform.name));
        let named = folders.iter().filter(|folder| {
            let name = folder.file_name().unwrap().to_string_lossy().into_owned();
            name == begin || name.starts_with(&format!("{begin}_"))
        });
        let shown = named.map(|folder| {
            let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
            read("stdout") + &read("stderr")
        });
        let told = |text: &String| {
            text.contains(&format!("is read as an export of {}", platform.name))
                || text.contains(&format!("an export of {} with neither", platform.name))
                || text.contains("a profit and loss statement holds")
        };
        assert!(shown.into_iter().any(|text| told(&text)), "tests/cases/{begin} shows no export of {}", platform.name);
    }
}

#[test]
fn every_platform_is_explained() {
    let page = run(&["explain", "platforms"]).stdout;
    for platform in PLATFORMS {
        assert!(page.contains(&format!("\n  {} ", platform.name)), "{}: {page}", platform.name);
    }
}

/// What stands in a total row's other cells is the platform's mark for empty, and no date and no currency.
#[test]
fn the_marks_in_a_platforms_total_rows_are_no_dates_and_no_currencies() {
    let google = "Campaign report\nJanuary 1, 2026 - January 31, 2026\n";
    let desk = Desk::new([]);
    for (file, wanted) in [
        (
            format!(
                "{google}Campaign,Day,Currency code,Cost,Impr.\nBrand,2026-01-01,SEK,\"1,234.50\",10\n\
                 Shop,2026-01-02,SEK,100.25,5\nTotal: Campaigns, --, --,\"1,334.75\",15\n\
                 Total: Account, --, --,\"1,334.75\",15\n"
            ),
            "1334.75\n",
        ),
        (
            format!("{google}Campaign,Month,Cost,Impr.\nBrand,2026-01,12.50,10\nTotal: Campaigns, --,12.50,10\n"),
            "12.5\n",
        ),
        (
            format!(
                "{google}Day,Campaign,Currency code,Cost,Impr.\n2026-01-01,Brand,SEK,12.50,10\nTotal: Account, --, --,12.50,10\n"
            ),
            "12.5\n",
        ),
        (
            "Kampanj;Dag;Valutakod;Kostnad;Kostnad/konv.\nBrand;2026-01-01;SEK;12,50;1,00\n\
             Totalt: kampanjer; --; --;12,50; --\n"
                .to_owned(),
            "12.5\n",
        ),
        (
            "Kampagne;Tag;Währungscode;Kosten;Kosten/Conv.\nBrand;2026-01-01;EUR;12,50;1,00\n\
             Gesamt: Kampagnen; --; --;12,50; --\n"
                .to_owned(),
            "12.5\n",
        ),
        (
            "Campagne;Jour;Code de devise;Coût;Coût/conv.\nBrand;2026-01-01;EUR;12,50;1,00\n\
             Total : campagnes; --; --;12,50; --\n"
                .to_owned(),
            "12.5\n",
        ),
        (
            "Kampanja;Päivä;Valuuttakoodi;Kustannus;Kustannus/konv.\nBrand;2026-01-01;EUR;12,50;1,00\n\
             Yhteensä: kampanjat; --; --;12,50; --\n"
                .to_owned(),
            "12.5\n",
        ),
        (
            "Date,Campaign name,Cost,CPC (destination)\n2026-01-01,A,10.50,1.00\n2026-01-02,B,20.25,1.00\n\
             Total of 2 results,-,30.75,1.00\n"
                .to_owned(),
            "30.75\n",
        ),
        (
            "Campaign name,Date,Cost,CPC (destination)\nA,2026-01-01,10.50,1.00\nB,2026-01-02,20.25,1.00\n\
             Total of 2 results,-,30.75,1.00\n"
                .to_owned(),
            "30.75\n",
        ),
    ] {
        desk.write("ads.csv", file.as_bytes());
        let ran = desk.line("get spend ads.csv");
        assert_eq!((ran.stdout.as_str(), ran.code), (wanted, 0), "{file}: {}", ran.stderr);
        assert!(!ran.stderr.contains("differs from"), "{file}: {}", ran.stderr);
    }
}

/// A dash is no date and no currency where no total is told.
#[test]
fn a_mark_for_empty_is_refused_in_a_row_of_a_platform_that_is_no_total() {
    let desk = Desk::new([(
        "ads.csv",
        "Campaign,Day,Currency code,Cost,Impr.\nBrand,2026-01-01,SEK,12.50,10\nShop, --, --,10.50,10\n",
    )]);
    let ran = desk.line("get spend ads.csv");
    assert!(ran.code == 3 && ran.stderr.contains("is not a date"), "{}", ran.stderr);
}

/// The line stands directly below the rows, with or without the separators of the other cells.
#[test]
fn the_line_of_copyright_below_an_export_is_no_row() {
    let rows = "Report Name: Campaign performance\nReport Time: 1/1/2026 - 1/31/2026\n\n\
                Campaign,Spend,Clicks\nBrand,12.50,10\nShop,10.25,5\n";
    let desk = Desk::new([("other.csv", "channel,spend,note\nMeta,1,\n©2026 Somebody\n")]);
    for end in ["", "©2026 Microsoft Corporation. All rights reserved.\n", "\"©2026 Microsoft Corporation.\",,\n"] {
        desk.write("ads.csv", format!("{rows}{end}").as_bytes());
        let ran = desk.line("get spend ads.csv");
        assert_eq!((ran.stdout.as_str(), ran.code), ("22.75\n", 0), "{end}: {}", ran.stderr);
        let read = desk.line("inspect ads.csv").stdout;
        assert_eq!(read.contains("1 footer line"), !end.is_empty(), "{read}");
    }
    // A file of no platform has no such line.
    let ran = desk.line("get spend other.csv");
    assert!(ran.code == 3 && ran.stderr.contains("error[E009]"), "{}", ran.stderr);
}

/// A count of customers beside the figures of those who stay may be of either kind; the flags that are offered are
/// pasted. 10 beside the 5 of the other file make 15; 1000 over 10 is 100 an account.
#[test]
fn customers_beside_figures_of_those_who_stay_are_asked_for() {
    let desk = Desk::new([
        ("spend.csv", "month,channel,cost\n2026-01,Meta,100\n"),
        ("new.csv", "month,channel,new_customers\n2026-01,Meta,5\n"),
    ]);
    let (leave, map) =
        ("leave the file out (active ones are", "--map 'active_customers=customers' --map 'revenue=MRR'\n");
    for (header, row, beside, active) in [
        ("month,MRR,customers", "2026-01,1000,10", "MRR", map),
        ("month,ARR,customers", "2026-01,12000,10", "ARR", leave),
        ("month,ARPA,customers", "2026-01,100,10", "ARPA", leave),
        ("month,MRR,customers,churn rate", "2026-01,1000,10,2%", "MRR", map),
        ("month,customers,churn rate", "2026-01,10,2%", "churn rate", leave),
        ("month,customers,churned customers", "2026-01,10,2", "churned customers", leave),
        ("month,channel,customers,active users", "2026-01,Meta,10,20", "active users", leave),
        ("channel,customers,ARPA", "Meta,10,20", "ARPA", "--assumptions r.csv\n"),
    ] {
        desk.write("r.csv", format!("{header}\n{row}\n").as_bytes());
        let ran = desk.line("report spend.csv new.csv r.csv");
        let told =
            format!("error[E016]: customers beside '{beside}' can be new customers or active ones\n --> r.csv:1:");
        assert!(ran.code == 3 && ran.stdout.is_empty() && ran.stderr.starts_with(&told), "{header}: {}", ran.stderr);
        let help = format!("  = help: --customers r.csv (new)   or   {active}");
        assert!(ran.stderr.contains(&help), "{header}: {}", ran.stderr);
        let period = if header.starts_with("month") { "" } else { " --period-of r.csv=2026-01" };
        let ran = desk.line(&format!("get new_customers spend.csv new.csv --customers r.csv{period}"));
        assert_eq!((ran.code, ran.stdout.as_str()), (0, "15\n"), "{header}: {}", ran.stderr);
    }
    desk.write("r.csv", b"month,MRR,customers\n2026-01,1000,10\n");
    let ran = desk.line("get arpa spend.csv new.csv r.csv --map active_customers=customers --map revenue=MRR");
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "100\n"), "{}", ran.stderr);
    desk.write("r.csv", b"channel,customers,ARPA\nMeta,10,20\n");
    let ran = desk.line("get arpa spend.csv new.csv --assumptions r.csv --channel Meta");
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "20\n"), "{}", ran.stderr);
    // New customers of its own leave no question: 5 and 2.
    desk.write("r.csv", b"month,channel,customers,new customers,MRR\n2026-01,Meta,10,2,20\n");
    assert_eq!(desk.line("get new_customers spend.csv new.csv r.csv").stdout, "7\n");
}

/// 5 were won, 7 had been won before.
#[test]
fn returning_customers_are_not_counted_as_new_ones() {
    let desk = Desk::new([("spend.csv", "month,channel,cost\n2026-01,Meta,100\n")]);
    for (column, new, again) in [
        ("Customer type", "New", "Returning"),
        ("customer_type", "new customer", "Existing customer"),
        ("Kundtyp", "Ny", "Återkommande"),
        ("New or returning", "New", "Repeat"),
        ("New vs. returning", "new", "returning"),
        ("Kundentyp", "Neukunden", "Bestandskunden"),
    ] {
        let rows = format!("2026-01,{new},5,Meta\n2026-01,{again},7,Meta\n");
        desk.write("customers.csv", format!("Month,{column},Customers,channel\n{rows}").as_bytes());
        let ran = desk.line("report spend.csv customers.csv");
        let told = format!("error[E503]: '{column}' holds rows of customers who were won before: '");
        assert!(ran.code == 3 && ran.stdout.is_empty() && ran.stderr.starts_with(&told), "{}", ran.stderr);
        let (values, fix) = (format!("'{again}' 1"), format!("--where '{column}={new}'"));
        assert!(ran.stderr.contains(&values) && ran.stderr.contains(&format!("  = help: {fix}\n")), "{}", ran.stderr);
        let ran = shell(&format!("cacltv get new_customers spend.csv customers.csv {fix}"), desk.path());
        assert_eq!((ran.code, ran.stdout.as_str()), (0, "5\n"), "{column}: {}", ran.stderr);
        // Customers one by one.
        let rows = format!("a,2026-01-02,{new},Meta\nb,2026-01-03,{again},Meta\n");
        desk.write("list.csv", format!("customer_id,date,{column},channel\n{rows}").as_bytes());
        assert_eq!(desk.line("get new_customers spend.csv list.csv").code, 3, "{column}");
        assert_eq!(
            shell(&format!("cacltv get new_customers spend.csv list.csv {fix}"), desk.path()).stdout,
            "1\n",
            "{column}"
        );
    }
    // Kinds of other sorts, or of one side alone, are segments.
    for kinds in [["SMB", "Enterprise"], ["New", "New"]] {
        let rows = format!("2026-01,{},5,Meta\n2026-01,{},7,Meta\n", kinds[0], kinds[1]);
        desk.write("customers.csv", format!("Month,Customer type,Customers,channel\n{rows}").as_bytes());
        assert_eq!(desk.line("get new_customers spend.csv customers.csv").stdout, "12\n", "{kinds:?}");
    }
}
