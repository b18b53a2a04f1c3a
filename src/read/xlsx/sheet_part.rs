//! What the part of a sheet says beside the values of its cells: what is hidden, which formulas have no result, which
//! texts are marked, which cells are pictures, and what is printed above and below.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufReader;

use quick_xml::events::{BytesStart, Event};
use rust_decimal::Decimal;

use super::attribute;
use super::parts::is_true;
use super::rules::{self, Rule};
use super::runs::{Runs, next, words};
use super::widths::Widths;
use crate::error::Error;
use crate::read::package::Package;
use crate::read::page_header::PageHeader;
use crate::read::sheet::{Area, Slot, area, slot};

/// A row that is lower, in points, shows nothing of what stands in it: less than one dot of a screen.
const LOWEST: f64 = 0.75;

/// A column that is narrower, in characters, shows nothing of what stands in it: less than one dot of a screen.
const NARROWEST: f64 = 0.08;

/// What the part of a sheet says.
#[derive(Debug, Default)]
pub(super) struct SheetPart {
    /// Rows that are hidden.
    pub(super) hidden_rows: BTreeSet<usize>,
    /// Columns that are hidden: the first and the last of each run.
    pub(super) hidden_columns: Vec<(usize, usize)>,
    /// Texts of which a part is marked, in HTML.
    pub(super) marked: BTreeMap<Slot, String>,
    /// Formulas that were saved without what they come to.
    pub(super) uncalculated: BTreeSet<Slot>,
    /// Cells that are pictures, and what names the picture.
    pub(super) pictures: BTreeMap<Slot, String>,
    /// What stands above and below its pages.
    pub(super) header: PageHeader,
    /// The embedded objects and controls that lie on it, by their shapes: each may be told of in two ways.
    pub(super) objects: BTreeSet<String>,
    /// Whether zeros are shown as nothing.
    pub(super) hides_zeros: bool,
    /// Whether styles of tables, or rules that are not read, colour its cells beside the formats of cells themselves.
    pub(super) has_rules_of_colour: bool,
    /// The rules by which its cells look as they do.
    pub(super) rules: Vec<Rule>,
    pub(super) widths: Widths,
}

/// A cell that is being read.
#[derive(Default)]
struct Current {
    slot: Slot,
    kind: String,
    formula: Option<String>,
    value: Option<String>,
    /// Whether its value is more than a spreadsheet of old can say.
    is_rich: bool,
}

/// The element whose words are being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Nothing,
    Formula,
    Value,
    Condition,
    Header,
}

/// Reads the part of a sheet. `strings` are the shared strings that are marked; some workbooks ask to be calculated
/// when they are opened.
pub(super) fn read(
    package: &mut Package<'_>,
    part: &str,
    strings: &BTreeMap<usize, String>,
    is_to_be_calculated: bool,
) -> Result<SheetPart, Error> {
    let mut reading = Reading { strings, is_to_be_calculated, ..Reading::new() };
    let Some(entry) = package.stream(part)? else { return Ok(reading.found) };
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(entry));
    let mut buffer = Vec::new();
    while let Some(event) = next(&mut reader, &mut buffer, part)? {
        match event {
            Event::Start(element) => reading.start(&element, false),
            Event::Empty(element) => {
                reading.start(&element, true);
                reading.end(element.local_name().as_ref());
            }
            Event::End(element) => reading.end(element.local_name().as_ref()),
            other => {
                if let Some(words) = words(&other) {
                    reading.words(&words);
                }
            }
        }
    }
    Ok(reading.found)
}

/// No strings are marked.
static NONE: BTreeMap<usize, String> = BTreeMap::new();

struct Reading<'a> {
    found: SheetPart,
    strings: &'a BTreeMap<usize, String>,
    row: usize,
    column: usize,
    cell: Current,
    runs: Runs,
    within: Within,
    /// The header or footer that is being read.
    header: String,
    /// The cells that the rules are of which are being read.
    ruled: Vec<Area>,
    hides_rows: bool,
    is_to_be_calculated: bool,
}

