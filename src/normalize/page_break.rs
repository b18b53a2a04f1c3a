//! What stands between two tables where nothing does but what the end of a page leaves there: page numbers, a title
//! once more, 续表, a line with the unit.

use std::collections::{BTreeMap, BTreeSet};

use super::lines;
use crate::lexicon::line;
use crate::lexicon::money;
use crate::model::{Block, Document, Tidy};
use crate::text::width::fold;

/// The most blocks that a page break is made of.
pub(super) const MOST_BETWEEN: usize = 8;

/// A longer line, in characters, is no running title.
const LONGEST_RUNNING: usize = 60;

/// What repeats itself through a document because every page has it.
#[derive(Debug, Default)]
pub(super) struct Running {
    /// The short lines that stand in it more than once, folded.
    titles: BTreeSet<String>,
    /// The bare numbers that count on from one to the next: 10, 11, 12.
    numbers: BTreeSet<u32>,
}

/// What the page between two tables says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing that a page may say, and it may say all of them"
)]
pub(super) struct Break {
    /// The number of a page.
    pub page: bool,
    /// That the table goes on: 续表.
    pub continued: bool,
    /// A title once more, be it that of the table or of the whole document.
    pub title: bool,
    /// A title that stands above that of the table and on every page.
    pub running: bool,
    /// Lines of labels.
    pub labels: Labels,
}

/// The lines of labels on a page, by the one that tells most against its being a page of the table above.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Labels {
    /// There are none.
    #[default]
    Missing,
    /// The first page has them as well.
    Repeated,
    /// The first page does not have them.
    New,
    /// They name another unit than the first page.
    OtherUnit,
}

impl Break {
    /// Whether it says by itself that the table below goes on.
    pub(super) fn says_so(self) -> bool {
        self.continued || (self.page && !self.title)
    }
}

impl Running {
    /// What repeats itself through a document.
    pub(super) fn of(document: &Document<Tidy>) -> Self {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut running = Self::default();
        let mut last = None;
        for block in &document.blocks {
            if let Block::Table(table) = block {
                // In a text or a sheet a title may stand within a grid.
                let lone = table.rows.iter().filter_map(lines::lone);
                let short = lone.filter(|text| text.chars().nth(LONGEST_RUNNING).is_none());
                short.for_each(|text| *counts.entry(fold(text)).or_default() += 1);
            }
            let (Block::Heading { text, .. } | Block::Paragraph { text, .. }) = block else { continue };
            let text = text.text();
            if text.chars().nth(LONGEST_RUNNING).is_some() {
                continue;
            }
            if let Some(number) = lines::bare_number(text) {
                if last.is_some_and(|last: u32| last.checked_add(1) == Some(number)) {
                    running.numbers.extend([number - 1, number]);
                }
                last = Some(number);
            } else {
                *counts.entry(fold(text)).or_default() += 1;
            }
        }
        counts.retain(|line, count| *count > 1 && !line.is_empty());
        running.titles = counts.into_keys().collect();
        running
    }
}

/// What stands between two tables, if nothing else does than what a page break puts there. `above` are the lines that
/// stand above the first table and at its top, `own` its title, all folded.
pub(super) fn read(
    between: &[Block<Tidy>],
    above: &[String],
    own: Option<&str>,
    running: &Running,
) -> Option<Break> {
    let mut page = Break::default();
    if between.len() > MOST_BETWEEN {
        return None;
    }
    for block in between {
        let text = match block {
            Block::Paragraph { text, .. } | Block::Heading { text, .. } => text.text(),
            Block::List { items, .. } if is_page_item(items) => {
                page.page = true;
                continue;
            }
            Block::List { .. } | Block::Table(_) => return None,
        };
        let is_sheet = matches!(block, Block::Heading { .. }) && block.at().sheet.is_some();
        // A paragraph may hold the lines above a table together.
        for line in text.split('\n').map(str::trim).filter(|line| !line.is_empty()) {
            read_line(&mut page, line, (above, own), running, is_sheet)?;
        }
    }
    Some(page)
}

