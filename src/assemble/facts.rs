//! The front matters of one document -> the facts of its revisions, whatever the day.
//!
//! Facts of a revision stand in its governing text; other texts may repeat them, and an unequal value is an error that
//! names both places. An editorial revision may lack the governing text: its facts are those of the texts it has.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::timeline;
use crate::diagnostic::{Code, Diagnostic};
use crate::locale::{Date, Lang};
use crate::model::{Asset, Class, Consent, FrontMatter, Parsed, Sealed, Settings};
use crate::parse::{self, MeantFolder};
use crate::source::{Place, Spanned};

/// The parsed files of one document.
#[derive(Debug, Clone)]
pub struct Sources {
    /// The document's id.
    pub id: String,
    /// `document.toml`.
    pub settings: Settings,
    /// The path of `document.toml`, or where it would lie.
    pub settings_path: Arc<str>,
    /// The texts by revision id and language.
    pub texts: BTreeMap<String, BTreeMap<Lang, Arc<Parsed>>>,
    /// The other files by revision id.
    pub assets: BTreeMap<String, Vec<Asset>>,
    /// What was sealed of it, by revision id.
    pub seals: BTreeMap<String, Arc<Sealed>>,
}

impl Sources {
    /// Returns what was parsed of a file.
    pub fn parsed(&self, path: &str) -> Option<&Parsed> {
        let mut all = self.texts.values().flat_map(BTreeMap::values);
        all.find(|parsed| &*parsed.path == path).map(|parsed| &**parsed)
    }
}

/// What is stated of one revision, defaults filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// The revision's id.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// The first day it applies; drafts without a date have [`Date::MAX`].
    pub effective: Date,
    /// The first day it may be seen.
    pub announced: Date,
    /// How weighty it is.
    pub class: Class,
    /// What it asks of users.
    pub consent: Consent,
    /// The revision it was written from.
    pub base: Option<Spanned<String>>,
    /// Whether it is a draft.
    pub draft: bool,
    /// The day from which it is withdrawn.
    pub withdrawn: Option<Date>,
    /// The revision it says it replaces.
    pub replaces: Option<Spanned<String>>,
    /// Why its notice is short.
    pub short_notice: Option<String>,
    /// The language whose text governs.
    pub governing: Lang,
    /// Its own texts, pending ones left out.
    pub texts: BTreeMap<Lang, Arc<Parsed>>,
    /// Where its facts stand.
    pub place: Place,
    /// Where `effective` stands, if it is written.
    pub effective_place: Place,
    /// Where `announced` stands, if it is written.
    pub announced_place: Option<Place>,
}

/// Returns the facts of every revision that has any, oldest first, and appends what is wrong with them.
pub fn revisions(sources: &Sources, governing: &Lang, found: &mut Vec<Diagnostic>) -> Vec<Facts> {
    let governing = sources.settings.governing.as_ref().map_or(governing, |lang| &lang.value);
    let mut out = Vec::new();
    for (id, texts) in &sources.texts {
        let mut own = Vec::new();
        if let Some(facts) = revision(id, texts, governing, &mut own) {
            let draft = facts.draft;
            out.push(facts);
            found.extend(own.into_iter().map(|problem| lowered_if(draft, problem)));
        } else {
            found.extend(own);
        }
    }
    let first =
        out.iter().filter(|facts| !facts.draft).min_by(|a, b| timeline::order(a, b)).map(|facts| facts.id.clone());
    for facts in &out {
        found.extend(notice(facts, first.as_ref(), sources).map(|problem| lowered_if(facts.draft, problem)));
        if !facts.draft {
            found.extend(too_early(facts));
        }
    }
    check_named_revisions(&out, found);
    out.sort_by(timeline::order);
    out
}

fn lowered_if(draft: bool, problem: Diagnostic) -> Diagnostic {
    if draft { problem.lowered() } else { problem }
}

