//! Which addresses may be asked: public ones, and those of networks that the configuration names. A name is looked up once
//! for each request, every address that it has is vetted, and the request goes to one of those.

use std::{
    fmt, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs as _},
    sync::Arc,
};

use ureq::{
    Error,
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{ResolvedSocketAddrs, Resolver},
        transport::NextTimeout,
    },
};

use crate::source::Network;

/// Most addresses of a name that are looked at.
const MAX_ADDRESSES: usize = 16;

/// Looks a host and port up.
pub(super) type Lookup = dyn Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync;

/// Looks names up and vets what they stand for.
pub(super) struct Vetting {
    private_networks: Vec<Network>,
    lookup: Arc<Lookup>,
}

impl Vetting {
    /// With the system's own way to look names up.
    pub(super) fn new(private_networks: Vec<Network>) -> Self {
        let lookup = |host: &str, port| Ok((host, port).to_socket_addrs()?.collect());
        Self::with_lookup(private_networks, Arc::new(lookup))
    }

    pub(super) fn with_lookup(private_networks: Vec<Network>, lookup: Arc<Lookup>) -> Self {
        Self {
            private_networks,
            lookup,
        }
    }

    fn may_be_asked(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        is_public(address)
            || self
                .private_networks
                .iter()
                .any(|network| network.contains(address))
    }

    fn vetted(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        let addresses = (self.lookup)(host, port)?;
        match addresses
            .iter()
            .find(|address| !self.may_be_asked(address.ip()))
        {
            Some(refused) => {
                let message = format!(
                    "{host} is at {}, which is no public address; name its network in `private_networks` if it may be asked",
                    refused.ip()
                );
                Err(io::Error::new(io::ErrorKind::PermissionDenied, message))
            }
            None => Ok(addresses),
        }
    }
}

impl fmt::Debug for Vetting {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Vetting({:?})", self.private_networks)
    }
}

impl Resolver for Vetting {
    fn resolve(&self, uri: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let host = uri.host().ok_or(Error::HostNotFound)?;
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let is_encrypted = uri.scheme_str() == Some("https");
        let port = uri
            .port_u16()
            .unwrap_or(if is_encrypted { 443 } else { 80 });
        let mut resolved = self.empty();
        for address in self.vetted(host, port)?.into_iter().take(MAX_ADDRESSES) {
            resolved.push(address);
        }
        if resolved.is_empty() {
            return Err(Error::HostNotFound);
        }
        Ok(resolved)
    }
}

/// Whether an address is one of the public Internet: none of IANA's special-purpose registries (RFC 6890 and its
/// successors), and no address of IPv6 that stands for one of IPv4 which is none.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = matches!(
        (a, b, c),
        (0 | 10 | 127, _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
            | (224..=255, _, _)
    );
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        // 6to4 and NAT64 stand for an address of IPv4.
        [0x2002, high, low, ..] => embedded(high, low),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // All that is given out as global unicast so far is in 2000::/3.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_addresses_are_not_public() {
        for address in [
            "0.0.0.0",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "fc00::1",
            "fe80::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::",
            "2002:a00:1::",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "::7f00:1",
        ] {
            let address: IpAddr = address.parse().unwrap();
            assert!(!is_public(address.to_canonical()), "{address}");
        }
        for address in [
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2002:808:808::",
            "64:ff9b::808:808",
            "::ffff:8.8.8.8",
        ] {
            let address: IpAddr = address.parse().unwrap();
            assert!(is_public(address.to_canonical()), "{address}");
        }
    }

    #[test]
    fn one_private_address_of_a_name_is_enough_to_refuse_it() {
        let lookup = |_: &str, port: u16| {
            let addresses = ["8.8.8.8", "127.0.0.2"].map(|it| it.parse::<IpAddr>().unwrap());
            Ok(addresses
                .map(|address| SocketAddr::new(address, port))
                .to_vec())
        };
        let vetting = |networks: &[&str]| {
            let networks = networks.iter().map(|it| it.parse().unwrap()).collect();
            Vetting::with_lookup(networks, Arc::new(lookup))
        };
        let refused = vetting(&["127.0.0.1"])
            .vetted("wire.example", 80)
            .unwrap_err();
        assert!(
            refused
                .to_string()
                .starts_with("wire.example is at 127.0.0.2"),
            "{refused}"
        );
        assert_eq!(
            vetting(&["127.0.0.0/8"])
                .vetted("wire.example", 80)
                .unwrap()
                .len(),
            2
        );
    }
}
