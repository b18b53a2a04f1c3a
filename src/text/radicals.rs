//! Radicals that stand for characters: programs that print a page take the first name of a glyph that its typeface gives,
//! and for 石 that is often the radical ⽯, which looks the same.

/// The radicals of the supplement, each followed by the character that it is (Unicode's `Equivalent_Unified_Ideograph`).
const SUPPLEMENT: &str = "\
    ⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵 \
    ⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁 \
    ⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶 \
    ⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼⻥鱼 \
    ⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟";

/// The character that a radical or a compatibility form is; any other stays as it is.
pub fn ideograph(c: char) -> char {
    match c {
        '\u{2e80}'..='\u{2eff}' => SUPPLEMENT.chars().skip_while(|radical| *radical != c).nth(1).unwrap_or(c),
        // Typefaces of the mainland draw this radical as they draw 户, and not as its equivalent 戶.
        '\u{2f3e}' => '\u{6237}',
        '\u{2f00}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}' => {
            let mut found = c;
            unicode_normalization::char::decompose_compatible(c, |whole| found = whole);
            found
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_are_characters() {
        for (read, expected) in [
            ("⽯桥镇部⻔⽀出", "石桥镇部门支出"),
            ("共⼀⻚", "共一页"),
            ("农⼾", "农户"),
            ("⻓⻛⻋⻢", "长风车马"),
            ("\u{f90a}\u{fa11}", "金﨑"),
            ("⿰石㇐々", "⿰石㇐々"),
        ] {
            assert_eq!(read.chars().map(ideograph).collect::<String>(), expected);
        }
    }
}
