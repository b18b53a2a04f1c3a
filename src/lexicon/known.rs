//! How much the headers of a table tell of what it is: 三级指标 and 财政拨款 hardly stand elsewhere, 备注 stands everywhere.

use super::header;
use super::key::key;
use super::sense::Sense;
use super::terms::{self, Place};

/// A header that only tables of disclosures have.
const TELLING: usize = 2;

/// A known header that other tables may have as well.
const ORDINARY: usize = 1;

/// So much must be told before a table is one that should have been read: one header of its own and another known
/// one. 绩效目标 beside 备注 may be anyone's; 绩效目标 beside 项目名称 is not.
const ENOUGH: usize = 3;

/// So many different words are gone through at most: no header of a disclosure has more, and a sheet may have 16,384
/// columns.
const MOST_WORDS: usize = 40;

/// A header of more characters is prose, or a cell that holds a whole table.
const LONGEST: usize = 30;

/// How much a header tells; `None` where it is no known one.
fn weight(text: &str) -> Option<usize> {
    header::heading(text)?;
    if terms::has(Place::Header, Sense::Telling, text) {
        return Some(TELLING);
    }
    let is_common = terms::whole(Place::Header, text).iter().any(|term| term.sense == Sense::Common);
    Some(if is_common { 0 } else { ORDINARY })
}

/// The words among some headers by which their table should have been read; `None` where they tell too little.
pub(crate) fn telling_words<'a>(headers: impl Iterator<Item = &'a str>) -> Option<Vec<&'a str>> {
    let mut words: Vec<&str> = Vec::new();
    let mut told = 0;
    for header in headers {
        if header.chars().nth(LONGEST).is_some() {
            continue;
        }
        let Some(weight) = weight(header).filter(|weight| *weight > 0) else { continue };
        if words.len() == MOST_WORDS {
            break;
        }
        if words.iter().all(|known| key(known) != key(header)) {
            told += weight;
            words.push(header.trim());
        }
    }
    (told >= ENOUGH && words.len() > 1).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_that_tell() {
        for (headers, expected) in [
            ("项目名称|一级指标|备注", Some("项目名称 一级指标")),
            ("单位名称|项目名称|合计|一般公共预算|政府性基金", Some("项目名称 一般公共预算 政府性基金")),
            ("项目名称|绩效目标", Some("项目名称 绩效目标")),
            ("科目编码|科目名称|基本支出", Some("科目编码 基本支出")),
            ("绩效目标|备注|序号", None),
            ("三级指标|三级指标", None),
            ("项目|备注|单位|名称|金额", None),
            ("指标类别|指标名称|目标值", None),
            ("科目编码|科目名称|满分", None),
            ("单位名称|项目名称|金额(万元)|备注", None),
            ("节次|星期一|星期二", None),
            ("", None),
        ] {
            let found = telling_words(headers.split('|')).map(|words| words.join(" "));
            assert_eq!(found.as_deref(), expected, "{headers}");
        }
    }
}
