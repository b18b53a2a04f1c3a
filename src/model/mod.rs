//! The nouns: what a document, a table, a project and a finding are. No parsing, no formatting, no I/O.

pub(crate) mod accounting;
pub(crate) mod amount;
pub(crate) mod content;
pub(crate) mod decision;
pub(crate) mod disclosure;
pub(crate) mod document;
pub(crate) mod finding;
pub(crate) mod grid;
pub(crate) mod headings;
pub(crate) mod hidden;
pub(crate) mod message;
mod picture;
pub(crate) mod place;
pub(crate) mod relation;
pub(crate) mod table;

pub use accounting::{Accounting, CellCounts, Fate};
pub use amount::Amount;
pub use content::{Inline, Math, Node, Paragraph, RichText};
pub use decision::{
    DecidedDocument, Decision, DecisionOutcome, DecisionState, Former, Subject, SubjectKind, Verdict, holding,
};
pub use disclosure::{
    BudgetForm, BudgetLine, BudgetStage, ColumnAmount, Disclosure, Execution, Funding, Goal, Indicator,
    Operator, Organisation, Period, Project, SCHEMA, Target, TargetKind,
};
pub use document::{Block, Document, Origin, PageCount, Raw, Rich, Source, Tidy};
pub use finding::{Finding, Findings, Rule, Severity, Suggestion};
pub use grid::Grid;
pub use headings::own_heading;
pub use hidden::{Hidden, HiddenBy};
pub use message::{Language, Message};
pub use picture::Picture;
pub use place::{PageBox, Place, Position, cell_reference, column_name};
pub use relation::{CellAt, Outcome, Relation, RelationKind, Said, Sign, Term};
pub use table::{Cell, Column, ColumnRole, ColumnType, PLAIN, Row, RowRole, Scope, Section, Table};
