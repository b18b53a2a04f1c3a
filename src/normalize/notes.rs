//! The notes that a reader gave its tables: kept over the joining of pages, which makes one table of several.

use crate::model::{Document, Place, Tidy};

/// Notes, and where the table begins that they are of.
pub(super) type Notes = Vec<(Place, Vec<String>)>;

/// Takes the notes off the tables of a document.
pub(super) fn take(document: &mut Document<Tidy>) -> Notes {
    let tables = document.tables_mut().filter(|table| !table.notes.is_empty());
    tables.map(|table| (table.at.clone(), std::mem::take(&mut table.notes))).collect()
}

/// Gives notes back to the table that now holds the one they were of.
pub(super) fn give_back(document: &mut Document<Tidy>, notes: Notes) {
    let mut notes = notes.into_iter().peekable();
    let starts: Vec<Place> = document.tables().map(|table| table.at.clone()).collect();
    for (number, table) in document.tables_mut().enumerate() {
        let next = starts.get(number + 1);
        while let Some((_, own)) = notes.next_if(|(at, _)| next.is_none_or(|next| at < next)) {
            table.notes.extend(own);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::mended;

    #[test]
    fn footnotes_outlive_the_joining_of_pages() {
        let head = "| 项目名称 | 一级指标 | 金额 |\n|---|---|---|\n";
        let text = format!(
            "{head}| 供水 | 产出 | 1.00 |\n\n第1页\n\n{head}| 绿化[^1] | 产出 | 2.00 |\n\n正文\n\n| 甲 | 乙[^2] |\n|---|---|\n| 1 | 2 |\n\n[^1]: 一\n[^2]: 二\n"
        );
        let (document, _) = mended("md", &text);
        let notes: Vec<_> = document.tables().map(|table| table.notes.clone()).collect();
        assert_eq!(notes, [["¹ 一"], ["² 二"]]);
    }
}
