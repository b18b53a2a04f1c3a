//! What cells and lines say.

use super::{check, check_pages, paper};

const COLUMNS: &[f64] = &[60.0, 130.0, 200.0];

#[test]
fn lines_of_a_cell() {
    // Broken by the width of the cell, and by its author.
    check(
        &paper(|paper| {
            paper.line((60.0, 100.0), (200.0, 100.0)).line((60.0, 140.0), (200.0, 140.0));
            paper.uprights(COLUMNS, 100.0, 140.0);
            paper.text(63.0, 113.0, 9.0, "河道生态修复").text(63.0, 127.0, 9.0, "配套建设");
            paper.text(133.0, 113.0, 9.0, "1.修河堤").text(133.0, 127.0, 9.0, "2.通道路");
        }),
        "河道生态修复/配套建设|1.修河堤/2.通道路",
    );
    check(
        &paper(|paper| {
            paper.line((60.0, 100.0), (200.0, 100.0)).line((60.0, 140.0), (200.0, 140.0));
            paper.uprights(COLUMNS, 100.0, 140.0);
            paper.text(63.0, 113.0, 9.0, "河道生态修复及").text(63.0, 127.0, 9.0, "配套建设");
            paper.text(133.0, 113.0, 9.0, "甲").text(133.0, 127.0, 9.0, "乙");
        }),
        "河道生态修复及配套建设|甲乙",
    );
}

#[test]
fn a_name_over_two_lines_beside_a_unit() {
    let table = |unit: f64, lower: f64| {
        paper(|paper| {
            paper.text(60.0, 90.0, 9.0, "部门：某省人民政府某某委员会办");
            paper.text(330.0, unit, 9.0, "单位：万元");
            paper.text(lower, 104.0, 9.0, "公厅");
            paper.lattice(COLUMNS, 120.0, 1).text(63.0, 133.0, 9.0, "甲").text(133.0, 133.0, 9.0, "乙");
        })
    };
    check(&table(97.0, 60.0), "部门：某省人民政府某某委员会办公厅\u{3000}\u{3000}单位：万元\n甲|乙");
    // The unit stands below both, or the second line begins elsewhere.
    check(&table(112.0, 60.0), "部门：某省人民政府某某委员会办\n公厅\n单位：万元\n甲|乙");
    check(&table(97.0, 90.0), "部门：某省人民政府某某委员会办\n单位：万元\n公厅\n甲|乙");
}

#[test]
fn numbers_over_lines() {
    let narrow = |upper: &str, lower: &str| {
        paper(|paper| {
            paper.line((60.0, 100.0), (170.0, 100.0)).line((60.0, 140.0), (170.0, 140.0));
            paper.uprights(&[60.0, 130.0, 170.0], 100.0, 140.0);
            paper.text(63.0, 113.0, 9.0, "林业");
            paper.text(133.0, 113.0, 9.0, upper).text(133.0, 127.0, 9.0, lower);
        })
    };
    for (upper, lower, read, rules) in [
        ("1,234,", "567.80", "林业|1,234,567.80", "number-over-lines"),
        ("1,234,56", "7.80", "林业|1,234,567.80", "number-over-lines"),
        ("1234567", "8.90", "林业|1234567/8.90", "number-over-lines"),
        ("12.50", "13.00", "林业|12.50/13.00", ""),
    ] {
        check_pages(&[narrow(upper, lower)], read, rules);
    }
}

#[test]
fn chapters_begin_a_line_and_years_break_none() {
    // A list of contents whose lines fill the page, and a centred title that is broken within its year.
    let width = 595.0 - 2.0 * 90.0;
    let full = "国有资本经营预算财政拨款收入支出决算总表及其说明";
    let size = width / f64::from(u8::try_from(full.chars().count()).unwrap());
    check(
        &paper(|paper| {
            paper.text(90.0, 100.0, size, full).text(90.0, 125.0, size, "第三部分 情况说明");
            paper.text(90.0, 150.0, size, full).text(90.0, 175.0, size, "第三方评价结果应用");
            paper.text(180.0, 300.0, size, "第四部分 青岭县水利局2018");
            paper.text(245.0, 325.0, size, "年度预算说明");
        }),
        &format!(
            "{full}\n第三部分 情况说明\n{full}第三方评价结果应用\n第四部分 青岭县水利局2018年度预算说明"
        ),
    );
}

