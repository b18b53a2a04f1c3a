//! Pixels: cut out, made smaller, framed, and written as PNG.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::Picture;

/// The most bytes of a picture.
const MAX_BYTES: usize = 40_000;

/// How thick a frame is, in pixels.
const FRAME: usize = 2;

/// The colour of frames.
const RED: Colour = [215, 25, 28];

/// How much smaller a picture is made, in percent, until it has few enough bytes.
const SIZES: &[usize] = &[100, 75, 55, 40, 28, 20];

/// How far the parts of a grey may lie apart, of 255.
const GREY: u8 = 20;

/// How many greys there are.
const GREYS: u8 = 16;

/// How many shades each part of any other colour has.
const SHADES: u8 = 6;

/// Red, green and blue.
type Colour = [u8; 3];

/// A box of pixels: left, top, right and bottom.
pub(super) type PixelBox = [usize; 4];

/// An opaque picture.
#[derive(Clone, Debug)]
pub(super) struct Pixels {
    width: usize,
    height: usize,
    /// Row by row.
    colours: Vec<Colour>,
}

impl Pixels {
    /// A piece of a picture that has four bytes a pixel; nothing where it lies outside.
    pub(super) fn cut(rgba: &[u8], width: usize, [left, top, right, bottom]: PixelBox) -> Option<Self> {
        let height = rgba.len() / 4 / width.max(1);
        let (right, bottom) = (right.min(width), bottom.min(height));
        if left >= right || top >= bottom {
            return None;
        }
        let row = |y: usize| {
            let pixels = rgba[(y * width + left) * 4..(y * width + right) * 4].chunks_exact(4);
            pixels.map(|pixel| [pixel[0], pixel[1], pixel[2]])
        };
        let mut colours = Vec::with_capacity((right - left) * (bottom - top));
        colours.extend((top..bottom).flat_map(row));
        Some(Self { width: right - left, height: bottom - top, colours })
    }

    /// The PNG of it with a frame around a box, made smaller where it has too many bytes.
    pub(super) fn png(&self, around: Option<PixelBox>) -> Option<Picture> {
        SIZES.iter().find_map(|percent| {
            let picture = self.resized(*percent);
            let png = picture.encoded(around.map(|around| around.map(|place| place * percent / 100)))?;
            (png.len() <= MAX_BYTES).then(|| Picture {
                png,
                width: u32::try_from(picture.width).unwrap_or(u32::MAX),
                height: u32::try_from(picture.height).unwrap_or(u32::MAX),
            })
        })
    }

    /// The same in another size, each pixel the mean of those that it covers.
    fn resized(&self, percent: usize) -> Cow<'_, Self> {
        if percent == 100 {
            return Cow::Borrowed(self);
        }
        let (width, height) = ((self.width * percent / 100).max(1), (self.height * percent / 100).max(1));
        let columns: Vec<Vec<(usize, u32)>> = (0..width).map(|x| shares(x, width, self.width)).collect();
        let mut colours = Vec::with_capacity(width * height);
        for y in 0..height {
            let rows = shares(y, height, self.height);
            for column in &columns {
                let (mut sum, mut whole) = ([0_u32; 3], 0);
                for (row, high) in &rows {
                    for (x, wide) in column {
                        let share = high * wide;
                        whole += share;
                        for (sum, part) in sum.iter_mut().zip(self.colours[row * self.width + x]) {
                            *sum += share * u32::from(part);
                        }
                    }
                }
                colours.push(sum.map(|sum| u8::try_from(sum / whole.max(1)).unwrap_or(u8::MAX)));
            }
        }
        Cow::Owned(Self { width, height, colours })
    }

    /// Whether a pixel is one of the frame around a box.
    fn is_framed(&self, [left, top, right, bottom]: PixelBox, x: usize, y: usize) -> bool {
        let across = left.saturating_sub(FRAME)..(right + FRAME).min(self.width);
        let down = top.saturating_sub(FRAME)..(bottom + FRAME).min(self.height);
        let is_edge = |at: usize, side: &Range<usize>| at < side.start + FRAME || at + FRAME >= side.end;
        across.contains(&x) && down.contains(&y) && (is_edge(x, &across) || is_edge(y, &down))
    }

    /// The bytes of a PNG with a frame around a box, and with no more colours than a page of a form needs.
    fn encoded(&self, around: Option<PixelBox>) -> Option<Vec<u8>> {
        let mut numbers: BTreeMap<Colour, u8> = BTreeMap::new();
        let mut palette = Vec::new();
        // Most pixels are like the one before.
        let mut last = ([0; 3], None);
        let pixels: Vec<u8> = self
            .colours
            .iter()
            .enumerate()
            .map(|(at, colour)| {
                let (x, y) = (at % self.width, at / self.width);
                let colour =
                    if around.is_some_and(|around| self.is_framed(around, x, y)) { &RED } else { colour };
                if let (before, Some(number)) = last
                    && before == *colour
                {
                    return number;
                }
                let known = simple(*colour);
                let number = *numbers.entry(known).or_insert_with(|| {
                    palette.extend(known);
                    u8::try_from(palette.len() / 3 - 1).unwrap_or(u8::MAX)
                });
                last = (*colour, Some(number));
                number
            })
            .collect();
        let mut bytes = Vec::new();
        let (width, height) = (u32::try_from(self.width).ok()?, u32::try_from(self.height).ok()?);
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_palette(palette);
        encoder.set_compression(png::Compression::High);
        encoder.set_filter(png::Filter::NoFilter);
        let mut writer = encoder.write_header().ok()?;
        writer.write_image_data(&pixels).ok()?;
        writer.finish().ok()?;
        Some(bytes)
    }
}

