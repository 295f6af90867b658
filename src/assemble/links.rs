//! Where the links of texts lead: `#anchor`, `document#anchor`, `document@revision#anchor`, a file beside the text, or away.

use percent_encoding::percent_decode_str;

use crate::diagnostic::{Code, Diagnostic};
use crate::locale::{self, Lang};
use crate::model::{Block, Body, Document, MarkKind, Site, Text, Translation};
use crate::source::Place;

/// A place that links lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Not on this site, or not made by kaitei: the address as written.
    Outside,
    /// The page itself, at an id.
    Here(String),
    /// A document of the site.
    Document {
        /// Its index in [`Site::documents`].
        document: usize,
        /// A revision, by its index; without one, the current text.
        revision: Option<usize>,
        /// An id there.
        anchor: Option<String>,
    },
    /// A file beside the text, by its name.
    Asset(String),
}

/// Why a link leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dead {
    /// No document or file is called so.
    Document(String),
    /// The document has no such revision (that may be seen).
    Revision(String),
    /// The text has no such id.
    Anchor(String),
}

/// The text that a link stands in.
#[derive(Debug, Clone, Copy)]
pub struct Here<'a> {
    /// The document, by its index.
    pub document: usize,
    /// The revision, by its index.
    pub revision: usize,
    /// The language of the text.
    pub lang: &'a Lang,
}

/// Returns where a link leads.
///
/// # Errors
/// Where nothing is there.
pub fn resolve(site: &Site, here: Here<'_>, target: &str) -> Result<Destination, Dead> {
    if is_outside(target) {
        return Ok(Destination::Outside);
    }
    let (path, anchor) = match target.split_once('#') {
        Some((path, anchor)) => (path, Some(decode(anchor)).filter(|anchor| !anchor.is_empty())),
        None => (target, None),
    };
    let document = &site.documents[here.document];
    if path.is_empty() {
        let anchor = anchor.unwrap_or_default();
        let translation = document.revisions[here.revision].translations.get(here.lang);
        let known = anchor.is_empty() || translation.is_some_and(|translation| has_id(translation, &anchor));
        return if known { Ok(Destination::Here(anchor)) } else { Err(Dead::Anchor(anchor)) };
    }
    let path = decode(path);
    if document.revisions[here.revision].assets.iter().any(|asset| asset.name == path.trim_start_matches("./")) {
        return Ok(Destination::Asset(path.trim_start_matches("./").to_owned()));
    }
    to_document(site, here, path.trim_end_matches('/'), anchor)
}

fn to_document(site: &Site, here: Here<'_>, path: &str, anchor: Option<String>) -> Result<Destination, Dead> {
    let (name, revision) = path.split_once('@').map_or((path, None), |(name, revision)| (name, Some(revision)));
    let index = site.documents.iter().position(|document| document.id == name);
    let index = index.ok_or_else(|| Dead::Document(path.to_owned()))?;
    let document = &site.documents[index];
    let revision = match revision {
        Some(id) => {
            let found = document.revisions.iter().position(|revision| revision.id == id);
            Some(found.ok_or_else(|| Dead::Revision(id.to_owned()))?)
        }
        None => None,
    };
    if let Some(anchor) = &anchor {
        let known = match revision {
            Some(at) => in_revision(document, at, here.lang, anchor),
            None => in_revision(document, document.current, here.lang, anchor) || lives_on(document, anchor),
        };
        if !known {
            return Err(Dead::Anchor(anchor.clone()));
        }
    }
    Ok(Destination::Document { document: index, revision, anchor })
}

/// Returns whether the page of a revision has an id, in a language or, where it has no text in it, the governing one.
fn in_revision(document: &Document, at: usize, lang: &Lang, id: &str) -> bool {
    let revision = &document.revisions[at];
    let shown = revision.translations.get(lang).or_else(|| revision.translations.get(&revision.governing));
    shown.is_some_and(|translation| has_id(translation, id))
}

