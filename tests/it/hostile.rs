//! Files made to hang, to fill the memory or to end the program: each is converted or refused, in bounded time.

use std::time::{Duration, Instant};

use gongkai::emit::FORMATS;
use gongkai::model::Source;
use gongkai::view;

use crate::accounted;

/// How long any of them may take in a program that is not optimised, on a machine that is busy.
const PATIENCE: Duration = Duration::from_mins(1);

/// Reads a file and writes it in every format; what was refused on the way.
#[track_caller]
fn convert(path: &str, text: &str) -> Result<(), String> {
    let start = Instant::now();
    let source = Source { path: path.to_owned(), bytes: text.as_bytes().to_vec(), format: None };
    let result = accounted::convert(&source).and_then(|disclosure| {
        let view = view::view(&disclosure);
        FORMATS.iter().try_for_each(|format| (format.emit)(&disclosure, &view).map(|_| ()))
    });
    assert!(start.elapsed() < PATIENCE, "{path} took {:?}", start.elapsed());
    result.map_err(|error| error.message.en)
}

/// How much of each bomb; all of it where slow tests are asked for.
fn size(slow: usize, quick: usize) -> usize {
    if std::env::var_os("GONGKAI_SLOW").is_some() { slow } else { quick }
}

#[test]
fn nesting_is_refused_in_pages_and_kept_as_text_in_cells() {
    let depth = size(1_000_000, 50_000);
    for unit in ["<div>", "<ul><li>", "<table><tr><td>", "<b>", "<math><mrow>", "<a><b><i></a>"] {
        let error = convert("deep.html", &format!("<p>x</p>{}", unit.repeat(depth))).unwrap_err();
        assert!(error.contains("512"), "{unit}: {error}");
        let cell = format!("a\tb\n1\t{}x\n", unit.repeat(depth / 100));
        assert_eq!(convert("deep.tsv", &cell), Ok(()), "{unit}");
    }
    for unit in ["[", ">", "> ", "- ", "*a _b "] {
        assert_eq!(convert("deep.md", &format!("{}x\n", unit.repeat(depth / 10))), Ok(()), "{unit}");
    }
}

#[test]
fn wide_and_spanning_tables_are_bounded() {
    let span = "<td colspan=1000000000 rowspan=1000000000>x".repeat(10);
    assert_eq!(convert("spans.html", &format!("<table><tr>{span}<tr><td>y</table>")), Ok(()));
    let wide = size(20_000, 17_000);
    let row = |text: &str| vec![text; wide].join("\t");
    // More columns than a worksheet has: the words of the last ones stand in one cell, which is then very high.
    let result = convert("wide.tsv", &format!("{}\n{}\n", row("甲"), row("1")));
    assert!(
        result.as_ref().is_ok() || result.as_ref().is_err_and(|error| error.contains("holds")),
        "{result:?}"
    );
}

#[test]
fn long_cells_and_many_tables() {
    let feeds = "行<br>".repeat(300);
    let long = "甲".repeat(40_000);
    assert_eq!(convert("long.html", &format!("<table><tr><td>{feeds}<td>{long}<tr><td>b</table>")), Ok(()));
    let tables = "<table><tr><td>a<td>b</table>".repeat(size(5_000, 500));
    assert_eq!(convert("tables.html", &tables), Ok(()));
    let entities = "&CounterClockwiseContourIntegral;&#x80;&#0;&#xD800;".repeat(size(100_000, 2_000));
    assert_eq!(convert("entities.html", &format!("<table><tr><td>a<td>{entities}</table>")), Ok(()));
}
