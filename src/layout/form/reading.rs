//! A form read whole: which of the layouts of forms a table has, and what it says.
//!
//! The four layouts of forms differ in few words and share the rest, so one reading serves them all. Their
//! recognition is one question with one answer: what kind of form is this?

use std::ops::Range;

use crate::layout::context::Context;
use crate::layout::form::drawn;
use crate::layout::form::fields::{self, Field, is_title};
use crate::layout::form::goals::{self, Goals};
use crate::layout::form::indicator_block::{self, IndicatorBlock};
use crate::layout::form::money::{self, Money};
use crate::layout::form::slots::Slots;
use crate::layout::form::taken;
use crate::layout::form::tasks::{self, Tasks};
use crate::layout::project;
use crate::layout::reading::Reading;
use crate::layout::rows;
use crate::lexicon::labels;
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::model::{Column, ColumnRole, Indicator, Period, Position, Project, RowRole, Table, Tidy};
use crate::text::width::fold;

/// The kinds of forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// One project's goals and indicators.
    Form,
    /// What became of a project.
    SelfEvaluation,
    /// A whole department's goals and indicators.
    DepartmentOverall,
    /// Two periods in two halves.
    SideBySide,
}

/// The layouts of forms, one a kind.
pub(in crate::layout) const LAYOUTS: &[&str] = &[
    Kind::Form.layout(),
    Kind::SelfEvaluation.layout(),
    Kind::DepartmentOverall.layout(),
    Kind::SideBySide.layout(),
];

impl Kind {
    /// The name of the layout.
    const fn layout(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::SelfEvaluation => "self-evaluation",
            Self::DepartmentOverall => "department-overall",
            Self::SideBySide => "side-by-side",
        }
    }
}

/// A table seen as one or several forms.
struct FormTable<'a> {
    slots: Slots<'a>,
    blocks: Vec<IndicatorBlock>,
    fields: Vec<Field<'a>>,
    /// The rows of each form.
    forms: Vec<Range<usize>>,
    /// The rows whose cells hold a table of indicators, with the cell's number: the form's block within a cell.
    nested: Vec<(usize, usize)>,
}

/// Reads a table that is one or several forms.
pub(in crate::layout) fn read(table: &Table<Tidy>, context: &Context) -> Option<Reading> {
    if !fields::may_be_form(table) {
        return None;
    }
    let table = FormTable::new(table);
    let kind = table.kind()?;
    Some(table.reading(kind, context))
}

impl<'a> FormTable<'a> {
    fn new(table: &'a Table<Tidy>) -> Self {
        let slots = Slots::new(table);
        let blocks = indicator_block::find(&slots);
        let fields = fields::find(&slots, &|row| !in_block(&blocks, row));
        let forms = fields::forms(&slots, &fields);
        let nested = nested(table);
        Self { slots, blocks, fields, forms, nested }
    }

