//! Letters: which glyph, how wide, and where a line breaks.
//!
//! Purpose: set plain text with the two cuts of Source Sans 3 that the program carries.
//! Guarantee: every character is drawn by a glyph that the font has; no line is wider than asked, unless a single
//! character is.
//! Non-goal: kerning, hyphenation, scripts other than Latin, Greek and Cyrillic.

use std::ops::Range;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};

static REGULAR: &[u8] = include_bytes!("../../../assets/fonts/SourceSans3-Regular.ttf");
static SEMIBOLD: &[u8] = include_bytes!("../../../assets/fonts/SourceSans3-Semibold.ttf");

/// Shown for a character that the font does not have.
const UNKNOWN: char = '?';

/// A word that is longer than a line is broken behind one of these, if there is one.
const BREAKS: &[char] = &['.', ',', ';', ':', '/', '\\', '-', '_', '=', '&', '?', '@'];

/// Which cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    Regular,
    Semibold,
}

/// Both cuts.
pub(super) struct Faces {
    regular: Face,
    semibold: Face,
}

impl Faces {
    /// Reads the embedded fonts.
    pub(super) fn load() -> Option<Self> {
        Some(Self { regular: Face::read(REGULAR)?, semibold: Face::read(SEMIBOLD)? })
    }

    pub(super) fn get(&self, cut: Cut) -> &Face {
        match cut {
            Cut::Regular => &self.regular,
            Cut::Semibold => &self.semibold,
        }
    }
}

/// One cut: for drawing and for measuring.
pub(super) struct Face {
    pub(super) font: Font,
    charmap: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
}

impl Face {
    fn read(bytes: &'static [u8]) -> Option<Self> {
        let reader = FontRef::new(bytes).ok()?;
        let metrics = reader.glyph_metrics(Size::unscaled(), LocationRef::default());
        Some(Self { font: Font::new(bytes.into(), 0)?, charmap: reader.charmap(), metrics })
    }

    /// The text as it can be drawn: invisible characters gone, unknown ones replaced, tabs as spaces.
    pub(super) fn drawable(&self, text: &str) -> String {
        text.replace("\r\n", "\n").chars().filter_map(|c| self.drawable_char(c)).collect()
    }

    fn drawable_char(&self, c: char) -> Option<char> {
        match c {
            '\n' => Some('\n'),
            '\r' => Some('\n'),
            '\t' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' => Some(' '),
            '\u{ad}' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => None,
            '\u{fe00}'..='\u{fe0f}' => None,
            _ if c.is_control() => None,
            _ if self.charmap.map(c).is_some_and(|glyph| glyph.to_u32() != 0) => Some(c),
            _ => Some(UNKNOWN),
        }
    }

    /// The glyphs of a drawable line, for krilla.
    pub(super) fn glyphs(&self, line: &str) -> Vec<KrillaGlyph> {
        line.char_indices().map(|(start, c)| self.glyph(c, start..start + c.len_utf8())).collect()
    }

    fn glyph(&self, c: char, range: Range<usize>) -> KrillaGlyph {
        let id = self.charmap.map(c).unwrap_or_default();
        KrillaGlyph::new(GlyphId::new(id.to_u32()), self.advance(c), 0.0, 0.0, 0.0, range, None)
    }

    /// The width of a character in em.
    fn advance(&self, c: char) -> f32 {
        let glyph = self.charmap.map(c).unwrap_or_default();
        self.metrics.advance_width(glyph).unwrap_or_default() / self.font.units_per_em()
    }

    /// The width of a drawable line in points.
    pub(super) fn width(&self, line: &str, size: f32) -> f32 {
        line.chars().map(|c| self.advance(c)).sum::<f32>() * size
    }

    /// The lines of a text, each at most `width` points wide without the space at its end. That space stays, so that the
    /// text can be read back with its words apart.
    pub(super) fn wrap(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        self.drawable(text).lines().flat_map(|paragraph| self.wrap_paragraph(paragraph, size, width)).collect()
    }

    fn wrap_paragraph(&self, paragraph: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines = vec![String::new()];
        for word in paragraph.split_inclusive(' ') {
            let mut rest = word;
            while !rest.is_empty() {
                let Some(line) = lines.last_mut() else { break };
                if self.width(&format!("{line}{}", rest.trim_end()), size) <= width {
                    line.push_str(rest);
                    break;
                }
                if line.is_empty() {
                    let (head, tail) = rest.split_at(self.fitting(rest, size, width));
                    line.push_str(head);
                    rest = tail;
                }
                if !rest.is_empty() {
                    lines.push(String::new());
                }
            }
        }
        lines
    }

    /// How many bytes of a long word fit: to behind the last mark where it may break, else to the last character. At
    /// least one character, so that every word comes to its end.
    fn fitting(&self, word: &str, size: f32, width: f32) -> usize {
        let mut used = 0.0;
        let ends = word.char_indices().map(|(start, c)| (start + c.len_utf8(), c));
        let fitting: Vec<(usize, char)> = ends
            .take_while(|&(_, c)| {
                used += self.advance(c) * size;
                used <= width
            })
            .collect();
        let at_mark = fitting.iter().rev().find(|(_, c)| BREAKS.contains(c));
        let first = word.chars().next().map_or(0, char::len_utf8);
        at_mark.or(fitting.last()).map_or(first, |&(end, _)| end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrap(text: &str, width: f32) -> Vec<String> {
        Faces::load().unwrap().get(Cut::Regular).wrap(text, 10.0, width)
    }

    #[test]
    fn lines_break_at_spaces_and_keep_them() {
        insta::assert_debug_snapshot!(wrap("Lähetys Resepti-palveluun ei onnistu.\nVirhe 500.", 90.0), @r#"
        [
            "Lähetys ",
            "Resepti-palveluun ei ",
            "onnistu.",
            "Virhe 500.",
        ]
        "#);
    }

    #[test]
    fn a_long_word_breaks_behind_a_mark_and_else_anywhere() {
        insta::assert_debug_snapshot!(wrap("oid 1.2.246.10.90000038.10.0.13.3 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 80.0), @r#"
        [
            "oid ",
            "1.2.246.10.",
            "90000038.10.0.13.3 ",
            "xxxxxxxxxxxxxxxxx",
            "xxxxxxxxxxxxxxx",
        ]
        "#);
    }

    #[test]
    fn what_the_font_does_not_have_is_replaced_and_what_nobody_sees_is_dropped() {
        let faces = Faces::load().unwrap();
        let regular = faces.get(Cut::Regular);
        assert_eq!(regular.drawable("Åäö\u{200b}\u{7}é €–… 🚑 漢\tx\r\ny"), "Åäöé €–… ? ? x\ny");
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_is_too_wide(text in "[ -~äöåÄÖÅ\n]{0,200}", width in 20.0_f32..400.0) {
            let faces = Faces::load().unwrap();
            let regular = faces.get(Cut::Regular);
            let lines = regular.wrap(&text, 10.0, width);
            proptest::prop_assert_eq!(lines.concat(), text.replace('\n', ""));
            for line in &lines {
                proptest::prop_assert!(regular.width(line.trim_end(), 10.0) <= width + 0.01, "{}", line);
            }
        }
    }
}
