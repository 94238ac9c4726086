//! A database for one test, on the server that the environment names.

use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{Client, Config, SimpleQueryMessage};

use super::super::{ConnectionString, PostgresTarget};
use crate::targets::{Target, fixtures::identity};

const SERVER: &str = "DATELINE_TEST_POSTGRES";

/// A database that is dropped with this value.
pub(super) struct Database {
    pub(super) name: String,
    server: Config,
    runtime: Runtime,
}

/// A new database, or `None`, said aloud, where no server is named.
pub(super) fn database(test: &str) -> Option<Database> {
    let Ok(server) = std::env::var(SERVER) else {
        eprintln!("skipped: {SERVER} names no PostgreSQL server");
        return None;
    };
    let database = Database {
        name: format!("dateline_sink_{test}_{}", std::process::id()),
        server: server.parse().unwrap(),
        runtime: Builder::new_current_thread().enable_all().build().unwrap(),
    };
    database.on_server(&format!(
        "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'",
        database.name
    ));
    Some(database)
}

impl Database {
    /// How the database is reached.
    pub(super) fn config(&self) -> Config {
        let mut config = self.server.clone();
        config.dbname(&self.name);
        config
    }

    /// A target that is not opened yet.
    pub(super) fn target(&self) -> PostgresTarget {
        PostgresTarget::new(ConnectionString(Box::new(self.config())))
    }

    /// An open target.
    pub(super) fn open(&self) -> PostgresTarget {
        let mut target = self.target();
        target.open(&identity()).unwrap();
        target
    }

    /// What a query answers: a line for each row, values separated by bars.
    pub(super) fn rows(&self, query: &str) -> Vec<String> {
        self.query(&self.config(), query)
    }

    /// Runs a statement in the database.
    pub(super) fn run(&self, statement: &str) {
        self.query(&self.config(), statement);
    }

    /// Runs a statement on the server, outside the database.
    pub(super) fn on_server(&self, statement: &str) -> Vec<String> {
        self.query(&self.server, statement)
    }

    fn query(&self, config: &Config, query: &str) -> Vec<String> {
        self.runtime.block_on(async {
            let (client, connection) = config.connect(tokio_postgres::NoTls).await.unwrap();
            let connection = tokio::spawn(connection);
            let rows = rows_of(&client, query).await;
            drop(client);
            connection.await.unwrap().unwrap();
            rows
        })
    }
}

async fn rows_of(client: &Client, query: &str) -> Vec<String> {
    let mut rows = Vec::new();
    client.batch_execute("SET timezone = 'UTC'").await.unwrap();
    for message in client.simple_query(query).await.unwrap() {
        if let SimpleQueryMessage::Row(row) = message {
            let values = (0..row.len()).map(|column| row.get(column).unwrap_or("null"));
            rows.push(values.collect::<Vec<_>>().join("|"));
        }
    }
    rows
}

impl Drop for Database {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.on_server(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
        }
    }
}
