//! Finds identity codes wherever they hide in a text: the guard of every way out.
//!
//! Guarantee: every valid code is found, in any letter case, inside longer words, with gaps and brackets between any two of its
//! characters, with any dash for its hyphen, with its date written as people write dates (`1.1.1990`, `01-01-90`, `1990-01-01`),
//! written plainly, URL-encoded, as HTML or with the escapes of JSON and C, each in the other too. Time and memory grow with the
//! length of the text and with nothing else. No input panics.
//! Non-goal: transfer encodings and pictures.

use std::ops::Range;

use super::Hetu;
use super::decoding::{Char, SPECIAL, decoded};

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
    let mut found: Vec<Found> = views(text).into_iter().flatten().collect();
    found.sort_by_key(|hit| (hit.range.start, hit.range.end));
    found.dedup();
    found
}

/// Is there an identity code in the text?
pub fn contains(text: &str) -> bool {
    views(text).into_iter().any(|mut view| view.next().is_some())
}

/// Puts `mark` in place of every identity code. The result holds no code: a mark that could complete one with what
/// stands beside it gets square brackets, a mark that is one becomes `[…]`.
pub fn redact(text: &str, mark: &str) -> Redacted {
    let mark = closed(mark);
    let mut redacted = once(text, &mark);
    // What is encoded may lie around what was taken out. Each time less is left.
    while contains(&redacted.text) {
        let again = once(&redacted.text, &mark);
        redacted.text = again.text;
        redacted.found.extend(again.found);
    }
    redacted
}

fn once(text: &str, mark: &str) -> Redacted {
    let hits = find(text);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    let mut hits_left = hits.iter().peekable();
    while let Some(hit) = hits_left.next() {
        let mut end = hit.range.end;
        while let Some(overlapping) = hits_left.next_if(|next| next.range.start < end) {
            end = end.max(overlapping.range.end);
        }
        out.push_str(text.get(done..hit.range.start).unwrap_or_default());
        out.push_str(mark);
        done = end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Redacted { text: out, found: hits.into_iter().map(|hit| hit.code.as_str().to_owned()).collect() }
}

/// The parts of one thing, as fields of a form: codes that are spread over several are found too. Each part keeps its place, and
/// of a code that reaches into several the mark stands in each.
pub fn redact_all(parts: &[&str], mark: &str) -> (Vec<String>, Vec<String>) {
    // A line break is a gap: it parts nothing that belongs together.
    let whole = parts.join("\n");
    let hits = find(&whole);
    let mut start = 0;
    let cut = parts.iter().map(|part| {
        let own = start..start + part.len();
        start = own.end + 1;
        let (mut out, mut done) = (String::with_capacity(part.len()), own.start);
        for hit in hits.iter().filter(|hit| hit.range.start < own.end && hit.range.end > own.start) {
            let (from, to) = (hit.range.start.max(own.start), hit.range.end.min(own.end));
            if from >= done {
                out.push_str(whole.get(done..from).unwrap_or_default());
                out.push_str(&closed(mark));
            }
            done = done.max(to);
        }
        out.push_str(whole.get(done..own.end).unwrap_or_default());
        redact(&out, mark).text
    });
    (cut.collect(), hits.iter().map(|hit| hit.code.as_str().to_owned()).collect())
}

/// The mark, made such that no code can reach across or into it: a bracket bars beside a word.
fn closed(mark: &str) -> String {
    let inside = mark.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(mark);
    let letters = |ends: [Option<char>; 2]| ends.iter().all(|c| c.is_some_and(char::is_alphabetic));
    let (mut from, mut to) = (inside.chars(), inside.chars().rev());
    let is_word = letters([from.next(), from.next()]) && letters([to.next(), to.next()]);
    let bars = |c: Option<char>| c.is_some_and(|c| !SPECIAL.contains(&c) && sign(c) == Sign::Bar);
    if contains(mark) || mark.contains(SPECIAL) {
        "[…]".to_owned()
    } else if is_word {
        format!("[{inside}]")
    } else if bars(mark.chars().next()) && bars(mark.chars().next_back()) {
        mark.to_owned()
    } else {
        "[…]".to_owned()
    }
}

/// What a character can be to a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// A digit.
    Digit(u8),
    /// A letter, as upper-case ASCII.
    Letter(u8),
    /// `-`, in any of its forms.
    Dash,
    /// `+`.
    Plus,
    /// The dot or stroke of a date.
    Dot,
    /// What encloses a part, if a part of a code stands inside it.
    Bracket,
    /// Nothing: white space and what is not seen.
    Gap,
    /// Its end.
    Bar,
}

