//! Files as they appear in a folder: what directories and Maildirs have in common.
//!
//! A file is taken when the system says that it is complete, else once it stands still. All files are looked at when the
//! source starts, from time to time, and when something may have been missed; what the system tells is only faster.

mod after_taken;
mod settling;
#[cfg(test)]
pub(super) mod stage;
mod watch;

use std::{
    collections::{HashMap, HashSet},
    fs::{self, File, Metadata},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use dateline_schemas::Timestamp;

pub(super) use self::after_taken::rename_beside_others;
use self::{
    after_taken::{Asked, OnTheirWay},
    settling::Settling,
    watch::{Change, Watch},
};
use super::{
    Gone, ToIntake,
    files::fetched_at,
    seen::{Look, Seen, Stamp},
};
use crate::source::{AfterTaken, Arrival, Content, Replacing, SourceSpec, Told, Transport};

/// How often a source looks whether a file stood still for long enough, what is in the log, and whether it is to end.
const TICK: Duration = Duration::from_millis(50);

/// How files lie in a kind of folder, and what they hold.
pub(super) trait Layout {
    /// The folders in which to be told of changes.
    fn watched(&self) -> Vec<PathBuf>;

    /// All files that may be deliveries.
    fn list(&self) -> Listing;

    /// Whether a look would find a file of this path.
    fn is_candidate(&self, path: &Path) -> bool;

    /// What a file is called that keeps its name while the folder's owners rename it.
    fn lasting_name(&self, path: &Path) -> PathBuf;

    /// Hands over all deliveries in a file.
    fn read(&self, path: &Path, file: File, hand_over: &mut HandOver<'_>) -> Result<(), Stopped>;

    /// What becomes of a file once its deliveries are in the log.
    fn after_taken(&self) -> &AfterTaken;

    /// Makes it so.
    fn let_go(&self, path: &Path) -> io::Result<()>;
}

/// What takes one delivery of a file.
pub(super) type HandOver<'a> = dyn FnMut(Found) -> Result<(), Stopped> + 'a;

/// What a look found.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// The files, in the order of their names.
    pub(super) files: Vec<PathBuf>,
    /// Folders that could not be looked into, and why.
    pub(super) closed: Vec<(PathBuf, io::Error)>,
}

/// A delivery in a file.
#[derive(Debug)]
pub(super) struct Found {
    /// Where it is.
    pub(super) position: String,
    /// What its checkpoint is kept under where that is not its position.
    pub(super) known_as: Option<String>,
    /// What it is.
    pub(super) content: Content,
    /// When it was fetched, if somebody said so; else the source's configuration has it.
    pub(super) fetched_at: Option<Timestamp>,
    /// What else was said of it.
    pub(super) transport: Transport,
}

/// Why a file was not read to its end.
#[derive(Debug)]
pub(super) enum Stopped {
    /// The intake is gone, or the source is to end.
    Gone,
    /// It has changed meanwhile.
    Changed,
    /// It cannot be read.
    Unreadable(io::Error),
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}

impl From<Gone> for Stopped {
    fn from(_: Gone) -> Self {
        Self::Gone
    }
}

/// Takes files until the source is to end; without an interval, until all that are there are taken.
pub(super) fn run(
    intake: &ToIntake,
    spec: &SourceSpec,
    layout: &dyn Layout,
    settle: Duration,
    rescan: Option<Duration>,
) {
    let mut folder = Folder {
        intake,
        spec,
        layout,
        settle_ms: u64::try_from(settle.as_millis()).unwrap_or(u64::MAX),
        seen: Seen::default(),
        settling: Settling::default(),
        on_their_way: OnTheirWay::default(),
        unread: HashMap::new(),
        told: HashSet::new(),
        look_to_tell: None,
    };
    let ended = match rescan {
        Some(interval) => folder.follow(interval),
        None => folder.take_what_is_there(),
    };
    // Nobody is left to be told anything.
    let _ = ended.is_err();
}

struct Folder<'a> {
    intake: &'a ToIntake,
    spec: &'a SourceSpec,
    layout: &'a dyn Layout,
    settle_ms: u64,
    seen: Seen,
    settling: Settling,
    on_their_way: OnTheirWay,
    /// What could not be read at the last attempt.
    unread: HashMap<PathBuf, String>,
    /// What the log has of them: once, not at every look.
    told: HashSet<PathBuf>,
    /// When a look began of which the intake is to be told.
    look_to_tell: Option<Timestamp>,
}

