//! Labels and titles -> names, before they are made unique.
//!
//! A dot stays inside a label, a hyphen goes one level down: `s9.1` is headed 9.1, `s9-1-a` is (a) in (1) in 9.
//!
//! | what | name |
//! |---|---|
//! | 9., § 9, Section 9 | `s9` |
//! | A. | `sa` |
//! | 9.1 | `s9.1` |
//! | 4. below D. | `sd-4` |
//! | 第3条, Article 3 | `article-3` |
//! | 第3条の2 | `article-3.2` |
//! | 第1章, 第1編, 第1節 | `chapter-1`, `part-1`, `division-1`; where the number occurs again, below the section above |
//! | 附則 | `suppl`, and `suppl-article-1` in it |
//! | a title without label | its slug |
//! | clauses (2), ②, 二 | `-2` |
//! | clauses (b), (iv), イ | `-b`, `-iv`, `-イ` |
//! | the second bullet or item without label | `-i2` |
//! | the second paragraph without label | `-p2` |
//! | an article's first paragraph, where paragraph 2 is numbered | `-1` |
//!
//! A step is digits (with dots), or letters, or one of the letters `i` and `p` and digits; so no two kinds of step meet.

use std::collections::BTreeMap;

use crate::locale::{letters, slug};
use crate::model::{Kind, Label, LabelKind, LabelStyle, Section};
use crate::pair::{Provision, parent, supplements};

/// What the names of a text's sections depend on beside themselves.
pub(super) struct Plan<'a> {
    sections: &'a [Section],
    /// The supplement in which each section stands.
    scopes: Vec<Option<usize>>,
    /// How often each label occurs, supplements apart.
    counts: BTreeMap<(LabelKind, String), usize>,
}

impl<'a> Plan<'a> {
    /// Returns the plan of a text.
    pub(super) fn of(sections: &'a [Section]) -> Self {
        let scopes = supplements(sections);
        let mut counts = BTreeMap::new();
        for (section, _) in sections.iter().zip(&scopes).filter(|(_, scope)| scope.is_none()) {
            if let Some(label) = &section.label {
                *counts.entry((label.kind, step(label))).or_default() += 1;
            }
        }
        Self { sections, scopes, counts }
    }

    /// Returns the name of a section, given the anchor of each section before it.
    pub(super) fn name(&self, at: usize, anchor: &dyn Fn(usize) -> String) -> String {
        let section = &self.sections[at];
        if section.level == 0 {
            return "preamble".to_owned();
        }
        let titled = || Some(slug(&section.title.text)).filter(|slug| !slug.is_empty());
        let Some(label) = &section.label else { return titled().unwrap_or_else(|| "section".to_owned()) };
        let step = step(label);
        let word = match label.kind {
            LabelKind::Supplement if step.is_empty() => return "suppl".to_owned(),
            _ if step.is_empty() => return titled().unwrap_or_else(|| "section".to_owned()),
            LabelKind::Supplement => "suppl-",
            LabelKind::Part => "part-",
            LabelKind::Chapter => "chapter-",
            LabelKind::Division => "division-",
            LabelKind::Article => "article-",
            LabelKind::Section | LabelKind::Bare => "",
        };
        match (self.above(at, label, &step), word) {
            (Some(above), _) => format!("{}-{word}{step}", anchor(above)),
            (None, "") => format!("s{step}"),
            (None, _) => format!("{word}{step}"),
        }
    }

    /// Returns the section below which a name is formed, if any.
    fn above(&self, at: usize, label: &Label, step: &str) -> Option<usize> {
        let parent = parent(self.sections, at);
        let upper = parent.and_then(|parent| self.sections[parent].label.as_ref());
        let contained = upper.is_some_and(|upper| contains(label, upper));
        let again = self.counts.get(&(label.kind, step.to_owned())).is_some_and(|count| *count > 1);
        match (self.scopes[at], label.kind) {
            (_, LabelKind::Bare) if upper.is_some() && !contained => parent,
            (Some(supplement), _) => Some(supplement),
            (None, LabelKind::Article | LabelKind::Supplement) => None,
            (None, _) if again && !contained => parent,
            (None, _) => None,
        }
    }
}

