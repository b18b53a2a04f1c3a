//! The cells that sentences speak of: those of each part and total, and the lines of accounts by their names.

use std::collections::BTreeMap;

use super::between::{totals_of_side, whole_column, wholes};
use super::figures::{Figure, Line, Sheet};
use crate::lexicon::account::is_by_economy;
use crate::lexicon::account_header::is_stage_alone;
use crate::lexicon::account_line::{is_of_all_expenses, public_expense, without_number};
use crate::lexicon::key::key;
use crate::lexicon::sense::Sense;
use crate::lexicon::statement::{self, Subject, Word};
use crate::lexicon::terms::{self, Place, Term};
use crate::lexicon::total;
use crate::model::{BudgetForm, BudgetStage};
use crate::text::width::fold;

/// A cell that a statement may be of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    /// It.
    pub figure: Figure,
    /// Which table it is in.
    pub form: BudgetForm,
    /// Budget or final account.
    pub stage: Option<BudgetStage>,
    /// Whether it can be nothing else: 收入总计 rather than 本年收入合计.
    pub exact: bool,
}

/// What statements may be of: the cells of each part, and the lines of accounts by their names.
#[derive(Default)]
pub(super) struct Cells {
    of_word: BTreeMap<(Word, BudgetForm), Vec<Candidate>>,
    of_account: BTreeMap<String, Vec<(Candidate, u8, String)>>,
}

/// Of so many cells that one statement may be of it is not certain which is meant.
const MOST_CANDIDATES: usize = 32;

/// The tables in which an amount of a fund stands; of no fund, those of all the money.
fn forms(fund: Option<Word>) -> &'static [BudgetForm] {
    use BudgetForm as Form;
    match fund {
        Some(Word::General) => &[
            Form::GeneralPublicExpenditureByFunction,
            Form::GeneralPublicExpenditureByEconomyClassification,
            Form::BasicExpenditureByFunction,
            Form::BasicExpenditureByEconomyClassification,
        ],
        Some(Word::GovernmentFund) => &[Form::GovernmentFundExpenditure],
        Some(Word::StateCapital) => &[Form::StateCapitalExpenditure],
        Some(_) => &[
            Form::FiscalAppropriationSummary,
            Form::FiscalAppropriationExpenditureByFunction,
            Form::FiscalAppropriationExpenditureByEconomyClassification,
            Form::BasicExpenditureByFunction,
            Form::BasicExpenditureByEconomyClassification,
        ],
        None => &[
            Form::RevenueAndExpenditureSummary,
            Form::RevenueByFunction,
            Form::RevenueByUnit,
            Form::ExpenditureByFunction,
            Form::ExpenditureByEconomyClassification,
            Form::ExpenditureByUnit,
        ],
    }
}

