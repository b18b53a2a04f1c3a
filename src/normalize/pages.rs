//! Tables that were cut at the end of a page, put together again.
//!
//! A table goes on from the one above where the page between them says so (`（续表）`, `第 1 页`) or where its
//! header is the same and its rows go on. What the page repeats leaves the table and is kept in the finding.

use super::{headers, lines};
use crate::lexicon::cell::{CellValue, cell_value};
use crate::lexicon::money;
use crate::lexicon::total::{self, Sum};
use crate::lexicon::{labels, marks, terms};
use crate::model::{
    Block, Cell, Document, Finding, Findings, Inline, Message, Node, Paragraph, Place, Position, RichText,
    Row, RowRole, Rule, Severity, Table, Tidy,
};
use crate::text::width::fold;

/// A table that was cut by a page break was put together.
pub(super) const TABLE_CONTINUED: Rule =
    Rule { name: "table-continued", severity: Severity::Info, page: include_str!("table_continued.md") };

/// A table may go on from the one above, and its columns cannot be matched.
pub(super) const CONTINUATION_UNSURE: Rule = Rule {
    name: "continuation-unsure",
    severity: Severity::Warning,
    page: include_str!("continuation_unsure.md"),
};

/// The most blocks that a page break is made of.
const MOST_BETWEEN: usize = 8;

/// How far above a table its title and labels are looked for, in blocks.
const REACH_ABOVE: usize = 4;

/// How many rows at the end of a table tell what its columns hold.
const ROWS_LOOKED_AT: usize = 60;

/// A table that following ones may go on from.
struct Open {
    /// Its place among the blocks.
    block: usize,
    /// Its number among the tables.
    number: usize,
    /// Its lone lines at the top, and the header rows below them.
    lone: usize,
    header: usize,
    /// How many columns it has.
    width: usize,
}

/// How a table belongs to the one above.
enum Verdict {
    Separate,
    Unsure,
    /// It goes on: its first rows repeat, and its columns are the last ones of the table above.
    GoesOn {
        repeated: usize,
        shift: usize,
    },
    /// It goes on, and by what it repeats it tells the header of the table above, which nothing else told.
    TellsHeader {
        repeated: usize,
        lone: usize,
        header: usize,
    },
}

/// What the page between two tables says.
#[derive(Default)]
struct Break {
    page: bool,
    continued: bool,
    same_title: bool,
}

/// Joins the tables of a document that go on over a page break.
///
/// Gives, for every table, the rows that stand first on a page.
pub(super) fn join(findings: &mut Findings, document: &mut Document<Tidy>) -> Vec<Vec<usize>> {
    let mut blocks: Vec<Block<Tidy>> = Vec::with_capacity(document.blocks.len());
    let mut breaks: Vec<Vec<usize>> = Vec::new();
    let mut open: Option<Open> = None;
    for block in std::mem::take(&mut document.blocks) {
        let Block::Table(next) = block else {
            blocks.push(block);
            continue;
        };
        let mut verdict = open.as_ref().map_or(Verdict::Separate, |open| judge(open, &blocks, &next));
        if let (Verdict::TellsHeader { repeated, lone, header }, Some(above)) = (&verdict, open.as_mut()) {
            (above.lone, above.header) = (*lone, *header);
            if let Some(Block::Table(table)) = blocks.get_mut(above.block) {
                headers::declare(table, *lone, *header);
            }
            verdict = Verdict::GoesOn { repeated: *repeated, shift: 0 };
        }
        match (verdict, open.take()) {
            (Verdict::GoesOn { repeated, shift }, Some(mut above)) => {
                let between = blocks.split_off(above.block + 1);
                if let Some(Block::Table(table)) = blocks.get_mut(above.block) {
                    // A table without a header of its own may have lent itself one from a page below.
                    above.header = above.header.min(table.rows.len());
                    let first = table.rows.len();
                    breaks[above.number].push(first);
                    let later = breaks_of(&next).into_iter().filter(|row| *row > repeated);
                    breaks[above.number].extend(later.map(|row| first + row - repeated));
                    append(findings, table, &above, &between, next, repeated, shift);
                }
                open = Some(above);
            }
            (verdict, _) => {
                if matches!(verdict, Verdict::Unsure) {
                    report_unsure(findings, &blocks, breaks.len(), &next);
                }
                let (lone, header) = headers::measure(&next);
                let width = next.width();
                open = Some(Open { block: blocks.len(), number: breaks.len(), lone, header, width });
                breaks.push(breaks_of(&next));
                blocks.push(Block::Table(next));
            }
        }
    }
    document.blocks = blocks;
    breaks
}

/// The rows below the gaps that the reader saw in the lines of a text.
fn breaks_of(table: &Table<Tidy>) -> Vec<usize> {
    let mut breaks = Vec::new();
    let mut row = 0;
    for line in table.joined.iter().filter_map(|place| place.line) {
        row += table.rows[row..].iter().take_while(|row| row.at.line.is_none_or(|at| at < line)).count();
        if row < table.rows.len() {
            breaks.push(row);
        }
    }
    breaks
}

