//! What a document says of itself: its title, its year, who publishes it.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Block, Document, RowRole, Table, Tidy};
use crate::text::width::fold_width;

static YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^0-9])((?:19|20)\d\d)\s*(?:年|-\d{2,4}\s*年)").expect("the pattern is a constant")
});

/// `编制部门：青岭县水务局`, up to the next gap or label.
static PUBLISHER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:编制部门|编制单位|公开部门|公开单位|预算单位|填报单位|填报部门|部门名称|单位名称|部门)\s*[:：]\s*([^\s:：]+)")
        .expect("the pattern is a constant")
});

/// What a document says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cover {
    pub title: Option<String>,
    pub year: Option<u16>,
    pub publisher: Option<String>,
}

/// Reads a document's cover: the first heading, else the first title of a table, else a short line above the
/// first table, else the title that the file gives itself.
pub(super) fn read(document: &Document<Tidy>) -> Cover {
    let title = heading(document)
        .or_else(|| document.tables().find_map(|table| table.title.clone()))
        .or_else(|| line_above(document))
        .or_else(|| document.tables().find_map(title_row))
        .or_else(|| document.title.clone())
        .map(|title| one_line(&title))
        .filter(|title| !title.is_empty());
    let year = title.as_deref().and_then(year).or_else(|| lines_of(document).find_map(|line| year(&line)));
    let publisher = title.as_deref().and_then(publisher_in_title).or_else(|| {
        lines_of(document).find_map(|line| PUBLISHER.captures(&line).map(|found| found[1].to_owned()))
    });
    Cover { title, year, publisher }
}

/// The heading that names a table or its matter, of those before the first table; else the first heading.
fn heading(document: &Document<Tidy>) -> Option<String> {
    let mut headings = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Heading { text, .. } if !text.is_blank() => headings.push(text.text()),
            Block::Table(_) if !headings.is_empty() => break,
            _ => {}
        }
    }
    let names_it = |heading: &&&str| ["表", "预算", "决算", "绩效"].iter().any(|word| heading.contains(word));
    headings.iter().find(names_it).or(headings.first()).map(|heading| (*heading).to_owned())
}

/// The title that stands in the first row of a table's grid, alone over several columns.
fn title_row(table: &Table<Tidy>) -> Option<String> {
    let row = table.rows.first()?;
    let mut filled = row.cells.iter().filter(|cell| !cell.text.is_blank());
    let cell = filled.next()?;
    let is_lone = filled.next().is_none() && (row.role == RowRole::Note || cell.colspan > 1);
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
                && line.ends_with(['表', '）', ')', '算', '况', '录', '单'])
                && line.contains('表')
        })
        .map(str::to_owned)
}

/// A title on one line: Chinese words are put together without a gap, others keep one blank.
fn one_line(title: &str) -> String {
    let mut joined = String::new();
    for word in title.split_whitespace() {
        if joined.ends_with(|c: char| c.is_ascii()) && word.starts_with(|c: char| c.is_ascii()) {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    joined
}

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

fn year(line: &str) -> Option<u16> {
    YEAR.captures(&fold_width(line)).and_then(|found| found[1].parse().ok())
}

/// The publisher that stands before the year of a title: `门源县就业局` of `门源县就业局2024年…`.
fn publisher_in_title(title: &str) -> Option<String> {
    let folded = fold_width(title);
    let found = YEAR.captures(&folded)?.get(1)?;
    let name = folded[..found.start()]
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
    fn years_and_publishers() {
        for (title, expected_year, expected_publisher) in [
            ("门源县就业局2024年部门预算项目支出绩效目标公开表", Some(2024), Some("门源县就业局")),
            ("2025年部门收支总表", Some(2025), None),
            ("（ 2022 年度）", Some(2022), None),
            ("项目支出绩效目标表", None, None),
        ] {
            assert_eq!(year(title), expected_year, "{title}");
            assert_eq!(publisher_in_title(title).as_deref(), expected_publisher, "{title}");
        }
    }
}
