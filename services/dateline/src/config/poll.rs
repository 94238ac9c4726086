//! `poll` of a source: how addresses are fetched over HTTP.

use std::{fmt, str::FromStr, time::Duration};

use dateline_producer::source::{Credential, Network, NoNetwork, Pages, PollSpec, Resume, Rounds};
use dateline_runtime::config::{Bounded, Secret, Violation};

use super::producer::{SourceConfig, SourceKind};

dateline_runtime::section! {
    /// How addresses are fetched over HTTP. A server is asked whether there is anything new (ETag, Last-Modified), more
    /// often while there is and less often while there is not.
    pub struct PollConfig {
        /// Shortest time between two fetches of an address.
        pub interval_ms: Bounded<100, 86_400_000> = Bounded::of::<60_000>(),
        /// Longest time between two fetches, while nothing new comes or the address cannot be fetched.
        pub longest_interval_ms: Bounded<100, 86_400_000> = Bounded::of::<900_000>(),
        /// A fetch ends at the latest after this time, whatever has come by then.
        pub request_timeout_ms: Bounded<100, 600_000> = Bounded::of::<30_000>(),
        /// Time between two requests to the same host, of all sources together.
        pub host_pause_ms: Bounded<0, 3_600_000> = Bounded::of::<1_000>(),
        /// Networks, like 10.1.0.0/16, and addresses that may be asked although they are not public. What a name stands
        /// for is looked at for each request, redirects included.
        pub private_networks: Vec<PrivateNetwork> = Vec::new(),
        /// What says to the server who asks; sent to the address's own origin alone.
        pub authorization: Option<Secret> = None,
        /// Header field that it is sent in.
        pub authorization_header: String = "Authorization".to_owned(),
        /// JSON pointer to the list of items in an answer that is a page of a list. Not set, the whole answer is the
        /// delivery.
        pub items_pointer: Option<String> = None,
        /// JSON pointer to the address of the next page. Not set, there is one page.
        pub next_page_pointer: Option<String> = None,
        /// Most pages of one poll.
        pub most_pages: Bounded<1, 1_000> = Bounded::of::<20>(),
        /// Where the next poll begins: at_start, or where_it_ended, for lists that only grow and for long polls.
        pub resume: PollResume = PollResume::AtStart,
    }
}

dateline_runtime::choice! {
    /// Where a poll of pages begins.
    pub enum PollResume {
        /// At the first page.
        AtStart = "at_start",
        /// At the page that the last one named as its next.
        WhereItEnded = "where_it_ended",
    }
}

/// A network that may be asked although it is not public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrivateNetwork(pub Network);

impl FromStr for PrivateNetwork {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        text.parse().map(Self)
    }
}

impl fmt::Display for PrivateNetwork {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

dateline_runtime::text_setting!(PrivateNetwork, "a network like 10.1.0.0/16, or an address");

impl SourceConfig {
    pub(super) fn to_poll_spec(&self) -> PollSpec {
        let poll = &self.poll;
        let has_pages = poll.items_pointer.is_some() || poll.next_page_pointer.is_some();
        PollSpec {
            urls: self.urls.clone(),
            rounds: if self.follows() {
                Rounds::Endless
            } else {
                Rounds::One
            },
            interval: Duration::from_millis(poll.interval_ms.get()),
            longest_interval: Duration::from_millis(poll.longest_interval_ms.get()),
            request_timeout: Duration::from_millis(poll.request_timeout_ms.get()),
            host_pause: Duration::from_millis(poll.host_pause_ms.get()),
            private_networks: poll
                .private_networks
                .iter()
                .map(|network| network.0)
                .collect(),
            credential: poll.authorization.as_ref().map(|secret| Credential {
                header: poll.authorization_header.clone(),
                value: secret.expose().to_owned(),
            }),
            pages: has_pages.then(|| Pages {
                items: poll.items_pointer.clone(),
                next: poll.next_page_pointer.clone(),
                resume: match poll.resume {
                    PollResume::AtStart => Resume::AtStart,
                    PollResume::WhereItEnded => Resume::WhereItEnded,
                },
                most: usize::try_from(poll.most_pages.get()).unwrap_or(usize::MAX),
            }),
        }
    }

    pub(super) fn of_poll(&self, key: impl Fn(&str) -> String) -> Option<Violation> {
        let (field, what, why, remedy) = match (self.kind, self.urls.is_empty()) {
            (SourceKind::Poll, true) => (
                "urls",
                "is missing",
                "a source that polls needs at least one address",
                "set it to the addresses",
            ),
            (SourceKind::Poll, false) if !self.paths.is_empty() => (
                "paths",
                "does not go with kind = \"poll\"",
                "a source that polls reads no files",
                "remove it, or make a source of files of it",
            ),
            (kind, false) if kind != SourceKind::Poll => (
                "urls",
                "goes with kind = \"poll\" alone",
                "nothing would fetch them",
                "set the source\'s kind to poll",
            ),
            _ => return None,
        };
        let key = key(field);
        Some(Violation {
            what: format!("`{key}` {what}"),
            why: why.to_owned(),
            remedy: remedy.to_owned(),
            key,
        })
    }
}
