//! The inputs that several tests share: those of the golden cases.

use std::fs;
use std::path::Path;

use gongkai::model::Source;

/// Every golden input, named for its case.
pub fn all() -> Vec<Source> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut found = Vec::new();
    for case in fs::read_dir(folder).unwrap() {
        for file in fs::read_dir(case.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            if path.file_stem().is_some_and(|stem| stem == "input") {
                let case = path.parent().and_then(Path::file_name).unwrap().to_string_lossy().into_owned();
                let extension = path.extension().unwrap().to_string_lossy().into_owned();
                found.push(Source {
                    path: format!("{case}.{extension}"),
                    bytes: fs::read(&path).unwrap(),
                    format: None,
                });
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}
