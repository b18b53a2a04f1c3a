//! The cell-per-line layout: a table that a crawler took apart, each cell on a line of its own. What a cell is
//! is told by its words and by their order; the table itself stays as it is.

use std::collections::VecDeque;
use std::sync::LazyLock;

use crate::layout::context::Context;
use crate::layout::goals;
use crate::layout::lines::{self, Line};
use crate::layout::packed::indicator;
use crate::layout::project;
use crate::layout::reading::Reading;
use crate::layout::rows;
use crate::lexicon::grammar::{numbering, target};
use crate::lexicon::line;
use crate::lexicon::money;
use crate::lexicon::period::period;
use crate::lexicon::sense::Sense;
use crate::lexicon::taxonomy;
use crate::lexicon::terms::{self, Place};
use crate::lexicon::total;
use crate::lexicon::vocabulary;
use crate::model::{
    ColumnRole, Fate, Finding, Funding, Indicator, Message, Period, Position, Project, Rule, Severity, Table,
    TargetKind, Tidy,
};
use crate::text::width::fold;

/// The layout of a cell per line.
pub(in crate::layout) const LAYOUT: &str = "cell-per-line";

/// Borders were told by words.
pub const BORDERS_GUESSED: Rule =
    Rule { name: "borders-guessed", severity: Severity::Warning, page: include_str!("borders_guessed.md") };

/// A label is a few words.
const LONGEST_LABEL: usize = 24;

/// The words that name where money comes from.
static SOURCES: LazyLock<Vec<&str>> =
    LazyLock::new(|| terms::terms(Place::Header, Sense::FundingSource).map(|term| term.words).collect());

/// A filled cell.
struct Token {
    line: Line,
    row: usize,
    column: usize,
    word: Word,
}

/// What a cell is by its words.
#[derive(Clone, Debug, PartialEq)]
enum Word {
    /// The name of a first level.
    First,
    /// The name of a second level.
    Second,
    /// The header of a column of the indicators.
    Header(ColumnRole),
    /// The label of what a project has: its name, its amount.
    Label(ColumnRole),
    /// The label of a part of the amount.
    Funding(String),
    /// A label and its value in one cell.
    Pair(ColumnRole, String),
    /// What stands below the table.
    Closing,
    /// Anything else: names and values.
    Text,
}

/// Whether a table has one column, in which the names of levels stand among other things.
fn is_taken_apart(table: &Table<Tidy>) -> bool {
    let lone = table.rows.iter().all(|row| {
        row.cells.iter().all(|cell| cell.rowspan == 1 && (cell.column == 0 || cell.text.is_blank()))
    });
    if !lone {
        return false;
    }
    let texts = || table.rows.iter().filter_map(|row| row.cells.first()).map(|cell| cell.text.text().trim());
    let named = |look_up: fn(&str) -> Option<&'static str>| {
        texts().filter(|text| taxonomy::is_level_name(text) && look_up(text).is_some()).count()
    };
    let first_only = |text: &str| {
        taxonomy::level1(text).filter(|_| taxonomy::is_satisfaction(text) || taxonomy::level2(text).is_none())
    };
    texts().any(|text| taxonomy::is_level_name(text) && first_only(text).is_some())
        && named(taxonomy::level2) >= 2
}

/// Reads a table that was taken apart.
pub(in crate::layout) fn read(table: &Table<Tidy>, context: &Context) -> Option<Reading> {
    if !is_taken_apart(table) {
        return None;
    }
    let mut progress = Progress { unit: table.unit.clone(), ..Progress::new(context) };
    let tokens = tokens(table);
    let mut number = 0;
    for run in tokens.chunk_by(|one, next| one.word == Word::Text && next.word == Word::Text) {
        progress.expect_values(run);
        for token in run {
            let next = tokens.get(number + 1);
            progress.read(token, next);
            number += 1;
        }
    }
    progress.finish();
    let at = Position { table: Some(context.table), ..Position::of(&table.at) };
    let guessed =
        Finding { at: Some(at), ..Finding::new(&BORDERS_GUESSED, &Message::new("borders-guessed", &[])) };
    let projects = progress.projects;
    let fates = tokens.iter().map(|token| ((token.row, 0), fate(&token.word))).collect();
    Some(Reading { projects, fates, findings: vec![guessed], ..Reading::of(LAYOUT, table) })
}

