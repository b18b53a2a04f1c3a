//! What of a table with a row per indicator could not be read: cells that are not what their column says, and rows
//! that are no rows of their own.

use std::collections::BTreeSet;

use crate::layout::reading::Reading;
use crate::layout::rows::amount;
use crate::layout::rows::cells::{Anchor, RowCells};
use crate::layout::rows::columns::RowColumns;
use crate::layout::unread::{self, Expected, UnreadCell};
use crate::lexicon::points::points;
use crate::lexicon::taxonomy;
use crate::model::{ColumnRole, Fate, Finding, Message, Position, RowRole, Rule, Severity, Table, Tidy};
use crate::text::lines::one_line;

/// A row that is not read because it is no row of its own.
pub const ROW_UNREAD: Rule =
    Rule { name: "row-unread", severity: Severity::Warning, page: include_str!("row_unread.md") };

/// Columns of words that a line may be broken in.
const WORDS: &[ColumnRole] = &[
    ColumnRole::Name,
    ColumnRole::Department,
    ColumnRole::Unit,
    ColumnRole::Goals,
    ColumnRole::Level1,
    ColumnRole::Level2,
    ColumnRole::Indicator,
];

/// Tells what became of the cells of a table with these columns, where the roles of its rows and columns do not.
pub(in crate::layout) fn note(reading: &mut Reading, table: &Table<Tidy>, columns: &RowColumns) {
    let cells = RowCells::new(table, columns);
    note_cells(reading, &cells, columns);
    take_weights_and_funding(reading, &cells, columns);
}

/// Tells that the cells of columns without a role of their own became values too: the parts of the amount, the
/// weights of levels, the unit's code.
fn take_weights_and_funding(reading: &mut Reading, cells: &RowCells, columns: &RowColumns) {
    let own = columns.funding.iter().map(|(column, _)| *column);
    let of_levels = columns.level_weights.iter().map(|(_, column)| *column);
    let taken: BTreeSet<usize> = own.chain(of_levels).chain(columns.unit_code).collect();
    for row in cells.body() {
        if !matches!(reading.row_roles[row], RowRole::Project | RowRole::Indicator) {
            continue;
        }
        for anchor in cells.all(row).filter(|anchor| taken.contains(&cells.column(*anchor))) {
            reading.fates.entry(anchor).or_insert(Fate::Record);
        }
    }
}

/// Notes the cells of the rows of records that are not what their column says.
fn note_cells(reading: &mut Reading, cells: &RowCells, columns: &RowColumns) {
    for row in cells.body() {
        if !matches!(reading.row_roles[row], RowRole::Project | RowRole::Indicator | RowRole::Data) {
            continue;
        }
        for anchor in cells.beginning(row).into_iter().filter(|anchor| !reading.fates.contains_key(anchor)) {
            let Some((expected, header)) = expected(cells, columns, anchor) else { continue };
            let text = cells.text(anchor).text();
            let is_read = match expected {
                Expected::Amount => amount::is_read(text),
                Expected::Weight | Expected::Score if is_beside_lines(cells, anchor) => true,
                expected => unread::is_read(expected, text),
            };
            let is_disputed = is_read && is_disputed(cells, row, anchor);
            let expected = if is_disputed { Expected::OnlyAmount } else { expected };
            if !is_read || is_disputed {
                let (row, cell) = anchor;
                reading.unread.push(UnreadCell { row, cell, expected, header });
            }
        }
    }
}

/// Whether a weight or score stands beside each line of the row's indicators.
fn is_beside_lines(cells: &RowCells, anchor: Anchor) -> bool {
    let lines = cells.lines(anchor);
    let names =
        cells.first(anchor.0, ColumnRole::Indicator).map(|name| cells.lines(name)).unwrap_or_default();
    lines.len() > 1 && lines.len() == names.len() && lines.iter().all(|line| points(&line.text).is_some())
}

/// What a cell must be by the column it stands in, and what that column is called.
fn expected(cells: &RowCells, columns: &RowColumns, anchor: Anchor) -> Option<(Expected, String)> {
    let column = cells.column(anchor);
    let reached = column..column + cells.width(anchor);
    let of = |column: usize| {
        if columns.funding.iter().any(|(part, _)| *part == column) {
            return Some(Expected::Amount);
        }
        Expected::of(*columns.header.roles.get(column)?.as_ref()?)
    };
    let expected = of(column)?;
    let is_one = reached.into_iter().all(|column| of(column) == Some(expected));
    let header = columns.header.texts.get(column).and_then(|texts| texts.last()).cloned();
    is_one.then(|| (expected, one_line(&header.unwrap_or_default())))
}

