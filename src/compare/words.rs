//! Two passages -> runs of equal, deleted and inserted text.

use std::ops::Range;

use crate::compare::Run;
use crate::compare::fold::cosmetic_runs;
use crate::compare::hunks::{Hunk, hunks};
use crate::compare::kept::kept;
use crate::compare::passage::Passage;
use crate::compare::tokens::{Ids, tokens};

/// Compares the words of two passages; the runs of the mirrored comparison are the mirrored runs.
pub(super) fn words(old: &Passage<'_>, new: &Passage<'_>) -> Vec<Run> {
    if old.text == new.text {
        let whole = Run::Equal { old: 0..old.text.len(), new: 0..new.text.len() };
        return if old.text.is_empty() { Vec::new() } else { vec![whole] };
    }
    if old.variables.is_empty()
        && new.variables.is_empty()
        && let Some(runs) = cosmetic_runs(&old.text, &new.text)
    {
        return runs;
    }
    // Of several equally good answers one is taken; taking it in one order of the sides makes it the same both ways.
    let changes = if old.text <= new.text { changes(old, new) } else { changes(new, old).mirrored() };
    if !changes.hunks.is_empty() && old.whole() == new.whole() {
        // A built-in variable whose value forms one character with its neighbours, which no token can follow.
        return vec![Run::Equal { old: 0..old.text.len(), new: 0..new.text.len() }];
    }
    runs(&changes, old.text.len(), new.text.len())
}

/// What differs between two passages, in bytes and in order.
struct Changes {
    /// The changes.
    hunks: Vec<Hunk>,
    /// What is kept although it reads differently: built-in variables.
    resolved: Vec<Hunk>,
}

impl Changes {
    fn mirrored(self) -> Self {
        let mirror =
            |hunks: Vec<Hunk>| hunks.into_iter().map(|Hunk { old, new }| Hunk { old: new, new: old }).collect();
        Self { hunks: mirror(self.hunks), resolved: mirror(self.resolved) }
    }
}

fn changes(old: &Passage<'_>, new: &Passage<'_>) -> Changes {
    let mut ids = Ids::default();
    let (old_tokens, new_tokens) = (tokens(old, &mut ids), tokens(new, &mut ids));
    let kept = kept(&old_tokens, &new_tokens);
    let hunks = hunks(&old_tokens, &new_tokens, &kept, (&old.text, &new.text));
    let in_bytes =
        kept.iter().map(|&(i, j)| Hunk { old: old_tokens.bytes(&(i..i + 1)), new: new_tokens.bytes(&(j..j + 1)) });
    let resolved = in_bytes.filter(|pair| old.text[pair.old.clone()] != new.text[pair.new.clone()]).collect();
    Changes { hunks, resolved }
}

/// Returns the runs in and around changes.
fn runs(changes: &Changes, old_end: usize, new_end: usize) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut resolved = changes.resolved.as_slice();
    let (mut i, mut j) = (0, 0);
    let end = Hunk { old: old_end..old_end, new: new_end..new_end };
    for hunk in changes.hunks.iter().chain([&end]) {
        let kept = Hunk { old: i..hunk.old.start, new: j..hunk.new.start };
        equal(kept, &mut resolved, &mut runs);
        runs.extend((!hunk.old.is_empty()).then(|| Run::Deleted(hunk.old.clone())));
        runs.extend((!hunk.new.is_empty()).then(|| Run::Inserted(hunk.new.clone())));
        (i, j) = (hunk.old.end, hunk.new.end);
    }
    runs
}

