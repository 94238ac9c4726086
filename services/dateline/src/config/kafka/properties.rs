//! Properties of librdkafka that are passed through, and those that are not.

use std::{collections::BTreeMap, fmt};

use dateline_runtime::config::{Node, Problem, Setting, Shape, TomlValue, Value, Violation};

const EXPECTED: &str = "text, a number, or true or false";

/// Properties that exactly once rests on, by what would go wrong.
const REFUSED: [(&str, &[&str]); 6] = [
    (
        "offsets are committed in the transaction of their outputs and nowhere else",
        &[
            "enable.auto.commit",
            "enable.auto.offset.store",
            "auto.commit.interval.ms",
        ],
    ),
    (
        "records of aborted transactions would be read, or committed ones written twice",
        &[
            "isolation.level",
            "transactional.id",
            "enable.idempotence",
            "enable.gapless.guarantee",
            "acks",
            "request.required.acks",
            "max.in.flight",
            "max.in.flight.requests.per.connection",
            "retries",
            "message.send.max.retries",
        ],
    ),
    (
        "the pump's rules for lost connections and late answers count on its own times",
        &[
            "transaction.timeout.ms",
            "message.timeout.ms",
            "delivery.timeout.ms",
            "socket.timeout.ms",
        ],
    ),
    (
        "where a service reads, from when on and with whom is decided by Dateline, from `prefix` and `instance_id`",
        &[
            "group.id",
            "group.instance.id",
            "group.protocol",
            "auto.offset.reset",
            "partition.assignment.strategy",
            "enable.partition.eof",
        ],
    ),
    (
        "equal keys must go to equal partitions, as Java's clients choose them, and topics are made by `dateline topics apply`",
        &["partitioner", "allow.auto.create.topics"],
    ),
    (
        "it has a key of its own in [kafka], where secrets are kept out of sight",
        &[
            "bootstrap.servers",
            "metadata.broker.list",
            "security.protocol",
            "sasl.mechanism",
            "sasl.mechanisms",
            "sasl.username",
            "sasl.password",
            "ssl.ca.location",
            "ssl.certificate.location",
            "ssl.key.location",
            "ssl.key.password",
        ],
    ),
];

/// Properties whose values are secrets and have no key of their own.
const SECRETS: [&str; 4] = [
    "ssl.key.pem",
    "ssl.keystore.password",
    "sasl.oauthbearer.client.secret",
    "sasl.oauthbearer.config",
];

/// Value of a property: text, whatever it is in TOML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyValue(String);

impl fmt::Display for PropertyValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Setting for PropertyValue {
    fn shape() -> Shape {
        Shape::Value(EXPECTED.into())
    }

    fn read(node: &Node) -> Result<Self, Vec<Problem>> {
        match &node.value {
            Value::Text(text) | Value::Untyped(text) => Ok(Self(text.clone())),
            Value::Integer(number) => Ok(Self(number.to_string())),
            Value::Float(number) => Ok(Self(number.to_string())),
            Value::Boolean(yes) => Ok(Self(yes.to_string())),
            Value::List(_) | Value::Table(_) => Err(vec![node.mismatch(EXPECTED)]),
        }
    }

    fn show(&self) -> Option<TomlValue> {
        Some(TomlValue::String(self.0.clone()))
    }
}

/// Environment variables cannot have dots in their names, and no property has an underscore.
pub fn canonical(name: &str) -> String {
    name.replace('_', ".")
}

pub fn violations(properties: &BTreeMap<String, PropertyValue>) -> Vec<Violation> {
    let mut violations = Vec::new();
    for name in properties.keys() {
        let property = canonical(name);
        if let Some(why) = why_refused(&property) {
            // The key as its origin is filed under: quoted where TOML wants it so.
            let key = if name.contains('.') {
                format!("kafka.properties.{name:?}")
            } else {
                format!("kafka.properties.{name}")
            };
            violations.push(Violation {
                key,
                what: format!("the property {property} cannot be set"),
                why: why.to_owned(),
                remedy: "remove it".to_owned(),
            });
        }
    }
    violations
}

fn why_refused(property: &str) -> Option<&'static str> {
    if SECRETS.contains(&property) {
        return Some("its value is a secret, which would stand in plain sight");
    }
    let group = REFUSED.iter().find(|(_, names)| names.contains(&property));
    group.map(|(why, _)| *why)
}
