//! Line breaks that a program escaped on the way and nobody took back: `\n` in two characters.
//!
//! `\neq`, `\nu` and `\text` are signs of formulas, `D:\new` is a path; both stay as they are.

use crate::model::{Block, Document, Finding, Findings, Message, Place, Position, Raw, Rule, Severity};

/// Escaped line breaks were taken for line breaks.
pub const LINE_BREAKS_ESCAPED: Rule = Rule {
    name: "line-breaks-escaped",
    severity: Severity::Info,
    page: include_str!("line_breaks_escaped.md"),
};

/// How many characters of the first text are shown.
const SHOWN: usize = 30;

/// What an escape stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Escape {
    /// `\n`, `\r`, `\r\n`.
    Break,
    /// `\t`.
    Tab,
}

/// Takes the escapes of all texts for what they stand for. It is said once, with the words of the first text and
/// the places of all.
pub(super) fn decode(findings: &mut Findings, document: Document<Raw>) -> Document<Raw> {
    let mut texts = 0;
    let mut escapes: Vec<String> = Vec::new();
    let mut first: Option<(String, Place)> = None;
    let mut change = |raw: Raw, at: &Place| {
        let Some(decoded) = decoded(&raw, &mut escapes) else { return raw };
        texts += 1;
        first.get_or_insert_with(|| (words(&raw).to_owned(), at.clone()));
        decoded
    };
    let blocks: Vec<Block<Raw>> = document.blocks.into_iter().map(|block| block.map(&mut change)).collect();
    if let Some((words, at)) = first {
        let shown: String = words.chars().take(SHOWN).collect();
        let mut finding =
            Finding::new(&LINE_BREAKS_ESCAPED, &Message::new("line-breaks-escaped", &[&texts, &shown]));
        finding.at = Some(Position::of(&at));
        finding.found = Some(words);
        finding.notes = vec![escapes.join(" ")];
        findings.push(finding);
    }
    Document { blocks, ..document }
}

/// The words of the source.
fn words(raw: &Raw) -> &str {
    match raw {
        Raw::Markup(text) | Raw::Plain(text) | Raw::Translated { source: text, .. } => text,
    }
}

/// A text with its escapes taken for what they stand for, which are added to `escapes`; `None` where it has none.
fn decoded(raw: &Raw, escapes: &mut Vec<String>) -> Option<Raw> {
    match raw {
        Raw::Plain(text) => replaced(text, "\n", escapes).map(Raw::Plain),
        Raw::Markup(text) | Raw::Translated { html: text, .. } => replaced(text, "<br>", escapes)
            .map(|html| Raw::Translated { html, source: words(raw).to_owned() }),
    }
}

/// A text with `line_break` for every escaped one; breaks at its ends are none. `None` where it has no escapes.
fn replaced(text: &str, line_break: &str, escapes: &mut Vec<String>) -> Option<String> {
    if !text.contains('\\') || names_path(text) {
        return None;
    }
    let mut changed = String::with_capacity(text.len());
    let mut from = 0;
    let mut found = false;
    while let Some(offset) = text[from..].find('\\') {
        let at = from + offset;
        changed.push_str(&text[from..at]);
        if let Some((escape, length)) = escape(&text[at..]) {
            found = true;
            from = at + length;
            escapes.push(text[at..from].to_owned());
            let at_an_end = changed.trim().is_empty() || text[from..].trim().is_empty();
            match escape {
                Escape::Break if !at_an_end => changed.push_str(line_break),
                Escape::Break => {}
                Escape::Tab => changed.push(' '),
            }
        } else {
            changed.push('\\');
            from = at + 1;
        }
    }
    changed.push_str(&text[from..]);
    found.then_some(changed)
}

/// What the escape that a text begins with stands for, and how long it is. A letter behind it makes a command of it.
fn escape(text: &str) -> Option<(Escape, usize)> {
    let single = |text: &str| {
        // Escaped twice, it has two strokes.
        let strokes = text.len() - text.trim_start_matches('\\').len();
        if !(1..=2).contains(&strokes) {
            return None;
        }
        let letter = text[strokes..].chars().next().filter(|c| matches!(c, 'n' | 'r' | 't'))?;
        Some((letter, strokes + 1))
    };
    let (letter, mut length) = single(text)?;
    if letter == 'r'
        && let Some(('n', more)) = single(&text[length..])
    {
        length += more;
    }
    let is_command = text[length..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '{');
    let escape = if letter == 't' { Escape::Tab } else { Escape::Break };
    (!is_command).then_some((escape, length))
}

/// Whether a text names a path of Windows: `D:\…`, `\\server\…`.
fn names_path(text: &str) -> bool {
    let drive = text.match_indices(":\\").any(|(at, _)| {
        let before = &text[..at];
        let letter = before.ends_with(|c: char| c.is_ascii_alphabetic());
        letter && !before[..before.len() - 1].ends_with(|c: char| c.is_ascii_alphanumeric())
    });
    let server = text.trim_start().strip_prefix("\\\\").is_some_and(|rest| {
        rest.split('\\')
            .next()
            .is_some_and(|host| host.len() > 1 && host.bytes().all(|b| b.is_ascii_graphic()))
            && rest.contains('\\')
    });
    drive || server
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_line_breaks() {
        for (text, expected) in [
            (r"目标1：清淤12公里；\n目标2：改善水质。", "目标1：清淤12公里；|目标2：改善水质。"),
            (r"河道\r\n清淤", "河道|清淤"),
            (r"≥12\n公里", "≥12|公里"),
            (r"一\n\n二\t三", "一||二 三"),
            (r"一\\n二", "一|二"),
            (r"一\n1.二", "一|1.二"),
            (r"\n一\n", "一"),
            (r"a\r二", "a|二"),
        ] {
            let expected = expected.replace('|', "\n");
            assert_eq!(replaced(text, "\n", &mut Vec::new()).as_deref(), Some(expected.as_str()), "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_it() {
        for text in [
            "",
            r"x \neq 1",
            r"\nu",
            r"\text{公里}",
            r"3\times 10^4",
            r"\rho",
            r"D:\n\项目",
            r"见 C:\项目\n",
            r"\\server\n",
            r"\t{a}",
            r"90\%",
            r"一\\二",
            "n t",
        ] {
            assert_eq!(replaced(text, "\n", &mut Vec::new()), None, "{text}");
        }
    }
}
