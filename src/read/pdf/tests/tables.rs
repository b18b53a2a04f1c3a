//! Tables with rules of all kinds.

use super::writer::{Paper, row_top, width};
use super::{check, check_pages, paper};

const COLUMNS: &[f64] = &[60.0, 130.0, 295.0, 375.0];
const ROWS: &[&[&str]] =
    &[&["编码", "名称", "金额"], &["208", "社会保障", "86.40"], &["213", "农林水", "1,612.50"]];
const READ: &str = "编码|名称|金额\n208|社会保障|86.40\n213|农林水|1,612.50";

#[test]
fn plain_rules() {
    check(&paper(|paper| _ = paper.table(COLUMNS, 100.0, ROWS)), READ);
}

#[test]
fn places_name_the_page_and_a_box() {
    let page = paper(|paper| _ = paper.table(COLUMNS, 100.0, ROWS));
    let (document, _) = super::read(super::pdf(&[page]));
    let document = document.unwrap();
    let table = document.tables().next().unwrap();
    assert_eq!(table.at.page, Some(1));
    assert_eq!(table.rows[1].cells[2].at.bounds, Some([295, 120, 375, 140]));
}

#[test]
fn rules_that_are_thin_boxes() {
    check(
        &paper(|paper| {
            paper.fill([60.0, 100.0, 375.0, 120.0], 0.9);
            for row in 0..3 {
                let (top, bottom) = (row_top(100.0, row), row_top(100.0, row + 1));
                for sides in COLUMNS.windows(2) {
                    let (left, right) = (sides[0], sides[1]);
                    paper.fill([left, top, right, top + 0.5], 0.0);
                    paper.fill([left, bottom - 0.5, right, bottom], 0.0);
                    paper.fill([left, top, left + 0.5, bottom], 0.0);
                    paper.fill([right - 0.5, top, right, bottom], 0.0);
                }
            }
            paper.cells(COLUMNS, 100.0, ROWS);
        }),
        READ,
    );
}

#[test]
fn dashed_dotted_and_double_rules() {
    for style in ["[3 2] 0 d", "[0.5 2] 0 d 1 J", "[6 3 1 3] 0 d"] {
        check(
            &paper(|paper| {
                _ = paper
                    .operate(style)
                    .lattice(COLUMNS, 100.0, 3)
                    .operate("[] 0 d")
                    .cells(COLUMNS, 100.0, ROWS);
            }),
            READ,
        );
    }
    // A dashed line of pieces that are drawn one by one.
    check(
        &paper(|paper| {
            paper.lattice(&[60.0, 375.0], 100.0, 3);
            for column in &COLUMNS[1..3] {
                for piece in 0..12 {
                    let top = 100.0 + f64::from(piece) * 5.0;
                    paper.line((*column, top), (*column, top + 3.0));
                }
            }
            paper.cells(COLUMNS, 100.0, ROWS);
        }),
        READ,
    );
    check(
        &paper(|paper| {
            paper.table(COLUMNS, 100.0, ROWS);
            for (from, to) in [
                ((58.0, 98.0), (377.0, 98.0)),
                ((58.0, 162.0), (377.0, 162.0)),
                ((58.0, 98.0), (58.0, 162.0)),
                ((377.0, 98.0), (377.0, 162.0)),
            ] {
                paper.line(from, to);
            }
        }),
        READ,
    );
}

#[test]
fn shading_and_unseen_lines_part_nothing() {
    check(
        &paper(|paper| {
            paper.table(COLUMNS, 100.0, ROWS);
            paper.operate("1 G").line((60.0, 131.0), (375.0, 131.0)).operate("0 G");
        }),
        READ,
    );
    // A white line over a shaded box is seen.
    check(
        &paper(|paper| {
            paper.fill([60.0, 100.0, 375.0, 160.0], 0.6);
            paper.operate("1 G").lattice(COLUMNS, 100.0, 3).cells(COLUMNS, 100.0, ROWS);
        }),
        READ,
    );
    check(
        &paper(|paper| {
            for sides in COLUMNS.windows(2) {
                paper.fill([sides[0], 100.0, sides[1] + 1.0, 121.0], 0.8);
                paper.fill([sides[0] + 3.0, 104.0, sides[1] - 3.0, 116.0], 0.7);
            }
            paper.table(COLUMNS, 100.0, ROWS);
        }),
        READ,
    );
}

