//! The speed of the stages on one real disclosure table of 12.8 kB, and of a page of 4,000 rows.
//!
//! Machines are noisy: compare ratios within one run.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::format_collect,
    reason = "a benchmark is no library"
)]

use divan::Bencher;
use gongkai::emit::FORMATS;
use gongkai::model::Source;
use gongkai::{pipeline, view};

fn main() {
    divan::main();
}

fn first_input() -> Source {
    let bytes = std::fs::read("input/menyuan-2024.txt").unwrap();
    Source { path: "menyuan-2024.txt".to_owned(), bytes, format: None }
}

/// A plain page of many rows.
fn large_page() -> Source {
    let rows: String = (0..4_000)
        .map(|row| format!("<tr><td>{row:06}</td><td>项目名称{row}</td><td>{row}.50</td><td><p>目标1：完成{row}人。</p></td></tr>"))
        .collect();
    let html = format!(
        "<h1>表</h1><table><tr><th>编码</th><th>名称</th><th>金额（万元）</th><th>说明</th></tr>{rows}</table>"
    );
    Source { path: "large.html".to_owned(), bytes: html.into_bytes(), format: None }
}

#[divan::bench]
fn convert_first_input(bencher: Bencher) {
    let source = first_input();
    bencher.bench(|| pipeline::convert(&source).unwrap());
}

#[divan::bench(sample_count = 10)]
fn convert_large_page(bencher: Bencher) {
    let source = large_page();
    bencher.bench(|| pipeline::convert(&source).unwrap());
}

#[divan::bench(args = FORMATS.iter().map(|format| format.name).collect::<Vec<_>>())]
fn emit_first_input(bencher: Bencher, name: &str) {
    let disclosure = pipeline::convert(&first_input()).unwrap();
    let shown = view::view(&disclosure);
    let format = FORMATS.iter().find(|format| format.name == name).unwrap();
    bencher.bench(|| (format.emit)(&disclosure, &shown).unwrap());
}

#[divan::bench(sample_count = 10, args = FORMATS.iter().map(|format| format.name).collect::<Vec<_>>())]
fn emit_large_page(bencher: Bencher, name: &str) {
    let disclosure = pipeline::convert(&large_page()).unwrap();
    let shown = view::view(&disclosure);
    let format = FORMATS.iter().find(|format| format.name == name).unwrap();
    bencher.bench(|| (format.emit)(&disclosure, &shown).unwrap());
}

/// A table of so many accounts, with everything that adds up in it.
#[divan::bench(args = [30, 300, 3_000])]
fn judge_sums(bencher: Bencher, accounts: usize) {
    let rows: String = (0..accounts)
        .map(|row| {
            let code = format!("2{:02}{:02}{:02}", row / 900 % 90 + 10, row / 30 % 30 + 1, row % 30 + 1);
            format!("{code}\t科目{row}\t{}.50\t{row}.25\t{row}.25\n", row * 2)
        })
        .collect();
    let sum = accounts * (accounts - 1) / 2;
    let total =
        format!("\t合计\t{}.00\t{}\t{}\n", 2 * sum + accounts / 2, sum + accounts / 4, sum + accounts / 4);
    let text = format!(
        "2024年部门支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n{rows}{total}"
    );
    let source = Source { path: "a.tsv".to_owned(), bytes: text.into_bytes(), format: None };
    let disclosure = pipeline::convert(&source).unwrap();
    assert!(!disclosure.relations.is_empty());
    bencher.bench(|| pipeline::relations(&disclosure));
}
