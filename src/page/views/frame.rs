//! What every page has: head, language switch, ways home.

use super::{Scene, lang_view};
use crate::locale::Lang;
use crate::model::{Block, leaves};
use crate::page::address::{self, Address};
use crate::page::view::{AlternateView, Frame, LinkView, RelView, SwitchView};

/// What a kind of page states about itself for its frame.
pub(super) struct Facts {
    /// The title, without the site's.
    pub(super) title: String,
    /// A sentence for search results; may be empty.
    pub(super) description: String,
    /// The address that search engines list in place of this page; `None` for pages that have none (404).
    pub(super) canonical: Option<Address>,
    /// Whether search engines must not list it.
    pub(super) noindex: bool,
    /// The same page in each language of the site, and whether it is translated; empty where it has no language.
    pub(super) elsewhere: Vec<(Lang, Address, bool)>,
    /// The page for readers of no listed language.
    pub(super) default: Option<Address>,
    /// Relations to other pages.
    pub(super) rels: Vec<(&'static str, Address)>,
}

impl Facts {
    /// Returns the facts of a page of that title and canonical address that has no other language.
    pub(super) fn new(title: String, canonical: Option<Address>) -> Self {
        Self {
            title,
            description: String::new(),
            canonical,
            noindex: false,
            elsewhere: Vec::new(),
            default: None,
            rels: Vec::new(),
        }
    }
}

pub(super) fn frame(scene: &Scene<'_>, facts: Facts) -> Frame {
    let config = &scene.site.config;
    let way = |address: &Address| scene.href(address);
    let words = scene.skin.words.get(scene.lang).map_or(scene.lang, |words| &words.spoken);
    let switch = |(lang, address, translated): &(Lang, Address, bool)| SwitchView {
        lang: lang_view(lang),
        href: way(address),
        current: lang == scene.lang,
        missing: !translated,
    };
    let alternates = alternates(scene, &facts);
    let rel = |(rel, address): &(&'static str, Address)| RelView { rel: (*rel).to_owned(), href: way(address) };
    Frame {
        is_fragment: scene.is_fragment,
        is_neutral: scene.is_neutral,
        lang: lang_view(scene.lang),
        words_lang: lang_view(words),
        site_title: config.title.text(scene.lang, &config.languages).map_or("", |(title, _)| title).to_owned(),
        root: way(&address::root()),
        canonical: facts.canonical.as_ref().map(|address| scene.absolute(address)).unwrap_or_default(),
        noindex: facts.noindex,
        alternates,
        rels: facts.rels.iter().map(rel).collect(),
        switch: if facts.elsewhere.len() > 1 { facts.elsewhere.iter().map(switch).collect() } else { Vec::new() },
        home: LinkView { href: way(&address::home(scene.lang)), text: scene.words("home").to_owned(), lang: None },
        stylesheet: way(&scene.skin.stylesheet),
        script: way(&scene.skin.script),
        preview: scene.site.preview,
        as_of: scene.date(scene.site.as_of),
        zone: config.timezone.name().to_owned(),
        title: facts.title,
        description: facts.description,
    }
}

/// Returns the `hreflang` links: the translated languages and the default, if there are two pages at least and this page is
/// one of them.
fn alternates(scene: &Scene<'_>, facts: &Facts) -> Vec<AlternateView> {
    let translated: Vec<_> = facts.elsewhere.iter().filter(|(_, _, translated)| *translated).collect();
    let own = translated.iter().any(|(lang, ..)| lang == scene.lang);
    if !own || translated.len() < 2 {
        return Vec::new();
    }
    let alternate = |hreflang: String, address: &Address| AlternateView { hreflang, href: scene.absolute(address) };
    let listed = translated.iter().map(|(lang, address, _)| alternate(lang.to_string(), address));
    listed.chain(facts.default.iter().map(|address| alternate("x-default".to_owned(), address))).collect()
}

/// Returns the words of blocks in one line, for a description.
pub(super) fn sentence(blocks: &[Block]) -> String {
    leaves(blocks).iter().flat_map(|leaf| leaf.text.split_whitespace()).collect::<Vec<_>>().join(" ")
}
