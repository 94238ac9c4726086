//! Mails as they are sent, and their dirt.

use crate::formats::{
    Format,
    tests::fixtures::{check, desk},
};

#[test]
fn fixtures_give_what_their_snapshots_say() {
    check(Format::Email, |_| desk());
}
