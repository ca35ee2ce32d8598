//! Files that answers are written to: each is named once.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use super::{Planned, Target, wrong};
use crate::domain::path;
use crate::render::Format;

/// Refuses a file that is named twice; what is written to a device goes on behind what was.
pub(super) fn once(places: &[(Format, Target)]) -> Planned<()> {
    let plain = |path: &Path| path.components().filter(|part| *part != Component::CurDir).collect::<PathBuf>();
    let mut named = HashSet::new();
    for (_, target) in places {
        let Target::File(path) = target else { continue };
        let device = ["/dev", "/proc"].iter().any(|folder| path.starts_with(folder));
        if !device && !named.insert(plain(path)) {
            let message = format!("--output: '{}' is named twice, and would hold the last of both", path::text(path));
            return Err(wrong(message, Some("name a file for each".to_owned())));
        }
    }
    Ok(())
}
