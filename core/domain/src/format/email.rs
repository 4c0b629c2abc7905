//! Mail addresses as far as a plain look tells (RFC 5321 limits, RFC 6531 for letters outside ASCII, UTS 46 for domains).
//!
//! Guarantee: what passes is one address and cannot carry a second one, a name or a header line; its domain has a form that every
//! server takes ([`Email::to_wire`]).
//! Non-goal: quoted local parts, and whether anybody reads it; a delivery shows that.

use crate::text;

/// A mail address, as people read it: its domain in letters, small ones.
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
    /// An address of numbers: relays take names.
    #[error("the part after the @ is an address of numbers, not a name")]
    Numbers,
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
            EmailProblem::Numbers => "email_numbers",
        }
    }
}

/// Longest address that fits a path of 256 with its angle brackets (RFC 5321, 4.5.3.1.3).
const LONGEST: usize = 254;

/// Longest part before the @ (RFC 5321, 4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;

impl Email {
    /// Reads an address as people write and copy it: white space and unseen characters, `mailto:`, angle brackets, the name before
    /// them, and the full stop or comma after are forgiven.
    ///
    /// # Errors
    /// The first [`EmailProblem`] in the order of the enum.
    pub fn parse(text: &str) -> Result<Self, EmailProblem> {
        let seen: String = text::clean(text).chars().filter(|c| !is_unseen(*c)).collect();
        let text = bare(seen.trim());
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
        // RFC 5322, atext; RFC 6531 adds letters, and no server's mailboxes have quotes or dashes of typography.
        if !local.chars().all(|c| c.is_alphanumeric() || ".!#$%&'*+-/=?^_`{|}~".contains(c)) {
            return Err(EmailProblem::Characters);
        }
        let read = Email(format!("{local}@{}", named(domain)?));
        let wire = read.to_wire();
        if wire.len() > LONGEST {
            return Err(EmailProblem::TooLong);
        }
        // Letters may take more bytes than their names on the wire, and are given up where they do not fit.
        Ok(if read.0.len() > LONGEST { Email(wire) } else { read })
    }

    /// The address as people read it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as it travels: the domain in A-labels (RFC 5890), which servers without SMTPUTF8 take too.
    pub fn to_wire(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or_default();
        let domain = idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_owned());
        format!("{local}@{domain}")
    }
}

/// An address without what it was copied with.
fn bare(line: &str) -> &str {
    let named = line.strip_suffix('>').and_then(|rest| rest.split_once('<'));
    let inside = named.filter(|(name, _)| !name.contains(['@', '\n'])).map(|(_, inside)| inside);
    let bare = inside.unwrap_or(line).trim();
    let scheme = bare.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    let bare = if scheme.is_some() { bare.get(7..).unwrap_or_default() } else { bare };
    let bare = if scheme.is_some() { bare.split_once('?').map_or(bare, |(address, _)| address) } else { bare };
    bare.trim().trim_end_matches(['.', ',', ';'])
}

/// The domain in letters, if it is one that mail can go to.
fn named(domain: &str) -> Result<String, EmailProblem> {
    // Labels and their order first: UTS 46 forgives what no name server would.
    if !domain.contains('.') || !domain.split('.').all(is_label) {
        return Err(EmailProblem::Domain);
    }
    let ascii = idna::domain_to_ascii(domain).map_err(|_| EmailProblem::Domain)?;
    if !ascii.split('.').all(is_label) || ascii.len() > LONGEST {
        return Err(EmailProblem::Domain);
    }
    // RFC 3696, 2: the last label is never all numbers.
    let last = ascii.rsplit('.').next().unwrap_or_default();
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(EmailProblem::Numbers);
    }
    if last.len() < 2 {
        return Err(EmailProblem::Domain);
    }
    let (letters, read) = idna::domain_to_unicode(&ascii);
    // Letters that would not be read as this domain again are no help to a reader.
    let is_read = read.is_ok() && letters.split('.').all(is_label);
    let is_same = is_read && idna::domain_to_ascii(&letters).is_ok_and(|again| again == ascii);
    Ok(if is_same { letters } else { ascii })
}

/// What comes along unseen when an address is copied.
const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2065}' | '\u{FE00}'..='\u{FE0F}')
}

/// White space and control characters, and what separates or wraps addresses in a header.
fn is_foreign(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "()<>[]:;,\\\"".contains(c)
}