fn judge(open: &Open, blocks: &[Block<Tidy>], next: &Table<Tidy>) -> Verdict {
    let between = &blocks[open.block + 1..];
    let Block::Table(table) = &blocks[open.block] else { return Verdict::Separate };
    if between.len() > MOST_BETWEEN || next.rows.is_empty() || table.rows.is_empty() {
        return Verdict::Separate;
    }
    let above = &blocks[open.block.saturating_sub(REACH_ABOVE)..open.block];
    let Some(mut page) = read_break(table, open, above, between) else { return Verdict::Separate };
    if let Some(title) = &next.title {
        let Some(continued) = lines::continued_title(title) else { return Verdict::Separate };
        if !is_title_of(&continued, table, open, above) {
            return Verdict::Separate;
        }
        page.continued = true;
    }
    let top = top_rows(table, open, &mut page, next);
    let (width, next_width) = (open.width, next.width());
    let told = headers::repeated(table, &next.rows[top..])
        .filter(|(_, header)| open.header == 0 && fits_within(&next.rows[top..top + header]));
    let repeats = || told.map(|(_, header)| top + header);
    if let Some(repeated) = repeated_header(table, open, next, top).or_else(repeats) {
        let body = next.rows.get(repeated);
        let goes_on = body.is_some_and(|row| goes_on(table, row));
        let begins_anew = body.is_some_and(is_total_row) || table.rows.last().is_some_and(is_total_row);
        let said = page.continued || (page.page && !page.same_title && !begins_anew);
        if body.is_none() || width != next_width || !(said || (goes_on && !begins_anew)) {
            return Verdict::Separate;
        }
        return match told {
            Some((lone, header)) => Verdict::TellsHeader { repeated, lone, header },
            None => Verdict::GoesOn { repeated, shift: 0 },
        };
    }
    let said = page.continued || (page.page && !page.same_title);
    if !said || top >= next.rows.len() {
        return Verdict::Separate;
    }
    let headed = next.header_rows > 0 || begins_alike(table, next, top) || has_header(table, open, next, top);
    if headed {
        return if page.continued { Verdict::Unsure } else { Verdict::Separate };
    }
    if !page.continued && next.rows.get(top).is_some_and(is_total_row) {
        return Verdict::Separate;
    }
    let (short, _) = short_rows(table, open, &next.rows[top..]);
    let fits = shifts(table, open, next, top + short);
    match fits.as_slice() {
        _ if next_width == width => {
            if fits.contains(&0) {
                Verdict::GoesOn { repeated: top, shift: 0 }
            } else if page.continued {
                Verdict::Unsure
            } else {
                Verdict::Separate
            }
        }
        [shift] if *shift + next_width == width => Verdict::GoesOn { repeated: top, shift: *shift },
        // A small table that merely stands on the next page has little in common with a wide one.
        [] if !page.continued && next_width + 3 < width => Verdict::Separate,
        _ if next_width < width => Verdict::Unsure,
        _ => Verdict::Separate,
    }
}

/// What stands between two tables, if nothing else does than what a page break puts there.
fn read_break(
    table: &Table<Tidy>,
    open: &Open,
    above: &[Block<Tidy>],
    between: &[Block<Tidy>],
) -> Option<Break> {
    let mut page = Break::default();
    // A line of labels that the first page does not have.
    let mut new_label = false;
    for block in between {
        let line = match block {
            Block::Paragraph { text, .. } | Block::Heading { text, .. } => text.text().trim(),
            Block::List { items, .. } if is_page_item(items) => {
                page.page = true;
                continue;
            }
            Block::List { .. } | Block::Table(_) => return None,
        };
        if line.is_empty() {
            continue;
        }
        if lines::is_page_number(line) {
            page.page = true;
        } else if let Some(title) = lines::continued_title(line) {
            if !is_title_of(&title, table, open, above) {
                return None;
            }
            page.continued = true;
        } else if is_repeated(line, table, open, above) {
            page.same_title |= !lines::is_label_line(line);
        } else if lines::is_label_line(line) && agrees_in_unit(line, &lines_above(table, open, above)) {
            new_label = true;
        } else {
            return None;
        }
    }
    (page.continued || !new_label).then_some(page)
}

/// Whether a list is what a reader made of `- 3 -`.
fn is_page_item(items: &[Tidy]) -> bool {
    matches!(items, [item] if lines::is_page_number(&format!("-{}", item.text().trim())))
}

/// Whether a line names no other unit than lines above a table do.
fn agrees_in_unit(line: &str, above: &[String]) -> bool {
    let known = above.iter().find_map(|line| money::unit(line));
    match (money::unit(line), known) {
        (Some(unit), Some(known)) => unit == known,
        _ => true,
    }
}

/// Whether a line stands above a table or among its lone lines as well.
fn is_repeated(line: &str, table: &Table<Tidy>, open: &Open, above: &[Block<Tidy>]) -> bool {
    let folded = fold(line);
    lines_above(table, open, above).contains(&folded)
}

/// Whether a title is that of a table, as far as the table has one.
fn is_title_of(title: &str, table: &Table<Tidy>, open: &Open, above: &[Block<Tidy>]) -> bool {
    if title.is_empty() {
        return true;
    }
    let titles: Vec<String> = lines_above(table, open, above)
        .into_iter()
        .filter(|line| line.ends_with('表') || line.contains("表("))
        .collect();
    titles.is_empty() || titles.iter().any(|other| other.contains(title) || title.contains(other.as_str()))
}

/// The lines that stand above a table and at its top, folded.
fn lines_above(table: &Table<Tidy>, open: &Open, above: &[Block<Tidy>]) -> Vec<String> {
    let mut found = Vec::new();
    for block in above.iter().rev() {
        match block {
            Block::Paragraph { text, .. } | Block::Heading { text, .. } => found.push(fold(text.text())),
            Block::List { .. } | Block::Table(_) => break,
        }
    }
    found.extend(table.title.as_deref().map(fold));
    let lone = table.rows.iter().take(open.lone).flat_map(|row| &row.cells);
    found.extend(lone.map(|cell| fold(cell.text.text())));
    found.retain(|line| !line.is_empty());
    found
}

