//! Which rows at the top of a table are its header, where the source does not say.

use super::column_kind::{self, Kind};
use super::{header_merges, lines};
use crate::lexicon::{account_header, header, labels, line};
use crate::model::{Column, Findings, Grid, Row, RowRole, Table, Tidy};
use crate::text::width::fold;

/// A header cell is a few words.
const LONGEST_HEADER: usize = 40;

/// A table of fewer columns is taken for label and value pairs rather than for a header with rows below.
const FEWEST_COLUMNS: usize = 3;

/// A row with so many words that head columns is a header that is known.
const FEWEST_NAMES: usize = 2;

/// The most rows of a header: 收支总表 and 三公经费 have up to five.
const MOST_ROWS: usize = 5;

/// How far down the labels of a form are looked for.
const ROWS_OF_A_FORM: usize = 8;

/// Finds the header rows of a table that declares none, and gives every column its header.
///
/// Lone lines at the top (a title, a unit line) are notes. The row below is a header if its cells are words and
/// some column holds numbers below it; cells that reach down or are divided take further rows along.
pub(super) fn find(findings: &mut Findings, number: usize, table: &mut Table<Tidy>) {
    let (lone, header) = measure(table);
    let header = once(&table.rows[lone..lone + header]);
    if header > 0 {
        declare(table, lone, header);
    }
    header_merges::restore(findings, number, table);
    let grid = Grid::new(table);
    let top = table.header_rows;
    let mut in_notes = false;
    for row in &mut table.rows[top..] {
        // A note may go on below; its further lines are rows of one cell.
        in_notes =
            lines::lone(row).is_some_and(|line| lines::is_note(line) || (in_notes && row.cells.len() == 1));
        let is_line =
            lines::lone(row).is_some_and(line::is_seal) || (top > 0 && lines::is_signature_row(row));
        if in_notes || header::counts_anywhere(row) || is_line {
            row.role = RowRole::Note;
        }
    }
    note_page_number(table, top);
    set_columns(table, &grid);
}

/// Takes a number that stands alone in the last row of a table for that of its page; rows that are numbered and else
/// blank come in runs.
fn note_page_number(table: &mut Table<Tidy>, top: usize) {
    let wide = table.width() >= FEWEST_COLUMNS;
    // A number in another column is an amount.
    let is_number = |row: &Row<Tidy>| {
        let begins = row.cells.first().is_some_and(|cell| !cell.text.is_blank());
        wide && begins && lines::lone(row).is_some_and(|line| lines::bare_number(line).is_some())
    };
    let is_named = table.rows[..top].iter().any(|row| header::names_columns(row, FEWEST_NAMES));
    let Some((last, others)) = table.rows.split_last_mut() else { return };
    let stands_alone = is_named && others.len() > top && !others.last().is_some_and(is_number);
    if stands_alone && is_number(last) && last.cells.iter().all(|cell| cell.rowspan == 1) {
        last.role = RowRole::Note;
    }
}

/// How many lone lines stand at the top of a table, and how many header rows below them.
///
/// Of a head that the source declares, lone lines of plain cells are title and unit. Where it is nothing but such
/// lines, as in formats that make the first row a head whatever it says, the header is looked for below.
pub(super) fn measure(table: &Table<Tidy>) -> (usize, usize) {
    let declared = table.header_rows.min(table.rows.len());
    let stairs = |first: usize| header::stairs(table, first).max(1);
    if declared > 0 && (table.width() < FEWEST_COLUMNS || !table.rows[..declared].iter().all(is_lone)) {
        let lone = table.rows[..declared].iter().take_while(|row| is_lone_line(row)).count();
        let lone = if header::stairs(table, 0) > 0 { 0 } else { lone };
        let mut end = declared;
        // A label with its value beside it is no group of headers.
        let labelled = |row: &Row<Tidy>| filled(row).any(line::is_label_shaped);
        while end < lone + MOST_ROWS && header::goes_on(table, end) && !labelled(&table.rows[end - 1]) {
            end += 1;
        }
        // A page may declare but the first of its rows: what that reaches over is header as well, where it is words.
        let reaches = |end: usize| {
            let rows = table.rows[lone..end].iter().enumerate();
            rows.flat_map(|(number, row)| row.cells.iter().map(move |cell| lone + number + cell.rowspan))
                .max()
        };
        let below = reaches(end).filter(|below| *below <= (lone + MOST_ROWS).min(table.rows.len()));
        if below.is_some_and(|below| end < below && table.rows[end..below].iter().all(is_wordy)) {
            end = below.unwrap_or(end);
        }
        return (lone, end - lone);
    }
    let is_line =
        |number: &usize| is_lone(&table.rows[*number]) && stairs(*number) == 1 && !is_group(table, *number);
    let lone = (0..table.rows.len()).take_while(is_line).count();
    if lone == table.rows.len() || table.width() < FEWEST_COLUMNS {
        return (0, declared);
    }
    match header_height(table, &Grid::new(table), lone) {
        0 => (0, declared),
        header => (lone, header),
    }
}

