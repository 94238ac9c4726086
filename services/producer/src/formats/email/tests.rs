//! Mails as they are sent, and their dirt.

use dateline_runtime::Reason;
use dateline_schemas::{PubStatus, WireItem};

use crate::formats::{
    Format, Parsed, parse, sniff,
    tests::fixtures::{check, desk},
};

fn parsed(mail: &[u8]) -> Parsed {
    parse(Format::Email, &desk(), mail)
}

fn item(mail: &str) -> WireItem {
    let parsed = parsed(mail.as_bytes());
    assert_eq!(parsed.rejected, [], "{mail}");
    parsed.items.into_iter().next().unwrap()
}

#[test]
fn fixtures_give_what_their_snapshots_say() {
    check(Format::Email, |_| desk());
}

#[test]
fn a_mail_is_known_by_two_fields_or_by_the_line_of_an_mbox() {
    let cases = [
        ("From: a@b\nSubject: x\n\nText", true),
        (
            "Return-Path: <a@b>\r\nReceived: from x\r\n\tby y\r\n\r\nText",
            true,
        ),
        ("\nMIME-Version: 1.0\nContent-Type: text/plain\n\n", true),
        ("From a@b Fri Mar 13 14:05:00 2026\nX: y\n", true),
        ("From here it is 14:05 to nowhere\n", false),
        ("From: a@b\n\nSubject: not in the header\n", false),
        ("From: a@b\nFrom: c@d\n\n", false),
        ("From the desk: news\nSubject: x\nDate: y\n", false),
        ("PARIJS (ANP) - De brug: open.", false),
    ];
    for (text, is_mail) in cases {
        assert_eq!(
            sniff(text.as_bytes()) == Some(Format::Email),
            is_mail,
            "{text}"
        );
    }
}

#[test]
fn a_subject_is_decoded_and_unfolded() {
    let cases = [
        ("Plain\n  and folded", "Plain and folded"),
        ("=?iso-8859-1?q?Caf=E9?=", "Café"),
        ("=?utf-8?B?Q2Fmw6k=?= open", "Café open"),
        ("=?utf-8?q?a?=\n =?utf-8?q?b?=", "ab"),
        ("Café in UTF-8", "Café in UTF-8"),
        ("=?utf-8?q?broken", "=?utf-8?q?broken"),
    ];
    for (written, expected) in cases {
        let mail = item(&format!("From: a@b\nSubject: {written}\n\nText"));
        assert_eq!(mail.headline.as_deref(), Some(expected), "{written}");
    }
}

#[test]
fn a_message_is_named_by_its_id() {
    let cases = [
        ("<a.1@b.example>", "mid:a.1@b.example"),
        ("<a/1%@b.example> (x)", "mid:a%2F1%25@b.example"),
        ("a.1@b.example", "mid:a.1@b.example"),
    ];
    for (id, uri) in cases {
        let mail = item(&format!("From: a@b\nMessage-ID: {id}\n\nText"));
        assert_eq!(mail.uri, uri, "{id}");
    }
}

#[test]
fn a_text_is_decoded_as_it_says_or_as_it_is() {
    let cases: &[(&str, &[u8], &str)] = &[
        (
            "Content-Type: text/plain; charset=iso-8859-1",
            b"Caf\xe9",
            "Café",
        ),
        (
            "Content-Type: text/plain; charset=us-ascii",
            "Café".as_bytes(),
            "Café",
        ),
        (
            "Content-Type: text/plain; charset=default",
            b"Caf\xe9",
            "Café",
        ),
        ("X-A: b", b"Caf\xe9", "Café"),
        (
            "Content-Transfer-Encoding: quoted-printable",
            b"Caf=C3=A9 =\nopen",
            "Café open",
        ),
        (
            "Content-Transfer-Encoding: quoted-printable",
            b"1 = 2",
            "1 = 2",
        ),
        (
            "Content-Transfer-Encoding: BASE64",
            b"Q2Fm\r\nw6k=\r\n",
            "Café",
        ),
        (
            "Content-Type: text/html; charset=utf-8",
            b"<p>Caf&eacute;<p>open",
            "Café\nopen",
        ),
        (
            "Content-Type: text/html",
            b"<meta charset=\"iso-8859-2\"><p>\xb1",
            "ą",
        ),
    ];
    for (field, body, expected) in cases {
        let mail = [b"From: a@b\nSubject: s\n", field.as_bytes(), b"\n\n", body].concat();
        let parsed = parsed(&mail);
        let body = parsed.items.first().and_then(|item| item.body.as_deref());
        assert_eq!(body, Some(*expected), "{field}: {parsed:?}");
    }
}

