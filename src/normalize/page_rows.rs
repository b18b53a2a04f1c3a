//! What a page leaves within the rows of a table: its head once more, its number, and the marks of a printed sheet.

use std::collections::BTreeSet;

use super::continuation::is_heading;
use super::join::{continued_message, report};
use super::row_shape::RowShape;
use super::{headers, lines, stacked};
use crate::lexicon::{line, marks, money};
use crate::model::{
    Block, Document, Findings, Inline, Message, Node, Paragraph, Place, Position, RichText, Row, RowRole,
    Table, Tidy,
};
use crate::text::width::fold;

/// A table has no more pages; what counts on beyond that is a code.
const MOST_PAGES: u32 = 199;

/// The head of a page has fewer rows: a header of six, a title, and a few lines.
const LONGEST_RUN: usize = 24;

/// Drops the rows that a page repeats within a table: its header, page numbers, the title, with 续 or without, and the
/// lines above the table. What stands below the last row, a seal or who signed, is a note.
///
/// `breaks` are the rows that stand first on a page; those found here are added, and all of them are counted
/// without the dropped rows.
pub(super) fn drop_repeated(
    findings: &mut Findings,
    number: usize,
    table: &mut Table<Tidy>,
    breaks: &mut Vec<usize>,
    repeated: &Repeated,
) {
    // A form has no header; what stands alone at its top is repeated as well.
    let title = table.title.as_deref().map(fold);
    let is_of_page = |line: &str| {
        let folded = fold(line);
        let runs = repeated.titles.contains(&folded) && title.as_ref() != Some(&folded);
        runs || lines::continued_title(line).is_some()
    };
    let at_top = table.rows.iter().map_while(lines::lone).enumerate();
    let lone = at_top.take_while(|(number, line)| *number == 0 || !is_of_page(line)).count();
    let top = if table.header_rows == 0 { lone } else { table.header_rows };
    let header: Vec<Row<Tidy>> =
        table.rows.iter().take(top).filter(|row| row.role == RowRole::Header).cloned().collect();
    let is_note = |row: &&Row<Tidy>| row.role == RowRole::Note || table.header_rows == 0;
    let notes: Vec<Row<Tidy>> = table.rows.iter().take(top).filter(is_note).cloned().collect();
    let above: Vec<String> = table.title.iter().chain(&table.above).map(|line| fold(line)).collect();
    let head = PageHead { header: &header, notes: &notes, above: &above, repeated };
    let is_form = table.header_rows == 0 && headers::is_form_table(table);
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
        let run = if index < top || reach > index { 0 } else { head.run_length(&rows[index..]) };
        if run == 0 && is_form && reach <= index && is_gap_of_form(&kept, &rows[index..]) {
            rows[index] = None;
            index += 1;
            new_breaks.push(kept.len());
            continue;
        }
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
        // A blank row above the page's own parts nothing.
        while kept.len() > top && reach <= index && kept.last().is_some_and(is_gap) {
            kept.pop();
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

/// Drops the header of a form's indicators where it stands first on a page once more; the label at its left, which
/// reaches down over the indicators, is not printed again. Without that label it begins no other block, and a page
/// ended above it where nothing else says so.
pub(super) fn drop_inner_headers(
    findings: &mut Findings,
    number: usize,
    table: &mut Table<Tidy>,
    breaks: &mut Vec<usize>,
) {
    // What has a header of its own has no other within it.
    if breaks.is_empty() && table.header_rows > 0 {
        return;
    }
    let Some((header, _)) = RowShape::of_indicators(table).filter(|(row, _)| *row >= table.header_rows)
    else {
        return;
    };
    let says_again =
        |row: &usize| headers_again(&table.rows[header], &table.rows[*row]) == Some(Again::Unlabelled);
    breaks.extend((header + 1..table.rows.len()).filter(says_again));
    breaks.sort_unstable();
    breaks.dedup();
    for at in (0..breaks.len()).rev() {
        let index = breaks[at];
        let repeats =
            table.rows.get(index).is_some_and(|row| headers_again(&table.rows[header], row).is_some());
        if index <= header || !repeats {
            continue;
        }
        let row = table.rows.remove(index);
        for (above, other) in table.rows.iter_mut().take(index).enumerate() {
            let reaching = other.cells.iter_mut().filter(|cell| above + cell.rowspan > index);
            reaching.for_each(|cell| cell.rowspan -= 1);
        }
        breaks[at + 1..].iter_mut().for_each(|later| *later -= 1);
        let texts = vec![lines::words(&row)];
        let at = Position { table: Some(number), ..Position::of(&row.at) };
        report(findings, &continued_message(&texts), at, texts);
        table.joined.push(row.at);
    }
}

/// How a row says a header once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Again {
    /// With the label at its left.
    Labelled,
    /// But for the label at its left.
    Unlabelled,
}

/// Whether a row says what a header does in the same columns, be it without the label at its left.
fn headers_again(header: &Row<Tidy>, row: &Row<Tidy>) -> Option<Again> {
    if !headers::names_columns(row) {
        return None;
    }
    let filled = |row: &Row<Tidy>| -> Vec<(usize, String)> {
        let cells = row.cells.iter().filter(|cell| !cell.text.is_blank());
        cells.map(|cell| (cell.column, fold(cell.text.text()))).collect()
    };
    let (header, own) = (filled(header), filled(row));
    let is_end = reaches_no_further(row, 1) && header.ends_with(&own);
    match header.len() - own.len().min(header.len()) {
        0 if is_end => Some(Again::Labelled),
        1 if is_end => Some(Again::Unlabelled),
        _ => None,
    }
}

/// What the head of a page says: the header of the table, the lone lines above it, and the lines above the table.
struct PageHead<'a> {
    /// The rows of the header.
    header: &'a [Row<Tidy>],
    /// The lone rows at the top of the grid.
    notes: &'a [Row<Tidy>],
    /// The title and the lines above the table, folded.
    above: &'a [String],
    /// What the pages of the document repeat.
    repeated: &'a Repeated,
}

