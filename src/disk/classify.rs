//! Paths and sizes -> what each file is: settings, text, reasons, asset, theme, or out of place.
//!
//! A folder is a revision when it holds Markdown, lies at least two levels below `content/`, and is not merely the parent of
//! dated folders that do. The outermost such folder counts: what lies below a revision belongs to it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::locale::{Date, Lang, nfc};
use crate::model::is_usable_name;
use crate::source::Place;
use crate::tree::{File, Reader, RevisionFiles, Tree};

/// The settings of the site.
pub(super) const SITE: &str = "site.toml";
/// What was approved.
pub(super) const SEAL: &str = "seal.toml";
/// How the name of an answer of a time-stamping authority ends.
pub(super) const TIMESTAMP: &str = ".tsr";
/// The folder of the documents.
pub(super) const CONTENT: &str = "content";
/// The folder of the themes.
pub(super) const THEMES: &str = "themes";

const SETTINGS: &str = "document.toml";
const ASSETS: [&str; 12] = ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "pdf", "woff2", "woff", "ttf", "otf"];
/// No legal text is longer; the longest code of law has a few million characters.
const LONGEST_TEXT: u64 = 16 * 1024 * 1024;

/// Returns the tree of files held in memory, by their paths below the root, judged by the same rules as a folder's.
pub fn tree_of(files: BTreeMap<String, Vec<u8>>) -> Checked<Tree> {
    let kept = |path: &str| {
        let top = path.split('/').next();
        (is_at_top(path) || top == Some(CONTENT) || top == Some(THEMES)) && !path.split('/').any(ignored)
    };
    let file = |(path, bytes): (&String, &Vec<u8>)| File { path: path.as_str().into(), size: bytes.len() as u64 };
    let listing = files.iter().filter(|(path, _)| kept(path)).map(file).collect();
    let reader: Reader =
        Arc::new(move |path| files.get(path).cloned().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound)));
    tree(listing, reader)
}

/// Returns whether a file beside `site.toml` is the site's, by its name.
pub(super) fn is_at_top(name: &str) -> bool {
    name == SITE || name == SEAL || name.ends_with(TIMESTAMP) && !name.contains('/')
}

/// Returns whether a name is an editor's or the system's own: hidden, a backup, a swap file.
pub(super) fn ignored(name: &str) -> bool {
    name.starts_with('.')
        || name.starts_with("~$")
        || name.ends_with('~')
        || name.ends_with(".swp")
        || name.ends_with(".tmp")
        || matches!(name, "4913" | "Thumbs.db" | "desktop.ini")
}

/// Returns the tree of files listed in any order.
pub(super) fn tree(mut files: Vec<File>, reader: Reader) -> Checked<Tree> {
    files.sort();
    let mut found = Vec::new();
    let mut names = Names::default();
    files.retain(|file| names.usable(&file.path, &mut found) && fits(file, &mut found));
    let revisions = revisions(&files);
    let (documents, themes) = Default::default();
    let mut tree = Tree { site: None, seal: None, timestamps: Vec::new(), documents, themes, reader };
    for file in files {
        place(file, &revisions, &mut tree, &mut found);
    }
    found.extend(lacking(&tree));
    Checked { value: tree, diagnostics: found }
}

fn lacking(tree: &Tree) -> Option<Diagnostic> {
    if tree.site.is_none() {
        return Some(Diagnostic::new(Code::NoContent, Place::file(SITE)).arg("path", SITE));
    }
    let nothing = || Diagnostic::new(Code::NoContent, Place::file(CONTENT)).arg("path", CONTENT).help("document");
    tree.documents.is_empty().then(nothing)
}

/// Names met so far, so that each wrong one is reported once.
#[derive(Default)]
struct Names {
    /// How each path was spelled first, by its NFC form.
    spelled: BTreeMap<String, String>,
    wrong: BTreeSet<String>,
}

