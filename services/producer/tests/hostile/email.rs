//! Mails that want to be large, deep or slow.

use dateline_producer::formats::{Format, Parsed};

use crate::{MEBIBYTE, read, repeated};

const HEAD: &str = "From: a@b.example\nMessage-ID: <1@b.example>\nSubject: s\n";

fn mail(rest: &str) -> Parsed {
    read(Some(Format::Email), format!("{HEAD}{rest}").as_bytes())
}

fn is_refused(parsed: &Parsed) {
    assert_eq!(parsed.items.len(), 0);
    assert!(!parsed.rejected.is_empty());
}

#[test]
fn a_hundred_thousand_parts_are_refused() {
    is_refused(&mail(&format!(
        "Content-Type: multipart/mixed; boundary=b\n\n{}",
        repeated("--b\n\nx\n")
    )));
}

#[test]
fn parts_in_parts_are_refused() {
    let nested: String = (0..20_000)
        .map(|i| format!("Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n"))
        .collect();
    is_refused(&mail(&nested));
}

#[test]
fn messages_in_messages_are_refused() {
    is_refused(&mail(&repeated("Content-Type: message/rfc822\n\n")));
}

#[test]
fn one_boundary_for_all_levels_is_refused_or_read() {
    mail(&repeated(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n",
    ));
}

#[test]
fn a_boundary_that_is_everywhere_and_nowhere_is_found_in_a_line() {
    mail(&format!(
        "Content-Type: multipart/mixed; boundary=-\n\n{}",
        repeated("-")
    ));
}

#[test]
fn a_header_without_end_is_refused() {
    is_refused(&mail(&repeated("X-A: b\n")));
    is_refused(&mail(&format!("X-A: {}\n\nx", repeated("b"))));
    is_refused(&mail(&format!("X-A: b\n{}\n\nx", repeated(" b\n"))));
}

#[test]
fn words_that_are_encoded_or_seem_so_are_decoded_in_a_line() {
    for word in [
        "=?",
        "=?utf-8?q?",
        "=?utf-8?q?a?= ",
        "=?utf-8?b?YQ==?=",
        "<",
        "(",
        "\"",
        ";a=",
        ";a*0*=",
        "a\n ",
    ] {
        let field = word.repeat(200_000 / word.len());
        for name in [
            "Subject",
            "From",
            "Content-Type",
            "Content-Disposition",
            "Supersedes",
        ] {
            mail(&format!("{name}: text/plain{field}\n\nx"));
        }
    }
}

#[test]
fn a_part_in_base64_is_no_larger_than_it_was() {
    let parsed = mail(&format!(
        "Content-Transfer-Encoding: base64\nContent-Type: text/plain\n\n{}",
        repeated("QUFB\n")
    ));
    assert_eq!(parsed.items.len(), 1);
    mail(&format!(
        "Content-Transfer-Encoding: base64\n\n{}",
        repeated("=!")
    ));
    mail(&format!(
        "Content-Transfer-Encoding: quoted-printable\n\n{}",
        repeated("=\n=4")
    ));
}

#[test]
fn a_hundred_thousand_messages_of_an_mbox_are_read_in_a_line() {
    let line = "From a@b Fri Mar 13 14:05:00 2026\n\n";
    read(Some(Format::Email), repeated(line).as_bytes());
}

#[test]
fn a_text_of_quotes_flows_in_a_line() {
    for line in ["> > x \n", ">\n", " \n", "x \n"] {
        mail(&format!(
            "Content-Type: text/plain; format=flowed\n\n{}",
            repeated(line)
        ));
    }
}

#[test]
fn a_page_of_markup_is_flattened_in_a_line() {
    mail(&format!(
        "Content-Type: text/html\n\n{}",
        repeated("<div><p hidden>")
    ));
}

#[test]
fn a_bomb_of_feeds_in_a_mail_is_as_large_as_it_is() {
    let entries = "<item><guid>1</guid></item>".repeat(10_000);
    let subject = "s".repeat(100_000);
    let parsed = read(
        Some(Format::Email),
        format!(
            "From: a@b.example\nSubject: {subject}\nContent-Type: text/xml\n\n<rss><channel>{entries}</channel></rss>"
        )
        .as_bytes(),
    );
    assert_eq!(parsed.items.len(), 10_000);
    assert!(subject.len() * parsed.items.len() > 100 * MEBIBYTE);
}
