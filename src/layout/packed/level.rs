//! The heading of a level among the lines of a packed cell.

use crate::lexicon::grammar::numbering::{self, MarkerKind};
use crate::lexicon::taxonomy;

/// A line that names a level, and what stands behind the name in the same line.
pub(super) enum Level {
    /// A first level.
    First(String, String),
    /// A second level.
    Second(String, String),
}

/// Whether a line is a level's heading: `一、产出指标`, `(一) 数量指标：`, also without its number.
pub(super) fn of(line: &str) -> Option<Level> {
    let marker = numbering::marker(line);
    let rest = marker.as_ref().map_or(line, |marker| &line[marker.length..]);
    let (name, after) = rest.split_once(['：', ':']).unwrap_or((rest, ""));
    let name = name.trim();
    let kind = marker.map(|marker| marker.kind);
    // A publisher's own level, `(五) 党建指标`, is a heading by its number and its last word.
    let is_own =
        kind == Some(MarkerKind::ChineseParen) && taxonomy::ends_as_level(name) && !name.contains(' ');
    // `数量指标 ≥3个` is an indicator that is named so, a heading is nothing but the name.
    // A number of headings makes one of 数量 too.
    let numbered = matches!(kind, Some(MarkerKind::Chinese | MarkerKind::ChineseParen));
    let is_named = taxonomy::is_level_name(if numbered {
        line.split(['：', ':']).next().unwrap_or(line)
    } else {
        name
    });
    if !is_named && !is_own {
        return None;
    }
    let first = || Some(Level::First(name.to_owned(), after.trim().to_owned()));
    let second = || Some(Level::Second(name.to_owned(), after.trim().to_owned()));
    match kind {
        Some(MarkerKind::Chinese) => first(),
        Some(MarkerKind::ChineseParen) => second(),
        // Without a Chinese number the name alone tells; 成本指标 is a second level then, as it mostly is.
        _ if taxonomy::is_second(name) => second(),
        _ if taxonomy::level1(name).is_some() => first(),
        _ => second(),
    }
}
