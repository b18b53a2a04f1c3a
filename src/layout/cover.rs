//! What a document says of itself: its title, its year, who publishes it.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use regex::Regex;

use crate::lexicon::line;
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::model::{Block, Document, Row, RowRole, Table, Tidy};
use crate::text::lines::squeeze;
use crate::text::width::{fold_width, is_of_han_script};

/// The terms of a sense around tables, as alternatives of a pattern.
fn any_of(sense: Sense) -> String {
    let words: Vec<String> =
        terms::terms(Place::Caption, sense).map(|term| regex::escape(term.words)).collect();
    words.join("|")
}

/// `编制部门：青岭县水务局`, up to the next gap or label.
static PUBLISHER: LazyLock<Regex> = LazyLock::new(|| {
    let labels = any_of(Sense::PublisherLabel);
    Regex::new(&format!(r"(?:{labels})\s*[:：]\s*([^\s:：]+)")).expect("terms are words without signs")
});

/// What a document says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cover {
    pub title: Option<String>,
    pub year: Option<u16>,
    pub publisher: Option<String>,
}

/// Reads a document's cover: the first heading, else the lines of a cover above several tables, else the first title of
/// a table, else a short line above the first table, else the title that the file gives itself.
pub(super) fn read(document: &Document<Tidy>) -> Cover {
    // A sheet's name is short; the title in its first row says more.
    let fuller = document.tables().next().and_then(title_row);
    let title = lines_of_first_sheet(document)
        .or_else(|| heading(document))
        .map(|heading| match fuller {
            Some(row) if year(&heading).is_none() && year(&row).is_some() && row.ends_with('表') => row,
            _ => heading,
        })
        .or_else(|| lines_of_cover(document))
        .or_else(|| document.tables().find_map(|table| table.title.clone()))
        .or_else(|| line_above(document))
        .or_else(|| document.tables().find_map(title_row))
        .or_else(|| first_line(document))
        .or_else(|| document.title.clone())
        .map(|title| squeeze(line::title_and_labels(&title).0))
        .filter(|title| !title.is_empty());
    let year = title.as_deref().and_then(year).or_else(|| lines_of(document).find_map(|line| year(&line)));
    let publisher = title
        .as_deref()
        .and_then(publisher_in_title)
        .or_else(|| lines_of(document).find_map(|line| labelled_publisher(&line)));
    Cover { title, year, publisher }
}

/// The most headings that a title is broken over.
const MOST_PIECES: usize = 4;

/// A longer heading, in characters, is a title by itself.
const LONGEST_PIECE: usize = 24;

/// The heading that names a table or its matter, of those before the first table; else the first heading. The name of a
/// worksheet is none, but what heads its cells is.
fn heading(document: &Document<Tidy>) -> Option<String> {
    let mut headings = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Heading { text, at, .. } if !text.is_blank() && !is_tab(at) => {
                headings.push(text.text());
            }
            Block::Table(_) if !headings.is_empty() => break,
            _ => {}
        }
    }
    let names_it = |heading: &&&str| terms::holds(Place::Caption, Sense::TitleWord, heading);
    broken_over_headings(document)
        .or_else(|| headings.iter().find(names_it).or(headings.first()).map(|heading| (*heading).to_owned()))
}

/// Whether a place is that of the name of a worksheet.
fn is_tab(at: &crate::model::Place) -> bool {
    at.sheet.is_some() && at.cell.is_none()
}

/// The title of a cover whose lines became headings of their own: of one level, right below each other at the top, each
/// short, and only the last of them ends as titles do.
fn broken_over_headings(document: &Document<Tidy>) -> Option<String> {
    let mut blocks = document
        .blocks
        .iter()
        .filter(|block| !matches!(block, Block::Paragraph { text, .. } if text.is_blank()));
    let mut pieces: Vec<&str> = Vec::new();
    let mut first_level = None;
    while let Some(Block::Heading { level, text, at }) = blocks.next() {
        let text = text.text().trim();
        let is_piece = text.chars().count() <= LONGEST_PIECE
            && !is_tab(at)
            && *first_level.get_or_insert(*level) == *level
            && !text.contains(['、', '。', '：', ':']);
        if !is_piece || pieces.len() == MOST_PIECES {
            return None;
        }
        pieces.push(text);
        // 支出 ends as no title does, but 预算 and 表 do.
        if terms::holds(Place::Caption, Sense::TitleEnding, text) {
            break;
        }
    }
    let last = pieces.last().filter(|_| pieces.len() > 1)?;
    let ends = terms::holds(Place::Caption, Sense::TitleEnding, last);
    let title = pieces.concat();
    (ends && terms::holds(Place::Caption, Sense::TitleWord, &title)).then_some(title)
}

