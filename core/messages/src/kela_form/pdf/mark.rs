//! What is drawn, and what it means.
//!
//! Purpose: the plain data between layout and PDF: marks on pages, and the document's structure over them.
//! Guarantee: every mark that is no decoration names the element it is content of.
//! Non-goal: where things go.

use krilla::image::Image;

use super::font::Cut;

pub(super) const INK: Colour = Colour(0x1b, 0x1f, 0x24);
pub(super) const GREY: Colour = Colour(0x52, 0x5c, 0x66);
pub(super) const NAVY: Colour = Colour(0x0d, 0x38, 0x66);
pub(super) const TINT: Colour = Colour(0xf1, 0xf4, 0xf8);
pub(super) const WHITE: Colour = Colour(0xff, 0xff, 0xff);
pub(super) const LINE: Colour = Colour(0xb4, 0xbe, 0xc9);

/// Red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour(pub(super) u8, pub(super) u8, pub(super) u8);

/// Left, top, width, height.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame(pub(super) f32, pub(super) f32, pub(super) f32, pub(super) f32);

/// What a mark means to a reader who does not see the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    Heading { level: u16, text: String },
    Paragraph,
    Table,
    Row,
    Label,
    Value,
    Figure { alt: String },
}

/// The place of an element in [`Laid::elements`].
pub(super) type ElementId = usize;

/// An element of the document's structure.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) role: Role,
    pub(super) parent: Option<ElementId>,
}

/// Something drawn.
#[derive(Debug)]
pub(super) enum Mark {
    Text { x: f32, baseline: f32, size: f32, cut: Cut, colour: Colour, text: String, element: ElementId },
    Cell { frame: Frame, fill: Colour },
    Picture { frame: Frame, image: Image, element: ElementId },
}

/// A heading for the list of contents.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) text: String,
    pub(super) page: usize,
    pub(super) top: f32,
}

/// Pages with marks, and the structure over them.
#[derive(Debug, Default)]
pub(super) struct Laid {
    pub(super) pages: Vec<Vec<Mark>>,
    pub(super) elements: Vec<Element>,
    pub(super) contents: Vec<Entry>,
}
