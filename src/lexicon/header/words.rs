//! What a text heads a column of, and which rows are nothing but such texts.

use crate::lexicon::key::key;
use crate::lexicon::{account_header, money, vocabulary};
use crate::model::{Cell, ColumnRole, Row, Table, Tidy};

/// What a text heads a column of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heading {
    /// A column of a table of projects or indicators.
    Performance(ColumnRole),
    /// A column of a budget or final-account table.
    Account,
}

/// What a text heads a column of, if it is a header. Where both kinds of tables know it (项目, 科目编码), it is that of
/// a project's table.
pub(crate) fn heading(text: &str) -> Option<Heading> {
    let of_accounts = || account_header::heads_column(text).then_some(Heading::Account);
    vocabulary::role(text).map(Heading::Performance).or_else(of_accounts)
}

/// Whether every filled cell of a row is a header, and so many are filled.
pub(crate) fn names_columns(row: &Row<Tidy>, fewest: usize) -> bool {
    filled(row).count() >= fewest && filled(row).all(|cell| heading(cell.text.text()).is_some())
}

/// Whether a row goes on with the header right above it where merged cells were lost: it has nothing but headers,
/// and one of them stands below a blank. 类 款 项 divide 科目编码 so; what stands below headers alone is the body.
pub(crate) fn goes_on(table: &Table<Tidy>, row: usize) -> bool {
    let Some(above) = row.checked_sub(1).and_then(|above| table.rows.get(above)) else { return false };
    let Some(row) = table.rows.get(row) else { return false };
    let is_blank = |column: usize| {
        let covers = |cell: &&Cell<Tidy>| (cell.column..cell.end_column()).contains(&column);
        above.cells.iter().find(covers).is_none_or(|cell| cell.text.is_blank())
    };
    names_columns(row, 2) && filled(row).any(|cell| is_blank(cell.column))
}

/// Whether two texts are the same header, be it spelled a little differently: `金额(万元)` and `金 额（单位：万元）`, but
/// not `金额(元)`.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    let same_words = || {
        let key = key(one);
        !key.is_empty() && key == crate::lexicon::key::key(other)
    };
    let same_role = || {
        let role = vocabulary::role(one);
        role.is_some() && role == vocabulary::role(other)
    };
    let same_unit = || match (money::unit(one), money::unit(other)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    };
    (same_words() || same_role()) && same_unit()
}

/// The filled cells that begin in a row.
fn filled(row: &Row<Tidy>) -> impl Iterator<Item = &Cell<Tidy>> {
    row.cells.iter().filter(|cell| !cell.text.is_blank())
}
