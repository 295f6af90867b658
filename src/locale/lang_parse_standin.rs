//! Stands in for the reading of language tags until it exists; dropped at the merge.

use super::{Lang, NoLang};

impl Lang {
    /// Reads a tag that is in canonical form already.
    pub fn parse(tag: &str) -> Result<Self, NoLang> {
        let canonical = canonical(tag);
        match canonical {
            Some(canonical) if canonical == tag => Ok(Self::standin(&canonical)),
            canonical => Err(NoLang { meant: canonical.map(|tag| Self::standin(&tag)) }),
        }
    }
}

fn canonical(tag: &str) -> Option<String> {
    let parts: Vec<String> = tag
        .split(['-', '_'])
        .enumerate()
        .map(|(at, part)| match (at, part.len()) {
            (0, _) => part.to_ascii_lowercase(),
            (_, 2) => part.to_ascii_uppercase(),
            (_, 4) => part[..part.len().min(1)].to_ascii_uppercase() + &part[part.len().min(1)..].to_ascii_lowercase(),
            _ => part.to_ascii_lowercase(),
        })
        .filter(|_| tag.is_ascii())
        .collect();
    let first = parts.first()?;
    let sound =
        parts.iter().all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    (sound && (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic())).then(|| parts.join("-"))
}
