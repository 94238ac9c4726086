//! `[producer]`: what takes deliveries in, and from where.

mod folder;

use std::{collections::BTreeSet, fmt, str::FromStr, time::Duration};

use dateline_producer::{
    FetchedAt, HeartbeatConfig, PushListener, SourceSpec,
    formats::{Charset, DeclaredLanguage, Format, UnknownCharset, UnknownFormat},
};
use dateline_runtime::config::{Bounded, Secret, Violation};
use jiff::tz::TimeZone;

pub use self::folder::WhenTaken;
use crate::config::{FetchTime, Name, PushConfig, poll::PollConfig};

dateline_runtime::section! {
    /// What takes deliveries in.
    pub struct ProducerConfig {
        /// Name of this producer. One process at a time has it: a second one takes over, and the first exits with
        /// code 6. To take in more, give sources to producers of other names.
        pub id: Name = Name::of_default("main"),
        /// How often the producer sends a heartbeat, in seconds: a synthetic item that goes through all stages and is
        /// measured at the sink (dateline_heartbeat_seconds). Consumers see none of it, unless
        /// enricher.heartbeat_visible is set. 0 sends none; the first goes out after so many seconds.
        pub heartbeat_seconds: Bounded<0, 86_400> = Bounded::of::<60>(),
        /// The server that deliveries are pushed to, at POST /v1/deliveries/SOURCE. There is none unless a source is of
        /// kind "push".
        pub push: PushConfig = PushConfig::default(),
        /// One source of deliveries; there may be any number of them.
        pub sources: Vec<SourceConfig> = Vec::new(),
    }
}

dateline_runtime::section! {
    /// One source of deliveries.
    pub struct SourceConfig {
        /// Name of the source, in records, metrics and messages; it has to be set, once. Under another name
        /// everything would be taken in again.
        pub name: Option<Name> = None,
        /// What the source is: files; standard input, which is one delivery; a directory, with all directories in it, in
        /// which files appear; a Maildir; addresses that are polled over HTTP; or whatever is pushed over HTTP.
        pub kind: SourceKind = SourceKind::Files,
        /// Files, as paths or patterns (pages/**/*.txt), from the directory in which the process was started. Each
        /// file is one delivery, taken once for each content. Of a directory and a Maildir, the paths of these: what is
        /// in a directory is known by its content, so that a renamed or copied file is nothing new, and a message by its
        /// unique name, whatever its flags. Hidden files and names like x.tmp, x.part and x~ are left until they are
        /// renamed.
        pub paths: Vec<String> = Vec::new(),
        /// Addresses that a source of kind poll fetches, each in its turn.
        pub urls: Vec<String> = Vec::new(),
        /// How a source of kind poll fetches them.
        pub poll: PollConfig = PollConfig::default(),
        /// Token of those who push deliveries to a source of kind "push", sent as Authorization: Bearer TOKEN. Two
        /// lines are two tokens, so that one can take the place of the other.
        pub token: Option<Secret> = None,
        /// Key with which they may sign deliveries instead: the header Dateline-Timestamp has the seconds since 1970,
        /// at most five minutes from now, and Dateline-Signature has v1= and the HMAC-SHA-256, in hexadecimal, over
        /// the timestamp, a full stop and the body as sent. Two lines are two keys.
        pub hmac_key: Option<Secret> = None,
        /// Format of the deliveries; sniff looks at each one's content.
        pub format: SourceFormat = SourceFormat(None),
        /// When deliveries were fetched from the provider, which ages like "45 minutes ago" count from. With none
        /// such ages stay text; a wrong time here makes wrong times in items. In a directory, what the file
        /// NAME.meta.json beside NAME says ({"fetched_at": "2026-03-01T12:00:00Z"}) counts before it.
        pub fetched_at: FetchTime = FetchTime(FetchedAt::Unknown),
        /// Providers that the source carries, as items name them. Items, kills and embargoes of others are put aside.
        /// Empty, the source may speak for everybody: set it for every source that is not trusted with that.
        pub providers: Vec<String> = Vec::new(),
        /// Namespace of the identities of items without an id: sources that share one see the same text as the same
        /// item. Not set, it is the source's name.
        pub namespace: Option<Name> = None,
        /// Language that all items are declared to be in, as a BCP 47 tag. Not set, nothing is declared; it is
        /// detected either way.
        pub language_declared: Option<String> = None,
        /// Whether the language that items declare themselves is believed. Distrusted, items carry none, and a note
        /// says what was declared.
        pub declared_language: LanguageTrust = LanguageTrust::Trusted,
        /// Character set of deliveries that declare none themselves: a name like iso-8859-1, windows-1252, cp437 or
        /// iso-6937. Not set, it is UTF-8; a wrong one makes wrong words.
        pub charset: Option<SourceCharset> = None,
        /// Zone of times that state none, like Europe/Amsterdam. Not set, such times are not known and stay null.
        pub zone: Option<SourceZone> = None,
        /// Usage terms of items that state none.
        pub rights: Option<String> = None,
        /// How often something new comes from the source at the least, in minutes. A shorter pause is never silence
        /// (dateline_source_silent, for an alert); whether a longer one is, the rhythm says that is learned by hour of
        /// the week, in the source's zone. In hours that are not learned yet, which takes two weeks, each longer one is.
        /// Not set, that is an hour, and there is no silence before something is learned.
        pub expected_every_minutes: Option<Bounded<1, 525_600>> = None,
        /// Whether to go on looking for new and changed files, or to go on polling; if no source follows, the producer ends
        /// when all are taken in. Not set, a directory, a Maildir and addresses are followed, and files are not.
        pub follow: Option<bool> = None,
        /// How often a source that follows looks for new and changed files. For a directory and a Maildir that is only
        /// the safety net: the system tells of changes at once, but not of those on a network file system.
        pub rescan_interval_ms: Bounded<50, 3_600_000> = Bounded::of::<1_000>(),
        /// How long size and modification time of a file in a directory stand still before it is taken. One that the
        /// system says was closed is taken after a second, if this is longer; one that comes under its name by being
        /// renamed, at once. Too short, half a file is taken: a network file system may show no growth for seconds.
        pub settle_ms: Bounded<0, 3_600_000> = Bounded::of::<2_000>(),
        /// Whether files in a directory that gzip, zstd or zip made are opened, as their content says, whatever their
        /// names: each file in a zip is a delivery. At most 16 MiB and 100 times the compressed size come out of one;
        /// what is larger, encrypted, broken or an archive in an archive is put aside. If not, they are taken as they are.
        pub open_archives: bool = true,
        /// What becomes of a file in a directory or a message in a Maildir once all of it is in the log, and not before:
        /// leave, delete, move (see move_to), or mark_seen, which moves a message to cur with the flag S. Files that
        /// are too large or could not be opened are left.
        pub after_taken: WhenTaken = WhenTaken::Leave,
        /// Where taken files move to, below the path that they had in their directory; it has to be on the same file
        /// system, and is not looked into. None is overwritten: of two of one name the second gets a number.
        pub move_to: Option<String> = None,
    }
}