impl Cells {
    /// Those of the tables of a document.
    pub fn of(sheets: &[Sheet<'_>], year: Option<u16>) -> Self {
        let mut cells = Self::default();
        for sheet in sheets {
            cells.add(sheet, year);
        }
        cells
    }

    fn push(
        &mut self,
        word: Word,
        sheet: &Sheet<'_>,
        figures: impl IntoIterator<Item = Figure>,
        exact: bool,
    ) {
        for figure in figures {
            self.add_candidate(word, Candidate { figure, form: sheet.form, stage: sheet.stage, exact });
        }
    }

    fn add_candidate(&mut self, word: Word, candidate: Candidate) {
        let of_word = self.of_word.entry((word, candidate.form)).or_default();
        let is_stated = candidate.figure.printed.is_some() && candidate.figure.factor.is_some();
        // Of more it is not certain which is meant, and no more are gone through for each statement.
        if is_stated && of_word.len() <= MOST_CANDIDATES {
            of_word.push(candidate);
        }
    }

    /// The cells of a word, form by form.
    fn of_word(&self, word: Word) -> impl Iterator<Item = &Candidate> {
        let from = (word, BudgetForm::RevenueAndExpenditureSummary);
        self.of_word.range(from..).take_while(move |((own, _), _)| *own == word).flat_map(|(_, cells)| cells)
    }

    fn add(&mut self, sheet: &Sheet<'_>, year: Option<u16>) {
        use BudgetForm as Form;
        match sheet.form {
            Form::ThreePublicExpenses => return self.add_expenses(sheet, year),
            Form::AgencyOperatingExpenses => return self.push(Word::Operating, sheet, wholes(sheet), true),
            Form::GovernmentProcurement => return self.push(Word::Procurement, sheet, wholes(sheet), true),
            Form::Other | Form::ProjectExpenditure | Form::TransferPayments => return,
            _ => {}
        }
        let is_summary =
            matches!(sheet.form, Form::RevenueAndExpenditureSummary | Form::FiscalAppropriationSummary);
        if is_summary {
            for (word, side) in [(Word::Revenue, Sense::Revenue), (Word::Expenditure, Sense::Expenditure)] {
                let mut totals = totals_of_side(sheet, side);
                // The last one is the grand total, and with it nothing else is 收入总计.
                let last: Vec<Figure> = totals.splice(..totals.len().min(1), []).collect();
                self.push(word, sheet, last, true);
                self.push(word, sheet, totals, false);
            }
            self.add_lines(sheet);
            return;
        }
        match sheet.form {
            Form::RevenueByFunction | Form::RevenueByUnit => {
                self.push(Word::Revenue, sheet, wholes(sheet), true);
            }
            Form::BasicExpenditureByFunction | Form::BasicExpenditureByEconomyClassification => {
                self.push(Word::Basic, sheet, wholes(sheet), true);
            }
            // What a fund pays is not all that it spends.
            Form::GovernmentFundExpenditure | Form::StateCapitalExpenditure => {}
            _ => self.push(Word::Expenditure, sheet, wholes(sheet), true),
        }
        self.add_columns(sheet);
        self.add_lines(sheet);
    }

    /// The columns of a table that are parts, in the line that is the sum of all.
    fn add_columns(&mut self, sheet: &Sheet<'_>) {
        let mut totals = sheet.lines().filter(|line| line.is_total);
        let Some(total) = totals.next().filter(|_| totals.next().is_none()) else { return };
        for figure in &total.figures {
            let path = sheet.columns.get(&figure.at.column).copied().unwrap_or_default();
            let lowest = path.iter().rev().find(|text| !is_stage_alone(text));
            if let Some(part) = lowest.and_then(|text| statement::part_of_name(&key(text))) {
                self.push(part, sheet, [*figure], true);
            }
        }
    }

    /// The lines of a table by what they are named.
    fn add_lines(&mut self, sheet: &Sheet<'_>) {
        for half in &sheet.halves {
            let column = whole_column(sheet, half);
            for line in half {
                // Where several columns are beside each other, a line with one of them has no other.
                let figure = match (column, line.figures.as_slice()) {
                    (Some(column), _) => line.figure(column),
                    (None, [only]) => Some(*only),
                    (None, _) => None,
                };
                let is_stated = |figure: &Figure| figure.printed.is_some() && figure.factor.is_some();
                let Some(figure) = figure.filter(is_stated) else { continue };
                let name = key(without_number(&line.said.name));
                // 其中：基本支出 of one class is no whole, and its words are more than the part's.
                if let Some(part) = statement::part_of_name(&name).filter(|_| line.code.is_empty()) {
                    self.push(part, sheet, [figure], true);
                }
                if line.is_total {
                    continue;
                }
                let level = if line.code.is_empty() { Some(1) } else { line.said.level };
                let Some(level) = level else { continue };
                let candidate = Candidate { figure, form: sheet.form, stage: sheet.stage, exact: true };
                let named = self.of_account.entry(bare_name(&name)).or_default();
                if named.len() <= MOST_CANDIDATES {
                    named.push((candidate, level, line.code.clone()));
                }
            }
        }
    }

    /// The public expenses, be they lines, columns or both.
    fn add_expenses(&mut self, sheet: &Sheet<'_>, year: Option<u16>) {
        let is_other_year = |path: &[String]| {
            path.iter().any(|text| {
                terms::holds(Place::Header, Sense::Past, text)
                    || statement::year(&fold(text)).is_some_and(|own| Some(own) != year)
            })
        };
        // The whole of the three is 合计 only where nothing else stands beside them.
        let texts = || {
            sheet
                .lines()
                .map(|line| line.said.name.as_str())
                .chain(sheet.columns.values().flat_map(|path| path.iter().map(String::as_str)))
        };
        let has_others = texts().any(is_other_sum);
        let lines = sheet.lines().count();
        for line in sheet.lines() {
            // Of several units only the line that is the sum of all is the document's.
            let is_of_all = line.is_total
                || lines == 1
                || !line.said.name.is_empty()
                    && (public_expense(&line.said.name).is_some() || is_other_sum(&line.said.name));
            for figure in &line.figures {
                let Some(path) = sheet.columns.get(&figure.at.column).filter(|path| !is_other_year(path))
                else {
                    continue;
                };
                if figure.printed.is_none() || figure.factor.is_none() {
                    continue;
                }
                let Some(word) = expense(line, path, has_others)
                    .filter(|_| is_of_all || is_of_all_expenses(&line.said.name))
                else {
                    continue;
                };
                let stage = path
                    .iter()
                    .rev()
                    .find_map(|text| statement::stage_of_header(&fold(text)))
                    .or(sheet.stage);
                let candidate = Candidate { figure: *figure, form: sheet.form, stage, exact: true };
                self.add_candidate(word, candidate);
            }
        }
    }

    /// The cells that a subject may mean.
    pub fn of_subject(&self, subject: &Subject, section: Option<Word>) -> Vec<Candidate> {
        if subject.account.is_some() {
            return self.of_account(subject, section);
        }
        let has = |word| subject.has(word);
        let word = match subject.part() {
            Some(part) => part,
            // 收入 and 支出 alone may be anyone's.
            None if !has(Word::Whole) && (subject.fund().is_none() || has(Word::Revenue)) => {
                return Vec::new();
            }
            None if has(Word::Both) || (has(Word::Revenue) && has(Word::Expenditure)) => Word::Both,
            None if has(Word::Revenue) => Word::Revenue,
            None if has(Word::Expenditure) => Word::Expenditure,
            None => return Vec::new(),
        };
        let words = if word == Word::Both { vec![Word::Revenue, Word::Expenditure] } else { vec![word] };
        let is_own = word.has_own_table();
        let fits = |candidate: &&Candidate| {
            is_own
                || forms(subject.fund()).contains(&candidate.form)
                || (subject.fund().is_none() && forms(section).contains(&candidate.form))
        };
        let found: Vec<Candidate> = words
            .into_iter()
            .flat_map(|word| self.of_word(word))
            .filter(fits)
            .take(MOST_CANDIDATES + 1)
            .copied()
            .collect();
        let found = of_stage(found, subject.stage(), is_own);
        if subject.part().is_none() { sharpened(found, subject.has(Word::Grand)) } else { found }
    }

    fn of_account(&self, subject: &Subject, section: Option<Word>) -> Vec<Candidate> {
        let Some((level, name)) = subject.account.iter().flat_map(|account| &account.names).next_back()
        else {
            return Vec::new();
        };
        let fund = subject.fund().or(section);
        let Some(named) = self.of_account.get(&bare_name(&key(name))) else { return Vec::new() };
        let above: Vec<&(u8, String)> =
            subject.account.iter().flat_map(|account| &account.names).rev().skip(1).collect();
        let is_below = |code: &str| {
            above.iter().all(|(level, name)| {
                let digits = usize::from(*level) * 2 + 1;
                let of_name = self.of_account.get(&bare_name(&key(name)));
                of_name.is_some_and(|lines| {
                    lines.iter().any(|(_, _, own)| own.len() == digits && code.starts_with(own))
                })
            })
        };
        let fitting: Vec<&(Candidate, u8, String)> = named
            .iter()
            .filter(|(candidate, own, code)| {
                own == level && forms(fund).contains(&candidate.form) && (code.is_empty() || is_below(code))
            })
            .collect();
        let mut codes: Vec<&str> =
            fitting.iter().map(|(.., code)| code.as_str()).filter(|code| !code.is_empty()).collect();
        codes.sort_unstable();
        codes.dedup();
        if codes.len() > 1 {
            return Vec::new();
        }
        // 办公费（款） of 机关运行经费 is not that of 基本支出, and its section is no proof which of them is meant.
        let of_economy = codes.iter().any(|code| is_by_economy(code));
        let cells = fitting.into_iter().map(|(candidate, ..)| Candidate { exact: !of_economy, ..*candidate });
        of_stage(cells.collect(), subject.stage(), false)
    }
}

/// The cells of a stage, and none where it is not certain which are meant. In a table with both the final account is.
fn of_stage(mut found: Vec<Candidate>, stage: Option<BudgetStage>, has_both: bool) -> Vec<Candidate> {
    if found.len() > MOST_CANDIDATES {
        return Vec::new();
    }
    match stage {
        Some(stage) => found.retain(|candidate| candidate.stage.is_none_or(|own| own == stage)),
        None if has_both => {
            let is_final = |candidate: &Candidate| candidate.stage == Some(BudgetStage::FinalAccount);
            if found.iter().any(is_final) {
                found.retain(is_final);
            }
        }
        None => {}
    }
    found
}

/// The cells of a total, those of a summary told apart: its last total is 总计, and what it has besides is 合计.
fn sharpened(mut found: Vec<Candidate>, is_grand: bool) -> Vec<Candidate> {
    use BudgetForm::{FiscalAppropriationSummary, RevenueAndExpenditureSummary};
    let is_of_summary = |candidate: &Candidate| {
        matches!(candidate.form, FiscalAppropriationSummary | RevenueAndExpenditureSummary)
    };
    let has =
        |exact: bool| found.iter().any(|candidate| is_of_summary(candidate) && candidate.exact == exact);
    if !has(false) {
        return found;
    }
    for candidate in &mut found {
        candidate.exact = match (is_grand, is_of_summary(candidate)) {
            (true, of_summary) => of_summary && candidate.exact,
            (false, of_summary) => of_summary != candidate.exact,
        };
    }
    found
}

/// The key of an account's name without 支出 at its end, which texts put there or leave out.
fn bare_name(key: &str) -> String {
    let word =
        terms::terms(Place::Account, Sense::Expenditure).find(Term::is_whole).map_or("", |term| term.words);
    key.strip_suffix(word).filter(|rest| !rest.is_empty()).unwrap_or(key).to_owned()
}

/// Which of the public expenses a cell is of, by its line and the headers above it, the lowest first.
fn expense(line: &Line<'_>, path: &[String], has_others: bool) -> Option<Word> {
    let texts = std::iter::once(line.said.name.as_str()).chain(path.iter().rev().map(String::as_str));
    let mut texts = texts.filter(|text| !is_stage_alone(text) && !text.is_empty());
    // 小计 is of what stands above it, and 购置费 below 公务用车 is not all of that.
    let named = texts.find(|text| !total::is_account_sum(text) || is_of_all_expenses(text));
    match named {
        None => (!has_others).then_some(Word::ThreePublic),
        Some(named) if is_of_all_expenses(named) => Some(Word::ThreePublic),
        Some(named) => match public_expense(named) {
            Some(Sense::TravelAbroad) => Some(Word::Travel),
            Some(Sense::Reception) => Some(Word::Reception),
            Some(_) => statement::vehicles(&fold(named)),
            // 会议费 and 培训费 stand beside the three.
            None => statement::part_of_name(&key(without_number(named)))
                .filter(|part| matches!(part, Word::Meetings | Word::Training)),
        },
    }
}

/// Whether a text is of an expense that is none of the three: 会议费.
fn is_other_sum(text: &str) -> bool {
    terms::holds(Place::Account, Sense::ExpenseItem, text)
        && !total::is_account_sum(text)
        && !is_of_all_expenses(text)
        && public_expense(text).is_none()
}
