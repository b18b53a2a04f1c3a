//! Rows that a converter put into one, parted again: every cell has a line for each of them.

use super::column_kind::{Kind, kind_of};
use super::lines;
use crate::model::{
    Cell, Finding, Findings, Inline, Message, Node, Paragraph, Position, RichText, Row, RowRole, Rule,
    Severity, Table, Tidy,
};

/// Several rows stood in one.
pub(super) const ROWS_IN_ONE: Rule =
    Rule { name: "rows-in-one", severity: Severity::Info, page: include_str!("rows_in_one.md") };

/// In so many cells figures must stand in every line: one alone may be a cell with several values.
const FEWEST_CELLS: usize = 2;

/// So many characters of a row are shown in a message.
const SHOWN: usize = 60;

/// Parts the rows of a table that are several. `breaks` are the rows that stand first on a page.
pub(super) fn split(findings: &mut Findings, number: usize, table: &mut Table<Tidy>, breaks: &mut [usize]) {
    let top = table.header_rows;
    let mut kept: Vec<Row<Tidy>> = Vec::with_capacity(table.rows.len());
    let mut places = Vec::with_capacity(table.rows.len() + 1);
    // The first row below all cells so far.
    let mut reach = 0;
    for (index, row) in std::mem::take(&mut table.rows).into_iter().enumerate() {
        places.push(kept.len());
        let is_apart = reach <= index && row.cells.iter().all(|cell| cell.rowspan == 1);
        reach = reach.max(index + row.cells.iter().map(|cell| cell.rowspan).max().unwrap_or(1));
        let several = if index >= top && row.role == RowRole::Data { count(&row) } else { Count::One };
        match several {
            Count::Rows(count) if is_apart => {
                report(findings, number, kept.len(), &row, Some(count));
                kept.extend(parted(row, count));
                continue;
            }
            Count::Rows(_) | Count::Unsure => report(findings, number, kept.len(), &row, None),
            Count::One => {}
        }
        kept.push(row);
    }
    places.push(kept.len());
    for row in breaks {
        *row = places.get(*row).copied().unwrap_or(kept.len());
    }
    // A cell that reaches over a row does so over all that it was parted into: none does, so spans stay.
    table.rows = kept;
}

/// How many rows a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Count {
    /// One.
    One,
    /// Several.
    Rows(usize),
    /// Several, and which of its lines belong together is not to be told.
    Unsure,
}

fn filled(row: &Row<Tidy>) -> Vec<&Cell<Tidy>> {
    row.cells.iter().filter(|cell| !cell.text.is_blank()).collect()
}

fn count(row: &Row<Tidy>) -> Count {
    let filled = filled(row);
    // Cheap first: most cells have one line.
    if filled.iter().filter(|cell| cell.text.text().contains('\n')).count() < FEWEST_CELLS {
        return Count::One;
    }
    let lines = |cell: &Cell<Tidy>| cell.text.text().split('\n').count();
    let figures = |cell: &&&Cell<Tidy>| {
        let is_figure =
            |line: &str| matches!(kind_of(line), Kind::Code | Kind::Number | Kind::Target | Kind::Level);
        lines(cell) > 1 && cell.text.text().split('\n').all(is_figure)
    };
    let told: Vec<usize> = filled.iter().filter(figures).map(|cell| lines(cell)).collect();
    let Some(first) = told.first().copied().filter(|_| told.len() >= FEWEST_CELLS) else {
        return if has_a_target_each(&filled) { Count::Unsure } else { Count::One };
    };
    // What says that there is nothing says so for all of them.
    let is_nothing = |cell: &Cell<Tidy>| lines(cell) == 1 && kind_of(cell.text.text()) == Kind::Nothing;
    // What several indicators belong to stands once at their left.
    let all = |cell: &Cell<Tidy>, kind: Kind| cell.text.text().split('\n').all(|line| kind_of(line) == kind);
    let has = |kind: Kind| filled.iter().any(|cell| lines(cell) == first && all(cell, kind));
    let are_indicators = has(Kind::Level) && has(Kind::Target);
    let begin = filled.iter().find(|cell| lines(cell) > 1).map_or(0, |cell| cell.column);
    let is_owner = |cell: &Cell<Tidy>| are_indicators && lines(cell) == 1 && cell.column < begin;
    let parts = |cell: &Cell<Tidy>| lines(cell) == first && can_part(&cell.text);
    let same = filled.iter().all(|cell| parts(cell) || is_nothing(cell) || is_owner(cell));
    if same { Count::Rows(first) } else { Count::Unsure }
}

