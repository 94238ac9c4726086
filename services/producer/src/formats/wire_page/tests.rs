//! The grammar as a whole: the seed page, pages of our own, generated pages, hostile pages.

use std::{path::PathBuf, time::Instant};

use dateline_schemas::{PublishedBasis, PublishedPrecision};
use proptest::prelude::*;

use super::*;
use crate::formats::{Format, parse as parse_delivery};

mod accounting;
mod fixtures;
mod generated;
mod hostile;
mod labels;
mod prose;
mod rejecting;
mod seed;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

pub(super) fn fetched() -> dateline_schemas::Timestamp {
    "2026-03-13T15:30:00Z".parse().unwrap()
}

pub(super) fn context() -> DeliveryContext {
    DeliveryContext {
        source: "desk".to_owned(),
        namespace: "desk".to_owned(),
        delivery_id: "d1".to_owned(),
        received_at: fetched().plus_millis(1_000),
        fetched_at: Some(fetched()),
        ..DeliveryContext::default()
    }
}

pub(super) fn items(page: &str) -> Vec<WireItem> {
    parse_delivery(Format::WirePage, &context(), page.as_bytes()).items
}

pub(super) fn fixture_dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/wire_page")
}