/// How many rows at the top of a table are a page's: page numbers, the title with 续, repeated lone lines.
fn top_rows(table: &Table<Tidy>, open: &Open, page: &mut Break, next: &Table<Tidy>) -> usize {
    let mut top = 0;
    for row in next.rows.iter().take(MOST_BETWEEN) {
        if row.cells.iter().any(|cell| cell.rowspan > 1) {
            break;
        }
        if let Some(line) = lines::lone(row)
            && lines::is_page_number(line)
        {
            page.page = true;
        } else if lines::lone(row).is_some_and(|line| lines::continued_title(line).is_some()) {
            page.continued = true;
        } else if table.rows.iter().take(open.lone).any(|other| lines::alike(row, other)) {
            page.same_title |= !lines::is_label_row(row);
        } else if !lines::is_blank(row) {
            break;
        }
        top += 1;
    }
    top
}

/// The end of the rows at the top of a table that repeat the header of the one above.
fn repeated_header(table: &Table<Tidy>, open: &Open, next: &Table<Tidy>, top: usize) -> Option<usize> {
    let header = table.rows.get(open.lone..open.lone + open.header)?;
    let end = top + header.len();
    let rows = next.rows.get(top..end)?;
    let same = !header.is_empty() && header.iter().zip(rows).all(|(one, other)| lines::alike(one, other));
    (same && is_heading(header) && fits_within(rows)).then_some(end)
}

/// A header has words in two columns at least.
fn is_heading(header: &[Row<Tidy>]) -> bool {
    header.iter().flat_map(|row| &row.cells).filter(|cell| !cell.text.is_blank()).count() >= 2
}

/// Whether no cell of rows reaches below them.
fn fits_within(rows: &[Row<Tidy>]) -> bool {
    rows.iter()
        .enumerate()
        .all(|(number, row)| row.cells.iter().all(|cell| number + cell.rowspan <= rows.len()))
}

/// Whether a row goes on from the last ones of a table: its first cell is blank, or counts on.
fn goes_on(table: &Table<Tidy>, row: &Row<Tidy>) -> bool {
    let Some(first) = row.cells.iter().find(|cell| cell.column == 0) else { return false };
    if first.text.is_blank() {
        return !lines::is_blank(row);
    }
    let code = fold(first.text.text());
    let last = table
        .rows
        .iter()
        .rev()
        .take(ROWS_LOOKED_AT)
        .filter_map(|row| row.cells.iter().find(|cell| cell.column == 0))
        .map(|cell| fold(cell.text.text()))
        .find(|text| !text.is_empty());
    let Some(last) = last else { return false };
    let digits =
        |text: &str| !text.is_empty() && text.len() <= 12 && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(&code) || !digits(&last) {
        return false;
    }
    let counts_on = last.parse::<u64>().ok().map(|last| last + 1) == code.parse::<u64>().ok();
    // Codes of accounts are sorted; a table that begins anew begins with a lower one.
    counts_on || (code.len() >= 3 && last.len() >= 3 && code > last)
}

/// Whether a row is a grand total: a table begins or ends with it.
fn is_total_row(row: &Row<Tidy>) -> bool {
    row.cells
        .iter()
        .filter(|cell| !cell.text.is_blank())
        .take(2)
        .any(|cell| total::sum(cell.text.text()) == Some(Sum::Total))
}

/// Whether a table that repeats no header has one of its own.
fn has_header(table: &Table<Tidy>, open: &Open, next: &Table<Tidy>, top: usize) -> bool {
    let Some(first) = next.rows.get(top) else { return false };
    if headers::names_columns(first) || lines::lone(first).is_some_and(is_title) {
        return true;
    }
    // Where the columns above hold numbers, words in every one of them are a header.
    let kinds = kinds(body(table, open), open.width);
    let numeric: Vec<&Cell<Tidy>> = first
        .cells
        .iter()
        .filter(|cell| kinds.get(cell.column) == Some(&Kind::Number) && !cell.text.is_blank())
        .collect();
    !numeric.is_empty() && numeric.iter().all(|cell| kind_of(cell.text.text()) == Kind::Words)
}

/// Whether two tables without a header begin with the same label: forms, one a page.
fn begins_alike(table: &Table<Tidy>, next: &Table<Tidy>, top: usize) -> bool {
    let label = |row: Option<&Row<Tidy>>| {
        let cell = row?.cells.iter().find(|cell| !cell.text.is_blank())?;
        Some(fold(cell.text.text()))
    };
    let first = label(table.rows.first());
    first.is_some() && first == label(next.rows.get(top))
}

/// Whether a lone line reads like the title of a table.
fn is_title(line: &str) -> bool {
    let folded = fold(line);
    folded.ends_with('表') && folded.chars().count() >= 4
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Nothing,
    Code,
    Number,
    /// A figure with a sign or unit: `≥95%`, `12公里`.
    Target,
    /// A level of indicators: 产出指标, 数量指标.
    Level,
    Words,
    Mixed,
}

