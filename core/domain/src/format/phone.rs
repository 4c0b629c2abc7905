//! Telephone numbers, stored as E.164 (docs/DOMAIN.md 6; ITU-T E.164, Finnish numbering plan).
//!
//! Guarantee: what is stored can be dialled from anywhere. Non-goal: whether anybody answers; a test message shows that.

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
    /// `+3580…`: the zero goes when the country code comes.
    #[error("after +358 the first zero of the number is left out")]
    TrunkZero,
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

/// Digits of a foreign number with its country code; E.164 allows 15.
const FOREIGN_LENGTH: std::ops::RangeInclusive<usize> = 7..=15;

impl Phone {
    /// Reads a number as people write it: `040 000 0000`, `+358 (0)40 000 0000`, `00358 45 …`.
    ///
    /// # Errors
    /// [`PhoneProblem`].
    pub fn parse(text: &str) -> Result<Self, PhoneProblem> {
        let digits = bare(text)?;
        if let Some(international) = digits.strip_prefix('+') {
            Self::international(international)
        } else if let Some(international) = digits.strip_prefix("00") {
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
        within(&FOREIGN_LENGTH, digits)?;
        Ok(Phone(format!("+{digits}")))
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

/// Digits and a leading `+`, without what people put between; the `(0)` after a country code goes as a whole.
fn bare(text: &str) -> Result<String, PhoneProblem> {
    let text = text.trim();
    let unhinted =
        if text.starts_with('+') || text.starts_with("00") { text.replacen("(0)", "", 1) } else { text.into() };
    let mut bare = String::with_capacity(unhinted.len());
    for c in unhinted.chars() {
        match c {
            '0'..='9' => bare.push(c),
            '+' if bare.is_empty() => bare.push(c),
            '(' | ')' | '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{00AD}' => {}
            // Numbers that are copied from a web page or an address book carry these, unseen.
            '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' => {}
            _ if c.is_whitespace() => {}
            _ => return Err(PhoneProblem::Characters),
        }
    }
    Ok(bare)
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
            ("040", P::TooShort),
            ("+358", P::TooShort),
            ("+44 77", P::TooShort),
            ("040 0000 0000 0000", P::TooLong),
            ("+447700900000000000", P::TooLong),
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
