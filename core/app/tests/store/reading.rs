//! Reading sees one moment, writes nothing, and keeps nobody waiting.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::terms::OrganisationKind;
use majakka_store::db::AnyConnection;
use majakka_store::db::dialect::{Mode, read, write};
use majakka_store::db::schema::organisations;
use majakka_store::error::{Error, Result};
use majakka_store::organisation::{self, NewOrganisation};

use crate::databases::on_both;

/// Noon on a Monday in November.
const START: DateTime<Utc> = DateTime::from_timestamp(1_795_435_200, 0).expect("a time");

#[test]
fn who_reads_writes_nothing_and_leaves_a_connection_that_writes() {
    on_both(|pool| {
        let mut connection = pool.get().expect("a connection");
        let wrote = read(&mut connection, |conn| insert(conn, "alue"));
        assert!(matches!(wrote, Err(Error::Database(_))), "a fault of ours, and none of the database: {wrote:?}");
        assert_eq!(read(&mut connection, count).expect("a count"), 0);
        write(&mut connection, Mode::Serial, |conn| insert(conn, "alue")).expect("a write on the same connection");
        assert_eq!(read(&mut connection, count).expect("a count"), 1);
    });
}

#[test]
fn who_reads_sees_one_moment_and_no_writer_waits_for_her() {
    on_both(|pool| {
        let mut reader = pool.get().expect("a connection");
        let seen = read(&mut reader, |conn| {
            let before = count(conn)?;
            let mut writer = pool.get().expect("another connection");
            write(&mut writer, Mode::Serial, |conn| insert(conn, "alue"))?;
            Ok((before, count(conn)?))
        });
        assert_eq!(seen.expect("two counts"), (0, 0), "what others wrote meanwhile is not seen");
        assert_eq!(read(&mut reader, count).expect("a count"), 1);
    });
}

fn insert(conn: &mut AnyConnection, slug: &str) -> Result<()> {
    organisation::insert(conn, START, &NewOrganisation::named(slug, slug, OrganisationKind::WellbeingCounty)).map(drop)
}

fn count(conn: &mut AnyConnection) -> Result<i64> {
    Ok(organisations::table.count().get_result(conn)?)
}
