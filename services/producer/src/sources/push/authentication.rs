//! Who may push: a bearer token, or a signature over a timestamp and the body.
//!
//! Nothing is told about what is wrong, by the answer or by its time: the same work is done for a source that does not
//! exist, and for one with fewer tokens or keys than another.

use axum::http::{HeaderMap, HeaderValue, header};
use data_encoding::HEXLOWER_PERMISSIVE;
use dateline_schemas::Timestamp;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};

use super::problem::Problem;
use crate::source::{MAX_PUSH_SECRETS, PushCredentials};

/// Seconds since 1970 at which the request was signed, in decimal.
pub(super) const TIMESTAMP_HEADER: &str = "dateline-timestamp";

/// `v1=` and the HMAC-SHA-256 over the timestamp's text, a full stop and the body as sent, in hexadecimal.
pub(super) const SIGNATURE_HEADER: &str = "dateline-signature";

/// How far a timestamp may be from now: clocks differ, and a signature that was overheard is of no use afterwards.
const TOLERANCE_MILLIS: u64 = 5 * 60 * 1_000;

/// What a request shows for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Proof {
    /// SHA-256 of a bearer token.
    Token([u8; 32]),
    /// A signature.
    Signature {
        /// The timestamp's text as sent, which is signed.
        timestamp: String,
        /// What it has to come to.
        code: [u8; 32],
    },
}

impl Proof {
    /// Reads the headers.
    pub(super) fn of(headers: &HeaderMap, now: Timestamp) -> Result<Self, Problem> {
        let token = headers.get(header::AUTHORIZATION).and_then(bearer_token);
        if let Some(token) = token {
            return Ok(Self::Token(Sha256::digest(token).into()));
        }
        signature(headers, now).ok_or(Problem::Unauthorized)
    }
}

fn bearer_token(value: &HeaderValue) -> Option<&[u8]> {
    let (scheme, token) = value.as_bytes().split_at_checked("Bearer ".len())?;
    let token = token.trim_ascii();
    (scheme.eq_ignore_ascii_case(b"Bearer ") && !token.is_empty()).then_some(token)
}

fn signature(headers: &HeaderMap, now: Timestamp) -> Option<Proof> {
    let timestamp = headers.get(TIMESTAMP_HEADER)?.to_str().ok()?;
    let is_decimal = timestamp.bytes().all(|byte| byte.is_ascii_digit());
    let millis = timestamp.parse::<i64>().ok()?.checked_mul(1_000)?;
    if !is_decimal || millis.abs_diff(now.as_millis()) > TOLERANCE_MILLIS {
        return None;
    }
    let signature = headers.get(SIGNATURE_HEADER)?.to_str().ok()?;
    let code = HEXLOWER_PERMISSIVE.decode(signature.strip_prefix("v1=")?.as_bytes());
    Some(Proof::Signature {
        timestamp: timestamp.to_owned(),
        code: code.ok()?.try_into().ok()?,
    })
}

/// Credentials with what fills them up to the same number for every source.
pub(super) struct Checked {
    tokens: [Secret<[u8; 32]>; MAX_PUSH_SECRETS],
    keys: [Secret<Vec<u8>>; MAX_PUSH_SECRETS],
}

/// A secret, or what takes its place: what is compared with it counts for nothing.
struct Secret<T> {
    value: T,
    is_real: Choice,
}

impl<T: Clone + Default> Secret<T> {
    fn numbered(secrets: &[T], i: usize) -> Self {
        Self {
            value: secrets.get(i).cloned().unwrap_or_default(),
            is_real: Choice::from(u8::from(i < secrets.len())),
        }
    }
}

impl Checked {
    pub(super) fn new(credentials: &PushCredentials) -> Self {
        Self {
            tokens: std::array::from_fn(|i| Secret::numbered(credentials.token_hashes(), i)),
            keys: std::array::from_fn(|i| Secret::numbered(credentials.keys(), i)),
        }
    }

    /// Those of a source that does not exist.
    pub(super) fn of_nobody() -> Self {
        Self::new(&PushCredentials::new([], []))
    }

