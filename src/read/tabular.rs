//! Tables in LaTeX: `tabular`, `longtable` and their like, and an `array` with lines; with `\multirow`,
//! `\multicolumn` and the rules between rows.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::retold::{Edit, Part, Retold};
use super::tabular_cell::{self, Cell};
use super::tex;
use crate::model::{Rule, Severity};

/// A table in LaTeX was left as it is.
pub const LATEX_TABLE_UNREAD: Rule = Rule {
    name: "latex-table-unread",
    severity: Severity::Warning,
    page: include_str!("latex_table_unread.md"),
};

/// Where a table begins.
static BEGIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\\begin\s*\{(?<name>tabular\*?|tabularx|tabulary|xltabular|longtable\*?|longtabu|tabu|supertabular|array)\}",
    )
    .expect("the pattern is a constant")
});

/// Where an environment begins or ends, within a table.
static ENVIRONMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\\(?<side>begin|end)\s*\{[A-Za-z]{1,20}\*?\}").expect("the pattern is a constant")
});

/// What stands around a table and places it: `\begin{table}[h]`, `\centering`, `\label{…}`.
static AROUND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?m)\\(?:begin|end)\{(?:table\*?|center|threeparttable|tablenotes|adjustbox|landscape|small|footnotesize|sidewaystable)\}(?:\[[^\]\n]{0,40}\])?(?:\{[^{}\n]{0,80}\})?|\\(?:centering|small|footnotesize|scriptsize|tiny|noindent)\b|\\label\{[^{}\n]{0,80}\}|\\(?:renewcommand|setlength)\{[^{}\n]{0,80}\}\{[^{}\n]{0,80}\}|\\resizebox\*?\{[^{}\n]{0,80}\}\{[^{}\n]{0,80}\}\{[ \t]*%?[ \t]*$|^[ \t]*\}[ \t]*$",
    )
    .expect("the pattern is a constant")
});

/// A caption, and a heading as tools write it for LaTeX.
static CAPTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\\(?<name>caption|title|(?:sub){0,2}section)\*?(?:\[[^\]\n]{0,80}\])?\{\s*(?<words>[^{}]{1,200}?)\s*\}")
        .expect("the pattern is a constant")
});

/// Whether a text has a table in LaTeX.
pub(super) fn is_in(text: &str) -> bool {
    text.contains("\\begin") && BEGIN.is_match(text)
}

/// Writes tables in LaTeX as HTML; gives where those stand that have no end.
pub(super) fn retell(retold: &mut Retold) -> Vec<usize> {
    if !is_in(&retold.text) {
        return Vec::new();
    }
    let (edits, unread) = tables(&retold.text);
    let unread = unread.into_iter().map(|at| retold.map.source(at)).collect();
    let any = !edits.is_empty();
    retold.apply(edits);
    if any {
        let edits = around(&retold.text);
        retold.apply(edits);
    }
    unread
}

fn tables(text: &str) -> (Vec<Edit>, Vec<usize>) {
    let mut edits = Vec::new();
    let mut unread = Vec::new();
    let mut from = 0;
    while let Some(found) = BEGIN.captures_at(text, from) {
        let (Some(all), Some(name)) = (found.get(0), found.name("name")) else { break };
        let Some((inner_end, end)) = environment_end(text, all.end()) else {
            // All that follows stands within it.
            unread.push(all.start());
            break;
        };
        from = end;
        let (spec, body) = arguments(text, name.as_str(), all.end()..inner_end);
        let is_array = name.as_str() == "array";
        let has_lines = text[spec].contains('|') || text[body.clone()].contains("\\hline");
        if is_array && !has_lines {
            // A matrix, or the cases of a formula.
            continue;
        }
        let rows = tabular_cell::rows(text, body, is_array);
        match html(rows) {
            Some(parts) => edits.push(Edit { range: in_math(text, all.start()..end), parts }),
            None => unread.push(all.start()),
        }
    }
    (edits, unread)
}

/// Where the environment ends whose inside begins at a byte, without and with its last tag.
fn environment_end(text: &str, start: usize) -> Option<(usize, usize)> {
    let mut depth = 1;
    for found in ENVIRONMENT.captures_iter(&text[start..]) {
        let tag = found.get(0)?;
        depth += if &found["side"] == "begin" { 1 } else { -1 };
        if depth == 0 {
            return Some((start + tag.start(), start + tag.end()));
        }
    }
    None
}

/// The kinds of the columns of an environment, and where its rows stand.
fn arguments(text: &str, name: &str, range: Range<usize>) -> (Range<usize>, Range<usize>) {
    let mut at = tex::skip_options(text, range.start, range.end);
    let has_width = matches!(name, "tabular*" | "tabularx" | "tabulary" | "xltabular");
    if has_width && let Some(width) = tex::group(text, at, range.end) {
        at = tex::skip_options(text, width.end + 1, range.end);
    }
    match tex::group(text, at, range.end) {
        Some(spec) => (spec.clone(), spec.end + 1..range.end),
        None => (at..at, at..range.end),
    }
}

