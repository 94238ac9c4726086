//! Reads the little markup of the sets: elements that do not nest in themselves, character references, CDATA.

/// The insides of every element of this name, in order.
pub fn elements<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(position) = rest.find(&open) {
        let behind = &rest[position + open.len()..];
        rest = behind;
        if !behind.starts_with(['>', ' ', '\n']) {
            continue;
        }
        let (Some(head), Some(end)) = (behind.find('>'), behind.find(&close)) else {
            continue;
        };
        if head < end {
            found.push(&behind[head + 1..end]);
            rest = &behind[end + close.len()..];
        }
    }
    found
}

/// The inside of the first element of this name; empty where there is none.
pub fn element<'a>(text: &'a str, name: &str) -> &'a str {
    elements(text, name).first().copied().unwrap_or_default()
}

/// The value of an attribute of the first element of this name; empty where there is none.
pub fn attribute<'a>(text: &'a str, name: &str, attribute: &str) -> &'a str {
    let open = format!("<{name} ");
    let tag = text
        .split_once(&open)
        .and_then(|(_, rest)| rest.split_once('>'))
        .map_or("", |(tag, _)| tag);
    tag.split_once(&format!("{attribute}=\""))
        .and_then(|(_, rest)| rest.split_once('"'))
        .map_or("", |(value, _)| value)
}

/// The text that an element's inside stands for.
pub fn plain(inside: &str) -> String {
    let cdata = inside
        .trim_start()
        .strip_prefix("<![CDATA[")
        .and_then(|rest| rest.split_once("]]>"));
    if let Some((text, _)) = cdata {
        return text.to_owned();
    }
    let mut text = inside.to_owned();
    let named = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#3;", ""),
        ("&#2;", ""),
        ("&amp;", "&"),
    ];
    for (reference, character) in named {
        text = text.replace(reference, character);
    }
    text
}
