//! `[producer.push]`: where deliveries are pushed to, and who may push to which source.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use dateline_producer::{
    FetchedAt, PushCredentials, PushLimits, PushListener, PushTls, source::MAX_PUSH_SECRETS,
};
use dateline_runtime::config::{Bounded, Secret, Violation};

use crate::config::{SourceConfig, SourceKind};

/// Loopback, until somebody says who else is to reach it.
const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8480);

/// A shorter token or key can be guessed.
const MIN_SECRET_LENGTH: usize = 16;

const MIB: u64 = 1 << 20;

dateline_runtime::section! {
    /// The server that deliveries are pushed to, at POST /v1/deliveries/SOURCE. There is none unless a source is of
    /// kind "push".
    pub struct PushConfig {
        /// Where it listens. Loopback, unless another address is given: set certificate_file and key_file then, or put
        /// it behind something that encrypts. Port 0 takes any free port and logs it.
        pub listen: SocketAddr = DEFAULT_LISTEN,
        /// File with the server's certificate, in PEM, and behind it those that it was issued with. Set, all
        /// connections are encrypted. It is read at the start.
        pub certificate_file: Option<PathBuf> = None,
        /// File with the key of that certificate, in PEM.
        pub key_file: Option<PathBuf> = None,
        /// Connections at a time; more wait until one is closed.
        pub max_connections: Bounded<1, 65_536> = Bounded::of::<512>(),
        /// Deliveries at a time that are read or wait for their commit; more are told to come back (429).
        pub max_deliveries: Bounded<1, 65_536> = Bounded::of::<256>(),
        /// How many MiB these may have together; more are told to come back (429). The largest delivery has 16.
        pub max_mebibytes: Bounded<16, 4_095> = Bounded::of::<128>(),
        /// Time from the connection or the last answer to the end of the next request's header; then the connection is
        /// closed.
        pub header_timeout_ms: Bounded<100, 600_000> = Bounded::of::<15_000>(),
        /// Time for which a body may stand still; then the request fails (408).
        pub body_idle_timeout_ms: Bounded<100, 600_000> = Bounded::of::<15_000>(),
        /// Time for all of a body; then the request fails (408).
        pub body_timeout_ms: Bounded<100, 3_600_000> = Bounded::of::<120_000>(),
        /// How long a request waits for the commit of its delivery; then it is told to come back (503). The delivery
        /// may be taken later: sent again, it is taken once.
        pub commit_timeout_ms: Bounded<100, 600_000> = Bounded::of::<30_000>(),
    }
}

impl PushConfig {
    /// The listener as the producer wants it.
    pub(super) fn to_listener(&self) -> PushListener {
        let millis = Duration::from_millis;
        let count = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        let tls = self.certificate_file.clone().zip(self.key_file.clone());
        PushListener {
            address: self.listen,
            tls: tls.map(|(certificate, key)| PushTls { certificate, key }),
            limits: PushLimits {
                connections: count(self.max_connections.get()),
                deliveries: count(self.max_deliveries.get()),
                bytes: count(self.max_mebibytes.get() * MIB),
                header_timeout: millis(self.header_timeout_ms.get()),
                body_idle_timeout: millis(self.body_idle_timeout_ms.get()),
                body_timeout: millis(self.body_timeout_ms.get()),
                commit_timeout: millis(self.commit_timeout_ms.get()),
            },
        }
    }

    pub(super) fn violations(&self) -> Option<Violation> {
        let (set, missing) = match (&self.certificate_file, &self.key_file) {
            (Some(_), None) => ("certificate_file", "key_file"),
            (None, Some(_)) => ("key_file", "certificate_file"),
            _ => return None,
        };
        Some(Violation {
            key: format!("producer.push.{set}"),
            what: format!("`producer.push.{set}` is set without `producer.push.{missing}`"),
            why: "a certificate is of no use without its key, nor a key without its certificate"
                .to_owned(),
            remedy: format!("set `producer.push.{missing}` too, or neither"),
        })
    }
}

/// The tokens or keys in a secret: one a line.
fn lines(secret: Option<&Secret>) -> impl Iterator<Item = &str> {
    let text = secret.map_or("", Secret::expose);
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

impl SourceConfig {
    /// Who may push to it.
    pub(super) fn push_credentials(&self) -> PushCredentials {
        PushCredentials::new(lines(self.token.as_ref()), lines(self.hmac_key.as_ref()))
    }

    /// What is wrong with it as a source that is pushed to, or with its having what only those have.
    pub(super) fn push_violations(&self, key: impl Fn(&str) -> String) -> Vec<Violation> {
        let secrets = [("token", &self.token), ("hmac_key", &self.hmac_key)];
        let set = secrets
            .into_iter()
            .filter_map(|(field, secret)| Some((key(field), secret.as_ref()?)));
        if self.kind != SourceKind::Push {
            let useless = set.map(|(key, _)| Violation {
                what: format!("`{key}` is set for nothing"),
                why: "only those who push deliveries have to show who they are".to_owned(),
                remedy: format!("remove `{key}`, or set kind = \"push\""),
                key,
            });
            return useless.collect();
        }
        let mut violations: Vec<Violation> = set
            .filter_map(|(key, secret)| of_secret(key, secret))
            .collect();
        if self.token.is_none() && self.hmac_key.is_none() {
            violations.push(Violation {
                key: key("token"),
                what: format!("`{}` is missing", key("token")),
                why: "everybody could push deliveries to the source".to_owned(),
                remedy: format!(
                    "name a file that holds a token with `{}`, or one with a key for signatures with `{}`",
                    key("token_file"),
                    key("hmac_key_file")
                ),
            });
        }
        violations.extend(self.of_push(key));
        violations
    }

    fn of_push(&self, key: impl Fn(&str) -> String) -> Option<Violation> {
        let (field, why) = if self.fetched_at.0 == FetchedAt::ModificationTime {
            ("fetched_at", "what is pushed has no modification time")
        } else if !self.paths.is_empty() {
            ("paths", "what is pushed comes over HTTP")
        } else if self.follow == Some(true) {
            ("follow", "what is pushed comes when it comes")
        } else {
            return None;
        };
        let key = key(field);
        Some(Violation {
            what: format!("`{key}` does not go with kind = \"push\""),
            why: why.to_owned(),
            remedy: format!("remove `{key}`, or make the source one of files"),
            key,
        })
    }
}

fn of_secret(key: String, secret: &Secret) -> Option<Violation> {
    let count = lines(Some(secret)).count();
    let is_short = lines(Some(secret)).any(|line| line.len() < MIN_SECRET_LENGTH);
    let (what, why, remedy) = if count > MAX_PUSH_SECRETS {
        (
            format!("`{key}` has {count} lines, and at most {MAX_PUSH_SECRETS} are taken"),
            "each line is one of its own: the one in use and the one that takes its place",
            "remove those that are not used any more".to_owned(),
        )
    } else if count == 0 || is_short {
        (
            format!("`{key}` has a line of fewer than {MIN_SECRET_LENGTH} characters"),
            "it could be guessed",
            "make one with `openssl rand -hex 32`".to_owned(),
        )
    } else {
        return None;
    };
    Some(Violation {
        key,
        what,
        why: why.to_owned(),
        remedy,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_those_of_the_producer() {
        assert_eq!(PushConfig::default().to_listener(), PushListener::default());
    }
}
