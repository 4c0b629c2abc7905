//! `[desk]`: what the desk does by itself, and how it introduces itself.

use chrono::TimeDelta;
use majakka_domain::catalogue::Texts;
use serde::Deserialize;

/// The desk's section.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskSettings {
    /// Where people turn to, if neither their organisation nor its desk says it: stands in every bulletin.
    pub contact: Texts,
    /// Wakes the duty list when an incident with an effect has no bulletin after so many minutes.
    pub first_bulletin_minutes: u16,
    /// While Kela must be telephoned, calls the next of the duty list to do it after so many minutes; 0: nobody.
    pub kela_call_minutes: u16,
    /// Wakes the duty list, over the other channel, when a gateway has served nobody for so many minutes.
    pub channel_alarm_minutes: u16,
    /// So many days ahead the next break of a series is told; one that does not come again is told as soon as it is planned.
    pub break_notice_days: u16,
    /// Tells the breaks that others announce to the contacts of whoever uses what rests.
    pub tell_announced_breaks: bool,
    /// Minutes without a click after which one is signed out (source 001, chapters 3 and 10).
    pub idle_minutes: u16,
    /// Keys of the vault: the file that seals patient references; empty: `vault.key` under `var/`.
    pub vault_key_file: String,
}

impl DeskSettings {
    /// How long one of the duty list has to reach Kela before the next is called; none: nobody is.
    pub fn kela_call(&self) -> Option<TimeDelta> {
        (self.kela_call_minutes > 0).then(|| TimeDelta::minutes(self.kela_call_minutes.into()))
    }

    /// How long a gateway may serve nobody before people are woken.
    pub fn channel_alarm(&self) -> TimeDelta {
        TimeDelta::minutes(self.channel_alarm_minutes.into())
    }
}
