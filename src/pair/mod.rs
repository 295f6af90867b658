//! Two consecutive governing texts of one document -> which sections and provisions continue which.
//!
//! Decided once a document and before anchors exist, from what the texts say: ids and pairings that the author wrote first,
//! then equal text, then likeness. A printed number is a small bonus and never a key, for one insertion changes them all.
//! The measures are those of comparison.md, steps 2 to 5.

mod above;
mod assign;
mod candidates;
mod equal;
mod fill;
mod grams;
mod heaviest;
mod matching;
mod provisions;
mod residue;
#[cfg(test)]
pub(crate) mod sample;
mod score;
mod side;
mod steady;
mod tree;

use std::collections::BTreeMap;

use crate::model::Text;
use candidates::candidates;
pub(crate) use heaviest::heaviest;
use matching::Matching;
use score::Scorer;
use side::{Part, Side};
pub(crate) use side::{parent, supplements};
pub(crate) use steady::ascending;
pub(crate) use tree::{Provision, tree};

/// The author's own pairing (`was`), by index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Was {
    /// The section of the new text.
    pub new: usize,
    /// The sections of the old text that it continues.
    pub old: Vec<usize>,
}

/// Which sections of a text continue which sections of the text before it. Every index occurs in at most one of a list's
/// pairs on the side that the list is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pairing {
    /// The sections that are the same one, by `new`; each old and each new section occurs at most once.
    pub sections: Vec<SectionPair>,
    /// Old sections that ended in a new one which continues another: (old, the new one that took it in), by `old`.
    pub merged: Vec<(usize, usize)>,
    /// New sections that came out of an old one which another continues: (new, the old one it came from), by `new`.
    pub split: Vec<(usize, usize)>,
}

/// One section in two texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionPair {
    /// Its index in the old text.
    pub old: usize,
    /// Its index in the new text.
    pub new: usize,
    /// The provisions that are the same, (old, new), by `new`; indices into [`crate::model::Section::provisions`].
    pub provisions: Vec<(usize, usize)>,
}

/// Pairs the sections of two consecutive governing texts, and the provisions inside each pair.
///
/// What was divided and merged is told from the pairs alone, however they were found: so anchors can be written into texts without any
/// page becoming another.
pub fn texts(old: &Text, new: &Text, was: &[Was]) -> Pairing {
    let (old, new) = (Side::of(old), Side::of(new));
    let mut matching = Matching::new(old.sections.len(), new.sections.len());
    pair_ids(&old, &new, &mut matching);
    pair_as_told(was, &mut matching);
    let told = (matching.split.clone(), matching.merged.clone());
    pair_places(&old, &new, &mut matching);
    equal::pair_evident(&old, &new, &mut matching);

    let size = grams::size(old.texts().chain(new.texts()));
    let scorer = Scorer::new(&old, &new, &matching, size);
    let wanted = candidates(&scorer, &matching);
    let chosen = assign::best(&wanted);
    let features = scorer.into_features();
    for (old, new) in chosen {
        matching.pair(old, new);
    }
    equal::pair_rest(&old, &new, &mut matching);
    residue::attach(&old, &new, size, &mut matching);
    above::pair_by_sections(&old, &new, &mut matching);
    let mut scorer = Scorer::with(&old, &new, &matching, features, size);
    fill::sandwich(&mut scorer, &mut matching);
    for (old, new) in fill::deleted(&old, &new, &matching) {
        matching.pair(old, new);
    }
    (matching.split, matching.merged) = told;
    residue::tell(&old, &new, size, &mut matching);
    finish(&old, &new, matching, size)
}

/// Equal ids that the author wrote.
fn pair_ids(old: &Side<'_>, new: &Side<'_>, matching: &mut Matching) {
    let by_id: BTreeMap<_, _> = old.ids().collect();
    for (id, new) in new.ids() {
        if let Some(old) = by_id.get(id) {
            matching.pair(*old, new);
        }
    }
}

