//! Parsed files, pairings and a day -> the site: states, anchors, outlines; and all checks across files.

pub mod anchors;
pub mod cross_references;
pub mod document;
pub mod facts;
mod lagging;
pub mod links;
pub mod named;
mod pairings;
pub mod pins;
pub mod reasons;
mod retire;
pub mod sealed;
pub mod states;
pub mod steps;
pub mod texts;
pub mod timeline;
pub mod variables;

use std::sync::Arc;

use crate::locale::Date;
use crate::model::{Config, Document, Site};
use document::Day;

/// Returns the site of the documents, in the order of lists.
pub fn site(config: Config, day: Day, mut documents: Vec<Arc<Document>>) -> Site {
    documents.sort_by(|a, b| {
        let order = |document: &Arc<Document>| document.settings.order.unwrap_or(i64::MAX);
        order(a).cmp(&order(b)).then_with(|| a.id.cmp(&b.id))
    });
    let next_change = documents.iter().flat_map(|document| changes(document, day.as_of)).min();
    Site { config, as_of: day.as_of, drafts: day.drafts, preview: day.drafts, documents, next_change, timestamp: None }
}

/// Returns the days after a given one on which a document's pages change by themselves, as far as it may be known publicly.
fn changes(document: &Document, as_of: Date) -> Vec<Date> {
    let repealed = document.settings.repealed.as_ref().map(|date| date.value);
    document
        .revisions
        .iter()
        .filter(|revision| !revision.draft)
        .flat_map(|revision| [Some(revision.effective), revision.withdrawn])
        .chain([repealed])
        .flatten()
        .filter(|date| *date > as_of)
        .collect()
}
