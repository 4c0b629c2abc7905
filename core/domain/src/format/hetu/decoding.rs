//! Undoes what stands for a character in a text: URL encoding, entities of HTML, the escapes of JSON and C, tags; each in the other too.
//!
//! Guarantee: every character that is meant knows where it is written; time grows with the length of the text and the number of passes.
//! No input panics.
//! Non-goal: transfer encodings.

use std::ops::Range;

/// By these a text is seen to be written in more than one way.
pub(super) const SPECIAL: [char; 4] = ['%', '&', '\\', '<'];

/// How often a text is taken for encoded once more: `%25252D` is three times.
const MOST_PASSES: usize = 4;

/// A character that is meant, and where it is written.
pub(super) type Char = (Range<usize>, char);

/// What is meant, however often it was encoded.
pub(super) fn decoded(written: &[Char]) -> Vec<Char> {
    let mut text = written.to_vec();
    for _ in 0..MOST_PASSES {
        let meant = decoded_once(&text);
        if meant.len() == text.len() {
            return meant;
        }
        text = meant;
    }
    text
}

/// One pass: what stands for a character gives way to it, and so do tags.
fn decoded_once(text: &[Char]) -> Vec<Char> {
    let mut meant = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(((range, c), after)) = rest.split_first() {
        let found = match c {
            '%' => octets(rest),
            '&' => entity(rest),
            '\\' => escape(rest),
            '<' => tag(rest),
            _ => None,
        };
        let (c, length) = found.unwrap_or((*c, 1));
        let end = rest.get(length - 1).map_or(range.end, |(last, _)| last.end);
        meant.push((range.start..end, c));
        rest = if length == 1 { after } else { rest.get(length..).unwrap_or_default() };
    }
    meant
}

/// `%XX`, up to four of them for UTF-8.
fn octets(text: &[Char]) -> Option<(char, usize)> {
    let mut utf8 = Vec::with_capacity(4);
    for octet in text.chunks_exact(3).take(4) {
        let [(_, '%'), (_, high), (_, low)] = octet else { return None };
        let digit = |hex: &char| hex.to_digit(16).and_then(|value| u8::try_from(value).ok());
        utf8.push(digit(high)? << 4 | digit(low)?);
        if let Some(c) = std::str::from_utf8(&utf8).ok().and_then(|decoded| decoded.chars().next()) {
            return Some((c, utf8.len() * 3));
        }
    }
    None
}

/// Named characters of HTML that a code or a gap can be written with; every character has its number.
const ENTITIES: [(&str, char); 18] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("ensp", ' '),
    ("emsp", ' '),
    ("thinsp", ' '),
    ("shy", '\u{AD}'),
    ("zwnj", '\u{200C}'),
    ("zwj", '\u{200D}'),
    ("hyphen", '-'),
    ("dash", '-'),
    ("ndash", '-'),
    ("mdash", '-'),
    ("minus", '-'),
    ("plus", '+'),
];

/// Digits of a number in front of an entity's semicolon: leading zeros are free, and forgotten semicolons are read by browsers.
const ENTITY_CHARS: usize = 12;

fn entity(text: &[Char]) -> Option<(char, usize)> {
    let letter = |at: usize| text.get(at).map(|(_, c)| *c);
    if letter(1)? == '#' {
        let radix = if matches!(letter(2)?, 'x' | 'X') { 16 } else { 10 };
        let start = if radix == 16 { 3 } else { 2 };
        let digits = (start..start + ENTITY_CHARS).map_while(|at| letter(at).and_then(|c| c.to_digit(radix)));
        let (mut value, mut count) = (0_u32, 0);
        for digit in digits {
            value = value.checked_mul(radix)?.checked_add(digit)?;
            count += 1;
        }
        if count == 0 {
            return None;
        }
        let end = start + count;
        return Some((char::from_u32(value)?, end + usize::from(letter(end) == Some(';'))));
    }
    let name: String = (1..=8).map_while(|at| letter(at).filter(char::is_ascii_alphabetic)).collect();
    let known = ENTITIES.iter().find(|(known, _)| name.eq_ignore_ascii_case(known))?;
    let end = 1 + name.len();
    Some((known.1, end + usize::from(letter(end) == Some(';'))))
}

/// `\u002d`, `\u{2d}`, `\x2d`, `\055`, and the ends of lines: `\n`, `\r`, `\t`.
fn escape(text: &[Char]) -> Option<(char, usize)> {
    let letter = |at: usize| text.get(at).map(|(_, c)| *c);
    let number = |from: usize, count: usize, radix: u32| {
        let digits = (from..from + count).map(|at| letter(at).and_then(|c| c.to_digit(radix)));
        let value = digits.into_iter().try_fold(0_u32, |value, digit| Some(value * radix + digit?))?;
        Some((char::from_u32(value)?, from + count))
    };
    match letter(1)? {
        'u' | 'U' if letter(2) == Some('{') => {
            let length = (3..9).take_while(|at| letter(*at).is_some_and(|c| c.is_ascii_hexdigit())).count();
            let (c, end) = number(3, length, 16).filter(|_| length > 0)?;
            (letter(end) == Some('}')).then_some((c, end + 1))
        }
        'u' => number(2, 4, 16),
        'U' => number(2, 8, 16),
        'x' | 'X' => number(2, 2, 16),
        '0'..='3' => number(1, 3, 8),
        'n' | 'r' | 't' => Some((' ', 2)),
        _ => None,
    }
}

/// A tag is a gap, as long as it is short: a text may have its `<`.
fn tag(text: &[Char]) -> Option<(char, usize)> {
    let name = text.get(1).map(|(_, c)| *c)?;
    if !(name.is_ascii_alphabetic() || matches!(name, '/' | '!')) {
        return None;
    }
    let end = text.iter().take(200).position(|(_, c)| *c == '>')?;
    Some((' ', end + 1))
}
