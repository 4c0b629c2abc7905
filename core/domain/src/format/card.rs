//! Numbers of certificate cards: eleven characters, expected to be digits (source 002; docs/DOMAIN.md 6).
//!
//! Guarantee: a string, never a number, and masked wherever it could be logged.

/// Number of a certificate card, as `11122211121`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CardNumber(String);

/// The text is not eleven digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a card number has eleven digits")]
pub struct CardNumberProblem;

impl CardNumber {
    /// Reads a card number; white space around it is forgiven.
    ///
    /// # Errors
    /// [`CardNumberProblem`].
    pub fn parse(text: &str) -> Result<Self, CardNumberProblem> {
        let text = text.trim();
        let fits = text.len() == 11 && text.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| CardNumber(text.to_owned())).ok_or(CardNumberProblem)
    }

    /// The number itself, for the one who keeps the register.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For pages and logs: the last three digits.
    pub fn masked(&self) -> String {
        format!("********{}", self.0.get(8..).unwrap_or_default())
    }
}

impl std::fmt::Debug for CardNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CardNumber({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_number_is_eleven_digits_and_is_masked() {
        let card = CardNumber::parse(" 11122211121 ").unwrap();
        assert_eq!(card.as_str(), "11122211121");
        assert_eq!(format!("{card:?}"), "CardNumber(********121)");
        for text in ["1112221112", "111222111210", "1112221112A", "", "äääää1"] {
            assert_eq!(CardNumber::parse(text), Err(CardNumberProblem), "{text}");
        }
    }
}