/// Whether an amount stands beside another one under the same header, so that nothing tells which of them is meant.
fn is_disputed(cells: &RowCells, row: usize, anchor: Anchor) -> bool {
    let beside = cells.of(row, ColumnRole::Amount);
    beside.contains(&anchor) && amount::only(cells, row).is_none() && beside.len() > 1
}

/// Takes the rows out that are no rows of their own: their cells are unread, and a finding says so.
pub(in crate::layout) fn take_rows(
    reading: &mut Reading,
    number: usize,
    table: &Table<Tidy>,
    cells: &RowCells,
) -> BTreeSet<usize> {
    let mut taken = BTreeSet::new();
    let mut displaced: Option<usize> = None;
    // Columns of words that say something further up.
    let mut said_above: BTreeSet<ColumnRole> = BTreeSet::new();
    // The last row that is read.
    let mut above: Option<usize> = None;
    for row in cells.body() {
        if reading.row_roles[row] != RowRole::Project {
            displaced = None;
            continue;
        }
        let by = cells.beyond_header(row);
        let message = if by > 0 {
            displaced = Some(row);
            Some(Message::new("row-unread-beyond", &[&by]))
        } else if above.is_some_and(|above| is_torn(cells, row, above, &said_above)) {
            Some(Message::new("row-unread-torn", &[]))
        } else if displaced.is_some() && cells.own(row, ColumnRole::Name).is_none() {
            // Whose it is stands in the row above, which is not read.
            Some(Message::new("row-unread-below", &[]))
        } else {
            displaced = None;
            None
        };
        let Some(message) = message else {
            above = Some(row);
            said_above.extend(cells.beginning(row).into_iter().filter_map(|anchor| cells.role_at(anchor)));
            continue;
        };
        taken.insert(row);
        reading.row_roles[row] = RowRole::Data;
        let said: Vec<Anchor> = cells.beginning(row);
        let words: Vec<String> = said.iter().map(|anchor| one_line(cells.text(*anchor).text())).collect();
        reading.fates.extend(said.into_iter().map(|anchor| (anchor, Fate::Unread)));
        let at = table.rows.get(row).map(|row| row.at.clone()).unwrap_or_default();
        reading.findings.push(Finding {
            at: Some(Position { column: None, ..Position::in_table(number, row, 0, &at) }),
            found: Some(words.join(" ")),
            ..Finding::new(&ROW_UNREAD, &message)
        });
    }
    taken
}

/// Whether a row is the second line of the cells above it: it has no value of its own, and every word of it stands
/// below another one.
fn is_torn(cells: &RowCells, row: usize, above: usize, said_above: &BTreeSet<ColumnRole>) -> bool {
    let own = cells.beginning(row);
    let word = |row: usize, role| cells.of(row, role).into_iter().find(|anchor| anchor.0 == row);
    let is_word = |anchor: &Anchor| {
        let role = cells.role_at(*anchor).filter(|role| WORDS.contains(role));
        // A name may stand in the middle of what was its merged cell, and its second line further down.
        let is_indicators = |role| matches!(role, ColumnRole::Level2 | ColumnRole::Indicator);
        let is_below = |role| {
            if is_indicators(role) { word(above, role).is_some() } else { said_above.contains(&role) }
        };
        role.is_some_and(is_below) && !cells.is_tall(*anchor)
    };
    if own.is_empty() || word(above, ColumnRole::Target).is_none() || !own.iter().all(is_word) {
        return false;
    }
    let text = |row, role| word(row, role).map(|anchor| one_line(cells.text(anchor).text()));
    let (indicator, second) = (text(row, ColumnRole::Indicator), text(row, ColumnRole::Level2));
    let is_level = |text: &str| {
        taxonomy::is_level_name(text) && (taxonomy::level1(text).or(taxonomy::level2(text))).is_some()
    };
    let levels = [text(row, ColumnRole::Level1), second.clone()];
    if levels.iter().flatten().any(|text| is_level(text)) {
        return false;
    }
    // 服务对象满 above 意度指标 is a level, and neither alone is one.
    let joins = second
        .as_ref()
        .zip(text(above, ColumnRole::Level2))
        .is_some_and(|(below, above)| !is_level(&above) && is_level(&format!("{above}{below}")));
    let is_fragment = indicator.as_ref().is_some_and(|name| name.chars().count() == 1);
    let several = own.len() > 1 && (indicator.is_some() || second.is_some());
    joins || is_fragment || several
}

#[cfg(test)]
mod tests {
    use crate::layout::cases::{disclosure, said};

    /// The rules of ours that a table, `|` parting its cells, is reported under.
    fn rules(text: &str) -> Vec<String> {
        let text = if text.starts_with('<') { text.to_owned() } else { text.replace('|', "\t") + "\n" };
        let findings = disclosure(&text).findings;
        let own = ["amount-unread", "number-unread", "target-unread", "name-unread", "row-unread"];
        findings.into_iter().map(|finding| finding.rule).filter(|rule| own.contains(&rule.as_str())).collect()
    }