/// The title of a cover whose lines are paragraphs, as Word files have it: short lines at the top of a document of several
/// tables, the last of which ends as titles do, with a year among them. What ends in 表 is the title of a table.
fn lines_of_cover(document: &Document<Tidy>) -> Option<String> {
    document.tables().nth(1)?;
    let lines = document.blocks.iter().map_while(|block| match block {
        Block::Paragraph { text, .. } => Some(text.text().trim()),
        _ => None,
    });
    pieced(lines)
}

/// The title that short lines make together, the last of which ends as titles do, with a year among them.
fn pieced<'a>(lines: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut pieces: Vec<&str> = Vec::new();
    for text in lines {
        if text.is_empty() {
            continue;
        }
        let is_piece =
            text.chars().count() <= LONGEST_PIECE && !text.contains(['、', '。', '：', ':', '表', '\n']);
        if !is_piece || pieces.len() == MOST_PIECES {
            return None;
        }
        pieces.push(text);
        if terms::holds(Place::Caption, Sense::TitleEnding, text) {
            break;
        }
    }
    let title = pieces.concat();
    let ends = pieces.last().is_some_and(|last| terms::holds(Place::Caption, Sense::TitleEnding, last));
    (ends && year(&title).is_some() && terms::holds(Place::Caption, Sense::TitleWord, &title))
        .then_some(title)
}

/// The title of a cover that has a sheet of its own: its lines down to one that ends as titles do, with a year among them.
fn lines_of_first_sheet(document: &Document<Tidy>) -> Option<String> {
    let (tab, rest) = document.blocks.split_first().filter(|(tab, _)| is_tab(tab.at()))?;
    let is_on_it = |block: &&Block<Tidy>| block.at().sheet == tab.at().sheet;
    let lines: Vec<&str> = rest
        .iter()
        .take_while(is_on_it)
        .map(|block| match block {
            Block::Heading { text, .. } | Block::Paragraph { text, .. } => Some(text.text().trim()),
            Block::List { .. } | Block::Table(_) => None,
        })
        .collect::<Option<_>>()?;
    pieced(lines.into_iter())
}

/// The publisher behind a label. The next label may follow it without a gap: `部门：林业局金额单位：万元`.
fn labelled_publisher(line: &str) -> Option<String> {
    let found = PUBLISHER.captures(line)?.get(1)?;
    let mut name = found.as_str();
    if line[found.end()..].trim_start().starts_with([':', '：']) {
        name = terms::terms(Place::Caption, Sense::NextLabel)
            .find_map(|label| name.strip_suffix(label.words))
            .unwrap_or_default();
    }
    (!name.is_empty()).then(|| name.to_owned())
}

/// The title that stands in the first rows of a table's grid, alone over several columns; 附件3 above it is none.
fn title_row(table: &Table<Tidy>) -> Option<String> {
    let text = |row: &Row<Tidy>| row.cells.iter().map(|cell| cell.text.text()).collect::<String>();
    let mut rows = table.rows.iter().skip_while(|row| line::is_attachment(text(row).trim()));
    let row = rows.next()?;
    let mut filled = row.cells.iter().filter(|cell| !cell.text.is_blank());
    let cell = filled.next()?;
    let is_lone = filled.next().is_none()
        && (row.role == RowRole::Note || cell.colspan > 1 || cell.text.text().ends_with('表'));
    // `部门：…　单位：万元` is a line of labels, no title.
    (is_lone && !cell.text.text().contains(['：', ':'])).then(|| cell.text.text().to_owned())
}

fn line_above(document: &Document<Tidy>) -> Option<String> {
    let above = document.blocks.iter().take_while(|block| !matches!(block, Block::Table(_)));
    above
        .filter_map(
            |block| if let Block::Paragraph { text, .. } = block { Some(text.text().trim()) } else { None },
        )
        .find(|line| {
            line.chars().count() <= 60
                && !line::is_form_number(line)
                && terms::holds(Place::Caption, Sense::TitleEnding, line)
                && line.contains('表')
        })
        .map(str::to_owned)
}

