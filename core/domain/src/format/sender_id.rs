//! Who a text message comes from: a number, or a name (3GPP TS 23.040, 9.1.2.5; Traficom 28 L/2025 M).
//!
//! Guarantee: nobody writes in the name of Kanta or Kela, nor in one that looks like theirs on a telephone.
//! Non-goal: whether the name is registered; its owner says so, with a date.

use chrono::NaiveDate;

use super::gsm7;

/// A sender id that may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SenderId(String);

/// Why a text is no sender id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SenderIdProblem {
    /// Nothing, or white space at an end or twice in a row.
    #[error("a sender id is a number, or a name without spaces at its ends")]
    Blank,
    /// More than 15 digits or 11 characters.
    #[error("a sender id has at most 15 digits, or 11 characters")]
    TooLong,
    /// A character that telephones do not show in a name.
    #[error("a sender id has only characters of the text message alphabet")]
    Alphabet,
    /// It is or looks like the name of Kanta or Kela.
    #[error("a sender id must not be or look like Kanta, Kela, FPA or OmaKanta")]
    Borrowed,
}

/// Is the name registered?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approval {
    /// A number needs none.
    NotNeeded,
    /// Since this day.
    Since(NaiveDate),
    /// From this day on, and not yet.
    From(NaiveDate),
    /// Nobody said so.
    Missing,
}

/// Names of others, as [`folded`] leaves them.
const BORROWED: [&str; 7] = ["kanta", "kela", "fpa", "omakanta", "mlttkanta", "mlnkanta", "mykanta"];