fn sign(c: char) -> Sign {
    let digit = |zero: u32| Sign::Digit(b'0' + u8::try_from((u32::from(c) - zero) % 10).unwrap_or_default());
    match c {
        '0'..='9' => Sign::Digit(c as u8),
        'A'..='Z' | 'a'..='z' => Sign::Letter((c as u8).to_ascii_uppercase()),
        '+' | '＋' => Sign::Plus,
        // Full-width forms lie in the order of ASCII.
        '０'..='９' => digit(0xFF10),
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            u8::try_from(u32::from(c) - 0xFEE0).map_or(Sign::Bar, |byte| Sign::Letter(byte.to_ascii_uppercase()))
        }
        // Arabic-Indic and the digits of mathematics, five alphabets of ten.
        '\u{0660}'..='\u{0669}' => digit(0x0660),
        '\u{06F0}'..='\u{06F9}' => digit(0x06F0),
        '\u{1D7CE}'..='\u{1D7FF}' => digit(0x1D7CE),
        // Hyphens and dashes, minus, the small ones, the modifier letter.
        '-' | '－' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' | '\u{FE58}' | '\u{FE63}' | '\u{02D7}' => {
            Sign::Dash
        }
        '.' | '/' | '\u{2044}' | '\u{2215}' | '\u{FF0E}' | '\u{FF0F}' => Sign::Dot,
        '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>' | '"' | '\'' | '`' | '´' | '*' | '~' | '|' | '«' | '»' | '‹'
        | '›' => Sign::Bracket,
        '\u{2018}'..='\u{201F}' => Sign::Bracket,
        // Joins the parts of file names; stands before what is written literally.
        '_' | '\\' => Sign::Gap,
        // Soft hyphen, zero-width characters, marks of direction, joiners, variation selectors, tags: they are not seen.
        '\u{00AD}'
        | '\u{034F}'
        | '\u{061C}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' => Sign::Gap,
        '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' => {
            Sign::Gap
        }
        '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E01EF}' => Sign::Gap,
        _ if c.is_whitespace() || c.is_control() => Sign::Gap,
        _ => Sign::Bar,
    }
}

/// A character that counts, where it is written, and whether a gap stands before it.
struct Token {
    range: Range<usize>,
    sign: Sign,
    after_gap: bool,
}

/// Digits of the shortest code, `1.1.90-900P`: most texts have fewer.
const FEWEST_DIGITS: usize = 7;

/// The text as it stands, as it is meant where it is encoded, and as a form field (`+` is a space besides: it may be a separator,
/// so the two differ). A view that would show nothing new is left out.
fn views(text: &str) -> Vec<impl Iterator<Item = Found>> {
    let is_digit = |c: &char| matches!(sign(*c), Sign::Digit(_));
    if !text.contains(SPECIAL) && text.chars().filter(is_digit).take(FEWEST_DIGITS).count() < FEWEST_DIGITS {
        return Vec::new();
    }
    let plain: Vec<Char> = text.char_indices().map(|(at, c)| (at..at + c.len_utf8(), c)).collect();
    let meant = text.contains(SPECIAL).then(|| decoded(&plain));
    let in_form = text.contains('+').then(|| {
        let spaced: Vec<Char> = plain.iter().map(|(at, c)| (at.clone(), if *c == '+' { ' ' } else { *c })).collect();
        decoded(&spaced)
    });
    [Some(plain), meant, in_form].into_iter().flatten().map(|view| scan(tokens(&view))).collect()
}

