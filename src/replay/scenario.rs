//! The format of a story: TOML, every key known (docs/SCENARIOS.md).
//!
//! A step's fields are all optional here: a story may leave one out to see the refusal.

use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// A whole story.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    pub(crate) name: String,
    #[serde(default, rename = "source")]
    pub(crate) _source: String,
    pub(crate) start: String,
    #[serde(default)]
    pub(crate) organisation: Vec<Organisation>,
    #[serde(default)]
    pub(crate) step: Vec<Step>,
}

/// Who exists.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Organisation {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) business_id: String,
    #[serde(default)]
    pub(crate) region: String,
    #[serde(default)]
    pub(crate) operator: String,
    #[serde(default)]
    pub(crate) vendor: String,
    #[serde(default)]
    pub(crate) connection_point: String,
    pub(crate) broker: Option<String>,
    #[serde(default)]
    pub(crate) services: Vec<String>,
    #[serde(default)]
    pub(crate) contact: Vec<Contact>,
}

/// Who is told.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Contact {
    pub(crate) key: String,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) phone: Option<String>,
    pub(crate) language: String,
    pub(crate) roles: Vec<String>,
}

/// One step: a time, and exactly one of the tables.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    pub(crate) at: String,
    #[serde(rename = "as")]
    pub(crate) actor: Option<String>,
    pub(crate) refused: Option<String>,
    #[serde(flatten)]
    pub(crate) deed: Deed,
}

macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident { $($field:ident : $type:ty),* $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Default, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub(crate) struct $name { $(pub(crate) $field: $type),* }
    )+};
}

/// What happens in a step.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Deed {
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
        cancel: bool, move_to: Option<Window>,
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
    /// Reads a story.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&text).with_context(|| path.display().to_string())
    }

    /// Parses a story.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let scenario: Scenario = toml::from_str(text)?;
        let mut keys = std::collections::BTreeSet::new();
        for organisation in &scenario.organisation {
            if !keys.insert(organisation.key.as_str()) {
                bail!("the organisation {} stands twice", organisation.key);
            }
        }
        Ok(scenario)
    }
}