/// What the cells of one column are together.
fn together(one: Kind, other: Kind) -> Kind {
    match (one, other) {
        (kind, Kind::Nothing) | (Kind::Nothing, kind) => kind,
        (one, other) if one == other => one,
        // A zero among amounts is written without decimals, a count among targets without its unit.
        (Kind::Code | Kind::Number, Kind::Code | Kind::Number) => Kind::Number,
        (Kind::Target, Kind::Code | Kind::Number) | (Kind::Code | Kind::Number, Kind::Target) => Kind::Target,
        _ => Kind::Mixed,
    }
}

/// Whether a column of the first kind may go on a column of the second.
fn may_follow(below: Kind, above: Kind) -> bool {
    match (below, above) {
        // Whole numbers stand among amounts, but no amounts among codes; a target may be words: 健全.
        (Kind::Nothing, _)
        | (_, Kind::Nothing)
        | (Kind::Code, Kind::Number)
        | (Kind::Code | Kind::Number, Kind::Target)
        | (Kind::Mixed, Kind::Words | Kind::Target)
        | (Kind::Words | Kind::Target, Kind::Mixed) => true,
        (one, other) => one == other,
    }
}

fn kind_of(text: &str) -> Kind {
    let folded = fold(text);
    if labels::is_nothing(&folded) {
        Kind::Nothing
    } else if folded.bytes().all(|b| b.is_ascii_digit()) {
        Kind::Code
    } else if matches!(cell_value(text), CellValue::Amount { .. }) {
        Kind::Number
    } else if !terms::whole(terms::Place::Level, &folded).is_empty() {
        Kind::Level
    } else if is_target(&folded) {
        Kind::Target
    } else {
        Kind::Words
    }
}

/// `≥95%`, `=6座`, `12公里`; not `1.甲` and `2024年项目`.
fn is_target(folded: &str) -> bool {
    let signed = folded.starts_with(['≥', '≤', '>', '<', '=', '±']);
    let rest = folded.trim_start_matches(|c: char| c.is_ascii_digit() || ".,".contains(c));
    let counted = rest.len() < folded.len()
        && rest.chars().count() <= 4
        && !rest.starts_with(['、', ')', '年'])
        && !folded[..folded.len() - rest.len()].ends_with('.');
    folded.chars().count() <= 20 && (signed || counted)
}

/// The rows of a table below its header.
fn body<'a>(table: &'a Table<Tidy>, open: &Open) -> &'a [Row<Tidy>] {
    table.rows.get(open.lone + open.header..).unwrap_or_default()
}

/// What the columns of a table hold, by its last rows.
fn kinds(rows: &[Row<Tidy>], width: usize) -> Vec<Kind> {
    let mut kinds = vec![Kind::Nothing; width];
    let first = rows.len().saturating_sub(ROWS_LOOKED_AT);
    for cell in rows[first..].iter().flat_map(|row| &row.cells).filter(|cell| cell.colspan == 1) {
        let Some(kind) = kinds.get_mut(cell.column) else { continue };
        *kind = together(*kind, kind_of(cell.text.text()));
    }
    kinds
}

/// By how many columns a table may be shifted so that each column holds what it does in the table above.
///
/// A table of the same width may differ in a column or two; a narrower one must agree in all of them, and have
/// different kinds of columns to be told by.
fn shifts(table: &Table<Tidy>, open: &Open, next: &Table<Tidy>, top: usize) -> Vec<usize> {
    let above = kinds(body(table, open), open.width);
    let last = next.rows.len().min(top + ROWS_LOOKED_AT);
    let below = kinds(next.rows.get(top..last).unwrap_or_default(), next.width());
    if below.len() == above.len() {
        let differ = below.iter().zip(&above).filter(|(below, above)| !may_follow(**below, **above)).count();
        return if differ * 3 <= above.len() { vec![0] } else { Vec::new() };
    }
    narrow_shifts(&above, &below)
}

/// The shifts by which the columns of a narrower page are like those above.
fn narrow_shifts(above: &[Kind], below: &[Kind]) -> Vec<usize> {
    let mut told: Vec<Kind> = below.iter().copied().filter(|kind| *kind != Kind::Nothing).collect();
    told.dedup();
    if told.len() < 2 || below.len() > above.len() {
        return Vec::new();
    }
    (0..=above.len() - below.len())
        .filter(|shift| below.iter().zip(&above[*shift..]).all(|(below, above)| may_follow(*below, *above)))
        .collect()
}

/// The rows at the top of a page that lack the columns at the left, for their merged cells began on the page
/// before: how many they are, and how many columns they lack.
fn short_rows(table: &Table<Tidy>, open: &Open, rows: &[Row<Tidy>]) -> (usize, usize) {
    let end = |row: &Row<Tidy>| row.cells.iter().map(Cell::end_column).max().unwrap_or(0);
    let width = rows.first().map_or(0, end);
    if width == 0 || width >= open.width || rows.iter().all(|row| end(row) < open.width) {
        return (0, 0);
    }
    let count = rows.iter().take_while(|row| end(row) == width).count();
    let missing = open.width - width;
    let above = kinds(body(table, open), open.width);
    let fits = fits_within(&rows[..count]) && rows.get(count).is_some_and(|row| end(row) == open.width);
    match narrow_shifts(&above, &kinds(&rows[..count], width)).as_slice() {
        [shift] if fits && *shift == missing => (count, missing),
        _ => (0, 0),
    }
}