impl Names {
    /// Returns whether every name of a path can stand in an address, and no other spelling of it came before.
    fn usable(&mut self, path: &str, found: &mut Vec<Diagnostic>) -> bool {
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        let mut start = 0;
        for end in ends {
            let (name, whole) = (&path[start..end], &path[..end]);
            start = end + 1;
            if self.wrong.contains(whole) {
                return false;
            }
            if let Some(problem) = self.problem(name, whole) {
                self.wrong.insert(whole.to_owned());
                found.push(problem);
                return false;
            }
        }
        true
    }

    fn problem(&mut self, name: &str, whole: &str) -> Option<Diagnostic> {
        let problem = || Diagnostic::new(Code::InvalidName, Place::file(whole)).arg("name", name);
        if !is_usable_name(name) {
            let colon = is_usable_name(&name.replace(':', "_"));
            return Some(if colon { problem().help("colon") } else { problem() });
        }
        let first = self.spelled.entry(nfc(whole).into_owned()).or_insert_with(|| whole.to_owned());
        (first != whole).then(|| problem().help("spelling").note("same", Place::file(first.as_str())))
    }
}

fn fits(file: &File, found: &mut Vec<Diagnostic>) -> bool {
    // The record of many texts may be longer than any of them.
    let text = !file.path.starts_with("themes/") && &*file.path != SEAL;
    let text = text && matches!(extension(&file.path).as_deref(), Some("md" | "toml"));
    let fits = !text || file.size <= LONGEST_TEXT;
    if !fits {
        let mebibytes = file.size.div_ceil(1024 * 1024);
        found.push(Diagnostic::new(Code::HugeFile, Place::file(file.path.clone())).arg("size", mebibytes));
    }
    fits
}

fn extension(path: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase())
}

fn is_markdown(path: &str) -> bool {
    extension(path).as_deref() == Some("md")
}

/// Returns the folders that are revisions, as paths below the root.
fn revisions(files: &[File]) -> BTreeSet<String> {
    let folder = |file: &File| Some(file.path.rsplit_once('/')?.0.to_owned());
    let holders: BTreeSet<String> = files.iter().filter(|file| is_markdown(&file.path)).filter_map(folder).collect();
    let mut revisions: BTreeSet<String> = BTreeSet::new();
    for holder in holders.iter().filter(|holder| holder.starts_with("content/") && holder.matches('/').count() >= 2) {
        let below = format!("{holder}/");
        let is_parent =
            || holders.range(below.clone()..).take_while(|path| path.starts_with(&below)).any(|path| dated(path));
        let inside = prefixes(holder).any(|prefix| revisions.contains(prefix));
        if !inside && (dated(holder) || !is_parent()) {
            revisions.insert(holder.clone());
        }
    }
    revisions
}

/// Returns whether the last name of a path is one that revisions usually have: `2024-05-01`, `2024-05-01-2`, `next`.
fn dated(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name == "next" || name.get(..10).is_some_and(|date| date.parse::<Date>().is_ok())
}

/// Returns the folders that hold a path, outermost first.
fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// Puts a file where it belongs in the tree.
fn place(file: File, revisions: &BTreeSet<String>, tree: &mut Tree, found: &mut Vec<Diagnostic>) {
    let path = file.path.clone();
    if let Some(below) = path.strip_prefix("themes/") {
        tree.themes.insert(below.to_owned(), file);
    } else if &*path == SITE {
        tree.site = Some(file);
    } else if &*path == SEAL {
        tree.seal = Some(file);
    } else if is_at_top(&path) {
        tree.timestamps.push(file);
    } else if let Some(revision) = prefixes(&path).find(|prefix| revisions.contains(*prefix)) {
        let (document, id) = document_and_revision(revision);
        let files = Arc::make_mut(tree.documents.entry(document).or_default()).revisions.entry(id).or_default();
        in_revision(file, &path[revision.len() + 1..], files, found);
    } else if let Some(document) = settings_of(&path, revisions) {
        Arc::make_mut(tree.documents.entry(document).or_default()).settings = Some(file);
    } else if prefixes(&path).any(dated) && !is_asset(&path) && !path.ends_with(SETTINGS) {
        // The folder of a day without Markdown: its text is there under another name, and the revision would be missing.
        found.push(unknown_asset(&path));
    } else {
        found.push(stray(&path));
    }
}

