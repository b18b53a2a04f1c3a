//! The document itself, as JSON with two spaces of indentation, a sum that was judged on each line.

use std::io::{self, Write};

use serde::Serialize as _;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use super::Format;
use crate::error::Error;
use crate::model::Disclosure;
use crate::view::View;

/// JSON.
pub const FORMAT: Format = Format { name: "json", extension: "json", is_text: true, emit };

#[expect(clippy::unnecessary_wraps, reason = "the signature is the register's, where others can fail")]
fn emit(disclosure: &Disclosure, _: &View) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    disclosure
        .serialize(&mut Serializer::with_formatter(&mut bytes, Indented::default()))
        .expect("the model has string keys and cannot fail to serialize");
    bytes.push(b'\n');
    Ok(bytes)
}

/// The member whose elements stand on one line each: they are many, and none says more on ten.
const ON_ONE_LINE: &str = "relations";

/// How deep such a list is: within the document.
const DEPTH_OF_LIST: usize = 2;

/// Writes as the pretty formatter of serde_json does, and each line's indentation at once: that of a budget is half of
/// its bytes. The elements of one list are written as the compact one does.
#[derive(Debug, Default)]
struct Indented {
    depth: usize,
    has_value: bool,
    /// Whether a key of the document itself is being written.
    in_key: bool,
    /// Whether the list is being written whose elements stand on one line.
    in_list: bool,
}

/// A comma, the end of a line, and the beginning of the next.
const LINE: &[u8] = b",\n                                                                ";

/// How many bytes of it stand before the indentation.
const BEFORE: usize = 2;

impl Indented {
    fn is_compact(&self) -> bool {
        self.in_list && self.depth > DEPTH_OF_LIST
    }

    /// Begins a line, behind a comma or not.
    fn line<W: Write + ?Sized>(&self, writer: &mut W, is_first: bool) -> io::Result<()> {
        if self.is_compact() {
            return writer.write_all(if is_first { b"" } else { b"," });
        }
        let end = BEFORE + 2 * self.depth;
        writer.write_all(&LINE[usize::from(is_first)..end.min(LINE.len())])?;
        (LINE.len()..end).try_for_each(|_| writer.write_all(b" "))
    }

    fn begin<W: Write + ?Sized>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.has_value = false;
        writer.write_all(bracket)
    }

    fn end<W: Write + ?Sized>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        let is_compact = self.is_compact();
        self.depth -= 1;
        if self.has_value && !is_compact {
            self.line(writer, true)?;
        }
        self.in_list &= self.depth >= DEPTH_OF_LIST;
        writer.write_all(bracket)
    }
}

impl Formatter for Indented {
    fn begin_array<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b"[")
    }

    fn end_array<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"]")
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.line(writer, first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b"{")
    }

    fn end_object<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"}")
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.in_key = self.depth == 1;
        self.line(writer, first)
    }

    fn end_object_key<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.in_key = false;
        Ok(())
    }

    fn write_string_fragment<W: Write + ?Sized>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        self.in_list |= self.in_key && fragment == ON_ONE_LINE;
        writer.write_all(fragment.as_bytes())
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(if self.is_compact() { b":" } else { b": " })
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn sums_stand_on_one_line_each() {
        let value = json!({"relations": [{"a": [1, {}], "b": 2}, {"c": null}], "z": [1]});
        let mut bytes = Vec::new();
        value.serialize(&mut Serializer::with_formatter(&mut bytes, Indented::default())).unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "{\n  \"relations\": [\n    {\"a\":[1,{}],\"b\":2},\n    {\"c\":null}\n  ],\n  \"z\": [\n    1\n  ]\n}"
        );
    }

    #[test]
    fn lines_are_those_of_serde_json() {
        let deep = (0..40).fold(json!("end"), |inner, _| json!({ "a": [inner, {}], "b": [] }));
        for value in
            [json!([]), json!({}), json!([[], {}, 1]), json!({"a": {"b": [1, "2"]}, "c": null}), deep]
        {
            let mut bytes = Vec::new();
            value.serialize(&mut Serializer::with_formatter(&mut bytes, Indented::default())).unwrap();
            assert_eq!(String::from_utf8(bytes).unwrap(), serde_json::to_string_pretty(&value).unwrap());
        }
    }
}
