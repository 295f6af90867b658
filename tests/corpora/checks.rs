//! What must hold of the output of any site, told from the output alone.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::common::Files;
use crate::pages::{Page, Section, is_bullet};

/// Pages by path.
pub(crate) type Pages = BTreeMap<String, Page>;

/// How the ids of dated pages resolve.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    /// Ids asked for.
    pub(crate) all: usize,
    /// Those that are not on the current page of the language, each with its page.
    pub(crate) dead: Vec<String>,
}

/// Returns the dated text pages: language, document, revision, page.
fn dated<'a>(output: &Files, pages: &'a Pages) -> Vec<(String, String, String, &'a Page)> {
    let mut out = Vec::new();
    for (path, bytes) in output.iter().filter(|(path, _)| path.ends_with("/versions.json")) {
        let document = path.trim_end_matches("/versions.json");
        let versions: Value = serde_json::from_slice(bytes).expect("versions.json is JSON");
        for revision in versions["revisions"].as_array().expect("revisions") {
            let id = revision["id"].as_str().expect("an id");
            let suffix = format!("/{document}/{id}/index.html");
            for (path, page) in pages.iter().filter(|(path, _)| path.ends_with(&suffix)) {
                let lang = path.trim_end_matches(&suffix).to_owned();
                out.push((lang, document.to_owned(), id.to_owned(), page));
            }
        }
    }
    out
}

/// Counts how every id of every dated page resolves (product.md, section 2: no anchor ever dies).
pub(crate) fn ids(output: &Files, pages: &Pages) -> Ids {
    let sets: BTreeMap<&String, BTreeSet<&String>> =
        pages.iter().map(|(path, page)| (path, page.ids.iter().collect())).collect();
    let mut ids = Ids::default();
    for (lang, document, revision, page) in dated(output, pages) {
        let current = sets.get(&format!("{lang}/{document}/index.html"));
        let sections: BTreeSet<&String> = page.sections.iter().map(|section| &section.anchor).collect();
        for id in page.text_ids.iter().filter(|id| !id.starts_with("k-")) {
            ids.all += 1;
            if !current.is_some_and(|current| current.contains(id)) {
                let what = if sections.contains(id) { "section" } else { "provision" };
                ids.dead.push(format!("{what} {lang}/{document}/{revision}#{id}"));
            }
        }
    }
    ids
}

/// Returns the ids that stand twice on a page.
pub(crate) fn twice(pages: &Pages) -> Vec<String> {
    let mut out = Vec::new();
    for (path, page) in pages {
        let mut seen = BTreeSet::new();
        out.extend(page.ids.iter().filter(|id| !seen.insert(*id)).map(|id| format!("{path}#{id}")));
    }
    out
}

/// Returns the links that lead nowhere on the site, and how many were followed.
pub(crate) fn links(output: &Files, pages: &Pages, base_url: &str) -> (usize, Vec<String>) {
    let sets: BTreeMap<&String, BTreeSet<&String>> =
        pages.iter().map(|(path, page)| (path, page.ids.iter().collect())).collect();
    let (mut count, mut dead) = (0, BTreeSet::new());
    let written = pages.iter().flat_map(|(path, page)| page.links.iter().map(move |link| (path, link.clone())));
    let machine =
        |path: &str| ["xml", "json", "txt"].iter().any(|end| path.ends_with(end)) && !path.ends_with("index.txt");
    let files = output.iter().filter(|(path, _)| machine(path));
    let absolute = files.flat_map(|(path, bytes)| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let found: Vec<String> = text
            .match_indices(base_url)
            .map(|(at, _)| text[at..].split(['"', '<', '\\', ' ', '\n', '\'']).next().unwrap_or_default().to_owned())
            .collect();
        found.into_iter().map(move |link| (path, link))
    });
    // An author's `/path` leads out of the site; fragments and data must say it with the host.
    let host = base_url.split('/').take(3).collect::<Vec<_>>().join("/");
    let roots = pages.values().flat_map(|page| &page.links).filter(|link| link.starts_with('/'));
    let outside: BTreeSet<String> = roots.map(|link| format!("{host}{link}")).collect();
    for (path, link) in written.chain(absolute).filter(|(_, link)| !outside.contains(link)) {
        let Some((target, id)) = target(path, &link, base_url) else { continue };
        count += 1;
        let lives = match (sets.get(&target), id) {
            (Some(ids), Some(id)) => ids.contains(&id),
            (Some(_), None) => true,
            (None, None) => output.contains_key(&target),
            (None, Some(_)) => false,
        };
        if !lives {
            dead.insert(format!("{path}: {link}"));
        }
    }
    (count, dead.into_iter().collect())
}

