//! A site -> the changes to its sources by which every section says its anchor itself.
//!
//! A written id is no part of the text (product.md 2), so nothing else may change by it. That is not taken for granted: every file is
//! parsed again as it will be, and the whole site is assembled again from all of them; what would come out otherwise is left alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::diff::{self, DiffError};
use super::known::Known;
use super::load::{Loaded, Request, load};
use super::sources::{self, Means};
use crate::assemble::texts;
use crate::locale::Date;
use crate::model::{Anchor, Document, Parsed, Seal, Section, Site, Translation};
use crate::parse::markdown::Options;
use crate::source::Source;
use crate::tree::{Edit, Tree, Unreadable};

/// What is to be written, and what is left.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pin {
    /// The files to change.
    pub edits: Vec<Edit>,
    /// How many sections get an id.
    pub pinned: usize,
    /// The sections that can have none where they stand: file, line, and heading.
    pub left: Vec<(Arc<str>, usize, String)>,
    /// The documents that would come out differently, and are left alone.
    pub refused: Vec<String>,
}

/// Why there is nothing to write.
#[derive(Debug)]
pub enum PinError {
    /// No such document.
    Unknown(DiffError),
    /// A file cannot be read.
    Unreadable(Unreadable),
}

impl From<Unreadable> for PinError {
    fn from(error: Unreadable) -> Self {
        Self::Unreadable(error)
    }
}

/// Writes the anchors of all sections, or of those of one document, into the texts of all revisions and languages; `loaded` is the site
/// with everything shown.
///
/// # Errors
/// Where there is no such document, or a file cannot be read.
pub fn pin(tree: &Tree, loaded: &Loaded, document: Option<&str>) -> Result<Pin, PinError> {
    let site = loaded.everything();
    let only = document.map(|id| diff::document(site, id)).transpose().map_err(PinError::Unknown)?;
    let mut pin = Pin::default();
    let chosen = site.documents.iter().filter(|one| only.is_none_or(|only| only.id == one.id));
    for document in chosen {
        let own = self::document(tree, site, document)?;
        if own.edits.is_empty() || comes_out_alike(tree, site, document, &own.edits)? {
            pin.edits.extend(own.edits);
            pin.pinned += own.pinned;
            pin.left.extend(own.left);
        } else {
            pin.refused.push(document.id.clone());
        }
    }
    Ok(pin)
}

fn document(tree: &Tree, site: &Site, document: &Document) -> Result<Pin, Unreadable> {
    let Some(files) = tree.documents.get(&document.id) else { return Ok(Pin::default()) };
    // What was recorded of a section is no id that it says itself.
    let (seal, known) = (Seal::default(), Known::default());
    let means = Means { config: &site.config, seal: &seal, known: &known };
    let sources = sources::document(tree, &document.id, files, means, &mut Vec::new())?;
    let options = Options { lines: sources.settings.lines, variables: site.config.variables.is_some() };
    let parsed: BTreeMap<&str, &Arc<Parsed>> =
        sources.texts.values().flat_map(|texts| texts.values()).map(|parsed| (&*parsed.path, parsed)).collect();
    let mut pin = Pin::default();
    let mut seen = BTreeSet::new();
    let all = document.revisions.iter().flat_map(|revision| revision.translations.values());
    for text in all.filter(|text| text.carried_from.is_none() && seen.insert(text.path.clone())) {
        let (Some(parsed), Ok(bytes)) = (parsed.get(&*text.path), (tree.reader)(&text.path)) else { continue };
        let Ok(before) = String::from_utf8(bytes) else { continue };
        let published = texts::published(parsed, &text.values);
        let mut file = File { path: text.path.clone(), text: before.clone(), options, values: &text.values, published };
        let (pinned, left) = file.pin(parsed, text);
        pin.pinned += pinned;
        pin.left.extend(left);
        if pinned > 0 {
            let (before, after) = (Some(before.into_bytes()), file.text.into_bytes());
            pin.edits.push(Edit { path: text.path.to_string(), before, after });
        }
    }
    Ok(pin)
}

/// One text while its sections get their ids.
struct File<'a> {
    path: Arc<str>,
    text: String,
    options: Options,
    values: &'a BTreeMap<String, String>,
    published: String,
}

