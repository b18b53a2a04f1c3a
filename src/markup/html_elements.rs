//! What each element of HTML is to us.

/// What an element does to the text in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A line break.
    Break,
    /// It stands on lines of its own.
    Block,
    /// A heading.
    Heading,
    /// A list.
    List,
    /// A table.
    Table,
    /// A line between blocks.
    Rule,
    /// A picture with words of its own.
    Image,
    /// `<b>`
    Strong,
    /// `<i>`
    Emphasis,
    /// `<sub>`
    Subscript,
    /// `<sup>`
    Superscript,
    /// `<del>`, `<s>`, `<strike>`
    Struck,
    /// `<rt>`: how the characters before it are read.
    Reading,
    /// What is there to be pressed.
    Button,
    /// `<a>`
    Anchor,
    /// Nothing: what is in it counts.
    Transparent,
    /// Raw LaTeX.
    Equation,
    /// HTML does not know it.
    Unknown,
}

const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "header",
    "hgroup",
    "html",
    "legend",
    "li",
    "listing",
    "main",
    "nav",
    "noframes",
    "optgroup",
    "option",
    "p",
    "plaintext",
    "pre",
    "search",
    "section",
    "summary",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "xmp",
];

const TRANSPARENT: &[&str] = &[
    "abbr",
    "acronym",
    "applet",
    "area",
    "audio",
    "base",
    "basefont",
    "bdi",
    "bdo",
    "bgsound",
    "big",
    "blink",
    "canvas",
    "cite",
    "code",
    "col",
    "colgroup",
    "command",
    "data",
    "datalist",
    "dfn",
    "embed",
    "font",
    "image",
    "input",
    "ins",
    "isindex",
    "kbd",
    "keygen",
    "label",
    "map",
    "mark",
    "marquee",
    "menuitem",
    "meter",
    "multicol",
    "nextid",
    "nobr",
    "output",
    "param",
    "picture",
    "progress",
    "q",
    "rb",
    "rbc",
    "rp",
    "rtc",
    "ruby",
    "samp",
    "select",
    "selectedcontent",
    "slot",
    "small",
    "source",
    "spacer",
    "span",
    "textarea",
    "time",
    "title",
    "track",
    "tt",
    "u",
    "var",
    "video",
    "wbr",
];

/// What an element is by its name, in lower case.
pub(super) fn kind(name: &str) -> Kind {
    match name {
        "br" => Kind::Break,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Kind::Heading,
        "ol" | "ul" | "menu" | "dir" => Kind::List,
        "table" => Kind::Table,
        "hr" => Kind::Rule,
        "img" => Kind::Image,
        "b" | "strong" => Kind::Strong,
        "i" | "em" => Kind::Emphasis,
        "sub" => Kind::Subscript,
        "sup" => Kind::Superscript,
        "del" | "s" | "strike" => Kind::Struck,
        "rt" => Kind::Reading,
        "button" => Kind::Button,
        "a" => Kind::Anchor,
        "eq" => Kind::Equation,
        _ if BLOCKS.contains(&name) => Kind::Block,
        // Word writes elements of its own namespaces: `<o:p>`, `<st1:date>`.
        _ if TRANSPARENT.contains(&name) || name.contains(':') => Kind::Transparent,
        _ => Kind::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_stands_once_and_in_order() {
        assert!(BLOCKS.is_sorted() && TRANSPARENT.is_sorted());
        assert!(BLOCKS.iter().all(|name| !TRANSPARENT.contains(name)));
        assert_eq!(kind("o:p"), Kind::Transparent);
        assert_eq!(kind("loq"), Kind::Unknown);
    }
}
