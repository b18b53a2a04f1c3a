//! Lines around a table that are its own: its title, `单位：万元` above it, `注：…` below it.
//!
//! Titles stay headings and paragraphs, and lines within the grid stay rows; only what they say is read.

use super::page_rows::Repeated;
use super::{headers, lines};
use crate::lexicon::{line, money};
use crate::model::{Block, Document, Row, Section, Table, Tidy};
use crate::text::lines::squeeze;
use crate::text::width::{fold, is_han};

/// Rows at the top of a table among which a line with the unit is looked for.
const ROWS_AT_TOP: usize = 6;

/// The most notes that a table takes from below it.
const MOST_NOTES: usize = 50;

/// How far above a table its title is looked for, in blocks: a year, a number and a department may stand between.
const REACH_ABOVE: usize = 4;

/// The longest name of whose table it is, in characters.
const LONGEST_OWNER: usize = 20;

/// Moves the lines around every table into the table, and reads its title and its unit.
pub(super) fn attach(document: &mut Document<Tidy>, repeated: &Repeated) {
    let mut blocks: Vec<Block<Tidy>> = Vec::with_capacity(document.blocks.len());
    for block in std::mem::take(&mut document.blocks) {
        match block {
            Block::Table(mut table) => {
                let first =
                    blocks.len() - blocks.iter().rev().take_while(|block| is_line_above(block)).count();
                for line in blocks.split_off(first) {
                    if let Block::Paragraph { text, .. } = line {
                        table.above.extend(text.text().split('\n').map(str::to_owned));
                    }
                }
                take_labels_of_caption(&mut table);
                let above = title_above(&blocks, repeated);
                let lines_above = lines_above(&blocks);
                table.unit = unit(&table, above.as_ref().map(|above| above.line.as_str()));
                set_title(&mut table, above, &lines_above);
                blocks.push(Block::Table(table));
            }
            Block::Paragraph { text, at } => match blocks.last_mut() {
                Some(Block::Table(table)) if is_note(text.text(), &table.notes) => {
                    table.notes.push(text.text().to_owned());
                }
                _ => blocks.push(Block::Paragraph { text, at }),
            },
            other => blocks.push(other),
        }
    }
    document.blocks = blocks;
}

/// A line above a table that may be its title.
struct TitleAbove {
    /// What it says, labels and all.
    line: String,
    /// Whether it is one: prose right above a table is not, but may name its unit.
    is_title: bool,
    /// Whether it is but the name of a worksheet.
    is_sheet: bool,
}

/// The line above a table that is its title, with nothing between them but lines that stand beside titles.
fn title_above(blocks: &[Block<Tidy>], repeated: &Repeated) -> Option<TitleAbove> {
    let mut nearest = None;
    for (number, block) in blocks.iter().enumerate().rev().take(REACH_ABOVE) {
        let (text, heading) = match block {
            Block::Heading { text, .. } => (text.text(), true),
            Block::Paragraph { text, .. } => (text.text(), false),
            Block::List { .. } | Block::Table(_) => break,
        };
        if text.contains('\n') && !heading {
            break;
        }
        let (title, _) = line::title_and_labels(text);
        // A text box or a page header of a sheet says more than its name.
        let is_sheet = heading && block.at().sheet.is_some() && block.at().cell.is_none();
        let is_number = line::is_form_number(title) || lines::is_page_number(title);
        let is_title = !title.trim().is_empty() && !is_number && (heading || line::is_title(title));
        let found = TitleAbove { line: text.to_owned(), is_title, is_sheet };
        // What every page says, and no table is called, stands between a title and its table where a page ended.
        let is_of_page =
            !heading && !line::ends_as_table(&fold(title)) && repeated.titles.contains(&fold(title))
                || lines::continued_title(title).is_some_and(|title| title.is_empty());
        if is_title && !is_of_page && !line::is_beside_title(title) {
            return Some(found);
        }
        // A note that stands above its table is none of its titles either, nor is the number of a page.
        let passes = is_of_page
            || lines::bare_number(text).is_some()
            || line::is_beside_title(title)
            || line::is_note(text)
            || !heading && number + 1 == blocks.len() && is_owner_below_title(text, &blocks[..number])
            || text.split('\n').all(|line| lines::is_label_line(line) || lines::is_page_number(line));
        nearest.get_or_insert(found);
        if !passes {
            break;
        }
    }
    nearest
}

/// Whether a line is whose table it is: a short name right below the title of a table.
fn is_owner_below_title(text: &str, above: &[Block<Tidy>]) -> bool {
    let is_name = text.chars().count() <= LONGEST_OWNER && text.trim().chars().all(is_han);
    let title = match above.last() {
        Some(Block::Paragraph { text, .. } | Block::Heading { text, .. }) => text.text(),
        _ => return false,
    };
    is_name && line::is_title(title) && line::ends_as_table(&fold(title))
}