impl Folder<'_> {
    fn follow(&mut self, interval: Duration) -> Result<(), Gone> {
        let mut watch = Watch::new(&self.spec.name, &self.layout.watched());
        loop {
            let looked_at = Instant::now();
            self.look()?;
            while looked_at.elapsed() < interval && !watch.is_look_needed() {
                self.go_on()?;
                for change in watch.wait(TICK) {
                    self.on_change(&change)?;
                }
            }
            self.go_on()?;
            watch.look_after();
        }
    }

    fn take_what_is_there(&mut self) -> Result<(), Gone> {
        self.look()?;
        loop {
            self.go_on()?;
            if self.settling.is_empty() && self.on_their_way.is_empty() {
                break;
            }
            thread::sleep(TICK);
            self.note_all_that_settle();
        }
        if !self.unread.is_empty() {
            let mut unread: Vec<_> = self.unread.iter().collect();
            unread.sort();
            let unread = unread
                .iter()
                .map(|(path, why)| format!("{}: {why}", path.display()));
            self.intake.failed(format!(
                "what cannot be read was left, all else was taken: {}; make it readable and run it again",
                unread.collect::<Vec<_>>().join(", ")
            ));
        }
        Ok(())
    }

    /// What there is to do at every tick.
    fn go_on(&mut self) -> Result<(), Gone> {
        let now = self.intake.clock.now();
        for path in self.settling.due(now, self.settle_ms) {
            // It may have grown since, with nobody to tell.
            if !self.note(&path, now) {
                self.take(&path)?;
            }
        }
        for asked in self.on_their_way.taken() {
            self.let_go(&asked);
        }
        if let Some(began) = self.look_to_tell
            && !self.settling.may_be_known(began)
        {
            self.look_to_tell = None;
            self.intake.looked(began)?;
        }
        self.end_if_stopping()
    }

    fn end_if_stopping(&self) -> Result<(), Gone> {
        if self.intake.control.is_stopping() {
            return Err(Gone);
        }
        Ok(())
    }

    /// Looks at all files.
    fn look(&mut self) -> Result<(), Gone> {
        let began = self.intake.clock.now();
        let listing = self.layout.list();
        self.seen.begin();
        self.unread.clear();
        for path in &listing.files {
            self.end_if_stopping()?;
            let Ok(metadata) = fs::metadata(path) else {
                // Gone since.
                continue;
            };
            let (name, stamp) = (self.layout.lasting_name(path), stamp_of(&metadata));
            match self.seen.look(&name, stamp, began) {
                Look::Known => {}
                Look::StillThere(positions) => {
                    for position in positions {
                        self.intake.still_there(position)?;
                    }
                }
                Look::Changed => drop(self.settling.note(path, stamp, began)),
            }
        }
        let files = &listing.files;
        self.settling
            .retain(|path| files.binary_search_by(|it| it.as_path().cmp(path)).is_ok());
        self.note_look(began, listing);
        Ok(())
    }

    /// Where nothing is found, or not all can be seen, a file system may not be mounted: that says nothing of what is
    /// there. A folder that is emptied by this source itself is another matter.
    fn note_look(&mut self, began: Timestamp, listing: Listing) {
        let is_emptied = matches!(
            self.layout.after_taken(),
            AfterTaken::Delete | AfterTaken::MoveTo(_)
        );
        let says_all = listing.closed.is_empty() && (is_emptied || !listing.files.is_empty());
        if says_all {
            self.look_to_tell.get_or_insert(began);
        } else {
            self.look_to_tell = None;
        }
        for (path, error) in listing.closed {
            self.cannot_read(&path, &error);
        }
    }

    /// Notes a file as it is now; whether it is other than before. One that is gone is forgotten.
    fn note(&mut self, path: &Path, now: Timestamp) -> bool {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_file() => {
                self.settling.note(path, stamp_of(&metadata), now)
            }
            _ => {
                self.settling.remove(path);
                true
            }
        }
    }

    /// Whoever is told of no changes has to look for them.
    fn note_all_that_settle(&mut self) {
        let now = self.intake.clock.now();
        for path in self.settling.due(now, 0) {
            self.note(&path, now);
        }
    }

    fn on_change(&mut self, change: &Change) -> Result<(), Gone> {
        match change {
            Change::Complete(path) if self.layout.is_candidate(path) => self.take(path),
            Change::Written(path) if self.layout.is_candidate(path) => {
                self.note(path, self.intake.clock.now());
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn take(&mut self, path: &Path) -> Result<(), Gone> {
        self.end_if_stopping()?;
        self.settling.remove(path);
        match self.read(path) {
            Ok(()) => {
                self.told.remove(path);
                Ok(())
            }
            Err(Stopped::Gone) => Err(Gone),
            Err(Stopped::Changed) => {
                self.note(path, self.intake.clock.now());
                Ok(())
            }
            // Taken away, or renamed: under its new name it is found again.
            Err(Stopped::Unreadable(error)) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(Stopped::Unreadable(error)) => {
                self.cannot_read(path, &error);
                Ok(())
            }
        }
    }

    fn cannot_read(&mut self, path: &Path, error: &io::Error) {
        self.unread.insert(path.to_owned(), error.to_string());
        if self.told.insert(path.to_owned()) {
            let (source, shown) = (&self.spec.name, path.display());
            tracing::warn!(source, path = %shown, %error, "it cannot be read and was left");
        }
    }

    fn read(&mut self, path: &Path) -> Result<(), Stopped> {
        // Opening a pipe would wait for somebody to write to it.
        if !fs::metadata(path)?.is_file() {
            return Ok(());
        }
        let file = File::open(path)?;
        let (handle, stamp) = (file.try_clone()?, stamp_of(&file.metadata()?));
        let mut asked = Asked::new(path, stamp);
        let is_to_stay = *self.layout.after_taken() == AfterTaken::Leave;
        let (mut positions, mut is_whole) = (Vec::new(), true);
        let (intake, configured) = (self.intake, self.spec.fetched_at);
        let mut hand_over = |found: Found| {
            if intake.control.is_stopping() {
                return Err(Stopped::Gone);
            }
            if stamp_of(&handle.metadata()?) != stamp {
                return Err(Stopped::Changed);
            }
            is_whole &= found.content.is_whole();
            let arrival = Arrival {
                source: intake.source,
                position: found.position,
                known_as: found.known_as,
                content: found.content,
                fetched_at: found.fetched_at.or_else(|| fetched_at(configured, stamp.1)),
                transport: found.transport,
                replacing: Replacing::Allowed,
                receipt: (!is_to_stay).then(|| asked.receipt()),
            };
            positions.push(arrival.checkpoint_position().to_owned());
            Ok(intake.tell(Told::Arrival(arrival))?)
        };
        self.layout.read(path, file, &mut hand_over)?;
        let name = self.layout.lasting_name(path);
        self.seen.told(&name, stamp, intake.clock.now(), positions);
        if is_whole && !is_to_stay {
            self.on_their_way.add(asked);
        }
        Ok(())
    }

    /// Lets go of a file that is in the log as it was read; what came into its place since is another.
    fn let_go(&self, asked: &Asked) {
        let now = fs::metadata(&asked.path);
        if !now.is_ok_and(|metadata| stamp_of(&metadata) == asked.stamp) {
            return;
        }
        if let Err(error) = self.layout.let_go(&asked.path) {
            let (source, path) = (&self.spec.name, asked.path.display());
            tracing::warn!(source, %path, %error, "file was taken and cannot be put away; it was left");
        }
    }
}

fn stamp_of(metadata: &Metadata) -> Stamp {
    (metadata.len(), metadata.modified().ok())
}
