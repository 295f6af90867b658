//! `document.toml` into [`Settings`].

use percent_encoding::percent_decode_str;

use super::keys::{Reading, lift_swallowed};
use super::table::{self, Format, Node, Table, Value};
use super::typed::behind_mark;
use crate::diagnostic::{Checked, Code};
use crate::model::{Anchor, Lines, Redaction, Settings, is_usable_path};
use crate::source::{Source, Spanned};

const KEYS: [&str; 12] = [
    "title",
    "governing",
    "order",
    "category",
    "relation",
    "notice_days",
    "aliases",
    "formerly",
    "repealed",
    "anchors",
    "lines",
    "redactions",
];
/// The link relations of RFC 6903 that a document may have.
const RELATIONS: [(&str, &str); 2] = [("privacy-policy", "privacy-policy"), ("terms-of-service", "terms-of-service")];
const LINES: [(&str, Lines); 2] = [("keep", Lines::Keep), ("join", Lines::Join)];

/// Reads `document.toml`; an empty file states nothing.
pub fn settings(source: &Source) -> Checked<Settings> {
    let mut reading = Reading::new(source);
    let start = behind_mark(&source.text);
    let mut table = table::read(source, start..source.text.len(), Format::Toml, &["redactions"], &mut reading.found);
    lift(&mut reading, &mut table);
    reading.refuse_unknown(&table, &KEYS);
    let settings = Settings {
        title: reading.localized(&table, "title").unwrap_or_default(),
        governing: reading.lang(&table, "governing"),
        order: reading.integer(&table, "order").map(|order| order.value),
        category: reading.localized(&table, "category").unwrap_or_default(),
        relation: reading.word(&table, "relation", &RELATIONS).map(|relation| relation.value.to_owned()),
        notice_days: notice_days(&mut reading, &table),
        aliases: paths(&mut reading, &table, "aliases"),
        formerly: paths(&mut reading, &table, "formerly"),
        repealed: reading.date(&table, "repealed"),
        anchors: anchors(&mut reading, &table),
        lines: reading.word(&table, "lines", &LINES).map(|lines| lines.value).unwrap_or_default(),
        redactions: redactions(&mut reading, &table),
    };
    reading.checked(settings)
}

/// Below `[anchors]` any name may be an old anchor; a value that is no text, though, can only belong to the document.
fn lift(reading: &mut Reading<'_>, table: &mut Table) {
    let is_text = |node: &table::Node| matches!(node.value, Value::Text(_));
    let others: Vec<String> = match table.get("anchors").map(|node| &node.value) {
        Some(Value::Table(anchors)) => {
            anchors.entries.iter().filter(|entry| !is_text(&entry.node)).map(|entry| entry.key.value.clone()).collect()
        }
        _ => Vec::new(),
    };
    let swallowed = |key: &str, _: &Table| KEYS.contains(&key) && others.iter().any(|other| other == key);
    lift_swallowed(reading, table, "anchors", "[anchors]", swallowed);
}

/// Reads paths below the site's root; an alias may be typed as it stands in a browser, percent-encoded.
fn paths(reading: &mut Reading<'_>, table: &Table, key: &'static str) -> Vec<Spanned<String>> {
    let (usable, wrong): (Vec<_>, Vec<_>) = reading.texts(table, key).into_iter().partition(|path| {
        let plain = percent_decode_str(&path.value).decode_utf8();
        is_usable_path(&path.value) && plain.is_ok_and(|plain| is_usable_path(&plain))
    });
    for path in wrong {
        reading.found.push(reading.about(Code::WrongValue, key, &path.span).help(key));
    }
    usable
}

fn notice_days(reading: &mut Reading<'_>, table: &Table) -> Option<Spanned<i64>> {
    let days = reading.integer(table, "notice_days")?;
    if days.value < 0 {
        let fixed = reading.fixed(&days.span, "0");
        let diagnostic = reading.about(Code::WrongValue, "notice_days", &days.span).arg("fixed", fixed);
        reading.found.push(diagnostic.arg("least", 0).help("least"));
        return None;
    }
    Some(days)
}

fn anchors(reading: &mut Reading<'_>, table: &Table) -> Vec<(Spanned<Anchor>, Spanned<Anchor>)> {
    let Some((anchors, _)) = reading.table(table, "anchors") else { return Vec::new() };
    let mut out = Vec::new();
    for entry in &anchors.entries {
        let old = anchor(reading, &entry.key);
        let new = reading.text(anchors, &entry.key.value).and_then(|text| anchor(reading, &text));
        out.extend(old.zip(new));
    }
    out
}

