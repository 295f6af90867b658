//! `site.toml` into a [`Config`].

use std::collections::BTreeMap;

use super::keys::{Reading, lift_swallowed};
use super::names::near;
use super::table::{self, Format, Node, Table, Value, quoted};
use super::typed::{behind_mark, halved};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::locale::{Calendar, Lang, Zone, zone_names};
use crate::model::{Bilingual, Check, Column, Config, Context, Localized, Variable};
use crate::source::{Source, Span, Spanned};

const KEYS: [&str; 13] = [
    "title",
    "base_url",
    "timezone",
    "languages",
    "governing",
    "theme",
    "calendar",
    "bilingual",
    "summary",
    "compare",
    "check",
    "seal",
    "variables",
];
const REQUIRED: [(&str, &str); 4] = [
    ("title", "\"Our policies\""),
    ("base_url", "\"https://legal.example.com/\""),
    ("timezone", "\"Asia/Tokyo\""),
    ("languages", "[\"ja\", \"en\"]"),
];
const TABLES: [(&str, &[&str]); 4] = [
    ("summary", &["columns", "context"]),
    ("compare", &["back"]),
    ("check", &["links", "pins", "references"]),
    ("seal", &["required"]),
];
const COLUMNS: [(&str, Column); 4] =
    [("section", Column::Section), ("before", Column::Before), ("after", Column::After), ("reason", Column::Reason)];
const LINKS: [(&str, Check); 2] = [("warning", Check::Warning), ("error", Check::Error)];
const CHECKS: [(&str, Check); 3] = [("off", Check::Off), LINKS[0], LINKS[1]];
const CONTEXTS: [(&str, Context); 2] = [("section", Context::Section), ("changes", Context::Changes)];
const CALENDARS: [(&str, Calendar); 2] = [("gregorian", Calendar::Gregorian), ("japanese", Calendar::Japanese)];
const BILINGUAL: [(&str, Bilingual); 3] =
    [("governing", Bilingual::Governing), ("all", Bilingual::All), ("none", Bilingual::None)];
/// Names of variables that every text has.
const BUILT_IN: [&str; 4] = ["effective", "announced", "established", "revised"];

/// Reads `site.toml`; what is missing or wrong is replaced by a default.
pub fn config(source: &Source) -> Checked<Config> {
    let mut reading = Reading::new(source);
    let start = behind_mark(&source.text);
    if source.text[start..].trim().is_empty() {
        reading.found.push(Diagnostic::new(Code::EmptyFile, source.place(0..0)).help("site"));
        return reading.checked(default_config());
    }
    let mut table = table::read(source, start..source.text.len(), Format::Toml, &[], &mut reading.found);
    lift(&mut reading, &mut table);
    reading.refuse_unknown(&table, &KEYS);
    for (key, example) in REQUIRED {
        reading.require(&table, key, &(0..0), example);
    }
    let config = read(&mut reading, &table);
    reading.checked(config)
}

fn default_config() -> Config {
    let lang = Lang::parse("en").expect("`en` is a language tag");
    Config {
        title: Localized::default(),
        base_url: "https://example.invalid/".to_owned(),
        timezone: Zone::named("UTC").expect("the database has UTC"),
        languages: vec![lang.clone()],
        governing: lang,
        theme: "default".to_owned(),
        columns: COLUMNS.map(|(_, column)| column).to_vec(),
        context: Context::Section,
        compare_back: 10,
        calendar: Calendar::default(),
        bilingual: Bilingual::default(),
        links: Check::default(),
        pins: Check::default(),
        references: Check::default(),
        seal_is_required: false,
        variables: None,
    }
}

/// Reads what `[check]` makes of dead links, of anchors that nobody wrote down, and of references to sections that there are not.
fn checks(reading: &mut Reading<'_>, table: &Table) -> (Check, Check, Check) {
    let Some((check, _)) = reading.table(table, "check") else { return Default::default() };
    reading.refuse_unknown(check, TABLES[2].1);
    let mut word = |key, words: &[_]| reading.word(check, key, words).map(|word| word.value).unwrap_or_default();
    (word("links", &LINKS), word("pins", &CHECKS), word("references", &CHECKS))
}

