//! What a target holds: the uris of its rows, as a user of the target would find them.

use std::path::Path;

use anyhow::Context;
use serde_json::Value;

use crate::stack::postgres;

/// Uris of the rows of a file of JSON Lines, in its order; none where there is no file yet.
///
/// # Errors
/// When a line is no item.
pub fn uris_of_file(path: &Path) -> anyhow::Result<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    // The last line may be half written.
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let uri = |line: &str| {
        let row: Value = serde_json::from_str(line)?;
        let uri = row["item"]["uri"].as_str();
        Ok(uri.with_context(|| format!("no uri: {line}"))?.to_owned())
    };
    whole.lines().map(uri).collect()
}

/// Uris of the newest revisions in a database; none where it is down or has no tables yet.
pub fn uris_of_database(url: &str) -> Vec<String> {
    let rows = postgres::query(url, "SELECT uri FROM items");
    let cells = rows.unwrap_or_default().into_iter().flatten();
    cells.flatten().collect()
}
