//! Text of one cell that went on in the next row, joined to the cell it belongs to.
//!
//! A row is the rest of the one above where only words stand in it, each below a cell that they can continue,
//! and the columns that every row fills are blank. Beyond that something must tell: a page break right above, or a word
//! that is plainly cut. The first row of a page may be the rest of packed cells, of a value or of a name.

use super::lines;
use super::row_shape::RowShape;
use crate::lexicon::grammar::numbering::marker;
use crate::lexicon::grammar::unit;
use crate::lexicon::key::INDICATOR;
use crate::lexicon::labels;
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::model::{
    Cell, ColumnRole, Finding, Findings, Inline, Message, Node, Paragraph, Position, RichText, Row, RowRole,
    Rule, Severity, Table, Tidy,
};
use crate::text::width::{fold, is_han};

/// The text of a cell went on in the next row.
pub(super) const CELL_CONTINUED: Rule =
    Rule { name: "cell-continued", severity: Severity::Info, page: include_str!("cell_continued.md") };

/// A row may be the rest of the one above, and nothing proves it.
pub(super) const ROW_TORN: Rule =
    Rule { name: "row-torn", severity: Severity::Warning, page: include_str!("row_torn.md") };

/// In a narrower table too little tells a cut cell from a row.
const FEWEST_COLUMNS: usize = 3;

/// The columns of names that have amounts beside them.
const NAMES: [ColumnRole; 3] = [ColumnRole::Name, ColumnRole::Unit, ColumnRole::Department];

/// How far up the cell above is looked for.
const ROWS_LOOKED_BACK: usize = 200;

/// Joins rows that are the rest of the row above. `breaks` are the rows that stand first on a page.
pub(super) fn mend(findings: &mut Findings, number: usize, table: &mut Table<Tidy>, breaks: &[usize]) {
    let own = RowShape::of(table);
    let inner = if own.has(ColumnRole::Target) { None } else { RowShape::of_indicators(table) };
    let (top, shape) = inner.map_or((table.header_rows, own), |(header, shape)| (header + 1, shape));
    if table.rows.len() < top + 2 {
        return;
    }
    let names_alone = names_alone(table, top, breaks, &shape);
    let without_value = without_value(table, top, &shape);
    for row in breaks {
        goal_goes_on(findings, number, table, *row, &shape);
        name_goes_on(findings, number, table, *row, &shape);
    }
    let mut kept = Kept::default();
    // How many rows before each one were joined to others.
    let mut joined_before = vec![0];
    let mut rows = std::mem::take(&mut table.rows).into_iter().enumerate().peekable();
    while let Some((index, row)) = rows.next() {
        let starts_page = breaks.binary_search(&index).is_ok() || goes_on_blank(&row);
        let below = rows.peek().map(|(_, row)| row);
        let mut rest = if index > top && row.role == RowRole::Data {
            let place = RowPlace { index, top, starts_page, names_alone, without_value };
            rest_of_page(&kept, &row, below, place, &shape)
                .map_or_else(|| continues(&kept, &row, place, &shape), Rest::Proven)
        } else {
            Rest::Nothing
        };
        if let Some(gap) = kept.rows.pop_if(|above| matches!(rest, Rest::Nothing) && is_gap(above)) {
            // A page that ended may leave a blank row and nothing else.
            let place = RowPlace { index, top, starts_page: true, names_alone, without_value };
            let origin = kept.origins.pop();
            if row.role == RowRole::Data {
                rest = rest_of_page(&kept, &row, below, place, &shape)
                    .map_or_else(|| continues(&kept, &row, place, &shape), Rest::Proven);
            }
            if matches!(rest, Rest::Proven(_)) {
                joined_before[index] += 1;
            } else {
                kept.rows.push(gap);
                kept.origins.extend(origin);
            }
        }
        joined_before.push(joined_before[index] + usize::from(matches!(rest, Rest::Proven(_))));
        if let Rest::Proven(pairs) = &rest {
            reach_down(&mut kept, &row, index, top);
            join(findings, number, &mut kept.rows, &row, pairs);
            continue;
        }
        if let Rest::Unsure(severity) = rest {
            let message = Message::new("row-torn", &[&lines::words(&row).replace('\t', " ").trim()]);
            let mut finding = Finding { severity, ..Finding::new(&ROW_TORN, &message) };
            finding.at = Some(Position::in_table(number, kept.rows.len(), 0, &row.at));
            findings.push(finding);
        }
        kept.rows.push(row);
        kept.origins.push(index);
    }
    // What reached down into a row that is gone reaches one row less.
    for (row, origin) in kept.rows.iter_mut().zip(&kept.origins) {
        for cell in &mut row.cells {
            let end = (origin + cell.rowspan).min(joined_before.len() - 1);
            cell.rowspan -= joined_before[end] - joined_before[*origin];
        }
    }
    table.rows = kept.rows;
}

