//! What those who watch are told: counted right on both databases, from what waits and from nothing else.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::connection::SimpleConnection as _;
use majakka_domain::terms::Channel;
use majakka_store::db::AnyConnection;
use majakka_store::monitoring::{self, Outcomes};

use crate::databases::on_both;

/// Noon on a Monday in November.
const NOW: DateTime<Utc> = DateTime::from_timestamp(1_795_435_200, 0).expect("a time");

fn at(ago: i64) -> String {
    (NOW - TimeDelta::seconds(ago)).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// A message that was written so many seconds ago.
fn message(conn: &mut AnyConnection, id: i64, ago: i64) {
    let sql = format!(
        "INSERT INTO messages (id, kind, series, sequence, facts, written_at, actor) \
         VALUES ({id}, 'duty_alert', 'single', 1, '{{}}', '{}', '')",
        at(ago)
    );
    conn.batch_execute(&sql).expect("a message");
}

struct Letter {
    id: i64,
    message: i64,
    channel: &'static str,
    state: &'static str,
    /// Seconds until it is due.
    due: i64,
    held: bool,
    repeats: bool,
}

impl Letter {
    const fn due(id: i64, message: i64, channel: &'static str) -> Self {
        Letter { id, message, channel, state: "queued", due: -1, held: false, repeats: false }
    }

    fn write(&self, conn: &mut AnyConnection) {
        let Letter { id, message, channel, state, due, .. } = self;
        let holder = if self.held { "'worker'" } else { "NULL" };
        let repeat = if self.repeats { format!("'{}'", at(-60)) } else { "NULL".to_owned() };
        let sql = format!(
            "INSERT INTO deliveries (id, message_id, channel, address, language, kind, series, reason, priority, state, attempts, \
             due_at, leased_by, repeat_at) VALUES ({id}, {message}, '{channel}', 'a@example.fi', 'fi', 'duty_alert', 'single', \
             'single', 0, '{state}', 0, '{}', {holder}, {repeat})",
            at(-due)
        );
        conn.batch_execute(&sql).expect("a letter");
    }
}

#[test]
fn a_word_is_as_old_as_its_writing_however_often_it_was_put_off() {
    on_both(|pool| {
        let conn = &mut pool.get().expect("a connection");
        let calm = monitoring::standing(conn, NOW).expect("figures");
        assert_eq!(calm.oldest_waits(), TimeDelta::zero());
        assert_eq!((calm.routes.len(), calm.scheduler_until, calm.open_incidents), (0, None, 0));

        message(conn, 1, 5_000);
        message(conn, 2, 70);
        message(conn, 3, 20);
        let letters = [
            Letter { state: "sent", ..Letter::due(1, 1, "email") },
            Letter { due: 240, ..Letter::due(2, 2, "email") },
            Letter { held: true, ..Letter::due(3, 3, "email") },
            Letter::due(4, 3, "email"),
            Letter { state: "uncertain", repeats: true, ..Letter::due(5, 3, "sms") },
        ];
        letters.iter().for_each(|letter| letter.write(conn));
        let found = monitoring::standing(conn, NOW).expect("figures");
        let on = |channel| found.waiting.iter().find(|on| on.channel == channel).expect("every channel is there");
        let mail = on(Channel::Email);
        assert_eq!((mail.due, mail.put_off, mail.held, mail.uncertain), (1, 1, 1, 0));
        assert_eq!(mail.waits(NOW), TimeDelta::seconds(70), "what left long ago does not count, what was put off does");
        assert_eq!((on(Channel::Sms).due, on(Channel::Sms).uncertain), (0, 1));
        assert_eq!(found.oldest_waits(), TimeDelta::seconds(70));
    });
}

#[test]
fn gateways_are_told_by_workers_that_were_seen_within_two_minutes() {
    on_both(|pool| {
        let conn = &mut pool.get().expect("a connection");
        let says = |conn: &mut AnyConnection, worker: &str, state: &str, ago: i64| {
            let sql = format!(
                "INSERT INTO route_states (route, worker, channel, state, since, last_taken_at, seen_at) \
                 VALUES ('smtp', '{worker}', 'email', '{state}', '{0}', '{0}', '{0}')",
                at(ago)
            );
            conn.batch_execute(&sql).expect("a worker's word");
        };
        says(conn, "one", "open", 10);
        says(conn, "two", "open", 90);
        says(conn, "gone", "closed", 130);
        conn.batch_execute(&format!(
            "INSERT INTO leases (name, holder, until) VALUES ('scheduler', 'one', '{}')",
            at(-30)
        ))
        .expect("a lease");
        let found = monitoring::standing(conn, NOW).expect("figures");
        let [route] = found.routes.as_slice() else { panic!("{found:?}") };
        assert_eq!((route.route.as_str(), route.state.as_str(), route.workers), ("smtp", "open", 2));
        assert_eq!(route.last_taken, Some(NOW - TimeDelta::seconds(10)));
        assert_eq!(found.scheduler_until, Some(NOW + TimeDelta::seconds(30)));
    });
}

#[test]
fn an_offer_that_failed_is_counted_once_and_none_of_before() {
    on_both(|pool| {
        let conn = &mut pool.get().expect("a connection");
        message(conn, 1, 500);
        Letter::due(1, 1, "email").write(conn);
        let tried = |conn: &mut AnyConnection, outcome: &str, ago: i64| {
            let sql = format!(
                "INSERT INTO delivery_attempts (delivery_id, at, outcome, detail) VALUES (1, '{}', '{outcome}', '')",
                at(ago)
            );
            conn.batch_execute(&sql).expect("an attempt");
        };
        tried(conn, "refused", 400);
        let mark = monitoring::newest_offer(conn).expect("a mark");
        tried(conn, "later", 100);
        tried(conn, "later", 60);
        tried(conn, "refused", 60);
        tried(conn, "refused", 5);
        let (mut found, mark) = monitoring::outcomes_since(conn, NOW, mark).expect("outcomes");
        found.sort_by(|a, b| a.outcome.cmp(&b.outcome));
        let count = |outcome: &str, count| Outcomes { channel: Channel::Email, outcome: outcome.to_owned(), count };
        assert_eq!(
            found,
            [count("later", 2), count("refused", 1)],
            "the newest may have others beside it that are not seen yet"
        );
        let (found, mark) = monitoring::outcomes_since(conn, NOW + TimeDelta::minutes(1), mark).expect("outcomes");
        assert_eq!(found, [count("refused", 1)]);
        let (found, _) = monitoring::outcomes_since(conn, NOW + TimeDelta::minutes(2), mark).expect("outcomes");
        assert_eq!(found, []);
    });
}
