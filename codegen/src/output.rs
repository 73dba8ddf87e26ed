//! Files in, disk out: compares a crate's files with its folder, writes the changed ones and removes those no longer generated.
//!
//! It knows nothing of connectors. What belongs to the generator, and what does not, is decided here alone:
//!
//! * A regular file whose first line states [`MARK`] in a comment is the generator's, also if it was changed below that line. So is an
//!   empty file at the path of a generated one: it holds nothing to lose.
//! * A file or folder whose name ends with [`UNFINISHED`] is left over from a run that was stopped.
//! * Everything else is foreign and never touched: other files, links, pipes. Nothing is read or written through a link below the
//!   crate's folder. If something foreign stands at the path of a generated file or of its folder, nothing of the crate is written.
//!
//! Each file is written beside its place and then moved there, when all of them are written; a new crate is moved as a whole. So a run
//! that is stopped leaves every file whole, old or new, and a full disk changes none.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    io::{BufRead as _, Write as _},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicUsize, Ordering},
};

use crate::files::{self, Files, MANIFEST, MARK, at, read, same_lines};

/// Ends the name of a file or crate that is not yet moved to its place. One that is left over comes from a run that was stopped.
const UNFINISHED: &str = ".connector-codegen-unfinished";

/// How a comment starts before the mark, by kind of file.
const COMMENTS: [&str; 3] = ["// ", "# ", "<!-- "];

/// The most bytes of a first line. It holds three names of a file system, and each of their characters may be an escape.
const LONGEST_MARK: u64 = 16 << 10;

/// How often a file is written again whose unfinished form another run removed.
const ATTEMPTS: usize = 10;

/// The only hidden file that a crate has.
const ATTRIBUTES: &str = ".gitattributes";

/// A difference between what was generated and what is on disk.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Change {
    /// Path below the crate's folder.
    pub path: String,
    /// How it differs.
    pub kind: ChangeKind,
}

/// How a file on disk differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ChangeKind {
    /// Generated, not on disk.
    Missing,
    /// On disk with another content.
    Stale,
    /// On disk, written by an earlier run, no longer generated.
    Orphan,
    /// On disk, not written by the generator: reported, never touched.
    Foreign,
    /// On disk at the path of a generated file or of its folder, not written by the generator. The crate is not written.
    InTheWay,
}

/// Compares a crate's files with its folder, in both directions. Returns the differences, sorted by path.
///
/// # Errors
/// The folder or a file in it cannot be read, or the folder is a link or a file.
pub(crate) fn compare(folder: &Path, files: &Files) -> io::Result<Vec<Change>> {
    if !is_there(folder)? {
        return Ok(files.keys().map(|path| Change { path: path.clone(), kind: ChangeKind::Missing }).collect());
    }
    let mut changes = Vec::new();
    let mut parents = BTreeMap::from([(String::new(), Standing::Folder)]);
    for (path, text) in files {
        if let Some(change) = difference(folder, path, text, &mut parents)? {
            changes.push(change);
        }
    }
    changes.extend(left_over(folder, files, &changes)?);
    changes.sort();
    changes.dedup();
    Ok(changes)
}

/// Whether a crate's folder is there.
///
/// # Errors
/// Something else is there: a link leads out of the output folder.
fn is_there(folder: &Path) -> io::Result<bool> {
    match standing(folder)? {
        Standing::Nothing => Ok(false),
        Standing::Folder => Ok(true),
        Standing::File | Standing::Other => {
            let reason = "it is no folder, and a link to one is not followed; move or remove it";
            Err(at(folder, io::Error::new(io::ErrorKind::NotADirectory, reason)))
        }
    }
}

