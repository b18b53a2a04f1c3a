//! Office math (OMML) to presentation MathML.

use super::html::escape;
use super::xml::Element;

/// The MathML of a formula, the children of a `<math>` element, and its words in reading order.
pub(super) fn mathml(formula: &Element) -> (String, String) {
    let mut words = String::new();
    let mathml = children(formula, &mut words);
    (mathml, words)
}

fn children(parent: &Element, words: &mut String) -> String {
    parent.elements().map(|element| convert(element, words)).collect()
}

/// What is in one of the parts of a construct, as one element.
fn part(parent: &Element, name: &str, words: &mut String) -> String {
    let inner = parent.child(name).map(|part| children(part, words)).unwrap_or_default();
    row(&inner)
}

/// Several elements as one.
fn row(inner: &str) -> String {
    let is_one = inner.strip_prefix('<').is_some_and(|rest| {
        let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        // Token elements hold no others.
        matches!(name.as_str(), "mi" | "mn" | "mo" | "mtext")
            && inner.matches("</").count() == 1
            && inner.ends_with(&format!("</{name}>"))
    });
    if is_one { inner.to_owned() } else { format!("<mrow>{inner}</mrow>") }
}

/// The sign that a property names, or the one that is meant where it names none.
fn sign<'a>(element: &'a Element, properties: &str, name: &str, default: &'a str) -> &'a str {
    element.path(&[properties, name]).map_or(default, |sign| sign.attribute("val").unwrap_or(""))
}

fn convert(element: &Element, words: &mut String) -> String {
    match element.name.as_str() {
        "r" => run(element, words),
        "f" => {
            let top = part(element, "num", words);
            words.push('/');
            let bottom = part(element, "den", words);
            format!("<mfrac>{top}{bottom}</mfrac>")
        }
        "rad" => {
            words.push('√');
            let has_degree =
                element.child("deg").is_some_and(|degree| degree.elements().any(|e| e.name != "ctrlPr"));
            let degree = if has_degree { part(element, "deg", words) } else { String::new() };
            let base = part(element, "e", words);
            if has_degree {
                format!("<mroot>{base}{degree}</mroot>")
            } else {
                format!("<msqrt>{base}</msqrt>")
            }
        }
        "sSup" => format!("<msup>{}{}</msup>", part(element, "e", words), part(element, "sup", words)),
        "sSub" => format!("<msub>{}{}</msub>", part(element, "e", words), part(element, "sub", words)),
        "sSubSup" => {
            let base = part(element, "e", words);
            let below = part(element, "sub", words);
            format!("<msubsup>{base}{below}{}</msubsup>", part(element, "sup", words))
        }
        "sPre" => {
            let below = part(element, "sub", words);
            let above = part(element, "sup", words);
            let base = part(element, "e", words);
            format!("<mmultiscripts>{base}<mprescripts/>{below}{above}</mmultiscripts>")
        }
        "nary" => nary(element, words),
        "d" => delimited(element, words),
        "acc" => {
            let base = part(element, "e", words);
            let accent = sign(element, "accPr", "chr", "\u{302}");
            words.push_str(accent);
            format!("<mover accent=\"true\">{base}<mo>{}</mo></mover>", escape(accent))
        }
        "bar" => {
            let base = part(element, "e", words);
            if sign(element, "barPr", "pos", "bot") == "top" {
                format!("<mover>{base}<mo>¯</mo></mover>")
            } else {
                format!("<munder>{base}<mo>_</mo></munder>")
            }
        }
        "groupChr" => {
            let base = part(element, "e", words);
            let brace = sign(element, "groupChrPr", "chr", "\u{23df}");
            words.push_str(brace);
            let tag = if sign(element, "groupChrPr", "pos", "bot") == "top" { "mover" } else { "munder" };
            format!("<{tag}>{base}<mo>{}</mo></{tag}>", escape(brace))
        }
        "limLow" => format!("<munder>{}{}</munder>", part(element, "e", words), part(element, "lim", words)),
        "limUpp" => format!("<mover>{}{}</mover>", part(element, "e", words), part(element, "lim", words)),
        "func" => format!("{}{}", part(element, "fName", words), part(element, "e", words)),
        "m" => {
            let mut table = String::from("<mtable>");
            for line in element.elements().filter(|line| line.name == "mr") {
                table.push_str("<mtr>");
                for cell in line.elements().filter(|cell| cell.name == "e") {
                    words.push(' ');
                    table.extend(["<mtd>", &children(cell, words), "</mtd>"]);
                }
                table.push_str("</mtr>");
            }
            table.push_str("</mtable>");
            table
        }
        "eqArr" => {
            let mut table = String::from("<mtable>");
            for line in element.elements().filter(|line| line.name == "e") {
                words.push(' ');
                table.extend(["<mtr><mtd>", &children(line, words), "</mtd></mtr>"]);
            }
            table.push_str("</mtable>");
            table
        }
        name if name.ends_with("Pr") => String::new(),
        "del" | "moveFrom" => String::new(),
        // Boxes, phantoms, wrappers: what is in them.
        _ => children(element, words),
    }
}

