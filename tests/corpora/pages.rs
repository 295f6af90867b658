//! The output of a site -> what its pages say: ids, links, sections with their words.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::common::Files;
use crate::markup::{self, Element, Node};

/// A page.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// Every id, in order.
    pub(crate) ids: Vec<String>,
    /// Every link, image, style sheet and script as written.
    pub(crate) links: Vec<String>,
    /// The anchors of the rows of a summary.
    pub(crate) rows: Vec<String>,
    /// The language of the text.
    pub(crate) lang: String,
    /// The sections of a text or redline.
    pub(crate) sections: Vec<Section>,
    /// Ids inside of the text.
    pub(crate) text_ids: Vec<String>,
}

/// A section on a page.
#[derive(Debug, Default)]
pub(crate) struct Section {
    /// Its anchor.
    pub(crate) anchor: String,
    /// Label and title, without white space; of a redline, those of the new text.
    pub(crate) heading: String,
    /// Its own text, likewise.
    pub(crate) words: String,
    /// Whether anything in it is marked as deleted or inserted.
    pub(crate) marked: bool,
    /// Whether it is there as a removed one.
    pub(crate) removed: bool,
}

/// Reads every page; says which are not well-formed.
pub(crate) fn read(output: &Files) -> (BTreeMap<String, Page>, Vec<String>) {
    let html: Vec<(&String, &Vec<u8>)> = output.iter().filter(|(path, _)| path.ends_with(".html")).collect();
    let read: Vec<(String, Result<Page, String>)> = html
        .into_par_iter()
        .map(|(path, bytes)| {
            let text = std::str::from_utf8(bytes).expect("a page is UTF-8");
            let read = markup::read(path, text);
            (path.clone(), read.map(|root| page(&root)))
        })
        .collect();
    let (mut pages, mut wrong) = (BTreeMap::new(), Vec::new());
    for (path, page) in read {
        match page {
            Ok(page) => drop(pages.insert(path, page)),
            Err(problem) => wrong.push(format!("{path}: {problem}")),
        }
    }
    (pages, wrong)
}

fn page(root: &Element) -> Page {
    let mut page = Page::default();
    root.each(&mut |element| {
        page.ids.extend(element.attribute("id").map(str::to_owned));
        page.links.extend(element.attribute("href").or(element.attribute("src")).map(str::to_owned));
        if element.name == "html" {
            page.lang = element.attribute("lang").unwrap_or_default().to_owned();
        }
        if element.name == "tr" {
            page.rows.extend(element.attribute("data-anchor").map(str::to_owned));
        }
    });
    root.each(&mut |element| {
        if element.is("k-text") {
            element.each(&mut |inner| page.text_ids.extend(inner.attribute("id").map(str::to_owned)));
            page.sections = element.elements().filter(|inner| inner.is("k-section")).map(section).collect();
            if let Some(lang) = element.attribute("lang") {
                lang.clone_into(&mut page.lang);
            }
        }
    });
    page
}

fn section(element: &Element) -> Section {
    let mut section = Section {
        anchor: element.attribute("data-anchor").unwrap_or_default().to_owned(),
        marked: element.is("k-new") || element.is("k-removed"),
        removed: element.is("k-removed"),
        ..Section::default()
    };
    element.each(&mut |inner| section.marked |= ["ins", "del"].contains(&inner.name.as_str()));
    for child in element.elements() {
        let out = if child.is("k-heading") { &mut section.heading } else { &mut section.words };
        words(child, out);
    }
    section
}

/// What is no word of the new text.
const ASIDE: [&str; 11] = [
    "k-hidden",
    "k-change-word",
    "k-format-note",
    "k-moved-note",
    "k-permalink",
    "k-old",
    "k-removed",
    "k-gone",
    "k-behind",
    "k-langs",
    "k-cite",
];

fn words(element: &Element, out: &mut String) {
    let note = element.name == "sup" && element.elements().any(|inner| inner.name == "a");
    if element.name == "del" || element.name == "rt" || note || ASIDE.iter().any(|class| element.is(class)) {
        return;
    }
    out.extend(element.attribute("alt").unwrap_or_default().chars().filter(|c| !c.is_whitespace()));
    let from = out.len();
    for node in &element.children {
        match node {
            Node::Element(inner) => words(inner, out),
            Node::Text(text) => out.extend(text.chars().filter(|c| !c.is_whitespace())),
        }
    }
    if element.is("k-marker") && is_bullet(&out[from..]) {
        out.truncate(from);
    }
}

/// Returns whether a marker is a sign that carries no number; pages print one for all.
pub(crate) fn is_bullet(marker: &str) -> bool {
    ["•", "・", "-", "*", "+", "–", "—", "※"].contains(&marker.trim())
}
