//! Postcodes: five digits with their zeros, Åland (22xxx) among them (docs/DOMAIN.md 6).

/// A postcode, `01010`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Postcode(String);

/// The text is not five digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a postcode has five digits")]
pub struct PostcodeProblem;

impl PostcodeProblem {
    /// The message key, without its prefix `problem-`.
    pub const fn key(self) -> &'static str {
        "postcode_form"
    }
}

impl Postcode {
    /// Reads a postcode. The country goes: `AX-` before an Åland code is right and silent, `FI-` is worth a notice, which
    /// is due whenever [`Postcode::was_changed`] says so.
    ///
    /// # Errors
    /// [`PostcodeProblem`].
    pub fn parse(text: &str) -> Result<Self, PostcodeProblem> {
        let text = text.trim();
        let aland = text.strip_prefix("AX-").filter(|digits| digits.starts_with("22"));
        let digits = aland.or_else(|| text.strip_prefix("FI-")).unwrap_or(text);
        if digits.len() == 5 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Postcode(digits.to_owned()))
        } else {
            Err(PostcodeProblem)
        }
    }

    /// Must the writer be told that something else is stored than was written?
    pub fn was_changed(&self, written: &str) -> bool {
        let written = written.trim();
        written != self.0 && written.strip_prefix("AX-") != Some(&self.0)
    }

    /// The five digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Postcode {
    type Error = PostcodeProblem;
    fn try_from(text: String) -> Result<Self, PostcodeProblem> {
        Self::parse(&text)
    }
}

impl From<Postcode> for String {
    fn from(postcode: Postcode) -> Self {
        postcode.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_stay_and_the_country_goes() {
        for (written, stored, told) in [
            ("01010", "01010", false),
            (" 00100 ", "00100", false),
            ("AX-22100", "22100", false),
            ("22100", "22100", false),
            ("FI-00100", "00100", true),
        ] {
            let postcode = Postcode::parse(written).unwrap();
            assert_eq!((postcode.as_str(), postcode.was_changed(written)), (stored, told), "{written}");
        }
    }

    #[test]
    fn other_texts_are_turned_down() {
        for text in ["1010", "0101O", "010100", "AX-00100", "FI-1010", "", "ääää0"] {
            assert_eq!(Postcode::parse(text), Err(PostcodeProblem), "{text}");
        }
    }
}
