//! A form read whole: which of the layouts of forms a table has, and what it says.
//!
//! The four layouts of forms differ in few words and share the rest, so one reading serves them all. Their
//! recognition is one question with one answer: what kind of form is this?

use std::ops::Range;

use crate::layout::Context;
use crate::layout::Lifted;
use crate::layout::form::aims::{self, Aims};
use crate::layout::form::blocks::{self, Block};
use crate::layout::form::funds::{self, Funds};
use crate::layout::form::slots::{Slot, Slots};
use crate::layout::form::tasks::{self, Tasks};
use crate::layout::project;
use crate::lexicon::labels::{self, Label};
use crate::lexicon::vocabulary;
use crate::model::{Column, ColumnRole, Indicator, Period, Position, Project, Row, RowRole, Table, Tidy};
use crate::text::width::fold;

/// The kinds of forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::layout) enum Kind {
    /// One project's goals and indicators.
    Form,
    /// What became of a project.
    SelfEvaluation,
    /// A whole department's goals and indicators.
    DepartmentOverall,
    /// Two periods in two halves.
    SideBySide,
}

/// A label with the cell beside it.
struct Pair<'a> {
    label: Label,
    row: usize,
    slot: Slot<'a>,
    /// The value where it stands in the label's own cell.
    inline: Option<&'a str>,
}

impl Pair<'_> {
    fn value(&self) -> String {
        labels::flat(self.inline.map_or_else(|| self.slot.text(), labels::up_to_gap))
    }
}

/// A table read as one or several forms.
struct Sheet<'a> {
    slots: Slots<'a>,
    blocks: Vec<Block>,
    pairs: Vec<Pair<'a>>,
    forms: Vec<Range<usize>>,
    kind: Kind,
}

/// What kind of form a table is; `None` for any other table.
pub(in crate::layout) fn kind(table: &Table<Tidy>) -> Option<Kind> {
    read(table).map(|sheet| sheet.kind)
}

/// Reads the projects of a form, and says what its rows are.
pub(in crate::layout) fn lift(context: &Context, table: &mut Table<Tidy>) -> Lifted {
    let Some((lifted, roles, unit)) = read(table).map(|sheet| sheet.lift(context)) else {
        return Lifted::default();
    };
    table.header_rows = 0;
    table.columns = vec![Column::default(); table.width()];
    if table.unit.is_none() {
        table.unit = unit;
    }
    for (row, role) in table.rows.iter_mut().zip(roles) {
        row.role = role;
    }
    lifted
}

/// Whether any cell may be the label that every form has; cheap, as most tables are no forms.
fn may_be_form(table: &Table<Tidy>) -> bool {
    // A label and its value stand side by side; a table of one cell a row is no form.
    let filled = |row: &Row<Tidy>| row.cells.iter().filter(|cell| !cell.text.is_blank()).count();
    if table.rows.iter().all(|row| filled(row) < 2) {
        return false;
    }
    table.rows.iter().flat_map(|row| &row.cells).any(|cell| {
        let text = cell.text.text();
        let label = labels::label(text).or_else(|| Some(labels::with_value(text)?.0));
        matches!(
            label,
            Some(
                Label::Name
                    | Label::NameAndCode
                    | Label::Organisation
                    | Label::Duties
                    | Label::Tasks
                    | Label::Unit
                    | Label::Department
            )
        )
    })
}

fn read(table: &Table<Tidy>) -> Option<Sheet<'_>> {
    if !may_be_form(table) {
        return None;
    }
    let slots = Slots::new(table);
    let blocks = blocks::find(&slots);
    let pairs = pairs(&slots, &blocks);
    let forms = forms(&slots, &pairs);
    let mut sheet = Sheet { slots, blocks, pairs, forms, kind: Kind::Form };
    sheet.kind = sheet.classify()?;
    Some(sheet)
}

fn in_block(blocks: &[Block], row: usize) -> bool {
    blocks
        .iter()
        .any(|block| block.header.contains(&row) || block.rows.contains(&row) || block.total == Some(row))
}

