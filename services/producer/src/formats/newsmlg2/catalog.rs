//! Catalogs: what the alias of a QCode stands for, without asking the network.
//!
//! The catalog that stands in the item or its message counts first, then IPTC's standard one, whichever `catalogRef` an
//! item has. An alias that neither knows stays as it is written.

mod standard;

use std::collections::BTreeMap;

use crate::formats::xml::Element;

/// The aliases of an item, and those of the message around it.
#[derive(Debug, Default)]
pub(super) struct Catalog<'c> {
    outer: Option<&'c Catalog<'c>>,
    by_alias: BTreeMap<&'c str, &'c str>,
    by_uri: BTreeMap<&'c str, &'c str>,
}

impl<'c> Catalog<'c> {
    /// The catalogs that stand directly in an element.
    pub(super) fn within(element: Element<'c, '_>, outer: Option<&'c Catalog<'c>>) -> Self {
        let mut catalog = Self {
            outer,
            ..Self::default()
        };
        let schemes = element
            .all("catalog")
            .flat_map(|catalog| catalog.all("scheme"));
        for scheme in schemes {
            if let (Some(alias), Some(uri)) = (scheme.attribute("alias"), scheme.attribute("uri")) {
                catalog.by_alias.entry(alias).or_insert(uri);
                catalog.by_uri.entry(uri).or_insert(alias);
            }
        }
        catalog
    }

    /// The name of the scheme that an alias stands for: that of the standard catalog where it is one of its schemes,
    /// else the alias itself.
    pub(super) fn scheme_of_alias(&self, alias: &str) -> String {
        match self.inline_uri(alias) {
            Some(uri) => match standard::alias(uri) {
                Some(name) => name.to_owned(),
                // A provider's own scheme does not pass for the standard one whose alias it took.
                None if standard::uri(alias).is_some() => uri.to_owned(),
                None => alias.to_owned(),
            },
            None => alias.to_owned(),
        }
    }

    /// The name of the scheme of a URI; `None` where no catalog has it.
    pub(super) fn scheme_of_uri(&self, uri: &str) -> Option<String> {
        let standard = standard::alias(uri).map(str::to_owned);
        standard.or_else(|| self.inline_alias(uri).map(str::to_owned))
    }

    fn inline_uri(&self, alias: &str) -> Option<&'c str> {
        let own = self.by_alias.get(alias).copied();
        own.or_else(|| self.outer?.inline_uri(alias))
    }

    fn inline_alias(&self, uri: &str) -> Option<&'c str> {
        let own = self.by_uri.get(uri).copied();
        own.or_else(|| self.outer?.inline_alias(uri))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::xml::Document;

    #[test]
    fn an_alias_stands_for_what_the_nearest_catalog_says() {
        let xml = r#"<header><catalog>
            <scheme alias="topic" uri="http://cv.iptc.org/newscodes/mediatopic/"/>
            <scheme alias="desk" uri="https://agency.example/desk/"/>
            <scheme alias="desk" uri="https://agency.example/second/"/>
            <scheme alias="genre" uri="https://agency.example/genre/"/>
        </catalog></header>"#;
        let document = Document::parse(xml).unwrap();
        let outer = Catalog::within(document.roots().next().unwrap(), None);
        let own = "<newsItem><catalog><scheme alias='desk' uri='http://cv.iptc.org/newscodes/scene/'/></catalog></newsItem>";
        let own = Document::parse(own).unwrap();
        let inner = Catalog::within(own.roots().next().unwrap(), Some(&outer));
        for (alias, expected) in [
            ("medtop", "medtop"),
            ("topic", "medtop"),
            ("desk", "scn"),
            ("genre", "https://agency.example/genre/"),
            ("unheard-of", "unheard-of"),
        ] {
            assert_eq!(inner.scheme_of_alias(alias), expected, "{alias}");
        }
        assert_eq!(outer.scheme_of_alias("desk"), "desk");
        for (uri, expected) in [
            ("http://cv.iptc.org/newscodes/mediatopic/", Some("medtop")),
            ("https://cv.iptc.org/newscodes/mediatopic/", Some("medtop")),
            ("http://cvx.iptc.org/iso3166-1a2/", Some("iso3166-1a2")),
            ("https://sws.geonames.org/", Some("geonameshttps")),
            ("https://agency.example/genre/", Some("genre")),
            ("https://agency.example/other/", None),
        ] {
            assert_eq!(inner.scheme_of_uri(uri).as_deref(), expected, "{uri}");
        }
    }

    #[test]
    fn the_standard_catalog_knows_its_aliases_both_ways() {
        for (alias, uri) in [
            ("stat", "http://cv.iptc.org/newscodes/pubstatusg2/"),
            ("nprov", "http://cv.iptc.org/newscodes/newsprovider/"),
            ("ninat", "http://cv.iptc.org/newscodes/ninature/"),
            ("drol", "http://cv.iptc.org/newscodes/descriptionrole/"),
            ("irel", "http://cv.iptc.org/newscodes/itemrelation/"),
            ("sig", "http://cv.iptc.org/newscodes/signal/"),
            ("iso3166-1a3", "http://cvx.iptc.org/iso3166-1a3/"),
            ("wikidata", "http://www.wikidata.org/entity/"),
        ] {
            assert_eq!(standard::uri(alias).as_deref(), Some(uri), "{alias}");
            assert_eq!(standard::alias(uri), Some(alias), "{uri}");
        }
    }
}