/// Cuts a caption that holds the labels of its table as well: its lines, or words glued to the title.
fn take_labels_of_caption(table: &mut Table<Tidy>) {
    let Some(caption) = table.title.take() else { return };
    let mut title: Vec<&str> = Vec::new();
    let mut labels: Vec<String> = Vec::new();
    for text in caption.split('\n').map(str::trim).filter(|text| !text.is_empty()) {
        if lines::is_label_line(text) || line::is_form_number(text) || line::is_attachment(text) {
            labels.push(text.to_owned());
        } else {
            let (words, rest) = line::title_and_labels(text);
            title.extend(Some(words).filter(|words| !words.is_empty()));
            labels.extend(Some(rest.to_owned()).filter(|rest| !rest.is_empty()));
        }
    }
    if labels.is_empty() {
        // It stays as it was printed.
        table.title = Some(caption.split('\n').map(str::trim).collect::<Vec<_>>().join(" "));
        return;
    }
    table.title = Some(title.concat()).filter(|title| !title.is_empty());
    table.above.extend(labels);
}

/// Gives a table without a caption its title: that in its grid, else the line above it, else the name of its worksheet.
fn set_title(table: &mut Table<Tidy>, above: Option<TitleAbove>, lines_above: &[String]) {
    if table.title.is_some() {
        return;
    }
    let bare = |text: &str| {
        let (title, _) = line::title_and_labels(text);
        Some(squeeze(title)).filter(|title| !title.is_empty())
    };
    let sheet_name = |name: &str| (!line::is_blank_sheet_name(name)).then(|| name.to_owned());
    let above = above.filter(|above| above.is_title);
    let (sheet, line) = match &above {
        Some(above) if above.is_sheet => (sheet_name(&above.line), None),
        Some(above) => (None, bare(&above.line)),
        None => (None, None),
    };
    let own_sheet = || table.at.sheet.as_deref().and_then(sheet_name);
    let sheet = |table: &Table<Tidy>| {
        let name = sheet.or_else(own_sheet)?;
        // A line over all columns that holds the name of the sheet says more than that.
        let first = table.rows.first().filter(|_| table.width() > 1).and_then(lines::lone);
        Some(first.filter(|first| fold(first).contains(&fold(&name))).and_then(bare).unwrap_or(name))
    };
    table.title = title_row(table, lines_above).and_then(bare).or(line).or_else(|| sheet(table));
}

/// The lines that stand above a table, folded: what they say again in its grid a page put there.
fn lines_above(blocks: &[Block<Tidy>]) -> Vec<String> {
    let near = blocks.iter().rev().take(REACH_ABOVE).map_while(|block| match block {
        Block::Heading { text, .. } | Block::Paragraph { text, .. } => Some(fold(text.text())),
        Block::List { .. } | Block::Table(_) => None,
    });
    near.collect()
}

/// The title that stands in the rows at the top of a grid, alone in its row; neither one that stands above the table as
/// well nor one that says that a title goes on.
fn title_row<'a>(table: &'a Table<Tidy>, above: &[String]) -> Option<&'a str> {
    if table.width() < 2 {
        return None;
    }
    let (at_top, _) = headers::measure(table);
    // A form has no header, and a table that is all body has its title in its first rows as well.
    let reach = if at_top > 0 { at_top } else { ROWS_AT_TOP };
    let rows = table.rows.iter().take(reach).map_while(|row| {
        let line = lines::lone(row);
        (line.is_some() || lines::is_label_row(row) || lines::is_blank(row)).then_some(line)
    });
    let is_title = |line: &&str| {
        let (title, _) = line::title_and_labels(line);
        line::is_title(title) && !line::is_form_number(title)
    };
    let all: Vec<&str> = rows.flatten().filter(is_title).collect();
    let stands_above = |title: &str| above.iter().any(|line| line == title);
    let is_of_page = |line: &str| {
        let goes_on = |title: String| {
            title.is_empty() || stands_above(&title) || all.iter().any(|other| fold(other) == title)
        };
        stands_above(&fold(line)) || lines::continued_title(line).is_some_and(goes_on)
    };
    let titles: Vec<&str> = all.iter().copied().filter(|line| !is_of_page(line)).collect();
    // Below the title of the document stands that of the table.
    let names_table = |line: &&&str| line::ends_as_table(&fold(line::title_and_labels(line).0));
    titles.iter().rev().find(names_table).or(titles.first()).copied()
}

/// Whether a block is a paragraph of labels.
fn is_line_above(block: &Block<Tidy>) -> bool {
    let Block::Paragraph { text, .. } = block else { return false };
    text.text().split('\n').all(lines::is_label_line)
}

