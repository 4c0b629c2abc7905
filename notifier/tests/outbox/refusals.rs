//! Whose trouble a refusal is, through the whole outbox and in the words of a real Postfix.

use std::sync::Arc;

use chrono::TimeDelta;
use majakka_app::config::{SmtpSecurity, SmtpSettings};
use majakka_domain::id::MessageId;
use majakka_domain::terms::{Channel, DeliveryState, MessageKind, OrganisationKind, TaskName};
use majakka_notifier::channel::memory::MemoryGateway;
use majakka_notifier::channel::{mime::MailComposer, smtp::SmtpGateway};
use majakka_notifier::outbox::{Lanes, drain};
use majakka_store::installation;
use majakka_store::organisation::{self, NewOrganisation};
use majakka_testing::postfix::{Blocked, PASSWORD, Postfix, USER};
use majakka_testing::scratch::Scratch;

use crate::world::{MORNING, World, on_both};

/// Who is woken when a gateway does not serve us.
const DUTY: &str = "+358400000090";

/// An installation whose mail leaves by Postfix, and its text messages by a gateway that takes everything.
struct Relay<'w> {
    world: &'w World,
    sms: Arc<MemoryGateway>,
    settings: SmtpSettings,
    _secrets: Scratch,
}

impl<'w> Relay<'w> {
    fn new(world: &'w World, postfix: &Postfix) -> Self {
        world.app.step(|tx| {
            let new = NewOrganisation::named("isanta", "Esimerkin isäntä", OrganisationKind::Host);
            let host = organisation::insert(tx.conn, tx.now, &new)?;
            installation::set_desk_rules(tx.conn, host, false, "", DUTY)
        });
        let secrets = Scratch::new("mjref");
        let password = secrets.write_secret("password", PASSWORD);
        let settings = SmtpSettings {
            host: "localhost".to_owned(),
            port: Some(postfix.starttls_port()),
            security: SmtpSecurity::Starttls,
            username: Some(USER.to_owned()),
            password_file: Some(password),
            ca_file: Some(postfix.authority()),
            hello: None,
            connections: 4,
            connect_seconds: 15,
            send_seconds: 60,
            idle_seconds: 60,
            limits: Default::default(),
        };
        let sms = Arc::new(MemoryGateway::new(Channel::Sms, world.app.clock.clone()));
        Relay { world, sms, settings, _secrets: secrets }
    }

    /// The routes as a process finds them that has just started.
    fn lanes(&self) -> Lanes {
        let composer = MailComposer::new("Häiriöt <hairiot@example.fi>", None, None).unwrap();
        Lanes::new(vec![self.sms.clone(), Arc::new(SmtpGateway::new(&self.settings, composer).unwrap())])
    }

    /// Works the outbox off second after second, for so many or until `done`. Says how many went by.
    async fn work(&self, lanes: &Lanes, worker: &str, seconds: i64, done: impl Fn() -> bool) -> i64 {
        for second in 0..seconds {
            drain(&self.world.app, lanes, worker).await.unwrap();
            if done() {
                return second;
            }
            self.world.pass(TimeDelta::seconds(1));
        }
        seconds
    }

    fn mails(&self, bulletin: MessageId, state: DeliveryState) -> i64 {
        self.world.count(bulletin, Channel::Email, state)
    }

    /// What the people on duty were told, and when.
    fn alarms(&self) -> Vec<(TimeDelta, String)> {
        let to_duty = self.sms.taken().into_iter().filter(|taken| taken.letter.to == DUTY);
        to_duty.map(|taken| (taken.at - MORNING, taken.letter.words().sms.clone())).collect()
    }
}

