//! Finds identity codes wherever they hide in a text: the guard of every way out.
//!
//! Guarantee: every valid code is found, in any letter case, inside longer words, with gaps between any two of its
//! characters, with any dash for its hyphen, with a dotted date, written plainly or URL-encoded. One pass per view, constant
//! memory besides the answer: time grows with the length of the text and with nothing else. No input panics.
//! Non-goal: markup, transfer encodings and pictures. Guard the text before it is rendered.

use std::ops::Range;

use super::Hetu;

/// An identity code in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The bytes from its first to its last character, on character boundaries.
    pub range: Range<usize>,
    /// The code without gaps, in upper case, with a plain hyphen.
    pub code: Hetu,
}

/// A text without its identity codes.
#[derive(Clone, PartialEq, Eq)]
pub struct Redacted {
    /// The text with a mark in place of each code.
    pub text: String,
    /// What was taken out, normalised, in the order of the text.
    pub found: Vec<String>,
}

impl std::fmt::Debug for Redacted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redacted").field("text", &self.text).field("found", &self.found.len()).finish()
    }
}

/// Every identity code of a text, in the order of their first characters. Ranges may overlap in contrived texts.
pub fn find(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = views(text).flatten().collect();
    found.sort_by_key(|hit| (hit.range.start, hit.range.end));
    found.dedup();
    found
}

/// Is there an identity code in the text?
pub fn contains(text: &str) -> bool {
    views(text).flatten().next().is_some()
}

/// Puts `mark` in place of every identity code. The result holds no code: a mark that could complete one with what
/// stands beside it gets square brackets, a mark that is one becomes `[…]`.
pub fn redact(text: &str, mark: &str) -> Redacted {
    let hits = find(text);
    let mark = closed(mark);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    let mut hits_left = hits.iter().peekable();
    while let Some(hit) = hits_left.next() {
        let mut end = hit.range.end;
        while let Some(overlapping) = hits_left.next_if(|next| next.range.start < end) {
            end = end.max(overlapping.range.end);
        }
        out.push_str(text.get(done..hit.range.start).unwrap_or_default());
        out.push_str(&mark);
        done = end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Redacted { text: out, found: hits.into_iter().map(|hit| hit.code.as_str().to_owned()).collect() }
}

/// The mark, made such that no code can reach across or into it.
fn closed(mark: &str) -> String {
    let bars = |c: Option<char>| c.is_some_and(|c| c != '%' && sign(c) == Sign::Bar);
    if contains(mark) {
        "[…]".to_owned()
    } else if bars(mark.chars().next()) && bars(mark.chars().next_back()) {
        mark.to_owned()
    } else {
        format!("[{mark}]")
    }
}

/// What a character can be to a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// One of its characters, as upper-case ASCII.
    Code(u8),
    /// Nothing: white space and what is not seen.
    Gap,
    /// The dot or stroke of a date, which may stand after its day and after its month only.
    Dot,
    /// Its end.
    Bar,
}

fn sign(c: char) -> Sign {
    match c {
        '0'..='9' | 'A'..='Z' | 'a'..='z' | '+' | '-' => Sign::Code((c as u8).to_ascii_uppercase()),
        // Full-width forms lie in the order of ASCII.
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '＋' | '－' => {
            u8::try_from(u32::from(c) - 0xFEE0).map_or(Sign::Bar, |byte| Sign::Code(byte.to_ascii_uppercase()))
        }
        // Hyphens and dashes, minus, the small ones, the modifier letter.
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' | '\u{FE58}' | '\u{FE63}' | '\u{02D7}' => Sign::Code(b'-'),
        '.' | '/' => Sign::Dot,
        // Joins the parts of file names.
        '_' => Sign::Gap,
        // Soft hyphen, zero-width characters, marks of direction, joiners, variation selectors: they are not seen.
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' => {
            Sign::Gap
        }
        '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' => Sign::Gap,
        _ if c.is_whitespace() || c.is_control() => Sign::Gap,
        _ => Sign::Bar,
    }
}

/// The text as it stands, as part of a URL (`%2D` is a hyphen), and as a form field (`+` is a space besides): a `+` may be
/// a separator, so the last two differ. A view that would show nothing new is left out.
fn views(text: &str) -> impl Iterator<Item = impl Iterator<Item = Found>> {
    let in_url = text.contains('%').then_some(Encoding::Url);
    let in_form = text.contains('+').then_some(Encoding::Form);
    [Some(Encoding::None), in_url, in_form].into_iter().flatten().map(|encoding| scan(characters(text, encoding)))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    None,
    Url,
    Form,
}