/// What becomes of a cell by its words; the first of its row is the only one.
fn fate(word: &Word) -> Fate {
    match word {
        Word::Closing => Fate::Note,
        Word::Pair(..) | Word::Text => Fate::Record,
        Word::First | Word::Second | Word::Header(_) | Word::Label(_) | Word::Funding(_) => Fate::Header,
    }
}

fn tokens(table: &Table<Tidy>) -> Vec<Token> {
    let mut tokens = Vec::new();
    for (row, cell) in
        table.rows.iter().enumerate().filter_map(|(row, cells)| Some((row, cells.cells.first()?)))
    {
        let pieces = lines::of(&cell.text.0);
        if let Some(first) = pieces.first() {
            let text: String = pieces.iter().map(|line| line.text.as_str()).collect();
            let source: Vec<&str> = pieces.iter().map(|line| line.source.as_str()).collect();
            let line = Line { text, source: source.join("\n"), at: first.at.clone() };
            let word = word(&line.text);
            tokens.push(Token { line, row, column: cell.column, word });
        }
    }
    tokens
}

fn word(text: &str) -> Word {
    if taxonomy::is_level_name(text) {
        return if taxonomy::is_second(text) { Word::Second } else { Word::First };
    }
    // 第 3 页 and — 3 — close a page.
    let closes = line::is_closing(text) || fold(text).starts_with(['第', '—', '-']);
    if closes && numbering::marker(text).is_none() {
        return Word::Closing;
    }
    if let Some(word) = label(text) {
        return word;
    }
    if let Some((before, after)) = text.split_once(['：', ':'])
        && !after.trim().is_empty()
        && let Some(Word::Label(role)) = label(before)
    {
        return Word::Pair(role, after.trim().to_owned());
    }
    Word::Text
}

fn label(text: &str) -> Option<Word> {
    if text.chars().count() > LONGEST_LABEL {
        return None;
    }
    let folded = fold(text);
    let digits = folded.contains(|c: char| c.is_ascii_digit());
    if !digits && total::is_of_which(text) || SOURCES.contains(&folded.trim_end_matches(':')) {
        return Some(Word::Funding(rows::source_of(&[text.trim().trim_end_matches([':', '：']).to_owned()])));
    }
    let role = vocabulary::role(text)?;
    Some(match role {
        ColumnRole::Name
        | ColumnRole::Code
        | ColumnRole::Department
        | ColumnRole::Unit
        | ColumnRole::Amount
        | ColumnRole::Goals => Word::Label(role),
        _ => Word::Header(role),
    })
}

/// How far the cells have been read, and what they said so far.
struct Progress<'a> {
    context: &'a Context,
    unit: Option<String>,
    projects: Vec<Project>,
    current: Option<Project>,
    /// Labels whose values are still to come.
    pending: VecDeque<(Word, Option<Period>)>,
    /// The columns before the levels, where the labels are headers of columns.
    leading: Vec<Word>,
    /// The columns of the indicators, from the third level on.
    columns: Vec<ColumnRole>,
    level1: String,
    level2: String,
    /// Cells under the present levels that are names and values.
    held: Vec<Held>,
    is_within_indicators: bool,
    is_closed: bool,
}

/// A cell that is a name or a value.
#[derive(Clone)]
struct Held {
    line: Line,
    row: usize,
    column: usize,
}

impl<'a> Progress<'a> {
    fn new(context: &'a Context) -> Self {
        Self {
            context,
            unit: None,
            projects: Vec::new(),
            current: None,
            pending: VecDeque::new(),
            leading: Vec::new(),
            columns: Vec::new(),
            level1: String::new(),
            level2: String::new(),
            held: Vec::new(),
            is_within_indicators: false,
            is_closed: false,
        }
    }