/// What the pages of a document repeat, wherever it stands alone.
#[derive(Debug, Default)]
pub(super) struct Repeated {
    /// The numbers that count on from one row that has nothing else to the next: those of pages.
    numbers: BTreeSet<u32>,
    /// The titles that stand in it several times, folded.
    pub titles: BTreeSet<String>,
    /// The lines of the unit that do.
    units: BTreeSet<String>,
}

impl PageHead<'_> {
    /// How many rows from here on are a page's; 0 where nothing tells that a page ends.
    fn run_length(&self, rows: &[Option<Row<Tidy>>]) -> usize {
        let mut length = 0;
        let mut said = false;
        let at = |index: usize| rows.get(index).and_then(Option::as_ref);
        while let Some(row) = at(length).filter(|_| length < LONGEST_RUN) {
            let single = row.cells.iter().all(|cell| cell.rowspan == 1);
            let line = lines::lone(row);
            if self.is_repeated(rows, length) {
                length += self.header.len();
                said = true;
            } else if single && line.is_some_and(|line| is_page_line(row, line) || self.is_number(line)) {
                length += 1;
                said = true;
            } else if single && !lines::is_blank(row) && self.stands_above(row) {
                length += 1;
                said |= line.is_some_and(|line| self.is_title(row, line));
            } else if single && lines::is_blank(row) && length > 0 {
                length += 1;
            } else {
                break;
            }
        }
        if said { length } else { 0 }
    }

    /// Whether a line is the number of a page among those that count on.
    fn is_number(&self, line: &str) -> bool {
        lines::bare_number(line).is_some_and(|number| self.repeated.numbers.contains(&number))
    }

    /// Whether a lone row that stands above the table as well is its title, its unit, or the same as one at its top.
    fn is_title(&self, row: &Row<Tidy>, line: &str) -> bool {
        let is_line = line::ends_as_table(&fold(line)) || lines::is_label_line(line);
        is_line
            || self.repeated.titles.contains(&fold(line))
            || self.notes.iter().any(|note| lines::alike(note, row))
    }

    /// Whether the header stands once more from a row on, be it written a little differently.
    fn is_repeated(&self, rows: &[Option<Row<Tidy>>], from: usize) -> bool {
        !self.header.is_empty()
            && is_heading(self.header)
            && self.header.iter().enumerate().all(|(number, one)| {
                rows.get(from + number).and_then(Option::as_ref).is_some_and(|other| {
                    headers::says_the_same(one, other)
                        && reaches_no_further(other, self.header.len() - number)
                })
            })
    }

    /// Whether a row says what a lone row at the top of the table does, or every filled cell of it is a line that stands
    /// above the table, or its title and labels glued together.
    fn stands_above(&self, row: &Row<Tidy>) -> bool {
        let runs = lines::lone(row).is_some_and(|line| {
            let folded = fold(line);
            self.repeated.titles.contains(&folded) || self.repeated.units.contains(&folded)
        });
        if runs || self.notes.iter().any(|note| lines::alike(note, row)) {
            return true;
        }
        let known = |text: &str| {
            let folded = fold(text);
            let (title, _) = line::title_and_labels(text);
            self.above.contains(&folded) || (!title.is_empty() && self.above.contains(&fold(title)))
        };
        let mut filled = row.cells.iter().filter(|cell| !cell.text.is_blank()).peekable();
        filled.peek().is_some() && filled.all(|cell| known(cell.text.text()))
    }
}

