//! The typed reading of a table: the value a key should have, and a diagnostic with the corrected line where it has another.
//!
//! A value of the wrong type whose meaning is plain (`label = 5.0`) is told and then taken as meant, so that nothing follows
//! from it.

use super::names::near;
use super::table::{Format, Node, Table, Value, quoted};
use super::typed::{halved, wrong_date};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::locale::{Date, Lang};
use crate::model::Localized;
use crate::source::{Place, Source, Span, Spanned};

/// A file being read, and what was found wrong with it so far.
pub(super) struct Reading<'a> {
    /// The file.
    pub(super) source: &'a Source,
    /// The language that what it states is written in.
    pub(super) format: Format,
    /// What was found.
    pub(super) found: Vec<Diagnostic>,
}

impl<'a> Reading<'a> {
    /// Returns a reading with nothing found yet.
    pub(super) fn new(source: &'a Source) -> Self {
        Self { source, format: Format::Toml, found: Vec::new() }
    }

    /// Returns the value with what was found, by place. That a value lacks its quotes is not told where the value itself
    /// is told to be wrong.
    pub(super) fn checked<T>(self, value: T) -> Checked<T> {
        let is_bare = |one: &Diagnostic| one.code == Code::Syntax && one.help == Some("bare");
        let wrong: Vec<Place> = self.found.iter().filter(|one| !is_bare(one)).map(|one| one.place.clone()).collect();
        let told = |one: &Diagnostic| !is_bare(one) || !wrong.contains(&one.place);
        let mut diagnostics: Vec<Diagnostic> = self.found.into_iter().filter(told).collect();
        diagnostics.sort_by(|a, b| a.place.cmp(&b.place));
        Checked { value, diagnostics }
    }

    /// Returns a diagnostic about a value, with the arguments `key` and `value` (as written).
    pub(super) fn about(&self, code: Code, key: &str, span: &Span) -> Diagnostic {
        let value = self.source.text[span.clone()].lines().next().unwrap_or("").trim_matches(['"', '\'']).to_owned();
        Diagnostic::new(code, self.source.place(span.clone())).arg("key", key).arg("value", value)
    }

    /// Returns the line in which a span stands, as it reads with something else in the span's place.
    pub(super) fn fixed(&self, span: &Span, replacement: &str) -> String {
        let text = &self.source.text;
        let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
        if text[span.clone()].contains('\n') {
            return replacement.to_owned();
        }
        let line = format!("{}{replacement}{}", &text[start..span.start], &text[span.end..end]);
        line.trim_start_matches('\u{feff}').trim().to_owned()
    }

    /// Reports keys that nothing reads.
    pub(super) fn refuse_unknown(&mut self, table: &Table, known: &[&str]) {
        for entry in table.entries.iter().filter(|entry| !known.contains(&entry.key.value.as_str())) {
            let diagnostic = Diagnostic::new(Code::UnknownKey, self.source.place(entry.key.span.clone()))
                .arg("key", &entry.key.value)
                .arg("known", known.join(", "));
            let diagnostic = match near(&entry.key.value, known) {
                Some(near) => {
                    let fixed = self.fixed(&entry.key.span, near);
                    diagnostic.arg("near", near).arg("fixed", fixed).help("near-line")
                }
                None => diagnostic,
            };
            self.found.push(diagnostic);
        }
    }

    /// Reports a key that must be there; `example` is a value that it could have.
    pub(super) fn require(&mut self, table: &Table, key: &str, span: &Span, example: &str) {
        let meant = table.entries.iter().any(|entry| near(&entry.key.value, &[key]).is_some());
        if table.get(key).is_none() && !meant {
            let place = self.source.place(span.clone());
            self.found.push(
                Diagnostic::new(Code::MissingKey, place).arg("key", key).arg("fixed", self.format.line(key, example)),
            );
        }
    }

    /// Reads a text; an empty one is an error.
    pub(super) fn text(&mut self, table: &Table, key: &str) -> Option<Spanned<String>> {
        let text = self.any_text(table, key)?;
        if text.value.trim().is_empty() {
            self.found.push(self.about(Code::WrongValue, key, &text.span).help("empty"));
            return None;
        }
        Some(text)
    }

    /// Reads a text that may be empty.
    pub(super) fn any_text(&mut self, table: &Table, key: &str) -> Option<Spanned<String>> {
        table.get(key).and_then(|node| self.text_of(key, node))
    }