impl Reading<'_> {
    fn new() -> Self {
        Self {
            found: SheetPart::default(),
            strings: &NONE,
            row: 0,
            column: 0,
            cell: Current::default(),
            runs: Runs::default(),
            within: Within::Nothing,
            header: String::new(),
            ruled: Vec::new(),
            hides_rows: false,
            is_to_be_calculated: false,
        }
    }

    fn start(&mut self, element: &BytesStart<'_>, is_empty: bool) {
        let says = |name: &str| attribute(element, name).is_some_and(|value| is_true(&value));
        match element.local_name().as_ref() {
            "sheetView" => {
                let zeros = attribute(element, "showZeros");
                self.found.hides_zeros = zeros.is_some_and(|value| !is_true(&value));
            }
            "sheetFormatPr" => {
                self.found.widths.set_usual(exact_width(element, "defaultColWidth"));
                self.hides_rows = size(element, "defaultRowHeight").is_some_and(|height| height < LOWEST);
            }
            "col" => self.column_run(element),
            "row" => self.start_row(element),
            "c" => self.start_cell(element),
            "f" => {
                self.cell.formula = Some(String::new());
                self.within = Within::Formula;
            }
            "v" => {
                self.cell.value = Some(String::new());
                self.within = Within::Value;
            }
            "oleObject" | "control" => {
                self.found.objects.extend(attribute(element, "shapeId"));
            }
            "tablePart" => self.found.has_rules_of_colour = true,
            "conditionalFormatting" | "cfRule" | "formula" | "iconSet" | "dataBar" => {
                self.start_rule(element);
            }
            "headerFooter" => {
                self.found.header.differs_first = says("differentFirst");
                self.found.header.differs_even = says("differentOddEven");
            }
            "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter" => {
                self.within = Within::Header;
                self.header.clear();
            }
            "is" => self.cell.value = Some("text".to_owned()),
            _ => self.runs.start(element, is_empty),
        }
    }

    fn column_run(&mut self, element: &BytesStart<'_>) {
        let number = |name: &str| attribute(element, name)?.parse::<usize>().ok()?.checked_sub(1);
        let is_hidden = attribute(element, "hidden").is_some_and(|value| is_true(&value))
            || size(element, "width").is_some_and(|width| width < NARROWEST);
        let (Some(first), Some(last)) = (number("min"), number("max")) else { return };
        self.found.widths.add(first, last, exact_width(element, "width"));
        if is_hidden {
            self.found.hidden_columns.push((first, last));
        }
    }

    /// Rules, and what says more of them.
    fn start_rule(&mut self, element: &BytesStart<'_>) {
        let says = |name: &str| attribute(element, name);
        match element.local_name().as_ref() {
            "conditionalFormatting" => {
                let cells = says("sqref").unwrap_or_default();
                self.ruled = cells.split_whitespace().filter_map(area).collect();
                // Rules of newer programs name their cells behind them, and are not read.
                self.found.has_rules_of_colour |= self.ruled.is_empty();
            }
            "cfRule" if !self.ruled.is_empty() => self.found.rules.push(Rule {
                areas: self.ruled.clone(),
                kind: says("type").unwrap_or_default(),
                operator: says("operator").unwrap_or_default(),
                effect: says("dxfId").and_then(|number| number.parse().ok()),
                priority: says("priority").and_then(|number| number.parse().ok()).unwrap_or_default(),
                stops: says("stopIfTrue").is_some_and(|value| is_true(&value)),
                ..Rule::default()
            }),
            name => {
                let Some(rule) = self.found.rules.last_mut().filter(|_| !self.ruled.is_empty()) else {
                    return;
                };
                if name == "formula" {
                    rule.formulas.push(String::new());
                    self.within = Within::Condition;
                } else {
                    rule.hides_numbers |= rules::hides_numbers(says("showValue").as_deref());
                }
            }
        }
    }

    fn start_row(&mut self, element: &BytesStart<'_>) {
        if let Some(row) = attribute(element, "r").and_then(|row| row.parse::<usize>().ok()?.checked_sub(1)) {
            self.row = row;
        }
        self.column = 0;
        let height = size(element, "ht");
        let is_hidden = attribute(element, "hidden").is_some_and(|value| is_true(&value))
            || height.map_or(self.hides_rows, |height| height < LOWEST);
        if is_hidden {
            self.found.hidden_rows.insert(self.row);
        }
    }

    fn start_cell(&mut self, element: &BytesStart<'_>) {
        let named = attribute(element, "r").and_then(|reference| slot(&reference));
        let slot = named.unwrap_or((self.row, self.column));
        self.column = slot.1 + 1;
        self.runs = Runs::default();
        self.cell = Current {
            slot,
            kind: attribute(element, "t").unwrap_or_default(),
            is_rich: attribute(element, "vm").is_some(),
            ..Current::default()
        };
    }

    fn words(&mut self, words: &str) {
        let cell = &mut self.cell;
        match self.within {
            Within::Formula => cell.formula.get_or_insert_default().push_str(words),
            Within::Value => cell.value.get_or_insert_default().push_str(words),
            Within::Condition => {
                let formula = self.found.rules.last_mut().and_then(|rule| rule.formulas.last_mut());
                if let Some(formula) = formula {
                    formula.push_str(words);
                }
            }
            Within::Header => self.header.push_str(words),
            Within::Nothing => self.runs.words(words),
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "f" | "v" | "formula" => self.within = Within::Nothing,
            "row" => self.row += 1,
            "c" => self.end_cell(),
            "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter" => {
                self.within = Within::Nothing;
                self.found.header.add(name, std::mem::take(&mut self.header));
            }
            _ => self.runs.end(name),
        }
    }

    fn end_cell(&mut self) {
        let cell = std::mem::take(&mut self.cell);
        let value = cell.value.as_deref().unwrap_or_default();
        if let Some(name) = picture(cell.formula.as_deref().unwrap_or_default()).or_else(|| picture(value)) {
            self.found.pictures.insert(cell.slot, name);
        } else if cell.is_rich && cell.kind == "e" {
            self.found.pictures.insert(cell.slot, String::new());
        } else if cell.formula.is_some() && self.is_uncalculated(&cell.kind, value) {
            self.found.uncalculated.insert(cell.slot);
        }
        let shared = (cell.kind == "s").then(|| value.trim().parse::<usize>().ok()).flatten();
        let marked = match shared {
            Some(number) => self.strings.get(&number).cloned(),
            None => self.runs.take(),
        };
        if let Some(html) = marked {
            self.found.marked.insert(cell.slot, html);
        }
    }
}

