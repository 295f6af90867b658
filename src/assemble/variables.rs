//! Variables: the values that a text inserts, by its revision's effective date and its language.

use std::collections::BTreeMap;

use super::texts::BUILT_IN;
use crate::diagnostic::{Code, Diagnostic};
use crate::locale::{self, Date, Lang};
use crate::model::{Config, Parsed, Variable};

/// The dates that built-in variables show.
#[derive(Debug, Clone, Copy)]
pub struct Dates {
    /// `effective`, and `revised`: the day of this revision.
    pub effective: Date,
    /// `announced`.
    pub announced: Date,
    /// `established`: the day of the document's first revision.
    pub established: Date,
}

/// Returns the values of all variables for one text; reports used ones that are unknown or have no value. Empty where the
/// site has no `[variables]`.
pub fn values(
    parsed: &Parsed,
    lang: &Lang,
    config: &Config,
    dates: Dates,
    found: &mut Vec<Diagnostic>,
) -> BTreeMap<String, String> {
    let Some(variables) = &config.variables else { return BTreeMap::new() };
    let mut values: BTreeMap<String, String> = variables
        .iter()
        .filter_map(|(name, variable)| Some((name.clone(), value(variable, lang, dates.effective, config)?)))
        .collect();
    for (name, date) in [
        ("announced", dates.announced),
        ("effective", dates.effective),
        ("established", dates.established),
        ("revised", dates.effective),
    ] {
        // The day of a draft is not fixed: it has no value to show.
        let text = if date == Date::MAX { "—".to_owned() } else { locale::date(date, lang, config.calendar) };
        values.insert(name.to_owned(), text);
    }
    for used in &parsed.variables {
        if values.contains_key(&used.value) {
            continue;
        }
        let place = parsed.place(used.span.clone());
        if variables.contains_key(&used.value) {
            let diagnostic = Diagnostic::new(Code::NoVariableValue, place);
            found.push(diagnostic.arg("name", &used.value).arg("lang", lang).arg("date", dates.effective));
        } else {
            let names: Vec<&str> = variables.keys().map(String::as_str).chain(BUILT_IN).collect();
            let near = names
                .iter()
                .max_by(|a, b| strsim::jaro_winkler(a, &used.value).total_cmp(&strsim::jaro_winkler(b, &used.value)));
            let diagnostic = Diagnostic::new(Code::UnknownVariable, place).arg("name", &used.value);
            found.push(match near.filter(|near| strsim::jaro_winkler(near, &used.value) > 0.8) {
                Some(near) => diagnostic.arg("near", near).help("near"),
                None => diagnostic.arg("known", names.join(", ")),
            });
        }
    }
    values
}

/// Returns the value on a day in a language; one without the language falls back to the governing one, then to any.
fn value(variable: &Variable, lang: &Lang, day: Date, config: &Config) -> Option<String> {
    let (_, texts) = variable.values.iter().find(|(until, _)| until.is_none_or(|until| day <= until))?;
    let mut fallbacks = lang.fallbacks();
    fallbacks.push(config.governing.clone());
    fallbacks.extend(config.languages.iter().cloned());
    texts.text(lang, &fallbacks).map(|(text, _)| text.to_owned())
}

/// Returns a line of plain text (a title) with `{{ name }}` replaced where the name has a value.
pub fn fill(text: &str, values: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find("{{") {
        let Some(close) = rest[open..].find("}}") else { break };
        let name = rest[open + 2..open + close].trim();
        out.push_str(&rest[..open]);
        match values.get(name) {
            Some(value) => out.push_str(value),
            None => out.push_str(&rest[open..open + close + 2]),
        }
        rest = &rest[open + close + 2..];
    }
    out.push_str(rest);
    out
}