/// Takes note of a line; `None` where it is none that a page break leaves.
fn read_line(
    page: &mut Break,
    line: &str,
    (above, own): (&[String], Option<&str>),
    running: &Running,
    is_sheet: bool,
) -> Option<()> {
    let folded = fold(line);
    if lines::is_rule(line) || lines::is_default_sheet(line) {
        // In a text a rule is a line, where a page has `<hr>` and nothing is left of it; and a sheet that nobody named
        // says as little.
    } else if lines::is_page_number(line) {
        page.page = true;
    } else if let Some(number) = lines::bare_number(line) {
        // One number alone may be anything, but it is no title and no text.
        page.page |= running.numbers.contains(&number);
    } else if line::is_blank_sheet_name(line) {
        // As little as `Sheet2` does.
    } else if let Some(title) = lines::continued_title(line) {
        // The name of a sheet is shorter than a title.
        if !(is_title_of(&title, above) || is_sheet) {
            return None;
        }
        page.continued = true;
    } else if above.contains(&folded) && own.is_some_and(|own| own != folded) && !lines::is_label_line(line) {
        page.running = true;
    } else if above.contains(&folded) {
        let is_label = lines::is_label_line(line);
        page.title |= !is_label;
        page.labels = page.labels.max(if is_label { Labels::Repeated } else { Labels::Missing });
    } else if lines::is_label_line(line) {
        let agrees = agrees_in_unit(line, above);
        page.labels = page.labels.max(if agrees { Labels::New } else { Labels::OtherUnit });
    } else if running.titles.contains(&folded) && !line::is_note(line) {
        page.title = true;
    } else {
        return None;
    }
    Some(())
}

/// Whether a list is what a reader made of `- 3 -`.
fn is_page_item(items: &[Tidy]) -> bool {
    matches!(items, [item] if lines::is_page_number(&format!("-{}", item.text().trim())))
}

/// Whether a line names no other unit than lines above a table do.
fn agrees_in_unit(line: &str, above: &[String]) -> bool {
    let known = above.iter().find_map(|line| money::unit(line));
    match (money::unit(line), known) {
        (Some(unit), Some(known)) => unit == known,
        _ => true,
    }
}

/// Whether a title is that of a table with those lines above it, as far as the table has one.
pub(super) fn is_title_of(title: &str, above: &[String]) -> bool {
    if title.is_empty() {
        return true;
    }
    let mut titles = above.iter().filter(|line| line::ends_as_table(line)).peekable();
    titles.peek().is_none() || titles.any(|other| other.contains(title) || title.contains(other.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Origin, Place, RichText};

    fn paragraph(text: &str) -> Block<Tidy> {
        Block::Paragraph { text: Tidy(RichText::plain(text, &Place::default())), at: Place::default() }
    }

    #[test]
    fn what_breaks_say() {
        let whole = ["河口镇部门预算", "7", "河口镇部门预算", "8"].map(paragraph).to_vec();
        let running = Running::of(&Document {
            source: Origin::default(),
            title: None,
            blocks: whole,
            hidden: Vec::new(),
        });
        let above = ["部门支出表".to_owned(), "单位:万元".to_owned()];
        let said = |lines: &[&str]| {
            let blocks: Vec<Block<Tidy>> = lines.iter().map(|line| paragraph(line)).collect();
            read(&blocks, &above, Some(&above[0]), &running)
        };
        let none = Break::default();
        for (lines, expected) in [
            (&[][..], Some(none)),
            (&["", "第3页"], Some(Break { page: true, ..none })),
            (&["8"], Some(Break { page: true, ..none })),
            (&["3"], Some(none)),
            (&["河口镇部门预算"], Some(Break { title: true, ..none })),
            (&["部门支出表（续表）"], Some(Break { continued: true, ..none })),
            (&["部门支出表\n单位：万元"], Some(Break { title: true, labels: Labels::Repeated, ..none })),
            (&["单位：元"], Some(Break { labels: Labels::OtherUnit, ..none })),
            (&["部门收入表"], None),
            (&["部门收入表（续表）"], None),
            (&["以下为说明。"], None),
            (&["注：无"], None),
        ] {
            assert_eq!(said(lines), expected, "{lines:?}");
        }
    }
}
