//! Marks to PDF, through krilla.
//!
//! Purpose: draw the laid-out pages, and build the tree of tags over them.
//! Guarantee: every mark is either content of an element or an artifact; the tree follows the reading order.
//! Non-goal: layout.

use std::num::NonZeroU16;
use std::sync::Arc;

use chrono::{Datelike, Timelike};
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
};
use krilla::{Data, Document, SerializeSettings};

use super::font::{Cut, Faces};
use super::layout::{HEADER, MARGIN, PAGE};
use super::mark::{Colour, ElementId, Frame, GREY, LINE, Laid, Mark, Role};
use super::{PdfError, Picture};
use crate::kela_form::form::KelaForm;
use crate::kela_form::labels::labels;
use majakka_domain::screenshot_key::PictureFormat;

/// The language of the form.
const LANGUAGE: &str = "fi";

/// A stored picture, ready to be drawn.
pub(super) fn image(picture: &Picture) -> Result<Image, PdfError> {
    let data: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(picture.bytes.clone());
    let image = match picture.key.format() {
        PictureFormat::Png => Image::from_png(Data::from(data), true),
        PictureFormat::Jpeg => Image::from_jpeg(Data::from(data), true),
    };
    image.map_err(|_| PdfError::PictureBroken(picture.key.clone()))
}

/// The whole document.
pub(super) fn document(laid: &Laid, faces: &Faces, form: &KelaForm) -> Result<Vec<u8>, PdfError> {
    let failed = |what: &str| PdfError::Document(what.to_owned());
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| PdfError::Document(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let mut contents: Vec<Vec<Identifier>> = laid.elements.iter().map(|_| Vec::new()).collect();
    for (index, marks) in laid.pages.iter().enumerate() {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| failed("page size"))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        running_header(&mut surface, faces, &form.reference, index + 1, laid.pages.len());
        for mark in marks {
            if let Some((element, identifier)) = draw(&mut surface, faces, mark) {
                contents.get_mut(element).ok_or_else(|| failed("unknown element"))?.push(identifier);
            }
        }
        surface.finish();
        page.finish();
    }
    document.set_tag_tree(tags(laid, &mut contents));
    document.set_outline(outline(laid));
    document.set_metadata(metadata(form));
    document.finish().map_err(|error| PdfError::Document(error.to_string()))
}

/// Draws a mark; the answer is the content's identifier and the element it belongs to, unless it is decoration.
fn draw(surface: &mut Surface<'_>, faces: &Faces, mark: &Mark) -> Option<(ElementId, Identifier)> {
    match mark {
        Mark::Text { text, .. } if text.is_empty() => None,
        Mark::Text { x, baseline, size, cut, colour, text, element } => {
            let identifier = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
            line(surface, faces, (*x, *baseline), (*size, *cut, *colour), text);
            surface.end_tagged();
            Some((*element, identifier))
        }
        Mark::Cell { frame, fill } => {
            let path = rectangle(*frame)?;
            surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
            surface.set_fill(Some(filled(*fill)));
            surface.set_stroke(Some(Stroke { paint: colour(LINE).into(), width: 0.6, ..Stroke::default() }));
            surface.draw_path(&path);
            surface.set_stroke(None);
            surface.end_tagged();
            None
        }
        Mark::Picture { frame, image, element } => {
            let size = Size::from_wh(frame.2, frame.3)?;
            let identifier = surface.start_tagged(ContentTag::Other);
            surface.push_transform(&Transform::from_translate(frame.0, frame.1));
            surface.draw_image(image.clone(), size);
            surface.pop();
            surface.end_tagged();
            Some((*element, identifier))
        }
    }
}

/// Reference and page number over a thin line, on every page; not part of the reading order.
fn running_header(surface: &mut Surface<'_>, faces: &Faces, reference: &str, page: usize, pages: usize) {
    const STYLE: (f32, Cut, Colour) = (9.0, Cut::Regular, GREY);
    let face = faces.get(Cut::Regular);
    let left = face.drawable(&format!("{} {reference}", labels().title));
    let right = format!("{} {page} ({pages})", labels().page);
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Header)));
    line(surface, faces, (MARGIN, HEADER), STYLE, &left);
    line(surface, faces, (PAGE.0 - MARGIN - face.width(&right, STYLE.0), HEADER), STYLE, &right);
    if let Some(rule) = rectangle(Frame(MARGIN, HEADER + 6.0, PAGE.0 - 2.0 * MARGIN, 0.6)) {
        surface.set_fill(Some(filled(LINE)));
        surface.draw_path(&rule);
    }
    surface.end_tagged();
}

fn line(surface: &mut Surface<'_>, faces: &Faces, at: (f32, f32), style: (f32, Cut, Colour), text: &str) {
    let (size, cut, colour) = style;
    let face = faces.get(cut);
    surface.set_fill(Some(filled(colour)));
    surface.set_stroke(None);
    surface.draw_glyphs(Point::from_xy(at.0, at.1), &face.glyphs(text), face.font.clone(), text, size, false);
}

fn colour(colour: Colour) -> rgb::Color {
    rgb::Color::new(colour.0, colour.1, colour.2)
}

fn filled(with: Colour) -> Fill {
    Fill { paint: colour(with).into(), ..Fill::default() }
}

fn rectangle(frame: Frame) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(frame.0, frame.1, frame.2, frame.3)?);
    path.finish()
}

/// The tree of tags. Elements stand in reading order, parents before their children.
fn tags(laid: &Laid, contents: &mut [Vec<Identifier>]) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(LANGUAGE.to_owned()));
    for (id, element) in laid.elements.iter().enumerate() {
        if element.parent.is_none() {
            tree.push(group(laid, contents, id, &element.role));
        }
    }
    tree
}

fn group(laid: &Laid, contents: &mut [Vec<Identifier>], id: ElementId, role: &Role) -> TagGroup {
    let mut group = TagGroup::new(tag(role));
    let own = contents.get_mut(id).map(std::mem::take).unwrap_or_default();
    own.into_iter().for_each(|identifier| group.push(Node::from(identifier)));
    for (child, element) in laid.elements.iter().enumerate().skip(id + 1) {
        if element.parent == Some(id) {
            group.push(self::group(laid, contents, child, &element.role));
        }
    }
    group
}

fn tag(role: &Role) -> TagKind {
    match role {
        Role::Heading { level, text } => {
            Tag::Hn(NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN), Some(text.clone())).into()
        }
        Role::Paragraph => Tag::P.into(),
        Role::Table => Tag::Table.into(),
        Role::Row => Tag::TR.into(),
        Role::Label => Tag::TH(TableHeaderScope::Row).into(),
        Role::Value => Tag::TD.into(),
        Role::Figure { alt } => Tag::Figure(Some(alt.clone())).into(),
    }
}

fn outline(laid: &Laid) -> Outline {
    let mut outline = Outline::new();
    for entry in &laid.contents {
        let destination = XyzDestination::new(entry.page, Point::from_xy(0.0, entry.top));
        outline.push_child(OutlineNode::new(entry.text.clone(), destination));
    }
    outline
}

fn metadata(form: &KelaForm) -> Metadata {
    let at = form.written_at;
    let small = |number: u32| u8::try_from(number).unwrap_or_default();
    let date = DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0);
    Metadata::new()
        .title(format!("{} {}", labels().title, form.reference))
        .language(LANGUAGE.to_owned())
        .creator("Majakka".to_owned())
        .authors(vec![form.org.name.clone()])
        .document_id(form.reference.clone())
        .creation_date(date)
}
