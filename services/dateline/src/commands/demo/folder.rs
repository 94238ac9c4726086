//! The demo's folder: its configuration, the wires as they arrive, and the results.

use std::{
    env, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process,
    time::SystemTime,
};

use dateline_runtime::exit::{Exit, Failure};
use dateline_schemas::Timestamp;

use super::script::{CONFIGURATION, EMBARGO, END_OF_EMBARGO, SOURCES, Wire};
use crate::config::to_timestamp;

/// How many names are tried for a folder of this process's own.
const NAMES_TRIED: u32 = 100;

/// A folder that is the demo's alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoFolder {
    path: String,
}

impl DemoFolder {
    /// The folder that was asked for, or a new one among the system's temporary files, with the configuration in it.
    ///
    /// # Errors
    /// [`Exit::Usage`] for a folder that cannot be made, has something in it, or has a name that is no text.
    pub fn make(asked_for: Option<&Path>) -> Result<Self, Failure> {
        let path = match asked_for {
            Some(path) => make_empty(path),
            None => make_temporary(),
        };
        let path = path.map_err(|(path, why)| refused(&path, &why))?;
        let folder = path
            .canonicalize()
            .map_err(|error| refused(&path, &error.to_string()))?
            .into_os_string()
            .into_string()
            .map(|path| Self { path })
            .map_err(|path| refused(Path::new(&path), "its name is not valid UTF-8"))?;
        folder
            .fill()
            .map_err(|error| refused(Path::new(&folder.path), &error.to_string()))?;
        Ok(folder)
    }

    /// Its path.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The configuration.
    pub fn configuration(&self) -> String {
        format!("{}/dateline.toml", self.path)
    }

    /// The results.
    pub fn results(&self) -> String {
        format!("{}/items.jsonl", self.path)
    }

    /// Where a wire of this name lies once it has arrived.
    pub fn wire(&self, name: &str) -> String {
        format!("{}/wires/{name}", self.path)
    }

    fn fill(&self) -> io::Result<()> {
        let target = format!("jsonl:{}", self.results());
        let mut configuration = CONFIGURATION.replace("{{target}}", &quoted(&target));
        for (source, files) in SOURCES {
            let folder = self.wire(source);
            fs::create_dir_all(&folder)?;
            let pattern = format!("{}/{files}", glob::Pattern::escape(&folder));
            let place = format!("{{{{{source}}}}}");
            configuration = configuration.replace(&place, &quoted(&pattern));
        }
        fs::write(self.configuration(), configuration)
    }

    /// Lets a wire arrive: whole or not at all, as whoever fetches pages should do it too.
    ///
    /// # Errors
    /// What the system says.
    pub fn receive(&self, wire: &Wire) -> io::Result<()> {
        let path = self.wire(wire.path);
        let partial = format!("{path}.partial");
        let now = SystemTime::now();
        let mut file = fs::File::create(&partial)?;
        file.write_all(&with_embargo(wire.bytes, now))?;
        file.set_modified(now - wire.age)?;
        drop(file);
        fs::rename(partial, path)
    }
}

/// The wire with an embargo that ends soon, if it has one.
fn with_embargo(bytes: &[u8], now: SystemTime) -> Vec<u8> {
    let ends = to_timestamp(now + EMBARGO).unwrap_or(Timestamp::from_millis(0));
    match str::from_utf8(bytes) {
        Ok(text) => text.replace(END_OF_EMBARGO, &ends.to_string()).into_bytes(),
        Err(_) => bytes.to_vec(),
    }
}

/// A text as TOML has it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

type NotMade = (PathBuf, String);

fn make_empty(path: &Path) -> Result<PathBuf, NotMade> {
    let not_made = |error: io::Error| (path.to_owned(), error.to_string());
    if path.exists() && !path.is_dir() {
        return Err((path.to_owned(), "it is a file".to_owned()));
    }
    fs::create_dir_all(path).map_err(not_made)?;
    if fs::read_dir(path).map_err(not_made)?.next().is_some() {
        let why = "there is something in it, and the demo would mix with that";
        return Err((path.to_owned(), why.to_owned()));
    }
    Ok(path.to_owned())
}

fn make_temporary() -> Result<PathBuf, NotMade> {
    let mut tried = (env::temp_dir(), String::new());
    for number in 1..=NAMES_TRIED {
        let name = format!("dateline-demo-{}-{number}", process::id());
        let path = env::temp_dir().join(name);
        match fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(error) => tried = (path, error.to_string()),
        }
    }
    Err(tried)
}

fn refused(path: &Path, why: &str) -> Failure {
    let message = format!(
        "the folder {} cannot be used\n  where: flag --folder, or the system's temporary files\n  why:   {why}\n  \
         do:    name a folder that is new or empty: --folder FOLDER",
        path.display()
    );
    Failure::new(Exit::Usage, message)
}
