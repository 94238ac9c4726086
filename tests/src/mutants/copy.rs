//! A copy of the source tree that may be spoilt, and its building.
//!
//! The runtime is copied whole, and so is what the conformance suite needs. Every other crate stands there with its
//! manifest and with empty sources, so that Cargo resolves the same features and finds every dependency built already.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, bail};
use serde_json::Value;

use super::{TestProgram, seed};
use crate::{
    stack::{Output, Part, RunFolder, parts::workspace},
    tidy,
};

/// Cargo builds one crate and links; a first build of all dependencies takes longer.
const BUILT_WITHIN: Duration = Duration::from_secs(900);

/// A test that takes longer hangs, which is no catch.
const TESTED_WITHIN: Duration = Duration::from_secs(120);

/// What the conformance suite needs of the crate of end-to-end tests.
const HARNESS: &str = "//! The harness, as far as the conformance suite needs it.

pub mod deadline;
pub mod http;
pub mod stack;
";
const CHAPTERS: &str = "//! The conformance suite alone.

#![allow(clippy::unwrap_used, clippy::panic)]

mod conformance;
";

/// What is copied: files, and folders with all that is in them.
const COPIED: [&str; 9] = [
    "Cargo.toml",
    "Cargo.lock",
    "services/runtime/",
    "tests/src/deadline.rs",
    "tests/src/http.rs",
    "tests/src/stack.rs",
    "tests/src/stack/",
    "tests/chapters/conformance.rs",
    "tests/chapters/conformance/",
];
const HARNESS_PATH: &str = "tests/src/lib.rs";
const CHAPTERS_PATH: &str = "tests/chapters/main.rs";

/// A copy of the source tree below the folder of build results, with a folder of build results of its own.
#[derive(Debug)]
pub struct SourceCopy {
    tree: PathBuf,
    target: PathBuf,
    /// Where this test program was built: what is there already is not built again.
    built: PathBuf,
    output: RunFolder,
}

impl SourceCopy {
    /// A fresh copy.
    ///
    /// # Errors
    /// When files cannot be read or written, or Cargo cannot describe the workspace.
    pub fn make() -> anyhow::Result<Self> {
        let program = std::env::current_exe()?;
        let built = program.ancestors().nth(2);
        let built = built.context("this program lies in no folder of build results")?;
        let folder = built.join("mutants");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        let copy = Self {
            tree: folder.join("tree"),
            target: folder.join("target"),
            built: built.to_owned(),
            output: RunFolder::new("mutants")?,
        };
        copy.copy_sources()?;
        let targets = copy.write_empty_crates()?;
        copy.write(HARNESS_PATH, HARNESS)?;
        copy.write(CHAPTERS_PATH, CHAPTERS)?;
        seed::plant(&copy.built, &copy.target.join("debug"), &targets)?;
        Ok(copy)
    }

    fn copy_sources(&self) -> anyhow::Result<()> {
        let root = workspace();
        let sources = tidy::tree(&root)?.into_iter();
        let paths = sources.map(|source| source.path).filter(|path| {
            let is_manifest = path.ends_with("/Cargo.toml");
            is_manifest || COPIED.iter().any(|copied| is_part_of(path, copied))
        });
        for path in paths {
            let bytes = fs::read(root.join(&path))?;
            let to = self.tree.join(&path);
            make_parent(&to)?;
            fs::write(&to, bytes)?;
        }
        Ok(())
    }

    /// Gives every target of the workspace a source file that has none in the copy; the names of all targets.
    fn write_empty_crates(&self) -> anyhow::Result<Vec<String>> {
        let mut cargo = Command::new(cargo());
        cargo.args(["metadata", "--no-deps", "--offline", "--format-version=1"]);
        let described = cargo.current_dir(workspace()).output()?;
        let described: Value = serde_json::from_slice(&described.stdout)
            .context("`cargo metadata` does not describe the workspace")?;
        let packages = described["packages"].as_array().into_iter().flatten();
        let targets = packages.flat_map(|it| it["targets"].as_array().into_iter().flatten());
        let mut names = Vec::new();
        for target in targets {
            names.extend(target["name"].as_str().map(str::to_owned));
            let path = Path::new(target["src_path"].as_str().unwrap_or_default());
            let to = self.tree.join(path.strip_prefix(workspace())?);
            if !to.exists() {
                make_parent(&to)?;
                let is_program = target["kind"][0] != "lib";
                fs::write(&to, if is_program { "fn main() {}\n" } else { "" })?;
            }
        }
        Ok(names)
    }