/// The first line of a document, where it names a year and its matter and is no sentence.
fn first_line(document: &Document<Tidy>) -> Option<String> {
    let lines = document.blocks.iter().map_while(|block| match block {
        Block::Paragraph { text, .. } => Some(text.text().trim()),
        _ => None,
    });
    let line = lines.into_iter().find(|line| !line.is_empty())?;
    let is_title = line.chars().count() <= LONGEST_LINE
        && !line.contains(['。', '；', '，', '：', ':', '\n'])
        && year(line).is_some()
        && terms::holds(Place::Caption, Sense::TitleWord, line);
    is_title.then(|| line.to_owned())
}

/// The longest line, in characters, that is a title by what it says alone.
const LONGEST_LINE: usize = 40;

/// The short lines of a document that may name its year and publisher: prose and the rows at the top of tables.
fn lines_of(document: &Document<Tidy>) -> impl Iterator<Item = String> {
    document
        .blocks
        .iter()
        .flat_map(|block| match block {
            Block::Heading { text, .. } | Block::Paragraph { text, .. } => vec![text.text().to_owned()],
            Block::List { .. } => Vec::new(),
            Block::Table(table) => {
                let rows = table
                    .rows
                    .iter()
                    .take(4)
                    .flat_map(|row| &row.cells)
                    .map(|cell| cell.text.text().to_owned());
                table.above.iter().cloned().chain(rows).collect()
            }
        })
        .filter(|line| line.chars().count() <= 80)
}

/// What stands behind the number of a year.
const YEAR: char = '年';

/// How many digits the number of a year has.
const YEAR_DIGITS: usize = 4;

fn year(line: &str) -> Option<u16> {
    // Most lines name none.
    if !line.contains(YEAR) {
        return None;
    }
    let folded = fold_width(line);
    year_at(&folded).and_then(|at| folded[at..at + YEAR_DIGITS].parse().ok())
}

/// Where the first year of a folded text begins: 2024年, 2024-25年.
fn year_at(folded: &str) -> Option<usize> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let blanks: [char; 3] = [' ', '\n', '\t'];
    let begins = |at: usize| {
        let (before, text) = folded.split_at(at);
        let behind = text.get(YEAR_DIGITS..).unwrap_or_default().trim_start_matches(blanks);
        let until = behind.strip_prefix('-').filter(|until| (2..=YEAR_DIGITS).contains(&digits(until)));
        let behind = until.map_or(behind, |until| until[digits(until)..].trim_start_matches(blanks));
        (text.starts_with("19") || text.starts_with("20"))
            && digits(text) >= YEAR_DIGITS
            && !before.ends_with(|c: char| c.is_ascii_digit())
            && behind.starts_with(YEAR)
    };
    folded.match_indices(['1', '2']).map(|(at, _)| at).find(|at| begins(*at))
}

/// The publisher that stands before the year of a title, `门源县就业局` of `门源县就业局2024年…`, or behind it.
fn publisher_in_title(title: &str) -> Option<String> {
    before_year(title)
        .or_else(|| office(title))
        .filter(|name| !terms::holds(Place::Caption, Sense::TitleOpening, name))
}

/// How many characters the name of an office has before the word that it ends in.
const OFFICE_NAME: RangeInclusive<usize> = 2..=30;

/// What stands behind the name of an office that is not all of its units.
const OWN: [&str; 4] = ["(本级)", "（本级）", "(本级）", "（本级)"];

