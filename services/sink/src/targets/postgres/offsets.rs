//! How far the database is filled, and from which log.

use std::collections::BTreeMap;

use dateline_runtime::NextOffset;
use tokio_postgres::{Client, Statement, Transaction};

use super::failure::Failure;
use crate::targets::{LogIdentity, Position, Slice, TargetError};

/// Claims the database for a log: the first one that asks has it for good.
pub(super) async fn claim(
    client: &Client,
    target: &str,
    expected: &LogIdentity,
) -> Result<(), Failure> {
    let read = "SELECT cluster_id, topic, topic_id FROM delivery_log";
    let mut row = client.query_opt(read, &[]).await?;
    if row.is_none() {
        let claim = "INSERT INTO delivery_log (cluster_id, topic, topic_id) VALUES ($1, $2, $3) \
             ON CONFLICT DO NOTHING";
        let LogIdentity {
            cluster_id,
            topic,
            topic_id,
        } = expected;
        client
            .execute(claim, &[cluster_id, topic, topic_id])
            .await?;
        row = client.query_opt(read, &[]).await?;
    }
    let found = row.map(|row| LogIdentity {
        cluster_id: row.get(0),
        topic: row.get(1),
        topic_id: row.get(2),
    });
    match found {
        Some(found) if found == *expected => Ok(()),
        Some(found) => Err(Failure::Target(TargetError::ForeignLog {
            target: target.to_owned(),
            found: Box::new(found),
            expected: Box::new(expected.clone()),
        })),
        None => Err(Failure::Unavailable(
            "somebody empties delivery_log".to_owned(),
        )),
    }
}

/// Where the database stands in each of these partitions.
pub(super) async fn positions(
    client: &Client,
    partitions: &[i32],
) -> Result<Vec<Option<Position>>, Failure> {
    let read =
        "SELECT partition, next_offset, ledger FROM delivery_offsets WHERE partition = ANY($1)";
    let rows = client.query(read, &[&partitions]).await?;
    let found = rows.iter().map(|row| {
        let next = NextOffset(row.get(1));
        let ledger = row.get(2);
        (row.get(0), Position { next, ledger })
    });
    let mut found: BTreeMap<i32, Position> = found.collect();
    Ok(partitions
        .iter()
        .map(|partition| found.remove(partition))
        .collect())
}

/// Moves every slice's partition from its start to its end. The rows stay locked until the transaction ends, so a rival
/// that does the same waits and then finds them moved.
pub(super) struct MoveOffsets {
    update: Statement,
    insert: Statement,
}

impl MoveOffsets {
    pub(super) async fn prepare(client: &Client) -> Result<Self, Failure> {
        let update = "UPDATE delivery_offsets AS stands SET next_offset = slice.end_at, ledger = slice.ledger \
             FROM unnest($1::integer[], $2::bigint[], $3::bigint[], $4::text[]) \
                  AS slice (partition, start_at, end_at, ledger) \
             WHERE stands.partition = slice.partition AND stands.next_offset = slice.start_at \
             RETURNING stands.partition";
        let insert = "INSERT INTO delivery_offsets (partition, next_offset, ledger) VALUES ($1, $2, $3) \
             ON CONFLICT DO NOTHING";
        Ok(Self {
            update: client.prepare(update).await?,
            insert: client.prepare(insert).await?,
        })
    }

    /// `Moved` for the first partition that did not stand at its slice's start.
    pub(super) async fn run(
        &self,
        transaction: &Transaction<'_>,
        target: &str,
        slices: &[Slice],
    ) -> Result<(), Failure> {
        let partitions: Vec<i32> = slices.iter().map(|slice| slice.partition).collect();
        let starts: Vec<i64> = slices.iter().map(|slice| slice.start.0).collect();
        let ends: Vec<i64> = slices.iter().map(|slice| slice.end.0).collect();
        let ledgers: Vec<&str> = slices.iter().map(|slice| slice.ledger.as_str()).collect();
        let moved = transaction
            .query(&self.update, &[&partitions, &starts, &ends, &ledgers])
            .await?;
        let moved: Vec<i32> = moved.iter().map(|row| row.get(0)).collect();
        let mut others = slices
            .iter()
            .filter(|slice| !moved.contains(&slice.partition));
        for slice in others.by_ref() {
            // Either the first delivery of the partition, whose row is made here unless a rival was first, or a move.
            let values: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
                [&slice.partition, &slice.end.0, &slice.ledger];
            if transaction.execute(&self.insert, &values).await? == 0 {
                return Err(moved_away(transaction, target, slice).await?.into());
            }
        }
        Ok(())
    }
}

async fn moved_away(
    transaction: &Transaction<'_>,
    target: &str,
    slice: &Slice,
) -> Result<TargetError, Failure> {
    let read = "SELECT next_offset FROM delivery_offsets WHERE partition = $1";
    let found = transaction.query_opt(read, &[&slice.partition]).await?;
    Ok(TargetError::Moved {
        target: target.to_owned(),
        partition: slice.partition,
        expected: slice.start,
        found: found.map(|row| NextOffset(row.get(0))),
    })
}