/// Whether a cell has a name in each of its lines and the one behind it a target in each of as many: several indicators,
/// or one whose name was broken where its target has several values.
fn has_a_target_each(filled: &[&Cell<Tidy>]) -> bool {
    let kinds = |cell: &Cell<Tidy>| cell.text.text().split('\n').map(kind_of).collect::<Vec<_>>();
    let several: Vec<Vec<Kind>> =
        filled.iter().map(|cell| kinds(cell)).filter(|kinds| kinds.len() > 1).collect();
    let [names, targets] = several.as_slice() else { return false };
    names.len() == targets.len()
        && targets.iter().all(|kind| *kind == Kind::Target)
        && names.iter().all(|kind| *kind == Kind::Words)
}

/// Whether a text is nothing but lines.
fn can_part(text: &RichText) -> bool {
    let is_plain = |inline: &Inline| match inline {
        Inline::Text { text } => !text.contains('\n'),
        Inline::Break => true,
        _ => false,
    };
    text.content().iter().all(|node| match node {
        Node::Paragraph(paragraph) => {
            paragraph.inlines.iter().all(is_plain) || !paragraph.inlines.contains(&Inline::Break)
        }
        _ => false,
    })
}

/// The rows that a row is parted into.
fn parted(row: Row<Tidy>, count: usize) -> Vec<Row<Tidy>> {
    let mut rows: Vec<Row<Tidy>> = (0..count)
        .map(|_| Row { cells: Vec::with_capacity(row.cells.len()), at: row.at.clone(), ..row })
        .collect();
    for cell in row.cells {
        let mut pieces = pieces(&cell.text).into_iter();
        for row in &mut rows {
            let text = pieces.next().unwrap_or_default();
            let at = text.paragraphs().first().map_or_else(|| cell.at.clone(), |first| first.at.clone());
            row.cells.push(Cell { text: Tidy(text), at, ..cell.clone() });
        }
    }
    rows
}

/// The lines of a text, each with the words of the source that say it where these pair up.
pub(super) fn pieces(text: &RichText) -> Vec<RichText> {
    let mut pieces = Vec::new();
    for paragraph in text.content().iter().filter_map(|node| match node {
        Node::Paragraph(paragraph) => Some(paragraph),
        _ => None,
    }) {
        let lines: Vec<&[Inline]> = paragraph.inlines.split(|inline| *inline == Inline::Break).collect();
        let sources = source_lines(&paragraph.source);
        let paired = sources.len() == lines.len();
        for (number, inlines) in lines.iter().enumerate() {
            let (offset, source) = if paired { sources[number] } else { (0, paragraph.source.as_str()) };
            let at = paragraph.at.after(paragraph.source.get(..offset).unwrap_or_default());
            pieces.push(RichText::from_content(vec![Node::Paragraph(Paragraph {
                inlines: inlines.to_vec(),
                source: source.to_owned(),
                at,
            })]));
        }
    }
    pieces
}

/// The source of a paragraph cut at its breaks: where each piece begins, and the piece.
fn source_lines(source: &str) -> Vec<(usize, &str)> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut from = 0;
    while let Some(found) = source[from..].find(['<', '\n']) {
        let at = from + found;
        let rest = &source[at..];
        let is_break = rest.get(..3).is_some_and(|tag| tag.eq_ignore_ascii_case("<br"));
        let tag_end = rest.find('>').filter(|_| is_break);
        let length = if rest.starts_with('\n') { Some(1) } else { tag_end.map(|end| end + 1) };
        let Some(length) = length else {
            from = at + 1;
            continue;
        };
        pieces.push((start, &source[start..at]));
        start = at + length;
        from = start;
    }
    pieces.push((start, &source[start..]));
    pieces
}

