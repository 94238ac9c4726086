//! XML that wants to be large, deep or slow, in every format that is XML.

use dateline_producer::formats::{Format, Parsed};

use crate::{MEBIBYTE, read, repeated};

const FORMATS: [(Format, &str); 4] = [
    (Format::Nitf, "nitf"),
    (Format::Newsml1, "NewsML"),
    (Format::Newsmlg2, "newsItem"),
    (Format::Feed, "rss"),
];

/// Reads `<root>inner</root>` in every format, behind a prolog.
fn each(prolog: &str, attributes: &str, inner: &str) -> Vec<Parsed> {
    let formats = FORMATS.iter();
    formats
        .map(|(format, root)| {
            let document = format!("{prolog}<{root}{attributes}>{inner}</{root}>");
            read(Some(*format), document.as_bytes())
        })
        .collect()
}

fn gives_nothing(parsed: &[Parsed]) {
    for parsed in parsed {
        assert_eq!(parsed.items, []);
        assert!(!parsed.rejected.is_empty());
    }
}

#[test]
fn a_billion_laughs_are_not_laughed() {
    let mut entities = "<!ENTITY l0 'ha'>".to_owned();
    for i in 1..30 {
        entities += &format!(
            "<!ENTITY l{i} '&l{0};&l{0};&l{0};&l{0};&l{0};&l{0};&l{0};&l{0};&l{0};&l{0};'>",
            i - 1
        );
    }
    gives_nothing(&each(
        &format!("<!DOCTYPE x [{entities}]>"),
        "",
        "<title>&l29;</title>",
    ));
}

#[test]
fn a_file_of_the_machine_is_not_read() {
    let prolog = "<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>";
    gives_nothing(&each(prolog, "", "<title>&f;</title>"));
}

#[test]
fn eighty_thousand_attributes_are_refused() {
    let attributes: String = (0..80_000).map(|i| format!(" a{i}=''")).collect();
    gives_nothing(&each("", &attributes, ""));
}

#[test]
fn elements_in_elements_are_refused() {
    gives_nothing(&each("", "", &"<p>".repeat(MEBIBYTE / 3)));
}

#[test]
fn a_million_empty_elements_are_read_or_refused() {
    each("", "", &repeated("<p/>"));
}

#[test]
fn a_text_of_entities_is_read_in_a_line() {
    each("", "", &format!("<title>{}</title>", repeated("&amp;")));
}

#[test]
fn a_comment_without_end_is_refused() {
    gives_nothing(&each("", "", &format!("<!-- {}", repeated("- "))));
}
