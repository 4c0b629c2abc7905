//! Telephone numbers, stored as E.164 (docs/DOMAIN.md 6; ITU-T E.164, Finnish numbering plan).
//!
//! Guarantee: what is stored can be dialled from anywhere. Of Finnish numbers our own rules judge, which know service numbers and
//! those that take text messages; of others the plans that libphonenumber keeps (docs/adr/0021).
//! Non-goal: whether anybody answers; a test message shows that.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat};

use crate::text;

/// A number in E.164: `+`, country code, national number; at most 15 digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

/// Why a text is not a number that can be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneProblem {
    /// A letter or a mark that no number has.
    #[error("a telephone number has digits, spaces, hyphens, brackets and a leading +")]
    Characters,
    /// Neither `+` nor a leading zero: `112`, a short number, or a number without its area.
    #[error("a telephone number begins with + or 0")]
    Prefix,
    /// `+3580…`, `+46 070…`, `+370 8…`: what is dialled inside the country goes when its code comes.
    #[error("after the country code the zero of calls inside the country is left out")]
    TrunkZero,
    /// `+999…`: no country has this code.
    #[error("no country has this code")]
    Country,
    /// Too few digits.
    #[error("the telephone number is too short")]
    TooShort,
    /// Too many digits.
    #[error("the telephone number is too long")]
    TooLong,
}

impl PhoneProblem {
    /// The message key, without its prefix `problem-`.
    pub const fn key(self) -> &'static str {
        match self {
            PhoneProblem::Characters => "phone_characters",
            PhoneProblem::Prefix => "phone_prefix",
            PhoneProblem::TrunkZero => "phone_trunk_zero",
            PhoneProblem::Country => "phone_country",
            PhoneProblem::TooShort => "phone_too_short",
            PhoneProblem::TooLong => "phone_too_long",
        }
    }
}

/// Can the number take a text message, as far as its digits tell?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmsCapability {
    /// A Finnish mobile number.
    Capable,
    /// A Finnish number of another kind: switchboard, service, machine.
    Incapable,
    /// A foreign number: send a test message.
    Unknown,
}

/// Country code of Finland.
const FINLAND: &str = "+358";

/// Digits of a Finnish number after the country code (docs/DOMAIN.md 6).
const FINNISH_LENGTH: std::ops::RangeInclusive<usize> = 5..=12;

/// Digits of a number with its country code: the shortest of the world (Niue, 683 and four), and the most (ITU-T E.164, 6).
const LENGTH: std::ops::RangeInclusive<usize> = 7..=15;

/// What is dialled before a country code in Finland (Traficom, numbering plan). `+` stands for them all.
const INTERNATIONAL: [&str; 4] = ["00", "990", "994", "999"];

/// What people write before a number, without its colon or full stop.
const WORDS: [&str; 21] = [
    "tel",
    "callto",
    "sms",
    "puh",
    "puhelin",
    "puhelinnumero",
    "puhelinnro",
    "matkapuhelin",
    "gsm",
    "p",
    "tfn",
    "telefon",
    "telefonnummer",
    "mobil",
    "mobiltelefon",
    "phone",
    "telephone",
    "mobile",
    "mob",
    "t",
    "m",
];

impl Phone {
    /// Reads a number as people write it: `040 000 0000`, `+358 (0)40 000 0000`, `00358 45 …`, `puh. 040.000.0000`.
    ///
    /// # Errors
    /// [`PhoneProblem`].
    pub fn parse(text: &str) -> Result<Self, PhoneProblem> {
        let digits = bare(text)?;
        if let Some(international) = digits.strip_prefix('+') {
            Self::international(international)
        } else if let Some(international) = INTERNATIONAL.iter().find_map(|prefix| digits.strip_prefix(prefix)) {
            Self::international(international)
        } else if let Some(national) = digits.strip_prefix('0') {
            Self::finnish(national)
        } else {
            Err(PhoneProblem::Prefix)
        }
    }

