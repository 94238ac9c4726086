//! What an error of the database means for a delivery.

use std::{error::Error as _, io};

use tokio_postgres::{Error, error::SqlState};

use crate::targets::TargetError;

/// An error, sorted by what is to be done about it.
#[derive(Debug)]
pub(super) enum Failure {
    /// The connection or the server: the same may succeed later, on a new connection.
    Unavailable(String),
    /// The rows: the same will never succeed.
    Refused(String),
    /// The database as it is set up.
    Fatal {
        /// What is wrong.
        problem: String,
        /// What to do about it.
        remedy: &'static str,
    },
    /// Sorted already.
    Target(TargetError),
}

impl Failure {
    /// Sorts an error of connecting: there, what neither the network nor the server said is the connection string's fault.
    pub(super) fn of_connecting(error: Error) -> Self {
        if error.as_db_error().is_some() || error.is_closed() || has_io_source(&error) {
            return error.into();
        }
        let said = chain_of(&error);
        Self::Fatal {
            problem: format!("no session can be opened: {said}"),
            remedy: "Check the connection string: user, password and sslmode (TLS is not built in, so sslmode=require fails)",
        }
    }

    /// The error for the caller.
    pub(super) fn at(self, target: String) -> TargetError {
        match self {
            Self::Unavailable(cause) => TargetError::Unavailable { target, cause },
            Self::Refused(problem) => TargetError::Fatal {
                target,
                problem,
                remedy: "The rows that the sink itself keeps were refused: check for constraints that were added".to_owned(),
            },
            Self::Fatal { problem, remedy } => TargetError::Fatal {
                target,
                problem,
                remedy: remedy.to_owned(),
            },
            Self::Target(error) => error,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let said = chain_of(&error);
        let Some(code) = error.code() else {
            if error.is_closed() || has_io_source(&error) {
                return Self::Unavailable(said);
            }
            return Self::Fatal {
                problem: said,
                remedy: "The server and this sink do not understand each other: check that it is PostgreSQL 12 or later",
            };
        };
        match code.code().get(..2).unwrap_or_default() {
            // Data exception, integrity constraint violation, and a limit that a value exceeds.
            "22" | "23" | "54" => Self::Refused(said),
            // Connection, rollback by the server, resources (a full disk, too many sessions), intervention, system.
            "08" | "40" | "53" | "57" | "58" => Self::Unavailable(said),
            _ if *code == SqlState::LOCK_NOT_AVAILABLE
                || *code == SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE
                || *code == SqlState::READ_ONLY_SQL_TRANSACTION
                || *code == SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT =>
            {
                Self::Unavailable(said)
            }
            class => Self::Fatal {
                problem: said,
                remedy: remedy_for(class, code),
            },
        }
    }
}

impl From<TargetError> for Failure {
    fn from(error: TargetError) -> Self {
        Self::Target(error)
    }
}

fn remedy_for(class: &str, code: &SqlState) -> &'static str {
    match class {
        "28" => "Check user and password in the connection string, and the server's pg_hba.conf",
        "3D" => "Create the database (createdb NAME), or name another one in the connection string",
        "3F" => "Create the schema that search_path names, or give the user one",
        "42" if *code == SqlState::INSUFFICIENT_PRIVILEGE => {
            "Give the user its own database, or GRANT USAGE, CREATE ON SCHEMA and ownership of the sink's tables"
        }
        "42" => {
            "The tables are not as this version made them: undo what was changed by hand, or name another database"
        }
        _ => "See the server's log",
    }
}

fn has_io_source(error: &Error) -> bool {
    error
        .source()
        .is_some_and(|source| source.is::<io::Error>())
}

/// An error and what caused it, as one line.
fn chain_of(error: &Error) -> String {
    if let Some(said) = error.as_db_error() {
        let code = said.code().code();
        // The detail of a violated constraint is the row itself, whose text belongs into no message.
        let detail = said.detail().filter(|_| !code.starts_with("23"));
        let detail = detail.map(|detail| format!(" ({detail})"));
        let detail = detail.unwrap_or_default();
        return format!("{} [SQLSTATE {code}]{detail}", said.message());
    }
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if !line.contains(&said) {
            line.push_str(": ");
            line.push_str(&said);
        }
        cause = error.source();
    }
    line
}