/// Which pixels of a row of `from` one of a row of `to` covers, and how much of each, in parts of a whole of `to`.
fn shares(at: usize, to: usize, from: usize) -> Vec<(usize, u32)> {
    // Both rows are `from * to` long.
    let (start, end) = (at * from, (at + 1) * from);
    (start / to..end.div_ceil(to))
        .map(|pixel| {
            let share = end.min((pixel + 1) * to) - start.max(pixel * to);
            // In parts of 64, so that sums stay small.
            (pixel, u32::try_from(share * 64 / to).unwrap_or(0).max(1))
        })
        .collect()
}

/// The nearest of the colours that a picture may have.
fn simple(colour: Colour) -> Colour {
    if colour == RED {
        return RED;
    }
    let nearest = |part: u8, count: u8| {
        let steps = u32::from(count - 1);
        let step = (u32::from(part) * steps + 127) / 255;
        u8::try_from(step * 255 / steps).unwrap_or(u8::MAX)
    };
    let [least, most] = [colour.iter().min(), colour.iter().max()].map(|part| part.copied().unwrap_or(0));
    if most - least <= GREY {
        let mean = colour.iter().map(|part| u32::from(*part)).sum::<u32>() / 3;
        return [nearest(u8::try_from(mean).unwrap_or(u8::MAX), GREYS); 3];
    }
    colour.map(|part| nearest(part, SHADES))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHITE: Colour = [255; 3];

    fn white(width: usize, height: usize) -> Pixels {
        Pixels { width, height, colours: vec![WHITE; width * height] }
    }

    #[test]
    fn a_frame_stands_around_its_box_and_within_the_picture() {
        for (around, inside, edges) in [
            ([10, 10, 20, 20], (10, 10), &[(9, 9), (8, 15), (21, 15), (15, 21)][..]),
            ([0, 0, 30, 30], (15, 15), &[(0, 0), (1, 15), (29, 15), (15, 29)]),
            ([40, 0, 50, 10], (15, 15), &[]),
        ] {
            let is_framed = |(x, y): (usize, usize)| white(30, 30).is_framed(around, x, y);
            assert!(!is_framed(inside), "{around:?}");
            assert!(edges.iter().all(|edge| is_framed(*edge)), "{around:?}");
        }
    }

    #[test]
    fn a_smaller_picture_has_the_mean_of_what_it_covers() {
        let mut picture = white(4, 1);
        picture.colours[0] = [0; 3];
        assert_eq!(picture.resized(50).colours, [[127; 3], WHITE]);
        assert_eq!(picture.resized(75).width, 3);
        assert_eq!(white(100, 30).resized(28).colours, vec![WHITE; 28 * 8]);
    }

    #[test]
    fn colours_are_few_and_white_stays_white() {
        assert_eq!((simple(WHITE), simple([0; 3]), simple(RED)), (WHITE, [0; 3], RED));
        assert_eq!(simple([200, 205, 203]), [204; 3]);
        let mut seen: Vec<Colour> = Vec::new();
        for colour in (0..=255).flat_map(|a| {
            (0..=255).map(move |b| [a, b, u8::try_from((a as usize * b as usize) % 256).unwrap()])
        }) {
            seen.push(simple(colour));
        }
        seen.sort_unstable();
        seen.dedup();
        assert!(seen.len() <= 255, "{}", seen.len());
    }

    #[test]
    fn what_has_too_many_bytes_is_made_smaller() {
        // Noise cannot be pressed.
        let mut state = 1_u32;
        let mut noise = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()
        };
        let colours = (0..600 * 400)
            .map(|_| {
                let [a, b, c, _] = noise();
                [a, b, c]
            })
            .collect();
        let picture = Pixels { width: 600, height: 400, colours }.png(Some([100, 100, 200, 200])).unwrap();
        assert!(picture.png.len() <= MAX_BYTES && picture.width < 600, "{}", picture.png.len());
        assert_eq!(white(600, 400).png(None).unwrap().width, 600);
    }
}
