//! The carriers: pieces of a document written as a file of a format.

use std::io::{Cursor, Write as _};

use rust_xlsxwriter::{Format, Workbook, Worksheet};
use zip::write::{SimpleFileOptions, ZipWriter};

use super::draw::Draw;
use super::grid::{Cell, Grid};
use super::page::{Mark, Piece};

/// A carrier: what files are written as.
pub struct Carrier {
    /// The name in the table of outcomes, and the extension.
    pub name: &'static str,
    /// Whether such a file can hold a mark.
    pub has: fn(Mark) -> bool,
    /// Writes pieces.
    pub write: fn(&mut Draw, &[Piece]) -> Vec<u8>,
}

/// All of them.
pub const CARRIERS: &[Carrier] = &[
    Carrier { name: "html", has: |mark| mark != Mark::Sheet, write: html },
    Carrier { name: "md", has: |mark| mark != Mark::Sheet, write: markdown },
    Carrier { name: "tsv", has: is_text, write: tsv },
    Carrier { name: "csv", has: is_text, write: csv },
    Carrier { name: "xlsx", has: |mark| is_text(mark) || mark == Mark::Sheet, write: xlsx },
    Carrier { name: "docx", has: |mark| mark != Mark::Sheet && mark != Mark::Image, write: docx },
];

