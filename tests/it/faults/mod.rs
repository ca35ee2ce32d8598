//! What goes wrong around the program: reads and writes that fail, devices, pipes, limits, files that change, names
//! that are no text. No figure is made of part of an input, no output is half there, and the exit status says which.

mod limits;
mod names;
mod outputs;
mod readers;
mod strange;
mod writers;

/// A ledger and its customers, and a funnel: small files for every command.
pub(super) const LEDGER: &[(&str, &str)] = &[
    (
        "spend.csv",
        "month,channel,amount\n2026-01,Meta,1000\n2026-01,Google,500\n2026-02,Meta,1100\n2026-02,Google,600\n",
    ),
    (
        "customers.csv",
        "month,channel,new_customers\n2026-01,Meta,10\n2026-01,Google,5\n2026-02,Meta,11\n2026-02,Google,4\n",
    ),
    ("funnel.csv", "channel,leads,demos,customers,spend\nMeta,100,20,5,1000\nGoogle,60,12,4,900\n"),
    ("base.csv", "month,channel,amount,new_customers\n2026-01,Meta,900,10\n2026-01,Google,400,5\n"),
    ("new.csv", "month,channel,amount,new_customers\n2026-02,Meta,1000,12\n2026-02,Google,500,5\n"),
];

/// Every command that reads files, on these; the first file of each is the one that something happens to.
pub(super) const READING: &[&str] = &[
    "report spend.csv customers.csv",
    "check spend.csv customers.csv --max-cac 500",
    "get cac spend.csv customers.csv",
    "compare base.csv new.csv",
    "trend spend.csv customers.csv",
    "plan spend.csv customers.csv",
    "funnel funnel.csv",
    "reconcile spend.csv customers.csv --from skok --to chartmogul --arpa 29/mo --margin 70% --churn 2.5%/mo",
    "inspect spend.csv customers.csv",
    "init spend.csv -o -",
];

/// Further commands that print.
pub(super) const PRINTING: &[&str] = &[
    "calc --spend 1000 --customers 10 --arpa 29/mo --margin 70% --churn 2.5%/mo",
    "explain cac",
    "completions bash",
    "man",
    "schema report",
    "--help",
    "--version",
];
