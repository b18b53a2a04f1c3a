//! One file to JSON and Markdown beside it: `cargo run --example convert -- input/menyuan-2024.txt`.

#![expect(clippy::disallowed_methods, reason = "a program reads its file; the library does not")]
#![expect(clippy::print_stdout, reason = "it says what it wrote")]

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use gongkai::{emit, model::Source, pipeline, view};

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args().nth(1).ok_or("which file?")?;
    // What a file is, its content tells; `format` names a reader where a person knows better.
    let source = Source { bytes: fs::read(&path)?, path, format: None };
    let disclosure = pipeline::convert(&source)?;
    let view = view::view(&disclosure);
    for format in ["json", "markdown"].into_iter().filter_map(emit::format) {
        let output = Path::new(&source.path).with_extension(format.extension);
        if output.exists() {
            return Err(format!("{} is there already", output.display()).into());
        }
        fs::write(&output, (format.emit)(&disclosure, &view)?)?;
        println!("{}", output.display());
    }
    Ok(())
}
