//! Run-on text: a table whose boundaries are all lost, `…数量指标维修次数2280次质量指标合格率100%…`. No indicator is
//! made of it, for no border could be told from words; a finding says where it stands.

use crate::lexicon::taxonomy;
use crate::model::table::PLAIN;
use crate::model::{Finding, Message, Position, Rule, Severity, Table, Tidy};
use crate::text::width::fold;

/// Indicators stand in running text.
pub const RUN_ON_TEXT: Rule =
    Rule { name: "run-on-text", severity: Severity::Warning, page: include_str!("run_on_text.md") };

/// How much of the text is quoted.
const QUOTED: usize = 40;

/// That a paragraph was a table.
pub(in crate::layout) fn in_paragraph(text: &str, at: Position) -> Option<Finding> {
    let folded = fold(text);
    let names = names(&folded);
    let gaps = names.len().saturating_sub(1);
    let valued = names.windows(2).filter(|pair| holds_value(&folded[pair[0].1..pair[1].0])).count();
    if valued == 0 || valued * 2 < gaps {
        return None;
    }
    // Sentences that speak of indicators are no table, and are only pointed at.
    let marks = folded.matches(['。', ';', ',', '、']).count();
    let severity = if marks + 1 >= names.len() { Severity::Info } else { RUN_ON_TEXT.severity };
    let quoted: String = text.trim().chars().take(QUOTED).collect();
    Some(Finding {
        severity,
        at: Some(at),
        found: Some(quoted),
        ..Finding::new(&RUN_ON_TEXT, &Message::new("run-on-text", &[&names.len()]))
    })
}

/// That a whole table runs on in a cell of a table that no layout knows: the first such cell. `number` is the
/// table's.
pub(in crate::layout) fn in_table(table: &Table<Tidy>, number: usize) -> Option<Finding> {
    if table.layout != PLAIN {
        return None;
    }
    let cells = table
        .rows
        .iter()
        .enumerate()
        .flat_map(|(row, cells)| cells.cells.iter().map(move |cell| (row, cell)));
    cells.into_iter().find_map(|(row, cell)| {
        in_paragraph(cell.text.text(), Position::in_table(number, row, cell.column, &cell.at))
    })
}

/// Where the names of second levels stand in a text, from left to right: 成本指标 is not within 经济成本指标.
fn names(folded: &str) -> Vec<(usize, usize)> {
    if !taxonomy::may_hold_names(folded) {
        return Vec::new();
    }
    let mut found: Vec<(usize, usize)> = taxonomy::level2_names()
        .flat_map(|name| folded.match_indices(name).map(|(start, name)| (start, start + name.len())))
        .collect();
    found.sort_unstable_by_key(|(start, end)| (*start, std::cmp::Reverse(*end)));
    let mut last = 0;
    found.retain(|(start, end)| {
        let kept = *start >= last;
        if kept {
            last = *end;
        }
        kept
    });
    found
}

/// Whether digits stand between two names, other than how many indicators of a kind there are: `3个、`.
fn holds_value(between: &str) -> bool {
    let counted =
        between.trim_matches(|c: char| c.is_ascii_punctuation() || matches!(c, '、' | '。' | '和' | '及'));
    let count = counted.strip_suffix(['个', '项', '条']).unwrap_or_default();
    let is_count = !count.is_empty() && count.bytes().all(|b| b.is_ascii_digit());
    !is_count && between.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::cases::disclosure;

    /// The findings of run-on text in a document, by their severity.
    fn found(text: &str) -> Vec<Severity> {
        let found = disclosure(text);
        assert!(found.projects.is_empty(), "{text}");
        found
            .findings
            .iter()
            .filter(|finding| finding.rule == RUN_ON_TEXT.name)
            .map(|found| found.severity)
            .collect()
    }

    #[test]
    fn text_that_was_a_table() {
        let run_on = "年度资金总额:16其中:上级资金16数量指标办公大楼日常维修维护次数反映维修情况2280次大楼安检巡察次数200次质量指标验收合格率100%时效指标";
        for (text, expected) in [
            (format!("<p>{run_on}</p>"), vec![Severity::Warning]),
            (format!("<table><tr><td>{run_on}</td></tr></table>"), vec![Severity::Warning]),
            ("<p>数量指标88100质量指标88100</p>".to_owned(), vec![Severity::Warning]),
            ("<p>一是数量指标，培训5次；二是质量指标，合格率100%。</p>".to_owned(), vec![Severity::Info]),
            ("<p>设置数量指标、质量指标、时效指标共30个。</p>".to_owned(), vec![]),
            ("<p>设置数量指标3个、质量指标2个，社会效益指标1个。</p>".to_owned(), vec![]),
            ("<p>成本指标5万元。</p>".to_owned(), vec![]),
            ("<p>经济成本指标</p>".to_owned(), vec![]),
        ] {
            assert_eq!(found(&text), expected, "{text}");
        }
    }

    #[test]
    fn names_do_not_overlap() {
        assert_eq!(names("经济成本指标1成本指标").len(), 2);
        assert_eq!(names("社会效益"), []);
    }
}