/// Every client is refused, in these words.
fn a_block_costs_nobody_the_bulletin(at: Blocked, reply: &str, said: &str) {
    on_both(async |world| {
        let mut postfix = Postfix::start();
        postfix.block_clients(at, Some(reply));
        let relay = Relay::new(world, &postfix);
        world.contacts(1..=9);
        let bulletin = world.say(MessageKind::First, true);

        relay.work(&relay.lanes(), "one", 180, || false).await;
        // The process is started again, another one beside it: neither tells what is told.
        for worker in ["one again", "other"] {
            relay.work(&relay.lanes(), worker, 120, || false).await;
        }
        let alarms = relay.alarms();
        let [(after, text)] = &alarms[..] else { panic!("one alarm: {alarms:?}") };
        assert!(*after < TimeDelta::minutes(3) && text.contains(said), "{alarms:?}");
        assert_eq!(relay.mails(bulletin, DeliveryState::Queued), 9, "nobody lost it");
        assert!(world.deliveries(bulletin).iter().all(|row| row.attempts == 0), "and it counts against nobody");
        assert_eq!(world.tasks(), [], "no good address is to be mended");

        // The provider takes us back.
        postfix.block_clients(at, None);
        let lanes = relay.lanes();
        let seconds = relay.work(&lanes, "last", 300, || relay.mails(bulletin, DeliveryState::Sent) == 9).await;
        assert!(seconds < 300, "{:?}", world.deliveries(bulletin));
        assert_eq!(relay.alarms().len(), 1);

        // And blocks us again another day: that is told anew.
        world.pass(TimeDelta::hours(8));
        postfix.block_clients(at, Some(reply));
        world.say(MessageKind::Update, true);
        relay.work(&relay.lanes(), "next day", 180, || relay.alarms().len() > 1).await;
        assert_eq!(relay.alarms().len(), 2);
    });
}

#[test]
fn an_address_of_ours_on_a_block_list_costs_nobody_the_bulletin_and_one_alarm_names_the_reply() {
    let reply = "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using dnsbl.example.org";
    a_block_costs_nobody_the_bulletin(Blocked::AtRecipient, reply, "blocked using dnsbl.example.org");
}

#[test]
fn a_lost_right_to_send_as_ourselves_costs_nobody_the_bulletin_and_one_alarm_names_the_reply() {
    let reply = "550 5.7.60 Client does not have permissions to send as this sender";
    a_block_costs_nobody_the_bulletin(Blocked::AfterData, reply, "permissions to send as this sender");
}

#[test]
fn what_the_relay_refuses_to_everybody_for_now_is_told_as_well() {
    let reply = "451 4.3.0 Temporary lookup failure";
    a_block_costs_nobody_the_bulletin(Blocked::AtRecipient, reply, "4.3.0");
}

#[test]
fn addresses_that_the_relay_does_not_serve_hold_up_nobody_and_are_given_up_within_two_minutes() {
    on_both(async |world| {
        let postfix = Postfix::start();
        let relay = Relay::new(world, &postfix);
        let people = world.contacts(1..=66);
        let outside = &people[..6];
        for contact in outside {
            world.sql(&format!("UPDATE contacts SET email = 'x{0}@outside.test.invalid' WHERE id = {0}", contact.0));
        }
        let bulletin = world.say(MessageKind::First, true);
        let lanes = relay.lanes();
        let seconds = relay.work(&lanes, "one", 60, || relay.mails(bulletin, DeliveryState::Sent) == 60).await;
        assert!(seconds <= 5, "the others waited {seconds} s");
        let failed = || relay.mails(bulletin, DeliveryState::Failed) == 6;
        let seconds = relay.work(&lanes, "one", 180, failed).await;
        assert!(seconds <= 120, "given up after {seconds} s: {:?}", world.deliveries(bulletin));
        let mut fixes: Vec<_> = world.tasks();
        fixes.sort_by_key(|(_, contact, _)| *contact);
        let fix = |contact| (TaskName::ContactFix, Some(contact), Some(Channel::Email));
        assert_eq!(fixes, outside.iter().copied().map(fix).collect::<Vec<_>>());
        let denied = world.deliveries(bulletin).into_iter().filter(|row| row.address.contains("outside"));
        for row in denied.filter(|row| row.channel == Channel::Email) {
            let said = row.last_detail.unwrap_or_default();
            assert!(said.contains("Relay access denied") && said.contains(&row.address), "its own reply: {said}");
        }
        assert_eq!(relay.alarms(), [], "no gateway is in trouble");
    });
}
