//! Fonts whose letters are signs: `³` in Symbol is ≥, `R` in Wingdings 2 is ☑.

/// What stands for a sign that is not known.
pub const UNKNOWN: char = '\u{fffd}';

/// The signs of Symbol from 0x20 to 0x7E.
const SYMBOL_LOW: &str =
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";

/// The signs of Symbol from 0xA0 to 0xFE.
const SYMBOL_HIGH: &str = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\u{fffd}〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭";

/// Signs of the fonts of ornaments: the first code, the signs that follow one another. What offices do not write with,
/// such as hands and animals, has no sign here and is said to be unread.
const WINGDINGS: &[(u8, &str)] = &[
    (0x20, " ✏✂✁"),
    (0x28, "☎✆✉"),
    (0x36, "⌛"),
    (0x3e, "✇✍"),
    (0x41, "✌"),
    (0x45, "☜☞☝☟"),
    (0x4a, "☺"),
    (0x4c, "☹"),
    (0x52, "☼"),
    (0x6c, "●❍■□□❑❒⬧⧫◆❖⬥☒"),
    (0x7a, "⌘"),
    (0x80, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
    (0x9e, "·•▪○○○◉◎○▪□"),
    (0xaa, "✦★✶✴✹✵"),
    (0xb1, "⌖⟡"),
    (0xb5, "✪✰"),
    (0xd5, "⌫⌦"),
    (0xd8, "➢"),
    (0xdc, "➲"),
    (0xdf, "←→↑↓↖↗↙↘⬅➔⬆⬇⬉⬈⬋⬊⇦⇨⇧⇩⬄⇳"),
    (0xfb, "✗√☒☑"),
];

/// Signs of Wingdings 2.
const WINGDINGS_2: &[(u8, &str)] = &[
    (0x20, " "),
    (0x4f, "✗√☒☑☒☒⊗⊗"),
    (0x69, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
    (0x95, "•●●●○○○"),
    (0x9e, "⦿▪■■■□□□□□▣"),
    (0xac, "⬩⬥◆◇"),
    (0xb1, "◈"),
    (0xb5, "⬪⬧⧫◊"),
    (0xea, "★✶"),
    (0xf8, "※⁂"),
];

/// Signs of Wingdings 3.
const WINGDINGS_3: &[(u8, &str)] = &[
    (0x20, " ←→↑↓↖↗↙↘"),
    (0x31, "↔↕"),
    (0x66, "←→↑↓↖↗↙↘↔↕▲▼△▽◀▶◁▷◣◢◤◥◂▸▴"),
    (0x80, "▾▲▼◀▶"),
    (0xd1, "←→↑↓↖↗↙↘←→↑↓↖↗↙↘←→↑↓↖↗↙↘"),
];

/// Signs of Webdings.
const WEBDINGS: &[(u8, &str)] = &[
    (0x20, " "),
    (0x33, "◀▶▲▼"),
    (0x3c, "■●"),
    (0x61, "√"),
    (0x63, "□"),
    (0x67, "■"),
    (0x6e, "●"),
    (0x72, "✗"),
    (0x79, "⊖"),
    (0x7c, "|"),
];

/// The code of a character in a font of signs: its own, or the one that it has in the private range.
fn code(c: char) -> Option<u8> {
    let code = u32::from(c);
    u8::try_from(code)
        .ok()
        .or_else(|| u8::try_from(code.checked_sub(0xf000)?).ok())
        .filter(|code| *code >= 0x20)
}

/// Whether the letters of a font are signs.
pub fn is_of_signs(font: &str) -> bool {
    let name = font.trim().to_ascii_lowercase();
    ["symbol", "wingdings", "wingdings 2", "wingdings 3", "webdings"].contains(&name.as_str())
}

/// The sign of a code; `None` where it is not known.
fn sign(font: &str, code: u8) -> Option<char> {
    let name = font.trim().to_ascii_lowercase();
    let ranges = match name.as_str() {
        "symbol" => {
            let (first, signs) = if code < 0xa0 { (0x20, SYMBOL_LOW) } else { (0xa0, SYMBOL_HIGH) };
            return signs.chars().nth(usize::from(code.checked_sub(first)?)).filter(|sign| *sign != UNKNOWN);
        }
        "wingdings" => WINGDINGS,
        "wingdings 2" => WINGDINGS_2,
        "wingdings 3" => WINGDINGS_3,
        "webdings" => WEBDINGS,
        _ => return None,
    };
    ranges.iter().find_map(|(first, signs)| signs.chars().nth(usize::from(code.checked_sub(*first)?)))
}

/// The font of signs that the PostScript name of a font is of: Symbol of `ABCDEF+SymbolMT`.
pub fn named_by_file(name: &str) -> Option<&'static str> {
    let bare = name.split_once('+').map_or(name, |(_, bare)| bare).to_ascii_lowercase();
    match bare.trim_end_matches("-regular").trim_end_matches("mt") {
        "symbol" => Some("Symbol"),
        "wingdings" => Some("Wingdings"),
        "wingdings2" | "wingdings-2" => Some("Wingdings 2"),
        "wingdings3" | "wingdings-3" => Some("Wingdings 3"),
        "webdings" => Some("Webdings"),
        _ => None,
    }
}

/// What a text in a font shows, and how many of its signs are not known.
pub fn text(font: Option<&str>, words: &str) -> (String, usize) {
    let Some(font) = font.filter(|font| is_of_signs(font)) else { return (words.to_owned(), 0) };
    let mut unknown = 0;
    let shown = words
        .chars()
        .map(|c| {
            // What the font has no sign for is shown in another font.
            let Some(code) = code(c) else { return c };
            sign(font, code).unwrap_or_else(|| {
                unknown += 1;
                UNKNOWN
            })
        })
        .collect();
    (shown, unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_of_signs_in_files() {
        for (name, expected) in [
            ("ABCDEF+SymbolMT", Some("Symbol")),
            ("Wingdings-Regular", Some("Wingdings")),
            ("Wingdings2", Some("Wingdings 2")),
            ("SymbolNeu", None),
            ("SimSun", None),
        ] {
            assert_eq!(named_by_file(name), expected, "{name}");
        }
    }

    #[test]
    fn signs_of_fonts() {
        for (font, words, expected) in [
            ("Symbol", "³3座", "≥3座"),
            ("symbol", "£\u{f0b3}±´", "≤≥±×"),
            ("Symbol", "abG", "αβΓ"),
            ("Symbol", "¹¸Ö¥°®", "≠÷√∞°→"),
            ("Symbol", "\u{f0b7}\u{f06d}\u{f053}\u{f044}", "•μΣΔ"),
            ("Wingdings 2", "R£PST", "☑□√☒☒"),
            ("Wingdings 2", "\u{f06a}\u{f073}\u{f096}\u{f0af}", "①⑩●◇"),
            ("Wingdings", "\u{f0fc}\u{f0fe}\u{f06f}\u{f0a8}lu", "√☑□□●◆"),
            ("Wingdings", "\u{f0fb}\u{f0fd}x\u{f0a1}n", "✗☒☒○■"),
            ("Wingdings", "\u{f081}\u{f08a}\u{f08c}\u{f095}", "①⑩❶❿"),
            ("Wingdings", "\u{f0df}\u{f0e0}\u{f0e8}\u{f0f0}\u{f0d8}\u{f0dc}", "←→➔⇨➢➲"),
            ("Wingdings", "\u{f09f}\u{f0a7}\u{f076}\u{f0ab}", "•▪❖★"),
            ("Wingdings 3", "pqr\u{f0e2}\u{f022}", "▲▼△→→"),
            ("Webdings", "acgr4", "√□■✗▶"),
            // Signs that are not known, beside one that is.
            ("Wingdings", "\u{f04d}\u{f0fc}", "\u{fffd}√"),
            ("Wingdings 2", "R!", "☑\u{fffd}"),
            ("Webdings", "\u{f0f6}a", "\u{fffd}√"),
            // Near misses: fonts of letters, and what a font of signs has no sign for.
            ("宋体", "³R£", "³R£"),
            ("Wingdings 2", "经常性", "经常性"),
            ("Segoe UI Symbol", "R", "R"),
        ] {
            assert_eq!(text(Some(font), words).0, expected, "{font} {words}");
        }
        assert_eq!(SYMBOL_LOW.chars().count(), 95);
        assert_eq!(SYMBOL_HIGH.chars().count(), 95);
    }
}