/// How many rows other than the first of pages have a name and nothing else: what several rows belong to.
fn names_alone(table: &Table<Tidy>, top: usize, breaks: &[usize], shape: &RowShape) -> usize {
    let is_alone = |(number, row): &(usize, &Row<Tidy>)| {
        let mut filled = row.cells.iter().filter(|cell| !cell.text.is_blank());
        let only = filled.next().filter(|_| filled.next().is_none());
        let is_name =
            only.is_some_and(|cell| shape.role(cell.column).is_some_and(|role| NAMES.contains(&role)));
        let is_first = breaks.binary_search(number).is_ok() || is_gap(&table.rows[number - 1]);
        is_name && !is_first
    };
    table.rows.iter().enumerate().skip(top.max(1)).filter(is_alone).count()
}

/// Whether a row is blank, and nothing of it reaches down.
fn is_gap(row: &Row<Tidy>) -> bool {
    lines::is_blank(row) && row.role == RowRole::Data && row.cells.iter().all(|cell| cell.rowspan == 1)
}

/// How many rows name an indicator and have no value.
fn without_value(table: &Table<Tidy>, top: usize, shape: &RowShape) -> usize {
    let Some(target) = shape.column(ColumnRole::Target) else { return 0 };
    let names = |row: &&Row<Tidy>| {
        let filled = |at: &dyn Fn(usize) -> bool| {
            row.cells.iter().any(|cell| at(cell.column) && !cell.text.is_blank())
        };
        filled(&|column| shape.role(column) == Some(ColumnRole::Indicator))
            && !filled(&|column| column == target)
    };
    table.rows.iter().skip(top).filter(|row| row.role == RowRole::Data).filter(names).count()
}

/// What a row that is the rest of others merged with blanks below it belongs to the cells above that end there.
fn reach_down(kept: &mut Kept, row: &Row<Tidy>, index: usize, top: usize) {
    for cell in row.cells.iter().filter(|cell| cell.rowspan > 1 && cell.text.is_blank()) {
        if let Some((above, anchor)) = anchor_above(kept, index, (row, cell), top) {
            kept.rows[above].cells[anchor].rowspan += cell.rowspan;
        }
    }
}

/// Whether a filled cell of a row reaches down into others: it is the first of several rows.
fn begins_rows(row: &Row<Tidy>) -> bool {
    row.cells.iter().any(|cell| cell.rowspan > 1 && !cell.text.is_blank())
}

/// Whether the first cell of a row is blank and reaches down: of what a page cut its rest has no text of its own.
fn goes_on_blank(row: &Row<Tidy>) -> bool {
    row.cells.first().is_some_and(|cell| cell.column == 0 && cell.rowspan > 1 && cell.text.is_blank())
}

/// Where a row stands.
#[derive(Clone, Copy)]
struct RowPlace {
    /// Its number before rows were joined.
    index: usize,
    /// The first row below the header.
    top: usize,
    /// Whether it is the first of a page.
    starts_page: bool,
    /// How many rows of the table have a name alone.
    names_alone: usize,
    /// How many rows of the table name an indicator and have no value.
    without_value: usize,
}

/// A shorter name, in characters, has room in any column.
const SHORTEST_BROKEN: usize = 6;

/// What a row is to the one above.
enum Rest {
    /// No rest of it.
    Nothing,
    /// It may be its rest, and nothing proves it; how much that weighs.
    Unsure(Severity),
    /// Its rest.
    Proven(Vec<Pair>),
}

/// A filled cell of a row, and the one above that it goes on from.
struct Pair {
    /// The number of the cell in its row.
    cell: usize,
    /// The row and the number of the cell above.
    anchor: (usize, usize),
    /// Whether it begins a line of its own there.
    new_line: bool,
}

/// The rows that stay, and where each stood before.
#[derive(Default)]
struct Kept {
    rows: Vec<Row<Tidy>>,
    origins: Vec<usize>,
}

