//! What is wrong with a template that its engine would not tell: a figure compared with a number by `>`, which would
//! compare how they are written; and the name that may have been meant.

use strsim::osa_distance;

use crate::domain::metric::Metric;

/// A piece of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token<'a> {
    /// A name, behind a dot or not.
    Name(&'a str),
    /// A number or a quoted text.
    Literal(&'a str),
    /// What compares.
    Operator(&'a str),
    /// Anything else.
    Other(char),
}

/// The line of a comparison of a metric with a number or text, what is wrong with it, and what to write instead.
pub(super) fn compared(source: &str) -> Option<(usize, String, String)> {
    let mut rest = source;
    while let Some(at) = ["{{", "{%"].iter().filter_map(|open| rest.find(open)).min() {
        let inside = rest.get(at.saturating_add(2)..)?;
        let end = ["}}", "%}"].iter().filter_map(|close| inside.find(close)).min().unwrap_or(inside.len());
        let expression = inside.get(..end)?;
        if let Some((metric, operator, literal)) = comparison(&tokens(expression)) {
            let before = source.len().saturating_sub(rest.len()).saturating_add(at);
            let line = source.get(..before)?.matches('\n').count().saturating_add(1);
            let message = format!("'{metric} {operator} {literal}' would compare how the two are written");
            let test = match operator {
                ">" => "above",
                "<" => "below",
                ">=" => "at_least",
                _ => "at_most",
            };
            let number = literal.trim_matches(['"', '\'']);
            let help = match operator {
                "==" | "!=" => format!("{metric} is at_least({number}) and {metric} is at_most({number})"),
                _ => format!("{metric} is {test}({number})"),
            };
            return Some((line, message, help));
        }
        rest = inside.get(end..)?;
    }
    None
}

/// A metric, what compares it, and with what.
fn comparison<'a>(tokens: &[Token<'a>]) -> Option<(&'a str, &'a str, &'a str)> {
    let metric = |name: &str| Metric::ALL.iter().any(|metric| metric.name() == name.trim_matches(['"', '\'']));
    let mirrored = |operator: &'a str| match operator {
        ">" => "<",
        "<" => ">",
        ">=" => "<=",
        "<=" => ">=",
        other => other,
    };
    tokens.iter().enumerate().find_map(|(at, token)| {
        let Token::Operator(operator) = token else { return None };
        let left = tokens.get(..at)?.iter().rev().find(|token| !matches!(token, Token::Other(']')))?;
        match (left, tokens.get(at.saturating_add(1)..)?) {
            (Token::Name(name) | Token::Literal(name), [Token::Literal(number), ..]) if metric(name) => {
                Some((*name, *operator, *number))
            }
            (Token::Literal(number), [first, rest @ ..]) if !metric(number) => {
                // Of `row.cac` the last name counts.
                let mut last = first;
                let mut rest = rest.iter();
                while let (Some(Token::Other('.')), Some(next)) = (rest.next(), rest.next()) {
                    last = next;
                }
                match last {
                    Token::Name(name) if metric(name) => Some((*name, mirrored(operator), *number)),
                    Token::Name(_) | Token::Literal(_) | Token::Operator(_) | Token::Other(_) => None,
                }
            }
            _ => None,
        }
    })
}

fn tokens(expression: &str) -> Vec<Token<'_>> {
    let mut all = Vec::new();
    let mut rest = expression;
    let word = |c: char| c.is_alphanumeric() || c == '_';
    while let Some(first) = rest.chars().next() {
        let until = |text: &str, end: &dyn Fn(char) -> bool| text.find(|c: char| end(c)).unwrap_or(text.len());
        let length = match first {
            '"' | '\'' => {
                let inner = rest.get(1..).unwrap_or_default();
                inner.find(first).map_or(rest.len(), |end| end.saturating_add(2))
            }
            c if c.is_ascii_digit() => until(rest, &|c| !(word(c) || c == '.')),
            c if word(c) => until(rest, &|c| !word(c)),
            '<' | '>' | '=' | '!' => until(rest, &|c| !matches!(c, '<' | '>' | '=' | '!')),
            other => other.len_utf8(),
        };
        let (text, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        match first {
            c if c.is_whitespace() => {}
            '"' | '\'' => all.push(Token::Literal(text)),
            c if c.is_ascii_digit() => all.push(Token::Literal(text)),
            c if word(c) => all.push(Token::Name(text)),
            '<' | '>' | '=' | '!' if matches!(text, "<" | ">" | "<=" | ">=" | "==" | "!=") => {
                all.push(Token::Operator(text));
            }
            other => all.push(Token::Other(other)),
        }
        rest = behind;
    }
    all
}

/// The field that a name in an expression without a value may have meant.
pub(super) fn unknown<'a>(expression: &str, known: &'a [String]) -> Option<&'a str> {
    // Behind a filter stands nothing that the template asks for.
    let asked = expression.split('|').next().unwrap_or_default();
    tokens(asked).into_iter().find_map(|token| match token {
        Token::Name(name) if !known.iter().any(|one| one == name) => nearest(name, known),
        Token::Name(_) | Token::Literal(_) | Token::Operator(_) | Token::Other(_) => None,
    })
}

fn nearest<'a>(name: &str, known: &'a [String]) -> Option<&'a str> {
    let most = name.chars().count().div_ceil(3).min(3);
    let near = known.iter().map(|one| (osa_distance(name, one), one)).filter(|(far, _)| *far <= most);
    near.min().map(|(_, one)| one.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_beside_a_sign_of_comparison_is_found() {
        let found = |source: &str| compared(source).unwrap_or_default();
        let (line, message, help) = found("a\n{% if row.cac >= 60 %}x{% endif %}");
        assert_eq!((line, help.as_str()), (2, "cac is at_least(60)"));
        assert_eq!(message, "'cac >= 60' would compare how the two are written");
        assert_eq!(found("{{ 'high' if 3 > total.ltv_cac }}").2, "ltv_cac is below(3)");
        assert!(compared("{% if row['cac'] < \"60\" %}{% endif %}").is_some());
        for fine in [
            "{% if rows|length > 3 %}",
            "{% if loop.index <= 5 %}",
            "{% if row.cac > total.cac %}",
            "{% if row.channel == 'cac' %}",
            "{% if row.band == \"healthy\" %}",
            "cac > 60 stands in the text",
            "{{ row.cac is above(60) }}",
        ] {
            assert_eq!(compared(fine), None, "{fine}");
        }
    }

    #[test]
    fn the_nearest_field_is_named() {
        let known: Vec<String> = ["cac", "ltv", "total", "rows"].map(str::to_owned).to_vec();
        assert_eq!(unknown("total.cca|money", &known), Some("cac"));
        assert_eq!(unknown("totl.cac", &known), Some("total"));
        assert_eq!(unknown("row.cca", &known), Some("cac"));
        assert_eq!(unknown("something_else", &known), None);
    }
}