fn report(findings: &mut Findings, number: usize, index: usize, row: &Row<Tidy>, parted: Option<usize>) {
    let words = lines::words(row).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut shown: String = words.chars().take(SHOWN).collect();
    if shown.len() < words.len() {
        shown.push('…');
    }
    let message = match parted {
        Some(count) => Message::new("rows-in-one", &[&count, &shown]),
        None if has_a_target_each(&filled(row)) => Message::new("rows-in-one-indicators", &[&shown]),
        None => Message::new("rows-in-one-unsure", &[&shown]),
    };
    let mut finding = Finding::new(&ROWS_IN_ONE, &message);
    if parted.is_none() {
        finding.severity = Severity::Warning;
    }
    finding.at = Some(Position::in_table(number, index, 0, &row.at));
    finding.found = Some(words);
    findings.push(finding);
}

#[cfg(test)]
mod tests {
    use super::super::tests::{mended, rules, sketch};

    const HEAD: &str = "科目编码|科目名称|合计|基本支出";

    #[test]
    fn rows_are_parted() {
        let (document, findings) = mended(
            "html",
            &format!(
                "<table>{}</table>",
                [
                    HEAD,
                    "213<br>208|农林水支出<br>社会保障支出|300.00<br>50.00|100.00<br>50.00",
                    "|合计|350.00|150.00"
                ]
                .map(|row| format!("<tr><td>{}</td></tr>", row.replace('|', "</td><td>")))
                .concat()
            ),
        );
        assert_eq!(
            sketch(&document),
            "#科目编码|科目名称|合计|基本支出\n213|农林水支出|300.00|100.00\n208|社会保障支出|50.00|50.00\n|合计|350.00|150.00"
        );
        assert_eq!(rules(&findings), "rows-in-one");
        let cell = &document.tables().next().unwrap().rows[2].cells[2];
        assert_eq!(cell.text.paragraphs()[0].source, "50.00");
    }

    #[test]
    fn indicators_of_one_project() {
        let row = |row: &str| format!("<tr><td>{}</td></tr>", row.replace('|', "</td><td>"));
        let rows = [
            "项目名称|金额|二级指标|三级指标|指标值",
            "清淤|5.00|数量指标<br>质量指标|长度<br>合格率|12米<br>98%",
        ];
        let (document, _) = mended("html", &format!("<table>{}</table>", rows.map(row).concat()));
        assert_eq!(
            sketch(&document),
            "#项目名称|金额|二级指标|三级指标|指标值\n清淤|5.00|数量指标|长度|12米\n||质量指标|合格率|98%"
        );
    }

    #[test]
    fn rows_that_stay() {
        let head = "#科目编码|科目名称|合计|基本支出";
        for (row, rule) in [
            ("208|社会保障<br>和就业|50.00|50.00", ""),
            ("208|社会保障<br>和就业|50.00<br>20.00|50.00", ""),
            ("213<br>208|农林水支出|300.00<br>50.00|100.00", "rows-in-one"),
            ("甲<br>乙|丙<br>丁|50.00|50.00", ""),
            // A cell with two values beside one with two names, in one column of figures only.
            ("208|甲<br>乙|50.00<br>20.00|70.00", ""),
        ] {
            let html = [HEAD, row]
                .map(|row| format!("<tr><td>{}</td></tr>", row.replace('|', "</td><td>")))
                .concat();
            let (document, findings) = mended("html", &format!("<table>{html}</table>"));
            assert_eq!(sketch(&document), format!("{head}\n{}", row.replace("<br>", "\n")), "{row}");
            assert_eq!(rules(&findings), rule, "{row}");
        }
    }
}