/// The labels outside of blocks, each with what stands beside it.
fn pairs<'a>(slots: &Slots<'a>, blocks: &[Block]) -> Vec<Pair<'a>> {
    let mut pairs = Vec::new();
    for row in (0..slots.height()).filter(|row| !in_block(blocks, *row)) {
        let own = slots.own(row);
        if is_header(&own) {
            continue;
        }
        for (number, slot) in own.iter().enumerate() {
            let Some(label) = labels::label(slot.text()) else {
                if let Some((label, value)) = labels::with_value(slot.text()) {
                    pairs.push(Pair { label, row, slot: *slot, inline: Some(value) });
                }
                continue;
            };
            // A lost span leaves blank cells between a label and its value.
            let beside = own[number + 1..].iter().find(|slot| !slot.is_blank());
            let value = beside.filter(|slot| labels::label(slot.text()).is_none());
            match value {
                Some(value) => pairs.push(Pair { label, row, slot: *value, inline: None }),
                None => pairs.push(Pair { label, row, slot: *slot, inline: Some("") }),
            }
        }
    }
    pairs
}

/// Whether a row heads columns: nearly all its cells are labels, and more than two.
fn is_header(own: &[Slot<'_>]) -> bool {
    let named = |slot: &&Slot<'_>| {
        labels::label(slot.text()).is_some()
            || (slot.text().len() <= 90 && vocabulary::role(slot.text()).is_some())
    };
    let known = own.iter().filter(named).count();
    known >= 3 && known * 3 > own.len() * 2
}

