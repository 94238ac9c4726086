//! NewsML 1: how items are read.

use crate::formats::{
    Format,
    tests::fixtures::{check, desk},
};

#[test]
fn fixtures_read_as_they_are_meant() {
    check(Format::Newsml1, |_| desk());
}