/// Keys of the file that stand below a `[table]` belong above it; among variables, where any name is good, only those that
/// the file cannot do without.
fn lift(reading: &mut Reading<'_>, table: &mut Table) {
    for (name, inner) in TABLES {
        let swallowed = |key: &str, _: &Table| KEYS.contains(&key) && !inner.contains(&key);
        lift_swallowed(reading, table, name, &format!("[{name}]"), swallowed);
    }
    let required = |key: &str, outer: &Table| REQUIRED.iter().any(|(name, _)| *name == key) && outer.get(key).is_none();
    lift_swallowed(reading, table, "variables", "[variables]", required);
}

fn read(reading: &mut Reading<'_>, table: &Table) -> Config {
    let default = default_config();
    let listed = languages(reading, table);
    if let Some(listed) = &listed {
        refuse_unlisted(reading, table, listed);
    }
    let languages = listed.unwrap_or(default.languages);
    let governing = governing(reading, table, &languages);
    let (columns, context) = summary(reading, table);
    let (links, pins, references) = checks(reading, table);
    let seal_is_required = match reading.table(table, "seal") {
        Some((seal, _)) => {
            reading.refuse_unknown(seal, TABLES[3].1);
            reading.flag(seal, "required").is_some_and(|required| required.value)
        }
        None => false,
    };
    Config {
        title: reading.localized(table, "title").unwrap_or_default(),
        base_url: base_url(reading, table).unwrap_or(default.base_url),
        timezone: timezone(reading, table).unwrap_or(default.timezone),
        governing,
        theme: theme(reading, table).unwrap_or(default.theme),
        columns: columns.unwrap_or(default.columns),
        context: context.unwrap_or(default.context),
        compare_back: back(reading, table).unwrap_or(default.compare_back),
        calendar: reading.word(table, "calendar", &CALENDARS).map(|calendar| calendar.value).unwrap_or_default(),
        bilingual: reading.word(table, "bilingual", &BILINGUAL).map(|pairs| pairs.value).unwrap_or_default(),
        links,
        pins,
        references,
        seal_is_required,
        variables: variables(reading, table),
        languages,
    }
}

fn languages(reading: &mut Reading<'_>, table: &Table) -> Option<Vec<Lang>> {
    let node = table.get("languages")?;
    let mut out: Vec<Lang> = Vec::new();
    for lang in reading.langs(table, "languages") {
        if out.contains(&lang.value) {
            reading.found.push(reading.about(Code::WrongValue, "languages", &lang.span).help("twice"));
        } else {
            out.push(lang.value);
        }
    }
    if matches!(&node.value, Value::List(items) if items.is_empty()) {
        let fixed = reading.fixed(&node.span, "[\"ja\", \"en\"]");
        reading.found.push(reading.about(Code::WrongValue, "languages", &node.span).arg("fixed", fixed).help("none"));
    }
    (!out.is_empty()).then_some(out)
}

fn governing(reading: &mut Reading<'_>, table: &Table, languages: &[Lang]) -> Lang {
    let first = languages[0].clone();
    let Some(lang) = reading.lang(table, "governing") else { return first };
    if !languages.contains(&lang.value) && table.get("languages").is_some() {
        let list: Vec<String> = languages.iter().map(|lang| format!("`{lang}`")).collect();
        let diagnostic = reading.about(Code::WrongValue, "governing", &lang.span).arg("allowed", list.join(", "));
        reading.found.push(diagnostic.help("unlisted"));
        return first;
    }
    lang.value
}

fn base_url(reading: &mut Reading<'_>, table: &Table) -> Option<String> {
    let url = reading.text(table, "base_url")?;
    let typed = halved(url.value.trim());
    let (scheme, rest) = typed.split_once("://").unwrap_or(("", &typed));
    let scheme = scheme.to_ascii_lowercase();
    let host = rest.split('/').next().unwrap_or("");
    let path = rest.split(['?', '#']).next().unwrap_or("").trim_end_matches('/');
    let sound_host = !host.is_empty() && !path.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\');
    let meant = match scheme.as_str() {
        "http" => format!("http://{path}/"),
        _ => format!("https://{path}/"),
    };
    let help = match scheme.as_str() {
        _ if !sound_host => "address",
        "" => "scheme",
        "http" | "https" if rest.contains(['?', '#']) || typed != url.value => "plain",
        "http" | "https" => return Some(meant),
        _ => "web",
    };
    let fixed = if sound_host { meant.clone() } else { "https://legal.example.com/".to_owned() };
    let fixed = reading.fixed(&url.span, &quoted(&fixed));
    reading.found.push(reading.about(Code::WrongValue, "base_url", &url.span).arg("fixed", fixed).help(help));
    sound_host.then_some(meant)
}

