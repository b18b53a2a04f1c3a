//! The unit after a number: 万元, 人(次), 元/人·月, 个工作日.

use super::operator::{piece_ends, suffix};
use super::spelling::{skip_blanks, stands};
use crate::text::width::is_han;

/// A unit that was read.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// As printed, folded; `%` for 百分比.
    pub(super) text: String,
    /// The place after it.
    pub(super) end: usize,
    /// Whether it is one of the known units rather than words that stand in a unit's place.
    pub(super) known: bool,
}

/// Units that are made of others by 万, 亿 and by `/`.
const UNITS: &[&str] = &[
    "%",
    "‰",
    "百分比",
    "百分率",
    "百分点",
    "个百分点",
    "千分点",
    "分",
    "分钟",
    "秒",
    "小时",
    "时",
    "天",
    "日",
    "周",
    "旬",
    "月",
    "个月",
    "季",
    "季度",
    "个季度",
    "年",
    "年度",
    "学期",
    "学年",
    "课时",
    "学时",
    "工时",
    "工日",
    "个工作日",
    "工作日",
    "个小时",
    "个自然日",
    "自然日",
    "个星期",
    "星期",
    "个",
    "人",
    "名",
    "位",
    "员",
    "户",
    "家",
    "所",
    "间",
    "次",
    "回",
    "遍",
    "场",
    "场次",
    "批",
    "批次",
    "期",
    "届",
    "班",
    "班次",
    "趟",
    "轮",
    "项",
    "件",
    "宗",
    "起",
    "例",
    "条",
    "款",
    "篇",
    "份",
    "本",
    "册",
    "卷",
    "部",
    "套",
    "台",
    "台次",
    "架",
    "架次",
    "辆",
    "辆次",
    "艘",
    "艘次",
    "列",
    "门",
    "座",
    "栋",
    "幢",
    "处",
    "块",
    "片",
    "张",
    "幅",
    "面",
    "枚",
    "支",
    "只",
    "头",
    "匹",
    "羽",
    "尾",
    "条次",
    "株",
    "棵",
    "根",
    "颗",
    "粒",
    "袋",
    "包",
    "箱",
    "盒",
    "瓶",
    "桶",
    "罐",
    "车",
    "岁",
    "周岁",
    "月龄",
    "kVA",
    "KVA",
    "H",
    "KM",
    "Km",
    "KG",
    "Kg",
    "M2",
    "M3",
    "车道",
    "车位",
    "席位",
    "名额",
    "岗位",
    "个岗位",
    "车次",
    "趟次",
    "组",
    "队",
    "对",
    "双",
    "副",
    "顶",
    "把",
    "口",
    "眼",
    "孔",
    "盏",
    "盆",
    "床",
    "张床位",
    "床位",
    "张床",
    "个床位",
    "人次",
    "人数",
    "人日",
    "人天",
    "人年",
    "人月",
    "户次",
    "户数",
    "家次",
    "件次",
    "例次",
    "份次",
    "册次",
    "篇次",
    "个次",
    "项次",
    "名次",
    "站",
    "站点",
    "点",
    "个点",
    "点位",
    "村",
    "个村",
    "乡镇",
    "个乡镇",
    "镇",
    "县",
    "社区",
    "个社区",
    "班级",
    "段",
    "道",
    "层",
    "格",
    "版",
    "版次",
    "集",
    "首",
    "幕",
    "盘",
    "字",
    "万字",
    "页",
    "词",
    "票",
    "笔",
    "单",
    "例数",
    "标箱",
    "TEU",
    "标准箱",
    "箱次",
    "倍",
    "成",
    "折",
    "度",
    "元",
    "角",
    "美元",
    "欧元",
    "港元",
    "日元",
    "人民币",
    "米",
    "公里",
    "千米",
    "里",
    "华里",
    "厘米",
    "毫米",
    "分米",
    "海里",
    "延米",
    "延长米",
    "车公里",
    "人公里",
    "吨公里",
    "平方米",
    "平米",
    "平方",
    "平方公里",
    "平方千米",
    "立方米",
    "立方",
    "方",
    "公顷",
    "亩",
    "亩次",
    "顷",
    "吨",
    "公斤",
    "千克",
    "斤",
    "克",
    "毫克",
    "微克",
    "担",
    "升",
    "毫升",
    "千瓦",
    "千瓦时",
    "瓦",
    "兆瓦",
    "度电",
    "千伏",
    "伏",
    "安",
    "千伏安",
    "兆",
    "赫兹",
    "摄氏度",
    "分贝",
    "毫克/立方米",
    "微克/立方米",
    "个/平方米",
    "m",
    "km",
    "cm",
    "mm",
    "m2",
    "m3",
    "km2",
    "m²",
    "m³",
    "km²",
    "㎡",
    "㎥",
    "㎞",
    "㎝",
    "㎜",
    "kg",
    "g",
    "mg",
    "t",
    "L",
    "ml",
    "mL",
    "h",
    "min",
    "s",
    "kW",
    "kWh",
    "kw",
    "kwh",
    "MW",
    "kV",
    "KV",
    "V",
    "W",
    "M",
    "MB",
    "GB",
    "TB",
    "PB",
    "G",
    "Mbps",
    "Gbps",
    "bit",
    "dB",
    "dpi",
    "ha",
    "℃",
    "°C",
    "°",
    "μg/m3",
    "ug/m3",
    "μg/m³",
    "mg/L",
    "μg/L",
    "株次",
    "头次",
    "只次",
    "羽次",
    "头份",
    "剂",
    "剂次",
    "支次",
    "人份",
    "样",
    "批样",
    "个样",
    "样品",
    "案",
    "案件",
    "庭",
    "节",
    "节次",
    "课",
    "堂",
    "科",
    "系统",
    "模块",
    "网",
    "端口",
    "终端",
    "线",
    "回路",
    "芯公里",
    "皮长公里",
    "专利",
    "项目",
    "标段",
];

