//! What takes what away, and when.

/// When an edge takes something away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Only while Suomi.fi identification is out too (source 001, chapter 4).
    WhileIdentificationIsOut,
    /// Only for the clients of that very connection point (source 000, 3.1).
    OnlyItsClients,
}

/// "`down` takes `functions` of `hits` away".
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edge {
    /// The system that fails.
    pub down: String,
    /// The system that loses something.
    pub hits: String,
    /// What is lost; absent means all.
    pub functions: Option<Vec<String>>,
    /// When it holds; absent means always.
    pub condition: Option<Condition>,
    /// The source of the rule.
    #[serde(default)]
    pub source: String,
}

/// What the conditions of edges ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circumstances {
    /// Is Suomi.fi identification out too?
    pub identification_out: bool,
    /// Is it about a client of the very connection point that fails? What is said of everybody is not.
    pub its_client: bool,
}

impl Circumstances {
    /// Those of everybody, whoever's connection point it is.
    pub const fn of_everybody(identification_out: bool) -> Self {
        Circumstances { identification_out, its_client: false }
    }
}

impl Edge {
    /// Does it act under these circumstances?
    pub fn holds(&self, circumstances: Circumstances) -> bool {
        match self.condition {
            None => true,
            Some(Condition::WhileIdentificationIsOut) => circumstances.identification_out,
            Some(Condition::OnlyItsClients) => circumstances.its_client,
        }
    }

    /// Does the edge take this function away?
    pub fn takes(&self, service: &str, function: &str) -> bool {
        self.hits == service && self.functions.as_ref().is_none_or(|lost| lost.iter().any(|f| f == function))
    }
}