#[test]
fn underlines_part_no_row() {
    let underlined = |ends: f64, row: f64| {
        paper(|paper| {
            let bottom = 140.0 + row;
            for y in [100.0, 120.0, 120.0 + row, bottom] {
                paper.line((60.0, y), (375.0, y));
            }
            paper.uprights(COLUMNS, 100.0, bottom);
            paper.cells(COLUMNS, 100.0, &ROWS[..2]).cells(COLUMNS, 120.0 + row, &ROWS[2..]);
            paper.line((130.0 + ends, 135.2), (295.0 - ends, 135.2));
            paper.line((60.0 + ends, 135.2), (130.0 - ends, 135.2));
        })
    };
    check(&underlined(1.2, 20.0), READ);
    check(&underlined(3.0, 20.0), READ);
    // A rule from wall to wall parts a cell, where what it parts off has room for words.
    check(&underlined(0.0, 24.0), "编码|名称|金额\n208|社会保障|1x2:86.40\n|\n213|农林水|1,612.50");
    check(&underlined(0.0, 20.0), READ);
}

#[test]
fn a_missing_wall_is_a_merged_cell() {
    check(
        &paper(|paper| {
            paper.line((60.0, 100.0), (375.0, 100.0)).line((60.0, 160.0), (375.0, 160.0));
            paper.line((130.0, 120.0), (375.0, 120.0)).line((60.0, 140.0), (375.0, 140.0));
            paper.line((60.0, 100.0), (60.0, 160.0)).line((375.0, 100.0), (375.0, 160.0));
            paper.line((130.0, 100.0), (130.0, 140.0)).line((295.0, 120.0), (295.0, 160.0));
            paper.text(63.0, 123.0, 9.0, "编码").text(133.0, 113.0, 9.0, "金额");
            paper.text(133.0, 133.0, 9.0, "基本").text(298.0, 133.0, 9.0, "项目");
            paper.text(63.0, 153.0, 9.0, "合计").text(298.0, 153.0, 9.0, "1.00");
        }),
        "1x2:编码|2x1:金额\n基本|项目\n2x1:合计|1.00",
    );
}

#[test]
fn open_sides_and_frames() {
    check(
        &paper(|paper| {
            for row in 0..=3 {
                paper.line((60.0, row_top(100.0, row)), (375.0, row_top(100.0, row)));
            }
            for column in &COLUMNS[1..3] {
                paper.line((*column, 100.0), (*column, 160.0));
            }
            paper.cells(COLUMNS, 100.0, ROWS);
        }),
        READ,
    );
    check(
        &paper(|paper| {
            for inset in [20.0, 24.0] {
                paper.operate(&format!(
                    "{inset} {inset} {} {} re S",
                    595.0 - 2.0 * inset,
                    842.0 - 2.0 * inset
                ));
            }
            paper.text(200.0, 80.0, 16.0, "支出预算表").table(COLUMNS, 100.0, ROWS);
        }),
        &format!("#1 支出预算表\n{READ}"),
    );
}

#[test]
fn a_text_belongs_to_the_cell_where_it_begins() {
    check(
        &paper(|paper| {
            paper.lattice(COLUMNS, 100.0, 1);
            paper.text(133.0, 113.0, 9.0, "政府办公厅及相关机构事务以及其他各项支出甲");
            paper.text(340.0, 113.0, 9.0, "50.00").text(63.0, 113.0, 9.0, "20103");
        }),
        "20103|政府办公厅及相关机构事务以及其他各项支出甲|50.00",
    );
    // A number that is set to the right belongs to where it ends.
    check(
        &paper(|paper| {
            paper.lattice(&[60.0, 130.0, 160.0], 100.0, 1);
            let number = "12,345,678.90";
            paper.text(157.0 - width(number), 113.0, 9.0, number);
        }),
        "|12,345,678.90",
    );
    // One operator may draw a whole row.
    check(
        &paper(|paper| {
            paper.lattice(COLUMNS, 100.0, 1);
            let gap =
                |text: &str, to: f64| format!("<{}> {}", super::writer::hex(text), -(to / 9.0 * 1000.0));
            let run = format!(
                "BT /F1 9 Tf 1 0 0 1 63 729 Tm [{} {} {}] TJ ET",
                gap("208", 56.5),
                gap("社会保障", 180.0),
                gap("86.40", 0.0)
            );
            paper.operate(&run);
        }),
        "208|社会保障|86.40",
    );
}

