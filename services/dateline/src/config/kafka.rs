//! `[kafka]`: how the cluster is reached.

mod properties;

use std::{collections::BTreeMap, fmt, path::PathBuf, str::FromStr};

use dateline_runtime::config::{Secret, Violation};

pub use properties::PropertyValue;

dateline_runtime::section! {
    /// How Kafka is reached.
    pub struct KafkaConfig {
        /// Brokers to ask first, as HOST:PORT; they tell about the others. Use 127.0.0.1 rather than localhost, which
        /// may mean two addresses. Without brokers only `--in-memory` works.
        pub brokers: Vec<BrokerAddress> = Vec::new(),
        /// Whether connections are encrypted (ssl, sasl_ssl) and whether a user logs in (sasl_plaintext, sasl_ssl).
        pub security_protocol: SecurityProtocol = SecurityProtocol::Plaintext,
        /// How the user proves who it is; has to be set for sasl_plaintext and sasl_ssl.
        pub sasl_mechanism: Option<SaslMechanism> = None,
        /// The user.
        pub username: Option<String> = None,
        /// The user's password.
        pub password: Option<Secret> = None,
        /// File with the certificates that the brokers' certificates are checked against, in PEM. Not set, the
        /// system's own are used.
        pub ca_file: Option<PathBuf> = None,
        /// File with this client's certificate, in PEM, where brokers ask for one.
        pub certificate_file: Option<PathBuf> = None,
        /// File with the key of this client's certificate, in PEM.
        pub key_file: Option<PathBuf> = None,
        /// Password of that key, if it has one.
        pub key_password: Option<Secret> = None,
        /// More properties of librdkafka, for example "fetch.max.bytes" or fetch_max_bytes. Those that exactly once
        /// rests on are refused.
        pub properties: BTreeMap<String, PropertyValue> = BTreeMap::new(),
    }
}

dateline_runtime::choice! {
    /// Whether connections are encrypted and whether a user logs in.
    pub enum SecurityProtocol {
        /// Neither.
        Plaintext = "plaintext",
        /// Encrypted.
        Ssl = "ssl",
        /// A user logs in, in the clear.
        SaslPlaintext = "sasl_plaintext",
        /// A user logs in, encrypted.
        SaslSsl = "sasl_ssl",
    }
}

dateline_runtime::choice! {
    /// How a user proves who it is.
    pub enum SaslMechanism {
        /// By sending the password.
        Plain = "PLAIN",
        /// By SCRAM with SHA-256.
        ScramSha256 = "SCRAM-SHA-256",
        /// By SCRAM with SHA-512.
        ScramSha512 = "SCRAM-SHA-512",
    }
}

/// A broker as HOST:PORT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokerAddress(String);

/// A text that is no broker's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it has no host and port from 1 to 65535 parted by a colon")]
pub struct NoBrokerAddress;

impl FromStr for BrokerAddress {
    type Err = NoBrokerAddress;

    fn from_str(text: &str) -> Result<Self, NoBrokerAddress> {
        let (host, port) = text.rsplit_once(':').ok_or(NoBrokerAddress)?;
        let port_is_good = port.parse::<u16>().is_ok_and(|port| port > 0);
        let host_is_good = !host.is_empty()
            && !host
                .contains(|character: char| character.is_whitespace() || ",/@".contains(character));
        if host_is_good && port_is_good {
            Ok(Self(text.to_owned()))
        } else {
            Err(NoBrokerAddress)
        }
    }
}

impl fmt::Display for BrokerAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

dateline_runtime::text_setting!(BrokerAddress, "HOST:PORT, for example 127.0.0.1:9092");

impl SecurityProtocol {
    const fn logs_in(self) -> bool {
        matches!(self, Self::SaslPlaintext | Self::SaslSsl)
    }

    const fn encrypts(self) -> bool {
        matches!(self, Self::Ssl | Self::SaslSsl)
    }
}

impl KafkaConfig {
    pub(super) fn client_properties(&self) -> BTreeMap<String, String> {
        let path = |path: &PathBuf| path.display().to_string();
        let secret = |secret: &Secret| secret.expose().to_owned();
        let brokers: Vec<String> = self.brokers.iter().map(ToString::to_string).collect();
        let protocol = self.security_protocol.to_string();
        let mechanism = self.sasl_mechanism.map(|mechanism| mechanism.to_string());
        let settings = [
            ("bootstrap.servers", Some(brokers.join(","))),
            ("security.protocol", Some(protocol)),
            ("sasl.mechanism", mechanism),
            ("sasl.username", self.username.clone()),
            ("sasl.password", self.password.as_ref().map(secret)),
            ("ssl.ca.location", self.ca_file.as_ref().map(path)),
            (
                "ssl.certificate.location",
                self.certificate_file.as_ref().map(path),
            ),
            ("ssl.key.location", self.key_file.as_ref().map(path)),
            ("ssl.key.password", self.key_password.as_ref().map(secret)),
        ];
        let mut properties: BTreeMap<String, String> = self
            .properties
            .iter()
            .map(|(name, value)| (properties::canonical(name), value.to_string()))
            .collect();
        let set = settings
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        properties.extend(set);
        properties
    }

    pub(super) fn violations(&self) -> Vec<Violation> {
        let mut violations = properties::violations(&self.properties);
        let protocol = self.security_protocol;
        let log_in = [
            ("sasl_mechanism", self.sasl_mechanism.is_some()),
            ("username", self.username.is_some()),
            ("password", self.password.is_some()),
        ];
        for (field, is_set) in log_in {
            if is_set != protocol.logs_in() {
                violations.push(inconsistent(field, is_set, protocol, "logs in a user"));
            }
        }
        let encryption = [
            ("ca_file", self.ca_file.is_some()),
            ("certificate_file", self.certificate_file.is_some()),
            ("key_file", self.key_file.is_some()),
            ("key_password", self.key_password.is_some()),
        ];
        for (field, is_set) in encryption {
            if is_set && !protocol.encrypts() {
                violations.push(inconsistent(field, is_set, protocol, "encrypts"));
            }
        }
        if self.certificate_file.is_some() != self.key_file.is_some() {
            violations.push(Violation {
                key: "kafka.certificate_file".to_owned(),
                what: "of `kafka.certificate_file` and `kafka.key_file` only one is set".to_owned(),
                why: "a certificate is of no use without its key, nor a key without it".to_owned(),
                remedy: "set both, or neither".to_owned(),
            });
        }
        violations
    }
}

fn inconsistent(field: &str, is_set: bool, protocol: SecurityProtocol, does: &str) -> Violation {
    let key = format!("kafka.{field}");
    let (what, why, remedy) = if is_set {
        (
            format!("`{key}` is set for nothing"),
            format!("`kafka.security_protocol` is {protocol}, which never {does}"),
            format!("choose a protocol that {does}, or remove `{key}`"),
        )
    } else {
        (
            format!("`{key}` is missing"),
            format!("`kafka.security_protocol` is {protocol}, which {does}"),
            match field {
                "password" => {
                    "name its file with `kafka.password_file`, or set DATELINE_KAFKA__PASSWORD"
                        .to_owned()
                }
                _ => format!("set `{key}`, or choose a protocol that does not"),
            },
        )
    };
    Violation {
        key,
        what,
        why,
        remedy,
    }
}
