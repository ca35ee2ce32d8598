//! Near names, for "did you mean".

use super::aliases::folded;
use super::header::Field;
use super::scale;

/// Texts beyond this many bytes are no slip of a name.
const LONGEST: usize = 80;

/// The nearest of `names` to what was typed, when it is near enough to be a slip.
#[must_use]
pub fn nearest<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = folded(typed);
    if plain.len() > LONGEST {
        return None;
    }
    let typed = plain.chars().count();
    names
        .into_iter()
        .filter(|name| name.len() <= LONGEST.saturating_mul(2))
        .filter_map(|name| {
            let (own, most) = (folded(name), (name.chars().count() / 3).clamp(1, 3));
            // A slip does not make a name much longer or shorter, and among very many names the distance takes long.
            let near = own.chars().count().abs_diff(typed) <= most;
            let distance = near.then(|| strsim::damerau_levenshtein(&plain, &own))?;
            (distance <= most).then_some((distance, name))
        })
        .min_by_key(|(distance, name)| (*distance, *name))
        .map(|(_, name)| name)
}

/// The field whose name a header resembles.
pub(crate) fn field(header: &str) -> Option<Field> {
    if header.len() > LONGEST || scale::of_header(header).is_some() {
        return None;
    }
    let plain = folded(header);
    if super::aliases::field(&plain).is_some() || super::aliases::category(&plain).is_some() {
        return None;
    }
    let length = plain.chars().count();
    super::aliases::names()
        .filter(|(name, _)| name.len() > 3)
        .filter_map(|(name, field)| {
            let own = name.chars().count();
            let most = (own / 4).clamp(1, 2);
            if plain.starts_with(name) {
                return Some((1, name, field));
            }
            let near = own.abs_diff(length) <= most;
            let distance = near.then(|| strsim::damerau_levenshtein(&plain, name))?;
            (distance <= most).then_some((distance, name, field))
        })
        .min_by_key(|(distance, name, _)| (*distance, *name))
        .map(|(_, _, field)| field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_whole_amount_is_not_taken_for_one() {
        let scaled = [
            "Spend (kSEK)",
            "Kostnad (tkr)",
            "Cost (thousands)",
            "Cost (cents)",
            "Cost per acquisition",
            "Cost %",
            "Spend k€",
            "amount (öre)",
            "Nya kunder (ack.)",
        ];
        assert!(scaled.iter().all(|header| scale::of_header(header).is_some() && field(header).is_none()));
        for header in ["Spend (SEK)", "Kostnader", "Marketing", "Perssons kostnad"] {
            assert_eq!(scale::of_header(header), None, "{header}");
        }
        assert_eq!(field("Spendd"), Some(Field::Amount));
    }
}