    fn read(&mut self, token: &Token, next: Option<&Token>) {
        match &token.word {
            Word::Closing => {
                self.flush();
                self.is_closed = true;
            }
            Word::First => self.first_level(token),
            Word::Second => self.second_level(token, next),
            Word::Header(role) => self.header(*role),
            Word::Label(role) => self.label(*role, token),
            Word::Funding(_) if !self.is_within_indicators => {
                self.pending.push_back((token.word.clone(), None));
            }
            Word::Pair(role, value) if !self.is_within_indicators || *role == ColumnRole::Name => {
                self.label(*role, token);
                let value = Token {
                    line: Line { text: value.clone(), ..token.line.clone() },
                    row: token.row,
                    column: token.column,
                    word: Word::Text,
                };
                self.value(&value);
            }
            _ => self.value(token),
        }
    }

    /// Of more labels than values behind them the last ones are meant: the first name a part of the form, or
    /// what they label is blank.
    fn expect_values(&mut self, run: &[Token]) {
        if run.first().is_some_and(|token| token.word == Word::Text) && !self.is_within_indicators {
            let surplus = self.pending.len().saturating_sub(run.len());
            self.pending.drain(..surplus);
        }
    }

    fn position(&self, row: usize, column: usize, line: &Line) -> Position {
        Position::in_table(self.context.table, row, column, &line.at)
    }

    /// The project that is being read; it begins where the first of it is said.
    fn project(&mut self, row: usize, line: &Line) -> &mut Project {
        let at = Position { column: None, ..self.position(row, 0, line) };
        self.current.get_or_insert_with(|| Project { at, ..Project::default() })
    }

    fn first_level(&mut self, token: &Token) {
        self.is_closed = false;
        self.begin_indicators();
        let starts_anew = is_before(&token.line.text, &self.level1);
        let leading = if starts_anew { self.take_leading() } else { Vec::new() };
        self.flush();
        if !leading.is_empty() {
            self.close_project();
            self.fill_leading(&leading);
        }
        self.level1.clone_from(&token.line.text);
        self.level2.clear();
    }

    fn second_level(&mut self, token: &Token, next: Option<&Token>) {
        // 成本指标 before 经济成本指标 is a first level, else a second one.
        let either = taxonomy::level1(&token.line.text).filter(|name| taxonomy::is_at_both_levels(name));
        if either.is_some()
            && next.is_some_and(|next| next.word == Word::Second)
            && next.and_then(|next| taxonomy::level2(&next.line.text)).and_then(taxonomy::level1_of) == either
        {
            return self.first_level(token);
        }
        self.is_closed = false;
        self.begin_indicators();
        self.flush();
        let canonical = taxonomy::level2(&token.line.text);
        let parent = canonical.and_then(taxonomy::level1_of);
        if !canonical.is_some_and(taxonomy::is_at_both_levels)
            && parent.is_some()
            && parent != taxonomy::level1(&self.level1)
        {
            self.level1.clear();
        }
        self.level2.clone_from(&token.line.text);
    }

    /// What was labelled before the first level belongs to the project; labels without values are headers.
    fn begin_indicators(&mut self) {
        if self.is_within_indicators {
            return;
        }
        self.is_within_indicators = true;
        let held = std::mem::take(&mut self.held);
        if !self.leading.is_empty() {
            self.fill_leading(&held);
        }
        self.pending.clear();
    }

    fn header(&mut self, role: ColumnRole) {
        if self.is_within_indicators {
            // The header of the next page, or of the next project's table.
            self.flush();
            self.columns.clear();
            self.is_within_indicators = false;
        }
        match role {
            ColumnRole::Level1 | ColumnRole::Level2 => {
                // Labels that no value came behind are the headers of the columns to the left.
                self.leading.extend(self.pending.drain(..).map(|(word, _)| word));
                self.columns.clear();
            }
            ColumnRole::Indicators | ColumnRole::Number => {}
            _ if self.columns.contains(&role) => self.columns = vec![role],
            _ => self.columns.push(role),
        }
    }

    fn label(&mut self, role: ColumnRole, token: &Token) {
        if self.is_within_indicators {
            if role != ColumnRole::Name {
                // Among indicators a word such as 预算资金 is a name.
                return self.hold(token);
            }
            self.flush();
            self.close_project();
            self.leading.clear();
            self.is_within_indicators = false;
        }
        if role == ColumnRole::Amount
            && let Some(unit) = money::unit(&token.line.text)
        {
            self.unit = Some(unit);
        }
        self.is_closed = false;
        let period = period(&token.line.text);
        self.pending.push_back((Word::Label(role), period));
    }

