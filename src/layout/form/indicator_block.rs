//! The block of indicators in a form: rows of levels, name and value, under a header row of its own or none.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::layout::form::slots::{Slot, Slots};
use crate::layout::lines::{self, Beside};
use crate::layout::project::{self, Levels};
use crate::lexicon::fault;
use crate::lexicon::grammar::{numbering, target};
use crate::lexicon::key;
use crate::lexicon::labels;
use crate::lexicon::sense::Sense;
use crate::lexicon::taxonomy;
use crate::lexicon::terms::{self, Place};
use crate::lexicon::vocabulary;
use crate::model::{Amount, ColumnRole, Indicator, Paragraph, Period, Target};
use crate::text::width::is_han;

/// So many rows tell whether a column repeats the one before it.
const ROWS_COMPARED: usize = 12;

/// Headers longer than this are prose.
const LONGEST_HEADER: usize = 40;

/// A block of indicators.
#[derive(Clone, Debug, Default)]
pub(in crate::layout) struct IndicatorBlock {
    /// Its header rows; empty where it has none.
    pub header: Range<usize>,
    /// Its rows below the header.
    pub rows: Range<usize>,
    /// The row of 总分 within it or directly below.
    pub total: Option<usize>,
    /// The period that the label beside it names.
    pub period: Option<Period>,
    /// Its columns; two sets where periods stand side by side.
    pub halves: Vec<Half>,
    /// The letters of the label beside it, and the column that it stands in.
    label: Option<(String, usize)>,
}

/// The columns of one set of indicators.
#[derive(Clone, Debug, Default)]
pub(in crate::layout) struct Half {
    /// The grid columns that each header covers.
    columns: BTreeMap<ColumnRole, (usize, usize)>,
    /// The grid columns of the weights that levels have of their own, by the level's role.
    level_weights: BTreeMap<ColumnRole, (usize, usize)>,
    /// The period that its headers name.
    pub period: Option<Period>,
    /// The grid columns it covers: its value's for the period that stands above it elsewhere in the form.
    pub reach: (usize, usize),
}

impl IndicatorBlock {
    /// What the column that a cell begins in holds.
    pub(in crate::layout) fn role_of(&self, slot: &Slot<'_>) -> Option<ColumnRole> {
        let covers = |span: &(usize, usize)| span.0 <= slot.column() && slot.column() < span.1;
        let of_half = |half: &Half| {
            let own = half.columns.iter().find(|(_, span)| covers(span)).map(|(role, _)| *role);
            let of_level = || half.level_weights.values().any(&covers).then_some(ColumnRole::Weight);
            own.or_else(of_level)
        };
        self.halves.iter().find_map(of_half)
    }

