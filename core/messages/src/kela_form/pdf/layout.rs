//! What lies where on the pages.
//!
//! Purpose: lay titles, tables of label and value, and pictures out on A4 pages, and remember what each mark means.
//! Guarantee: nothing lies outside the margins; a heading is never parted from what follows it; a row that is taller than
//! a page goes on over the next.
//! Non-goal: PDF itself; marks are plain data.

use super::super::labels::labels;
use super::super::lines::Row;
use super::font::{Cut, Faces};
use super::mark::{Colour, Element, ElementId, Entry, Frame, GREY, INK, Laid, Mark, NAVY, Role, TINT, WHITE};

/// A4, in points.
pub(super) const PAGE: (f32, f32) = (595.28, 841.89);

/// Left and right margin.
pub(super) const MARGIN: f32 = 56.0;

/// The baseline of the line with reference and page number.
pub(super) const HEADER: f32 = 40.0;

const TOP: f32 = 66.0;
const BOTTOM: f32 = PAGE.1 - 56.0;
const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;
const LABEL_WIDTH: f32 = 158.0;

/// Distance between a cell's edge and its text, and between two baselines.
const PAD: (f32, f32) = (7.0, 4.0);
const LEADING: f32 = 13.5;
/// From the top of a line to its baseline.
const ASCENT: f32 = 10.2;
const TEXT: f32 = 10.0;

/// The pages while they are laid out.
pub(super) struct Sheet<'a> {
    faces: &'a Faces,
    laid: Laid,
    /// Where the next thing goes.
    y: f32,
}

/// How a line of text looks.
#[derive(Clone, Copy)]
struct Style {
    size: f32,
    cut: Cut,
    colour: Colour,
}

const LABEL: Style = Style { size: TEXT, cut: Cut::Semibold, colour: INK };
const VALUE: Style = Style { size: TEXT, cut: Cut::Regular, colour: INK };
const EMPTY: Style = Style { size: TEXT, cut: Cut::Regular, colour: GREY };

impl<'a> Sheet<'a> {
    /// One empty page.
    pub(super) fn new(faces: &'a Faces) -> Self {
        let laid = Laid { pages: vec![Vec::new()], ..Laid::default() };
        Self { faces, laid, y: TOP }
    }

    /// The form's name and whom it is for.
    pub(super) fn title(&mut self, title: &str, recipient: &str) {
        let heading = self.element(Role::Heading { level: 1, text: title.to_owned() }, None);
        self.text(MARGIN, self.y + 20.0, Style { size: 23.0, cut: Cut::Semibold, colour: NAVY }, title, heading);
        let paragraph = self.element(Role::Paragraph, None);
        self.text(MARGIN, self.y + 37.0, Style { size: 11.5, cut: Cut::Regular, colour: GREY }, recipient, paragraph);
        self.y += 52.0;
    }

    /// A heading, with room for at least one row under it.
    pub(super) fn heading(&mut self, text: &str) {
        self.make_room(20.0 + 12.0 + LEADING + 2.0 * PAD.1);
        self.heading_here(text);
    }

    fn heading_here(&mut self, text: &str) {
        let style = Style { size: 13.0, cut: Cut::Semibold, colour: NAVY };
        let heading = self.element(Role::Heading { level: 2, text: text.to_owned() }, None);
        self.laid.contents.push(Entry { text: text.to_owned(), page: self.laid.pages.len() - 1, top: self.y });
        if self.y > TOP {
            self.y += 16.0;
        }
        for line in self.faces.get(style.cut).wrap(text, style.size, WIDTH) {
            self.text(MARGIN, self.y + 11.0, style, &line, heading);
            self.y += 17.0;
        }
        self.y += 2.0;
    }

    /// Rows of label and value.
    pub(super) fn table(&mut self, rows: &[Row]) {
        let table = self.element(Role::Table, None);
        for row in rows {
            self.row(row, table);
        }
    }

    fn row(&mut self, row: &Row, table: ElementId) {
        let element = self.element(Role::Row, Some(table));
        let (label, value) = (self.element(Role::Label, Some(element)), self.element(Role::Value, Some(element)));
        let style = if row.value.is_some() { VALUE } else { EMPTY };
        let text = row.value.as_deref().unwrap_or(&labels().empty);
        let mut labels = self.wrapped(row.label, LABEL, LABEL_WIDTH);
        let mut values = self.wrapped(text, style, WIDTH - LABEL_WIDTH);
        if values.is_empty() {
            values.push(String::new());
        }
        let whole = height(labels.len().max(values.len()));
        // A row is not torn apart, unless that would leave half a page empty. A torn one begins with two lines at least.
        self.make_room(if whole < (BOTTOM - TOP) / 2.0 { whole } else { height(2) });
        while !labels.is_empty() || !values.is_empty() {
            let room = lines_in(BOTTOM - self.y);
            let (label_part, value_part) = (take(&mut labels, room), take(&mut values, room));
            self.row_part(&label_part, &value_part, style, (label, value));
            if !labels.is_empty() || !values.is_empty() {
                self.new_page();
            }
        }
    }

