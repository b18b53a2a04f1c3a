//! Tables that were cut at the end of a page, put together again.
//!
//! What the page repeats leaves the table and is kept in the finding.

use super::column_kind::part_of_code;
use super::continuation::{Columns, Continuation, Open, Verdict, judge, short_rows};
use super::page_break::Running;
use super::{headers, lines, sheet_page};
use crate::model::{
    Block, Cell, Document, Finding, Findings, Message, Place, Position, Row, RowRole, Rule, Severity, Table,
    Tidy,
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

/// Joins the tables of a document that go on over a page break.
///
/// Gives, for every table, the rows that stand first on a page.
pub(super) fn join(findings: &mut Findings, document: &mut Document<Tidy>) -> Vec<Vec<usize>> {
    for (name, place) in sheet_page::join_titles(document) {
        let message = continued_message(std::slice::from_ref(&name));
        report(findings, &message, Position::of(&place), vec![name]);
    }
    let running = Running::of(document);
    let mut blocks: Vec<Block<Tidy>> = Vec::with_capacity(document.blocks.len());
    let mut breaks: Vec<Vec<usize>> = Vec::new();
    let mut open: Option<Open> = None;
    for block in std::mem::take(&mut document.blocks) {
        let Block::Table(mut next) = block else {
            blocks.push(block);
            continue;
        };
        let verdict = match (&open, open.as_ref().and_then(|open| blocks.get(open.block))) {
            (Some(open), Some(Block::Table(table))) => {
                let judged =
                    |page: &Table<Tidy>| judge(open, table, &blocks[open.block + 1..], &running, page);
                let goes_on = |verdict: &Verdict| matches!(verdict, Verdict::GoesOn(_));
                let mut verdict = judged(&next);
                // Where a sheet has blank columns at its left, they tell more than what the others hold.
                if !goes_on(&verdict) || next.at.sheet_column() > table.at.sheet_column() {
                    let pages = sheet_page::padded(table, &next).into_iter();
                    let mut pages = pages.map(|page| (judged(&page), page));
                    if let Some((padded, page)) = pages.find(|(verdict, _)| goes_on(verdict)) {
                        (verdict, next) = (padded, page);
                    }
                }
                verdict
            }
            _ => Verdict::Separate,
        };
        match (verdict, open.take()) {
            (Verdict::GoesOn(continuation), Some(mut above)) => {
                let between = blocks.split_off(above.block + 1);
                if let Some(Block::Table(table)) = blocks.get_mut(above.block) {
                    if let Some((lone, header)) = continuation.header {
                        (above.lone, above.header) = (lone, header);
                        headers::declare(table, lone, header);
                    }
                    sheet_page::widen(table, &next);
                    let (first, repeated) = (table.rows.len(), continuation.repeated);
                    breaks[above.number].push(first);
                    let later = breaks_of(&next).into_iter().filter(|row| *row > repeated);
                    breaks[above.number].extend(later.map(|row| first + row - repeated));
                    append(findings, table, &above, &between, next, &continuation);
                }
                open = Some(above);
            }
            (verdict, _) => {
                if matches!(verdict, Verdict::Unsure) {
                    report_unsure(findings, &blocks, breaks.len(), &next);
                }
                open = Some(Open::new(&blocks, breaks.len(), &next));
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

/// Puts the rows of a table below those of the one that it goes on from, and says so.
fn append(
    findings: &mut Findings,
    table: &mut Table<Tidy>,
    open: &Open,
    between: &[Block<Tidy>],
    next: Table<Tidy>,
    continuation: &Continuation,
) {
    let Continuation { repeated, columns, .. } = continuation;
    let mut dropped: Vec<String> = Vec::new();
    let mut place: Option<Place> = None;
    // The unit that stands between a header and its rows is theirs.
    let is_header_alone = open.body(table).is_empty();
    let is_own =
        |line: &str| is_header_alone && lines::is_label_line(line) && !open.lines.contains(&fold(line));
    for block in between {
        match block {
            Block::Paragraph { text, .. } if text.text().split('\n').all(is_own) => {
                table.above.extend(text.text().split('\n').map(|line| line.trim().to_owned()));
            }
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
    dropped.extend(next.rows.iter().take(*repeated).map(lines::words));
    let message = match columns {
        Columns::Shifted(0) => continued_message(&dropped),
        Columns::Shifted(_) => Message::new("table-continued-padded", &[&next.width(), &open.width]),
        Columns::Matched(_) | Columns::Coded { .. } => {
            Message::new("table-continued-matched", &[&next.width(), &open.width])
        }
    };
    let at = Position { table: Some(open.number), ..Position::of(&place) };
    report(findings, &message, at, dropped);
    table.joined.push(place);
    table.joined.extend(next.joined);
    let (section, group) = table.rows.last().map_or_else(Default::default, |row| (row.section, row.group));
    let first = next.rows.get(*repeated).map_or(0, |row| row.group);
    let (short, missing) = short_rows(open, table, next.rows.get(*repeated..).unwrap_or_default());
    for (number, mut row) in next.rows.into_iter().skip(*repeated).enumerate() {
        row.group = if row.section == section && row.group == first { group } else { group + 1 + row.group };
        // What a page declares a header, for its format must have one, is a row of the body.
        if row.role == RowRole::Header {
            row.role = RowRole::Data;
        }
        if number < short {
            place_cells(&mut row, &Columns::Shifted(missing));
        } else {
            place_cells(&mut row, columns);
        }
        // Blank columns at its right are none of the table's.
        if matches!(columns, Columns::Shifted(shift) if *shift > 0) {
            row.cells.retain(|cell| cell.column < open.width || !cell.text.is_blank());
        }
        table.rows.push(row);
    }
}

/// Gives the cells of a row the columns that they have in the table above.
fn place_cells(row: &mut Row<Tidy>, columns: &Columns) {
    match columns {
        Columns::Shifted(shift) => {
            for cell in &mut row.cells {
                cell.column += shift;
            }
            // Slots that a cell above reaches down into stay free.
            let free = row.cells.first().map_or(*shift, |cell| cell.column).min(*shift);
            let blanks =
                (0..free).map(|column| Cell { column, ..Cell::new(Tidy::default(), row.at.clone()) });
            row.cells.splice(0..0, blanks);
        }
        Columns::Matched(places) => match_cells(row, places),
        Columns::Coded { first, parts, others } => {
            let part = row
                .cells
                .iter()
                .find(|cell| cell.column == *first)
                .and_then(|cell| part_of_code(cell.text.text(), *parts));
            let mut places = others.clone();
            if let (Some(place), Some(part)) = (places.get_mut(*first), part) {
                *place = Some(first + part);
            }
            match_cells(row, &places);
        }
    }
}

/// Gives each cell the column that stands for its own, with blank cells in the columns that the page left out. A blank
/// cell of the page that stands nowhere is one of these.
fn match_cells(row: &mut Row<Tidy>, places: &[Option<usize>]) {
    let mut kept: Vec<Cell<Tidy>> = Vec::new();
    let mut next = 0;
    for mut cell in std::mem::take(&mut row.cells) {
        let Some(place) = places.get(cell.column).copied().flatten() else { continue };
        let blanks =
            (next..place).map(|column| Cell { column, ..Cell::new(Tidy::default(), row.at.clone()) });
        kept.extend(blanks);
        cell.column = place;
        // Two columns that stood side by side may stand apart now.
        cell.colspan = 1;
        next = cell.end_column();
        kept.push(cell);
    }
    row.cells = kept;
}

/// What a finding says of what a page repeats.
pub(super) fn continued_message(dropped: &[String]) -> Message {
    /// How many characters of it a finding quotes.
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

/// Says that a table goes on, with the texts that were left out.
pub(super) fn report(findings: &mut Findings, message: &Message, at: Position, dropped: Vec<String>) {
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
    fn a_header_of_which_the_page_declares_but_the_first_row() {
        let table = |second: &str, rows: &str| {
            let first = "<tr><th rowspan=2>科目编码<th rowspan=2>科目名称<th rowspan=2>2023年执行数<th colspan=2>2024年预算数</tr>";
            format!("<table>{first}{second}{rows}</table>")
        };
        let row = |cells: &str| format!("<tr><td>{}</tr>", cells.replace('|', "<td>"));
        let one = row("213|农林水支出|5.00|3.00|2.00");
        let two = row("21303|水利|5.00|3.00|2.00");
        for (second, expected) in [
            (row("基本支出|项目支出"), "table-continued"),
            // What stands below it is no header where it has values.
            (row("3.00|2.00"), ""),
        ] {
            let pages = format!("{}<p>{PAGE}</p>{}", table(&second, &one), table(&second, &two));
            let found = rules(&mended("html", &pages).1);
            assert_eq!(found, expected, "{second}");
        }
    }

    #[test]
    fn a_header_at_the_end_of_a_page() {
        let header = "#编码|科目名称|合计|基本支出";
        let rows = "208|社会保障|5.00|3.00/|合计|5.00|3.00";
        let joined = format!("{header}\n{}", rows.replace('/', "\n"));
        check(&[header, &format!("{header}/{rows}")], &joined, "table-continued");
        // A total may begin a table, and the page end there.
        let opens = format!("{header}/|合计|5.00|3.00");
        let joined = format!("{header}\n|合计|5.00|3.00\n208|社会保障|5.00|3.00");
        check(&[&opens, &format!("{header}/208|社会保障|5.00|3.00")], &joined, "table-continued");
        // Two tables of one form stay two.
        let whole = format!("{header}/{rows}");
        let (document, _) = mended("html", &html(&[&whole, &whole]));
        assert_eq!(document.tables().count(), 2);
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

    /// A table of accounts cut below its first row.
    const ACCOUNTS: &str = "#编码|科目名称|合计|基本支出/208|社会保障|5.00|3.00";

    #[test]
    fn columns_of_the_same_kinds_go_on_without_a_word() {
        let joined =
            "#编码|科目名称|合计|基本支出\n208|社会保障|5.00|3.00\n213|农林水|2.00|2.00\n|合计|7.00|5.00";
        let (rows, declared) =
            ("213|农林水|2.00|2.00/|合计|7.00|5.00", "#213|农林水|2.00|2.00/|合计|7.00|5.00");
        for (lines, expected) in [
            (vec![ACCOUNTS, rows], joined),
            // Formats that must have a header make one of the first row.
            (vec![ACCOUNTS, declared], joined),
            // A number alone, and one of a run.
            (vec![ACCOUNTS, "3", rows], joined),
            (vec![ACCOUNTS, "10", "213|农林水|2.00|2.00", "11", "|合计|7.00|5.00"], joined),
            // The header alone at the end of a page, and above it a note of the whole one.
            (
                vec![
                    "编码|科目名称|合计|基本支出",
                    "208|社会保障|5.00|3.00/213|农林水|2.00|2.00/|合计|7.00|5.00",
                ],
                joined,
            ),
            (vec![ACCOUNTS, "#编 码|科目 名称|合计|基本支出/213|农林水|2.00|2.00/|合计|7.00|5.00"], joined),
        ] {
            let (document, findings) = mended("html", &html(&lines));
            assert_eq!(sketch(&document), expected, "{lines:?}");
            assert!(findings.iter().all(|finding| finding.rule == "table-continued"), "{lines:?}");
        }
        // A running title and its number between two pages.
        check(
            &["#h 河口镇部门预算", "单位：万元", ACCOUNTS, "河口镇部门预算", "213|农林水|2.00|2.00"],
            "[h 河口镇部门预算]\n#编码|科目名称|合计|基本支出\n208|社会保障|5.00|3.00\n213|农林水|2.00|2.00",
            "table-continued",
        );
    }

    #[test]
    fn what_is_not_proven_is_said() {
        for lines in [
            // Another unit.
            &["单位：万元", ACCOUNTS, "单位：元", "213|农林水|2.00|2.00"][..],
            // A grand total ends the table above.
            &["#编码|科目名称|合计|基本支出/208|社会保障|5.00|3.00/|合计|5.00|3.00", "213|农林水|2.00|2.00"],
            // One of two amounts is missing.
            &[ACCOUNTS, "213|农林水|2.00"],
            // Text between.
            &[ACCOUNTS, "以下接上页。", "213|农林水|2.00|2.00"],
        ] {
            let (document, findings) = mended("html", &html(lines));
            assert_eq!(document.tables().count(), 2, "{lines:?}");
            assert_eq!(rules(&findings), "continuation-unsure", "{lines:?}");
        }
    }

    #[test]
    fn forms_go_on_and_begin_anew() {
        let form =
            "项目名称|清淤||/主管部门|水务局||/绩效指标|一级指标|二级指标|指标值/|产出指标|数量指标|12公里";
        for (next, tables) in [
            ("|效益指标|生态效益指标|改善", 1),
            ("绩效指标|一级指标|二级指标|指标值/|效益指标|生态效益指标|改善", 1),
            ("年度目标|河道畅通||", 1),
            ("总分||100|98", 1),
            ("项目名称|供水||/主管部门|水务局||", 2),
            ("姓名|职务|电话|备注/甲|站长|1|", 2),
        ] {
            let (document, findings) = mended("html", &html(&[form, next]));
            assert_eq!(document.tables().count(), tables, "{next}");
            assert_eq!(rules(&findings), if tables == 1 { "table-continued" } else { "" }, "{next}");
        }
    }

    #[test]
    fn pages_of_forms_that_say_their_labels_again() {
        let form = "项目名称|清淤||/主管部门|水务局||/项目资金|总额|5.00|";
        for (next, tables) in [
            ("项目资金|其中：财政拨款|5.00|/年度目标|河道畅通||", 1),
            // The first label begins another form.
            ("项目名称|供水||/主管部门|水务局||", 2),
            ("主管部门|水务局||/项目名称|供水||", 2),
            // The name of the project stands on both pages; a second project of that name has its own funds.
            ("项目名称|清淤||/年度目标|河道畅通||", 1),
            ("项目名称|清淤||/主管部门|水务局||/年度目标|河道畅通||", 1),
            ("项目名称|清淤||/主管部门|水务局||/项目资金|总额|8.00|", 2),
            ("项目名称|清淤||/项目资金|总额|8.00|", 2),
        ] {
            let (document, _) = mended("html", &html(&[form, next]));
            assert_eq!(document.tables().count(), tables, "{next}");
        }
        // The line of the unit stands on both pages, below the title of the first.
        let titled = format!("项目支出绩效目标表|||/单位：万元|||/{form}");
        let (document, _) = mended("html", &html(&[&titled, "单位：万元", "年度目标|河道畅通||"]));
        assert_eq!(document.tables().count(), 1, "{}", sketch(&document));
        // Of the first page nothing is left but the title, which the next one may say again.
        let pages = ["项目支出绩效目标表|||/（2024年度）|||", "项目支出绩效目标表", form];
        let (document, _) = mended("html", &html(&pages));
        assert_eq!(document.tables().count(), 1, "{}", sketch(&document));
        let (document, _) = mended("html", &html(&["项目支出绩效目标表|||/（2024年度）|||", form]));
        assert_eq!(document.tables().count(), 1, "{}", sketch(&document));
    }

    #[test]
    fn a_title_that_runs_over_the_pages() {
        let running = "青岭县2024年部门预算";
        check(
            &[running, "部门支出表", ONE, running, TWO],
            &format!("[{running}]\n[部门支出表]\n{JOINED}"),
            "table-continued",
        );
        // Its own title once more begins no table of which the projects go on, but one that counts anew.
        let (document, _) = mended("html", &html(&[running, "部门支出表", ONE, "部门支出表", TWO]));
        assert_eq!(document.tables().count(), 1);
        let counted = |row: &str| format!("#序号|项目|金额/1|{row}|1.00");
        let pages = [running, "部门支出表", &counted("甲"), "部门支出表", &counted("乙")];
        let (document, _) = mended("html", &html(&pages));
        assert_eq!(document.tables().count(), 2);
    }

    #[test]
    fn levels_tell_which_columns_were_lost() {
        let head = "#项目名称|金额|一级指标|二级指标|三级指标|指标值/清淤|5.00|产出指标|数量指标|长度|12米";
        for (page, placed) in [
            ("质量指标|良好程度|较好/时效指标|进度|按期", "|||质量指标|良好程度|较好\n|||时效指标|进度|按期"),
            (
                "效益指标|社会效益指标|面貌|改善/|生态效益指标|水质|改善",
                "||效益指标|社会效益指标|面貌|改善\n|||生态效益指标|水质|改善",
            ),
        ] {
            let expected = format!("{}\n{placed}", head.replace('/', "\n"));
            check(&[head, page], &expected, "table-continued");
        }
    }

    #[test]
    fn whole_codes_stand_in_the_column_of_their_last_part() {
        check(
            &[
                "#类|款|项|科目名称|合计/208|05|05|养老|4.00",
                "2080506|年金|6.00/213|农林水|2.00/21303|水利|2.00",
            ],
            "#类|款|项|科目名称|合计\n208|05|05|养老|4.00\n||2080506|年金|6.00\n213|||农林水|2.00\n|21303||水利|2.00",
            "table-continued",
        );
    }

    #[test]
    fn the_number_of_a_page_is_no_code() {
        check(
            &["#类|款|项|科目名称|合计/208|05|05|养老|4.00", "2080506|年金|6.00/213|农林水|2.00/第 3 页||"],
            "#类|款|项|科目名称|合计\n208|05|05|养老|4.00\n||2080506|年金|6.00\n213|||农林水|2.00\n*第 3 页||||",
            "table-continued",
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
            // The same title and header once more, and a grand total ended the first table, or another unit begins.
            &["支出表", "#项目|金额|备注/甲|9.00|x/合计|9.00|x", "支出表", "#项目|金额|备注/乙|8.00|x"],
            &["支出表", "部门：甲局", ONE, "支出表", "部门：乙局", TWO],
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
            // The page cut a row of which nothing is left below.
            ("#项目|指标|值/甲|次数|3次", "#项目|指标|值/||/|人数|8人"),
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
