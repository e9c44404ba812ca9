//! A bounded, tolerant reader of the provider's XML. It knows elements and text and nothing else: no document types,
//! no entities of their own, no depth beyond what a reply needs. Source: `spec/merchant.md` 0.3.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::signature::{Fields, Value};

/// The largest document that is read, in bytes.
pub const MAX_BYTES: usize = 1 << 20;
/// The deepest nesting, the root included.
pub const MAX_DEPTH: usize = 16;
/// The most elements.
pub const MAX_NODES: usize = 10_000;

/// Why a document is not read. The raw text is kept, because it may be all that is known about moved money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the XML is broken: {what}")]
pub struct XmlError {
    /// What is wrong, in one line.
    pub what: String,
    /// The document as it came; bytes that are no UTF-8 are replaced.
    pub raw: String,
}

/// An element that is open.
struct Element {
    name: String,
    members: Fields,
    text: String,
}

/// The roots of the provider's own documents.
const ROOTS: [&str; 3] = ["response", "root", "request"];

/// Reads a document into the members of its root, which may be `<response>`, `<root>` or `<request>`.
pub fn read(bytes: &[u8]) -> Result<Fields, XmlError> {
    read_document(bytes, &ROOTS)
}

/// Reads a document with one of these roots. Prefixes of names are dropped: which name space is meant is known.
pub fn read_document(bytes: &[u8], roots: &[&str]) -> Result<Fields, XmlError> {
    let fail = |what: String| XmlError { what, raw: String::from_utf8_lossy(bytes).into_owned() };
    if bytes.len() > MAX_BYTES {
        let cut = bytes.get(..MAX_BYTES).unwrap_or_default();
        let raw = String::from_utf8_lossy(cut).into_owned();
        return Err(XmlError { what: format!("more than {MAX_BYTES} bytes"), raw });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| fail("it is not UTF-8".to_owned()))?;
    read_text(text.trim_start_matches('\u{feff}').trim_start(), roots).map_err(fail)
}

/// Like [`read`], for a text of at most [`MAX_BYTES`] whose raw form the caller keeps: `Err` says what is wrong.
pub(super) fn read_str(text: &str) -> Result<Fields, String> {
    if text.len() > MAX_BYTES {
        return Err(format!("the XML is broken: more than {MAX_BYTES} bytes"));
    }
    match flat(text) {
        Some(fields) => Ok(fields),
        None => read_text(text, &ROOTS).map_err(|what| format!("the XML is broken: {what}")),
    }
}

/// Reads the shape that almost every reply has: a known root without attributes, and leaves of plain text in it. `None`
/// for any other document, right or wrong, which [`read_text`] then judges; what is read here, it would read alike. Half
/// of the time of a status read was spent on generality that its reply does not use.
fn flat(text: &str) -> Option<Fields> {
    let text = match text.strip_prefix("<?xml ") {
        Some(declared) => declared.split_once("?>")?.1.trim_start(),
        None => text,
    };
    let (root, mut rest) = tag(text)?;
    if !ROOTS.contains(&root) {
        return None;
    }
    let mut members = Fields::with_capacity(16);
    loop {
        rest = rest.trim_start_matches([' ', '\n', '\t']);
        if let Some(end) = rest.strip_prefix("</") {
            let end = end.strip_prefix(root)?.strip_prefix('>')?;
            return end.trim_matches([' ', '\n', '\t']).is_empty().then_some(members);
        }
        let (name, content) = tag(rest)?;
        let (value, end) = content.split_at(content.find('<')?);
        if value.contains(['&', '\r', '>']) || members.len() + 2 >= MAX_NODES {
            return None;
        }
        rest = end.strip_prefix("</")?.strip_prefix(name)?.strip_prefix('>')?;
        members.push((name.to_owned(), Value::Text(value.to_owned())));
    }
}

/// A plain opening tag at the beginning, and what follows it.
fn tag(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix('<')?;
    let end = text.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'_'))?;
    let (name, rest) = text.split_at(end);
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    rest.strip_prefix('>').filter(|_| starts_well).map(|rest| (name, rest))
}

