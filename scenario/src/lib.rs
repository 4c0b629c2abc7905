//! The format of a story: TOML, every key known. `docs/SCENARIOS.md` says what each key means.
//!
//! Guarantee: any text gives a story or a problem. A step's fields are all optional: a story may leave one out to see the
//! refusal. Non-goal: what the words in the fields mean; who plays the story asks that.

#![expect(missing_docs, reason = "the fields are the keys of docs/SCENARIOS.md")]

use std::collections::BTreeSet;

use serde::Deserialize;

/// Why a text is no story.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// Not TOML, or a key that nobody knows, or a value of another type.
    #[error(transparent)]
    Format(#[from] toml::de::Error),
    /// Two organisations have one key.
    #[error("the organisation {0} stands twice")]
    Twice(String),
}

/// A whole story.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    pub name: String,
    #[serde(default, rename = "source")]
    pub _source: String,
    pub start: String,
    #[serde(default)]
    pub organisation: Vec<Organisation>,
    #[serde(default)]
    pub step: Vec<Step>,
}

/// Who exists.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    pub key: String,
    pub name: String,
    pub kind: String,
    #[serde(default)]
    pub business_id: String,
    #[serde(default)]
    pub region: String,
    #[serde(default)]
    pub operator: String,
    #[serde(default)]
    pub vendor: String,
    #[serde(default)]
    pub connection_point: String,
    pub broker: Option<String>,
    #[serde(default)]
    pub services: Vec<String>,
    #[serde(default)]
    pub contact: Vec<Contact>,
}

/// Who is told.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    pub key: String,
    pub kind: String,
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    pub language: String,
    pub roles: Vec<String>,
}

/// One step: a time, and exactly one of the tables.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub at: String,
    #[serde(rename = "as")]
    pub actor: Option<String>,
    pub refused: Option<String>,
    #[serde(flatten)]
    pub action: Action,
}

macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident { $($field:ident : $type:ty),* $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Default, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name { $(pub $field: $type),* }
    )+};
}

/// What happens in a step.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Report(Report),
    Probe(Probe),
    Upstream(Upstream),
    Triage(Triage),
    Escalate(Escalate),
    Call(Call),
    Publish(Publish),
    Update(Update),
    Resolve(Resolve),
    Close(Close),
    Answer(Answer),
    TaskDone(TaskDone),
    Maintenance(Maintenance),
    Absent(Absent),
    Receipt(Receipt),
    Gateway(Gateway),
    Contact(ContactChange),
    Expect(Box<Expect>),
}

tables! {
    /// Somebody tells what she saw.
    Report {
        organisation: String, service: String, function: String, effect: String, description: String,
        unit: Option<String>, workstation: Option<String>, application: Option<String>, error_text: Option<String>,
        occurred_at: Option<String>, patient_ref: Option<String>, reporter: Option<String>, callback: Option<String>,
        safety_risk: bool, privacy_risk: bool, reports: Option<u32>, over: Option<String>,
    }
    /// A measurement.
    Probe { layer: String, result: String, organisation: Option<String>, service: Option<String> }
    /// What others say.
    Upstream {
        source: String, kind: String, id: String, services: Vec<String>, title: String, effect: Option<String>,
        starts: Option<String>, ends: Option<String>, unreachable: bool, reachable: bool,
    }
    /// A decision.
    Triage {
        incident: u32, origin: String, reason: String, effect: Option<String>, extent: Option<String>,
        criticality: Option<String>,
    }
    /// A call for help.
    Escalate { incident: u32, to: String }
    /// A telephone call.
    Call { incident: u32, to: String, outcome: String, by: String }
    /// The first bulletin.
    Publish {
        incident: u32, impact: String, services: Vec<String>, organisations: Option<Vec<String>>,
        eta: Option<String>, next_update: Option<String>,
    }
    /// A further bulletin.
    Update { incident: u32, impact: String, eta: Option<String>, next_update: Option<String> }
    /// The end.
    Resolve { incident: u32, ended_at: String, cause: String }
    /// All is cleared up.
    Close { incident: u32 }
    /// An answer.
    Answer { incident: u32, question: String, value: String, reason: String }
    /// A task ticked off.
    TaskDone { incident: u32, task: String, by: String }
    /// An own planned break.
    Maintenance {
        id: String, service: String, starts: String, ends: String, impact: String, organisations: Vec<String>,
        rule: Option<String>, cancel: bool, end_series: bool, move_to: Option<Window>,
    }
    /// From when to when.
    Window { starts: String, ends: String }
    /// Somebody is away.
    Absent { contact: String, from: String, to: String, substitute: Option<String> }
    /// What came back.
    Receipt { contact: String, channel: String, state: String }
    /// How a transport does.
    Gateway { channel: String, state: String }
    /// A change of the register.
    ContactChange {
        organisation: String, contact: String, remove: bool, phone: Option<String>, email: Option<String>,
        roles: Option<Vec<String>>,
    }
    /// What must be true now.
    Expect {
        open_incidents: Option<i64>, suggestion: Option<Suggested>, linked: Option<Linked>, incident: Option<Stands>,
        deliveries: Vec<Delivered>, total_deliveries: Option<Total>, tasks: Option<Tasks>, clocks: Vec<Clock>,
        status: Vec<Status>, page_contains: Vec<String>, page_lacks: Vec<String>, page_language: Option<String>,
        nowhere: Vec<String>, sms_within: Option<usize>,
    }
    /// The proposal.
    Suggested {
        incident: u32, origin: Option<String>, effect: Option<String>, extent: Option<String>,
        criticality: Option<String>, confidence: Option<String>, kela_report: Option<String>, kela_call: Option<bool>,
        criteria: Option<Vec<String>>, service: Option<String>, reports: Option<usize>, reasons: Vec<String>,
    }
    /// What a report belongs to.
    Linked { report: u32, to: String }
    /// Where an incident stands.
    Stands { incident: u32, state: Option<String>, kela: Option<String> }
    /// Messages to one contact.
    Delivered {
        contact: String, channel: String, kind: String, count: usize, incident: Option<u32>, state: Option<String>,
        contains: Option<String>, language: Option<String>,
    }
    /// Messages to everybody.
    Total { channel: String, kind: String, count: usize, incident: Option<u32> }
    /// Open tasks.
    Tasks { incident: u32, open: Vec<String> }
    /// A statutory clock.
    Clock { incident: u32, kind: String, due: String }
    /// What the page says of a service.
    Status { service: String, function: Option<String>, state: String }
}

impl Scenario {
    /// Parses a story.
    ///
    /// # Errors
    /// [`Problem`]
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let scenario: Scenario = toml::from_str(text)?;
        let mut keys = BTreeSet::new();
        match scenario.organisation.iter().find(|organisation| !keys.insert(organisation.key.as_str())) {
            Some(twice) => Err(Problem::Twice(twice.key.clone())),
            None => Ok(scenario),
        }
    }
}
