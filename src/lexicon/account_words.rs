//! Totals of budget and final-account tables.

use super::account_header::key;

/// Whether a name is that of a total: 合计, 本年收入合计, 收入总计, 小计.
pub(crate) fn is_total(name: &str) -> bool {
    let key = key(name);
    ["合计", "总计", "小计"].iter().any(|end| key.ends_with(end))
}