fn read_text(text: &str, roots: &[&str]) -> Result<Fields, String> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::with_capacity(4);
    let mut root: Option<Element> = None;
    let mut nodes = 0_usize;
    // Line breaks are made one of a kind where there is another kind; most replies have none at all.
    let plain = !text.contains('\r');
    let prefixed = text.contains(" xmlns:");
    let name = |tag: &quick_xml::events::BytesStart<'_>| -> String {
        let name = tag.name().into_inner();
        if prefixed { local(name).to_owned() } else { name.to_owned() }
    };
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match event {
            Event::Start(tag) => {
                start(&mut open, root.as_ref(), &mut nodes, name(&tag))?;
            }
            Event::Empty(tag) => {
                start(&mut open, root.as_ref(), &mut nodes, name(&tag))?;
                end(&mut open, &mut root)?;
            }
            Event::End(_) => end(&mut open, &mut root)?,
            Event::Text(part) if plain => append(open.last_mut(), &part)?,
            Event::Text(part) => append(open.last_mut(), &part.xml10_content())?,
            Event::CData(part) => append(open.last_mut(), &part.xml10_content())?,
            Event::GeneralRef(reference) => {
                let c = resolve(&reference)?;
                append(open.last_mut(), c.encode_utf8(&mut [0; 4]))?;
            }
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::DocType(_) => return Err("it has a document type".to_owned()),
            Event::Eof => break,
        }
    }
    if let Some(element) = open.last() {
        return Err(format!("<{}> is not closed", element.name));
    }
    let root = root.ok_or_else(|| "it has no root element".to_owned())?;
    if roots.contains(&root.name.as_str()) { Ok(root.members) } else { Err(format!("its root is <{}>", root.name)) }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

fn start(open: &mut Vec<Element>, root: Option<&Element>, nodes: &mut usize, name: String) -> Result<(), String> {
    *nodes += 1;
    if root.is_some() {
        return Err("it has more than one root element".to_owned());
    }
    if *nodes > MAX_NODES {
        return Err(format!("it has more than {MAX_NODES} elements"));
    }
    if open.len() >= MAX_DEPTH {
        return Err(format!("it is nested more than {MAX_DEPTH} deep"));
    }
    // Replies are flat: the root has all the members, and almost everything else is a leaf.
    let members = if open.is_empty() { Vec::with_capacity(16) } else { Vec::new() };
    open.push(Element { name, members, text: String::new() });
    Ok(())
}

fn end(open: &mut Vec<Element>, root: &mut Option<Element>) -> Result<(), String> {
    let element = open.pop().ok_or_else(|| "an element is closed that was not opened".to_owned())?;
    let is_leaf = element.members.is_empty();
    if (open.is_empty() || !is_leaf) && !element.text.trim().is_empty() {
        return Err(format!("<{}> mixes text and elements", element.name));
    }
    match open.last_mut() {
        Some(parent) => {
            let value = if is_leaf { Value::Text(element.text) } else { Value::Map(element.members) };
            parent.members.push((element.name, value));
        }
        None => *root = Some(element),
    }
    Ok(())
}

fn append(element: Option<&mut Element>, text: &str) -> Result<(), String> {
    match element {
        // Almost every element has one piece of text.
        Some(element) if element.text.is_empty() => text.clone_into(&mut element.text),
        Some(element) => element.text.push_str(text),
        None if text.trim().is_empty() => {}
        None => return Err("text stands outside the root element".to_owned()),
    }
    Ok(())
}

