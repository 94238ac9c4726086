//! Where cargo keeps lingua's tables.

use std::{collections::BTreeMap, fs, path::PathBuf, process::Command};

use anyhow::{Context, ensure};
use dateline_enricher::annotate::language::groups::Group;

use crate::counts::Counts;

/// The packages by their language's name in English, as lingua writes it.
pub struct Packages(BTreeMap<String, PathBuf>);

impl Packages {
    /// Asks cargo for them; it fetches what is not there.
    ///
    /// # Errors
    /// Cargo fails.
    pub fn find() -> anyhow::Result<Self> {
        let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args([
                "metadata",
                "--format-version",
                "1",
                "--locked",
                "--all-features",
            ])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .context("running cargo metadata")?;
        ensure!(
            output.status.success(),
            "cargo metadata: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        let packages = metadata["packages"].as_array().context("no packages")?;
        let found = packages.iter().filter_map(|package| {
            let name = package["name"].as_str()?;
            let language = name
                .strip_prefix("lingua-")?
                .strip_suffix("-language-model")?;
            let manifest = PathBuf::from(package["manifest_path"].as_str()?);
            Some((
                language.to_owned(),
                manifest.parent()?.join("models/ngrams.fst"),
            ))
        });
        Ok(Self(found.collect()))
    }

    /// Counts of a group's languages, in its order and script.
    ///
    /// # Errors
    /// A language without a package, or a table that cannot be read.
    pub fn counts(&self, group: &Group) -> anyhow::Result<Vec<Counts>> {
        let counts = group.languages.iter().map(|language| {
            let name = language.package;
            let path = self
                .0
                .get(name)
                .with_context(|| format!("no package for {name}"))?;
            let read = || {
                let table = fst::Map::new(fs::read(path)?)?;
                Counts::from_probabilities(&table, language.respelled)
            };
            read().with_context(|| format!("reading {}", path.display()))
        });
        counts.collect()
    }
}
