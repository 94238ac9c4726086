//! Which files of a folder may be deliveries.

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
};

use super::sidecar;
use crate::{
    source::{AfterTaken, DirectorySpec},
    sources::folder::{Listing, stamp_of},
};

/// Folders in each other beyond this are not looked into.
const MAX_DEPTH: usize = 64;

/// The folders of a source, and the one in them that is none of it.
pub(super) struct Walk {
    folders: Vec<PathBuf>,
    put_away: Option<PathBuf>,
}

impl Walk {
    pub(super) fn new(spec: &DirectorySpec) -> Self {
        let put_away = match &spec.after_taken {
            AfterTaken::MoveTo(folder) => std::path::absolute(folder).ok(),
            _ => None,
        };
        Self {
            folders: spec.folders.clone(),
            put_away,
        }
    }

    /// All files that may be deliveries.
    pub(super) fn list(&self) -> Listing {
        let mut descent = Descent {
            walk: self,
            entered: HashSet::new(),
            listing: Listing::default(),
        };
        for folder in &self.folders {
            descent.enter(folder, 0);
        }
        let mut listing = descent.listing;
        listing.files.sort();
        listing
    }

    /// Whether a look would find a file of this path.
    pub(super) fn is_candidate(&self, path: &Path) -> bool {
        let mut folders = self.folders.iter();
        let Some(inside) = folders.find_map(|folder| path.strip_prefix(folder).ok()) else {
            return false;
        };
        let is_left = inside.iter().any(|name| is_left(&name.to_string_lossy()));
        !is_left && !sidecar::is_one(path) && !self.is_put_away(path)
    }

    /// The path from the folder of the source that it is in.
    pub(super) fn relative<'p>(&self, path: &'p Path) -> &'p Path {
        let mut folders = self.folders.iter();
        let relative = folders.find_map(|folder| path.strip_prefix(folder).ok());
        relative.unwrap_or_else(|| path.file_name().map_or(path, Path::new))
    }

    fn is_put_away(&self, path: &Path) -> bool {
        let Some(put_away) = &self.put_away else {
            return false;
        };
        std::path::absolute(path).is_ok_and(|path| path.starts_with(put_away))
    }
}

/// Whether a file or a folder is left until it has another name: hidden, or called as programs call what they have not
/// finished.
fn is_left(name: &str) -> bool {
    name.starts_with('.')
        || [".tmp", ".part", "~"]
            .iter()
            .any(|ending| name.ends_with(ending))
}

/// A look at all folders.
struct Descent<'a> {
    walk: &'a Walk,
    /// Folders by their real paths: each is looked into once, so that links in a circle come to an end.
    entered: HashSet<PathBuf>,
    listing: Listing,
}

impl Descent<'_> {
    fn enter(&mut self, folder: &Path, depth: usize) {
        if self.walk.is_put_away(folder) {
            return;
        }
        if let Err(error) = self.try_enter(folder, depth) {
            self.listing.closed.push((folder.to_owned(), error));
        }
    }

    fn try_enter(&mut self, folder: &Path, depth: usize) -> io::Result<()> {
        if !self.entered.insert(fs::canonicalize(folder)?) {
            return Ok(());
        }
        if depth > MAX_DEPTH {
            let why = format!("it is in more than {MAX_DEPTH} folders; move it up");
            return Err(io::Error::other(why));
        }
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            names.push(entry?.file_name());
        }
        // Of two ways to one folder the first by name is gone.
        names.sort();
        for name in names {
            if is_left(&name.to_string_lossy()) {
                continue;
            }
            let path = folder.join(name);
            match fs::metadata(&path) {
                Ok(metadata) if metadata.is_dir() => self.enter(&path, depth + 1),
                Ok(metadata) if metadata.is_file() && !sidecar::is_one(&path) => {
                    self.listing.files.push((path, stamp_of(&metadata)));
                }
                Ok(_) => {}
                // Gone since, or a link to nothing.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => self.listing.closed.push((path, error)),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::{os::unix::fs::symlink, time::Duration};

    use super::*;

    fn walk(folders: &[&Path], after_taken: AfterTaken) -> Walk {
        Walk::new(&DirectorySpec {
            folders: folders.iter().map(|&folder| folder.to_owned()).collect(),
            settle: Duration::ZERO,
            rescan: None,
            open_archives: true,
            after_taken,
        })
    }

    fn put(folder: &Path, name: &str) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, name).unwrap();
    }

    fn names(listing: &Listing, folder: &Path) -> Vec<String> {
        let files = listing.files.iter();
        files
            .map(|(path, _)| path.strip_prefix(folder).unwrap().display().to_string())
            .collect()
    }

    #[test]
    fn files_of_all_folders_come_in_the_order_of_their_names_and_unfinished_ones_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let taken = ["a/z.txt", "a.txt", "b/c/d.xml", "tmp", "x.tmp.xml"];
        let left = [
            ".hidden",
            "a/.hidden/x.txt",
            "a.tmp",
            "b.part",
            "c~",
            "d.tmp/x.txt",
            "a.txt.meta.json",
        ];
        for name in taken.iter().chain(&left) {
            put(folder.path(), name);
        }
        let walk = walk(&[folder.path()], AfterTaken::Leave);
        let listing = walk.list();
        assert_eq!(names(&listing, folder.path()), taken);
        assert!(listing.closed.is_empty());
        for name in taken {
            assert!(walk.is_candidate(&folder.path().join(name)), "{name}");
        }
        for name in left {
            assert!(!walk.is_candidate(&folder.path().join(name)), "{name}");
        }
        assert!(!walk.is_candidate(Path::new("elsewhere.txt")));
    }

    #[test]
    fn links_in_a_circle_come_to_an_end_and_each_folder_is_looked_into_once() {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "a/one.txt");
        symlink(folder.path(), folder.path().join("a/up")).unwrap();
        symlink(folder.path().join("a"), folder.path().join("b")).unwrap();
        symlink(folder.path().join("none"), folder.path().join("gone")).unwrap();
        let listing = walk(&[folder.path(), folder.path()], AfterTaken::Leave).list();
        assert_eq!(names(&listing, folder.path()), ["a/one.txt"]);
        assert!(listing.closed.is_empty());
    }

    #[test]
    fn what_cannot_be_looked_into_is_not_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "one.txt");
        // A link to itself cannot be looked at, whoever runs the test.
        let closed = folder.path().join("closed");
        symlink(&closed, &closed).unwrap();
        let missing = folder.path().join("missing");
        let listing = walk(&[folder.path(), &missing], AfterTaken::Leave).list();
        let told: Vec<_> = listing.closed.iter().map(|(path, _)| path).collect();
        assert_eq!(told, [&closed, &missing]);
        assert_eq!(names(&listing, folder.path()), ["one.txt"]);
    }

    #[test]
    fn the_folder_of_what_was_taken_is_none_of_the_source() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.txt", "done/b.txt", "done2/c.txt"] {
            put(folder.path(), name);
        }
        let done = folder.path().join("done");
        let walk = walk(&[folder.path()], AfterTaken::MoveTo(done.clone()));
        assert_eq!(names(&walk.list(), folder.path()), ["a.txt", "done2/c.txt"]);
        assert!(!walk.is_candidate(&done.join("b.txt")));
        let deep = folder.path().join("x/y.txt");
        assert_eq!(walk.relative(&deep), Path::new("x/y.txt"));
    }
}