fn revision(
    id: &str,
    texts: &BTreeMap<Lang, Arc<Parsed>>,
    document_governs: &Lang,
    found: &mut Vec<Diagnostic>,
) -> Option<Facts> {
    let says_governing = |parsed: &Parsed| parsed.front.governing.as_ref().is_some_and(|says| says.value);
    let governing = texts
        .iter()
        .find(|(_, parsed)| says_governing(parsed))
        .map_or_else(|| document_governs.clone(), |(lang, _)| lang.clone());
    let pending = |parsed: &Parsed| parsed.front.pending.as_ref().is_some_and(|says| says.value);
    let main = texts.get(&governing).or_else(|| texts.values().find(|parsed| !pending(parsed)))?;
    let front = &main.front;
    for (lang, other) in texts {
        if *lang != governing && !Arc::ptr_eq(other, main) {
            check_equal(main, other, found);
        }
    }
    let class = front.class.as_ref().map_or(Class::Substantive, |class| class.value);
    let draft = id == "next" || front.draft.as_ref().is_some_and(|draft| draft.value);
    if !texts.contains_key(&governing) && class != Class::Editorial {
        let diagnostic = Diagnostic::new(Code::NoGoverningText, Place::file(main.path.clone()))
            .arg("lang", &governing)
            .arg("revision", id);
        found.push(lowered_if(draft, diagnostic));
    }
    let effective_place =
        front.effective.as_ref().map_or_else(|| Place::file(main.path.clone()), |date| main.place(date.span.clone()));
    let effective = front.effective.as_ref().map(|date| date.value).or_else(|| date_of_id(id));
    if effective.is_none() && !draft {
        found.push(undated(id, &main.path));
        return None;
    }
    let effective = effective.unwrap_or(Date::MAX);
    Some(Facts {
        id: id.to_owned(),
        label: front.label.as_ref().map_or_else(|| id.to_owned(), |label| label.value.clone()),
        effective,
        announced: front.announced.as_ref().map_or(effective, |date| date.value),
        class,
        consent: front.consent.as_ref().map_or(default_consent(class), |consent| consent.value),
        base: front.base.clone(),
        draft,
        withdrawn: front.withdrawn.as_ref().map(|date| date.value),
        replaces: front.replaces.clone(),
        short_notice: front.short_notice.as_ref().map(|text| text.value.clone()),
        governing,
        texts: texts.iter().filter(|(_, p)| !pending(p)).map(|(lang, p)| (lang.clone(), p.clone())).collect(),
        place: Place::file(main.path.clone()),
        effective_place,
        announced_place: front.announced.as_ref().map(|date| main.place(date.span.clone())),
    })
}

/// Returns that no date is known for a revision; where its folder seems to be named after one, how to name it.
fn undated(id: &str, path: &str) -> Diagnostic {
    let folder = path.rsplit_once('/').map_or(path, |(folder, _)| folder);
    let diagnostic = |path: &str| Diagnostic::new(Code::NoEffectiveDate, Place::file(path)).arg("revision", id);
    match parse::meant_folder(id) {
        MeantFolder::Date(date) => diagnostic(folder).arg("date", date).help("rename"),
        MeantFolder::Impossible(year, month, 0) => {
            diagnostic(folder).arg("year", year).arg("month", month).help("no-month")
        }
        MeantFolder::Impossible(year, month, last) => {
            diagnostic(folder).arg("year", year).arg("month", month).arg("last", last).help("no-day")
        }
        MeantFolder::Nothing => diagnostic(path),
    }
}

fn default_consent(class: Class) -> Consent {
    match class {
        Class::Substantive => Consent::Notice,
        Class::Editorial => Consent::None,
    }
}

/// Returns the date that a revision's id begins with: `2023-04-19`, `2023-04-19-2`.
pub fn date_of_id(id: &str) -> Option<Date> {
    let date = id.get(..10)?.parse().ok()?;
    let rest = &id[10..];
    let ordinal = rest.strip_prefix('-').is_some_and(|n| !n.is_empty() && n.bytes().all(|byte| byte.is_ascii_digit()));
    (rest.is_empty() || ordinal).then_some(date)
}

