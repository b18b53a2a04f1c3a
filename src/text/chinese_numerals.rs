//! Numbers written in Chinese numerals, as a spreadsheet writes them: 一百二十, 二〇二四, 壹佰贰拾, １百２十.

/// The characters that numbers are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numerals {
    /// 一二三, 十百千.
    Plain,
    /// 壹贰叁, 拾佰仟.
    Financial,
    /// １２３, 十百千.
    FullWidth,
}

impl Numerals {
    /// The digits from zero to nine.
    fn digits(self) -> &'static str {
        match self {
            Self::Plain => "〇一二三四五六七八九",
            Self::Financial => "零壹贰叁肆伍陆柒捌玖",
            Self::FullWidth => "０１２３４５６７８９",
        }
    }

    /// What multiplies a digit within four, by its place from the right.
    fn places(self) -> [&'static str; 4] {
        match self {
            Self::Plain | Self::FullWidth => ["", "十", "百", "千"],
            Self::Financial => ["", "拾", "佰", "仟"],
        }
    }
}

/// What multiplies four digits, by their place from the right.
const FOURS: [&str; 4] = ["", "万", "亿", "万亿"];

/// A text with its digits in these numerals, one by one: `2024` is 二〇二四.
pub fn digit_by_digit(text: &str, numerals: Numerals) -> String {
    text.chars().map(|c| digit(c, numerals).unwrap_or(c)).collect()
}

/// A whole number in words: `120` is 一百二十; digit by digit where it has more than sixteen.
pub fn in_words(number: &str, numerals: Numerals) -> String {
    let number = number.trim_start_matches('0');
    let count = number.len().div_ceil(4);
    if number.is_empty() {
        return digit_by_digit("0", numerals);
    }
    if count > FOURS.len() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return digit_by_digit(number, numerals);
    }
    let digits: Vec<char> = number.chars().collect();
    let mut words = String::new();
    let mut zero = false;
    let mut four_holds = false;
    for (at, c) in digits.iter().enumerate() {
        let place = digits.len() - 1 - at;
        if *c == '0' {
            zero = true;
        } else {
            if std::mem::take(&mut zero) {
                words.extend(digit('0', numerals));
            }
            words.extend(digit(*c, numerals));
            words.push_str(numerals.places()[place % 4]);
            four_holds = true;
        }
        if place.is_multiple_of(4) && std::mem::take(&mut four_holds) {
            words.push_str(FOURS[place / 4]);
        }
    }
    words
}

/// The number of a month, a day or an hour: 十二 where `in_words` says 一十二.
pub fn of_calendar(number: &str, numerals: Numerals) -> String {
    let words = in_words(number, numerals);
    let ten = numerals.places()[1];
    let one = digit_by_digit("1", numerals);
    words.strip_prefix(&one).filter(|rest| rest.starts_with(ten)).map(str::to_owned).unwrap_or(words)
}

fn digit(c: char, numerals: Numerals) -> Option<char> {
    numerals.digits().chars().nth(usize::try_from(c.to_digit(10)?).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_in_words() {
        for (number, words) in [
            ("0", "〇"),
            ("7", "七"),
            ("10", "一十"),
            ("12", "一十二"),
            ("105", "一百〇五"),
            ("1020", "一千〇二十"),
            ("10000", "一万"),
            ("10005", "一万〇五"),
            ("1200300", "一百二十万〇三百"),
            ("100000000", "一亿"),
        ] {
            assert_eq!(in_words(number, Numerals::Plain), words);
        }
        assert_eq!(in_words("120", Numerals::Financial), "壹佰贰拾");
        assert_eq!(in_words("120", Numerals::FullWidth), "１百２十");
    }

    #[test]
    fn digits_and_calendars() {
        assert_eq!(digit_by_digit("2024", Numerals::Plain), "二〇二四");
        for (number, words) in [("6", "六"), ("10", "十"), ("12", "十二"), ("30", "三十")] {
            assert_eq!(of_calendar(number, Numerals::Plain), words);
        }
    }
}
