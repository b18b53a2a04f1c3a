//! LibreOffice, asked to print.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

/// How long printing may take; a program that hangs must not hold up the others.
const LONGEST: Duration = Duration::from_mins(10);

/// Whether LibreOffice with both its programs, the reader of what it prints and a font for Chinese are there.
pub fn is_there() -> bool {
    let answers = |program: &str, argument: &str| {
        Command::new(program).arg(argument).output().is_ok_and(|output| !output.stdout.is_empty())
    };
    // `pdftotext -v` says its version where errors are said.
    answers("soffice", "--version")
        && answers("fc-list", ":lang=zh")
        && Command::new("pdftotext").arg("-v").output().is_ok()
        && ["localc", "lowriter"].iter().all(|program| is_on_path(program))
}

fn is_on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).exists())
}

/// What the program says is its version.
pub fn version() -> String {
    let output = Command::new("soffice").arg("--version").output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Has files converted, by a program of its own profile; the files that come of it lie in `folder/out`.
pub fn convert(folder: &Path, files: &[(String, Vec<u8>)], to: &str) {
    fs::create_dir_all(folder.join("in")).unwrap();
    let mut command = Command::new("soffice");
    command
        .arg(format!("-env:UserInstallation=file://{}", folder.join("profile").display()))
        .args(["--headless", "--convert-to", to, "--outdir"])
        .arg(folder.join("out"))
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    for (name, bytes) in files {
        let path = folder.join("in").join(name);
        fs::write(&path, bytes).unwrap();
        command.arg(path);
    }
    let mut child = command.spawn().unwrap();
    let began = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if began.elapsed() > LONGEST {
            child.kill().unwrap();
            panic!("soffice does not come to an end");
        }
        thread::sleep(Duration::from_millis(100));
    }
}

/// What a PDF shows.
pub fn text_of_pdf(path: &Path) -> String {
    let output = Command::new("pdftotext").arg("-layout").arg(path).arg("-").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// What is printed of files, as text, by their names.
pub fn printed(files: &[(String, Vec<u8>)]) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    // Two files may differ in their extensions alone.
    let numbered: Vec<(String, Vec<u8>)> = files
        .iter()
        .enumerate()
        .map(|(number, (name, bytes))| {
            let extension = Path::new(name).extension().unwrap().to_string_lossy();
            (format!("{number}.{extension}"), bytes.clone())
        })
        .collect();
    convert(folder.path(), &numbered, "pdf");
    let mut found = BTreeMap::new();
    for (number, (name, _)) in files.iter().enumerate() {
        let pdf = folder.path().join(format!("out/{number}.pdf"));
        if pdf.exists() {
            found.insert(name.clone(), text_of_pdf(&pdf));
        }
    }
    found
}
