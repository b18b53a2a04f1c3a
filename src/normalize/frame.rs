//! What a data frame leaves in the tables that it is written to: the numbers of its rows, names for columns without
//! one, marks for blanks, the point of a code that was read as a number.

use super::lines;
use crate::lexicon::{account_header, header};
use crate::model::{
    Cell, ColumnRole, Document, Finding, Findings, Inline, Message, Node, Paragraph, Place, Position,
    RichText, Row, RowRole, Rule, Section, Severity, Table, Tidy,
};
use header::Heading;

/// What a data frame left was taken out.
pub(super) const FRAME_EXPORT: Rule =
    Rule { name: "frame-export", severity: Severity::Info, page: include_str!("frame_export.md") };

/// Codes that stand as decimals lost their point.
pub(super) const CODE_DECIMAL: Rule =
    Rule { name: "code-decimal", severity: Severity::Info, page: include_str!("code_decimal.md") };

/// What a column without a name is called, with its number behind it.
const NAMELESS: &str = "Unnamed: ";

/// What stands for a blank: of pandas, of Python, of databases.
const BLANKS: &[&str] = &["nan", "NaN", "NaT", "None", "<NA>", "null", "NULL"];

/// So many marks for blanks make them the program's; a single word may be meant.
const FEWEST_BLANKS: usize = 2;

/// A table of fewer columns has no index worth taking for one.
const FEWEST_COLUMNS: usize = 3;

/// How far down names of columns and headers of codes are looked for.
const REACH: usize = 8;

/// A frame that was written and read again has two columns of row numbers, seldom more.
const MOST_INDEXES: usize = 3;

/// Takes out what data frames left in the tables of a document.
pub(super) fn clean(findings: &mut Findings, document: &mut Document<Tidy>) {
    for table in document.tables_mut() {
        let mut left = Left::default();
        clean_table(table, &mut left);
        left.report(findings, table);
        restore_codes(findings, table);
    }
}

/// What was taken out of a table.
#[derive(Default)]
struct Left {
    /// Numbers of rows and columns.
    numbers: Vec<String>,
    /// Names of columns without one.
    names: Vec<String>,
    /// Marks for blanks.
    blanks: Vec<String>,
    /// Where the first of them stood.
    first: Option<Place>,
}

impl Left {
    fn report(&self, findings: &mut Findings, table: &Table<Tidy>) {
        if self.numbers.is_empty() && self.names.is_empty() && self.blanks.is_empty() {
            return;
        }
        let counts = (self.numbers.len(), self.names.len(), self.blanks.len());
        let message = Message::new("frame-export", &[&counts.0, &counts.1, &counts.2]);
        let mut finding = Finding::new(&FRAME_EXPORT, &message);
        finding.at = Some(Position::of(self.first.as_ref().unwrap_or(&table.at)));
        let all = [&self.numbers, &self.names, &self.blanks];
        finding.notes = all.iter().filter(|words| !words.is_empty()).map(|words| words.join(" ")).collect();
        findings.push(finding);
    }

    fn place(&mut self, at: &Place) {
        self.first.get_or_insert_with(|| at.clone());
    }
}

fn clean_table(table: &mut Table<Tidy>, left: &mut Left) {
    let nameless =
        table.rows.iter().take(REACH).flat_map(|row| &row.cells).any(|cell| is_nameless(text(cell)));
    for _ in 0..MOST_INDEXES {
        if !has_index(table, nameless) {
            break;
        }
        take_index(table, left);
    }
    let is_frame = nameless || !left.numbers.is_empty();
    if is_numbered(table) {
        let row = table.rows.remove(0);
        table.header_rows = table.header_rows.saturating_sub(1);
        left.place(&row.at);
        left.numbers.extend(row.cells.iter().map(|cell| text(cell).to_owned()));
    }
    if let Some(row) = table.rows.first_mut() {
        drop_counts(row, left);
    }
    for cell in table.rows.iter_mut().take(REACH).flat_map(|row| &mut row.cells) {
        if nameless && is_nameless(text(cell)) {
            left.place(&cell.at);
            left.names.push(text(cell).to_owned());
            cell.text = Tidy::default();
        }
    }
    let marks = table.rows.iter().flat_map(|row| &row.cells).filter(|cell| is_blank_mark(text(cell))).count();
    if marks >= FEWEST_BLANKS || (is_frame && marks > 0) {
        for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
            if is_blank_mark(text(cell)) {
                left.place(&cell.at);
                left.blanks.push(text(cell).to_owned());
                cell.text = Tidy::default();
            }
        }
    }
    if nameless {
        free_title(table);
    }
}

/// The title of a sheet is the name of the first column of a frame; it is no header.
fn free_title(table: &mut Table<Tidy>) {
    let Some(row) = table.rows.first_mut() else { return };
    if table.header_rows != 1 || lines::lone(row).is_none() {
        return;
    }
    table.header_rows = 0;
    (row.role, row.section) = (RowRole::Data, Section::Body);
    row.cells.iter_mut().for_each(|cell| cell.header = None);
}

