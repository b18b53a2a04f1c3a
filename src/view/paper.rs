//! A document on paper: its prose in reading order, and its tables, each with what stands above and below it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Part, Sheet, SheetRow, View, bare, is_same};
use crate::lexicon::grammar::numbering;
use crate::lexicon::label_line::label_line;
use crate::lexicon::{line, outline};
use crate::model::{Disclosure, RichText, RowRole};

/// A document on paper.
#[derive(Debug, Default)]
pub(crate) struct Paper<'a> {
    /// What stands outside of tables.
    pub(crate) prose: Vec<Line<'a>>,
    /// The tables.
    pub(crate) tables: Vec<Leaf<'a>>,
}

/// A line of prose.
#[derive(Clone, Debug)]
pub(crate) enum Line<'a> {
    /// The document's title.
    Title(&'a str),
    /// A heading and its level.
    Heading(u8, &'a RichText),
    /// A paragraph, or an item with its mark.
    Paragraph(String, &'a RichText),
    /// Here stands a table, by its number from 0.
    Table(usize),
}

/// A table on paper.
#[derive(Debug)]
pub(crate) struct Leaf<'a> {
    /// What stands above it.
    pub(crate) head: Head,
    /// The table.
    pub(crate) sheet: &'a Sheet,
    /// How many rows at the top of its grid stand in the head already.
    pub(crate) rows_above: usize,
    /// Short lines right below it.
    pub(crate) below: Vec<&'a str>,
}

/// What stands above a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// The number that its form goes by: 公开01表.
    pub(crate) number: String,
    /// The title of the document, where the table's own stands below it.
    pub(crate) document: Option<String>,
    /// Its own title.
    pub(crate) title: Option<String>,
    /// What stands below the title: `（2024年度）`.
    pub(crate) subtitles: Vec<String>,
    /// Other lines above it.
    pub(crate) lines: Vec<String>,
    /// Who made it.
    pub(crate) left: String,
    /// The unit of its amounts.
    pub(crate) right: String,
}

/// Between two texts on a line.
pub(super) const GAP: &str = "\u{3000}\u{3000}";

impl Head {
    /// Takes up a line that stands above the table, after its title where that is found.
    fn take(&mut self, text: &str) {
        let text = text.trim();
        let (title, labels) = line::title_and_labels(text);
        let shown = self.title.iter().chain(&self.document).chain(&self.subtitles).chain(&self.lines);
        let is_shown = |text: &str| shown.clone().any(|title| is_same(text, title));
        if text.is_empty() || is_shown(text) {
            return;
        }
        if is_shown(title) && (labels.is_empty() || label_line(labels).is_some()) {
            // The number of an attachment is no part of a title.
            let number = text.strip_suffix(labels).unwrap_or_default().trim_end().strip_suffix(title);
            push(&mut self.number, number.unwrap_or_default());
            self.take_labels(labels);
        } else if !self.take_labels(text) {
            let lines = if line::is_beside_title(text) { &mut self.subtitles } else { &mut self.lines };
            lines.push(text.to_owned());
        }
    }

    /// Takes up a line of labels; what is none is left.
    fn take_labels(&mut self, text: &str) -> bool {
        let Some(found) = label_line(text) else { return false };
        let parts = [
            (&mut self.number, found.numbers),
            (&mut self.left, found.labels),
            (&mut self.right, found.units),
        ];
        for (side, pieces) in parts {
            for piece in pieces {
                push(side, piece);
            }
        }
        true
    }
}

/// Adds a text to a line, once.
fn push(line: &mut String, text: &str) {
    if text.is_empty() || line.split(GAP).any(|said| is_same(said, text)) {
        return;
    }
    if !line.is_empty() {
        line.push_str(GAP);
    }
    line.push_str(text);
}

/// What a table is called on the tab of a worksheet: its title without its number and without what all tables of the
/// document have in theirs, its year and who publishes it.
pub(super) fn tab(title: &str, disclosure: &Disclosure) -> String {
    let (bare, _) = line::title_and_labels(title);
    let mut rest = bare.trim();
    if let Some(marker) = numbering::marker(rest) {
        rest = rest[marker.length..].trim_start();
    }
    let publisher = disclosure.publisher.as_deref().filter(|publisher| !publisher.is_empty());
    // The year may stand before or behind who publishes.
    for _ in 0..2 {
        rest = without_year(rest);
        rest = publisher.and_then(|publisher| rest.strip_prefix(publisher)).unwrap_or(rest).trim_start();
    }
    let says_enough = rest.chars().count() >= SHORTEST_TAB;
    if says_enough { rest.to_owned() } else { bare.trim().to_owned() }
}

