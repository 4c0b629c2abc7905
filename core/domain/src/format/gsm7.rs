//! The alphabet of text messages (3GPP TS 23.038, docs/DOMAIN.md 7): what fits, and what it costs.
//!
//! Guarantee: a text that is counted here travels in seven bits; one foreign character would halve the message's room.
//! Non-goal: UCS-2, and shortening. Whoever writes the message decides what to leave out.

/// The basic table in its order, without the escape at 0x1B.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿\
                     abcdefghijklmnopqrstuvwxyzäöñüà";

/// The extension table: an escape goes before each, so they cost two.
const EXTENDED: &str = "^{}\\[~]|€";

/// Room of a message that travels alone.
pub const SINGLE: usize = 160;

/// Room of each part of a longer one: seven septets go to its header.
pub const PART: usize = 153;

/// The text with typographic characters and foreign letters replaced by their nearest in the alphabet. White space at
/// both ends goes. What has no near one (emoji, Cyrillic) stays, and [`septets`] then says `None`.
pub fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if cost(c).is_some() && c != '\r' {
            out.push(c);
        } else if is_combining(c) {
            compose(&mut out, c);
        } else if let Some(near) = nearest(c) {
            out.push_str(near);
        } else {
            out.push(c);
        }
    }
    out
}

/// Length in septets; `None` when a character is outside the alphabet.
pub fn septets(text: &str) -> Option<usize> {
    text.chars().map(cost).sum()
}

/// A character that no text message takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Foreign {
    /// Which.
    pub character: char,
    /// Its place in the text as it was written, from 1 on.
    pub place: usize,
}

/// The first character of a text for which the alphabet has nothing near.
pub fn foreign(text: &str) -> Option<Foreign> {
    let is_foreign = |c: char| cost(c).is_none() && !is_combining(c) && nearest(c).is_none();
    let found = text.chars().enumerate().find(|(_, c)| is_foreign(*c));
    found.map(|(at, character)| Foreign { character, place: at + 1 })
}

/// The text as it fits: with what [`normalise`] puts in place, and without what has nothing near.
pub fn fitting(text: &str) -> String {
    let fits: String = normalise(text).chars().filter(|c| cost(*c).is_some()).collect();
    fits.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Number of messages that the text takes, at least one; `None` when a character is outside the alphabet.
pub fn segments(text: &str) -> Option<usize> {
    if septets(text)? <= SINGLE {
        return Some(1);
    }
    let (mut parts, mut used) = (1, 0);
    for c in text.chars() {
        let cost = cost(c)?;
        // An escape and its character stay in one part.
        if used + cost > PART {
            parts += 1;
            used = 0;
        }
        used += cost;
    }
    Some(parts)
}

/// Septets of one character.
fn cost(c: char) -> Option<usize> {
    match c {
        // The greater part of every text, without a search.
        'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' | '.' | ',' => Some(1),
        _ if BASIC.contains(c) => Some(1),
        _ if EXTENDED.contains(c) => Some(2),
        _ => None,
    }
}

/// Accents that follow their letter, as some systems write them in file names and clipboards.
const fn is_combining(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}')
}

/// Joins an accent with the letter before it where the alphabet has the two as one; elsewhere the plain letter remains.
fn compose(out: &mut String, accent: char) {
    let pairs: &[(char, char)] = match accent {
        '\u{0308}' => &[('a', 'ä'), ('o', 'ö'), ('u', 'ü'), ('A', 'Ä'), ('O', 'Ö'), ('U', 'Ü')],
        '\u{030A}' => &[('a', 'å'), ('A', 'Å')],
        '\u{0301}' => &[('e', 'é'), ('E', 'É')],
        '\u{0300}' => &[('a', 'à'), ('e', 'è'), ('i', 'ì'), ('o', 'ò'), ('u', 'ù')],
        '\u{0303}' => &[('n', 'ñ'), ('N', 'Ñ')],
        '\u{0327}' => &[('C', 'Ç')],
        _ => &[],
    };
    let joined = pairs.iter().find(|(plain, _)| out.ends_with(*plain));
    if let Some((_, whole)) = joined {
        out.pop();
        out.push(*whole);
    }
}

