//! Where a site stands -> a table for people, JSON for programs.

use std::collections::BTreeMap;

use anstyle::Style;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::excerpt::visible;
use crate::diagnostic::is_japanese;
use crate::locale::{Date, Lang};
use crate::model::{Class, DocumentState, State, TranslationState};
use crate::pipeline::{DocumentStatus, Event, EventKind, LanguageStatus, Owed, RevisionStatus, Status};

const HEAD: Style = Style::new().bold();
/// The space between columns.
const GAP: usize = 2;
/// The least width of the last column; where less is left of a line, it runs over.
const LEAST: usize = 24;

/// Returns where a site stands as a table, `width` columns wide where that is enough.
pub fn status(status: &Status, lang: &str, width: usize, color: bool) -> String {
    let words = StatusWords::new(lang);
    let mut rows = vec![words.heads()];
    for document in &status.documents {
        for (at, revision) in document.revisions.iter().enumerate() {
            rows.push(words.row(document, revision, at == 0));
        }
    }
    let mut out = format!("{}\n\n", visible(&words.opening(status)));
    let columns = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let widths: Vec<usize> =
        (0..columns).map(|at| rows.iter().map(|row| row.cells[at].width()).max().unwrap_or(0)).collect();
    let indent: usize = widths.iter().map(|width| width + GAP).sum();
    let left = width.saturating_sub(indent).max(LEAST);
    for (at, row) in rows.iter().enumerate() {
        let cells = row.cells.iter().zip(&widths);
        let cells: String =
            cells.map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.width() + GAP))).collect();
        let lines: Vec<String> = row.remarks.iter().flat_map(|remark| wrapped(remark, left)).collect();
        let text = cells + &lines.join(&format!("\n{}", " ".repeat(indent)));
        let style = if color && at == 0 { HEAD } else { Style::new() };
        out.push_str(&format!("{style}{}{style:#}\n", text.trim_end()));
    }
    out
}

/// Breaks a remark at its spaces.
fn wrapped(remark: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in remark {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push_str(if line.ends_with(['、', '：']) { "" } else { " " });
                line.push_str(word);
            }
            Some(_) => lines.push(format!("  {word}")),
            None => lines.push(word.clone()),
        }
    }
    lines
}

/// A line of the table: its columns, and what stands in the last one, one remark below another, each as pieces that stay whole.
struct Row {
    cells: Vec<String>,
    remarks: Vec<Vec<String>>,
}

/// The words of the table, which the panel of `serve` uses too.
#[derive(Debug, Clone, Copy)]
pub struct StatusWords {
    japanese: bool,
}

impl StatusWords {
    /// Returns the words in a language, Japanese or else English.
    pub fn new(lang: &str) -> Self {
        Self { japanese: is_japanese(lang) }
    }

    fn either<'a>(&self, japanese: &'a str, english: &'a str) -> &'a str {
        if self.japanese { japanese } else { english }
    }

    fn heads(&self) -> Row {
        let heads = [("文書", "document"), ("改定", "revision"), ("状態", "state"), ("公表日", "announced")];
        let heads = heads.into_iter().chain([("施行日", "effective"), ("次の変化", "next change")]);
        let cells = heads.map(|(japanese, english)| self.either(japanese, english).to_owned()).collect();
        Row { cells, remarks: vec![vec![self.either("言語・改定理由", "languages, reasons").to_owned()]] }
    }

    fn row(&self, document: &DocumentStatus, revision: &RevisionStatus, is_first: bool) -> Row {
        let date = |date: Option<Date>| date.map_or_else(|| "–".to_owned(), |date| date.to_string());
        let next = document.next.first().filter(|_| is_first).map(|event| event.date.to_string());
        let cells = vec![
            if is_first { visible(&document.id) } else { String::new() },
            visible(&revision.id),
            self.state(document, revision).to_owned(),
            date(revision.announced),
            date(revision.effective),
            if is_first { next.unwrap_or_else(|| "–".to_owned()) } else { String::new() },
        ];
        Row { cells, remarks: self.remarks(revision) }
    }

