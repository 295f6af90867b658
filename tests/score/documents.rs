//! The base documents: policies and terms of an invented company, as Markdown, cut into sections that can be edited.
//!
//! Of each language one document is there to tune on and one is *held out*: nobody looks at it to choose a threshold.

/// A document in one language.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    pub(crate) lang: &'static str,
    pub(crate) name: &'static str,
    /// Whether nothing is tuned on it.
    pub(crate) held_out: bool,
    labels: Labels,
    /// The heading of the document and the text before its first section, if any.
    lead: String,
    pub(crate) sections: Vec<Section>,
}

/// A section as an editor sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    /// 2 or 3; 0 for the text before the first heading.
    pub(crate) level: usize,
    /// The title without label.
    pub(crate) title: String,
    /// Everything below the heading, without blank lines around it.
    pub(crate) text: String,
}

/// How headings are numbered: `{n}` is the number, `{m}` that of a section of level 3, `{t}` the title.
#[derive(Debug, Clone, Copy)]
struct Labels {
    second: &'static str,
    third: &'static str,
    digits: Digits,
}

#[derive(Debug, Clone, Copy)]
enum Digits {
    Arabic,
    Kanji,
    ArabicIndic,
    Thai,
}

type Row = (&'static str, &'static str, bool, Labels, &'static str);

macro_rules! document {
    ($lang:literal, $folder:literal, $name:literal, $second:literal, $third:literal, $digits:ident) => {
        (
            $lang,
            $name,
            matches!($folder.as_bytes(), b"held-out"),
            Labels { second: $second, third: $third, digits: Digits::$digits },
            include_str!(concat!("documents/", $lang, "/", $folder, "/", $name, ".md")),
        )
    };
}

const SOURCES: &[Row] = &[
    document!("ja", "tuned", "privacy", "第{n}条（{t}）", "{n}.{m} {t}", Arabic),
    document!("ja", "held-out", "rental", "第{n}条　{t}", "{n}の{m} {t}", Kanji),
    document!("en", "tuned", "privacy", "{n}. {t}", "{n}.{m} {t}", Arabic),
    document!("en", "held-out", "rental", "Section {n}. {t}", "{n}.{m} {t}", Arabic),
    document!("de", "tuned", "privacy", "§ {n} {t}", "{n}.{m} {t}", Arabic),
    document!("de", "held-out", "rental", "{n}. {t}", "{n}.{m} {t}", Arabic),
    document!("zh", "tuned", "privacy", "{n}、{t}", "{n}.{m} {t}", Kanji),
    document!("zh", "held-out", "rental", "第{n}条 {t}", "{n}.{m} {t}", Kanji),
    document!("ar", "tuned", "privacy", "المادة {n}: {t}", "{n}.{m} {t}", ArabicIndic),
    document!("ar", "held-out", "rental", "{n}. {t}", "{n}.{m} {t}", Arabic),
    document!("th", "tuned", "privacy", "ข้อ {n} {t}", "{n}.{m} {t}", Arabic),
    document!("th", "held-out", "rental", "ข้อ {n} {t}", "{n}.{m} {t}", Thai),
];

/// Returns every base document.
pub(crate) fn all() -> Vec<Document> {
    SOURCES.iter().map(|(lang, name, held_out, labels, text)| read(lang, name, *held_out, *labels, text)).collect()
}

fn read(lang: &'static str, name: &'static str, held_out: bool, labels: Labels, text: &str) -> Document {
    let mut document = Document { lang, name, held_out, labels, lead: String::new(), sections: Vec::new() };
    let mut number = (0, 0);
    for line in text.lines() {
        let level = line.chars().take_while(|c| *c == '#').count();
        if level == 1 {
            document.lead = line.to_owned();
        } else if level > 1 {
            number = if level == 2 { (number.0 + 1, 0) } else { (number.0, number.1 + 1) };
            let title = labels.title(level, number, &line[level + 1..]);
            let title = title.unwrap_or_else(|| panic!("{lang} {name}: `{line}` should be numbered {number:?}"));
            document.sections.push(Section { level, title, text: String::new() });
        } else if document.sections.is_empty() && !line.is_empty() {
            document.sections.push(Section { level: 0, title: String::new(), text: line.to_owned() });
        } else if let Some(section) = document.sections.last_mut() {
            section.text += &format!("\n{line}");
        }
    }
    for section in &mut document.sections {
        section.text = section.text.trim_matches('\n').to_owned();
    }
    document
}

impl Document {
    /// Returns the Markdown of a text of this document, its sections numbered anew.
    pub(crate) fn markdown<'a>(&self, sections: impl IntoIterator<Item = &'a Section>) -> String {
        let mut out = format!("{}\n", self.lead);
        let mut number = (0, 0);
        for section in sections {
            match section.level {
                0 => {}
                2 => number = (number.0 + 1, 0),
                _ => number.1 += 1,
            }
            if section.level > 0 {
                let heading = self.labels.heading(section.level, number, &section.title);
                out += &format!("\n{} {heading}\n", "#".repeat(section.level));
            }
            if !section.text.is_empty() {
                out += &format!("\n{}\n", section.text);
            }
        }
        out
    }
}

impl Labels {
    fn heading(&self, level: usize, number: (usize, usize), title: &str) -> String {
        let pattern = if level == 2 { self.second } else { self.third };
        let write = |n: usize| self.digits.write(n);
        pattern.replace("{n}", &write(number.0)).replace("{m}", &write(number.1)).replace("{t}", title)
    }

    /// Takes the label off a heading.
    fn title(&self, level: usize, number: (usize, usize), heading: &str) -> Option<String> {
        let empty = self.heading(level, number, "{t}");
        let (before, after) = empty.split_once("{t}")?;
        Some(heading.strip_prefix(before)?.strip_suffix(after)?.to_owned())
    }
}

impl Digits {
    fn write(self, number: usize) -> String {
        let others = |zero: char| {
            let shift = |c: char| char::from_u32(u32::from(c) - u32::from('0') + u32::from(zero)).expect("a digit");
            number.to_string().chars().map(shift).collect()
        };
        match self {
            Self::Arabic => number.to_string(),
            Self::ArabicIndic => others('٠'),
            Self::Thai => others('๐'),
            Self::Kanji => kanji(number),
        }
    }
}

fn kanji(number: usize) -> String {
    let digit = |n: usize| ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"][n];
    let tens = match number / 10 {
        0 => String::new(),
        1 => "十".to_owned(),
        n => format!("{}十", digit(n)),
    };
    tens + digit(number % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_its_sections_and_nothing_else() {
        for (document, row) in all().iter().zip(SOURCES) {
            assert_eq!(document.markdown(&document.sections), row.4, "{} {}", document.lang, document.name);
            let count = document.sections.len();
            assert!((12..=25).contains(&count), "{} {} has {count} sections", document.lang, document.name);
            let parsed = crate::engine::parse(row.4);
            assert_eq!(parsed.sections.len(), count, "{} {}", document.lang, document.name);
            let headings = document.sections.iter().zip(&parsed.sections).filter(|(section, _)| section.level > 0);
            for (section, parsed) in headings {
                assert!(
                    parsed.title.text.contains(&section.title),
                    "{} {}: {}",
                    document.lang,
                    document.name,
                    section.title
                );
                assert!(parsed.label.is_some(), "{} {}: {} has no label", document.lang, document.name, section.title);
            }
        }
    }
}
