//! The parts of a workbook, found by their relationships as Office finds them, and what the main part says of sheets.

use crate::error::Error;
use crate::read::package::Package;
use crate::read::relations::{Relations, beside};
use crate::read::sheet::{Area, area};
use crate::read::xml::Element;

/// The main part of a workbook and those that it names.
pub(super) struct Main {
    path: String,
    workbook: Element,
    relations: Relations,
}

impl Main {
    /// The main part; `None` if none is named and none has the usual name.
    pub(super) fn read(package: &mut Package<'_>) -> Result<Option<Self>, Error> {
        let named = Relations::of(package, "")?;
        let path = named.part("officeDocument").unwrap_or("xl/workbook.xml").to_owned();
        let Some(workbook) = package.xml(&path, &[])? else { return Ok(None) };
        Ok(Some(Self { relations: Relations::of(package, &path)?, path, workbook }))
    }

    /// The part that a sheet is in.
    pub(super) fn sheet(&self, name: &str) -> Option<&str> {
        let sheet = self.sheets().find(|sheet| sheet.attribute("name") == Some(name))?;
        let id = sheet.attribute("id")?;
        self.relations
            .by_id(id)
            .filter(|relation| !relation.is_outside)
            .map(|relation| relation.target.as_str())
    }

    fn sheets(&self) -> impl Iterator<Item = &Element> {
        self.workbook.child("sheets").into_iter().flat_map(Element::elements)
    }

    /// The part that holds the strings of all sheets.
    pub(super) fn strings(&self) -> String {
        let named = self.relations.part("sharedStrings");
        named.map_or_else(|| beside(&self.path, "sharedStrings.xml"), str::to_owned)
    }

    /// The part that holds the styles.
    pub(super) fn styles(&self) -> String {
        let named = self.relations.part("styles");
        named.map_or_else(|| beside(&self.path, "styles.xml"), str::to_owned)
    }

    /// Whether days are counted from 1904.
    pub(super) fn counts_from_1904(&self) -> bool {
        let properties = self.workbook.child("workbookPr");
        properties.and_then(|properties| properties.attribute("date1904")).is_some_and(is_true)
    }

    /// Whether the workbook asks to be calculated when it is opened.
    pub(super) fn is_to_be_calculated(&self) -> bool {
        let properties = self.workbook.child("calcPr");
        properties.and_then(|properties| properties.attribute("fullCalcOnLoad")).is_some_and(is_true)
    }

    /// What is printed of a sheet: its print area, and the rows and columns that stand on every page of it.
    pub(super) fn printed(&self, sheet: &str) -> Vec<Area> {
        let Some(number) = self.sheets().position(|found| found.attribute("name") == Some(sheet)) else {
            return Vec::new();
        };
        let defined = |name: &str| {
            let names = self.workbook.child("definedNames").into_iter().flat_map(Element::elements);
            names
                .filter(|found| found.attribute("name") == Some(name))
                .find(|found| found.attribute("localSheetId").and_then(|id| id.parse().ok()) == Some(number))
                .and_then(|found| areas(&found.text()))
        };
        let Some(printed) = defined("_xlnm.Print_Area") else { return Vec::new() };
        let titles = defined("_xlnm.Print_Titles").unwrap_or_default();
        let within = |title: Area| printed.iter().map(move |area| on_page(title, *area)).collect::<Vec<_>>();
        let titles: Vec<Area> = titles.into_iter().flat_map(within).collect();
        printed.into_iter().chain(titles).collect()
    }
}

/// Rows or columns that are printed on every page of an area reach as far as the area does.
fn on_page(((top, left), (bottom, right)): Area, area: Area) -> Area {
    if right == usize::MAX {
        ((top, area.0.1), (bottom, area.1.1))
    } else {
        ((area.0.0, left), (area.1.0, right))
    }
}

/// The areas that a defined name stands for; `None` where it computes them.
fn areas(formula: &str) -> Option<Vec<Area>> {
    let mut quoted = false;
    let parts = formula.split(|c: char| {
        quoted ^= c == '\'';
        c == ',' && !quoted
    });
    parts.map(|part| area(part.rsplit('!').next()?.trim())).collect()
}

/// Whether the value of an attribute says yes.
pub(super) fn is_true(value: &str) -> bool {
    matches!(value, "1" | "true" | "on")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_of_defined_names() {
        let all = usize::MAX;
        for (formula, found) in [
            ("表!$A$1:$E$7", Some(vec![((0, 0), (6, 4))])),
            ("'甲,乙'!$A$1:$B$2,'甲,乙'!$D$1", Some(vec![((0, 0), (1, 1)), ((0, 3), (0, 3))])),
            ("表!$A:$E", Some(vec![((0, 0), (all, 4))])),
            ("表!$1:$3", Some(vec![((0, 0), (2, all))])),
            ("#REF!", None),
            ("OFFSET(表!$A$1,0,0,5,5)", None),
        ] {
            assert_eq!(areas(formula), found, "{formula}");
        }
    }
}