dateline_runtime::choice! {
    /// What a source is.
    pub enum SourceKind {
        /// Files.
        Files = "files",
        /// Standard input.
        Stdin = "stdin",
        /// Addresses that are polled over HTTP.
        Poll = "poll",
        /// What is pushed over HTTP.
        Push = "push",
        /// Files as they appear in a directory.
        Directory = "directory",
        /// Messages as they appear in a Maildir.
        Maildir = "maildir",
    }
}

/// The format of a source's deliveries; `None` is found out from their content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceFormat(pub Option<Format>);

const SNIFF: &str = "sniff";

impl FromStr for SourceFormat {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        if text == SNIFF {
            return Ok(Self(None));
        }
        text.parse().map(|format| Self(Some(format)))
    }
}

impl fmt::Display for SourceFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(format) => format.fmt(formatter),
            None => formatter.write_str(SNIFF),
        }
    }
}

dateline_runtime::text_setting!(SourceFormat, "sniff, or the name of a format");

dateline_runtime::choice! {
    /// Whether the language that items declare is believed.
    pub enum LanguageTrust {
        /// It is.
        Trusted = "trusted",
        /// It is not.
        Distrusted = "distrusted",
    }
}

/// Character set of a source's deliveries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceCharset(pub Charset);

impl FromStr for SourceCharset {
    type Err = UnknownCharset;

    fn from_str(text: &str) -> Result<Self, UnknownCharset> {
        text.parse().map(Self)
    }
}

impl fmt::Display for SourceCharset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

dateline_runtime::text_setting!(SourceCharset, "the name of a character set");

/// Zone of a source's times, by its name in the IANA database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceZone(pub TimeZone);

impl FromStr for SourceZone {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        TimeZone::get(text).map(Self)
    }
}

impl fmt::Display for SourceZone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.iana_name().unwrap_or("UTC"))
    }
}

dateline_runtime::text_setting!(SourceZone, "a time zone like Europe/Amsterdam");

impl SourceConfig {
    /// Namespace of the identities of items without an id.
    pub fn effective_namespace(&self) -> &str {
        let name = self.namespace.as_ref().or(self.name.as_ref());
        name.map_or("", Name::as_str)
    }

