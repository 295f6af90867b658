//! What browsers are shown: swapped as a whole when the files have changed, and only then told of.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::sync::watch::{Receiver, Sender};

use super::edited::{self, Edited};
use super::panel;
use super::words::Words;
use super::{Telling, Told};
use crate::diagnostic::{Diagnostic, Severity, has_errors};
use crate::locale::Date;
use crate::pipeline::{Live, Request, Whole};
use crate::render::escaped;
use crate::report;
use crate::tree::{Tree, Unreadable};
use crate::watch::{Hints, Sources, Watch};

/// One state of what is shown.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// Its number; of two servers too, no two states have the same.
    pub(super) build: u64,
    /// The last site without errors.
    pub(super) whole: Option<Arc<Whole>>,
    /// The errors of the files as they are now, as HTML; empty where there are none.
    pub(super) overlay: String,
    /// The title of the panel: how many problems there are.
    pub(super) summary: String,
    /// The panel: the warnings, and what is known of the documents, as HTML.
    pub(super) panel: String,
    edited: Edited,
    /// Where nothing but style sheets changed: each old address with the new one.
    styles: Vec<(String, String)>,
}

impl Shown {
    /// Returns what browsers need to know, as JSON.
    pub(super) fn event(&self) -> String {
        let edited: serde_json::Map<_, _> = self
            .edited
            .iter()
            .map(|(path, anchors)| (path.to_string(), anchors.iter().map(|anchor| anchor.as_str()).collect()))
            .collect();
        let parts = json!({
            "build": self.build.to_string(),
            "overlay": self.overlay,
            "summary": self.summary,
            "panel": self.panel,
            "edited": edited,
            "styles": self.styles,
        });
        parts.to_string()
    }
}

/// What is shown, and how it is made.
pub(super) struct Stage {
    live: Mutex<Live>,
    shown: Sender<Arc<Shown>>,
    words: Words,
    tell: Telling,
    now: fn() -> i64,
    /// Whether the day is today's, whichever that is.
    follows_the_day: bool,
}

impl Stage {
    pub(super) fn new(request: Request, words: Words, tell: Telling, now: fn() -> i64) -> Self {
        let follows_the_day = request.as_of.is_none();
        let shown = Sender::new(Arc::default());
        Self { live: Mutex::new(Live::new(request)), shown, words, tell, now, follows_the_day }
    }

    pub(super) fn words(&self) -> &Words {
        &self.words
    }

    /// Returns what is shown now.
    pub(super) fn shown(&self) -> Arc<Shown> {
        self.shown.borrow().clone()
    }

    /// Returns what is shown, again and again as it changes.
    pub(super) fn follow(&self) -> Receiver<Arc<Shown>> {
        self.shown.subscribe()
    }

    /// Returns the last site without errors as it is on a day.
    pub(super) fn on(&self, day: Date) -> Result<Option<Arc<Whole>>, Unreadable> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner).on(day)
    }

    /// Returns the day that it is in the site's zone.
    pub(super) fn today(&self, whole: &Whole) -> Date {
        whole.loaded.site.config.timezone.date_at((self.now)())
    }

    /// Shows what the files are from now on, for ever.
    pub(super) fn keep(&self, sources: Sources, watch: Watch) {
        Keeper { stage: self, sources, watch, look_again: None }.keep();
    }

    /// Makes the site of the files, and shows it; or shows what is wrong with them beside the last site that was right.
    pub(super) fn show(&self, sources: &Sources, changed: &BTreeSet<Arc<str>>) {
        let start = Instant::now();
        let mut found = sources.found().to_vec();
        let tree = sources.tree();
        let made = self.live.lock().unwrap_or_else(PoisonError::into_inner).update(tree, changed, (self.now)());
        let made = match made {
            Ok(checked) => checked.into(&mut found),
            Err(unreadable) => return self.fail(&unreadable.to_string()),
        };
        let whole = made.filter(|_| !has_errors(&found));
        let before = self.shown();
        let (edited, styles) = match (&before.whole, &whole) {
            (Some(old), Some(new)) => (
                edited::edited(&old.loaded.site, &new.loaded.site, changed),
                if changed.iter().all(|path| is_style(path)) { styles(old, new) } else { Vec::new() },
            ),
            _ => (Edited::new(), Vec::new()),
        };
        let shown = Shown { edited, styles, ..self.state(tree, whole.or_else(|| before.whole.clone()), &found) };
        self.swap(shown);
        (self.tell)(Told::Shown { found: &found, tree, changed, seconds: start.elapsed().as_secs_f64() });
    }

    /// Returns a state with its lists.
    fn state(&self, tree: &Tree, whole: Option<Arc<Whole>>, found: &[Diagnostic]) -> Shown {
        let words = &self.words;
        let text = |path: &str| String::from_utf8((tree.reader)(path).ok()?).ok().map(Arc::from);
        let list = |severity| report::html(found, severity, &text, &words.messages);
        let count = |severity| found.iter().filter(|found| found.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        let overlay = match errors {
            0 => String::new(),
            _ => format!("{}<ol>{}</ol>", words.overlay(errors, whole.is_some()), list(Severity::Error)),
        };
        let status = whole.as_ref().map(|whole| panel::status(&whole.loaded, words)).unwrap_or_default();
        let problems = format!("{}{}", list(Severity::Error), list(Severity::Warning));
        let summary = words.problems(errors, warnings);
        let panel = format!(
            "<h2>{}</h2>{}<h2>{}</h2>{status}",
            escaped(&summary),
            if problems.is_empty() { String::new() } else { format!("<ol>{problems}</ol>") },
            words.documents(),
        );
        Shown { whole, overlay, summary, panel, ..Shown::default() }
    }

    /// Returns what is shown to somebody who asks for a page on which the theme fails.
    pub(super) fn failing(&self, shown: &Shown, found: &[Diagnostic]) -> Shown {
        let overlay = match &shown.whole {
            Some(whole) => self.state(&whole.tree, Some(whole.clone()), found).overlay,
            None => String::new(),
        };
        let (summary, panel) = (shown.summary.clone(), shown.panel.clone());
        Shown { build: shown.build, whole: shown.whole.clone(), overlay, summary, panel, ..Shown::default() }
    }

    /// Shows that the machine failed; the last site stays.
    fn fail(&self, message: &str) {
        let before = self.shown();
        let overlay = format!("<h2>{}</h2><p>{}</p>", self.words.machine(), escaped(message));
        if overlay != before.overlay {
            let (summary, panel) = (before.summary.clone(), before.panel.clone());
            self.swap(Shown { whole: before.whole.clone(), overlay, summary, panel, ..Shown::default() });
            (self.tell)(Told::Failed(message));
        }
    }

    fn swap(&self, shown: Shown) {
        // Numbers begin where the clock stands, in milliseconds, and grow by one while it runs.
        let build = match self.shown().build {
            0 => u64::try_from((self.now)()).unwrap_or_default() * 1000,
            build => build + 1,
        };
        self.shown.send_replace(Arc::new(Shown { build, ..shown }));
    }
}