/// How many rows a header has that stands there once: where the page ended below it, the next page says it again.
fn once(header: &[Row<Tidy>]) -> usize {
    let fits = |height: usize| {
        let reaches =
            |(number, row): (usize, &Row<Tidy>)| row.cells.iter().all(|cell| number + cell.rowspan <= height);
        header[..height].iter().enumerate().all(reaches)
    };
    let repeats = |height: &usize| {
        let (rows, again) = (&header[..*height], &header[*height..]);
        fits(*height)
            && again.iter().enumerate().all(|(number, row)| lines::alike(&rows[number % height], row))
    };
    (1..header.len()).find(repeats).unwrap_or(header.len())
}

/// The lone lines and the header rows of a table that has nothing below its header: the page ended there.
pub(super) fn alone(table: &Table<Tidy>) -> Option<(usize, usize)> {
    let lone = table.rows.iter().take_while(|row| is_lone(row)).count();
    let rows = table.rows.get(lone..).filter(|rows| (1..=MOST_ROWS).contains(&rows.len()))?;
    let known = rows.iter().flat_map(filled).filter(|text| header::heading(text).is_some()).count();
    let all = rows.iter().flat_map(filled).count();
    let is_header = known >= FEWEST_COLUMNS
        && known * 2 > all
        && rows.iter().flat_map(filled).all(is_word)
        && !is_form(table, lone);
    is_header.then_some((lone, rows.len()))
}

/// Whether two rows are one header, be it written a little differently: the same words in the same columns, units of
/// money among them.
pub(super) fn says_the_same(one: &Row<Tidy>, other: &Row<Tidy>) -> bool {
    if lines::alike(one, other) {
        return true;
    }
    let mut cells = one.cells.iter().filter(|cell| !cell.text.is_blank());
    let mut others = other.cells.iter().filter(|cell| !cell.text.is_blank());
    loop {
        match (cells.next(), others.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one.column == other.column => {
                if !header::is_same(one.text.text(), other.text.text()) {
                    return false;
                }
            }
            _ => return false,
        }
    }
}

/// Whether the rows that a page of so many columns declares a header, from row `top` on, are data: formats that must
/// have a header make one of the first row, whatever it says.
pub(super) fn is_data(table: &Table<Tidy>, top: usize, width: usize) -> bool {
    let rows = table.rows.get(top..table.header_rows.max(top + 1)).unwrap_or_default();
    // The title of a table begins its row; one text in another column is the rest of a cell.
    let is_rest = |row: &Row<Tidy>| {
        let is_blank = row.cells.first().is_some_and(|cell| cell.text.is_blank());
        is_blank && lines::lone(row).is_some_and(|text| !lines::is_label_line(text))
    };
    !rows.is_empty() && table.width() <= width && rows.iter().all(|row| is_data_row(row) || is_rest(row))
}