/// The characters that are meant, and where they are written.
fn characters(text: &str, encoding: Encoding) -> impl Iterator<Item = (Range<usize>, char)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let (c, length) = match rest.chars().next()? {
            '+' if encoding == Encoding::Form => (' ', 1),
            '%' if encoding != Encoding::None => escaped(rest).unwrap_or(('%', 1)),
            c => (c, c.len_utf8()),
        };
        let range = at..at + length;
        at = range.end;
        Some((range, c))
    })
}

/// The character that `%XX`, up to four of them for UTF-8, stands for at the start of `text`, and its length in bytes.
fn escaped(text: &str) -> Option<(char, usize)> {
    let mut utf8 = Vec::with_capacity(4);
    for octet in text.as_bytes().chunks_exact(3).take(4) {
        let [b'%', high, low] = *octet else { return None };
        let digit = |hex: u8| char::from(hex).to_digit(16).and_then(|value| u8::try_from(value).ok());
        utf8.push(digit(high)? << 4 | digit(low)?);
        if let Some(c) = std::str::from_utf8(&utf8).ok().and_then(|decoded| decoded.chars().next()) {
            return Some((c, utf8.len() * 3));
        }
    }
    None
}

/// The last eleven characters that count, and where they stand.
#[derive(Default)]
struct Window {
    slots: [Slot; 11],
    filled: usize,
    /// Digits in a row at the end.
    digits: usize,
    /// A date's dot was met since the last character.
    dotted: bool,
}

#[derive(Clone, Default)]
struct Slot {
    code: u8,
    range: Range<usize>,
    after_dot: bool,
}

/// Slides a window over the characters and hands out every code that fills it.
fn scan(characters: impl Iterator<Item = (Range<usize>, char)>) -> impl Iterator<Item = Found> {
    let mut window = Window::default();
    characters.filter_map(move |(range, c)| match sign(c) {
        Sign::Code(code) => window.push(code, range),
        Sign::Gap => None,
        Sign::Dot => {
            window.dotted = true;
            None
        }
        Sign::Bar => {
            window.clear();
            None
        }
    })
}

impl Window {
    fn push(&mut self, code: u8, range: Range<usize>) -> Option<Found> {
        let after_dot = std::mem::take(&mut self.dotted);
        if code.is_ascii_digit() {
            self.digits += 1;
        } else if self.digits == 3 || self.digits >= 6 {
            self.digits = 0;
        } else {
            // Neither a separator (six digits before it) nor a check character (three): most letters end here.
            self.clear();
            return None;
        }
        self.slots.rotate_left(1);
        if let Some(last) = self.slots.last_mut() {
            *last = Slot { code, range, after_dot };
        }
        self.filled = (self.filled + 1).min(self.slots.len());
        if self.filled < self.slots.len() { None } else { self.judge() }
    }

    fn clear(&mut self) {
        self.filled = 0;
        self.digits = 0;
    }

