//! What a build was made from and what it came to, laid beside the site: the next build that would be made from the same has nothing
//! to do.
//!
//! A file of the site was left alone if its status changed for the last time before the receipt was written (`st_ctime`, POSIX.1-2024,
//! 4.12: it follows every change of the contents, and every file that is moved into another's place, and no program can set it). Where
//! that is in doubt, and on systems without such a time, its hash decides.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs::{self, Metadata};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::failure::Failure;
use super::manifest::{self, Manifest, STAGING};
use super::write::hexadecimal;
use super::{act, journal, lock};
use crate::diagnostic::{Checked, Record};
use crate::tree::{File, Reader, Tree};

/// The receipt's name in the output folder.
pub(super) const NAME: &str = ".kaitei-receipt.json";

/// The version of this form.
const FORMAT: u32 = 1;

/// What a build came to, as far as it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The site's time zone (IANA).
    pub zone: String,
    /// The day that the site shows, `YYYY-MM-DD`.
    pub as_of: String,
    /// Whether that day had not come yet.
    pub ahead: bool,
    /// Whether drafts were asked for.
    pub drafts: bool,
    /// The base address that was asked for.
    pub base_url: Option<String>,
    /// How many documents the site has.
    pub documents: usize,
    /// How many revisions.
    pub revisions: usize,
    /// How many files.
    pub pages: usize,
    /// What was found wrong with the content.
    pub found: Vec<Record>,
}

/// A build: what it was made by and from, and what it came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    format: u32,
    program: String,
    sources: String,
    /// What it came to.
    pub account: Account,
}

impl Receipt {
    /// Returns the receipt of what lies in an output folder, if that was made by this program from the same sources, the request passes
    /// `is_asked`, and nobody touched a file since; `None` wherever any of this is in doubt.
    pub fn standing(out: &Path, sources: &Checked<Tree>, is_asked: impl FnOnce(&Account) -> bool) -> Option<Self> {
        let receipt = read(out).filter(|receipt| is_asked(&receipt.account))?;
        if journal::pending(out) || out.join(STAGING).exists() {
            return None;
        }
        let _lock = lock::take(out).ok()?;
        let hash = |file: &File| sources.value.bytes(file).ok().map(|bytes| Sha256::digest(&bytes).into());
        let is_same = program()? == receipt.program && digest(sources, &hash)? == receipt.sources;
        let verified = is_same.then(|| stands(out, &receipt)).flatten()?;
        // So that what had to be verified by its hash need not be the next time.
        if verified > 0 {
            let _ = receipt.write(out);
        }
        Some(receipt)
    }

    pub(super) fn write(&self, out: &Path) -> Result<(), Failure> {
        let bytes = serde_json::to_vec(self).expect("texts and numbers are JSON");
        let way = out.join(format!("{NAME}.new"));
        act::replace(&out.join(NAME), &bytes, &way)
    }
}

fn read(out: &Path) -> Option<Receipt> {
    let receipt: Receipt = serde_json::from_slice(&fs::read(out.join(NAME)).ok()?).ok()?;
    (receipt.format == FORMAT).then_some(receipt)
}

/// Withdraws the receipt of a folder in which files are about to change.
pub(super) fn withdraw(out: &Path) -> Result<(), Failure> {
    act::delete(&out.join(NAME))
}

/// Returns what tells one program file from another; `None` where there is none to be found.
fn program() -> Option<String> {
    let found = std::env::current_exe().and_then(fs::metadata).ok()?;
    let since = found.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("{} {} {}", env!("CARGO_PKG_VERSION"), found.len(), since.as_nanos()))
}

/// Returns how many files of a folder had to be verified by their hashes; `None` if one is not as the build left it.
fn stands(out: &Path, receipt: &Receipt) -> Option<usize> {
    let manifest = Manifest::read(out).ok()??;
    let written = changed_at(&fs::symlink_metadata(out.join(NAME)).ok()?);
    let is_older = |found: &Metadata| changed_at(found).zip(written).is_some_and(|(file, receipt)| file < receipt);
    if manifest.files.len() != receipt.account.pages
        || !fs::symlink_metadata(out.join(manifest::NAME)).is_ok_and(|found| is_older(&found))
    {
        return None;
    }
    let files: Vec<_> = manifest.files.iter().collect();
    let verify = |(path, sha256): &(&String, &String)| {
        let place = out.join(path);
        let found = fs::symlink_metadata(&place).ok().filter(Metadata::is_file)?;
        if is_older(&found) {
            return Some(false);
        }
        let bytes = fs::read(&place).ok()?;
        (hexadecimal(&Sha256::digest(&bytes)) == **sha256).then_some(true)
    };
    let verified = side_by_side(&files, &verify)?;
    Some(verified.into_iter().filter(|by_hash| *by_hash).count())
}