/// Whether a row is the rest of the one above, told by its words.
fn continues(kept: &Kept, row: &Row<Tidy>, place: RowPlace, shape: &RowShape) -> Rest {
    let Some(above) = kept.rows.last().filter(|above| above.role == RowRole::Data) else {
        return Rest::Nothing;
    };
    let filled: Vec<(usize, &Cell<Tidy>)> =
        row.cells.iter().enumerate().filter(|(_, cell)| !cell.text.is_blank()).collect();
    if filled.is_empty() || shape.width() < FEWEST_COLUMNS || begins_rows(row) {
        return Rest::Nothing;
    }
    // The value must be blank here, and filled above; or be the unit of the number above.
    let Some(value) = shape.value else { return Rest::Nothing };
    let value_of = |cells: &'_ [Cell<Tidy>]| {
        let mut own = cells.iter().filter(|cell| (cell.column..cell.end_column()).contains(&value));
        own.find(|cell| !cell.text.is_blank()).map(|cell| cell.text.text().trim().to_owned())
    };
    let (own, number) = (value_of(&row.cells), value_of(&above.cells));
    let is_unit_of = |own: &String| number.as_ref().is_some_and(|number| is_unit_below(number, own));
    // A letter below a number is no unit where no header says that there are values.
    let ends_with_unit = shape.has(ColumnRole::Target)
        && own.as_ref().is_some_and(is_unit_of)
        && filled[0].1.column > 0
        && filled.len() > 1;
    if (own.is_some() && !ends_with_unit)
        || number.is_none()
        || !row.cells.iter().any(|cell| cell.column == value)
    {
        return Rest::Nothing;
    }
    let mut pairs = Vec::new();
    let mut cut = false;
    let mut complete = true;
    for (cell_number, cell) in &filled {
        let Some(anchor) = anchor_above(kept, place.index, (row, cell), place.top) else {
            return Rest::Nothing;
        };
        let head = &kept.rows[anchor.0].cells[anchor.1];
        let (first, rest) = (head.text.text().trim_end(), cell.text.text().trim_start());
        if ends_with_unit && cell.column == value {
            cut = true;
            pairs.push(Pair { cell: *cell_number, anchor, new_line: false });
            continue;
        }
        // A level heads no indicator: at the top of a page, or where only this row has no value, its name is the end of
        // one that was cut.
        let is_end = (place.starts_page || place.without_value == 1)
            && shape.role(cell.column) == Some(ColumnRole::Indicator)
            && !terms::whole(Place::Level, rest).is_empty();
        if first.is_empty() || !(is_end || may_go_on(first, rest)) {
            return Rest::Nothing;
        }
        cut |= is_cut(first, rest) || is_torn(first, rest);
        complete &= terms::holds(Place::Prose, Sense::NameEnd, first);
        pairs.push(Pair { cell: *cell_number, anchor, new_line: false });
    }
    // What stands in the first column begins a row of its own, unless other cells of the row go on as well.
    let leading = filled[0].1.column > 0;
    if (cut && (leading || pairs.len() > 1)) || (leading && place.starts_page && !complete) {
        return Rest::Proven(pairs);
    }
    let names_indicator =
        filled.iter().any(|(_, cell)| shape.role(cell.column) == Some(ColumnRole::Indicator));
    // The only indicator without a value, below a name that does not end as names do; and the only account.
    let is_only = !complete && place.without_value == 1;
    let is_doubtful = names_indicator && (!leading || place.starts_page || is_only);
    let is_account = || {
        let is_name = |role| NAMES.contains(&role);
        let mut names = filled.iter().map(|(_, cell)| shape.role(cell.column).is_some_and(is_name));
        !complete && place.names_alone == 1 && names.all(|is_name| is_name)
    };
    let is_unsure = if shape.has(ColumnRole::Target) { is_doubtful } else { is_account() };
    match is_unsure {
        // In the first column it may as well be a unit that spent nothing, below a name that was not broken.
        true if !leading && !names_indicator => {
            let above = above.cells.first().map_or(0, |cell| cell.text.text().trim().chars().count());
            if above >= SHORTEST_BROKEN { Rest::Unsure(Severity::Info) } else { Rest::Nothing }
        }
        true => Rest::Unsure(Severity::Warning),
        false => Rest::Nothing,
    }
}

/// What the first row of a page is the rest of, told by which of its cells are filled: packed cells, a value, a name.
fn rest_of_page(
    kept: &Kept,
    row: &Row<Tidy>,
    below: Option<&Row<Tidy>>,
    place: RowPlace,
    shape: &RowShape,
) -> Option<Vec<Pair>> {
    if !place.starts_page || begins_rows(row) {
        return None;
    }
    kept.rows.last().filter(|above| above.role == RowRole::Data)?;
    let filled: Vec<(usize, &Cell<Tidy>)> =
        row.cells.iter().enumerate().filter(|(_, cell)| !cell.text.is_blank()).collect();
    let all = |roles: &[ColumnRole]| {
        !filled.is_empty()
            && filled
                .iter()
                .all(|(_, cell)| shape.role(cell.column).is_some_and(|role| roles.contains(&role)))
    };
    let is_packed = shape.has(ColumnRole::Indicators) && all(&[ColumnRole::Goals, ColumnRole::Indicators]);
    let is_value = all(&[ColumnRole::Target]);
    let is_name = all(&[ColumnRole::Name])
        && shape.has(ColumnRole::Target)
        && below.is_some_and(|below| below.cells.first().is_some_and(|cell| cell.text.is_blank()));
    // A name of accounts has its amounts beside it, in a table where every other name has.
    let is_account = all(&NAMES)
        && !shape.has(ColumnRole::Target)
        && shape.value.is_some_and(|value| filled[0].1.column < value)
        && filled[0].1.column > 0
        && place.names_alone == 0;
    if !(is_packed || is_value || is_name || is_account) {
        return None;
    }
    let mut pairs = Vec::new();
    for (number, cell) in filled {
        let anchor = anchor_above(kept, place.index, (row, cell), place.top)?;
        let head = kept.rows[anchor.0].cells[anchor.1].text.text();
        let first = head.trim_end().rsplit('\n').next().unwrap_or_default();
        let rest = cell.text.text().trim_start().split('\n').next().unwrap_or_default();
        let goes_on = match first {
            "" => false,
            _ if is_packed => true,
            // A figure of its own may be another value.
            _ if is_value => !rest.contains(|c: char| c.is_ascii_digit()) && has_value(first),
            _ => may_go_on(first, rest) && !terms::holds(Place::Prose, Sense::NameEnd, first),
        };
        if !goes_on {
            return None;
        }
        pairs.push(Pair { cell: number, anchor, new_line: is_packed && begins_line(first, rest) });
    }
    Some(pairs)
}