    /// What is printed above a cell in the block's header.
    pub(in crate::layout) fn heading(&self, slots: &Slots<'_>, slot: &Slot<'_>) -> String {
        let heads = self.header.clone().rev().filter_map(|row| slots.at(row, slot.column()));
        heads.map(|head| head.text().to_owned()).find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// Whether a cell stands in the column of the label beside the block.
    pub(in crate::layout) fn is_beside(&self, slot: &Slot<'_>) -> bool {
        self.label.as_ref().is_some_and(|(_, column)| slot.column() <= *column)
    }

    /// Whether a column of a role is among its columns.
    pub(in crate::layout) fn has(&self, role: ColumnRole) -> bool {
        self.halves.iter().any(|half| half.columns.contains_key(&role))
    }
}

/// The blocks of a table, top to bottom.
pub(in crate::layout) fn find(slots: &Slots<'_>) -> Vec<IndicatorBlock> {
    let mut blocks: Vec<IndicatorBlock> = Vec::new();
    let mut row = 0;
    while row < slots.height() {
        let begun = header(slots, row).or_else(|| headless(slots, row));
        let Some(mut block) = begun else {
            row += 1;
            continue;
        };
        // A block of a period that has no words of its own goes on with those of the block above it.
        loop {
            let next = extend(slots, &mut block);
            row = block.rows.end.max(block.total.map_or(0, |total| total + 1)).max(row + 1);
            blocks.push(block);
            match next {
                Some(following) => block = following,
                None => break,
            }
        }
    }
    blocks
}

/// The block whose header begins in a row.
fn header(slots: &Slots<'_>, row: usize) -> Option<IndicatorBlock> {
    let own = slots.own(row);
    let role = |slot: &Slot<'_>| short_role(slot.text());
    let known: Vec<ColumnRole> = own.iter().filter_map(role).collect();
    let mut telling: Vec<ColumnRole> = known
        .iter()
        .copied()
        .filter(|role| {
            matches!(
                role,
                ColumnRole::Level1 | ColumnRole::Level2 | ColumnRole::Indicator | ColumnRole::Target
            )
        })
        .collect();
    telling.sort_unstable();
    telling.dedup();
    let levels = telling.contains(&ColumnRole::Level1) || telling.contains(&ColumnRole::Level2);
    if telling.len() < 2 || !(levels || telling.len() >= 2 && known.len() >= 3) {
        return None;
    }
    // A header cell that reaches down takes the row below along.
    let deepest = own
        .iter()
        .filter(|slot| role(slot).is_some_and(|role| role != ColumnRole::Indicators))
        .map(|slot| slot.cell.rowspan)
        .max()
        .unwrap_or(1);
    let height = deepest.clamp(1, 3);
    // So does a row below that holds nothing but headers: its spans were lost.
    let divided = |below: usize| {
        let filled: Vec<Slot<'_>> = slots.own(below).into_iter().filter(|slot| !slot.is_blank()).collect();
        !filled.is_empty()
            && filled.iter().all(|slot| {
                let heads = matches!(
                    role(slot),
                    Some(ColumnRole::Target | ColumnRole::TargetUnit | ColumnRole::Operator)
                );
                (heads && slot.text().chars().any(is_han))
                    || (slot.text().len() <= 60 && is_past(slot.text()))
            })
            && filled.iter().any(|slot| role(slot) == Some(ColumnRole::Target))
    };
    let height = if height == 1 && divided(row + 1) { 2 } else { height };
    let header = row..(row + height).min(slots.height());
    let label = label_beside(slots, row, &own);
    let period = label.as_ref().and_then(|(letters, _)| labels::period(letters));
    let halves = halves(slots, &header, label.as_ref().map(|(_, column)| *column));
    Some(IndicatorBlock { rows: header.end..header.end, header, total: None, period, halves, label })
}

/// The label beside the block: the cell left of its first column, where one stands there.
fn label_beside(slots: &Slots<'_>, row: usize, own: &[Slot<'_>]) -> Option<(String, usize)> {
    let first = own
        .iter()
        .find(|slot| short_role(slot.text()).is_some_and(|role| role != ColumnRole::Indicators))?
        .column();
    slots
        .row(row)
        .into_iter()
        .take_while(|slot| slot.column() < first)
        .last()
        .map(|slot| (key::letters(slot.text()), slot.column()))
}

/// Whether a header speaks of years past.
fn is_past(header: &str) -> bool {
    terms::holds(Place::Header, Sense::Past, header)
}

fn short_role(text: &str) -> Option<ColumnRole> {
    (text.len() <= LONGEST_HEADER * 4 && text.chars().count() <= LONGEST_HEADER)
        .then(|| vocabulary::role(text))
        .flatten()
}