fn timezone(reading: &mut Reading<'_>, table: &Table) -> Option<Zone> {
    let name = reading.text(table, "timezone")?;
    if let Some(zone) = Zone::named(&name.value) {
        return Some(zone);
    }
    let diagnostic = reading.about(Code::WrongValue, "timezone", &name.span);
    let near = near_zone(&name.value);
    reading.found.push(match &near {
        Some(near) => {
            let fixed = reading.fixed(&name.span, &quoted(near));
            diagnostic.arg("near", near).arg("fixed", fixed).help("near")
        }
        None => diagnostic.help("zone"),
    });
    near.and_then(|near| Zone::named(&near))
}

/// The zone that a city, an abbreviation or a misspelt name means.
fn near_zone(typed: &str) -> Option<String> {
    const CALLED: [(&str, &str); 9] = [
        ("jst", "Asia/Tokyo"),
        ("+09:00", "Asia/Tokyo"),
        ("gmt+9", "Asia/Tokyo"),
        ("utc+9", "Asia/Tokyo"),
        ("日本", "Asia/Tokyo"),
        ("日本時間", "Asia/Tokyo"),
        ("東京", "Asia/Tokyo"),
        ("kst", "Asia/Seoul"),
        ("z", "UTC"),
    ];
    let typed = halved(typed).trim().to_lowercase().replace(' ', "_");
    if let Some((_, name)) = CALLED.iter().find(|(called, _)| *called == typed) {
        return Some((*name).to_owned());
    }
    let names = zone_names();
    let city = |name: &&String| name.to_lowercase().rsplit('/').next() == Some(&typed);
    let all: Vec<&str> = names.iter().map(String::as_str).collect();
    names.iter().find(city).cloned().or_else(|| near(&typed, &all).map(str::to_owned))
}

fn theme(reading: &mut Reading<'_>, table: &Table) -> Option<String> {
    let name = reading.text(table, "theme")?;
    if name.value.starts_with('.') || name.value.contains(['/', '\\']) || name.value.contains(char::is_control) {
        reading.found.push(reading.about(Code::WrongValue, "theme", &name.span).help("theme"));
        return None;
    }
    Some(name.value)
}

fn summary(reading: &mut Reading<'_>, table: &Table) -> (Option<Vec<Column>>, Option<Context>) {
    let Some((summary, _)) = reading.table(table, "summary") else { return (None, None) };
    reading.refuse_unknown(summary, TABLES[0].1);
    let context = reading.word(summary, "context", &CONTEXTS).map(|context| context.value);
    (columns(reading, summary), context)
}

fn columns(reading: &mut Reading<'_>, summary: &Table) -> Option<Vec<Column>> {
    let node = summary.get("columns")?;
    let before = reading.found.len();
    let mut out = Vec::new();
    for column in reading.words(summary, "columns", &COLUMNS) {
        if out.contains(&column.value) {
            reading.found.push(reading.about(Code::WrongValue, "columns", &column.span).help("twice"));
        } else {
            out.push(column.value);
        }
    }
    if reading.found.len() == before && !out.contains(&Column::Section) && node.value != Value::Broken {
        let fixed = reading.fixed(&node.span, "[\"section\", \"before\", \"after\", \"reason\"]");
        reading.found.push(reading.about(Code::WrongValue, "columns", &node.span).arg("fixed", fixed).help("section"));
        out.insert(0, Column::Section);
    }
    out.contains(&Column::Section).then_some(out)
}

