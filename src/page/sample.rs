//! A small site for the tests of this room.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Address, Page, PageId, Skin, Texts, address, output, section_changes};
use crate::compare::{Change, ChangeKind, Comparison, Group, Run};
use crate::locale::{Calendar, Date, Lang, Strings, Zone};
use crate::model::*;
use crate::source::Spanned;

pub(super) fn lang(tag: &str) -> Lang {
    Lang::parse(tag).expect("a canonical tag")
}

pub(super) fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

pub(super) fn anchor(name: &str) -> Anchor {
    Anchor::new(name).expect("an anchor")
}

pub(super) fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(value, 0..0)
}

pub(super) fn paragraph(text: &str) -> Block {
    let body = Body::Leaf(Leaf::plain(text));
    Block { kind: Kind::Paragraph, label: None, id: None, anchor: None, direction: None, span: 0..0, body }
}

/// A section `n.` at a level, with one paragraph.
pub(super) fn section(level: u8, number: u32, title: &str, words: &str) -> Section {
    let label =
        Label { printed: format!("{number}."), kind: LabelKind::Bare, style: LabelStyle::Arabic, number: vec![number] };
    Section {
        level,
        id: None,
        anchor: Some(anchor(&format!("{}s{number}", "x".repeat(usize::from(level) - 2)))),
        label: Some(label),
        title: Leaf::plain(title),
        blocks: vec![paragraph(words)],
        span: 0..0,
    }
}

/// Three sections, the last one inside the second.
pub(super) fn text(words: [&str; 3]) -> Text {
    let sections = vec![
        section(2, 1, "Purposes", words[0]),
        section(2, 2, "Sharing", words[1]),
        section(3, 1, "Partners", words[2]),
    ];
    Text { title: None, sections }
}

fn outline(text: &Text) -> Vec<Arc<Heading>> {
    let heading = |section: &Section| Heading {
        anchor: section.anchor.clone().expect("the sample has anchors"),
        pinned: false,
        level: section.level,
        label: section.label.clone(),
        title: section.title.text.clone(),
        provisions: Vec::new(),
        digest: 0,
        loose_digest: 0,
    };
    text.sections.iter().map(heading).map(Arc::new).collect()
}

pub(super) fn translation(text: &Text, path: &str) -> Translation {
    Translation {
        path: path.into(),
        carried_from: None,
        state: TranslationState::Current,
        title: format!("Privacy ({})", path.rsplit('/').next().unwrap_or_default().trim_end_matches(".md")),
        summary: Vec::new(),
        changes: Vec::new(),
        unaffected: Vec::new(),
        translated: None,
        outline: outline(text),
        names: Vec::new(),
        differs_at: None,
        suspects: Vec::new(),
        sha256: "00".to_owned(),
        values: BTreeMap::new(),
        compared_with: None,
        unexplained: Vec::new(),
    }
}

pub(super) fn reason(section: &str, words: &str) -> ChangeNote {
    ChangeNote {
        path: "content/privacy/2022-01-01/ja.md".into(),
        span: 0..0,
        sections: vec![spanned(section.to_owned())],
        reason: vec![paragraph(words)],
        was: Vec::new(),
    }
}

fn revision(id: &str, predecessor: Option<usize>, state: State, langs: &[&str], text: &Text) -> Revision {
    let own = |tag: &&str| {
        let mut own = translation(text, &format!("content/privacy/{id}/{tag}.md"));
        own.compared_with = predecessor;
        (lang(tag), Arc::new(own))
    };
    Revision {
        id: id.to_owned(),
        label: id.to_owned(),
        effective: date(&id[..10]),
        announced: date(&id[..10]),
        until: None,
        state,
        replaced_same_day: false,
        class: Class::Substantive,
        consent: Consent::Notice,
        draft: false,
        withdrawn: None,
        replaces: None,
        short_notice: None,
        governing: lang("ja"),
        predecessor,
        split: Vec::new(),
        merged: Vec::new(),
        translations: langs.iter().map(own).collect(),
        assets: Vec::new(),
        sealed: None,
    }
}

/// Returns a site of one document: 2020 (ja, en), 2021 (ja), 2022 (ja, en; in force), 2030 (ja; announced).
pub(super) fn site() -> Site {
    let text = text(["a", "b", "c"]);
    let mut revisions = vec![
        revision("2020-01-01", None, State::Superseded, &["ja", "en"], &text),
        revision("2021-01-01", Some(0), State::Superseded, &["ja"], &text),
        revision("2022-01-01", Some(1), State::InForce, &["ja", "en"], &text),
        revision("2030-01-01", Some(2), State::Upcoming, &["ja"], &text),
    ];
    let english = revisions[2].translations.get_mut(&lang("en")).expect("it has English");
    Arc::make_mut(english).compared_with = Some(0);
    for at in 0..3 {
        revisions[at].until = Some(revisions[at + 1].effective.yesterday());
    }
    let document = Document {
        id: "privacy".to_owned(),
        settings: Settings::default(),
        governing: lang("ja"),
        revisions,
        state: DocumentState::InForce,
        current: 2,
        removed: Vec::new(),
        retired: Vec::new(),
        retired_in: BTreeMap::new(),
    };
    Site {
        config: config(),
        as_of: date("2026-11-23"),
        drafts: false,
        preview: false,
        documents: vec![document.into()],
        next_change: Some(date("2030-01-01")),
        timestamp: None,
    }
}

