//! A number in a section of a format: its digits in the room that is left for them, among words, scaled, as a fraction
//! or in powers of ten.

use rust_decimal::{Decimal, RoundingStrategy};

use super::code::Piece;

/// The characters that a number without a format may take, its sign apart: as many as a spreadsheet shows.
const WIDEST: usize = 11;

/// A whole number below this is kept in full, as the bar above the sheet has it, where the cell itself turns to powers
/// of ten: a spreadsheet keeps fifteen digits of a number, and all of these are its own.
const FIRST_UNSURE: Decimal = Decimal::from_parts(2_764_472_320, 232_830, 0, false, 0);

/// The digits behind the point of a number in powers of ten that has no format.
const POWER_PLACES: u32 = 5;

/// A number that is not negative, as it is shown without a format.
pub(super) fn general(exact: Decimal) -> String {
    let exact = exact.normalize();
    let full = exact.to_string();
    if exact >= FIRST_UNSURE {
        return in_powers(exact, 1, POWER_PLACES, 0, true, 2).unwrap_or(full);
    }
    let (whole, _) = full.split_once('.').unwrap_or((&full, ""));
    if full.len() <= WIDEST || whole.len() >= WIDEST {
        return full;
    }
    let places = u32::try_from(WIDEST - 1 - whole.len()).unwrap_or(0);
    let rounded = rounded(exact, places).normalize();
    // Less than a ten-thousandth would lose all its digits.
    if exact < Decimal::new(1, 4) {
        return in_powers(exact, 1, POWER_PLACES, 0, true, 2).unwrap_or(full);
    }
    rounded.to_string()
}

/// Whether a whole number has more digits than a spreadsheet keeps.
pub(super) fn has_lost_digits(exact: Decimal) -> bool {
    exact.abs() >= FIRST_UNSURE && exact.is_integer()
}

/// A number that is not negative in a section that has room for digits; `None` if the section is beyond us.
pub(super) fn shown(exact: Decimal, pieces: &[Piece]) -> Option<String> {
    if let Some(at) = pieces.iter().position(|piece| matches!(piece, Piece::Exponent(_))) {
        return with_power(exact, &pieces[..at], &pieces[at..]);
    }
    if let Some(at) = pieces.iter().position(|piece| *piece == Piece::Slash)
        && at.checked_sub(1).is_some_and(|before| matches!(pieces[before], Piece::Digit(_)))
    {
        return fraction(exact, &pieces[..at], &pieces[at + 1..]);
    }
    if pieces.iter().any(|piece| {
        !matches!(
            piece,
            Piece::Word(_) | Piece::Digit(_) | Piece::Point | Piece::Comma | Piece::Percent | Piece::Slash
        )
    }) {
        return None;
    }
    plain(exact, pieces)
}

fn rounded(exact: Decimal, places: u32) -> Decimal {
    exact.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// What the commas of a section do: those between digits part thousands, those behind the last digit divide by them,
/// and any other is a word.
#[derive(Default)]
struct Commas {
    parts_thousands: bool,
    divides: usize,
    words: Vec<usize>,
}

fn commas(pieces: &[Piece]) -> Commas {
    let mut commas = Commas::default();
    let point = pieces.iter().position(|piece| *piece == Piece::Point).unwrap_or(pieces.len());
    let is_digit = |piece: &Piece| matches!(piece, Piece::Digit(_));
    for (at, _) in pieces.iter().enumerate().filter(|(_, piece)| **piece == Piece::Comma) {
        let before = pieces[..at].iter().rev().find(|piece| **piece != Piece::Comma);
        let follows = before.is_some_and(|piece| is_digit(piece) || *piece == Piece::Point);
        let until = if at < point { point } else { pieces.len() };
        if at < point && pieces[..at].iter().any(is_digit) && pieces[at..until].iter().any(is_digit) {
            commas.parts_thousands = true;
        } else if follows && !pieces[at..until].iter().any(is_digit) {
            commas.divides += 1;
        } else {
            commas.words.push(at);
        }
    }
    commas
}

fn plain(exact: Decimal, pieces: &[Piece]) -> Option<String> {
    let commas = commas(pieces);
    let mut scaled = exact;
    for _ in pieces.iter().filter(|piece| **piece == Piece::Percent) {
        scaled = scaled.checked_mul(Decimal::ONE_HUNDRED)?;
    }
    for _ in 0..commas.divides {
        scaled = scaled.checked_div(Decimal::ONE_THOUSAND)?;
    }
    let point = pieces.iter().position(|piece| *piece == Piece::Point).unwrap_or(pieces.len());
    let room = |pieces: &[Piece]| pieces.iter().filter(|piece| matches!(piece, Piece::Digit(_))).count();
    let (whole_room, places) = (room(&pieces[..point]), room(&pieces[point..]));
    let text = rounded(scaled, u32::try_from(places).ok()?).normalize().to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let whole = whole.trim_start_matches('0');
    let mut whole = Whole { digits: whole, room: whole_room, grouped: commas.parts_thousands };
    let mut decimals = decimals.chars();
    let mut shown = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Word(c) => shown.push(*c),
            Piece::Percent => shown.push('%'),
            Piece::Slash => shown.push('/'),
            Piece::Comma if commas.words.contains(&at) => shown.push(','),
            Piece::Digit(empty) if at < point => whole.push_next(&mut shown, *empty),
            Piece::Point if at == point => {
                if whole_room == 0 {
                    shown.push_str(whole.digits);
                }
                // A point that ends a number says nothing.
                let needed = pieces[point..].contains(&Piece::Digit('0'));
                if needed || !decimals.as_str().is_empty() {
                    shown.push('.');
                }
            }
            // A second point is a word: `0.0-0.0` has room for one number.
            Piece::Point => shown.push('.'),
            Piece::Digit(empty) => match (decimals.next(), empty) {
                (Some(digit), _) => shown.push(digit),
                (None, '0') => shown.push('0'),
                (None, '?') => shown.push(' '),
                (None, _) => {}
            },
            _ => {}
        }
    }
    Some(shown)
}

