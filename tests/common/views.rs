//! The pages and data of one comparison -> where they are not the texts, marked (I4), or tell different changes (I9).
//!
//! Taking every deletion off a redline, and every insertion out of its mark, gives the markup of the new text; the other way
//! round, the words of the old one. Likewise each cell of the summary is the markup of its sections.

use serde_json::Value;

use super::common::Files;
use super::markup::{self, Element, Node};

/// How much was looked at.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Count {
    /// Comparisons.
    pub(crate) comparisons: usize,
    /// Sections of redlines.
    pub(crate) sections: usize,
    /// Cells whose markup was set against that of their sections.
    pub(crate) cells: usize,
    /// Cells that leave blocks out, so that only their marks were looked at.
    pub(crate) elided: usize,
}

impl std::ops::AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.comparisons += other.comparisons;
        self.sections += other.sections;
        self.cells += other.cells;
        self.elided += other.elided;
    }
}

/// Returns what is wrong with the views of the comparison whose data lies at a path of the output.
pub(crate) fn wrong(output: &Files, path: &str) -> (Count, Vec<String>) {
    let data: Value = serde_json::from_slice(&output[path]).expect("changes.json is JSON");
    let folder = path.trim_end_matches("changes.json");
    let of = |revision| {
        format!("{}/{}/{}/index.html", text(&data, "language"), text(&data, "document"), text(&data, revision))
    };
    // Of revisions that do not follow each other the table stands beside the data.
    let table = format!("{folder}changes/index.html");
    let table = if output.contains_key(&table) { table } else { format!("{folder}index.html") };
    let pages = [of("old"), of("new"), format!("{folder}redline/index.html"), table];
    let read = pages.each_ref().map(|page| {
        let bytes = output.get(page).ok_or_else(|| format!("{page} is missing"))?;
        markup::read(page, std::str::from_utf8(bytes).expect("a page is UTF-8"))
            .map_err(|why| format!("I4 {page}: {why}"))
    });
    let mut count = Count { comparisons: 1, ..Count::default() };
    let wrong = match &read {
        [Ok(before), Ok(after), Ok(redline), Ok(summary)] => {
            differences([before, after, redline, summary], &data, &mut count)
        }
        read => read.iter().filter_map(|page| page.as_ref().err().cloned()).collect(),
    };
    (count, wrong.into_iter().map(|problem| format!("{folder}: {problem}")).collect())
}

/// The pages are the texts before and after, the redline and the table.
fn differences([before, after, redline, summary]: [&Element; 4], data: &Value, count: &mut Count) -> Vec<String> {
    let (before, after, redline) = (sections(before), sections(after), sections(redline));
    let mut wrong = accepted(&redline, &after, count);
    let rows = data["rows"].as_array().expect("rows");
    let table = table(summary);
    let told: Vec<_> = rows.iter().map(|row| (text(row, "anchor"), text(row, "kind"))).collect();
    let shown: Vec<_> = table.iter().map(|row| (attribute(row, "data-anchor"), attribute(row, "data-kind"))).collect();
    if told != shown {
        wrong.push(format!("I9: the data has rows {told:?}, the table {shown:?}"));
        return wrong;
    }
    for (row, shown) in rows.iter().zip(table) {
        let olds: Vec<&str> = row["old"].as_array().expect("old").iter().map(|old| text(old, "anchor")).collect();
        let news: Vec<&str> = match row["new"].as_array() {
            Some(news) => news.iter().map(|new| text(new, "anchor")).collect(),
            None if row["after"].is_null() => Vec::new(),
            None => vec![text(row, "anchor")],
        };
        let row = Row { data: row, shown, olds: named(&before, &olds), news: named(&after, &news) };
        // A new section has the anchor of a removed one only where one of them is a translation's own.
        let marked = match news.is_empty() {
            true => redline.iter().filter(|one| one.is("k-removed") && olds.contains(&anchor(one))).copied().collect(),
            false => named(&redline.iter().filter(|one| !one.is("k-removed")).copied().collect::<Vec<_>>(), &news),
        };
        let mut problems = row.cells(count);
        problems.extend(row.same_changes(&marked));
        problems.extend(row.rejected(&marked));
        wrong.extend(problems.into_iter().map(|problem| format!("{}: {problem}", text(row.data, "anchor"))));
    }
    wrong
}

/// A row of the data, as it is shown, and its sections.
struct Row<'a> {
    data: &'a Value,
    shown: &'a Element,
    olds: Vec<&'a Element>,
    news: Vec<&'a Element>,
}

