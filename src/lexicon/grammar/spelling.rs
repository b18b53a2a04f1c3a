//! A text with its signs in one spelling: `\geq`, `&ge;`, `≧` and `⩾` are all `≥`, and every sign knows where it
//! stood.

use std::sync::LazyLock;

use super::words::prose;
use crate::text::width::{fold_char, is_invisible};

/// A text folded to compare, and where each of its characters stands in the original.
pub(super) struct Spelling {
    /// The folded characters; white space is one blank, none at the ends.
    pub(super) chars: Vec<char>,
    /// The byte in the original where each begins.
    pub(super) at: Vec<usize>,
}

/// The words that say that there is nothing.
static NOTHING: LazyLock<Vec<&str>> = LazyLock::new(|| prose("nothing"));

/// What is written with a backslash or as an entity, longest first where one begins another.
const SPELLED_OUT: &[(&str, &str)] = &[
    ("\\geqslant", "≥"),
    ("\\leqslant", "≤"),
    ("\\geqq", "≥"),
    ("\\leqq", "≤"),
    ("\\geq", "≥"),
    ("\\leq", "≤"),
    ("\\ge", "≥"),
    ("\\le", "≤"),
    ("\\gt", ">"),
    ("\\lt", "<"),
    ("\\approx", "≈"),
    ("\\sim", "~"),
    ("\\pm", "±"),
    ("\\times", "×"),
    ("\\cdot", "·"),
    ("\\mathrm", ""),
    ("\\textrm", ""),
    ("\\text", ""),
    ("\\quad", " "),
    ("\\qquad", " "),
    ("\\%", "%"),
    ("\\,", " "),
    ("\\;", " "),
    ("\\:", " "),
    ("\\!", ""),
    ("\\ ", " "),
    ("\\(", ""),
    ("\\)", ""),
    ("\\[", ""),
    ("\\]", ""),
    ("&amp;ge;", "≥"),
    ("&amp;le;", "≤"),
    ("&amp;gt;", ">"),
    ("&amp;lt;", "<"),
    ("&geq;", "≥"),
    ("&leq;", "≤"),
    ("&ge;", "≥"),
    ("&le;", "≤"),
    ("&gt;", ">"),
    ("&lt;", "<"),
    ("&#8805;", "≥"),
    ("&#8804;", "≤"),
    ("&#x2265;", "≥"),
    ("&#x2264;", "≤"),
    ("&#62;", ">"),
    ("&#60;", "<"),
    ("&plusmn;", "±"),
    ("&#177;", "±"),
    ("&permil;", "‰"),
    ("&nbsp;", " "),
    ("&#160;", " "),
    ("&amp;", "&"),
];

impl Spelling {
    /// The folded form of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut spelling = Self { chars: Vec::new(), at: Vec::new() };
        let math = text.contains('\\');
        let mut offset = 0;
        while let Some(first) = text[offset..].chars().next() {
            let rest = &text[offset..];
            if let Some((printed, meant)) = spelled_out(first, rest) {
                meant.chars().for_each(|c| spelling.push(c, offset));
                offset += printed.len();
                continue;
            }
            // Braces and dollars only group where LaTeX is written.
            if !(math && matches!(first, '{' | '}' | '$')) {
                spelling.push(unify(fold_char(first)), offset);
            }
            offset += first.len_utf8();
        }
        if spelling.chars.last() == Some(&' ') {
            spelling.chars.pop();
            spelling.at.pop();
        }
        spelling
    }

    fn push(&mut self, c: char, offset: usize) {
        if is_invisible(c) {
            return;
        }
        let c = if c.is_whitespace() { ' ' } else { c };
        if c == ' ' && self.chars.last().is_none_or(|last| *last == ' ') {
            return;
        }
        self.chars.push(c);
        self.at.push(offset);
    }
}

fn spelled_out(first: char, rest: &str) -> Option<(&'static str, &'static str)> {
    if first != '\\' && first != '&' {
        return None;
    }
    SPELLED_OUT.iter().copied().find(|(printed, _)| rest.starts_with(printed))
}

/// One sign for those that mean the same.
fn unify(c: char) -> char {
    match c {
        '≧' | '⩾' | '≽' | '≮' => '≥',
        '≦' | '⩽' | '≼' | '≯' => '≤',
        '﹥' => '>',
        '﹤' => '<',
        '﹦' => '=',
        '≒' | '≅' => '≈',
        '—' | '–' | '―' | '‒' | '‑' | '‐' | '─' | '━' | '﹘' => '-',
        '〜' | '∼' | '˜' => '~',
        '【' => '[',
        '】' => ']',
        '﹙' => '(',
        '﹚' => ')',
        '•' | '・' | '‧' | '∙' | '⋅' => '·',
        other => other,
    }
}

/// Whether the characters at a place are these.
pub(super) fn stands(chars: &[char], at: usize, word: &str) -> bool {
    let mut place = at;
    word.chars().all(|c| {
        place += 1;
        chars.get(place - 1) == Some(&c)
    })
}

/// The place after blanks.
pub(super) fn skip_blanks(chars: &[char], mut at: usize) -> usize {
    while chars.get(at) == Some(&' ') {
        at += 1;
    }
    at
}

/// Whether a character stands between the two ends of a range: 95%-100%, 10至15人.
pub(super) fn is_span(c: char) -> bool {
    matches!(c, '-' | '~' | '至' | '到')
}

/// Nothing at all, or what forms print where nothing is said: —, /, *, XX, 无.
pub(super) fn is_placeholder(chars: &[char]) -> bool {
    let text: String = chars.iter().filter(|c| **c != ' ').collect();
    if NOTHING.contains(&text.as_str()) {
        return true;
    }
    let filler =
        |c: char| matches!(c, '-' | '/' | '\\' | '*' | 'X' | 'x' | '×' | '_' | '…' | '.' | '~' | '○');
    let sign = |c: char| matches!(c, '≥' | '≤' | '>' | '<' | '=' | '%' | '(' | ')');
    text.chars().all(|c| filler(c) || sign(c)) && (text.contains(filler) || !text.contains(sign))
        || text.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling() {
        for text in ["≥95%", "\\geq 95\\%", "&ge;９５％", "$\\geqslant95\\%$", "≧ 95﹪", "\\text{≥}95%"]
        {
            let folded: String = Spelling::of(text).chars.iter().filter(|c| **c != ' ').collect();
            assert_eq!(folded, "≥95%", "{text}");
        }
    }
}
