//! The stories in formats in which an item has versions.

use dateline_producer::formats::Format;
use dateline_schemas::Timestamp;

use super::{Ending, REPLACED, Story, markup, objects};

/// What a wire says.
pub(super) struct Said<'a> {
    pub(super) id: &'a str,
    pub(super) version: i64,
    pub(super) headline: &'a str,
    /// `usable`, `withheld` or `canceled`.
    pub(super) status: &'a str,
    /// `correction` or `refile`.
    pub(super) signal: Option<&'a str>,
    pub(super) embargoed_until: Option<&'a str>,
    pub(super) replaces: Option<&'a str>,
}

impl<'a> Said<'a> {
    fn new(id: &'a str, version: i64, headline: &'a str) -> Self {
        Self {
            id,
            version,
            headline,
            status: "usable",
            signal: None,
            embargoed_until: None,
            replaces: None,
        }
    }

    /// When a version was made: each a minute after the one before.
    pub(super) fn created(&self) -> String {
        format!("2026-03-13T10:0{}:00Z", self.version)
    }
}

/// All that the format has words for.
pub(super) fn stories(format: Format, embargoed_until: Timestamp) -> Vec<Story> {
    let corrected = [
        "Bridge open after two days",
        "CORRECTED: Bridge open after three days",
    ];
    let refiled = ["Harbour wall mended", "REFILE: Harbour wall mended"];
    let mut stories = vec![
        again(format, "corrected", corrected, "correction"),
        again(format, "refiled", refiled, "refile"),
        stopped(format, "killed", "canceled", Ending::Killed),
    ];
    if format == Format::Feed {
        return stories;
    }
    stories.push(stopped(format, "withheld", "withheld", Ending::NotPublic));
    stories.push(embargoed(format, embargoed_until));
    if !matches!(format, Format::Jsonl | Format::Dpa) {
        stories.push(replaced(format));
    }
    stories
}

fn id(format: Format, story: &str) -> String {
    format!("urn:newsml:test.example:20260313:{}-{story}", format.name())
}

fn story(name: &'static str, format: Format, says: &[Said<'_>], ends: &[(usize, Ending)]) -> Story {
    let wires = says.iter().map(|said| written(format, said)).collect();
    Story::new(name, format, wires, ends)
}

/// A second version that says what it is.
fn again(format: Format, name: &'static str, headlines: [&str; 2], signal: &str) -> Story {
    let id = id(format, name);
    let [first, second] = headlines;
    let second = Said {
        signal: Some(signal),
        ..Said::new(&id, 2, second)
    };
    let says = [Said::new(&id, 1, first), second];
    story(name, format, &says, &[(1, Ending::Newest)])
}

/// A second version that is not to be used.
fn stopped(format: Format, name: &'static str, status: &str, ending: Ending) -> Story {
    let id = id(format, name);
    let headline = "Mayor said to resign";
    let second = Said {
        status,
        ..Said::new(&id, 2, headline)
    };
    let says = [Said::new(&id, 1, headline), second];
    story(name, format, &says, &[(0, ending)])
}

fn embargoed(format: Format, embargoed_until: Timestamp) -> Story {
    let id = id(format, "embargoed");
    let until = embargoed_until.to_string();
    let said = Said {
        embargoed_until: Some(&until),
        ..Said::new(&id, 1, "Prize goes to the harbour")
    };
    story("embargoed", format, &[said], &[(0, Ending::Released)])
}

fn replaced(format: Format) -> Story {
    let (old, new) = (id(format, "replaced"), id(format, "replacing"));
    let second = Said {
        replaces: Some(&old),
        ..Said::new(&new, 1, "Ferry runs aground off the coast")
    };
    let says = [Said::new(&old, 1, "Ferry sinks off the coast"), second];
    story("replaced", format, &says, REPLACED)
}

fn written(format: Format, said: &Said<'_>) -> String {
    match format {
        Format::Jsonl => objects::jsonl(said),
        Format::Ninjs => objects::ninjs(said),
        Format::Dpa => objects::dpa(said),
        Format::Newsmlg2 => markup::newsmlg2(said),
        Format::Newsml1 => markup::newsml1(said),
        Format::Nitf => markup::nitf(said),
        _ => markup::atom(said),
    }
}
