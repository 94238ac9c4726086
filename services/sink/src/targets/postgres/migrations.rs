//! The tables, and how they come to be as this version needs them.

use tokio_postgres::Client;

use super::failure::Failure;

/// A step from one form of the tables to the next. Released ones are never edited.
struct Migration {
    version: i32,
    name: &'static str,
    sql: &'static str,
}

const MIGRATIONS: [Migration; 1] = [Migration {
    version: 1,
    name: "items",
    sql: include_str!("../../../migrations/0001_items.sql"),
}];

/// Key of the advisory lock under which sinks migrate one after the other: the ASCII codes of `dateline`.
const MIGRATION_LOCK: i64 = 0x6461_7465_6c69_6e65;

const MIGRATIONS_TABLE: &str = "CREATE TABLE IF NOT EXISTS dateline_migrations (\
     version integer PRIMARY KEY, \
     name text NOT NULL, \
     sha256 text NOT NULL, \
     applied_at timestamptz NOT NULL DEFAULT now())";

const HASH: &str = "SELECT encode(sha256(convert_to($1, 'UTF8')), 'hex')";

/// Brings the tables to this version, all in one transaction; does nothing where they are there already.
pub(super) async fn migrate(client: &mut Client) -> Result<(), Failure> {
    check_database(client).await?;
    let transaction = client.transaction().await?;
    transaction
        .execute("SELECT pg_advisory_xact_lock($1)", &[&MIGRATION_LOCK])
        .await?;
    let there = "SELECT to_regclass('dateline_migrations') IS NOT NULL";
    // Asked first, because CREATE needs a right that a user of ready-made tables need not have.
    if !transaction.query_one(there, &[]).await?.get::<_, bool>(0) {
        transaction.batch_execute(MIGRATIONS_TABLE).await?;
    }
    let applied = "SELECT version, name, sha256 FROM dateline_migrations ORDER BY version";
    let applied = transaction.query(applied, &[]).await?;
    if let Some(newer) = applied.get(MIGRATIONS.len()) {
        let (version, name): (i32, String) = (newer.get(0), newer.get(1));
        return Err(Failure::Fatal {
            problem: format!("a newer Dateline made its tables (migration {version}, {name})"),
            remedy: "Run that version or a later one",
        });
    }
    for (i, migration) in MIGRATIONS.iter().enumerate() {
        let hash = transaction.query_one(HASH, &[&migration.sql]).await?;
        let hash: String = hash.get(0);
        match applied.get(i).map(|row| row.get::<_, String>(2)) {
            Some(found) if found == hash => {}
            Some(_) => {
                let Migration { version, name, .. } = migration;
                return Err(Failure::Fatal {
                    problem: format!(
                        "its tables come from another text of migration {version} ({name})"
                    ),
                    remedy: "Run the version that made them; a released migration is never edited",
                });
            }
            None => {
                transaction.batch_execute(migration.sql).await?;
                let record =
                    "INSERT INTO dateline_migrations (version, name, sha256) VALUES ($1, $2, $3)";
                let values: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
                    [&migration.version, &migration.name, &hash];
                transaction.execute(record, &values).await?;
            }
        }
    }
    transaction.commit().await?;
    Ok(())
}

/// Refuses a database in which nearly every text of another script would be refused, and one without a schema to use.
async fn check_database(client: &Client) -> Result<(), Failure> {
    let about = "SELECT current_setting('server_encoding'), current_schema() IS NOT NULL";
    let about = client.query_one(about, &[]).await?;
    let encoding: String = about.get(0);
    if encoding != "UTF8" {
        return Err(Failure::Fatal {
            problem: format!("it stores text as {encoding}, which has no room for most scripts"),
            remedy: "Create a database with ENCODING 'UTF8' and name that one",
        });
    }
    if !about.get::<_, bool>(1) {
        return Err(Failure::Fatal {
            problem: "no schema of its search_path exists".to_owned(),
            remedy: "Create the schema, or correct options=-csearch_path=… in the connection string",
        });
    }
    Ok(())
}