impl Row<'_> {
    /// I4: without its marks, a cell is its sections.
    fn cells(&self, count: &mut Count) -> Vec<String> {
        let mut wrong = Vec::new();
        for (class, mark, other, sections) in
            [("k-cell-before", "del", "ins", &self.olds), ("k-cell-after", "ins", "del", &self.news)]
        {
            let Some(cell) = first(self.shown, class) else { continue };
            if first_named(cell, other).is_some() {
                wrong.push(format!("I4: <{other}> in {class}"));
            }
            if sections.is_empty() || first(cell, "k-empty").is_some() {
                continue;
            }
            if first(cell, "k-elided").is_some() {
                count.elided += 1;
                continue;
            }
            count.cells += 1;
            let is = |one: &Element| one.is("k-cell-heading") || one.is("k-heading");
            let shape = |one: &Element| shape(one, &|one| is_aside(one) || is(one), mark);
            let told: String = cell.elements().map(shape).collect();
            let wanted: String = sections.iter().map(|section| inner(&shape(section))).collect();
            differ("I4", class, &wanted, &inner(&told), &mut wrong);
        }
        wrong
    }

    /// I9: cells, redline and data mark the same words.
    fn same_changes(&self, redline: &[&Element]) -> Vec<String> {
        let mut wrong = Vec::new();
        for (class, side, mark) in [("k-cell-before", "before", "del"), ("k-cell-after", "after", "ins")] {
            let data = runs(&self.data[side], mark);
            let cell = first(self.shown, class).map(|cell| marked(cell, mark)).unwrap_or_default();
            differ("I9", class, &data, &cell, &mut wrong);
            let redline: String = redline.iter().map(|section| marked(section, mark)).collect();
            // What moved stands elsewhere in a redline.
            differ("I9", &format!("{mark} of the redline"), &sorted(&data), &sorted(&redline), &mut wrong);
        }
        wrong
    }

    /// I4: without its insertions, a redline has the words of the old text.
    fn rejected(&self, redline: &[&Element]) -> Vec<String> {
        let mut wrong = Vec::new();
        if !self.olds.is_empty() {
            let words = |sections: &[&Element]| sections.iter().map(|one| words(one, "ins")).collect::<String>();
            differ("I4", "rejected", &sorted(&words(&self.olds)), &sorted(&words(redline)), &mut wrong);
        }
        wrong
    }
}

/// I4: without its deletions, a redline is the new text.
fn accepted(redline: &[&Element], after: &[&Element], count: &mut Count) -> Vec<String> {
    let kept: Vec<_> = redline.iter().filter(|section| !section.is("k-removed")).collect();
    if kept.len() != after.len() {
        return vec![format!("I4: the redline has {} sections, the text {}", kept.len(), after.len())];
    }
    let mut wrong = Vec::new();
    for (section, new) in kept.into_iter().zip(after) {
        count.sections += 1;
        let drops = |one: &Element| is_aside(one) || one.name == "del" || one.is("k-old") || one.is("k-removed");
        let (told, wanted) = (shape(section, &drops, "ins"), shape(new, &is_aside, ""));
        differ("I4", &format!("accepted {}", anchor(new)), &wanted, &told, &mut wrong);
    }
    wrong
}

fn differ(invariant: &str, what: &str, wanted: &str, told: &str, wrong: &mut Vec<String>) {
    if wanted != told {
        let same = wanted.chars().zip(told.chars()).take_while(|(a, b)| a == b).count();
        let from = |text: &str| text.chars().skip(same.saturating_sub(20)).take(80).collect::<String>();
        wrong.push(format!("{invariant} {what}: {:?} is told as {:?}", from(wanted), from(told)));
    }
}

/// What pages add to a text.
fn is_aside(element: &Element) -> bool {
    const ASIDE: [&str; 12] = [
        "k-hidden",
        "k-change-word",
        "k-format-note",
        "k-moved-note",
        "k-permalink",
        "k-gone",
        "k-behind",
        "k-langs",
        "k-cite",
        "k-footnote",
        "k-footnote-back",
        "k-break",
    ];
    ASIDE.iter().any(|class| element.is(class))
}

/// Elements that are only marks on words; a change may cut one in two.
const MARKS: [&str; 12] = ["a", "bdo", "code", "em", "s", "small", "span", "strong", "sub", "sup", "u", "ruby"];

/// Markup without what is dropped, without `unwrapped` around its contents, without white space and addresses.
fn shape(element: &Element, drops: &dyn Fn(&Element) -> bool, unwrapped: &str) -> String {
    let mut out = Shape::default();
    out.element(element, drops, unwrapped);
    out.close();
    out.out
}

fn inner(shape: &str) -> String {
    let after = shape.split_once('>').map_or("", |(_, after)| after);
    after.rsplit_once("</").map_or("", |(inside, _)| inside).to_owned()
}

#[derive(Default)]
struct Shape {
    out: String,
    /// The marks that the text written last has, and those that the next text is to have.
    written: Vec<String>,
    open: Vec<String>,
}

