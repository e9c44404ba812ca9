//! XML both ways: the `pg_xml` of a request is read without DTD or entities of its own, replies are written.
//! Source: `spec/merchant.md` 0.2 and 0.3.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

use super::field::{Field, MAX_DEPTH, Value};

/// Writes a document with one root.
pub(super) fn document(root: &str, fields: &[Field]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    element(&mut out, root, |out| write_all(out, fields));
    out
}

fn element(out: &mut String, name: &str, inner: impl FnOnce(&mut String)) {
    out.push('<');
    out.push_str(name);
    out.push('>');
    inner(out);
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

fn write_all(out: &mut String, fields: &[Field]) {
    for field in fields {
        element(out, &field.name, |out| match &field.value {
            Value::Text(text) => escape(out, text),
            Value::Group(group) => write_all(out, group),
        });
    }
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            // XML 1.0 has no place for other control characters.
            c if c.is_control() && !matches!(c, '\n' | '\t') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

/// An element that is still open.
struct Open {
    name: String,
    text: String,
    fields: Vec<Field>,
}

impl Open {
    fn new(name: String) -> Self {
        Self { name, text: String::new(), fields: Vec::new() }
    }

    fn close(self) -> Field {
        if self.fields.is_empty() { Field::text(self.name, self.text) } else { Field::group(self.name, self.fields) }
    }
}

/// Reads a document into the fields below its root, whatever the root is called.
pub(super) fn fields(text: &str) -> Result<Vec<Field>, &'static str> {
    const BROKEN: &str = "the XML is not well-formed";
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Open> = Vec::new();
    loop {
        match reader.read_event().map_err(|_| BROKEN)? {
            Event::Start(start) => {
                if open.len() > MAX_DEPTH {
                    return Err("the XML is nested too deeply");
                }
                open.push(Open::new(start.name().as_ref().to_owned()));
            }
            Event::Empty(empty) => {
                let parent = open.last_mut().ok_or(BROKEN)?;
                parent.fields.push(Field::text(empty.name().as_ref(), ""));
            }
            Event::End(_) => {
                let closed = open.pop().ok_or(BROKEN)?;
                match open.last_mut() {
                    Some(parent) => parent.fields.push(closed.close()),
                    None => return Ok(closed.fields),
                }
            }
            Event::Text(piece) => {
                if let Some(top) = open.last_mut() {
                    top.text.push_str(&piece.xml10_content());
                }
            }
            Event::CData(piece) => {
                if let Some(top) = open.last_mut() {
                    top.text.push_str(&piece.xml10_content());
                }
            }
            Event::GeneralRef(entity) => {
                let top = open.last_mut().ok_or(BROKEN)?;
                if let Some(c) = entity.resolve_char_ref().map_err(|_| BROKEN)? {
                    top.text.push(c);
                } else {
                    let text = resolve_predefined_entity(&entity).ok_or("the XML uses an unknown entity")?;
                    top.text.push_str(text);
                }
            }
            Event::DocType(_) => return Err("the XML holds a document type: leave it out"),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => return Err(BROKEN),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let message = vec![
            Field::text("pg_description", "Tea & \"bread\" <1>"),
            Field::group("list", vec![Field::group("item", vec![Field::text("a", "1")])]),
            Field::text("empty", ""),
        ];
        assert_eq!(fields(&document("request", &message)), Ok(message));
    }

    #[test]
    fn a_document_type_or_an_entity_of_ones_own_is_refused() {
        assert!(fields("<!DOCTYPE r [<!ENTITY a \"b\">]><r><x>&a;</x></r>").is_err());
        assert!(fields("<r><x>&a;</x></r>").is_err());
        assert_eq!(fields("<r><x>&#65;&amp;</x></r>"), Ok(vec![Field::text("x", "A&")]));
    }

    #[test]
    fn broken_documents_are_refused() {
        for text in ["", "<r>", "<r><a></b></r>", "text", "</r>", &"<a>".repeat(50)] {
            assert!(fields(text).is_err(), "{text}");
        }
    }
}