    fn value(&mut self, token: &Token) {
        if self.is_closed {
            return;
        }
        if self.is_within_indicators || !self.leading.is_empty() {
            return self.hold(token);
        }
        let held = Held { line: token.line.clone(), row: token.row, column: token.column };
        // A label whose value is blank is followed by the next label.
        while self.pending.len() > 1 && !fits(&self.pending[0].0, &token.line.text) {
            self.pending.pop_front();
        }
        let Some((word, period)) = self.pending.front().cloned() else { return };
        if !fits(&word, &token.line.text) {
            return;
        }
        self.assign(&word, period, &held);
        // Goals may go on for several lines.
        if self.pending.len() > 1 || word != Word::Label(ColumnRole::Goals) {
            self.pending.pop_front();
        }
    }

    fn hold(&mut self, token: &Token) {
        self.held.push(Held { line: token.line.clone(), row: token.row, column: token.column });
    }

    fn assign(&mut self, word: &Word, period: Option<Period>, held: &Held) {
        let position = self.position(held.row, held.column, &held.line);
        let unit = self.unit.clone();
        let text = held.line.text.clone();
        let project = self.project(held.row, &held.line);
        match word {
            Word::Label(ColumnRole::Name) => project.name = text,
            Word::Label(ColumnRole::Code) => project.code = Some(text),
            Word::Label(ColumnRole::Department) => project.department = project::organisation(&text),
            Word::Label(ColumnRole::Unit) => project.unit = project::organisation(&text),
            Word::Label(ColumnRole::Amount) if project.amount.is_none() => {
                let (amount, own) = money::amount(&text).unzip();
                project::set_amount(project, amount, own.flatten().as_deref().or(unit.as_deref()));
            }
            Word::Label(ColumnRole::Goals) => {
                let period = period.filter(|period| *period != Period::Annual);
                let goals = goals::of(std::slice::from_ref(&held.line), period, |_| position.clone());
                project.goals.extend(goals);
            }
            Word::Funding(source) => {
                let amount = money::amount(&text).map(|(amount, _)| amount);
                project.funding.push(Funding { source: source.clone(), amount, executed: None });
            }
            _ => {}
        }
    }

    /// The cells of the next project's columns before the levels, off the end of the held cells.
    fn take_leading(&mut self) -> Vec<Held> {
        let each = self.columns.len().max(1);
        let from = self.held.len().checked_sub(self.leading.len());
        match from.filter(|from| from % each == 0 && !self.leading.is_empty()) {
            Some(from) => self.held.split_off(from),
            None => Vec::new(),
        }
    }

    fn fill_leading(&mut self, cells: &[Held]) {
        let mut leading = self.leading.clone().into_iter().peekable();
        for held in cells {
            while leading.peek().is_some_and(|word| !fits(word, &held.line.text)) {
                leading.next();
            }
            if let Some(word) = leading.next() {
                self.assign(&word, None, held);
            }
        }
    }

    /// Makes indicators of the held cells.
    fn flush(&mut self) {
        let held = std::mem::take(&mut self.held);
        if held.is_empty() {
            return;
        }
        let each = self.columns.len().max(1);
        let has_target = self.columns.is_empty() || self.columns.contains(&ColumnRole::Target);
        let each = if self.columns.is_empty() { 2 } else { each };
        let mut found = Vec::new();
        if has_target && held.len().is_multiple_of(each) {
            for cells in held.chunks(each) {
                found.push(self.indicator(cells));
            }
        } else {
            // Some cell was blank: a name takes the cell behind it only where that is a value.
            let mut rest = held.as_slice();
            while let Some((_, following)) = rest.split_first() {
                let values =
                    following.iter().take(each - 1).take_while(|held| is_value(&held.line.text)).count();
                found.push(self.indicator(&rest[..=values]));
                rest = &rest[values + 1..];
            }
        }
        let first = &held[0];
        self.project(first.row, &first.line).indicators.extend(found);
    }