/// Whether a row holds numbers or codes, or levels and targets but no word that heads a column.
pub(super) fn is_data_row(row: &Row<Tidy>) -> bool {
    let holds = |text: &str| match column_kind::kind_of(text) {
        Kind::Number => true,
        // A year heads a column.
        Kind::Code => !is_year(text),
        _ => false,
    };
    let is_of_indicator = |text: &str| matches!(column_kind::kind_of(text), Kind::Level | Kind::Target);
    let heads = |text: &str| header::heading(text).is_some();
    filled(row).any(holds) || (filled(row).any(is_of_indicator) && !filled(row).any(heads))
}

/// Whether a text is a year and nothing else.
fn is_year(text: &str) -> bool {
    let folded = fold(text);
    folded.len() == 4 && (folded.starts_with("19") || folded.starts_with("20"))
}

/// How many lone lines stand at the top of a table, and how many rows below them a page repeats at its top, word
/// for word; `None` where it repeats none.
///
/// What stands above two pages alike heads both, whatever its words are. Values are no header, and the labels of a
/// form stand on each of its pages.
pub(super) fn repeated(table: &Table<Tidy>, page: &[Row<Tidy>]) -> Option<(usize, usize)> {
    let lone = table.rows.iter().take_while(|row| is_lone(row)).count();
    let rows = table.rows.get(lone..)?;
    let height = rows
        .iter()
        .zip(page)
        .take(MOST_ROWS)
        .take_while(|(one, other)| lines::alike(one, other) && is_wordy(one))
        .count();
    // A row over one column, or two, repeats itself in lists as well.
    let is_wide = rows.first().is_some_and(|row| filled(row).count() >= FEWEST_COLUMNS);
    let has_body = height < rows.len() && height < page.len();
    (height > 0 && is_wide && has_body && !is_form(table, lone)).then_some((lone, height))
}

/// Gives a table the header that a page below told: `height` rows below `lone` ones.
pub(super) fn declare(table: &mut Table<Tidy>, lone: usize, height: usize) {
    let height = height.min(table.rows.len().saturating_sub(lone));
    table.header_rows = lone + height;
    for (number, row) in table.rows.iter_mut().take(lone + height).enumerate() {
        row.role = if number < lone { RowRole::Note } else { RowRole::Header };
    }
}

/// Whether a row has nothing but words that head columns, three of them at least.
pub(super) fn names_columns(row: &Row<Tidy>) -> bool {
    header::names_columns(row, FEWEST_COLUMNS)
}

/// The filled cells of a row, as they are printed.
fn filled(row: &Row<Tidy>) -> impl Iterator<Item = &str> {
    row.cells.iter().map(|cell| cell.text.text()).filter(|text| !text.trim().is_empty())
}

/// Whether the filled cells of a row are a few words each, none of them a value, and none reaches down.
fn is_wordy(row: &Row<Tidy>) -> bool {
    filled(row).next().is_some() && filled(row).all(is_word) && row.cells.iter().all(|cell| cell.rowspan == 1)
}

/// Whether a text may head a column: a few words, and no value; `1-12月完成值` is known to be none.
fn is_word(text: &str) -> bool {
    text.chars().count() <= LONGEST_HEADER && (!holds_value(text) || header::heading(text).is_some())
}

/// A line over the whole width that is no header cell.
fn is_lone_line(row: &Row<Tidy>) -> bool {
    is_lone(row) && row.cells.iter().all(|cell| cell.header.is_none())
}

/// A row with one filled cell, in a table of several columns; or a line of labels.
fn is_lone(row: &Row<Tidy>) -> bool {
    let filled = row.cells.iter().filter(|cell| !cell.text.is_blank()).count();
    let width: usize = row.cells.iter().map(|cell| cell.colspan).sum();
    (filled <= 1 && width > 1) || (filled == 1 && row.cells.len() == 1) || lines::is_label_row(row)
}

/// Whether the only text of a row, right of the first column, is a header of several columns that have names of their
/// own below it: 2024年预算数 over 合计 and 基本支出.
fn is_group(table: &Table<Tidy>, number: usize) -> bool {
    let row = &table.rows[number];
    let mut groups = row.cells.iter().filter(|cell| !cell.text.is_blank());
    let (Some(group), None) = (groups.next(), groups.next()) else { return false };
    let text = group.text.text();
    group.column > 0
        && (header::heading(text).is_some() || account_header::is_year(text))
        && header::goes_on(table, number + 1)
        && table.rows.get(number + 1).is_some_and(names_columns)
}