fn is_asset(path: &str) -> bool {
    extension(path).is_some_and(|kind| ASSETS.contains(&kind.as_str()) || kind == "md")
}

fn document_and_revision(revision: &str) -> (String, String) {
    let below = revision.strip_prefix("content/").expect("revisions lie below `content/`");
    let (document, id) = below.rsplit_once('/').expect("revisions lie two levels below `content/`");
    (nfc(document).into_owned(), nfc(id).into_owned())
}

/// Returns the document whose settings a file holds.
fn settings_of(path: &str, revisions: &BTreeSet<String>) -> Option<String> {
    let folder = path.strip_suffix(SETTINGS)?;
    let holds = |revision: &String| revision.strip_prefix(folder).is_some_and(|id| !id.contains('/'));
    let document = folder.strip_prefix("content/")?.strip_suffix('/')?;
    revisions.iter().any(holds).then(|| nfc(document).into_owned())
}

fn in_revision(file: File, name: &str, files: &mut RevisionFiles, found: &mut Vec<Diagnostic>) {
    let kind = extension(name);
    match kind.as_deref() {
        Some("md") if name.contains('/') => found.push(stray(&file.path)),
        Some("md") => {
            let stem = &name[..name.len() - ".md".len()];
            match stem.strip_suffix(".reasons") {
                Some(lang) => files.reasons.insert(lang.to_owned(), file),
                None => files.texts.insert(stem.to_owned(), file),
            };
        }
        Some(kind) if ASSETS.contains(&kind) => {
            files.assets.insert(nfc(name).into_owned(), file);
        }
        _ => found.push(unknown_asset(&file.path)),
    }
}

fn stray(path: &str) -> Diagnostic {
    let stray = Diagnostic::new(Code::StrayFile, Place::file(path)).arg("path", path);
    match extension(path).as_deref() {
        Some("md") => stray,
        _ if path.ends_with(SETTINGS) => stray.help("settings"),
        _ => stray.help("asset"),
    }
}

