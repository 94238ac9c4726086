//! Formats: pure functions from the bytes of a delivery to its items, one file each behind one enum.
//!
//! Nothing here reads a clock, a file or the network. Whatever the bytes are, every part of them ends in an item, in a
//! rejected segment with its reason, or in page furniture that the format knows (an age line, a section heading).

use std::{
    fmt,
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    str::FromStr,
};

use dateline_runtime::{Reason, failpoint};
use dateline_schemas::{Timestamp, WireItem};

pub mod agency;
mod anpa1312;
pub mod authority;
mod blanks;
mod dates;
mod decoded;
mod dpa;
mod email;
mod feed;
mod flow;
mod html;
pub mod identity;
#[cfg(any(test, feature = "fuzzing"))]
pub mod invariants;
mod iptc7901;
mod item;
mod json;
mod jsonl;
mod media_type;
mod newsml1;
mod newsmlg2;
mod ninjs;
mod nitf;
mod notice;
mod signals;
mod teletype;
pub mod wire_page;
mod xml;

pub use decoded::{Charset, UnknownCharset};

/// Largest delivery that is parsed, in bytes; a larger one is rejected whole.
pub const MAX_DELIVERY_BYTES: usize = 16 * 1024 * 1024;

/// Most items and rejected segments that one delivery may have together; what stands behind them is rejected as one segment.
pub const MAX_SEGMENTS: usize = 100_000;

/// A format that deliveries come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// A page of wire texts: a lead and briefs, each with place and credits at its head.
    WirePage,
    /// JSON Lines of our own `WireItem`.
    Jsonl,
    /// dpa digitalwires: JSON.
    Dpa,
    /// IPTC 7901: text with control characters, of the teleprinter's age.
    Iptc7901,
    /// ANPA 1312: the same of North America.
    Anpa1312,
    /// NITF 3: XML of one article.
    Nitf,
    /// NewsML 1: XML of one or several items.
    Newsml1,
    /// NewsML-G2: XML of items, packages and messages.
    Newsmlg2,
    /// ninjs of all three generations: JSON.
    Ninjs,
    /// RSS, Atom and JSON Feed.
    Feed,
    /// A message of e-mail (RFC 5322), with what is attached to it.
    Email,
}

/// What a parser is told about a delivery: where it came from, and what its source is configured to be.
#[derive(Debug, Clone, Default)]
pub struct DeliveryContext {
    /// Name of the configured source.
    pub source: String,
    /// Namespace of the URIs of items without an id; sources that share one see the same text as the same item.
    pub namespace: String,
    /// Providers that the source carries, as configured. None named: the source is not restricted.
    pub providers: Vec<String>,
    /// Identity of the delivery.
    pub delivery_id: String,
    /// When Dateline got the delivery.
    pub received_at: Timestamp,
    /// When the bytes were fetched from the provider, base of relative ages; null where nobody knows.
    pub fetched_at: Option<Timestamp>,
    /// Character set as declared by the source's configuration or the transport; UTF-8 when null.
    pub charset: Option<String>,
    /// Media type of the delivery as declared by the transport.
    pub media_type: Option<String>,
    /// Zone of times that say none; null: such times are not known.
    pub zone: Option<jiff::tz::TimeZone>,
    /// Usage terms of items that state none, as configured.
    pub rights: Option<String>,
    /// Whether the language that items declare is believed.
    pub declared_language: DeclaredLanguage,
    /// Language of all items, as declared by the source's configuration (BCP 47).
    pub language_declared: Option<String>,
}

/// Whether the language that a provider declares is believed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DeclaredLanguage {
    /// It is: items carry it, and the enricher compares it with what it finds.
    #[default]
    Trusted,
    /// It is not: items carry none, and a note says what was declared.
    Distrusted,
}

/// What became of a delivery: its items in their order, and the parts that are none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parsed {
    /// The items, in the order of the delivery.
    pub items: Vec<WireItem>,
    /// The parts that could not be taken, in the order of the delivery.
    pub rejected: Vec<Rejected>,
}

/// A part of a delivery that is no item, for the dead letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Why, as a metric label.
    pub reason: Reason,
    /// What is wrong, where, why, and what to do about it.
    pub message: String,
    /// Which bytes of the delivery.
    pub span: Range<usize>,
    /// What could be read in spite of it.
    pub salvage: Salvage,
}

/// What could be read of an item that was rejected: enough to find it and to know what is missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Salvage {
    /// Its id as delivered.
    pub id: Option<String>,
    /// Its headline.
    pub headline: Option<String>,
}

/// A format name that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown format {0:?}: the formats are {names}", names = Format::names())]
pub struct UnknownFormat(pub String);

impl Format {
    /// All formats, in the order in which `sniff` tries them: the more specific first.
    pub const ALL: [Self; 11] = [
        Self::Newsmlg2,
        Self::Newsml1,
        Self::Nitf,
        Self::Feed,
        Self::Dpa,
        Self::Ninjs,
        Self::Jsonl,
        Self::Iptc7901,
        Self::Anpa1312,
        Self::Email,
        Self::WirePage,
    ];