    /// An indicator of its name and what stands behind it.
    fn indicator(&self, cells: &[Held]) -> Indicator {
        let columns: &[ColumnRole] = if self.columns.is_empty() {
            &[ColumnRole::Indicator, ColumnRole::Target]
        } else {
            &self.columns
        };
        let of = |role| columns.iter().position(|column| *column == role).and_then(|at| cells.get(at));
        let printed = project::levels(&self.level1, &self.level2);
        let name = of(ColumnRole::Indicator).or(cells.first());
        let Some(name) = name else { return Indicator::default() };
        let at = |held: &Held| self.position(held.row, held.column, &held.line);
        let Some(value) = of(ColumnRole::Target).filter(|value| value.row != name.row) else {
            return Indicator { at: at(name), ..indicator::in_line(&printed, &name.line) };
        };
        let words = |role| of(role).map(|held| held.line.text.as_str());
        let operator = words(ColumnRole::Operator).or(words(ColumnRole::TargetKind));
        let unit = words(ColumnRole::TargetUnit);
        let marker = numbering::marker(&name.line.text);
        let target = if operator.is_none() && unit.is_none() {
            target::read(&value.line.text)
        } else {
            target::compose(operator, &value.line.text, unit)
        };
        let bare = name.line.text[marker.map_or(0, |marker| marker.length)..].trim();
        Indicator {
            weight: words(ColumnRole::Weight).and_then(project::points),
            actual: words(ColumnRole::Actual).map(str::to_owned),
            score: words(ColumnRole::Score).and_then(project::points),
            text: value.line.text.clone(),
            source: value.line.source.clone(),
            at: at(value),
            ..project::indicator(&printed, marker.map(|marker| marker.number), bare, target)
        }
    }

    fn close_project(&mut self) {
        self.projects.extend(self.current.take());
        self.level1.clear();
        self.level2.clear();
    }

    fn finish(&mut self) {
        self.flush();
        self.close_project();
    }
}

/// Whether a text can be what is labelled: an amount is a number.
fn fits(word: &Word, text: &str) -> bool {
    match word {
        Word::Label(ColumnRole::Amount) | Word::Funding(_) => money::amount(text).is_some(),
        _ => true,
    }
}

/// Whether a text reads as a number, a range or a date.
fn is_value(text: &str) -> bool {
    matches!(target::read(text).kind, TargetKind::Quantity | TargetKind::Range | TargetKind::Date)
}

/// Whether a first level stands before another in the order of levels, so that the levels begin anew.
fn is_before(next: &str, last: &str) -> bool {
    let rank = |name: &str| taxonomy::level1(name).and_then(taxonomy::rank);
    rank(next).zip(rank(last)).is_some_and(|(next, last)| next < last)
}

#[cfg(test)]
mod tests {
    use crate::layout::cases::{check, disclosure, layouts};

    /// The lines of a table that was taken apart.
    fn lines(text: &str) -> String {
        let cells: Vec<&str> = text.split_whitespace().collect();
        format!("{}|\n", cells.join("|\n"))
    }

    #[test]
    fn a_form() {
        let text = lines(
            "项目名称 河道清淤 主管部门 实施单位 河道管理站 项目资金（万元） 年度资金总额： 85.5 其中：财政拨款 80 其他资金 5.5 \
             年度目标 清淤河道12公里。 绩效指标 一级指标 二级指标 三级指标 指标值 \
             产出指标 数量指标 清淤长度 ≥12公里 清淤土方 3万立方米 质量指标 验收合格率 100% \
             效益指标 生态效益指标 水质 明显改善 满意度指标 服务对象满意度指标 群众满意度 ≥90% 填报人：张三",
        );
        check(
            &text,
            "|河道清淤|85.5|清淤河道12公里。
             - 产出>数量>清淤长度|≥12公里
             - 产出>数量>清淤土方|3万立方米
             - 产出>质量>验收合格率|100%
             - 效益>生态效益>水质|明显改善
             - 满意度>服务对象满意度>群众满意度|≥90%",
        );
        assert_eq!(layouts(&text), ["cell-per-line"]);
        let found = disclosure(&text);
        let project = &found.projects[0];
        assert_eq!(project.department, None);
        assert_eq!(project.unit.as_ref().unwrap().name, "河道管理站");
        let funding: Vec<String> = project
            .funding
            .iter()
            .map(|part| format!("{} {}", part.source, part.amount.unwrap_or_default()))
            .collect();
        assert_eq!(funding, ["财政拨款 80", "其他资金 5.5"]);
        assert_eq!(project.amount_unit.as_deref(), Some("万元"));
        assert_eq!(project.indicators[0].at.line, Some(23));
        assert!(found.findings.iter().any(|finding| finding.rule == "borders-guessed"));
        // Nothing is lost: every line is still there.
        assert_eq!(found.tables().map(|table| table.rows.len()).sum::<usize>(), text.lines().count());
    }