/// Reports each fact that a translation states differently from the governing text.
fn check_equal(main: &Parsed, other: &Parsed, found: &mut Vec<Diagnostic>) {
    let mut check = |key: &'static str, mine: Option<(String, Place)>, theirs: Option<(String, Place)>| {
        let (Some((their_value, place)), mine) = (theirs, mine) else { return };
        match mine {
            Some((value, _)) if value == their_value => {}
            Some((value, main_place)) => found.push(
                Diagnostic::new(Code::UnequalFact, place)
                    .arg("key", key)
                    .arg("value", their_value)
                    .arg("governing", value)
                    .note("governing", main_place),
            ),
            None => found.push(
                Diagnostic::new(Code::UnequalFact, place)
                    .arg("key", key)
                    .arg("value", their_value)
                    .arg("governing", "–")
                    .help("unstated")
                    .note("unstated", Place::file(main.path.clone())),
            ),
        }
    };
    let effective = |parsed: &Parsed| stated(parsed, &parsed.front.effective).or_else(|| implied_effective(parsed));
    check("effective", effective(main), stated(other, &other.front.effective));
    let announced = |parsed: &Parsed| stated(parsed, &parsed.front.announced).or_else(|| effective(parsed));
    check("announced", announced(main), stated(other, &other.front.announced));
    check("label", stated(main, &main.front.label), stated(other, &other.front.label));
    let class = |parsed: &Parsed| word(parsed, &parsed.front.class, class_word);
    check("class", class(main).or(Some(("substantive".into(), Place::file(main.path.clone())))), class(other));
    let consent = |parsed: &Parsed| word(parsed, &parsed.front.consent, consent_word);
    check("consent", consent(main), consent(other));
    check("base", stated(main, &main.front.base), stated(other, &other.front.base));
    let draft = |front: &FrontMatter| front.draft.as_ref().filter(|draft| draft.value).map(|draft| draft.span.clone());
    if let (None, Some(span)) = (draft(&main.front), draft(&other.front)) {
        check("draft", None, Some(("true".into(), other.place(span))));
    }
    check("withdrawn", stated(main, &main.front.withdrawn), stated(other, &other.front.withdrawn));
    check("replaces", stated(main, &main.front.replaces), stated(other, &other.front.replaces));
}

fn stated<T: ToString>(parsed: &Parsed, fact: &Option<Spanned<T>>) -> Option<(String, Place)> {
    fact.as_ref().map(|fact| (fact.value.to_string(), parsed.place(fact.span.clone())))
}

fn implied_effective(parsed: &Parsed) -> Option<(String, Place)> {
    let id = parsed.path.rsplit('/').nth(1)?;
    Some((date_of_id(id)?.to_string(), Place::file(parsed.path.clone())))
}

fn word<T: Copy>(parsed: &Parsed, fact: &Option<Spanned<T>>, name: fn(T) -> &'static str) -> Option<(String, Place)> {
    fact.as_ref().map(|fact| (name(fact.value).to_owned(), parsed.place(fact.span.clone())))
}

fn class_word(class: Class) -> &'static str {
    match class {
        Class::Substantive => "substantive",
        Class::Editorial => "editorial",
    }
}

fn consent_word(consent: Consent) -> &'static str {
    match consent {
        Consent::Required => "required",
        Consent::Notice => "notice",
        Consent::None => "none",
    }
}

/// Returns what is dated before the announcement of its revision: a translation, a withdrawal.
fn too_early(facts: &Facts) -> Vec<Diagnostic> {
    let announced = || {
        let place = facts.announced_place.as_ref().unwrap_or(&facts.effective_place);
        Place { path: place.path.clone(), span: place.span.clone() }
    };
    let tell = |(parsed, key, date): (&Arc<Parsed>, &'static str, &Spanned<Date>)| {
        let early = Diagnostic::new(Code::DateOrder, parsed.place(date.span.clone())).arg("key", key);
        early.arg("date", date.value).arg("announced", facts.announced).note("announced", announced())
    };
    let dated = facts.texts.iter().flat_map(|(lang, parsed)| {
        let governs = *lang == facts.governing;
        let translated = parsed.front.translated.as_ref().filter(|_| !governs).map(|date| (parsed, "translated", date));
        let withdrawn = parsed.front.withdrawn.as_ref().filter(|_| governs).map(|date| (parsed, "withdrawn", date));
        translated.into_iter().chain(withdrawn)
    });
    dated.filter(|(_, _, date)| date.value < facts.announced).map(tell).collect()
}