#[test]
fn letters_set_wide_and_false_bold() {
    check(
        &paper(|paper| {
            paper.operate("2.5 Tc").text(63.0, 60.0, 16.0, "支出预算表2024").operate("0 Tc");
            paper.lattice(COLUMNS, 100.0, 1).operate("2 Tc").text(133.0, 113.0, 9.0, "86.40");
            paper.operate("0 Tc").text(63.0, 113.0, 9.0, "妈妈服务");
            paper.text(63.3, 113.0, 9.0, "妈妈服务");
        }),
        "#1 支出预算表2024\n妈妈服务|86.40",
    );
}

#[test]
fn raised_marks() {
    check(
        &paper(|paper| {
            paper.lattice(COLUMNS, 100.0, 1);
            paper.text(63.0, 113.0, 9.0, "养老").text(82.0, 109.0, 5.0, "3");
            paper.text(133.0, 113.0, 9.0, "400.00").text(161.0, 109.0, 5.0, "1");
        }),
        "html:养老<sup>3</sup>|html:400.00<sup>[1]</sup>",
    );
    // A power that is not much smaller than its base.
    check(
        &paper(|paper| {
            paper.lattice(COLUMNS, 100.0, 1).text(63.0, 114.0, 9.0, "3×10").text(85.5, 110.0, 7.5, "4");
            paper.text(90.0, 114.0, 9.0, "立方").text(133.0, 113.0, 9.0, "年");
        }),
        "html:3×10<sup>4</sup>立方|年",
    );
    // A mark of several characters.
    check(
        &paper(|paper| {
            paper.lattice(COLUMNS, 100.0, 1).text(63.0, 114.0, 9.0, "养老").text(82.0, 110.0, 5.0, "[12]");
            paper.text(133.0, 113.0, 9.0, "400.00").text(161.0, 109.0, 5.0, "[12]");
        }),
        "html:养老<sup>[12]</sup>|html:400.00<sup>[12]</sup>",
    );
    // A small line of its own is no mark.
    check(
        &paper(|paper| {
            paper.lattice(COLUMNS, 100.0, 1);
            paper.text(63.0, 110.0, 9.0, "养老").text(63.0, 118.0, 5.0, "含补助");
            paper.text(133.0, 113.0, 9.0, "400.00");
        }),
        "养老/含补助|400.00",
    );
}

#[test]
fn vertical_text() {
    let column = |texts: &[&str]| {
        paper(|paper| {
            paper.line((60.0, 100.0), (200.0, 100.0)).line((60.0, 160.0), (200.0, 160.0));
            paper.uprights(COLUMNS, 100.0, 160.0);
            for (y, text) in [112.0, 124.0, 136.0, 148.0].into_iter().zip(texts) {
                paper.text(90.0, y, 9.0, text);
            }
            paper.text(133.0, 130.0, 9.0, "数量");
        })
    };
    check(&column(&["产", "出", "指", "标"]), "产出指标|数量");
    check(&column(&["1", "2", "3", "4"]), "1/2/3/4|数量");
    // Turned by a quarter.
    check(
        &paper(|paper| {
            paper.line((60.0, 100.0), (200.0, 100.0)).line((60.0, 160.0), (200.0, 160.0));
            paper.uprights(COLUMNS, 100.0, 160.0);
            paper.operate(&format!(
                "BT /F1 9 Tf 0 1 -1 0 95 690 Tm <{}> Tj ET",
                super::writer::hex("产出指标")
            ));
            paper.text(133.0, 130.0, 9.0, "数量多于一切的五个字");
        }),
        "产出指标|数量多于一切的五个字",
    );
}

#[test]
fn paragraphs_end_before_the_margin() {
    let text = "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十";
    check(
        &paper(|paper| {
            paper.text(110.0, 60.0, 22.0, "部门预算说明");
            paper.text(100.0, 100.0, 14.0, &text[..81]).text(72.0, 125.0, 14.0, text);
            paper.text(72.0, 150.0, 14.0, "到此为止。");
            paper.text(100.0, 175.0, 14.0, &text[..81]).text(72.0, 200.0, 14.0, "完。");
        }),
        &format!("#1 部门预算说明\n{}{text}到此为止。\n{}完。", &text[..81], &text[..81]),
    );
}