/// Returns the file and id that a link leads to; `None` where it leads away.
fn target(path: &str, link: &str, base_url: &str) -> Option<(String, Option<String>)> {
    let (address, id) = match link.split_once('#') {
        Some((address, id)) => (address, Some(id)),
        None => (link, None),
    };
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let mut steps: Vec<String> = Vec::new();
    let relative = match address.strip_prefix(base_url) {
        Some(rest) => rest,
        None if address.contains(':') || address.starts_with(['/', '?']) => return None,
        None => {
            steps.extend(path.split('/').map(str::to_owned));
            if !address.is_empty() {
                steps.pop();
            }
            address
        }
    };
    let leads_to_folder = relative.is_empty() && !address.is_empty() || relative.ends_with(['/', '.']);
    for step in relative.split('/').filter(|step| !step.is_empty() && *step != ".") {
        if step == ".." {
            steps.pop();
        } else {
            steps.push(decoded(step));
        }
    }
    if leads_to_folder {
        steps.push("index.html".to_owned());
    }
    Some((steps.join("/"), id.filter(|id| !id.is_empty()).map(decoded)))
}

/// Returns where data, summary, redline and texts tell different things, and how many comparisons there are.
pub(crate) fn comparisons(output: &Files, pages: &Pages) -> (usize, Vec<String>) {
    let (mut count, mut wrong) = (0, Vec::new());
    for (path, bytes) in output.iter().filter(|(path, _)| path.ends_with("/changes.json")) {
        let data: Value = serde_json::from_slice(bytes).expect("changes.json is JSON");
        let folder = path.trim_end_matches("/changes.json");
        let word = |key: &str| data[key].as_str().unwrap_or_default();
        let text = |revision: &str| format!("{}/{}/{revision}/index.html", word("language"), word("document"));
        let paths = [
            text(word("old")),
            text(word("new")),
            format!("{folder}/redline/index.html"),
            if folder.contains("/compare/") {
                format!("{folder}/index.html")
            } else {
                format!("{folder}/changes/index.html")
            },
        ];
        let [Some(before), Some(after), Some(redline), Some(summary)] = paths.map(|path| pages.get(&path)) else {
            wrong.push(format!("{folder}: a page is missing or malformed"));
            continue;
        };
        let rows = data["rows"].as_array().expect("rows");
        let mut told = Told { rows, before: &before.sections, after: &after.sections, redline, wrong: Vec::new() };
        told.words();
        told.same_sections(&summary.rows);
        told.redline();
        wrong.extend(told.wrong.into_iter().map(|problem| format!("{folder}: {problem}")));
        count += 1;
    }
    (count, wrong)
}

/// What is said of one pair of revisions.
struct Told<'a> {
    rows: &'a [Value],
    before: &'a [Section],
    after: &'a [Section],
    redline: &'a Page,
    wrong: Vec<String>,
}