/// Whether what stands at the top of a page within a packed cell is a line of its own rather than the rest of the last
/// line before.
fn begins_line(first: &str, rest: &str) -> bool {
    let folded = fold(rest);
    begins_with_marker(&folded)
        || marker(rest.trim()).is_some()
        || first.ends_with(['。', '；', ';', '！'])
        || !terms::whole(Place::Level, first).is_empty()
        || (has_value(first) && has_value(rest))
}

/// Whether a line has a figure beside its number.
fn has_value(line: &str) -> bool {
    let line = line.trim();
    let words = marker(line).map_or(line, |marker| &line[marker.length..]);
    words.contains(|c: char| c.is_ascii_digit() || "≥≤><=".contains(c))
}

/// Puts the rest of a goal, which stands in the first row of a page beside an indicator of its own, to the goal that
/// the page cut.
fn goal_goes_on(
    findings: &mut Findings,
    number: usize,
    table: &mut Table<Tidy>,
    index: usize,
    shape: &RowShape,
) {
    let Some(goals) = shape.column(ColumnRole::Goals).filter(|_| shape.has(ColumnRole::Target)) else {
        return;
    };
    let top = table.header_rows;
    let Some(row) = table.rows.get(index).filter(|row| index > top && row.role == RowRole::Data) else {
        return;
    };
    let names = [ColumnRole::Name, ColumnRole::Code, ColumnRole::Amount];
    let names_project = |cell: &Cell<Tidy>| {
        !cell.text.is_blank() && shape.role(cell.column).is_some_and(|role| names.contains(&role))
    };
    let Some(own) = row.cells.iter().position(|cell| cell.column == goals && !cell.text.is_blank()) else {
        return;
    };
    if row.cells.iter().any(names_project) || !shape.has(ColumnRole::Name) {
        return;
    }
    let rest = row.cells[own].text.clone();
    let above = (top..index).rev().take(ROWS_LOOKED_BACK).find_map(|row| {
        let at =
            table.rows[row].cells.iter().position(|cell| cell.column == goals && !cell.text.is_blank())?;
        Some((row, at))
    });
    let Some((above, at)) = above else { return };
    let first = table.rows[above].cells[at].text.clone();
    let ended = first.text().trim_end().ends_with(['。', '；', '！', '？', '：', ':']);
    if ended || begins_with_marker(&fold(rest.text())) || marker(rest.text().trim()).is_some() {
        return;
    }
    report_joined(findings, number, (above, goals), &first, &rest, &table.rows[index].cells[own].at);
    table.rows[above].cells[at].text = Tidy(joined(&first, &rest));
    table.rows[index].cells[own].text = Tidy::default();
}

/// Puts the rest of a project's name, which stands in the first row of a page beside an indicator of its own and has no
/// amount where every project has one, to the name that the page cut.
fn name_goes_on(
    findings: &mut Findings,
    number: usize,
    table: &mut Table<Tidy>,
    index: usize,
    shape: &RowShape,
) {
    let (Some(names), Some(amounts)) = (shape.column(ColumnRole::Name), shape.column(ColumnRole::Amount))
    else {
        return;
    };
    let top = table.header_rows;
    let filled = |row: &Row<Tidy>, column: usize| {
        row.cells.iter().position(|cell| cell.column == column && !cell.text.is_blank())
    };
    let Some(row) = table.rows.get(index).filter(|row| index > top && row.role == RowRole::Data) else {
        return;
    };
    let (Some(own), true) = (filled(row, names), shape.has(ColumnRole::Target)) else { return };
    let others = || {
        table.rows.iter().enumerate().skip(top).filter(|(number, row)| {
            *number != index && row.role == RowRole::Data && filled(row, names).is_some()
        })
    };
    let is_alone = filled(row, amounts).is_none() && others().all(|(_, row)| filled(row, amounts).is_some());
    let Some((above, at)) = others()
        .rfind(|(number, _)| *number < index)
        .and_then(|(number, row)| Some((number, filled(row, names)?)))
        .filter(|_| is_alone)
    else {
        return;
    };
    let first = table.rows[above].cells[at].text.clone();
    let rest = table.rows[index].cells[own].text.clone();
    let (head, tail) = (first.text().trim_end(), rest.text().trim_start());
    if !may_go_on(head, tail) || terms::holds(Place::Prose, Sense::NameEnd, head) {
        return;
    }
    report_joined(findings, number, (above, names), &first, &rest, &table.rows[index].cells[own].at);
    table.rows[above].cells[at].text = Tidy(joined(&first, &rest));
    table.rows[index].cells[own].text = Tidy::default();
}

