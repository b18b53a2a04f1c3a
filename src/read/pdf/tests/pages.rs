//! Whole pages and files: what is seen, what is not, and what no file may do.

use std::fmt::Write as _;

use super::writer::{Paper, hex, pdf};
use super::{check, check_pages, paper, read, sketch};
use crate::model::HiddenBy;

const COLUMNS: &[f64] = &[60.0, 130.0, 295.0, 375.0];
const ROWS: &[&[&str]] = &[&["编码", "名称", "金额"], &["208", "社会保障", "86.40"]];
const READ: &str = "编码|名称|金额\n208|社会保障|86.40";

fn table() -> Paper {
    paper(|paper| _ = paper.table(COLUMNS, 100.0, ROWS))
}

/// A page that is a picture from edge to edge.
fn picture() -> Paper {
    paper(|paper| _ = paper.picture())
}

#[test]
fn what_is_not_seen_is_not_read() {
    for (hidden, by) in [
        ("1 g BT /F1 9 Tf 1 0 0 1 140 709 Tm <0039> Tj ET", Some(HiddenBy::Colour)),
        ("BT 3 Tr /F1 9 Tf 1 0 0 1 140 709 Tm <0039> Tj ET", Some(HiddenBy::Display)),
        ("q 0 0 50 50 re W n BT /F1 9 Tf 1 0 0 1 140 709 Tm <0039> Tj ET Q", None),
        ("BT /F1 9 Tf 1 0 0 1 140 709 Tm <0039> Tj ET 1 g 138 700 20 20 re f", Some(HiddenBy::Display)),
        ("BT /F1 9 Tf 1 0 0 1 700 709 Tm <0039> Tj ET", None),
    ] {
        let mut page = paper(|paper| _ = paper.lattice(COLUMNS, 100.0, 2));
        page.operate(&format!("q {hidden} Q")).cells(COLUMNS, 100.0, ROWS);
        // What is outside of the page, or cut away by its own clip, no page holds.
        let rules = if by.is_some() { "hidden-left-out" } else { "" };
        check_pages(std::slice::from_ref(&page), READ, rules);
        let document = read(pdf(&[page])).0.unwrap();
        let found: Vec<(HiddenBy, &str)> =
            document.hidden.iter().map(|hidden| (hidden.by, hidden.text.as_str())).collect();
        assert_eq!(found, by.map(|by| (by, "9")).into_iter().collect::<Vec<_>>());
    }
    // Unseen words under the same ones are no second text.
    let mut doubled = table();
    doubled.operate("3 Tr").cells(COLUMNS, 100.0, ROWS);
    check(&doubled, READ);
    // White words on a dark box are seen.
    check(
        &paper(|paper| {
            paper.fill([60.0, 100.0, 375.0, 120.0], 0.2).lattice(COLUMNS, 100.0, 2);
            paper.operate("1 g").cells(COLUMNS, 100.0, &ROWS[..1]).operate("0 g");
            paper.cells(COLUMNS, 120.0, &ROWS[1..]);
        }),
        READ,
    );
}

#[test]
fn letters_that_their_cell_cuts_off() {
    // Of the second line of a cell too low for it a third is seen, or no more than an edge.
    for (baseline, expected) in [(717, READ.replace("名称", "名称/9")), (713, READ.to_owned())] {
        let mut page = table();
        page.operate(&format!(
            "q 130 722 165 20 re W n BT /F1 9 Tf 1 0 0 1 140 {baseline} Tm <0039> Tj ET Q"
        ));
        check(&page, &expected);
    }
}

#[test]
fn pages_turned_and_cropped() {
    let mut turned = Paper { width: 842.0, height: 595.0, ..Paper::new() };
    turned.table(COLUMNS, 100.0, ROWS);
    // The same page on its side, and shown upright.
    let sideways = Paper {
        content: format!("q 0 1 -1 0 595 0 cm {} Q", turned.content),
        entries: "/Rotate 90".to_owned(),
        ..Paper::new()
    };
    check(&sideways, READ);
    // On its side and shown so: the words tell how it is held.
    let lying = Paper { entries: String::new(), ..sideways };
    check(&lying, READ);
    let mut cropped = Paper { entries: "/CropBox [40 100 500 800]".to_owned(), ..table() };
    cropped.text(60.0, 20.0, 9.0, "印刷校样");
    check(&cropped, READ);
}

/// Red words over a table whose first column begins at 60: their size, where they begin, and what they say.
fn red(paper: &mut Paper, size: f64, (x, y): (f64, f64), text: &str) {
    let y = paper.height - y;
    _ = paper.operate(&format!("q 1 0 0 rg BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{}> Tj ET Q", hex(text)));
}

