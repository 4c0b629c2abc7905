//! The audit log is append-only, whoever holds the connection (docs/SECURITY.md, The audit log).

use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection as _;
use majakka_store::audit;
use majakka_store::db::dialect::{Mode, write};
use majakka_store::db::{AnyConnection, Pool};
use majakka_store::error::Error;

use crate::databases::{on_both, on_sqlite};

const NOON: DateTime<Utc> = DateTime::from_timestamp(1_795_348_800, 0).expect("a time");

fn record(connection: &mut AnyConnection, subject: &str) {
    write(connection, Mode::Serial, |c| audit::append(c, NOON, "anna", "incident.opened", subject, "")).expect("a row");
}

#[test]
fn a_recorded_step_can_neither_be_changed_nor_removed() {
    on_both(|pool| {
        let mut connection = pool.get().expect("a connection");
        record(&mut connection, "H-2026-0001");
        for change in ["UPDATE audit SET actor = 'ville'", "DELETE FROM audit"] {
            let refused = connection.batch_execute(change).expect_err(change).to_string();
            assert!(refused.contains("append-only"), "{change}: {refused}");
        }
        assert_eq!(rows(pool), 1);
    });
}

#[test]
fn a_step_that_fails_leaves_no_trace_in_the_log() {
    on_both(|pool| {
        let mut connection = pool.get().expect("a connection");
        record(&mut connection, "H-2026-0001");
        let failed: Result<(), Error> = write(&mut connection, Mode::Serial, |c| {
            audit::append(c, NOON, "anna", "incident.closed", "H-2026-0001", "")?;
            Err(Error::Setting("the step itself fails".to_owned()))
        });
        assert!(failed.is_err());
        assert_eq!(rows(pool), 1);
        record(&mut connection, "H-2026-0002");
        assert_eq!(rows(pool), 2);
    });
}

#[test]
fn a_row_changed_behind_the_triggers_breaks_the_chain_where_it_stands() {
    on_sqlite(|pool| {
        let mut connection = pool.get().expect("a connection");
        for subject in ["H-2026-0001", "H-2026-0002", "H-2026-0003"] {
            record(&mut connection, subject);
        }
        assert_eq!(audit::verify(&mut connection).expect("the chain"), (3, None));
        let change = "DROP TRIGGER audit_no_update; UPDATE audit SET actor = 'ville' WHERE id = 2";
        connection.batch_execute(change).expect("a change by somebody who owns the database");
        assert_eq!(audit::verify(&mut connection).expect("the chain"), (1, Some(2)));
    });
}

/// How many rows the log has, all of them in their place.
fn rows(pool: &Pool) -> i64 {
    let (whole, broken) = audit::verify(&mut pool.get().expect("a connection")).expect("the chain");
    assert_eq!(broken, None);
    whole
}
