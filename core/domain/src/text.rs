//! The door of every text that comes in: from people, programs, letters and files, whichever way.
//!
//! Guarantee: what [`clean`] lets through can be stored on both databases and shown anywhere: well-formed Unicode in its composed
//! form (NFC, Unicode Standard Annex 15), no control characters but line breaks (U+0000–001F, U+007F–009F), one kind of line
//! break, nothing that turns the direction of what stands around it (UAX 9; "Trojan Source", CVE-2021-42574), nothing unseen at
//! its edges. What is clean stays as it is, so that it may be cleaned as often as anybody likes.
//! Non-goal: what a text means, and how long it may be; white space at the edges, which belongs to passwords too.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

/// The text as it may be kept: line breaks are `\n`, a tab is a space.
pub fn clean(text: &str) -> Cow<'_, str> {
    let nfc = ComposingNormalizerBorrowed::new_nfc();
    if !text.chars().any(is_treated) && !has_unseen_edge(text) && nfc.is_normalized(text) {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' => {
                characters.next_if_eq(&'\n');
                kept.push('\n');
            }
            // Vertical tab and form feed are what word processors put for a line break; next line, line and paragraph separator.
            '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => kept.push('\n'),
            '\t' => kept.push(' '),
            c if is_treated(c) => {}
            c => kept.push(c),
        }
    }
    // Composing can bring nothing unseen to an edge, but what an edge loses can let the rest compose.
    Cow::Owned(nfc.normalize(&without_unseen_edges(&kept)).into_owned())
}

/// The text in one line: clean, white space of any kind and number is one space, none at its edges.
pub fn line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Does [`clean`] leave it as it is?
pub fn is_clean(text: &str) -> bool {
    matches!(clean(text), Cow::Borrowed(_))
}

/// What is left out wherever it stands, or replaced.
const fn is_treated(c: char) -> bool {
    match c {
        '\n' => false,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{2028}' | '\u{2029}' => true,
        // Embeddings, overrides and isolates, and the deprecated marks of UAX 9's forebears.
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{206F}' => true,
        // Byte order mark; interlinear annotation; tags, in which a second text can hide.
        '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}' => true,
        // Characters that no text has (Unicode 23.7); XML 1.0 refuses the last two.
        '\u{FDD0}'..='\u{FDEF}' => true,
        _ => c as u32 & 0xFFFE == 0xFFFE,
    }
}

/// What nobody sees. Inside a text it may join or part letters and pictures; at its edge it is only in the way.
const fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2065}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}')
}

/// At its beginning a variation selector changes nothing; at its end it belongs to the picture before it.
const fn is_unseen_at_start(c: char) -> bool {
    is_unseen(c) || matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

fn has_unseen_edge(text: &str) -> bool {
    let blank = |c: &char| c.is_whitespace();
    text.chars().find(|c| !blank(c)).is_some_and(is_unseen_at_start)
        || text.chars().rev().find(|c| !blank(c)).is_some_and(is_unseen)
}

/// White space at the edges stays, what nobody sees goes from between it.
fn without_unseen_edges(text: &str) -> String {
    let body = text.trim_start_matches(|c: char| c.is_whitespace() || is_unseen_at_start(c));
    let start = text.len() - body.len();
    let body = body.trim_end_matches(|c: char| c.is_whitespace() || is_unseen(c));
    let white = |edge: &str| edge.chars().filter(|c| c.is_whitespace()).collect::<String>();
    let (before, after) = (text.get(..start).unwrap_or_default(), text.get(start + body.len()..).unwrap_or_default());
    format!("{}{body}{}", white(before), white(after))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_can_be_kept_stays_as_it_is() {
        for text in [
            "",
            "Reseptiä ei voi tallentaa",
            " seitsemän järveä ",
            "ensimmäinen rivi\n\ntoinen rivi\n",
            "❤️",
            "👩\u{200D}⚕️ hoitaja",
            "شبکه\u{200C}ها",
            "תקלה במערכת",
            "Ђ 漢字 ไทย",
        ] {
            assert!(matches!(clean(text), Cow::Borrowed(same) if same == text), "{text:?}");
        }
    }

    #[test]
    fn what_cannot_be_stored_or_shown_goes() {
        for (text, kept) in [
            ("abc\0def", "abcdef"),
            ("\0", ""),
            ("a\u{1}b\u{8}c\u{1B}[31md\u{7F}e\u{9B}f", "abc[31mdef"),
            ("Huolto\u{B}vt", "Huolto\nvt"),
            ("a\u{C}b\u{85}c\u{2028}d\u{2029}e", "a\nb\nc\nd\ne"),
            ("a\r\nb\rc\n\rd\r\r\ne", "a\nb\nc\n\nd\n\ne"),
            ("a\tb", "a b"),
            ("\u{FEFF}tuki", "tuki"),
            ("tu\u{FEFF}ki", "tuki"),
            ("\u{202E}fdp.exe", "fdp.exe"),
            ("kuva\u{202E}gnp.exe\u{202C}", "kuvagnp.exe"),
            ("\u{2066}a\u{2069}\u{2067}b\u{2069}\u{2068}c\u{2069}", "abc"),
            ("\u{200B}tuki@example.fi", "tuki@example.fi"),
            ("tuki@example.fi\u{200B} ", "tuki@example.fi "),
            (" \u{200E}\u{2060} a b \u{200F}", "  a b "),
            ("\u{3164}\u{115F}\u{2800}", ""),
            ("\u{FE0F}\u{200D}", ""),
            ("a\u{FFFE}b\u{FFFF}c\u{FDD0}d\u{1FFFE}e\u{10FFFF}f", "abcdef"),
            ("a\u{E0041}\u{E0042}b", "ab"),
            ("\u{FFF9}a\u{FFFA}b\u{FFFB}", "ab"),
            ("a\u{308}iti", "äiti"),
            ("A\u{30A}bo", "Åbo"),
            ("\u{212B}bo", "Åbo"),
            ("a\u{0}\u{308}iti", "äiti"),
        ] {
            assert_eq!(clean(text), kept, "{text:?}");
        }
    }

    #[test]
    fn a_line_is_one_line() {
        for (text, kept) in [
            ("Huolto\u{B}vt", "Huolto vt"),
            ("  Anna \r\n\r\n Esimerkki\t", "Anna Esimerkki"),
            ("Anna\u{A0}\u{2003}Esimerkki", "Anna Esimerkki"),
            ("\u{200B}\n\u{200B}", ""),
        ] {
            assert_eq!(line(text), kept, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_clean_stays_clean(text in any::<String>()) {
            let once = clean(&text).into_owned();
            prop_assert!(is_clean(&once), "{:?} -> {:?} -> {:?}", text, once, clean(&once));
            prop_assert!(!once.chars().any(|c| c.is_control() && c != '\n'));
            prop_assert_eq!(clean(&line(&text)).into_owned(), line(&text));
            prop_assert!(!line(&text).contains(['\n', '\r', '\t', '\0']));
        }

        #[test]
        fn texts_made_of_edges_are_cleaned_once(text in "[\u{0} \n\r\u{85}\u{308}\u{30A}aA\u{AD}\u{200B}\u{200D}\u{FE0F}\u{202E}\u{2068}\u{FEFF}\u{1100}\u{1161}\u{115F}]{0,12}") {
            let once = clean(&text).into_owned();
            prop_assert!(is_clean(&once), "{:?} -> {:?}", text, once);
        }
    }
}
