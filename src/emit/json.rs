//! The document itself, as JSON with two spaces of indentation, a sum that was judged on each line.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

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
        .serialize(&mut Serializer::with_formatter(&mut bytes, Layout::default()))
        .expect("the model has string keys and cannot fail to serialize");
    bytes.push(b'\n');
    Ok(bytes)
}

/// The member whose elements stand on one line each: they are many, and none says more on ten.
const ON_ONE_LINE: &str = "relations";

/// How deep an element of such a member is: within the document and its list.
const DEPTH: usize = 2;

/// Pretty, but for the elements of one list.
#[derive(Default)]
struct Layout {
    pretty: PrettyFormatter<'static>,
    compact: CompactFormatter,
    depth: usize,
    in_key: bool,
    in_list: bool,
}

impl Layout {
    fn is_compact(&self) -> bool {
        self.in_list && self.depth > DEPTH
    }
}

/// Hands a call on to the layout that holds where it stands.
macro_rules! by_depth {
    ($self:ident, $call:ident($($argument:expr),*)) => {
        if $self.is_compact() { $self.compact.$call($($argument),*) } else { $self.pretty.$call($($argument),*) }
    };
}

impl Formatter for Layout {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        by_depth!(self, begin_array(writer))
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let ended = by_depth!(self, end_array(writer));
        self.depth -= 1;
        self.in_list &= self.depth >= DEPTH;
        ended
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        by_depth!(self, begin_array_value(writer, first))
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        by_depth!(self, end_array_value(writer))
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        by_depth!(self, begin_object(writer))
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let ended = by_depth!(self, end_object(writer));
        self.depth -= 1;
        ended
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.in_key = self.depth == 1;
        by_depth!(self, begin_object_key(writer, first))
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.in_key = false;
        by_depth!(self, end_object_key(writer))
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        self.in_list |= self.in_key && fragment == ON_ONE_LINE;
        writer.write_all(fragment.as_bytes())
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        by_depth!(self, begin_object_value(writer))
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        by_depth!(self, end_object_value(writer))
    }
}