/// The cell that ends right above a cell of a row, in the same columns; of what stands alone in its row the merges may
/// have been lost.
fn anchor_above(
    kept: &Kept,
    index: usize,
    (own, cell): (&Row<Tidy>, &Cell<Tidy>),
    top: usize,
) -> Option<(usize, usize)> {
    let is_alone = lines::lone(own).is_some() && !cell.text.is_blank();
    let rows = (top..kept.rows.len()).rev().take(ROWS_LOOKED_BACK);
    for row in rows {
        let covers = |above: &Cell<Tidy>| above.column <= cell.column && cell.column < above.end_column();
        if let Some(found) = kept.rows[row].cells.iter().position(covers) {
            let above = &kept.rows[row].cells[found];
            let same = above.column == cell.column && (above.colspan == cell.colspan || is_alone);
            return (same && ends_above(kept, row, above, index)).then_some((row, found));
        }
    }
    None
}

/// Whether a cell of a kept row ends right above row `index`, rows that were joined since left out.
fn ends_above(kept: &Kept, row: usize, cell: &Cell<Tidy>, index: usize) -> bool {
    let end = kept.origins[row] + cell.rowspan;
    let next = kept.origins.get(row + 1..).unwrap_or_default().iter().find(|origin| **origin >= end);
    end <= index && next.is_none()
}

/// Whether `rest` may be the rest of `first` at all: words, and no line of their own.
fn may_go_on(first: &str, rest: &str) -> bool {
    let folded = fold(rest);
    let begins_anew = folded.starts_with(|c: char| c.is_ascii_digit() || "≥≤><=±+-—*①②③④⑤⑥⑦⑧⑨⑩".contains(c))
        || begins_with_marker(&folded);
    let whole = is_whole(&folded) || folded.ends_with(':');
    let ended = first.ends_with(['。', '！', '？', '：', ':', '%', '％'])
        || first.ends_with(|c: char| c.is_ascii_digit());
    !begins_anew && !whole && !ended && !lines::is_note(rest) && folded.chars().any(is_han)
}

/// Whether a text is a whole name: a level of indicators, mostly without its last word, 其中, 无.
fn is_whole(text: &str) -> bool {
    labels::is_nothing(text)
        || !terms::whole(Place::Level, text).is_empty()
        || terms::has(Place::Prose, Sense::WholeName, text)
}

/// `一、`, `(一)`, `目标2：`, `指标1：`, `其中：`.
fn begins_with_marker(folded: &str) -> bool {
    let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百".contains(c);
    let after_numeral = folded.trim_start_matches(numeral);
    let numbered = after_numeral.len() < folded.len() && after_numeral.starts_with(['、', '.', ')']);
    let bracketed = folded.strip_prefix('(').is_some_and(|inner| {
        let after = inner.trim_start_matches(numeral);
        after.len() < inner.len() && after.starts_with(')')
    });
    let labelled = terms::terms(Place::Prose, Sense::ItemLabel).any(|label| {
        folded
            .strip_prefix(label.words)
            .is_some_and(|rest| rest.trim_start_matches(numeral).starts_with([':', '.', '、']))
    });
    numbered || bracketed || labelled
}

/// Whether words are plainly cut: a bracket is open, the first half ends with a word that needs another, the
/// second begins with a sign that cannot begin a line.
fn is_cut(first: &str, rest: &str) -> bool {
    const JOINING: &[char] = &['及', '和', '与', '或', '、', '，', '（', '(', '《', '“', '的'];
    const CLOSING: &[char] = &['）', ')', '》', '”', '、', '，', '。', '；'];
    let opened = first.matches(['（', '(']).count() > first.matches(['）', ')']).count()
        && rest.contains(['）', ')'])
        || first.matches('《').count() > first.matches('》').count() && rest.contains('》');
    // A sign alone in a cell is no half of a word.
    let is_word = first.chars().filter(|c| is_han(*c)).count() >= 2;
    is_word && (opened || first.ends_with(JOINING) || rest.starts_with(CLOSING))
}

