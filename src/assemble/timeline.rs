//! Facts and a day -> which revisions may be seen, in which state, and which came before which (product.md 3).
//!
//! What is hidden on the day is dropped before anything else is computed, so that a site as of a day is the site that would
//! be built if the hidden did not exist.

use std::borrow::Borrow;
use std::cmp::Ordering;

use super::facts::Facts;
use crate::locale::Date;
use crate::model::State;

/// A revision's place in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// The revision: an index into the facts given.
    pub facts: usize,
    /// Its state.
    pub state: State,
    /// The last day it applies, where known.
    pub until: Option<Date>,
    /// Whether another revision of the same effective day replaces it.
    pub replaced_same_day: bool,
    /// The revision before it: an index into the timeline.
    pub predecessor: Option<usize>,
}

/// Returns the revisions that may be seen on a day, oldest first; drafts, at the end of their day, only where `drafts` says so.
pub fn timeline<F: Borrow<Facts>>(facts: &[F], as_of: Date, drafts: bool) -> Vec<Moment> {
    let facts: Vec<&Facts> = facts.iter().map(Borrow::borrow).collect();
    let mut visible: Vec<usize> =
        (0..facts.len()).filter(|at| if facts[*at].draft { drafts } else { facts[*at].announced <= as_of }).collect();
    visible.sort_by(|a, b| order(facts[*a], facts[*b]));
    let stands = |at: usize| !facts[at].draft && facts[at].withdrawn.is_none_or(|date| date > as_of);
    let in_force = visible.iter().rposition(|at| stands(*at) && facts[*at].effective <= as_of);
    visible
        .iter()
        .enumerate()
        .map(|(position, at)| {
            let next = visible[position + 1..].iter().find(|other| stands(**other)).map(|other| facts[*other]);
            let own = facts[*at];
            let state = if own.draft {
                State::Draft
            } else if !stands(*at) {
                State::Withdrawn
            } else if own.effective > as_of {
                State::Upcoming
            } else if Some(position) == in_force {
                State::InForce
            } else {
                State::Superseded
            };
            let applies = matches!(state, State::Upcoming | State::InForce | State::Superseded);
            let same_day = applies && next.is_some_and(|next| next.effective == own.effective);
            let last_day = |next: &Facts| if same_day { own.effective } else { next.effective.yesterday() };
            Moment {
                facts: *at,
                state,
                until: next.filter(|_| applies).map(last_day),
                replaced_same_day: same_day,
                predecessor: visible[..position].iter().rposition(|other| stands(*other)),
            }
        })
        .collect()
}

/// Orders revisions: effective, then announced, then id with numbers as numbers; a draft after others of its day.
pub fn order(a: &Facts, b: &Facts) -> Ordering {
    (a.effective, a.draft, a.announced)
        .cmp(&(b.effective, b.draft, b.announced))
        .then_with(|| natural(&a.id, &b.id))
        .then_with(|| a.id.cmp(&b.id))
}

/// Compares two ids with runs of ASCII digits taken as numbers: `v9` before `v10`.
fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    while let (Some(x), Some(y)) = (a.chars().next(), b.chars().next()) {
        let (digits_a, digits_b) = (digits(a), digits(b));
        if digits_a.is_empty() || digits_b.is_empty() {
            if x != y {
                return x.cmp(&y);
            }
            (a, b) = (&a[x.len_utf8()..], &b[y.len_utf8()..]);
            continue;
        }
        let (m, n) = (digits_a.trim_start_matches('0'), digits_b.trim_start_matches('0'));
        let by_value = m.len().cmp(&n.len()).then_with(|| m.cmp(n));
        if by_value != Ordering::Equal {
            return by_value;
        }
        (a, b) = (&a[digits_a.len()..], &b[digits_b.len()..]);
    }
    a.len().cmp(&b.len())
}

fn digits(text: &str) -> &str {
    &text[..text.bytes().take_while(u8::is_ascii_digit).count()]
}