#[cfg(unix)]
fn changed_at(found: &Metadata) -> Option<(i64, i64)> {
    use std::os::unix::fs::MetadataExt;
    Some((found.ctime(), found.ctime_nsec()))
}

#[cfg(not(unix))]
fn changed_at(_: &Metadata) -> Option<(i64, i64)> {
    None
}

/// Does one thing to every item, on as many threads as there are processors; `None` as soon as one of them comes to nothing.
fn side_by_side<T: Sync, U: Send>(items: &[T], act: &(impl Fn(&T) -> Option<U> + Sync)) -> Option<Vec<U>> {
    let failed = AtomicBool::new(false);
    let lanes = std::thread::available_parallelism().map_or(1, usize::from);
    let one = |item: &T| {
        let done = if failed.load(Ordering::Relaxed) { None } else { act(item) };
        failed.fetch_or(done.is_none(), Ordering::Relaxed);
        done
    };
    std::thread::scope(|scope| {
        let lane = |items| scope.spawn(move || <[T]>::iter(items).map(one).collect::<Option<Vec<_>>>());
        let running: Vec<_> = items.chunks(items.len().div_ceil(lanes).max(1)).map(lane).collect();
        let done: Option<Vec<_>> = running.into_iter().map(|lane| lane.join().ok().flatten()).collect();
        done.map(|lanes| lanes.into_iter().flatten().collect())
    })
}

type Hash = [u8; 32];

/// Returns a digest of all that a site is made from; `None` if the hash of a file cannot be told.
fn digest(sources: &Checked<Tree>, hash: &(impl Fn(&File) -> Option<Hash> + Sync)) -> Option<String> {
    let files: Vec<&File> = sources.value.files().collect();
    let hashes = side_by_side(&files, &|file| hash(file))?;
    let mut all = Sha256::new();
    for (file, hash) in files.iter().zip(hashes) {
        all.update(format!("{:?} {} ", file.path, file.size));
        all.update(hash);
    }
    let mut found = String::new();
    write!(found, "{:?}", sources.diagnostics).expect("a text takes everything");
    all.update(found);
    Some(hexadecimal(&all.finalize()))
}

/// Remembers the hash of every file that a build reads: its receipt speaks of what was read, not of what lay there before or after.
#[derive(Debug, Default)]
pub struct Recorder {
    /// `None` for a file that did not read the same each time.
    read: Arc<Mutex<BTreeMap<String, Option<Hash>>>>,
}

impl Recorder {
    /// Returns a way to the bytes on which what is read is remembered.
    pub fn on(&self, reader: Reader) -> Reader {
        let read = self.read.clone();
        Arc::new(move |path| {
            let bytes = reader(path)?;
            let hash: Hash = Sha256::digest(&bytes).into();
            let mut read = read.lock().unwrap_or_else(PoisonError::into_inner);
            match read.get_mut(path) {
                Some(known) if *known == Some(hash) => {}
                Some(known) => *known = None,
                None => drop(read.insert(path.to_owned(), Some(hash))),
            }
            Ok(bytes)
        })
    }

    /// Returns the receipt of a build that came to this; `None` if a file changed while it ran. Files that were not read are read now.
    pub fn receipt(&self, sources: &Checked<Tree>, account: Account) -> Option<Receipt> {
        let hash = |file: &File| {
            let known = self.read.lock().unwrap_or_else(PoisonError::into_inner).get(&*file.path).copied();
            known.unwrap_or_else(|| sources.value.bytes(file).ok().map(|bytes| Sha256::digest(&bytes).into()))
        };
        let sources = digest(sources, &hash)?;
        Some(Receipt { format: FORMAT, program: program()?, sources, account })
    }
}
