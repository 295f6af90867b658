//! The files of one document -> its parsed sources.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::known::Known;
use crate::assemble::facts::Sources;
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::locale::Lang;
use crate::model::{Asset, Config, Parsed, Settings};
use crate::parse;
use crate::parse::markdown::Options;
use crate::source::{Place, Source};
use crate::tree::{DocumentFiles, File, RevisionFiles, Tree, Unreadable};

/// Reads and parses every file of a document.
///
/// # Errors
/// Where a file cannot be read.
pub(super) fn document(
    tree: &Tree,
    id: &str,
    files: &DocumentFiles,
    config: &Config,
    known: &Known,
    found: &mut Vec<Diagnostic>,
) -> Result<Sources, Unreadable> {
    let settings = match &files.settings {
        Some(file) => source(tree, file, found)?.map(|source| parse::settings(&source).into(found)),
        None => None,
    };
    let settings = settings.unwrap_or_else(Settings::default);
    check_governing(&settings, files, config, found);
    let options = Options { lines: settings.lines, variables: config.variables.is_some() };
    let mut texts = BTreeMap::new();
    let mut assets = BTreeMap::new();
    let read = |files: &RevisionFiles| {
        let mut found = Vec::new();
        let texts = revision_texts(tree, (id, files), config, (options, known), &mut found)?;
        Ok(Checked { value: texts, diagnostics: found })
    };
    let read: Vec<Result<_, Unreadable>> = files.revisions.par_iter().map(|(_, files)| read(files)).collect();
    for ((revision, files), read) in files.revisions.iter().zip(read) {
        texts.insert(revision.clone(), read?.into(found));
        let own = files.assets.iter().map(|(name, file)| Asset { name: name.clone(), path: file.path.clone() });
        assets.insert(revision.clone(), own.collect::<Vec<_>>());
    }
    let settings_path = files
        .settings
        .as_ref()
        .map_or_else(|| Arc::from(format!("content/{id}/document.toml")), |file| file.path.clone());
    Ok(Sources { id: id.to_owned(), settings, settings_path, texts, assets })
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
    config: &Config,
    (options, known): (Options, &Known),
    found: &mut Vec<Diagnostic>,
) -> Result<BTreeMap<Lang, Arc<Parsed>>, Unreadable> {
    let mut texts = BTreeMap::new();
    for (tag, file) in &files.texts {
        let Some(lang) = language(tag, file, config, found) else { continue };
        let text = (file, tree.bytes(file)?);
        let reasons = files.reasons.get(tag).map(|file| Ok((file, tree.bytes(file)?))).transpose()?;
        let hash = known.hash(options, &text.1, reasons.as_ref().map(|(_, bytes)| bytes.as_slice()));
        if let Some(reading) = hash.and_then(|hash| known.text(document, &file.path, &hash)) {
            found.extend(reading.found);
            texts.insert(lang, reading.parsed);
            continue;
        }
        let mut own = Vec::new();
        let parsed = revision_text(&text, reasons.as_ref(), options, &mut own).map(Arc::new);
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
