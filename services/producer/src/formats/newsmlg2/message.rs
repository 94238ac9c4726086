//! `newsMessage`: what its header says of the transmission, and so of every item in it.

use super::{catalog::Catalog, code::Code, draft::Draft};
use crate::formats::xml::Element;

/// Most of a header that its items keep, in bytes: each of them has a copy.
const MAX_HEADER_BYTES: usize = 1024;

/// What the header of a message says, by the names under which its items keep it.
#[derive(Debug, Default)]
pub(super) struct Message<'c> {
    pub(super) catalog: Catalog<'c>,
    header: Vec<(String, String)>,
    /// The header is longer than what is kept of it.
    is_cut: bool,
}

impl<'c> Message<'c> {
    pub(super) fn of(message: Element<'c, '_>) -> Self {
        let Some(header) = message.child("header") else {
            return Self::default();
        };
        let catalog = Catalog::within(header, None);
        let mut told = Vec::new();
        let mut left = MAX_HEADER_BYTES;
        let mut is_cut = false;
        for property in header.children() {
            let Some((key, value)) = tell(property, &catalog) else {
                continue;
            };
            match left.checked_sub(key.len() + value.len()) {
                Some(rest) => {
                    left = rest;
                    told.push((key, value));
                }
                None => is_cut = true,
            }
        }
        Self {
            catalog,
            header: told,
            is_cut,
        }
    }

    /// Keeps what the header says beside an item; it is no part of what the item is known by, so that a resend is none of
    /// its versions.
    pub(super) fn tell(&self, draft: &mut Draft<'_, '_, '_>) {
        for (key, value) in &self.header {
            draft.extend_by(key, value);
        }
        if self.is_cut {
            let what = format!("of the message's header only {MAX_HEADER_BYTES} bytes are kept");
            draft.note("extensions", "normalised", &what);
        }
    }
}

fn tell(property: Element<'_, '_>, catalog: &Catalog<'_>) -> Option<(String, String)> {
    if matches!(property.name(), "catalog" | "catalogRef") {
        return None;
    }
    let key = match Code::of_attribute(property, "role", catalog) {
        Some(role) => format!("header.{}.{}", property.name(), role.code),
        None => format!("header.{}", property.name()),
    };
    let code = || Some(Code::of(property, catalog)?.qcode());
    Some((key, property.text().or_else(code)?))
}