/// How the file at a path differs from its text. `parents` holds what stands at the folders that were looked at.
fn difference(
    folder: &Path,
    path: &str,
    text: &str,
    parents: &mut BTreeMap<String, Standing>,
) -> io::Result<Option<Change>> {
    let change = |path: &str, kind| Ok(Some(Change { path: path.to_owned(), kind }));
    for (end, _) in path.match_indices('/') {
        let parent = &path[..end];
        let found = match parents.get(parent) {
            Some(found) => *found,
            None => *parents.entry(parent.to_owned()).or_insert(standing(&folder.join(parent))?),
        };
        match found {
            Standing::Folder => {}
            Standing::Nothing => return change(path, ChangeKind::Missing),
            Standing::File | Standing::Other => return change(parent, ChangeKind::InTheWay),
        }
    }
    let file = folder.join(path);
    let bytes = match standing(&file)? {
        Standing::Nothing => return change(path, ChangeKind::Missing),
        Standing::Folder | Standing::Other => return change(path, ChangeKind::InTheWay),
        Standing::File => read(&file, usize::MAX)?,
    };
    match same_lines(&bytes, text) {
        true => Ok(None),
        false if bytes.is_empty() || origin_in(bytes.as_slice())?.is_some() => change(path, ChangeKind::Stale),
        false => change(path, ChangeKind::InTheWay),
    }
}

/// What stands at a path.
#[derive(Clone, Copy)]
enum Standing {
    Nothing,
    Folder,
    /// A regular file.
    File,
    /// A link, a pipe or a device.
    Other,
}

/// What stands at a path, without following a link.
fn standing(path: &Path) -> io::Result<Standing> {
    match path.symlink_metadata() {
        Ok(found) if found.is_dir() => Ok(Standing::Folder),
        Ok(found) if found.is_file() => Ok(Standing::File),
        Ok(_) => Ok(Standing::Other),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Standing::Nothing),
        Err(error) => Err(at(path, error)),
    }
}

/// Applies the changes that [`compare`] found, so that the folder holds `files`.
///
/// # Errors
/// Something stands in the way, or a file cannot be written: then no file is changed. A file cannot be moved to its place or removed:
/// then earlier changes stay. No file is left half-written.
pub(crate) fn apply(folder: &Path, files: &Files, changes: &[Change]) -> io::Result<()> {
    refuse(folder, changes)?;
    if !files.is_empty() && !is_there(folder)? {
        return write_crate(folder, files);
    }
    let written = |change: &Change| matches!(change.kind, ChangeKind::Missing | ChangeKind::Stale);
    let mut unfinished = Vec::new();
    for change in changes.iter().filter(|change| written(change)) {
        let Some(text) = files.get(&change.path) else { continue };
        let target = folder.join(&change.path);
        match write_unfinished(&target, text.as_bytes()) {
            Ok(file) => unfinished.push((file, target)),
            Err(error) => {
                // What cannot be removed is left over, as of a run that was stopped.
                unfinished.iter().for_each(|(file, _)| drop(fs::remove_file(file)));
                return Err(error);
            }
        }
    }
    let mut moved = Ok(());
    for (file, target) in unfinished {
        if moved.is_ok() {
            moved = fs::rename(&file, &target).map_err(|error| at(&target, error));
        }
        if moved.is_err() {
            drop(fs::remove_file(file));
        }
    }
    moved?;
    for change in changes.iter().filter(|change| change.kind == ChangeKind::Orphan) {
        remove(folder, &folder.join(&change.path))?;
    }
    Ok(())
}

/// The error for what stands in the way.
fn refuse(folder: &Path, changes: &[Change]) -> io::Result<()> {
    let mut paths = changes.iter().filter(|change| change.kind == ChangeKind::InTheWay).map(|change| &change.path);
    let Some(first) = paths.next() else { return Ok(()) };
    let more = match paths.count() {
        0 => String::new(),
        more => format!(" and {more} more like it"),
    };
    let reason = format!(
        "the generator did not write this{more}, so it wrote nothing of the crate; move or remove what stands there"
    );
    Err(at(&folder.join(first), io::Error::new(io::ErrorKind::AlreadyExists, reason)))
}