/// A table with the signs of a formula around it.
fn in_math(text: &str, range: Range<usize>) -> Range<usize> {
    let before = text[..range.start].trim_end();
    let after = text[range.end..].trim_start();
    for (open, close) in [("$$", "$$"), ("\\[", "\\]"), ("\\(", "\\)"), ("$", "$")] {
        if before.ends_with(open) && after.starts_with(close) {
            return before.len() - open.len()..text.len() - after.len() + close.len();
        }
    }
    range
}

/// A cell with its place in the grid.
struct Placed {
    cell: Cell,
    rowspan: usize,
}

/// Rows as an HTML table; nothing where no cell says anything.
fn html(mut rows: Vec<Vec<Cell>>) -> Option<Vec<Part>> {
    rows.retain(|row| row.len() > 1 || row.iter().any(|cell| !cell.is_blank()));
    raise(&mut rows);
    let any = rows.iter().flatten().any(|cell| !cell.is_blank());
    let rows = place(rows);
    let mut parts = vec![Part::Written("\n\n<table>".into())];
    for row in rows {
        parts.push(Part::Written("<tr>".into()));
        for Placed { cell, rowspan } in row {
            parts.push(Part::Written(super::spans::opening("td", cell.colspan, rowspan)));
            parts.extend(cell.parts);
            parts.push(Part::Written("</td>".into()));
        }
        parts.push(Part::Written("</tr>".into()));
    }
    parts.push(Part::Written("</table>\n\n".into()));
    any.then_some(parts)
}

/// Moves the cells that reach upwards, `\multirow{-3}…`, to the row in which they begin.
fn raise(rows: &mut [Vec<Cell>]) {
    for number in 0..rows.len() {
        for index in 0..rows[number].len() {
            let reach = rows[number][index].rowspan;
            let height = usize::try_from(reach.unsigned_abs()).unwrap_or(usize::MAX);
            if reach >= -1 {
                continue;
            }
            rows[number][index].rowspan = 1;
            let Some(top) = (number + 1).checked_sub(height) else { continue };
            let column: usize = rows[number][..index].iter().map(|cell| cell.colspan).sum();
            let Some(above) = cell_at(&rows[top], column).filter(|above| rows[top][*above].is_blank()) else {
                continue;
            };
            let colspan = rows[number][index].colspan;
            let moved = std::mem::replace(&mut rows[number][index], Cell::blank(colspan));
            rows[top][above] = Cell { rowspan: -reach, ..moved };
        }
    }
}

fn cell_at(row: &[Cell], column: usize) -> Option<usize> {
    let mut at = 0;
    row.iter().position(|cell| {
        let found = at == column;
        at += cell.colspan;
        found
    })
}

/// Takes the blank cells out that stand for a cell that reaches down from above.
fn place(rows: Vec<Vec<Cell>>) -> Vec<Vec<Placed>> {
    let width = rows.iter().map(|row| row.iter().map(|cell| cell.colspan).sum::<usize>()).max().unwrap_or(0);
    // For each column: the rows that a cell still covers, and which cell that is.
    let mut covered: Vec<(usize, (usize, usize))> = vec![(0, (0, 0)); width];
    let count = rows.len();
    let mut placed: Vec<Vec<Placed>> = Vec::with_capacity(count);
    for (number, row) in rows.into_iter().enumerate() {
        let own: usize = row.iter().map(|cell| cell.colspan).sum();
        let busy = covered.iter().filter(|(left, _)| *left > 0).count();
        // A tool may leave out the blank cells that LaTeX asks for.
        let is_dense = busy > 0 && own + busy == width && !row.first().is_some_and(Cell::is_blank);
        let mut line = Vec::with_capacity(row.len());
        let mut column = 0;
        let mut opened = Vec::new();
        for cell in row {
            if is_dense {
                while covered.get(column).is_some_and(|(left, _)| *left > 0) {
                    column += 1;
                }
            }
            let range = column.min(width)..(column + cell.colspan).min(width);
            column += cell.colspan;
            if covered[range.clone()].iter().any(|(left, _)| *left > 0) {
                if cell.is_blank() {
                    continue;
                }
                // Words where a cell from above should be: that one ends here.
                for at in range.clone() {
                    if covered[at].0 > 0 {
                        let (row, index) = covered[at].1;
                        shorten(&mut placed, row, index, number - row);
                        covered
                            .iter_mut()
                            .filter(|(_, of)| *of == (row, index))
                            .for_each(|(left, _)| *left = 0);
                    }
                }
            }
            let rowspan = usize::try_from(cell.rowspan).unwrap_or(1).clamp(1, count - number);
            opened.push((range, rowspan, line.len()));
            line.push(Placed { cell, rowspan });
        }
        placed.push(line);
        for (left, _) in &mut covered {
            *left = left.saturating_sub(1);
        }
        for (range, rowspan, index) in opened {
            covered[range].fill((rowspan - 1, (number, index)));
        }
    }
    placed
}