/// Puts the rows of a table below those of the one that it goes on from, and says so.
fn append(
    findings: &mut Findings,
    table: &mut Table<Tidy>,
    open: &Open,
    between: &[Block<Tidy>],
    next: Table<Tidy>,
    repeated: usize,
    shift: usize,
) {
    let mut dropped: Vec<String> = Vec::new();
    let mut place: Option<Place> = None;
    for block in between {
        match block {
            Block::Paragraph { text, .. } | Block::Heading { text, .. } => {
                dropped.push(text.text().trim().to_owned());
            }
            Block::List { items, .. } => dropped.extend(items.iter().map(|item| item.text().to_owned())),
            Block::Table(_) => {}
        }
        place.get_or_insert_with(|| block.at().clone());
    }
    dropped.extend(next.title.clone());
    let place = place.unwrap_or_else(|| next.at.clone());
    dropped.extend(next.rows.iter().take(repeated).map(lines::words));
    let message = if shift > 0 {
        Message::new("table-continued-padded", &[&next.width(), &open.width])
    } else {
        continued_message(&dropped)
    };
    let at = Position { table: Some(open.number), ..Position::of(&place) };
    report(findings, &message, at, dropped);
    table.joined.push(place);
    table.joined.extend(next.joined);
    let (section, group) = table.rows.last().map_or_else(Default::default, |row| (row.section, row.group));
    let first = next.rows.get(repeated).map_or(0, |row| row.group);
    let (short, missing) = short_rows(table, open, next.rows.get(repeated..).unwrap_or_default());
    for (number, mut row) in next.rows.into_iter().skip(repeated).enumerate() {
        let shift = if number < short { missing } else { shift };
        row.group = if row.section == section && row.group == first { group } else { group + 1 + row.group };
        if row.role == RowRole::Header {
            row.role = RowRole::Data;
        }
        for cell in &mut row.cells {
            cell.column += shift;
        }
        // Slots that a cell above reaches down into stay free.
        let free = row.cells.first().map_or(shift, |cell| cell.column).min(shift);
        let blanks = (0..free).map(|column| Cell { column, ..Cell::new(Tidy::default(), row.at.clone()) });
        row.cells.splice(0..0, blanks);
        table.rows.push(row);
    }
}

/// Drops the rows that a page repeats within a table: its header, page numbers, the title with 续.
///
/// `breaks` are the rows that stand first on a page; those found here are added, and all of them are counted
/// without the dropped rows.
pub(super) fn drop_repeated(
    findings: &mut Findings,
    number: usize,
    table: &mut Table<Tidy>,
    breaks: &mut Vec<usize>,
) {
    let top = table.header_rows;
    let header: Vec<Row<Tidy>> =
        table.rows.iter().take(top).filter(|row| row.role == RowRole::Header).cloned().collect();
    let notes: Vec<Row<Tidy>> =
        table.rows.iter().take(top).filter(|row| row.role == RowRole::Note).cloned().collect();
    let mut kept: Vec<Row<Tidy>> = Vec::with_capacity(table.rows.len());
    let mut new_breaks: Vec<usize> = Vec::new();
    let mut old_breaks = std::mem::take(breaks).into_iter().peekable();
    // The first row below all cells so far.
    let mut reach = 0;
    let mut rows: Vec<Option<Row<Tidy>>> = std::mem::take(&mut table.rows).into_iter().map(Some).collect();
    let mut index = 0;
    while index < rows.len() {
        while old_breaks.next_if(|row| *row <= index).is_some() {
            new_breaks.push(kept.len());
        }
        let run = if index < top || reach > index { 0 } else { run_length(&rows[index..], &header, &notes) };
        if run == 0 || index + run == rows.len() {
            for (offset, slot) in rows[index..index + run.max(1)].iter_mut().enumerate() {
                let Some(mut row) = slot.take() else { continue };
                let deepest = row.cells.iter().map(|cell| cell.rowspan).max().unwrap_or(1);
                reach = reach.max(index + offset + deepest);
                if run > 0 && lines::lone(&row).is_some() {
                    row.role = RowRole::Note;
                }
                kept.push(row);
            }
            index += run.max(1);
            continue;
        }
        let dropped: Vec<Row<Tidy>> = rows[index..index + run].iter_mut().filter_map(Option::take).collect();
        let place = dropped.first().map(|row| row.at.clone()).unwrap_or_default();
        let texts: Vec<String> = dropped.iter().map(lines::words).collect();
        let at = Position { table: Some(number), ..Position::of(&place) };
        report(findings, &continued_message(&texts), at, texts);
        table.joined.push(place);
        index += run;
        new_breaks.push(kept.len());
    }
    new_breaks.dedup();
    *breaks = new_breaks;
    table.rows = kept;
}

/// How many rows from here on are a page's; 0 where nothing tells that a page ends.
fn run_length(rows: &[Option<Row<Tidy>>], header: &[Row<Tidy>], notes: &[Row<Tidy>]) -> usize {
    let mut length = 0;
    let mut said = false;
    let at = |index: usize| rows.get(index).and_then(Option::as_ref);
    while let Some(row) = at(length) {
        let single = row.cells.iter().all(|cell| cell.rowspan == 1);
        let repeats_header = !header.is_empty()
            && is_heading(header)
            && header.iter().enumerate().all(|(number, one)| {
                at(length + number).is_some_and(|other| {
                    lines::alike(one, other) && reaches_no_further(other, header.len() - number)
                })
            });
        let line = lines::lone(row);
        if repeats_header {
            length += header.len();
            said = true;
        } else if single && line.is_some_and(|line| is_page_line(row, line)) {
            length += 1;
            said = true;
        } else if single && !lines::is_blank(row) && notes.iter().any(|note| lines::alike(note, row)) {
            length += 1;
        } else {
            break;
        }
    }
    if said { length } else { 0 }
}

