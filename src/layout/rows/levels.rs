//! The levels of a table's rows: what is printed, with what merged cells said that were lost.

use crate::layout::lines::one_line;
use crate::layout::project;
use crate::layout::rows::cells::{Anchor, RowCells};
use crate::layout::rows::middle_rows;
use crate::lexicon::grammar::numbering;
use crate::lexicon::taxonomy;
use crate::model::ColumnRole;
use crate::text::width::fold;

/// The first levels in the order in which they stand.
pub(in crate::layout) const ORDER: [&str; 5] = ["投入指标", "成本指标", "产出指标", "效益指标", "满意度指标"];

/// The levels of every row: what is printed, with what merged cells say that were lost.
pub(in crate::layout) fn of(cells: &RowCells, rows: &[usize]) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::with_capacity(rows.len());
    let (mut level1, mut level2) = (String::new(), String::new());
    for row in rows {
        let first = cells.first(*row, ColumnRole::Level1);
        let second = cells.first(*row, ColumnRole::Level2).filter(|second| Some(*second) != first);
        let words = |anchor: Anchor| one_line(cells.text(anchor).text());
        let canonical_parent = |level2: &str| taxonomy::level2(level2).and_then(taxonomy::level1_of);
        if let Some(first) = first.map(words).filter(|first| fold(first) != fold(&level1)) {
            // A second level stays only where it belongs to the first level that its merged cell names below it.
            if !level1.is_empty() || canonical_parent(&level2) != taxonomy::level1(&first) {
                level2.clear();
            }
            level1 = first;
        }
        let third = cells.first(*row, ColumnRole::Indicator);
        if let Some(second) = second.filter(|second| third.is_some() || !is_name(&words(*second))) {
            let second_words = words(second);
            let parent = canonical_parent(&second_words);
            let foreign = parent.is_some()
                && taxonomy::level1(&level1).is_some()
                && parent != taxonomy::level1(&level1)
                && taxonomy::level2(&second_words) != Some("成本指标");
            // The name of the first level stands in a row further below.
            if first.is_none() && foreign {
                level1.clear();
            }
            level2 = if Some(second) == third { String::new() } else { second_words };
        } else if second.is_some() {
            level2.clear();
        } else if let Some(third) = third.map(words).filter(|third| is_second(third)) {
            // 社会成本指标 in the third column is the second level, and the only name there is.
            found.push((level1.clone(), third));
            continue;
        }
        found.push((level1.clone(), level2.clone()));
    }
    if is_centred(cells, rows)
        && let Some(centred) = centred(cells, rows)
    {
        return centred;
    }
    fill_up(cells, rows, &mut found);
    found
}

/// Whether the first row says no level and a later one does: the text of a merged cell stands in its middle row.
pub(in crate::layout) fn is_centred(cells: &RowCells, rows: &[usize]) -> bool {
    let says = |row: &usize| {
        cells.first(*row, ColumnRole::Level1).is_some() || cells.first(*row, ColumnRole::Level2).is_some()
    };
    rows.first().is_some_and(|first| cells.first(*first, ColumnRole::Level2).is_none() && !says(first))
        && rows.iter().any(says)
}

/// The levels where each stands in the middle row of its cell, if the rows can be cut so.
fn centred(cells: &RowCells, rows: &[usize]) -> Option<Vec<(String, String)>> {
    let words = |row: usize, role| cells.words(row, role);
    // 满意度指标 has no second level below it, and is a label of its own.
    let label = |row: usize| {
        let (first, second) = (words(row, ColumnRole::Level1), words(row, ColumnRole::Level2));
        let satisfied = taxonomy::level1(&first) == Some("满意度指标");
        if second.is_empty() && satisfied { first } else { second }
    };
    let labels: Vec<(usize, String)> = rows
        .iter()
        .enumerate()
        .map(|(index, row)| (index, label(*row)))
        .filter(|(_, label)| !label.is_empty())
        .collect();
    let middles: Vec<usize> = labels.iter().map(|(index, _)| *index).collect();
    let starts_anew = |index: usize| {
        let name = words(rows[index], ColumnRole::Indicator);
        numbering::marker(&name).is_none_or(|marker| marker.number <= 1)
    };
    let sizes = middle_rows::likeliest_cut(&middles, rows.len(), &starts_anew)?;
    let first_levels: Vec<String> =
        rows.iter().map(|row| words(*row, ColumnRole::Level1)).filter(|first| !first.is_empty()).collect();
    let mut found = Vec::with_capacity(rows.len());
    for (size, (_, label)) in sizes.iter().zip(&labels) {
        let parent = taxonomy::level2(label).and_then(taxonomy::level1_of);
        let printed = first_levels.iter().find(|first| parent.is_some() && taxonomy::level1(first) == parent);
        let second = if first_levels.contains(label) { "" } else { label };
        let pair = (printed.cloned().unwrap_or_default(), second.to_owned());
        found.extend(std::iter::repeat_n(pair, *size));
    }
    Some(found)
}

/// Whether a text is the name of a second level.
fn is_second(text: &str) -> bool {
    taxonomy::is_level_name(text) && taxonomy::level2(text).is_some()
}

/// Whether a text of the second level's column is an indicator's name rather than a level's.
fn is_name(text: &str) -> bool {
    taxonomy::level2(text).is_none() && taxonomy::level1(text).is_none()
}

/// Gives the first rows of a merged cell what stands in a later row of it.
fn fill_up(cells: &RowCells, rows: &[usize], found: &mut [(String, String)]) {
    for index in (0..found.len().saturating_sub(1)).rev() {
        let (above, below) = found.split_at_mut(index + 1);
        let (here, next) = (&mut above[index], &below[0]);
        let blank = |role| cells.first(rows[index], role).is_none();
        let goes_on = cells.own(rows[index + 1], ColumnRole::Level1).is_none();
        if here.0.is_empty()
            && blank(ColumnRole::Level1)
            && !next.0.is_empty()
            && (here.1.is_empty()
                || project::levels("", &here.1).level1 == project::levels(&next.0, "").level1)
        {
            here.0.clone_from(&next.0);
            if here.1.is_empty() && blank(ColumnRole::Level2) {
                here.1.clone_from(&next.1);
            }
        } else if here.1.is_empty() && blank(ColumnRole::Level2) && goes_on && here.0 == next.0 {
            here.1.clone_from(&next.1);
        }
    }
}
