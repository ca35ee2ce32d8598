//! Figures in templates: what they are, how they compare, and the filters that print them.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use minijinja::value::{DynObject, Object, ObjectRepr};
use minijinja::{Environment, Error, ErrorKind, Value};

use crate::domain::currency::Currency;
use crate::domain::figure::Figure;
use crate::domain::metric::Unit;
use crate::domain::quantity;
use crate::render::{text, words};
use crate::report::{Band, Numbers};

/// What stands where a figure has no value.
pub(super) const DASH: &str = "–";
/// The most decimals that a filter prints.
const MOST: u32 = 28;

/// Whether a figure that lies so to its limit passes a test.
type Holds = fn(Ordering) -> bool;

/// A figure: it prints as JSON has it, and compares by its exact value.
#[derive(Debug)]
pub(super) struct Quantity {
    pub(super) figure: Figure,
    pub(super) text: String,
}

impl Object for Quantity {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<Ordering> {
        let other = other.downcast_ref::<Self>()?;
        let order = self.figure.compare(&other.figure);
        Some(order.unwrap_or_else(|| self.figure.middle().cmp(&other.figure.middle())))
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Adds the filters and tests of figures.
pub(super) fn add(environment: &mut Environment<'_>, numbers: &Numbers, currency: Option<Currency>) {
    let in_unit = |unit: Unit| {
        let numbers = numbers.clone();
        move |figure: &Figure| text::figure(figure, unit, &[], currency, &numbers)
    };
    let money = in_unit(Unit::Money);
    environment.add_filter("money", move |value: &Value| shown(value, &money));
    let style = numbers.clone();
    environment.add_filter("number", move |value: &Value, places: Option<u32>| {
        let places = at_most(places)?;
        shown(value, |figure| match places {
            Some(places) => text::rounded(figure, Unit::Ratio, places, &style),
            None => text::dressed(&text::machine_figure(figure).0, &style),
        })
    });
    let (percent, style) = (in_unit(Unit::Percent), numbers.clone());
    environment.add_filter("percent", move |value: &Value, places: Option<u32>| {
        let places = at_most(places)?;
        shown(value, |figure| match places {
            Some(places) => text::rounded(figure, Unit::Percent, places, &style),
            None => percent(figure),
        })
    });
    environment.add_filter("band", band);
    let tests: [(&'static str, Holds); 4] = [
        ("above", Ordering::is_gt),
        ("below", Ordering::is_lt),
        ("at_least", Ordering::is_ge),
        ("at_most", Ordering::is_le),
    ];
    for (name, holds) in tests {
        environment.add_test(name, move |value: &Value, limit: &Value| compared(value, limit).map(holds));
    }
}

/// A figure, or a number as it is typed; `None` where there is no value.
fn figure(value: &Value) -> Result<Option<Figure>, Error> {
    if value.is_undefined() {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    if value.is_none() {
        return Ok(None);
    }
    if let Some(quantity) = value.downcast_object_ref::<Quantity>() {
        return Ok(Some(quantity.figure.clone()));
    }
    let text = super::given(value)?;
    let typed = quantity::amount(&text).map_err(|fault| Error::new(ErrorKind::InvalidOperation, fault))?;
    Ok(Some(Figure::exact(typed)))
}

fn shown(value: &Value, print: impl Fn(&Figure) -> String) -> Result<String, Error> {
    Ok(figure(value)?.as_ref().map_or_else(|| DASH.to_owned(), print))
}

fn at_most(places: Option<u32>) -> Result<Option<u32>, Error> {
    match places {
        Some(places) if places > MOST => {
            Err(Error::new(ErrorKind::InvalidOperation, format!("{places} decimals are more than {MOST}")))
        }
        other => Ok(other),
    }
}

/// How two figures lie to each other. Where that has no answer, a page must not say either.
fn compared(value: &Value, limit: &Value) -> Result<Ordering, Error> {
    let undecided = |why: &str| Error::new(ErrorKind::InvalidOperation, why.to_owned());
    let (Some(value), Some(limit)) = (figure(value)?, figure(limit)?) else {
        return Err(undecided("the figure has no value: ask 'is not none and …' first"));
    };
    value.compare(&limit).ok_or_else(|| undecided("the limit lies within the error of the figure"))
}

/// A band as people read it.
fn band(value: &Value) -> Result<String, Error> {
    if value.is_undefined() {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    if value.is_none() {
        return Ok(DASH.to_owned());
    }
    let name = value.to_string();
    let found = Band::ALL.iter().find(|band| words::band_name(**band) == name);
    found
        .map(|band| words::band(*band).to_owned())
        .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("'{name}' is no band")))
}
