//! What the system tells of changes in folders, so that nobody has to look at all files to find a new one.
//!
//! It is a help and nothing to rely on: events get lost, network file systems send none for what others write, and there
//! are limits on how many folders can be watched. Looking at all files finds the rest.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    time::Duration,
};

use notify::{
    Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _,
    event::{AccessKind, AccessMode, CreateKind, ModifyKind, RenameMode},
};

/// Events that may wait while files are read; beyond them, all files are looked at again.
const WAITING_EVENTS: usize = 4_096;

/// A change.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// A file came under its name: it is complete.
    Named(PathBuf),
    /// A file was closed after it was written to.
    Closed(PathBuf),
    /// A file was made or written to, and may be written to still.
    Written(PathBuf),
}

/// The folders that are watched.
pub(super) struct Watch {
    watcher: Option<RecommendedWatcher>,
    changes: Receiver<Change>,
    missed: Arc<AtomicBool>,
    folders: Vec<Watched>,
    source: String,
}

struct Watched {
    folder: PathBuf,
    is_watched: bool,
    is_told: bool,
}

impl Watch {
    /// Begins to watch these folders and all that are in them.
    pub(super) fn new(source: &str, folders: &[PathBuf]) -> Self {
        let (sender, changes) = sync_channel(WAITING_EVENTS);
        let missed = Arc::new(AtomicBool::new(false));
        let handler = Handler {
            source: source.to_owned(),
            is_told: AtomicBool::new(false),
            sender,
            missed: Arc::clone(&missed),
            roots: folders.iter().filter_map(|it| Root::of(it)).collect(),
        };
        let watcher = notify::recommended_watcher(move |event| handler.on(event));
        let watcher = watcher.inspect_err(|error| {
            tracing::warn!(source, %error, "changes are not told by the system; files are found by looking at all of them");
        });
        let folders = folders.iter().map(|folder| Watched {
            folder: folder.clone(),
            is_watched: false,
            is_told: false,
        });
        let mut watch = Self {
            watcher: watcher.ok(),
            changes,
            missed,
            folders: folders.collect(),
            source: source.to_owned(),
        };
        watch.look_after();
        watch
    }

    /// Watches the folders that have come since; to be called before all files are looked at, so that none slips through.
    pub(super) fn look_after(&mut self) {
        let Some(watcher) = &mut self.watcher else {
            return;
        };
        for it in &mut self.folders {
            let is_there = it.folder.is_dir();
            if !is_there || it.is_watched {
                it.is_watched = is_there;
                continue;
            }
            match watcher.watch(&it.folder, RecursiveMode::Recursive) {
                Ok(()) => it.is_watched = true,
                Err(_) if it.is_told => {}
                Err(error) => {
                    it.is_told = true;
                    let (source, folder) = (&self.source, it.folder.display());
                    tracing::warn!(source, %folder, %error, "folder cannot be watched; its files are found by looking at all of them");
                }
            }
        }
    }

    /// Waits for changes; all that there are.
    pub(super) fn wait(&self, timeout: Duration) -> Vec<Change> {
        let first = self.changes.recv_timeout(timeout);
        if first.is_err() && self.watcher.is_none() {
            // Nobody sends any: the channel does not make it wait.
            std::thread::sleep(timeout);
        }
        first.into_iter().chain(self.changes.try_iter()).collect()
    }

    /// Whether all files have to be looked at, since something was missed or whole folders came; says it once.
    pub(super) fn is_look_needed(&self) -> bool {
        self.missed.swap(false, Ordering::SeqCst)
    }
}

/// A folder as it is configured, and as the system names it.
struct Root {
    absolute: PathBuf,
    configured: PathBuf,
}

impl Root {
    fn of(folder: &Path) -> Option<Self> {
        let absolute = std::path::absolute(folder).ok()?;
        let configured = folder.to_owned();
        Some(Self {
            absolute,
            configured,
        })
    }
}

/// What runs on the watcher's thread, and never waits there.
struct Handler {
    source: String,
    is_told: AtomicBool,
    sender: SyncSender<Change>,
    missed: Arc<AtomicBool>,
    roots: Vec<Root>,
}

impl Handler {
    fn on(&self, event: notify::Result<Event>) {
        let event = match event {
            Ok(event) => event,
            Err(error) => return self.failed(&error),
        };
        if event.need_rescan() {
            self.miss();
        }
        let change = match event.kind {
            // Files that were in it before it was watched are told by nobody.
            EventKind::Create(CreateKind::Folder) => return self.miss(),
            EventKind::Modify(ModifyKind::Name(RenameMode::To)) => Change::Named,
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => Change::Closed,
            EventKind::Create(_) | EventKind::Modify(ModifyKind::Data(_)) => Change::Written,
            _ => return,
        };
        for path in &event.paths {
            let path = self.as_configured(path);
            // A folder that came has files in it of which nobody tells.
            if path.is_dir() || self.sender.try_send(change(path)).is_err() {
                self.miss();
            }
        }
    }

    fn failed(&self, error: &notify::Error) {
        // As often as a folder comes that is one too many.
        if !self.is_told.swap(true, Ordering::SeqCst) {
            let source = &self.source;
            tracing::warn!(source, %error, "not all changes are told by the system; the rest is found by looking at all files");
        }
        self.miss();
    }

    fn miss(&self) {
        self.missed.store(true, Ordering::SeqCst);
    }

    /// The path as a look finds it, so that both name one file alike.
    fn as_configured(&self, path: &Path) -> PathBuf {
        let mut roots = self.roots.iter();
        let found = roots.find_map(|root| {
            let rest = path.strip_prefix(&root.absolute).ok()?;
            Some(root.configured.join(rest))
        });
        found.unwrap_or_else(|| path.to_owned())
    }
}