/// Writes a crate that has no folder yet, and moves all of its files at once.
fn write_crate(folder: &Path, files: &Files) -> io::Result<()> {
    sweep(folder)?;
    let unfinished = unfinished(folder);
    // The manifest comes last: without it, cargo does not take the rest of a stopped run for a package.
    let (manifests, others): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| *path == MANIFEST);
    let made = make_folder(&unfinished).map_err(|error| at(folder, error));
    let written = made.and_then(|()| {
        others.into_iter().chain(manifests).try_for_each(|(path, text)| {
            create_below(&unfinished, path, text.as_bytes()).map_err(|error| at(&folder.join(path), error))
        })
    });
    let moved = written.and_then(|()| fs::rename(&unfinished, folder).map_err(|error| at(folder, error)));
    if moved.is_err() {
        // What cannot be removed is left over, as of a run that was stopped.
        drop(fs::remove_dir_all(&unfinished));
    }
    moved
}

/// Writes a file so that nobody ever sees it half-written, whoever writes it at the same time.
///
/// # Errors
/// The file or its folder cannot be written, or a link, a pipe or a device stands there. The error names the path.
pub fn write_whole(target: &Path, bytes: &[u8]) -> io::Result<()> {
    if matches!(standing(target)?, Standing::Folder | Standing::Other) {
        let reason = "it is not a regular file, so it is not replaced";
        return Err(at(target, io::Error::new(io::ErrorKind::InvalidInput, reason)));
    }
    let mut attempt = 1;
    loop {
        let unfinished = write_unfinished(target, bytes)?;
        match fs::rename(&unfinished, target) {
            // Another run took it for left over.
            Err(error) if error.kind() == io::ErrorKind::NotFound && attempt < ATTEMPTS => attempt += 1,
            Err(error) => {
                drop(fs::remove_file(&unfinished));
                return Err(at(target, error));
            }
            Ok(()) => return Ok(()),
        }
    }
}

/// Writes the unfinished form of a file, which is moved to its place later. Returns its path.
fn write_unfinished(target: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    let unfinished = unfinished(target);
    let created = create(&unfinished, bytes).or_else(|error| match (error.kind(), target.parent()) {
        (io::ErrorKind::NotFound, Some(parent)) => {
            fs::create_dir_all(parent)?;
            create(&unfinished, bytes)
        }
        _ => Err(error),
    });
    match created {
        Ok(()) => Ok(unfinished),
        Err(error) => {
            drop(fs::remove_file(&unfinished));
            Err(at(target, error))
        }
    }
}

/// Makes a folder that does not exist, and those around it.
fn make_folder(folder: &Path) -> io::Result<()> {
    folder.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::create_dir(folder)
}

/// Writes a file at a path below a folder. A folder that is gone is not made again: what was in it would be missing.
fn create_below(folder: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    for (end, _) in path.match_indices('/') {
        match fs::create_dir(folder.join(&path[..end])) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => made?,
        }
    }
    create(&folder.join(path), bytes)
}

/// Writes a file that does not exist, so that no link in its place is followed.
fn create(target: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::File::create_new(target)?.write_all(bytes)
}

