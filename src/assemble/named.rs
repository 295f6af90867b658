//! The name that an author gives a section in `[[changes]]` -> the sections it fits.

use std::borrow::Cow;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::locale::nfkc;
use crate::model::{Anchor, Heading, Label, LabelKind, Text};
use crate::source::Place;

/// Returns the sections of an outline that a name fits, by index: none if there is no such section, several if the name is
/// ambiguous.
///
/// A name is an anchor (`purposes`, `#purposes`), a label as printed (`3.`, `第3条`; width, spaces and a final dot do not
/// count), a title or label and title as printed, a number in another form than printed (`3` for `第3条`), or a path of labels
/// (`D.4`). The first of these that fits anything decides.
pub fn sections(name: &str, outline: &[Arc<Heading>]) -> Vec<usize> {
    let name = name.trim();
    let anchor = name.strip_prefix('#').unwrap_or(name);
    let key = plain(name);
    if key.is_empty() {
        return Vec::new();
    }
    let number = Number::read(&key);
    let fits: [&dyn Fn(usize) -> bool; 6] = [
        &|at| outline[at].anchor.as_str() == anchor,
        &|at| outline[at].label.as_ref().is_some_and(|label| plain(&label.printed) == key),
        &|at| heading(&outline[at]) == key,
        &|at| plain(&outline[at].title) == key,
        &|at| number.as_ref().is_some_and(|number| outline[at].label.as_ref().is_some_and(|label| number.fits(label))),
        &|at| path(outline, at).is_some_and(|path| path == key),
    ];
    let matches = fits.iter().map(|fit| (0..outline.len()).filter(|at| fit(*at)).collect::<Vec<_>>());
    matches.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

/// Returns the outline of a text that has no anchors yet: those that are written, `section-<n>` for the rest.
pub fn provisional(text: &Text) -> Vec<Arc<Heading>> {
    let heading = |(at, section): (usize, &crate::model::Section)| Heading {
        anchor: section.id.as_ref().map_or_else(
            || Anchor::new(&format!("section-{at}")).expect("letters, a hyphen and digits"),
            |id| id.value.clone(),
        ),
        pinned: section.id.is_some(),
        level: section.level,
        label: section.label.clone(),
        title: section.title.text.clone(),
        provisions: Vec::new(),
        digest: 0,
        loose_digest: 0,
    };
    text.sections.iter().enumerate().map(heading).map(Arc::new).collect()
}

/// Returns the diagnostic for a name that fits several sections; it lists names that fit one each.
pub fn ambiguous(name: &str, outline: &[Arc<Heading>], place: Place) -> Diagnostic {
    let candidates = sections(name, outline).into_iter().map(|at| {
        let heading = &outline[at];
        format!("`{}` ({})", heading.anchor, heading.printed())
    });
    Diagnostic::new(Code::AmbiguousSection, place)
        .arg("name", name)
        .arg("candidates", candidates.collect::<Vec<_>>().join(", "))
}

/// Returns the nearest section above another one, by index.
pub fn parent(outline: &[Arc<Heading>], at: usize) -> Option<usize> {
    let level = outline[at].level;
    outline[..at].iter().rposition(|above| above.level > 0 && above.level < level)
}

/// Takes out of a name what does not count: width, white space, case, dots at the end.
fn plain(name: &str) -> String {
    let name: Cow<'_, str> = nfkc(name);
    let letters: String = name.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    letters.trim_end_matches(['.', '。', '．', ':', '、']).to_owned()
}

fn heading(heading: &Heading) -> String {
    let label = heading.label.as_ref().map_or("", |label| label.printed.as_str());
    plain(&format!("{label}{}", heading.title))
}

/// Returns the labels from the outermost section down to one, dots between; `None` at the top.
fn path(outline: &[Arc<Heading>], at: usize) -> Option<String> {
    let above = parent(outline, at)?;
    let own = core(outline[at].label.as_ref()?);
    let outer = path(outline, above).or_else(|| outline[above].label.as_ref().map(core));
    outer.map(|outer| format!("{outer}.{own}"))
}

fn core(label: &Label) -> String {
    plain(&label.printed).trim_matches(['(', ')', '.']).to_owned()
}

/// A number as an author may write it, and what it says of what is numbered.
struct Number {
    kinds: &'static [LabelKind],
    value: Vec<u32>,
}

/// What a number may stand behind (lower case, spaces taken out).
const WORDS: &[(&str, &[LabelKind])] = &[
    ("articles", ARTICLES),
    ("article", ARTICLES),
    ("artikel", ARTICLES),
    ("art.", ARTICLES),
    ("section", ARTICLES),
    ("§", ARTICLES),
    ("chapter", &[LabelKind::Chapter]),
    ("part", &[LabelKind::Part]),
    ("第", &[]),
    ("제", &[]),
];
const ARTICLES: &[LabelKind] = &[LabelKind::Bare, LabelKind::Article, LabelKind::Section];

impl Number {
    /// Reads a name without white space, lower case, in NFKC.
    fn read(name: &str) -> Option<Self> {
        let word = WORDS.iter().find(|(word, _)| name.starts_with(word));
        let rest = word.map_or(name, |(word, _)| &name[word.len()..]);
        let mut value = Vec::new();
        let mut kinds = word.map_or(ARTICLES, |(_, kinds)| kinds);
        let mut digits = String::new();
        for c in rest.chars() {
            match c {
                '0'..='9' => digits.push(c),
                '条' | '條' | '조' => kinds = ARTICLES,
                '章' | '장' => kinds = &[LabelKind::Chapter],
                '編' | '편' => kinds = &[LabelKind::Part],
                'の' | '之' | '의' | '.' | '-' | '(' | ')' if !digits.is_empty() => {
                    value.push(digits.parse().ok()?);
                    digits.clear();
                }
                '(' => {}
                _ => return None,
            }
        }
        if !digits.is_empty() {
            value.push(digits.parse().ok()?);
        }
        (!value.is_empty() && !kinds.is_empty()).then_some(Self { kinds, value })
    }

    fn fits(&self, label: &Label) -> bool {
        label.number == self.value && self.kinds.contains(&label.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Anchor, LabelStyle};

    fn heading(anchor: &str, level: u8, label: &str, kind: LabelKind, number: &[u32], title: &str) -> Arc<Heading> {
        let style = LabelStyle::Arabic;
        let label = Label { printed: label.to_owned(), kind, style, number: number.to_vec() };
        Arc::new(Heading {
            anchor: Anchor::new(anchor).expect("an anchor"),
            pinned: false,
            level,
            label: (!label.printed.is_empty()).then_some(label),
            title: title.to_owned(),
            provisions: Vec::new(),
            digest: 0,
            loose_digest: 0,
        })
    }

    fn check(outline: &[Arc<Heading>], name: &str, expected: &[usize]) {
        assert_eq!(sections(name, outline), expected, "{name}");
    }

    #[test]
    fn a_name_is_an_anchor_a_label_a_title_or_a_path() {
        let outline = [
            heading("uses", 2, "3.", LabelKind::Bare, &[3], "利用目的"),
            heading("s4", 2, "４．", LabelKind::Bare, &[4], "第三者提供"),
            heading("d", 2, "D.", LabelKind::Bare, &[4], "User Content"),
            heading("d-4", 3, "4.", LabelKind::Bare, &[4], "License Grant"),
            heading("end", 2, "", LabelKind::Bare, &[], "附 則"),
        ];
        for (name, expected) in [
            ("uses", &[0][..]),
            ("#uses", &[0]),
            ("3", &[0]),
            ("３．", &[0]),
            ("第3条", &[0]),
            ("3. 利用目的", &[0]),
            ("4", &[1, 3]),
            ("4. License Grant", &[3]),
            ("D.4", &[3]),
            ("d", &[2]),
            ("附則", &[4]),
            ("第三者提供", &[1]),
            ("9", &[]),
            ("", &[]),
        ] {
            check(&outline, name, expected);
        }
    }

    #[test]
    fn articles_and_chapters_are_told_apart() {
        let outline = [
            heading("chapter-3", 2, "第3章", LabelKind::Chapter, &[3], "責任"),
            heading("article-3", 3, "第3条", LabelKind::Article, &[3], "目的"),
            heading("article-3.2", 3, "第3条の2", LabelKind::Article, &[3, 2], "定義"),
        ];
        for (name, expected) in [
            ("3", &[1][..]),
            ("第3条", &[1]),
            ("第3章", &[0]),
            ("Chapter 3", &[0]),
            ("Article 3", &[1]),
            ("3の2", &[2]),
            ("第３条の２", &[2]),
        ] {
            check(&outline, name, expected);
        }
    }
}
