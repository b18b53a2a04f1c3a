//! The parts of a workbook, found by their relationships as Office finds them, and what the main part says of sheets.

use crate::error::Error;
use crate::read::package::Package;
use crate::read::sheet::{Area, area};
use crate::read::xml::Element;

/// The main part of a workbook and those that it names.
pub(super) struct Main {
    path: String,
    workbook: Element,
    relations: Vec<Relation>,
}

/// What one part says of another.
pub(super) struct Relation {
    id: String,
    /// The last name of its type: the address before it is another in a strict file.
    kind: String,
    /// The part, named from the root of the package.
    pub(super) target: String,
}

impl Main {
    /// The main part; `None` if none is named and none has the usual name.
    pub(super) fn read(package: &mut Package<'_>) -> Result<Option<Self>, Error> {
        let named = relations(package, "")?.into_iter().find(|relation| relation.kind == "officeDocument");
        let path = named.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target);
        let Some(workbook) = package.xml(&path, &[])? else { return Ok(None) };
        Ok(Some(Self { relations: relations(package, &path)?, path, workbook }))
    }

    /// The part that a sheet is in.
    pub(super) fn sheet(&self, name: &str) -> Option<&str> {
        let sheet = self.sheets().find(|sheet| sheet.attribute("name") == Some(name))?;
        let id = sheet.attribute("id")?;
        self.relations.iter().find(|relation| relation.id == id).map(|relation| relation.target.as_str())
    }

    fn sheets(&self) -> impl Iterator<Item = &Element> {
        self.workbook.child("sheets").into_iter().flat_map(Element::elements)
    }

    /// The part that holds the strings of all sheets.
    pub(super) fn strings(&self) -> String {
        let named = self.relations.iter().find(|relation| relation.kind == "sharedStrings");
        named.map_or_else(|| beside(&self.path, "sharedStrings.xml"), |relation| relation.target.clone())
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

/// The relationships of a part, or of the package itself.
pub(super) fn relations(package: &mut Package<'_>, part: &str) -> Result<Vec<Relation>, Error> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let path = format!("{folder}/_rels/{name}.rels");
    let Some(root) = package.xml(&path, &[])? else { return Ok(Vec::new()) };
    let relation = |element: &Element| {
        if element.attribute("TargetMode") == Some("External") {
            return None;
        }
        Some(Relation {
            id: element.attribute("Id")?.to_owned(),
            kind: element.attribute("Type")?.rsplit('/').next()?.to_owned(),
            target: beside(part, element.attribute("Target")?),
        })
    };
    Ok(root.elements().filter_map(relation).collect())
}

/// The parts of a kind that a part names.
pub(super) fn related(package: &mut Package<'_>, part: &str, kind: &str) -> Result<Vec<String>, Error> {
    let relations = relations(package, part)?.into_iter();
    Ok(relations.filter(|relation| relation.kind == kind).map(|relation| relation.target).collect())
}

/// A part that is named from where another stands.
fn beside(part: &str, target: &str) -> String {
    if let Some(from_root) = target.strip_prefix('/') {
        return from_root.to_owned();
    }
    let mut names: Vec<&str> = part.split('/').collect();
    names.pop();
    for name in target.split('/') {
        match name {
            ".." => drop(names.pop()),
            "." | "" => {}
            name => names.push(name),
        }
    }
    names.join("/")
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

    #[test]
    fn parts_beside_parts() {
        assert_eq!(
            beside("xl/worksheets/sheet1.xml", "../drawings/drawing1.xml"),
            "xl/drawings/drawing1.xml"
        );
        assert_eq!(beside("", "xl/workbook.xml"), "xl/workbook.xml");
        assert_eq!(beside("xl/workbook.xml", "/xl/worksheets/a.xml"), "xl/worksheets/a.xml");
    }
}
