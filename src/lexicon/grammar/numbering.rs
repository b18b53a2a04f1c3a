//! Enumeration at the start of lines: 一、, (一), 1., ①, 目标1：.

use std::sync::LazyLock;

use super::words::prose;
use crate::text::numerals::{chinese, chinese_digit};
use crate::text::width::{fold_char, is_letter};

/// The number or label that a line begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marker {
    /// How it is written.
    pub kind: MarkerKind,
    /// Its number; 0 for a bullet.
    pub number: u32,
    /// How many bytes it takes, white space around it included.
    pub length: usize,
}

/// How a marker is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkerKind {
    /// `一、`
    Chinese,
    /// `(一)`, `㈠`
    ChineseParen,
    /// `1.`, `1、`, `1)`
    Arabic,
    /// `(1)`, `①`
    ArabicParen,
    /// `目标1：`, `指标1：`
    Label,
    /// `●`, `- `
    Bullet,
}

/// Labels of goals.
static GOAL_LABELS: LazyLock<Vec<&str>> = LazyLock::new(|| prose("goal-label"));

/// Labels that are numbered: of goals, indicators and tasks.
static LABELS: LazyLock<Vec<&str>> =
    LazyLock::new(|| ["goal-label", "indicator-label", "task-label"].into_iter().flat_map(prose).collect());

/// What labels begin with.
static FIRST_OF_LABELS: LazyLock<Vec<char>> =
    LazyLock::new(|| LABELS.iter().filter_map(|label| label.chars().next()).collect());

/// The marker that a line begins with, if any.
pub fn marker(line: &str) -> Option<Marker> {
    let cursor = Cursor { text: line, at: 0 }.blanks();
    // Most lines begin with a letter that no label and no numeral begins with.
    let first = cursor.peek()?;
    let begins = || is_of_numeral(first) || FIRST_OF_LABELS.contains(&first);
    if is_letter(first) && !begins() {
        return None;
    }
    // Nor does one begin with a digit, as amounts and codes do.
    let labelled = if first.is_ascii_digit() { None } else { label(cursor, &LABELS) };
    let (kind, number, end) = labelled
        .map(|(number, end)| (MarkerKind::Label, number, end))
        .or_else(|| circled(cursor))
        .or_else(|| parenthesised(cursor))
        .or_else(|| counted(cursor))
        .or_else(|| bullet(cursor))?;
    Some(Marker { kind, number, length: end.blanks().at })
}

/// Splits the text of goals into goals with their numbers, by labels (目标1：) or by an enumeration that counts
/// 1, 2, 3 at the starts of lines or behind punctuation. What stands before the first is a goal without a number;
/// a line without a number goes on with the goal above it.
pub fn goals(lines: &[&str]) -> Vec<(Option<u32>, String)> {
    let mut goals: Vec<(Option<u32>, String)> = Vec::new();
    let labelled = lines.iter().any(|line| !labels_in(line, None).is_empty());
    let lines = if labelled { lines.to_vec() } else { cut_within(lines) };
    let counting = if labelled { None } else { counts(&lines) };
    for line in lines {
        if labelled {
            let last = goals.iter().rev().find_map(|(number, _)| *number);
            let labels = labels_in(line, last);
            let first = labels.first().map_or(line.len(), |label| label.start);
            append(&mut goals, &line[..first]);
            for (index, label) in labels.iter().enumerate() {
                let end = labels.get(index + 1).map_or(line.len(), |next| next.start);
                goals.push((Some(label.number), line[label.end..end].trim().to_owned()));
            }
        } else if let Some(found) = marker(line).filter(|found| Some(found.kind) == counting) {
            goals.push((Some(found.number), line[found.length..].trim().to_owned()));
        } else {
            append(&mut goals, line);
        }
    }
    goals
}

