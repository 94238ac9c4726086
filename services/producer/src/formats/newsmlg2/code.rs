//! Codes: how properties name what they mean, by QCode, URI or literal.

use super::catalog::Catalog;
use crate::formats::xml::Element;

/// A code of a scheme, or what stands in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Code {
    /// Name of the scheme; `None` for a literal and for a URI whose scheme no catalog has.
    pub(super) scheme: Option<String>,
    /// The code within its scheme, unescaped.
    pub(super) code: String,
}

/// The end of a scheme's URI, behind which its codes begin.
const SCHEME_ENDS: [char; 4] = ['/', '#', '=', ':'];

impl Code {
    /// What the element's own attributes name: `qcode`, `uri` or `literal`.
    pub(super) fn of(element: Element<'_, '_>, catalog: &Catalog<'_>) -> Option<Self> {
        let qcode = || Some(Self::of_qcode(element.attribute("qcode")?, catalog));
        let uri = || Some(Self::of_uri(element.attribute("uri")?, catalog));
        let literal = || {
            Some(Self {
                scheme: None,
                code: element.attribute("literal")?.to_owned(),
            })
        };
        qcode().or_else(uri).or_else(literal)
    }

    /// What an attribute names, or its sibling that holds a URI: `rel` or `reluri`.
    pub(super) fn of_attribute(
        element: Element<'_, '_>,
        name: &str,
        catalog: &Catalog<'_>,
    ) -> Option<Self> {
        if let Some(qcode) = element.attribute(name) {
            return Some(Self::of_qcode(qcode, catalog));
        }
        let mut attributes = element.attributes();
        let (_, uri) = attributes.find(|(key, _)| key.strip_suffix("uri") == Some(name))?;
        Some(Self::of_uri(uri.trim(), catalog))
    }

    /// `alias:code`, where a code may have colons of its own and its blanks escaped.
    pub(super) fn of_qcode(qcode: &str, catalog: &Catalog<'_>) -> Self {
        if qcode.contains("://") {
            return Self::of_uri(qcode, catalog);
        }
        match qcode.split_once(':') {
            Some((alias, code)) if !alias.is_empty() && !code.is_empty() => Self {
                scheme: Some(catalog.scheme_of_alias(alias)),
                code: unescaped(code),
            },
            _ => Self {
                scheme: None,
                code: unescaped(qcode),
            },
        }
    }

    fn of_uri(uri: &str, catalog: &Catalog<'_>) -> Self {
        let bare = uri.trim_end_matches('/');
        let end = bare.rfind(SCHEME_ENDS).map_or(0, |at| at + 1);
        let (scheme, code) = bare.split_at(end);
        match catalog.scheme_of_uri(scheme) {
            Some(name) if !code.is_empty() => Self {
                scheme: Some(name),
                code: unescaped(code),
            },
            _ => Self {
                scheme: None,
                code: uri.to_owned(),
            },
        }
    }

    /// As a QCode with the scheme's name for its alias.
    pub(super) fn qcode(&self) -> String {
        match &self.scheme {
            Some(scheme) => format!("{scheme}:{}", self.code),
            None => self.code.clone(),
        }
    }
}

/// A code without the escapes that a URI would need; one that is none is left as it is.
fn unescaped(code: &str) -> String {
    if !code.contains('%') {
        return code.to_owned();
    }
    let mut bytes = Vec::with_capacity(code.len());
    let mut rest = code;
    while let Some((before, behind)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let digits = behind
            .get(..2)
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(b'%');
                rest = behind;
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    let text = String::from_utf8(bytes).unwrap_or_else(|_| code.to_owned());
    text.replace('\0', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::xml::Document;

    #[test]
    fn a_code_is_read_in_each_of_its_forms() {
        let cases = [
            (r#"qcode="medtop:04000000""#, Some("medtop"), "04000000"),
            (r#"qcode=" medtop:04000000 ""#, Some("medtop"), "04000000"),
            (r#"qcode="geo:a:b""#, Some("geo"), "a:b"),
            (r#"qcode="sym:EUR%20USD%2F""#, Some("sym"), "EUR USD/"),
            (r#"qcode="sym:100%""#, Some("sym"), "100%"),
            (r#"qcode="sym:%ff""#, Some("sym"), "%ff"),
            (r#"qcode="sym:%+f""#, Some("sym"), "%+f"),
            (r#"qcode="sym:%é1""#, Some("sym"), "%é1"),
            (r#"qcode="alone""#, None, "alone"),
            (r#"qcode=":x""#, None, ":x"),
            (
                r#"uri="http://cv.iptc.org/newscodes/mediatopic/20001071""#,
                Some("medtop"),
                "20001071",
            ),
            (
                r#"qcode="http://cv.iptc.org/newscodes/mediatopic/20001071""#,
                Some("medtop"),
                "20001071",
            ),
            (
                r#"uri="http://sws.geonames.org/2950159/""#,
                Some("geonames"),
                "2950159",
            ),
            (
                r#"uri="http://cv.iptc.org/newscodes/mediatopic/""#,
                None,
                "http://cv.iptc.org/newscodes/mediatopic/",
            ),
            (
                r#"uri="https://agency.example/staff/7""#,
                None,
                "https://agency.example/staff/7",
            ),
            (r#"literal="Acme Widget""#, None, "Acme Widget"),
        ];
        for (attribute, scheme, code) in cases {
            let xml = format!("<subject {attribute}/>");
            let document = Document::parse(&xml).unwrap();
            let element = document.roots().next().unwrap();
            let read = Code::of(element, &Catalog::default()).unwrap();
            assert_eq!(
                (read.scheme.as_deref(), read.code.as_str()),
                (scheme, code),
                "{attribute}"
            );
        }
    }

    #[test]
    fn an_attribute_may_be_a_qcode_or_a_uri() {
        for (attribute, expected) in [
            (r#"rendition="rnd:web""#, "rnd:web"),
            (
                r#"renditionuri="http://cv.iptc.org/newscodes/rendition/web""#,
                "rnd:web",
            ),
        ] {
            let xml = format!("<remoteContent {attribute}/>");
            let document = Document::parse(&xml).unwrap();
            let element = document.roots().next().unwrap();
            let read = Code::of_attribute(element, "rendition", &Catalog::default());
            assert_eq!(read.unwrap().qcode(), expected);
        }
    }
}
