//! What becomes of files once all that was taken from them is in the log, and not before.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use crate::source::{Answer, Receipt};
use crate::sources::seen::Stamp;

/// Files of which deliveries are on their way into the log.
#[derive(Debug, Default)]
pub(super) struct OnTheirWay {
    files: Vec<Asked>,
}

/// A file, and how many of its deliveries are in the log.
#[derive(Debug)]
pub(super) struct Asked {
    /// Where it is.
    pub(super) path: PathBuf,
    /// What it was like when it was read.
    pub(super) stamp: Stamp,
    receipts: usize,
    answered: Arc<AtomicUsize>,
}

impl Asked {
    pub(super) fn new(path: &Path, stamp: Stamp) -> Self {
        Self {
            path: path.to_owned(),
            stamp,
            receipts: 0,
            answered: Arc::default(),
        }
    }

    /// A receipt for one delivery more.
    pub(super) fn receipt(&mut self) -> Receipt {
        self.receipts += 1;
        let answered = Arc::clone(&self.answered);
        Receipt::new(move |answer| {
            if matches!(answer, Answer::Taken(_)) {
                answered.fetch_add(1, Ordering::SeqCst);
            }
        })
    }

    fn is_taken(&self) -> bool {
        self.answered.load(Ordering::SeqCst) == self.receipts
    }

    /// Whether nobody is left who could answer.
    fn is_forsaken(&self) -> bool {
        Arc::strong_count(&self.answered) == 1
    }
}

impl OnTheirWay {
    pub(super) fn add(&mut self, asked: Asked) {
        self.files.push(asked);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Files that are in the log, each once. Those of which it will never be known stay as they are.
    pub(super) fn taken(&mut self) -> Vec<Asked> {
        let is_over = |asked: &mut Asked| asked.is_forsaken() || asked.is_taken();
        let over = self.files.extract_if(.., is_over);
        over.filter(Asked::is_taken).collect()
    }
}

/// Moves a file without taking the place of another: where one is already, this one gets a number. Where it is then.
pub(in crate::sources) fn rename_beside_others(from: &Path, to: &Path) -> io::Result<PathBuf> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut name = to.as_os_str().to_owned();
    let mut number = 0_u32;
    while Path::new(&name).try_exists()? {
        number += 1;
        to.as_os_str().clone_into(&mut name);
        name.push(format!(".{number}"));
    }
    fs::rename(from, &name)?;
    Ok(name.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Taken;

    fn taken() -> Answer {
        Answer::Taken(Taken {
            delivery_id: String::new(),
            already_taken: false,
            counts: None,
            messages: Vec::new(),
        })
    }

    fn asked(name: &str) -> Asked {
        Asked::new(Path::new(name), (1, None))
    }

    #[test]
    fn a_file_is_let_go_of_when_all_of_its_deliveries_are_in_the_log() {
        let (mut on_their_way, mut file) = (OnTheirWay::default(), asked("a"));
        let receipts = [file.receipt(), file.receipt()];
        on_their_way.add(file);
        for (receipt, before) in receipts.into_iter().zip([0, 0]) {
            assert_eq!(on_their_way.taken().len(), before);
            receipt.answer(taken());
        }
        assert_eq!(on_their_way.taken().len(), 1);
        assert!(on_their_way.is_empty());
    }

    #[test]
    fn a_file_of_which_nothing_will_be_known_stays() {
        let mut on_their_way = OnTheirWay::default();
        let (mut dropped, mut refused) = (asked("a"), asked("b"));
        drop(dropped.receipt());
        refused.receipt().answer(Answer::Refused);
        on_their_way.add(dropped);
        on_their_way.add(refused);
        assert_eq!(on_their_way.taken().len(), 0);
        assert!(on_their_way.is_empty());
    }

    #[test]
    fn a_moved_file_takes_nobodys_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for text in ["first", "second", "third"] {
            fs::write(path("a"), text).unwrap();
            rename_beside_others(&path("a"), &path("done/deep/a")).unwrap();
        }
        for (name, text) in [("a", "first"), ("a.1", "second"), ("a.2", "third")] {
            let moved = path("done/deep").join(name);
            assert_eq!(fs::read_to_string(moved).unwrap(), text);
        }
    }
}