/// The lines, cut before every number within them that counts on behind punctuation: `1.甲；2.乙。`
fn cut_within<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let mut pieces = Vec::new();
    let mut last: Option<(MarkerKind, u32)> = None;
    for line in lines {
        let (mut start, mut before, mut skip_to) = (0, None, 0);
        for (at, c) in line.char_indices() {
            let open = before.is_none_or(|c: char| c.is_whitespace() || "；;。：:，,！!".contains(c));
            before = Some(c);
            if !open || at < skip_to || c.is_whitespace() {
                continue;
            }
            let counted = marker(&line[at..])
                .filter(|marker| !matches!(marker.kind, MarkerKind::Bullet | MarkerKind::Label))
                .filter(|marker| match last {
                    Some((kind, number)) => marker.kind == kind && marker.number == number + 1,
                    None => marker.number == 1,
                });
            if let Some(counted) = counted {
                pieces.push(&line[start..at]);
                (start, skip_to) = (at, at + counted.length);
                last = Some((counted.kind, counted.number));
            }
        }
        pieces.push(&line[start..]);
    }
    if last.is_some_and(|(_, number)| number >= 2) { pieces } else { lines.to_vec() }
}

/// Adds text to the last goal, or begins one without a number.
fn append(goals: &mut Vec<(Option<u32>, String)>, text: &str) {
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    match goals.last_mut() {
        Some((_, goal)) => goal.push_str(text),
        None => goals.push((None, text.to_owned())),
    }
}

/// The kind of marker that counts 1, 2, 3 at the starts of lines, if one does.
fn counts(lines: &[&str]) -> Option<MarkerKind> {
    let markers: Vec<Marker> = lines
        .iter()
        .filter_map(|line| marker(line))
        .filter(|marker| marker.kind != MarkerKind::Bullet)
        .collect();
    let kind = markers.first()?.kind;
    let numbers: Vec<u32> =
        markers.iter().filter(|marker| marker.kind == kind).map(|marker| marker.number).collect();
    (numbers.len() >= 2 && numbers.iter().zip(1..).all(|(number, expected)| *number == expected))
        .then_some(kind)
}

/// A label of a goal within a line.
struct GoalLabel {
    number: u32,
    start: usize,
    end: usize,
}

/// The labels of goals in a line: at its start, after punctuation, or where they count on.
fn labels_in(line: &str, last: Option<u32>) -> Vec<GoalLabel> {
    let mut found: Vec<GoalLabel> = Vec::new();
    let mut before: Option<char> = None;
    let mut skip_to = 0;
    for (start, c) in line.char_indices() {
        if start < skip_to {
            continue;
        }
        let open = before.is_none_or(|c| c.is_whitespace() || "；;。.，,、！!：:）)”】]".contains(c));
        let label = label(Cursor { text: line, at: start }, &GOAL_LABELS);
        if let Some((number, end)) = label {
            let previous = found.last().map(|label| label.number).or(last);
            if open || previous.is_some_and(|previous| previous + 1 == number) {
                found.push(GoalLabel { number, start, end: end.at });
                skip_to = end.at;
                before = Some(':');
                continue;
            }
        }
        before = Some(c);
    }
    found
}

/// A place in a line; characters are read folded.
#[derive(Clone, Copy)]
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl Cursor<'_> {
    fn peek(self) -> Option<char> {
        self.text[self.at..].chars().next().map(fold_char)
    }

    fn next(self) -> Self {
        let width = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        Self { at: self.at + width, ..self }
    }

    fn eat(self, wanted: impl Fn(char) -> bool) -> Option<Self> {
        self.peek().filter(|c| wanted(*c)).map(|_| self.next())
    }

    fn eat_word(self, word: &str) -> Option<Self> {
        word.chars().try_fold(self, |cursor, wanted| cursor.eat(|c| c == wanted))
    }

    fn blanks(self) -> Self {
        let mut cursor = self;
        while let Some(next) = cursor.eat(char::is_whitespace) {
            cursor = next;
        }
        cursor
    }

    /// A number of at most three digits.
    fn digits(self) -> Option<(u32, Self)> {
        let mut cursor = self;
        let mut number = 0;
        for _ in 0..3 {
            let Some(digit) = cursor.peek().and_then(|c| c.to_digit(10)) else { break };
            number = number * 10 + digit;
            cursor = cursor.next();
        }
        (cursor.at > self.at && !cursor.peek().is_some_and(|c| c.is_ascii_digit()))
            .then_some((number, cursor))
    }

    /// A Chinese numeral of at most four characters.
    fn numeral(self) -> Option<(u32, Self)> {
        let mut cursor = self;
        for _ in 0..4 {
            let Some(next) = cursor.eat(is_of_numeral) else { break };
            cursor = next;
        }
        Some((chinese(&self.text[self.at..cursor.at])?, cursor))
    }
}