/// A mail of these parts of `multipart/{kind}`.
fn multipart(kind: &str, parts: &[&str]) -> String {
    let parts: String = parts.iter().map(|part| format!("--b\n{part}\n")).collect();
    format!("From: a@b\nSubject: s\nContent-Type: multipart/{kind}; boundary=b\n\n{parts}--b--\n")
}

#[test]
fn the_form_that_says_more_is_the_text() {
    let plain = "Content-Type: text/plain\n\nPlain";
    let page = "Content-Type: text/html\n\n<p>Page</p>";
    let long = "Content-Type: text/html\n\n<p>The whole of a long text that is told in full</p>";
    let cases: &[(&str, &[&str], &str)] = &[
        ("alternative", &[plain, page], "Plain"),
        ("alternative", &[page, plain], "Plain"),
        ("alternative", &["\n", page], "Page"),
        (
            "alternative",
            &[plain, long],
            "The whole of a long text that is told in full",
        ),
        ("mixed", &[plain, page], "Plain\nPage"),
        ("unheard-of", &[plain], "Plain"),
    ];
    for (kind, parts, expected) in cases {
        let mail = item(&multipart(kind, parts));
        assert_eq!(mail.body.as_deref(), Some(*expected), "{kind} {parts:?}");
    }
}

#[test]
fn a_name_of_a_file_is_decoded() {
    for (disposition, expected) in [
        ("attachment; filename=a.jpg", "a.jpg"),
        ("attachment; filename*=UTF-8''h%C3%A5.jpg", "hå.jpg"),
        (
            "attachment; filename*0=\"a\"; filename*1=\"b.jpg\"",
            "ab.jpg",
        ),
    ] {
        let part = format!("Content-Type: image/jpeg\nContent-Disposition: {disposition}\n\nx");
        let mail = item(&multipart("mixed", &[&part]));
        let picture = mail.associations.first().unwrap();
        assert_eq!(picture.title.as_deref(), Some(expected), "{disposition}");
    }
}

#[test]
fn news_of_another_format_keeps_the_sender_of_its_mail() {
    let feed = "<rss><channel><item><guid>urn:x:1</guid><title>T</title></item></channel></rss>";
    for head in [
        "Content-Type: text/plain",
        "Content-Type: text/xml",
        "Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=f.xml",
    ] {
        let mail = item(&multipart("mixed", &[&format!("{head}\n\n{feed}")]));
        assert_eq!(mail.uri, "urn:x:1", "{head}");
        assert_eq!(mail.extensions.get("from").unwrap(), "a@b", "{head}");
        assert_eq!(mail.provider, None, "{head}");
    }
}

#[test]
fn what_a_mail_supersedes_or_cancels_is_canceled_for_it() {
    for (field, signal) in [
        ("Supersedes: <old@b>", "replaced"),
        ("Replaces: <old@b>", "replaced"),
        ("Obsoletes: <old@b>", "replaced"),
        ("Control: cancel <old@b>", "kill"),
    ] {
        let mail = format!("From: a@b\nMessage-ID: <new@b>\n{field}\n\nText");
        let parsed = parsed(mail.as_bytes());
        let [new, old] = parsed.items.as_slice() else {
            panic!("{field}: {parsed:?}");
        };
        assert_eq!(
            (new.uri.as_str(), new.pub_status),
            ("mid:new@b", PubStatus::Usable)
        );
        assert_eq!(
            (old.uri.as_str(), old.pub_status),
            ("mid:old@b", PubStatus::Canceled)
        );
        assert_eq!(old.caused_by.as_deref(), Some("mid:new@b"));
        assert_eq!(old.signals.first().unwrap().signal, signal, "{field}");
    }
}

