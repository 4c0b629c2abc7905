//! Mail addresses as far as a plain look tells (RFC 5321 limits).
//!
//! Guarantee: what passes is one address and cannot carry a second one, a name or a header line.
//! Non-goal: quoted local parts, and whether anybody reads it; a delivery shows that.

/// A mail address, as it was written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// Why a text is not a mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailProblem {
    /// Longer than 254 bytes, or 64 before the @ (RFC 5321, 4.5.3.1).
    #[error("the mail address is too long")]
    TooLong,
    /// Space, control character, or a mark that separates addresses.
    #[error("the mail address has a character that does not belong there")]
    Characters,
    /// None, or more than one.
    #[error("a mail address has one @")]
    At,
    /// Nothing before the @, or a dot at its edge, or two together.
    #[error("the part before the @ is missing or wrong")]
    Local,
    /// No dot after the @, or an empty part, or a hyphen at a part's edge.
    #[error("the part after the @ is not a domain")]
    Domain,
}

impl EmailProblem {
    /// The message key, without its prefix `problem-`.
    pub const fn key(self) -> &'static str {
        match self {
            EmailProblem::TooLong => "email_too_long",
            EmailProblem::Characters => "email_characters",
            EmailProblem::At => "email_at",
            EmailProblem::Local => "email_local",
            EmailProblem::Domain => "email_domain",
        }
    }
}

/// Longest address that fits a path of 256 with its angle brackets (RFC 5321, 4.5.3.1.3).
const LONGEST: usize = 254;

/// Longest part before the @ (RFC 5321, 4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;

impl Email {
    /// Reads an address; white space around it is forgiven.
    ///
    /// # Errors
    /// The first [`EmailProblem`] in the order of the enum.
    pub fn parse(text: &str) -> Result<Self, EmailProblem> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(EmailProblem::TooLong);
        }
        if text.chars().any(is_foreign) {
            return Err(EmailProblem::Characters);
        }
        let (local, domain) =
            text.split_once('@').filter(|(_, domain)| !domain.contains('@')).ok_or(EmailProblem::At)?;
        if local.len() > LONGEST_LOCAL {
            return Err(EmailProblem::TooLong);
        }
        if local.split('.').any(str::is_empty) {
            return Err(EmailProblem::Local);
        }
        if !domain.contains('.') || !domain.split('.').all(is_label) {
            return Err(EmailProblem::Domain);
        }
        Ok(Email(text.to_owned()))
    }

    /// The address as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// White space and control characters, seen or unseen, and what separates or wraps addresses in a header.
fn is_foreign(c: char) -> bool {
    let unseen = matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}');
    c.is_whitespace() || c.is_control() || unseen || "()<>[]:;,\\\"".contains(c)
}

/// Letters, digits and inner hyphens; letters of other alphabets are left to the mail server.
fn is_label(label: &str) -> bool {
    let inner = |c: char| c.is_alphanumeric() || c == '-';
    (1..=63).contains(&label.len()) && label.chars().all(inner) && !label.starts_with('-') && !label.ends_with('-')
}

impl TryFrom<String> for Email {
    type Error = EmailProblem;
    fn try_from(text: String) -> Result<Self, EmailProblem> {
        Self::parse(&text)
    }
}

impl std::str::FromStr for Email {
    type Err = EmailProblem;
    fn from_str(text: &str) -> Result<Self, EmailProblem> {
        Self::parse(text)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

impl std::fmt::Display for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_addresses_pass() {
        for text in
            ["tuki@example.fi", "anna.esimerkki+kanta@hva.example.fi", "käyttötuki@räyskälä.example.fi", "a@b-c.fi"]
        {
            assert_eq!(Email::parse(&format!(" {text}\n")).unwrap().as_str(), text);
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        use EmailProblem as P;
        for (text, problem) in [
            ("", P::At),
            ("tuki.example.fi", P::At),
            ("tuki@example@fi.example.fi", P::At),
            ("@example.fi", P::Local),
            (".tuki@example.fi", P::Local),
            ("tu..ki@example.fi", P::Local),
            ("tuki@example", P::Domain),
            ("tuki@example.", P::Domain),
            ("tuki@.example.fi", P::Domain),
            ("tuki@-example.fi", P::Domain),
            ("tuki@exa_mple.fi", P::Domain),
            ("tu ki@example.fi", P::Characters),
            ("tuki@example.fi\r\nBcc: muu@example.fi", P::Characters),
            ("a,b@example.fi", P::Characters),
            ("Tuki <tuki@example.fi>", P::Characters),
            ("tuki@exam\u{200B}ple.fi", P::Characters),
        ] {
            assert_eq!(Email::parse(text), Err(problem), "{text}");
        }
        assert_eq!(Email::parse(&format!("{}@example.fi", "a".repeat(65))), Err(P::TooLong));
        assert_eq!(Email::parse(&format!("a@{}.fi", "a.".repeat(126))), Err(P::TooLong));
    }

    proptest! {
        #[test]
        fn what_passes_is_one_plain_line(text in "[a-z.@ \\r\\n<>,é-]{0,40}") {
            if let Ok(email) = Email::parse(&text) {
                prop_assert_eq!(email.as_str().matches('@').count(), 1);
                prop_assert!(!email.as_str().contains([' ', '\r', '\n', '<', '>', ',']));
            }
        }
    }
}