/// Adds a stretch that is equal, with a run of its own for each built-in variable that reads differently.
fn equal(mut kept: Hunk, resolved: &mut &[Hunk], runs: &mut Vec<Run>) {
    let mut push = |old: Range<usize>, new: Range<usize>| {
        if !old.is_empty() || !new.is_empty() {
            runs.push(Run::Equal { old, new });
        }
    };
    while let Some((next, rest)) = resolved.split_first() {
        if next.old.end > kept.old.end || next.new.end > kept.new.end {
            break;
        }
        *resolved = rest;
        // One that was joined into a change before this stretch lies behind.
        if next.old.start >= kept.old.start && next.new.start >= kept.new.start {
            push(kept.old.start..next.old.start, kept.new.start..next.new.start);
            push(next.old.clone(), next.new.clone());
            (kept.old.start, kept.new.start) = (next.old.end, next.new.end);
        }
    }
    push(kept.old, kept.new);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::LEAF_BREAK;
    use crate::model::{Leaf, Mark, MarkKind};

    fn shown(old: &[&Leaf], new: &[&Leaf]) -> String {
        let (old, new) = (Passage::of(old), Passage::of(new));
        let show = |run: Run| match run {
            Run::Equal { old: one, new: other } if old.text[one.clone()] == new.text[other.clone()] => {
                old.text[one].to_owned()
            }
            Run::Equal { old: one, new: other } => format!("<{}|{}>", &old.text[one], &new.text[other]),
            Run::Deleted(range) => format!("[-{}-]", &old.text[range]),
            Run::Inserted(range) => format!("[+{}+]", &new.text[range]),
        };
        words(&old, &new).into_iter().map(show).collect::<String>().replace(LEAF_BREAK, "¶")
    }

    fn check(old: &str, new: &str, expected: &str) {
        assert_eq!(shown(&[&Leaf::plain(old)], &[&Leaf::plain(new)]), expected);
    }

    #[test]
    fn whole_words_are_marked() {
        check("We store your name.", "We store your full name.", "We store your[+ full+] name.");
        check("within 10 days", "within 14 days", "within [-10-][+14+] days");
        check("a fee of 500 yen", "a fee of 5000 yen", "a fee of [-500-][+5000+] yen");
        check(
            "Off. Alpha stands against it.",
            "Off. We stand against it.",
            "Off. [-Alpha stands-][+We stand+] against it.",
        );
        check("(“same”)", "(“other”)", "(“[-same-][+other+]”)");
        check("same", "same", "same");
        check("", "all new", "[+all new+]");
    }

    #[test]
    fn japanese_is_marked_by_words_and_clauses() {
        check("会員は料金を支払います。", "会員は利用料金を支払います。", "会員は[+利用+]料金を支払います。");
        check("会員に通知します。", "会員に通知しません。", "会員に通知[-します-][+しません+]。");
        check("甲は乙に通知する。", "甲は、書面により、乙に通知する。", "甲は[+、書面により、+]乙に通知する。");
        check("2023年4月1日から", "2024年4月10日から", "[-2023年4月1日-][+2024年4月10日+]から");
    }

    #[test]
    fn a_word_that_is_replaced_is_marked_whole() {
        check("未经明确授权", "未获明确授权", "[-未经-][+未获+]明确授权");
        check("例如住址或是電子地址", "例如住址或是電子郵件地址", "例如住址或是電子[+郵件+]地址");
    }

    #[test]
    fn an_inserted_sentence_begins_where_a_sentence_begins() {
        check(
            "A first rule. A last rule.",
            "A first rule. A new rule. A last rule.",
            "A first rule.[+ A new rule.+] A last rule.",
        );
        check("甲は払う。甲は守る。", "甲は払う。甲は学ぶ。甲は守る。", "甲は払う。[+甲は学ぶ。+]甲は守る。");
    }

    #[test]
    fn a_paragraph_that_is_split_shows_the_break_only() {
        let (whole, one, other) =
            (Leaf::plain("One rule. Another."), Leaf::plain("One rule."), Leaf::plain("Another."));
        assert_eq!(shown(&[&whole], &[&one, &other]), "One rule.[- -][+¶+]Another.");
    }

    #[test]
    fn a_very_long_paragraph_is_compared_as_finely_as_a_short_one() {
        let text = |changed: &[usize]| {
            let word = |at: usize| if changed.contains(&at) { format!("new{at}") } else { format!("word{}", at % 700) };
            Leaf::plain((0..9_000).map(word).collect::<Vec<_>>().join(" "))
        };
        let marked = shown(&[&text(&[])], &[&text(&[10, 4_000, 8_990])]);
        assert_eq!(marked.matches("[-").count(), 3);
        assert!(marked.contains(" [-word500-][+new4000+] "), "{}", &marked[..200]);
    }

    #[test]
    fn built_in_variables_are_equal() {
        let dated = |before: &str, value: &str| Leaf {
            text: format!("{before}{value}."),
            marks: vec![Mark {
                range: before.len()..before.len() + value.len(),
                kind: MarkKind::Variable { name: "effective".to_owned() },
            }],
        };
        let old = dated("From ", "1 May 2023");
        assert_eq!(shown(&[&old], &[&dated("From ", "2 June 2024")]), "From <1 May 2023|2 June 2024>.");
        assert_eq!(
            shown(&[&old], &[&dated("As from ", "2 June 2024")]),
            "[-From-][+As from+] <1 May 2023|2 June 2024>."
        );
        assert_eq!(shown(&[&old], &[&dated("From ", "")]), "From <1 May 2023|>.");
        assert_eq!(shown(&[&dated("By the ", "")], &[&dated("By this ", "")]), "By [-the-][+this+] .");
        assert_eq!(shown(&[&old], &[&Leaf::plain("As from 1 May 2023.")]), "[-From-][+As from+] 1 May 2023.");
    }

    #[test]
    fn an_empty_variable_divides_no_change() {
        let empty = |text: &str, at: usize| Leaf {
            text: text.to_owned(),
            marks: vec![Mark { range: at..at, kind: MarkKind::Variable { name: "revised".to_owned() } }],
        };
        assert_eq!(shown(&[&empty("甲At多い乙", 5)], &[&empty("甲A乙", 4)]), "甲[-At多い-][+A+]乙");
        assert_eq!(shown(&[&empty("甲A乙", 4)], &[&empty("甲At多い乙", 5)]), "甲[-A-][+At多い+]乙");
    }
}