/// Whether two halves are one name that was broken at the end of a line: together they are the name of a level, or the
/// second is but the last character of a name of what is measured, as 度 of 满意度.
fn is_torn(first: &str, rest: &str) -> bool {
    let whole = format!("{}{}", fold(first), fold(rest));
    let is_level = |text: &str| !terms::whole(Place::Level, text).is_empty();
    // 社会效益 is a level without its 指标.
    let is_ending = fold(rest) == INDICATOR;
    let makes_level = is_level(&whole) && (is_ending || !is_level(first)) && !is_level(rest);
    let mut characters = rest.trim().chars().filter(|c| !c.is_whitespace());
    let is_single = characters.next().is_some_and(is_han) && characters.next().is_none();
    let is_tail = is_single && terms::holds(Place::Prose, Sense::NameEnd, rest);
    makes_level || (is_tail && first.chars().filter(|c| is_han(*c)).count() >= 2)
}

/// Whether a value ends with a number, and what stands below it is a unit alone.
fn is_unit_below(number: &str, below: &str) -> bool {
    number.ends_with(|c: char| c.is_ascii_digit()) && unit::is_unit(below)
}

/// Puts the cells of a row to those that they go on from.
fn join(findings: &mut Findings, number: usize, kept: &mut [Row<Tidy>], row: &Row<Tidy>, pairs: &[Pair]) {
    for Pair { cell, anchor: (above, anchor), new_line } in pairs {
        let rest = &row.cells[*cell];
        let first = &mut kept[*above].cells[*anchor];
        report_joined(findings, number, (*above, first.column), &first.text, &rest.text, &rest.at);
        first.text = Tidy(if *new_line {
            let content = first.text.content().iter().chain(rest.text.content()).cloned();
            RichText::from_content(content.collect())
        } else {
            joined(&first.text, &rest.text)
        });
    }
}

/// Says that a text goes on in another cell. `place` is the row and the column of the first half.
fn report_joined(
    findings: &mut Findings,
    number: usize,
    place: (usize, usize),
    first: &RichText,
    rest: &RichText,
    at: &crate::model::Place,
) {
    let message = Message::new("cell-continued", &[&shown_end(first.text()), &shown_beginning(rest.text())]);
    let mut finding = Finding::new(&CELL_CONTINUED, &message);
    finding.at = Some(Position::in_table(number, place.0, place.1, at));
    finding.found = Some(rest.text().to_owned());
    finding.expected = Some(joined(first, rest).text().to_owned());
    findings.push(finding);
}

/// So many characters of a text are shown in a message.
const SHOWN: usize = 30;

/// The end of a text, to be shown: packed cells are long.
fn shown_end(text: &str) -> String {
    let count = text.chars().count();
    if count <= SHOWN {
        text.to_owned()
    } else {
        format!("…{}", text.chars().skip(count - SHOWN).collect::<String>())
    }
}

/// The beginning of a text, to be shown.
fn shown_beginning(text: &str) -> String {
    if text.chars().nth(SHOWN).is_none() {
        return text.to_owned();
    }
    format!("{}…", text.chars().take(SHOWN).collect::<String>())
}

/// Two texts as one: the last paragraph of the first goes on in the first paragraph of the second.
fn joined(first: &RichText, rest: &RichText) -> RichText {
    let mut content = first.content().to_vec();
    let mut others = rest.content().iter().cloned();
    match (content.last_mut(), others.next()) {
        (Some(Node::Paragraph(last)), Some(Node::Paragraph(next))) => join_paragraphs(last, next),
        (_, other) => content.extend(other),
    }
    content.extend(others);
    RichText::from_content(content)
}

fn join_paragraphs(last: &mut Paragraph, next: Paragraph) {
    // The two pieces stand apart in the source, so a line break keeps them apart here.
    if !last.source.is_empty() && !next.source.is_empty() {
        last.source.push('\n');
    }
    last.source.push_str(&next.source);
    let mut inlines = next.inlines.into_iter();
    match (last.inlines.last_mut(), inlines.next()) {
        (Some(Inline::Text { text }), Some(Inline::Text { text: next })) => {
            text.truncate(text.trim_end().len());
            text.push_str(next.trim_start());
        }
        (_, other) => last.inlines.extend(other),
    }
    last.inlines.extend(inlines);
}

#[cfg(test)]
mod tests {
    use super::super::tests::{mended, rules, sketch};

    #[track_caller]
    fn check(rows: &[&str], expected: &[&str], expected_rules: &str) {
        let text = rows.join("\n").replace('|', "\t");
        let (document, findings) = mended("tsv", &text);
        assert_eq!((sketch(&document), rules(&findings)), (expected.join("\n"), expected_rules.to_owned()));
    }

    const HEAD: &str = "项目名称|二级指标|三级指标|指标值";