    /// Whether this is the hash of one of the tokens.
    pub(super) fn know_token(&self, hash: &[u8; 32]) -> bool {
        let none = Choice::from(0);
        let tokens = self.tokens.iter();
        let known = tokens.fold(none, |known, token| {
            known | (token.value.ct_eq(hash) & token.is_real)
        });
        known.into()
    }

    /// Whether one of the keys signs this body with this code.
    pub(super) fn know_signature(&self, timestamp: &str, body: &[u8], code: &[u8; 32]) -> bool {
        let none = Choice::from(0);
        let keys = self.keys.iter();
        let known = keys.fold(none, |known, key| {
            let signed = sign(&key.value, timestamp, body);
            known | (signed.ct_eq(code) & key.is_real)
        });
        known.into()
    }
}

/// HMAC-SHA-256 over the timestamp, a full stop and the body.
fn sign(key: &[u8], timestamp: &str, body: &[u8]) -> [u8; 32] {
    let mac = Hmac::<Sha256>::new_from_slice(key);
    let mut mac = mac.expect("HMAC takes keys of every length");
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        pairs.collect()
    }

    #[test]
    fn a_bearer_token_is_read_whatever_the_case_of_its_scheme() {
        for (value, token) in [
            ("Bearer abc", Some("abc")),
            ("bearer  abc ", Some("abc")),
            ("Bearer ", None),
            ("Bearer", None),
            ("Basic abc", None),
            ("abc", None),
        ] {
            let proof = Proof::of(&headers(&[("authorization", value)]), NOW).ok();
            let expected = token.map(|token| Proof::Token(Sha256::digest(token).into()));
            assert_eq!(proof, expected, "{value}");
        }
    }

    #[test]
    fn a_signature_is_read_within_five_minutes_of_its_timestamp() {
        let code = "ab".repeat(32);
        let good = format!("v1={code}");
        for (timestamp, signature, is_read) in [
            ("1700000000", good.as_str(), true),
            ("1699999700", &good, true),
            ("1700000300", &good, true),
            ("1699999699", &good, false),
            ("1700000301", &good, false),
            ("+1700000000", &good, false),
            ("99999999999999999999", &good, false),
            ("9223372036854775807", &good, false),
            ("1700000000", &code, false),
            ("1700000000", "v1=abab", false),
            ("1700000000", "v1=", false),
        ] {
            let headers = headers(&[(TIMESTAMP_HEADER, timestamp), (SIGNATURE_HEADER, signature)]);
            let proof = Proof::of(&headers, NOW);
            assert_eq!(proof.is_ok(), is_read, "{timestamp} {signature}");
        }
    }

    #[test]
    fn the_signature_is_the_one_that_another_implementation_makes() {
        // printf '%s' '1700000000.what do ya want for nothing?' | openssl dgst -sha256 -hmac Jefe
        let signed = "1cdd0650c8be1cb0974b1788d458b1e781206cfef59b85faafc582d2e182c57e";
        let code = sign(b"Jefe", "1700000000", b"what do ya want for nothing?");
        assert_eq!(HEXLOWER_PERMISSIVE.encode(&code), signed);
    }

    #[test]
    fn what_fills_up_the_credentials_opens_nothing() {
        let one = Checked::new(&PushCredentials::new(["token"], ["key"]));
        let nobody = Checked::of_nobody();
        let hash: [u8; 32] = Sha256::digest("token").into();
        assert!(one.know_token(&hash) && !nobody.know_token(&hash));
        let code = sign(b"key", "1", b"body");
        assert!(one.know_signature("1", b"body", &code));
        assert!(!one.know_signature("2", b"body", &code) && !one.know_signature("1", b"", &code));
        // What stands in for a missing token or key is no secret.
        let (zeros, code) = ([0; 32], sign(&[], "1", b"body"));
        for credentials in [one, nobody] {
            assert!(!credentials.know_token(&zeros));
            assert!(!credentials.know_signature("1", b"body", &code));
        }
    }
}