fn back(reading: &mut Reading<'_>, table: &Table) -> Option<u32> {
    let (compare, _) = reading.table(table, "compare")?;
    reading.refuse_unknown(compare, TABLES[1].1);
    let back = reading.integer(compare, "back")?;
    // More than there can be revisions is as good as all.
    let value = u32::try_from(back.value.min(i64::from(u32::MAX))).ok().filter(|value| *value >= 1);
    if value.is_none() {
        let fixed = reading.fixed(&back.span, "1");
        reading.found.push(
            reading.about(Code::WrongValue, "back", &back.span).arg("fixed", fixed).arg("least", 1).help("least"),
        );
    }
    value
}

fn variables(reading: &mut Reading<'_>, table: &Table) -> Option<BTreeMap<String, Variable>> {
    let (variables, _) = reading.table(table, "variables")?;
    let mut out = BTreeMap::new();
    for entry in &variables.entries {
        if BUILT_IN.contains(&entry.key.value.as_str()) {
            reading.found.push(reading.about(Code::WrongValue, "variables", &entry.key.span).help("built-in"));
        }
        if let Some(variable) = variable(reading, &entry.key, &entry.node) {
            out.insert(entry.key.value.clone(), variable);
        }
    }
    Some(out)
}

fn variable(reading: &mut Reading<'_>, key: &Spanned<String>, node: &Node) -> Option<Variable> {
    let Value::List(items) = &node.value else {
        return reading.localized_of(&key.value, node).map(|value| Variable { values: vec![(None, value)] });
    };
    let mut values = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let Value::Table(table) = &item.value else {
            if item.value != Value::Broken {
                let text = reading.source.text[item.span.clone()].to_owned();
                reading.mistyped(&key.value, item, "dated", &format!("{{ value = {text} }}"));
            }
            continue;
        };
        reading.refuse_unknown(table, &["until", "value"]);
        reading.require(table, "value", &item.span, "\"…\"");
        if at + 1 < items.len() {
            reading.require(table, "until", &item.span, "2024-03-31");
        }
        let until = reading.date(table, "until");
        if let Some(until) = &until {
            refuse_earlier(reading, until.value, &until.span, &values);
        }
        values.push((until.map(|until| until.value), reading.localized(table, "value").unwrap_or_default()));
    }
    if items.is_empty() {
        reading.mistyped(&key.value, node, "text", "\"…\"");
    }
    (!values.is_empty()).then_some(Variable { values })
}

fn refuse_earlier(
    reading: &mut Reading<'_>,
    until: crate::locale::Date,
    span: &Span,
    values: &[(Option<crate::locale::Date>, Localized)],
) {
    let before = values.iter().filter_map(|(until, _)| *until).max();
    if let Some(before) = before.filter(|before| *before >= until) {
        reading.found.push(reading.about(Code::WrongValue, "until", span).arg("before", before).help("rising"));
    }
}

/// A text in a language that the site has not would never be seen.
fn refuse_unlisted(reading: &mut Reading<'_>, table: &Table, languages: &[Lang]) {
    let tags: Vec<&str> = languages.iter().map(Lang::as_str).collect();
    let mut tables = Vec::new();
    tables.extend(table.get("title").and_then(by_language));
    if let Some(Node { value: Value::Table(variables), .. }) = table.get("variables") {
        for entry in &variables.entries {
            tables.extend(by_language(&entry.node));
            if let Value::List(items) = &entry.node.value {
                let dated = items.iter().filter_map(by_language);
                tables.extend(dated.filter_map(|item| item.get("value")).filter_map(by_language));
            }
        }
    }
    for table in tables {
        let sound: Vec<_> =
            table.entries.iter().filter(|entry| Lang::parse(&entry.key.value).is_ok()).cloned().collect();
        reading.refuse_unknown(&Table { entries: sound }, &tags);
    }
}