    #[test]
    fn a_cut_word_goes_on_below() {
        // The unit of a value stands below its number, as the rest of the name does.
        check(
            &[HEAD, "农业普查|数量指标|普查|≥86", "||村数|个", "|质量指标|合格率|100%"],
            &[
                "#项目名称|二级指标|三级指标|指标值",
                "农业普查|数量指标|普查村数|≥86个",
                "|质量指标|合格率|100%",
            ],
            "cell-continued cell-continued",
        );
        // A value of its own, and a number that has its unit.
        for row in ["||村数|优", "||村数|3个"] {
            let rows = [HEAD, "农业普查|数量指标|普查|≥86", row];
            let [_, above, below] = rows;
            check(&rows, &["#项目名称|二级指标|三级指标|指标值", above, below], "");
        }
        check(
            &[
                HEAD,
                "公路养护|数量指标|养护里程|≥3公里",
                "|时效指标|资金兑付及|≥95%",
                "||时率|",
                "|质量指标|合格率|100%",
            ],
            &[
                "#项目名称|二级指标|三级指标|指标值",
                "公路养护|数量指标|养护里程|≥3公里",
                "|时效指标|资金兑付及时率|≥95%",
                "|质量指标|合格率|100%",
            ],
            "cell-continued",
        );
        check(
            &[HEAD, "公路养护|数量指标|里程（含乡|≥3公里", "||道）|", "桥梁维修|质量指标|合格率|100%"],
            &[
                "#项目名称|二级指标|三级指标|指标值",
                "公路养护|数量指标|里程（含乡道）|≥3公里",
                "桥梁维修|质量指标|合格率|100%",
            ],
            "cell-continued",
        );
    }

    #[test]
    fn several_cells_of_a_row_go_on() {
        check(
            &[
                HEAD,
                "山洪沟治理|数量指标|护岸长|≥3公里",
                "及避险工程||度|",
                "|服务对象满|居民满意|≥95%",
                "|意度指标|度|",
            ],
            &[
                "#项目名称|二级指标|三级指标|指标值",
                "山洪沟治理及避险工程|数量指标|护岸长度|≥3公里",
                "|服务对象满意度指标|居民满意度|≥95%",
            ],
            "cell-continued cell-continued cell-continued cell-continued",
        );
        // Nothing proves it.
        check(
            &[HEAD, "山洪沟治理|数量指标|应急演练|≥3次", "工程||次数合计|"],
            &["#项目名称|二级指标|三级指标|指标值", "山洪沟治理|数量指标|应急演练|≥3次", "工程||次数合计|"],
            "row-torn",
        );
    }

    #[test]
    fn what_a_page_cuts_within_its_cells() {
        let page = |one: &str, two: &str| {
            let row = |row: &str| format!("<tr><td>{}</tr>", row.replace('|', "<td>"));
            let rows = |rows: &str| rows.split('/').map(row).collect::<String>();
            format!("<table>{}</table><p>第1页</p><table>{}</table>", rows(one), rows(two))
        };
        for (one, two, last) in [
            // A value, a name, packed cells, a goal beside an indicator of its own.
            ("项目名称|三级指标|指标值/清淤|长度|≥12公", "||里/|座数|3座", "清淤|长度|≥12公里"),
            ("项目名称|三级指标|指标值/河道清|长度|12米", "淤||/|座数|3座", "河道清淤|长度|12米"),
            (
                "项目名称|金额(万元)|绩效目标|绩效指标/清淤|5.00|畅通|1.长度 12米",
                "|||2.座数 3座/供水|6.00|通水|1.户数 3户",
                "清淤|5.00|畅通|1.长度 12米\n2.座数 3座",
            ),
            (
                "项目名称|绩效目标|三级指标|指标值/清淤|保障防|长度|12米",
                "|洪安全|座数|3座",
                "清淤|保障防洪安全|长度|12米",
            ),
        ] {
            let (document, _) = mended("html", &page(one, two));
            assert!(sketch(&document).contains(last), "{}", sketch(&document));
        }
        // A figure of its own is another value.
        let (document, _) =
            mended("html", &page("项目名称|三级指标|指标值/清淤|长度|≥12米", "||≥5米/|座数|3座"));
        assert!(sketch(&document).contains("||≥5米"), "{}", sketch(&document));
    }

    #[test]
    fn what_a_page_cuts_without_a_mark() {
        // A blank row is all that the page left.
        let head = "科目编码|科目名称|合计";
        let rows = ["205|教育支出|5.00", "20502|普通教|5.00"];
        check(
            &[head, rows[0], rows[1], "||", "|育|", "|合计|5.00"],
            &["#科目编码|科目名称|合计", rows[0], "20502|普通教育|5.00", "|合计|5.00"],
            "cell-continued",
        );
        // Merged cells that begin blank go on from those above.
        let text = "<table><tr><th>项目<th>三级指标<th>指标值</tr><tr><td>甲<td>验收合<td>≥90%</tr>\
                    <tr><td rowspan=2><td>格情况<td></tr><tr><td>座数<td>3座</tr></table>";
        let (document, _) = mended("html", text);
        assert_eq!(sketch(&document), "#项目|三级指标|指标值\n1x2:甲|验收合格情况|≥90%\n座数|3座");
        // An indicator may have no value, and its name may be the rest of another.
        let (other, short) = ("公路养护|数量指标|养护座|≥3座", "||合格率|");
        let head = HEAD.replace("项目名称", "#项目名称");
        check(&[HEAD, other, short], &[&head, other, short], "row-torn");
        let (other, short) = ("公路养护|数量指标|养护数量|≥3座", "||合格率|");
        check(&[HEAD, other, short], &[&head, other, short], "");
    }