/// How many rows from `first` on make a header; 0 if none do.
fn header_height(table: &Table<Tidy>, grid: &Grid, first: usize) -> usize {
    let stairs = header::stairs(table, first);
    if stairs > 0 {
        return stairs;
    }
    let mut height = 1;
    loop {
        let Some(row) = table.rows.get(first + height - 1) else { return 0 };
        if filled(row).next().is_none() || !filled(row).all(is_word) {
            return 0;
        }
        let reach = row.cells.iter().map(|cell| cell.rowspan).max().unwrap_or(1);
        let divided = row.cells.iter().any(|cell| cell.colspan > 1);
        if reach > 1 {
            height += reach - 1;
        }
        let covered = reach > 1 || divided;
        if !covered || height >= MOST_ROWS {
            break;
        }
        if reach == 1 {
            height += 1;
        }
    }
    if is_form(table, first) {
        return 0;
    }
    // Where merges were lost, 类 款 项 stand in a row of their own below 科目编码.
    while height < MOST_ROWS && header::goes_on(table, first + height) {
        height += 1;
    }
    let body = first + height;
    let named = (first..body).any(|row| names_columns(&table.rows[row]));
    let numeric = || (0..grid.width()).any(|column| becomes_numeric(table, grid, body, column));
    if body >= table.rows.len() || !(named || numeric()) {
        return 0;
    }
    height
}

/// Whether a table is a form: a label begins its first row, and another one a row below.
fn is_form(table: &Table<Tidy>, first: usize) -> bool {
    let mut rows = table.rows[first..].iter().take(ROWS_OF_A_FORM);
    let Some(top) = rows.next().and_then(form_label) else { return false };
    // The line of the unit stands on every page.
    let rows = rows.filter(|row| lines::lone(row).is_none_or(|line| !lines::is_label_line(line)));
    // The same word once more is the header of the next page.
    rows.filter_map(form_label).any(|other| other != top)
}

/// Whether a table is a form below the lone lines at its top, and its first row heads no columns.
pub(super) fn is_form_table(table: &Table<Tidy>) -> bool {
    let is_title = |row: &&Row<Tidy>| is_lone(row) && form_label(row).is_none();
    // The line of who made the table and of its unit begins with a label too, and stands above tables of every kind.
    let is_line = |row: &&Row<Tidy>| {
        is_title(row) || is_lone(row) && lines::lone(row).is_some_and(lines::is_label_line)
    };
    let lone = table.rows.iter().take_while(is_line).count();
    // A page that ended below it has nothing else to tell by.
    let lone = if lone < table.rows.len() { lone } else { table.rows.iter().take_while(is_title).count() };
    // Of a form that a page cut below its first row, the label and the value beside it tell.
    let is_row_of_one = || {
        let [row] = &table.rows[lone..] else { return false };
        form_label(row).is_some() && filled(row).any(|text| header::heading(text).is_none())
    };
    lone < table.rows.len() && (is_form(table, lone) || is_row_of_one()) && !names_columns(&table.rows[lone])
}

/// The label that a row of a form begins with, folded. Who signed a table stands below tables of every kind.
pub(super) fn form_label(row: &Row<Tidy>) -> Option<String> {
    let text = row.cells.first().filter(|cell| cell.column == 0)?.text.text();
    let labelled = labels::label(text).is_some() || labels::with_value(text).is_some();
    (labelled && !line::is_signature(text)).then(|| fold(text))
}

/// Whether a text is a value rather than a word: mostly digits, years aside.
fn holds_value(text: &str) -> bool {
    let year =
        text.find('年').filter(|end| *end >= 4 && text[..*end].ends_with(|c: char| c.is_ascii_digit()));
    let text = year.map_or(text, |end| &text[end..]);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let others = text.chars().filter(|c| !c.is_ascii_digit() && !c.is_whitespace()).count();
    digits > 0 && digits * 2 > others
}