/// Whether a paragraph below a table is a note of it: it says so, or goes on counting from those before it.
fn is_note(text: &str, notes: &[String]) -> bool {
    if lines::is_note(text) {
        return notes.len() < MOST_NOTES;
    }
    let Some(last) = notes.last() else { return false };
    let starts_list = || last.trim_end().ends_with(['：', ':']) && notes.len() == 1;
    let next = number(text);
    next.is_some_and(|next| {
        number_of_note(last).map_or_else(|| next == 1 && starts_list(), |last| next == last + 1)
    }) && notes.len() < MOST_NOTES
}

/// The number that a line begins with: `2.`, `2、`, `（2）`.
fn number(text: &str) -> Option<u32> {
    let folded: String = fold(text).chars().take(6).collect();
    let inner = folded.strip_prefix('(').unwrap_or(&folded);
    let digits = inner.len() - inner.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let marked = inner[digits..].starts_with(['.', '、', ')']);
    // `2.5` is a number, not the second line.
    let decimal =
        inner[digits..].strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    (marked && !decimal).then(|| inner[..digits].parse().ok()).flatten()
}

/// The number of a note: that of its last line, `注：1.…` being the first.
fn number_of_note(note: &str) -> Option<u32> {
    let line = note.trim_end().rsplit('\n').next().unwrap_or(note);
    number(line).or_else(|| {
        let after = line.find(['：', ':']).map(|colon| line[colon..].trim_start_matches(['：', ':']))?;
        number(after)
    })
}

/// The unit of a table: of the lines above it, of a line at the top of its grid, or of its title.
fn unit(table: &Table<Tidy>, title: Option<&str>) -> Option<String> {
    let within = table
        .rows
        .iter()
        .take(ROWS_AT_TOP)
        .filter(|row| row.section != Section::Foot && is_line(row))
        .flat_map(|row| &row.cells)
        .map(|cell| cell.text.text());
    let above = table.above.iter().rev().map(String::as_str);
    // A heading of several lines names the unit in one of them.
    let lines =
        above.chain(within).chain(table.title.as_deref()).chain(title).flat_map(|text| text.split('\n'));
    lines.into_iter().find_map(money::unit)
}

