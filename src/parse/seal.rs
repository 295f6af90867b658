//! `seal.toml` into a [`Seal`], and back.
//!
//! The file is written by `kaitei seal` alone, in one form, so that a version control shows what was added to it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use super::keys::Reading;
use super::table::{self, Format, Node, Table, Value, quoted};
use crate::diagnostic::{Checked, Code};
use crate::locale::{Date, Lang};
use crate::model::{FACTS, Seal, Sealed, SealedSection, SealedText};
use crate::source::{Source, Span};

/// The version of this form; a later one only ever adds to it.
const FORMAT: i64 = 1;
const KEYS: [&str; 2] = ["format", "revision"];
const REVISION: [&str; 8] = ["document", "revision", "sealed", "by", "after", "facts", "assets", "texts"];
const TEXT: [&str; 7] = ["title", "sha256", "reasons", "against", "rows", "sections", "redacted"];

/// Reads `seal.toml`.
pub fn seal(source: &Source) -> Checked<Seal> {
    let mut reading = Reading::new(source);
    let table = table::read(source, 0..source.text.len(), Format::Toml, &["revision"], &mut reading.found);
    reading.refuse_unknown(&table, &KEYS);
    reading.require(&table, "format", &(0..0), "1");
    if let Some(format) = reading.integer(&table, "format").filter(|format| format.value != FORMAT) {
        let problem = reading.about(Code::WrongValue, "format", &format.span).arg("allowed", "`1`");
        reading.found.push(problem.help("allowed"));
    }
    let mut revisions: Vec<Arc<Sealed>> = Vec::new();
    for node in listed(&mut reading, &table) {
        let Value::Table(table) = &node.value else { continue };
        let Some(sealed) = revision(&mut reading, table, &node.span) else { continue };
        let is_it = |other: &&Arc<Sealed>| (&other.document, &other.revision) == (&sealed.document, &sealed.revision);
        if let Some(first) = revisions.iter().find(is_it) {
            let problem = reading.about(Code::WrongValue, "revision", &node.span).help("sealed-twice");
            reading.found.push(problem.note("first", first.place.clone()));
        } else {
            revisions.push(Arc::new(sealed));
        }
    }
    reading.checked(Seal { revisions })
}

fn listed<'t>(reading: &mut Reading<'_>, table: &'t Table) -> Vec<&'t Node> {
    match table.get("revision") {
        Some(Node { value: Value::List(items), .. }) => items.iter().collect(),
        Some(node) => {
            reading.mistyped("revision", node, "table", "[[revision]]");
            Vec::new()
        }
        None => Vec::new(),
    }
}

fn revision(reading: &mut Reading<'_>, table: &Table, span: &Span) -> Option<Sealed> {
    reading.refuse_unknown(table, &REVISION);
    for (key, example) in [("document", "\"privacy\""), ("revision", "\"2023-04-19\""), ("sealed", "2023-04-12")] {
        reading.require(table, key, span, example);
    }
    let facts = words(reading, table, "facts");
    let (document, revision) = (reading.text(table, "document"), reading.text(table, "revision"));
    let date = reading.date(table, "sealed");
    let by = reading.text(table, "by").map(|by| by.value);
    let after = reading.text(table, "after").map(|after| after.value);
    let assets = digests(reading, table, "assets");
    let texts = texts(reading, table);
    Some(Sealed {
        document: document?.value,
        revision: revision?.value,
        place: reading.source.place(span.clone()),
        date: date?.value,
        by,
        after,
        facts: facts.into_iter().filter(|(key, _)| FACTS.contains(&key.as_str())).collect(),
        assets,
        texts,
    })
}

/// Reads a table of texts by name.
fn words(reading: &mut Reading<'_>, table: &Table, key: &str) -> BTreeMap<String, String> {
    let Some((inner, _)) = reading.table(table, key) else { return BTreeMap::new() };
    let read = |entry: &table::Entry| {
        let value = reading.any_text(inner, &entry.key.value)?;
        Some((entry.key.value.clone(), value.value))
    };
    inner.entries.iter().filter_map(read).collect()
}

