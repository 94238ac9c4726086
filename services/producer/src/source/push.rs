//! What a source of pushed deliveries is configured to be: who may push, and the one listener that all of them share.

use std::{fmt, net::SocketAddr, path::PathBuf, time::Duration};

use sha2::{Digest as _, Sha256};

/// Tokens, and keys, that a source may have at a time: the one in use, and the one that takes its place.
pub const MAX_PUSH_SECRETS: usize = 2;

/// Who may push to a source: whoever knows one of its tokens, or signs with one of its keys.
#[derive(Clone, PartialEq, Eq)]
pub struct PushCredentials {
    tokens: Vec<[u8; 32]>,
    keys: Vec<Vec<u8>>,
}

impl PushCredentials {
    /// Of tokens only the SHA-256 is kept; keys are needed as they are. Of each, those beyond [`MAX_PUSH_SECRETS`] are
    /// left out.
    pub fn new<'a>(
        tokens: impl IntoIterator<Item = &'a str>,
        keys: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let tokens = tokens.into_iter().take(MAX_PUSH_SECRETS);
        let keys = keys.into_iter().take(MAX_PUSH_SECRETS);
        Self {
            tokens: tokens.map(|token| Sha256::digest(token).into()).collect(),
            keys: keys.map(|key| key.as_bytes().to_vec()).collect(),
        }
    }

    pub(crate) fn token_hashes(&self) -> &[[u8; 32]] {
        &self.tokens
    }

    pub(crate) fn keys(&self) -> &[Vec<u8>] {
        &self.keys
    }
}

impl fmt::Debug for PushCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (tokens, keys) = (self.tokens.len(), self.keys.len());
        write!(
            formatter,
            "PushCredentials({tokens} tokens, {keys} keys, [redacted])"
        )
    }
}

/// Where pushed deliveries are listened for, and how much of them at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushListener {
    /// Address; port 0 takes any free one.
    pub address: SocketAddr,
    /// What connections are encrypted with; `None` leaves them in the clear.
    pub tls: Option<PushTls>,
    /// What is refused.
    pub limits: PushLimits,
}

/// Files that TLS needs, in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushTls {
    /// The certificate, and behind it those that it was issued with.
    pub certificate: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

/// How much is taken at once, and how long it may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushLimits {
    /// Connections; more wait in the system's backlog.
    pub connections: usize,
    /// Deliveries between their first byte and their commit; more are answered 429.
    pub deliveries: usize,
    /// Bytes of these; more are answered 429.
    pub bytes: usize,
    /// Time from the connection or the last answer to the end of a request's header.
    pub header_timeout: Duration,
    /// Time from one part of a body to the next.
    pub body_idle_timeout: Duration,
    /// Time for all of a body.
    pub body_timeout: Duration,
    /// Time from the end of the body to its commit.
    pub commit_timeout: Duration,
}

impl Default for PushListener {
    fn default() -> Self {
        Self {
            address: SocketAddr::from(([127, 0, 0, 1], 8480)),
            tls: None,
            limits: PushLimits::default(),
        }
    }
}

impl Default for PushLimits {
    fn default() -> Self {
        Self {
            connections: 512,
            deliveries: 256,
            bytes: 128 << 20,
            header_timeout: Duration::from_secs(15),
            body_idle_timeout: Duration::from_secs(15),
            body_timeout: Duration::from_mins(2),
            commit_timeout: Duration::from_secs(30),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_hold_no_token_and_show_no_key() {
        let credentials = PushCredentials::new(["sesame, open"], ["the key"]);
        assert_eq!(
            format!("{credentials:?}"),
            "PushCredentials(1 tokens, 1 keys, [redacted])"
        );
        let sha256 = "sesame, open";
        assert_eq!(
            credentials.token_hashes()[0],
            <[u8; 32]>::from(Sha256::digest(sha256))
        );
    }
}