    /// Name in configuration and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WirePage => "wire-page",
            Self::Jsonl => "jsonl",
            Self::Dpa => "dpa",
            Self::Iptc7901 => "iptc7901",
            Self::Anpa1312 => "anpa1312",
            Self::Nitf => "nitf",
            Self::Newsml1 => "newsml1",
            Self::Newsmlg2 => "newsmlg2",
            Self::Ninjs => "ninjs",
            Self::Feed => "feed",
            Self::Email => "email",
        }
    }

    fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }

    /// Each format bounds by itself how much of the bytes it looks at.
    fn recognises(self, bytes: &[u8]) -> bool {
        match self {
            Self::WirePage => wire_page::recognises(bytes),
            Self::Jsonl => jsonl::recognises(bytes),
            Self::Dpa => dpa::recognises(bytes),
            Self::Iptc7901 => iptc7901::recognises(bytes),
            Self::Anpa1312 => anpa1312::recognises(bytes),
            Self::Nitf => nitf::recognises(bytes),
            Self::Newsml1 => newsml1::recognises(bytes),
            Self::Newsmlg2 => newsmlg2::recognises(bytes),
            Self::Ninjs => ninjs::recognises(bytes),
            Self::Feed => feed::recognises(bytes),
            Self::Email => email::recognises(bytes),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|format| format.name() == name);
        found.ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

impl Rejected {
    fn new(reason: Reason, span: Range<usize>, message: String) -> Self {
        Self {
            reason,
            message,
            span,
            salvage: Salvage::default(),
        }
    }

    /// With what could be read in spite of it.
    fn with_salvage(mut self, salvage: Salvage) -> Self {
        self.salvage = salvage;
        self
    }
}

impl Parsed {
    /// Nothing but one rejected part.
    fn rejected(rejected: Rejected) -> Self {
        Self {
            items: Vec::new(),
            rejected: vec![rejected],
        }
    }

    /// Whether the delivery has as many segments as it may have.
    fn is_full(&self) -> bool {
        self.items.len() + self.rejected.len() >= MAX_SEGMENTS
    }

    /// Closes a full delivery: all that stands from `start` on is one rejected segment.
    fn reject_rest(&mut self, start: usize, end: usize) {
        let message = format!(
            "bytes {start}..{end} of the delivery were not read: it has more than {MAX_SEGMENTS} items and rejected segments; \
             split it at its source"
        );
        self.rejected
            .push(Rejected::new(Reason::Oversize, start..end, message));
    }
}

/// The format of these bytes as their content shows it; `None` when no format knows them.
pub fn sniff(bytes: &[u8]) -> Option<Format> {
    let recoded = decoded::in_utf_8(bytes);
    let bytes = decoded::without_mark(&recoded);
    Format::ALL
        .into_iter()
        .find(|format| format.recognises(bytes))
}

/// The same, in the format that its content shows unless it is known; where its content shows none, in the one that its
/// transport says.
pub fn parse_any(format: Option<Format>, context: &DeliveryContext, bytes: &[u8]) -> Parsed {
    // An empty or oversize delivery is that, and not of an unknown format.
    if let Some(rejected) = refuse_unread(bytes) {
        return Parsed::rejected(rejected);
    }
    let said = || media_type::format_of(context.media_type.as_deref()?);
    match format.or_else(|| sniff(bytes)).or_else(said) {
        Some(format) => parse(format, context, bytes),
        None => Parsed::rejected(unrecognised(bytes)),
    }
}

fn unrecognised(bytes: &[u8]) -> Rejected {
    let size = bytes.len();
    let message = format!(
        "none of the formats ({}) knows these {size} bytes by their content; if it is one of them, name it",
        Format::names()
    );
    Rejected::new(Reason::UnknownFormat, 0..size, message)
}

/// The items of a delivery and what of it had to be rejected. Never panics: a panic of a parser is a rejected delivery.
pub fn parse(format: Format, context: &DeliveryContext, bytes: &[u8]) -> Parsed {
    if let Some(rejected) = refuse_unread(bytes) {
        return Parsed::rejected(rejected);
    }
    contain(format, bytes.len(), || {
        failpoint::panic_where_marked(bytes);
        match format {
            Format::WirePage => wire_page::parse(context, bytes),
            Format::Jsonl => jsonl::parse(context, bytes),
            Format::Dpa => dpa::parse(context, bytes),
            Format::Iptc7901 => iptc7901::parse(context, bytes),
            Format::Anpa1312 => anpa1312::parse(context, bytes),
            Format::Nitf => nitf::parse(context, bytes),
            Format::Newsml1 => newsml1::parse(context, bytes),
            Format::Newsmlg2 => newsmlg2::parse(context, bytes),
            Format::Ninjs => ninjs::parse(context, bytes),
            Format::Feed => feed::parse(context, bytes),
            Format::Email => email::parse(context, bytes),
        }
    })
}

/// What is refused before any parser sees it.
fn refuse_unread(bytes: &[u8]) -> Option<Rejected> {
    let size = bytes.len();
    if size > MAX_DELIVERY_BYTES {
        let message = format!(
            "the delivery has {size} bytes, more than the limit of {MAX_DELIVERY_BYTES}; split it at its source"
        );
        return Some(Rejected::new(Reason::Oversize, 0..size, message));
    }
    let blank = decoded::without_mark(bytes)
        .iter()
        .all(|byte| byte.is_ascii_whitespace() || *byte == 0);
    blank.then(|| {
        let message = format!(
            "the delivery has nothing in it but blanks ({size} bytes); check what the source fetched"
        );
        Rejected::new(Reason::Empty, 0..size, message)
    })
}

/// Runs a parser so that a panic in it costs its delivery alone.
fn contain(format: Format, size: usize, parser: impl FnOnce() -> Parsed) -> Parsed {
    catch_unwind(AssertUnwindSafe(parser)).unwrap_or_else(|panic| {
        let said = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("no message");
        let message = format!(
            "the parser of {format} failed on a delivery of {size} bytes: {said}; this is a defect of Dateline, \
             please report it with the delivery, and redrive it once it is mended"
        );
        Parsed::rejected(Rejected::new(Reason::Defect, 0..size, message))
    })
}

#[cfg(test)]
mod tests;