/// The office in a title, at its beginning or behind a year or a blank: 临江市文化和旅游局 of
/// `2023年临江市文化和旅游局项目支出绩效目标表`.
fn office(title: &str) -> Option<String> {
    let words = |sense| terms::terms(Place::Caption, sense).map(|term| term.words);
    let is_before_matter =
        |end: &usize| words(Sense::TitleMatter).any(|word| title[*end..].starts_with(word));
    // Where a name that begins at `start` and goes on to `at` ends, its last words behind that.
    let end = |at: usize| {
        words(Sense::OfficeEnding).filter(|word| title[at..].starts_with(word)).find_map(|word| {
            let end = at + word.len();
            let own = OWN.iter().find(|own| title[end..].starts_with(**own)).map(|own| end + own.len());
            own.into_iter().chain([end]).find(is_before_matter)
        })
    };
    let named = |start: usize| {
        let name = title[start..].char_indices().take_while(|(_, c)| is_of_han_script(*c));
        let ends = name.map(|(at, c)| start + at + c.len_utf8());
        let (fewest, most) = (*OFFICE_NAME.start(), *OFFICE_NAME.end());
        ends.take(most).skip(fewest - 1).find_map(end).map(|end| title[start..end].to_owned())
    };
    let behind = |(at, c): (usize, char)| {
        let next = at + c.len_utf8();
        match c {
            YEAR => title[next..].strip_prefix('度').and_then(|rest| named(title.len() - rest.len())),
            _ if c.is_whitespace() => None,
            _ => return None,
        }
        .or_else(|| named(next))
    };
    named(0).or_else(|| title.char_indices().find_map(behind))
}

fn before_year(title: &str) -> Option<String> {
    let folded = fold_width(title);
    let name = folded[..year_at(&folded)?]
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | '《' | '"' | '“'));
    // A publisher is an office, not a table's name or a chapter number.
    let plausible =
        name.chars().count() >= 3 && !name.ends_with('表') && !name.contains(['、', '：', ':', '.']);
    plausible.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn publishers_behind_labels() {
        for (line, expected) in [
            ("部门：清河县林业局　单位：万元", Some("清河县林业局")),
            ("部门：清河县林业局金额单位：万元", Some("清河县林业局")),
            ("部门：单位：万元", None),
            ("单位：万元", None),
        ] {
            assert_eq!(labelled_publisher(line).as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn years_and_publishers() {
        for (title, expected_year, expected_publisher) in [
            ("门源县就业局2024年部门预算项目支出绩效目标公开表", Some(2024), Some("门源县就业局")),
            ("2025年部门收支总表", Some(2025), None),
            ("（ 2022 年度）", Some(2022), None),
            ("项目支出绩效目标表", None, None),
            ("2023年临江市文化和旅游局项目支出绩效目标表", Some(2023), Some("临江市文化和旅游局")),
            ("2023年度中共云山市委宣传部部门预算", Some(2023), Some("中共云山市委宣传部")),
            ("2024年全省教育部门预算", Some(2024), None),
            ("2024年政府性基金预算支出表", Some(2024), None),
            ("关于青岭县财政局部门预算的说明", None, None),
            ("青岭县民政局（本级）部门预算", None, Some("青岭县民政局（本级）")),
            ("附件 青岭县民政局部门预算", None, Some("青岭县民政局")),
            ("2023-24年部门预算", Some(2023), None),
            ("２０２３－２０２５ 年规划", Some(2023), None),
            // A longer number is no year, nor is one without its word, or with a longer one behind its dash.
            ("12024年部门预算", None, None),
            ("20241年部门预算", None, None),
            ("2024部门预算", None, None),
            ("2024-20255年部门预算", None, None),
        ] {
            assert_eq!(year(title), expected_year, "{title}");
            assert_eq!(publisher_in_title(title).as_deref(), expected_publisher, "{title}");
        }
    }

    #[test]
    fn covers_of_paragraphs() {
        let title = |lines: &[&str], tables: usize| {
            let lines = format!("<p>{}</p>", lines.join("</p><p>"));
            let table = "<p>部门收支总表</p><table><tr><td>项目<td>预算数<tr><td>财政拨款<td>3.00</table>";
            super::super::cases::disclosure(&format!("<div>{lines}{}</div>", table.repeat(tables))).title
        };
        let cover = Some("青岭县水利局2024年部门预算公开".to_owned());
        assert_eq!(title(&["青岭县水利局", "2024年部门预算公开"], 2), cover);
        assert_eq!(title(&["青岭县水利局2024年部门预算公开"], 2), cover);
        // One table, prose, labels, and no year: the title is that of a table.
        for (lines, tables) in [
            (&["青岭县水利局", "2024年部门预算公开"][..], 1),
            (&["现公开本部门预算。", "2024年部门预算公开"], 2),
            (&["部门：青岭县水利局", "2024年部门预算公开"], 2),
            (&["青岭县水利局", "部门预算公开"], 2),
        ] {
            assert_ne!(title(lines, tables), cover, "{lines:?}");
        }
    }
}