/// The columns under a header, cut into sets: a new one begins where levels, name or value come again.
fn halves(slots: &Slots<'_>, header: &Range<usize>, label: Option<usize>) -> Vec<Half> {
    let mut halves = vec![Half::default()];
    let mut last: Option<Slot<'_>> = None;
    // What is printed above the column before, and its number.
    let mut before: Option<(Vec<&str>, usize)> = None;
    for column in 0..slots.width() {
        let Some(lowest) = slots.at(header.end - 1, column) else { continue };
        if last.is_some_and(|last| last.is(&lowest)) || label == Some(lowest.column()) {
            continue;
        }
        last = Some(lowest);
        let stack: Vec<&str> =
            header.clone().filter_map(|row| slots.at(row, column)).map(|slot| slot.text()).collect();
        let half = halves.last().cloned().unwrap_or_default();
        let Some(mut role) = stack.iter().rev().find_map(|text| short_role(text)) else { continue };
        if role == ColumnRole::Target && stack.iter().any(|text| is_past(text)) {
            continue;
        }
        // 绩效指标 between the second level and the value heads the names.
        if role == ColumnRole::Indicators {
            role = ColumnRole::Indicator;
        }
        // A converter without merged cells writes a header, and what stands below it, in every column it covered.
        if let Some((covered, known)) = &before
            && *covered == stack
            && is_repeated(slots, header.end, *known, column)
            && let Some(half) = halves.last_mut()
        {
            before = Some((stack, column));
            half.reach.1 = lowest.cell.end_column();
            continue;
        }
        before = Some((stack.clone(), column));
        let again = matches!(
            role,
            ColumnRole::Level1 | ColumnRole::Level2 | ColumnRole::Indicator | ColumnRole::Target
        ) && half.columns.contains_key(&ColumnRole::Target);
        if again {
            halves.push(Half::default());
        }
        let Some(half) = halves.last_mut() else { continue };
        let span = (lowest.column(), lowest.cell.end_column());
        half.add(role, span);
        if matches!(role, ColumnRole::Level2 | ColumnRole::Indicator | ColumnRole::Target) {
            half.period = half.period.or_else(|| stack.iter().find_map(|text| labels::period(text)));
        }
        half.reach = if half.reach.1 == 0 { span } else { (half.reach.0, span.1) };
    }
    // What a set does not have it shares with the one before it.
    for number in 1..halves.len() {
        let (before, rest) = halves.split_at_mut(number);
        for role in [ColumnRole::Level1, ColumnRole::Level2, ColumnRole::Indicator] {
            if let Some(span) = before[number - 1].columns.get(&role) {
                rest[0].columns.entry(role).or_insert(*span);
            }
        }
    }
    halves
}

/// Whether two columns say the same in the rows from `body` on, as far as one looks.
fn is_repeated(slots: &Slots<'_>, body: usize, one: usize, other: usize) -> bool {
    let text = |row: usize, column: usize| slots.at(row, column).map(|slot| slot.text());
    (body..slots.height().min(body + ROWS_COMPARED)).all(|row| text(row, one) == text(row, other))
}

impl Half {
    /// Adds a column. A weight or score left of the indicator is that of the level before it where another follows.
    fn add(&mut self, role: ColumnRole, span: (usize, usize)) {
        let Some(known) = self.columns.get(&role).copied() else {
            self.columns.insert(role, span);
            return;
        };
        let start = |role: ColumnRole| self.columns.get(&role).map(|span| span.0);
        let names = start(ColumnRole::Indicator).or(start(ColumnRole::Target)).unwrap_or(0);
        if !matches!(role, ColumnRole::Weight | ColumnRole::Score) {
            return;
        }
        let level_of = |column: usize| {
            let after = |role: ColumnRole| start(role).filter(|level| *level < column);
            match (after(ColumnRole::Level1), after(ColumnRole::Level2)) {
                (Some(first), Some(second)) if second > first => Some(ColumnRole::Level2),
                (Some(_), _) => Some(ColumnRole::Level1),
                (None, Some(_)) => Some(ColumnRole::Level2),
                (None, None) => None,
            }
        };
        let is_own = names > 0 && span.0 > names;
        let of_level = if is_own && known.0 < names { Some(known) } else { Some(span).filter(|_| !is_own) };
        if let (ColumnRole::Weight, Some(column)) = (role, of_level)
            && let Some(level) = level_of(column.0)
        {
            self.level_weights.entry(level).or_insert(column);
        }
        if is_own && known.0 < names {
            self.columns.insert(role, span);
        }
    }
}

