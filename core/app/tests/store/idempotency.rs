//! What a program sends twice is answered alike, to itself alone and for a day.

use chrono::{DateTime, TimeDelta, Utc};
use majakka_domain::terms::OrganisationKind;
use majakka_store::idempotency_key::{self, Answered, KEPT};
use majakka_store::organisation::{self, NewOrganisation};
use majakka_store::token::TokenHash;

use crate::databases::on_both;

/// Noon on a Monday in November.
const START: DateTime<Utc> = DateTime::from_timestamp(1_795_435_200, 0).expect("a time");

#[test]
fn an_answer_is_its_organisations_own_and_forgotten_after_a_day() {
    on_both(|pool| {
        let conn = &mut pool.get().expect("a connection");
        let [own, other] = ["alue", "toinen"].map(|slug| {
            let new = NewOrganisation::named(slug, slug, OrganisationKind::WellbeingCounty);
            organisation::insert(conn, START, &new).expect("an organisation")
        });
        let key = TokenHash::of("tiketti-1");
        let answered = |answer: &str| Answered { body_hash: "b".repeat(64), answer: answer.to_owned() };
        idempotency_key::keep(conn, START, own, &key, &answered("first")).expect("a kept answer");

        let (late, over) = (START + KEPT - TimeDelta::seconds(1), START + KEPT);
        assert_eq!(idempotency_key::find(conn, late, own, &key).expect("a read"), Some(answered("first")));
        assert_eq!(idempotency_key::find(conn, late, other, &key).expect("a read"), None);
        assert_eq!(idempotency_key::find(conn, over, own, &key).expect("a read"), None, "and may be used anew");

        idempotency_key::keep(conn, over, own, &key, &answered("second")).expect("the key once more");
        assert_eq!(idempotency_key::find(conn, over, own, &key).expect("a read"), Some(answered("second")));
        assert_eq!(idempotency_key::sweep(conn, START).expect("a sweep"), 0, "the first one is gone already");
        assert_eq!(idempotency_key::sweep(conn, over).expect("a sweep"), 1);
    });
}