fn by_language(node: &Node) -> Option<&Table> {
    match &node.value {
        Value::Table(table) => Some(table),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::told::told;

    const HEAD: [&str; 4] = [
        "title = \"x\"",
        "base_url = \"https://a.example\"",
        "timezone = \"Asia/Tokyo\"",
        "languages = [\"ja\", \"en\"]",
    ];

    fn check(text: &str, expected: &[&str]) -> Config {
        let source = Source::new("site.toml", text);
        let config = config(&source);
        assert_eq!(told(&source, &config.diagnostics), expected, "{text}");
        config.value
    }

    /// Checks lines behind a sound beginning of four lines.
    fn check_more(lines: &str, expected: &[&str]) -> Config {
        check(&format!("{}\n{lines}", HEAD.join("\n")), expected)
    }

    /// Checks one of the four lines in place of the sound one.
    fn check_line(line: &str, expected: &str) {
        let (key, _) = line.split_once(' ').expect("a key");
        check(&HEAD.map(|own| if own.starts_with(key) { line } else { own }).join("\n"), &[expected]);
    }

    #[test]
    fn reads_what_is_stated() {
        let config = check_more(
            "governing = \"en\"\ntheme = \"own\"\n[summary]\ncolumns = [\"section\", \"after\", \"before\"]\n\
             context = \"changes\"\n[compare]\nback = 3\n[check]\nlinks = \"error\"\n[variables]\n\
             company = { ja = \"会社\", en = \"Co.\" }\n\
             office = [{ until = 2024-03-31, value = \"a\" }, { value = { ja = \"b\" } }]",
            &[],
        );
        assert_eq!((config.base_url.as_str(), config.governing.as_str()), ("https://a.example/", "en"));
        assert_eq!(config.columns, [Column::Section, Column::After, Column::Before]);
        assert_eq!((config.context, config.compare_back, config.links), (Context::Changes, 3, Check::Error));
        let variables = config.variables.unwrap_or_default();
        assert_eq!(variables["office"].values.len(), 2);
        assert_eq!(variables["company"].values[0].1.by.len(), 2);
    }

    #[test]
    fn what_is_not_stated_has_a_default() {
        let config = check_more("", &[]);
        assert_eq!((config.governing.as_str(), config.theme.as_str(), config.compare_back), ("ja", "default", 10));
        assert_eq!((config.columns.len(), config.variables), (4, None));
    }

    #[test]
    fn required_keys() {
        check("\u{feff}\n", &["1:1 empty-file site"]);
        check(
            "theme = \"default\"",
            &[
                "1:1 missing-key | title = \"Our policies\"",
                "1:1 missing-key | base_url = \"https://legal.example.com/\"",
                "1:1 missing-key | timezone = \"Asia/Tokyo\"",
                "1:1 missing-key | languages = [\"ja\", \"en\"]",
            ],
        );
        check(
            "タイトル = \"x\"\nbase_url = \"https://a.example\"\ntimezone = \"UTC\"\nlanguages = \"ja\"",
            &["1:1 unknown-key near-line | タイトル | title = \"x\""],
        );
    }

    #[test]
    fn addresses() {
        check_line(
            "base_url = \"legal.example.com\"",
            "2:12 wrong-value scheme | \"legal.example.com\" | base_url = \"https://legal.example.com/\"",
        );
        check_line(
            "base_url = \"ftp://a.example/x?y\"",
            "2:12 wrong-value web | \"ftp://a.example/x?y\" | base_url = \"https://a.example/x/\"",
        );
        check_line(
            "base_url = \"https://a.example/?y\"",
            "2:12 wrong-value plain | \"https://a.example/?y\" | base_url = \"https://a.example/\"",
        );
        check_line(
            "base_url = \"https://\"",
            "2:12 wrong-value address | \"https://\" | base_url = \"https://legal.example.com/\"",
        );
    }

    #[test]
    fn zones() {
        check_line("timezone = \"Asia/Tokio\"", "3:12 wrong-value near | \"Asia/Tokio\" | timezone = \"Asia/Tokyo\"");
        check_line("timezone = \"Tokyo\"", "3:12 wrong-value near | \"Tokyo\" | timezone = \"Asia/Tokyo\"");
        check_line("timezone = \"JST\"", "3:12 wrong-value near | \"JST\" | timezone = \"Asia/Tokyo\"");
        check_line("timezone = \"Mars\"", "3:12 wrong-value zone | \"Mars\"");
    }

    #[test]
    fn languages_of_the_site() {
        check_line("languages = []", "4:13 wrong-value none | [] | languages = [\"ja\", \"en\"]");
        check_line("languages = [\"ja_JP\"]", "4:14 wrong-language meant | \"ja_JP\" | languages = [\"ja-JP\"]");
        check_line("languages = [\"ja\", \"ja\"]", "4:20 wrong-value twice | \"ja\"");
        check_line("title = { ja = \"x\", fr = \"y\" }", "1:21 unknown-key | fr");
        check_more("governing = \"fr\"", &["5:13 wrong-value unlisted | \"fr\" | `ja`, `en`"]);
    }

    #[test]
    fn closed_lists_and_numbers() {
        check_more("theme = \"../x\"", &["5:9 wrong-value theme | \"../x\""]);
        check_more(
            "[summary]\ncolumns = [\"section\", \"befor\", \"after\", \"after\"]",
            &[
                "6:23 wrong-value near | \"befor\" | columns = [\"section\", \"before\", \"after\", \"after\"]",
                "6:41 wrong-value twice | \"after\"",
            ],
        );
        check_more(
            "[summary]\ncolumns = [\"before\", \"after\"]\ncontext = \"all\"",
            &[
                "6:11 wrong-value section | [\"before\", \"after\"] | columns = [\"section\", \"before\", \"after\", \"reason\"]",
                "7:11 wrong-value allowed | \"all\" | `section`, `changes`",
            ],
        );
        check_more("[compare]\nback = 0", &["6:8 wrong-value least | 0 | back = 1"]);
        check_more("[compare]\nback = \"3\"", &["6:8 wrong-type integer | \"3\" | back = 3"]);
        check_more("[check]\nlinks = \"eror\"", &["6:9 wrong-value near | \"eror\" | links = \"error\""]);
        check_more("check = \"error\"", &["5:9 wrong-type table | \"error\" | [check]"]);
        check_more("[foo]\nx = 1", &["5:2 unknown-key | foo"]);
    }

    #[test]
    fn keys_below_a_table_that_belong_above() {
        check_more("[compare]\nback = 1\ntheme = \"own\"", &["7:1 swallowed-key | theme | theme = \"own\""]);
        check(
            "[variables]\nco = \"x\"\ntitle = \"x\"\nbase_url = \"https://a.example\"\ntimezone = \"UTC\"\nlanguages = \"ja\"",
            &[
                "3:1 swallowed-key | title | title = \"x\"",
                "4:1 swallowed-key | base_url | base_url = \"https://a.example\"",
                "5:1 swallowed-key | timezone | timezone = \"UTC\"",
                "6:1 swallowed-key | languages | languages = \"ja\"",
            ],
        );
    }

    #[test]
    fn variables_by_date() {
        check_more(
            "[variables]\nx = [{ until = 2024-03-31, value = \"a\" }, { until = 2023-03-31, value = \"b\" }]",
            &["6:53 wrong-value rising | 2023-03-31"],
        );
        check_more(
            "[variables]\nshop = [{ value = \"a\" }, { value = \"b\" }]",
            &["6:9 missing-key | { value = \"a\" } | until = 2024-03-31"],
        );
        check_more(
            "[variables]\nshop = [{ until = 2024-03-31 }, { valeu = \"b\" }]",
            &[
                "6:9 missing-key | { until = 2024-03-31 } | value = \"…\"",
                "6:35 unknown-key near-line | valeu | shop = [{ until = 2024-03-31 }, { value = \"b\" }]",
            ],
        );
    }

    #[test]
    fn variables_by_name() {
        check_more("[variables]\neffective = \"x\"", &["6:1 wrong-value built-in | effective"]);
        check_more("[variables]\nfee = 300", &["6:7 wrong-type text | 300 | fee = \"300\""]);
        check_more("[variables]\nlist = [\"a\"]", &["6:9 wrong-type dated | \"a\" | list = [{ value = \"a\" }]"]);
        check_more("[variables]\n会社名 = \"x\"", &["6:1 syntax key | 会社名 | \"会社名\" = \"x\""]);
        check_more("[variables]\nco = { ja = \"x\", fr = \"y\" }", &["6:18 unknown-key | fr"]);
    }
}
