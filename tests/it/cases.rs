//! What users see, whole: one folder a case.

use crate::folder;

#[test]
fn what_users_see_is_what_was_reviewed() {
    folder::hold("cases");
}
