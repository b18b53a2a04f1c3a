//! `gongkai schema`: the JSON Schema of the document, made from the types.

use schemars::schema_for;

use super::DONE;
use super::terminal::Terminal;
use crate::model::Disclosure;

pub(super) fn run(terminal: &Terminal) -> u8 {
    let schema = serde_json::to_string_pretty(&schema_for!(Disclosure)).expect("a schema is plain JSON");
    terminal.result(format!("{schema}\n"));
    DONE
}