fn is_text(mark: Mark) -> bool {
    !matches!(mark, Mark::Comment | Mark::Image | Mark::Sheet)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn html(draw: &mut Draw, pieces: &[Piece]) -> Vec<u8> {
    let as_paragraphs = draw.coin();
    let with_th = draw.coin();
    let heading = draw.of(&["h2", "p", "h3"]);
    let lines = |cell: &Cell| {
        let lines: Vec<String> = cell.lines.iter().map(|line| escaped(line)).collect();
        if as_paragraphs && lines.len() > 1 {
            lines.iter().map(|line| format!("<p>{line}</p>")).collect::<String>()
        } else {
            lines.join("<br>")
        }
    };
    let table = |grid: &Grid| {
        let mut text = "<table border=\"1\">\n".to_owned();
        for (number, row) in grid.rows.iter().enumerate() {
            let name = if with_th && number >= grid.preface && number < grid.body() { "th" } else { "td" };
            text.push_str("<tr>");
            for cell in row.iter().flatten() {
                let span = |name: &str, count: usize| {
                    if count > 1 { format!(" {name}=\"{count}\"") } else { String::new() }
                };
                let spans = span("rowspan", cell.rows) + &span("colspan", cell.columns);
                text.push_str(&format!("<{name}{spans}>{}</{name}>", lines(cell)));
            }
            text.push_str("</tr>\n");
        }
        text + "</table>\n"
    };
    let mut text = "<html><body>\n".to_owned();
    for piece in pieces {
        text.push_str(&match piece {
            Piece::Title(line) => format!("<{heading}>{line}</{heading}>\n"),
            Piece::Line(line) => format!("<p>{line}</p>\n"),
            Piece::Mark(Mark::Rule) => "<hr>\n".to_owned(),
            Piece::Mark(Mark::Image) => "<img src=\"page-2.png\">\n".to_owned(),
            Piece::Mark(_) => "<!-- page break -->\n".to_owned(),
            Piece::PageTag(page) => format!("<page_number>{page}</page_number>\n"),
            Piece::Table(grid) => table(grid),
        });
    }
    (text + "</body></html>\n").into_bytes()
}

/// Every slot of a row: what stands in it, nothing where it is covered.
fn slots(row: &[Option<Cell>], between: &str) -> Vec<String> {
    row.iter().map(|slot| slot.as_ref().map_or_else(String::new, |cell| cell.lines.join(between))).collect()
}

fn markdown(draw: &mut Draw, pieces: &[Piece]) -> Vec<u8> {
    let empty_header = draw.coin();
    let heading = draw.of(&["## ", "", "# "]);
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let table = |grid: &Grid| {
        let rule = format!("|{}\n", " --- |".repeat(grid.width()));
        let rows: Vec<Vec<String>> = grid.rows.iter().map(|row| slots(row, "<br>")).collect();
        let body = |rows: &[Vec<String>]| rows.iter().map(|row| line(row)).collect::<String>();
        if grid.body() == 0 && empty_header {
            format!("{}{rule}{}\n", line(&vec![String::new(); grid.width()]), body(&rows))
        } else {
            format!("{}{rule}{}\n", line(&rows[0]), body(&rows[1..]))
        }
    };
    let mut text = String::new();
    for piece in pieces {
        text.push_str(&match piece {
            Piece::Title(line) => format!("{heading}{line}\n\n"),
            Piece::Line(line) => format!("{line}\n\n"),
            Piece::Mark(Mark::Rule) => "---\n\n".to_owned(),
            Piece::Mark(Mark::Image) => "![](page-2.png)\n\n".to_owned(),
            Piece::Mark(_) => "<!-- page break -->\n\n".to_owned(),
            Piece::PageTag(page) => format!("<page_number>{page}</page_number>\n\n"),
            Piece::Table(grid) => table(grid),
        });
    }
    text.into_bytes()
}

fn tsv(draw: &mut Draw, pieces: &[Piece]) -> Vec<u8> {
    let as_paragraphs = draw.coin();
    let cell = |cell: &Cell| {
        if as_paragraphs && cell.lines.len() > 1 {
            cell.lines.iter().map(|line| format!("<p>{line}</p>")).collect::<Vec<_>>().join(" ")
        } else {
            cell.lines.join("<br>")
        }
    };
    let mut text = String::new();
    let mut after_table = false;
    for piece in pieces {
        if after_table || matches!(piece, Piece::Table(_)) && !text.is_empty() {
            text.push('\n');
        }
        after_table = matches!(piece, Piece::Table(_));
        text.push_str(&match piece {
            Piece::Title(line) | Piece::Line(line) => format!("{line}\n"),
            Piece::Mark(_) => "---\n".to_owned(),
            Piece::PageTag(page) => format!("<page_number>{page}</page_number>\n"),
            Piece::Table(grid) => grid
                .rows
                .iter()
                .map(|row| {
                    let cells: Vec<String> =
                        row.iter().map(|slot| slot.as_ref().map_or_else(String::new, cell)).collect();
                    format!("{}\n", cells.join("\t"))
                })
                .collect(),
        });
    }
    text.into_bytes()
}

fn csv(draw: &mut Draw, pieces: &[Piece]) -> Vec<u8> {
    let is_padded = draw.coin();
    let width = pieces
        .iter()
        .map(|piece| if let Piece::Table(grid) = piece { grid.width() } else { 1 })
        .max()
        .unwrap_or(1);
    let field = |text: &str| {
        if text.contains(['"', ',', '\n']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.to_owned()
        }
    };
    let alone = |text: &str| {
        let rest = if is_padded { ",".repeat(width - 1) } else { String::new() };
        format!("{}{rest}\r\n", field(text))
    };
    let mut text = String::new();
    for piece in pieces {
        text.push_str(&match piece {
            Piece::Title(line) | Piece::Line(line) => alone(line),
            Piece::Mark(_) => alone(""),
            Piece::PageTag(page) => alone(&format!("<page_number>{page}</page_number>")),
            Piece::Table(grid) => grid
                .rows
                .iter()
                .map(|row| {
                    let cells: Vec<String> = slots(row, "\n").iter().map(|cell| field(cell)).collect();
                    let rest = if is_padded { ",".repeat(width - grid.width()) } else { String::new() };
                    format!("{}{rest}\r\n", cells.join(","))
                })
                .collect(),
        });
    }
    text.into_bytes()
}

fn xlsx(draw: &mut Draw, pieces: &[Piece]) -> Vec<u8> {
    let with_numbers = draw.coin();
    let mut workbook = Workbook::new();
    let mut row = 0;
    workbook.add_worksheet();
    let mut last = 0;
    for piece in pieces {
        let sheet = workbook.worksheet_from_index(last).unwrap();
        match piece {
            Piece::Title(line) | Piece::Line(line) => {
                sheet.write_string(row, 0, line).unwrap();
                row += 1;
            }
            Piece::PageTag(page) => {
                sheet.write_string(row, 0, format!("<page_number>{page}</page_number>")).unwrap();
                row += 1;
            }
            Piece::Mark(Mark::Sheet) => {
                workbook.add_worksheet();
                (last, row) = (last + 1, 0);
            }
            Piece::Mark(_) => row += 1,
            Piece::Table(grid) => {
                write_grid(sheet, row, grid, with_numbers);
                row += u32::try_from(grid.rows.len()).unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn write_grid(sheet: &mut Worksheet, top: u32, grid: &Grid, with_numbers: bool) {
    for (row, slots) in (top..).zip(&grid.rows) {
        for (column, cell) in (0_u16..).zip(slots) {
            let Some(cell) = cell else { continue };
            let text = cell.lines.join("\n");
            let last_row = row + u32::try_from(cell.rows).unwrap() - 1;
            let last_column = column + u16::try_from(cell.columns).unwrap() - 1;
            if (last_row, last_column) != (row, column) {
                sheet.merge_range(row, column, last_row, last_column, &text, &Format::new()).unwrap();
            }
            let digits = text.replace(',', "");
            match digits.parse::<f64>() {
                Ok(number) if with_numbers && digits.contains('.') => {
                    let format = if text.contains(',') { "#,##0.00" } else { "0.00" };
                    let format = Format::new().set_num_format(format);
                    sheet.write_number_with_format(row, column, number, &format).unwrap();
                }
                _ if text.is_empty() => {}
                _ => {
                    sheet.write_string(row, column, &text).unwrap();
                }
            }
        }
    }
}

fn docx(draw: &mut Draw, pieces: &[Piece]) -> Vec<u8> {
    let with_breaks = draw.coin();
    let run = |line: &str| format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(line));
    let paragraph = |line: &str| format!("<w:p>{}</w:p>", run(line));
    let lines = |cell: &Cell| {
        if with_breaks {
            let runs: Vec<String> = cell.lines.iter().map(|line| run(line)).collect();
            format!("<w:p>{}</w:p>", runs.join("<w:r><w:br/></w:r>"))
        } else {
            cell.lines.iter().map(|line| paragraph(line)).collect()
        }
    };
    let mut body = String::new();
    for piece in pieces {
        body.push_str(&match piece {
            Piece::Title(line) | Piece::Line(line) => paragraph(line),
            Piece::Mark(Mark::Rule) => "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>".to_owned(),
            Piece::Mark(_) => "<w:p/>".to_owned(),
            Piece::PageTag(page) => paragraph(&format!("<page_number>{page}</page_number>")),
            Piece::Table(grid) => docx_table(grid, &lines),
        });
    }
    let space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"{space}\"><w:body>{body}<w:sectPr/></w:body></w:document>"
    );
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    writer.write_all(document.as_bytes()).unwrap();
    writer.finish().unwrap().into_inner()
}

fn docx_table(grid: &Grid, lines: &impl Fn(&Cell) -> String) -> String {
    let columns = "<w:gridCol w:w=\"1000\"/>".repeat(grid.width());
    let mut text = format!("<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>");
    for (number, row) in grid.rows.iter().enumerate() {
        text.push_str("<w:tr>");
        let mut column = 0;
        while column < row.len() {
            let (columns, merge, content) = match &row[column] {
                Some(cell) if cell.rows > 1 => (cell.columns, "<w:vMerge w:val=\"restart\"/>", lines(cell)),
                Some(cell) => (cell.columns, "", lines(cell)),
                None => (covering(grid, number, column), "<w:vMerge/>", "<w:p/>".to_owned()),
            };
            let span = if columns > 1 { format!("<w:gridSpan w:val=\"{columns}\"/>") } else { String::new() };
            text.push_str(&format!(
                "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/>{span}{merge}</w:tcPr>{content}</w:tc>",
                columns * 1000
            ));
            column += columns;
        }
        text.push_str("</w:tr>");
    }
    text + "</w:tbl>"
}

/// How many columns the cell above a covered slot covers.
fn covering(grid: &Grid, row: usize, column: usize) -> usize {
    grid.rows[..row].iter().rev().find_map(|slots| slots[column].as_ref()).map_or(1, |cell| cell.columns)
}
