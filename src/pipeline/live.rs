//! A site that is kept while its files change: every state of the files -> the site, or what is wrong with it.
//!
//! This is all that a server needs of the steps: [`Live::update`] when the files have changed, [`Whole::page`] when somebody asks
//! for a page.

use std::collections::{BTreeSet, VecDeque};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use super::load::{Loaded, Request, load, load_again};
use super::memo::Memo;
use super::one::{for_translators, one};
use super::render::{Made, RenderError};
use crate::diagnostic::{Checked, has_errors};
use crate::locale::Date;
use crate::page::{Address, PageId};
use crate::tree::{Tree, Unreadable};

/// A site without errors, and the files that it was made from.
#[derive(Debug)]
pub struct Whole {
    /// The files.
    pub tree: Tree,
    /// The site.
    pub loaded: Loaded,
    /// The pages that were asked for last: a browser asks for one more than once.
    made: Mutex<VecDeque<(Address, Made)>>,
}

/// So many pages of a state are kept.
const PAGES: usize = 16;

impl Whole {
    fn new(tree: Tree, loaded: Loaded) -> Self {
        Self { tree, loaded, made: Mutex::default() }
    }

    /// Returns the page of two languages at an address as translators need it; `None` where there is none, or nothing to translate.
    ///
    /// # Errors
    /// Where a file cannot be read, or a template of the theme fails.
    pub fn for_translators(&self, address: &Address) -> Option<Result<Made, RenderError<Infallible>>> {
        for_translators(&self.tree, &self.loaded, address)
    }

    /// Returns what lies at an address; `None` where nothing does.
    ///
    /// # Errors
    /// Where a file cannot be read, or a template of the theme fails.
    pub fn page(&self, address: &Address) -> Option<Result<Made, RenderError<Infallible>>> {
        let pages = || self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, made)) = pages().iter().find(|(known, _)| known == address) {
            return Some(Ok(made.clone()));
        }
        let made = one(&self.tree, &self.loaded, address);
        // A file that is copied may be large, and is read as it is now each time.
        let is_copied = matches!(self.loaded.plan.outputs.get(address), Some(PageId::Asset(..)));
        if let Some(Ok(made)) = made.as_ref().filter(|_| !is_copied) {
            let mut pages = pages();
            pages.push_back((address.clone(), made.clone()));
            if pages.len() > PAGES {
                pages.pop_front();
            }
        }
        made
    }
}

/// How many days besides the usual one are kept.
const DAYS: usize = 4;

/// A site that is kept while its files change.
#[derive(Debug)]
pub struct Live {
    request: Request,
    memo: Memo,
    latest: Option<Arc<Whole>>,
    /// The latest site as of other days, in the order in which they were asked for.
    days: Vec<(Date, Arc<Whole>)>,
}

impl Live {
    /// Returns a site that has no files yet.
    pub fn new(request: Request) -> Self {
        Self { request, memo: Memo::of_an_editor(), latest: None, days: Vec::new() }
    }

    /// Takes a new state of the files, of which some came, went or have other contents, at an instant (seconds since
    /// 1970-01-01T00:00:00Z). The value is the site where nothing is
    /// wrong with it; otherwise the last such one is kept.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn update(
        &mut self,
        tree: &Tree,
        changed: &BTreeSet<Arc<str>>,
        now: i64,
    ) -> Result<Checked<Option<Arc<Whole>>>, Unreadable> {
        self.request.now = now;
        self.memo.forget(changed);
        let checked = load_again(tree, &self.request, &mut self.memo)?;
        let errors = has_errors(&checked.diagnostics);
        let value = checked.value.filter(|_| !errors).map(|loaded| Arc::new(Whole::new(tree.clone(), loaded)));
        if let Some(whole) = &value {
            self.latest = Some(whole.clone());
            self.days.clear();
        }
        Ok(Checked { value, diagnostics: checked.diagnostics })
    }

    /// Returns the latest site without errors as it is on a day; `None` where there was none, or where it cannot be made of that day.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn on(&mut self, day: Date) -> Result<Option<Arc<Whole>>, Unreadable> {
        if let Some((_, whole)) = self.days.iter().find(|(known, _)| *known == day) {
            return Ok(Some(whole.clone()));
        }
        let Some(latest) = &self.latest else { return Ok(None) };
        let tree = latest.tree.clone();
        let loaded = load(&tree, &Request { as_of: Some(day), ..self.request.clone() })?;
        let Some(loaded) = loaded.value else { return Ok(None) };
        let whole = Arc::new(Whole::new(tree, loaded));
        self.days.push((day, whole.clone()));
        if self.days.len() > DAYS {
            self.days.remove(0);
        }
        Ok(Some(whole))
    }
}