#[test]
fn a_subject_says_what_becomes_of_the_mail_that_is_answered() {
    let cases = [
        ("KILL: Mayor resigns", Some((PubStatus::Canceled, "kill"))),
        (
            "WITHHOLD: Mayor resigns",
            Some((PubStatus::Withheld, "withhold")),
        ),
        (
            "CORRECTED: Mayor stays",
            Some((PubStatus::Canceled, "replaced")),
        ),
        (
            "REFILE: Mayor stays",
            Some((PubStatus::Canceled, "replaced")),
        ),
        ("UPDATE: Mayor speaks", None),
        ("Re: KILL: Mayor resigns", None),
        ("Fwd: KILL: Mayor resigns", None),
        ("AW: KILL: Mayor resigns", None),
        ("Killing time", None),
    ];
    for (subject, expected) in cases {
        let mail = format!(
            "From: a@b\nMessage-ID: <new@b>\nIn-Reply-To: <old@b>\nSubject: {subject}\n\nText"
        );
        let parsed = parsed(mail.as_bytes());
        let old = parsed.items.get(1).map(|old| {
            assert_eq!(old.uri, "mid:old@b");
            let signal = old.signals.first().unwrap().signal.clone();
            (old.pub_status, signal)
        });
        let expected = expected.map(|(status, signal)| (status, signal.to_owned()));
        assert_eq!(old, expected, "{subject}");
    }
    let named = "From: a@b\nSubject: Please kill item ANP-0123\n\nText";
    let named = parsed(named.as_bytes());
    assert_eq!(named.items.len(), 2, "{named:?}");
    assert!(named.items[1].uri.ends_with(":ANP-0123"));
}

#[test]
fn an_embargo_stands_in_the_subject_or_at_the_head_of_the_text() {
    let at = Some("2026-03-15T10:00:00.000Z");
    let cases = [
        (
            "Prize",
            "EMBARGOED until 1000 GMT, March 15\n\nText",
            (at, false),
        ),
        (
            "Prize",
            "Press release\n\nEMBARGO: 15 March 2026, 10:00 GMT\nText",
            (at, false),
        ),
        (
            "EMBARGOED until 10:00 GMT, 15 March: Prize",
            "Text",
            (at, false),
        ),
        ("Prize", "Under embargo\n\nText", (None, true)),
        (
            "Prize",
            "Embargo: until the speech begins\n\nText",
            (None, true),
        ),
        ("Prize", "For immediate release\n\nText", (None, false)),
        (
            "Embargoed goods were found in the harbour",
            "Text",
            (None, false),
        ),
        (
            "Prize",
            "a\nb\nc\nd\ne\nf\nEMBARGOED until 1000 GMT, March 15",
            (None, false),
        ),
    ];
    for (subject, text, (until, is_closed)) in cases {
        let mail = format!(
            "From: a@b\nDate: Fri, 13 Mar 2026 10:01:00 +0000\nSubject: {subject}\n\n{text}\n"
        );
        let mail = item(&mail);
        let told = mail.embargoed_until.map(|until| until.to_string());
        assert_eq!(told.as_deref(), until, "{subject}: {text}");
        assert_eq!(mail.embargo_text.is_some(), is_closed, "{subject}: {text}");
    }
}

#[test]
fn what_cannot_be_read_is_rejected_for_its_reason() {
    let text = "Content-Type: text/plain; charset=utf-8\n\nCaf\u{e9} ".as_bytes();
    let broken = [b"From: a@b\nSubject: s\n".as_slice(), text, b"\xff"].concat();
    let cases: &[(&[u8], Reason)] = &[
        (&broken, Reason::InvalidEncoding),
        (
            b"From: a@b\nSubject: s\nContent-Type: multipart/encrypted; boundary=b\n\n--b\n",
            Reason::Unparsable,
        ),
        (
            b"From: a@b\nSubject: s\nContent-Type: multipart/report; boundary=b\n\n--b\n",
            Reason::NotNews,
        ),
    ];
    for (mail, reason) in cases {
        let parsed = parsed(mail);
        let [rejected] = parsed.rejected.as_slice() else {
            panic!("{parsed:?}");
        };
        assert_eq!(rejected.reason, *reason);
        assert_eq!(rejected.salvage.headline.as_deref(), Some("s"));
        assert_eq!(parsed.items, []);
    }
}
