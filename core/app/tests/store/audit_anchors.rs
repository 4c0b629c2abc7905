//! Whoever owns the database and rewrites the audit log is found out by the anchors that lie elsewhere.

use std::fs;

use chrono::TimeDelta;
use diesel::connection::SimpleConnection as _;
use majakka_app::audit_anchor::{self, Finding, Verdict};
use majakka_kit::{Database, TestApp};
use majakka_store::audit::{self, Row};

/// A log of thirty rows with an anchor after each ten.
struct Log {
    app: TestApp,
    database: Database,
}

fn on_both(story: impl Fn(&Log)) {
    majakka_kit::on_both(|database| {
        let log = Log { app: TestApp::on(database).start(), database };
        for anchor in 1..=3 {
            (0..10).for_each(|_| log.write("anna", "patient.opened"));
            log.app.pass(TimeDelta::minutes(15));
            assert_eq!(audit_anchor::set(&log.app).expect("an anchor"), 1);
            assert_eq!(audit_anchor::set(&log.app).expect("nothing new"), 0, "anchor {anchor}");
        }
        assert_eq!(log.findings(), []);
        story(&log);
    });
}

impl Log {
    fn write(&self, actor: &str, action: &str) {
        self.app.step(|tx| audit::append(tx.conn, tx.now, actor, action, "R-2026-000001", ""));
    }

    fn verdict(&self) -> Verdict {
        audit_anchor::verify(&self.app).expect("a verdict")
    }

    fn findings(&self) -> Vec<Finding> {
        self.verdict().findings
    }

    /// What somebody does who owns the database: the triggers are no obstacle to him.
    fn tamper(&self, change: &str) {
        let unlock = match self.database {
            Database::Sqlite => "DROP TRIGGER IF EXISTS audit_no_update; DROP TRIGGER IF EXISTS audit_no_delete;",
            Database::Postgres => "ALTER TABLE audit DISABLE TRIGGER USER;",
        };
        self.app.step(|tx| Ok(tx.conn.batch_execute(&format!("{unlock} {change}"))?));
    }

    /// Puts other rows in their place, well chained.
    fn forge(&self, rows: impl IntoIterator<Item = Row>) {
        self.tamper("DELETE FROM audit");
        self.app.step(|tx| {
            rows.into_iter()
                .try_for_each(|row| audit::append(tx.conn, row.at, &row.actor, &row.action, &row.subject, &row.detail))
        });
    }

    fn rows(&self) -> Vec<Row> {
        let mut rows = self.app.read(|conn| audit::newest(conn, 1_000)).expect("the log");
        rows.reverse();
        rows
    }
}

#[test]
fn a_tail_that_was_cut_off_is_found_also_when_the_log_has_grown_since() {
    on_both(|log| {
        log.tamper("DELETE FROM audit WHERE id > 25");
        let found = log.findings();
        assert!(matches!(&found[..], [Finding::Cut { left: 25, anchor }] if anchor.rows == 30), "{found:?}");
        assert!(found[0].to_string().starts_with("rows 26 to 30 were cut off"), "{}", found[0]);
        assert_eq!(log.verdict().newest.map(|anchor| anchor.rows), Some(20));
        (0..10).for_each(|_| log.write("anna", "incident.opened"));
        let found = log.findings();
        assert!(matches!(&found[..], [Finding::Changed { after: 20, anchor }] if anchor.rows == 30), "{found:?}");
    });
}

#[test]
fn a_middle_that_was_changed_is_found_with_and_without_a_new_chain() {
    on_both(|log| {
        let whole = log.rows();
        log.tamper("UPDATE audit SET actor = 'ville' WHERE id = 15");
        assert_eq!(log.findings(), [Finding::Broken(15)]);
        log.forge(whole.into_iter().map(|row| match row.id {
            15 => Row { actor: "ville".to_owned(), ..row },
            _ => row,
        }));
        let found = log.findings();
        assert_eq!(log.verdict().whole, 30, "the chain itself is sound");
        assert!(matches!(&found[..], [Finding::Changed { after: 10, anchor }] if anchor.rows == 20), "{found:?}");
    });
}

#[test]
fn a_log_that_was_replaced_or_emptied_is_found() {
    on_both(|log| {
        log.forge(log.rows().into_iter().map(|row| Row { action: "incident.opened".to_owned(), ..row }));
        let found = log.findings();
        assert!(matches!(&found[..], [Finding::Replaced(anchor)] if anchor.rows == 30), "{found:?}");
        log.tamper("DELETE FROM audit");
        let found = log.findings();
        assert!(matches!(&found[..], [Finding::Replaced(_)]), "{found:?}");
    });
}

#[test]
fn an_anchor_that_was_altered_is_none_and_what_a_crash_cut_off_costs_only_itself() {
    on_both(|log| {
        let place = audit_anchor::place(&log.app);
        let text = fs::read_to_string(&place).expect("the anchors");
        fs::write(&place, text.replacen(" 20 ", " 19 ", 1)).expect("a forgery");
        assert_eq!(log.findings(), [Finding::NotOurs(2)]);
        let cut = text.len() - 20;
        fs::write(&place, &text[..cut]).expect("a crash");
        log.write("anna", "incident.opened");
        assert_eq!(audit_anchor::set(&log.app).expect("an anchor"), 1);
        assert_eq!(log.findings(), [Finding::NotOurs(3)]);
        assert_eq!(log.verdict().newest.map(|anchor| anchor.rows), Some(31));
    });
}