/// Letters, digits and inner hyphens; letters of other alphabets become A-labels on their way.
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
        for text in [
            "tuki@example.fi",
            "anna.esimerkki+kanta@hva.example.fi",
            "käyttötuki@räyskälä.example.fi",
            "a@b-c.fi",
            "o'brien@example.fi",
        ] {
            assert_eq!(Email::parse(&format!(" {text}\n")).unwrap().as_str(), text);
        }
    }

    #[test]
    fn what_an_address_is_copied_with_is_forgiven() {
        for text in [
            "mailto:tuki@example.fi",
            "MailTo:tuki@example.fi?subject=H%C3%A4iri%C3%B6",
            "<tuki@example.fi>",
            "<mailto:tuki@example.fi>",
            "Käyttötuki <tuki@example.fi>",
            "\"Esimerkki, Anna\" <tuki@example.fi>",
            "\u{200B}tuki@example.fi",
            "tuki@example.fi\u{FEFF}",
            "tuki@exam\u{200B}ple.fi",
            "tuki\u{AD}@example.fi",
            "\u{202A}tuki@example.fi\u{202C}",
            "tuki@example.fi.",
            "tuki@example.fi,",
            "tuki@example.fi;",
            "tuki@EXAMPLE.fi",
            "tuki@ｅｘａｍｐｌｅ.fi",
        ] {
            assert_eq!(Email::parse(text).map(|email| email.to_string()).as_deref(), Ok("tuki@example.fi"), "{text}");
        }
    }

    #[test]
    fn a_domain_travels_in_a_form_that_every_server_takes() {
        for (text, read, wire) in [
            ("tuki@lääkäri.example.fi", "tuki@lääkäri.example.fi", "tuki@xn--lkri-loaab.example.fi"),
            ("tuki@LÄÄKÄRI.example.fi", "tuki@lääkäri.example.fi", "tuki@xn--lkri-loaab.example.fi"),
            (
                "tuki@la\u{308}a\u{308}ka\u{308}ri.example.fi",
                "tuki@lääkäri.example.fi",
                "tuki@xn--lkri-loaab.example.fi",
            ),
            ("tuki@xn--lkri-loaab.example.fi", "tuki@lääkäri.example.fi", "tuki@xn--lkri-loaab.example.fi"),
            ("info@åbo.example.fi", "info@åbo.example.fi", "info@xn--bo-xia.example.fi"),
            ("info@hälsa.ax", "info@hälsa.ax", "info@xn--hlsa-loa.ax"),
            ("Tuki@Example.FI", "Tuki@example.fi", "Tuki@example.fi"),
            // Its letters are none that a name has, so nobody could write them back.
            ("tuki@xn--\u{0}krimloPLe.abaex.amplO", "tuki@xn--krimlople.abaex.amplo", "tuki@xn--krimlople.abaex.amplo"),
        ] {
            let email = Email::parse(text).unwrap();
            assert_eq!((email.as_str(), email.to_wire().as_str()), (read, wire), "{text}");
            assert_eq!(Email::parse(read), Ok(email), "what is read is written back");
        }
    }

    #[test]
    fn what_is_too_long_on_its_way_is_too_long_however_short_it_reads() {
        let label = "ä".repeat(28);
        let short = format!("tuki@{}.fi", vec![label.clone(); 3].join("."));
        let email = Email::parse(&short).unwrap();
        assert!(email.as_str() == short && email.to_wire().len() <= LONGEST);
        // Each part of the name is half as long again on its way.
        let named = |parts: usize| format!("{}@{}.fi", "a".repeat(60), vec!["äaöbåc"; parts].join("."));
        assert!(named(13).len() < LONGEST && Email::parse(&named(9)).is_ok());
        assert_eq!(Email::parse(&named(13)), Err(EmailProblem::TooLong));
        let fuzzed = "tuki@xn-oaao.exoboe.l.aa-lkrimloaao.exoboaao.exoboe.l.aa-lkrimloaao.exobuki.xn--uki.xn--mpmplhhhhomooihhhh.xnoaaho.\
                      e.ko.e.kooecxtooee.loiaahe.koou.exoboe.loaaxoe.loaahoao.exoboe.l.aa-lkriéexoboe.loaaho.e.ko.e.kooecxtooee.loiaahe.koou.\
                      exoboe.loaaxtun";
        assert!(Email::parse(fuzzed).is_err());
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
            ("tuki.@example.fi", P::Local),
            ("tu..ki@example.fi", P::Local),
            ("tuki@example", P::Domain),
            ("tuki@example.", P::Domain),
            ("tuki@.example.fi", P::Domain),
            ("tuki@-example.fi", P::Domain),
            ("tuki@exa_mple.fi", P::Domain),
            ("tuki@example..fi", P::Domain),
            ("tuki@example.f", P::Domain),
            ("tuki@xn--a-ä.fi", P::Domain),
            ("tuki@123.123.123.123", P::Numbers),
            ("tuki@example.123", P::Numbers),
            ("tuki@[123.123.123.123]", P::Characters),
            ("tuki@[IPv6:2001:db8::1]", P::Characters),
            ("tu ki@example.fi", P::Characters),
            ("o’brien@example.fi", P::Characters),
            ("anna–maria@example.fi", P::Characters),
            ("tuki😬@example.fi", P::Characters),
            ("“tuki”@example.fi", P::Characters),
            ("tuki@example.fi\r\nBcc: muu@example.fi", P::Characters),
            ("a,b@example.fi", P::Characters),
            ("a@example.fi, b@example.fi", P::Characters),
            ("A <a@example.fi>, B <b@example.fi>", P::Characters),
            ("mailto:a@example.fi,b@example.fi", P::Characters),
            ("a@example.fi\nRCPT TO:<b@example.fi>", P::Characters),
            ("a\nRCPT TO:<b@example.fi>", P::Characters),
            ("a@example.fi <b@example.fi>", P::Characters),
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

        #[test]
        fn an_address_reads_as_itself_and_travels_as_one(text in any::<String>(), local in "[a-zäö.]{1,8}", domain in "[a-zäöåß.A-Z-]{1,20}") {
            for written in [text, format!("{local}@{domain}")] {
                let Ok(email) = Email::parse(&written) else { continue };
                prop_assert_eq!(Email::parse(email.as_str()), Ok(email.clone()));
                let wire = email.to_wire();
                prop_assert_eq!(Email::parse(&wire), Ok(email.clone()), "{}", wire);
                prop_assert!(wire.rsplit_once('@').is_some_and(|(_, domain)| domain.is_ascii()), "{}", wire);
            }
        }
    }
}
