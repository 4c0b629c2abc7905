//! Object identifiers of organisations, units and connection points (docs/DOMAIN.md 6; JHS 159).
//!
//! Guarantee: arcs without leading zeros, and under Finland's root for organisations a business ID that checks.
//! Non-goal: the code server; whether the node is registered is not known here.

use super::business_id::BusinessId;

/// Under this root the next arc is an organisation's business ID.
const ORGANISATIONS: &str = "1.2.246.10.";

/// An object identifier in dotted form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Oid(String);

/// Why a text is not an object identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OidProblem {
    /// Not numbers with dots between, or a number with a leading zero, or a first arc above 2.
    #[error("an OID has numbers without leading zeros and dots between them")]
    Form,
    /// The arc after 1.2.246.10 is not a business ID.
    #[error("the OID does not hold a valid business ID")]
    BusinessId,
}

impl OidProblem {
    /// The message key, without its prefix `problem-`.
    pub const fn key(self) -> &'static str {
        match self {
            OidProblem::Form => "oid_form",
            OidProblem::BusinessId => "oid_business_id",
        }
    }
}

/// Whose branch an OID hangs on, seen from one organisation. Only `Other` deserves a warning, and none a refusal:
/// a broker's connection point carries the broker's number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Branch {
    /// The organisation's own.
    Own,
    /// Another organisation's, perhaps the broker's.
    Other(BusinessId),
    /// The OID names no organisation.
    Unknown,
}

impl Oid {
    /// Reads a dotted OID.
    ///
    /// # Errors
    /// [`OidProblem`].
    pub fn parse(text: &str) -> Result<Self, OidProblem> {
        let text = text.trim();
        let arcs: Vec<&str> = text.split('.').collect();
        // 256 characters are more than any register holds; the first two arcs are bounded by X.660.
        let [first, second, ..] = arcs.as_slice() else { return Err(OidProblem::Form) };
        let rooted = matches!(*first, "0" | "1") && second.len() <= 2 && *second < "40" || *first == "2";
        if text.len() > 256 || !rooted || !arcs.iter().all(|arc| is_arc(arc)) {
            return Err(OidProblem::Form);
        }
        let oid = Oid(text.to_owned());
        if oid.organisation_arc().is_some() && oid.business_id().is_none() {
            return Err(OidProblem::BusinessId);
        }
        Ok(oid)
    }

    /// The dotted form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The organisation under whose branch the OID lies; `None` under other roots (`1.2.246.537`, THL).
    pub fn business_id(&self) -> Option<BusinessId> {
        let arc = self.organisation_arc()?;
        BusinessId::checked(&format!("{arc:0>8}")).ok()
    }

    /// Compares with the organisation that uses the OID.
    pub fn branch(&self, organisation: &BusinessId) -> Branch {
        match self.business_id() {
            None => Branch::Unknown,
            Some(id) if id == *organisation => Branch::Own,
            Some(id) => Branch::Other(id),
        }
    }

    fn organisation_arc(&self) -> Option<&str> {
        self.0.strip_prefix(ORGANISATIONS)?.split('.').next()
    }
}

/// A decimal number without leading zeros.
fn is_arc(arc: &str) -> bool {
    !arc.is_empty() && arc.bytes().all(|byte| byte.is_ascii_digit()) && (arc == "0" || !arc.starts_with('0'))
}

impl TryFrom<String> for Oid {
    type Error = OidProblem;
    fn try_from(text: String) -> Result<Self, OidProblem> {
        Self::parse(&text)
    }
}

impl std::str::FromStr for Oid {
    type Err = OidProblem;
    fn from_str(text: &str) -> Result<Self, OidProblem> {
        Self::parse(text)
    }
}

impl From<Oid> for String {
    fn from(oid: Oid) -> Self {
        oid.0
    }
}

impl std::fmt::Display for Oid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_oid_names_its_organisation() {
        for (oid, organisation) in [
            ("1.2.246.10.90000011.10.0.13.1", "9000001-1"),
            ("1.2.246.10.2430960.10.0.13.3", "0243096-0"),
            ("1.2.246.10.2048198", "0204819-8"),
        ] {
            let oid = Oid::parse(oid).unwrap();
            let organisation = BusinessId::parse(organisation).unwrap();
            assert_eq!(oid.business_id(), Some(organisation.clone()));
            assert_eq!(oid.branch(&organisation), Branch::Own);
            assert!(oid.as_str().starts_with(&format!("{ORGANISATIONS}{}", organisation.as_arc())));
        }
        assert_eq!(Oid::parse("1.2.246.537.10.1").unwrap().business_id(), None);
        assert_eq!(Oid::parse("2.999.1").unwrap().as_str(), "2.999.1");
    }

    #[test]
    fn a_brokers_connection_point_is_a_warning_not_an_error() {
        let client = BusinessId::parse("9000003-8").unwrap();
        let broker = BusinessId::parse("9000001-1").unwrap();
        assert_eq!(Oid::parse("1.2.246.10.90000011.10.0.13.1").unwrap().branch(&client), Branch::Other(broker));
        assert_eq!(Oid::parse("1.2.246.537.10.1").unwrap().branch(&client), Branch::Unknown);
    }

    #[test]
    fn what_is_wrong_is_said() {
        use OidProblem as P;
        for (text, problem) in [
            ("1.2.246.10.090000011", P::Form),
            ("1.2.246.10.90000012", P::BusinessId),
            ("1.2.246.10.", P::Form),
            ("1.2.246.10.9000001-1", P::Form),
            ("1.2.246.10.90000011.", P::Form),
            ("1.2.246.10.90000011.01", P::Form),
            ("1.2.246.10.900000110", P::BusinessId),
            ("1..2", P::Form),
            ("3.2.246", P::Form),
            ("1.40.1", P::Form),
            ("1", P::Form),
            ("", P::Form),
        ] {
            assert_eq!(Oid::parse(text), Err(problem), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_harm(text in "[0-9.ä-]{0,40}") {
            if let Ok(oid) = Oid::parse(&text) {
                prop_assert_eq!(oid.as_str(), text);
            }
        }
    }
}
