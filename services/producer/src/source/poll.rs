//! What is polled over HTTP, and how.

use std::{fmt, net::IpAddr, str::FromStr, time::Duration};

/// What a source polls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollSpec {
    /// Addresses that are fetched in turn.
    pub urls: Vec<String>,
    /// Whether it goes on.
    pub rounds: Rounds,
    /// Shortest time between two fetches of an address: while there is something new.
    pub interval: Duration,
    /// Longest time: while there is nothing new, or it cannot be fetched.
    pub longest_interval: Duration,
    /// A request ends at the latest after this time, its body included.
    pub request_timeout: Duration,
    /// Time between two requests to one host, whoever makes them.
    pub host_pause: Duration,
    /// Networks that may be asked although they are not public.
    pub private_networks: Vec<Network>,
    /// What each request to the origin of its address carries.
    pub credential: Option<Credential>,
    /// How an answer is part of a list of pages.
    pub pages: Option<Pages>,
}

/// Whether a source goes on polling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounds {
    /// It fetches each address once.
    One,
    /// It goes on until it is stopped.
    Endless,
}

/// A header field that says who asks.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// Name of the field.
    pub header: String,
    /// Its value, which is a secret.
    pub value: String,
}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: [redacted]", self.header)
    }
}

/// Answers that are pages of a list, in JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages {
    /// JSON pointer (RFC 6901) to the list of items, which is the delivery; `None` delivers the whole page.
    pub items: Option<String>,
    /// JSON pointer to the address of the next page.
    pub next: Option<String>,
    /// Where the next poll begins.
    pub resume: Resume,
    /// Most pages of one poll.
    pub most: usize,
}

/// Where a poll of pages begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resume {
    /// At the first page.
    AtStart,
    /// At the page that the last one named as its next: for lists that only grow, and for long polls.
    WhereItEnded,
}

/// A network of addresses: `10.1.0.0/16`, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

/// A text that is no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no address and no network like 10.1.0.0/16")]
pub struct NoNetwork(String);

impl Network {
    /// Whether an address is in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        let prefix =
            |value: u128, width: u8| value.checked_shr(u32::from(width - self.bits)).unwrap_or(0);
        match (self.address, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let [network, address] = [network, address].map(|it| u128::from(it.to_bits()));
                prefix(network, 32) == prefix(address, 32)
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                prefix(network.to_bits(), 128) == prefix(address.to_bits(), 128)
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let wrong = || NoNetwork(text.to_owned());
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| wrong())?;
        (bits <= most)
            .then_some(Self { address, bits })
            .ok_or_else(wrong)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.address, self.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_in_its_network() {
        for (network, address, expected) in [
            ("10.1.0.0/16", "10.1.255.1", true),
            ("10.1.0.0/16", "10.2.0.1", false),
            ("127.0.0.1", "127.0.0.1", true),
            ("127.0.0.1", "127.0.0.2", false),
            ("0.0.0.0/0", "8.8.8.8", true),
            ("fd00::/8", "fd12::1", true),
            ("::/0", "2001:db8::1", true),
            ("fd00::/8", "10.0.0.1", false),
        ] {
            let network: Network = network.parse().unwrap();
            assert_eq!(
                network.contains(address.parse().unwrap()),
                expected,
                "{network} {address}"
            );
        }
        for text in ["", "10.0.0.0/33", "10.0.0/8", "fd00::/129", "10.0.0.0/x"] {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
    }
}