    fn international(digits: &str) -> Result<Self, PhoneProblem> {
        if let Some(national) = digits.strip_prefix("358") {
            return Self::finnish(national);
        }
        if digits.starts_with('0') {
            return Err(PhoneProblem::Prefix);
        }
        let written = format!("+{digits}");
        let number = PHONE_NUMBER_UTIL.parse(&written, None).map_err(|no| match no {
            rlibphonenumber::ParseError::InvalidCountryCode => PhoneProblem::Country,
            rlibphonenumber::ParseError::TooLongNsn => PhoneProblem::TooLong,
            _ => PhoneProblem::TooShort,
        })?;
        let meant = PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164);
        PHONE_NUMBER_UTIL.is_possible_number_with_reason(&number).map_err(|no| match no {
            rlibphonenumber::ValidationError::InvalidCountryCode => PhoneProblem::Country,
            rlibphonenumber::ValidationError::TooLong => PhoneProblem::TooLong,
            _ => PhoneProblem::TooShort,
        })?;
        if meant != written {
            return Err(PhoneProblem::TrunkZero);
        }
        within(&LENGTH, digits)?;
        Ok(Phone(written))
    }

    fn finnish(national: &str) -> Result<Self, PhoneProblem> {
        if national.starts_with('0') {
            return Err(PhoneProblem::TrunkZero);
        }
        within(&FINNISH_LENGTH, national)?;
        Ok(Phone(format!("{FINLAND}{national}")))
    }

    /// The number in E.164, as `+358400000000`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Mobile numbers are 040–048 and 050 with four to eight digits after; 049 belongs to machines.
    pub fn sms(&self) -> SmsCapability {
        let Some(national) = self.0.strip_prefix(FINLAND) else { return SmsCapability::Unknown };
        match national.as_bytes() {
            [b'4', b'0'..=b'8', rest @ ..] | [b'5', b'0', rest @ ..] if (4..=8).contains(&rest.len()) => {
                SmsCapability::Capable
            }
            _ => SmsCapability::Incapable,
        }
    }
}