/// Words that multiply a unit.
const MULTIPLES: &[&str] = &["百万", "千万", "十万", "万", "亿", "千", "百"];

/// Words that follow a number and are no unit: 3级, 2类, 5号.
const NO_UNITS: &[&str] = &[
    "前",
    "后",
    "之",
    "以",
    "内",
    "的",
    "与",
    "和",
    "及",
    "或",
    "由",
    "在",
    "到",
    "至",
    "为",
    "是",
    "不",
    "级",
    "类",
    "等",
    "号",
    "型",
    "代",
    "星",
    "甲",
    "乙",
    "档",
    "线",
    "阶",
    "流",
    "维",
    "位一体",
];

/// The unit after a number. With `unknown` a short run of other words counts as one as well, of at most so many
/// characters.
pub(super) fn unit(chars: &[char], from: usize, unknown: usize) -> Option<Unit> {
    let at = skip_blanks(chars, from);
    if chars.get(at) == Some(&'(') {
        return in_parentheses(chars, at);
    }
    let known = composite(chars, at);
    if known.as_ref().is_some_and(|unit| boundary(chars, unit.end)) {
        return known;
    }
    if known.is_none() {
        let length = run(chars, at);
        let text: String = chars[at..at + length].iter().collect();
        // Letters that follow a bare number are a name rather than a unit: 5A级.
        let name = unknown <= 4 && text.starts_with(|c: char| c.is_ascii_alphabetic());
        if length > 0 && length <= unknown && !name && !NO_UNITS.iter().any(|word| text.starts_with(word)) {
            return Some(Unit { text, end: at + length, known: false });
        }
    }
    known
}

/// `(平方米)`, `(%)`, `(人数)`: a unit that stands in parentheses behind its number.
fn in_parentheses(chars: &[char], at: usize) -> Option<Unit> {
    let inner = chars.iter().skip(at + 1).take(14).position(|c| *c == ')')?;
    let text: String = chars[at + 1..at + 1 + inner].iter().filter(|c| **c != ' ').collect();
    let text = text.trim_start_matches("单位:");
    let is_unit = !text.is_empty()
        && !text.starts_with('含')
        && !text.contains([',', ';', '。', ':', '='])
        && (!text.contains(|c: char| c.is_ascii_digit()) || UNITS.contains(&text));
    is_unit.then(|| Unit { text: canonical(text), end: at + inner + 2, known: true })
}

