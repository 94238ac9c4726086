//! `[sink]`: what delivers enriched items.

use std::fmt;

use dateline_runtime::config::{
    Node, Problem, Secret, Setting, Shape, TomlValue, Value, Violation,
};
use dateline_sink::targets::TargetAddress;

const EXPECTED: &str = "jsonl:PATH, jsonl:- for standard output, or postgres://USER@HOST/DATABASE";

dateline_runtime::section! {
    /// What delivers enriched items.
    pub struct SinkConfig {
        /// Where items go. On standard output (jsonl:-) delivery is at least once over a restart, elsewhere exactly
        /// once. It has to be set for a sink.
        pub target: Option<SinkTarget> = None,
        /// Password for the database, if it is not part of the target's address.
        pub password: Option<Secret> = None,
    }
}

/// Address of a target. It is never shown with a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SinkTarget(pub TargetAddress);

impl fmt::Display for SinkTarget {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Setting for SinkTarget {
    fn shape() -> Shape {
        Shape::Value(EXPECTED.into())
    }

    /// Its messages leave the text out, unlike those of other settings: a mistyped address may hold a password.
    fn read(node: &Node) -> Result<Self, Vec<Problem>> {
        let refused = |why: String| {
            vec![Problem {
                what: format!("`{}` is no address of a target", node.key),
                place: node.origin.to_string(),
                why,
                remedy: format!("set it to {EXPECTED}"),
            }]
        };
        let (Value::Text(text) | Value::Untyped(text)) = &node.value else {
            return Err(refused(format!("it must be {EXPECTED}")));
        };
        text.parse()
            .map(Self)
            .map_err(|error: dateline_sink::targets::AddressError| refused(error.to_string()))
    }

    fn show(&self) -> Option<TomlValue> {
        Some(TomlValue::String(self.to_string()))
    }
}

impl SinkConfig {
    /// The target with its password, if there is a target.
    pub fn address(&self) -> Option<TargetAddress> {
        let SinkTarget(address) = self.target.clone()?;
        Some(match (address, &self.password) {
            (TargetAddress::Postgres(connection), Some(password)) => {
                TargetAddress::Postgres(connection.with_password(password.expose()))
            }
            (address, _) => address,
        })
    }

    pub(super) fn violations(&self) -> Vec<Violation> {
        let target = self.target.as_ref();
        // Without a target nobody delivers here, or a flag of another process names it: a probe of the sink's container
        // has the sink's environment and not its flags.
        let takes_none =
            target.is_some_and(|SinkTarget(target)| !matches!(target, TargetAddress::Postgres(_)));
        if self.password.is_none() || !takes_none {
            return Vec::new();
        }
        vec![Violation {
            key: "sink.password".to_owned(),
            what: "`sink.password` is set for nothing".to_owned(),
            why: "only a database takes a password".to_owned(),
            remedy: "set `sink.target` to a database, or remove the password".to_owned(),
        }]
    }
}