const REDACTION: [&str; 5] = ["revision", "language", "section", "date", "ground"];

fn redactions(reading: &mut Reading<'_>, table: &Table) -> Vec<Redaction> {
    let items = match table.get("redactions") {
        Some(Node { value: Value::List(items), .. }) => items.as_slice(),
        Some(node) => {
            reading.mistyped("redactions", node, "table", "[[redactions]]");
            &[]
        }
        None => &[],
    };
    items.iter().filter_map(|item| redaction(reading, item)).collect()
}

fn redaction(reading: &mut Reading<'_>, node: &Node) -> Option<Redaction> {
    let Value::Table(table) = &node.value else { return None };
    reading.refuse_unknown(table, &REDACTION);
    for (key, example) in
        [("revision", "\"2021-04-01\""), ("section", "\"contact\""), ("date", "2024-05-01"), ("ground", "\"…\"")]
    {
        reading.require(table, key, &node.span, example);
    }
    let lang = reading.lang(table, "language").map(|lang| lang.value);
    let (revision, section) = (reading.text(table, "revision"), reading.text(table, "section"));
    let (date, ground) = (reading.date(table, "date"), reading.localized(table, "ground"));
    Some(Redaction { revision: revision?, lang, section: section?, date: date?.value, ground: ground? })
}

fn anchor(reading: &mut Reading<'_>, name: &Spanned<String>) -> Option<Spanned<Anchor>> {
    let anchor = Anchor::new(name.value.strip_prefix('#').unwrap_or(&name.value));
    if anchor.is_none() {
        reading.found.push(reading.about(Code::WrongValue, "anchors", &name.span).help("anchor"));
    }
    anchor.map(|anchor| Spanned::new(anchor, name.span.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::told::told;

    fn check(text: &str, expected: &[&str]) -> Settings {
        let source = Source::new("content/terms/document.toml", text);
        let settings = settings(&source);
        assert_eq!(told(&source, &settings.diagnostics), expected, "{text}");
        settings.value
    }

    #[test]
    fn reads_what_is_stated() {
        assert_eq!(check("\u{feff}\n", &[]), Settings::default());
        let settings = check(
            "title = { ja = \"規約\" }\nrelation = \"terms-of-service\"\nnotice_days = 30\naliases = [\"old\", \"older\"]\n\
             formerly = \"terms\"\nlines = \"keep\"\n[anchors]\n\"s3\" = \"s4\"",
            &[],
        );
        assert_eq!((settings.aliases.len(), settings.formerly.len(), settings.anchors.len()), (2, 1, 1));
        assert_eq!((settings.lines, settings.relation.as_deref()), (Lines::Keep, Some("terms-of-service")));
    }

    #[test]
    fn tells_what_is_wrong() {
        for path in ["../x", "/", "https://old.example/x", "x?id=3", "%2e%2e/x", "x/%00", "%ff"] {
            let expected = format!("1:11 wrong-value aliases | \"{path}\"");
            check(&format!("aliases = \"{path}\""), &[&expected]);
        }
        check("formerly = [\"terms\", \"/../x\"]", &["1:22 wrong-value formerly | \"/../x\""]);
        check("governing = \"ja_JP\"", &["1:13 wrong-language meant | \"ja_JP\" | governing = \"ja-JP\""]);
        check(
            "relation = \"privacy\"",
            &["1:12 wrong-value allowed | \"privacy\" | `privacy-policy`, `terms-of-service`"],
        );
        check("notice_days = -1", &["1:15 wrong-value least | -1 | notice_days = 0"]);
        check("order = \"1\"", &["1:9 wrong-type integer | \"1\" | order = 1"]);
        check("order = ３", &["1:9 syntax wide | ３ | order = 3"]);
        check("repealed = 2024/3/31", &["1:12 wrong-date fixed | 2024/3/31 | repealed = 2024-03-31"]);
        check("lines = \"kept\"", &["1:9 wrong-value allowed | \"kept\" | `keep`, `join`"]);
        check("廃止日 = 2024-03-31", &["1:1 unknown-key near-line | 廃止日 | repealed = 2024-03-31"]);
        check(
            "[anchors]\n\"a b\" = \"c\"\norder = 3",
            &["2:1 wrong-value anchor | \"a b\"", "3:1 swallowed-key | order | order = 3"],
        );
    }
}
