//! How a cell looks: its typeface, where its text stands, how its number is shown.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, FormatScript};

use super::metrics::{Length, POINT, points};
use super::text::{Script, Style};
use crate::view::Align;

/// Text with the blank after it that numbers have, so that both end at one line.
pub(super) const PADDED_TEXT: &str = "@_ ";

/// A typeface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Face {
    Title,
    Head,
    Script,
    Body,
}

/// The number that fonts know the Chinese character set by.
const GB2312: u8 = 134;

impl Face {
    /// What kind of typeface may stand in for it: one with serifs, one without, one as
    /// it is written by hand.
    fn family(self) -> u8 {
        match self {
            Self::Title | Self::Body => 1,
            Self::Head => 3,
            Self::Script => 4,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Title => "方正小标宋简体",
            Self::Head => "黑体",
            Self::Script => "楷体",
            Self::Body => "宋体",
        }
    }
}

/// How a cell looks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Look {
    pub(super) face: Face,
    pub(super) size: Length,
    /// 0 left, 1 centred, 2 right.
    pub(super) align: u8,
    pub(super) indent: u8,
    pub(super) has_border: bool,
    /// Whether it begins at the top of its cell, as prose does, and is not in the middle.
    pub(super) is_at_top: bool,
    pub(super) number: Option<String>,
}

impl Look {
    pub(super) fn new(face: Face, size: Length, align: Align) -> Self {
        let align = match align {
            Align::Left => 0,
            Align::Center => 1,
            Align::Right => 2,
        };
        Self { face, size: size * POINT, align, indent: 0, has_border: false, is_at_top: false, number: None }
    }

    fn font(&self) -> Format {
        Format::new()
            .set_font_name(self.face.name())
            .set_font_size(points(self.size))
            .set_font_family(self.face.family())
            .set_font_charset(GB2312)
    }

    pub(super) fn run(&self, style: Style) -> Format {
        let mut format = self.font();
        if style.strong {
            format = format.set_bold();
        }
        if style.emphasis {
            format = format.set_italic();
        }
        if style.struck {
            format = format.set_font_strikethrough();
        }
        match style.script {
            Script::None => format,
            Script::Subscript => format.set_font_script(FormatScript::Subscript),
            Script::Superscript => format.set_font_script(FormatScript::Superscript),
        }
    }

    pub(super) fn format(&self) -> Format {
        let mut format = self
            .font()
            .set_align(match self.align {
                0 => FormatAlign::Left,
                1 => FormatAlign::Center,
                _ => FormatAlign::Right,
            })
            .set_align(if self.is_at_top { FormatAlign::Top } else { FormatAlign::VerticalCenter })
            .set_indent(self.indent);
        if self.has_border {
            format = format.set_border(FormatBorder::Thin);
        }
        match &self.number {
            // A number never wraps; too wide for its column it is made smaller instead of shown as `###`.
            Some(number) if !number.starts_with('@') => format.set_num_format(number).set_shrink(),
            Some(number) => format.set_num_format(number).set_text_wrap(),
            None => format.set_text_wrap(),
        }
    }
}

/// A cell's format in which all of its text has one style.
pub(super) fn styled(format: &Format, style: Style) -> Format {
    let mut format = format.clone();
    if style.strong {
        format = format.set_bold();
    }
    if style.emphasis {
        format = format.set_italic();
    }
    if style.struck {
        format = format.set_font_strikethrough();
    }
    match style.script {
        Script::None => format,
        Script::Subscript => format.set_font_script(FormatScript::Subscript),
        Script::Superscript => format.set_font_script(FormatScript::Superscript),
    }
}