/// Returns whether an id of an earlier revision resolves on the current page.
fn lives_on(document: &Document, id: &str) -> bool {
    document.retired.iter().any(|(anchor, _)| anchor.as_str() == id)
        || document
            .removed
            .iter()
            .any(|removed| removed.anchor.as_str() == id || removed.inside.iter().any(|anchor| anchor.as_str() == id))
}

fn has_id(translation: &Translation, id: &str) -> bool {
    translation.names.iter().any(|name| name.as_str() == id)
        || translation.outline.iter().any(|heading| {
            heading.anchor.as_str() == id || heading.provisions.iter().any(|anchor| anchor.as_str() == id)
        })
}

/// Returns whether a link has a scheme (RFC 3986, 3.1) or an absolute path: what is there is not ours to know.
fn is_outside(target: &str) -> bool {
    let scheme = target.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    scheme || target.starts_with('/') || target.starts_with('?')
}

fn decode(text: &str) -> String {
    locale::nfc(&percent_decode_str(text).decode_utf8_lossy()).into_owned()
}

/// A link or image in a text, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkUse {
    /// The document, by its id.
    pub document: String,
    /// The revision, by its id.
    pub revision: String,
    /// The language of the text.
    pub lang: Lang,
    /// The link as written.
    pub target: String,
    /// Where it stands.
    pub place: Place,
}

/// Returns the links and images of a text that lead somewhere on the site, with the span of each.
pub fn uses(text: &Text) -> Vec<(String, crate::source::Span)> {
    let mut out = Vec::new();
    for section in &text.sections {
        collect_leaf(&section.title, &section.span, &mut out);
        collect(&section.blocks, &mut out);
    }
    out.retain(|(target, _)| !is_outside(target));
    out
}

fn collect(blocks: &[Block], out: &mut Vec<(String, crate::source::Span)>) {
    for block in blocks {
        match &block.body {
            Body::Leaf(leaf) => collect_leaf(leaf, &block.span, out),
            Body::Blocks(inner) => collect(inner, out),
        }
    }
}

fn collect_leaf(leaf: &crate::model::Leaf, span: &crate::source::Span, out: &mut Vec<(String, crate::source::Span)>) {
    for mark in &leaf.marks {
        match &mark.kind {
            MarkKind::Link(link) => out.push((link.target.clone(), link.span.clone())),
            MarkKind::Image { source, .. } => out.push((source.clone(), span.clone())),
            _ => {}
        }
    }
}

/// Reports every link that leads nowhere.
pub fn check(site: &Site, links: &[LinkUse], found: &mut Vec<Diagnostic>) {
    for link in links {
        let Some(document) = site.documents.iter().position(|document| document.id == link.document) else { continue };
        let revisions = &site.documents[document].revisions;
        let Some(revision) = revisions.iter().position(|revision| revision.id == link.revision) else { continue };
        let here = Here { document, revision, lang: &link.lang };
        let Err(dead) = resolve(site, here, &link.target) else { continue };
        let diagnostic = Diagnostic::new(Code::DeadLink, link.place.clone()).arg("target", &link.target);
        let diagnostic = match dead {
            Dead::Document(name) => diagnostic.arg("missing", name).help("document"),
            Dead::Revision(name) => diagnostic.arg("missing", name).help("revision"),
            Dead::Anchor(name) => diagnostic.arg("missing", name).help("anchor"),
        };
        let errors = site.config.dead_links_are_errors && !revisions[revision].draft;
        found.push(Diagnostic { severity: severity(errors), ..diagnostic });
    }
}

fn severity(error: bool) -> crate::diagnostic::Severity {
    if error { crate::diagnostic::Severity::Error } else { crate::diagnostic::Severity::Warning }
}

#[cfg(test)]
mod tests {
    use super::is_outside;

    #[test]
    fn schemes_and_absolute_paths_lead_away() {
        for target in ["https://example.com/", "mailto:a@example.com", "/company", "//host/x", "tel:+81", "?q"] {
            assert!(is_outside(target), "{target}");
        }
        for target in ["privacy", "#s3", "privacy@2021-04-01#s3", "jobs/privacy#a:b", "figure.svg"] {
            assert!(!is_outside(target), "{target}");
        }
    }
}
