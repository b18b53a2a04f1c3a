//! A text with its signs in one spelling: `\geq`, `&ge;`, `≧` and `⩾` are all `≥`, and every sign knows where it
//! stood.

use std::sync::LazyLock;

use super::words::prose;
use crate::text::numerals::{has_endless_decimals, is_drawn_around};
use crate::text::width::{fold_char, is_han, is_invisible};

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
        let endless = has_endless_decimals(text);
        let mut offset = 0;
        while let Some(first) = text[offset..].chars().next() {
            let rest = &text[offset..];
            if let Some((printed, meant)) = spelled_out(first, rest) {
                meant.chars().for_each(|c| spelling.push(c, offset));
                offset += printed.len();
                continue;
            }
            // Braces and dollars only group where LaTeX is written. A line that is drawn around a character says
            // nothing of it.
            let is_silent = math && matches!(first, '{' | '}' | '$') || is_drawn_around(first) && !endless;
            if is_struck(first) && spelling.chars.last().is_some_and(|last| last.is_alphanumeric()) {
                // What is struck out is no value.
                spelling.chars.pop();
                spelling.at.pop();
            } else if !is_silent {
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

    /// The characters with digits put together that only stand apart: `9 5 %` behind a sign, `1 2 3 . 5 0`,
    /// `1,234 .50`.
    pub(super) fn closed_up(&self) -> Vec<char> {
        let mut closed: Vec<char> = Vec::with_capacity(self.chars.len());
        let mut at = 0;
        while at < self.chars.len() {
            let length = spaced_run(&self.chars, at);
            if length > 0 {
                closed.extend(self.chars[at..at + length].iter().filter(|c| **c != ' '));
                at += length;
                continue;
            }
            let digit = |place: usize| self.chars.get(place).is_some_and(char::is_ascii_digit);
            let before_point = self.chars[at] == ' '
                && at > 0
                && digit(at - 1)
                && self.chars.get(at + 1) == Some(&'.')
                && digit(at + 2);
            if !before_point {
                closed.push(self.chars[at]);
            }
            at += 1;
        }
        closed
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

/// Whether a character strikes out the one before it.
fn is_struck(c: char) -> bool {
    matches!(c, '\u{335}'..='\u{338}')
}

fn spelled_out(first: char, rest: &str) -> Option<(&'static str, &'static str)> {
    if first != '\\' && first != '&' {
        return None;
    }
    SPELLED_OUT.iter().copied().find(|(printed, _)| rest.starts_with(printed))
}

/// The length of a run of single digits and points that blanks part, where it can only be one number: behind a sign, or
/// long, or with a point.
fn spaced_run(chars: &[char], at: usize) -> usize {
    let part = |c: char| c.is_ascii_digit() || c == '.';
    let starts = chars[at].is_ascii_digit() && (at == 0 || !part(chars[at - 1]) && chars[at - 1] != ',');
    if !starts {
        return 0;
    }
    let mut end = at + 1;
    while chars.get(end) == Some(&' ') && chars.get(end + 1).copied().is_some_and(part) {
        end += 2;
    }
    // The last one is the beginning of a longer number.
    if chars.get(end).copied().is_some_and(part) {
        return 0;
    }
    let parts = (end - at).div_ceil(2);
    let points = chars[at..end].iter().filter(|c| **c == '.').count();
    let before = chars[..at].iter().rposition(|c| *c != ' ').map(|place| chars[place]);
    let signed = before.is_some_and(|c| matches!(c, '≥' | '≤' | '>' | '<' | '='));
    let unit = skip_blanks(chars, end);
    let measured = chars.get(unit).is_some_and(|c| is_han(*c) || matches!(c, '%' | '‰'));
    // ≥1 5 may be a value and its weight, ≥3 5公里 two values; where all stands apart it is one.
    let signed = signed && measured && (parts > 2 || parts == 2 && unit > end);
    let ends = measured || unit == chars.len();
    let is_one = points <= 1 && chars[end - 1] != '.' && (signed || points == 1 && parts > 3 && ends);
    if is_one { end - at } else { 0 }
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
