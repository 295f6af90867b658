//! Where the links of texts lead: `#anchor`, `document#anchor`, `document@revision#anchor`, a file beside the text, or away.

use std::sync::Arc;

use percent_encoding::percent_decode_str;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::locale::{self, Lang};
use crate::model::{Block, Body, Document, Heading, MarkKind, Parsed, Revision, Site, Text, Translation};
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
    /// A file beside the text.
    Asset {
        /// The revision that has it, by its index.
        revision: usize,
        /// Its name.
        name: String,
    },
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
/// A document is meant by its id, or by the path of its folder from the own one (`../terms/index.md`); a section also by its
/// printed heading as other generators make names of it (`#2-your-data` for "2. Your data"), where one heading alone has it.
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
        let Some(anchor) = anchor else { return Ok(Destination::Here(String::new())) };
        let translation = document.revisions[here.revision].translations.get(here.lang);
        let found = translation.and_then(|translation| place(translation, &anchor));
        return found.map(Destination::Here).ok_or(Dead::Anchor(anchor));
    }
    let path = decode(path);
    if let Some(asset) = asset(document, here.revision, path.trim_start_matches("./")) {
        return Ok(asset);
    }
    to_document(site, here, &path, anchor)
}

/// Returns the file of a revision, or of one whose text it carries.
fn asset(document: &Document, revision: usize, name: &str) -> Option<Destination> {
    let carried = document.revisions[revision].translations.values().filter_map(|text| text.carried_from);
    let has = |at: &usize| document.revisions[*at].assets.iter().any(|asset| locale::nfc(&asset.name) == name);
    let revision = std::iter::once(revision).chain(carried).find(has)?;
    Some(Destination::Asset { revision, name: name.to_owned() })
}

fn to_document(site: &Site, here: Here<'_>, path: &str, anchor: Option<String>) -> Result<Destination, Dead> {
    let trimmed = path.trim_end_matches('/');
    let (name, revision) = trimmed.split_once('@').map_or((trimmed, None), |(name, revision)| (name, Some(revision)));
    let called = |name: &str| site.documents.iter().position(|document| document.id == name);
    let beside = || called(&from_folder(&site.documents[here.document].id, name)?);
    let index = called(name).or_else(beside).ok_or_else(|| Dead::Document(trimmed.to_owned()))?;
    let document = &site.documents[index];
    let revision = match revision {
        Some(id) => {
            let found = document.revisions.iter().position(|revision| revision.id == id);
            Some(found.ok_or_else(|| Dead::Revision(id.to_owned()))?)
        }
        None => None,
    };
    let Some(anchor) = anchor else { return Ok(Destination::Document { document: index, revision, anchor: None }) };
    let shown = shown(document, revision.unwrap_or(document.current), here.lang);
    let found = shown.and_then(|translation| place(translation, &anchor));
    let lives = || (revision.is_none() && lives_on(document, here.lang, &anchor)).then(|| anchor.clone());
    match found.or_else(lives) {
        Some(anchor) => Ok(Destination::Document { document: index, revision, anchor: Some(anchor) }),
        None => Err(Dead::Anchor(anchor)),
    }
}

/// Returns the id that a path from a document's folder leads to: `terms` for `../terms/index.md` in `privacy`.
fn from_folder(own: &str, path: &str) -> Option<String> {
    let path =
        path.strip_suffix("index.md").or(path.strip_suffix("index.html")).or(path.strip_suffix(".md")).unwrap_or(path);
    let mut steps: Vec<&str> = own.split('/').collect();
    for step in path.split('/').filter(|step| !step.is_empty() && *step != ".") {
        match step {
            ".." => drop(steps.pop()?),
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

/// Returns the text that the page of a revision shows in a language: the governing one where it has none of its own.
pub fn shown<'a>(document: &'a Document, at: usize, lang: &Lang) -> Option<&'a Arc<Translation>> {
    let revision = &document.revisions[at];
    revision.translations.get(lang).or_else(|| revision.translations.get(&revision.governing))
}

/// Returns whether an id of an earlier revision resolves on the current page.
fn lives_on(document: &Document, lang: &Lang, id: &str) -> bool {
    let retired = document.retired.iter().chain(document.retired_in.get(lang).into_iter().flatten());
    retired.into_iter().any(|(anchor, _)| anchor.as_str() == id)
        || document
            .removed
            .iter()
            .any(|removed| removed.anchor.as_str() == id || removed.inside.iter().any(|anchor| anchor.as_str() == id))
}

/// Returns the id in a text that a link means.
fn place(translation: &Translation, id: &str) -> Option<String> {
    if has_id(translation, id) {
        return Some(id.to_owned());
    }
    let printed = |heading: &&Arc<Heading>| {
        let label = heading.label.as_ref().map_or("", |label| &label.printed);
        locale::slug(&format!("{label} {}", heading.title)) == locale::slug(id)
    };
    let mut named = translation.outline.iter().filter(printed);
    let found = named.next().filter(|_| named.next().is_none())?;
    Some(found.anchor.to_string())
}

/// Returns whether a text has an id.
pub fn has_id(translation: &Translation, id: &str) -> bool {
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

/// Returns the links of a revision's texts, as parsed, that may lead nowhere: all but those to ids of the text itself.
pub fn doubtful<'a>(
    document: &str,
    revision: &Revision,
    texts: impl Iterator<Item = (&'a Lang, &'a Parsed)>,
) -> Vec<LinkUse> {
    let mut out = Vec::new();
    for (lang, parsed) in texts {
        let translation = &revision.translations[lang];
        let doubtful = |target: &str| target.strip_prefix('#').is_none_or(|id| !has_id(translation, id));
        let uses = uses(&parsed.text).into_iter().filter(|(target, _)| doubtful(target));
        out.extend(uses.map(|(target, span)| LinkUse {
            document: document.to_owned(),
            revision: revision.id.clone(),
            lang: lang.clone(),
            target,
            place: parsed.place(span),
        }));
    }
    out
}

/// Returns the links and images of a text that lead somewhere on the site, with the span of each.
fn uses(text: &Text) -> Vec<(String, crate::source::Span)> {
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
        let severity = site.config.links.severity().filter(|_| !revisions[revision].draft);
        found.push(Diagnostic { severity: severity.unwrap_or(Severity::Warning), ..diagnostic });
    }
}

#[cfg(test)]
mod tests {
    use super::{from_folder, is_outside};

    #[test]
    fn paths_between_folders_name_documents() {
        let check =
            |own: &str, path: &str, id: Option<&str>| assert_eq!(from_folder(own, path).as_deref(), id, "{path}");
        check("privacy", "../terms/index.md", Some("terms"));
        check("privacy", "../terms", Some("terms"));
        check("jobs/privacy", "../../terms.md", Some("terms"));
        check("jobs", "./privacy/", Some("jobs/privacy"));
        check("privacy", "../../terms/index.md", None);
    }

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
