//! How much room text takes in print: where its lines break, how high they are.
//!
//! All lengths are whole numbers of thousandths of a point, so that no sum depends on rounding.

use crate::text::width;

/// A length in thousandths of a point.
pub(super) type Length = i64;

/// One point.
pub(super) const POINT: Length = 1000;

/// A pixel at 96 to the inch: spreadsheet programs round heights and widths to it.
pub(super) const PIXEL: Length = 750;

/// What a cell keeps free above and below its lines, together.
const VERTICAL_PADDING: Length = 3 * POINT;

/// A length given in tenths of a millimetre.
pub(super) const fn millimetres(tenths: i64) -> Length {
    tenths * 72_000 / 254
}

/// `length`, up to the next whole pixel.
pub(super) const fn up_to_pixel(length: Length) -> Length {
    (length + PIXEL - 1) / PIXEL * PIXEL
}

/// A count, to reckon with lengths.
pub(super) fn to_length(count: usize) -> Length {
    Length::try_from(count).unwrap_or(Length::MAX / 100_000_000)
}

/// The number of points, as spreadsheets write it.
#[expect(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "a workbook holds lengths as floats"
)]
pub(super) fn points(length: Length) -> f64 {
    length as f64 / 1000.0
}

/// How far a character moves the pen, in thousandths of an em.
fn advance(c: char) -> Length {
    let em = width::em(c);
    if c == '\t' {
        2000
    } else if em >= 1.0 {
        1000
    } else if em > 0.0 {
        // Capitals of the Chinese typefaces' Latin are much wider than their digits.
        match c {
            'M' | 'W' | 'm' | '@' | '%' | '&' => 950,
            'A'..='Z' | 'w' => 760,
            _ => 560,
        }
    } else {
        0
    }
}

/// How wide `text` is on one line, at `size` (a font size as a length).
pub(super) fn width_of(text: &str, size: Length) -> Length {
    text.chars().map(advance).sum::<Length>() * size / 1000
}

/// How wide the longest piece of `text` is that no line may break.
pub(super) fn unbreakable(text: &str, size: Length) -> Length {
    text.split('\n')
        .map(|line| {
            let mut widest = 0;
            let mut at = 0;
            while at < line.len() {
                let end = unit_end(line, at);
                widest = widest.max(width_of(line[at..end].trim_end(), size));
                at = end;
            }
            widest
        })
        .max()
        .unwrap_or(0)
}

/// The room for text in a cell of `width`, indented by `indent` steps. Two hundredths are kept in reserve.
pub(super) fn room(width: Length, indent: u8) -> Length {
    ((width - 6 * POINT - 10 * POINT * Length::from(indent)) * 98 / 100).max(4 * POINT)
}

/// The width of a cell that has `room` for text.
pub(super) fn width_for(room: Length, indent: u8) -> Length {
    (room * 100 + 97) / 98 + 6 * POINT + 10 * POINT * Length::from(indent)
}

/// Where the second and further lines of `text` begin, as byte offsets.
///
/// No line is broken within a word or before a closing mark, though some programs do so: lines that are
/// shorter than need be never make fewer lines than there are.
pub(super) fn line_starts(text: &str, size: Length, room: Length) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut offset = 0;
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            starts.push(offset);
        }
        let mut used = 0;
        let mut at = 0;
        while at < line.len() {
            let end = unit_end(line, at);
            let unit = &line[at..end];
            let width = width_of(unit, size);
            if used > 0 && used + width > room {
                starts.push(offset + at);
                used = 0;
            }
            if width <= room {
                used += width;
            } else {
                for (index, c) in unit.char_indices() {
                    let width = advance(c) * size / 1000;
                    if used > 0 && used + width > room {
                        starts.push(offset + at + index);
                        used = 0;
                    }
                    used += width;
                }
            }
            at = end;
        }
        offset += line.len() + 1;
    }
    starts
}

/// The end of the unit that begins at `start`: everything up to the next place where a line may end.
fn unit_end(line: &str, start: usize) -> usize {
    let mut chars = line[start..].char_indices();
    let Some((_, mut before)) = chars.next() else { return line.len() };
    for (index, after) in chars {
        if may_break(before, after) {
            return start + index;
        }
        before = after;
    }
    line.len()
}