/// No law asks for more days; beyond it, the last possible day of announcement is not worth counting back to.
const LONGEST_NOTICE: i64 = 3660;

/// Checks the days between announcement and effect (Civil Code of Japan, article 548-4: publication before effect); the first
/// revision changes nothing and needs none.
fn notice(facts: &Facts, first: Option<&String>, sources: &Sources) -> Option<Diagnostic> {
    let place = facts.announced_place.clone().unwrap_or_else(|| facts.effective_place.clone());
    let diagnostic = |code| Diagnostic::new(code, place.clone());
    if facts.announced > facts.effective {
        let late = diagnostic(Code::AnnouncedLate);
        return Some(late.arg("announced", facts.announced).arg("effective", facts.effective));
    }
    let exempt = first == Some(&facts.id) || facts.class != Class::Substantive || facts.short_notice.is_some();
    if exempt || facts.withdrawn.is_some() || facts.effective == Date::MAX {
        return None;
    }
    let days = facts.announced.days_until(facts.effective);
    let help = if facts.announced_place.is_some() { "" } else { "unannounced" };
    match &sources.settings.notice_days {
        Some(least) if days < least.value => {
            let settings = Place { path: sources.settings_path.clone(), span: least.span.clone() };
            let short = diagnostic(Code::ShortNotice).arg("days", days).arg("least", least.value);
            let latest = (0..least.value.min(LONGEST_NOTICE)).fold(facts.effective, |date, _| date.yesterday());
            Some(short.arg("latest", latest).help(help).note("least", settings))
        }
        _ if days == 0 => {
            let none = diagnostic(Code::NoNotice).arg("date", facts.effective);
            Some(none.arg("latest", facts.effective.yesterday()).help(help))
        }
        _ => None,
    }
}

/// Checks that `base` and `replaces` name other revisions of the document.
fn check_named_revisions(all: &[Facts], found: &mut Vec<Diagnostic>) {
    for facts in all {
        for (key, name) in [("base", &facts.base), ("replaces", &facts.replaces)] {
            let Some(name) = name else { continue };
            let others = || all.iter().filter(|other| other.id != facts.id);
            if others().any(|other| other.id == name.value) {
                continue;
            }
            let known = others().map(|other| format!("`{}`", other.id)).collect::<Vec<_>>().join(", ");
            let place = Place { path: facts.place.path.clone(), span: name.span.clone() };
            let diagnostic = if name.value == facts.id {
                let itself = Diagnostic::new(Code::WrongValue, place).arg("key", key).arg("value", &name.value);
                itself.arg("allowed", known).help("allowed")
            } else {
                Diagnostic::new(Code::UnknownRevision, place).arg("name", &name.value).arg("known", known)
            };
            let alone = others().next().is_none();
            let diagnostic = if alone { diagnostic.help("no-revision") } else { diagnostic };
            found.push(lowered_if(facts.draft, diagnostic));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::date_of_id;

    #[test]
    fn an_id_names_a_date_only_as_a_whole_or_with_an_ordinal() {
        let read = |id: &str| date_of_id(id).map(|date| date.to_string());
        assert_eq!(read("2023-04-19").as_deref(), Some("2023-04-19"));
        assert_eq!(read("2023-04-19-2").as_deref(), Some("2023-04-19"));
        for id in ["2023-04-19-", "2023-04-19-b", "2023-04-191", "2023-02-30", "next", "五版", "２０２３-04-19"] {
            assert_eq!(read(id), None, "{id}");
        }
    }
}
