//! A translation and the governing text of the same revision -> the translation's anchors.
//!
//! Words of two languages cannot be compared, so sections are set against each other by written id, then in order by level and
//! label; provisions by the shape of their lists.

use std::collections::{BTreeMap, BTreeSet};

use super::name::{Named, Names, Used};
use crate::locale::Lang;
use crate::model::{Anchor, Kind, Section, Text};
use crate::pair::{self, Pairing, Provision, ascending, tree};

/// Up to so many pairs of sections are all weighed.
const CELLS: usize = 4_000_000;

/// Returns the anchors of a translation, and the index of its first section where the structure differs from the governing
/// text's; where sections are missing at the end, that of the last.
///
/// What has no counterpart keeps the name that it had in the earlier text of its language, by their pairing, or gets a name of
/// its own, which is added to `used`.
pub fn translate(
    text: &Text,
    (governing, named): (&Text, &Named),
    before: Option<(&Named, &Pairing)>,
    lang: &Lang,
    used: &mut Used,
) -> (Named, Option<usize>) {
    let pairs = align(text, governing, named);
    let mut names = Names::written(text);
    for (at_governing, at) in &pairs {
        names.inherit_section(*at, &named.sections[*at_governing]);
        let (theirs, own) = (tree(&governing.sections[*at_governing].blocks), tree(&text.sections[*at].blocks));
        for (theirs, own) in same_shape(&theirs, &own) {
            names.inherit_provision(*at, own, &named.provisions[*at_governing][theirs]);
        }
    }
    if let Some((earlier, pairing)) = before {
        names.inherit(earlier, pairing);
    }
    (names.complete(text, Some(lang), used), first_difference(text, governing, &pairs))
}

/// Returns the pairs of sections (governing, translated), by the translated one.
fn align(text: &Text, governing: &Text, named: &Named) -> Vec<(usize, usize)> {
    let mut pairs = by_id(text, named);
    let labels = Labels::of(text, governing);
    let fixed: BTreeSet<(usize, usize)> = pairs.iter().copied().collect();
    let told: (BTreeSet<usize>, BTreeSet<usize>) = fixed.iter().copied().unzip();
    let mut from = (0, 0);
    let mut found = Vec::new();
    for to in ascending(&pairs).into_iter().chain([(governing.sections.len(), text.sections.len())]) {
        let theirs: Vec<usize> = (from.0..to.0).filter(|at| !told.0.contains(at)).collect();
        let own: Vec<usize> = (from.1..to.1).filter(|at| !told.1.contains(at)).collect();
        let worth = |a: usize, b: usize| labels.worth(&governing.sections[theirs[a]], &text.sections[own[b]]);
        let gap = in_order(theirs.len(), own.len(), &worth);
        let gap = with_sandwiches(gap, theirs.len(), own.len(), &|a, b| {
            governing.sections[theirs[a]].level == text.sections[own[b]].level
        });
        found.extend(gap.into_iter().map(|(a, b)| (theirs[a], own[b])));
        from = (to.0 + 1, to.1 + 1);
    }
    pairs.extend(found);
    pairs.sort_by_key(|(_, at)| *at);
    pairs
}

/// Returns the sections whose written id is an anchor of the governing text, by the governing one.
fn by_id(text: &Text, named: &Named) -> Vec<(usize, usize)> {
    let theirs: BTreeMap<&Anchor, usize> = named.sections.iter().enumerate().map(|(at, anchor)| (anchor, at)).collect();
    let mut pairs: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, section) in text.sections.iter().enumerate() {
        if let Some(found) = section.id.as_ref().and_then(|id| theirs.get(&id.value)) {
            pairs.entry(*found).or_insert(at);
        }
    }
    pairs.into_iter().collect()
}

/// How labels of the two texts are compared.
struct Labels {
    /// Whether both texts have any; where one prints none, they tell nothing.
    tell: bool,
}

impl Labels {
    fn of(text: &Text, governing: &Text) -> Self {
        let any = |text: &Text| text.sections.iter().any(|section| number(section).is_some());
        Self { tell: any(text) && any(governing) }
    }

    /// Returns what speaks for two sections being the same; 0 where they are not.
    fn worth(&self, theirs: &Section, own: &Section) -> u32 {
        if (theirs.level == 0) != (own.level == 0) {
            return 0;
        }
        let level = theirs.level == own.level;
        match (number(theirs), number(own)) {
            _ if !self.tell => u32::from(level) * 4,
            (Some(a), Some(b)) if a == b => 3 + u32::from(level) * 3,
            (None, None) => u32::from(level) * 4,
            // A label may be lacking, or not be known as one, in another language.
            (None, Some(_)) | (Some(_), None) => u32::from(level),
            (Some(_), Some(_)) => 0,
        }
    }