/// A shorter name of a worksheet says too little.
const SHORTEST_TAB: usize = 3;

/// A title without the year that it begins with: `2024年度收支总表`.
fn without_year(title: &str) -> &str {
    let digits = title.bytes().take_while(u8::is_ascii_digit).count();
    let rest = title[digits..].trim_start();
    let behind = rest.strip_prefix('年').filter(|_| digits == 4);
    behind.map_or(title, |behind| behind.strip_prefix('度').unwrap_or(behind).trim_start())
}

/// The most short lines next to a table that are printed with it; more of them are prose.
const MOST_LINES: usize = 4;

/// A longer line, in characters, is prose.
const LONGEST_LINE: usize = 60;

/// The document of a view on paper.
pub(crate) fn paper(view: &View) -> Paper<'_> {
    let sides = sides(&view.parts);
    let cover = title_pieces(view);
    let parts = || view.parts.iter().zip(&sides).skip(cover);
    let has_prose = parts().any(|(part, side)| match part {
        Part::Paragraph(text) => side.is_none() && !is_nothing(text, &view.title),
        Part::List { .. } => true,
        Part::Heading(..) | Part::Sheet(_) => false,
    });
    let several = view.parts.iter().filter(|part| matches!(part, Part::Sheet(_))).count() > 1;
    let mut paper = Paper::default();
    // What stands above the next table, and whether it stays in the prose when it is no part of that table's head.
    let mut above: Vec<(Line, bool)> = Vec::new();
    for (part, side) in parts() {
        match part {
            Part::Heading(_, text) | Part::Paragraph(text) if is_nothing(text, &view.title) => {}
            Part::Heading(level, text) => above.push((Line::Heading(*level, text), true)),
            Part::Paragraph(text) if *side == Some(Side::Above) => {
                let is_chapter = outline::rank(text.text()).is_some();
                above.push((Line::Paragraph(String::new(), text), is_chapter));
            }
            Part::Paragraph(text) if *side == Some(Side::Below) => {
                if let Some(table) = paper.tables.last_mut() {
                    table.below.push(text.text());
                }
            }
            Part::Paragraph(text) => {
                paper.prose.extend(above.drain(..).map(|(line, _)| line));
                paper.prose.push(Line::Paragraph(String::new(), text));
            }
            Part::List { ordered, items } => {
                paper.prose.extend(above.drain(..).map(|(line, _)| line));
                for (index, item) in items.iter().enumerate() {
                    let mark = if *ordered { format!("{}. ", index + 1) } else { "• ".to_owned() };
                    paper.prose.push(Line::Paragraph(mark, item));
                }
            }
            Part::Sheet(sheet) => {
                let own = own_title(sheet, &above, view, several);
                let mut lines = Vec::new();
                for (line, stays) in above.drain(..) {
                    let text = text_of(&line);
                    let is_of_head = own.as_deref().is_some_and(|own| heads(text, own));
                    let is_label = label_line(text).is_some() || line::is_beside_title(text);
                    if stays && has_prose && !is_of_head && !is_label {
                        paper.prose.push(line);
                    } else {
                        lines.push(text.to_owned());
                    }
                }
                if has_prose {
                    paper.prose.push(Line::Table(paper.tables.len()));
                }
                let is_first = paper.tables.is_empty() && !has_prose;
                paper.tables.push(leaf(sheet, own, &lines, view, is_first, several));
            }
        }
    }
    paper.prose.extend(above.drain(..).map(|(line, _)| line));
    let shows_title = (cover > 0 || !view.title_is_within) && !view.title.trim().is_empty();
    if shows_title && (!paper.prose.is_empty() || paper.tables.is_empty()) {
        paper.prose.insert(0, Line::Title(view.title.trim()));
    }
    if paper.prose.is_empty() && paper.tables.is_empty() {
        // A document has a page, even one that says nothing.
        paper.prose.push(Line::Title(""));
    }
    rank(&mut paper.prose);
    paper
}

/// The most lines that a title is broken over on a cover.
const MOST_PIECES: usize = 4;

/// How many parts a document begins with that are its title, broken over them; it is put together on paper.
pub(super) fn title_pieces(view: &View) -> usize {
    let texts = view.parts.iter().map_while(|part| match part {
        Part::Heading(_, text) | Part::Paragraph(text) => Some(text.text()),
        Part::List { .. } | Part::Sheet(_) => None,
    });
    let title = bare(&view.title);
    let mut said = String::new();
    let found = texts.take(MOST_PIECES).position(|text| {
        said.push_str(&bare(text));
        said == title
    });
    found.map_or(0, |last| last + 1)
}