fn digests(reading: &mut Reading<'_>, table: &Table, key: &str) -> BTreeMap<String, String> {
    let Some((inner, _)) = reading.table(table, key) else { return BTreeMap::new() };
    let names = inner.entries.iter().map(|entry| &entry.key.value);
    names.filter_map(|name| Some((name.clone(), digest(reading, inner, name)?))).collect()
}

fn digest(reading: &mut Reading<'_>, table: &Table, key: &str) -> Option<String> {
    let text = reading.text(table, key)?;
    if is_digest(&text.value) {
        return Some(text.value);
    }
    reading.found.push(reading.about(Code::WrongValue, key, &text.span).help("digest"));
    None
}

fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn texts(reading: &mut Reading<'_>, table: &Table) -> BTreeMap<Lang, SealedText> {
    let Some((inner, _)) = reading.table(table, "texts") else { return BTreeMap::new() };
    let mut out = BTreeMap::new();
    for entry in &inner.entries {
        let Ok(lang) = Lang::parse(&entry.key.value) else {
            let place = reading.source.place(entry.key.span.clone());
            let problem = crate::diagnostic::Diagnostic::new(Code::WrongLanguage, place);
            reading.found.push(problem.arg("tag", &entry.key.value));
            continue;
        };
        if let Some((own, span)) = reading.table(inner, &entry.key.value) {
            out.extend(text(reading, own, &span).map(|text| (lang, text)));
        }
    }
    out
}

fn text(reading: &mut Reading<'_>, table: &Table, span: &Span) -> Option<SealedText> {
    reading.refuse_unknown(table, &TEXT);
    for key in ["title", "sha256"] {
        reading.require(table, key, span, "\"…\"");
    }
    let sections = each(reading, table, "sections", SealedSection::read);
    let redacted = each(reading, table, "redacted", redaction);
    let (title, sha256) = (reading.any_text(table, "title"), digest(reading, table, "sha256"));
    let (reasons, rows) = (digest(reading, table, "reasons"), digest(reading, table, "rows"));
    let against = reading.text(table, "against").map(|id| id.value);
    Some(SealedText { title: title?.value, sha256: sha256?, reasons, against, rows, sections, redacted })
}

/// Reads a list of texts, each of which `read` makes something of.
fn each<T>(reading: &mut Reading<'_>, table: &Table, key: &'static str, read: impl Fn(&str) -> Option<T>) -> Vec<T> {
    let mut out = Vec::new();
    for text in reading.texts(table, key) {
        match read(&text.value) {
            Some(made) => out.push(made),
            None => reading.found.push(reading.about(Code::WrongValue, key, &text.span).help("digest")),
        }
    }
    out
}

fn redaction(text: &str) -> Option<(Date, String)> {
    let (date, digest) = text.split_once(' ')?;
    is_digest(digest).then(|| Some((date.parse().ok()?, digest.to_owned())))?
}

/// Returns the text of `seal.toml`.
pub fn written(seal: &Seal) -> String {
    let mut out = String::from(
        "# What was approved, written by `kaitei seal`: a later change of it is an error, and this file shows who approved what.\n",
    );
    out += "# Nothing here is to be edited, except that the entry of a revision which nobody has seen yet may be taken out.\n";
    line(&mut out, "format", &FORMAT.to_string());
    seal.revisions.iter().for_each(|sealed| write_revision(&mut out, sealed));
    out
}

fn line(out: &mut String, key: &str, value: &str) {
    writeln!(out, "{key} = {value}").expect("a text takes everything");
}

fn write_revision(out: &mut String, sealed: &Sealed) {
    out.push_str("\n[[revision]]\n");
    line(out, "document", &quoted(&sealed.document));
    line(out, "revision", &quoted(&sealed.revision));
    line(out, "sealed", &sealed.date.to_string());
    sealed.by.iter().for_each(|by| line(out, "by", &quoted(by)));
    sealed.after.iter().for_each(|after| line(out, "after", &quoted(after)));
    for (name, entries) in [("facts", &sealed.facts), ("assets", &sealed.assets)] {
        if !entries.is_empty() {
            writeln!(out, "[revision.{name}]").expect("a text takes everything");
        }
        for (key, value) in entries {
            let key = if name == "facts" { key.clone() } else { quoted(key) };
            line(out, &key, &quoted(value));
        }
    }
    sealed.texts.iter().for_each(|(lang, text)| write_text(out, lang, text));
}

