//! Pictures of pieces of pages: what is framed in them, and what has none.

use super::super::pictures;
use super::writer::{Paper, pdf};
use super::{paper, read};
use crate::model::{Block, PageBox, Picture, Place};

const COLUMNS: &[f64] = &[60.0, 130.0, 295.0, 375.0];
/// The font of the tests' writer is in no file; digits and Latin letters are drawn all the same.
const ROWS: &[&[&str]] = &[&["code", "name", "amount"], &["208", "schools", "86.40"]];
/// The cell of the amount.
const AMOUNT: PageBox = [295, 120, 375, 140];
const RED: [u8; 3] = [215, 25, 28];

fn table() -> Paper {
    paper(|paper| _ = paper.table(COLUMNS, 100.0, ROWS))
}

fn picture(bytes: &[u8], page: usize, bounds: Option<PageBox>) -> Option<Picture> {
    pictures(bytes, &[Place::on_page(page, bounds)]).remove(0)
}

/// The pixels of a picture, row by row.
fn pixels(picture: &Picture) -> Vec<Vec<[u8; 3]>> {
    assert!(picture.png.len() <= 40_000, "{}", picture.png.len());
    let mut decoder = png::Decoder::new(std::io::Cursor::new(&picture.png));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    assert_eq!((info.width, info.height), (picture.width, picture.height));
    let colours: Vec<[u8; 3]> = bytes.chunks_exact(3).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    colours.chunks_exact(usize::try_from(info.width).unwrap()).map(<[_]>::to_vec).collect()
}

/// The frame in a picture: its outer left, top, right and bottom, and how dark the darkest pixel within it is.
fn frame(picture: &Picture) -> ([usize; 4], u8) {
    let rows = pixels(picture);
    let mut bounds = [usize::MAX, usize::MAX, 0, 0];
    for (y, row) in rows.iter().enumerate() {
        for x in (0..row.len()).filter(|x| row[*x] == RED) {
            bounds = [bounds[0].min(x), bounds[1].min(y), bounds[2].max(x + 1), bounds[3].max(y + 1)];
        }
    }
    let within = rows[bounds[1] + 6..bounds[3] - 6].iter().flat_map(|row| &row[bounds[0] + 6..bounds[2] - 6]);
    (bounds, within.map(|colour| colour[1]).min().unwrap())
}

#[test]
fn the_box_is_framed_and_its_words_are_in_the_frame() {
    let bytes = pdf(&[Paper::new(), table()]);
    let amount = picture(&bytes, 2, Some(AMOUNT)).unwrap();
    // The page from edge to edge, and 40 points above and below the box; a point and a half a pixel.
    assert_eq!((amount.width, amount.height), (893, 150));
    let (bounds, darkest) = frame(&amount);
    assert_eq!(bounds, [441, 58, 565, 92]);
    assert!(darkest < 80, "the amount is in it");
    let empty = picture(&bytes, 2, Some([400, 120, 480, 140])).unwrap();
    assert_eq!(frame(&empty).1, 255, "and not in a box beside it");
    assert_eq!(picture(&bytes, 2, Some(AMOUNT)), Some(amount.clone()), "the same bytes every time");
    // A page as a whole has no frame, and several places of a page are drawn at once.
    let places =
        [Place::on_page(2, None), Place::on_page(2, Some(AMOUNT)), Place::line(3), Place::on_page(2, None)];
    let made = pictures(&bytes, &places);
    assert_eq!((&made[0], &made[2]), (&made[3], &None));
    assert_eq!(frame(made[1].as_ref().unwrap()).0[2] - frame(made[1].as_ref().unwrap()).0[0], 124);
    assert!(pixels(made[0].as_ref().unwrap()).iter().flatten().all(|colour| *colour != RED));
}

/// The place of the cell that has a text.
fn place_of(bytes: &[u8], text: &str) -> Place {
    let document = read(bytes.to_vec()).0.unwrap();
    let Some(Block::Table(table)) =
        document.blocks.into_iter().find(|block| matches!(block, Block::Table(_)))
    else {
        panic!("there is no table")
    };
    let mut cells = table.rows.into_iter().flat_map(|row| row.cells);
    cells.find(|cell| matches!(&cell.text, crate::model::Raw::Plain(own) if own == text)).unwrap().at
}