/// Whether a text is nothing to be shown, or the title that stands above everything.
fn is_nothing(text: &RichText, title: &str) -> bool {
    is_same(text.text(), title) || text.shows_nothing()
}

fn text_of<'a>(line: &Line<'a>) -> &'a str {
    match line {
        Line::Heading(_, text) | Line::Paragraph(_, text) => text.text(),
        Line::Title(text) => text,
        Line::Table(_) => "",
    }
}

/// Whether a line above a table is its title, labels and all.
fn heads(text: &str, title: &str) -> bool {
    is_same(text, title) || is_same(line::title_and_labels(text).0, title)
}

/// The title of a table: its own, else the last heading above it, else a line at the top of its grid.
fn own_title(sheet: &Sheet, above: &[(Line, bool)], view: &View, several: bool) -> Option<String> {
    let is_title = |text: &&str| {
        let text = text.trim();
        !text.is_empty() && label_line(text).is_none() && !line::is_beside_title(text)
    };
    let own = sheet.own_title.as_deref().or(sheet.title.as_deref()).filter(|title| !title.trim().is_empty());
    // A document of one table has one title, unless that stands within.
    let of_document = (!several && !view.title_is_within).then_some(view.title.as_str()).filter(is_title);
    let headings = above.iter().rev().filter_map(|(line, _)| match line {
        Line::Heading(_, text) => Some(text.text()),
        _ => None,
    });
    let in_grid = || rows_at_top(sheet).iter().find_map(alone).filter(is_title);
    own.or_else(|| headings.into_iter().find(|text| is_title(text)))
        .or(of_document)
        .or_else(in_grid)
        .map(|title| title.trim().to_owned())
}

/// The rows at the top of a grid that are no rows of the table.
fn rows_at_top(sheet: &Sheet) -> &[SheetRow] {
    let rows = sheet.head.iter().take_while(|row| row.role == RowRole::Note).count();
    &sheet.head[..rows]
}

fn texts(row: &SheetRow) -> Vec<&str> {
    row.cells.iter().map(|cell| cell.text.text().trim()).filter(|text| !text.is_empty()).collect()
}

/// What the only filled cell of a row says.
fn alone(row: &SheetRow) -> Option<&str> {
    let texts = texts(row);
    (texts.len() == 1).then(|| texts[0])
}

/// What a row at the top of a grid says that is none of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TopRow {
    /// The table's title alone.
    Title,
    /// What stands below a title, alone: `（2024年度）`.
    Subtitle,
    /// The unit of its amounts, alone.
    Unit,
    /// Anything else.
    Other,
}

/// What the row of a table's head with this number says, where it is no row of the table.
pub(crate) fn top_row(sheet: &Sheet, number: usize) -> Option<TopRow> {
    let row = rows_at_top(sheet).get(number)?;
    let Some(text) = alone(row) else { return Some(TopRow::Other) };
    Some(if sheet.own_title.as_deref().is_some_and(|own| is_same(text, own)) {
        TopRow::Title
    } else if line::is_beside_title(text) {
        TopRow::Subtitle
    } else if label_line(text).is_some_and(|found| found.labels.is_empty() && found.numbers.is_empty()) {
        TopRow::Unit
    } else {
        TopRow::Other
    })
}

fn leaf<'a>(
    sheet: &'a Sheet,
    own: Option<String>,
    lines: &[String],
    view: &'a View,
    is_first: bool,
    several: bool,
) -> Leaf<'a> {
    let mut head = Head { title: own, ..Head::default() };
    let title = view.title.trim();
    let is_titled = head.title.as_deref().is_some_and(|own| is_same(own, title));
    if !view.title_is_within && !title.is_empty() && !is_titled && is_first {
        if several && head.title.is_some() {
            head.document = Some(title.to_owned());
        } else {
            // Of a document of one table the document's title is the larger one.
            let own = head.title.replace(title.to_owned());
            head.subtitles.extend(own);
        }
    }
    let rows = rows_at_top(sheet);
    for text in lines {
        head.take(text);
    }
    for row in rows {
        head.take(&texts(row).join(GAP));
    }
    for text in &sheet.above {
        head.take(text);
    }
    let unit_is_said = !head.right.is_empty();
    for text in sheet.publisher.iter().chain(sheet.unit.as_ref().filter(|_| !unit_is_said)) {
        head.take(text);
    }
    Leaf { head, sheet, rows_above: rows.len(), below: Vec::new() }
}

/// On which side of a table a line stands that is printed with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Above,
    Below,
}

