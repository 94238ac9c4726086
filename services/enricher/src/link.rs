//! The enricher's second stage: which story an item belongs to, and how it relates to which other item.

pub mod fingerprint;
mod hash;
mod story;
mod story_id;
pub mod window;
