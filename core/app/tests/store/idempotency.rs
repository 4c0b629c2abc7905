//! What a program sends twice is answered alike, to itself alone and for a day.

use chrono::{DateTime, TimeDelta, Utc};
use majakka_domain::terms::OrganisationKind;
use majakka_store::idempotency_key::{self, Answered, KEPT, NewAnswer};
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
        let key = TokenHash::new("tiketti-1");
        let answered = |answer: &str| Answered { body_hash: "b".repeat(64), answer: answer.to_owned() };
        let new = |at, key: &TokenHash, answer: &str| NewAnswer {
            organisation: own,
            key: key.clone(),
            at,
            answered: answered(answer),
        };
        let another = TokenHash::new("tiketti-2");
        let both = [new(START, &key, "first"), new(START, &another, "another")];
        idempotency_key::keep(conn, &both).expect("kept answers");
        assert_eq!(idempotency_key::find(conn, START, own, &another).expect("a read"), Some(answered("another")));

        let (late, over) = (START + KEPT - TimeDelta::seconds(1), START + KEPT);
        assert_eq!(idempotency_key::find(conn, late, own, &key).expect("a read"), Some(answered("first")));
        assert_eq!(idempotency_key::find(conn, late, other, &key).expect("a read"), None);
        assert_eq!(idempotency_key::find(conn, over, own, &key).expect("a read"), None, "and may be used anew");

        idempotency_key::keep(conn, &[new(over, &key, "second")]).expect("the key once more");
        assert_eq!(idempotency_key::find(conn, over, own, &key).expect("a read"), Some(answered("second")));
        assert_eq!(idempotency_key::sweep(conn, START).expect("a sweep"), 1, "the first one is gone already");
        assert_eq!(idempotency_key::sweep(conn, over).expect("a sweep"), 1);
    });
}