    fn field(&self, rows: &Range<usize>, label: Sense) -> Option<&Field<'a>> {
        let of = || self.fields.iter().filter(move |field| field.label == label && rows.contains(&field.row));
        // A cell of its own says more than a line that holds several.
        of().find(|field| field.inline.is_none())
            .or_else(|| of().find(|field| !field.value().is_empty()))
            .or_else(|| of().next())
    }

    fn blocks_of<'b>(&'b self, rows: &'b Range<usize>) -> impl Iterator<Item = &'b IndicatorBlock> {
        self.blocks
            .iter()
            .filter(|block| rows.contains(&block.rows.start.saturating_sub(1).max(block.header.start)))
    }

    fn goals(&self, table: usize, rows: &Range<usize>) -> Goals {
        goals::read(&self.slots, table, rows.clone(), &|row| !in_block(&self.blocks, row))
    }

    fn money(&self, table: usize, rows: &Range<usize>) -> Money<'a> {
        money::read(&self.slots, table, rows.clone(), &|row| !in_block(&self.blocks, row))
    }

    /// What kind of form the table is; `None` for any other table.
    fn kind(&self) -> Option<Kind> {
        let whole = 0..self.slots.height();
        let named = self.field(&whole, Sense::Name).or_else(|| self.field(&whole, Sense::NameAndCode));
        let goals = self.goals(0, &whole);
        let indicators = !self.blocks.is_empty() || !self.nested.is_empty();
        // A goal without the word 绩效 anywhere above it may be anyone's: an application for research has one.
        let has_goals = goals.label.as_ref().is_some_and(|(row, label)| {
            is_performance(label)
                || (0..*row).any(|row| self.slots.own(row).iter().any(|slot| is_performance(slot.text())))
                || self.slots.table.title.as_deref().is_some_and(is_performance)
        });
        if !indicators && !has_goals && !self.is_head(&whole, named) {
            return None;
        }
        // 项目名称 beside 绩效目标 as headers of columns are no labels.
        let is_unnamed = |field: &Field<'_>| field.value().is_empty();
        if !indicators && named.is_some_and(is_unnamed) && self.field(&whole, Sense::Organisation).is_none() {
            return None;
        }
        // 项目名称 without a value heads the list of a department's projects, where the form is a department's.
        let unnamed = named.is_none_or(|field| field.value().is_empty());
        let departments =
            self.field(&whole, Sense::Organisation).is_some_and(|field| !field.value().is_empty());
        if named.is_none() || unnamed && departments {
            let marked = self.fields.iter().any(|field| matches!(field.label, Sense::Duties | Sense::Tasks));
            let tasks = tasks::find(&self.slots, &whole).is_some();
            let department = [Sense::Organisation, Sense::Unit, Sense::Department]
                .iter()
                .find_map(|label| self.field(&whole, *label));
            let overall = self.slots.table.title.as_deref().is_some_and(is_overall)
                || (0..self.slots.height().min(4))
                    .any(|row| self.slots.own(row).iter().any(|slot| is_overall(slot.text())));
            let owned = department.is_some() || marked || tasks;
            // The appraisal of a person names a department and duties as well, but no levels of indicators.
            let levels = self.blocks.iter().any(|block| block.has(ColumnRole::Level1));
            let about =
                overall || tasks || levels && (marked || self.field(&whole, Sense::Organisation).is_some());
            return (owned && about).then_some(Kind::DepartmentOverall);
        }
        let actual =
            self.blocks.iter().any(|block| block.has(ColumnRole::Actual) || block.has(ColumnRole::Score));
        if actual || goals.reached || self.money(0, &whole).execution.is_some() {
            return Some(Kind::SelfEvaluation);
        }
        if self.blocks.iter().any(|block| block.halves.len() > 1) {
            return Some(Kind::SideBySide);
        }
        Some(Kind::Form)
    }

    /// Whether these rows are the head of a form whose goals and indicators stand elsewhere, on the next page or nowhere:
    /// below a title of performance they name a project, say whose it is, and what it costs.
    fn is_head(&self, rows: &Range<usize>, named: Option<&Field<'_>>) -> bool {
        let owned = [Sense::Department, Sense::Unit].iter().any(|label| self.field(rows, *label).is_some());
        self.slots.table.title.as_deref().is_some_and(is_performance)
            && named.is_some_and(|field| !field.value().is_empty())
            && owned
            && self.money(0, rows).sums.iter().any(|sum| sum.amount.is_some())
    }

    /// What the forms say, and what the rows are.
    fn reading(&self, kind: Kind, context: &Context) -> Reading {
        let table = self.slots.table;
        let mut reading = Reading {
            header_rows: 0,
            columns: vec![Column::default(); table.width()],
            row_roles: vec![RowRole::Data; table.rows.len()],
            ..Reading::of(kind.layout(), table)
        };
        let mut unit = None;
        for rows in &self.forms {
            let money = self.money(context.table, rows);
            for (slot, expected, header) in &money.unread {
                taken::push(&mut reading, &self.slots, slot, *expected, header);
            }
            let found = self.project(kind, context, rows, &money, &mut reading.row_roles);
            unit = unit.or_else(|| found.amount_unit.clone());
            let says_anything = !found.name.is_empty()
                || !found.goals.is_empty()
                || !found.indicators.is_empty()
                || found.amount.is_some();
            if says_anything {
                reading.projects.push(found);
            }
        }
        reading.unit = reading.unit.or(unit);
        taken::note(&mut reading, &self.slots, &self.blocks);
        reading
    }

    /// The project of a form, whose rows are given their roles on the way.
    fn project(
        &self,
        kind: Kind,
        context: &Context,
        rows: &Range<usize>,
        money: &Money<'a>,
        roles: &mut [RowRole],
    ) -> Project {
        let table = context.table;
        let goals = self.goals(table, rows);
        let tasks = tasks::find(&self.slots, rows);
        let mut found = Project::default();
        self.set_name(kind, context, rows, &mut found, roles);
        let text = |label| self.field(rows, label).map(Field::value).filter(|text| !labels::is_nothing(text));
        if found.department.is_none() {
            found.department = text(Sense::Department).and_then(|text| project::organisation(&text));
        }
        if kind != Kind::DepartmentOverall {
            let unit = text(Sense::Unit).or_else(|| self.above(context, rows, Sense::Unit));
            found.unit = unit.and_then(|text| project::organisation(&text));
        }
        if found.code.is_none() {
            found.code = text(Sense::Code);
        }
        for (label, organisation) in
            [(Sense::DepartmentCode, &mut found.department), (Sense::UnitCode, &mut found.unit)]
        {
            if let (Some(code), Some(organisation)) = (text(label), organisation) {
                organisation.code.get_or_insert(code);
            }
        }
        self.set_amount(money, tasks.as_ref(), &mut found);
        found.execution.clone_from(&money.execution);
        found.goals.clone_from(&goals.all);
        found.achievement.clone_from(&goals.achievement);
        for block in self.blocks_of(rows) {
            for (row, indicator) in
                indicator_block::indicators(&self.slots, table, &with_periods(block, &goals))
            {
                roles[row] = RowRole::Indicator;
                found.indicators.push(indicator);
            }
            if let Some(row) = block.total {
                roles[row] = RowRole::Total;
                let (weight, score) = indicator_block::totals(&self.slots, block);
                found.total_weight = found.total_weight.or(weight);
                found.total_score = found.total_score.or(score);
            }
        }
        project::carry_level_weights(&mut found.indicators);
        found.indicators.extend(self.nested_indicators(table, rows, roles));
        drop_lone_period(&mut found.indicators);
        if let Some(row) = tasks.as_ref().and_then(|tasks| tasks.total) {
            roles[row] = RowRole::Total;
        }
        for row in rows.clone().filter(|row| is_title(&self.slots.own(*row), self.slots.width())) {
            if roles[row] == RowRole::Data && !in_block(&self.blocks, row) && self.is_note(row, rows) {
                roles[row] = RowRole::Note;
            }
        }
        found
    }

    /// What a line above the table says of its first form: `预算单位：青岭县水务局`.
    fn above(&self, context: &Context, rows: &Range<usize>, label: Sense) -> Option<String> {
        let lines = self.slots.table.above.iter().chain(&context.above).filter(|_| rows.start == 0);
        let mut values = lines.filter_map(|line| labels::with_value(line)).filter(|(own, _)| *own == label);
        let value = labels::flat(labels::up_to_gap(values.next_back()?.1));
        (!labels::is_nothing(&value)).then_some(value)
    }

    /// The indicators of the tables within cells of these rows.
    fn nested_indicators(&self, number: usize, rows: &Range<usize>, roles: &mut [RowRole]) -> Vec<Indicator> {
        let mut found = Vec::new();
        for (row, cell) in self.nested.iter().filter(|(row, _)| rows.contains(row)) {
            let cell = &self.slots.table.rows[*row].cells[*cell];
            let at = Position::in_table(number, *row, cell.column, &cell.at);
            roles[*row] = RowRole::Indicator;
            found.extend(
                drawn::tables(&cell.text.0).iter().flat_map(|table| rows::nested_indicators(table, &at)),
            );
        }
        found
    }

    /// Whether a lone row is a title above the form or a line below it, rather than a goal under its header.
    fn is_note(&self, row: usize, rows: &Range<usize>) -> bool {
        let first = self
            .fields
            .iter()
            .filter(|field| rows.contains(&field.row) && field.inline.is_none())
            .map(|field| field.row)
            .min();
        let last = self.blocks_of(rows).map(|block| block.rows.end).max();
        first.is_none_or(|first| row < first) || last.is_some_and(|last| row >= last)
    }

    /// Names a project, and says where it begins.
    fn set_name(
        &self,
        kind: Kind,
        context: &Context,
        rows: &Range<usize>,
        found: &mut Project,
        roles: &mut [RowRole],
    ) {
        let field = if kind == Kind::DepartmentOverall {
            let name = self
                .field(rows, Sense::Organisation)
                .or_else(|| self.field(rows, Sense::Unit))
                .or_else(|| self.field(rows, Sense::Department));
            let organisation = name.and_then(|field| project::organisation(&field.value()));
            match &organisation {
                Some(organisation) => found.name.clone_from(&organisation.name),
                None => found.name = self.named_in_title(context),
            }
            found.department = organisation;
            name
        } else if let Some(field) = self.field(rows, Sense::NameAndCode) {
            if let Some(both) = project::organisation(&field.value()) {
                found.name = both.name;
                found.code = both.code;
            }
            Some(field)
        } else {
            let field = self.field(rows, Sense::Name);
            found.name = field.map(Field::value).unwrap_or_default();
            if let Some((code, name)) = coded(&found.name) {
                (found.code, found.name) = (Some(code), name);
            }
            field
        };
        let row = field.map_or(rows.start, |field| field.row);
        if let Some(role) = roles.get_mut(row) {
            *role = RowRole::Project;
        }
        let at = self.slots.table.rows.get(row).map(|row| row.at.clone()).unwrap_or_default();
        found.at = Position { column: None, ..Position::in_table(context.table, row, 0, &at) };
    }

    /// The department that a title names: 青岭县水务局 of `青岭县水务局2024年部门整体支出绩效目标表`.
    fn named_in_title(&self, context: &Context) -> String {
        let own = self.slots.table.title.clone();
        let row = || {
            let first = self.slots.own(0);
            is_title(&first, self.slots.width())
                .then(|| first.iter().find(|slot| !slot.is_blank()).map(|slot| labels::flat(slot.text())))
                .flatten()
        };
        let title = own.or_else(row).or_else(|| context.title.clone()).unwrap_or_default();
        let folded = fold(&title);
        let end = folded
            .find(|c: char| c.is_ascii_digit() || c == '(')
            .or_else(|| {
                terms::held(Place::Caption, Sense::Overall, &folded)
                    .filter_map(|term| folded.find(term.words))
                    .min()
            })
            .unwrap_or(folded.len());
        let name = folded[..end].trim_end_matches("单位").to_owned();
        if name.is_empty() { title } else { name }
    }

    fn set_amount(&self, money: &Money<'_>, tasks: Option<&Tasks>, found: &mut Project) {
        let sum = money.annual();
        let table_unit = || self.slots.table.unit.clone();
        if let Some(tasks) = tasks.filter(|tasks| tasks.amount.is_some()) {
            let unit = tasks.unit.clone().or_else(|| money.unit.clone()).or_else(table_unit);
            project::set_amount(found, tasks.amount, unit.as_deref());
            found.funding.clone_from(&tasks.parts);
            return;
        }
        let unit = sum.and_then(|sum| sum.unit.clone()).or_else(|| money.unit.clone()).or_else(table_unit);
        let amount = sum.and_then(|sum| sum.amount);
        project::set_amount(found, amount, unit.as_deref().filter(|_| sum.is_some()));
        found.funding = sum.map(|sum| sum.parts.clone()).unwrap_or_default();
    }
}