    /// The source as the producer wants it.
    pub fn to_spec(&self) -> SourceSpec {
        let kind = match self.kind {
            SourceKind::Directory => dateline_producer::SourceKind::Directory(self.directory()),
            SourceKind::Maildir => dateline_producer::SourceKind::Maildir(self.maildir()),
            SourceKind::Stdin => dateline_producer::SourceKind::Stdin,
            SourceKind::Poll => dateline_producer::SourceKind::Poll(self.to_poll_spec()),
            SourceKind::Push => dateline_producer::SourceKind::Push {
                credentials: self.push_credentials(),
            },
            SourceKind::Files => dateline_producer::SourceKind::Files {
                patterns: self.paths.clone(),
                rescan: self.rescan(),
            },
        };
        SourceSpec {
            name: self.name.as_ref().map_or("", Name::as_str).to_owned(),
            namespace: self.effective_namespace().to_owned(),
            kind,
            format: self.format.0,
            providers: self.providers.clone(),
            charset: self.charset.map(|charset| charset.0),
            zone: self.zone.clone().map(|zone| zone.0),
            rights: self.rights.clone(),
            declared_language: match self.declared_language {
                LanguageTrust::Trusted => DeclaredLanguage::Trusted,
                LanguageTrust::Distrusted => DeclaredLanguage::Distrusted,
            },
            language_declared: self.language_declared.clone(),
            fetched_at: self.fetched_at.0,
            expected_every: self
                .expected_every_minutes
                .map(|minutes| Duration::from_mins(minutes.get())),
        }
    }
}

impl ProducerConfig {
    /// All sources as the producer wants them.
    pub fn source_specs(&self) -> Vec<SourceSpec> {
        self.sources.iter().map(SourceConfig::to_spec).collect()
    }

    /// The heartbeats that are sent, if any.
    pub fn heartbeat(&self) -> Option<HeartbeatConfig> {
        let seconds = Some(self.heartbeat_seconds.get()).filter(|seconds| *seconds > 0);
        seconds.map(|seconds| HeartbeatConfig {
            producer: self.id.as_str().to_owned(),
            interval: Duration::from_secs(seconds),
        })
    }

    /// Where deliveries are pushed to, if any source is of that kind.
    pub fn push_listener(&self) -> PushListener {
        self.push.to_listener()
    }

    pub(super) fn violations(&self) -> Vec<Violation> {
        let mut names = BTreeSet::new();
        let mut violations = Vec::new();
        for (index, source) in self.sources.iter().enumerate() {
            let key = |field: &str| format!("producer.sources[{index}].{field}");
            match &source.name {
                None => violations.push(missing(&key("name"), "every source needs a name")),
                Some(name) if !names.insert(name) => violations.push(Violation {
                    key: key("name"),
                    what: format!("two sources are called {name:?}", name = name.as_str()),
                    why: "each would take the other's deliveries for its own".to_owned(),
                    remedy: "give each source a name of its own".to_owned(),
                }),
                Some(_) => {}
            }
            let why = match source.kind {
                SourceKind::Files => Some("a source of files needs at least one path or pattern"),
                SourceKind::Directory | SourceKind::Maildir => {
                    Some("it says which folder is meant")
                }
                SourceKind::Stdin | SourceKind::Poll | SourceKind::Push => None,
            };
            if source.paths.is_empty() {
                violations.extend(why.map(|why| missing(&key("paths"), why)));
            }
            violations.extend(source.of_poll(key));
            violations.extend(source.of_folders(key));
            if source.kind == SourceKind::Stdin {
                violations.extend(source.of_standard_input(key));
            }
            violations.extend(source.push_violations(key));
        }
        let readers = self.sources.iter();
        let readers = readers.filter(|source| source.kind == SourceKind::Stdin);
        if readers.count() > 1 {
            violations.push(Violation {
                key: "producer.sources".to_owned(),
                what: "two sources read standard input".to_owned(),
                why: "there is only one, and each would get parts of it".to_owned(),
                remedy: "read it once".to_owned(),
            });
        }
        violations.extend(self.push.violations());
        violations
    }
}

impl SourceConfig {
    fn of_standard_input(&self, key: impl Fn(&str) -> String) -> Option<Violation> {
        let (field, why) = if self.fetched_at.0 == FetchedAt::ModificationTime {
            ("fetched_at", "standard input has no modification time")
        } else if !self.paths.is_empty() {
            ("paths", "standard input has no path")
        } else if self.follow == Some(true) {
            ("follow", "standard input ends when it ends")
        } else {
            return None;
        };
        let key = key(field);
        Some(Violation {
            what: format!("`{key}` does not go with kind = \"stdin\""),
            why: why.to_owned(),
            remedy: format!("remove `{key}`, or make the source one of files"),
            key,
        })
    }
}

fn missing(key: &str, why: &str) -> Violation {
    Violation {
        key: key.to_owned(),
        what: format!("`{key}` is missing"),
        why: why.to_owned(),
        remedy: format!("set `{key}`"),
    }
}
