//! The words by which a disclosure is understood.
//!
//! Every word of the domain has its line here, with what it means; the rooms above ask for the meaning and write no
//! word themselves. `grammar` says what a value says.

pub(crate) mod account;
pub(crate) mod account_header;
pub(crate) mod account_line;
pub(crate) mod budget_form;
pub(crate) mod catalogue;
pub(crate) mod cell;
pub(crate) mod counted;
pub(crate) mod derived;
pub(crate) mod fault;
pub mod grammar;
pub(crate) mod header;
pub mod key;
pub(crate) mod known;
pub(crate) mod label_line;
pub(crate) mod labels;
pub(crate) mod line;
pub(crate) mod marks;
pub(crate) mod money;
pub(crate) mod outline;
pub(crate) mod period;
pub(crate) mod points;
pub mod sense;
pub(crate) mod shape;
pub(crate) mod statement;
mod statement_words;
pub mod taxonomy;
pub mod terms;
pub(crate) mod total;
pub mod vocabulary;
