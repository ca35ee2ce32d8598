//! The plan of `inspect`.

use super::{Plan, Planned, configured, output, wrong};
use crate::cli::{CutArgs, InspectArgs, OutputArgs};
use crate::config::Config;
use crate::render::Format;

/// The plan of `inspect`.
///
/// # Errors
/// What is wrong with the command line.
pub fn inspect(args: &InspectArgs, config: Option<&Config>) -> Planned<Plan> {
    let cut = CutArgs { conditions: args.conditions.clone(), ..CutArgs::default() };
    let mut input = configured(&args.input, &cut, Vec::new(), config)?;
    input.options.inspect = true;
    let places = OutputArgs { format: args.format.clone(), output: args.output.clone(), ..OutputArgs::default() };
    let output = output(&places)?;
    let fits = |format: &Format| matches!(format, Format::Table | Format::Plain | Format::Html | Format::Json);
    if let Some((format, _)) = output.places.iter().find(|(format, _)| !fits(format)) {
        let help = Some("-f table, plain, html or json".to_owned());
        return Err(wrong(format!("inspect has no format '{}'", format.name()), help));
    }
    let mut given = Vec::new();
    let mut put = |flag: &str, values: &mut dyn Iterator<Item = &String>| {
        given.extend(values.flat_map(|value| [flag.to_owned(), value.clone()]));
    };
    put("--alias", &mut args.input.alias.iter());
    put("--missing", &mut args.input.missing.iter());
    put("--totals", &mut args.input.totals.iter());
    put("--revenue-period", &mut args.input.revenue_period.iter());
    put("--where", &mut args.conditions.iter());
    put("--currency", &mut args.input.currency.iter());
    put("--rates", &mut args.input.rates.iter());
    if args.input.fractional_customers {
        given.push("--fractional-customers".to_owned());
    }
    Ok(Plan::Inspect { input: Box::new(input), given, output })
}