impl SenderId {
    /// Reads a sender id.
    ///
    /// # Errors
    /// [`SenderIdProblem`].
    pub fn parse(text: &str) -> Result<Self, SenderIdProblem> {
        let digits = text.strip_prefix('+').unwrap_or(text);
        let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
        if text.is_empty() || text.trim() != text || text.contains("  ") {
            return Err(SenderIdProblem::Blank);
        }
        if text.chars().count() > if is_number { 16 } else { 11 } || digits.len() > 15 && is_number {
            return Err(SenderIdProblem::TooLong);
        }
        if !is_number && looks_borrowed(text) {
            return Err(SenderIdProblem::Borrowed);
        }
        if gsm7::septets(text).is_none() || text.chars().any(char::is_control) {
            return Err(SenderIdProblem::Alphabet);
        }
        Ok(SenderId(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Is it a number? A name must be registered.
    pub fn is_number(&self) -> bool {
        self.0.strip_prefix('+').unwrap_or(&self.0).chars().all(|c| c.is_ascii_digit())
    }

    /// Whether it is registered today, by what the settings say.
    pub fn approval(&self, approved: Option<NaiveDate>, today: NaiveDate) -> Approval {
        match approved {
            _ if self.is_number() => Approval::NotNeeded,
            Some(day) if day <= today => Approval::Since(day),
            Some(day) => Approval::From(day),
            None => Approval::Missing,
        }
    }
}

/// Is the whole, or one word of it, the name of another? `KelaTuki` and `Kela Tuki` have the word `Kela`.
fn looks_borrowed(text: &str) -> bool {
    let is = |text: &str| BORROWED.contains(&folded(text).as_str());
    let mut parted = String::new();
    let mut small = false;
    for c in text.chars() {
        if small && c.is_uppercase() {
            parted.push(' ');
        }
        small = c.is_lowercase();
        parted.push(c);
    }
    // A sign between letters may stand for one (`KE£A`), or stand for itself (`Kanta!`).
    is(text)
        || parted.split(|c: char| !c.is_alphanumeric()).any(is)
        || parted.split(|c: char| !c.is_alphanumeric() && !looks_like_a_letter(c)).any(is)
}

const fn looks_like_a_letter(c: char) -> bool {
    matches!(c, '@' | '€' | '£' | '$' | '|' | '!' | '¡')
}

/// What the eye reads: small letters without marks, digits and signs as the letters that they look like, nothing between.
/// `i` and `l` are one, as a capital `I` is a small `l` on most telephones.
fn folded(text: &str) -> String {
    let near = |c: char| match c {
        'à'..='å' | 'æ' | 'À'..='Å' | 'Æ' | '4' | '@' | 'Λ' | 'Δ' | 'λ' | 'α' | 'Α' | 'а' | 'А' | 'ɑ' => {
            Some('a')
        }
        'è'..='ë' | 'È'..='Ë' | '3' | '€' | 'Σ' | 'Ξ' | 'ε' | 'Ε' | 'е' | 'Е' | 'э' => Some('e'),
        'ì'..='ï' | 'Ì'..='Ï' | '1' | '|' | '!' | '¡' | '£' | 'i' | 'I' | 'ι' | 'Ι' | 'і' | 'І' | 'ӏ' | 'Ӏ' => {
            Some('l')
        }
        'ò'..='ö' | 'ø' | 'Ò'..='Ö' | 'Ø' | '0' | 'ο' | 'Ο' | 'о' | 'О' | 'Θ' => Some('o'),
        'к' | 'К' | 'κ' | 'Κ' => Some('k'),
        'ñ' | 'Ñ' | 'Ν' | 'п' | 'и' | 'η' => Some('n'),
        '7' | 'т' | 'Т' | 'τ' | 'Τ' => Some('t'),
        'м' | 'М' | 'Μ' => Some('m'),
        'р' | 'Р' | 'ρ' | 'Ρ' => Some('p'),
        'у' | 'У' | 'γ' | 'Υ' => Some('y'),
        c if c.is_ascii_alphanumeric() => Some(c.to_ascii_lowercase()),
        c if c.is_alphanumeric() => Some(c),
        _ => None,
    };
    text.chars().filter_map(near).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_is_a_number_or_an_own_name() {
        for good in
            ["+358400000001", "15400", "Majakka", "HVA Tuki", "Ålands vård", "Kantele", "Skela", "Kelakka", "4H"]
        {
            assert!(SenderId::parse(good).is_ok(), "{good}");
        }
        let problem = |text: &str| SenderId::parse(text).unwrap_err();
        for text in ["", " Majakka", "HVA  Tuki"] {
            assert_eq!(problem(text), SenderIdProblem::Blank, "{text}");
        }
        for text in ["Terveyspalvelut", "+3584000000011111"] {
            assert_eq!(problem(text), SenderIdProblem::TooLong, "{text}");
        }
        assert_eq!(problem("Сбой"), SenderIdProblem::Alphabet);
    }

    #[test]
    fn nobody_writes_in_the_name_of_kanta_or_kela() {
        let names = [
            "Kanta",
            "KELA",
            "fpa",
            "OmaKanta",
            "oma kanta",
            "K4NT4",
            "Ke1a",
            "KeIa",
            "K3la",
            "K e l a",
            "Kanta!",
            "KΛNTΛ",
            "KE£A",
            "K€LA",
            "Kànta",
            "Kela-Tuki",
            "KelaInfo",
            "KANTA 24",
            "Kan7a",
            "Кela",
            "Kelа",
            "MittKanta",
            "FPA.fi",
            "F.P.A",
            "@Kela",
            "Ómakanta",
        ];
        for name in names {
            assert_eq!(SenderId::parse(name), Err(SenderIdProblem::Borrowed), "{name}");
        }
    }

    #[test]
    fn a_name_is_registered_from_a_day_on() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        let name = SenderId::parse("Majakka").unwrap();
        assert_eq!(name.approval(None, day(29)), Approval::Missing);
        assert_eq!(name.approval(Some(day(1)), day(29)), Approval::Since(day(1)));
        assert_eq!(name.approval(Some(day(30)), day(29)), Approval::From(day(30)));
        assert_eq!(SenderId::parse("15400").unwrap().approval(None, day(29)), Approval::NotNeeded);
    }
}
