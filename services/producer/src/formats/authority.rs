//! Authority: a source speaks for the providers that its configuration names, and for nobody else.

use std::ops::Range;

use dateline_runtime::Reason;
use dateline_schemas::WireItem;

use super::{DeliveryContext, Rejected, agency, identity, item};

/// What an item says on behalf of somebody that its source does not carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoAuthority {
    /// The item is of this provider.
    Provider(String),
    /// The item is, replaces or was caused by the item of this URI, which is somebody else's.
    Uri(String),
}

impl NoAuthority {
    pub(super) fn rejected(self, context: &DeliveryContext, span: Range<usize>) -> Rejected {
        let carried = context.providers.join(", ");
        let Range { start, end } = span;
        let what = match self {
            Self::Provider(provider) => format!("is of provider {provider:?}"),
            Self::Uri(uri) => format!("speaks of {uri:?}, another provider's item"),
        };
        let message = format!(
            "the item at bytes {start}..{end} {what}, and source {:?} carries only {carried}; \
             add the provider to the source's `providers` if it may speak for it",
            context.source
        );
        Rejected::new(Reason::NoAuthority, start..end, message)
    }
}

/// Brings the provider into its normalised form, and names it on an item that names none where the source carries exactly one.
pub(super) fn fill_provider(context: &DeliveryContext, wire_item: &mut WireItem) {
    if let Some(written) = &wire_item.provider
        && agency::provider_name(written) != written
    {
        let what = format!("from {written}");
        wire_item.provider = Some(agency::provider_name(written).to_owned());
        wire_item
            .provenance
            .push(item::note("provider", "normalised", &what));
    }
    if let (None, [only]) = (&wire_item.provider, context.providers.as_slice()) {
        wire_item.provider = Some(agency::provider_name(only).to_owned());
        let what = "the one provider that the source carries";
        wire_item
            .provenance
            .push(item::note("provider", "inferred", what));
    }
}

/// Whether the source may say what the item says.
pub(super) fn check(context: &DeliveryContext, item: &WireItem) -> Result<(), NoAuthority> {
    if context.providers.is_empty() {
        return Ok(());
    }
    if let Some(provider) = &item.provider
        && !carries(context, provider)
    {
        return Err(NoAuthority::Provider(provider.clone()));
    }
    let others = item.replaces.iter().chain(&item.caused_by);
    let foreign = std::iter::once(&item.uri)
        .chain(others)
        .find(|uri| !may_name(context, uri));
    foreign.map_or(Ok(()), |uri| Err(NoAuthority::Uri(uri.clone())))
}

fn carries(context: &DeliveryContext, provider: &str) -> bool {
    let name = agency::provider_name(provider);
    let mut carried = context.providers.iter();
    carried.any(|carried| agency::provider_name(carried) == name)
}

/// Only URIs of Dateline's own making say whose they are; of others the annotate stage knows the provider.
fn may_name(context: &DeliveryContext, uri: &str) -> bool {
    match identity::owner(uri) {
        identity::Owner::Unknown => true,
        identity::Owner::Namespace(namespace) => namespace == identity::part(&context.namespace),
        identity::Owner::Named(name) => {
            let mut carried = context
                .providers
                .iter()
                .map(|carried| agency::provider_name(carried));
            name == identity::part(&context.source)
                || carried.any(|carried| name == identity::part(carried))
        }
    }
}