    /// Returns the state of a revision in a word.
    fn state(&self, document: &DocumentStatus, revision: &RevisionStatus) -> &'static str {
        let words = match (revision.state, document.state) {
            (Some(State::InForce), Some(DocumentState::Repealed)) => ("廃止", "repealed"),
            (Some(State::InForce), _) => ("施行中", "in force"),
            (Some(State::Upcoming), _) => ("施行前", "upcoming"),
            (Some(State::Superseded), _) => ("失効", "superseded"),
            (Some(State::Withdrawn), _) => ("撤回", "withdrawn"),
            (Some(State::Draft), _) => ("案", "draft"),
            (None, _) => ("非公表", "hidden"),
        };
        if self.japanese { words.0 } else { words.1 }
    }

    /// Returns what is to be said of a revision's languages and reasons, a line each, in pieces that stay whole.
    pub fn remarks(&self, revision: &RevisionStatus) -> Vec<Vec<String>> {
        let mut by_state: BTreeMap<TranslationState, Vec<&str>> = BTreeMap::new();
        for LanguageStatus { lang, state, .. } in &revision.languages {
            by_state.entry(*state).or_default().push(lang.as_str());
        }
        let comma = self.either("、", ", ").trim_end();
        let listed = |head: String, items: Vec<String>| {
            let last = items.len().saturating_sub(1);
            let items = items.iter().enumerate();
            let items = items.map(|(at, item)| if at < last { format!("{item}{comma}") } else { item.clone() });
            std::iter::once(head).chain(items).collect::<Vec<_>>()
        };
        let mut remarks: Vec<Vec<String>> = by_state
            .iter()
            .rev()
            .map(|(state, langs)| {
                let head = format!("{}{}", self.translation(*state), self.either("：", ":"));
                listed(head, langs.iter().map(|lang| (*lang).to_owned()).collect())
            })
            .collect();
        if !revision.unexplained.is_empty() {
            let head = self.either("改定理由なし：", "no reason:").to_owned();
            remarks.push(listed(head, revision.unexplained.iter().map(|name| visible(name)).collect()));
        }
        remarks
    }

    fn translation(&self, state: TranslationState) -> &'static str {
        let words = match state {
            TranslationState::Missing => ("未翻訳", "missing"),
            TranslationState::Behind => ("以前の版", "behind"),
            TranslationState::Partial => ("構成不一致", "partial"),
            TranslationState::Suspect => ("更新待ち", "suspect"),
            TranslationState::Carried => ("引継ぎ", "carried"),
            TranslationState::Current => ("最新", "current"),
        };
        if self.japanese { words.0 } else { words.1 }
    }

    /// Returns what is still to be done for a language of a revision, a line each.
    fn owed(&self, language: &LanguageStatus) -> Vec<String> {
        let mut lines = Vec::new();
        let comma = self.either("、", ", ");
        let mut list = |japanese: &str, english: &str, items: &[String]| {
            if !items.is_empty() {
                lines.push(format!("{}{}", self.either(japanese, english), items.join(comma)));
            }
        };
        list("その後の改定：", "revised since: ", &language.behind_by);
        list("翻訳にない条項：", "missing sections: ", &language.missing);
        list("正文にない条項：", "sections that the governing text lacks: ", &language.extra);
        lines.extend(language.owed.iter().map(|Owed { anchor, heading, since }| match self.japanese {
            true => format!("{heading} (#{anchor})：{since} に改定"),
            false => format!("{heading} (#{anchor}): changed in {since}"),
        }));
        if lines.is_empty() && language.state == TranslationState::Missing {
            lines.push(self.either("全文が未翻訳", "the whole text").to_owned());
        }
        lines
    }

    /// Returns the line above the table: the day, and what changes next.
    pub fn opening(&self, status: &Status) -> String {
        let Status { as_of, zone, next, .. } = status;
        let Some(first) = next.first() else {
            return match self.japanese {
                true => format!("{as_of} 現在（{zone}）。今後の日付による変化はありません"),
                false => format!("as of {as_of} ({zone}); no day to come changes anything"),
            };
        };
        let events: Vec<String> = next.iter().map(|event| self.event(event)).collect();
        match self.japanese {
            true => format!("{as_of} 現在（{zone}）。次の変化は {}: {}", first.date, events.join("、")),
            false => format!("as of {as_of} ({zone}); next change {}: {}", first.date, events.join(", ")),
        }
    }

    fn event(&self, event: &Event) -> String {
        let revision = event.revision.as_ref().map_or_else(String::new, |revision| format!(" {revision}"));
        let subject = format!("{}{revision}", event.document);
        let words = match &event.kind {
            EventKind::Announced => ("公表", "is announced"),
            EventKind::Translated(lang) => return self.appears(&subject, lang),
            EventKind::Effective => ("施行", "takes effect"),
            EventKind::Withdrawn => ("撤回", "is withdrawn"),
            EventKind::Repealed => ("廃止", "is repealed"),
        };
        format!("{subject} {}", self.either(words.0, words.1))
    }

    fn appears(&self, subject: &str, lang: &Lang) -> String {
        match self.japanese {
            true => format!("{subject} {lang} の翻訳の公表"),
            false => format!("{subject} appears in {lang}"),
        }
    }
}

