//! Arguments in, exit code out.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a stand-in until the command line is there"
)]

fn main() {
    let path = std::env::args().nth(1).unwrap();
    let format = std::env::args().nth(2).unwrap_or("json".to_owned());
    let source = gongkai::model::Source { bytes: std::fs::read(&path).unwrap(), path, format: None };
    let disclosure = gongkai::pipeline::convert(&source).unwrap();
    let view = gongkai::view::view(&disclosure);
    for finding in &disclosure.findings {
        eprintln!(
            "{:?} {}[{}]: {}",
            finding.at.as_ref().map(|a| (a.line, a.character)),
            finding.severity.name(),
            finding.rule,
            finding.message
        );
    }
    let format = gongkai::emit::FORMATS.iter().find(|f| f.name == format).unwrap();
    std::io::Write::write_all(&mut std::io::stdout(), &(format.emit)(&disclosure, &view).unwrap()).unwrap();
}
