//! CAC, LTV and LTV:CAC from spend and customer files, exactly.
//!
//! The way of the data is one way: `input` folds files into a ledger of exact totals, `calc` computes exact
//! results from it, `report` describes them, `render` turns the description into text, and `run` writes it once.
//!
//! | module | may import |
//! |---|---|
//! | `domain` | nothing of ours |
//! | `input` | `domain` |
//! | `calc` | `domain` |
//! | `report` | `domain`, `calc` |
//! | `render` | `domain`, `report` |
//! | `config` | `cli`, names of `domain`, `input` and `render` |
//! | `plan` | `cli`, `config`, `domain`, `calc`, names of `input` and `render` |
//! | `saved` | `domain`, `calc`, names of `input` |
//! | `schema` | `domain`, `calc`, `report`, names of `input` and `render` |
//! | `run`, `output`, `main` | all |
//!
//! # Without the readers
//!
//! `calc` can be used by itself:
//!
//! ```
//! use cacltv::calc::compute;
//! use cacltv::domain::assumptions::{Assumptions, Inputs};
//! use cacltv::domain::category::Category;
//! use cacltv::domain::exact::Exact;
//! use cacltv::domain::ledger::{Dimension, Key, Ledger, Minor, Totals};
//! use cacltv::domain::metric::Metric;
//! use cacltv::domain::quantity;
//! use cacltv::domain::value::{Reason, Value};
//!
//! // 1,200 spent on Meta won 8 customers, 400 on Podcast nobody.
//! let mut ledger = Ledger { has_spend: true, has_customers: true, ..Ledger::default() };
//! ledger.spend_dimensions.insert("channel".into());
//! ledger.customer_dimensions.insert("channel".into());
//! for (channel, spend, customers) in [("Meta", 1_200, 8), ("Podcast", 400, 0)] {
//!     let key = Key {
//!         period: None,
//!         channel: Some(channel.into()),
//!         segment: None,
//!         category: Category::Advertising,
//!         others: Vec::new(),
//!     };
//!     let totals = Totals {
//!         spend: Minor(spend * Minor::ONE),
//!         spend_rows: 1,
//!         new_customers: Minor(customers * Minor::ONE),
//!         customer_rows: 1,
//!         ..Totals::default()
//!     };
//!     ledger.add(key, &totals);
//! }
//! let inputs = Inputs {
//!     arpa: Some(quantity::monthly_money("29/mo")?),
//!     margin: Some(quantity::margin("72%")?),
//!     churn: Some(quantity::churn("2.5%/mo")?),
//!     ..Inputs::default()
//! };
//! let assumptions = Assumptions { common: inputs, ..Assumptions::default() };
//!
//! let results = compute(&ledger, &assumptions, &[Dimension::Channel]);
//!
//! // Exact quotients: 1,600 ÷ 8, and 835.20 ÷ 200.
//! assert_eq!(results.total.values[&Metric::Cac], Value::exact(Exact::whole(200)));
//! assert_eq!(results.total.values[&Metric::LtvCac], Value::exact(Exact::decimal(4_176, 3)));
//! // No figure is a value with a reason.
//! assert_eq!(results.rows[1].values[&Metric::Cac], Value::Undefined(Reason::NoNewCustomers));
//! # Ok::<(), String>(())
//! ```

pub mod calc;
pub mod cli;
pub mod config;
pub mod domain;
pub mod exit;
pub mod explain;
pub mod input;
mod output;
pub mod plan;
pub mod render;
pub mod report;
pub mod run;
pub mod saved;
pub mod schema;
pub mod topics;
pub mod usage;
pub mod welcome;