/// Whether most filled cells of a column from row `body` on hold digits.
fn becomes_numeric(table: &Table<Tidy>, grid: &Grid, body: usize, column: usize) -> bool {
    let (mut filled, mut numeric) = (0, 0);
    for row in body..grid.height() {
        let Some((anchor, cell)) = grid.anchor(row, column).filter(|anchor| anchor.0 == row) else {
            continue;
        };
        // A note or a heading over several columns says nothing of one of them.
        let cell = &table.rows[anchor].cells[cell];
        if cell.colspan > 1 {
            continue;
        }
        let text = cell.text.text();
        if !text.trim().is_empty() {
            filled += 1;
            numeric += usize::from(text.contains(|c: char| c.is_ascii_digit()));
        }
    }
    numeric * 2 > filled
}

fn set_columns(table: &mut Table<Tidy>, grid: &Grid) {
    let mut columns = vec![Column::default(); grid.width()];
    for (number, column) in columns.iter_mut().enumerate() {
        let mut last = None;
        for row in 0..table.header_rows.min(grid.height()) {
            if table.rows[row].role == RowRole::Note {
                continue;
            }
            let anchor = grid.anchor(row, number);
            if anchor.is_none() || anchor == last {
                continue;
            }
            last = anchor;
            if let Some((row, cell)) = anchor {
                let text = table.rows[row].cells[cell].text.text().trim();
                if !text.is_empty() {
                    column.header.push(text.to_owned());
                }
            }
        }
    }
    table.columns = columns;
}

#[cfg(test)]
mod tests {
    use super::super::tests::{mended, sketch};

    /// A table of `td` cells, `/` between rows, `|` between cells, spans as `2x1:`; and its rows after mending.
    #[track_caller]
    fn check(rows: &str, expected: &str) {
        let cell = |cell: &str| {
            let spans = cell.split_once(':').and_then(|(spans, text)| Some((spans.split_once('x')?, text)));
            match spans {
                Some(((colspan, rowspan), text)) => {
                    format!("<td colspan={colspan} rowspan={rowspan}>{text}</td>")
                }
                None => format!("<td>{cell}</td>"),
            }
        };
        let row = |row: &str| format!("<tr>{}</tr>", row.split('|').map(cell).collect::<Vec<_>>().concat());
        let rows: Vec<String> = rows.split('/').map(row).collect();
        let (document, _) = mended("html", &format!("<table>{}</table>", rows.concat()));
        assert_eq!(sketch(&document).replace('\n', "/"), expected);
    }

    #[test]
    fn header_rows() {
        for (rows, headers) in [
            // One row of words above numbers.
            ("科目|合计|基本/教育|1.00|2.00", 1),
            // Years in a header are no values.
            ("科目|2023年预算数|2024年预算数/教育|1.00|2.00", 1),
            // Merges take further rows along.
            ("1x2:科目|2x1:支出/合计|基本/教育|1.00|2.00", 2),
            ("2x2:合计|4x1:公务用车/2x1:小计|2x1:购置/预|决|预|决|预|决/1.00|2.00|3.00|4.00|5.00|6.00", 3),
            ("2x1:收入|2x1:支出/项目|预算数|项目|预算数/税|1.00|人员|1.00", 2),
            // Words that only head columns, above words.
            ("一级指标|二级指标|三级指标/产出指标|质量指标|机制健全", 1),
            // Words only.
            ("甲|乙|丙/丁|戊|己", 0),
            // Numbers at once.
            ("1.00|2.00|3.00/4.00|5.00|6.00", 0),
            // Labels and values.
            ("项目名称|公路养护|主管部门|交通局/金额|12.50|起止时间|2024", 0),
            ("项目名称|公路养护/金额|12.50", 0),
            // A header with nothing below is none.
            ("科目|合计|基本", 0),
        ] {
            let expected: Vec<String> = rows
                .split('/')
                .enumerate()
                .map(|(number, row)| {
                    let row: Vec<&str> =
                        row.split('|').map(|cell| cell.strip_prefix("1x1:").unwrap_or(cell)).collect();
                    format!("{}{}", if number < headers { "#" } else { "" }, row.join("|"))
                })
                .collect();
            check(rows, &expected.join("/"));
        }
    }