/// The path of a file or folder until it is complete. No other run and no other thread has it.
fn unfinished(target: &Path) -> PathBuf {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    loop {
        let mut unfinished = target.as_os_str().to_owned();
        unfinished.push(format!(".{}-{}{UNFINISHED}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
        let unfinished = PathBuf::from(unfinished);
        // An earlier process may have had the same number.
        if unfinished.symlink_metadata().is_err() {
            return unfinished;
        }
    }
}

/// Removes what stopped runs left of a file or folder beside it.
///
/// # Errors
/// It cannot be removed, or the folder around it cannot be read.
pub(crate) fn sweep(target: &Path) -> io::Result<()> {
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let is_of_target = |found: &str| {
        let number = found.strip_prefix(&name).and_then(|rest| rest.strip_suffix(UNFINISHED));
        number.is_some_and(|number| number.chars().all(|letter| ".-0123456789".contains(letter)))
    };
    target.parent().map_or(Ok(()), |folder| remove_unfinished(folder, is_of_target))
}

/// Removes what stopped runs left directly in a folder. No other run may write to it.
///
/// # Errors
/// It cannot be removed, or the folder cannot be read.
pub fn sweep_folder(folder: &Path) -> io::Result<()> {
    remove_unfinished(folder, |found| found.ends_with(UNFINISHED))
}

fn remove_unfinished(folder: &Path, is_left_over: impl Fn(&str) -> bool) -> io::Result<()> {
    for entry in entries(folder)? {
        if !is_left_over(&entry.file_name().to_string_lossy()) {
            continue;
        }
        let path = entry.path();
        let removed = match standing(&path)? {
            Standing::Folder => remove_whole(&path),
            _ => fs::remove_file(&path),
        };
        match removed {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(&path, error)),
            _ => {}
        }
    }
    Ok(())
}

/// Removes an unfinished folder. It leaves its place first, as a whole: a run that still writes to it fails, and does not go on with
/// a part of it.
fn remove_whole(folder: &Path) -> io::Result<()> {
    let name = folder.file_name().map(|name| name.to_string_lossy().replace(UNFINISHED, "")).unwrap_or_default();
    let aside = unfinished(&folder.with_file_name(name));
    fs::rename(folder, &aside)?;
    fs::remove_dir_all(aside)
}

/// What is in a folder; nothing if it does not exist.
fn entries(folder: &Path) -> io::Result<Vec<fs::DirEntry>> {
    // The folder of a path of one part.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    match fs::read_dir(folder) {
        Ok(entries) => entries.collect::<io::Result<_>>().map_err(|error| at(folder, error)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(at(folder, error)),
    }
}

/// The definition that a generated file names in its mark; `None` for a foreign file.
///
/// # Errors
/// The file exists and cannot be read.
pub fn origin_of(file: &Path) -> io::Result<Option<String>> {
    if !matches!(standing(file)?, Standing::File) {
        return Ok(None);
    }
    let file_read = files::open(file).and_then(|file| origin_in(io::BufReader::new(file)));
    file_read.map_err(|error| at(file, error))
}

/// The definition that the first line names in its mark.
fn origin_in(content: impl io::BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    content.take(LONGEST_MARK).read_until(b'\n', &mut line)?;
    let line = String::from_utf8_lossy(&line);
    // An editor may have added a byte order mark.
    let line = line.trim_start_matches('\u{FEFF}');
    let comment = COMMENTS.iter().find_map(|opening| line.strip_prefix(opening));
    let marked = comment.and_then(|comment| comment.strip_prefix(MARK)?.rsplit_once(". Do not edit"));
    Ok(marked.map(|(origin, _)| origin.to_owned()))
}

/// The files in a folder that are neither in `files` nor in the way.
fn left_over(folder: &Path, files: &Files, changes: &[Change]) -> io::Result<Vec<Change>> {
    let mut found = Vec::new();
    let in_the_way = changes.iter().filter(|change| change.kind == ChangeKind::InTheWay);
    let in_the_way: BTreeSet<&str> = in_the_way.map(|change| change.path.as_str()).collect();
    let is_known = |path: &String| files.contains_key(path) || in_the_way.contains(path.as_str());
    for path in paths(folder)?.into_iter().filter(|path| !is_known(path)) {
        let own = path.ends_with(UNFINISHED) || origin_of(&folder.join(&path))?.is_some();
        found.push(Change { path, kind: if own { ChangeKind::Orphan } else { ChangeKind::Foreign } });
    }
    Ok(found)
}

/// The bytes of a file of a crate. A link is not followed.
///
/// # Errors
/// The file cannot be read, or is not regular. The error names the path.
pub fn read_here(file: &Path) -> io::Result<Vec<u8>> {
    match standing(file)? {
        Standing::Folder | Standing::Other => {
            Err(at(file, io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file")))
        }
        Standing::Nothing | Standing::File => read(file, usize::MAX),
    }
}

/// The files in a folder by their path in it (`/` between the parts), sorted; none if the folder does not exist. Skips hidden
/// files and folders but `.gitattributes`, and those that cargo makes (`target`, `Cargo.lock`). Follows no link: it is a file here.
///
/// # Errors
/// The folder or one in it cannot be read, or the folder is a link.
pub fn paths(folder: &Path) -> io::Result<Vec<String>> {
    is_there(folder)?;
    let mut found = Vec::new();
    let mut open = vec![(folder.to_owned(), String::new())];
    while let Some((directory, prefix)) = open.pop() {
        for entry in entries(&directory)? {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') && name != ATTRIBUTES && !name.ends_with(UNFINISHED)
                || name == "target"
                || name == "Cargo.lock"
            {
                continue;
            }
            let path = format!("{prefix}{name}");
            if entry.file_type().map_err(|error| at(&entry.path(), error))?.is_dir() {
                open.push((entry.path(), format!("{path}/")));
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Removes a file and the folders that it leaves empty, up to and including `folder`.
fn remove(folder: &Path, file: &Path) -> io::Result<()> {
    fs::remove_file(file).map_err(|error| at(file, error))?;
    for directory in file.ancestors().skip(1).take_while(|directory| directory.starts_with(folder)) {
        if fs::remove_dir(directory).is_err() {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(entries: &[(&str, &str)]) -> Files {
        entries
            .iter()
            .map(|(path, text)| ((*path).to_owned(), format!("// {MARK}spec/x. Do not edit.\n{text}")))
            .collect()
    }

    fn kinds(changes: &[Change]) -> Vec<(&str, ChangeKind)> {
        changes.iter().map(|change| (change.path.as_str(), change.kind)).collect()
    }

    #[test]
    fn every_difference_is_found_and_mended_and_foreign_files_stay() {
        let folder = tempfile::tempdir().unwrap();
        let old = files(&[("src/lib.rs", "1"), ("src/gone/mod.rs", "1"), ("a.md", "1")]);
        apply(folder.path(), &old, &compare(folder.path(), &old).unwrap()).unwrap();
        fs::write(folder.path().join("notes.txt"), "mine").unwrap();
        fs::write(folder.path().join("src/lib.rs"), old["src/lib.rs"].clone() + "edited").unwrap();
        fs::write(folder.path().join("a.md"), "").unwrap();
        fs::write(folder.path().join(format!("b.rs{UNFINISHED}")), "half").unwrap();

        let new = files(&[("src/lib.rs", "1"), ("src/new.rs", "1"), ("a.md", "1")]);
        let changes = compare(folder.path(), &new).unwrap();
        assert_eq!(
            kinds(&changes),
            [
                ("a.md", ChangeKind::Stale),
                (format!("b.rs{UNFINISHED}").as_str(), ChangeKind::Orphan),
                ("notes.txt", ChangeKind::Foreign),
                ("src/gone/mod.rs", ChangeKind::Orphan),
                ("src/lib.rs", ChangeKind::Stale),
                ("src/new.rs", ChangeKind::Missing),
            ]
        );
        apply(folder.path(), &new, &changes).unwrap();
        assert_eq!(kinds(&compare(folder.path(), &new).unwrap()), [("notes.txt", ChangeKind::Foreign)]);
        assert!(!folder.path().join("src/gone").exists());
        assert_eq!(fs::read_to_string(folder.path().join("notes.txt")).unwrap(), "mine");
    }

    #[test]
    fn what_stands_in_the_way_is_not_touched_and_nothing_else_is_written() {
        type Plant<'a> = (&'a str, &'a dyn Fn(&Path));
        let plants: [Plant<'_>; 4] = [
            ("src/lib.rs", &|root| fs::write(root.join("src/lib.rs"), "// mine\n").unwrap()),
            ("src/lib.rs", &|root| {
                fs::write(root.join("src/lib.rs"), format!("// see\n// {MARK}x. Do not edit.\n")).unwrap()
            }),
            ("src/lib.rs", &|root| fs::create_dir(root.join("src/lib.rs")).unwrap()),
            ("src", &|root| {
                fs::remove_dir_all(root.join("src")).unwrap();
                fs::write(root.join("src"), format!("// {MARK}spec/x. Do not edit.\n")).unwrap();
            }),
        ];
        for (at, plant) in plants {
            let folder = tempfile::tempdir().unwrap();
            let old = files(&[("a.md", "1"), ("src/gone.rs", "1")]);
            apply(folder.path(), &old, &compare(folder.path(), &old).unwrap()).unwrap();
            plant(folder.path());
            let before: Vec<_> = paths(folder.path()).unwrap();
            let new = files(&[("a.md", "2"), ("src/lib.rs", "1"), ("src/more.rs", "1")]);
            let changes = compare(folder.path(), &new).unwrap();
            let in_the_way = changes.iter().filter(|change| change.kind == ChangeKind::InTheWay);
            assert_eq!(in_the_way.map(|change| change.path.as_str()).collect::<Vec<_>>(), [at]);
            assert_eq!(changes.iter().filter(|change| change.path == at).count(), 1, "{at}");
            let error = apply(folder.path(), &new, &changes).unwrap_err().to_string();
            assert!(error.contains(folder.path().join(at).to_str().unwrap()), "{error}");
            assert_eq!(paths(folder.path()).unwrap(), before);
            assert_eq!(fs::read_to_string(folder.path().join("a.md")).unwrap(), old["a.md"]);
        }
    }

    #[cfg(unix)]
    #[test]
    fn no_link_is_followed_and_no_pipe_is_read() {
        use std::os::unix::fs::symlink;
        let new = files(&[("a.md", "2"), ("src/lib.rs", "1")]);
        for place in ["", "src", "src/lib.rs"] {
            let root = tempfile::tempdir().unwrap();
            let (outside, folder) = (root.path().join("outside"), root.path().join("x"));
            let old = files(&[("lib.rs", "old"), ("src/lib.rs", "old")]);
            apply(&outside, &old, &compare(&outside, &old).unwrap()).unwrap();
            let link = folder.join(place);
            let link = link.components().as_path();
            fs::create_dir_all(link.parent().unwrap()).unwrap();
            symlink(if place.ends_with(".rs") { outside.join("lib.rs") } else { outside.clone() }, link).unwrap();
            let error = compare(&folder, &new).and_then(|changes| apply(&folder, &new, &changes)).unwrap_err();
            assert!(error.to_string().contains(link.to_str().unwrap()), "{error}");
            assert_eq!(compare(&outside, &old).unwrap(), [], "{place}");
            assert!(!folder.join("a.md").exists());
        }
        // A link that nothing generated stands at is as any foreign file, and stays.
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("notes.txt");
        symlink("/nowhere", &link).unwrap();
        assert!(write_whole(&link, b"").unwrap_err().to_string().contains("notes.txt: it is not a regular file"));
        let changes = compare(folder.path(), &new).unwrap();
        assert_eq!(changes.iter().filter(|change| change.kind == ChangeKind::Foreign).count(), 1);
        apply(folder.path(), &new, &changes).unwrap();
        assert_eq!(kinds(&compare(folder.path(), &new).unwrap()), [("notes.txt", ChangeKind::Foreign)]);
    }

    #[test]
    fn a_planted_unfinished_file_is_not_written_through() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.md");
        let first = unfinished(&target);
        fs::write(&first, "planted").unwrap();
        write_whole(&target, b"whole").unwrap();
        assert_eq!((fs::read(&target).unwrap(), fs::read(&first).unwrap()), (b"whole".to_vec(), b"planted".to_vec()));
        fs::write(folder.path().join(format!("ba.md.1-2{UNFINISHED}")), "of another").unwrap();
        sweep(&target).unwrap();
        assert_eq!(paths(folder.path()).unwrap(), ["a.md", format!("ba.md.1-2{UNFINISHED}").as_str()]);
        sweep_folder(folder.path()).unwrap();
        assert_eq!(paths(folder.path()).unwrap(), ["a.md"]);
    }

    #[test]
    fn a_checkout_with_other_line_ends_is_not_stale() {
        let folder = tempfile::tempdir().unwrap();
        let own = files(&[(ATTRIBUTES, "* text eol=lf\n"), ("src/lib.rs", "1\n2\n")]);
        apply(folder.path(), &own, &compare(folder.path(), &own).unwrap()).unwrap();
        for (path, text) in &own {
            fs::write(folder.path().join(path), text.replace('\n', "\r\n")).unwrap();
        }
        assert_eq!(compare(folder.path(), &own).unwrap(), []);
        fs::write(folder.path().join("src/lib.rs"), own["src/lib.rs"].replace('\n', "\r\n") + "3").unwrap();
        assert_eq!(kinds(&compare(folder.path(), &own).unwrap()), [("src/lib.rs", ChangeKind::Stale)]);
        let none = compare(folder.path(), &Files::new()).unwrap();
        assert_eq!(kinds(&none), [(ATTRIBUTES, ChangeKind::Orphan), ("src/lib.rs", ChangeKind::Orphan)]);
    }

    #[test]
    fn a_new_crate_appears_as_a_whole_whatever_a_stopped_run_left() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("x");
        let remnant = root.path().join(format!("x{UNFINISHED}"));
        fs::create_dir_all(remnant.join("src")).unwrap();
        fs::write(remnant.join("src/old.rs"), "half").unwrap();

        let new = files(&[("Cargo.toml", "1"), ("src/lib.rs", "1")]);
        let changes = compare(&folder, &new).unwrap();
        assert_eq!(kinds(&changes), [("Cargo.toml", ChangeKind::Missing), ("src/lib.rs", ChangeKind::Missing)]);
        apply(&folder, &new, &changes).unwrap();
        assert_eq!(paths(root.path()).unwrap(), ["x/Cargo.toml", "x/src/lib.rs"]);
    }

    #[test]
    fn a_crate_that_is_swept_while_it_is_written_is_whole_or_an_error() {
        use std::sync::atomic::AtomicBool;
        let root = tempfile::tempdir().unwrap();
        let names: Vec<_> = (0..40).map(|number| format!("src/{}/{number}.rs", number % 4)).collect();
        let new = files(&names.iter().map(|name| (name.as_str(), "1")).collect::<Vec<_>>());
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    // Nothing locks the folder here, so a file may come while its folder goes.
                    drop(sweep(&root.path().join("x")));
                }
            });
            let rounds = (0..200).map(|_| {
                let folder = root.path().join("x");
                let written = apply(&folder, &new, &[]);
                let found = paths(&folder).unwrap().len();
                drop(fs::remove_dir_all(&folder));
                if written.is_ok() { found == new.len() } else { found == 0 }
            });
            let rounds: Vec<bool> = rounds.collect();
            stop.store(true, Ordering::Relaxed);
            assert_eq!(rounds.iter().filter(|is_right| !**is_right).count(), 0);
        });
        let gone = root.path().join(format!("x.1-2{UNFINISHED}"));
        assert_eq!(create_below(&gone, "src/lib.rs", b"").unwrap_err().kind(), io::ErrorKind::NotFound);
        assert!(!gone.exists());
    }

    #[test]
    fn a_crate_without_files_leaves_no_folder() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("x");
        let old = files(&[("src/lib.rs", "1")]);
        apply(&folder, &old, &compare(&folder, &old).unwrap()).unwrap();
        apply(&folder, &Files::new(), &compare(&folder, &Files::new()).unwrap()).unwrap();
        assert!(!folder.exists());
    }

    #[test]
    fn the_mark_names_the_definition() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("lib.rs");
        fs::write(&file, format!("// {MARK}spec/a.b/apiDefinition.swagger.json. Do not edit.\n")).unwrap();
        assert_eq!(origin_of(&file).unwrap().as_deref(), Some("spec/a.b/apiDefinition.swagger.json"));
        let long = format!("spec/{}. Do not edit/x.json", "\\u{1b}".repeat(700));
        fs::write(&file, format!("\u{FEFF}<!-- {MARK}{long}. Do not edit. -->\r\n")).unwrap();
        assert_eq!(origin_of(&file).unwrap().as_deref(), Some(long.as_str()));
        for foreign in
            ["", "// mine\n", &format!("let text = \"{MARK}x. Do not edit\";\n"), &format!("\n# {MARK}x. Do not edit")]
        {
            fs::write(&file, foreign).unwrap();
            assert_eq!(origin_of(&file).unwrap(), None, "{foreign}");
        }
    }
}