/// Whether a character stands in the numerals that lines begin with.
fn is_of_numeral(c: char) -> bool {
    chinese_digit(c).is_some() || matches!(c, '十' | '百')
}

/// 目标1：, 指标 2:, 任务三、
fn label<'a>(cursor: Cursor<'a>, words: &[&str]) -> Option<(u32, Cursor<'a>)> {
    let bracket = cursor.eat(|c| matches!(c, '【' | '['));
    let inside = bracket.unwrap_or(cursor);
    let first = inside.peek()?;
    let mut words = words.iter().filter(|word| word.starts_with(first));
    let after_word = words.find_map(|word| inside.eat_word(word))?.blanks();
    let numbered = after_word.digits().or_else(|| after_word.numeral()).or_else(|| {
        after_word.eat(|c| c == '(').and_then(|open| {
            let (number, close) = open.digits().or_else(|| open.numeral())?;
            Some((number, close.eat(|c| c == ')')?))
        })
    });
    let (number, end) = numbered?;
    let end = if bracket.is_some() { end.blanks().eat(|c| matches!(c, '】' | ']'))? } else { end };
    let closed = end.blanks();
    if let Some(after) = closed.eat(|c| matches!(c, ':' | '、' | '.' | ',' | ';' | '。')) {
        // 目标1.5倍 is no label.
        let decimal = closed.peek() == Some('.') && after.peek().is_some_and(|c| c.is_ascii_digit());
        return (!decimal).then(|| (number, after.blanks()));
    }
    (closed.at > end.at || closed.peek().is_none() || bracket.is_some()).then_some((number, closed))
}

/// ①, ⑴, ⒈, ㈠, ❶
fn circled(cursor: Cursor) -> Option<(MarkerKind, u32, Cursor)> {
    let c = cursor.text[cursor.at..].chars().next()?;
    let (kind, first) = match c {
        '①'..='⑳' => (MarkerKind::ArabicParen, '①'),
        '⑴'..='⒇' => (MarkerKind::ArabicParen, '⑴'),
        '❶'..='❿' => (MarkerKind::ArabicParen, '❶'),
        '⒈'..='⒛' => (MarkerKind::Arabic, '⒈'),
        '㈠'..='㈩' => (MarkerKind::ChineseParen, '㈠'),
        _ => return None,
    };
    let end = cursor.next();
    let end = end.eat(|c| matches!(c, '、' | '.' | ':')).unwrap_or(end);
    Some((kind, c as u32 - first as u32 + 1, end))
}

/// (一), （1）, 〔二〕, with 、 or . behind it at times.
fn parenthesised(cursor: Cursor) -> Option<(MarkerKind, u32, Cursor)> {
    let inside = cursor.eat(|c| c == '(')?.blanks();
    let (kind, (number, end)) = inside
        .digits()
        .map(|found| (MarkerKind::ArabicParen, found))
        .or_else(|| inside.numeral().map(|found| (MarkerKind::ChineseParen, found)))?;
    let end = end.blanks().eat(|c| c == ')')?;
    let end = end.eat(|c| matches!(c, '、' | '.' | ':')).unwrap_or(end);
    Some((kind, number, end))
}

/// 一、 1. 1、 1)
fn counted(cursor: Cursor) -> Option<(MarkerKind, u32, Cursor)> {
    let digits = cursor.digits();
    let arabic = digits.is_some();
    let (number, end) = digits.or_else(|| cursor.numeral())?;
    let kind = if arabic { MarkerKind::Arabic } else { MarkerKind::Chinese };
    let sign = end.blanks();
    let after = sign.eat(|c| matches!(c, '、' | '.' | ')'))?;
    let rest = &after.text[after.at..];
    match sign.peek() {
        // 一、二级 and 1、2号楼 name two things; 一、一般公共预算 and 1、2024年 begin a line.
        Some('、') if names_two(after, number) => None,
        Some(')') if !arabic => Some((MarkerKind::ChineseParen, number, after)),
        // 1.5万元 is a number, 1.2024年 a marker before a year.
        Some('.') if rest.starts_with(|c| fold_char(c).is_ascii_digit()) && !starts_with_year(rest) => None,
        _ => Some((kind, number, after)),
    }
}

