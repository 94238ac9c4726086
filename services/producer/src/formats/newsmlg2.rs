//! NewsML-G2.

use super::{DeliveryContext, Parsed};

/// Whether the bytes look like it.
pub(super) fn recognises(_bytes: &[u8]) -> bool {
    false
}

/// The items of the delivery.
pub(super) fn parse(_context: &DeliveryContext, _bytes: &[u8]) -> Parsed {
    Parsed::default()
}