/// Returns whether a label repeats the number above it and goes on: 9.1 below 9.
fn contains(label: &Label, upper: &Label) -> bool {
    label.number.len() > upper.number.len() && !upper.number.is_empty() && label.number.starts_with(&upper.number)
}

/// Returns a label as a step of a name: digits joined by dots, or letters; empty where nothing is numbered.
fn step(label: &Label) -> String {
    use LabelStyle::{Arabic, ArabicHalfParenthesis, ArabicParentheses, Bullet, Circled, Kanji, KanjiParentheses};
    let spelled = match label.style {
        Bullet => return String::new(),
        Arabic | ArabicHalfParenthesis | ArabicParentheses | Circled | Kanji | KanjiParentheses => false,
        // Words such as "Article" are printed too, so letters count only where nothing else is.
        _ => label.kind == LabelKind::Bare && letters(&label.printed).iter().any(|c| c.is_alphabetic()),
    };
    let parts: Vec<String> = if spelled {
        label.printed.split(|c: char| !c.is_alphanumeric()).map(slug).filter(|part| !part.is_empty()).collect()
    } else {
        label.number.iter().map(u32::to_string).collect()
    };
    parts.join(".")
}

/// Returns the names of sibling provisions, each as the index of the sibling below which it is formed (`None`: below the
/// common parent) and what is put behind that one's anchor.
pub(super) fn steps(siblings: &[Provision<'_>], above: Option<&Label>) -> Vec<(Option<usize>, String)> {
    let numbered = numbered_paragraphs(siblings, above);
    let (mut paragraphs, mut items, mut last) = (0, 0, None);
    let mut step_of = |(at, provision): (usize, &Provision<'_>)| {
        let label = provision.block.label.as_ref().filter(|label| !step(label).is_empty());
        let style = label.map(|label| label.style);
        let unlabelled = match provision.block.kind {
            Kind::Paragraph => &mut paragraphs,
            _ => &mut items,
        };
        *unlabelled += usize::from(label.is_none());
        match label {
            None if at == 0 && numbered.is_some() => {
                last = Some(0);
                (None, "-1".to_owned())
            }
            None if provision.block.kind == Kind::Paragraph => (None, format!("-p{paragraphs}")),
            None => (None, format!("-i{items}")),
            Some(label) if style == numbered => {
                last = Some(at);
                (None, format!("-{}", step(label)))
            }
            // 号 that follow 第1項 as its siblings are its own.
            Some(label) => (last, below(label, above)),
        }
    };
    siblings.iter().enumerate().map(&mut step_of).collect()
}

/// Returns how an article's paragraphs are numbered, where its first one is printed without its number and the second with.
fn numbered_paragraphs(siblings: &[Provision<'_>], above: Option<&Label>) -> Option<LabelStyle> {
    let article = above.is_some_and(|label| label.kind == LabelKind::Article);
    let first = siblings.first().filter(|first| first.block.kind == Kind::Paragraph && first.block.label.is_none());
    first.filter(|_| article)?;
    let labels = || siblings.iter().filter_map(|sibling| sibling.block.label.as_ref());
    let second = labels()
        .find(|label| label.number == [2] && !labels().any(|one| one.number == [1] && one.style == label.style));
    second.map(|label| label.style)
}

/// Returns the step of a clause: the rest of its number where it repeats that of a bare label above, else the whole.
fn below(label: &Label, above: Option<&Label>) -> String {
    let rest =
        |upper: &Label| label.number[upper.number.len()..].iter().map(u32::to_string).collect::<Vec<_>>().join(".");
    match above.filter(|upper| contains(label, upper)) {
        Some(upper) if upper.kind == LabelKind::Bare => format!(".{}", rest(upper)),
        Some(upper) => format!("-{}", rest(upper)),
        None => format!("-{}", step(label)),
    }
}
