//! The statements that write rows, and the search for those that the database refuses.

use std::collections::HashSet;

use dateline_schemas::lineage::MEMORY_MS;
use tokio_postgres::{Client, Statement, Transaction};

use super::{
    failure::Failure,
    rows::{ITEM_COLUMNS, RegionColumns, Row, merges_of},
};
use crate::targets::Refused;

/// Rows in one statement: enough that round trips no longer show, few enough that the search for a refused row is short.
const STATEMENT_ROWS: usize = 500;

/// Bytes of columns in one statement, which the server holds several times over.
const STATEMENT_BYTES: usize = 8 << 20;

/// The prepared statements that write a group of rows.
pub(super) struct RowWriter {
    upsert: Statement,
    delete_regions: Statement,
    insert_regions: Statement,
    insert_merges: Statement,
}

impl RowWriter {
    pub(super) async fn prepare(client: &Client) -> Result<Self, Failure> {
        let insert_regions = "INSERT INTO item_regions \
                 (uri, rank, scheme, code, role, weight, place, geonames_id) \
             SELECT * FROM unnest($1::text[], $2::integer[], $3::text[], $4::text[], $5::text[], \
                 $6::double precision[], $7::text[], $8::bigint[])";
        let insert_merges = "INSERT INTO story_merges (merged_story_id, story_id) \
             SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING";
        let delete_regions = "DELETE FROM item_regions WHERE uri = ANY($1::text[])";
        Ok(Self {
            upsert: client.prepare(&upsert_sql()).await?,
            delete_regions: client.prepare(delete_regions).await?,
            insert_regions: client.prepare(insert_regions).await?,
            insert_merges: client.prepare(insert_merges).await?,
        })
    }

    /// Writes groups of rows that are expected to be fine.
    pub(super) async fn write(
        &self,
        transaction: &Transaction<'_>,
        groups: &[Vec<Row<'_>>],
    ) -> Result<(), Failure> {
        for rows in statements_of(groups) {
            self.write_rows(transaction, rows).await?;
        }
        Ok(())
    }

    /// Writes the same groups half by half, each under a savepoint, and returns the rows that the database refuses.
    pub(super) async fn find_refused(
        &self,
        transaction: &mut Transaction<'_>,
        groups: &[Vec<Row<'_>>],
    ) -> Result<Vec<Refused>, Failure> {
        let mut refused = Vec::new();
        let mut to_write: Vec<&[Row<'_>]> = statements_of(groups).collect();
        to_write.reverse();
        while let Some(rows) = to_write.pop() {
            let savepoint = transaction.savepoint("rows").await?;
            match self.write_rows(&savepoint, rows).await {
                Ok(()) => savepoint.commit().await?,
                Err(Failure::Refused(message)) => {
                    savepoint.rollback().await?;
                    if let [row] = rows {
                        let index = row.index;
                        refused.push(Refused { index, message });
                    } else {
                        let (first, second) = rows.split_at(rows.len() / 2);
                        to_write.extend([second, first]);
                    }
                }
                Err(other) => return Err(other),
            }
        }
        refused.sort_by_key(|refused| refused.index);
        Ok(refused)
    }

    async fn write_rows(
        &self,
        transaction: &Transaction<'_>,
        rows: &[Row<'_>],
    ) -> Result<(), Failure> {
        let columns: Vec<&str> = rows.iter().map(|row| row.columns.as_str()).collect();
        let written = transaction.query(&self.upsert, &[&columns]).await?;
        let updated: Vec<&str> = written
            .iter()
            .filter(|row| row.get(1))
            .map(|row| row.get(0))
            .collect();
        if !updated.is_empty() {
            transaction
                .execute(&self.delete_regions, &[&updated])
                .await?;
        }
        self.write_regions(transaction, rows, &written).await?;
        let (merged, stories) = merges_of(rows);
        if !merged.is_empty() {
            let values: [&(dyn tokio_postgres::types::ToSql + Sync); 2] = [&merged, &stories];
            transaction.execute(&self.insert_merges, &values).await?;
        }
        Ok(())
    }

    /// Regions of the rows that were written: an older revision than the stored one leaves the stored regions alone.
    async fn write_regions(
        &self,
        transaction: &Transaction<'_>,
        rows: &[Row<'_>],
        written: &[tokio_postgres::Row],
    ) -> Result<(), Failure> {
        let written: HashSet<&str> = written.iter().map(|row| row.get(0)).collect();
        let mut regions = RegionColumns::default();
        for row in rows {
            if written.contains(row.item.item.uri.as_str()) {
                regions.add(row.item);
            }
        }
        if regions.uris.is_empty() {
            return Ok(());
        }
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 8] = [
            &regions.uris,
            &regions.ranks,
            &regions.schemes,
            &regions.codes,
            &regions.roles,
            &regions.weights,
            &regions.places,
            &regions.geonames_ids,
        ];
        transaction.execute(&self.insert_regions, &values).await?;
        Ok(())
    }
}

/// One statement for both a new uri and a newer revision, or the same uri in a new life. `xmax` is zero on a row that was inserted and not updated.
fn upsert_sql() -> String {
    let columns = ITEM_COLUMNS.join(", ");
    let values: Vec<String> = ITEM_COLUMNS
        .iter()
        .map(|name| format!("item.{name}"))
        .collect();
    let sets: Vec<String> = ITEM_COLUMNS
        .iter()
        .map(|name| format!("{name} = excluded.{name}"))
        .collect();
    let (values, sets) = (values.join(", "), sets.join(", "));
    format!(
        "INSERT INTO items AS stored ({columns}) \
         SELECT {values} \
         FROM unnest($1::text[]) AS incoming (columns), json_populate_record(NULL::items, incoming.columns::json) AS item \
         ON CONFLICT (uri) DO UPDATE SET {sets} WHERE excluded.revision > stored.revision \
             OR excluded.received_at >= stored.received_at + {MEMORY_MS} * interval '1 millisecond' \
         RETURNING uri, xmax::text <> '0'"
    )
}

/// The groups cut into what goes into one statement, in order.
fn statements_of<'r, 'a>(groups: &'r [Vec<Row<'a>>]) -> impl Iterator<Item = &'r [Row<'a>]> {
    groups.iter().flat_map(|group| {
        let mut rest = group.as_slice();
        std::iter::from_fn(move || {
            let mut bytes = 0;
            let fits = rest.iter().take(STATEMENT_ROWS).take_while(|row| {
                bytes += row.columns.len();
                bytes <= STATEMENT_BYTES
            });
            // A single row that is larger still goes: the database has the last word on it.
            let count = fits.count().max(1).min(rest.len());
            let (statement, others) = rest.split_at(count);
            rest = others;
            (!statement.is_empty()).then_some(statement)
        })
    })
}