impl Reading<'_> {
    /// Whether what is stored beside a formula is no result: nothing, or the zero of a program that does not calculate
    /// and asks whoever opens the workbook to. An empty text is a result.
    fn is_uncalculated(&self, kind: &str, value: &str) -> bool {
        (value.is_empty() && kind != "str")
            || (self.is_to_be_calculated && value == "0" && matches!(kind, "" | "n"))
    }
}

/// The functions whose result is a picture in the cell: of WPS, and of Excel.
const PICTURES: &[&str] = &["DISPIMG(", "IMAGE("];

/// What names the picture that a formula puts into its cell.
fn picture(formula: &str) -> Option<String> {
    let bare = formula.trim_start().trim_start_matches(['=', '+', '@']);
    let bare = bare.strip_prefix("_xlfn.").unwrap_or(bare);
    let upper = bare.to_ascii_uppercase();
    let function = PICTURES.iter().find(|function| upper.starts_with(**function))?;
    Some(bare[function.len()..].split('"').nth(1).unwrap_or_default().to_owned())
}

/// A width to be calculated with.
fn exact_width(element: &BytesStart<'_>, name: &str) -> Option<Decimal> {
    attribute(element, name)?.parse().ok()
}

/// A height or a width.
fn size(element: &BytesStart<'_>, name: &str) -> Option<f64> {
    attribute(element, name)?.parse().ok()
}