/// What the pages of a document repeat: numbers that stand alone in a row or between tables, where one counts on from
/// the one before, and titles and lines of the unit that stand alone several times.
pub(super) fn repeated(document: &Document<Tidy>) -> Repeated {
    let mut repeated = Repeated::default();
    let mut last: Option<u32> = None;
    let (mut titles, mut units) = (BTreeSet::new(), BTreeSet::new());
    let mut pass = |text: &str| {
        if let Some(number) = lines::bare_number(text) {
            if last.is_some_and(|last| last.checked_add(1) == Some(number)) && number <= MOST_PAGES {
                repeated.numbers.extend([number - 1, number]);
            }
            last = Some(number);
        } else if stacked::is_title(text) && !titles.insert(fold(text)) {
            repeated.titles.insert(fold(text));
        } else if lines::is_label_line(text) && money::unit(text).is_some() && !units.insert(fold(text)) {
            repeated.units.insert(fold(text));
        }
    };
    for block in &document.blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph { text, .. } => pass(text.text()),
            Block::List { .. } => {}
            Block::Table(table) => {
                table.title.iter().chain(&table.above).for_each(|line| pass(line));
                table.rows.iter().filter_map(lines::lone).for_each(&mut pass);
            }
        }
    }
    repeated
}

/// Whether the first of some rows of a form is a blank one that a page left: the label above goes on below it, which
/// says the same one or none.
fn is_gap_of_form(above: &[Row<Tidy>], rows: &[Option<Row<Tidy>>]) -> bool {
    let [Some(gap), Some(below), ..] = rows else { return false };
    let label = |row: &Row<Tidy>| {
        row.cells
            .first()
            .filter(|cell| cell.column == 0 && cell.rowspan == 1)
            .map(|cell| fold(cell.text.text()))
    };
    let last = || above.iter().rev().take(LONGEST_RUN).filter_map(label).find(|label| !label.is_empty());
    let goes_on = label(below).is_some_and(|own| own.is_empty() || last() == Some(own));
    is_gap(gap) && !lines::is_blank(below) && goes_on
}

/// Whether a row is blank and nothing of it reaches down.
fn is_gap(row: &Row<Tidy>) -> bool {
    lines::is_blank(row) && row.cells.iter().all(|cell| cell.rowspan == 1)
}

fn reaches_no_further(row: &Row<Tidy>, rows: usize) -> bool {
    row.cells.iter().all(|cell| cell.rowspan <= rows)
}

