//! Numbers written as a format of Word writes them: `一`, `①`, `(3)`, `iv`, `甲`, `壹`.

use crate::text::chinese_numerals::{self, Numerals};

/// The ten stems, in their order.
const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";

/// The twelve branches, in their order.
const BRANCHES: &str = "子丑寅卯辰巳午未申酉戌亥";

/// A number in a format; `None` for a format that is not known.
pub(in crate::read) fn written(format: &str, number: i64) -> Option<String> {
    let plain = || number.to_string();
    Some(match format {
        "none" | "bullet" => String::new(),
        "decimal" | "decimalHalfWidth" | "Arabic" => plain(),
        "decimalZero" | "01, 02, 03, ..." => format!("{number:02}"),
        "001, 002, 003, ..." => format!("{number:03}"),
        "0001, 0002, 0003, ..." => format!("{number:04}"),
        "decimalFullWidth" | "decimalFullWidth2" => {
            plain().chars().map(|c| c.to_digit(10).map_or(c, |digit| offset('０', digit))).collect()
        }
        "numberInDash" => format!("- {number} -"),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperLetter" => letters(number)?,
        "lowerLetter" => letters(number)?.to_lowercase(),
        "chineseCounting"
        | "chineseCountingThousand"
        | "taiwaneseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "koreanDigital2" => counted(number, Numerals::Plain),
        "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal" => {
            counted(number, Numerals::Financial)
        }
        "ideographDigital" | "taiwaneseDigital" | "japaneseDigitalTenThousand" => {
            chinese_numerals::digit_by_digit(&plain(), Numerals::Plain)
        }
        "ideographTraditional" => nth(STEMS, number).or_else(|| Some(plain()))?,
        "ideographZodiac" => nth(BRANCHES, number).or_else(|| Some(plain()))?,
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => {
            circled(number).map_or_else(plain, String::from)
        }
        "decimalEnclosedParen" => nth_from('⑴', number, 20).unwrap_or_else(|| format!("({number})")),
        "decimalEnclosedFullstop" => nth_from('⒈', number, 20).unwrap_or_else(|| format!("{number}.")),
        "ideographEnclosedCircle" => nth_from('㊀', number, 10).unwrap_or_else(plain),
        _ => return None,
    })
}

fn offset(first: char, by: u32) -> char {
    char::from_u32(u32::from(first) + by).unwrap_or(first)
}

/// The sign of a number among signs that follow one another.
fn nth_from(first: char, number: i64, last: u32) -> Option<String> {
    let number = u32::try_from(number).ok()?;
    (1..=last).contains(&number).then(|| offset(first, number - 1).to_string())
}

fn nth(signs: &str, number: i64) -> Option<String> {
    signs.chars().nth(usize::try_from(number - 1).ok()?).map(String::from)
}

fn circled(number: i64) -> Option<char> {
    let number = u32::try_from(number).ok()?;
    Some(match number {
        0 => '⓪',
        1..=20 => offset('①', number - 1),
        21..=35 => offset('㉑', number - 21),
        36..=50 => offset('㊱', number - 36),
        _ => return None,
    })
}

/// A, B, …, Z, AA, BB, as Word goes on.
fn letters(number: i64) -> Option<String> {
    let number = usize::try_from(number - 1).ok()?;
    let letter = char::from(b'A' + u8::try_from(number % 26).ok()?);
    Some(letter.to_string().repeat((number / 26 + 1).min(30)))
}

fn roman(number: i64) -> String {
    if !(1..=3999).contains(&number) {
        return number.to_string();
    }
    let mut rest = number;
    let mut text = String::new();
    for (value, sign) in [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ] {
        while rest >= value {
            text.push_str(sign);
            rest -= value;
        }
    }
    text
}

/// A numeral by places: 一百零五. On cheques ten is 壹拾, elsewhere 十; Word writes 零 in both.
fn counted(number: i64, numerals: Numerals) -> String {
    if !(0..=9999).contains(&number) {
        return number.to_string();
    }
    if numerals == Numerals::Plain && number > 0 {
        return chinese_numerals::of_calendar(&number.to_string(), numerals).replace('〇', "零");
    }
    chinese_numerals::in_words(&number.to_string(), numerals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_formats() {
        for (format, number, expected) in [
            ("decimal", 12, "12"),
            ("decimalZero", 7, "07"),
            ("decimalFullWidth", 10, "１０"),
            ("upperRoman", 1994, "MCMXCIV"),
            ("lowerRoman", 4, "iv"),
            ("upperLetter", 28, "BB"),
            ("lowerLetter", 3, "c"),
            ("chineseCounting", 10, "十"),
            ("chineseCountingThousand", 21, "二十一"),
            ("chineseCountingThousand", 105, "一百零五"),
            ("chineseCountingThousand", 110, "一百一十"),
            ("chineseLegalSimplified", 12, "壹拾贰"),
            ("ideographDigital", 20, "二〇"),
            ("ideographTraditional", 3, "丙"),
            ("ideographZodiac", 12, "亥"),
            ("decimalEnclosedCircle", 11, "⑪"),
            ("decimalEnclosedCircleChinese", 36, "㊱"),
            ("decimalEnclosedParen", 2, "⑵"),
            ("decimalEnclosedFullstop", 1, "⒈"),
            ("none", 5, ""),
        ] {
            assert_eq!(written(format, number).as_deref(), Some(expected), "{format} {number}");
        }
        assert_eq!(written("hebrew1", 1), None);
    }
}
