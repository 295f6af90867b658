//! The markup of a page, read strictly: every tag closed where it must be, attributes quoted and once, blocks in no inline
//! element. Shares nothing with the code that writes it.

/// An element.
#[derive(Debug, Default)]
pub(crate) struct Element {
    /// Its name.
    pub(crate) name: String,
    /// Its attributes, character references resolved.
    pub(crate) attributes: Vec<(String, String)>,
    /// What it holds.
    pub(crate) children: Vec<Node>,
}

/// An element or text.
#[derive(Debug)]
pub(crate) enum Node {
    /// An element.
    Element(Element),
    /// Text, character references resolved.
    Text(String),
}

const VOID: [&str; 10] = ["area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"];
const PHRASING: [&str; 31] = [
    "a", "abbr", "bdi", "bdo", "br", "button", "code", "data", "del", "em", "img", "ins", "input", "kbd", "label", "q",
    "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "summary", "sup", "svg", "time", "u", "wbr", "i",
];
/// Elements of phrasing content, and those that hold nothing else.
const INLINE: [&str; 24] = [
    "a", "bdo", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "ins", "p", "pre", "rt", "ruby", "s", "small",
    "span", "strong", "sub", "sup", "time", "u",
];

impl Element {
    /// Returns the value of an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns whether it is of a class.
    pub(crate) fn is(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|classes| classes.split(' ').any(|one| one == class))
    }

    /// Returns the elements inside, in order.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Calls `act` on it and every element below it.
    pub(crate) fn each<'a>(&'a self, act: &mut impl FnMut(&'a Element)) {
        act(self);
        self.elements().for_each(|element| element.each(act));
    }
}

/// Reads the page or fragment at a path; says what is wrong with it.
pub(crate) fn read(path: &str, html: &str) -> Result<Element, String> {
    if path.ends_with("fragment.html") {
        return read_fragment(html);
    }
    elements(html.strip_prefix("<!doctype html>").ok_or("no doctype")?)
}

/// Reads what an app puts into its page: one element that tells its language and document, with absolute links, without script or
/// style.
fn read_fragment(html: &str) -> Result<Element, String> {
    let root = elements(html)?;
    let tops: Vec<&Element> = root.elements().collect();
    let [top] = tops[..] else { return Err("a fragment is one element".to_owned()) };
    if ["lang", "dir", "data-document", "data-revision"].iter().any(|name| top.attribute(name).is_none()) {
        return Err("the root of a fragment does not name its document".to_owned());
    }
    let mut wrong = None;
    top.each(&mut |element| {
        let link = element.attribute("href").or(element.attribute("src")).unwrap_or("#");
        let leads_out = link.starts_with('#') || link.contains(':');
        if !leads_out || element.name == "script" || element.name == "style" || element.attribute("style").is_some() {
            wrong = Some(format!("<{}> {link} in a fragment", element.name));
        }
    });
    wrong.map_or(Ok(root), Err)
}

fn elements(mut rest: &str) -> Result<Element, String> {
    let mut open = vec![Element::default()];
    while !rest.is_empty() {
        let start = rest.find('<').unwrap_or(rest.len());
        if start > 0 {
            let text = unescaped(&rest[..start])?;
            open.last_mut().expect("the root is open").children.push(Node::Text(text));
        }
        rest = &rest[start..];
        if let Some(tag) = rest.strip_prefix("</") {
            let (name, after) = tag.split_once('>').ok_or("an end tag without end")?;
            let element = open.pop().expect("checked below");
            if element.name != name || open.is_empty() {
                return Err(format!("</{name}> closes <{}>", element.name));
            }
            inner(&element)?;
            open.last_mut().expect("checked above").children.push(Node::Element(element));
            rest = after;
        } else if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").ok_or("a comment without end")?.1;
        } else if !rest.is_empty() {
            let (element, after) = start_tag(&rest[1..])?;
            rest = after;
            if ["script", "style"].contains(&element.name.as_str()) {
                let end = format!("</{}>", element.name);
                rest = rest.split_once(&end).ok_or("a script without end")?.1;
                open.last_mut().expect("the root is open").children.push(Node::Element(element));
            } else if VOID.contains(&element.name.as_str()) {
                open.last_mut().expect("the root is open").children.push(Node::Element(element));
            } else {
                open.push(element);
            }
        }
    }
    match (open.pop(), open.is_empty()) {
        (Some(root), true) => Ok(root),
        (last, _) => Err(format!("{:?} is not closed", last.map(|element| element.name))),
    }
}

/// Says what is wrong inside a closed element.
fn inner(element: &Element) -> Result<(), String> {
    let changed = |element: &Element| ["ins", "del"].contains(&element.name.as_str());
    if INLINE.contains(&element.name.as_str())
        && let Some(block) = element.elements().find(|inner| !PHRASING.contains(&inner.name.as_str()))
    {
        return Err(format!("<{}> in <{}>", block.name, element.name));
    }
    if !changed(element) {
        return Ok(());
    }
    let (mut nested, mut words) = (false, false);
    for one in element.elements() {
        one.each(&mut |below| nested |= changed(below));
    }
    element.each(&mut |below| {
        let hidden = below.is("k-hidden");
        words |= !hidden && below.children.iter().any(|node| matches!(node, Node::Text(text) if !text.is_empty()));
        words |= below.name == "br" || below.name == "img";
    });
    match (nested, words) {
        (true, _) => Err(format!("a change inside of <{}>", element.name)),
        (_, false) => Err(format!("an empty <{}>", element.name)),
        _ => Ok(()),
    }
}

fn start_tag(tag: &str) -> Result<(Element, &str), String> {
    let end = tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').ok_or("a tag without end")?;
    let mut element = Element { name: tag[..end].to_owned(), ..Element::default() };
    let mut rest = &tag[end..];
    if element.name.is_empty() || element.name.chars().any(|c| c.is_ascii_uppercase()) {
        return Err(format!("a bare < before {:?}", tag.chars().take(20).collect::<String>()));
    }
    loop {
        if let Some(after) = rest.strip_prefix('>') {
            return Ok((element, after));
        }
        rest =
            rest.strip_prefix([' ', '\n']).ok_or_else(|| format!("no space between attributes of {}", element.name))?;
        let end = rest.find(['=', ' ', '>', '\n']).ok_or("an attribute without end")?;
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let (raw, after) = quoted.split_once('"').ok_or("a value without end")?;
            (value, rest) = (unescaped(raw)?, after);
        }
        if name.is_empty() || element.attribute(&name).is_some() {
            return Err(format!("the attribute {name:?} of <{}> is empty or stands twice", element.name));
        }
        element.attributes.push((name, value));
    }
}

fn unescaped(text: &str) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (name, after) = part.split_once(';').ok_or_else(|| format!("a bare & in {text:?}"))?;
        out.push_str(match name {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "#39" | "#x27" => "'",
            "nbsp" => "\u{a0}",
            _ => return Err(format!("&{name};")),
        });
        out.push_str(after);
    }
    Ok(out)
}