/// Returns that a file cannot be an asset.
pub(super) fn unknown_asset(path: &str) -> Diagnostic {
    let name = path.rsplit('/').next().unwrap_or(path);
    let diagnostic = Diagnostic::new(Code::UnknownAsset, Place::file(path)).arg("name", name);
    let stem = name.split('.').next().filter(|stem| Lang::parse(stem).is_ok());
    match (extension(path).as_deref(), stem) {
        (Some("txt" | "text" | "markdown" | "mdown"), Some(lang)) => {
            diagnostic.arg("fixed", format!("{lang}.md")).help("rename")
        }
        (Some("doc" | "docx" | "odt" | "rtf" | "pages" | "jtd"), Some(lang)) => {
            diagnostic.arg("fixed", format!("{lang}.md")).help("word")
        }
        _ => diagnostic.arg("known", ASSETS.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(paths: &[&str]) -> Checked<Tree> {
        tree_of(paths.iter().map(|path| ((*path).to_owned(), Vec::new())).collect())
    }

    /// Returns what became of the paths, a line each: `document/revision kind name`.
    fn outline(tree: &Tree) -> Vec<String> {
        let mut lines = Vec::new();
        for (document, files) in &tree.documents {
            lines.extend(files.settings.iter().map(|_| format!("{document} settings")));
            for (id, files) in &files.revisions {
                for (kind, files) in [("text", &files.texts), ("reasons", &files.reasons), ("asset", &files.assets)] {
                    lines.extend(files.keys().map(|name| format!("{document}@{id} {kind} {name}")));
                }
            }
        }
        lines
    }

    fn codes(checked: &Checked<Tree>) -> Vec<String> {
        checked.diagnostics.iter().map(|found| format!("{} {}", found.code.word(), found.place.path)).collect()
    }

    #[test]
    fn documents_nest_and_revisions_hold_texts_reasons_and_assets() {
        let checked = tree(&[
            "site.toml",
            "content/jobs/document.toml",
            "content/jobs/privacy/document.toml",
            "content/jobs/privacy/2024-05-01/ja.md",
            "content/jobs/privacy/2024-05-01/ja.reasons.md",
            "content/jobs/privacy/2024-05-01/img/Map.PNG",
            "content/jobs/2023-01-01/English.md",
            "content/terms/launch/en.md",
            "themes/plain/layout.html",
        ]);
        assert_eq!(codes(&checked), [""; 0]);
        assert_eq!(
            outline(&checked.value),
            [
                "jobs settings",
                "jobs@2023-01-01 text English",
                "jobs/privacy settings",
                "jobs/privacy@2024-05-01 text ja",
                "jobs/privacy@2024-05-01 reasons ja",
                "jobs/privacy@2024-05-01 asset img/Map.PNG",
                "terms@launch text en",
            ]
        );
    }

    #[test]
    fn a_text_without_a_revision_around_it_is_stray_and_hides_no_other() {
        let checked = tree(&[
            "site.toml",
            "content/README.md",
            "content/terms/en.md",
            "content/terms/logo.png",
            "content/jobs/privacy/notes.md",
            "content/jobs/privacy/2024-05-01/ja.md",
            "content/jobs/privacy/2024-05-01/old/ja.md",
            "content/empty/document.toml",
        ]);
        assert_eq!(
            codes(&checked),
            [
                "stray-file content/README.md",
                "stray-file content/empty/document.toml",
                "stray-file content/jobs/privacy/2024-05-01/old/ja.md",
                "stray-file content/jobs/privacy/notes.md",
                "stray-file content/terms/en.md",
                "stray-file content/terms/logo.png",
            ]
        );
        assert_eq!(outline(&checked.value), ["jobs/privacy@2024-05-01 text ja"]);
    }

    #[test]
    fn editors_leave_files_and_nobody_minds() {
        let at = |name: &str| format!("content/a/2024-01-01/{name}");
        let names = ["ja.md", "ja.md~", ".#ja.md", ".ja.md.swp", "ja.md.swp", "4913", "x.tmp", ".DS_Store", "~$a.docx"];
        let paths: Vec<String> = names.iter().map(|name| at(name)).chain(["site.toml".to_owned()]).collect();
        let checked = tree(&paths.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(codes(&checked), [""; 0]);
        assert_eq!(outline(&checked.value), ["a@2024-01-01 text ja"]);
    }

    #[test]
    fn a_wrong_name_is_reported_once() {
        let checked = tree(&[
            "site.toml",
            "content/a/2024-01-01/ja.md",
            "content/a/2024-01-01/notes.docx",
            "content/what?/2024-01-01/en.md",
            "content/what?/2024-01-01/ja.md",
            "content/か\u{3099}/2024-01-01/ja.md",
            "content/が/2024-01-01/ja.md",
        ]);
        assert_eq!(
            codes(&checked),
            ["invalid-name content/what?", "invalid-name content/が", "unknown-asset content/a/2024-01-01/notes.docx"]
        );
        assert_eq!(outline(&checked.value), ["a@2024-01-01 text ja", "が@2024-01-01 text ja"]);
    }

    #[test]
    fn nothing_to_build_is_said_once() {
        assert_eq!(codes(&tree(&["content/a/b/ja.md"])), ["no-content site.toml"]);
        assert_eq!(codes(&tree(&["site.toml"])), ["no-content content"]);
    }

    #[test]
    fn no_legal_text_is_that_long() {
        let files = [("site.toml", 1), ("content/a/b/ja.md", LONGEST_TEXT + 1), ("content/a/b/en.md", LONGEST_TEXT)];
        let files = files.map(|(path, size)| File { path: path.into(), size });
        let reader: Reader = Arc::new(|_| Ok(Vec::new()));
        let checked = super::tree(files.to_vec(), reader);
        assert_eq!(codes(&checked), ["huge-file content/a/b/ja.md"]);
        assert_eq!(outline(&checked.value), ["a@b text en"]);
    }
}
