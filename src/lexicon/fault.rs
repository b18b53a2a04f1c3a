//! What stands where a value was lost: an error of a spreadsheet, a missing value of a data frame, lone signs.

use super::sense::Sense;
use super::terms::{self, Place};
use crate::text::width::{fold, fold_char, is_alphanumeric};

/// Nothing that is longer, in bytes, is a fault; it may be prose.
const LONGEST: usize = 24;

/// Whether a text stands where a value was lost: `#REF!`, `nan`, `?`, `���`.
pub(crate) fn is_fault(text: &str) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    // Most texts are words; a lost value has a Latin letter or one of the signs that stand for it.
    if !text.contains(|c| is_lost(c) || fold_char(c).is_ascii_alphabetic()) {
        return false;
    }
    let folded = fold(text).to_lowercase();
    // `#ref!` is an error and ref! is none; nan has no sign before it.
    let (word, is_error) = folded.strip_prefix('#').map_or((folded.as_str(), false), |word| (word, true));
    let is_named = || {
        terms::whole(Place::Prose, word).iter().any(|term| {
            let has_signs = term.words.contains(|c: char| !c.is_alphanumeric());
            term.sense == Sense::Fault && term.words == word && has_signs == is_error
        })
    };
    (!folded.is_empty() && folded.chars().all(is_lost)) || is_named()
}

/// Whether a character stands for what was lost.
fn is_lost(c: char) -> bool {
    matches!(fold_char(c), '?' | '\u{fffd}' | '□' | '#')
}

/// Whether a text is what is left of markup or of a border: `:`, `</`, `+====+`. A lone sign of comparison is none.
pub(crate) fn is_residue(text: &str) -> bool {
    if text.chars().any(is_alphanumeric) {
        return false;
    }
    let folded = fold(text);
    let is_of_markup = |c: char| ":;|+=<>/\\~^`'\".,!&".contains(c);
    let is_comparison = || matches!(folded.as_str(), "=" | "<" | ">" | "<=" | ">=" | "==");
    let is_slash = || folded.chars().all(|c| matches!(c, '/' | '\\'));
    !folded.is_empty() && folded.chars().all(is_of_markup) && !is_comparison() && !is_slash()
}

/// Whether a text holds no letter and no digit, or is a fault: it is no code.
pub(crate) fn is_sign(text: &str) -> bool {
    !text.trim().is_empty() && (!text.chars().any(is_alphanumeric) || is_fault(text))
}

/// Whether a text says nothing by which a thing could be called: `:`, `</`, `+====+`, `…`, a lone letter.
pub(crate) fn is_no_name(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| is_alphanumeric(*c)).map(fold_char);
    let first = letters.next();
    let lone = first.is_some_and(|c| c.is_ascii_alphabetic()) && letters.next().is_none();
    is_sign(text) || lone
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_values() {
        for text in [
            "#REF!",
            "＃REF！",
            "#N/A",
            "#DIV/0!",
            "nan",
            "NaN",
            "None",
            "?",
            "？？",
            "\u{fffd}",
            "####",
            "□□",
        ] {
            assert!(is_fault(text), "{text}");
        }
        for text in ["", "ref", "无", "—", "12", "nano材料", "显著提高", "≥95%", "是否达标？", "…"]
        {
            assert!(!is_fault(text), "{text}");
        }
    }

    #[test]
    fn residues() {
        for text in [":", "：", "</", "+====+", "|", "`", "<>"] {
            assert!(is_residue(text), "{text}");
        }
        for text in ["", "=", "＜", "≥", "/", "//", "—", "…", "</td>", "5"] {
            assert!(!is_residue(text), "{text}");
        }
    }

    #[test]
    fn names_that_are_none() {
        for text in [":", "</", "+====+", "…", "x", "B.", "|", "nan", "——"] {
            assert!(is_no_name(text), "{text}");
        }
        for text in ["", "度", "清淤", "5", "A座改造", "PM", "1"] {
            assert!(!is_no_name(text), "{text}");
        }
    }
}