    /// Returns whether the structure is the same in two sections that are set against each other.
    fn agree(&self, theirs: &Section, own: &Section) -> bool {
        theirs.level == own.level && (!self.tell || number(theirs) == number(own))
    }
}

/// A section's number; kinds are not compared, for what is 第3条 here may be "3." there.
fn number(section: &Section) -> Option<&[u32]> {
    section.label.as_ref().map(|label| label.number.as_slice()).filter(|number| !number.is_empty())
}

/// Returns the pairs in ascending order that are together worth most.
fn in_order(theirs: usize, own: usize, worth: &dyn Fn(usize, usize) -> u32) -> Vec<(usize, usize)> {
    let equal = (0..theirs.min(own)).take_while(|at| worth(*at, *at) >= 4).count();
    let (rows, columns) = (theirs - equal, own - equal);
    if rows * columns > CELLS {
        return (0..theirs.min(own)).filter(|at| worth(*at, *at) > 0).map(|at| (at, at)).collect();
    }
    let rest = pair::heaviest(rows, columns, &|a, b| f64::from(worth(a + equal, b + equal)));
    (0..equal).map(|at| (at, at)).chain(rest.into_iter().map(|(a, b)| (a + equal, b + equal))).collect()
}

/// Adds the pairs that stand between others, as many on either side and each on the same level: a mistyped number.
fn with_sandwiches(
    pairs: Vec<(usize, usize)>,
    theirs: usize,
    own: usize,
    alike: &dyn Fn(usize, usize) -> bool,
) -> Vec<(usize, usize)> {
    let mut all = Vec::new();
    let mut from = (0, 0);
    for to in pairs.into_iter().chain([(theirs, own)]) {
        let between: Vec<_> = (from.0..to.0).zip(from.1..to.1).collect();
        if to.0 - from.0 == to.1 - from.1 && between.iter().all(|(a, b)| alike(*a, *b)) {
            all.extend(between);
        }
        all.extend((to != (theirs, own)).then_some(to));
        from = (to.0 + 1, to.1 + 1);
    }
    all
}

/// Returns the translation's first section that is not, by order, level and label, the next of the governing text.
fn first_difference(text: &Text, governing: &Text, pairs: &[(usize, usize)]) -> Option<usize> {
    let labels = Labels::of(text, governing);
    let of_own: BTreeMap<usize, usize> = pairs.iter().map(|(theirs, own)| (*own, *theirs)).collect();
    let agrees = |at: usize| {
        let next = of_own.get(&at) == Some(&at);
        next && labels.agree(&governing.sections[at], &text.sections[at])
    };
    let differs = (0..text.sections.len()).find(|at| !agrees(*at));
    let missing = text.sections.len() < governing.sections.len();
    differs.or_else(|| missing.then(|| text.sections.len().saturating_sub(1)))
}