    #[test]
    fn rows_of_several_projects() {
        check(
            &lines(
                "项目名称 金额 绩效目标 一级指标 二级指标 三级指标 指标值 \
                 清淤 5 清淤河道。 产出指标 数量指标 长度 12公里 质量指标 合格率 100% 满意度指标 群众满意度 ≥90% \
                 供水 6 改造管网。 产出指标 数量指标 管网 42公里",
            ),
            "|清淤|5|清淤河道。
             - 产出>数量>长度|12公里
             - 产出>质量>合格率|100%
             - 满意度>服务对象满意度>群众满意度|≥90%
             |供水|6|改造管网。
             - 产出>数量>管网|42公里",
        );
    }

    #[test]
    fn a_form_behind_another() {
        check(
            &lines(
                "项目名称 清淤 产出指标 数量指标 长度 12公里 质量指标 合格率 100% \
                 项目名称 供水 产出指标 数量指标 管网 42公里",
            ),
            "|清淤||
             - 产出>数量>长度|12公里
             - 产出>质量>合格率|100%
             |供水||
             - 产出>数量>管网|42公里",
        );
    }

    #[test]
    fn properties_and_blanks() {
        check(
            &lines(
                "项目名称：清淤 一级指标 二级指标 三级指标 指标性质 指标值 度量单位 \
                 成本指标 经济成本指标 总成本 ≤ 28 万元 产出指标 数量指标 长度 ≥ 12 公里",
            ),
            "|清淤||
             - 成本>经济成本>总成本|≤28万元
             - 产出>数量>长度|≥12公里",
        );
        // The first name has no value.
        check(
            &lines("项目名称 清淤 产出指标 数量指标 长度 面积 3亩 质量指标 合格率 100%"),
            "|清淤||
             - 产出>数量>长度|
             - 产出>数量>面积|3亩
             - 产出>质量>合格率|100%",
        );
    }

    #[test]
    fn lone_lines_of_other_things_are_no_table_of_indicators() {
        for text in ["螺丝 12 螺母 8 垫片 3", "产出指标 数量指标 长度", "数量 质量 单价 合计"]
        {
            assert_eq!(layouts(&lines(text)), ["plain"], "{text}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(96))]

        /// Whatever words stand in whatever order, nothing breaks and nothing is made of nothing.
        #[test]
        fn any_lines_are_read(words in proptest::collection::vec(0..WORDS.len(), 3..40)) {
            let words: Vec<&str> = words.into_iter().map(|word| WORDS[word]).collect();
            let found = disclosure(&lines(&words.join(" ")));
            for indicator in found.projects.iter().flat_map(|project| &project.indicators) {
                proptest::prop_assert!(words.contains(&indicator.text.as_str()));
            }
        }
    }

    const WORDS: &[&str] = &[
        "项目名称",
        "清淤",
        "供水",
        "金额",
        "5",
        "绩效目标",
        "清淤河道。",
        "一级指标",
        "二级指标",
        "三级指标",
        "指标值",
        "度量单位",
        "产出指标",
        "数量指标",
        "质量指标",
        "成本指标",
        "满意度指标",
        "长度",
        "12公里",
        "优",
        "≥90%",
        "其中：财政拨款",
        "填报人",
        "1.",
    ];
}
