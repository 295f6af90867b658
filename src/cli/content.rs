//! The site's folder and the day -> the site, its problems told on the way.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::console::{Console, Stream};
use super::stop::Stop;
use crate::diagnostic::{Checked, Diagnostic, Severity, has_errors};
use crate::disk;
use crate::locale::Date;
use crate::parse;
use crate::pipeline::{self, Loaded, Request};
use crate::report;
use crate::source::Source;
use crate::tree::Tree;

/// As of which day the site is made.
#[derive(Debug, clap::Args)]
pub(super) struct Day {
    /// The day to show the site as of [default: today in the site's time zone]
    #[arg(long, value_name = "YYYY-MM-DD", env = "KAITEI_AS_OF", value_parser = date)]
    as_of: Option<Date>,
    /// Show drafts too
    #[arg(long, env = "KAITEI_DRAFTS", value_parser = clap::builder::FalseyValueParser::new())]
    drafts: bool,
}

/// What was read: the site where there is a usable one, and everything that is wrong with it.
pub(super) struct Content {
    /// The files.
    pub(super) tree: Tree,
    /// The site.
    pub(super) loaded: Option<Loaded>,
    /// What was found.
    pub(super) found: Vec<Diagnostic>,
}

/// Reads a day of the form `YYYY-MM-DD`.
pub(super) fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "this is no date of the form YYYY-MM-DD".to_owned())
}

/// Returns the day it is in the site's time zone, and a request for the site with all that is hidden and all drafts shown.
pub(super) fn everything() -> Result<Request, Stop> {
    Ok(Request { as_of: Some(Date::MAX), now: now()?, drafts: true, base_url: None })
}

impl Day {
    /// Returns the request for this day.
    pub(super) fn request(&self, base_url: Option<String>) -> Result<Request, Stop> {
        Ok(Request { as_of: self.as_of, now: now()?, drafts: self.drafts, base_url })
    }
}

/// Returns the seconds since 1970-01-01T00:00:00Z, or what `SOURCE_DATE_EPOCH` says they are
/// (<https://reproducible-builds.org/specs/source-date-epoch/>).
pub(super) fn now() -> Result<i64, Stop> {
    if let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH").filter(|epoch| !epoch.is_empty()) {
        let seconds = epoch.to_str().and_then(|epoch| epoch.parse().ok());
        return seconds.ok_or_else(|| Stop::Usage("SOURCE_DATE_EPOCH is no number of seconds".to_owned()));
    }
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Ok(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// Returns the site's folder: the one given, else the nearest parent of the working folder with a `site.toml`, else the working
/// folder itself.
pub(super) fn root(given: Option<&Path>) -> Result<PathBuf, Stop> {
    if let Some(given) = given {
        let missing = || Stop::Usage(format!("--root: there is no folder {}", given.display()));
        return if given.is_dir() { Ok(given.to_owned()) } else { Err(missing()) };
    }
    let here = PathBuf::from(".");
    if here.join("site.toml").exists() {
        return Ok(here);
    }
    let working =
        std::env::current_dir().map_err(|cause| Stop::Machine(format!("cannot find the working folder ({cause})")))?;
    let above = working.ancestors().find(|folder| folder.join("site.toml").exists());
    Ok(above.map_or(here, Path::to_owned))
}

/// Returns the first language of the site whose folder is given or found, if its `site.toml` names any.
pub(super) fn first_language(given: Option<&Path>) -> Option<String> {
    let text = std::fs::read_to_string(root(given).ok()?.join("site.toml")).ok()?;
    let config = parse::config(&Source::new("site.toml", text)).value;
    config.languages.first().map(ToString::to_string)
}

/// Reads a site.
pub(super) fn read(root: &Path, request: &Request) -> Result<Content, Stop> {
    load(disk::read(root)?, request)
}

/// Makes a site of files that were read.
pub(super) fn load(sources: Checked<Tree>, request: &Request) -> Result<Content, Stop> {
    let mut found = Vec::new();
    let tree = sources.into(&mut found);
    let loaded = pipeline::load(&tree, request)?.into(&mut found);
    Ok(Content { tree, loaded, found })
}

impl Content {
    /// Tells what was found for people, and returns the site if it has no errors.
    pub(super) fn without_errors(self, console: &Console) -> Result<(Tree, Loaded), Stop> {
        self.tell(console, &self.found)?;
        match self.loaded {
            Some(loaded) if !has_errors(&self.found) => Ok((self.tree, loaded)),
            _ => Err(Stop::Content),
        }
    }

    /// Tells the errors of a document and of the site's settings for people, and returns the site if there are none; what is wrong
    /// with other documents does not matter here.
    pub(super) fn sound(mut self, document: &str, console: &Console) -> Result<(Tree, Loaded), Stop> {
        let folder = format!("content/{}/", document.trim_matches('/'));
        let concerns = |path: &str| {
            matches!(path, "site.toml" | "seal.toml" | "content") || crate::locale::nfc(path).starts_with(&folder)
        };
        self.found.retain(|one| one.severity == Severity::Error && concerns(&one.place.path));
        self.without_errors(console)
    }

    /// Tells what is wrong for people, without warnings, and returns the site if nothing is.
    pub(super) fn errors_only(mut self, console: &Console) -> Result<(Tree, Loaded), Stop> {
        self.found.retain(|diagnostic| diagnostic.severity == Severity::Error);
        self.without_errors(console)
    }

    /// Tells diagnostics for people.
    pub(super) fn tell(&self, console: &Console, found: &[Diagnostic]) -> Result<(), Stop> {
        tell(&self.tree, found, console)
    }

    /// Returns what was found as JSON lines.
    pub(super) fn json(&self, lang: &str) -> String {
        report::json(&self.found, &|path| text(&self.tree, path), lang)
    }
}

/// Tells diagnostics of a site for people.
pub(super) fn tell(tree: &Tree, found: &[Diagnostic], console: &Console) -> Result<(), Stop> {
    let options = report::Options {
        lang: console.lang.clone(),
        color: console.has_color(Stream::Err),
        width: console.width(Stream::Err),
        all: console.verbose,
    };
    console.write(Stream::Err, &report::terminal(found, &|path| text(tree, path), &options))
}

/// Returns a text for an excerpt.
fn text(tree: &Tree, path: &str) -> Option<Arc<str>> {
    String::from_utf8((tree.reader)(path).ok()?).ok().map(Arc::from)
}