/// The cells that hold tables of indicators.
fn nested(table: &Table<Tidy>) -> Vec<(usize, usize)> {
    let holds = |table: &Table<Tidy>| !rows::nested_indicators(table, &Position::default()).is_empty();
    let mut found = Vec::new();
    for (number, row) in table.rows.iter().enumerate() {
        let cells = row.cells.iter().enumerate();
        let nested = cells.filter(|(_, cell)| drawn::tables(&cell.text.0).iter().any(|table| holds(table)));
        found.extend(nested.map(|(cell, _)| (number, cell)));
    }
    found
}

/// Whether a row is one of a block of indicators.
fn in_block(blocks: &[IndicatorBlock], row: usize) -> bool {
    blocks
        .iter()
        .any(|block| block.header.contains(&row) || block.rows.contains(&row) || block.total == Some(row))
}

/// The code before a project's name: `51092324T000010263357-安可替代补助`.
fn coded(name: &str) -> Option<(String, String)> {
    let (code, rest) = name.split_once(['-', '－', '—', '_'])?;
    let (code, rest) = (code.trim(), rest.trim());
    let digits = code.bytes().filter(u8::is_ascii_digit).count();
    let is_code = digits >= 10 && code.bytes().all(|b| b.is_ascii_alphanumeric());
    (is_code && !rest.is_empty()).then(|| (code.to_owned(), rest.to_owned()))
}

/// Whether a text speaks of performance.
fn is_performance(text: &str) -> bool {
    terms::holds(Place::Header, Sense::PerformanceWord, text)
}

/// Whether a title is that of a whole department's form.
fn is_overall(text: &str) -> bool {
    terms::holds(Place::Caption, Sense::Overall, text)
}

/// A block whose halves know their periods: those that do not name them take the one of the goals above them.
fn with_periods(block: &IndicatorBlock, goals: &Goals) -> IndicatorBlock {
    let mut block = block.clone();
    if block.halves.len() < 2 {
        return block;
    }
    for half in &mut block.halves {
        let middle = usize::midpoint(half.reach.0, half.reach.1);
        half.period = half.period.or_else(|| {
            goals
                .periods
                .iter()
                .find(|((start, end), _)| *start <= middle && middle < *end)
                .map(|(_, period)| *period)
        });
    }
    block
}

/// A period is said only where the table tells several apart.
fn drop_lone_period(indicators: &mut [Indicator]) {
    let mut periods: Vec<Option<Period>> = indicators.iter().map(|indicator| indicator.period).collect();
    periods.sort_unstable();
    periods.dedup();
    if periods.len() < 2 {
        for indicator in indicators {
            indicator.period = None;
        }
    }
}
