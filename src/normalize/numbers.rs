//! A number that a narrow cell broke over two lines: `1,234` and below it `.50`.
//!
//! It is put together where the lines are no numbers each for itself and one well-formed number together. `120` above
//! `35.00` may be two amounts, and stays.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::{
    Document, Finding, Findings, Inline, Message, Node, Paragraph, Position, RichText, Rule, Severity, Tidy,
};
use crate::text::width::fold_width;

/// The parts of a broken number were put together.
pub(super) const NUMBER_JOINED: Rule =
    Rule { name: "number-joined", severity: Severity::Info, page: include_str!("number_joined.md") };

/// A number with or without separators of thousands.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[-+¥≥≤<>=]{0,2}(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?:%|\p{Han}{0,4})$")
        .expect("the pattern is a constant")
});

/// The number of an item: what follows in the next line is no part of it.
static ITEM: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[0-9]{1,2}\.$").expect("the pattern is a constant"));

/// A cell of more lines is a list: not even `1,234` / `,567` / `.00` / `万元` has more.
const MOST_LINES: usize = 4;

/// A text with more bytes holds more than a number and its unit.
const LONGEST: usize = 80;

/// Puts the broken numbers of all cells together.
pub(super) fn join(findings: &mut Findings, document: &mut Document<Tidy>) {
    let cells = document.tables_mut().flat_map(|table| &mut table.rows).flat_map(|row| &mut row.cells);
    for cell in cells {
        let Some(number) = broken_number(cell.text.text()) else { continue };
        let Some(joined) = joined(&cell.text.0) else { continue };
        let parts = cell.text.text().replace('\n', " ");
        let message = Message::new("number-joined", &[&parts, &number]);
        findings.push(Finding {
            at: Some(Position::of(&cell.at)),
            found: Some(parts),
            ..Finding::new(&NUMBER_JOINED, &message)
        });
        cell.text = Tidy(joined);
    }
}

/// The number that the lines of a text are the parts of.
fn broken_number(text: &str) -> Option<String> {
    if !text.contains('\n') {
        return None;
    }
    let lines: Vec<&str> = text.split('\n').map(str::trim).take(MOST_LINES + 1).collect();
    if lines.len() < 2 || lines.len() > MOST_LINES || text.len() > LONGEST {
        return None;
    }
    let folded: Vec<String> = lines.iter().map(|line| fold_width(line)).collect();
    let whole = folded.concat();
    let is_torn = folded.iter().any(|line| is_digits(line) && !NUMBER.is_match(line));
    let all_digits = folded.iter().all(|line| is_digits(line));
    (all_digits && is_torn && !ITEM.is_match(&folded[0]) && NUMBER.is_match(&whole)).then(|| lines.concat())
}

/// Whether a line may be a part of a number: it holds digits, and begins or ends as one.
fn is_digits(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_digit() || "-+¥≥≤<>=.,".contains(c))
        && line.bytes().any(|byte| byte.is_ascii_digit())
}

/// The paragraphs of a text in one line; `None` where there is more in it than text.
fn joined(text: &RichText) -> Option<RichText> {
    let mut whole = Paragraph::default();
    let mut sources = Vec::new();
    for node in text.content() {
        let Node::Paragraph(paragraph) = node else { return None };
        if sources.is_empty() {
            whole.at = paragraph.at.clone();
        }
        sources.push(paragraph.source.as_str());
        whole.inlines.extend(without_breaks(&paragraph.inlines));
    }
    whole.source = sources.join("\n");
    Some(RichText::from_content(vec![Node::Paragraph(whole)]))
}

fn without_breaks(inlines: &[Inline]) -> Vec<Inline> {
    let kept = inlines.iter().filter(|inline| !matches!(inline, Inline::Break));
    kept.map(|inline| match inline {
        Inline::Text { text } => Inline::text(text.split('\n').map(str::trim).collect::<String>()),
        Inline::Strong { inlines } => Inline::Strong { inlines: without_breaks(inlines) },
        Inline::Emphasis { inlines } => Inline::Emphasis { inlines: without_breaks(inlines) },
        other => other.clone(),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{mended, rules, sketch};

    #[track_caller]
    fn check(cell: &str, expected: &str) {
        let (document, findings) = mended("html", &format!("<table><tr><td>项目<td>{cell}</table>"));
        assert_eq!(sketch(&document), format!("项目|{expected}"), "{cell}");
        assert_eq!(rules(&findings), if expected.contains('\n') { "" } else { "number-joined" }, "{cell}");
    }

    #[test]
    fn numbers_in_narrow_cells() {
        check("1,234<br>.50", "1,234.50");
        check("1,2<br>34.50", "1,234.50");
        check("<p>12,</p><p>345.00</p>", "12,345.00");
        check("<b>1，234<br>．50</b>", "1，234．50");
        check("1,234<br>,567<br>.00万元", "1,234,567.00万元");
        check("1234.<br>50", "1234.50");
    }

    #[test]
    fn lines_that_are_numbers_or_words_themselves() {
        for cell in
            ["120\n35.00", "1,234\n567.00", "3.\n50", "≥12\n公里", "1,23\n4,5", "2024\n年", "甲\n.5", "12\n%"]
        {
            check(&cell.replace('\n', "<br>"), cell);
        }
    }
}