/// Which parts are short lines next to a table: its year and form number above, who filled it in below. Of many lines
/// those are which say that they are; a chapter that begins below a table does not belong to it.
pub(super) fn sides(parts: &[Part]) -> Vec<Option<Side>> {
    let mut sides = vec![None; parts.len()];
    let mut start = 0;
    while start < parts.len() {
        let length = parts[start..].iter().take_while(|part| is_line(part)).count();
        let end = start + length;
        let text = |number: usize| match &parts[number] {
            Part::Paragraph(text) => text.text(),
            _ => "",
        };
        if let Some(Part::Sheet(sheet)) = parts.get(end) {
            let own = sheet.own_title.as_deref().unwrap_or_default();
            let says_so = |number: &usize| {
                let text = text(*number);
                heads(text, own) || label_line(text).is_some() || line::is_beside_title(text)
            };
            // Up to the last sentence the lines are prose, how few there may be.
            let is_sentence = |number: &usize| {
                let text = text(*number).trim_end();
                text.ends_with('。') && !line::is_note(text)
            };
            let first = if length <= MOST_LINES {
                (start..end).rev().find(is_sentence).map_or(start, |last| last + 1)
            } else {
                end - (start..end).rev().take(MOST_LINES).take_while(says_so).count()
            };
            sides[first..end].fill(Some(Side::Above));
            start = end + 1;
            continue;
        }
        // Between the number of a form and its table its title may stand as a heading.
        let headings =
            parts[end..].iter().take(MOST_LINES).take_while(|part| matches!(part, Part::Heading(..))).count();
        let is_number =
            |number: &usize| label_line(text(*number)).is_some_and(|found| !found.numbers.is_empty());
        let numbers = match parts.get(end + headings) {
            Some(Part::Sheet(_)) => (start..end).rev().take(MOST_LINES).take_while(is_number).count(),
            _ => 0,
        };
        sides[end - numbers..end].fill(Some(Side::Above));
        let length = length - numbers;
        if start > 0 && matches!(parts[start - 1], Part::Sheet(_)) {
            let end = start + length;
            let last = (start..end).find(|number| outline::rank(text(*number)).is_some()).unwrap_or(end);
            if last - start <= MOST_LINES && (last < end || length <= MOST_LINES) {
                sides[start..last].fill(Some(Side::Below));
            }
        }
        start = end + 1;
    }
    sides
}

/// Whether a part is a short line.
fn is_line(part: &Part) -> bool {
    let Part::Paragraph(text) = part else { return false };
    text.text().chars().count() <= LONGEST_LINE && !text.text().contains('\n')
}

/// Gives the headings of prose their ranks by their numbers, and makes headings of the paragraphs that have one. A list
/// of contents has none: there the next line has the same rank, or the line stands again below.
pub(super) fn rank(lines: &mut [Line]) {
    let ranks: Vec<Option<u8>> = lines.iter().map(|line| outline::rank(text_of(line))).collect();
    let contents = contents(lines, &ranks);
    // What stands again below is a line of contents as well.
    let last: BTreeMap<String, usize> =
        lines.iter().enumerate().map(|(number, line)| (bare(text_of(line)), number)).collect();
    let own = |(number, rank): (usize, &Option<u8>)| {
        let is_last = last.get(&bare(text_of(&lines[number]))).is_none_or(|last| *last == number);
        rank.filter(|_| is_last && !contents.contains(&number))
    };
    let ranks: Vec<Option<u8>> = ranks.iter().enumerate().map(own).collect();
    for number in 0..lines.len() {
        let Some(own) = ranks[number] else { continue };
        match &mut lines[number] {
            Line::Heading(level, _) => *level = own,
            Line::Paragraph(mark, text) if mark.is_empty() => {
                let same = |other: Option<usize>| {
                    other.and_then(|other| ranks.get(other)).is_some_and(|other| *other == Some(own))
                };
                if !same(number.checked_sub(1)) && !same(Some(number + 1)) {
                    lines[number] = Line::Heading(own, text);
                }
            }
            _ => {}
        }
    }
}