/// What counts of the text. A bracket counts for nothing, unless a word stands beside it: then it is a bar, as marks need.
fn tokens(text: &[Char]) -> Vec<Token> {
    let is_letter = |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(|(_, c)| c.is_alphabetic());
    let mut tokens = Vec::with_capacity(text.len());
    let mut after_gap = true;
    for (at, (range, c)) in text.iter().enumerate() {
        let own = match sign(*c) {
            Sign::Bracket => {
                let after = is_letter(Some(at + 1)) && is_letter(Some(at + 2));
                let before = is_letter(at.checked_sub(1)) && is_letter(at.checked_sub(2));
                if after || before { Sign::Bar } else { Sign::Gap }
            }
            own => own,
        };
        if own == Sign::Gap {
            after_gap = true;
        } else {
            tokens.push(Token { range: range.clone(), sign: own, after_gap });
            after_gap = false;
        }
    }
    tokens
}

/// Every code that begins at one of the tokens.
fn scan(tokens: Vec<Token>) -> impl Iterator<Item = Found> {
    (0..tokens.len()).filter_map(move |at| {
        let first = tokens.get(at).filter(|token| matches!(token.sign, Sign::Digit(_)))?;
        // A day or a year of its own begins where no digit stands before it.
        let is_begun = first.after_gap || !at.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(is_digit);
        let start = Reader { tokens: &tokens, at };
        let (code, end) = dates(start, is_begun).into_iter().find_map(|(date, rest)| rest.code_of(date))?;
        let last = tokens.get(end - 1)?;
        Some(Found { range: first.range.start..last.range.end, code })
    })
}

fn is_digit(token: &Token) -> bool {
    matches!(token.sign, Sign::Digit(_))
}

/// A date as it is read: day and month as two digits each, the year as two or four.
struct Date {
    day: [u8; 2],
    month: [u8; 2],
    century: Option<[u8; 2]>,
    year: [u8; 2],
}

/// The rest of the tokens.
#[derive(Clone, Copy)]
struct Reader<'t> {
    tokens: &'t [Token],
    at: usize,
}

/// Every date that begins here, with what follows it: `010190`, `01.01.90`, `01011990`, and where a date can begin `1.1.1990`,
/// `1-1-90` and `1990-01-01`.
fn dates(start: Reader<'_>, is_begun: bool) -> Vec<(Date, Reader<'_>)> {
    let mut dates = Vec::new();
    for years in [2, 1] {
        let whole = start.two().and_then(|(day, rest)| {
            let (month, rest) = rest.past_mark().two()?;
            let (century, year, rest) = rest.past_mark().year(years == 2)?;
            Some((Date { day, month, century, year }, rest))
        });
        dates.extend(whole);
        if is_begun {
            let parted = start.one_or_two().and_then(|(day, rest)| {
                let (month, rest) = rest.mark()?.one_or_two()?;
                let (century, year, rest) = rest.mark()?.year(years == 2)?;
                Some((Date { day, month, century, year }, rest))
            });
            dates.extend(parted);
        }
    }
    if is_begun {
        dates.extend(start.year(true).and_then(|(century, year, rest)| {
            let (month, rest) = rest.mark()?.two()?;
            let (day, rest) = rest.mark()?.two()?;
            Some((Date { day, month, century, year }, rest))
        }));
    }
    dates
}

impl<'t> Reader<'t> {
    fn next(self) -> Option<(Sign, Self)> {
        let sign = self.tokens.get(self.at)?.sign;
        Some((sign, Reader { at: self.at + 1, ..self }))
    }

    fn digit(self) -> Option<(u8, Self)> {
        self.next().and_then(|(sign, rest)| if let Sign::Digit(digit) = sign { Some((digit, rest)) } else { None })
    }

    fn two(self) -> Option<([u8; 2], Self)> {
        let (first, rest) = self.digit()?;
        let (second, rest) = rest.digit()?;
        Some(([first, second], rest))
    }

    /// As many digits as stand together, one or two.
    fn one_or_two(self) -> Option<([u8; 2], Self)> {
        self.two().or_else(|| self.digit().map(|(digit, rest)| ([b'0', digit], rest)))
    }

    fn year(self, whole: bool) -> Option<(Option<[u8; 2]>, [u8; 2], Self)> {
        let (first, rest) = self.two()?;
        if !whole {
            return Some((None, first, rest));
        }
        let (second, rest) = rest.two()?;
        Some((Some(first), second, rest))
    }

    /// What stands between the parts of a date.
    fn mark(self) -> Option<Self> {
        self.next().filter(|(sign, _)| matches!(sign, Sign::Dot | Sign::Dash)).map(|(_, rest)| rest)
    }

