//! Files that commands write for an author: among the sources, or where the author says. Nothing that is there is
//! overwritten, except what was read before and is still the same.

use std::io;
use std::path::{Path, PathBuf};

use super::act;
use super::failure::Failure;
use crate::tree::{Edit, NewFolder};

/// Returns whether anything lies at a path below a root, a link to nothing included.
pub fn exists(root: &Path, path: &str) -> bool {
    root.join(path).symlink_metadata().is_ok()
}

/// Makes a folder with its files: they are written beside it and moved into place at once.
///
/// # Errors
/// Where the folder exists, or the disk refuses; nothing is left behind then.
pub fn create(root: &Path, folder: &NewFolder) -> Result<(), Failure> {
    let place = root.join(&folder.path);
    refuse_existing(&place)?;
    let staging = beside(&place);
    let done = fill(&staging, folder).and_then(|()| move_to(&staging, &place));
    if done.is_err() {
        // What failed is told; a folder that cannot be cleared away is hidden from the site by its name.
        let _ = act::delete_all(&staging);
    }
    done
}

fn fill(staging: &Path, folder: &NewFolder) -> Result<(), Failure> {
    act::delete_all(staging)?;
    act::create_folder(staging)?;
    for (name, bytes) in &folder.files {
        let path = staging.join(name);
        act::create_folder(path.parent().expect("it lies in the folder"))?;
        act::write(&path, bytes, &path)?;
        act::sync(&path)?;
    }
    Ok(())
}

fn move_to(from: &Path, to: &Path) -> Result<(), Failure> {
    refuse_existing(to)?;
    act::rename(from, to)?;
    act::sync_folder(to.parent().expect("it lies below the root"))
}

/// Changes files, all or none; then moves a folder, if asked to: `(from, to)`, below the root.
///
/// # Errors
/// Where a file is no longer as it was read, where the new place is taken, or where the disk refuses; what was changed before
/// that is changed back.
pub fn apply(root: &Path, edits: &[Edit], moved: Option<(&str, &str)>) -> Result<(), Failure> {
    if let Some((_, to)) = moved {
        refuse_existing(&root.join(to))?;
    }
    for edit in edits {
        let path = root.join(&edit.path);
        if act::read(&path)? != edit.before {
            return Err(Failure::refused("write", &path, "it was changed meanwhile; run the command again"));
        }
    }
    let mut done = Vec::new();
    let mut run = || -> Result<(), Failure> {
        for edit in edits {
            done.push(edit);
            let path = root.join(&edit.path);
            act::replace(&path, &edit.after, &beside(&path))?;
        }
        moved.map_or(Ok(()), |(from, to)| move_to(&root.join(from), &root.join(to)))
    };
    run().inspect_err(|_| done.iter().for_each(|edit| restore(root, edit)))
}

/// Puts a file back as it was, as well as the disk allows: the failure that made it necessary is the one that is told.
fn restore(root: &Path, edit: &Edit) {
    let path = root.join(&edit.path);
    let _ = act::delete(&beside(&path));
    let _ = match &edit.before {
        Some(bytes) => act::replace(&path, bytes, &beside(&path)),
        None => act::delete(&path),
    };
}

/// Writes a file that the author asked for by its place; one that is there is replaced.
///
/// # Errors
/// Where the disk refuses.
pub fn rewrite(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        act::create_folder(folder)?;
    }
    let way = beside(path);
    act::write(&way, bytes, path)?;
    act::sync(&way)?;
    act::rename(&way, path).inspect_err(|_| {
        let _ = act::delete(&way);
    })
}

/// Returns a name beside a path that belongs to no site: it begins with a dot.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.kaitei"))
}

fn refuse_existing(path: &Path) -> Result<(), Failure> {
    match path.symlink_metadata() {
        Ok(_) => Err(Failure::refused("create", path, "it exists already")),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(cause) => Err(Failure::new("create", path, cause)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(path: &str, before: Option<&str>, after: &str) -> Edit {
        Edit {
            path: path.into(),
            before: before.map(|text| text.as_bytes().to_vec()),
            after: after.as_bytes().to_vec(),
        }
    }

    fn listing(root: &Path) -> Vec<String> {
        let entries = walkdir::WalkDir::new(root).sort_by_file_name().into_iter().map(|entry| entry.expect("an entry"));
        let files = entries.filter(|entry| entry.file_type().is_file());
        files
            .map(|entry| {
                let text = std::fs::read_to_string(entry.path()).expect("a text");
                format!("{}={text}", entry.path().strip_prefix(root).expect("below").display())
            })
            .collect()
    }

    #[test]
    fn a_folder_is_made_whole_or_not_at_all() {
        let root = tempfile::tempdir().expect("a folder");
        let files = vec![("ja.md".to_owned(), b"x".to_vec()), ("img/a.svg".to_owned(), b"y".to_vec())];
        let folder = NewFolder { path: "doc/next".into(), files };
        assert!(create(&root.path().join("nowhere/\0"), &folder).is_err());
        create(root.path(), &folder).expect("made");
        assert_eq!(listing(root.path()), ["doc/next/img/a.svg=y", "doc/next/ja.md=x"]);
        assert!(create(root.path(), &folder).expect_err("taken").to_string().contains("exists already"));
        let bad = NewFolder { path: "doc/b".into(), files: vec![("a".into(), vec![]), ("a/b".into(), vec![])] };
        assert!(create(root.path(), &bad).is_err());
        assert_eq!(listing(root.path()), ["doc/next/img/a.svg=y", "doc/next/ja.md=x"]);
    }

    #[test]
    fn edits_are_made_all_or_none() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = NewFolder { path: "next".into(), files: vec![("a".into(), b"1".to_vec())] };
        create(root.path(), &folder).expect("made");
        let stale = [edit("next/a", Some("0"), "2")];
        assert!(apply(root.path(), &stale, None).expect_err("stale").to_string().contains("meanwhile"));
        let half = [edit("next/a", Some("1"), "2"), edit("next/none/b", None, "3")];
        assert!(apply(root.path(), &half, None).is_err());
        assert_eq!(listing(root.path()), ["next/a=1"]);
        let both = [edit("next/a", Some("1"), "2"), edit("next/b", None, "3")];
        apply(root.path(), &both, Some(("next", "2026-01-01"))).expect("done");
        assert_eq!(listing(root.path()), ["2026-01-01/a=2", "2026-01-01/b=3"]);
    }
}