/// The five predefined entities and numeric characters that XML 1.0 allows; nothing else is ever expanded.
fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> Result<char, String> {
    match &**reference {
        "lt" => return Ok('<'),
        "gt" => return Ok('>'),
        "amp" => return Ok('&'),
        "apos" => return Ok('\''),
        "quot" => return Ok('"'),
        _ => {}
    }
    let allowed =
        |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    reference
        .resolve_char_ref()
        .ok()
        .flatten()
        .filter(allowed)
        .ok_or_else(|| "it refers to an entity that is not predefined".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(name: &str, value: &str) -> (String, Value) {
        (name.to_owned(), Value::Text(value.to_owned()))
    }

    #[test]
    fn elements_lists_entities_and_empty_elements_are_read() {
        let document = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- c --><response a=\"1\">\n <a>x &amp; &#1090;&#x41;<![CDATA[<y>]]></a>\n <b/><l><i><v>1</v></i><i><v>2</v></i></l><c> </c>\n</response>\n";
        let item = |value: &str| ("i".to_owned(), Value::Map(vec![text("v", value)]));
        assert_eq!(
            read(document.as_bytes()),
            Ok(vec![
                text("a", "x & тA<y>"),
                text("b", ""),
                ("l".to_owned(), Value::Map(vec![item("1"), item("2")])),
                text("c", " "),
            ])
        );
    }

    #[test]
    fn three_roots_are_known_and_an_empty_one_has_no_members() {
        for root in ["response", "root", "request"] {
            assert_eq!(read(format!("<{root}/>").as_bytes()), Ok(Vec::new()));
        }
    }

    #[test]
    fn the_sample_of_page_003_is_a_clear_error_that_keeps_the_raw_text() {
        let sample = include_str!("../../tests/golden/page003_card_pay.xml");
        let error = read(sample.as_bytes()).unwrap_err();
        assert_eq!(error.raw, sample);
        assert!(error.to_string().starts_with("the XML is broken: "), "{error}");
        assert!(error.to_string().contains("pg_order_id"), "{error}");
        assert!(!error.to_string().contains('\n'));
    }

    #[test]
    fn everything_that_is_no_plain_reply_is_an_error() {
        let deep = format!("<root>{}{}</root>", "<a>".repeat(16), "</a>".repeat(16));
        let wide = format!("<root>{}</root>", "<a/>".repeat(MAX_NODES));
        let long = format!("<root>{}</root>", "x".repeat(MAX_BYTES));
        for (document, what) in [
            ("<!DOCTYPE r [<!ENTITY e \"x\">]><root>&e;</root>", "a document type"),
            ("<root><a>&e;</a></root>", "not predefined"),
            ("<root><a>&#0;</a></root>", "not predefined"),
            ("<root><a>&#27;</a></root>", "not predefined"),
            ("<root>", "not closed"),
            ("<root/><root/>", "more than one root"),
            ("<root/>x", "outside the root"),
            ("<html/>", "its root is <html>"),
            ("", "no root element"),
            ("<root>x</root>", "mixes text"),
            ("<root><a>x<b/></a></root>", "mixes text"),
            (&deep, "nested more than"),
            (&wide, "more than 10000 elements"),
            (&long, "more than 1048576 bytes"),
        ] {
            let error = read(document.as_bytes()).unwrap_err();
            assert!(error.what.contains(what), "{what}: {}", error.what);
        }
        assert_eq!(read(b"<root>\xff</root>").unwrap_err().what, "it is not UTF-8");
    }

    #[test]
    fn the_quick_way_is_taken_for_flat_replies_and_left_for_everything_else() {
        let golden = include_str!("../../tests/golden/do_capture_ok.xml");
        assert_eq!(flat(golden), Some(read(golden.as_bytes()).unwrap()));
        for other in [
            "<response><a>x &amp; y</a></response>",
            "<response><l><v>1</v></l></response>",
            "<response a=\"1\"><b>1</b></response>",
            "<response><a/></response>",
            "<response><a>1\r\n2</a></response>",
            "<response><a>1</b></response>",
            "<response><a>1</a>",
            "<response><a>1</a></response>x",
            "<response>x<a>1</a></response>",
            "<html><a>1</a></html>",
            "<!DOCTYPE r><response/>",
            "",
        ] {
            assert_eq!(flat(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn what_the_quick_way_reads_the_general_way_reads_alike(
            text in "(<\\?xml version=\"1.0\"\\?>)?[ \n]{0,2}<(response|root|html)>((<[ab_]{1,2}>|</[ab_]{1,2}>)[ x\n&;>я]{0,4}){0,8}</(response|root)>[ \n]{0,2}",
        ) {
            if let Some(fields) = flat(&text) {
                prop_assert_eq!(Ok(fields), read_text(&text, &ROOTS));
            }
        }

        #[test]
        fn flat_replies_are_read_the_quick_way(values in prop::collection::vec("[ a-zA-Z0-9.:/я-]{0,12}", 0..8)) {
            let members: String = values.iter().flat_map(|value| ["<pg_a>", value, "</pg_a>\n "]).collect();
            let document = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<response>\n {members}</response>\n");
            let fields = flat(&document);
            prop_assert!(fields.is_some());
            prop_assert_eq!(fields, read_text(&document, &ROOTS).ok());
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = read(&bytes);
        }

        #[test]
        fn no_marked_up_text_panics(text in "(<[a-z!?/\\[]{0,3}|>|</a>|<a>|&[#x0-9a-z]{0,4};|[a-z\\]\"= -]{0,3}){0,40}") {
            let _ = read(text.as_bytes());
        }

        #[test]
        fn nesting_is_read_up_to_the_limit_only(depth in 1_usize..60) {
            let document = format!("<root>{}{}</root>", "<a>".repeat(depth), "</a>".repeat(depth));
            prop_assert_eq!(read(document.as_bytes()).is_ok(), depth < MAX_DEPTH);
        }
    }
}
