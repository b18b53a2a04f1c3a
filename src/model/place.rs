//! Where something stands: in the source file (`Place`) and in the document made of it (`Position`).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A place in the source. Lines and columns count from 1, columns in characters; a workbook has a sheet and
/// a cell reference (`B7`) instead, a PDF a page and a box on it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// Line of the source text, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Character in that line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// Sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Cell of that sheet, as a spreadsheet writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// Page of a PDF, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<usize>,
    /// Box on that page, as `PageBox` has it.
    #[serde(rename = "box", skip_serializing_if = "Option::is_none")]
    pub bounds: Option<PageBox>,
}

/// A box on a page as it is shown: left, top, right and bottom in whole points from its top left corner, so wide that
/// what stands in it is within.
pub type PageBox = [i32; 4];

impl Place {
    /// A place in a text file.
    pub fn line_column(line: usize, column: usize) -> Self {
        Self { line: Some(line), column: Some(column), ..Self::default() }
    }

    /// The beginning of a line.
    pub fn line(line: usize) -> Self {
        Self { line: Some(line), ..Self::default() }
    }

    /// A place in a workbook; `row` and `column` count from 0.
    pub fn sheet_cell(sheet: &str, row: usize, column: usize) -> Self {
        Self { sheet: Some(sheet.to_owned()), cell: Some(cell_reference(row, column)), ..Self::default() }
    }

    /// A page of a PDF, counted from 1, or a box on it.
    pub fn on_page(page: usize, bounds: Option<PageBox>) -> Self {
        Self { page: Some(page), bounds, ..Self::default() }
    }

    /// The column of the cell in its sheet, from 0.
    pub fn sheet_column(&self) -> Option<usize> {
        let letters = self.cell.as_deref()?.bytes().take_while(u8::is_ascii_uppercase);
        let number = letters.fold(0_usize, |number, letter| {
            number.saturating_mul(26).saturating_add(usize::from(letter - b'A') + 1)
        });
        number.checked_sub(1)
    }

    /// Where one stands after reading `text` from here. A place in a workbook stays the same.
    #[must_use]
    pub fn after(&self, text: &str) -> Self {
        let Some(line) = self.line else { return self.clone() };
        let newlines = text.matches('\n').count();
        let tail = text.rsplit('\n').next().unwrap_or_default().chars().count();
        let column = if newlines == 0 { self.column.unwrap_or(1) + tail } else { tail + 1 };
        Self { line: Some(line + newlines), column: Some(column), ..self.clone() }
    }
}

/// A cell reference in spreadsheet notation (`A1`); `row` and `column` count from 0.
pub fn cell_reference(row: usize, column: usize) -> String {
    format!("{}{}", column_name(column), row + 1)
}

/// The letters of a column in spreadsheet notation (`AB`); `column` counts from 0.
pub fn column_name(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0));
        rest = (rest - 1) / 26;
    }
    letters.reverse();
    String::from_utf8_lossy(&letters).into_owned()
}

/// Where a value stands in the document, and where that is in the source.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Position {
    /// Number of the table, from 0, in reading order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<usize>,
    /// Row of that table, from 0, header rows counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// Grid column of that table, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// Line of the source text, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Character in that line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub character: Option<usize>,
    /// Sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Cell of that sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// Page of a PDF, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<usize>,
    /// Box on that page, as `PageBox` has it.
    #[serde(rename = "box", skip_serializing_if = "Option::is_none")]
    pub bounds: Option<PageBox>,
}

impl Position {
    /// A position outside of any table.
    pub fn of(place: &Place) -> Self {
        Self {
            line: place.line,
            character: place.column,
            sheet: place.sheet.clone(),
            cell: place.cell.clone(),
            page: place.page,
            bounds: place.bounds,
            ..Self::default()
        }
    }

    /// A position in a table: its number, row and grid column, all from 0.
    pub fn in_table(table: usize, row: usize, column: usize, place: &Place) -> Self {
        Self { table: Some(table), row: Some(row), column: Some(column), ..Self::of(place) }
    }

    /// The place in the source.
    pub fn place(&self) -> Place {
        Place {
            line: self.line,
            column: self.character,
            sheet: self.sheet.clone(),
            cell: self.cell.clone(),
            page: self.page,
            bounds: self.bounds,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_moves_with_the_text() {
        let start = Place::line_column(3, 5);
        assert_eq!(start.after("项目"), Place::line_column(3, 7));
        assert_eq!(start.after("a\nbc"), Place::line_column(4, 3));
    }

    #[test]
    fn cell_references() {
        for (row, column, expected) in [(0, 0, "A1"), (9, 25, "Z10"), (0, 26, "AA1"), (0, 16_383, "XFD1")] {
            assert_eq!(cell_reference(row, column), expected);
        }
    }
}