#[test]
fn seals_lie_over_cells() {
    // Over the words of two cells.
    let mut sealed = table();
    red(&mut sealed, 14.0, (140.0, 135.0), "某县教育局");
    let document = read(pdf(std::slice::from_ref(&sealed))).0.unwrap();
    assert_eq!(sketch(&document), READ);
    assert_eq!(
        (document.hidden[0].by, document.hidden[0].text.as_str()),
        (HiddenBy::Watermark, "某县教育局")
    );
    check_pages(&[sealed], READ, "watermark-left-out");
    // Red words of a cell stay: beside others, large and alone, and drawn last.
    for (size, place, text, read) in [
        (9.0, (178.0, 133.0), "增", "社会保障 增"),
        (9.0, (133.0, 133.0), "社会保障", "社会保障"),
        (14.0, (133.0, 135.0), "社会保障", "社会保障"),
        (14.0, (240.0, 135.0), "社会保障", "社会保障"),
    ] {
        let mut page = paper(|paper| _ = paper.lattice(COLUMNS, 100.0, 2).cells(COLUMNS, 100.0, &ROWS[..1]));
        let name = if read.ends_with('增') { "社会保障" } else { "" };
        page.cells(COLUMNS, 120.0, &[&["208", name, "86.40"]]);
        red(&mut page, size, place, text);
        check(&page, &READ.replace("社会保障", read));
    }
}

#[test]
fn watermarks_lie_across() {
    let mut slanted = table();
    slanted.slanted("征求意见");
    let document = read(pdf(std::slice::from_ref(&slanted))).0.unwrap();
    assert_eq!((document.hidden[0].by, document.hidden[0].text.as_str()), (HiddenBy::Watermark, "征求意见"));
    check_pages(&[slanted], READ, "watermark-left-out");
    let mut large = table();
    large.operate("0.85 g").text(100.0, 135.0, 40.0, "样张");
    check_pages(&[large], READ, "watermark-left-out");
    // A light heading of ordinary size is one.
    let mut light = table();
    light.operate("0.5 g").text(60.0, 80.0, 12.0, "支出表");
    check(&light, &format!("#1 支出表\n{READ}"));
}

#[test]
fn pages_that_are_pictures() {
    check_pages(&[table(), picture()], READ, "page-is-picture");
    let pages = read(pdf(&[table(), picture()])).0.unwrap().source.pages.unwrap();
    assert_eq!((pages.all, pages.unread), (2, 1));
    let (document, _) = read(pdf(&[picture(), picture()]));
    assert!(document.unwrap_err().message.en.contains("OCR"));
    // A scan with a text layer is read, and a table beside a picture is no scan.
    let mut layered = picture();
    layered.operate("3 Tr").table(COLUMNS, 100.0, ROWS);
    check(&layered, READ);
    let mut beside = table();
    beside.operate("q 100 0 0 100 20 20 cm BI /W 1 /H 1 /CS /G /BPC 8 ID ~ EI Q");
    check(&beside, READ);
}

#[test]
fn glyphs_that_say_nothing() {
    let mut page = table();
    page.unknown(63.0, 80.0, 3);
    check_pages(&[page], &format!("���\n{READ}"), "text-undecodable");
    // A page on which they prevail is as good as a picture.
    let (document, _) =
        read(pdf(&[paper(|paper| _ = paper.unknown(63.0, 80.0, 30).text(60.0, 100.0, 9.0, "甲"))]));
    assert!(document.unwrap_err().message.en.contains("30 of its glyphs"));
    // Characters of private use that show nothing say nothing.
    let mut blank = table();
    blank.text(63.0, 80.0, 9.0, "\u{e001}\u{e002}");
    check(&blank, READ);
}

#[test]
fn a_page_whose_drawing_is_lost() {
    let broken = Paper { is_broken: true, ..Paper::new() };
    check_pages(&[table(), broken.clone()], READ, "page-broken");
    assert!(read(pdf(&[broken])).0.unwrap_err().message.en.contains("damaged"));
    // A page that draws nothing is blank.
    check_pages(&[table(), Paper::new()], READ, "");
}

#[test]
fn running_lines_are_told_by_their_place() {
    let page = |number: usize| {
        let mut page = paper(|paper| {
            paper.text(200.0, 40.0, 9.0, "某镇部门预算").text(290.0, 810.0, 9.0, &format!("— {number} —"));
        });
        page.table(COLUMNS, 100.0, ROWS);
        page
    };
    check_pages(&[page(1), page(2)], &format!("{READ}\n—1—\n{READ}"), "running-lines-left-out");
    // What stands on one page alone is none.
    let mut first = table();
    first.text(200.0, 40.0, 9.0, "某镇部门预算");
    check(&first, &format!("某镇部门预算\n{READ}"));
}

#[test]
fn damaged_files() {
    let whole = pdf(&[table()]);
    // Bytes before the head, and a wrong place of the table of objects.
    let mut moved = b"From: someone\r\n\r\n".to_vec();
    moved.extend(String::from_utf8(whole.clone()).unwrap().replace("startxref\n", "startxref\n9").bytes());
    let (document, _) = read(moved);
    assert_eq!(sketch(&document.unwrap()), READ);
    for at in (0..whole.len()).step_by(37) {
        let _ = read(whole[..at].to_vec());
        let mut flipped = whole.clone();
        flipped[at] ^= 0x15;
        let _ = read(flipped);
    }
}

