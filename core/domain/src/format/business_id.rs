//! Business IDs, Y-tunnus: seven digits, a hyphen, a check digit (docs/DOMAIN.md 6).
//!
//! Guarantee: what is held has the right check digit. Non-goal: whether the company exists.

/// A business ID, always shown with its zeros and its hyphen: `9000003-8`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BusinessId(String);

/// Why a text is not a business ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BusinessIdProblem {
    /// Not `1234567-8`.
    #[error("a business ID has seven digits, a hyphen and a check digit")]
    Form,
    /// The check digit does not fit, or no check digit can.
    #[error("the check digit of the business ID does not fit")]
    Check,
}

impl BusinessIdProblem {
    /// The message key, without its prefix `problem-`.
    pub const fn key(self) -> &'static str {
        match self {
            BusinessIdProblem::Form => "business_id_form",
            BusinessIdProblem::Check => "business_id_check",
        }
    }
}

/// Weights of the seven digits.
const WEIGHTS: [u32; 7] = [7, 9, 10, 5, 8, 4, 2];

impl BusinessId {
    /// Reads `9000003-8`. An old six-digit form gets its leading zero; a form without its hyphen (`90000038`) gets it back.
    ///
    /// # Errors
    /// [`BusinessIdProblem`].
    pub fn parse(text: &str) -> Result<Self, BusinessIdProblem> {
        let text = text.trim();
        match text.split_once('-') {
            Some((number, check)) if matches!(number.len(), 6 | 7) && check.len() == 1 => {
                Self::checked(&format!("{number:0>7}{check}"))
            }
            None if text.len() == 8 => Self::checked(text),
            _ => Err(BusinessIdProblem::Form),
        }
    }

    /// From the eight digits with their zeros, without the hyphen.
    pub(super) fn checked(digits: &str) -> Result<Self, BusinessIdProblem> {
        let values: Option<Vec<u32>> = digits.chars().map(|c| c.to_digit(10)).collect();
        let Some([number @ .., check]) = values.as_deref() else { return Err(BusinessIdProblem::Form) };
        if number.len() != WEIGHTS.len() {
            return Err(BusinessIdProblem::Form);
        }
        let sum: u32 = number.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
        // Remainder 1 would need the digit 10: such numbers are never given out.
        let fits = match sum % 11 {
            0 => *check == 0,
            1 => false,
            rest => *check == 11 - rest,
        };
        if !fits {
            return Err(BusinessIdProblem::Check);
        }
        let (number, check) = digits.split_at(WEIGHTS.len());
        Ok(BusinessId(format!("{number}-{check}")))
    }

    /// With zeros and hyphen, as people read it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As an arc of an OID: without hyphen and leading zeros (JHS 159).
    pub fn as_arc(&self) -> String {
        self.0.replace('-', "").trim_start_matches('0').to_owned()
    }
}

impl TryFrom<String> for BusinessId {
    type Error = BusinessIdProblem;
    fn try_from(text: String) -> Result<Self, BusinessIdProblem> {
        Self::parse(&text)
    }
}

impl std::str::FromStr for BusinessId {
    type Err = BusinessIdProblem;
    fn from_str(text: &str) -> Result<Self, BusinessIdProblem> {
        Self::parse(text)
    }
}

impl From<BusinessId> for String {
    fn from(id: BusinessId) -> Self {
        id.0
    }
}

impl std::fmt::Display for BusinessId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_samples_of_the_domain_notes_pass() {
        for text in
            ["9000001-1", "9000003-8", "9000004-6", "9000005-4", "9000006-2", "9123456-5", "9765432-5", "0243096-0"]
        {
            assert_eq!(BusinessId::parse(text).unwrap().as_str(), text);
        }
        assert_eq!(BusinessId::parse(" 90000011 ").unwrap().as_str(), "9000001-1", "the hyphen comes back");
        assert_eq!(BusinessId::parse("243096-0").unwrap().as_str(), "0243096-0", "an old six-digit form");
    }

    #[test]
    fn what_is_wrong_is_said() {
        use BusinessIdProblem as P;
        for (text, problem) in [
            ("9000001-2", P::Check),
            ("900001-1", P::Check),
            ("", P::Form),
            ("9000001-", P::Form),
            ("9000001-11", P::Form),
            ("9000001–1", P::Form),
            ("9000001-A", P::Form),
            ("-9000001", P::Form),
            ("9000-0011", P::Form),
            ("ääääääää", P::Form),
        ] {
            assert_eq!(BusinessId::parse(text), Err(problem), "{text}");
        }
        for check in 0..10 {
            assert_eq!(BusinessId::parse(&format!("9000002-{check}")), Err(P::Check), "never given out");
        }
    }

    proptest! {
        #[test]
        fn a_number_has_one_check_digit_or_none(number in 0..10_000_000u32) {
            let fitting = (0..10).filter(|check| BusinessId::parse(&format!("{number:07}-{check}")).is_ok()).count();
            prop_assert!(fitting <= 1);
        }

        #[test]
        fn any_text_is_read_without_harm(text in any::<String>()) {
            let _ = BusinessId::parse(&text);
        }
    }
}