/// The rows of each form in a table: a new one begins at the next name of a project.
fn forms(slots: &Slots<'_>, pairs: &[Pair<'_>]) -> Vec<Range<usize>> {
    let mut starts: Vec<usize> = pairs
        .iter()
        .filter(|pair| matches!(pair.label, Label::Name | Label::NameAndCode) && !pair.value().is_empty())
        .map(|pair| pair.row)
        .collect();
    starts.dedup();
    // The lone rows above a name are the form's title.
    for start in starts.iter_mut().skip(1) {
        while *start > 1 && is_title(&slots.own(*start - 1), slots.width()) {
            *start -= 1;
        }
    }
    if starts.is_empty() {
        starts.push(0);
    }
    starts[0] = 0;
    starts.dedup();
    let ends = starts.iter().copied().skip(1).chain([slots.height()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// Whether a row is a title: one filled cell over the whole width, which is no label.
fn is_title(own: &[Slot<'_>], width: usize) -> bool {
    let mut filled = own.iter().filter(|slot| !slot.is_blank());
    let (Some(lone), None) = (filled.next(), filled.next()) else { return false };
    let wide = lone.cell.colspan * 2 > width || own.len() > 1;
    wide && width > 1 && labels::label(lone.text()).is_none() && lone.text().chars().count() <= 60
}

impl<'a> Sheet<'a> {
    fn pair(&self, rows: &Range<usize>, label: Label) -> Option<&Pair<'a>> {
        let of = || self.pairs.iter().filter(move |pair| pair.label == label && rows.contains(&pair.row));
        // A cell of its own says more than a line that holds several.
        of().find(|pair| pair.inline.is_none())
            .or_else(|| of().find(|pair| !pair.value().is_empty()))
            .or_else(|| of().next())
    }

    fn blocks_of<'b>(&'b self, rows: &'b Range<usize>) -> impl Iterator<Item = &'b Block> {
        self.blocks
            .iter()
            .filter(|block| rows.contains(&block.rows.start.saturating_sub(1).max(block.header.start)))
    }

    fn aims(&self, table: usize, rows: &Range<usize>) -> Aims {
        aims::read(&self.slots, table, rows.clone(), &|row| !in_block(&self.blocks, row))
    }

    fn funds(&self, table: usize, rows: &Range<usize>) -> Funds {
        funds::read(&self.slots, table, rows.clone(), &|row| !in_block(&self.blocks, row))
    }

    fn classify(&self) -> Option<Kind> {
        let whole = 0..self.slots.height();
        let named = self.pair(&whole, Label::Name).or_else(|| self.pair(&whole, Label::NameAndCode));
        let aims = self.aims(0, &whole);
        let indicators = !self.blocks.is_empty();
        // A goal without the word 绩效 anywhere above it may be anyone's: an application for research has one.
        let goals = aims.label.as_ref().is_some_and(|(row, label)| {
            label.contains("绩效")
                || (0..*row).any(|row| self.slots.own(row).iter().any(|slot| slot.text().contains("绩效")))
                || self.slots.table.title.as_deref().is_some_and(|title| title.contains("绩效"))
        });
        if !indicators && !goals {
            return None;
        }
        // 项目名称 without a value heads the list of a department's projects, where the form is a department's.
        let unnamed = named.is_none_or(|pair| pair.value().is_empty());
        let departments = self.pair(&whole, Label::Organisation).is_some_and(|pair| !pair.value().is_empty());
        if named.is_none() || unnamed && departments {
            let marked = self.pairs.iter().any(|pair| matches!(pair.label, Label::Duties | Label::Tasks));
            let tasks = tasks::find(&self.slots, &whole).is_some();
            let department = [Label::Organisation, Label::Unit, Label::Department]
                .iter()
                .find_map(|label| self.pair(&whole, *label));
            let overall = self.slots.table.title.as_deref().is_some_and(is_overall)
                || (0..self.slots.height().min(4))
                    .any(|row| self.slots.own(row).iter().any(|slot| is_overall(slot.text())));
            let owned = department.is_some() || marked || tasks;
            // The appraisal of a person names a department and duties as well, but no levels of indicators.
            let levels = self.blocks.iter().any(|block| block.has(ColumnRole::Level1));
            let about =
                overall || tasks || levels && (marked || self.pair(&whole, Label::Organisation).is_some());
            return (owned && about).then_some(Kind::DepartmentOverall);
        }
        let actual =
            self.blocks.iter().any(|block| block.has(ColumnRole::Actual) || block.has(ColumnRole::Score));
        if actual || aims.reached || self.funds(0, &whole).execution.is_some() {
            return Some(Kind::SelfEvaluation);
        }
        if self.blocks.iter().any(|block| block.halves.len() > 1) {
            return Some(Kind::SideBySide);
        }
        Some(Kind::Form)
    }

    /// What the forms say, what each row is, and the unit of the amounts.
    fn lift(&self, context: &Context) -> (Lifted, Vec<RowRole>, Option<String>) {
        let mut lifted = Lifted::default();
        let mut roles = vec![RowRole::Data; self.slots.table.rows.len()];
        let mut unit = None;
        for rows in &self.forms {
            let found = self.lift_form(context, rows, &mut roles);
            unit = unit.or_else(|| found.amount_unit.clone());
            let says_anything = !found.name.is_empty()
                || !found.goals.is_empty()
                || !found.indicators.is_empty()
                || found.amount.is_some();
            if says_anything {
                lifted.projects.push(found);
            }
        }
        (lifted, roles, unit)
    }

    fn lift_form(&self, context: &Context, rows: &Range<usize>, roles: &mut [RowRole]) -> Project {
        let table = context.table;
        let aims = self.aims(table, rows);
        let funds = self.funds(table, rows);
        let tasks = tasks::find(&self.slots, rows);
        let mut found = Project::default();
        self.name(context, rows, &mut found, roles);
        let text = |label| self.pair(rows, label).map(Pair::value).filter(|text| !labels::is_nothing(text));
        if found.department.is_none() {
            found.department = text(Label::Department).and_then(|text| project::organisation(&text));
        }
        if self.kind != Kind::DepartmentOverall {
            found.unit = text(Label::Unit).and_then(|text| project::organisation(&text));
        }
        if found.code.is_none() {
            found.code = text(Label::Code);
        }
        for (label, organisation) in
            [(Label::DepartmentCode, &mut found.department), (Label::UnitCode, &mut found.unit)]
        {
            if let (Some(code), Some(organisation)) = (text(label), organisation) {
                organisation.code.get_or_insert(code);
            }
        }
        self.money(&funds, tasks.as_ref(), &mut found);
        found.execution.clone_from(&funds.execution);
        found.goals.clone_from(&aims.goals);
        found.achievement.clone_from(&aims.achievement);
        for block in self.blocks_of(rows) {
            for (row, indicator) in blocks::indicators(&self.slots, table, &with_periods(block, &aims)) {
                roles[row] = RowRole::Indicator;
                found.indicators.push(indicator);
            }
            if let Some(row) = block.total {
                roles[row] = RowRole::Total;
                let (weight, score) = blocks::totals(&self.slots, block);
                found.total_weight = found.total_weight.or(weight);
                found.total_score = found.total_score.or(score);
            }
        }
        tell_periods_apart(&mut found.indicators);
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

    /// Whether a lone row is a title above the form or a line below it, rather than a goal under its header.
    fn is_note(&self, row: usize, rows: &Range<usize>) -> bool {
        let first = self
            .pairs
            .iter()
            .filter(|pair| rows.contains(&pair.row) && pair.inline.is_none())
            .map(|pair| pair.row)
            .min();
        let last = self.blocks_of(rows).map(|block| block.rows.end).max();
        first.is_none_or(|first| row < first) || last.is_some_and(|last| row >= last)
    }

    /// Names a project, and says where it begins.
    fn name(&self, context: &Context, rows: &Range<usize>, found: &mut Project, roles: &mut [RowRole]) {
        let pair = if self.kind == Kind::DepartmentOverall {
            let name = self
                .pair(rows, Label::Organisation)
                .or_else(|| self.pair(rows, Label::Unit))
                .or_else(|| self.pair(rows, Label::Department));
            let organisation = name.and_then(|pair| project::organisation(&pair.value()));
            match &organisation {
                Some(organisation) => found.name.clone_from(&organisation.name),
                None => found.name = self.named_in_title(context),
            }
            found.department = organisation;
            name
        } else if let Some(pair) = self.pair(rows, Label::NameAndCode) {
            if let Some(both) = project::organisation(&pair.value()) {
                found.name = both.name;
                found.code = both.code;
            }
            Some(pair)
        } else {
            let pair = self.pair(rows, Label::Name);
            found.name = pair.map(Pair::value).unwrap_or_default();
            if let Some((code, name)) = coded(&found.name) {
                (found.code, found.name) = (Some(code), name);
            }
            pair
        };
        let row = pair.map_or(rows.start, |pair| pair.row);
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
            .or_else(|| folded.find("部门整体"))
            .or_else(|| folded.find("整体支出"))
            .unwrap_or(folded.len());
        let name = folded[..end].trim_end_matches("单位").to_owned();
        if name.is_empty() { title } else { name }
    }

    fn money(&self, funds: &Funds, tasks: Option<&Tasks>, found: &mut Project) {
        let sum = funds.annual();
        let table_unit = || self.slots.table.unit.clone();
        if let Some(tasks) = tasks.filter(|tasks| tasks.amount.is_some()) {
            let unit = tasks.unit.clone().or_else(|| funds.unit.clone()).or_else(table_unit);
            project::set_amount(found, tasks.amount, unit.as_deref());
            found.funding.clone_from(&tasks.parts);
            return;
        }
        let unit = sum.and_then(|sum| sum.unit.clone()).or_else(|| funds.unit.clone()).or_else(table_unit);
        let amount = sum.and_then(|sum| sum.amount);
        project::set_amount(found, amount, unit.as_deref().filter(|_| sum.is_some()));
        found.funding = sum.map(|sum| sum.parts.clone()).unwrap_or_default();
    }
}

/// The code before a project's name: `51092324T000010263357-安可替代补助`.
fn coded(name: &str) -> Option<(String, String)> {
    let (code, rest) = name.split_once(['-', '－', '—', '_'])?;
    let (code, rest) = (code.trim(), rest.trim());
    let digits = code.bytes().filter(u8::is_ascii_digit).count();
    let is_code = digits >= 10 && code.bytes().all(|b| b.is_ascii_alphanumeric());
    (is_code && !rest.is_empty()).then(|| (code.to_owned(), rest.to_owned()))
}

fn is_overall(text: &str) -> bool {
    let folded = fold(text);
    folded.contains("整体支出") || folded.contains("部门整体") || folded.contains("整体绩效")
}

/// A block whose halves know their periods: those that do not name them take the one of the goals above them.
fn with_periods(block: &Block, aims: &Aims) -> Block {
    let mut block = block.clone();
    if block.halves.len() < 2 {
        return block;
    }
    for half in &mut block.halves {
        let middle = usize::midpoint(half.reach.0, half.reach.1);
        half.period = half.period.or_else(|| {
            aims.periods
                .iter()
                .find(|((start, end), _)| *start <= middle && middle < *end)
                .map(|(_, period)| *period)
        });
    }
    block
}

/// A period is said only where the table tells several apart.
fn tell_periods_apart(indicators: &mut [Indicator]) {
    let mut periods: Vec<Option<Period>> = indicators.iter().map(|indicator| indicator.period).collect();
    periods.sort_unstable();
    periods.dedup();
    if periods.len() < 2 {
        for indicator in indicators {
            indicator.period = None;
        }
    }
}

/// What the tests of the four layouts share.
#[cfg(test)]
pub(in crate::layout) mod testing {
    use std::fmt::Write;

    use crate::layout::LAYOUTS;
    use crate::model::{Disclosure, Grid, Project, Source, Table, Tidy};

    /// A table in a short notation, a line a row, cells parted by `|`, `2x3:` before a cell's text for its
    /// spans, `⏎` for a line break.
    pub(in crate::layout) fn html(short: &str) -> String {
        let mut html = String::from("<table>");
        for line in short.lines().map(str::trim).filter(|line| !line.is_empty()) {
            html.push_str("<tr>");
            for cell in line.split('|').map(str::trim) {
                let spans = cell.split_once(':').and_then(|(spans, text)| {
                    let (columns, rows) = spans.split_once('x')?;
                    let number = |digits: &str| if digits.is_empty() { Some(1) } else { digits.parse().ok() };
                    Some((number(columns)?, number(rows)?, text))
                });
                let (columns, rows, text): (u32, u32, &str) = spans.unwrap_or((1, 1, cell));
                let text = text.trim().replace('⏎', "<br>");
                let _ = write!(html, "<td colspan={columns} rowspan={rows}>{text}</td>");
            }
            html.push_str("</tr>");
        }
        html + "</table>"
    }

    /// A page through the whole pipeline.
    pub(in crate::layout) fn convert(html: &str) -> Disclosure {
        let bytes = html.as_bytes().to_vec();
        let source = Source { path: "form.html".to_owned(), bytes, format: Some("html".to_owned()) };
        crate::pipeline::convert(&source).unwrap()
    }

    /// The names of the layouts that recognise the first table of a page.
    pub(in crate::layout) fn layouts(disclosure: &Disclosure) -> Vec<&'static str> {
        let table = disclosure.tables().next().unwrap();
        LAYOUTS.iter().filter(|layout| (layout.recognise)(table)).map(|layout| layout.name).collect()
    }

    /// Projects in short lines, to compare.
    pub(in crate::layout) fn summary(projects: &[Project]) -> String {
        let mut lines = Vec::new();
        for project in projects {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let organisation = |organisation: &Option<crate::model::Organisation>| {
                organisation
                    .as_ref()
                    .map_or(String::new(), |found| format!("{}{}", text(&found.code), found.name))
            };
            let number =
                |amount: Option<crate::model::Amount>| amount.map_or("-".to_owned(), |a| a.to_string());
            lines.push(format!(
                "{} {} [{}] [{}] {}{} = {}",
                text(&project.code),
                project.name,
                organisation(&project.department),
                organisation(&project.unit),
                number(project.amount),
                text(&project.amount_unit),
                number(project.amount_wan),
            ));
            for part in &project.funding {
                let executed = part.executed.map_or(String::new(), |executed| format!(" / {executed}"));
                lines.push(format!("from {} {}{executed}", part.source, number(part.amount)));
            }
            if let Some(spent) = &project.execution {
                lines.push(format!(
                    "spent {} {} {} {} {} {}",
                    number(spent.initial),
                    number(spent.budget),
                    number(spent.executed),
                    text(&spent.rate),
                    number(spent.weight),
                    number(spent.score),
                ));
            }
            for goal in &project.goals {
                let period = goal.period.map_or(String::new(), |period| format!("{period:?} "));
                let label = goal.number.map_or(String::new(), |number| format!("{number} "));
                lines.push(format!("goal {period}{label}{}", goal.text));
            }
            if let Some(reached) = &project.achievement {
                lines.push(format!("reached {reached}"));
            }
            for indicator in &project.indicators {
                let period = indicator.period.map_or(String::new(), |period| format!("{period:?} "));
                let mut line = format!(
                    "{period}{}/{} {} {}",
                    text(&indicator.level1),
                    text(&indicator.level2),
                    indicator.name,
                    crate::lexicon::grammar::target::write(&indicator.target),
                );
                for (name, value) in [
                    ("weight", indicator.weight.map(|weight| weight.to_string())),
                    ("actual", indicator.actual.clone()),
                    ("score", indicator.score.map(|score| score.to_string())),
                    ("reason", indicator.reason.clone()),
                ] {
                    if let Some(value) = value {
                        let _ = write!(line, " {name}={value}");
                    }
                }
                lines.push(line);
            }
            if project.total_weight.is_some() || project.total_score.is_some() {
                lines.push(format!("total {} {}", number(project.total_weight), number(project.total_score)));
            }
        }
        lines.join("\n")
    }

    /// Runs a table of cases: a form in short notation and its projects in short lines. Exactly one layout
    /// answers.
    #[track_caller]
    pub(in crate::layout) fn check(layout: &str, cases: &[(&str, &str)]) {
        for (short, expected) in cases {
            let disclosure = convert(&html(short));
            let expected: Vec<&str> =
                expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            let found = summary(&disclosure.projects);
            let found: Vec<&str> = found.lines().map(str::trim).collect();
            assert_eq!(found, expected, "\n{short}\nfound:\n{}", found.join("\n"));
            assert_eq!(layouts(&disclosure), [layout], "{short}");
            let lost = convert(&without_spans(disclosure.tables().next().unwrap()));
            let found = summary(&lost.projects);
            let found: Vec<&str> = found.lines().map(str::trim).collect();
            assert_eq!(found, expected, "\n{short}\nwithout spans:\n{}", found.join("\n"));
            assert_eq!(layouts(&lost), [layout], "{short}");
        }
    }

    /// A table as Markdown has it: blank cells where spans were.
    fn without_spans(table: &Table<Tidy>) -> String {
        let grid = Grid::new(table);
        let mut html = String::from("<table>");
        for row in 0..grid.height() {
            html.push_str("<tr>");
            for column in 0..grid.width() {
                let text = grid
                    .anchor(row, column)
                    .map(|(row, number)| (row, &table.rows[row].cells[number]))
                    .filter(|(anchor, cell)| *anchor == row && cell.column == column)
                    .map(|(_, cell)| cell.text.text().replace('\n', "<br>"));
                html.push_str("<td>");
                html.push_str(&text.unwrap_or_default());
                html.push_str("</td>");
            }
            html.push_str("</tr>");
        }
        html + "</table>"
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{convert, html, layouts};
    use super::{Kind, kind};

    #[test]
    fn tables_that_are_no_forms() {
        for short in [
            // A price list.
            "品名|规格|单位|价格（元）\n大米|5kg|袋|32.00\n食用油|5L|桶|65.00",
            // A timetable.
            "|星期一|星期二|星期三\n第一节|语文|数学|英语\n第二节|体育|语文|数学",
            // The box of an encyclopaedia.
            "2x1:青岭县\n名称|青岭县\n人口|35万\n面积|2100平方千米\n主管部门|青岭市\n绩效|良好",
            // A staff form.
            "姓名|李某|性别|女\n部门|办公室|职务|科员\n工作目标|3x1:完成年度工作任务\n单位名称|3x1:青岭县水务局",
            // A tender.
            "项目名称|3x1:青岭县河道治理工程\n采购单位|青岭县水务局|预算金额（万元）|180.00\n联系人|李某|联系电话|010",
            // An application for research.
            "项目名称|3x1:高原鼠兔种群研究\n项目负责人|李某|项目编号|2024-12\n项目目标|3x1:查明种群数量。\n预期目标|3x1:论文3篇。",
            // A report of a laboratory.
            "项目名称|结果|单位|参考值\n白细胞|6.1|10^9/L|4-10\n红细胞|4.5|10^12/L|4-5.5",
            // A budget table.
            "项目名称|合计|基本支出|项目支出\n一般公共服务支出|906.40|300.00|606.40",
            // A list of projects, a row each.
            "项目名称|主管部门|项目资金|绩效目标\n河道治理|水务局|30.00|治理河道3公里\n农村饮水|水务局|20.00|覆盖3个村",
            // The scores of schools.
            "学校|一级指标|得分\n一中|教学|95\n二中|教学|93",
            "部门|负责人|电话\n办公室|李某|010\n财务科|王某|011",
            "部门名称|青岭县水务局\n年度目标|完成工作",
            // The appraisal of a person.
            "4x1:员工绩效考核表\n姓名|李某|部门名称|办公室\n主要职责|3x1:收发文件\n年度绩效目标|3x1:完成收发\n\
             指标名称|指标值|权重|得分\n收发及时率|100%|50|50",
            "",
            "项目名称",
            "绩效目标|",
        ] {
            let disclosure = convert(&format!("<p>前言</p>{}", html(short)));
            if let Some(table) = disclosure.tables().next() {
                assert_eq!(kind(table), None, "{short}");
                assert!(disclosure.projects.is_empty(), "{short}");
            }
        }
    }

    #[test]
    fn rows_of_indicators_are_no_form() {
        for short in [
            "单位名称|项目名称|预算金额|年度绩效目标|一级指标|二级指标|三级指标|指标值\n\
             x2:水务局|x2:供水|x2:30|x2:供水3村|x2:产出指标|数量指标|村数|≥3个\n质量指标|合格率|100%",
            "项目名称|一级指标|二级指标|三级指标|指标性质|指标值|度量单位|权重\n供水|产出指标|数量指标|村数|≥|3|个|20",
            "单位编码|单位及项目名称|金额(万元)|绩效目标|绩效指标\n1|供水|30.50|目标1：供水|一、产出指标 (一) 数量指标 1. 村数 ≥3个",
        ] {
            let disclosure = convert(&html(short));
            let table = disclosure.tables().next().unwrap();
            assert_eq!(kind(table), None, "{short}");
        }
    }

    #[test]
    fn huge_and_odd_tables_stay_cheap() {
        let wide = format!("项目名称|x\n绩效目标|目标1：甲\n{}", "|".repeat(3_000));
        let disclosure = convert(&html(&wide));
        assert_eq!(layouts(&disclosure), ["form"]);
        assert_eq!(kind(disclosure.tables().next().unwrap()), Some(Kind::Form));
        let long = format!("项目名称|x\n绩效目标|目标1：甲\n{}", "甲|乙\n".repeat(3_000));
        assert_eq!(convert(&html(&long)).projects.len(), 1);
    }
}
