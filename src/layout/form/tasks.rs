//! The tasks of a department's form: what the year's money is for, and its sum.

use std::ops::Range;

use crate::layout::form::slots::Slots;
use crate::lexicon::labels;
use crate::lexicon::money;
use crate::lexicon::sense::Sense;
use crate::lexicon::vocabulary;
use crate::model::{Amount, ColumnRole, Funding};

/// The sum of a block of tasks.
#[derive(Clone, Debug, Default)]
pub(in crate::layout) struct Tasks {
    /// The row of 金额合计.
    pub total: Option<usize>,
    /// 总额 of that row.
    pub amount: Option<Amount>,
    /// 财政拨款 and 其他资金 of that row.
    pub parts: Vec<Funding>,
    /// The unit that the headers name.
    pub unit: Option<String>,
}

/// Rows below the header among which the sum is looked for.
const REACH: usize = 500;

/// Finds the block of tasks within rows: a header with 任务名称 and 主要内容 or an amount.
pub(in crate::layout) fn find(slots: &Slots<'_>, rows: &Range<usize>) -> Option<Tasks> {
    let header = rows.clone().find(|row| {
        let own = slots.own(*row);
        let has = |sense| own.iter().any(|slot| labels::is(sense, slot.text()));
        let amount = own
            .iter()
            .any(|slot| slot.text().len() <= 90 && vocabulary::role(slot.text()) == Some(ColumnRole::Amount));
        has(Sense::TaskName) && (has(Sense::TaskContent) || amount)
    })?;
    let own = slots.own(header);
    let deepest = own
        .iter()
        .filter(|slot| labels::is(Sense::TaskName, slot.text()))
        .map(|slot| slot.cell.rowspan)
        .max()?;
    let below = header + deepest.clamp(1, 3);
    let amounts = own
        .iter()
        .find(|slot| slot.text().len() <= 90 && vocabulary::role(slot.text()) == Some(ColumnRole::Amount));
    let mut tasks = Tasks::default();
    let Some(amounts) = amounts else { return Some(tasks) };
    tasks.unit = money::unit(amounts.text());
    let columns = (amounts.column(), amounts.cell.end_column());
    // The header is divided where the row below it names the parts.
    let divided = header + 1;
    let heads: Vec<(usize, String)> = slots
        .own(divided)
        .iter()
        .filter(|slot| {
            (slot.column() >= columns.0) && !slot.is_blank() && money::amount(slot.text()).is_none()
        })
        .map(|slot| (slot.column(), labels::flat(slot.text())))
        .collect();
    let names_parts = heads.iter().any(|(_, text)| labels::is(Sense::TaskWhole, text));
    let body = if names_parts { below.max(divided + 1) } else { below };
    let last = rows.end.min(body + REACH);
    let total = (body..last).find(|row| {
        slots
            .own(*row)
            .iter()
            .find(|slot| !slot.is_blank() && !labels::is(Sense::Tasks, slot.text()))
            .is_some_and(|slot| labels::is(Sense::TaskTotal, slot.text()))
    });
    tasks.total = total;
    let Some(total) = total else { return Some(tasks) };
    let amount = |column| {
        slots
            .at(total, column)
            .filter(|slot| slot.own)
            .and_then(|slot| money::amount(slot.text()))
            .map(|(amount, _)| amount)
    };
    if names_parts {
        for (column, name) in &heads {
            if labels::is(Sense::TaskWhole, name) {
                tasks.amount = amount(*column);
            } else if tasks.unit.is_none() || money::unit(name).is_none() {
                tasks.parts.push(Funding { source: name.clone(), amount: amount(*column), executed: None });
            }
        }
    } else {
        // Cells that were lost before it shift the amount; there is but one in the row.
        let lone = || {
            let filled = slots.own(total).into_iter().filter_map(|slot| money::amount(slot.text()));
            let amounts: Vec<Amount> = filled.map(|(amount, _)| amount).collect();
            if let [only] = amounts[..] { Some(only) } else { None }
        };
        tasks.amount = amount(columns.0).or_else(lone);
    }
    Some(tasks)
}