/// The lines of a list of contents: from the first chapter up to where it stands again.
fn contents(lines: &[Line], ranks: &[Option<u8>]) -> Range<usize> {
    let mut chapters = (0..lines.len()).filter(|number| ranks[*number] == Some(1));
    let Some(first) = chapters.next() else { return 0..0 };
    let number = |line: usize| outline::chapter(text_of(&lines[line]));
    let again = chapters.find(|chapter| number(*chapter) == number(first));
    again.map_or(0..0, |again| first..again)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Source;

    fn disclosure(page: &str) -> Disclosure {
        let source = Source { path: "case.html".into(), bytes: page.as_bytes().to_vec(), format: None };
        crate::pipeline::convert(&source).unwrap()
    }

    const TABLE: &str =
        "<table><tr><th>科目编码<th>科目名称<th>预算数</tr><tr><td>208<td>社会保障<td>3.00</tr></table>";

    /// The heads of the tables of a page, and its prose.
    #[track_caller]
    fn check(page: &str, heads: &[&str], prose: &[&str]) {
        let view = super::super::view(&disclosure(&page.replace("TABLE", TABLE)));
        let paper = paper(&view);
        let found: Vec<String> = paper
            .tables
            .iter()
            .map(|table| {
                let head = &table.head;
                let title = head.title.clone().unwrap_or_default();
                let texts = [&head.subtitles[..], &head.lines[..]].concat();
                [head.number.clone(), title, texts.join("+"), head.left.clone(), head.right.clone()].join("|")
            })
            .collect();
        assert_eq!(found, heads);
        let lines: Vec<String> = paper
            .prose
            .iter()
            .map(|line| match line {
                Line::Title(text) => format!("= {text}"),
                Line::Heading(level, text) => format!("{} {}", "#".repeat((*level).into()), text.text()),
                Line::Paragraph(mark, text) => format!("{mark}{}", text.text()),
                Line::Table(number) => format!("-> {number}"),
            })
            .collect();
        assert_eq!(lines, prose);
    }

    #[test]
    fn what_stands_above_a_table_has_its_place() {
        check(
            "<p>公开01表</p><h2>2024年支出总表</h2><p>部门：甲县水利局　单位：万元</p>TABLE",
            &["公开01表|2024年支出总表||部门：甲县水利局|单位：万元"],
            &[],
        );
        check(
            "<p>公开01表</p><h3>收入总表</h3>TABLE<p>注：甲</p><p>公开02表</p><h3>支出总表</h3>TABLE",
            &["公开01表|收入总表|||", "公开02表|支出总表|||"],
            &[],
        );
        // In the grid, and glued to the title.
        let rows = "<tr><td colspan=3>支出总表</td></tr><tr><td>部门：甲局</td><td></td><td>单位：万元</td></tr><tr><th>";
        check(
            &format!("<h1>甲局2024年部门预算</h1>{}", TABLE.replacen("<tr><th>", rows, 1)),
            &["|甲局2024年部门预算|支出总表|部门：甲局|单位：万元"],
            &[],
        );
        check(
            "<h2>收入总表</h2>TABLE<h2>支出总表</h2><p>（2024年度）</p>TABLE",
            &["|收入总表|||", "|支出总表|（2024年度）||"],
            &[],
        );
        check("<p>支出总表　单位：万元</p>TABLE", &["|支出总表|||单位：万元"], &[]);
    }

    #[test]
    fn chapters_stay_in_the_prose() {
        check(
            "<h1>甲局2024年部门预算</h1><p>目录</p><p>第一部分 概况</p><p>第二部分 预算表</p><p>第一部分 概况</p>\
             <p>一、主要职责</p><p>甲局负责全县水利工作，组织实施。</p><p>第二部分 预算表</p><p>公开01表</p><p>收入总表</p>\
             <p>部门：甲局　单位：万元</p>TABLE<p>公开02表</p><p>支出总表</p><p>部门：甲局　单位：万元</p>TABLE\
             <p>第三部分 说明</p><p>一、收支情况</p><p>收支平衡，与上年一致。</p>",
            &["公开01表|收入总表||部门：甲局|单位：万元", "公开02表|支出总表||部门：甲局|单位：万元"],
            &[
                "= 甲局2024年部门预算",
                "目录",
                "第一部分 概况",
                "第二部分 预算表",
                "# 第一部分 概况",
                "## 一、主要职责",
                "甲局负责全县水利工作，组织实施。",
                "# 第二部分 预算表",
                "-> 0",
                "-> 1",
                "# 第三部分 说明",
                "## 一、收支情况",
                "收支平衡，与上年一致。",
            ],
        );
    }

    #[test]
    fn tabs_are_called_by_what_tells_tables_apart() {
        let disclosure = Disclosure { publisher: Some("甲局".to_owned()), ..disclosure("<p>甲") };
        for (title, expected) in [
            ("三、2018年度甲局支出预算总表", "支出预算总表"),
            ("甲局2024年收支总表", "收支总表"),
            ("2019年政府采购预算表", "政府采购预算表"),
            ("附件3 支出总表", "支出总表"),
            // What would be left says too little.
            ("甲局2024年", "甲局2024年"),
            ("2024", "2024"),
        ] {
            assert_eq!(tab(title, &disclosure), expected);
        }
    }
}
