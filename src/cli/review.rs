//! `kaitei review`: one file for whoever approves a revision.

use std::path::{Path, PathBuf};

use super::console::Console;
use super::content;
use super::stop::Stop;
use crate::disk;
use crate::locale::{Date, Lang};
use crate::model::{Document, Revision};
use crate::pipeline::{self, Request, ReviewError};
use crate::tree::Tree;

/// The arguments of `review`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The document, as it is called below content/
    document: String,
    /// The revision [default: the one that is being written, else the newest]
    revision: Option<String>,
    /// The language of the file and of the texts in it [default: the governing one]
    #[arg(long, value_name = "LANG", value_parser = super::diff::lang)]
    lang: Option<Lang>,
    /// The file to write [default: review-DOC-REV.html in the working folder]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Writes the file.
pub(super) fn execute(arguments: &Arguments, root: Option<&Path>, console: &Console) -> Result<(), Stop> {
    let root = content::root(root)?;
    let everything = content::everything()?;
    let (tree, all) = content::read(&root, &everything)?.sound(&arguments.document, console)?;
    let today = all.site.config.timezone.date_at(everything.now);
    let failed = |error| stopped(error, &tree, console);
    let (document, revision) =
        pipeline::chosen(&all, &arguments.document, arguments.revision.as_deref(), today).map_err(&failed)?;
    let request = Request { as_of: Some(day(revision, today)), drafts: revision.draft, ..everything };
    let seen = pipeline::load(&tree, &request)?.value.expect("what loads on one day loads on any");
    let html = pipeline::review(&tree, &seen, &document.id, &revision.id, arguments.lang.as_ref()).map_err(&failed)?;
    let out = arguments.out.clone().unwrap_or_else(|| PathBuf::from(name(document, revision)));
    if out.symlink_metadata().is_ok() && !is_ours(&out) {
        return Err(Stop::Usage(foreign(&out, console)));
    }
    disk::rewrite(&out, &html)?;
    console.note(&format!("{} {}", console.either("作成:", "wrote"), out.display()))
}

/// Returns the day on which a revision is first as the public will see it.
fn day(revision: &Revision, today: Date) -> Date {
    if revision.draft { today } else { revision.announced.max(today) }
}

fn name(document: &Document, revision: &Revision) -> String {
    format!("review-{}-{}.html", document.id.replace('/', "-"), revision.id)
}

/// Returns whether a file was made by this command, so that it may be made anew.
fn is_ours(path: &Path) -> bool {
    let start = std::fs::read(path).unwrap_or_default();
    let start = String::from_utf8_lossy(&start[..start.len().min(4096)]).into_owned();
    start.starts_with("<!doctype html>") && start.contains("<meta name=\"generator\" content=\"kaitei\">")
}

fn foreign(path: &Path, console: &Console) -> String {
    let path = path.display();
    let japanese = format!("{path} は既にあり、このコマンドで作成したものではありません。何も書き込みませんでした");
    console.either(japanese, format!("{path} exists already and was not made by this command; nothing was written"))
}

fn stopped(error: ReviewError, tree: &Tree, console: &Console) -> Stop {
    match error {
        ReviewError::Unknown(error) => super::diff::stopped(error, console),
        ReviewError::Unreadable(unreadable) => unreadable.into(),
        ReviewError::Theme(found) => content::tell(tree, &[found], console).err().unwrap_or(Stop::Content),
    }
}