#[test]
fn tables_beside_each_other() {
    let (left, right) = (&[60.0, 130.0, 250.0][..], &[320.0, 400.0, 500.0][..]);
    check(
        &paper(|paper| {
            paper.text(200.0, 60.0, 16.0, "某市环卫处收支预算");
            paper.text(60.0, 80.0, 9.0, "支出").text(320.0, 80.0, 9.0, "补助");
            paper.text(205.0, 92.0, 9.0, "单位：万元").text(464.0, 92.0, 9.0, "单位：元");
            paper.table(left, 100.0, &[&["科目", "金额"], &["环卫", "1.00"], &["合计", "1.00"]]);
            paper.table(right, 100.0, &[&["科目", "金额"], &["农林", "20.00"]]);
        }),
        "#1 某市环卫处收支预算\n支出\n单位：万元\n科目|金额\n环卫|1.00\n合计|1.00\n补助\n单位：元\n科目|金额\n农林|20.00",
    );
}

#[test]
fn a_page_that_ends_below_a_header_of_fewer_columns() {
    let foot: &[f64] = &[60.0, 220.0, 380.0];
    let columns: &[f64] = &[60.0, 150.0, 220.0, 300.0, 380.0];
    let pages: Vec<Paper> = vec![
        paper(|paper| _ = paper.table(foot, 780.0, &[&["收入", "支出"]])),
        paper(|paper| {
            _ = paper.table(
                columns,
                60.0,
                &[&["项目", "金额", "项目", "金额"], &["拨款", "1.00", "人员", "1.00"]],
            );
        }),
    ];
    check_pages(&pages, "2x1:收入|2x1:支出\n项目|金额|项目|金额\n拨款|1.00|人员|1.00", "");
    let (document, _) = super::read(super::pdf(&pages));
    assert_eq!(document.unwrap().tables().count(), 1);
    // Tables with other sides are others.
    let pages: Vec<Paper> = vec![
        paper(|paper| _ = paper.table(&[60.0, 220.0, 400.0], 780.0, &[&["收入", "支出"]])),
        paper(|paper| _ = paper.table(columns, 60.0, &[&["项目", "金额", "项目", "金额"]])),
    ];
    check_pages(&pages, "收入|支出\n项目|金额|项目|金额", "");
}

const ALIGNED: &[&[&str]] = &[
    &["编码", "名称", "合计", "基本"],
    &["208", "社会保障和就业支出", "86.40", "86.40"],
    &["20805", "养老支出", "6.40", "6.40"],
    &["213", "农林水支出", "1,612.50", ""],
    &["", "合计", "1,698.90", "86.40"],
];
const ALIGNED_READ: &str = "编码|名称|合计|基本\n208|社会保障和就业支出|86.40|86.40\n20805|养老支出|6.40|6.40\n213|农林水支出|1,612.50\n|合计|1,698.90|86.40";

#[test]
fn level_rules_only_and_none() {
    let columns: &[f64] = &[60.0, 95.0, 200.0, 280.0, 360.0];
    let flat = paper(|paper| {
        paper.text(200.0, 80.0, 16.0, "支出预算表").cells(columns, 100.0, ALIGNED);
        for y in [100.0, 120.0, 200.0] {
            paper.line((60.0, y), (360.0, y));
        }
    });
    check_pages(&[flat], &format!("#1 支出预算表\n{ALIGNED_READ}"), "");
    let bare = paper(|paper| {
        paper.text(60.0, 80.0, 9.0, "编制单位：某局").text(310.0, 80.0, 9.0, "单位：万元");
        paper.cells(columns, 100.0, ALIGNED);
    });
    check_pages(&[bare], &format!("编制单位：某局\u{3000}单位：万元\n{ALIGNED_READ}"), "borders-unsure");
    // A list of two columns is none.
    check(
        &paper(|paper| {
            _ = paper.cells(
                &[60.0, 300.0, 360.0],
                100.0,
                &[&["收入", "1.00"], &["支出", "2.00"], &["结余", "3.00"]],
            );
        }),
        "收入\u{3000}1.00\n支出\u{3000}2.00\n结余\u{3000}3.00",
    );
}

#[test]
fn a_row_without_upright_rules_between_two_lattices() {
    let page = |between: [&str; 3]| {
        paper(|paper| {
            paper.table(COLUMNS, 100.0, &ROWS[..1]).cells(COLUMNS, 120.0, &[&between]);
            paper.table(COLUMNS, 140.0, &ROWS[1..]);
        })
    };
    check(&page(["甲", "乙", "丙"]), "编码|名称|金额\n甲|乙|丙\n208|社会保障|86.40\n213|农林水|1,612.50");
    // A line of labels stands between two tables.
    check(
        &page(["编制：某局", "", "万元"]),
        "编码|名称|金额\n编制：某局\u{3000}万元\n208|社会保障|86.40\n213|农林水|1,612.50",
    );
}