    #[test]
    fn what_may_be_torn_without_a_mark() {
        let head = "#科目编码|科目名称|合计|基本支出";
        let rows = ["205|教育支出|5.00|5.00", "2050202|小学教|5.00|5.00"];
        let bare = head.replace('#', "");
        for (below, expected) in [
            (&["|育||", "206|科技|1.00|1.00"][..], "row-torn"),
            // Where several rows have a name alone, each may be one.
            (&["|育||", "206|科技|1.00|1.00", "|其他||"], ""),
            // A name that ends as names do.
            (&["206|科技支出|1.00|1.00", "|项目||"], ""),
        ] {
            let rows: Vec<&str> =
                std::iter::once(bare.as_str()).chain(rows).chain(below.iter().copied()).collect();
            let expected_rows: Vec<&str> = std::iter::once(head).chain(rows[1..].iter().copied()).collect();
            check(&rows, &expected_rows, expected);
        }
        // A blank row is all that a page left, and a level heads no indicator.
        let head = HEAD.replace("项目名称", "#项目名称");
        let above = "公路养护|数量指标|养护总|≥3座";
        check(&[HEAD, above, "||成本|"], &[&head, above, "||成本|"], "row-torn");
        check(
            &[HEAD, above, "|||", "||成本|"],
            &[&head, "公路养护|数量指标|养护总成本|≥3座"],
            "cell-continued",
        );
    }

    #[test]
    fn the_rest_of_a_name_beside_an_indicator() {
        let page = |below: &str| {
            let row = |row: &str| format!("<tr><td>{}</tr>", row.replace('|', "<td>"));
            let above = ["项目名称|金额|三级指标|指标值", "河道清|5.00|长度|12米"].map(row).concat();
            format!("<table>{above}</table><p>第1页</p><table>{}</table>", row(below))
        };
        for (below, last) in [
            ("淤工程||座数|3座", "河道清淤工程|5.00|长度|12米\n||座数|3座"),
            // One that has an amount is another project.
            ("供水工程|6.00|座数|3座", "河道清|5.00|长度|12米\n供水工程|6.00|座数|3座"),
        ] {
            let (document, _) = mended("html", &page(below));
            assert!(sketch(&document).ends_with(last), "{}", sketch(&document));
        }
    }

    #[test]
    fn rows_of_their_own_stay() {
        for row in [
            "||时率|98%",
            "||2.及时率|",
            "||（一）及时率|",
            "||目标2：及时率|",
            "|质量指标||",
            "||5|",
            "||≥5|",
            "|||",
        ] {
            let first = "公路养护|时效指标|资金兑付及|≥95%";
            let head = HEAD.replace("项目名称", "#项目名称");
            check(&[HEAD, first, row, first], &[&head, first, row, first], "");
        }
    }

    #[test]
    fn names_without_a_value_stay() {
        check(
            &["科目|金额|备注", "教育支出|1.00|甲", "国防支出||", "外交支出|2.00|乙"],
            &["#科目|金额|备注", "教育支出|1.00|甲", "国防支出||", "外交支出|2.00|乙"],
            "",
        );
    }

    #[test]
    fn after_a_page_break_a_word_may_be_cut_anywhere() {
        let text = "<table><tr><th>项目<th>指标<th>值</tr><tr><td>甲<td>次数<td>3次</tr><tr><td><td>农作物综合机<td>≥72%</tr></table>\
                    <p>第1页</p>\
                    <table><tr><th>项目<th>指标<th>值</tr><tr><td><td>械化率<td></tr><tr><td>乙<td>人数<td>9人</tr></table>";
        let (document, findings) = mended("html", text);
        assert_eq!(sketch(&document), "#项目|指标|值\n甲|次数|3次\n|农作物综合机械化率|≥72%\n乙|人数|9人");
        assert_eq!(rules(&findings), "table-continued cell-continued");
        let cell = &document.tables().next().unwrap().rows[2].cells[1];
        assert_eq!(cell.text.paragraphs()[0].source, "农作物综合机\n械化率");
    }

    #[test]
    fn merges_over_a_joined_row_shrink() {
        let text = "<table><tr><th>项目<th>指标<th>值</tr><tr><td rowspan=3>甲<td>兑付及<td>3次</tr><tr><td>时率<td></tr>\
                    <tr><td>人数<td>9人</tr><tr><td>乙<td>户数<td>2户</tr></table>";
        let (document, _) = mended("html", text);
        assert_eq!(sketch(&document), "#项目|指标|值\n1x2:甲|兑付及时率|3次\n人数|9人\n乙|户数|2户");
    }
}
