//! The signs of mathematics: what LaTeX calls them and how Unicode writes them.
//!
//! Where several commands make one sign, the first is the one that is written.

/// Letters and letter-like signs.
pub(super) const LETTERS: &[(&str, &str)] = &[
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ϵ"),
    ("varepsilon", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("vartheta", "ϑ"),
    ("iota", "ι"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("xi", "ξ"),
    ("omicron", "ο"),
    ("pi", "π"),
    ("varpi", "ϖ"),
    ("rho", "ρ"),
    ("varrho", "ϱ"),
    ("sigma", "σ"),
    ("varsigma", "ς"),
    ("tau", "τ"),
    ("upsilon", "υ"),
    ("phi", "ϕ"),
    ("varphi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("Gamma", "Γ"),
    ("Delta", "Δ"),
    ("Theta", "Θ"),
    ("Lambda", "Λ"),
    ("Xi", "Ξ"),
    ("Pi", "Π"),
    ("Sigma", "Σ"),
    ("Upsilon", "Υ"),
    ("Phi", "Φ"),
    ("Psi", "Ψ"),
    ("Omega", "Ω"),
    ("ell", "ℓ"),
    ("hbar", "ℏ"),
    ("Re", "ℜ"),
    ("Im", "ℑ"),
    ("aleph", "ℵ"),
    ("wp", "℘"),
    ("partial", "∂"),
    ("nabla", "∇"),
    ("infty", "∞"),
    ("emptyset", "∅"),
    ("varnothing", "∅"),
    ("mathbb{N}", "ℕ"),
    ("mathbb{Z}", "ℤ"),
    ("mathbb{Q}", "ℚ"),
    ("mathbb{R}", "ℝ"),
    ("mathbb{C}", "ℂ"),
];

/// Relations: no run of text goes on over a space before them.
pub(super) const RELATIONS: &[(&str, &str)] = &[
    ("geq", "≥"),
    ("ge", "≥"),
    ("geqslant", "≥"),
    ("geqq", "≧"),
    ("leq", "≤"),
    ("le", "≤"),
    ("leqslant", "≤"),
    ("leqq", "≦"),
    ("gt", ">"),
    ("lt", "<"),
    ("textgreater", ">"),
    ("textless", "<"),
    ("neq", "≠"),
    ("ne", "≠"),
    ("approx", "≈"),
    ("approxeq", "≊"),
    ("equiv", "≡"),
    ("cong", "≅"),
    ("simeq", "≃"),
    ("propto", "∝"),
    ("gg", "≫"),
    ("ll", "≪"),
    ("gtrsim", "≳"),
    ("lesssim", "≲"),
    ("gtrless", "≷"),
    ("ngeq", "≱"),
    ("nleq", "≰"),
    ("doteq", "≐"),
    ("in", "∈"),
    ("notin", "∉"),
    ("ni", "∋"),
    ("subset", "⊂"),
    ("supset", "⊃"),
    ("subseteq", "⊆"),
    ("supseteq", "⊇"),
    ("perp", "⊥"),
    ("parallel", "∥"),
    ("mid", "∣"),
    ("because", "∵"),
    ("therefore", "∴"),
    ("forall", "∀"),
    ("exists", "∃"),
];

/// Operators, arrows and other signs that stand between or after numbers.
pub(super) const OPERATORS: &[(&str, &str)] = &[
    ("times", "×"),
    ("div", "÷"),
    ("pm", "±"),
    ("mp", "∓"),
    ("cdot", "·"),
    ("sim", "~"),
    ("textasciitilde", "~"),
    ("ast", "∗"),
    ("star", "⋆"),
    ("circ", "∘"),
    ("bullet", "•"),
    ("oplus", "⊕"),
    ("otimes", "⊗"),
    ("odot", "⊙"),
    ("cup", "∪"),
    ("cap", "∩"),
    ("setminus", "∖"),
    ("wedge", "∧"),
    ("land", "∧"),
    ("vee", "∨"),
    ("lor", "∨"),
    ("neg", "¬"),
    ("lnot", "¬"),
    ("angle", "∠"),
    ("triangle", "△"),
    ("square", "□"),
    ("blacksquare", "■"),
    ("checkmark", "✓"),
    ("prime", "′"),
    ("degree", "°"),
    ("top", "⊤"),
    ("bot", "⊥"),
    ("to", "→"),
    ("rightarrow", "→"),
    ("longrightarrow", "⟶"),
    ("leftarrow", "←"),
    ("gets", "←"),
    ("longleftarrow", "⟵"),
    ("leftrightarrow", "↔"),
    ("Rightarrow", "⇒"),
    ("implies", "⟹"),
    ("Longrightarrow", "⟹"),
    ("Leftarrow", "⇐"),
    ("Leftrightarrow", "⇔"),
    ("iff", "⟺"),
    ("mapsto", "↦"),
    ("uparrow", "↑"),
    ("downarrow", "↓"),
    ("updownarrow", "↕"),
    ("Uparrow", "⇑"),
    ("Downarrow", "⇓"),
    ("nearrow", "↗"),
    ("searrow", "↘"),
    ("swarrow", "↙"),
    ("nwarrow", "↖"),
    ("rightleftharpoons", "⇌"),
    ("ldots", "…"),
    ("dots", "…"),
    ("dotsc", "…"),
    ("cdots", "⋯"),
    ("dotsb", "⋯"),
    ("vdots", "⋮"),
    ("ddots", "⋱"),
    ("langle", "⟨"),
    ("rangle", "⟩"),
    ("lceil", "⌈"),
    ("rceil", "⌉"),
    ("lfloor", "⌊"),
    ("rfloor", "⌋"),
    ("lbrace", "{"),
    ("rbrace", "}"),
    ("lbrack", "["),
    ("rbrack", "]"),
    ("vert", "|"),
    ("lvert", "|"),
    ("rvert", "|"),
    ("Vert", "‖"),
    ("lVert", "‖"),
    ("rVert", "‖"),
    ("colon", ":"),
    ("slash", "/"),
    ("backslash", "\\"),
    ("percent", "%"),
    ("textperthousand", "‰"),
    ("permil", "‰"),
    ("yen", "¥"),
    ("textyen", "¥"),
    ("pounds", "£"),
    ("euro", "€"),
    ("S", "§"),
    ("P", "¶"),
    ("copyright", "©"),
    ("circledR", "®"),
    ("dagger", "†"),
    ("ddagger", "‡"),
    ("textdegree", "°"),
    ("celsius", "℃"),
];

/// Large operators, which carry limits: always mathematics.
pub(super) const LARGE: &[(&str, &str)] = &[
    ("sum", "∑"),
    ("prod", "∏"),
    ("coprod", "∐"),
    ("int", "∫"),
    ("iint", "∬"),
    ("iiint", "∭"),
    ("oint", "∮"),
    ("bigcup", "⋃"),
    ("bigcap", "⋂"),
    ("bigvee", "⋁"),
    ("bigwedge", "⋀"),
    ("bigoplus", "⨁"),
    ("bigotimes", "⨂"),
];

/// Functions, printed upright; those that carry limits below come first.
pub(super) const FUNCTIONS: &[&str] = &[
    "lim", "max", "min", "sup", "inf", "limsup", "liminf", "argmax", "argmin", "gcd", "det", "Pr", "sin",
    "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "ln", "lg",
    "log", "exp", "dim", "ker", "deg", "arg", "hom",
];

/// How many of `FUNCTIONS` carry limits below.
const WITH_LIMITS: usize = 12;

/// A mark over or under an expression.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Accent {
    /// The command.
    pub command: &'static str,
    /// The combining character for text; none where the mark is left out.
    pub combining: Option<char>,
    /// The sign of MathML.
    pub mark: &'static str,
    /// Whether it stands below.
    pub under: bool,
    /// Whether it reaches over every character of a longer expression.
    pub wide: bool,
    /// Whether it is a line to write on, or over what was written.
    pub is_line: bool,
}

/// The command that strikes out what stands in it.
pub(super) const STRUCK: &str = "cancel";

const fn over(command: &'static str, combining: char, mark: &'static str, wide: bool) -> Accent {
    Accent { command, combining: Some(combining), mark, under: false, wide, is_line: false }
}

/// The accents.
pub(super) const ACCENTS: &[Accent] = &[
    over("bar", '\u{304}', "¯", false),
    Accent { is_line: true, ..over("overline", '\u{305}', "‾", true) },
    over("hat", '\u{302}', "^", false),
    over("widehat", '\u{302}', "ˆ", false),
    over("vec", '\u{20d7}', "→", false),
    over("overrightarrow", '\u{20d7}', "⟶", false),
    over("tilde", '\u{303}', "~", false),
    over("widetilde", '\u{303}', "˜", false),
    over("dot", '\u{307}', "˙", false),
    over("ddot", '\u{308}', "¨", false),
    over("check", '\u{30c}', "ˇ", false),
    over("breve", '\u{306}', "˘", false),
    over("acute", '\u{301}', "´", false),
    over("grave", '\u{300}', "`", false),
    over("mathring", '\u{30a}', "˚", false),
    over(STRUCK, '\u{336}', "\u{336}", true),
    Accent { combining: None, ..over("overbrace", '⏞', "⏞", true) },
    Accent { under: true, is_line: true, ..over("underline", '\u{332}', "_", true) },
    Accent { combining: None, under: true, ..over("underbrace", '⏟', "⏟", true) },
];

/// A typeface that says something: bold vectors, blackboard sets.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Style {
    /// The command.
    pub command: &'static str,
    /// The `mathvariant` of MathML.
    pub variant: &'static str,
}

/// The typefaces.
pub(super) const STYLES: &[Style] = &[
    Style { command: "mathbf", variant: "bold" },
    Style { command: "boldsymbol", variant: "bold-italic" },
    Style { command: "bm", variant: "bold-italic" },
    Style { command: "mathbb", variant: "double-struck" },
    Style { command: "mathcal", variant: "script" },
    Style { command: "mathscr", variant: "script" },
    Style { command: "mathfrak", variant: "fraktur" },
    Style { command: "mathsf", variant: "sans-serif" },
    Style { command: "mathtt", variant: "monospace" },
];

/// The sign that `command` makes, from one of the tables above.
pub(super) fn sign(table: &'static [(&'static str, &'static str)], command: &str) -> Option<&'static str> {
    table.iter().find(|(name, _)| *name == command).map(|(_, sign)| *sign)
}

/// The command that makes `sign`, from any table.
pub(super) fn command(sign: &str) -> Option<&'static str> {
    // These are written as they are.
    if matches!(sign, ">" | "<" | "[" | "]" | "|" | ":" | "/") {
        return None;
    }
    [RELATIONS, OPERATORS, LETTERS, LARGE]
        .into_iter()
        .flatten()
        .find(|(_, candidate)| *candidate == sign)
        .map(|(name, _)| *name)
}

/// Whether a sign is a large operator.
pub(super) fn is_large(sign: &str) -> bool {
    LARGE.iter().any(|(_, candidate)| *candidate == sign)
}

/// Whether a name is a function's.
pub(super) fn is_function(name: &str) -> bool {
    FUNCTIONS.contains(&name)
}

/// Whether a function carries limits below it.
pub(super) fn has_limits(name: &str) -> bool {
    FUNCTIONS[..WITH_LIMITS].contains(&name)
}

/// The superscript or subscript form of a character, where Unicode has one that fonts show.
pub(super) fn script(c: char, above: bool) -> Option<char> {
    const ABOVE: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱ";
    const BELOW: &str = "₀₁₂₃₄₅₆₇₈₉₊₋ₙᵢ";
    let index = "0123456789+-ni".chars().position(|candidate| candidate == c)?;
    if above { ABOVE } else { BELOW }.chars().nth(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_stands_once() {
        let mut names: Vec<&str> = [LETTERS, RELATIONS, OPERATORS, LARGE]
            .into_iter()
            .flatten()
            .map(|(name, _)| *name)
            .chain(FUNCTIONS.iter().copied())
            .chain(ACCENTS.iter().map(|accent| accent.command))
            .chain(STYLES.iter().map(|style| style.command))
            .collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(has_limits("Pr") && !has_limits("sin"));
    }
}