/// The block without a header that begins in a row: a first level's name and a second's side by side, and a name
/// behind them.
fn headless(slots: &Slots<'_>, row: usize) -> Option<IndicatorBlock> {
    let seen = slots.row(row);
    let level1 = seen.iter().position(|slot| {
        slot.own
            && slot.text().len() <= 120
            && taxonomy::is_level_name(slot.text())
            && taxonomy::level1(slot.text()).is_some()
    })?;
    let [first, second, rest @ ..] = &seen[level1..] else { return None };
    let named = second.text().len() <= 120 && taxonomy::is_level_name(second.text());
    if !named || rest.is_empty() {
        return None;
    }
    let mut half = Half::default();
    let roles = [ColumnRole::Level1, ColumnRole::Level2, ColumnRole::Indicator, ColumnRole::Target];
    // A blank column is what a lost span leaves; the value is then the next that says something.
    let filled = rest.iter().filter(|slot| !slot.is_blank());
    for (slot, role) in [first, second].into_iter().chain(filled).zip(roles) {
        half.columns.insert(role, (slot.column(), slot.cell.end_column()));
    }
    half.reach = (first.column(), seen.last().map_or(0, |slot| slot.cell.end_column()));
    let label = level1
        .checked_sub(1)
        .and_then(|beside| seen.get(beside))
        .map(|slot| (key::letters(slot.text()), slot.column()));
    let period = label.as_ref().and_then(|(letters, _)| labels::period(letters));
    Some(IndicatorBlock { header: row..row, rows: row..row, total: None, period, halves: vec![half], label })
}

/// What a row below the header is.
enum RowKind {
    Inside,
    Total,
    /// The label beside the block changes to another period's.
    Next(String),
    Outside,
}

/// Takes the rows along that belong to a block. Gives the block that begins below without a header of its own.
fn extend(slots: &Slots<'_>, block: &mut IndicatorBlock) -> Option<IndicatorBlock> {
    let mut row = block.rows.end;
    while row < slots.height() {
        match row_kind(slots, block, row) {
            RowKind::Inside => row += 1,
            RowKind::Total => {
                block.rows.end = row;
                block.total = Some(row);
                return None;
            }
            RowKind::Next(letters) => {
                block.rows.end = row;
                let column = block.label.as_ref().map_or(0, |(_, column)| *column);
                return Some(IndicatorBlock {
                    header: row..row,
                    rows: row..row + 1,
                    total: None,
                    period: labels::period(&letters),
                    halves: block.halves.clone(),
                    label: Some((letters, column)),
                });
            }
            RowKind::Outside => break,
        }
    }
    block.rows.end = row;
    None
}

fn row_kind(slots: &Slots<'_>, block: &IndicatorBlock, row: usize) -> RowKind {
    let own = slots.own(row);
    let filled: Vec<&Slot<'_>> = own.iter().filter(|slot| !slot.is_blank()).collect();
    let Some(first) = filled.first() else { return RowKind::Inside };
    if header(slots, row).is_some() {
        return RowKind::Outside;
    }
    if labels::is(Sense::TotalScore, first.text()) {
        return RowKind::Total;
    }
    let level1 =
        block.halves.first().and_then(|half| half.columns.get(&ColumnRole::Level1)).map_or(0, |span| span.0);
    if let Some((letters, column)) = &block.label
        && first.column() <= *column
    {
        let letters_here = key::letters(first.text());
        let label = labels::label(first.text());
        // 绩效指标 written down letter by letter, or said again on the next page.
        if !letters_here.is_empty()
            && letters.contains(&letters_here)
            && label.is_none_or(|label| label == Sense::Indicators)
        {
            return RowKind::Inside;
        }
        return match label {
            Some(Sense::Indicators) if filled.len() > 1 => {
                if labels::period(&letters_here) == block.period {
                    RowKind::Inside
                } else {
                    RowKind::Next(letters_here)
                }
            }
            _ if taxonomy::is_level_name(first.text()) => RowKind::Inside,
            _ => RowKind::Outside,
        };
    }
    let stops = labels::label(first.text()).is_some_and(|label| label != Sense::Indicators)
        || labels::with_value(first.text()).is_some();
    if first.column() <= level1 && stops && !taxonomy::is_level_name(first.text()) {
        return RowKind::Outside;
    }
    // A lone cell over many columns is a note.
    let seen = slots.row(row).iter().filter(|slot| !slot.is_blank()).count();
    if seen == 1 && first.cell.colspan > 1 && first.column() <= level1 {
        return RowKind::Outside;
    }
    RowKind::Inside
}

