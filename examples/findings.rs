//! The checks only: what may be wrong in a file, and where. `cargo run --example findings -- input/menyuan-2024.txt`.

#![expect(clippy::disallowed_methods, reason = "a program reads its file; the library does not")]
#![expect(clippy::print_stdout, reason = "the findings are its result")]

use std::error::Error;
use std::process::ExitCode;
use std::{env, fs};

use gongkai::model::{Severity, Source};
use gongkai::pipeline;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let path = env::args().nth(1).ok_or("which file?")?;
    let disclosure = pipeline::convert(&Source { bytes: fs::read(&path)?, path, format: None })?;
    for finding in &disclosure.findings {
        let line =
            finding.at.as_ref().and_then(|at| at.line).map_or(String::new(), |line| format!("{line}: "));
        println!("{line}{}[{}]: {}", finding.severity.name(), finding.rule, finding.message);
    }
    let worst = disclosure.findings.iter().map(|finding| finding.severity).max();
    Ok(if worst == Some(Severity::Error) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