/// The digits before the point, on their way into the room that is left for them.
struct Whole<'a> {
    digits: &'a str,
    /// How many pieces are still to be filled.
    room: usize,
    grouped: bool,
}

impl Whole<'_> {
    /// Fills the next piece: the first one takes all digits that have no piece of their own.
    fn push_next(&mut self, shown: &mut String, empty: char) {
        self.room -= 1;
        if self.digits.len() <= self.room {
            match empty {
                '0' => self.push(shown, '0', self.room),
                '?' => shown.push(' '),
                _ => {}
            }
            return;
        }
        let (now, later) = self.digits.split_at(self.digits.len() - self.room);
        for (number, digit) in now.chars().enumerate() {
            self.push(shown, digit, now.len() - 1 - number + self.room);
        }
        self.digits = later;
    }

    fn push(&self, shown: &mut String, digit: char, follow: usize) {
        shown.push(digit);
        if self.grouped && follow > 0 && follow.is_multiple_of(3) {
            shown.push(',');
        }
    }
}

/// A number in powers of ten: so many digits before the point, at most and at least so many behind it.
fn in_powers(
    exact: Decimal,
    whole: i32,
    most: u32,
    least: u32,
    plus: bool,
    exponent_digits: usize,
) -> Option<String> {
    let mut power = magnitude(exact) - (whole - 1);
    let mantissa = |power: i32| Some(rounded(shifted(exact, -power)?, most));
    let mut digits = mantissa(power)?;
    if digits >= shifted(Decimal::ONE, whole)? {
        power += 1;
        digits = mantissa(power)?;
    }
    let mut text = digits.normalize().to_string();
    let places = text.split_once('.').map_or(0, |(_, places)| places.len());
    let missing = (least as usize).saturating_sub(places);
    if missing > 0 && places == 0 {
        text.push('.');
    }
    text.push_str(&"0".repeat(missing));
    Some(format!("{text}{}", exponent(power, plus, exponent_digits)))
}

fn exponent(power: i32, plus: bool, digits: usize) -> String {
    let sign = match power {
        ..0 => "-",
        _ if plus => "+",
        _ => "",
    };
    format!("E{sign}{:0digits$}", power.unsigned_abs())
}

/// The power of ten of the first digit.
fn magnitude(exact: Decimal) -> i32 {
    let text = exact.normalize().to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let whole = whole.trim_start_matches('0').len();
    let zeros = decimals.len() - decimals.trim_start_matches('0').len();
    let power = if whole > 0 {
        i32::try_from(whole - 1)
    } else if decimals.is_empty() {
        Ok(0)
    } else {
        i32::try_from(zeros + 1).map(|zeros| -zeros)
    };
    power.unwrap_or(0)
}