/// Whether a line may end between two characters.
///
/// Programs differ; this is the strictest of them. Western quotation marks hold on to both sides, and brackets
/// to the words on either side, as in `公”：Internet+）12.5（mm`, which one program does not break at all.
fn may_break(before: char, after: char) -> bool {
    const OPENING: &str = "（《“‘「『【〈〔([{";
    const QUOTES: &str = "“”‘’\"'";
    if before.is_whitespace() || after.is_whitespace() {
        return !after.is_whitespace();
    }
    // Nearly all pairs are of two Chinese characters or of two others, and need no look into the lists.
    if width::is_han(before) && width::is_han(after) {
        return true;
    }
    if is_narrow(before) && is_narrow(after) {
        return false;
    }
    let is_closing = width::may_not_start_line;
    let is_opening = |c: char| OPENING.contains(c);
    let is_joined = is_opening(before)
        || is_closing(after)
        || QUOTES.contains(before)
        || QUOTES.contains(after)
        || (is_narrow(before) && is_opening(after))
        || (is_closing(before) && is_narrow(after));
    !is_joined
}

fn is_narrow(c: char) -> bool {
    !c.is_whitespace() && advance(c) < 1000
}

/// The height of a cell with so many lines, in whole pixels.
pub(super) fn height(lines: usize, size: Length) -> Length {
    up_to_pixel(to_length(lines) * pitch(size) + VERTICAL_PADDING)
}

/// How many lines a cell of that height holds.
pub(super) fn lines_in(height: Length, size: Length) -> usize {
    usize::try_from((height - VERTICAL_PADDING) / pitch(size)).unwrap_or(0)
}

/// From line to line: 1.45 em, the widest of the typefaces that fall in for 宋体 and 黑体.
fn pitch(size: Length) -> Length {
    size * 145 / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of `text` in a room of so many Chinese characters.
    fn lines(text: &str, characters: i64) -> Vec<String> {
        let size = 9 * POINT;
        let starts = line_starts(text, size, characters * size);
        let mut from = 0;
        let mut found = Vec::new();
        for end in starts.into_iter().chain([text.len()]) {
            found.push(text[from..end].trim_end_matches('\n').to_owned());
            from = end;
        }
        found
    }

    #[test]
    fn lines_break_where_a_reader_expects() {
        for (text, characters, expected) in [
            ("", 4, vec![""]),
            ("数量指标", 4, vec!["数量指标"]),
            ("数量指标数", 4, vec!["数量指标", "数"]),
            // A closing mark does not begin a line, and takes its character along.
            ("数量指标，数", 4, vec!["数量指", "标，数"]),
            ("数量指（标）", 4, vec!["数量指", "（标）"]),
            ("a\n\nb", 4, vec!["a", "", "b"]),
            ("数量abc", 3, vec!["数量", "abc"]),
            ("abcdefghijkl", 3, vec!["abcde", "fghij", "kl"]),
            ("\n", 3, vec!["", ""]),
            // One program held all of this together and needed a line more than was reckoned.
            ("三公”：Inter+）12（mm数", 12, vec!["三", "公”：Inter+）12（mm", "数"]),
        ] {
            assert_eq!(lines(text, characters), expected, "{text:?} in {characters}");
        }
    }

    #[test]
    fn no_text_makes_this_loop_or_panic() {
        for text in
            ["（（（（（（（（（", "，，，，，，，，", "   ", "\u{200b}\u{200b}", "👩‍👩‍👧‍👦", "\n\n\n", "％％％％"]
        {
            for characters in 0..5 {
                let starts = line_starts(text, 9 * POINT, (characters * 9 * POINT).max(1));
                assert!(starts.windows(2).all(|pair| pair[0] <= pair[1]), "{text:?}");
                assert!(starts.iter().all(|start| text.is_char_boundary(*start)), "{text:?}");
            }
        }
    }

    #[test]
    fn heights_are_whole_pixels_that_hold_their_lines() {
        assert_eq!(height(1, 9 * POINT), 16_500);
        for lines in 1..40 {
            let height = height(lines, 9 * POINT);
            assert_eq!(height % PIXEL, 0);
            assert_eq!(lines_in(height, 9 * POINT), lines);
        }
        assert_eq!(lines_in(0, 9 * POINT), 0);
    }

    #[test]
    fn a_page_is_as_long_as_it_is() {
        assert_eq!(millimetres(254), 72_000);
        assert_eq!(millimetres(2970) / POINT, 841);
    }
}
