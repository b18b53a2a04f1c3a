//! The nouns: what a document, a table, a project and a finding are. No parsing, no formatting, no I/O.

pub mod amount;
pub mod content;
pub mod disclosure;
pub mod document;
pub mod finding;
pub mod grid;
pub mod message;
pub mod place;
pub mod table;

pub use amount::Amount;
pub use content::{Inline, Math, Node, Paragraph, RichText};
pub use disclosure::{
    BudgetForm, BudgetLine, BudgetStage, ColumnAmount, Disclosure, Execution, Funding, Goal, Indicator,
    Operator, Organisation, Period, Project, SCHEMA, Target, TargetKind,
};
pub use document::{Block, Document, Origin, Raw, Rich, Source, Tidy};
pub use finding::{Finding, Findings, Rule, Severity, Suggestion};
pub use grid::Grid;
pub use message::{Language, Message};
pub use place::{Place, Position};
pub use table::{Cell, Column, ColumnRole, ColumnType, Row, RowRole, Scope, Section, Table};