/// Where a site stands, for programs; fields are only ever added.
#[derive(Serialize)]
struct File<'a> {
    schema: u32,
    as_of: Date,
    timezone: &'a str,
    next_change: Option<Next<'a>>,
    documents: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Next<'a> {
    date: Date,
    events: Vec<Happening<'a>>,
}

#[derive(Serialize)]
struct Happening<'a> {
    document: &'a str,
    revision: Option<&'a str>,
    event: &'static str,
    language: Option<&'a str>,
}

#[derive(Serialize)]
struct Entry<'a> {
    document: &'a str,
    title: &'a str,
    state: Seen<DocumentState>,
    next_change: Option<Next<'a>>,
    revisions: Vec<Part<'a>>,
}

/// A state as the public sees it.
#[derive(Serialize)]
#[serde(untagged)]
enum Seen<T> {
    Is(T),
    Not(&'static str),
}

impl<T> Seen<T> {
    fn of(state: Option<T>) -> Self {
        state.map_or(Self::Not("hidden"), Self::Is)
    }
}

#[derive(Serialize)]
struct Part<'a> {
    id: &'a str,
    label: &'a str,
    state: Seen<State>,
    announced: Option<Date>,
    effective: Option<Date>,
    class: Class,
    languages: BTreeMap<&'a str, TranslationState>,
    translations: BTreeMap<&'a str, Details<'a>>,
    missing_reasons: &'a [String],
}

/// What is lacking of a language.
#[derive(Serialize)]
struct Details<'a> {
    state: TranslationState,
    behind_by: &'a [String],
    missing_sections: &'a [String],
    extra_sections: &'a [String],
    changed_sections: Vec<Changed<'a>>,
}

/// A section of the governing text that is still to be translated.
#[derive(Serialize)]
struct Changed<'a> {
    anchor: &'a str,
    heading: &'a str,
    since: &'a str,
}

/// Returns where a site stands as one JSON object.
pub fn status_json(status: &Status) -> String {
    let file = File {
        schema: 1,
        as_of: status.as_of,
        timezone: &status.zone,
        next_change: next(&status.next),
        documents: status.documents.iter().map(entry).collect(),
    };
    let mut text = serde_json::to_string_pretty(&file).expect("strings, numbers and dates are JSON");
    text.push('\n');
    text
}

fn next(events: &[Event]) -> Option<Next<'_>> {
    let date = events.first()?.date;
    Some(Next { date, events: events.iter().map(happening).collect() })
}

fn happening(event: &Event) -> Happening<'_> {
    let Event { document, revision, kind, .. } = event;
    let (event, language) = match kind {
        EventKind::Announced => ("announced", None),
        EventKind::Translated(lang) => ("translated", Some(lang.as_str())),
        EventKind::Effective => ("effective", None),
        EventKind::Withdrawn => ("withdrawn", None),
        EventKind::Repealed => ("repealed", None),
    };
    Happening { document, revision: revision.as_deref(), event, language }
}

fn entry(document: &DocumentStatus) -> Entry<'_> {
    let state = Seen::of(document.state);
    let revisions = document.revisions.iter().map(part).collect();
    Entry { document: &document.id, title: &document.title, state, next_change: next(&document.next), revisions }
}

fn part(revision: &RevisionStatus) -> Part<'_> {
    Part {
        id: &revision.id,
        label: &revision.label,
        state: Seen::of(revision.state),
        announced: revision.announced,
        effective: revision.effective,
        class: revision.class,
        languages: revision.languages.iter().map(|one| (one.lang.as_str(), one.state)).collect(),
        translations: revision.languages.iter().map(|one| (one.lang.as_str(), details(one))).collect(),
        missing_reasons: &revision.unexplained,
    }
}

fn details(language: &LanguageStatus) -> Details<'_> {
    fn changed(Owed { anchor, heading, since }: &Owed) -> Changed<'_> {
        Changed { anchor, heading, since }
    }
    Details {
        state: language.state,
        behind_by: &language.behind_by,
        missing_sections: &language.missing,
        extra_sections: &language.extra,
        changed_sections: language.owed.iter().map(changed).collect(),
    }
}