    fn text_of(&mut self, key: &str, node: &Node) -> Option<Spanned<String>> {
        match &node.value {
            Value::Text(text) | Value::Plain(text) => {
                if text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
                    self.found.push(self.about(Code::WrongValue, key, &node.span).help("control"));
                    return None;
                }
                Some(Spanned::new(text.clone(), node.span.clone()))
            }
            Value::Word(word) => {
                self.mistyped(key, node, "text", &quoted(word));
                Some(Spanned::new(word.clone(), node.span.clone()))
            }
            Value::List(items) => {
                let first = items.first().map(|item| self.source.text[item.span.clone()].to_owned());
                self.mistyped(key, node, "text", &first.unwrap_or_else(|| "\"…\"".to_owned()));
                None
            }
            Value::Table(_) => {
                self.mistyped(key, node, "text", "\"…\"");
                None
            }
            Value::Broken => None,
        }
    }

    /// Reads a list of texts; a single text is a list of one.
    pub(super) fn texts(&mut self, table: &Table, key: &str) -> Vec<Spanned<String>> {
        self.items(table, key).into_iter().filter_map(|node| self.filled_text_of(key, node)).collect()
    }

    fn filled_text_of(&mut self, key: &str, node: &Node) -> Option<Spanned<String>> {
        let text = self.text_of(key, node)?;
        if text.value.trim().is_empty() {
            self.found.push(self.about(Code::WrongValue, key, &text.span).help("empty"));
            return None;
        }
        Some(text)
    }

    fn items<'t>(&self, table: &'t Table, key: &str) -> Vec<&'t Node> {
        match table.get(key) {
            Some(Node { value: Value::List(items), .. }) => items.iter().collect(),
            Some(node) => vec![node],
            None => Vec::new(),
        }
    }

    /// Reads `true` or `false`.
    pub(super) fn flag(&mut self, table: &Table, key: &str) -> Option<Spanned<bool>> {
        let node = table.get(key)?;
        let (Value::Text(word) | Value::Word(word) | Value::Plain(word)) = &node.value else {
            self.unless_broken(key, node, "flag", "true");
            return None;
        };
        let value = match halved(word).to_lowercase().as_str() {
            "true" | "yes" | "on" | "1" | "はい" => true,
            "false" | "no" | "off" | "0" | "いいえ" => false,
            _ => {
                self.mistyped(key, node, "flag", "true");
                return None;
            }
        };
        if matches!(node.value, Value::Text(_)) || word != &value.to_string() {
            self.mistyped(key, node, "flag", &value.to_string());
        }
        Some(Spanned::new(value, node.span.clone()))
    }

    /// Reads a whole number.
    pub(super) fn integer(&mut self, table: &Table, key: &str) -> Option<Spanned<i64>> {
        let node = table.get(key)?;
        let (Value::Text(word) | Value::Word(word) | Value::Plain(word)) = &node.value else {
            self.unless_broken(key, node, "integer", "1");
            return None;
        };
        let digits: String = halved(word).chars().filter(|c| *c != '_' && *c != ' ').collect();
        let Ok(value) = digits.trim_start_matches('+').parse::<i64>() else {
            let leading: String = digits.chars().take_while(char::is_ascii_digit).collect();
            self.mistyped(key, node, "integer", if leading.is_empty() { "1" } else { &leading });
            return None;
        };
        if matches!(node.value, Value::Text(_)) || !word.is_ascii() {
            self.mistyped(key, node, "integer", &value.to_string());
        }
        Some(Spanned::new(value, node.span.clone()))
    }

    /// Reads a date; between quotes it means the same.
    pub(super) fn date(&mut self, table: &Table, key: &str) -> Option<Spanned<Date>> {
        let node = table.get(key)?;
        let (Value::Text(word) | Value::Word(word) | Value::Plain(word)) = &node.value else {
            self.unless_broken(key, node, "date", "2023-04-19");
            return None;
        };
        match word.trim().parse() {
            Ok(date) => Some(Spanned::new(date, node.span.clone())),
            Err(_) => {
                let place = self.source.place(node.span.clone());
                let diagnostic = wrong_date(place, word, |date| self.fixed(&node.span, &date.to_string()));
                self.found.push(diagnostic);
                None
            }
        }
    }

    /// Reads one of a closed list of words.
    pub(super) fn word<T: Copy>(&mut self, table: &Table, key: &str, words: &[(&str, T)]) -> Option<Spanned<T>> {
        table.get(key).and_then(|node| self.word_of(key, node, words))
    }

    /// Reads a list of words of a closed list.
    pub(super) fn words<T: Copy>(&mut self, table: &Table, key: &str, words: &[(&str, T)]) -> Vec<Spanned<T>> {
        self.items(table, key).into_iter().filter_map(|node| self.word_of(key, node, words)).collect()
    }

    fn word_of<T: Copy>(&mut self, key: &str, node: &Node, words: &[(&str, T)]) -> Option<Spanned<T>> {
        let text = self.text_of(key, node)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text.value) {
            return Some(Spanned::new(*value, text.span));
        }
        let allowed: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        self.refuse_word(key, &text, &allowed);
        None
    }

    /// Reports a word that is not on a list, with the one that was probably meant.
    pub(super) fn refuse_word(&mut self, key: &str, text: &Spanned<String>, allowed: &[&str]) {
        let list: Vec<String> = allowed.iter().map(|word| format!("`{word}`")).collect();
        let diagnostic = self.about(Code::WrongValue, key, &text.span).arg("allowed", list.join(", "));
        self.found.push(match near(&text.value, allowed) {
            Some(near) => {
                let fixed = self.fixed(&text.span, &quoted(near));
                diagnostic.arg("near", near).arg("fixed", fixed).help("near")
            }
            None => diagnostic.help("allowed"),
        });
    }

    /// Reads a language tag.
    pub(super) fn lang(&mut self, table: &Table, key: &str) -> Option<Spanned<Lang>> {
        let text = self.text(table, key)?;
        self.lang_of(&text)
    }

    /// Reads a list of language tags.
    pub(super) fn langs(&mut self, table: &Table, key: &str) -> Vec<Spanned<Lang>> {
        self.texts(table, key).iter().filter_map(|text| self.lang_of(text)).collect()
    }

    /// Reads a tag; one that is not canonical is told and taken as the canonical one.
    fn lang_of(&mut self, text: &Spanned<String>) -> Option<Spanned<Lang>> {
        match Lang::parse(&text.value) {
            Ok(lang) => Some(Spanned::new(lang, text.span.clone())),
            Err(wrong) => {
                let place = self.source.place(text.span.clone());
                let diagnostic = Diagnostic::new(Code::WrongLanguage, place).arg("tag", &text.value);
                self.found.push(match &wrong.meant {
                    Some(meant) => {
                        let is_quoted = self.source.text[text.span.clone()].starts_with(['"', '\'']);
                        let tag = if is_quoted { quoted(meant.as_str()) } else { meant.to_string() };
                        diagnostic.arg("meant", meant).arg("fixed", self.fixed(&text.span, &tag)).help("meant")
                    }
                    None => diagnostic,
                });
                wrong.meant.map(|meant| Spanned::new(meant, text.span.clone()))
            }
        }
    }

    /// Reads a text for all languages, or a table of texts by language.
    pub(super) fn localized(&mut self, table: &Table, key: &str) -> Option<Localized> {
        table.get(key).and_then(|node| self.localized_of(key, node))
    }

    /// Reads a value as [`Self::localized`] does.
    pub(super) fn localized_of(&mut self, key: &str, node: &Node) -> Option<Localized> {
        let Value::Table(table) = &node.value else {
            let text = self.filled_text_of(key, node)?;
            return Some(Localized { any: Some(text.value), ..Localized::default() });
        };
        let mut out = Localized::default();
        for entry in &table.entries {
            let lang = self.lang_of(&entry.key);
            let text = self.filled_text_of(&entry.key.value, &entry.node);
            if let Some((lang, text)) = lang.zip(text) {
                out.by.insert(lang.value, text.value);
            }
        }
        Some(out)
    }

    /// Reads a table.
    pub(super) fn table<'t>(&mut self, table: &'t Table, key: &str) -> Option<(&'t Table, Span)> {
        let node = table.get(key)?;
        match &node.value {
            Value::Table(inner) => Some((inner, node.span.clone())),
            _ => {
                self.unless_broken(key, node, "table", &format!("[{key}]"));
                None
            }
        }
    }

    /// Reports a value of another type than `wanted`, which names the help; `instead` is what to write in its place.
    pub(super) fn mistyped(&mut self, key: &str, node: &Node, wanted: &'static str, instead: &str) {
        let fixed = if matches!(wanted, "table" | "changes" | "items") {
            instead.to_owned()
        } else {
            self.fixed(&node.span, instead)
        };
        self.found.push(self.about(Code::WrongType, key, &node.span).arg("fixed", fixed).help(wanted));
    }

    fn unless_broken(&mut self, key: &str, node: &Node, wanted: &'static str, instead: &str) {
        if node.value != Value::Broken {
            self.mistyped(key, node, wanted, instead);
        }
    }
}

