//! What the demo takes in, and in which order: the sample wires that the binary carries.

use std::time::Duration;

/// Until when the report under embargo is held, from the moment at which it is delivered.
pub const EMBARGO: Duration = Duration::from_secs(4);

/// Stands in a sample for the end of its embargo, which depends on when the demo runs.
pub const END_OF_EMBARGO: &str = "{{end of the embargo}}";

/// The configuration, with a place for each path that depends on the folder.
pub const CONFIGURATION: &str = include_str!("../../../demo/dateline.toml");

/// Folders of the sources, each named like its place in [`CONFIGURATION`], with the pattern of its files.
pub const SOURCES: [(&str, &str); 4] = [
    ("pages", "*.txt"),
    ("meridian", "*.jsonl"),
    ("atlas", "*.jsonl"),
    ("lemanique", "*.jsonl"),
];

/// A sample wire.
#[derive(Debug)]
pub struct Wire {
    /// Where it goes, below the folder of wires.
    pub path: &'static str,
    /// What it holds.
    pub bytes: &'static [u8],
    /// How long before now it was fetched.
    pub age: Duration,
}

/// What happens next.
#[derive(Debug)]
pub enum Event {
    /// These wires arrive.
    Arrive(&'static [Wire]),
    /// All that is held is released.
    Release,
}

/// A part of the demo: the next one begins when the pipeline is through with it.
#[derive(Debug)]
pub struct Step {
    /// What a person is told.
    pub title: &'static str,
    /// What happens.
    pub event: Event,
}

const TEN_MINUTES: Duration = Duration::from_secs(600);

macro_rules! wire {
    ($path:literal, $age:expr) => {
        Wire {
            path: $path,
            bytes: include_bytes!(concat!("../../../demo/", $path)),
            age: $age,
        }
    };
}

const fn step(title: &'static str, wires: &'static [Wire]) -> Step {
    Step {
        title,
        event: Event::Arrive(wires),
    }
}

/// The demo. Wires of one step are of one source where their order matters: sources run side by side.
pub const STEPS: [Step; 9] = [
    step(
        "pages in Dutch, English and German",
        &[
            wire!("pages/01-nl-buitenland.txt", TEN_MINUTES),
            wire!("pages/02-en-world.txt", TEN_MINUTES),
            wire!("pages/03-de-ausland.txt", TEN_MINUTES),
        ],
    ),
    step(
        "the Dutch page, ten minutes later",
        &[wire!(
            "pages/04-nl-buitenland-ten-minutes-later.txt",
            Duration::ZERO
        )],
    ),
    step(
        "a French report under a short embargo",
        &[wire!("lemanique/01-under-embargo.jsonl", Duration::ZERO)],
    ),
    step(
        "two reports by Meridian Press",
        &[wire!("meridian/01-first-versions.jsonl", Duration::ZERO)],
    ),
    step(
        "Atlas Wire reprints one, cut and whole",
        &[wire!("atlas/01-reprint.jsonl", Duration::ZERO)],
    ),
    step(
        "version 2 of the other, a correction",
        &[wire!("meridian/02-second-version.jsonl", Duration::ZERO)],
    ),
    step(
        "a kill of the one that was reprinted",
        &[wire!("meridian/03-kill.jsonl", Duration::ZERO)],
    ),
    step(
        "a page in Latin-1 and two bad lines",
        &[
            wire!("pages/05-fr-in-latin-1.txt", Duration::ZERO),
            wire!("meridian/04-with-two-bad-lines.jsonl", Duration::ZERO),
        ],
    ),
    Step {
        title: "the embargo ends",
        event: Event::Release,
    },
];
