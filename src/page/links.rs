//! Links and images as written -> addresses on one page.

use super::address;
use super::{Hrefs, views::Scene};
use crate::assemble::links::{self, Dead, Destination, Here};
use crate::locale::Lang;
use crate::model::{Block, Body, Leaf, MarkKind, Text};

/// Where links stand, and what they are written in.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    /// The page.
    pub(super) at: &'a Scene<'a>,
    /// The document of the text that holds the links.
    pub(super) document: usize,
    /// The revision of the text that holds the links.
    pub(super) revision: usize,
    /// The language of the text that holds the links.
    pub(super) lang: &'a Lang,
    /// Whether the whole of that text, ids included, is on the page.
    pub(super) on_page: bool,
}

impl Origin<'_> {
    /// Returns the links of a text that do not lead where they are written.
    pub(super) fn of_text(&self, text: &Text) -> Hrefs {
        let mut hrefs = Hrefs::new();
        for section in &text.sections {
            self.leaf(&section.title, &mut hrefs);
            self.blocks(&section.blocks, &mut hrefs);
        }
        hrefs
    }

    /// Returns the links of blocks that do not lead where they are written.
    pub(super) fn of_blocks(&self, blocks: &[Block]) -> Hrefs {
        let mut hrefs = Hrefs::new();
        self.blocks(blocks, &mut hrefs);
        hrefs
    }

    fn blocks(&self, blocks: &[Block], hrefs: &mut Hrefs) {
        for block in blocks {
            match &block.body {
                Body::Leaf(leaf) => self.leaf(leaf, hrefs),
                Body::Blocks(inner) => self.blocks(inner, hrefs),
            }
        }
    }

    fn leaf(&self, leaf: &Leaf, hrefs: &mut Hrefs) {
        for mark in &leaf.marks {
            let resolved = match &mark.kind {
                MarkKind::Link(link) => (&link.target, self.link(&link.target)),
                MarkKind::Image { source, .. } => (source, self.image(source)),
                _ => continue,
            };
            if let (written, Some(href)) = resolved {
                hrefs.insert(written.clone(), href);
            }
        }
    }

    /// Returns where a link leads, `Some(None)` for nowhere, `None` for where it says.
    fn link(&self, target: &str) -> Option<Option<String>> {
        match self.resolve(target) {
            Ok(Destination::Outside) => self.outside(target),
            Ok(Destination::Here(anchor)) if self.on_page => {
                let written = anchor.is_empty() || target.strip_prefix('#') == Some(&anchor);
                (!written).then(|| Some(format!("#{anchor}")))
            }
            Ok(Destination::Here(anchor)) => {
                let shown = links::shown(&self.at.site.documents[self.document], self.revision, self.at.lang);
                let anchor = Some(anchor).filter(|anchor| shown.is_some_and(|shown| links::has_id(shown, anchor)));
                Some(Some(self.to((self.document, Some(self.revision)), anchor.as_deref())))
            }
            Ok(Destination::Document { document, revision, anchor }) => {
                Some(Some(self.to((document, revision), anchor.as_deref())))
            }
            Ok(Destination::Asset { revision, name }) => Some(Some(self.asset(revision, &name))),
            // The document is there at least.
            Err(Dead::Anchor(_)) if !target.starts_with('#') => self.link(target.split_once('#')?.0),
            Err(_) => Some(None),
        }
    }

    /// Returns where a link out of the site leads, where it must say its host: one that begins with `/` has that of the site.
    fn outside(&self, target: &str) -> Option<Option<String>> {
        let known = if target.starts_with("//") { 1 } else { 3 };
        let origin: Vec<&str> = self.at.site.config.base_url.split('/').take(known).collect();
        (self.at.anywhere && target.starts_with('/')).then(|| Some(format!("{}{target}", origin.join("/"))))
    }

    fn resolve(&self, target: &str) -> Result<Destination, Dead> {
        // Links within a text are its own; other documents are shown in the language of the page.
        let lang = if target.starts_with('#') { self.lang } else { self.at.lang };
        let here = Here { document: self.document, revision: self.revision, lang };
        links::resolve(self.at.site, here, target)
    }

    /// Returns where an image lies, in the same way.
    fn image(&self, source: &str) -> Option<Option<String>> {
        match self.resolve(source) {
            Ok(Destination::Outside) => self.outside(source),
            Ok(Destination::Asset { revision, name }) => Some(Some(self.asset(revision, &name))),
            _ => Some(None),
        }
    }

    fn to(&self, (document, revision): (usize, Option<usize>), anchor: Option<&str>) -> String {
        let document = &self.at.site.documents[document];
        let page = match revision {
            Some(at) => address::dated(self.at.lang, &document.id, &document.revisions[at].id),
            None => address::current(self.at.lang, &document.id),
        };
        let anchor = anchor.map(|anchor| format!("#{anchor}"));
        format!("{}{}", self.at.href(&page), anchor.unwrap_or_default())
    }

    fn asset(&self, revision: usize, name: &str) -> String {
        let document = &self.at.site.documents[self.document];
        self.at.href(&address::asset(self.at.lang, &document.id, &document.revisions[revision].id, name))
    }
}