fn shorten(placed: &mut [Vec<Placed>], row: usize, index: usize, rowspan: usize) {
    if let Some(cell) = placed.get_mut(row).and_then(|row| row.get_mut(index)) {
        cell.rowspan = rowspan.max(1);
    }
}

/// Takes away what only places a table, and makes a paragraph or heading of its caption and of titles.
fn around(text: &str) -> Vec<Edit> {
    let mut edits: Vec<Edit> = AROUND.find_iter(text).map(|found| Edit::cut(found.range())).collect();
    for found in CAPTION.captures_iter(text) {
        let (Some(all), Some(words), Some(name)) = (found.get(0), found.name("words"), found.name("name"))
        else {
            continue;
        };
        let opening = match name.as_str() {
            "caption" => "\n\n",
            "title" => "\n\n# ",
            "section" => "\n\n## ",
            _ => "\n\n### ",
        };
        // A heading is one line.
        if name.as_str() != "caption" && words.as_str().contains('\n') {
            continue;
        }
        let parts =
            vec![Part::Written(opening.into()), Part::Copied(words.range()), Part::Written("\n\n".into())];
        edits.push(Edit { range: all.range(), parts });
    }
    edits.sort_by_key(|edit| edit.range.start);
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut retold = Retold::new(text.to_owned());
        retell(&mut retold);
        let words: Vec<&str> =
            retold.text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(words.join("\n"), expected, "{text}");
    }

    #[test]
    fn tables_with_spans() {
        check(
            "$$\n\\begin{tabular}{|l|c|}\\hline\n甲 & 乙 \\\\ \\hline\n\\multirow{2}{*}{丙} & 1 \\\\ \\cline{2-2}\n & \\( \\geq 2 \\) \\\\ \\hline\n\\end{tabular}\n$$",
            "<table><tr><td>甲</td><td>乙</td></tr><tr><td rowspan=\"2\">丙</td><td>1</td></tr><tr><td>\\( \\geq 2 \\)</td></tr></table>",
        );
        check(
            r"\begin{tabular}{ll}\multicolumn{2}{c}{\textbf{甲}} \\ 1 & 2\% \\\multicolumn{1}{c}{\multirow{2}*{丁}} & a \\ & b \\\end{tabular}",
            "<table><tr><td colspan=\"2\"><strong>甲</strong></td></tr><tr><td>1</td><td>2%</td></tr><tr><td rowspan=\"2\">丁</td><td>a</td></tr><tr><td>b</td></tr></table>",
        );
        // Upwards; and without the blank cells.
        check(
            r"\begin{longtable}{ll} & 1 \\ \multirow{-2}{*}{甲} & 2 \\\end{longtable}",
            "<table><tr><td rowspan=\"2\">甲</td><td>1</td></tr><tr><td>2</td></tr></table>",
        );
        check(
            r"\begin{tabular}{lll}\multirow{2}{*}{甲} & 乙 & 1 \\ 丙 & 2 \\\end{tabular}",
            "<table><tr><td rowspan=\"2\">甲</td><td>乙</td><td>1</td></tr><tr><td>丙</td><td>2</td></tr></table>",
        );
    }

    #[test]
    fn tables_in_their_surroundings() {
        check(
            "\\begin{table}[h]\n\\centering\n\\caption{支出表}\n\\begin{tabular}{l}甲\\\\乙\\end{tabular}\n\\end{table}",
            "支出表\n<table><tr><td>甲</td></tr><tr><td>乙</td></tr></table>",
        );
        check(
            r"\[\begin{array}{|l|l|}\hline \text{甲} & \geq 12 \\ \hline\end{array}\]",
            "<table><tr><td>甲</td><td>$\\geq 12$</td></tr></table>",
        );
        check(
            r"\begin{tabular}{l}\makecell{甲\\乙} \& \begin{tabular}{l}丙\\丁\end{tabular}\\\end{tabular}",
            "<table><tr><td>甲<br>乙 &amp; 丙<br>丁</td></tr></table>",
        );
        check(
            "<p>\\begin{tabular}{ll}甲 &amp; 乙\\end{tabular}</p>",
            "<p>\n<table><tr><td>甲</td><td>乙</td></tr></table>\n</p>",
        );
    }

    #[test]
    fn formulas_are_no_tables() {
        for text in [
            r"\begin{array}{l} x=1 \\ y=2 \end{array}",
            r"\begin{cases} x \\ y \end{cases}",
            r"\begin{tabular}{l} 甲",
            "tabular",
        ] {
            check(text, text);
        }
        let mut retold = Retold::new(r"\begin{tabular}{l} 甲".to_owned());
        assert_eq!(retell(&mut retold), [0]);
    }
}
