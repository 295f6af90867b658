//! The files of one document -> its parsed sources.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::known::Known;
use crate::assemble::facts::Sources;
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::locale::{Lang, nfc};
use crate::model::{Asset, Config, Parsed, Seal, Sealed, SealedText, Settings, Text};
use crate::parse;
use crate::parse::markdown::Options;
use crate::source::{Place, Source, Spanned};
use crate::tree::{DocumentFiles, File, RevisionFiles, Tree, Unreadable};

/// What all documents of a site are read with.
#[derive(Clone, Copy)]
pub(super) struct Means<'a> {
    /// The settings of the site.
    pub(super) config: &'a Config,
    /// What was approved.
    pub(super) seal: &'a Seal,
    /// What was parsed before.
    pub(super) known: &'a Known,
}

/// Reads and parses every file of a document.
///
/// # Errors
/// Where a file cannot be read.
pub(super) fn document(
    tree: &Tree,
    id: &str,
    files: &DocumentFiles,
    means: Means<'_>,
    found: &mut Vec<Diagnostic>,
) -> Result<Sources, Unreadable> {
    let config = means.config;
    let settings = match &files.settings {
        Some(file) => source(tree, file, found)?.map(|source| parse::settings(&source).into(found)),
        None => None,
    };
    let settings = settings.unwrap_or_else(Settings::default);
    check_governing(&settings, files, config, found);
    let options = Options { lines: settings.lines, variables: config.variables.is_some() };
    let seals = means.seal.of(&names(tree, id, &settings));
    let mut texts = BTreeMap::new();
    let mut assets = BTreeMap::new();
    let read = |revision: &String, files: &RevisionFiles| {
        let mut found = Vec::new();
        let sealed = seals.get(revision).map(|sealed| &**sealed);
        let texts = revision_texts(tree, (id, files), (means, options), sealed, &mut found)?;
        Ok(Checked { value: texts, diagnostics: found })
    };
    let read: Vec<Result<_, Unreadable>> = files.revisions.par_iter().map(|(id, files)| read(id, files)).collect();
    for ((revision, files), read) in files.revisions.iter().zip(read) {
        texts.insert(revision.clone(), read?.into(found));
        let own = files.assets.iter().map(|(name, file)| Asset { name: name.clone(), path: file.path.clone() });
        assets.insert(revision.clone(), own.collect::<Vec<_>>());
    }
    let settings_path = files
        .settings
        .as_ref()
        .map_or_else(|| Arc::from(format!("content/{id}/document.toml")), |file| file.path.clone());
    Ok(Sources { id: id.to_owned(), settings, settings_path, texts, assets, seals })
}

/// Returns the names under which a document may have been sealed: its own, and those of documents that are no more.
fn names(tree: &Tree, id: &str, settings: &Settings) -> Vec<String> {
    let former = settings.formerly.iter().map(|name| nfc(&name.value).into_owned());
    former.filter(|name| !tree.documents.contains_key(name)).chain([id.to_owned()]).collect()
}

fn check_governing(settings: &Settings, files: &DocumentFiles, config: &Config, found: &mut Vec<Diagnostic>) {
    let (Some(lang), Some(file)) = (&settings.governing, &files.settings) else { return };
    if !config.languages.contains(&lang.value) {
        let place = Place { path: file.path.clone(), span: lang.span.clone() };
        found.push(unlisted(&lang.value, config, place));
    }
}

fn unlisted(lang: &Lang, config: &Config, place: Place) -> Diagnostic {
    let listed: Vec<String> = config.languages.iter().map(|lang| format!("\"{lang}\"")).collect();
    let with = format!("languages = [{}, \"{lang}\"]", listed.join(", "));
    Diagnostic::new(Code::UnlistedLanguage, place).arg("lang", lang).arg("line", with)
}