/// Moves the keys that a table swallowed, because they stand below its header, up to where they belong, and reports them.
pub(super) fn lift_swallowed(
    reading: &mut Reading<'_>,
    table: &mut Table,
    name: &str,
    header: &str,
    swallowed: impl Fn(&str, &Table) -> bool,
) {
    let mut lifted = Vec::new();
    let outer = table.clone();
    let Some(entry) = table.entries.iter_mut().find(|entry| entry.key.value == name) else { return };
    let inner = match &mut entry.node.value {
        Value::List(items) => items.iter_mut().collect(),
        _ => vec![&mut entry.node],
    };
    for node in inner {
        let span = node.span.clone();
        if let Value::Table(inner) = &mut node.value {
            for entry in inner.entries.extract_if(.., |entry| swallowed(&entry.key.value, &outer)) {
                reading.found.push(told(reading, &entry.key, span.clone(), header));
                lifted.push(entry);
            }
        }
    }
    for entry in lifted {
        if table.get(&entry.key.value).is_none() {
            table.entries.push(entry);
        }
    }
}

fn told(reading: &Reading<'_>, key: &Spanned<String>, header_span: Span, header: &str) -> Diagnostic {
    let place = reading.source.place(key.span.clone());
    let fixed = reading.fixed(&(key.span.start..key.span.start), "");
    Diagnostic::new(Code::SwallowedKey, place)
        .arg("key", &key.value)
        .arg("table", header)
        .arg("fixed", fixed)
        .note("table", reading.source.place(header_span))
}