/// A known unit with its multiples, its alternative in parentheses and what it is counted per.
fn composite(chars: &[char], from: usize) -> Option<Unit> {
    let mut end = single(chars, from)?;
    for _ in 0..3 {
        if let Some(after) = alternative(chars, end) {
            end = after;
        }
        let per = match chars.get(end) {
            Some('/' | '·' | '.' | '*') => end + 1,
            Some('每') => end + 1,
            _ => break,
        };
        let Some(after) =
            single(chars, per).or_else(|| grouped(chars, per)).or_else(|| word(chars, per, end))
        else {
            break;
        };
        end = after;
    }
    let text: String = chars[from..end].iter().filter(|c| **c != ' ').collect();
    Some(Unit { text: canonical(&text), end, known: true })
}

/// `(人·天)` of 元/(人·天).
fn grouped(chars: &[char], from: usize) -> Option<usize> {
    let inside = from + usize::from(chars.get(from) == Some(&'('));
    let end = composite(chars, inside).filter(|_| inside > from)?.end;
    (chars.get(end) == Some(&')')).then_some(end + 1)
}

/// What a unit is counted per may be any word: 万元/标段, 元/生.
fn word(chars: &[char], from: usize, slash: usize) -> Option<usize> {
    let length = run(chars, from);
    (chars.get(slash) == Some(&'/') && (1..=6).contains(&length)).then_some(from + length)
}

/// `(次)` of 人(次), `(套)` of 台(套).
fn alternative(chars: &[char], at: usize) -> Option<usize> {
    if chars.get(at) != Some(&'(') {
        return None;
    }
    let end = single(chars, at + 1)?;
    // 100%(1.0) and 5元(含税) carry a note, not an alternative.
    (chars.get(end) == Some(&')') && !matches!(chars[at - 1], '%' | '‰')).then_some(end + 1)
}

/// The longest known unit at a place, after its multiples; a multiple alone is one too: 250万.
fn single(chars: &[char], from: usize) -> Option<usize> {
    let mut at = from;
    let mut end = base(chars, at);
    for _ in 0..2 {
        let Some(multiple) = MULTIPLES.iter().find(|word| stands(chars, at, word)) else { break };
        at += multiple.chars().count();
        // 千瓦时 and 百分比 are units that begin like a multiple, so the longest reading wins.
        end = end.max(base(chars, at)).max(Some(at));
    }
    end
}

/// The longest known unit at a place.
fn base(chars: &[char], from: usize) -> Option<usize> {
    UNITS
        .iter()
        .filter(|unit| stands(chars, from, unit))
        .map(|unit| from + unit.chars().count())
        // A Latin unit ends where the word ends: 5G基站 has no unit G.
        .filter(|end| !chars[end - 1].is_ascii_alphabetic() || boundary(chars, *end))
        .max()
}

/// Whether a unit may end here.
fn boundary(chars: &[char], at: usize) -> bool {
    piece_ends(chars, at)
        || chars.get(at).is_some_and(|c| {
            c.is_ascii_digit() || matches!(c, '-' | '~' | '至' | '到' | '±' | '/' | '<' | '≤' | '>' | '≥')
        })
        || suffix(chars, at).is_some()
}

/// How many characters of words stand here, up to anything that ends a unit.
fn run(chars: &[char], at: usize) -> usize {
    let mut length = 0;
    while let Some(c) = chars.get(at + length) {
        let word = is_han(*c)
            || c.is_ascii_alphabetic()
            || matches!(c, '/' | '·' | '²' | '³' | '°' | '℃' | '%' | '‰' | '㎡' | 'μ' | 'Ω');
        if !word || length > 16 || boundary(chars, at + length) && *c != '/' {
            break;
        }
        length += 1;
    }
    length
}

/// `%` for 百分比; parentheses around the whole are dropped.
pub(super) fn canonical(text: &str) -> String {
    match text {
        "百分比" | "百分率" | "%%" => "%".into(),
        "千分比" => "‰".into(),
        other => other.into(),
    }
}

/// Whether a unit only says how long or which: 未来3年, 5日.
pub(super) fn is_time(unit: &str) -> bool {
    matches!(
        unit,
        "年" | "年度" | "月" | "日" | "周" | "季度" | "季" | "期" | "届" | "度" | "点" | "节" | "时"
    )
}