impl Shape {
    fn element(&mut self, element: &Element, drops: &dyn Fn(&Element) -> bool, unwrapped: &str) {
        if drops(element) {
            return;
        }
        let kept = ["dir", "colspan", "rowspan", "lang", "alt"];
        let attributes = element.attributes.iter().filter(|(name, _)| kept.contains(&name.as_str()));
        let tag = attributes.fold(element.name.clone(), |tag, (name, value)| format!("{tag} {name}={value}"));
        let plain_span = element.name == "span" && tag == "span";
        // Labels lead to their clauses, and references to what they name, on the pages of texts alone.
        let leads = element.name == "a" && element.is("k-ref");
        let mark = MARKS.contains(&element.name.as_str());
        if element.name == unwrapped || plain_span || leads {
            self.children(element, drops, unwrapped);
        } else if mark {
            self.open.push(tag);
            self.children(element, drops, unwrapped);
            self.open.pop();
        } else if ["br", "img", "hr"].contains(&element.name.as_str()) {
            self.say(&format!("<{tag}>"));
        } else {
            self.close();
            self.out += &format!("<{tag}>");
            self.children(element, drops, unwrapped);
            self.close();
            self.out += &format!("</{}>", element.name);
        }
    }

    fn children(&mut self, element: &Element, drops: &dyn Fn(&Element) -> bool, unwrapped: &str) {
        for node in &element.children {
            match node {
                Node::Element(inner) => self.element(inner, drops, unwrapped),
                Node::Text(text) => {
                    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
                    if !text.is_empty() {
                        self.say(&text);
                    }
                }
            }
        }
    }

    fn say(&mut self, text: &str) {
        if self.written != self.open {
            self.out += &format!("[{}]", self.open.join("+"));
            self.written = self.open.clone();
        }
        self.out += text;
    }

    /// Ends the marks at the border of a block.
    fn close(&mut self) {
        if !self.written.is_empty() {
            self.out += "[]";
            self.written.clear();
        }
    }
}

// ---- words ----

/// The words in marks, without labels, headings and white space.
fn marked(element: &Element, mark: &str) -> String {
    let mut out = String::new();
    collect(element, &mut |one| is_no_text(one), mark, element.name == mark, &mut out);
    out
}

/// The words outside of a kind of mark, and where they stood before they moved, likewise.
fn words(element: &Element, without: &str) -> String {
    let mut out = String::new();
    let drops = |one: &Element| is_no_text(one) || one.name == without || one.is("k-moved-here");
    collect(element, &mut { drops }, "", true, &mut out);
    out
}

fn is_no_text(element: &Element) -> bool {
    const NONE: [&str; 4] = ["k-label", "k-marker", "k-heading", "k-cell-heading"];
    is_aside(element) || element.name == "rt" || NONE.iter().any(|class| element.is(class))
}

fn collect(element: &Element, drops: &mut dyn FnMut(&Element) -> bool, mark: &str, inside: bool, out: &mut String) {
    let inside = inside || element.name == mark;
    if drops(element) {
        return;
    }
    if inside {
        out.extend(element.attribute("alt").unwrap_or_default().chars().filter(|c| !c.is_whitespace()));
    }
    for node in &element.children {
        match node {
            Node::Element(inner) => collect(inner, drops, mark, inside, out),
            Node::Text(text) if inside => out.extend(text.chars().filter(|c| !c.is_whitespace())),
            Node::Text(_) => {}
        }
    }
}

/// The marked words of one side of a row of the data.
fn runs(blocks: &Value, mark: &str) -> String {
    let blocks = blocks.as_array().into_iter().flatten();
    let runs = blocks.flat_map(|block| block["runs"].as_array().expect("runs"));
    let marked = runs.filter(|run| run["mark"] == mark).map(|run| run["text"].as_str().expect("text"));
    marked.flat_map(str::chars).filter(|c| !c.is_whitespace()).collect()
}

fn sorted(text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    chars.sort_unstable();
    chars.into_iter().collect()
}

// ---- elements ----

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn attribute<'a>(element: &'a Element, name: &str) -> &'a str {
    element.attribute(name).unwrap_or_default()
}

fn anchor(element: &Element) -> &str {
    attribute(element, "data-anchor")
}

/// The sections of a text or redline, in order.
fn sections(page: &Element) -> Vec<&Element> {
    first(page, "k-text").map(|text| text.elements().filter(|one| one.is("k-section")).collect()).unwrap_or_default()
}

fn named<'a>(sections: &[&'a Element], anchors: &[&str]) -> Vec<&'a Element> {
    let one = |name: &&str| sections.iter().find(|section| anchor(section) == *name).copied();
    anchors.iter().filter_map(one).collect()
}

fn table(page: &Element) -> Vec<&Element> {
    let mut rows = Vec::new();
    page.each(&mut |one| rows.extend((one.name == "tr" && one.attribute("data-anchor").is_some()).then_some(one)));
    rows
}

fn first<'a>(element: &'a Element, class: &str) -> Option<&'a Element> {
    let mut found = None;
    element.each(&mut |one| {
        if found.is_none() && one.is(class) {
            found = Some(one);
        }
    });
    found
}

fn first_named<'a>(element: &'a Element, name: &str) -> Option<&'a Element> {
    let mut found = None;
    element.each(&mut |one| {
        if found.is_none() && one.name == name {
            found = Some(one);
        }
    });
    found
}