fn revision_texts(
    tree: &Tree,
    (document, files): (&str, &RevisionFiles),
    (Means { config, known, .. }, options): (Means<'_>, Options),
    sealed: Option<&Sealed>,
    found: &mut Vec<Diagnostic>,
) -> Result<BTreeMap<Lang, Arc<Parsed>>, Unreadable> {
    let mut texts = BTreeMap::new();
    for (tag, file) in &files.texts {
        let Some(lang) = language(tag, file, config, found) else { continue };
        let text = (file, tree.bytes(file)?);
        let reasons = files.reasons.get(tag).map(|file| Ok((file, tree.bytes(file)?))).transpose()?;
        let sealed = sealed.and_then(|sealed| sealed.texts.get(&lang));
        let hash = known.hash((options, sealed), &text.1, reasons.as_ref().map(|(_, bytes)| bytes.as_slice()));
        if let Some(reading) = hash.and_then(|hash| known.text(document, &file.path, &hash)) {
            found.extend(reading.found);
            texts.insert(lang, reading.parsed);
            continue;
        }
        let mut own = Vec::new();
        let parsed = revision_text(&text, reasons.as_ref(), options, &mut own).map(|mut parsed| {
            sealed.into_iter().for_each(|sealed| give_recorded(&mut parsed.text, sealed));
            Arc::new(parsed)
        });
        if let (Some(hash), Some(parsed)) = (hash, &parsed) {
            known.keep(document, hash, parsed, own.clone());
        }
        found.extend(own);
        texts.extend(parsed.map(|parsed| (lang, parsed)));
    }
    for (tag, file) in files.reasons.iter().filter(|(tag, _)| !files.texts.contains_key(*tag)) {
        found.push(stray_reasons(tag, file));
    }
    Ok(texts)
}

/// A file and its bytes.
type Bytes<'a> = (&'a File, Vec<u8>);

/// Parses a text, and the reasons that stand in a file of their own; `None` where the text is none.
fn revision_text(
    text: &Bytes<'_>,
    reasons: Option<&Bytes<'_>>,
    options: Options,
    found: &mut Vec<Diagnostic>,
) -> Option<Parsed> {
    let source = decoded(text.0, &text.1, found)?;
    let mut parsed = translation(&source, options, found);
    if let Some(source) = reasons.and_then(|(file, bytes)| decoded(file, bytes, found)) {
        parsed.front.changes.extend(parse::reasons(&source, options).into(found));
    }
    Some(parsed)
}

/// Gives the sections, clauses and paragraphs that say no anchor themselves the one that was recorded of them, so that none can move.
fn give_recorded(text: &mut Text, sealed: &SealedText) {
    if text.sections.len() != sealed.sections.len() {
        return;
    }
    for (section, sealed) in text.sections.iter_mut().zip(&sealed.sections) {
        if section.level > 0 && section.id.is_none() {
            section.id = Some(Spanned::new(sealed.anchor.clone(), section.span.start..section.span.start));
        }
        let recorded = sealed.provisions();
        if recorded.len() == section.provisions().len() {
            let mut recorded = recorded.into_iter();
            section.each_provision(&mut |block| {
                let anchor = recorded.next().expect("there are as many");
                let start = block.span.start..block.span.start;
                block.id.get_or_insert_with(|| Box::new(Spanned::new(anchor, start)));
            });
        }
    }
}

/// Returns that reasons have no text beside them.
fn stray_reasons(tag: &str, file: &File) -> Diagnostic {
    let stray = Diagnostic::new(Code::StrayFile, Place::file(file.path.clone()));
    stray.arg("path", &file.path).arg("tag", tag).help("reasons")
}