#[test]
fn pages_turned_have_their_words_upright() {
    let mut upright = Paper { width: 842.0, height: 595.0, ..Paper::new() };
    upright.table(COLUMNS, 100.0, ROWS);
    let sideways = |matrix: &str, entries: &str| Paper {
        content: format!("q {matrix} cm {} Q", upright.content),
        entries: entries.to_owned(),
        ..Paper::new()
    };
    for page in [
        sideways("0 1 -1 0 595 0", "/Rotate 90"),
        sideways("0 1 -1 0 595 0", ""),
        sideways("0 -1 1 0 0 842", "/Rotate 270"),
        sideways("0 -1 1 0 0 842", ""),
        Paper { content: format!("q -1 0 0 -1 842 595 cm {} Q", upright.content), ..upright.clone() },
        Paper {
            entries: "/Rotate 180".to_owned(),
            content: format!("q -1 0 0 -1 842 595 cm {} Q", upright.content),
            ..upright.clone()
        },
        upright.clone(),
    ] {
        let bytes = pdf(&[page]);
        let at = place_of(&bytes, "86.40");
        let made = pictures(&bytes, &[at]).remove(0).unwrap();
        let (bounds, darkest) = frame(&made);
        assert_eq!((made.width, made.height), (1263, 150));
        assert!(
            bounds.iter().zip([441, 58, 565, 92]).all(|(at, expected)| at.abs_diff(expected) <= 3),
            "{bounds:?}"
        );
        assert!(darkest < 80);
    }
}

#[test]
fn what_cannot_be_drawn_as_it_looks_has_no_picture() {
    let bytes = pdf(&[table()]);
    for (page, bounds) in
        [(0, Some(AMOUNT)), (2, Some(AMOUNT)), (1, Some([700, 10, 800, 20])), (1, Some([60, 100, 60, 100]))]
    {
        assert_eq!(picture(&bytes, page, bounds), None, "{page} {bounds:?}");
    }
    // A box that reaches over the page is framed as far as it is seen.
    assert!(picture(&bytes, 1, Some([-20, -20, 9_000, 9_000])).is_some());
    // Words whose font is not in the file; far from them there is a picture.
    let mut words = table();
    words.text(60.0, 150.0, 9.0, "合计");
    let bytes = pdf(&[words]);
    assert_eq!(picture(&bytes, 1, Some(AMOUNT)), None);
    assert!(picture(&bytes, 1, Some([295, 400, 375, 420])).is_some());
    // A page whose drawing is lost, and files that are none or damaged anywhere.
    let broken = pdf(&[Paper { is_broken: true, ..Paper::new() }]);
    assert_eq!(picture(&broken, 1, None), None);
    assert_eq!(picture(b"{\"page\": 1}", 1, None), None);
    let whole = pdf(&[table()]);
    for at in (0..whole.len()).step_by(61) {
        let _ = picture(&whole[..at], 1, Some(AMOUNT));
        let mut flipped = whole.clone();
        flipped[at] ^= 0x15;
        let _ = picture(&flipped, 1, Some(AMOUNT));
    }
}

/// A page with further objects, which it names by `resources`.
fn with_objects(content: &str, resources: &str, objects: &str) -> Vec<u8> {
    let entries = format!("/Resources << {resources} >>");
    let page = Paper { content: content.to_owned(), entries, ..Paper::new() };
    let text = String::from_utf8(pdf(&[page])).unwrap();
    let text = text.replace("/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> ", "");
    text.replacen("xref", &format!("{objects}xref"), 1).into_bytes()
}

#[test]
fn what_is_too_much_to_draw_is_not_drawn() {
    let tile = |step: &str, extent: &str, content: &str| {
        let objects = format!(
            "20 0 obj\n<< /Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 {extent} {extent}] /XStep {step} /YStep {step} /Resources << >> /Length {} >>\nstream\n{content}\nendstream\nendobj\n",
            content.len()
        );
        with_objects("/Pattern cs /P scn 0 0 9000 9000 re f", "/Pattern << /P 20 0 R >>", &objects)
    };
    assert!(picture(&tile("5", "5", "0 0 2 2 re f"), 1, None).is_some(), "hatching is nothing much");
    for (step, extent) in [("0.01", "9000"), ("0.01", "90")] {
        assert_eq!(picture(&tile(step, extent, ""), 1, None), None, "{step}");
    }
    assert!(
        picture(&tile("60000", "60000", "0 0 9 9 re f"), 1, None).is_some(),
        "a tile larger than the page"
    );
    let dashes = pdf(&[paper(|paper| _ = paper.operate("[0.00001] 0 d 0 0 m 500 500 l S"))]);
    assert_eq!(picture(&dashes, 1, None), None);
    let groups = "q 500 0 0 500 0 0 cm /X Do Q\n".repeat(3_000);
    let form = "20 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 1 1] /Group << /S /Transparency >> /Length 0 >>\nstream\n\nendstream\nendobj\n";
    assert_eq!(picture(&with_objects(&groups, "/XObject << /X 20 0 R >>", form), 1, None), None);
    // A page of any size is drawn within bounds.
    let huge = Paper { width: 14_400.0, height: 14_400.0, ..table() };
    let made = picture(&pdf(&[huge]), 1, None).unwrap();
    assert!(made.width <= 4_000, "{}", made.width);
}
