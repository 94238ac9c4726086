//! PostgreSQL, exactly once: rows and offsets change in one transaction.
//!
//! The offset moves by `UPDATE … WHERE next_offset = start`, first in the transaction: a sink whose partition has gone to
//! another one finds no such row, and nothing of its batch is written.

mod connection;
mod failure;
mod migrations;
mod offsets;
mod rows;
#[cfg(test)]
mod tests;
mod writer;

use std::time::Duration;

use tokio::{
    runtime::{Builder, Runtime},
    task::JoinHandle,
    time::timeout,
};
use tokio_postgres::Client;

pub use self::connection::{ConnectionString, NoConnectionString};
use self::{failure::Failure, offsets::MoveOffsets, rows::Row, writer::RowWriter};
use super::{Delivered, Delivery, LogIdentity, Position, Slice, Target, TargetError};

/// Longest that a call may take. A server that says nothing for so long is given up, and asked anew on a new connection.
const CALL_TIMEOUT: Duration = Duration::from_secs(30);

/// Longest wait for the end of a session that is not used again.
const GOODBYE_TIMEOUT: Duration = Duration::from_secs(1);

/// A PostgreSQL database. It connects on its first call, and again on the next one after the connection was lost; each
/// time it brings the tables to this version and checks whose they are.
///
/// It owns a small runtime that runs only during calls, so it must not be used from inside an async task.
pub struct PostgresTarget {
    connection: ConnectionString,
    identity: Option<LogIdentity>,
    runtime: Option<Runtime>,
    session: Option<Session>,
}

/// A connection on which everything is checked and prepared.
struct Session {
    client: Client,
    connection: JoinHandle<()>,
    move_offsets: MoveOffsets,
    writer: RowWriter,
}

impl PostgresTarget {
    /// The target at this connection string.
    pub const fn new(connection: ConnectionString) -> Self {
        Self {
            connection,
            identity: None,
            runtime: None,
            session: None,
        }
    }

    /// Runs a call on the session, connecting first where there is none. A session whose call was not answered properly is
    /// not used again: what its transaction came to is for the server to say, through the offsets.
    fn call<Answer>(
        &mut self,
        call: impl AsyncFnOnce(&mut Session) -> Result<Answer, Failure>,
    ) -> Result<Answer, TargetError> {
        let target = self.connection.to_string();
        if self.runtime.is_none() {
            self.runtime = Some(runtime_for(&target)?);
        }
        let (Some(runtime), connection, identity) =
            (&self.runtime, &self.connection, self.identity.as_ref())
        else {
            return Err(used_too_early().at(target));
        };
        let session = &mut self.session;
        let answer = runtime.block_on(async {
            let answer = timeout(CALL_TIMEOUT, async {
                if session.is_none() {
                    *session = Some(Session::open(connection, identity).await?);
                }
                match session {
                    Some(session) => call(session).await,
                    None => Err(used_too_early()),
                }
            });
            let silence = format!("no answer within {} seconds", CALL_TIMEOUT.as_secs());
            let answer = answer.await.unwrap_or(Err(Failure::Unavailable(silence)));
            match &answer {
                Ok(_) | Err(Failure::Target(_)) => {}
                Err(_) => Session::close(session.take()).await,
            }
            answer
        });
        answer.map_err(|failure| failure.at(target))
    }
}

fn used_too_early() -> Failure {
    Failure::Fatal {
        problem: "it was used before it was opened".to_owned(),
        remedy: "This is a defect: please report it",
    }
}

fn runtime_for(target: &str) -> Result<Runtime, TargetError> {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| TargetError::Unavailable {
        target: target.to_owned(),
        cause: format!("no event loop could be made: {error}"),
    })
}

impl Session {
    async fn open(
        connection: &ConnectionString,
        identity: Option<&LogIdentity>,
    ) -> Result<Self, Failure> {
        let Some(identity) = identity else {
            return Err(used_too_early());
        };
        let (mut client, connection_task) = connection.connect().await?;
        migrations::migrate(&mut client).await?;
        offsets::claim(&client, &connection.to_string(), identity).await?;
        Ok(Self {
            move_offsets: MoveOffsets::prepare(&client).await?,
            writer: RowWriter::prepare(&client).await?,
            client,
            connection: connection_task,
        })
    }

    /// Says goodbye and waits until the server has heard it, so that it holds no lock for a session that is not used
    /// again.
    async fn close(session: Option<Self>) {
        let Some(session) = session else { return };
        drop(session.client);
        // What cannot be said in time is for the server to find out.
        drop(timeout(GOODBYE_TIMEOUT, session.connection).await);
    }

    /// Moves the offsets and writes the rows in one transaction.
    async fn commit(
        &mut self,
        target: &str,
        slices: &[Slice],
        groups: &[Vec<Row<'_>>],
    ) -> Result<(), Failure> {
        let transaction = self.client.transaction().await?;
        let moved = self.move_offsets.run(&transaction, target, slices).await;
        let written = match moved.map_err(not_a_row) {
            Ok(()) => self.writer.write(&transaction, groups).await,
            Err(failure) => Err(failure),
        };
        match written {
            Ok(()) => Ok(transaction.commit().await?),
            Err(failure) => {
                // Rolled back at once, and not only when the session is used next: a successor may wait for the locks.
                drop(transaction.rollback().await);
                Err(failure)
            }
        }
    }

    /// Finds out which rows are refused, in a transaction that is rolled back.
    async fn find_refused(&mut self, groups: &[Vec<Row<'_>>]) -> Result<Delivery, Failure> {
        let mut transaction = self.client.transaction().await?;
        let refused = self.writer.find_refused(&mut transaction, groups).await?;
        transaction.rollback().await?;
        if refused.is_empty() {
            // What was refused a moment ago is not any more: somebody changed the tables meanwhile.
            return Err(Failure::Unavailable(
                "its rows are refused at one time and taken at another".to_owned(),
            ));
        }
        Ok(Delivery::Refused(refused))
    }
}

/// A refusal of the sink's own bookkeeping is no refusal of an item.
fn not_a_row(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(problem) => Failure::Fatal {
            problem: format!("it refuses the sink's own offsets: {problem}"),
            remedy: "Undo what was changed by hand on delivery_offsets",
        },
        other => other,
    }
}

impl Target for PostgresTarget {
    fn describe(&self) -> String {
        self.connection.to_string()
    }

    fn open(&mut self, identity: &LogIdentity) -> Result<(), TargetError> {
        self.identity = Some(identity.clone());
        self.session = None;
        self.call(async |_| Ok(()))
    }

    fn positions(&mut self, partitions: &[i32]) -> Result<Vec<Option<Position>>, TargetError> {
        self.call(async |session| offsets::positions(&session.client, partitions).await)
    }

    fn deliver(
        &mut self,
        batch: &[Delivered<'_>],
        slices: &[Slice],
    ) -> Result<Delivery, TargetError> {
        let groups = match rows::rows_of(batch) {
            Ok(groups) => groups,
            Err(refused) => return Ok(Delivery::Refused(refused)),
        };
        let target = self.describe();
        self.call(
            async |session| match session.commit(&target, slices, &groups).await {
                Ok(()) => Ok(Delivery::Committed),
                Err(Failure::Refused(_)) => session.find_refused(&groups).await,
                Err(other) => Err(other),
            },
        )
    }

    fn close(mut self: Box<Self>) -> Result<(), TargetError> {
        if let Some(runtime) = &self.runtime {
            runtime.block_on(Session::close(self.session.take()));
        }
        Ok(())
    }
}
