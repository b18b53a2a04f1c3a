//! A line above a table, cut into what it says: the number of its form, who made it, the unit of its amounts.

use super::{line, money};
use crate::text::width::fold;

/// The pieces of a line above a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LabelLine<'a> {
    /// The numbers that forms and attachments go by: 公开01表, 附件3.
    pub(crate) numbers: Vec<&'a str>,
    /// Who made it and when: `编制部门：青岭县水务局`.
    pub(crate) labels: Vec<&'a str>,
    /// The unit of its amounts: `单位：万元`.
    pub(crate) units: Vec<&'a str>,
}

/// What a piece of a line is.
enum Piece {
    Number,
    Unit,
    Label,
}

/// A line that holds nothing but labels and numbers of forms, cut; `None` for any other.
pub(crate) fn label_line(line: &str) -> Option<LabelLine<'_>> {
    let mut found = LabelLine::default();
    let mut is_known = false;
    for text in pieces(line) {
        match piece(text)? {
            Piece::Number => found.numbers.push(text),
            Piece::Unit => found.units.push(text),
            Piece::Label => {
                is_known |= line::is_labelled(text);
                found.labels.push(text);
            }
        }
    }
    // Beside a label that is known any short one is one; by itself it is not.
    is_known |= !found.numbers.is_empty() || !found.units.is_empty();
    is_known.then_some(found)
}

fn piece(text: &str) -> Option<Piece> {
    let text = text.trim_matches(['(', '（', ')', '）', '[', '【', ']', '】']);
    if line::is_form_number(text) || line::is_attachment(text) {
        Some(Piece::Number)
    } else if text.contains('。') {
        None
    } else if money::is_labelled(text) {
        Some(Piece::Unit)
    } else {
        (line::is_labelled(text) || line::is_label_shaped(text)).then_some(Piece::Label)
    }
}

/// The pieces of a line: it is cut at wide gaps, and before every label and number of a form behind a narrow one.
fn pieces(line: &str) -> Vec<&str> {
    let mut cuts: Vec<usize> = Vec::new();
    let labels: Vec<usize> = line::label_starts(line).collect();
    let mut at = 0;
    while let Some(gap) = line[at..].find(char::is_whitespace).map(|gap| at + gap) {
        let rest = line[gap..].trim_start();
        let next = line.len() - rest.len();
        let is_wide =
            line[gap..next].chars().count() > 1 || line[gap..next].contains(['\u{3000}', '\t', '\n']);
        let word = rest.split_whitespace().next().unwrap_or_default();
        if is_wide || labels.contains(&next) || line::names_form(&fold(word)) {
            cuts.push(next);
        }
        at = next;
    }
    // Labels may stand right behind each other: `部门：林业局金额单位：万元`.
    cuts.extend(labels.iter().filter(|label| line[..**label].contains([':', '：'])));
    cuts.sort_unstable();
    cuts.dedup();
    let ends = cuts.iter().copied().chain([line.len()]);
    let mut start = 0;
    let mut pieces = Vec::new();
    for end in ends {
        pieces.push(line[start..end].trim());
        start = end;
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_above_tables_are_cut() {
        for (line, expected) in [
            ("公开01表", Some("公开01表||")),
            ("部门：云溪县水利局 单位：万元", Some("|部门：云溪县水利局|单位：万元")),
            (
                "部门公开表1　　　编制部门：青岭县水务局　　　单位：万元",
                Some("部门公开表1|编制部门：青岭县水务局|单位：万元"),
            ),
            ("部门：清河县林业局金额单位：万元", Some("|部门：清河县林业局|金额单位：万元")),
            ("附件3", Some("附件3||")),
            ("单位：万元 公开02表", Some("公开02表||单位：万元")),
            ("编制单位：青岭县 水务局", Some("|编制单位：青岭县 水务局|")),
            ("（单位：万元）", Some("||（单位：万元）")),
            ("部门：甲局　日期：2024年3月　单位：元", Some("|部门：甲局+日期：2024年3月|单位：元")),
            // What is no label stays with what it stands in.
            ("部门收支总表", None),
            ("部门收支总表　单位：万元", None),
            ("（2024年度）", None),
            ("主要职责：负责水务", None),
            ("单位：万元。以下为说明", None),
            ("", None),
        ] {
            let found = label_line(line).map(|found| {
                [found.numbers, found.labels, found.units].map(|pieces| pieces.join("+")).join("|")
            });
            assert_eq!(found.as_deref(), expected, "{line}");
        }
    }
}
