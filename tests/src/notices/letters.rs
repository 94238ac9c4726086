//! The stories as e-mail.

use dateline_producer::formats::Format;
use dateline_schemas::Timestamp;

use super::{Ending, REPLACED, Story, numbered::printed};

/// A second mail about a first: the story's name, how the field begins that names the first, the two subjects, and how they end.
type Told = (
    &'static str,
    &'static str,
    [&'static str; 2],
    &'static [(usize, Ending)],
);

const IN_ANSWER: &str = "In-Reply-To: ";

const TOLD: &[Told] = &[
    (
        "corrected",
        IN_ANSWER,
        [
            "Bridge open after two days",
            "CORRECTED: Bridge open after three days",
        ],
        REPLACED,
    ),
    (
        "refiled",
        IN_ANSWER,
        ["Harbour wall mended", "REFILE: Harbour wall mended"],
        REPLACED,
    ),
    (
        "killed",
        IN_ANSWER,
        ["Mayor said to resign", "KILL: Mayor said to resign"],
        &[(0, Ending::Killed)],
    ),
    (
        "canceled",
        "Control: cancel ",
        ["Town hall burns", "cmsg cancel"],
        &[(0, Ending::Killed)],
    ),
    (
        "withheld",
        IN_ANSWER,
        ["Budget leaked", "WITHHOLD: Budget leaked"],
        &[(0, Ending::NotPublic)],
    ),
    (
        "replaced",
        "Supersedes: ",
        ["Ferry sinks", "Ferry runs aground"],
        REPLACED,
    ),
];

/// A mail; `fields` has a line end behind each.
fn mail(id: &str, minute: u32, fields: &str, subject: &str, text: &str) -> String {
    format!(
        "From: Desk <desk@wire.example>\r\nMessage-ID: <{id}@wire.example>\r\n\
         Date: Fri, 13 Mar 2026 10:0{minute}:00 +0000\r\n{fields}Subject: {subject}\r\n\r\n{text}\r\n"
    )
}

fn told((name, field, [first, second], ends): &Told) -> Story {
    let fields = format!("{field}<{name}-1@wire.example>\r\n");
    let wires = vec![
        mail(
            &format!("{name}-1"),
            1,
            "",
            first,
            &format!("{first}, it is said."),
        ),
        mail(
            &format!("{name}-2"),
            2,
            &fields,
            second,
            "Please take note.",
        ),
    ];
    Story::new(name, Format::Email, wires, ends)
}

pub(super) fn stories(embargoed_until: Timestamp) -> Vec<Story> {
    let text = format!(
        "EMBARGOED until {}\r\n\r\nIt won.",
        printed(embargoed_until)
    );
    let embargoed = mail("embargoed-1", 1, "", "Prize goes to the harbour", &text);
    let embargoed = Story::new(
        "embargoed",
        Format::Email,
        vec![embargoed],
        &[(0, Ending::Released)],
    );
    TOLD.iter().map(told).chain([embargoed]).collect()
}