/// The indicators of a block, each with its row.
pub(in crate::layout) fn indicators(
    slots: &Slots<'_>,
    table: usize,
    block: &IndicatorBlock,
) -> Vec<(usize, Indicator)> {
    let mut found = Vec::new();
    let mut carried: Vec<(String, String)> = vec![Default::default(); block.halves.len()];
    for row in block.rows.clone() {
        for (half, carried) in block.halves.iter().zip(&mut carried) {
            let read = row_indicators(slots, table, row, half, carried);
            found.extend(read.into_iter().map(|indicator| {
                let period = half.period.or(block.period);
                (row, Indicator { period, ..indicator })
            }));
        }
    }
    found
}

/// The cell of a row in the column of a role; `None` where it is the cell of a column further left, too.
fn cell<'a>(slots: &Slots<'a>, row: usize, half: &Half, role: ColumnRole) -> Option<Slot<'a>> {
    let (start, end) = *half.columns.get(&role)?;
    let taken = |slot: &Slot<'_>| {
        half.columns.iter().any(|(other, span)| {
            *other != role && span.0 < start && slots.at(row, span.0).is_some_and(|found| found.is(slot))
        })
    };
    (start..end).filter_map(|column| slots.at(row, column)).find(|slot| !taken(slot))
}

fn row_indicators(
    slots: &Slots<'_>,
    table: usize,
    row: usize,
    half: &Half,
    carried: &mut (String, String),
) -> Vec<Indicator> {
    let find = |role| cell(slots, row, half, role).filter(|slot| !slot.is_blank());
    let text = |role| find(role).map(|slot| slot.text().to_owned());
    if let Some(level1) =
        text(ColumnRole::Level1).map(|text| labels::flat(&text)).filter(|text| *text != carried.0)
    {
        *carried = (level1, String::new());
    }
    if let Some(level2) = text(ColumnRole::Level2) {
        carried.1 = labels::flat(&level2);
    }
    let name = find(ColumnRole::Indicator).or_else(|| {
        // A second level that reaches over the column of the names is the name as well.
        let (start, _) = *half.columns.get(&ColumnRole::Indicator)?;
        let level2 = cell(slots, row, half, ColumnRole::Level2)?;
        slots.at(row, start).filter(|slot| slot.is(&level2) && !slot.is_blank())
    });
    let value = find(ColumnRole::Target);
    let names: Vec<lines::Line> = name.map(|slot| lines::of(&slot.cell.text.0)).unwrap_or_default();
    let values: Vec<lines::Line> = value.map(|slot| lines::of(&slot.cell.text.0)).unwrap_or_default();
    let levels = project::levels(&carried.0, &carried.1);
    let mut row_cells =
        Row { slots, table, number: row, half, levels, name, value, beside: Beside::default() };
    // Several numbered names with as many values are so many indicators.
    let numbered = names.len() > 1 && names.iter().all(|line| numbering::marker(&line.text).is_some());
    let paired = numbered && names.len() == values.len();
    if paired || numbered && values.is_empty() {
        row_cells.beside = Beside::of(names.len(), |role| {
            let slot = cell(slots, row, half, role).filter(|slot| slot.own);
            slot.into_iter().flat_map(|slot| lines::of(&slot.cell.text.0)).collect()
        });
        let one = |(index, name): (usize, &lines::Line)| {
            let line = values.get(index);
            let value = line.map_or("", |line| line.text.as_str());
            row_cells.indicator(&name.text, value, Some((line.unwrap_or(name), index)))
        };
        return names.iter().enumerate().filter_map(one).collect();
    }
    let name = name.map(|slot| labels::flat(slot.text())).unwrap_or_default();
    let value = value.map(|slot| slot.text().to_owned()).unwrap_or_default();
    row_cells.indicator(&name, &value, None).into_iter().collect()
}

/// A row of a block, and what its cells say of every indicator in it.
struct Row<'a> {
    slots: &'a Slots<'a>,
    table: usize,
    number: usize,
    half: &'a Half,
    levels: Levels,
    name: Option<Slot<'a>>,
    value: Option<Slot<'a>>,
    /// What the other cells say of each of several indicators.
    beside: Beside,
}