    /// A source file of the copy.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, path: &str) -> anyhow::Result<String> {
        fs::read_to_string(self.tree.join(path)).with_context(|| format!("cannot read {path}"))
    }

    /// Writes a source file of the copy.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, path: &str, text: &str) -> anyhow::Result<()> {
        let to = self.tree.join(path);
        make_parent(&to)?;
        fs::write(&to, text).with_context(|| format!("cannot write {path}"))
    }

    /// Builds a program of tests; where it is.
    ///
    /// # Errors
    /// When it does not compile.
    pub(super) fn build(&self, program: TestProgram) -> anyhow::Result<PathBuf> {
        let (selected, target) = match program {
            TestProgram::Runtime => (["--lib"].as_slice(), "dateline_runtime"),
            TestProgram::Conformance => (["--test", "chapters"].as_slice(), "chapters"),
        };
        let mut cargo = Command::new(cargo());
        // The whole workspace: a package by itself would want its dependencies with other features, and built anew.
        cargo.args(["test", "--workspace", "--offline", "--locked", "--no-run"]);
        cargo.arg("--message-format=json").args(selected);
        cargo.current_dir(&self.tree);
        cargo.env("CARGO_TARGET_DIR", &self.target);
        let (succeeded, stdout, stderr) = self.await_end("build", &cargo, BUILT_WITHIN)?;
        if !succeeded {
            bail!("it does not compile, which is no catch:\n{stderr}");
        }
        let messages = stdout.lines().map(serde_json::from_str::<Value>);
        let mut executables = messages.filter_map(Result::ok).filter_map(|message| {
            let is_it = message["target"]["name"] == target && message["profile"]["test"] == true;
            let executable = message["executable"].as_str().filter(|_| is_it)?;
            Some(PathBuf::from(executable))
        });
        let found = executables.next_back();
        found.with_context(|| format!("Cargo names no test program {target}:\n{stderr}"))
    }

    /// Runs one test; what the program said.
    ///
    /// # Errors
    /// When it does not come to an end.
    pub(super) fn run(
        &self,
        tests: &Path,
        name: &str,
        brokers: Option<&str>,
    ) -> anyhow::Result<String> {
        let mut command = Command::new(tests);
        command.args([name, "--exact", "--test-threads=1"]);
        command.current_dir(self.tree.join("tests"));
        if let Some(brokers) = brokers {
            command.env("DATELINE_TEST_BROKERS", brokers);
        }
        let (_, stdout, stderr) = self.await_end("test", &command, TESTED_WITHIN)?;
        Ok(stdout + &stderr)
    }

    fn await_end(
        &self,
        name: &str,
        command: &Command,
        within: Duration,
    ) -> anyhow::Result<(bool, String, String)> {
        let output = Output::in_folder(self.output.path(), name);
        for file in [&output.stdout, &output.stderr] {
            fs::write(file, "")?;
        }
        let status = Part::start(name, command, output.clone())?.wait(within)?;
        let stdout = fs::read_to_string(&output.stdout)?;
        Ok((
            status.success(),
            stdout,
            fs::read_to_string(&output.stderr)?,
        ))
    }
}

fn is_part_of(path: &str, copied: &str) -> bool {
    if copied.ends_with('/') {
        path.starts_with(copied)
    } else {
        path == copied
    }
}

fn make_parent(path: &Path) -> anyhow::Result<()> {
    let parent = path.parent().context("a file has a folder")?;
    Ok(fs::create_dir_all(parent)?)
}

/// The Cargo that runs these tests, or the one of the search path where they were started by hand.
fn cargo() -> PathBuf {
    std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}
