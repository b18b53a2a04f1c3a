//! MathML presentation elements, to a formula.

use ego_tree::NodeRef;
use scraper::{ElementRef, Node};

use super::latex;
use super::math::{Expression, MAX_DEPTH, MAX_LENGTH, Unread};
use super::symbols::{self, ACCENTS};

/// Reads a `<math>` element: presentation elements, or raw LaTeX as its text.
pub(super) fn parse(math: ElementRef<'_>) -> Result<Expression, Unread> {
    let mut length = 0;
    for text in math.text() {
        length += text.len();
        if length > MAX_LENGTH {
            return Err(Unread);
        }
    }
    if math.child_elements().next().is_none() {
        let source: String = math.text().collect();
        if source.trim().is_empty() {
            return latex::parse(math.attr("alttext").unwrap_or_default());
        }
        return latex::parse(&source);
    }
    let parts = children(*math, 0)?;
    if parts.is_empty() { Err(Unread) } else { Ok(Expression::row(parts)) }
}

/// The children of an element, those of rows among them. Bare text among elements is LaTeX of OCR.
fn children(parent: NodeRef<'_, Node>, depth: usize) -> Result<Vec<Expression>, Unread> {
    if depth > MAX_DEPTH {
        return Err(Unread);
    }
    let mut parts = Vec::new();
    for child in parent.children() {
        match child.value() {
            Node::Text(text) if !text.trim().is_empty() => parts.push(latex::parse(text)?),
            Node::Element(_) => {
                let element = ElementRef::wrap(child).ok_or(Unread)?;
                if let Some(part) = read(element, depth + 1)? {
                    parts.push(part);
                }
            }
            _ => {}
        }
    }
    Ok(parts)
}

/// Exactly so many arguments.
fn arguments<const N: usize>(element: ElementRef<'_>, depth: usize) -> Result<[Box<Expression>; N], Unread> {
    let mut parts = Vec::new();
    for child in element.child_elements() {
        parts.push(Box::new(read(child, depth + 1)?.unwrap_or(Expression::Row(Vec::new()))));
    }
    parts.try_into().map_err(|_| Unread)
}

fn read(element: ElementRef<'_>, depth: usize) -> Result<Option<Expression>, Unread> {
    if depth > MAX_DEPTH {
        return Err(Unread);
    }
    let row = || children(*element, depth).map(Expression::row);
    Ok(Some(match element.value().name() {
        "mi" => return Ok(identifier(element)),
        "mn" => Expression::Number(token(element)),
        "mo" => return Ok(operator(element)),
        "mtext" => {
            let text: String = element.text().collect();
            match latex_of(&text) {
                Some(part) => part,
                None => Expression::Text(collapse(&text)),
            }
        }
        "ms" => Expression::Text(format!("\"{}\"", token(element))),
        "mspace" => Expression::Space { wide: element.attr("width").is_some_and(is_wide) },
        "mphantom" => Expression::Space { wide: false },
        "annotation" | "annotation-xml" | "maligngroup" | "malignmark" | "none" => return Ok(None),
        "menclose" if element.attr("notation").is_some_and(|notation| notation.contains("radical")) => {
            Expression::Root { radicand: Box::new(row()?), index: None }
        }
        "menclose" if let Some(accent) = enclosing(element) => {
            Expression::Accented { base: Box::new(row()?), accent }
        }
        "mrow" | "mstyle" | "mpadded" | "menclose" | "merror" | "maction" | "mtd" | "math" => row()?,
        "mfrac" => {
            let [above, below] = arguments(element, depth)?;
            if element.attr("linethickness").is_some_and(|width| width.starts_with('0')) {
                let rows = vec![vec![*above], vec![*below]];
                Expression::Matrix { open: String::new(), close: String::new(), rows }
            } else {
                Expression::Fraction(above, below)
            }
        }
        "msqrt" => Expression::Root { radicand: Box::new(row()?), index: None },
        "mroot" => {
            let [radicand, index] = arguments(element, depth)?;
            Expression::Root { radicand, index: Some(index) }
        }
        "msub" => {
            let [base, sub] = arguments(element, depth)?;
            Expression::scripts(*base, Some(*sub), None)
        }
        "msup" => {
            let [base, sup] = arguments(element, depth)?;
            Expression::scripts(*base, None, Some(*sup))
        }
        "msubsup" => {
            let [base, sub, sup] = arguments(element, depth)?;
            Expression::scripts(*base, Some(*sub), Some(*sup))
        }
        "munder" => {
            let [base, under] = arguments(element, depth)?;
            limits(base, Some(under), None)
        }
        "mover" => {
            let [base, over] = arguments(element, depth)?;
            limits(base, None, Some(over))
        }
        "munderover" => {
            let [base, under, over] = arguments(element, depth)?;
            limits(base, Some(under), Some(over))
        }
        "mtable" => {
            let mut rows = Vec::new();
            for row in element.child_elements() {
                let mut cells = Vec::new();
                for cell in row.child_elements().filter(|cell| cell.value().name() == "mtd") {
                    cells.push(Expression::row(children(*cell, depth + 1)?));
                }
                rows.push(cells);
            }
            Expression::Matrix { open: String::new(), close: String::new(), rows }
        }
        "mfenced" => fenced(element, depth)?,
        "semantics" => return semantics(element, depth),
        _ => return Err(Unread),
    }))
}