fn config() -> Config {
    Config {
        title: Localized { any: Some("Policies".to_owned()), by: BTreeMap::new() },
        base_url: "https://legal.example.com/".to_owned(),
        timezone: Zone::named("Asia/Tokyo").expect("a zone"),
        languages: vec![lang("ja"), lang("en")],
        governing: lang("ja"),
        theme: "default".to_owned(),
        columns: vec![Column::Section, Column::Before, Column::After, Column::Reason],
        context: Context::Section,
        compare_back: 10,
        calendar: Calendar::Gregorian,
        bilingual: Bilingual::Governing,
        links: Check::Warning,
        references: Check::Warning,
        pins: Check::Warning,
        seal_is_required: false,
        variables: None,
    }
}

pub(super) fn skin() -> Skin {
    let english = [
        ("title_changes", "{title}: {date}"),
        ("title_compare", "{title}: {old} > {new}"),
        ("edition", "{date} [{version}]"),
        ("version", "{label}"),
        ("home", "Home"),
    ];
    let entries = english.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect();
    let layers = [BTreeMap::from([(lang("en"), entries)])];
    let words = ["ja", "en"].iter().map(|tag| (lang(tag), Strings::for_lang(&lang(tag), &layers))).collect();
    Skin { words, stylesheet: address::theme_asset("a.css"), script: address::theme_asset("a.js") }
}

/// Every text says the same, apart from the one of 2022, whose three paragraphs gained a sign.
pub(super) fn texts() -> Texts {
    let (before, after) = (Arc::new(text(["a", "b", "c"])), Arc::new(text(["a!", "b", "c!"])));
    let mut texts = Texts::default();
    for (at, tag) in [(0, "ja"), (0, "en"), (1, "ja"), (2, "ja"), (2, "en"), (3, "ja")] {
        let text = if at < 2 { &before } else { &after };
        texts.by.insert((at, lang(tag)), text.clone());
        texts.published.insert((at, lang(tag)), "# Privacy\n".into());
    }
    let changed = section_changes(&comparison(), &before, &after);
    for (old, tag) in [(1, "ja"), (0, "en")] {
        texts.changed.insert((old, 2, lang(tag)), changed.clone());
    }
    texts
}

/// What became of the texts before the one of 2022.
fn comparison() -> Comparison {
    Comparison { changes: vec![change(0), change(2)], equal: vec![(1, 1)] }
}

/// Makes what lies at an address of the plan.
pub(super) fn made(site: &Site, path: &str) -> super::Output {
    let plan = super::plan(site).value;
    let find = |(at, _): &(&Address, &PageId)| at.as_str() == path;
    let (address, id) = plan.outputs.iter().find(find).unwrap_or_else(|| panic!("{path} is planned"));
    let pair = id.document().and_then(|document| super::pair(&site.documents[document], id));
    let comparison = pair.map(|(old, new, _)| {
        let changed = old < 2 && new >= 2;
        Arc::new(if changed { comparison() } else { Comparison::default() })
    });
    output(site, &skin(), &texts(), comparison.as_ref(), address, id)
}

fn change(section: usize) -> Change {
    let runs = vec![Run::Equal { old: 0..1, new: 0..1 }, Run::Inserted(1..2)];
    Change {
        kind: ChangeKind::Changed,
        also: Vec::new(),
        old: vec![section],
        new: vec![section],
        head: Some((section, section)),
        label_changed: false,
        title_minor: vec![],
        title_format: vec![],
        title: vec![Run::Equal { old: 0..8, new: 0..8 }],
        groups: vec![Group { old: 0..1, new: 0..1, runs, moved: false, minor: vec![], format: vec![] }],
    }
}

/// Makes the page at an address of the plan.
pub(super) fn page(site: &Site, path: &str) -> Page {
    match made(site, path) {
        super::Output::Page(page) => *page,
        other => panic!("{path} is no page: {other:?}"),
    }
}

/// Returns the text of a revision of the first document in a language that it has, to be changed.
pub(super) fn translation_in<'s>(site: &'s mut Site, revision: usize, tag: &str) -> &'s mut Translation {
    let text = first(site).revisions[revision].translations.get_mut(&lang(tag));
    Arc::make_mut(text.expect("it has the language"))
}

/// Returns the first document of a site, to be changed.
pub(crate) fn first(site: &mut Site) -> &mut Document {
    Arc::make_mut(&mut site.documents[0])
}
