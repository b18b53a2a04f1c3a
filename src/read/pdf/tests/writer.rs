//! Writes small PDFs for the tests: pages of text, lines and boxes in one font that is not embedded, and another that
//! does not say what its glyphs are.

use std::fmt::Write as _;

/// A page to draw on; places in points from its top left corner.
#[derive(Clone, Debug)]
pub(super) struct Paper {
    pub content: String,
    pub width: f64,
    pub height: f64,
    /// Further entries of the page: `/Rotate 90`.
    pub entries: String,
    /// Whether what it draws is lost.
    pub is_broken: bool,
}

impl Paper {
    /// An empty page of A4.
    pub(super) fn new() -> Self {
        Self { content: String::new(), width: 595.0, height: 842.0, entries: String::new(), is_broken: false }
    }

    /// Draws a text whose baseline begins at a place.
    pub(super) fn text(&mut self, x: f64, y: f64, size: f64, text: &str) -> &mut Self {
        let y = self.height - y;
        self.operate(&format!("BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{}> Tj ET", hex(text)))
    }

    /// Draws a line.
    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64)) -> &mut Self {
        let height = self.height;
        self.operate(&format!("0.5 w {} {} m {} {} l S", from.0, height - from.1, to.0, height - to.1))
    }

    /// Draws a fraction in a line of text whose size is given, its parts at the left of its bar.
    pub(super) fn fraction(&mut self, x: f64, y: f64, size: f64, [upper, lower]: [&str; 2]) -> &mut Self {
        let small = size * 0.7;
        let wide = |text: &str| width(text) * small / 9.0;
        let bar = wide(upper).max(wide(lower));
        let axis = y - size * 0.25;
        self.line((x, axis), (x + bar, axis));
        self.text(x + (bar - wide(upper)) / 2.0, axis - small * 0.2, small, upper);
        self.text(x + (bar - wide(lower)) / 2.0, axis + small * 0.95, small, lower)
    }

    /// Fills a box in a grey.
    pub(super) fn fill(&mut self, [left, top, right, bottom]: [f64; 4], grey: f64) -> &mut Self {
        let (y, width, height) = (self.height - bottom, right - left, bottom - top);
        self.operate(&format!("q {grey} g {left} {y} {width} {height} re f Q"))
    }

    /// Draws so many glyphs that say nothing.
    pub(super) fn unknown(&mut self, x: f64, y: f64, count: usize) -> &mut Self {
        let y = self.height - y;
        self.operate(&format!("BT /F2 9 Tf 1 0 0 1 {x} {y} Tm <{}> Tj ET", "01".repeat(count)))
    }

    /// Covers the page with a picture.
    pub(super) fn picture(&mut self) -> &mut Self {
        let picture =
            format!("q {} 0 0 {} 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID ~ EI Q", self.width, self.height);
        self.operate(&picture)
    }

    /// Draws a large light text across the page.
    pub(super) fn slanted(&mut self, text: &str) -> &mut Self {
        self.operate(&format!("q 0.8 g BT /F1 40 Tf 0.7 0.7 -0.7 0.7 80 660 Tm <{}> Tj ET Q", hex(text)))
    }

    /// Adds operators.
    pub(super) fn operate(&mut self, operators: &str) -> &mut Self {
        self.content.push_str(operators);
        self.content.push('\n');
        self
    }

    /// Draws a ruled table: its cells' texts, the places of its columns and its first row, 20 points a row.
    pub(super) fn table(&mut self, columns: &[f64], top: f64, rows: &[&[&str]]) -> &mut Self {
        self.lattice(columns, top, rows.len());
        self.cells(columns, top, rows)
    }

    /// Draws the rules of a table.
    pub(super) fn lattice(&mut self, columns: &[f64], top: f64, rows: usize) -> &mut Self {
        let (left, right) = (columns[0], columns[columns.len() - 1]);
        let bottom = row_top(top, rows);
        for row in 0..=rows {
            self.line((left, row_top(top, row)), (right, row_top(top, row)));
        }
        self.uprights(columns, top, bottom)
    }

    /// Draws upright rules from one height to another.
    pub(super) fn uprights(&mut self, columns: &[f64], top: f64, bottom: f64) -> &mut Self {
        for column in columns {
            self.line((*column, top), (*column, bottom));
        }
        self
    }

    /// Draws the texts of a table: words at the left of their cells, numbers at the right.
    pub(super) fn cells(&mut self, columns: &[f64], top: f64, rows: &[&[&str]]) -> &mut Self {
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let is_number =
                    cell.contains('.') && cell.chars().all(|c| c.is_ascii_digit() || ".,".contains(c));
                let x =
                    if is_number { columns[column + 1] - 3.0 - width(cell) } else { columns[column] + 3.0 };
                if !cell.is_empty() {
                    self.text(x, row_top(top, row) + 13.0, 9.0, cell);
                }
            }
        }
        self
    }
}

/// Where a row begins.
pub(super) fn row_top(top: f64, row: usize) -> f64 {
    (0..row).fold(top, |y, _| y + 20.0)
}

/// How wide a text of 9 points is.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { 4.5 } else { 9.0 }).sum()
}

/// A text as a string of the file.
pub(super) fn hex(text: &str) -> String {
    text.encode_utf16().fold(String::new(), |hex, unit| hex + &format!("{unit:04x}"))
}

/// A file of these pages.
pub(super) fn pdf(pages: &[Paper]) -> Vec<u8> {
    let font = "<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UCS2-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 /W [1 95 500] >>] >>";
    let kids: Vec<String> = (0..pages.len()).map(|page| format!("{} 0 R", 6 + 2 * page)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()),
        font.to_owned(),
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 500 700] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 1 /LastChar 1 /Widths [500] /CharProcs << /shape 5 0 R >> /Encoding << /Differences [1 /shape] >> >>".to_owned(),
        "<< /Length 40 >>\nstream\n500 0 0 0 500 700 d1 0 0 400 600 re f    \nendstream".to_owned(),
    ];
    for (number, page) in pages.iter().enumerate() {
        // A broken page names an object that is not there.
        let contents = if page.is_broken { 9999 } else { 7 + 2 * number };
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {} {}] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {} 0 R {} >>",
            page.width,
            page.height,
            contents,
            page.entries
        ));
        objects.push(format!(
            "<< /Length {} >>\nstream\n{}\nendstream",
            page.content.len() + 1,
            page.content
        ));
    }
    let mut file = String::from("%PDF-1.7\n");
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(file.len());
        write!(file, "{} 0 obj\n{object}\nendobj\n", number + 1).expect("a string takes all");
    }
    let start = file.len();
    write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).expect("a string takes all");
    for place in places {
        writeln!(file, "{place:010} 00000 n ").expect("a string takes all");
    }
    let size = objects.len() + 1;
    write!(file, "trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n")
        .expect("a string takes all");
    file.into_bytes()
}