/// What the author says: the first old section that is still free is continued, the others were taken in; where all are
/// continued elsewhere, the new section came out of the first.
fn pair_as_told(was: &[Was], matching: &mut Matching) {
    for Was { new, old } in was {
        let known = old.iter().copied().filter(|old| *old < matching.new_of.len());
        let known: Vec<usize> = known.filter(|_| *new < matching.old_of.len()).collect();
        let continued = match matching.old_of.get(*new).copied().flatten() {
            Some(old) => Some(old),
            None => known.iter().copied().find(|old| matching.pair(*old, *new)),
        };
        match (continued, known.first()) {
            (Some(continued), _) => {
                let taken_in = known.iter().copied().filter(|old| *old != continued);
                let free: Vec<usize> = taken_in.filter(|old| matching.new_of[*old].is_none()).collect();
                matching.merged.extend(free.into_iter().map(|old| (old, *new)));
            }
            (None, Some(first)) => matching.split.push((*new, *first)),
            (None, None) => {}
        }
    }
    // A section that a later entry continues was not taken in by an earlier one.
    let Matching { new_of, merged, .. } = matching;
    merged.retain(|(old, _)| new_of[*old].is_none());
    merged.sort_unstable();
    merged.dedup_by_key(|(old, _)| *old);
}

/// The text before the first heading is the same place, whatever it says.
fn pair_places(old: &Side<'_>, new: &Side<'_>, matching: &mut Matching) {
    let preamble = |side: &Side<'_>| side.sections.iter().position(|section| section.part == Part::Preamble);
    if let (Some(at_old), Some(at_new)) = (preamble(old), preamble(new))
        && !side::ids_differ(&old.sections[at_old], &new.sections[at_new])
    {
        matching.pair(at_old, at_new);
    }
}

