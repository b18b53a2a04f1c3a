//! `gongkai inspect FILE --stage STAGE`: what one stage makes of a file.

use super::DONE;
use super::args::Inspect;
use super::settings::reader_named;
use super::terminal::Terminal;
use crate::batch;
use crate::error::{Error, ErrorKind};
use crate::model::Source;
use crate::pipeline;

pub(super) fn run(terminal: &Terminal, arguments: &Inspect) -> Result<u8, Error> {
    let from = reader_named(arguments.from.as_deref())?;
    let plan = batch::plan(std::slice::from_ref(&arguments.file), None, false)?;
    let [input] = plan.inputs.as_slice() else {
        return Err(Error::new(ErrorKind::Usage, "inspect-one-file", &[&plan.inputs.len()]));
    };
    let source = Source { path: input.path(), bytes: input.read()?, format: from };
    let result = pipeline::inspect(&source, arguments.stage.stage())?;
    terminal.result(format!("{result}\n"));
    Ok(DONE)
}
