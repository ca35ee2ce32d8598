//! `explain`: one topic, or the list of them.

use crate::input::code::Code;
use crate::plan::Usage;
use crate::topics;

fn codes() -> Vec<topics::Code> {
    Code::ALL.iter().map(|code| (code.code(), code.title(), code.text())).collect()
}

/// The page of a topic; without one, the list of topics.
///
/// # Errors
/// When there is no such topic.
pub fn explain(topic: Option<&str>) -> Result<String, Usage> {
    let codes = codes();
    let Some(topic) = topic else {
        let mut page = String::from("cacltv explain TOPIC, where TOPIC is one of\n\n");
        for name in topics::names(&codes) {
            page.push_str("  ");
            page.push_str(name);
            page.push('\n');
        }
        return Ok(page);
    };
    topics::topic(topic, &codes).ok_or_else(|| Usage {
        message: format!("there is no topic '{topic}'"),
        help: Some(match topics::nearest(topic, &codes) {
            Some(near) => format!("did you mean: cacltv explain {near}"),
            None => "cacltv explain lists the topics".to_owned(),
        }),
    })
}
