//! What adds up: a printed sum, its terms, and whether they agree.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::amount::Amount;
use super::place::Position;

/// A printed amount and the amounts that it must equal, each with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Relation {
    /// Why they must be equal.
    pub kind: RelationKind,
    /// Whether they are.
    pub outcome: Outcome,
    /// What the terms add up to, an exact decimal in the unit of the total; `null` where it was not judged.
    pub expected: Option<String>,
    /// What is printed; `null` where nothing is.
    pub found: Option<String>,
    /// Where the sum is printed.
    pub total: CellAt,
    /// Its terms.
    pub terms: Vec<Term>,
    /// The words of the text that state the amount, where it is one that a text states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Said>,
}

/// An amount that explanatory text states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Said {
    /// Its words, without blanks.
    pub text: String,
    /// The number as it is printed.
    pub amount: Amount,
    /// Its unit: 万元.
    pub unit: String,
    /// Where the text begins.
    pub at: Position,
}

/// Why amounts must be equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RelationKind {
    /// A line of the classification is the sum of those below it: 208 of 20805 and 20808.
    Children,
    /// A line that says so is the sum of lines: 合计, 本年收入合计, 收入总计.
    Total,
    /// A column is the sum of others in each line: 合计 = 基本支出 + 项目支出.
    Columns,
    /// The two sides are equal: 收入总计 = 支出总计.
    Sides,
    /// Two tables print the same amount.
    Tables,
    /// The text states the amount that a table prints.
    Prose,
    /// A number is a quotient: 增减% of what there was, 执行率, 占比, 人均. It has a percent sign where it is one of a
    /// hundred.
    Quotient,
    /// An amount is at least another one that is a part of it: “三公” of all expenditure those of 基本支出.
    AtLeast,
}

/// Whether a printed sum is what its terms add up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Exactly.
    Held,
    /// But for the rounding of the printed numbers: within half a unit of the last printed place of each.
    Rounding,
    /// It is not.
    Broken,
    /// The table is not whole, or has cells that could not be read.
    NotJudged,
}

/// A cell of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct CellAt {
    /// Number of the table, from 0.
    pub table: usize,
    /// Row, from 0, header rows counted.
    pub row: usize,
    /// Grid column, from 0.
    pub column: usize,
}

/// A term of a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Term {
    /// Where.
    #[serde(flatten)]
    pub at: CellAt,
    /// What it is to the sum.
    pub sign: Sign,
}

/// What a term is to the sum: added, taken away, or what the others are divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Sign {
    /// Added.
    #[serde(rename = "+")]
    Plus,
    /// Taken away.
    #[serde(rename = "-")]
    Minus,
    /// What the others are divided by.
    #[serde(rename = "/")]
    Over,
}
