//! Holds the currencies that flags carry against that of the files, and against each other.

use crate::domain::currency::{Currency, Sign};
use crate::plan::Usage;

/// The currency of flags alone, when one code is left.
///
/// # Errors
/// Two flags in different currencies, or one in another than the run's.
pub(super) fn agreed(signs: &[(&'static str, Sign)], run: Option<(Currency, &str)>) -> Result<Option<Currency>, Usage> {
    let help = || Some("give all amounts in one currency".to_owned());
    if let Some((currency, whose)) = run {
        let other = signs.iter().find(|(_, sign)| !sign.codes().contains(&currency.code));
        return match other {
            None => Ok(Some(currency)),
            Some((flag, sign)) => {
                let message = format!("{flag} is in {}, and {whose} {}", sign.text(), currency.code);
                Err(Usage { message, help: help() })
            }
        };
    }
    let mut left: Option<(&str, Sign, Vec<&'static str>)> = None;
    for (flag, sign) in signs {
        let codes = sign.codes();
        left = Some(match left {
            None => (flag, *sign, codes),
            Some((first, known, all)) => {
                let both: Vec<&'static str> = all.into_iter().filter(|code| codes.contains(code)).collect();
                if both.is_empty() {
                    let message = format!("{flag} is in {}, and {first} in {}", sign.text(), known.text());
                    return Err(Usage { message, help: help() });
                }
                (first, known, both)
            }
        });
    }
    Ok(left.and_then(|(_, _, codes)| match codes.as_slice() {
        [code] => Currency::named(code),
        _ => None,
    }))
}