fn language(tag: &str, file: &File, config: &Config, found: &mut Vec<Diagnostic>) -> Option<Lang> {
    match Lang::parse(tag) {
        Ok(lang) if config.languages.contains(&lang) => Some(lang),
        Ok(lang) => {
            let diagnostic = unlisted(&lang, config, Place::file(file.path.clone()));
            found.push(match meant_language(tag, config) {
                Some(meant) => diagnostic.arg("meant", meant).help("meant"),
                None => diagnostic,
            });
            None
        }
        Err(error) => {
            let diagnostic = Diagnostic::new(Code::WrongLanguage, Place::file(file.path.clone())).arg("tag", tag);
            let listed = |lang: &Lang| config.languages.contains(lang);
            found.push(match error.meant.filter(listed).or_else(|| meant_language(tag, config).cloned()) {
                Some(meant) => diagnostic.arg("meant", meant).help("rename"),
                None => diagnostic.arg("known", names_of_texts(config)).help("file"),
            });
            None
        }
    }
}

/// Returns the language of the site that is meant by its own name, or by a tag that only adds a region to it.
fn meant_language<'c>(tag: &str, config: &'c Config) -> Option<&'c Lang> {
    let typed = tag.to_lowercase();
    let english = Lang::parse("en").ok()?;
    let names =
        |lang: &Lang| config.languages.iter().chain([&english]).map(|other| lang.name_in(other)).collect::<Vec<_>>();
    let called = |lang: &Lang| names(lang).iter().any(|name| name.to_lowercase() == typed);
    let bare = |lang: &Lang| typed.strip_prefix(lang.as_str()).is_some_and(|rest| rest.starts_with(['-', '_']));
    let mut meant = config.languages.iter().filter(|lang| called(lang) || bare(lang));
    meant.next().filter(|_| meant.next().is_none())
}

fn names_of_texts(config: &Config) -> String {
    config.languages.iter().map(|lang| format!("`{lang}.md`")).collect::<Vec<_>>().join(", ")
}

/// Returns a file's text, or reports that it is none.
fn source(tree: &Tree, file: &File, found: &mut Vec<Diagnostic>) -> Result<Option<Source>, Unreadable> {
    Ok(decoded(file, &tree.bytes(file)?, found))
}

fn decoded(file: &File, bytes: &[u8], found: &mut Vec<Diagnostic>) -> Option<Source> {
    parse::decode(&file.path, bytes).map_err(|diagnostic| found.push(diagnostic)).ok()
}

/// Returns what one file states and its text.
pub(super) fn translation(source: &Source, options: Options, found: &mut Vec<Diagnostic>) -> Parsed {
    let mut own = Vec::new();
    let (front, span) = parse::front_matter(source, options);
    let front = front.into(&mut own);
    let body = parse::markdown::body(source, span.clone(), options).into(&mut own);
    let draft = front.draft.as_ref().is_some_and(|draft| draft.value) || source.path.rsplit('/').nth(1) == Some("next");
    found.extend(own.into_iter().map(|problem| if draft { problem.lowered() } else { problem }));
    if !draft {
        found.extend(parse::placeholders(source, span));
    }
    Parsed { path: source.path.clone(), front, text: body.text, variables: body.variables, published: body.published }
}

/// Returns what `site.toml` says, or reports why it says nothing.
///
/// # Errors
/// Where the file cannot be read.
pub(super) fn config(tree: &Tree, found: &mut Vec<Diagnostic>) -> Result<Option<Config>, Unreadable> {
    let Some(file) = &tree.site else { return Ok(None) };
    let Some(source) = source(tree, file, found)? else { return Ok(None) };
    let checked = parse::config(&source);
    let usable = !checked.has_errors();
    let config = checked.into(found);
    Ok(usable.then_some(config))
}

/// Returns what was approved, or reports why that cannot be told.
///
/// # Errors
/// Where the file cannot be read.
pub(super) fn seal(tree: &Tree, found: &mut Vec<Diagnostic>) -> Result<Seal, Unreadable> {
    let Some(file) = &tree.seal else { return Ok(Seal::default()) };
    let source = source(tree, file, found)?;
    Ok(source.map(|source| parse::seal(&source).into(found)).unwrap_or_default())
}