/// A sum, product or integral with its limits.
fn nary(element: &Element, words: &mut String) -> String {
    let operator = sign(element, "naryPr", "chr", "∫");
    words.push_str(operator);
    let shown = |name: &str| {
        let hide = match name {
            "sub" => "subHide",
            _ => "supHide",
        };
        let hidden = element
            .path(&["naryPr", hide])
            .is_some_and(|hide| !matches!(hide.attribute("val"), Some("0" | "false" | "off")));
        !hidden && element.child(name).is_some_and(|limit| limit.elements().next().is_some())
    };
    let is_integral = operator.starts_with(['∫', '∬', '∭', '∮']);
    let beside = sign(element, "naryPr", "limLoc", if is_integral { "subSup" } else { "undOvr" }) == "subSup";
    let sign = format!("<mo>{}</mo>", escape(operator));
    let below = shown("sub").then(|| part(element, "sub", words));
    let above = shown("sup").then(|| part(element, "sup", words));
    let base = part(element, "e", words);
    let (under, over, both) =
        if beside { ("msub", "msup", "msubsup") } else { ("munder", "mover", "munderover") };
    let head = match (below, above) {
        (Some(below), Some(above)) => format!("<{both}>{sign}{below}{above}</{both}>"),
        (Some(below), None) => format!("<{under}>{sign}{below}</{under}>"),
        (None, Some(above)) => format!("<{over}>{sign}{above}</{over}>"),
        (None, None) => sign,
    };
    format!("{head}{base}")
}

/// Parentheses and the like around one or several expressions.
fn delimited(element: &Element, words: &mut String) -> String {
    let begin = sign(element, "dPr", "begChr", "(");
    let end = sign(element, "dPr", "endChr", ")");
    let between = sign(element, "dPr", "sepChr", "|");
    let operator =
        |text: &str| if text.is_empty() { String::new() } else { format!("<mo>{}</mo>", escape(text)) };
    let mut mathml = operator(begin);
    words.push_str(begin);
    for (number, inner) in element.elements().filter(|inner| inner.name == "e").enumerate() {
        if number > 0 {
            mathml.push_str(&operator(between));
            words.push_str(between);
        }
        mathml.push_str(&children(inner, words));
    }
    words.push_str(end);
    mathml.push_str(&operator(end));
    format!("<mrow>{mathml}</mrow>")
}

/// A run of signs: numbers, names and operators, each an element of its own; other text as text.
fn run(element: &Element, words: &mut String) -> String {
    let text: String = element.elements().filter(|part| part.name == "t").map(Element::text).collect();
    words.push_str(&text);
    let is_text = element.path(&["rPr", "nor"]).is_some();
    if is_text {
        return format!("<mtext>{}</mtext>", escape(&text));
    }
    let mut mathml = String::new();
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let (tag, length) = if first.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            // A point at the end closes a sentence.
            let end = rest[..end].trim_end_matches('.').len();
            ("mn", end)
        } else if crate::text::width::is_han(first) {
            let end = rest.find(|c: char| !crate::text::width::is_han(c)).unwrap_or(rest.len());
            ("mtext", end)
        } else if first.is_alphabetic() {
            ("mi", first.len_utf8())
        } else if first.is_whitespace() {
            rest = &rest[first.len_utf8()..];
            continue;
        } else {
            ("mo", first.len_utf8())
        };
        mathml.extend(["<", tag, ">", &escape(&rest[..length]), "</", tag, ">"]);
        rest = &rest[length..];
    }
    mathml
}

#[cfg(test)]
mod tests {
    use super::super::xml;
    use super::*;

    fn r(text: &str) -> String {
        format!("<r><t>{text}</t></r>")
    }

    #[track_caller]
    fn check(omml: &str, expected: &str, words: &str) {
        let formula = xml::parse(&format!("<oMath>{omml}</oMath>"), "p", &[]).unwrap();
        assert_eq!(mathml(&formula), (expected.to_owned(), words.to_owned()));
    }

    #[test]
    fn constructs() {
        check(&r("x≥95%"), "<mi>x</mi><mo>≥</mo><mn>95</mn><mo>%</mo>", "x≥95%");
        check(&r("a&lt;3.5"), "<mi>a</mi><mo>&lt;</mo><mn>3.5</mn>", "a<3.5");
        check(
            &format!("<f><num>{}</num><den>{}</den></f>", r("实际"), r("2y")),
            "<mfrac><mtext>实际</mtext><mrow><mn>2</mn><mi>y</mi></mrow></mfrac>",
            "实际/2y",
        );
        check(&format!("<rad><deg/><e>{}</e></rad>", r("2")), "<msqrt><mn>2</mn></msqrt>", "√2");
        check(
            &format!("<rad><deg>{}</deg><e>{}</e></rad>", r("3"), r("x")),
            "<mroot><mi>x</mi><mn>3</mn></mroot>",
            "√3x",
        );
        check(
            &format!("<sSup><e>{}</e><sup>{}</sup></sSup>", r("m"), r("2")),
            "<msup><mi>m</mi><mn>2</mn></msup>",
            "m2",
        );
        check(
            &format!(
                "<nary><naryPr><chr val='∑'/></naryPr><sub>{}</sub><sup>{}</sup><e>{}</e></nary>",
                r("i=1"),
                r("n"),
                r("x")
            ),
            "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>x</mi>",
            "∑i=1nx",
        );
        check(
            &format!("<d><dPr><begChr val='['/></dPr><e>{}</e><e>{}</e></d>", r("a"), r("b")),
            "<mrow><mo>[</mo><mi>a</mi><mo>|</mo><mi>b</mi><mo>)</mo></mrow>",
            "[a|b)",
        );
        check(
            &format!("<bar><barPr><pos val='top'/></barPr><e>{}</e></bar>", r("x")),
            "<mover><mi>x</mi><mo>¯</mo></mover>",
            "x",
        );
        check("<r><rPr><nor/></rPr><t>若 x</t></r>", "<mtext>若 x</mtext>", "若 x");
    }
}
