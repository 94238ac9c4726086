//! What of a page belongs to no item.

use std::ops::Range;

/// A run of segments that belong to no item.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::formats::wire_page) struct Stray {
    pub(in crate::formats::wire_page) range: Range<usize>,
    pub(in crate::formats::wire_page) line: usize,
    pub(in crate::formats::wire_page) kind: StrayKind,
}

/// Why a run belongs to no item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats::wire_page) enum StrayKind {
    /// Text without a dateline.
    Text,
    /// An age that no item above can have.
    Age,
    /// A dateline without a text.
    NoText,
}

impl Stray {
    /// A text in front of it goes with it.
    pub(super) fn take_in(&mut self, start: usize, line: usize) {
        if start < self.range.start {
            self.range.start = start;
            self.line = line;
        }
        self.kind = StrayKind::Text;
    }
}
