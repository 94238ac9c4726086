//! Teletype: what the formats of the teleprinter's age share, IPTC 7901 and ANPA 1312: control characters and what
//! gateways make of them, lines that are paragraphs, datelines, dates in words, embargoes.

pub(super) mod control;
pub(super) mod dateline;
pub(super) mod embargo;
pub(super) mod loose;
pub(super) mod paragraphs;
pub(super) mod zone;

#[cfg(test)]
mod tests;