fn reaches_no_further(row: &Row<Tidy>, rows: usize) -> bool {
    row.cells.iter().all(|cell| cell.rowspan <= rows)
}

/// Whether a lone cell is a page number or the title of a continuation. `3/12` is one only where the row has
/// no other cells.
fn is_page_line(row: &Row<Tidy>, line: &str) -> bool {
    let alone = row.cells.len() == 1;
    let spelled = line.contains(['页', '续']);
    // `（续）` alone in a row of several cells is the mark of a cell.
    let titled = lines::continued_title(line).is_some_and(|title| alone || !title.is_empty());
    (lines::is_page_number(line) && (alone || spelled)) || titled
}

/// Takes out the marks that a printed sheet puts on the cells that it repeats: `（续）` behind a name, `（续上页）`
/// in place of a text.
pub(super) fn drop_marks(findings: &mut Findings, number: usize, table: &mut Table<Tidy>) {
    let mut last: Vec<String> = vec![String::new(); table.width()];
    let mut taken: Vec<String> = Vec::new();
    let mut place: Option<Place> = None;
    let top = table.header_rows;
    for row in table.rows.iter_mut().skip(top).filter(|row| row.role != RowRole::Note) {
        for cell in &mut row.cells {
            if cell.text.is_blank() {
                continue;
            }
            let folded = fold(cell.text.text());
            let above = &mut last[cell.column];
            let repeats = marks::continued_name(&folded).is_some_and(|name| name == above.as_str());
            let refers = !above.is_empty() && marks::is_continued(&folded);
            if !repeats && !refers {
                *above = folded;
                continue;
            }
            place.get_or_insert_with(|| cell.at.clone());
            taken.push(cell.text.text().to_owned());
            cell.text = if repeats { Tidy(unmarked(&cell.text)) } else { Tidy::default() };
        }
    }
    if let Some(place) = place {
        let message = Message::new("table-continued-marks", &[&taken.join(" ")]);
        let at = Position { table: Some(number), ..Position::of(&place) };
        report(findings, &message, at, taken);
    }
}

/// A name without the mark behind it; its source stays the printed one.
fn unmarked(text: &RichText) -> RichText {
    let name = text.text().trim_end();
    let name = name.rfind(['（', '(']).map_or(name, |mark| name[..mark].trim_end());
    let paragraphs = text.paragraphs();
    let source = paragraphs.first().map(|first| (first.source.clone(), first.at.clone()));
    match (paragraphs.len(), source) {
        (1, Some((source, at))) => RichText::from_content(vec![Node::Paragraph(Paragraph {
            inlines: vec![Inline::text(name)],
            source,
            at,
        })]),
        (_, source) => RichText::plain(name, &source.map(|(_, at)| at).unwrap_or_default()),
    }
}

