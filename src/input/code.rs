//! Everything that can be said of an input: a code, a title, and what it means.

macro_rules! codes {
    ($($variant:ident $code:literal $title:literal $text:literal),+ $(,)?) => {
        /// What is wrong with an input, or should be known about it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $title] $variant),+
        }

        impl Code {
            /// Every code, sorted.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// `E…` refuses the input, `W…` warns, `N…` remarks.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// A title.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),+ }
            }

            /// What it means and what to do.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    };
}

codes! {
    Unreadable "E001" "the file cannot be read" "The file does not exist, may not be read, reading it failed half-way, or it was written to meanwhile. Nothing is computed from part of a file.",
    Empty "E002" "the file is empty" "There is no header and no row. An empty file is never taken for zero: a broken export must not pass a check.",
    NoRows "E003" "the file has a header and no rows" "A header alone is not zero spend or zero customers. Write rows with 0 if that is meant.",
    NotCsv "E004" "the file is not CSV" "Its first bytes are those of another format (an old spreadsheet, an archive, a web page, JSON, PDF). CSV, .xlsx and .ods files are read; export it as one of them.",
    Encoding "E005" "the file is not UTF-8" "Text is read as UTF-8. Save the file as 'CSV UTF-8'.",
    Nul "E006" "the file holds a NUL byte" "No CSV has one: the file is damaged or in another encoding.",
    UnclosedQuote "E007" "a quote is opened and never closed" "All that follows the quote would be one cell. Close it, or double the quotes inside the cell.",
    AfterQuote "E008" "text after a closing quote" "RFC 4180: a quoted cell ends at its closing quote; quotes within are doubled.",
    Ragged "E009" "a row has more or fewer cells than the header" "A cell more or less moves every amount behind it into another column. An amount with a decimal comma in a comma-separated file must be quoted.",
    DelimiterTie "E010" "the delimiter cannot be told" "Two delimiters both give every row the header's number of cells, with different readings.",
    Limit "E011" "a limit is exceeded" "1 MiB a cell, 4 MiB a row, 16,384 columns, 200,000 distinct names or rows of a report. A workbook has at most 64 MiB, 256 MiB unpacked; CSV has no such limit. A file of assumptions has at most 200,000 rows, which take about 1 KiB of memory each, one of rates 64 MiB. Customers by id take 48 bytes each.",
    SameFile "E012" "the same file twice" "Its amounts would count double. Files are compared by path, by inode and, where their length is equal, by content.",
    SecondTable "E013" "a second header or table" "A file holds one table. Cut the other into a file of its own.",
    NoHeader "E014" "no header with the columns needed" "Columns are found by their names in the header, in eleven languages, or by --map FIELD=COLUMN.",
    TwoColumns "E015" "two columns for one field" "Which of them is meant is not guessed: say so with --map.",
    Role "E016" "the header fits two roles" "The same columns can be read as spend or as customers (or revenue), with different results.",
    NoColumn "E017" "a column asked for is in no file" "--map, --by or another flag names a column that no file has.",
    Foreign "E018" "figures that are neither spend nor customers" "Visits, mailings, attributed conversions and statements of profit and loss are no spend and no customers. Export the transactions, or say with --map which column is meant.",
    Nameless "E019" "a column without a name" "The first column of the header is blank and its rows hold names or dates, as in a table that was pivoted. What they are is not guessed: --map 'channel=' names the column without a name.",
    Garbled "E020" "a header whose letters are garbled" "UTF-8 was read as windows-1252 and saved so: 'dépensé' became 'dÃ©pensÃ©'. Save the file anew as CSV UTF-8, or name the column with --map.",
    Side "E021" "a column that says debit or credit" "The amounts beside it have no sign: credits would be added like debits. --where keeps the debits, or write debit and credit into two columns.",
    BothSides "E022" "both sides of every entry" "In a whole ledger each amount stands once as a debit and once as a credit, and all of them add up to nothing. --where keeps the accounts that are spend.",
    NoValue "E023" "a cell of a workbook without a value" "It holds an error such as #N/A where a name is read, or a formula that was never calculated. Mend the formula, or open the workbook in a spreadsheet and save it.",
    Sheet "E024" "a sheet that is not known" "A workbook holds several sheets that could be meant, or none, or not the one that --sheet names. Hidden sheets are read only when they are named.",
    StepOrder "E025" "steps that come in two orders" "One file has two steps of the funnel the other way round than another, so which leads to which is not known. --steps names them in their order.",
    SecondRow "E026" "two rows of assumptions for one channel" "Each channel, segment or segment of a channel has one row of assumptions over all files: a second would be left out, or would change the first. A column of months is not read; give the rows of the months reported alone.",
    Scaled "E027" "figures in thousands or hundredths" "A line above the header says that the amounts are in thousands, millions or hundredths (i tkr, TEUR, in thousands of EUR). Read as whole amounts they would be off by that factor. Multiply them out and take the line out.",
    NotANumber "E101" "the cell is not a number" "Amounts are digits with an optional sign, currency, groups of three and one decimal mark. Nothing else is guessed.",
    Missing "E102" "the cell is blank or a dash" "Blank is not zero. --missing zero reads such cells as 0, --missing skip leaves their rows out; both are counted in the footer.",
    Ambiguous "E105" "the decimal mark cannot be told" "A cell such as 1.234 is 1234 or 1.234, and no other cell of the file settles it. --decimal does.",
    Marks "E106" "two decimal marks in one file" "One cell proves the dot as the decimal mark and another the comma, or groups of digits are written in two ways.",
    Count "E107" "a number of customers that is not whole or is negative" "Customers are counted. Attribution models split them: --fractional-customers.",
    TooLarge "E108" "a total beyond what is exact" "The amounts of this run add up to more than is computed exactly.",
    Rate "E109" "the cell is not a rate" "Rates are 2.5% or 0.025; a bare 2.5 is neither. Margin is at most 1, churn lies from 0 to 1.",
    Refunds "E110" "refunds of both signs" "A refund is the same with a minus or without one. A file that writes some with it and some without may mean a refund taken back, which would count the other way.",
    Date "E201" "the cell is not a date" "Dates are read as 2026-03-14, months as 2026-03, quarters as 2026-Q1, years as 2026.",
    LongPeriod "E202" "a row's period is longer than the report's" "A quarter cannot be split into months. Group by quarter or year, or export by month.",
    Spans "E203" "spend and customers cover different months" "A CAC over unequal months is wrong by as much as they differ. --period cuts both to the same months.",
    NothingLeft "E204" "the selection leaves no row" "No row lies in the period, channel or segment asked for, or none of spend beside customers: a CAC of 0 would pass any limit.",
    NoPeriod "E205" "a file has no dates and another has" "Which months it belongs to is not guessed: --period-of FILE=2026-03.",
    Stock "E206" "a stock of customers on a row shorter than a month" "Customers at the start or active in a period are counted per month, not per day: they would add up to nonsense.",
    RevenuePeriod "E207" "a revenue file without a period" "Revenue per account and month needs to know how long the row's period is.",
    Lag "E208" "the lag finds no month with both sides" "--lag holds the spend of a month against the customers of a later one. No month of customers has its spend in the data, or rows are not by month.",
    Currency "E301" "several currencies" "Amounts in different currencies do not add up.",
    Negative "E302" "all amounts of spend are negative" "A bank statement writes money that leaves the account with a minus. As spend it would be a credit.",
    MissingRate "E303" "a rate of exchange is missing" "The file of rates has no row for this pair and period. The inverse of a rate is another figure than the published one, so it is not derived.",
    Rates "E304" "a file of rates that cannot be used" "It needs the columns from, to and rate (and period, where rates change), with one rate above 0 for each pair and period.",
    Inexact "E305" "an amount that is not exact after conversion" "Amount times rate has more than 18 decimals, and nothing is rounded. Rates of up to 12 decimals are always exact for amounts of up to 6.",
    TotalRow "E401" "a total row that does not add up" "A row with a total word is left out when it equals the sum of the other rows. This one does not, so it is either no total or rows are missing.",
    BlankTotal "E402" "a row without names equals the sum of others" "A row without a name, with a total word in its name, or of a quarter beside its months, or of a campaign above its ad groups, may be a total without a label, or cost of its own. --totals skip or keep decides.",
    WideTotal "E403" "a total column that does not add up" "The total beside the columns of a row differs from their sum.",
    BlankId "E501" "a blank customer id" "Each customer counts once, by id. A dash, null or #N/A is the id of nobody: all rows that have it would be one customer.",
    Conflict "E502" "one customer with two revenues on its first day" "Which of them is the customer's revenue is not guessed.",
    StageValues "E503" "customers that were not all won" "A list of deals or leads has a stage. Only the won ones are customers: --where keeps them.",
    Saved "E601" "a saved result that cannot be used" "It is not what report, check or calc write with -f json, or another version wrote it. Its figures are read only where all of it is understood.",
    Apart "E602" "two results that do not compare" "Their scope, lag, basis, method, discount or rows differ, so that a change would tell how they were computed and not what happened. Compute both in the same way.",
    RoundedId "E504" "a customer id that a spreadsheet has rounded" "A number of more digits than a cell shows is written as 1.23E+11: customers whose ids begin alike would be one. The digits are lost; format the column as text, import the data anew and export again.",
    TotalLeftOut "W201" "a total row left out" "It equals the sum of the other rows and was not added to them.",
    Repeated "W202" "rows equal in every cell" "Both count. If one is a copy, remove it.",
    MissingMonths "W203" "months without rows" "They count as 0.",
    PartialMonth "W204" "the last month is not complete" "Its customers and spend may not be on the same footing as those of the months before.",
    UnknownName "W205" "a name that no row has" "The row of the assumptions, the name after except, the category of --exclude, --include, --shared or --cost-part, or the channel of unpaid is not used.",
    OneSidedCut "W206" "a cut of customers that does not cut spend" "--where leaves out customers, and no file of spend has the column: the CAC of those left carries the spend of all.",
    Western "W207" "a file read as windows-1252" "Its bytes are not UTF-8. If a name looks wrong, --encoding names the encoding, or save the file as 'CSV UTF-8'.",
    Tax "W208" "amounts without tax beside amounts with it" "One column says it is without tax (excl. VAT, HT, exkl. moms, netto) and another that it is with it. CAC, margin and LTV:CAC compare the two, and are off by the tax.",
    ShortExport "W209" "an export of one channel that covers fewer months than the report" "The channel's customers of the other months are divided into the spend of these: its CAC is too low. Export the missing months, or report the months that the file covers.",
    StepAbove "W220" "more at a step than at the one before" "The conversion into the step is above 100 %. The steps may stand in another order (--steps), be counted over different months, or come from sources that count differently.",
    NoCurrency "N301" "amounts without a currency" "They are taken to be in the currency of the run.",
    UnusedFlag "N302" "a flag that a file proves wrong" "The file keeps what its own cells prove; the flag holds for files that prove nothing.",
}

impl Code {
    /// The code of that name, in any case.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.code().eq_ignore_ascii_case(text.trim()))
    }
}
