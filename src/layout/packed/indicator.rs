//! An indicator that is packed in a line.

use crate::layout::lines::Line;
use crate::layout::project::{self, Levels};
use crate::lexicon::grammar::{numbering, target};
use crate::model::Indicator;

/// The indicator of a line: number, name and value.
pub(super) fn in_line(levels: &Levels, line: &Line) -> Indicator {
    let marker = numbering::marker(&line.text);
    let rest = marker.as_ref().map_or(line.text.as_str(), |marker| &line.text[marker.length..]);
    let (name, value) = target::split_name(rest);
    Indicator {
        text: line.text.clone(),
        source: line.source.clone(),
        ..project::indicator(levels, marker.map(|marker| marker.number), &name, target::read(&value))
    }
}