    fn past_mark(self) -> Self {
        self.mark().unwrap_or(self)
    }

    fn past_dashes(mut self) -> Self {
        while let Some((Sign::Dash, rest)) = self.next() {
            self = rest;
        }
        self
    }

    /// Separator, individual number and check character after a date; the code, and where it ends.
    fn code_of(self, date: Date) -> Option<(Hetu, usize)> {
        let (separator, rest) = match self.next()? {
            (Sign::Dash, rest) => match rest.past_dashes().next() {
                // A letter between dashes is the separator itself.
                Some((Sign::Letter(letter), after)) => (letter, after.past_dashes()),
                Some((Sign::Plus, after)) => (b'+', after.past_dashes()),
                _ => (b'-', rest.past_dashes()),
            },
            (Sign::Plus, rest) => (b'+', rest),
            (Sign::Letter(letter), rest) => (letter, rest.past_dashes()),
            _ => return None,
        };
        let whole = date.century.map(|century| century.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0')));
        if whole.is_some_and(|century| super::century(separator) != Some(century * 100)) {
            return None;
        }
        let (n1, rest) = rest.digit()?;
        let (n2, rest) = rest.digit()?;
        let (n3, rest) = rest.digit()?;
        let (check, rest) = match rest.past_dashes().next()? {
            (Sign::Digit(check) | Sign::Letter(check), rest) => (check, rest),
            _ => return None,
        };
        let ([d1, d2], [m1, m2], [y1, y2]) = (date.day, date.month, date.year);
        let code = Hetu::from_code([d1, d2, m1, m2, y1, y2, separator, n1, n2, n3, check]).ok()?;
        Some((code, rest.at))
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
            "01011990-900P",
            "01.01.1990-900P",
            "1.1.1990-900P",
            "1. 1. 1990 - 900 P",
            "1.1.90-900P",
            "1/1/1990-900P",
            "01-01-1990-900P",
            "1990-01-01-900P",
            "s. 1.1.1990 (-900P)",
            "(010190)-900P",
            "[010190]-[900P]",
            "«010190»-'900P'",
            "<b>010190</b>-<i>900P</i>",
            "010190 - 900 - P",
            "010190--900P",
            "010190-900-P",
            "010190&#45;900P",
            "010190&#0045;900P",
            "010190&#x2D;900P",
            "010190&ndash;900P",
            "010190&nbsp;-&nbsp;900P",
            "&#48;&#49;0190-900&#80;",
            "010190&amp;#45;900P",
            "010190%252D900P",
            "010190%25252D900P",
            "010190%26%2345%3B900P",
            "010190\\u002d900P",
            "010190\\u{2D}900P",
            "010190\\x2D900P",
            "010190\\055900P",
            "010190\\-900P",
            "010190-\\n900P",
            "\\u0030\\u0031\\u0030\\u0031\\u0039\\u0030-900P",
            "𝟎𝟏𝟎𝟏𝟗𝟎-𝟗𝟎𝟎P",
            "٠١٠١٩٠-٩٠٠P",
            "010190-900P\u{E0020}",
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
            "01012090-900P",
            "01011890-900P",
            "01011990A900P",
            "11.11.1990 klo 9.00",
            "1.1.1990-2.1.1990",
            "010190-[hetu]900P",
            "010190&middot;900P",
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
    fn a_code_that_is_spread_over_fields_is_taken_out_of_each() {
        let (texts, found) = redact_all(&["Potilas 010190-", "900P odottaa", "koodi 150685+905M"], "[hetu]");
        assert_eq!(texts, ["Potilas [hetu]", "[hetu] odottaa", "koodi [hetu]"]);
        assert_eq!(found, ["010190-900P", "150685+905M"]);
        let (texts, found) = redact_all(&["01", "01", "90-900P", "", "x"], "[hetu]");
        assert_eq!((texts.join("|").as_str(), found.len()), ("[hetu]|[hetu]|[hetu]||x", 1));
        let (texts, found) = redact_all(&["010190,", "900P"], "[hetu]");
        assert_eq!((texts, found.len()), (vec!["010190,".to_owned(), "900P".to_owned()], 0));
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