/// A number times a power of ten.
fn shifted(exact: Decimal, power: i32) -> Option<Decimal> {
    Decimal::from_scientific(&format!("{}e{power}", exact.normalize())).ok()
}

fn with_power(exact: Decimal, mantissa: &[Piece], power: &[Piece]) -> Option<String> {
    let point = mantissa.iter().position(|piece| *piece == Piece::Point).unwrap_or(mantissa.len());
    let room = |pieces: &[Piece], c: Option<char>| {
        pieces.iter().filter(|piece| matches!(piece, Piece::Digit(d) if c.is_none_or(|c| c == *d))).count()
    };
    let Some(Piece::Exponent(plus)) = power.first().copied() else { return None };
    let whole = i32::try_from(room(&mantissa[..point], None).max(1)).ok()?;
    // `##0.0E+0` counts in steps of its room.
    let steps = whole > 1 && mantissa.contains(&Piece::Digit('#'));
    let mut at = magnitude(exact);
    at = if steps { at.div_euclid(whole) * whole } else { at - (whole - 1) };
    let places = u32::try_from(room(&mantissa[point..], None)).ok()?;
    if rounded(shifted(exact, -at)?, places) >= shifted(Decimal::ONE, whole)? {
        at += if steps { whole } else { 1 };
    }
    let digits = plain(shifted(exact, -at)?, mantissa)?;
    let room_of_power = room(power, Some('0')).max(1);
    let words = power[1..].iter().filter_map(|piece| match piece {
        Piece::Word(c) => Some(*c),
        Piece::Percent => Some('%'),
        _ => None,
    });
    Some(format!("{digits}{}{}", exponent(at, plus, room_of_power), words.collect::<String>()))
}

/// The largest denominator that is looked for: three digits of room.
const LARGEST_DENOMINATOR: u32 = 999;

/// A number as a fraction. `upper` is what stands before the stroke, `lower` what stands behind it.
fn fraction(exact: Decimal, upper: &[Piece], lower: &[Piece]) -> Option<String> {
    let is_digit = |piece: &Piece| matches!(piece, Piece::Digit(_));
    let numerator = upper.iter().rev().take_while(|piece| is_digit(piece)).count();
    let before = &upper[..upper.len() - numerator];
    let has_whole = before.iter().any(is_digit);
    let whole = if has_whole { exact.trunc() } else { Decimal::ZERO };
    let rest = exact - whole;
    let fixed: String = lower
        .iter()
        .map_while(|piece| match piece {
            Piece::Word(c) if c.is_ascii_digit() => Some(*c),
            Piece::Digit('0') => Some('0'),
            _ => None,
        })
        .collect();
    let is_fixed = fixed.starts_with(|c: char| c != '0');
    let taken = if is_fixed { fixed.len() } else { lower.iter().take_while(|piece| is_digit(piece)).count() };
    let (over, under) = if is_fixed {
        let under: u32 = fixed.parse().ok()?;
        (rounded(rest.checked_mul(under.into())?, 0), under)
    } else {
        let most = 10_u32.checked_pow(u32::try_from(taken).ok()?)?.saturating_sub(1);
        nearest(rest, most.clamp(1, LARGEST_DENOMINATOR))?
    };
    let (whole, over) =
        if has_whole && over >= under.into() { (whole + Decimal::ONE, Decimal::ZERO) } else { (whole, over) };
    let word = |piece: &Piece| if let Piece::Word(c) = piece { Some(*c) } else { None };
    let mut shown: String = before.iter().take_while(|piece| !is_digit(piece)).filter_map(word).collect();
    if has_whole && (!whole.is_zero() || over.is_zero()) {
        shown.push_str(&whole.normalize().to_string());
        if !over.is_zero() {
            shown.push(' ');
        }
    }
    if !over.is_zero() || !has_whole {
        shown.extend([over.normalize().to_string(), format!("/{under}")]);
    }
    shown.extend(lower[taken..].iter().filter_map(word));
    Some(shown)
}

/// The fraction nearest to a number with a denominator of at most so much: the smallest of those.
fn nearest(number: Decimal, most: u32) -> Option<(Decimal, u32)> {
    let mut best: Option<(Decimal, Decimal, u32)> = None;
    for under in 1..=most {
        let over = rounded(number.checked_mul(under.into())?, 0);
        let apart = (over.checked_div(under.into())? - number).abs();
        if best.is_none_or(|(least, ..)| apart < least) {
            best = Some((apart, over, under));
        }
    }
    best.map(|(_, over, under)| (over, under))
}