/// Whether a lone cell is a page number or the title of a continuation. `3/12` is one only where the row has
/// no other cells.
fn is_page_line(row: &Row<Tidy>, line: &str) -> bool {
    let alone = row.cells.len() == 1;
    let spelled =
        line.contains(['页', '续', '{', '\\', '<']) || line.trim().starts_with(['-', '—', '–', '－']);
    // `（续）` alone in a row of several cells is the mark of a cell, unless it begins the row.
    let begins = row.cells.first().is_some_and(|cell| !cell.text.is_blank());
    let titled = lines::continued_title(line).is_some_and(|title| begins || !title.is_empty());
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

#[cfg(test)]
mod tests {
    use super::super::tests::{mended, rules, sketch};

    #[track_caller]
    fn check(rows: &[&str], expected: &[&str], expected_rules: &str) {
        let (document, findings) = mended("csv", &rows.join("\n").replace('|', ","));
        assert_eq!((sketch(&document), rules(&findings)), (expected.join("\n"), expected_rules.to_owned()));
    }

    const HEAD: &str = "项目名称|金额|指标值";

    #[test]
    fn what_a_page_leaves_in_a_grid() {
        for (mark, below) in [
            ("<page_number>2</page_number>||", HEAD),
            ("第 2 页||", "乙项目|8.00|≥5次"),
            ("项目支出表||", "乙项目|8.00|≥5次"),
            ("项目支出表||", HEAD),
            ("||", HEAD),
        ] {
            let rows = ["项目支出表||", HEAD, "甲项目|12.50|≥3次", mark, below, "丙项目|9.00|≥6次"];
            let mut expected = vec!["*项目支出表||", "#项目名称|金额|指标值", "甲项目|12.50|≥3次"];
            if below != HEAD {
                expected.push(below);
            }
            expected.push("丙项目|9.00|≥6次");
            check(&rows, &expected, "table-continued");
        }
    }

    #[test]
    fn numbers_that_count_on_are_those_of_pages() {
        check(
            &[HEAD, "甲项目|12.50|≥3次", "4||", "乙项目|8.00|≥5次", "5||"],
            &["#项目名称|金额|指标值", "甲项目|12.50|≥3次", "乙项目|8.00|≥5次", "*5||"],
            "table-continued",
        );
        // Another number may be anything.
        check(
            &[HEAD, "甲项目|12.50|≥3次", "4||", "乙项目|8.00|≥5次", "丙项目|9.00|≥6次"],
            &["#项目名称|金额|指标值", "甲项目|12.50|≥3次", "4||", "乙项目|8.00|≥5次", "丙项目|9.00|≥6次"],
            "",
        );
    }

    #[test]
    fn the_indicators_of_a_form_go_on() {
        let form = ["项目名称||河道治理||", "绩效指标|一级指标|二级指标|三级指标|指标值"];
        let above = ["|产出指标|数量指标|治理长度|≥3公里", "||质量指标|堤防验收合|≥95%"];
        let below = "|效益指标|社会效益指标|防洪能力|有效提升";
        let rows: Vec<&str> = form
            .into_iter()
            .chain(above)
            .chain(["第 3 页||||", "|一级指标|二级指标|三级指标|指标值", "|||格率|", below])
            .collect();
        let expected: Vec<&str> =
            form.into_iter().chain([above[0], "||质量指标|堤防验收合格率|≥95%", below]).collect();
        check(&rows, &expected, "table-continued table-continued cell-continued");
        // A block of other indicators has a label of its own.
        let other = "中期指标|一级指标|二级指标|三级指标|指标值";
        let rows: Vec<&str> = form.into_iter().chain([above[0], other, below]).collect();
        check(&rows, &rows, "");
    }

    #[test]
    fn the_header_of_indicators_stands_again_without_its_label() {
        let form = ["项目名称||河道治理||", "绩效指标|一级指标|二级指标|三级指标|指标值"];
        let above = "|产出指标|数量指标|治理长|≥3公里";
        let again = "|一级指标|二级指标|三级指标|指标值";
        let below = "|效益指标|社会效益指标|防洪能力|有效提升";
        let rows: Vec<&str> = form.into_iter().chain([above, again, "|||度|", below]).collect();
        let joined = "|产出指标|数量指标|治理长度|≥3公里";
        let expected: Vec<&str> = form.into_iter().chain([joined, below]).collect();
        check(&rows, &expected, "table-continued cell-continued");
    }

    #[test]
    fn blank_rows_of_forms() {
        let form = ["项目名称|河道治理|||", "主管部门|水务局|||", "年度目标|河道|||"];
        for (below, joined) in
            [("|畅通。|||", true), ("年度目标|畅通。|||", true), ("绩效指标|通水|||", false)]
        {
            let rows: Vec<&str> = form.into_iter().chain(["||||", below]).collect();
            let gap = if joined { None } else { Some("||||") };
            let expected: Vec<&str> = form.into_iter().chain(gap).chain([below]).collect();
            check(&rows, &expected, "");
        }
    }

    #[test]
    fn what_a_page_leaves_at_the_top_of_a_form() {
        let form = ["项目名称|河道治理||", "主管部门|水务局||", "项目资金|总额|5.00|"];
        let rows: Vec<&str> = ["项目支出绩效目标表|||", "（2024年度）|||", "项目支出绩效目标表（续表）|||"]
            .into_iter()
            .chain(form)
            .collect();
        let expected: Vec<&str> =
            ["项目支出绩效目标表|||", "（2024年度）|||"].into_iter().chain(form).collect();
        check(&rows, &expected, "table-continued");
    }

    #[test]
    fn a_name_of_accounts_goes_on() {
        let above = ["科目编码|科目名称|合计", "213|农林水支出|5.00", "21303|水利工程建|5.00"];
        let rows: Vec<&str> = above.into_iter().chain(["第 2 页||", "|设|", "|合计|5.00"]).collect();
        let joined =
            ["#科目编码|科目名称|合计", "213|农林水支出|5.00", "21303|水利工程建设|5.00", "|合计|5.00"];
        check(&rows, &joined, "table-continued cell-continued");
        // Where other names have no amounts it may be one of those.
        let rows = [
            "科目编码|科目名称|合计",
            "|基本支出|",
            "213|农林水支出|5.00",
            "第 2 页||",
            "|项目支出|",
            "214|交通运输支出|5.00",
        ];
        let kept = [
            "#科目编码|科目名称|合计",
            "|基本支出|",
            "213|农林水支出|5.00",
            "|项目支出|",
            "214|交通运输支出|5.00",
        ];
        check(&rows, &kept, "table-continued");
    }
}