#[test]
fn a_file_that_draws_without_end_is_refused() {
    // Forms that draw each other twice, thirty times over.
    let mut objects = String::new();
    for form in 0..30 {
        let content = format!("/X{} Do /X{} Do", form + 1, form + 1);
        write!(
            objects,
            "{} 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X{} {} 0 R >> >> /Length {} >>\nstream\n{content}\nendstream\nendobj\n",
            20 + form,
            form + 1,
            21 + form,
            content.len()
        ).unwrap();
    }
    let page = Paper {
        content: "/X0 Do".to_owned(),
        entries: "/Resources << /XObject << /X0 20 0 R >> >>".to_owned(),
        ..Paper::new()
    };
    let text = String::from_utf8(pdf(&[page])).unwrap();
    let text = text.replace("/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> ", "").replacen(
        "xref",
        &format!("{objects}xref"),
        1,
    );
    let (document, _) = read(text.into_bytes());
    assert!(document.is_err());
}

#[test]
fn a_table_whose_rows_a_page_parts_otherwise() {
    let above = |foot: Option<&str>| {
        paper(|paper| {
            paper.table(&[60.0, 130.0, 375.0], 700.0, &[&["项目名称", "水渠修复"], &["主管部门", "水务局"]]);
            paper.text(200.0, 820.0, 8.0, "— 5 —");
            if let Some(foot) = foot {
                paper.text(60.0, 760.0, 9.0, foot);
            }
        })
    };
    let below = |title: Option<&str>| {
        paper(|paper| {
            paper.table(&[60.0, 250.0, 375.0], 60.0, &[&["年度目标", "完成修复"]]);
            paper.text(200.0, 820.0, 8.0, "— 6 —");
            if let Some(title) = title {
                paper.text(180.0, 40.0, 14.0, title);
            }
        })
    };
    let joint = "项目名称|2x1:水渠修复\n主管部门|2x1:水务局\n—5—\n2x1:年度目标|完成修复";
    check_pages(&[above(None), below(None)], joint, "running-lines-left-out");
    // What stands between them makes them two.
    let parted = "项目名称|水渠修复\n主管部门|水务局\n#1 支出表\n年度目标|完成修复";
    check_pages(&[above(None), below(Some("支出表"))], parted, "running-lines-left-out");
    let parted = "项目名称|水渠修复\n主管部门|水务局\n注：含结转。\n年度目标|完成修复";
    check_pages(&[above(Some("注：含结转。")), below(None)], parted, "running-lines-left-out");
}

#[test]
fn fonts_with_widths_for_more_characters_than_there_are() {
    for widths in
        ["/W [1 4000000000 500]", "/W [1 [500] 2 3 500 4 4000000000 500]", "/W2 [1 4000000000 1 1 1]"]
    {
        let bytes = pdf(&[table()]);
        let at = bytes.windows(3).position(|window| window == b"/W ").unwrap();
        let end = at + bytes[at..].iter().position(|byte| *byte == b']').unwrap() + 1;
        let damaged = [&bytes[..at], widths.as_bytes(), &bytes[end..]].concat();
        let (document, _) = read(damaged);
        assert!(document.unwrap_err().message.en.contains("draw more"), "{widths}");
    }
}

#[test]
fn titles_that_come_again_above_tables() {
    let page = |number: usize, title: &str, size: f64| {
        let mut page = paper(|paper| {
            paper.text(200.0, 40.0, 9.0, "某镇部门预算").text(290.0, 810.0, 9.0, &format!("— {number} —"));
            paper.text(220.0, 70.0, size, title).text(320.0, 90.0, 9.0, "单位：万元");
        });
        page.table(COLUMNS, 100.0, ROWS);
        page
    };
    let own = |title: &str| format!("#1 {title}\n单位：万元\n{READ}");
    // Two tables of one kind have one title; what is no larger than their words is a running title.
    check_pages(
        &[page(1, "绩效目标表", 16.0), page(2, "绩效目标表", 16.0)],
        &format!("{}\n{}", own("绩效目标表"), own("绩效目标表")),
        "running-lines-left-out",
    );
    check_pages(
        &[page(1, "绩效目标表", 9.0), page(2, "绩效目标表", 9.0)],
        // Without a title of its own the second goes on, and so does what is said of it.
        &format!("单位：万元\n{READ}\n—1—\n{READ}"),
        "running-lines-left-out",
    );
}

#[test]
fn signs_that_a_standard_map_leaves_out() {
    check(
        &paper(|paper| _ = paper.text(60.0, 100.0, 9.0, "面积3000㎡，下降−3.5%，蓄水2m³")),
        "面积3000㎡，下降−3.5%，蓄水2m³",
    );
    check(
        &paper(|paper| _ = paper.text(60.0, 100.0, 9.0, "甲乙丙").text(200.0, 300.0, 9.0, "㎡")),
        "甲乙丙\n㎡",
    );
}

#[test]
fn a_page_that_ends_within_a_text() {
    let mut cut = table();
    cut.operate("BT /F1 9 Tf (");
    check_pages(&[cut], READ, "page-broken");
}