/// Returns the provisions (governing, translated) that correspond: all siblings where their lists have the same shape, else
/// the labelled ones whose number occurs once on either side.
fn same_shape(theirs: &[Provision<'_>], own: &[Provision<'_>]) -> Vec<(usize, usize)> {
    let shape =
        |siblings: &[Provision<'_>]| siblings.iter().map(|one| (paragraph(one), label(one))).collect::<Vec<_>>();
    let pairs: Vec<_> = if shape(theirs) == shape(own) {
        theirs.iter().zip(own).collect()
    } else {
        let once = numbered(own);
        numbered(theirs).into_iter().filter_map(|(number, one)| Some((one, *once.get(&number)?))).collect()
    };
    let with_inner = |(theirs, own): (&Provision<'_>, &Provision<'_>)| {
        std::iter::once((theirs.index, own.index)).chain(same_shape(&theirs.inside, &own.inside)).collect::<Vec<_>>()
    };
    pairs.into_iter().flat_map(with_inner).collect()
}

fn paragraph(provision: &Provision<'_>) -> bool {
    provision.block.kind == Kind::Paragraph
}

fn label(provision: &Provision<'_>) -> Vec<u32> {
    provision.block.label.as_ref().map(|label| label.number.clone()).unwrap_or_default()
}

fn numbered<'p, 'a>(siblings: &'p [Provision<'a>]) -> BTreeMap<Vec<u32>, &'p Provision<'a>> {
    let mut found: BTreeMap<Vec<u32>, Option<&Provision<'a>>> = BTreeMap::new();
    for sibling in siblings.iter().filter(|sibling| !label(sibling).is_empty()) {
        found.entry(label(sibling)).and_modify(|known| *known = None).or_insert(Some(sibling));
    }
    found.into_iter().filter_map(|(number, sibling)| Some((number, sibling?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assemble::anchors::name;
    use crate::pair::sample::text;

    fn english() -> Lang {
        Lang::parse("en").expect("a tag")
    }

    fn check(governing: &str, translated: &str, expected: &[&str], differs: Option<usize>) {
        let (governing, translated) = (text(governing), text(translated));
        let mut used = Used::default();
        let named = name(&governing, None, &mut used);
        let (own, at) = translate(&translated, (&governing, &named), None, &english(), &mut used);
        let sections: Vec<_> = own.sections.iter().map(Anchor::as_str).collect();
        assert_eq!((sections.as_slice(), at), (expected, differs));
    }

    #[test]
    fn the_same_structure_in_other_words() {
        let ja = "前文\n## 第1条 目的\n本文\n## 第2条 定義\n(1) 甲\n(2) 乙\n## 附則\n施行する";
        check(
            ja,
            "Preamble\n## Article 1 Aim\nx\n## Article 2 Terms\n(1) a\n(2) b\n## Final provisions\nin force",
            &["preamble", "article-1", "article-2", "suppl"],
            None,
        );
        check("## 1. 目的\na\n## 2. 定義\nb", "## Aim\na\n## Terms\nb", &["s1", "s2"], None);
    }

    #[test]
    fn what_has_no_counterpart_keeps_its_name() {
        let governing = text("## 1. 目的\n甲\n## 2. 定義\n乙");
        let old = text("## 1. Aim\na\n## For readers abroad\nThe Japanese text prevails.\n## 2. Terms\nb");
        let new =
            text("## Notice\nx\n## 1. Aim\na\n## For readers overseas\nThe Japanese text prevails.\n## 2. Terms\nb");
        let mut used = Used::default();
        let named = name(&governing, None, &mut used);
        let (before, _) = translate(&old, (&governing, &named), None, &english(), &mut used);
        let pairing = crate::pair::texts(&old, &new, &[]);
        let (own, _) = translate(&new, (&governing, &named), Some((&before, &pairing)), &english(), &mut used);
        let sections: Vec<_> = own.sections.iter().map(Anchor::as_str).collect();
        assert_eq!(sections, ["notice~en", "s1", "for-readers-abroad~en", "s2"]);
        assert_eq!(own.provisions[2], before.provisions[1]);
    }

    #[test]
    fn a_difference_is_told_where_it_begins() {
        let governing = "## 1. Eins\na\n## 2. Zwei\nb\n## 3. Drei\nc\n## 4. Vier\nd";
        check(governing, "## 1. One\na\n## 3. Three\nc\n## 4. Four\nd", &["s1", "s3", "s4"], Some(1));
        check(
            governing,
            "## 1. One\na\n## 2. Two\nb\n## 2. Three\nc\n## 4. Four\nd",
            &["s1", "s2", "s3", "s4"],
            Some(2),
        );
        check(governing, "## 1. One\na\n## 2. Two\nb", &["s1", "s2"], Some(1));
        let more = "## 1. One\na\n## For readers abroad\nx\n## 2. Two\nb\n## 3. Three\nc\n## 4. Four\nd";
        check(governing, more, &["s1", "for-readers-abroad~en", "s2", "s3", "s4"], Some(1));
    }

    #[test]
    fn a_written_id_comes_first() {
        let governing = "## Zahlung {#payment}\na\n## Haftung {#liability}\nb\n## Schluss\nc";
        check(
            governing,
            "## Liability {#liability}\nb\n## Payment {#payment}\na\n## End\nc",
            &["liability", "payment", "schluss"],
            Some(0),
        );
    }

    #[test]
    fn provisions_inherit_where_the_shapes_are_equal() {
        let governing = text("## 1. 目的\n段落\n(1) 甲\n  (a) 子\n(2) 乙\n## 2. 定義\n- 一\n- 二");
        let translated = text("## 1. Aim\npara\n(1) a\n  (a) child\n(2) b\nmore\n## 2. Terms\n- one\n- two");
        let mut used = Used::default();
        let named = name(&governing, None, &mut used);
        let (own, _) = translate(&translated, (&governing, &named), None, &english(), &mut used);
        let first: Vec<_> = own.provisions[0].iter().map(Anchor::as_str).collect();
        assert_eq!(first, ["s1-p1~en", "s1-1", "s1-1-p1", "s1-1-a", "s1-1-a-p1", "s1-2", "s1-2-p1", "s1-p2~en"]);
        assert_eq!(own.provisions[1], named.provisions[1]);
    }
}