/// The text of a token element, its white space collapsed and trimmed.
fn token(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    collapse(&text)
}

fn collapse(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// OCR puts LaTeX into token elements too: `<mo>\geq</mo>`.
fn latex_of(text: &str) -> Option<Expression> {
    if text.contains('\\') { latex::parse(text).ok() } else { None }
}

fn identifier(element: ElementRef<'_>) -> Option<Expression> {
    let name = token(element);
    if let Some(part) = latex_of(&name) {
        return Some(part);
    }
    let letters = name.chars().count();
    if letters == 0 {
        return None;
    }
    if name.chars().all(|c| c.is_alphabetic() && !c.is_ascii() && !('Α'..='ω').contains(&c)) {
        return Some(Expression::Text(name));
    }
    let upright = letters > 1 || element.attr("mathvariant") == Some("normal");
    Some(Expression::Identifier { name, upright })
}

fn operator(element: ElementRef<'_>) -> Option<Expression> {
    let sign = token(element);
    if let Some(part) = latex_of(&sign) {
        return Some(part);
    }
    // Function application, invisible times and the like are not seen.
    if sign.chars().all(|c| matches!(c, '\u{2061}'..='\u{2064}')) {
        return None;
    }
    Some(match sign.as_str() {
        // The minus of MathML is the hyphen of a number in text.
        "−" => Expression::operator("-"),
        _ => Expression::Operator(sign),
    })
}

fn is_wide(width: &str) -> bool {
    width.ends_with("em") && !width.starts_with("0.") && !width.starts_with('.') && !width.starts_with('0')
}

/// Limits of a base; a single mark over or under it is an accent.
fn limits(
    base: Box<Expression>,
    under: Option<Box<Expression>>,
    over: Option<Box<Expression>>,
) -> Expression {
    let mark = match (&under, &over) {
        (Some(mark), None) => Some((mark, true)),
        (None, Some(mark)) => Some((mark, false)),
        _ => None,
    };
    if let Some((mark, below)) = mark
        && let Expression::Operator(sign) = &**mark
        && !matches!(&*base, Expression::Operator(sign) if symbols::is_large(sign))
    {
        let sign = match sign.as_str() {
            "\u{304}" => "¯",
            "\u{305}" | "―" | "─" => "‾",
            "\u{332}" => "_",
            "∼" => "~",
            "." => "˙",
            other => other,
        };
        let long = !matches!(&*base, Expression::Identifier { .. });
        let sign = if sign == "¯" && long { "‾" } else { sign };
        if let Some(accent) = ACCENTS.iter().find(|accent| accent.mark == sign && accent.under == below) {
            return Expression::Accented { base, accent };
        }
    }
    Expression::Limits { base, under, over }
}

/// What an enclosure draws, where it is more than a frame: a line to write on, or one through what was written.
fn enclosing(element: ElementRef<'_>) -> Option<&'static symbols::Accent> {
    let notation = element.attr("notation")?;
    let command = if notation.contains("strike") {
        symbols::STRUCK
    } else if notation.split_ascii_whitespace().eq(["bottom"]) {
        "underline"
    } else if notation.split_ascii_whitespace().eq(["top"]) {
        "overline"
    } else {
        return None;
    };
    ACCENTS.iter().find(|accent| accent.command == command)
}

fn fenced(element: ElementRef<'_>, depth: usize) -> Result<Expression, Unread> {
    let separators: Vec<char> =
        element.attr("separators").unwrap_or(",").chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let mut parts = Vec::new();
    for (index, part) in children(*element, depth)?.into_iter().enumerate() {
        if index > 0
            && let Some(separator) = separators.get(index - 1).or(separators.last())
        {
            parts.push(Expression::operator(*separator));
        }
        parts.push(part);
    }
    Ok(Expression::Fenced {
        open: element.attr("open").unwrap_or("(").trim().to_owned(),
        close: element.attr("close").unwrap_or(")").trim().to_owned(),
        body: Box::new(Expression::row(parts)),
    })
}

/// What is presented; where nothing is, the LaTeX beside it.
fn semantics(element: ElementRef<'_>, depth: usize) -> Result<Option<Expression>, Unread> {
    let is_annotation = |child: &ElementRef<'_>| child.value().name().starts_with("annotation");
    if let Some(shown) = element.child_elements().find(|child| !is_annotation(child)) {
        return read(shown, depth + 1);
    }
    let tex = element
        .child_elements()
        .find(|child| child.attr("encoding").is_some_and(|encoding| encoding.contains("tex")))
        .ok_or(Unread)?;
    let source: String = tex.text().collect();
    latex::parse(&source).map(Some)
}

#[cfg(test)]
mod tests {
    use super::super::inlines;
    use super::*;
    use crate::dom;
    use crate::model::Inline;

    /// The one inline of a formula.
    fn one(read: Result<Expression, Unread>) -> Result<Inline, Unread> {
        let mut inlines = read.and_then(inlines::of)?;
        assert_eq!(inlines.len(), 1, "{inlines:?}");
        Ok(inlines.swap_remove(0))
    }

    fn parsed(source: &str) -> Result<Inline, Unread> {
        let tree = dom::parse_fragment(&format!("<math>{source}</math>"), "td").unwrap();
        let math = tree
            .html
            .tree
            .nodes()
            .filter_map(ElementRef::wrap)
            .find(|element| element.value().name() == "math");
        one(parse(math.unwrap()))
    }

    #[test]
    fn presentation_elements() {
        for (source, expected, latex) in [
            ("<mo>≥</mo><mn>95</mn><mo>%</mo>", "≥95%", None),
            ("<mrow> <mo>&#x2265;</mo> <mn>31000</mn> <mtext>人次</mtext> </mrow>", "≥31000人次", None),
            ("<mo>&lt;</mo><mn>5</mn>", "<5", None),
            ("<mi>x</mi><mo>−</mo><mn>1</mn>", "x-1", None),
            ("<mstyle><mn>2</mn><mi>%</mi></mstyle>", "2%", None),
            ("<mo>\\geq</mo><mn>5</mn>", "≥5", None),
            ("<mrow>\\geq 5\\%</mrow>", "≥5%", None),
            ("<mtext>a  b</mtext>", "a b", None),
            ("<mn>25</mn><msup><mrow></mrow><mo>∘</mo></msup><mi>C</mi>", "25°C", None),
            ("<mfrac><mn>1</mn><mn>2</mn></mfrac>", "1/2", Some(r"\frac{1}{2}")),
            (
                "<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>",
                "(a+b)/2",
                Some(r"\frac{a+b}{2}"),
            ),
            ("<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt>", "√(x+1)", Some(r"\sqrt{x+1}")),
            ("<mroot><mi>x</mi><mn>3</mn></mroot>", "∛(x)", Some(r"\sqrt[{3}]{x}")),
            ("<msup><mi>x</mi><mn>2</mn></msup>", "x²", Some("x^{2}")),
            ("<msub><mi>x</mi><mn>1</mn></msub>", "x₁", Some("x_{1}")),
            ("<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>", "xᵢ²", Some("x_{i}^{2}")),
            (
                "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>x</mi>",
                "∑_(i=1)ⁿ x",
                Some(r"\sum_{i=1}^{n}x"),
            ),
            ("<mover><mi>x</mi><mo>¯</mo></mover>", "x\u{304}", Some(r"\bar{x}")),
            ("<mover accent=true><mi>v</mi><mo>→</mo></mover>", "v\u{20d7}", Some(r"\vec{v}")),
            ("<mover><mo>=</mo><mtext>def</mtext></mover>", "=^(def)", Some(r"\overset{\text{def}}{=}")),
            (
                "<munder><mi>lim</mi><mrow><mi>x</mi><mo>→</mo><mn>0</mn></mrow></munder>",
                "lim_(x→0)",
                Some(r"\lim_{x\to0}"),
            ),
            (
                "<mfenced><mi>a</mi><mfrac><mn>1</mn><mn>2</mn></mfrac></mfenced>",
                "(a,1/2)",
                Some(r"\left(a,\frac{1}{2}\right)"),
            ),
            (
                "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr></mtable>",
                "1, 2",
                Some(r"\begin{matrix} 1 & 2 \end{matrix}"),
            ),
            (
                "<semantics><msup><mi>x</mi><mn>2</mn></msup><annotation encoding='application/x-tex'>x^3</annotation></semantics>",
                "x²",
                Some("x^{2}"),
            ),
            (
                "<semantics><annotation encoding='application/x-tex'>x^3</annotation></semantics>",
                "x³",
                Some("x^{3}"),
            ),
            ("<menclose notation=box><msup><mi>x</mi><mn>2</mn></msup></menclose>", "x²", Some("x^{2}")),
            ("<mrow><mi>f</mi><mo>&#x2061;</mo><mo>(</mo><mi>x</mi><mo>)</mo></mrow>", "f(x)", None),
        ] {
            match (parsed(source), latex) {
                (Ok(Inline::Text { text }), None) => assert_eq!(text, expected, "{source}"),
                (Ok(Inline::Math(math)), Some(latex)) => {
                    assert_eq!((math.text.as_str(), math.latex.as_str()), (expected, latex), "{source}");
                }
                (other, _) => panic!("{source}: {other:?}"),
            }
        }
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for source in ["<mfoo>x</mfoo>", "<mfrac><mn>1</mn></mfrac>", "<mrow></mrow>", "<mrow>\\foo</mrow>"] {
            assert!(matches!(parsed(source), Err(Unread) | Ok(Inline::Text { .. })), "{source}");
        }
        assert_eq!(parsed(&"<mrow>".repeat(100)), Err(Unread));
        assert_eq!(parsed(&"<msqrt>".repeat(100)), Err(Unread));
        assert_eq!(parsed(&format!("<mn>{}</mn>", "1".repeat(5000))), Err(Unread));
    }

    /// What is written is read again as the same.
    #[test]
    fn written_formulas_are_well_formed_and_read_back() {
        for source in [
            r"\frac{a<b}{2}",
            r"\sqrt[3]{x}&\text{<b>}",
            r"\sum_{i=1}^n x_i",
            r"\left(\frac12\right)^2",
            r"\bar{x}",
            r"\begin{cases}x & x>0\\0 & x\leq 0\end{cases}",
            r"\frac{\text{“A”}}{3}",
            r"\overline{AB}_1",
            r"\binom{n}{k}",
            r"\mathbf{v}^2",
        ] {
            let Ok(Inline::Math(first)) = one(latex::parse(source)) else { panic!("{source}") };
            let again = one(latex::parse(&first.latex));
            assert_eq!(again, Ok(Inline::Math(first.clone())), "{source}");
            let mut depth = 0;
            let mut reader = quick_xml::Reader::from_str(&first.mathml);
            loop {
                match reader.read_event().unwrap() {
                    quick_xml::events::Event::Start(_) => depth += 1,
                    quick_xml::events::Event::End(_) => depth -= 1,
                    quick_xml::events::Event::Eof => break,
                    _ => {}
                }
            }
            assert_eq!(depth, 0);
            if !source.contains("binom")
                && !source.contains("cases")
                && !source.contains("left")
                && !source.contains("mathbf")
            {
                match parsed(&first.mathml) {
                    Ok(Inline::Math(read)) => assert_eq!(read.text, first.text, "{source}"),
                    other => panic!("{source}: {other:?}"),
                }
            }
        }
    }
}