/// Digits and a leading `+`, without what people put before and between; the `(0)` after a country code goes as a whole.
fn bare(text: &str) -> Result<String, PhoneProblem> {
    let line = text::line(text);
    let number = without_word(&line);
    let mut bare = String::with_capacity(number.len());
    let mut rest = number;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = hinted_zero(rest).filter(|_| is_international(&bare)) {
            rest = after;
            continue;
        }
        match c {
            '0'..='9' => bare.push(c),
            // Full-width forms lie in the order of ASCII.
            '\u{FF10}'..='\u{FF19}' => bare.extend(char::from_digit(u32::from(c) - 0xFF10, 10)),
            '+' | '\u{FF0B}' if bare.is_empty() => bare.push('+'),
            '('
            | ')'
            | '['
            | ']'
            | '.'
            | '/'
            | '-'
            | '\u{2010}'..='\u{2015}'
            | '\u{2212}'
            | '\u{00AD}'
            | '\u{00B7}' => {}
            // Numbers that are copied from a web page or an address book carry these, unseen.
            '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2065}' => {}
            ' ' => {}
            _ => return Err(PhoneProblem::Characters),
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    Ok(bare)
}

/// The number after a word that says it is one: `puh. 040 …`, `tel:+358…`.
fn without_word(line: &str) -> &str {
    let rest = line.trim_start_matches(char::is_alphabetic);
    let word = line.get(..line.len() - rest.len()).unwrap_or_default().to_lowercase();
    if WORDS.contains(&word.as_str()) { rest.trim_start_matches([':', '.', ' ']) } else { line }
}

/// What follows a zero in brackets, as stands between a country code and the number.
fn hinted_zero(text: &str) -> Option<&str> {
    let inside = text.strip_prefix(['(', '['])?.trim_start();
    inside.strip_prefix('0')?.trim_start().strip_prefix([')', ']'])
}

/// Has a country code begun?
fn is_international(digits: &str) -> bool {
    let code = digits.strip_prefix('+').or_else(|| INTERNATIONAL.iter().find_map(|prefix| digits.strip_prefix(prefix)));
    code.is_some_and(|code| !code.is_empty())
}

fn within(length: &std::ops::RangeInclusive<usize>, digits: &str) -> Result<(), PhoneProblem> {
    if digits.len() < *length.start() {
        Err(PhoneProblem::TooShort)
    } else if digits.len() > *length.end() {
        Err(PhoneProblem::TooLong)
    } else {
        Ok(())
    }
}

impl TryFrom<String> for Phone {
    type Error = PhoneProblem;
    fn try_from(text: String) -> Result<Self, PhoneProblem> {
        Self::parse(&text)
    }
}

impl std::str::FromStr for Phone {
    type Err = PhoneProblem;
    fn from_str(text: &str) -> Result<Self, PhoneProblem> {
        Self::parse(text)
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0
    }
}

impl std::fmt::Display for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_stored_as_they_are_dialled_from_abroad() {
        use SmsCapability::{Capable, Incapable, Unknown};
        for (text, stored, sms) in [
            ("040 000 0000", "+358400000000", Capable),
            ("+358 50 000 0000", "+358500000000", Capable),
            ("0457 000 0000", "+3584570000000", Capable),
            ("00358 45 000 0000", "+358450000000", Capable),
            ("+358 (0)40 000 0000", "+358400000000", Capable),
            ("(040) 000-0000", "+358400000000", Capable),
            ("\u{202A}040\u{A0}000\u{2011}0000\u{202C}", "+358400000000", Capable),
            ("020 634 7787", "+358206347787", Incapable),
            ("02020202", "+3582020202", Incapable),
            ("049 000 0000", "+358490000000", Incapable),
            ("0600 00000", "+35860000000", Incapable),
            ("+44 7700 900000", "+447700900000", Unknown),
            ("0044 (0)7700 900999", "+447700900999", Unknown),
            ("(+358) (0)40 000 0000", "+358400000000", Capable),
            ("[+358] [0] 40 000 0000", "+358400000000", Capable),
            ("+358 ( 0 ) 40 000 0000", "+358400000000", Capable),
            ("(00358) 40 000 0000", "+358400000000", Capable),
            ("990 358 40 000 0000", "+358400000000", Capable),
            ("tel:+358400000000", "+358400000000", Capable),
            ("TEL: +358-40-000-0000", "+358400000000", Capable),
            ("puh. 040 000 0000", "+358400000000", Capable),
            ("Puh: (040) 000 0000", "+358400000000", Capable),
            ("gsm 040.000.0000", "+358400000000", Capable),
            ("tfn. 040/000 00 00", "+358400000000", Capable),
            ("matkapuhelin: 040 000 0000", "+358400000000", Capable),
            ("\u{200B}040 000 0000\u{FEFF}", "+358400000000", Capable),
            ("040\u{2060}000\u{200E}0000", "+358400000000", Capable),
            ("０４０ ０００ ００００", "+358400000000", Capable),
            ("＋358 40 000 0000", "+358400000000", Capable),
            ("040 000\t0000\r\n", "+358400000000", Capable),
            ("+46 (0)70 000 00 00", "+46700000000", Unknown),
            ("+39 06 1234 5678", "+390612345678", Unknown),
            ("+372 5123 4567", "+37251234567", Unknown),
            ("+47 400 00 000", "+4740000000", Unknown),
            ("+1 (202) 555-0123", "+12025550123", Unknown),
        ] {
            let phone = Phone::parse(text).unwrap();
            assert_eq!((phone.as_str(), phone.sms()), (stored, sms), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_stored_is_said() {
        use PhoneProblem as P;
        for (text, problem) in [
            ("112", P::Prefix),
            ("", P::Prefix),
            ("400000000", P::Prefix),
            ("+0400000000", P::Prefix),
            ("+358 040 000 0000", P::TrunkZero),
            ("00358 0400000000", P::TrunkZero),
            ("+46 070 000 00 00", P::TrunkZero),
            ("0046 070-000 00 00", P::TrunkZero),
            ("990 46 070 000 00 00", P::TrunkZero),
            ("+44 07700 900000", P::TrunkZero),
            ("+49 030 123456", P::TrunkZero),
            ("+33 06 12 34 56 78", P::TrunkZero),
            ("+370 8 612 34567", P::TrunkZero),
            ("+36 06 20 123 4567", P::TrunkZero),
            ("+7 8 912 345 67 89", P::TrunkZero),
            ("+1 1 202 555 0123", P::TrunkZero),
            ("+999 123 456 789", P::Country),
            ("+210 123 456 789", P::Country),
            ("+47 0 400 00 000", P::TooLong),
            ("040 000 0000 ext. 12", P::Characters),
            ("tel:+358400000000;ext=12", P::Characters),
            ("040 000 0000 tai 050 000 0000", P::Characters),
            ("hoitaja 040 000 0000", P::Characters),
            ("puh.", P::Prefix),
            ("040", P::TooShort),
            ("+358", P::TooShort),
            ("+44 77", P::TooShort),
            ("puh. +49 02", P::TooShort),
            ("+49 123", P::TooShort),
            ("040 0000 0000 0000", P::TooLong),
            ("+447700900000000000", P::TooLong),
            ("p+59()88380100340000000", P::TooLong),
            ("040 000 000O", P::Characters),
            ("040+0000000", P::Characters),
            ("sähköposti", P::Characters),
        ] {
            assert_eq!(Phone::parse(text), Err(problem), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_stored_number_reads_as_itself(text in "(\\+|00|0)[0-9 ()\\-]{3,18}") {
            if let Ok(phone) = Phone::parse(&text) {
                prop_assert_eq!(Phone::parse(phone.as_str()), Ok(phone.clone()));
                prop_assert!(phone.as_str().len() <= 16);
            }
        }

        #[test]
        fn any_text_is_read_without_harm(text in any::<String>()) {
            let _ = Phone::parse(&text);
        }
    }
}
