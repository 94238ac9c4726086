//! The address of a target, as configuration and `--sink` spell it.

use std::{fmt, path::PathBuf, str::FromStr};

use super::{
    Target,
    jsonl::JsonlTarget,
    postgres::{ConnectionString, PostgresTarget},
    stream::StreamTarget,
};

/// The address of a target: `jsonl:PATH`, `jsonl:-` for standard output, or a PostgreSQL connection string
/// (`postgres://USER@HOST/DATABASE`, or `postgres:` followed by `key=value` pairs).
///
/// The debug form has no password in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetAddress {
    /// A file of JSON Lines.
    Jsonl(PathBuf),
    /// JSON Lines on standard output.
    StandardOutput,
    /// A PostgreSQL database.
    Postgres(ConnectionString),
}

/// Why an address is none. It never repeats the address of a database, which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// No such kind of target.
    #[error(
        "no such kind of target: {0:?}; targets are jsonl:PATH, jsonl:- (standard output) and postgres://USER@HOST/DATABASE"
    )]
    UnknownKind(String),
    /// A kind without an address.
    #[error("jsonl: lacks a path; say jsonl:PATH, or jsonl:- for standard output")]
    NoPath,
    /// Not what libpq would take. The reason is left out, because it would quote parts of a password.
    #[error(
        "not a PostgreSQL connection string; say postgres://USER:PASSWORD@HOST:PORT/DATABASE with special characters in \
         percent encoding, or postgres:host=… user=… password='…' dbname=…"
    )]
    Connection,
}

impl TargetAddress {
    /// The target at this address, not yet opened.
    pub fn into_target(self) -> Box<dyn Target> {
        match self {
            Self::Jsonl(path) => Box::new(JsonlTarget::new(path)),
            Self::StandardOutput => Box::new(StreamTarget::standard_output()),
            Self::Postgres(connection) => Box::new(PostgresTarget::new(connection)),
        }
    }
}

impl FromStr for TargetAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let kind = text.split(':').next().unwrap_or(text);
        match (kind, text.get(kind.len() + 1..)) {
            ("jsonl", None | Some("")) => Err(AddressError::NoPath),
            ("jsonl", Some("-")) => Ok(Self::StandardOutput),
            ("jsonl", Some(path)) => Ok(Self::Jsonl(path.into())),
            ("postgres" | "postgresql", Some(rest)) => {
                let connection = if rest.starts_with("//") { text } else { rest };
                let connection = connection.parse().map_err(|_| AddressError::Connection)?;
                Ok(Self::Postgres(connection))
            }
            _ => Err(AddressError::UnknownKind(kind.chars().take(20).collect())),
        }
    }
}

impl fmt::Display for TargetAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Jsonl(path) => write!(formatter, "jsonl:{}", path.display()),
            Self::StandardOutput => formatter.write_str("jsonl:-"),
            Self::Postgres(connection) => connection.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_they_are_documented() {
        let cases = [
            ("jsonl:out/items.jsonl", "jsonl:out/items.jsonl"),
            ("jsonl:-", "jsonl:-"),
            (
                "postgres://anna:geheim@db.example:6432/news",
                "database news at db.example:6432 as anna",
            ),
            (
                "postgres:host=db.example user=anna password='a b'",
                "database anna at db.example:5432 as anna",
            ),
        ];
        for (text, shown) in cases {
            let address: TargetAddress = text.parse().unwrap();
            assert_eq!(address.to_string(), shown);
        }
    }

    #[test]
    fn what_is_no_address_is_refused_without_repeating_a_password() {
        let cases = [
            ("jsonl:", AddressError::NoPath),
            (
                "items.jsonl",
                AddressError::UnknownKind("items.jsonl".into()),
            ),
            ("parquet:x", AddressError::UnknownKind("parquet".into())),
            ("postgres://anna:geheim@db:port/x", AddressError::Connection),
            ("postgres:password=ge heim", AddressError::Connection),
        ];
        for (text, expected) in cases {
            let error = text.parse::<TargetAddress>().unwrap_err();
            assert_eq!(error, expected);
            assert!(!error.to_string().contains("heim"), "{error}");
        }
    }

    #[test]
    fn the_debug_form_hides_the_password() {
        let address: TargetAddress = "postgres://anna:geheim@db/x".parse().unwrap();
        assert!(!format!("{address:?} {address}").contains("geheim"));
    }
}