fn continued_message(dropped: &[String]) -> Message {
    const SHOWN: usize = 60;
    let all = dropped
        .iter()
        .filter(|text| !text.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(" / ")
        .replace('\t', " ");
    let mut shown: String = all.chars().take(SHOWN).collect();
    if shown.len() < all.len() {
        shown.push('…');
    }
    if shown.is_empty() {
        shown.push('—');
    }
    Message::new("table-continued", &[&shown])
}

fn report(findings: &mut Findings, message: &Message, at: Position, dropped: Vec<String>) {
    let mut finding = Finding::new(&TABLE_CONTINUED, message);
    finding.at = Some(at);
    let mut texts = dropped.into_iter().filter(|text| !text.is_empty());
    finding.found = texts.next();
    finding.notes = texts.collect();
    findings.push(finding);
}

fn report_unsure(findings: &mut Findings, blocks: &[Block<Tidy>], number: usize, next: &Table<Tidy>) {
    let above = blocks.iter().rev().find_map(|block| match block {
        Block::Table(table) => Some(table.width()),
        _ => None,
    });
    let message = Message::new("continuation-unsure", &[&next.width(), &above.unwrap_or(0)]);
    let mut finding = Finding::new(&CONTINUATION_UNSURE, &message);
    finding.at = Some(Position { table: Some(number), ..Position::of(&next.at) });
    findings.push(finding);
}

#[cfg(test)]
mod tests {
    use super::super::tests::{mended, rules, sketch};

    /// Tables as `a|b/c|d`, headers `<th>` where a row begins with `#`; other lines are paragraphs, `#h ` headings.
    fn html(lines: &[&str]) -> String {
        let block = |line: &&str| {
            if let Some(heading) = line.strip_prefix("#h ") {
                return format!("<h2>{heading}</h2>");
            }
            if !line.contains('|') {
                return format!("<p>{line}</p>");
            }
            let row = |row: &str| {
                let (row, tag) = row.strip_prefix('#').map_or((row, "td"), |row| (row, "th"));
                let cells: Vec<String> =
                    row.split('|').map(|cell| format!("<{tag}>{cell}</{tag}>")).collect();
                format!("<tr>{}</tr>", cells.concat())
            };
            let rows: Vec<String> = line.split('/').map(row).collect();
            format!("<table>{}</table>", rows.concat())
        };
        lines.iter().map(block).collect()
    }

    #[track_caller]
    fn check(lines: &[&str], expected: &str, expected_rules: &str) {
        let (document, findings) = mended("html", &html(lines));
        assert_eq!((sketch(&document).as_str(), rules(&findings).as_str()), (expected, expected_rules));
    }

    const PAGE: &str = "第 1 页，共 2 页";
    const ONE: &str = "#项目名称|金额|指标值/公路养护|12.50|≥3次";
    const TWO: &str = "#项目名称|金额|指标值/桥梁维修|8.00|≥95%";
    const JOINED: &str = "#项目名称|金额|指标值\n公路养护|12.50|≥3次\n桥梁维修|8.00|≥95%";

    #[test]
    fn a_repeated_header_after_a_page_break_is_dropped() {
        check(&[ONE, PAGE, TWO], JOINED, "table-continued");
        check(&[ONE, "— 3 —", TWO], JOINED, "table-continued");
        check(&[ONE, "续表", "单位：万元", TWO], JOINED, "table-continued");
        check(
            &["#h 项目支出绩效目标表", ONE, "", PAGE, "项目支出绩效目标表（续表）", TWO],
            &format!("[h 项目支出绩效目标表]\n{JOINED}"),
            "table-continued",
        );
    }

    #[test]
    fn a_page_number_read_as_a_list() {
        let (one, two) = (html(&[ONE]), html(&[TWO]));
        let (document, findings) = mended("html", &format!("{one}<ul><li>3 -</li></ul>{two}"));
        assert_eq!((sketch(&document).as_str(), rules(&findings).as_str()), (JOINED, "table-continued"));
        let (document, _) = mended("html", &format!("{one}<ul><li>三项</li></ul>{two}"));
        assert_eq!(document.tables().count(), 2);
    }

    #[test]
    fn pages_of_delimited_text() {
        let text = "项目支出表\n单位：万元\n项目名称\t金额\t指标值\n甲项目\t12.50\t≥3次\n第 1 页，共 2 页\n\
                    项目支出表（续）\n单位：万元\n项目名称\t金额\t指标值\n乙项目\t8.00\t≥5次\n";
        let (document, findings) = mended("tsv", text);
        assert_eq!(
            sketch(&document),
            "[项目支出表]\n#项目名称|金额|指标值\n甲项目|12.50|≥3次\n乙项目|8.00|≥5次"
        );
        assert_eq!(rules(&findings), "table-continued");
    }

    #[test]
    fn what_a_page_repeats_is_kept_in_the_finding() {
        let (document, findings) = mended("html", &html(&[ONE, PAGE, "（续表）", TWO]));
        assert_eq!(findings[0].found.as_deref(), Some(PAGE));
        assert_eq!(findings[0].notes, ["（续表）", "项目名称\t金额\t指标值"]);
        assert_eq!(document.tables().next().unwrap().joined.len(), 1);
    }

    #[test]
    fn a_page_without_header_goes_on() {
        check(&[ONE, PAGE, "桥梁维修|8.00|≥95%"], JOINED, "table-continued");
        check(
            &[ONE, PAGE, "||≥95%", "3/12", "桥梁维修|8.00|≥95%"],
            "#项目名称|金额|指标值\n公路养护|12.50|≥3次\n||≥95%\n桥梁维修|8.00|≥95%",
            "table-continued table-continued",
        );
    }

    #[test]
    fn vanished_columns_are_told_by_type() {
        let wide = "#类|款|项|科目名称|合计|基本支出/208|05|05|养老保险|121.60|121.60";
        check(
            &[wide, PAGE, "06|职业年金|60.80|60.80"],
            "#类|款|项|科目名称|合计|基本支出\n208|05|05|养老保险|121.60|121.60\n||06|职业年金|60.80|60.80",
            "table-continued",
        );
        check(
            &[wide, PAGE, "06|60.80|60.80"],
            "#类|款|项|科目名称|合计|基本支出\n208|05|05|养老保险|121.60|121.60\n[第 1 页，共 2 页]\n06|60.80|60.80",
            "continuation-unsure",
        );
    }

    #[test]
    fn merged_cells_of_the_page_before_are_missing() {
        let one = "<table><tr><th>项目<th>金额<th>一级<th>二级<th>三级<th>值</tr>\
                   <tr><td rowspan=2>甲<td rowspan=2>3.00<td rowspan=2>产出指标<td>数量指标<td>场次<td>≥3场</tr>\
                   <tr><td>质量指标<td>合格率<td>100%</tr></table><p>第1页</p>";
        let short = "<tr><td rowspan=2>效益指标<td>社会效益指标<td>惠及人数<td>≥9人</tr>\
                     <tr><td>生态效益指标<td>水质<td>达标</tr>";
        let full = "<tr><td>乙<td>8.00<td>产出指标<td>数量指标<td>里程<td>≥2公里</tr>";
        let head = "#项目|金额|一级|二级|三级|值\n1x2:甲|1x2:3.00|1x2:产出指标|数量指标|场次|≥3场\n质量指标|合格率|100%\n";
        let tail = "||1x2:效益指标|社会效益指标|惠及人数|≥9人\n||生态效益指标|水质|达标";
        for (next, expected) in [
            (short.to_owned(), format!("{head}{tail}")),
            (format!("{short}{full}"), format!("{head}{tail}\n乙|8.00|产出指标|数量指标|里程|≥2公里")),
        ] {
            let (document, findings) = mended("html", &format!("{one}<table>{next}</table>"));
            assert_eq!(sketch(&document), expected);
            assert_eq!(rules(&findings), "table-continued");
            let row = &document.tables().next().unwrap().rows[4];
            assert_eq!(row.cells.iter().map(|cell| cell.column).collect::<Vec<_>>(), [0, 1, 3, 4, 5]);
        }
    }

    #[test]
    fn other_tables_stay_apart() {
        for lines in [
            // Nothing between them tells, and each counts anew.
            &["#序号|项目|金额/1|甲|1.00", "#序号|项目|金额/1|乙|2.00"][..],
            // A title of its own.
            &["#h 收入表", ONE, PAGE, "#h 支出表", TWO],
            &[ONE, PAGE, "部门支出预算表", TWO],
            // Another header.
            &[ONE, PAGE, "#科目|预算数|决算数/教育支出|1.00|2.00"],
            // A grand total ends one table and begins another.
            &["#项目|金额|备注/合计|9.00|x", PAGE, "#项目|金额|备注/合计|8.00|x"],
            // Prose.
            &[ONE, "以下为第二部分的说明。", TWO],
            // Another title goes on.
            &["#h 收入预算表", ONE, "支出预算表（续表）", TWO],
            // The same title and header once more: a form for each unit.
            &["项目支出绩效目标表", ONE, PAGE, "项目支出绩效目标表", TWO],
            // Another unit.
            &["单位：万元", ONE, "单位：元", TWO],
            // Forms, one a page.
            &["项目名称|公路养护/金额|1.00", PAGE, "项目名称|桥梁维修/金额|2.00"],
            // Two tables one after another.
            &["甲|乙/丙|丁", "戊|己/庚|辛"],
        ] {
            let (document, findings) = mended("html", &html(lines));
            assert_eq!(document.tables().count(), 2, "{lines:?}");
            assert_eq!(rules(&findings), "", "{lines:?}");
        }
    }

    #[test]
    fn a_header_repeated_without_a_page_number_needs_rows_that_go_on() {
        for (one, two) in [
            ("#序号|项目|金额/7|甲|1.00", "#序号|项目|金额/8|乙|2.00"),
            ("#编码|科目|金额/2080505|甲|1.00", "#编码|科目|金额/2130101|乙|2.00"),
            ("#项目|指标|值/甲|次数|3次", "#项目|指标|值/|人数|8人"),
        ] {
            let (document, findings) = mended("html", &html(&[one, two]));
            assert_eq!(document.tables().count(), 1, "{one} {two}");
            assert_eq!(rules(&findings), "table-continued");
        }
    }

    #[test]
    fn within_a_table() {
        let text = "项目名称\t金额\t指标值\n甲项目\t12.50\t≥3次\n第 1 页，共 2 页\t\t\n项目名称\t金额\t 指标值\n乙项目\t8.00\t≥5次\n第 2 页，共 2 页\t\t\n";
        let (document, findings) = mended("tsv", text);
        assert_eq!(
            sketch(&document),
            "#项目名称|金额|指标值\n甲项目|12.50|≥3次\n乙项目|8.00|≥5次\n*第 2 页，共 2 页||"
        );
        assert_eq!(rules(&findings), "table-continued");
        assert_eq!(findings[0].notes, ["项目名称\t金额\t指标值"]);
    }

    #[test]
    fn a_title_and_header_repeated_within_a_table() {
        check(
            &[
                "支出表||/单位：万元||/科目|合计|基本/甲科目|1.00|1.00/支出表||/单位：万元||/科目|合计|基本/乙科目|2.00|2.00",
            ],
            "*支出表||\n*单位：万元||\n#科目|合计|基本\n甲科目|1.00|1.00\n乙科目|2.00|2.00",
            "table-continued",
        );
    }

    #[test]
    fn a_merge_that_reaches_over_a_repeated_header_keeps_it() {
        let text = "<table><tr><th>项目<th>金额</tr><tr><td rowspan=3>甲<td>1.00</tr>\
                    <tr><td>项目</tr><tr><td>2.00</tr></table>";
        let (document, findings) = mended("html", text);
        assert_eq!(sketch(&document), "#项目|金额\n1x3:甲|1.00\n项目\n2.00");
        assert_eq!(rules(&findings), "");
    }

    #[test]
    fn marks_of_printed_sheets_are_taken_out() {
        check(
            &["#项目名称|金额|目标|指标值/公路养护|12.50|畅通|≥3次/公路养护（续）|12.50|（续上页）|≥5次"],
            "#项目名称|金额|目标|指标值\n公路养护|12.50|畅通|≥3次\n公路养护|12.50||≥5次",
            "table-continued",
        );
        // A name that is not the one above keeps what it ends with.
        check(
            &["#项目名称|金额|指标值/公路养护|12.50|≥3次/桥梁维修（续）|8.00|≥5次"],
            "#项目名称|金额|指标值\n公路养护|12.50|≥3次\n桥梁维修（续）|8.00|≥5次",
            "",
        );
    }

    #[test]
    fn groups_and_spans_are_kept() {
        let text = "<table><thead><tr><th>项目<th>金额</thead><tbody><tr><td rowspan=2>甲<td>1.00<tr><td>2.00</tbody></table>\
                    <p>第1页</p>\
                    <table><thead><tr><th>项目<th>金额</thead><tbody><tr><td rowspan=2>乙<td>3.00<tr><td>4.00</tbody></table>";
        let (document, _) = mended("html", text);
        assert_eq!(sketch(&document), "#项目|金额\n1x2:甲|1.00\n2.00\n1x2:乙|3.00\n4.00");
        let groups: Vec<usize> = document.tables().next().unwrap().rows.iter().map(|row| row.group).collect();
        assert_eq!(groups, [0, 1, 1, 1, 1]);
    }
}