#[test]
fn a_paragraph_goes_on_over_the_page() {
    let line = "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十";
    let body = |first: f64, text: &str, end: &str| {
        paper(|paper| {
            paper.text(72.0, first, 14.0, text).text(72.0, first + 25.0, 14.0, text);
            paper.text(72.0, first + 50.0, 14.0, end);
        })
    };
    check_pages(
        &[body(720.0, line, line), body(100.0, line, "完。")],
        &format!("{}完。", line.repeat(5)),
        "",
    );
    check_pages(
        &[body(720.0, line, "完。"), body(100.0, line, "完。")],
        &format!("{}完。\n{}完。", line.repeat(2), line.repeat(2)),
        "",
    );
    // Items of a list begin anew, be the one above full or not.
    let item = format!("一、{}", &line[..84]);
    check(&body(100.0, &item, "完。"), &format!("{item}\n{item}完。"));
}

#[test]
fn blanks_that_are_drawn_part_words() {
    check(
        &paper(|paper| {
            paper.text(63.0, 60.0, 9.0, "道路; 养护").text(63.0, 80.0, 9.0, "道路");
            paper.text(83.0, 80.0, 9.0, "养护");
        }),
        "道路; 养护\n道路养护",
    );
}

#[test]
fn words_that_are_struck_out() {
    let page = |line: ((f64, f64), (f64, f64))| {
        paper(|paper| {
            paper.lattice(&[60.0, 160.0, 230.0], 100.0, 1);
            paper.text(63.0, 113.0, 9.0, "280.00").text(95.0, 113.0, 9.0, "300.00");
            paper.text(163.0, 113.0, 9.0, "甲").line(line.0, line.1);
        })
    };
    check(&page(((63.0, 110.2), (90.0, 110.2))), "html:<s>280.00</s> 300.00|甲");
    check(&page(((63.0, 110.2), (122.0, 110.2))), "html:<s>280.00 300.00</s>|甲");
    // Under the words, and far beyond them.
    check(&page(((63.0, 114.5), (90.0, 114.5))), "280.00 300.00|甲");
    check(&page(((63.0, 110.2), (150.0, 110.2))), "280.00 300.00|甲");
}

#[test]
fn fractions_in_two_lines() {
    let page = |before: &str, behind: &str| {
        paper(|paper| {
            paper.lattice(&[60.0, 160.0, 230.0], 100.0, 1);
            paper.text(63.0, 113.0, 9.0, before).fraction(72.5, 113.0, 9.0, ["1", "50"]);
            paper.text(79.5, 113.0, 9.0, behind).text(163.0, 113.0, 9.0, "甲");
        })
    };
    check(&page("≤", ""), "≤1/50|甲");
    check(&page("约", "年"), "约1/50年|甲");
    check_pages(&[page("", "")], "1/50|甲", "fraction-unsure");
    // A number that is underlined above others.
    check(
        &paper(|paper| {
            paper.lattice(&[60.0, 160.0, 230.0], 100.0, 1);
            paper
                .text(63.0, 108.0, 9.0, "共12人")
                .text(63.0, 118.0, 9.0, "其中3人")
                .text(163.0, 113.0, 9.0, "甲");
            paper.line((72.0, 109.0), (81.0, 109.0));
        }),
        "共12人/其中3人|甲",
    );
}

#[test]
fn labels_at_both_margins_end_a_line() {
    check(
        &paper(|paper| {
            paper.text(60.0, 60.0, 9.0, "编制部门：某局").text(480.0, 60.0, 9.0, "单位：元");
            paper.text(60.0, 75.0, 9.0, "支出预算表").lattice(COLUMNS, 100.0, 1);
            paper.text(63.0, 113.0, 9.0, "甲").text(133.0, 113.0, 9.0, "乙");
        }),
        "编制部门：某局\u{3000}单位：元\n支出预算表\n甲|乙",
    );
}

#[test]
fn sizes_that_differ_in_one_line() {
    check(
        &paper(|paper| {
            paper.text(60.0, 60.0, 10.0, "岚溪区人社局").text(120.0, 60.0, 12.0, "2024");
            paper.text(144.0, 60.0, 10.0, "年支出预算表").lattice(COLUMNS, 100.0, 1);
            paper.text(63.0, 113.0, 9.0, "甲").text(133.0, 113.0, 9.0, "乙");
        }),
        "#1 岚溪区人社局2024年支出预算表\n甲|乙",
    );
}
