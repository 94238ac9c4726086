//! The stories in the formats of the teleprinter's age, where each message has a number of its own and a notice names
//! another message by it.

use dateline_producer::formats::Format;
use dateline_schemas::Timestamp;

use super::{Ending, REPLACED, Story};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// An end of an embargo as these formats print it, to the minute: `14:05 GMT, March 12, 2026`.
pub(super) fn printed(until: Timestamp) -> String {
    // 2026-03-12T14:05:00.000Z
    let until = until.to_string();
    let part = |range: std::ops::Range<usize>| &until[range];
    let month: usize = part(5..7).parse().unwrap_or(1);
    let (hour, minute) = (part(11..13), part(14..16));
    let (year, day) = (part(0..4), part(8..10).trim_start_matches('0'));
    format!("{hour}:{minute} GMT, {} {day}, {year}", MONTHS[month - 1])
}

/// A message: its number, the later the higher; what its header says besides; its head and its text.
type Message = (u32, &'static str, &'static str, &'static str);

/// A story: its name, its messages, and how they end.
type Told = (&'static str, [Message; 2], &'static [(usize, Ending)]);

/// Messages of dpa: references stand in the header.
const IPTC7901: &[Told] = &[
    (
        "corrected",
        [
            (
                110,
                "",
                "Bridge open after two days",
                "Rathen (dpa) - It is open.",
            ),
            (
                210,
                " dpa0110",
                "(Corrects number of days)\nBridge open after three days",
                "Rathen (dpa) - It is open.",
            ),
        ],
        REPLACED,
    ),
    (
        "refiled",
        [
            (
                120,
                "",
                "Harbour wall mended",
                "Rathen (dpa) - It is mended.",
            ),
            (
                220,
                " dpa0120",
                "REFILE\nHarbour wall is mended",
                "Rathen (dpa) - It is mended.",
            ),
        ],
        REPLACED,
    ),
    (
        "killed",
        [
            (
                130,
                "",
                "Mayor said to resign",
                "Rathen (dpa) - She resigns.",
            ),
            (
                230,
                "",
                "KILL KILL KILL",
                "Please kill item dpa 130 \"Mayor said to resign\". She stays.",
            ),
        ],
        &[(0, Ending::Killed)],
    ),
    (
        "withheld",
        [
            (140, "", "Budget leaked", "Rathen (dpa) - It was leaked."),
            (
                240,
                "",
                "HOLD HOLD HOLD",
                "Please hold item dpa 140 \"Budget leaked\". There is some doubt.",
            ),
        ],
        &[(0, Ending::NotPublic)],
    ),
    (
        "replaced",
        [
            (160, "", "Ferry sinks", "Rathen (dpa) - It sinks."),
            (
                260,
                "",
                "Ferry runs aground",
                "Die Meldung ersetzt dpa 0160.\n\nRathen (dpa) - It does not sink.",
            ),
        ],
        REPLACED,
    ),
];

/// Messages of AP: the version stands in the header, and again in the keyword line.
const ANPA1312: &[Told] = &[
    (
        "corrected",
        [
            (
                110,
                "",
                "0012<\r\n^Bridge open after two days",
                "RATHEN (AP) _ It is open.",
            ),
            (
                210,
                "CORRECTIVE",
                "CORRECTIVE<\r\n^Bridge open after three days",
                "In a0110 the number of days was wrong.",
            ),
        ],
        REPLACED,
    ),
    (
        "killed",
        [
            (
                130,
                "",
                "0012<\r\n^Mayor said to resign",
                "RATHEN (AP) _ She resigns.",
            ),
            (
                230,
                "KILL",
                "BULLETIN KILL",
                "Kill a0130, BC-Rathen. She stays.",
            ),
        ],
        &[(0, Ending::Killed)],
    ),
    (
        "withheld",
        [
            (
                140,
                "",
                "0012<\r\n^Budget leaked",
                "RATHEN (AP) _ It was leaked.",
            ),
            (
                240,
                "WITHHOLD",
                "WITHHOLD",
                "Withhold a0140 while it is checked.",
            ),
        ],
        &[(0, Ending::NotPublic)],
    ),
    (
        "replaced",
        [
            (160, "", "0012<\r\n^Ferry sinks", "RATHEN (AP) _ It sinks."),
            (
                260,
                "1stLd-Writethru",
                "1st Ld-Writethru, a0160<\r\n^Ferry runs aground",
                "RATHEN (AP) _ It does not sink.",
            ),
        ],
        REPLACED,
    ),
];

fn minute(number: u32) -> u32 {
    1 + number / 200
}

fn iptc(number: u32, refers: &str, block: &str, text: &str) -> String {
    let minute = minute(number);
    format!(
        "\u{1}dpa{number:04} 4 pl 12  dpa {number:04} {refers}\nRathen/\n\u{2}{block} =\n\n{text}\n\
         \u{3}13100{minute} GMT Mar 26\n\u{4}\n"
    )
}

fn anpa(number: u32, version: &str, head: &str, text: &str) -> String {
    let minute = minute(number);
    format!(
        "\u{16}\u{16}\u{1}a{number:04}\u{1f}us---\r\nr i\u{13}\u{11}BC-Rathen{number} {version} 03-13 0012\r\n\
         \u{2}^BC-Rathen{number}, {head}<\r\n\t{text}<\r\n\u{3}AP-NY-03-13-26 100{minute}GMT<\r\n\u{4}"
    )
}

fn told(
    format: Format,
    table: &[Told],
    write: fn(u32, &str, &str, &str) -> String,
    embargoed: String,
) -> Vec<Story> {
    let stories = table.iter().map(|(name, messages, ends)| {
        let wires = messages.map(|(number, header, head, text)| write(number, header, head, text));
        Story::new(name, format, wires.to_vec(), ends)
    });
    let embargoed = Story::new(
        "embargoed",
        format,
        vec![embargoed],
        &[(0, Ending::Released)],
    );
    stories.chain([embargoed]).collect()
}

pub(super) fn iptc7901(embargoed_until: Timestamp) -> Vec<Story> {
    let until = printed(embargoed_until);
    let text = format!("EMBARGOED until {until}\n\nRathen (dpa) - It won.");
    let embargoed = iptc(150, "", "Prize goes to the harbour", &text);
    told(Format::Iptc7901, IPTC7901, iptc, embargoed)
}

pub(super) fn anpa1312(embargoed_until: Timestamp) -> Vec<Story> {
    let until = printed(embargoed_until);
    let head = format!("0012<\r\n^EMBARGOED until {until}<\r\n^Prize goes to the harbour");
    let embargoed = anpa(150, "", &head, "RATHEN (AP) _ It won.");
    told(Format::Anpa1312, ANPA1312, anpa, embargoed)
}