/// Returns whether a file is a style sheet of a theme.
fn is_style(path: &str) -> bool {
    path.starts_with("themes/") && path.contains("/static/") && path.ends_with(".css")
}

/// Returns the style sheets that are at other addresses now: their names carry a digest of their contents.
fn styles(old: &Whole, new: &Whole) -> Vec<(String, String)> {
    let name = |path: &str| -> Option<String> {
        let (stem, _) = path.strip_suffix(".css")?.rsplit_once('.')?;
        Some(stem.to_owned())
    };
    let assets = |whole: &Whole| whole.loaded.theme.assets.keys().cloned().collect::<Vec<_>>();
    let (before, after) = (assets(old), assets(new));
    let gone = before.iter().filter(|path| !after.contains(path));
    let moved = gone.filter_map(|path| {
        Some((path, after.iter().find(|other| name(other).is_some() && name(other) == name(path))?))
    });
    moved.map(|(path, other)| (path.clone(), other.clone())).collect()
}

/// After something changed, everything is looked at once more: what happens in a new folder before it is watched is told by nobody.
const SURE: Duration = Duration::from_secs(1);
/// How often one looks whether the day has passed.
const TICK: Duration = Duration::from_secs(30);
/// So long a file may be written to without a pause before a short one will do.
const LONG: Duration = Duration::from_secs(1);
/// How soon a file that is being written is looked at again.
const SOON: Duration = Duration::from_millis(15);

/// The loop of the server: wait, look, show.
struct Keeper<'a> {
    stage: &'a Stage,
    sources: Sources,
    watch: Watch,
    /// Where files were being written when they were last looked at, and since when.
    look_again: Option<(Hints, Instant)>,
}

impl Keeper<'_> {
    fn keep(&mut self) {
        let mut sure = true;
        loop {
            let hints = match &self.look_again {
                Some((hints, _)) => {
                    let hints = hints.clone();
                    Some(match self.watch.wait(SOON) {
                        Some(more) => hints.joined(more),
                        None => hints,
                    })
                }
                None if sure => self.watch.wait(TICK),
                None => Some(self.watch.wait(SURE).unwrap_or(Hints::Anywhere)),
            };
            let Some(hints) = hints else {
                self.follow_the_day();
                continue;
            };
            sure = self.look(&hints);
        }
    }

    /// Looks at the disk, and shows what changed; returns whether there is nothing more to look at.
    fn look(&mut self, hints: &Hints) -> bool {
        let since = self.look_again.as_ref().map_or_else(Instant::now, |(_, since)| *since);
        let glance = match self.sources.look(hints, since.elapsed() > LONG) {
            Ok(glance) => glance,
            Err(failure) => {
                self.stage.fail(&failure.to_string());
                self.look_again = None;
                return false;
            }
        };
        self.look_again = glance.unsettled.then(|| (hints.clone(), since));
        if !glance.changed.is_empty() {
            self.stage.show(&self.sources, &glance.changed);
        }
        *hints == Hints::Anywhere && glance.changed.is_empty()
    }

    /// Shows the site of the next day when a day has passed.
    fn follow_the_day(&self) {
        let shown = self.stage.shown();
        let passed = |whole: &Arc<Whole>| whole.loaded.site.as_of != self.stage.today(whole);
        if self.stage.follows_the_day && shown.whole.as_ref().is_some_and(passed) {
            self.stage.show(&self.sources, &BTreeSet::new());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_sheet_is_one_of_a_theme() {
        assert!(is_style("themes/mine/static/kaitei.css"));
        for path in ["themes/mine/templates/a.css", "content/a/2024-01-01/a.css", "themes/mine/static/kaitei.js"] {
            assert!(!is_style(path), "{path}");
        }
    }
}
