//! `[admin]`: the server for metrics and health.

use std::{
    fmt,
    net::{AddrParseError, IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    str::FromStr,
};

/// Loopback: metrics name topics and sources, which is nobody else's business unless asked for.
const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9464);

const OFF: &str = "off";

dateline_runtime::section! {
    /// The server for metrics and health.
    pub struct AdminConfig {
        /// Where /metrics, /livez and /readyz are served. Loopback, unless another address is given; there is no
        /// authentication. Port 0 takes any free port and logs it; "off" serves nothing.
        pub listen: AdminListen = AdminListen::At(DEFAULT_LISTEN),
    }
}

/// Where the admin server listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdminListen {
    /// At this address.
    At(SocketAddr),
    /// Nowhere.
    Off,
}

impl AdminListen {
    /// The address, if there is one.
    pub const fn address(self) -> Option<SocketAddr> {
        match self {
            Self::At(address) => Some(address),
            Self::Off => None,
        }
    }

    /// Where a process on the same machine reaches the server.
    pub fn reachable(self) -> Option<SocketAddr> {
        let mut address = self.address()?;
        match address.ip() {
            IpAddr::V4(Ipv4Addr::UNSPECIFIED) => address.set_ip(Ipv4Addr::LOCALHOST.into()),
            IpAddr::V6(Ipv6Addr::UNSPECIFIED) => address.set_ip(Ipv6Addr::LOCALHOST.into()),
            _ => {}
        }
        Some(address)
    }
}

impl FromStr for AdminListen {
    type Err = AddrParseError;

    fn from_str(text: &str) -> Result<Self, AddrParseError> {
        if text == OFF {
            return Ok(Self::Off);
        }
        text.parse().map(Self::At)
    }
}

impl fmt::Display for AdminListen {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(address) => address.fmt(formatter),
            Self::Off => formatter.write_str(OFF),
        }
    }
}

dateline_runtime::text_setting!(
    AdminListen,
    "an IP address and a port, for example 127.0.0.1:9464, or off"
);