    const HEADER: &str = "项目编码|项目名称|金额（万元）|一级指标|二级指标|三级指标|指标值|权重";

    #[test]
    fn cells_that_are_not_what_their_column_says() {
        for (row, expected) in [
            ("1|清淤|5.00|产出指标|数量指标|长度|12公里|50", None),
            ("1|清淤|—|产出指标|数量指标|长度|显著提高|50分", None),
            ("1|清淤|#REF!|产出指标|数量指标|长度|12公里|50", Some("amount-unread")),
            ("1|清淤|1O.5|产出指标|数量指标|长度|12公里|50", Some("amount-unread")),
            ("1|清淤|5.00|产出指标|数量指标|长度|nan|50", Some("target-unread")),
            ("1|清淤|5.00|产出指标|数量指标|长度|？|50", Some("target-unread")),
            ("1|清淤|5.00|产出指标|数量指标|长度|12公里|5O", Some("number-unread")),
            ("#N/A|清淤|5.00|产出指标|数量指标|长度|12公里|50", Some("name-unread")),
            ("1|清淤|5.00|产出指标|数量指标|长度|12公里|50\n:|:|:|:|:|:|:|:", Some("name-unread")),
        ] {
            let found = rules(&format!("{HEADER}\n{row}"));
            assert_eq!(found.first().map(String::as_str), expected, "{row}: {found:?}");
        }
    }

    #[test]
    fn rows_that_are_no_rows_of_their_own() {
        let header = "项目名称|金额（万元）|一级指标|二级指标|三级指标|指标值\n";
        let torn = "阳光社区养老|20.00|产出指标|数量指标|新增养老床|≥20张\n服务中心||||位|\n||满意度指标|服务对|老人满意|≥90%\n|||象满意度指标|度|";
        let levels = "清淤|5|产出指标|数量指标|长度|12公里\n|||质量指标|合格|\n||||没有值的指标|";
        let two = "清淤|5|产出指标|数量指标|长度|12公里\n供水|6|产出指标|数量指标|管网|4公里";
        for (rows, expected) in [(torn, 1), (levels, 0), (two, 0)] {
            assert_eq!(rules(&format!("{header}{rows}")).len(), expected, "{rows}");
        }
        let said = said(&format!("{header}{torn}\n").replace('|', "\t"));
        assert!(!said.contains("服务中心") && !said.contains("位|") && !said.contains(">度"), "{said}");
    }

    #[test]
    fn several_amounts_under_one_header_are_none() {
        let table = |amounts: &str| {
            format!(
                "<table><tr><th>项目名称</th><th colspan=2>金额（元）</th><th>一级指标</th><th>二级指标</th><th>三级指标</th><th>指标值</th></tr>\
                 <tr><td>清淤</td>{amounts}<td>产出指标</td><td>数量指标</td><td>长度</td><td>12公里</td></tr></table>"
            )
        };
        for (amounts, amount, unread) in [
            ("<td colspan=2>300</td>", Some("300"), 0),
            ("<td>300</td><td></td>", Some("300"), 0),
            ("<td>300</td><td>300</td>", Some("300"), 0),
            ("<td>300</td><td>50</td>", None, 2),
        ] {
            let text = table(amounts);
            let found = disclosure(&text).projects[0].amount.map(|amount| amount.to_string());
            assert_eq!(found.as_deref(), amount, "{amounts}");
            assert_eq!(rules(&text).len(), unread, "{amounts}");
        }
    }

    #[test]
    fn weights_of_levels_stay_apart() {
        let text = "项目名称|一级指标|权重|二级指标|分值|三级指标|指标值|分值\n\
                    养老|产出指标|60|数量指标|30|床位|20张|30\n|||质量指标|30|合格率|100%|25\n\
                    项目|一级指标|权重|二级指标|分值|三级指标名称|目标值|分值\n|效益指标|40|社会效益|40|入住率|≥80%|40\n";
        let found = disclosure(&text.replace('|', "\t"));
        let weights: Vec<String> = found.projects[0]
            .indicators
            .iter()
            .map(|indicator| {
                [indicator.level1_weight, indicator.level2_weight, indicator.weight]
                    .map(|weight| weight.map_or_else(|| "–".to_owned(), |weight| weight.to_string()))
                    .join(" ")
            })
            .collect();
        assert_eq!(weights, ["60 30 30", "60 30 25", "40 40 40"]);
        assert!(found.findings.iter().all(|finding| finding.rule != "weight-sum-mismatch"));
    }
}