fn names_two(after: Cursor, number: u32) -> bool {
    let following = after.digits().or_else(|| after.numeral());
    following.is_some_and(|(next, end)| {
        next == number + 1 && end.peek().is_some_and(|c| "级类等期次季年批号月、楼标线孩档阶产成".contains(c))
    })
}

fn starts_with_year(rest: &str) -> bool {
    let head: String = rest.chars().take(5).map(fold_char).collect();
    (head.starts_with("19") || head.starts_with("20")) && head.ends_with('年') && head.chars().count() == 5
}

fn bullet(cursor: Cursor) -> Option<(MarkerKind, u32, Cursor)> {
    let after = cursor.eat(|c| "•·●■◆○▪➢➤★☆◇□▶►".contains(c)).or_else(|| {
        cursor.eat(|c| matches!(c, '-' | '*')).filter(|after| after.peek().is_some_and(char::is_whitespace))
    })?;
    (after.blanks().peek().is_some()).then_some((MarkerKind::Bullet, 0, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(line: &str, kind: MarkerKind, number: u32, rest: &str) {
        let found = marker(line).unwrap_or_else(|| panic!("{line} has no marker"));
        assert_eq!((found.kind, found.number, &line[found.length..]), (kind, number, rest), "{line}");
    }

    #[test]
    fn every_marker() {
        use MarkerKind::{Arabic, ArabicParen, Bullet, Chinese, ChineseParen, Label};
        check("一、产出指标", Chinese, 1, "产出指标");
        check("十二、其他", Chinese, 12, "其他");
        check("一、一般公共预算拨款收入", Chinese, 1, "一般公共预算拨款收入");
        check("三．满意度指标", Chinese, 3, "满意度指标");
        check("(一) 数量指标", ChineseParen, 1, "数量指标");
        check("（二）质量指标：", ChineseParen, 2, "质量指标：");
        check("（ 三 ）、时效指标", ChineseParen, 3, "时效指标");
        check("㈣成本指标", ChineseParen, 4, "成本指标");
        check("一）数量指标", ChineseParen, 1, "数量指标");
        check("1. 新增就业岗位 ≥740个", Arabic, 1, "新增就业岗位 ≥740个");
        check("1．新增", Arabic, 1, "新增");
        check("１、新增", Arabic, 1, "新增");
        check("  2) 新增", Arabic, 2, "新增");
        check("3）新增", Arabic, 3, "新增");
        check("1.2024年完成", Arabic, 1, "2024年完成");
        check("1、2024年完成", Arabic, 1, "2024年完成");
        check("⒉名称", Arabic, 2, "名称");
        check("（1）名称", ArabicParen, 1, "名称");
        check("(12)名称", ArabicParen, 12, "名称");
        check("①名称", ArabicParen, 1, "名称");
        check("⑵ 名称", ArabicParen, 2, "名称");
        check("目标1：通过", Label, 1, "通过");
        check("目标2: 通过", Label, 2, "通过");
        check("目标三、通过", Label, 3, "通过");
        check("【目标1】通过", Label, 1, "通过");
        check("绩效目标 1 ：通过", Label, 1, "通过");
        check("指标1：文艺演出场次", Label, 1, "文艺演出场次");
        check("任务1 保障", Label, 1, "保障");
        check("- 名称", Bullet, 0, "名称");
        check("●名称", Bullet, 0, "名称");
    }

    #[test]
    fn no_markers() {
        for line in [
            "",
            "12月31日前",
            "1.5万元",
            "2024年完成",
            "3家以上",
            "一、二级指标",
            "二、三产业融合",
            "1、2号楼改造",
            "一般公共预算",
            "2024.12",
            "(2024年度)",
            "—",
            "-5%",
            "目标任务完成率",
            "目标1个",
            "指标值",
            "一次性补助",
            "100%",
            "三家",
            "（含）",
            "(",
            "1",
            "目标1.5倍",
            "10%",
            "三公经费",
            "*",
        ] {
            assert_eq!(marker(line), None, "{line}");
        }
    }

    #[track_caller]
    fn check_goals(lines: &[&str], expected: &[(Option<u32>, &str)]) {
        let found = goals(lines);
        let found: Vec<(Option<u32>, &str)> =
            found.iter().map(|(number, text)| (*number, text.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn goals_by_labels() {
        check_goals(&["目标1: 甲;", "目标2: 乙。"], &[(Some(1), "甲;"), (Some(2), "乙。")]);
        check_goals(
            &["目标1：甲；目标2：乙；目标3：丙。"],
            &[(Some(1), "甲；"), (Some(2), "乙；"), (Some(3), "丙。")],
        );
        check_goals(&["目标1：甲目标2：乙"], &[(Some(1), "甲"), (Some(2), "乙")]);
        check_goals(
            &["总述。", "目标1：甲", "续。", "", "目标2：乙"],
            &[(None, "总述。"), (Some(1), "甲续。"), (Some(2), "乙")],
        );
        check_goals(&["目标2：通过印刷政策宣传资料"], &[(Some(2), "通过印刷政策宣传资料")]);
        check_goals(&["完成目标任务，实现目标12个。"], &[(None, "完成目标任务，实现目标12个。")]);
    }

    #[test]
    fn goals_by_counting() {
        check_goals(&["1.甲；", "2.乙。"], &[(Some(1), "甲；"), (Some(2), "乙。")]);
        check_goals(&["（1）甲；", "续", "（2）乙。"], &[(Some(1), "甲；续"), (Some(2), "乙。")]);
        check_goals(&["总述：", "一、甲", "二、乙"], &[(None, "总述："), (Some(1), "甲"), (Some(2), "乙")]);
        check_goals(&["1.甲；2.乙。3、丙"], &[(Some(1), "甲；"), (Some(2), "乙。"), (Some(3), "丙")]);
        check_goals(&["①甲；②乙。"], &[(Some(1), "甲；"), (Some(2), "乙。")]);
        check_goals(
            &["总述：1、甲：（1）其一；（2）其二。2、乙", "续；3、丙"],
            &[
                (None, "总述："),
                (Some(1), "甲：（1）其一；（2）其二。"),
                (Some(2), "乙续；"),
                (Some(3), "丙"),
            ],
        );
        check_goals(&["完成1、2号楼改造，2、3月底前完工。"], &[(None, "完成1、2号楼改造，2、3月底前完工。")]);
        // One number, or numbers that do not count, are the text's own.
        check_goals(&["1.甲"], &[(None, "1.甲")]);
        check_goals(&["3.甲", "5.乙"], &[(None, "3.甲5.乙")]);
    }

    #[test]
    fn a_goal_broken_over_lines_is_one() {
        check_goals(
            &["新建改造供水管网42公里，", "受益人口1.8万人。"],
            &[(None, "新建改造供水管网42公里，受益人口1.8万人。")],
        );
        check_goals(&[], &[]);
        check_goals(&["", " "], &[]);
    }

    proptest! {
        #[test]
        fn markers_end_at_characters(line in "\\PC{0,40}|[ (（一二1-3.、)）目标指:：①-]{0,12}") {
            if let Some(found) = marker(&line) {
                prop_assert!(line.is_char_boundary(found.length));
            }
        }

        #[test]
        fn goals_keep_every_character(lines in proptest::collection::vec("[目标指12一、.：:；甲乙 （）]{0,16}", 0..6)) {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            let kept: String = goals(&lines).into_iter().map(|(_, text)| text).collect();
            let mut left = kept.chars().filter(|c| !c.is_whitespace()).peekable();
            // What is kept is a subsequence of what was given, and only labels are missing.
            let mut missing = String::new();
            for c in lines.iter().flat_map(|line| line.chars()).filter(|c| !c.is_whitespace()) {
                if left.peek() == Some(&c) { left.next(); } else { missing.push(c); }
            }
            prop_assert_eq!(left.next(), None);
            prop_assert!(missing.chars().all(|c| "目标指12一、.：:；（）".contains(c)), "{}", missing);
        }
    }
}
