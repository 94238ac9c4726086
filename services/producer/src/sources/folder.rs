//! Files as they appear in a folder: what directories and Maildirs have in common.
//!
//! A file that comes under its name is complete; any other is taken once it stands still, which takes less patience when
//! the system says that it was closed. All files are looked at when the source starts, from time to time, and when
//! something may have been missed; what the system tells is only faster.

mod after_taken;
mod layout;
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

pub(super) use self::{
    after_taken::rename_beside_others,
    layout::{Found, HandOver, Layout, Listing, Stopped},
};
use self::{
    after_taken::{Asked, OnTheirWay},
    settling::{Patience, Settling},
    watch::{Change, Watch},
};
use super::{
    Gone, ToIntake,
    files::fetched_at,
    seen::{Look, Seen, Stamp},
};
use crate::source::{AfterTaken, Arrival, Reach, Replacing, SourceSpec, Standing, Told};

/// How often a source looks whether a file stood still for long enough, what is in the log, and whether it is to end.
const TICK: Duration = Duration::from_millis(50);

/// How long a file that was closed stands still before it is taken, if its source does not wait for less: whoever appends
/// to a file in several sittings closes it after each, and half a file makes a wrong item.
const CLOSED_SETTLE_MS: u64 = 1_000;

/// Looking at all files takes one part in this many of the time at most.
const LOOKS_OF_ALL_TIME: u32 = 10;

/// Takes files until the source is to end; without an interval, until all that are there are taken.
pub(super) fn run(
    intake: &ToIntake,
    spec: &SourceSpec,
    layout: &dyn Layout,
    settle: Duration,
    rescan: Option<Duration>,
) {
    let open_ms = u64::try_from(settle.as_millis()).unwrap_or(u64::MAX);
    let mut folder = Folder {
        intake,
        spec,
        layout,
        patience: Patience {
            open_ms,
            closed_ms: open_ms.min(CLOSED_SETTLE_MS),
        },
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
    patience: Patience,
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
            let began = Instant::now();
            self.look()?;
            // Where there are very many files, most of the time is theirs that are new.
            let pause = interval.max(began.elapsed() * LOOKS_OF_ALL_TIME);
            while began.elapsed() < pause && !watch.is_look_needed() {
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
        for path in self.settling.due(now, self.patience) {
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
        for (path, stamp) in &listing.files {
            self.end_if_stopping()?;
            let name = self.layout.lasting_name(path);
            match self.seen.look(&name, *stamp, began) {
                Look::Known => {}
                Look::StillThere(positions) => {
                    for position in positions {
                        self.intake.still_there(position)?;
                    }
                }
                Look::Changed => drop(self.settling.note(path, *stamp, began)),
            }
        }
        self.settling.retain(|path| listing.has(path));
        self.told.retain(|path| listing.has(path));
        let reach = if listing.closed.is_empty() {
            Reach::Reached
        } else {
            Reach::Failed
        };
        self.note_look(began, listing);
        self.intake.reach(reach)
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
        for path in self.settling.paths() {
            self.note(&path, now);
        }
    }

    fn on_change(&mut self, change: &Change) -> Result<(), Gone> {
        match change {
            Change::Named(path) if self.layout.is_candidate(path) => self.take(path),
            Change::Closed(path) if self.layout.is_candidate(path) => {
                self.note(path, self.intake.clock.now());
                self.settling.close(path);
                Ok(())
            }
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
                standing: Standing::default(),
                source: intake.source,
                position: found.position,
                known_by: found.known_by,
                content: found.content,
                fetched_at: found.fetched_at.or_else(|| fetched_at(configured, stamp.1)),
                transport: found.transport,
                replacing: Replacing::Allowed,
                receipt: (!is_to_stay).then(|| asked.receipt()),
            };
            positions.push(arrival.checkpoint_position(|| arrival.content.sha256()));
            Ok(intake.tell(Told::Arrival(Box::new(arrival)))?)
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

/// What a file is like, as far as that tells whether it was written to.
pub(super) fn stamp_of(metadata: &Metadata) -> Stamp {
    (metadata.len(), metadata.modified().ok())
}