/// A table of two columns whose second cell on the right holds a table of two by two, so far from its sides.
fn table_within(beside: f64, above: f64) -> super::Paper {
    paper(|paper| {
        for y in [100.0, 120.0, 160.0 + 2.0 * above, 180.0 + 2.0 * above] {
            paper.line((60.0, y), (330.0, y));
        }
        paper.uprights(&[60.0, 130.0, 330.0], 100.0, 180.0 + 2.0 * above);
        let (columns, top) = ([130.0 + beside, 230.0, 330.0 - beside], 120.0 + above);
        paper.text(63.0, 113.0, 9.0, "名称").text(133.0, 113.0, 9.0, "路灯").text(63.0, 150.0, 9.0, "指标");
        paper.lattice(&columns, top, 2).cells(&columns, top, &[&["数量", "60盏"], &["质量", "合格"]]);
        paper.text(63.0, 173.0 + 2.0 * above, 9.0, "备注").text(133.0, 173.0 + 2.0 * above, 9.0, "无");
    })
}

#[test]
fn tables_within_cells() {
    let cell = |text: &str| format!("<td colspan=\"1\" rowspan=\"1\">{text}</td>");
    let rows = [["数量", "60盏"], ["质量", "合格"]]
        .map(|row| format!("<tr>{}</tr>", row.map(cell).concat()))
        .concat();
    let mut page = table_within(9.0, 16.0);
    page.text(140.0, 131.0, 9.0, "如下");
    check(&page, &format!("名称|路灯\n指标|html:<p>如下</p><table>{rows}</table>\n备注|无"));
    // Its lines touch those of the cell: it is part of the table.
    check(&table_within(4.0, 2.0), "名称|2x1:路灯\n1x2:指标|数量|60盏\n质量|合格\n备注|2x1:无");
}

#[test]
fn lines_that_are_too_many_for_their_cell() {
    let page = |middle: f64| {
        paper(|paper| {
            paper.lattice(COLUMNS, 100.0, 2).text(63.0, 113.0, 9.0, "208").text(300.0, 113.0, 9.0, "1.00");
            paper.text(63.0, 133.0, 9.0, "213").text(300.0, 133.0, 9.0, "2.00");
            for (line, text) in ["社会保障", "和就业", "支出"].into_iter().enumerate() {
                paper.text(
                    133.0,
                    middle + 3.2 + 11.0 * super::super::spelling::float(line) - 11.0,
                    9.0,
                    text,
                );
            }
            paper.text(200.0, 133.0, 9.0, "农林水");
        })
    };
    check(&page(110.0), "208|社会保障/和就业/支出|1.00\n213|农林水|2.00");
    // Lines of two cells, drawn one after another.
    check(
        &paper(|paper| {
            paper.lattice(&[60.0, 130.0, 295.0], 100.0, 2).text(133.0, 113.0, 9.0, "社会保障");
            paper
                .text(133.0, 128.0, 9.0, "农林水")
                .text(63.0, 113.0, 9.0, "208")
                .text(63.0, 133.0, 9.0, "213");
        }),
        "208|社会保障\n213|农林水",
    );
}

#[test]
fn pictures_that_are_not_read() {
    let page = |picture: &str| {
        paper(|paper| {
            paper
                .table(COLUMNS, 100.0, &ROWS[..2])
                .cells(COLUMNS, 140.0, &[&["213"]])
                .lattice(COLUMNS, 140.0, 1);
            paper.operate(&format!("q {picture} cm BI /W 1 /H 1 /CS /G /BPC 8 ID ~ EI Q"));
        })
    };
    let read = "编码|名称|金额\n208|社会保障|86.40\n213||";
    // In a cell, and over a good part of the page.
    check_pages(&[page("12 0 0 12 310 686")], read, "picture-left-out");
    check_pages(&[page("300 0 0 200 60 200")], read, "picture-left-out");
    // Beside the table, under words, and a rule.
    for picture in ["40 0 0 40 60 200", "70 0 0 18 300 703", "70 0 0 2 300 690"] {
        check(&page(picture), read);
    }
}