    #[test]
    fn a_header_that_stands_twice() {
        for (rows, expected) in [
            (
                "科目编码|科目名称|合计/科目编码|科目名称|合计/205|教育|2.00",
                "#科目编码|科目名称|合计/205|教育|2.00",
            ),
            (
                "3x1:科目编码|1x2:科目名称|1x2:合计/类|款|项/3x1:科目编码|1x2:科目名称|1x2:合计/类|款|项/205|||教育|2.00",
                "#3x1:科目编码|1x2:科目名称|1x2:合计/#类|款|项/205|||教育|2.00",
            ),
            // Of two rows that say other things both are the header.
            (
                "2x1:收入|2x1:支出/项目|预算数|项目|预算数/税|1.00|人员|1.00",
                "#2x1:收入|2x1:支出/#项目|预算数|项目|预算数/税|1.00|人员|1.00",
            ),
        ] {
            check(rows, expected);
        }
    }

    #[test]
    fn header_rows_whose_merges_were_lost() {
        check(
            "科目编码|||科目名称|合计/类|款|项||/201|||服务|1.00/|03||事务|1.00",
            "#3x1:科目编码|科目名称|合计/#类|款|项||/201|||服务|1.00/|03||事务|1.00",
        );
        // A group alone in its row.
        check(
            "支出总表|||/||2024年预算数|/编码|科目名称|合计|基本支出/201|服务|1.00|1.00",
            "*支出总表|||/#||2x1:2024年预算数/#编码|科目名称|合计|基本支出/201|服务|1.00|1.00",
        );
        // The unit of a table stands there as well.
        check(
            "支出总表|||/||单位：万元|/编码|科目名称|合计|基本支出/201|服务|1.00|1.00",
            "*支出总表|||/*||单位：万元|/#编码|科目名称|合计|基本支出/201|服务|1.00|1.00",
        );
    }

    #[test]
    fn forms_by_their_labels() {
        let is_form = |rows: &str| {
            let row = |row: &str| format!("<tr><td>{}</tr>", row.replace('|', "<td>"));
            let rows: String = rows.split('/').map(row).collect();
            let (document, _) = mended("html", &format!("<table>{rows}</table>"));
            super::is_form_table(document.tables().next().unwrap())
        };
        for (rows, expected) in [
            ("项目名称|清淤||/主管部门|水务局||/金额|5.00||", true),
            ("绩效目标表|||/预算单位：水务局|||/项目名称|清淤||/主管部门|水务局||", true),
            // The page ended below the first line of the form.
            ("（2024年度）||/预算单位：水务局||", true),
            // The line of who made a table stands above its header.
            ("绩效目标表|||/编制单位：水务局|||/单位编码|项目名称|金额|绩效目标/合计||5.00|", false),
            ("支出总表||/科目|合计|基本/教育|1.00|1.00", false),
        ] {
            assert_eq!(is_form(rows), expected, "{rows}");
        }
    }

    #[test]
    fn lines_above_and_below_are_notes() {
        check(
            "3x1:支出表/3x1:单位：万元/科目|合计|基本/栏次|1|2/教育|1.00|2.00/3x1:注：1.甲/3x1:2.乙",
            "*3x1:支出表/*3x1:单位：万元/#科目|合计|基本/*栏次|1|2/教育|1.00|2.00/*3x1:注：1.甲/*3x1:2.乙",
        );
    }

    #[test]
    fn columns_have_their_headers_top_to_bottom() {
        let text = "<table><tr><td rowspan=2>科目<td colspan=2>支出</tr><tr><td>合计<td>基本</tr><tr><td>教育<td>1.00<td>2.00</tr></table>";
        let (document, _) = mended("html", text);
        let headers: Vec<String> =
            document.tables().next().unwrap().columns.iter().map(|column| column.header.join(">")).collect();
        assert_eq!(headers, ["科目", "支出>合计", "支出>基本"]);
    }
}
