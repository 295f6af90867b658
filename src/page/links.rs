//! Links and images as written -> addresses on one page.

use percent_encoding::percent_decode_str;

use super::address::{self, Address, relative};
use super::{Hrefs, views::Scene};
use crate::locale::nfc;
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
    /// Whether the whole of that text, ids included, is on the page.
    pub(super) on_page: bool,
    /// Whether addresses are absolute (data files) or relative (pages).
    pub(super) absolute: bool,
}

impl Origin<'_> {
    fn lead_to(&self, address: &Address) -> String {
        if self.absolute { address.absolute(&self.at.site.config.base_url) } else { relative(self.at.address, address) }
    }

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
        if is_outside(target) {
            return None;
        }
        let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
        let page = if path.is_empty() {
            if self.on_page {
                return None;
            }
            self.dated(self.document, self.revision)
        } else {
            match self.document(path) {
                Some(Some(page)) => page,
                Some(None) => return Some(None),
                None => return Some(self.asset(path)),
            }
        };
        let anchor = anchor.map(|anchor| format!("#{}", percent_decode_str(anchor).decode_utf8_lossy()));
        Some(Some(format!("{}{}", self.lead_to(&page), anchor.unwrap_or_default())))
    }

    /// Returns where an image lies, in the same way.
    fn image(&self, source: &str) -> Option<Option<String>> {
        (!is_outside(source)).then(|| self.asset(source))
    }

    /// Returns the page of `privacy` or `privacy@2021-04-01`: `None` if no document is called so, `Some(None)` if it has no
    /// such revision.
    fn document(&self, path: &str) -> Option<Option<Address>> {
        let path = percent_decode_str(path.trim_end_matches('/')).decode_utf8_lossy();
        let path = nfc(&path);
        let (name, revision) = path.split_once('@').map_or((&*path, None), |(name, revision)| (name, Some(revision)));
        let site = self.at.site;
        let document = site.documents.iter().position(|document| document.id == name)?;
        let Some(id) = revision else {
            return Some(Some(address::current(self.at.lang, name)));
        };
        let revision = site.documents[document].revisions.iter().position(|revision| revision.id == id);
        Some(revision.map(|revision| self.dated(document, revision)))
    }

    fn dated(&self, document: usize, revision: usize) -> Address {
        let document = &self.at.site.documents[document];
        address::dated(self.at.lang, &document.id, &document.revisions[revision].id)
    }

    /// Returns the address of a file beside the text, of the revision whose text it is.
    fn asset(&self, name: &str) -> Option<String> {
        let document = &self.at.site.documents[self.document];
        let decoded = percent_decode_str(name.strip_prefix("./").unwrap_or(name)).decode_utf8_lossy();
        let decoded = nfc(&decoded);
        let text = document.revisions[self.revision].translations.values();
        let carried = text.filter_map(|translation| translation.carried_from);
        let home = std::iter::once(self.revision).chain(carried);
        let home = home
            .into_iter()
            .find(|at| document.revisions[*at].assets.iter().any(|asset| nfc(&asset.name) == decoded))?;
        Some(self.lead_to(&address::asset(self.at.lang, &document.id, &document.revisions[home].id, &decoded)))
    }
}

/// Returns whether a target has a scheme (RFC 3986, 3.1) or an absolute path: what is there is not of this site's making.
fn is_outside(target: &str) -> bool {
    let scheme = target.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    scheme || target.starts_with('/') || target.starts_with('?')
}