    fn judge(&self) -> Option<Found> {
        let [first, _, month, _, year, .., last] = &self.slots;
        let date_dots = usize::from(month.after_dot) + usize::from(year.after_dot);
        // A dot before the first character is the sentence's, not the code's.
        let all_dots = self.slots.iter().skip(1).filter(|slot| slot.after_dot).count();
        if all_dots > date_dots {
            return None;
        }
        let code = Hetu::from_code(self.slots.each_ref().map(|slot| slot.code)).ok()?;
        Some(Found { range: first.range.start..last.range.end, code })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn codes(text: &str) -> Vec<String> {
        find(text).into_iter().map(|hit| hit.code.as_str().to_owned()).collect()
    }

    #[test]
    fn a_code_is_found_however_it_is_written() {
        for text in [
            "010190-900P",
            "010190-900p",
            "0 1 0 1 9 0 - 9 0 0 P",
            "010190 -\t900P",
            "010190\n-900P",
            "010190-\r\n900P",
            "010190\u{A0}-\u{202F}900\u{2009}P",
            "010190–900P",
            "010190—900P",
            "010190\u{2011}900P",
            "010190−900P",
            "010190\u{200B}-900\u{AD}P",
            "01.01.90-900P",
            "01. 01. 90 - 900 P",
            "01/01/90-900P",
            "kuva_010190-900P.png",
            "x010190-900Py",
            "20010190-900P1",
            "kuva%20010190-900P.png",
            "010190%2D900P",
            "010190%20-%20900P",
            "010190%C2%A0-900P",
            "010190%E2%80%93900P",
            "01+01+90+-900P",
            "01%2E01%2E90+-+900P",
            "hetu_01_01_90-900P",
            "０１０１９０－９００Ｐ",
            "1.010190-900P",
            "Hetu:010190-900P.",
            "äö010190-900Påå",
        ] {
            assert_eq!(codes(text), ["010190-900P"], "{text}");
            assert!(contains(text), "{text}");
            assert!(!contains(&redact(text, "[hetu]").text), "{text}");
        }
    }

    #[test]
    fn every_separator_is_known() {
        for code in [
            "150685+905M",
            "010594Y9032",
            "020594X902N",
            "030594W903B",
            "040594V902Y",
            "050594U902L",
            "290200A901C",
            "010516B903X",
            "020516C902J",
            "030516D9026",
            "010501E9032",
            "020503F9037",
        ] {
            assert_eq!(codes(&format!("potilas {} oli", code.to_lowercase())), [code]);
        }
    }

    #[test]
    fn what_is_no_code_stays() {
        for text in [
            "",
            "010190-900R",
            "290200-901C",
            "010190G900P",
            "010190900P",
            "010190-001P",
            "010190, -900P",
            "0101.90-9.00P",
            "+358 40 000 0000",
            "9000003-8",
            "1.2.246.10.90000011.10.0.13.1",
            "to 19.11.2026 klo 7.40",
            "H-2026-0147",
        ] {
            assert_eq!(codes(text), [""; 0], "{text}");
            assert_eq!(redact(text, "[hetu]"), Redacted { text: text.to_owned(), found: vec![] });
        }
    }

    #[test]
    fn the_rest_of_the_text_is_left_as_it_was() {
        let redacted = redact("Potilas 010190 – 900p (äiti 290200A901C) odottaa.", "[hetu]");
        assert_eq!(redacted.text, "Potilas [hetu] (äiti [hetu]) odottaa.");
        assert_eq!(redacted.found, ["010190-900P", "290200A901C"]);
        assert!(!format!("{redacted:?}").contains("900P"));
    }

    #[test]
    fn taking_one_out_does_not_make_another() {
        for mark in ["", " ", "-", "*", "hetu", "010190-900P", "%20"] {
            let redacted = redact("0101010190-900P90-900P", mark);
            assert!(!contains(&redacted.text), "{mark}: {}", redacted.text);
        }
    }

    #[test]
    fn a_long_hostile_text_is_read_in_one_go() {
        let gaps = format!("010190{}-900P", " ".repeat(200_000));
        assert_eq!(codes(&gaps), ["010190-900P"]);
        assert_eq!(codes(&"010190-900".repeat(20_000)), [""; 0]);
        assert_eq!(find(&"010190-900P".repeat(20_000)).len(), 20_000);
        assert_eq!(codes(&"%".repeat(200_000)), [""; 0]);
    }

    /// A valid artificial code.
    fn code() -> impl Strategy<Value = String> {
        (1..=28u32, 1..=12u32, 0..100u32, prop::sample::select(b"+-YXWVUABCDEF".to_vec()), 900..1000u32).prop_map(
            |(day, month, year, separator, individual)| {
                let date = day * 10_000 + month * 100 + year;
                let check = super::super::CHECK[((date * 1000 + individual) % 31) as usize];
                format!("{date:06}{}{individual}{}", separator as char, check as char)
            },
        )
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_harm(text in any::<String>(), mark in any::<String>()) {
            for hit in find(&text) {
                prop_assert!(text.get(hit.range).is_some());
            }
            prop_assert_eq!(contains(&text), !find(&text).is_empty());
            prop_assert!(!contains(&redact(&text, &mark).text));
        }

        #[test]
        fn no_surroundings_hide_a_code(before in any::<String>(), code in code(), after in any::<String>()) {
            let text = format!("{before}{code}{after}");
            prop_assert!(codes(&text).contains(&code));
        }

        #[test]
        fn texts_made_of_pieces_are_cleaned(text in "[0-9+\\-A-F %_.]{0,60}", codes in prop::collection::vec(code(), 0..4),
            mark in "[0-9A-Y%\\-]{0,3}")
        {
            let text = format!("{text}{}{text}", codes.join(&text));
            prop_assert!(!contains(&redact(&text, &mark).text));
        }

        #[test]
        fn gaps_between_any_two_characters_hide_nothing(code in code(), gaps in prop::collection::vec("[ \t\n\u{A0}_]{0,3}", 11)) {
            let spaced: String = code.chars().zip(&gaps).map(|(c, gap)| format!("{c}{gap}")).collect();
            prop_assert!(codes(&spaced).contains(&code));
        }
    }
}