    /// As much of a row as lies on one page.
    fn row_part(&mut self, labels: &[String], values: &[String], style: Style, cells: (ElementId, ElementId)) {
        let height = height(labels.len().max(values.len()));
        self.mark(Mark::Cell { frame: Frame(MARGIN, self.y, LABEL_WIDTH, height), fill: TINT });
        self.mark(Mark::Cell { frame: Frame(MARGIN + LABEL_WIDTH, self.y, WIDTH - LABEL_WIDTH, height), fill: WHITE });
        self.lines(MARGIN, labels, LABEL, cells.0);
        self.lines(MARGIN + LABEL_WIDTH, values, style, cells.1);
        self.y += height;
    }

    fn lines(&mut self, left: f32, lines: &[String], style: Style, element: ElementId) {
        let mut baseline = self.y + PAD.1 + ASCENT;
        for line in lines {
            self.text(left + PAD.0, baseline, style, line, element);
            baseline += LEADING;
        }
    }

    /// A picture on a page of its own, under its name and over its description.
    pub(super) fn picture(&mut self, name: &str, alt: &str, image: &krilla::image::Image) {
        self.new_page();
        self.heading_here(name);
        let caption = self.wrapped(alt, VALUE, WIDTH);
        let caption_height = LEADING * caption.len() as f32;
        let frame = self.picture_frame(image, BOTTOM - self.y - caption_height - 16.0);
        let figure =
            self.element(Role::Figure { alt: if alt.trim().is_empty() { name } else { alt }.to_owned() }, None);
        self.mark(Mark::Cell { frame, fill: WHITE });
        self.mark(Mark::Picture { frame, image: image.clone(), element: figure });
        self.y += frame.3 + 6.0;
        if !caption.is_empty() {
            let paragraph = self.element(Role::Paragraph, None);
            self.lines(MARGIN - PAD.0, &caption, VALUE, paragraph);
        }
    }

    /// At most 96 pixels an inch large, and as small as the page needs.
    fn picture_frame(&self, image: &krilla::image::Image, room: f32) -> Frame {
        let (width, height) = image.size();
        let (width, height) = (width.max(1) as f32 * 0.75, height.max(1) as f32 * 0.75);
        let scale = (WIDTH / width).min(room.max(72.0) / height).min(1.0);
        Frame(MARGIN, self.y, width * scale, height * scale)
    }

    /// The finished pages.
    pub(super) fn finish(self) -> Laid {
        self.laid
    }

    fn wrapped(&self, text: &str, style: Style, cell: f32) -> Vec<String> {
        self.faces.get(style.cut).wrap(text, style.size, cell - 2.0 * PAD.0)
    }

    fn element(&mut self, role: Role, parent: Option<ElementId>) -> ElementId {
        self.laid.elements.push(Element { role, parent });
        self.laid.elements.len() - 1
    }

    fn text(&mut self, x: f32, baseline: f32, style: Style, text: &str, element: ElementId) {
        let text = self.faces.get(style.cut).drawable(text);
        let Style { size, cut, colour } = style;
        self.mark(Mark::Text { x, baseline, size, cut, colour, text, element });
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.laid.pages.last_mut() {
            page.push(mark);
        }
    }

    fn make_room(&mut self, height: f32) {
        if self.y + height > BOTTOM && self.y > TOP {
            self.new_page();
        }
    }

    fn new_page(&mut self) {
        self.laid.pages.push(Vec::new());
        self.y = TOP;
    }
}

/// The height of a cell with so many lines.
fn height(lines: usize) -> f32 {
    LEADING * lines as f32 + 2.0 * PAD.1
}

/// How many lines a cell of this height holds; at least one.
fn lines_in(height: f32) -> usize {
    (1..200).take_while(|&lines| self::height(lines) <= height).last().unwrap_or(1)
}

/// The first lines, taken off.
fn take(lines: &mut Vec<String>, count: usize) -> Vec<String> {
    lines.drain(..count.min(lines.len())).collect()
}