/// Returns the days after a given one on which the site changes by itself or a hidden thing appears, in order.
pub fn dates(facts: &[Facts]) -> Vec<Date> {
    let mut dates: Vec<Date> = facts
        .iter()
        .filter(|facts| !facts.draft)
        .flat_map(|facts| {
            let translated =
                facts.texts.values().filter_map(|parsed| parsed.front.translated.as_ref()).map(|date| date.value);
            [Some(facts.effective), Some(facts.announced), facts.withdrawn].into_iter().flatten().chain(translated)
        })
        .collect();
    dates.sort_unstable();
    dates.dedup();
    dates
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::locale::Lang;
    use crate::model::{Class, Consent};
    use crate::source::Place;

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    /// `id effective announced [draft] [withdrawn=DATE]`
    fn facts(line: &str) -> Facts {
        let words: Vec<&str> = line.split(' ').collect();
        Facts {
            id: words[0].into(),
            label: words[0].into(),
            effective: date(words[1]),
            announced: date(words[2]),
            class: Class::Substantive,
            consent: Consent::Notice,
            base: None,
            draft: words.contains(&"draft"),
            withdrawn: words.iter().find_map(|word| word.strip_prefix("withdrawn=")).map(date),
            replaces: None,
            short_notice: None,
            governing: Lang::parse("ja").expect("a tag"),
            texts: BTreeMap::new(),
            place: Place::file("x"),
            effective_place: Place::file("x"),
            announced_place: None,
        }
    }

    fn check(lines: &[&str], as_of: &str, expected: &[&str]) {
        let all: Vec<Facts> = lines.iter().map(|line| facts(line)).collect();
        let moments = timeline(&all, date(as_of), true);
        let shown: Vec<String> = moments
            .iter()
            .map(|moment| {
                let until = moment.until.map_or("-".to_owned(), |date| date.to_string());
                let before = moment.predecessor.map_or("-", |at| all[moments[at].facts].id.as_str());
                let day = if moment.replaced_same_day { " same-day" } else { "" };
                format!("{} {:?} {until} after {before}{day}", all[moment.facts].id, moment.state)
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn states_and_intervals_follow_the_calendar() {
        let lines = ["a 2021-04-01 2021-04-01", "b 2024-03-01 2024-02-01", "c 2025-01-01 2024-12-01"];
        check(&lines, "2021-03-31", &[]);
        check(&lines, "2024-02-29", &["a InForce 2024-02-29 after -", "b Upcoming - after a"]);
        check(&lines, "2024-03-01", &["a Superseded 2024-02-29 after -", "b InForce - after a"]);
    }

    #[test]
    fn revisions_of_one_day_are_a_chain() {
        let lines = [
            "2024-01-15-10 2024-01-15 2024-01-15",
            "2024-01-15 2024-01-15 2024-01-15",
            "2024-01-15-2 2024-01-15 2024-01-15",
        ];
        check(
            &lines,
            "2024-01-15",
            &[
                "2024-01-15 Superseded 2024-01-15 after - same-day",
                "2024-01-15-2 Superseded 2024-01-15 after 2024-01-15 same-day",
                "2024-01-15-10 InForce - after 2024-01-15-2",
            ],
        );
    }

    #[test]
    fn the_withdrawn_are_nobodys_predecessor_from_their_day_on() {
        let lines =
            ["a 2021-01-01 2021-01-01", "b 2022-06-01 2022-01-01 withdrawn=2022-03-01", "c 2023-01-01 2022-02-01"];
        check(
            &lines,
            "2022-02-28",
            &["a InForce 2022-05-31 after -", "b Upcoming 2022-12-31 after a", "c Upcoming - after b"],
        );
        check(&lines, "2022-03-01", &["a InForce 2022-12-31 after -", "b Withdrawn - after a", "c Upcoming - after a"]);
    }

    #[test]
    fn a_draft_comes_last_and_changes_nobodys_interval() {
        let lines = ["a 2021-01-01 2021-01-01", "next 9999-12-31 9999-12-31 draft", "b 2022-01-01 2021-12-01"];
        check(
            &lines,
            "2022-05-05",
            &["a Superseded 2021-12-31 after -", "b InForce - after a", "next Draft - after b"],
        );
    }
}
