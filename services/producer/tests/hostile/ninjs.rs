//! News items as JSON that want to be large, deep or slow: what only the formats of news in JSON look into.

use dateline_producer::formats::{Format, Parsed};

use crate::{MEBIBYTE, read, repeated};

fn each(json: &str) -> [Parsed; 2] {
    [Format::Ninjs, Format::Dpa].map(|format| read(Some(format), json.as_bytes()))
}

fn item(name: &str, value: &str) -> String {
    format!("{{\"uri\":\"urn:x:1\",\"urn\":\"urn:x:1\",\"{name}\":{value}}}")
}

fn list(member: &str) -> String {
    format!("[{}{member}]", repeated(&format!("{member},")))
}

#[test]
fn a_wrapper_of_a_hundred_thousand_items_is_cut_off() {
    for parsed in each(&format!("{{\"items\":{}}}", list("{\"a\":1}"))) {
        assert_eq!(parsed.items, []);
    }
    each(&format!("{{\"items\":{}}}", list("{\"item\":{}}")));
}

#[test]
fn wrappers_in_wrappers_are_opened_a_few_times_only() {
    each(&repeated("{\"data\":"));
    each(&repeated("{\"items\":["));
}

#[test]
fn a_hundred_thousand_bodies_are_compared_once_each() {
    let bodies = list("{\"role\":\"main\",\"value\":\"a b c\"}");
    for parsed in each(&item("bodies", &bodies)) {
        assert_eq!(parsed.items.len(), 1);
    }
    let half = |part: &str| part.repeat(MEBIBYTE / 2 / part.len());
    let long = format!(
        "\"{}\",\"bodies\":[{}{{\"value\":\"a\"}}]",
        half("word "),
        half("{\"value\":\"a\"},")
    );
    each(&item("body_html", &long));
}

#[test]
fn lists_of_whatever_names_others_are_read_in_a_line() {
    for name in [
        "associations",
        "subjects",
        "infosources",
        "signals",
        "altids",
        "categories",
    ] {
        each(&item(
            name,
            &list("{\"name\":\"N\",\"role\":\"R\",\"value\":\"V\"}"),
        ));
    }
}

#[test]
fn a_hundred_thousand_items_that_are_replaced_are_bounded() {
    let ids: Vec<String> = (0..80_000).map(|i| format!("\"urn:y:{i}\"")).collect();
    for parsed in each(&item("replaces", &format!("[{}]", ids.join(",")))) {
        assert!(parsed.items.len() <= 1_001);
    }
}

#[test]
fn many_keys_of_their_own_are_kept_in_a_line() {
    let own: Vec<String> = (0..50_000)
        .map(|i| format!("\"k{i}\":1,\"k{i}\":2"))
        .collect();
    each(&format!(
        "{{\"uri\":\"urn:x:1\",\"urn\":\"urn:x:1\",{}}}",
        own.join(",")
    ));
    let own: Vec<String> = (0..80_000).map(|i| format!("\"k{i}\":1")).collect();
    each(&item(
        "associations",
        &format!("[{{\"uri\":\"x\",{}}}]", own.join(",")),
    ));
}

#[test]
fn markup_that_never_closes_is_looked_for_once() {
    for name in ["headline", "body_text", "article_html", "teaser"] {
        each(&item(name, &format!("\"{}\"", repeated("<b"))));
        each(&item(name, &format!("\"{}\"", repeated("&amp;"))));
    }
}

#[test]
fn a_file_of_broken_lines_is_read_line_by_line() {
    each(&repeated("{\"uri\":\"\\q\n}\n"));
    each(&repeated("{\"a\":\"}\n"));
    each(&repeated("\n\n{"));
}

#[test]
fn brackets_in_a_list_that_nothing_closes_are_one_piece() {
    each(&format!("[{}", repeated("{\"a\":[")));
    each(&format!("[{}", repeated("{\"a\" ")));
}