impl Row<'_> {
    /// What a cell says of the indicator of a line.
    fn text(&self, role: ColumnRole, index: usize) -> Option<String> {
        let whole = || {
            cell(self.slots, self.number, self.half, role)
                .filter(|slot| !slot.is_blank())
                .map(|slot| slot.text().to_owned())
        };
        self.beside.line(role, index).map(str::to_owned).or_else(|| lines::once(whole, index))
    }

    /// A number that counts once, in the row that its cell begins in.
    fn points(&self, role: ColumnRole, index: usize) -> Option<Amount> {
        if let Some(line) = self.beside.line(role, index) {
            return project::points(line);
        }
        cell(self.slots, self.number, self.half, role)
            .filter(|slot| slot.own)
            .and_then(|slot| project::points(slot.text()))
    }

    /// The weight of a level that has one of its own, in a cell that may reach down from above.
    fn level_weight(&self, level: ColumnRole) -> Option<Amount> {
        let (start, _) = *self.half.level_weights.get(&level)?;
        project::points(self.slots.at(self.number, start)?.text())
    }

    /// The indicator of a name and a value; `None` where nothing is said. `line` is the line of the two that
    /// stands for it with its number, where the cells hold several.
    fn indicator(&self, name: &str, value: &str, line: Option<(&lines::Line, usize)>) -> Option<Indicator> {
        let index = line.map_or(0, |(_, index)| index);
        let marker = numbering::marker(name);
        let bare = marker.as_ref().map_or(name, |marker| &name[marker.length..]).trim();
        let bare = bare.trim_end_matches([':', '：']).trim_end();
        let says_nothing = |text: &str| fault::is_no_name(text) || text.trim().is_empty();
        // Forms keep empty rows: 指标2：, ……
        if says_nothing(bare) && says_nothing(value) {
            return None;
        }
        let (name, value) = if self.half.columns.contains_key(&ColumnRole::Target) {
            (bare.to_owned(), value.to_owned())
        } else {
            target::split_name(bare)
        };
        let (operator, unit) =
            (self.text(ColumnRole::Operator, index), self.text(ColumnRole::TargetUnit, index));
        let read = if fault::is_fault(&value) {
            Target::default()
        } else if operator.is_some() || unit.is_some() {
            target::compose(operator.as_deref(), &value, unit.as_deref())
        } else {
            target::read(&value)
        };
        let slot = self.value.filter(|slot| !slot.is_blank()).or(self.name)?;
        let paragraph: Option<&Paragraph> = slot.cell.text.0.paragraphs().first().copied();
        let (text, source, at) = match (line, paragraph) {
            (Some((line, _)), _) => (line.text.clone(), line.source.clone(), &line.at),
            (None, Some(paragraph)) => (slot.text().to_owned(), source(&slot), &paragraph.at),
            (None, None) => (slot.text().to_owned(), slot.text().to_owned(), &slot.cell.at),
        };
        Some(Indicator {
            weight: self.points(ColumnRole::Weight, index),
            level1_weight: self.level_weight(ColumnRole::Level1),
            level2_weight: self.level_weight(ColumnRole::Level2),
            actual: self.text(ColumnRole::Actual, index),
            score: self.points(ColumnRole::Score, index),
            reason: self.text(ColumnRole::Reason, index),
            explanation: self.text(ColumnRole::Explanation, index),
            text,
            source,
            at: slot.position(self.table, at),
            ..project::indicator(&self.levels, marker.map(|marker| marker.number), &name, read)
        })
    }
}

/// The words of the source that a cell was read from, a line a paragraph.
fn source(slot: &Slot<'_>) -> String {
    let paragraphs = slot.cell.text.0.paragraphs();
    let sources: Vec<&str> = paragraphs
        .iter()
        .map(|paragraph| paragraph.source.as_str())
        .filter(|source| !source.trim().is_empty())
        .collect();
    if sources.is_empty() { slot.text().to_owned() } else { sources.join("\n") }
}

/// Sums up a row of 总分: its weight and its score.
pub(in crate::layout) fn totals(
    slots: &Slots<'_>,
    block: &IndicatorBlock,
) -> (Option<Amount>, Option<Amount>) {
    let (Some(row), Some(half)) = (block.total, block.halves.first()) else { return (None, None) };
    let number = |role| {
        cell(slots, row, half, role).filter(|slot| slot.own).and_then(|slot| project::points(slot.text()))
    };
    (number(ColumnRole::Weight), number(ColumnRole::Score))
}