impl Told<'_> {
    /// The runs of each cell are the words of its sections.
    fn words(&mut self) {
        for row in self.rows {
            let anchor = anchor(row);
            if let Some(told) = told(&row["before"]) {
                let olds = row["old"].as_array().expect("old sections");
                let words: String = olds.iter().map(|old| words_of(self.before, crate::checks::anchor(old))).collect();
                self.differ(&words, &told, &format!("{anchor} before"));
            }
            if let Some(told) = told(&row["after"]) {
                let news = row["new"].as_array().expect("new sections");
                let words: String = news.iter().map(|new| words_of(self.after, crate::checks::anchor(new))).collect();
                self.differ(&words, &told, &format!("{anchor} after"));
            }
        }
    }

    fn differ(&mut self, page: &str, data: &str, what: &str) {
        let words = |text: &str| text.chars().filter(|c| !"•・".contains(*c)).collect::<String>();
        let (page, data) = (&words(page), &words(data));
        if page != data {
            let same = page.chars().zip(data.chars()).take_while(|(a, b)| a == b).count();
            let from = |text: &str| text.chars().skip(same.saturating_sub(10)).take(40).collect::<String>();
            self.wrong.push(format!("{what}: the page says {:?}, the data {:?}", from(page), from(data)));
        }
    }

    /// Data, page and redline name the same sections as changed, and what they do not name is the same in both texts.
    fn same_sections(&mut self, page: &[String]) {
        let data: Vec<&str> = self.rows.iter().map(anchor).collect();
        if data != page {
            self.wrong.push(format!("the data has rows {data:?}, the page {page:?}"));
        }
        let told: BTreeSet<&str> = data.iter().copied().collect();
        let words =
            |row: &&Value| !["moved", "format", "renumbered"].contains(&row["kind"].as_str().unwrap_or_default());
        let visible: BTreeSet<&str> = self.rows.iter().filter(words).map(anchor).collect();
        let marked: BTreeSet<&str> = self
            .redline
            .sections
            .iter()
            .filter(|section| section.marked)
            .map(|section| section.anchor.as_str())
            .collect();
        let split = self.rows.iter().any(|row| row["kind"] == "split" || row["also"].to_string().contains("split"));
        // Nothing need be marked of a section that moved, or in which only labels or structure differ.
        let agree = visible.is_subset(&marked) && marked.is_subset(&told);
        if !split && !agree {
            let other: Vec<_> = visible.symmetric_difference(&marked).collect();
            self.wrong.push(format!("rows and redline differ in {other:?}"));
        }
        let merged: BTreeSet<&str> =
            self.rows.iter().flat_map(|row| row["old"].as_array().expect("old sections")).map(anchor).collect();
        for section in self.before.iter().filter(|section| !merged.contains(section.anchor.as_str())) {
            match self.after.iter().find(|other| other.anchor == section.anchor) {
                Some(other) if other.words == section.words && other.heading == section.heading => {}
                Some(_) => self.wrong.push(format!("{} changed and has no row", section.anchor)),
                None => self.wrong.push(format!("{} is gone and has no row", section.anchor)),
            }
        }
        for section in self.after.iter().filter(|section| !split && !told.contains(section.anchor.as_str())) {
            if !self.before.iter().any(|other| other.anchor == section.anchor) {
                self.wrong.push(format!("{} is new and has no row", section.anchor));
            }
        }
    }

    /// Without what is deleted, the redline is the new text.
    fn redline(&mut self) {
        let kept: Vec<&Section> = self.redline.sections.iter().filter(|section| !section.removed).collect();
        if kept.len() != self.after.len() {
            return self.wrong.push(format!("the redline has {} sections, the text {}", kept.len(), self.after.len()));
        }
        for (section, new) in kept.into_iter().zip(self.after) {
            if section.anchor != new.anchor || section.heading != new.heading {
                self.wrong
                    .push(format!("redline {} {} for {} {}", section.anchor, section.heading, new.anchor, new.heading));
            }
            self.differ(&new.words, &section.words, &format!("redline {}", new.anchor));
        }
    }
}

fn anchor(row: &Value) -> &str {
    row["anchor"].as_str().unwrap_or_default()
}

fn words_of(sections: &[Section], anchor: &str) -> String {
    sections.iter().find(|section| section.anchor == anchor).map(|section| section.words.clone()).unwrap_or_default()
}

/// Returns the words of a cell of `changes.json`; `None` for none.
fn told(blocks: &Value) -> Option<String> {
    let mut words = String::new();
    for block in blocks.as_array()? {
        let marker = block["marker"].as_str().filter(|marker| !is_bullet(marker)).unwrap_or_default();
        words.push_str(marker);
        for run in block["runs"].as_array().expect("runs") {
            words.push_str(run["text"].as_str().expect("text"));
        }
    }
    words.retain(|c| !c.is_whitespace());
    Some(words)
}
