//! Data that is not in the repository: looked up through `DATELINE_DATA`, and tests of it skip where it is not there.

use std::path::{Path, PathBuf};

/// The files below a folder of the data that have an extension, with their paths below it, in the order of these.
pub(in crate::formats) fn files(folder: &str, extension: &str) -> Vec<(String, Vec<u8>)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = std::env::var_os("DATELINE_DATA").map_or(root.join("../shared/data"), PathBuf::from);
    let folder = data.join(folder);
    let mut found = Vec::new();
    collect(&folder, &folder, extension, &mut found);
    found.sort();
    if found.is_empty() {
        eprintln!(
            "skipped: no data in {}; set DATELINE_DATA",
            folder.display()
        );
    }
    found
}

fn collect(root: &Path, folder: &Path, extension: &str, found: &mut Vec<(String, Vec<u8>)>) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        if path.is_dir() {
            collect(root, &path, extension, found);
        } else if path.extension().is_some_and(|found| found == extension) {
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            found.push((name, std::fs::read(&path).unwrap()));
        }
    }
}