fn text(cell: &Cell<Tidy>) -> &str {
    cell.text.text().trim()
}

/// `Unnamed: 3`, `Unnamed: 0.1` of a frame that was written twice, `Unnamed: 3_level_1` of a header of two rows.
fn is_nameless(text: &str) -> bool {
    let Some(number) = text.strip_prefix(NAMELESS) else { return false };
    let (number, level) = number.split_once("_level_").unwrap_or((number, "0"));
    number.split('.').all(is_digits) && is_digits(level)
}

fn is_blank_mark(text: &str) -> bool {
    BLANKS.contains(&text)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the first column has no name and counts the rows from 0. Rows that were left out or put together leave
/// gaps and begin anew; that is taken for counting only where other columns have no name either.
fn has_index(table: &Table<Tidy>, nameless: bool) -> bool {
    let Some((head, body)) = table.rows.split_first() else { return false };
    let first = |row: &Row<Tidy>| {
        let cell = row.cells.first().filter(|cell| cell.column == 0)?;
        (cell.colspan == 1 && cell.rowspan == 1).then(|| text(cell).to_owned())
    };
    let is_free = first(head).is_some_and(|name| name.is_empty() || is_nameless(&name));
    if !is_free || body.len() < 2 || table.width() < FEWEST_COLUMNS {
        return false;
    }
    let mut last: Option<usize> = None;
    for row in body {
        let Some(number) = first(row).filter(|text| is_digits(text)).and_then(|text| text.parse().ok())
        else {
            return false;
        };
        let counts = match last {
            None => number == 0 || nameless,
            Some(last) if nameless => number > last || number == 0,
            Some(last) => number == last + 1,
        };
        if !counts {
            return false;
        }
        last = Some(number);
    }
    true
}

/// Takes the first column out of a table.
fn take_index(table: &mut Table<Tidy>, left: &mut Left) {
    for row in &mut table.rows {
        let cell = row.cells.remove(0);
        if !cell.text.is_blank() {
            left.place(&cell.at);
            let words = text(&cell).to_owned();
            if is_nameless(&words) { left.names.push(words) } else { left.numbers.push(words) }
        }
        row.cells.iter_mut().for_each(|cell| cell.column -= 1);
    }
}

/// Whether the first row counts the columns from 0: a frame that was read without a header.
fn is_numbered(table: &Table<Tidy>) -> bool {
    let Some(row) = table.rows.first().filter(|_| table.rows.len() > 1) else { return false };
    row.cells.len() >= FEWEST_COLUMNS
        && row.cells.iter().all(|cell| cell.rowspan == 1 && text(cell) == cell.column.to_string())
}

/// Takes the counts off names that stand several times: 预算数 and `预算数.1`.
fn drop_counts(row: &mut Row<Tidy>, left: &mut Left) {
    let mut seen: Vec<String> = Vec::new();
    for cell in &mut row.cells {
        let words = text(cell).to_owned();
        let bare = words.rsplit_once('.').filter(|(name, number)| {
            let before = seen.iter().filter(|other| other == name).count();
            before > 0 && !is_digits(name) && number.parse() == Ok(before)
        });
        if let Some((name, _)) = bare {
            left.place(&cell.at);
            let name = name.to_owned();
            cell.text = Tidy(reworded(&name, &words, &cell.at));
            left.names.push(words);
            seen.push(name);
        } else {
            seen.push(words);
        }
    }
}

/// Other words for those of the source.
fn reworded(words: &str, source: &str, at: &Place) -> RichText {
    let paragraph =
        Paragraph { inlines: vec![Inline::text(words)], source: source.to_owned(), at: at.clone() };
    RichText::from_content(vec![Node::Paragraph(paragraph)])
}

/// Takes the `.0` off the codes of columns that hold codes.
fn restore_codes(findings: &mut Findings, table: &mut Table<Tidy>) {
    let mut columns: Vec<(usize, usize, String)> = Vec::new();
    for (number, row) in table.rows.iter().take(REACH).enumerate() {
        for cell in row.cells.iter().filter(|cell| cell.colspan == 1 && is_code_header(text(cell))) {
            columns.push((cell.column, number, text(cell).to_owned()));
        }
    }
    columns.sort();
    columns.dedup_by_key(|(column, ..)| *column);
    for (column, head, name) in columns {
        let is_below = |cell: &&Cell<Tidy>| cell.column == column && cell.colspan == 1;
        let cells = || table.rows[head + 1..].iter().filter_map(|row| row.cells.iter().find(is_below));
        let codes: Vec<&Cell<Tidy>> = cells().filter(|cell| code_of(text(cell)).is_some()).collect();
        // `213.01` is a code of its own kind; where it stands, `213.0` may be one.
        let others = cells().any(|cell| text(cell).contains('.') && code_of(text(cell)).is_none());
        let Some(first) = codes.first().filter(|_| !others) else { continue };
        let words: Vec<&str> = codes.iter().map(|cell| text(cell)).collect();
        let message = Message::new("code-decimal", &[&codes.len(), &name, &words[0]]);
        let mut finding = Finding::new(&CODE_DECIMAL, &message);
        finding.at = Some(Position::of(&first.at));
        finding.found = Some(words[0].to_owned());
        finding.notes = vec![words.join(" ")];
        findings.push(finding);
        for row in &mut table.rows[head + 1..] {
            for cell in row.cells.iter_mut().filter(|cell| cell.column == column && cell.colspan == 1) {
                let words = text(cell).to_owned();
                if let Some(code) = code_of(&words) {
                    cell.text = Tidy(reworded(code, &words, &cell.at));
                }
            }
        }
    }
}

/// Whether a text heads a column of codes, or of the numbers of rows. 款 and 项 of a code lose a zero with the point,
/// and are left.
fn is_code_header(text: &str) -> bool {
    account_header::code_part(text).is_none()
        && (account_header::is_code(text)
            || matches!(
                header::heading(text),
                Some(Heading::Performance(ColumnRole::Code | ColumnRole::Number))
            ))
}

/// `213` of `213.0`.
fn code_of(text: &str) -> Option<&str> {
    text.strip_suffix(".0").filter(|code| is_digits(code))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{mended, rules, sketch};

    #[track_caller]
    fn check(extension: &str, rows: &str, expected: &str, said: &str) {
        let (document, findings) = mended(extension, &rows.replace('/', "\n"));
        assert_eq!(sketch(&document).replace('\n', "/"), expected, "{rows}");
        assert_eq!(rules(&findings), said, "{rows}");
    }

    #[test]
    fn what_a_frame_leaves() {
        for (rows, expected, said) in [
            (
                ",支出表,Unnamed: 2,Unnamed: 3/0,科目编码,科目名称,合计/1,213.0,农林水支出,300.0/2,2130205.0,森林,300.0/3,,合计,300.0",
                "*支出表||/#科目编码|科目名称|合计/213|农林水支出|300.0/2130205|森林|300.0/|合计|300.0",
                "frame-export code-decimal",
            ),
            // Written and read again; rows left out.
            (
                "Unnamed: 0.1,Unnamed: 0,项目名称,金额,备注/0,0,清淤,1.50,nan/3,1,供水,nan,nan",
                "#项目名称|金额|备注/清淤|1.50|/供水||",
                "frame-export",
            ),
            (
                "Unnamed: 0,项目名称,金额,备注/0,清淤,1.50,无/3,供水,2.00,NaN",
                "#项目名称|金额|备注/清淤|1.50|无/供水|2.00|",
                "frame-export",
            ),
            // Read without a header.
            (
                ",0,1,2/0,科目编码,科目名称,合计/1,213,农林水支出,300.50",
                "#科目编码|科目名称|合计/213|农林水支出|300.50",
                "frame-export",
            ),
            // Names that stand twice.
            (
                "项目,预算数,项目.1,预算数.1/税收,5.00,教育,5.00/非税,1.00,卫生,1.00",
                "#项目|预算数|项目|预算数/税收|5.00|教育|5.00/非税|1.00|卫生|1.00",
                "frame-export",
            ),
        ] {
            check("csv", rows, expected, said);
        }
    }

    #[test]
    fn the_title_of_a_frame_is_no_header() {
        check(
            "md",
            "|    | 支出表 | Unnamed: 1 | Unnamed: 2 |/|---:|:---|:---|---:|/|  0 | 科目编码 | 科目名称 | 合计 |/|  1 | 213 | 农林水支出 | 300.5 |",
            "*支出表||/#科目编码|科目名称|合计/213|农林水支出|300.5",
            "frame-export",
        );
    }

    #[test]
    fn what_only_looks_like_it() {
        for rows in [
            // Numbers of rows that a person wrote.
            "序号,项目名称,金额/0,清淤,1.50/1,供水,2.00",
            ",项目名称,金额/1,清淤,1.50/2,供水,2.00",
            ",项目名称,金额/0,清淤,1.50/2,供水,2.00",
            // A word, and one mark alone.
            "项目名称,金额,备注/清淤,1.50,None/供水,2.00,Nancy",
            // Numbers with a point that are no codes; codes with parts.
            "科目名称,合计,基本支出/社保,213.0,5.0/合计,213.0,5.0",
            "科目编码,科目名称,合计/213.0,农林水支出,5.00/213.01,农业,5.00",
            // A version.
            "软件,版本2.1,版本2.2/甲,1.0,2.0/乙,1.1,2.1",
        ] {
            let (document, findings) = mended("csv", &rows.replace('/', "\n"));
            assert_eq!(rules(&findings), "", "{rows}");
            let expected = rows.replace(',', "|");
            assert_eq!(sketch(&document).replace('\n', "/").replace('#', ""), expected);
        }
    }
}