/// What stands for a character outside the alphabet.
const fn nearest(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{2018}'..='\u{201B}' | '\u{2032}' | '\u{2039}' | '\u{203A}' | '`' | '´' | 'ʼ' => "'",
        '\u{201C}'..='\u{201F}' | '\u{2033}' | '«' | '»' => "\"",
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' => "-",
        '•' | '‣' | '◦' | '▪' | '■' | '●' | '·' => "-",
        '…' => "...",
        '\t' | '\u{00A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => " ",
        '\u{0085}' | '\u{000B}' | '\u{000C}' | '\u{2028}' | '\u{2029}' => "\n",
        // A carriage return goes with its line feed; the rest is not seen.
        '\r' | '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => "",
        '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' => "",
        'Š' | 'Ś' | 'Ş' | 'Ș' | 'Ŝ' => "S",
        'š' | 'ś' | 'ş' | 'ș' | 'ŝ' => "s",
        'Ž' | 'Ź' | 'Ż' => "Z",
        'ž' | 'ź' | 'ż' => "z",
        'À' | 'Á' | 'Â' | 'Ã' | 'Ā' | 'Ă' | 'Ą' => "A",
        'á' | 'â' | 'ã' | 'ā' | 'ă' | 'ą' => "a",
        'È' | 'Ê' | 'Ë' | 'Ē' | 'Ė' | 'Ę' | 'Ě' => "E",
        'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'Ì' | 'Í' | 'Î' | 'Ï' | 'Ī' | 'Į' | 'İ' => "I",
        'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
        'Ò' | 'Ó' | 'Ô' | 'Ō' => "O",
        'ó' | 'ô' | 'ō' => "o",
        'Õ' | 'Ő' => "Ö",
        'õ' | 'ő' => "ö",
        'Ù' | 'Ú' | 'Û' | 'Ū' | 'Ů' | 'Ų' => "U",
        'ú' | 'û' | 'ū' | 'ů' | 'ų' => "u",
        'Ű' => "Ü",
        'ű' => "ü",
        'Ý' | 'Ÿ' => "Y",
        'ý' | 'ÿ' => "y",
        'ç' | 'ć' | 'č' => "c",
        'Ć' | 'Č' => "C",
        'Ď' | 'Đ' | 'Ð' => "D",
        'ď' | 'đ' | 'ð' => "d",
        'Ğ' | 'Ģ' | 'Ǥ' | 'Ǧ' => "G",
        'ğ' | 'ģ' | 'ǥ' | 'ǧ' => "g",
        'Ķ' | 'Ǩ' => "K",
        'ķ' | 'ǩ' => "k",
        'Ł' | 'Ļ' | 'Ľ' => "L",
        'ł' | 'ļ' | 'ľ' => "l",
        'Ń' | 'Ņ' | 'Ň' | 'Ŋ' => "N",
        'ń' | 'ņ' | 'ň' | 'ŋ' => "n",
        'Ř' => "R",
        'ř' => "r",
        'Ť' | 'Ț' | 'Ŧ' => "T",
        'ť' | 'ț' | 'ŧ' => "t",
        'Þ' => "Th",
        'þ' => "th",
        'Œ' => "OE",
        'œ' => "oe",
        'ẞ' => "SS",
        '×' => "x",
        '÷' => "/",
        '±' => "+/-",
        '≤' => "<=",
        '≥' => ">=",
        '→' | '⇒' => "->",
        '←' => "<-",
        '°' => "o",
        '¹' => "1",
        '²' => "2",
        '³' => "3",
        '½' => "1/2",
        '¼' => "1/4",
        '¾' => "3/4",
        '™' => "(TM)",
        '©' => "(c)",
        '®' => "(R)",
        '¢' => "c",
        '¦' => "|",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn finnish_and_swedish_letters_cost_one() {
        assert_eq!(septets("ÄÖÜäöåÅÉ§"), Some(9));
        assert_eq!(septets("{}[]~|\\^€"), Some(18));
        assert_eq!(septets(""), Some(0));
        assert_eq!(BASIC.chars().count(), 127, "128 places, one of them the escape");
    }

    #[test]
    fn a_foreign_character_is_seen() {
        for c in ['–', '”', '’', '•', '\u{A0}', 'Š', 'Ž', 'š', 'ž', '\u{1B}', '🙂', 'Ж'] {
            assert_eq!(septets(&format!("Resepti {c}")), None, "{c}");
            assert_eq!(segments(&format!("Resepti {c}")), None, "{c}");
        }
    }

    #[test]
    fn typographic_text_is_made_plain() {
        assert_eq!(
            normalise(" HÄIRIÖ – ”Resepti” ei toimi…\r\n• Šakki\u{A0}ja Žukov’in "),
            "HÄIRIÖ - \"Resepti\" ei toimi...\n- Sakki ja Zukov'in"
        );
        assert_eq!(normalise("a\u{308}iti A\u{30A}bo cafe\u{301} s\u{30C}akki"), "äiti Åbo café sakki");
        assert_eq!(normalise("\u{2068}Resepti\u{2069}"), "Resepti", "the marks that a message formatter leaves");
        assert_eq!(septets(&normalise("🙂")), None, "nothing is near it: whoever sends is told");
    }

    #[test]
    fn the_first_character_that_does_not_fit_is_named_with_its_place_and_what_fits_is_offered() {
        for (text, character, place, fits) in [
            ("Reseptiä ei voi tallentaa 😬", '😬', 27, "Reseptiä ei voi tallentaa"),
            ("😬 ei toimi", '😬', 1, "ei toimi"),
            ("”Resepti” – ei toimi ✓ vieläkään", '✓', 22, "\"Resepti\" - ei toimi vieläkään"),
            ("Картa ei avaudu", 'К', 1, "a ei avaudu"),
            ("hinta 5 € tai 5 ₽", '₽', 17, "hinta 5 € tai 5"),
            ("a\u{301}b🙂c", '🙂', 4, "abc"),
            ("漢字", '漢', 1, ""),
        ] {
            assert_eq!(foreign(text), Some(Foreign { character, place }), "{text}");
            assert_eq!(fitting(text), fits, "{text}");
            assert!(septets(&fitting(text)).is_some());
        }
        for text in ["", "Reseptiä ei voi tallentaa – ”odota”…", "Šakki\u{A0}Žukov’in", "5 €", "a\u{308}iti"]
        {
            assert_eq!(foreign(text), None, "{text}");
        }
    }

    #[test]
    fn the_worked_examples_fit_one_message() {
        for text in [
            "HÄIRIÖ Resepti: reseptiä ei voi tallentaa. Alkoi 20.11. klo 12.10. Käytä paperi-/puhelinreseptiä. Lisää klo 12.56. H-2026-0147",
            "INGEN ÄNDRING Recepttjänsten: störningen fortsätter och utreds. Samma anvisning gäller. Mer info kl. 13.26. H-2026-0147",
            "RESOLVED Prescription Service: fault ended 20 Nov 15:40. Check that data was saved. If problems persist, contact support. H-2026-0147",
        ] {
            assert_eq!(normalise(text), text);
            assert_eq!(septets(text), Some(text.chars().count()));
            assert_eq!(segments(text), Some(1));
        }
    }

    #[test]
    fn long_texts_are_cut_into_parts_of_153() {
        for (length, parts) in [(0, 1), (160, 1), (161, 2), (306, 2), (307, 3), (459, 3), (460, 4)] {
            assert_eq!(segments(&"a".repeat(length)), Some(parts), "{length}");
        }
        assert_eq!(segments(&"€".repeat(80)), Some(1));
        assert_eq!(segments(&"€".repeat(81)), Some(2));
        assert_eq!(segments(&"€".repeat(153)), Some(3), "76 to a part: an escape is not parted from its character");
    }

    proptest! {
        #[test]
        fn making_plain_twice_changes_nothing_more(text in any::<String>()) {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once.clone());
            prop_assert!(septets(&fitting(&text)).is_some());
            prop_assert_eq!(foreign(&text).is_none(), septets(&once).is_some(), "{:?}", text);
        }

        #[test]
        fn what_europe_writes_fits_after_making_it_plain(text in "[ -~¡-¨ª-¬®¯À-ÿ–—‘’“”•…€\u{A0}ŠšŽž]{0,80}") {
            let plain = normalise(&text);
            for c in plain.chars().filter(|c| septets(&c.to_string()).is_none()) {
                prop_assert!("¨ª¬¯".contains(c), "{}", c);
            }
        }
    }
}