fn write_text(out: &mut String, lang: &Lang, text: &SealedText) {
    writeln!(out, "[revision.texts.{lang}]").expect("a text takes everything");
    line(out, "title", &quoted(&text.title));
    line(out, "sha256", &quoted(&text.sha256));
    for (key, value) in [("reasons", &text.reasons), ("against", &text.against), ("rows", &text.rows)] {
        value.iter().for_each(|value| line(out, key, &quoted(value)));
    }
    let sections: Vec<String> = text.sections.iter().map(ToString::to_string).collect();
    write_list(out, "sections", &sections);
    if !text.redacted.is_empty() {
        let redacted: Vec<String> = text.redacted.iter().map(|(date, digest)| format!("{date} {digest}")).collect();
        write_list(out, "redacted", &redacted);
    }
}

fn write_list(out: &mut String, key: &str, items: &[String]) {
    writeln!(out, "{key} = [").expect("a text takes everything");
    items.iter().for_each(|item| writeln!(out, "  {},", quoted(item)).expect("a text takes everything"));
    out.push_str("]\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Anchor;
    use crate::parse::told::told;

    fn sample() -> Seal {
        let digest = |c: char| c.to_string().repeat(64);
        let anchor = |text: &str| Anchor::new(text).expect("an anchor");
        let text = SealedText {
            title: "規約 \"A\"".into(),
            sha256: digest('a'),
            reasons: Some(digest('b')),
            against: Some("2020-01-01".into()),
            rows: Some(digest('c')),
            sections: vec![SealedSection::new(anchor("第3条"), "0".repeat(16), &["第3条-1", "scope"].map(anchor))],
            redacted: vec![("2024-05-01".parse().expect("a date"), digest('e'))],
        };
        let lang = |tag| Lang::parse(tag).expect("a language");
        let first = SealedText { reasons: None, against: None, rows: None, redacted: Vec::new(), ..text.clone() };
        let sealed = Sealed {
            document: "jobs/privacy".into(),
            revision: "2021-04-01".into(),
            place: crate::source::Place::file("seal.toml"),
            date: "2021-03-01".parse().expect("a date"),
            by: Some("A\nB".into()),
            after: Some("2020-01-01".into()),
            facts: [("label".to_owned(), "5.0".to_owned())].into(),
            assets: [("img/a b.svg".to_owned(), digest('f'))].into(),
            texts: [(lang("ja"), text), (lang("pt-BR"), first)].into(),
        };
        Seal { revisions: vec![Arc::new(sealed)] }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let source = Source::new("seal.toml", written(&sample()));
        let read = seal(&source);
        assert_eq!(told(&source, &read.diagnostics), Vec::<String>::new());
        let unplaced = |seal: &Seal| -> Vec<Sealed> {
            let place = || crate::source::Place::file("seal.toml");
            seal.revisions.iter().map(|sealed| Sealed { place: place(), ..(**sealed).clone() }).collect()
        };
        assert_eq!(unplaced(&read.value), unplaced(&sample()));
        assert_eq!(written(&read.value), &*source.text);
    }

    #[test]
    fn what_is_no_record_is_told() {
        let text = written(&sample());
        for (from, to, expected) in [
            ("format = 1", "format = 2", "3:10 wrong-value allowed | 2"),
            ("sealed = 2021-03-01", "sealed = 2021-02-30", "8:10 wrong-date"),
            (&"a".repeat(64), "abc", "17:10 wrong-value digest | \"abc\""),
            ("第3条 0", "第3条 x", "22:3 wrong-value digest | \"第3条 x000000000000000 +-1 =scope\""),
            ("document = \"jobs/privacy\"\n", "", "5:1 missing-key"),
        ] {
            let source = Source::new("seal.toml", text.replacen(from, to, 1));
            let told = told(&source, &seal(&source).diagnostics);
            assert!(told.iter().any(|told| told.starts_with(expected)), "{from}: {told:?}");
        }
        let twice = format!("{text}{}", &text[text.find("\n[[").expect("an entry")..]);
        let source = Source::new("seal.toml", twice);
        assert!(told(&source, &seal(&source).diagnostics)[0].contains("wrong-value sealed-twice"));
    }
}