fn finish(old: &Side<'_>, new: &Side<'_>, mut matching: Matching, size: usize) -> Pairing {
    matching.merged.sort_unstable();
    matching.split.sort_unstable();
    let sections = matching.old_of.iter().enumerate().filter_map(|(at_new, at_old)| {
        let at_old = (*at_old)?;
        let provisions = provisions::pair(old.sections[at_old].section, new.sections[at_new].section, size);
        Some(SectionPair { old: at_old, new: at_new, provisions })
    });
    Pairing { sections: sections.collect(), merged: matching.merged, split: matching.split }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RENT: &str = "The rent is due on the third day of each month and covers water and heating.";
    const KEYS: &str = "Two keys are handed over; a lost key is replaced at the cost of the tenant.";
    const PETS: &str = "Small animals may be kept if the neighbours are not disturbed by them.";

    fn check(old: &str, new: &str, was: &[(usize, &[usize])], expected: &[(usize, usize)]) -> Pairing {
        let was: Vec<Was> = was.iter().map(|(new, old)| Was { new: *new, old: old.to_vec() }).collect();
        let pairing = texts(&sample::text(old), &sample::text(new), &was);
        let pairs: Vec<_> = pairing.sections.iter().map(|pair| (pair.old, pair.new)).collect();
        assert_eq!(pairs, expected);
        pairing
    }

    #[test]
    fn numbers_are_no_keys() {
        let old = format!("## 1. Rent\n{RENT}\n## 2. Keys\n{KEYS}");
        check(&old, &format!("## 1. Keys\n{KEYS}\n## 2. Rent\n{RENT}"), &[], &[(1, 0), (0, 1)]);
        check(&old, &format!("## 1. Pets\n{PETS}\n## 2. Rent\n{RENT}\n## 3. Keys\n{KEYS}"), &[], &[(0, 1), (1, 2)]);
    }

    #[test]
    fn written_ids_join_and_part() {
        let old = format!("## Rent {{#rent}}\n{RENT}\n## Keys {{#keys}}\n{KEYS}");
        check(&old, &format!("## Dues {{#rent}}\n{KEYS}\n## Keys {{#other}}\n{KEYS}"), &[], &[(0, 0)]);
    }

    #[test]
    fn the_author_overrides_likeness() {
        let old = format!("## Rent\n{RENT}\n## Keys\n{KEYS}\n## Pets\n{PETS}");
        let merged = check(
            &old,
            &format!("## Rent\n{RENT}\n## House rules\nSee the board."),
            &[(1, &[1, 2])],
            &[(0, 0), (1, 1)],
        );
        assert_eq!((merged.merged, merged.split), (vec![(2, 1)], vec![]));
        let new = format!("## Rent\n{RENT}\n## Locks\nx\n## Doors\ny\n## Pets\n{PETS}");
        let split = check(&old, &new, &[(1, &[1]), (2, &[1])], &[(0, 0), (1, 1), (2, 3)]);
        assert_eq!((split.merged, split.split), (vec![], vec![(2, 1)]));
        check(&old, &old, &[(0, &[1]), (1, &[0]), (9, &[0]), (2, &[9])], &[(1, 0), (0, 1), (2, 2)]);
    }

    #[test]
    fn preambles_and_supplements_pair_with_their_likes() {
        let old = "この規約は、駐輪場の利用を定める。\n## 第1条 施行\nこの規約は、四月一日から施行する。\n## 附則\nこの規約は、五月一日から施行する。";
        let new = "駐輪場を利用する皆様へ。\n## 第1条 料金\n料金は、一日百円とする。\n## 附則\nこの規約は、四月一日から施行する。";
        check(old, new, &[], &[(0, 0), (2, 2)]);
    }

    #[test]
    fn a_clause_in_the_middle_shifts_nothing() {
        let old = "## 1. Rules\nGuests must\n(1) be quiet after ten;\n(2) sign the book;\n(3) leave by noon.";
        let new = "## 1. Rules\nGuests must\n(1) be quiet after ten;\n(2) not smoke;\n(3) sign the guest book;\n(4) leave by noon.";
        let pairing = check(old, new, &[], &[(0, 0)]);
        assert_eq!(pairing.sections[0].provisions, [(0, 0), (1, 1), (2, 2), (3, 5), (4, 6), (5, 7), (6, 8)]);
    }

    #[test]
    fn a_deleted_clause_keeps_its_number_and_not_its_successor() {
        let clauses = |third: &str| format!("## 1. 届出\n次の場合は届け出る。\n一　{third}\n二　住所を変えたとき");
        let pairs = |old: &str, new: &str| {
            check(&clauses(old), &clauses(new), &[], &[(0, 0)]).sections[0].provisions.contains(&(1, 1))
        };
        assert!(pairs("鍵を失ったとき", "削除"));
        assert!(pairs("削除", "削除"));
        assert!(!pairs("削除", "車両を買い替えたとき"));
    }

    #[test]
    fn how_a_title_is_typed_is_no_matter() {
        let old = format!("## Your Rights\n{RENT}\n## 鍵（貸与）\n会社は、鍵を貸与する。\n## Pets\n{PETS}");
        let new = format!("## Your rights\n{RENT}\n## 鍵 (貸与)\n会社は、鍵を貸与する。\n## Ｐｅｔｓ\n{PETS}");
        check(&old, &new, &[], &[(0, 0), (1, 1), (2, 2)]);
    }

    #[test]
    fn a_new_title_is_no_new_section() {
        let old = format!("## Rent\n{RENT}\n## Keys\n{KEYS}\n## Pets\n{PETS}");
        let new = format!("## Rent\n{RENT}\n### Animals on the premises\n{PETS}\n## Locks\n{KEYS}");
        let moved = check(&old, &new, &[], &[(0, 0), (2, 1), (1, 2)]);
        assert_eq!((moved.merged, moved.split), (vec![], vec![]));
        let renamed = "## Rent\nTwelve hundred a month.\n## Keys\nOne each.\n## House rules\nNo noise.";
        let again = "## Rent\nTwelve hundred a month.\n## Keys\nOne each.\n## Rules of the house\nQuiet after ten.";
        check(renamed, again, &[], &[(0, 0), (1, 1), (2, 2)]);
    }

    #[test]
    fn a_stranger_in_the_place_of_a_section_is_new() {
        let old = format!("## 1. Rent\n{RENT}\n## 2. Keys\n{KEYS}\n## 3. Pets\n{PETS}");
        let waste = "Glass, paper and compost go to separate bins; bulky goods are collected on request every spring.";
        let new = format!("## 1. Rent\n{RENT}\n## 2. Waste\n{waste}\n## 3. Pets\n{PETS}");
        let pairing = check(&old, &new, &[], &[(0, 0), (2, 2)]);
        assert_eq!((pairing.merged, pairing.split), (vec![], vec![]));
    }

    #[test]
    fn a_gap_with_more_sections_on_one_side_pairs_what_is_alike() {
        let old = format!("## Rent\n{RENT}\n## Keys\n{KEYS}\n## What happens if someone breaks the rules?\nThey pay.");
        let new = format!("## Rent\n{RENT}\n## What happens if someone violates the house rules?\nA fine is due.");
        check(&old, &new, &[], &[(0, 0), (2, 1)]);
    }

    #[test]
    fn bodiless_headings_are_never_split_or_merged() {
        let chapter = "The keys, their loss and what it costs to replace one at the expense of the tenant";
        let old = format!("## Rent\n{RENT}\n## {chapter}\n## Keys\n{KEYS}");
        let new = format!("## Rent\n{RENT}\n## Keys\n{chapter}. {KEYS}");
        let pairing = check(&old, &new, &[], &[(0, 0), (2, 1)]);
        assert_eq!((pairing.merged, pairing.split), (vec![], vec![]));
    }

    #[test]
    fn sections_are_split_and_merged() {
        let all = format!("## Living here\n{RENT}\n{KEYS}\n{PETS}\n## Notice\nThree months.");
        let two = format!("## Living here\n{RENT}\n{KEYS}\n## Animals\n{PETS}\n## Notice\nThree months.");
        let three = format!("## Dues\n{RENT}\n## Locks\n{KEYS}\n## Animals\n{PETS}\n## Notice\nThree months.");
        let turned = |old: &str, new: &str, pairs: &[(usize, usize)]| {
            let pairing = check(old, new, &[], pairs);
            (pairing.merged, pairing.split)
        };
        assert_eq!(turned(&all, &two, &[(0, 0), (1, 2)]), (vec![], vec![(1, 0)]));
        assert_eq!(turned(&two, &all, &[(0, 0), (2, 1)]), (vec![(1, 0)], vec![]));
        assert_eq!(turned(&all, &three, &[(0, 0), (1, 3)]), (vec![], vec![(1, 0), (2, 0)]));
        assert_eq!(turned(&three, &all, &[(0, 0), (3, 1)]), (vec![(1, 0), (2, 0)], vec![]));
    }

    #[test]
    fn what_the_author_says_of_a_split_wins() {
        let all = format!("## Living here\n{RENT}\n{KEYS}\n{PETS}\n## Notice {{#notice}}\nThree months.");
        let new = format!("## Rent {{#notice}}\n{RENT}\n{KEYS}\n## Animals\n{PETS}\n## Notice\nThree months.");
        let pairing = check(&all, &new, &[(1, &[0])], &[(1, 0), (0, 1)]);
        assert!(pairing.merged.is_empty());
    }

    #[test]
    fn equal_sections_go_on_beside_their_neighbours() {
        let old =
            format!("## Rent\n{RENT}\n## Note\nSee above.\n## Keys\n{KEYS}\n## Note\nSee above.\n## Pets\n{PETS}");
        let new = format!("## Keys\n{KEYS}\n## Note\nSee above.\n## Pets\n{PETS}");
        check(&old, &new, &[], &[(2, 0), (3, 1), (4, 2)]);
        let many = |count: usize| "## Note\nSee above.\n".repeat(count);
        let in_order: Vec<_> = (0..120).map(|at| (at, at)).collect();
        check(&many(121), &many(120), &[], &in_order);
    }

    #[test]
    fn a_chapter_is_known_by_its_sections() {
        let old =
            format!("## Chapter 1. Money\n### Rent\n{RENT}\n## Chapter 2. Use\n### Keys\n{KEYS}\n### Pets\n{PETS}");
        let new = format!(
            "## Chapter 1. Use of the flat\n### Keys\n{KEYS}\n### Pets\n{PETS}\n## Chapter 2. Payments\n### Rent\n{RENT}"
        );
        check(&old, &new, &[], &[(2, 0), (3, 1), (4, 2), (0, 3), (1, 4)]);
    }

    #[test]
    fn a_place_is_one_below_the_same_heading() {
        let old = format!("## Rent\n{RENT}\n## Boats\n### 1. Mooring\nBoats lie at the pier by day.\n## Pets\n{PETS}");
        let new =
            format!("## Rent\n{RENT}\n## Roof\n### 1. Antennas\nAntennas lie on the roof by night.\n## Pets\n{PETS}");
        check(&old, &new, &[], &[(0, 0), (3, 3)]);
    }

    #[test]
    fn a_very_long_section_is_parted_by_what_it_shares() {
        let number = |at: u64, prime: u64| at * prime % 1_000_003;
        let line =
            |at: u64| format!("meter m{:06}n{:06}o{:06}", number(at, 7_919), number(at, 104_729), number(at, 15_485));
        let lines = |from: u64, end: &str| (from..700).map(|at| line(at) + end + "\n").collect::<String>();
        let pairing = check(
            &format!("## Meters\n{}", lines(0, " read")),
            &format!("## Meters\n{}", lines(90, "")),
            &[],
            &[(0, 0)],
        );
        assert_eq!(pairing.sections[0].provisions, (0..610).map(|at| (at + 90, at)).collect::<Vec<_>>());
    }

    #[test]
    fn nothing_pairs_with_nothing() {
        assert_eq!(check("", "", &[], &[]), Pairing::default());
        check("## A title\ntext", "", &[], &[]);
        check("", "## A title\ntext", &[], &[]);
    }
}