/// Returns what is still to be translated into a language, revision by revision; a sentence where that is nothing.
pub fn owed(status: &Status, wanted: &Lang, lang: &str) -> String {
    let words = StatusWords::new(lang);
    let mut out = String::new();
    for document in &status.documents {
        for revision in &document.revisions {
            let Some(language) = revision.languages.iter().find(|language| language.lang == *wanted) else { continue };
            let lines = words.owed(language);
            if lines.is_empty() {
                continue;
            }
            let state = words.translation(language.state);
            out.push_str(&visible(&format!("{} {} ({wanted}: {state})", document.id, revision.id)));
            out.push('\n');
            lines.iter().for_each(|line| out.push_str(&format!("  {}\n", visible(line))));
        }
    }
    if out.is_empty() {
        let lacking = words.either("の翻訳に不足はありません", "nothing is lacking");
        return if words.japanese { format!("{wanted} {lacking}\n") } else { format!("{wanted}: {lacking}\n") };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Option<Date> {
        text.parse().ok()
    }

    fn sample() -> Status {
        let language = |tag: &str, state| LanguageStatus {
            lang: Lang::parse(tag).expect("a tag"),
            state,
            behind_by: Vec::new(),
            missing: Vec::new(),
            extra: Vec::new(),
            owed: Vec::new(),
        };
        let revision =
            |id: &str, state, announced: &str, effective: &str, english, unexplained: &[&str]| RevisionStatus {
                id: id.into(),
                label: id.into(),
                state,
                announced: date(announced),
                effective: date(effective),
                class: Class::Substantive,
                languages: vec![language("ja", TranslationState::Current), language("en", english)],
                unexplained: unexplained.iter().map(|name| (*name).to_owned()).collect(),
            };
        let event = Event {
            date: date("2026-11-17").expect("a date"),
            document: "規約".into(),
            revision: Some("2026-12-01".into()),
            kind: EventKind::Announced,
        };
        let document = DocumentStatus {
            id: "規約".into(),
            title: "利用規約".into(),
            state: Some(DocumentState::InForce),
            revisions: vec![
                revision(
                    "2025-10-01",
                    Some(State::InForce),
                    "2025-09-12",
                    "2025-10-01",
                    TranslationState::Current,
                    &[],
                ),
                revision(
                    "2026-12-01",
                    None,
                    "2026-11-17",
                    "2026-12-01",
                    TranslationState::Missing,
                    &["3. 保存期間", "4."],
                ),
                revision("next", Some(State::Draft), "", "", TranslationState::Missing, &[]),
            ],
            next: vec![event.clone()],
        };
        let as_of = date("2026-09-21").expect("a date");
        Status { as_of, zone: "Asia/Tokyo".into(), next: vec![event], documents: vec![document] }
    }

    #[test]
    fn columns_stand_under_each_other_in_any_script() {
        let expected = "\
as of 2026-09-21 (Asia/Tokyo); next change 2026-11-17: 規約 2026-12-01 is announced

document  revision    state     announced   effective   next change  languages, reasons
規約      2025-10-01  in force  2025-09-12  2025-10-01  2026-11-17   current: ja, en
          2026-12-01  hidden    2026-11-17  2026-12-01               current: ja
                                                                     missing: en
                                                                     no reason: 3. 保存期間,
                                                                       4.
          next        draft     –           –                        current: ja
                                                                     missing: en
";
        assert_eq!(status(&sample(), "en", 93, false), expected);
        let japanese = status(&sample(), "ja", 200, false);
        assert!(japanese.contains("規約  2025-10-01  施行中  2025-09-12"), "{japanese}");
        assert!(japanese.contains("次の変化は 2026-11-17: 規約 2026-12-01 公表"), "{japanese}");
        assert!(japanese.contains("改定理由なし：3. 保存期間、4."), "{japanese}");
    }

    #[test]
    fn data_holds_what_the_table_does() {
        let text = status_json(&sample());
        let data: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(data["next_change"]["events"][0]["event"], "announced");
        let hidden = &data["documents"][0]["revisions"][1];
        assert_eq!((&hidden["state"], &hidden["missing_reasons"][1]), (&"hidden".into(), &"4.".into()));
        assert_eq!(hidden["languages"]["en"], "missing");
        assert!(data["documents"][0]["revisions"][2]["effective"].is_null());
    }
}
