//! `explain`: one topic, or the list of them.

use crate::input::code::Code;
use crate::input::platforms::{Kind, PLATFORMS};
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
        for name in topics::names(&codes).into_iter().chain(["platforms"]) {
            page.push_str("  ");
            page.push_str(name);
            page.push('\n');
        }
        return Ok(page);
    };
    if topic.trim().eq_ignore_ascii_case("platforms") {
        return Ok(platforms());
    }
    topics::topic(topic, &codes).ok_or_else(|| Usage {
        message: format!("there is no topic '{topic}'"),
        help: Some(match topics::nearest(topic, &codes) {
            Some(near) => format!("did you mean: cacltv explain {near}"),
            None => "cacltv explain lists the topics".to_owned(),
        }),
    })
}

/// The platforms whose exports are known.
fn platforms() -> String {
    let mut page = String::from("platforms: exports that are recognised by their header or title lines\n\n");
    for platform in PLATFORMS {
        let what = match platform.kind {
            Kind::Advertising => {
                "spend on advertising; blanks and dashes are 0, its total rows are left out".to_owned()
            }
            Kind::Deals => format!("customers: deals at the stage {}", platform.won.join(" or ")),
            Kind::Orders => format!("customers: buyers at their first order that is {}", platform.won.join(" or ")),
        };
        page.push_str(&format!("  {:<18}{what}\n", platform.name));
    }
    page.push_str(
        "\nConversions of a platform are not customers: they count only with --map new_customers=Conversions.\n",
    );
    page
}
