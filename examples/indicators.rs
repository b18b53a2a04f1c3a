//! The indicators of a file as tab-separated values: `cargo run --example indicators -- input/menyuan-2024.txt`.

#![expect(clippy::disallowed_methods, reason = "a program reads its file; the library does not")]
#![expect(clippy::print_stdout, reason = "the lines are its result")]

use std::error::Error;
use std::{env, fs};

use gongkai::model::Source;
use gongkai::pipeline;

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args().nth(1).ok_or("which file?")?;
    let disclosure = pipeline::convert(&Source { bytes: fs::read(&path)?, path, format: None })?;
    println!("project\tlevel1\tlevel2\tindicator\ttext\tvalue\tunit");
    for project in &disclosure.projects {
        for indicator in &project.indicators {
            let target = &indicator.target;
            let fields = [
                project.name.clone(),
                indicator.level1.clone().unwrap_or_default(),
                indicator.level2.clone().unwrap_or_default(),
                indicator.name.clone(),
                // What was printed stays beside what was read of it.
                indicator.text.clone(),
                target.value.clone().unwrap_or_default(),
                target.unit.clone().unwrap_or_default(),
            ];
            println!("{}", fields.map(|field| field.replace(['\t', '\n'], " ")).join("\t"));
        }
    }
    Ok(())
}
