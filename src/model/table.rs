//! A table: rows of cells with spans, in the terms of HTML.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::accounting::CellCounts;
use super::amount::Amount;
use super::decision::Former;
use super::place::Place;

/// The layout of a table that no layout recognised.
pub const PLAIN: &str = "plain";

/// A table. Its cells are anchors: a cell that spans several slots stands once, where it begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Table<S> {
    /// The layout that recognised it, or `plain`.
    pub layout: String,
    /// Its caption or the title line that belongs to it.
    pub title: Option<String>,
    /// The unit of its amounts as printed: 万元 or 元.
    pub unit: Option<String>,
    /// How many rows at the top are headers.
    pub header_rows: usize,
    /// Its grid columns.
    pub columns: Vec<Column>,
    /// Its rows, headers first.
    pub rows: Vec<Row<S>>,
    /// Lines above it that are its own, to the letter: `编制部门：…　单位：万元`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub above: Vec<String>,
    /// Notes that belong to it: `注：…`.
    pub notes: Vec<String>,
    /// Page breaks that were mended.
    pub joined: Vec<Place>,
    /// What became of its cells; of a table that is not within another, once the document is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accounting: Option<CellCounts>,
    /// Where it begins.
    pub at: Place,
}

/// A grid column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Column {
    /// Its header, top to bottom.
    pub header: Vec<String>,
    /// What it holds, where a layout knows.
    pub role: Option<ColumnRole>,
    /// What its cells are.
    #[serde(rename = "type")]
    pub kind: ColumnType,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnRole {
    /// 单位编码, 项目编码, 科目编码.
    Code,
    /// 项目名称, 单位及项目名称, 科目名称.
    Name,
    /// 主管部门.
    Department,
    /// 实施单位, 单位名称.
    Unit,
    /// 金额, 预算数.
    Amount,
    /// 绩效目标.
    Goals,
    /// 绩效指标, all of them in one cell.
    Indicators,
    /// 一级指标.
    Level1,
    /// 二级指标.
    Level2,
    /// 三级指标.
    Indicator,
    /// 指标性质, 计算符号.
    Operator,
    /// 指标值.
    Target,
    /// 度量单位.
    TargetUnit,
    /// 指标值类型, 指标属性.
    TargetKind,
    /// 权重, 分值.
    Weight,
    /// 实际完成值.
    Actual,
    /// 得分.
    Score,
    /// 偏差原因分析及改进措施.
    Reason,
    /// 指标解释, 评分标准, 备注.
    Explanation,
    /// 指标方向性.
    Direction,
    /// 序号.
    Number,
}

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnType {
    /// Words.
    #[default]
    Text,
    /// Digits that are a name: leading zeros are meaning.
    Code,
    /// Numbers.
    Number,
    /// Money in the table's unit.
    Amount,
    /// Shares of a hundred.
    Percent,
    /// Dates.
    Date,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Row<S> {
    /// What it is.
    pub role: RowRole,
    /// The part of the table it stands in.
    #[serde(default, skip_serializing_if = "Section::is_body")]
    pub section: Section,
    /// Number of its row group, from 0; a source without row groups has one.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub group: usize,
    /// Where it begins.
    pub at: Place,
    /// The cells that begin in it, from left to right.
    pub cells: Vec<Cell<S>>,
}

/// What a row is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RowRole {
    /// Column headers.
    Header,
    /// 合计.
    Total,
    /// A department's subtotal.
    Department,
    /// A unit's subtotal.
    Unit,
    /// A project, or the row that one begins in.
    Project,
    /// A further indicator of the project above.
    Indicator,
    /// Anything else.
    #[default]
    Data,
    /// A title, unit line, note or page number within the grid.
    Note,
}

/// The part of a table that a row stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    /// `<thead>`.
    Head,
    /// `<tbody>`, or no part at all.
    #[default]
    Body,
    /// `<tfoot>`.
    Foot,
}

impl Section {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    fn is_body(&self) -> bool {
        *self == Self::Body
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cell<S> {
    /// What it says.
    #[serde(flatten)]
    pub text: S,
    /// The number it holds, in a column of numbers or amounts.
    pub value: Option<Amount>,
    /// The number or date that a workbook stores, where what it shows does not say it in full: `906.404` of 906.40.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stored: Option<String>,
    /// Grid column it begins in, from 0.
    pub column: usize,
    /// Grid columns it covers.
    pub colspan: usize,
    /// Rows it covers.
    pub rowspan: usize,
    /// For a header cell, what it heads: `col`, `row`, `colgroup` or `rowgroup`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<Scope>,
    /// What stood in it before a person decided; only in a document that was decided on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Box<Former>>,
    /// Where it begins.
    pub at: Place,
}

/// What a header cell heads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Its column.
    Col,
    /// Its row.
    Row,
    /// Its columns.
    Colgroup,
    /// Its row group.
    Rowgroup,
}

impl<S> Cell<S> {
    /// A cell of one slot; its column is set when it is placed.
    pub fn new(text: S, at: Place) -> Self {
        Self {
            text,
            value: None,
            stored: None,
            column: 0,
            colspan: 1,
            rowspan: 1,
            header: None,
            decided: None,
            at,
        }
    }

    /// The first grid column to the right of the cell.
    pub fn end_column(&self) -> usize {
        self.column + self.colspan
    }
}

impl<S> Default for Table<S> {
    fn default() -> Self {
        Self {
            layout: PLAIN.to_owned(),
            title: None,
            unit: None,
            header_rows: 0,
            columns: Vec::new(),
            rows: Vec::new(),
            above: Vec::new(),
            notes: Vec::new(),
            joined: Vec::new(),
            accounting: None,
            at: Place::default(),
        }
    }
}

impl<S> Default for Row<S> {
    fn default() -> Self {
        Self {
            role: RowRole::default(),
            section: Section::default(),
            group: 0,
            at: Place::default(),
            cells: Vec::new(),
        }
    }
}

impl<S> Table<S> {
    /// How many grid columns it has.
    pub fn width(&self) -> usize {
        self.rows.iter().flat_map(|row| &row.cells).map(Cell::end_column).max().unwrap_or(0)
    }

    /// The same table with its text made into something else. `place` is where each text stands.
    pub fn map<T>(self, change: &mut impl FnMut(S, &Place) -> T) -> Table<T> {
        Table {
            layout: self.layout,
            title: self.title,
            unit: self.unit,
            header_rows: self.header_rows,
            columns: self.columns,
            rows: self.rows.into_iter().map(|row| row.map(change)).collect(),
            above: self.above,
            notes: self.notes,
            joined: self.joined,
            accounting: self.accounting,
            at: self.at,
        }
    }
}

impl<S> Row<S> {
    /// The same row with its text made into something else.
    pub fn map<T>(self, change: &mut impl FnMut(S, &Place) -> T) -> Row<T> {
        Row {
            role: self.role,
            section: self.section,
            group: self.group,
            at: self.at,
            cells: self
                .cells
                .into_iter()
                .map(|cell| Cell {
                    text: change(cell.text, &cell.at),
                    value: cell.value,
                    stored: cell.stored,
                    column: cell.column,
                    colspan: cell.colspan,
                    rowspan: cell.rowspan,
                    header: cell.header,
                    decided: cell.decided,
                    at: cell.at,
                })
                .collect(),
        }
    }
}
