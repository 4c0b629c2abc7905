//! Finnish personal identity codes: `ddmmyy S nnn C` (docs/DOMAIN.md 6; Digital and Population Data Services Agency).
//!
//! Guarantee: one rule decides what a code is, for the strict reader ([`Hetu::parse`]) and for the detector that guards
//! every way out ([`find`], [`contains`], [`redact`]). A code never shows in `Debug`, and no error repeats it.
//! Non-goal: sex, age, or whether anybody bears the code. Neutral numbers make the first impossible from 2027 on.

mod decoding;
mod detector;

use chrono::NaiveDate;

pub use detector::{Found, Redacted, contains, find, redact, redact_all};

/// The check characters by remainder modulo 31: no G, I, O, Q, Z, which are easily misread.
const CHECK: &[u8; 31] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";

/// The smallest individual number that is given out; 900–999 are artificial and never a real person's.
const FIRST_INDIVIDUAL: u32 = 2;

/// A well-formed personal identity code: 11 ASCII characters in upper case.
///
/// The separator is part of the identity although the check character does not cover it: `010190-900P` and
/// `010190Y900P` are two persons.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hetu(String);

/// Why a text is not an identity code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HetuProblem {
    /// Not 11 characters.
    #[error("an identity code has 11 characters")]
    Length,
    /// A letter or a mark where a digit belongs.
    #[error("an identity code has digits before and after its separator")]
    Digits,
    /// Not one of `+ - Y X W V U A B C D E F`; a long dash is none of them.
    #[error("the separator is not one of + - Y X W V U A B C D E F")]
    Separator,
    /// The day does not exist in the separator's century.
    #[error("the date of birth does not exist")]
    Date,
    /// Individual numbers 000 and 001 are not given out.
    #[error("the individual number is below 002")]
    Individual,
    /// The last character does not fit the digits.
    #[error("the check character does not fit")]
    Check,
}

impl HetuProblem {
    /// The message key, without its prefix `problem-`.
    pub const fn key(self) -> &'static str {
        match self {
            HetuProblem::Length => "hetu_length",
            HetuProblem::Digits => "hetu_digits",
            HetuProblem::Separator => "hetu_separator",
            HetuProblem::Date => "hetu_date",
            HetuProblem::Individual => "hetu_individual",
            HetuProblem::Check => "hetu_check",
        }
    }
}

impl Hetu {
    /// Reads a code that stands alone. White space around it and letter case are forgiven, nothing else:
    /// a typographic dash may stand for a hyphen or for a lost letter, so the writer is asked.
    ///
    /// # Errors
    /// The first [`HetuProblem`] in the order of the enum.
    pub fn parse(text: &str) -> Result<Self, HetuProblem> {
        let text = text.trim();
        if text.chars().count() != 11 {
            return Err(HetuProblem::Length);
        }
        // Eleven characters that are not eleven bytes hold something that is not ASCII: it is named by where it stands.
        let mut code = [b'?'; 11];
        for (slot, c) in code.iter_mut().zip(text.chars()) {
            *slot = u8::try_from(c).map_or(b'?', |byte| byte.to_ascii_uppercase());
        }
        Self::from_code(code)
    }

    /// The one rule: eleven upper-case ASCII characters in the form of a code, a real date, 002–999, a fitting check.
    fn from_code(code: [u8; 11]) -> Result<Self, HetuProblem> {
        let [d1, d2, m1, m2, y1, y2, separator, n1, n2, n3, check] = code;
        let date = number(&[d1, d2, m1, m2, y1, y2]).ok_or(HetuProblem::Digits)?;
        let individual = number(&[n1, n2, n3]).ok_or(HetuProblem::Digits)?;
        let century = century(separator).ok_or(HetuProblem::Separator)?;
        let year = i32::try_from(century + date % 100).map_err(|_| HetuProblem::Date)?;
        NaiveDate::from_ymd_opt(year, date / 100 % 100, date / 10_000).ok_or(HetuProblem::Date)?;
        if individual < FIRST_INDIVIDUAL {
            return Err(HetuProblem::Individual);
        }
        let remainder = (date * 1000 + individual) % 31;
        if CHECK.get(remainder as usize) != Some(&check) {
            return Err(HetuProblem::Check);
        }
        Ok(Hetu(code.iter().map(|byte| char::from(*byte)).collect()))
    }

    /// The code itself, upper case. Whoever asks for it answers for where it goes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Hetu {
    type Err = HetuProblem;
    fn from_str(text: &str) -> Result<Self, HetuProblem> {
        Self::parse(text)
    }
}

impl std::fmt::Debug for Hetu {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hetu(******-****)")
    }
}

/// The digits as one number; `None` when one of them is none. At most nine digits are ever given.
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0')))
}

/// First year of the century that a separator stands for.
const fn century(separator: u8) -> Option<u32> {
    match separator {
        b'+' => Some(1800),
        b'-' | b'Y' | b'X' | b'W' | b'V' | b'U' => Some(1900),
        b'A'..=b'F' => Some(2000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_of_the_domain_notes_are_codes() {
        for code in [
            "010190-900P",
            "010190Y900P",
            "290200A901C",
            "010594Y9032",
            "020594X902N",
            "030594W903B",
            "040594V902Y",
            "050594U902L",
            "010516B903X",
            "020516C902J",
            "030516D9026",
            "010501E9032",
            "020503F9037",
            "150685+905M",
        ] {
            assert_eq!(Hetu::parse(code).unwrap().as_str(), code);
            assert_eq!(Hetu::parse(&format!(" {}\n", code.to_lowercase())).unwrap().as_str(), code);
        }
        assert_ne!(Hetu::parse("010190-900P"), Hetu::parse("010190Y900P"), "two persons");
    }

    #[test]
    fn what_is_wrong_is_said() {
        use HetuProblem as P;
        for (text, problem) in [
            ("290200-901C", P::Date),
            ("290299-9074", P::Date),
            ("320190-900P", P::Date),
            ("010190-900Q", P::Check),
            ("010190-900R", P::Check),
            ("010190G900P", P::Separator),
            ("010190–900P", P::Separator),
            ("010190900P", P::Length),
            ("010190 -900P", P::Length),
            ("", P::Length),
            ("010190-001P", P::Individual),
            ("O10190-900P", P::Digits),
            ("010190-90OP", P::Digits),
            ("０10190-900P", P::Digits),
        ] {
            assert_eq!(Hetu::parse(text), Err(problem), "{text}");
        }
    }

    #[test]
    fn a_code_does_not_show_in_debug_output() {
        assert_eq!(format!("{:?}", Hetu::parse("010190-900P").unwrap()), "Hetu(******-****)");
    }
}
