//! Arbitrary bytes -> two Markdown texts, paired, compared and tried for what must hold. The fuzz target and the property tests
//! call it alike.

use kaitei::assemble::anchors::{self, Named};
use kaitei::compare::Lineage;
use kaitei::model::{Lines, Text};
use kaitei::pair;
use kaitei::parse::markdown::{self, Options};
use kaitei::source::Source;

use super::invariants::{broken, lineage};

/// Two revisions of a text, paired and named as a site does it.
#[derive(Debug)]
pub(crate) struct Revisions {
    /// The text before.
    pub(crate) old: Text,
    /// The text after.
    pub(crate) new: Text,
    /// What became of sections that did not simply come or go.
    pub(crate) lineage: Lineage,
}

/// Reads two Markdown texts.
pub(crate) fn revisions(old: &str, new: &str, lines: Lines) -> Revisions {
    let (mut old, mut new) = (text(old, lines), text(new, lines));
    let pairing = pair::texts(&old, &new, &[]);
    let mut used = anchors::Used::default();
    let before = anchors::name(&old, None, &mut used);
    let after = anchors::name(&new, Some((&before, &pairing)), &mut used);
    give(&mut old, &before);
    give(&mut new, &after);
    Revisions { lineage: lineage(&old, &new), old, new }
}

fn text(markdown: &str, lines: Lines) -> Text {
    let options = Options { lines, variables: true };
    markdown::body(&Source::new("a.md", markdown), 0..markdown.len(), options).value.text
}

fn give(text: &mut Text, named: &Named) {
    for (at, section) in text.sections.iter_mut().enumerate() {
        section.anchor = Some(named.sections[at].clone());
        let mut anchors = named.provisions[at].iter();
        section.each_provision(&mut |block| block.anchor = anchors.next().cloned());
    }
}

/// Compares what the bytes stand for: of an even first byte two texts as they are, of an odd one a text and an edit of it.
///
/// # Panics
/// Where an invariant is broken.
pub(crate) fn of_bytes(bytes: &[u8]) {
    match bytes.split_first() {
        Some((form, bytes)) if form % 2 == 0 => of_two_texts(bytes),
        Some((_, bytes)) => of_edits(bytes),
        None => {}
    }
}

/// Compares the texts before and after the first 0xFF, which stands in no UTF-8.
fn of_two_texts(bytes: &[u8]) {
    let (old, new) = match bytes.iter().position(|byte| *byte == 0xff) {
        Some(at) => (&bytes[..at], &bytes[at + 1..]),
        None => (bytes, &bytes[..bytes.len() / 2]),
    };
    hold(&String::from_utf8_lossy(old), &String::from_utf8_lossy(new));
}

/// Compares a text made of [`PIECES`] with an edit of it: the first byte tells how many pieces, the next ones which, and the
/// rest, three by three, what is done to them.
fn of_edits(bytes: &[u8]) {
    let Some((count, bytes)) = bytes.split_first() else { return };
    let (pieces, edits) = bytes.split_at((*count as usize).min(bytes.len()));
    let mut new = pieces.to_vec();
    for edit in edits.chunks_exact(3) {
        let at = edit[1] as usize % (new.len() + 1);
        let to = edit[2] as usize % (new.len() + 1);
        match edit[0] % 4 {
            0 => new.insert(at, edit[2]),
            1 if at < new.len() => drop(new.remove(at)),
            2 if at < new.len() => new[at] = edit[2],
            3 => new[at.min(to)..at.max(to)].rotate_left(at.max(to).abs_diff(at.min(to)) / 2),
            _ => {}
        }
    }
    let markdown =
        |pieces: &[u8]| pieces.iter().map(|piece| PIECES[*piece as usize % PIECES.len()]).collect::<String>();
    hold(&markdown(pieces), &markdown(&new));
}

/// Compares two texts.
///
/// # Panics
/// As [`of_bytes`] does.
pub(crate) fn hold(old: &str, new: &str) {
    let Revisions { old: before, new: after, lineage } = revisions(old, new, Lines::Join);
    let broken = broken(&before, &after, &lineage);
    assert!(broken.is_empty(), "{broken:#?}\nof {old:?}\nand {new:?}");
}

/// What Markdown texts of policies are made of, sound and broken.
const PIECES: [&str; 128] = [
    "\n\n",
    "\n\n",
    "\n\n",
    "\n\n",
    "\n",
    "\n",
    "\r\n",
    " ",
    "    ",
    "\t",
    "\n\n## ",
    "\n\n## 1. ",
    "\n\n## 2. ",
    "\n\n### (a) ",
    "\n\n## 第1条 ",
    "\n\n## 第2条（目的）\n\n",
    "\n\n# ",
    "\n===\n",
    "\n---\n",
    "\n\n第3条 ",
    "\n\n附則\n\n",
    "\n- ",
    "\n- ",
    "\n* ",
    "\n  - ",
    "\n1. ",
    "\n2. ",
    "\n3) ",
    "\n(1) ",
    "\n(2) ",
    "\n（１）",
    "\n①",
    "\n一　",
    "\nイ　",
    "\n・",
    "\n> ",
    "\n| a | b |\n|---|:-:|\n| c | d |\n",
    "\n| ",
    " | ",
    " |\n",
    "\n: ",
    "\n```\n",
    "\n~~~ x\n",
    "`",
    "**",
    "*",
    "__",
    "_",
    "~~",
    "[",
    "](https://a.example)",
    "](#s1)",
    "![",
    "[^1]",
    "\n[^1]: ",
    "[r]",
    "\n[r]: /x\n",
    "\\\n",
    "  \n",
    "\\",
    "&amp;",
    "&#160;",
    "&nbsp;",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<br>",
    "<ul><li>",
    "</li></ul>",
    "<table><tr><td>",
    "</td></tr></table>",
    "<!-- ",
    " -->",
    "<ruby>字<rt>じ</rt></ruby>",
    "<a name=n>",
    "<div dir=rtl>",
    "</div>",
    " {#x}",
    "\n{: #y}\n",
    "{{ effective }}",
    "{{ company }}",
    "{{",
    "+++\n",
    "the user ",
    "the user ",
    "may ",
    "not ",
    "share the account ",
    "Section 2 ",
    "Article 3 ",
    "1,000 ",
    "2023-04-19 ",
    "info@a.example ",
    "https://a.example/b?c ",
    ", ",
    ". ",
    "; ",
    "(",
    ")",
    "“",
    "”",
    "\"",
    "'",
    "会員は",
    "会員",
    "は、",
    "。",
    "、",
    "「",
    "」",
    "（",
    "）",
    "利用する",
    "第2条",
    "の規定",
    "２",
    "㈱",
    "ﾊﾞ",
    "か\u{3099}",
    "👨‍👩‍👧",
    "e\u{301}",
    "\u{200f}שלום ",
    "ข้อมูลส่วน",
    "개인정보 ",
    "\u{2029}",
    "\u{0}",
    "\u{feff}",
];
