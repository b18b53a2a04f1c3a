//! The speed of PDFs: pages of a budget to all four outputs. Ten pages and a hundred cost the same a page.

#![expect(clippy::unwrap_used, clippy::float_arithmetic, reason = "a benchmark is no library")]

use divan::Bencher;
use divan::counter::ItemsCount;
use gongkai::emit::FORMATS;
use gongkai::model::Source;
use gongkai::{pipeline, view};

#[path = "../src/read/pdf/tests/writer.rs"]
#[expect(dead_code, reason = "a table needs little of what the tests draw")]
mod paper;

use paper::Paper;

fn main() {
    divan::main();
}

/// Rows of a page: that many have room on it.
const ROWS: usize = 34;

/// A budget of so many pages, the header on each of them.
fn budget(pages: usize) -> Source {
    let columns: Vec<f64> = (0..=6).map(|column| 40.0 + 85.0 * f64::from(column)).collect();
    let pages: Vec<Paper> = (0..pages)
        .map(|page| {
            let rows: Vec<[String; 6]> = (0..ROWS)
                .map(|row| {
                    let number = page * ROWS + row;
                    let amount = |part: usize| format!("{}.{:02}", number * part % 9_000, row);
                    let code = format!("2{:02}{:02}", number / 100 % 100, number % 100);
                    [code, "社会保障和就业支出".to_owned(), amount(7), amount(3), amount(4), String::new()]
                })
                .collect();
            let head = ["科目编码", "科目名称", "合计", "基本支出", "项目支出", "备注"];
            let rows = rows.iter().map(|row| row.each_ref().map(String::as_str));
            let rows: Vec<[&str; 6]> = std::iter::once(head).chain(rows).collect();
            let rows: Vec<&[&str]> = rows.iter().map(<[&str; 6]>::as_slice).collect();
            let mut paper = Paper::new();
            paper.text(200.0, 50.0, 16.0, "某县2025年部门支出预算表").text(500.0, 70.0, 9.0, "单位：万元");
            paper.table(&columns, 80.0, &rows);
            paper
        })
        .collect();
    Source { path: "budget.pdf".to_owned(), bytes: paper::pdf(&pages), format: None }
}

#[divan::bench(sample_count = 20, args = [1, 10, 100])]
fn pdf_to_four_outputs(bencher: Bencher, pages: usize) {
    let source = budget(pages);
    bencher.counter(ItemsCount::new(pages)).bench(|| {
        let disclosure = pipeline::convert(&source).unwrap();
        let shown = view::view(&disclosure);
        FORMATS.iter().map(|format| (format.emit)(&disclosure, &shown).unwrap()).collect::<Vec<_>>()
    });
}