/// Whether a row may be a line: it has one text, or a few labels.
fn is_line(row: &Row<Tidy>) -> bool {
    lines::lone(row).is_some() || lines::is_label_row(row)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{mended, sketch};
    use crate::model::{Document, Table, Tidy};

    #[test]
    fn titles_in_a_grid_that_are_those_of_pages() {
        let form = "项目名称,清淤,,\n主管部门,水务局,,\n项目资金,总额,5.00,\n";
        for (above, within, expected) in [
            (
                "青岭县2024年部门预算\n支出绩效目标表\n",
                "（2024年度）,,,\n青岭县2024年部门预算,,,\n",
                "支出绩效目标表",
            ),
            ("", "支出绩效目标表,,,\n支出绩效目标表（续表）,,,\n", "支出绩效目标表"),
            ("支出绩效目标表\n", "（2024年度）,,,\n续表,,,\n", "支出绩效目标表"),
            // Of a title that is nowhere else the page that goes on is named for it.
            ("", "支出绩效目标表（续表）,,,\n", "支出绩效目标表（续表）"),
        ] {
            let (document, _) = mended("csv", &format!("{above}{within}{form}"));
            assert_eq!(first(&document).title.as_deref(), Some(expected), "{}", sketch(&document));
        }
    }

    const TABLE: &str = "<table><tr><th>项目<th>金额</tr><tr><td>甲<td>1.00</tr></table>";

    fn first(document: &Document<Tidy>) -> &Table<Tidy> {
        document.tables().next().unwrap()
    }

    #[test]
    fn lines_above() {
        for (lines, above, unit) in [
            ("<p>单位：万元</p>", &["单位：万元"][..], Some("万元")),
            (
                "<p>公开01表</p><p>编制部门：青岭县水务局</p><p>单位：元</p>",
                &["公开01表", "编制部门：青岭县水务局", "单位：元"],
                Some("元"),
            ),
            (
                "<p>编制部门：青岭县水务局<br>金额单位：万元</p>",
                &["编制部门：青岭县水务局", "金额单位：万元"],
                Some("万元"),
            ),
            ("<p>部门：元江县水务局</p>", &["部门：元江县水务局"], None),
            ("<h2>支出表（单位：万元）</h2>", &[], Some("万元")),
            ("<p>单位：万元。以下为全文。</p>", &[], Some("万元")),
            ("<p>单位：万元</p><p>第二段文字</p>", &[], None),
        ] {
            let (document, _) = mended("html", &format!("{lines}{TABLE}"));
            assert_eq!(first(&document).above, above, "{lines}");
            assert_eq!(first(&document).unit.as_deref(), unit, "{lines}");
        }
    }

    #[test]
    fn titles() {
        let caption =
            |text: &str| format!("<table><caption>{text}</caption>{}", TABLE.trim_start_matches("<table>"));
        let row = |text: &str| {
            format!(
                "<table><tr><td colspan=3>{text}</tr><tr><td>科目<td>合计<td>基本</tr><tr><td>甲<td>1.00<td>1.00</tr></table>"
            )
        };
        for (text, title, unit, above) in [
            (caption("支出总表"), Some("支出总表"), None, &[][..]),
            (format!("<h2>支出总表</h2><p>说明：本表为汇总。</p>{TABLE}"), Some("支出总表"), None, &[]),
            (caption("支出总表<br>单位：万元"), Some("支出总表"), Some("万元"), &["单位：万元"]),
            (caption("支出总表单位：万元"), Some("支出总表"), Some("万元"), &["单位：万元"]),
            (
                format!("<h2>支出总表</h2><p>公开01表</p><p>单位：元</p>{TABLE}"),
                Some("支出总表"),
                Some("元"),
                &["公开01表", "单位：元"],
            ),
            (format!("<h2>支出总表单位：元</h2>{TABLE}"), Some("支出总表"), Some("元"), &[]),
            (format!("<p>2024年支出总表</p><p>（2024年度）</p>{TABLE}"), Some("2024年支出总表"), None, &[]),
            // The number of a page stands between a title and its table.
            (format!("<p>支出总表</p><p>（2024年度）</p><p>2</p>{TABLE}"), Some("支出总表"), None, &[]),
            (format!("<p>支出总表</p><p>第二部分</p><p>2</p>{TABLE}"), None, None, &[]),
            (
                format!("<p>支出总表</p><p>预算年度：2024　　金额单位：万元</p>{TABLE}"),
                Some("支出总表"),
                Some("万元"),
                &["预算年度：2024　　金额单位：万元"],
            ),
            (row("支出总表部门：河口镇单位：万元"), Some("支出总表"), Some("万元"), &[]),
            (format!("<h2>一、概况</h2>{}", row("支出总表")), Some("支出总表"), None, &[]),
            // Prose is no title, nor is what stands above another table.
            (format!("<p>以下为支出表。</p>{TABLE}"), None, None, &[]),
            (format!("<p>见下</p>{TABLE}"), None, None, &[]),
        ] {
            let (document, _) = mended("html", &text);
            let table = first(&document);
            let found = (
                table.title.as_deref(),
                table.unit.as_deref(),
                table.above.iter().map(String::as_str).collect::<Vec<_>>(),
            );
            assert_eq!(found, (title, unit, above.to_vec()), "{text}");
        }
        let (document, _) = mended("html", &format!("<h2>支出总表</h2>{TABLE}<p>正文。</p>{TABLE}"));
        let titles: Vec<Option<&str>> = document.tables().map(|table| table.title.as_deref()).collect();
        assert_eq!(titles, [Some("支出总表"), None]);
    }

    #[test]
    fn notes_below() {
        for (lines, notes, rest) in [
            ("<p>注：本表无数据。</p><p>正文</p>", &["注：本表无数据。"][..], "[正文]"),
            ("<p>注：1.甲</p><p>2.乙</p><p>4.丙</p>", &["注：1.甲", "2.乙"], "[4.丙]"),
            ("<p>备注：</p><p>1、甲</p><p>2、乙</p>", &["备注：", "1、甲", "2、乙"], ""),
            ("<p>2.乙</p>", &[], "[2.乙]"),
            ("<p>注：甲</p><p>1.正文</p>", &["注：甲"], "[1.正文]"),
            ("<p>注意事项</p>", &[], "[注意事项]"),
        ] {
            let (document, _) = mended("html", &format!("{TABLE}{lines}"));
            assert_eq!(first(&document).notes, notes, "{lines}");
            assert_eq!(sketch(&document), format!("#项目|金额\n甲|1.00\n{rest}").trim_end(), "{lines}");
        }
    }

    #[test]
    fn lines_within_the_grid_stay_there() {
        let text = "<table><tr><td colspan=3>支出决算表</tr><tr><td>部门：青岭县水务局<td><td>单位：万元</tr>\
                    <tr><td>科目<td>合计<td>基本</tr><tr><td>甲<td>1.00<td>1.00</tr><tr><td colspan=3>注：无</tr></table>";
        let (document, _) = mended("html", text);
        let table = first(&document);
        assert_eq!(
            sketch(&document),
            "*3x1:支出决算表\n*部门：青岭县水务局||单位：万元\n#科目|合计|基本\n甲|1.00|1.00\n*3x1:注：无"
        );
        assert_eq!((table.unit.as_deref(), table.notes.len(), table.header_rows), (Some("万元"), 0, 3));
    }
}