impl File<'_> {
    /// Gives ids from the last section to the first, so that no place moves before its turn; returns how many, and the sections that
    /// could have none.
    fn pin(&mut self, parsed: &Parsed, text: &Translation) -> (usize, Vec<(Arc<str>, usize, String)>) {
        let (mut pinned, mut left) = (0, Vec::new());
        let sections = parsed.text.sections.iter().zip(&text.outline).enumerate().rev();
        for (at, (section, heading)) in sections.filter(|(_, (section, _))| section.level > 0 && section.id.is_none()) {
            match self.with_id((at, section), &heading.anchor) {
                Some(text) => {
                    self.text = text;
                    pinned += 1;
                }
                None => {
                    let line = self.text[..section.span.start].matches('\n').count() + 1;
                    left.push((self.path.clone(), line, heading.printed()));
                }
            }
        }
        left.reverse();
        (pinned, left)
    }

    /// Returns the text in which a section (of that number) says its anchor, at its heading's end or on a line of its own; `None` where
    /// neither leaves everything else as it is.
    fn with_id(&self, (at, section): (usize, &Section), anchor: &Anchor) -> Option<String> {
        let heading = &self.text[section.span.clone()];
        let end = section.span.start + end_of_title(heading);
        let line = self.text[end..].find('\n').map_or(self.text.len(), |length| end + length + 1);
        let newline = if self.text[..line].ends_with("\r\n") { "\r\n" } else { "\n" };
        let start = self.text[..section.span.start].rfind('\n').map_or(0, |at| at + 1);
        let ways = [
            (end, format!(" {{#{anchor}}}")),
            (line, format!("{{: #{anchor} }}{newline}")),
            (start, format!("{{: #{anchor} }}{newline}")),
        ];
        ways.into_iter().find_map(|(place, id)| {
            let text = format!("{}{id}{}", &self.text[..place], &self.text[place..]);
            self.is_good(&text, at, anchor).then_some(text)
        })
    }

    /// Returns whether a section of a text has an id, and the published text is what it was.
    fn is_good(&self, text: &str, at: usize, anchor: &Anchor) -> bool {
        let mut found = Vec::new();
        let source = Source::new(self.path.clone(), text);
        let parsed = sources::translation(&source, self.options, &mut found);
        let own = parsed.text.sections.get(at).and_then(|section| section.id.as_ref());
        own.is_some_and(|id| id.value == *anchor) && texts::published(&parsed, self.values) == self.published
    }
}

/// Returns where a heading's title ends: before the closing `#` signs, or at the end of the line above the underline.
fn end_of_title(heading: &str) -> usize {
    let heading = heading.trim_end();
    let title = match heading.rsplit_once('\n') {
        Some((title, under)) if under.trim().chars().all(|c| matches!(c, '=' | '-')) => title.trim_end(),
        _ => heading,
    };
    let open = title.trim_end_matches('#');
    if title.trim_start().starts_with('#') && open.len() < title.len() && open.ends_with([' ', '\t']) {
        return open.trim_end().len();
    }
    title.len()
}

/// Returns whether a document has the same texts and anchors once files are changed.
fn comes_out_alike(tree: &Tree, site: &Site, document: &Document, edits: &[Edit]) -> Result<bool, Unreadable> {
    let changed: BTreeMap<String, Vec<u8>> = edits.iter().map(|edit| (edit.path.clone(), edit.after.clone())).collect();
    let reader = tree.reader.clone();
    let reader = Arc::new(move |path: &str| changed.get(path).map_or_else(|| reader(path), |bytes| Ok(bytes.clone())));
    let documents = tree.documents.iter().filter(|(id, _)| **id == document.id);
    let documents = documents.map(|(id, files)| (id.clone(), files.clone())).collect();
    let tree = Tree { documents, reader, ..tree.clone() };
    let request =
        Request { as_of: Some(Date::MAX), now: 0, drafts: true, base_url: Some(site.config.base_url.clone()) };
    let Some(after) = load(&tree, &request)?.value else { return Ok(false) };
    let after = after.everything().documents.iter().find(|other| other.id == document.id).cloned();
    Ok(after.is_some_and(|after| shape(&after) == shape(document)))
}

/// The digest of a text, and its sections' anchors with those of their provisions.
type Shape<'a> = (&'a str, Vec<(&'a Anchor, &'a [Anchor])>);

/// Returns the digest and the anchors of every text of a document.
fn shape(document: &Document) -> Vec<Shape<'_>> {
    let texts = document.revisions.iter().flat_map(|revision| revision.translations.values());
    texts
        .map(|text| {
            let outline = text.outline.iter().map(|heading| (&heading.anchor, heading.provisions.as_slice()));
            (text.sha256.as_str(), outline.collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::end_of_title;

    #[test]
    fn a_title_ends_before_what_closes_its_heading() {
        for (heading, title) in [
            ("## 1. Purpose", "## 1. Purpose"),
            ("## 1. Purpose  ", "## 1. Purpose"),
            ("## 1. Purpose ##", "## 1. Purpose"),
            ("## C#", "## C#"),
            ("Purpose\n=======", "Purpose"),
            ("Purpose\r\n---\r\n", "Purpose"),
            ("**Article 1**", "**Article 1**"),
        ] {
            assert_eq!(&heading[..end_of_title(heading)], title, "{heading:?}");
        }
    }
}