#[test]
fn cells_of_several_lines_between_level_rules() {
    let level = |heights: &[f64]| {
        paper(|paper| {
            for y in heights {
                paper.line((60.0, *y), (375.0, *y));
            }
            paper
                .text(63.0, 113.0, 9.0, "编码")
                .text(150.0, 113.0, 9.0, "名称")
                .text(340.0, 113.0, 9.0, "金额");
        })
    };
    // Between two rules is one row.
    let mut page = level(&[100.0, 120.0, 152.0, 184.0]);
    page.text(63.0, 139.0, 9.0, "208").text(133.0, 133.0, 9.0, "社会保障").text(133.0, 146.0, 9.0, "和就业");
    page.text(349.5, 139.0, 9.0, "86.40").text(63.0, 171.0, 9.0, "213").text(133.0, 165.0, 9.0, "农林水");
    page.text(133.0, 178.0, 9.0, "支出").text(349.5, 171.0, 9.0, "12.00");
    check_pages(
        &[page],
        "编码|名称|金额\n208|社会保障/和就业|86.40\n213|农林水/支出|12.00",
        "borders-unsure",
    );
    // Rows that a rule sums up, and the header above them, are as many rows.
    let mut page = level(&[100.0, 120.0, 152.0, 184.0]);
    for (y, row) in [
        (131.0, ["208", "社会保障", "86.40"]),
        (144.0, ["213", "农林水", "12.00"]),
        (163.0, ["215", "资源勘探", "13.00"]),
        (176.0, ["221", "住房保障", "14.00"]),
    ] {
        page.text(63.0, y, 9.0, row[0]).text(133.0, y, 9.0, row[1]).text(349.5, y, 9.0, row[2]);
    }
    check(
        &page,
        "编码|名称|金额\n208|社会保障|86.40\n213|农林水|12.00\n215|资源勘探|13.00\n221|住房保障|14.00",
    );
}

#[test]
fn cells_of_several_lines_without_rules_between_rows() {
    let row = |paper: &mut Paper, y: f64, row: [&str; 3]| {
        for (x, text) in [63.0, 133.0, 349.5].into_iter().zip(row) {
            if !text.is_empty() {
                paper.text(x, y, 9.0, text);
            }
        }
    };
    let rows = |rows: &[(f64, [&str; 3])]| {
        paper(|paper| {
            for y in [100.0, 120.0, 240.0] {
                paper.line((60.0, y), (375.0, y));
            }
            paper
                .text(63.0, 113.0, 9.0, "编码")
                .text(150.0, 113.0, 9.0, "名称")
                .text(340.0, 113.0, 9.0, "金额");
            for (y, cells) in rows {
                row(paper, *y, *cells);
            }
        })
    };
    // Two lines around the middle of their row, in two rows after one another.
    let page = rows(&[
        (133.0, ["208", "教育", "86.40"]),
        (151.0, ["", "社会保障", ""]),
        (157.0, ["213", "", "12.00"]),
        (163.0, ["", "和就业", ""]),
        (181.0, ["", "农业农村", ""]),
        (187.0, ["214", "", "13.00"]),
        (193.0, ["", "和水利", ""]),
        (217.0, ["215", "住房", "14.00"]),
    ]);
    let read =
        "编码|名称|金额\n208|教育|86.40\n213|社会保障和就业|12.00\n214|农业农村和水利|13.00\n215|住房|14.00";
    check_pages(&[page], read, "borders-unsure");
    // A second line below the first, nearer to it than to the next row.
    let page = rows(&[
        (133.0, ["208", "教育", "86.40"]),
        (157.0, ["213", "社会保障", "12.00"]),
        (169.0, ["", "和就业", ""]),
        (193.0, ["215", "住房", "14.00"]),
    ]);
    let read = "编码|名称|金额\n208|教育|86.40\n213|社会保障和就业|12.00\n215|住房|14.00";
    check_pages(&[page], read, "borders-unsure");
    // A heading of its own stands as far from both.
    let page = rows(&[
        (133.0, ["208", "教育", "86.40"]),
        (153.0, ["", "其中：基本支出", ""]),
        (173.0, ["213", "社会保障", "12.00"]),
        (193.0, ["215", "住房", "14.00"]),
    ]);
    check(&page, "编码|名称|金额\n208|教育|86.40\n|其中：基本支出\n213|社会保障|12.00\n215|住房|14.00");
    // Where the lines of two columns that no gutter parts lie over each other nothing is put together.
    let page = rows(&[
        (133.0, ["208", "教育", "86.40"]),
        (151.0, ["", "社会保障", ""]),
        (157.0, ["213", "和就业", "12.00"]),
        (181.0, ["215", "住房", "14.00"]),
    ]);
    check(&page, "编码|名称|金额\n208|教育|86.40\n|社会保障\n213|和就业|12.00\n215|住房|14.00");
}

#[test]
fn texts_that_lie_over_each_other() {
    check(
        &paper(|paper| {
            paper.lattice(COLUMNS, 100.0, 1);
            paper.text(63.0, 113.0, 9.0, "20103").text(
                133.0,
                113.0,
                9.0,
                "政府办公厅及相关机构事务以及其他各项支出甲乙",
            );
            paper.text(322.5, 113.0, 9.0, "1,150.00");
        }),
        "20103|政府办公厅及相关机构事务以及其他各项支出甲乙|1,150.00",
    );
}
