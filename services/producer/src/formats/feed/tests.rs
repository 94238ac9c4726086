//! Feeds of every dialect, and their dirt.

use super::*;
use crate::formats::{
    Format,
    tests::fixtures::{check, desk},
};

#[test]
fn fixtures_give_what_their_snapshots_say() {
    check(Format::Feed, |_| desk());
}
