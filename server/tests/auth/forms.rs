//! Every form of the desk and the administration, as each role is shown it: it may be saved by whoever sees it, and what is
//! saved as it was shown changes nothing.

#![expect(clippy::unwrap_used, reason = "what a test cannot set up ends it")]

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::StatusCode;
use diesel::prelude::*;
use diesel::sql_types::Text;
use majakka_app::command::organisation::partner;
use majakka_app::command::report::{self, Report};
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::{AccountRole, ContactKind, ContactRole, Effect, Language, OrganisationKind};
use majakka_store::contact::{self, NewContact};
use majakka_store::db::AnyConnection;
use majakka_store::error::Result;
use majakka_store::organisation::{self, NewOrganisation};
use majakka_store::partner::NewPartner;
use majakka_store::viewer::Viewer;

use crate::form::Form;
use crate::place::Place;
use crate::visitor::Visitor;

/// Forms that do something although nothing need be filled in. Every other form with a field is one that is saved.
const DEEDS: [(&str, &str); 5] = [
    ("/escalate", "the remark to a vendor is optional"),
    ("/clock", "the reason is optional, its buttons say what happened"),
    ("/reply", "whom it goes to is ticked from the start"),
    ("/admin/accounts/new", "makes an account"),
    ("/bulletin?kind=", "is written with its button"),
];

/// More pages than the walk of one role finds.
const MANY: usize = 400;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    text: String,
}

fn lines(conn: &mut AnyConnection, query: &str) -> Result<Vec<String>> {
    let found: Vec<Line> = diesel::sql_query(query).load(conn)?;
    Ok(found.into_iter().map(|line| line.text).collect())
}

/// The rows of every table but those that looking at a page writes.
fn rows(place: &Place) -> BTreeMap<String, Vec<String>> {
    let read = |conn: &mut AnyConnection| {
        let tables = "SELECT name AS text FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
        let mut all = BTreeMap::new();
        for table in lines(conn, tables)?.into_iter().filter(|table| table != "sessions") {
            let columns = lines(conn, &format!("SELECT name AS text FROM pragma_table_info('{table}')"))?;
            let quoted: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
            let row = quoted.join(" || ', ' || ");
            let found = lines(conn, &format!("SELECT {row} AS text FROM \"{table}\" ORDER BY 1"))?;
            all.insert(table, found);
        }
        Ok(all)
    };
    place.app.read(read).unwrap()
}

/// What differs between two looks, to be read in a failure.
fn difference(before: &BTreeMap<String, Vec<String>>, after: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let new = |(table, rows): (&String, &Vec<String>)| {
        let old: BTreeSet<&String> = before.get(table).into_iter().flatten().collect();
        let gone = old.len() > rows.len();
        let added = rows.iter().filter(|row| !old.contains(row)).map(|row| format!("{table}: {row}"));
        added.chain(gone.then(|| format!("{table}: rows are gone"))).collect::<Vec<_>>()
    };
    after.iter().flat_map(new).collect()
}

/// A host whose desk serves a pharmacy, with an incident, a break, a contact and a partner; and a county of its own.
async fn filled(place: &Place) -> (OrganisationId, OrganisationId, String) {
    let (host, county) = (place.host(), place.county("pohjoinen"));
    let write = |tx: &mut majakka_app::Tx<'_>| {
        let pharmacy = NewOrganisation {
            desk: Some(host),
            business_id: "1234567-1".to_owned(),
            vendor: "Apteekki Malli Oy".to_owned(),
            services: ["resepti".to_owned()].into(),
            ..NewOrganisation::named("mallila", "Mallilan apteekki", OrganisationKind::Pharmacy)
        };
        let pharmacy = organisation::insert(tx.conn, tx.now, &pharmacy)?;
        for owner in [host, county, pharmacy] {
            let contact = NewContact {
                organisation: owner,
                kind: ContactKind::Organisation,
                name: "Päivystävä käyttötuki".to_owned(),
                email: format!("tiedotteet{owner}@example.fi"),
                phone: Some("+358400000001".to_owned()),
                takes_sms: true,
                language: Language::Sv,
                roles: [ContactRole::BulletinRecipient, ContactRole::Technical].into(),
            };
            contact::insert(tx.conn, &contact)?;
        }
        let partner = NewPartner {
            name: "Apteekki Malli Oy".to_owned(),
            email: "tuki@apteekkimalli.example.fi".to_owned(),
            phone: "+358400000002".to_owned(),
            language: Language::Fi,
            answer_minutes: 30,
        };
        partner::save(tx, None, &partner)?;
        let mut incidents = Vec::new();
        for owner in [pharmacy, county] {
            let told = Report {
                reporter_email: Some("kertoja@example.fi".to_owned()),
                ..Report::least(owner, "resepti", "prescribe", Effect::Prevents, "Reseptin lähetys epäonnistui.")
            };
            incidents.extend(report::report(tx, told)?.incident);
        }
        majakka_store::incident::find(tx.conn, tx.viewer, incidents[0]).map(|row| row.reference)
    };
    let incident = place.app.write(&Viewer::System, write).unwrap();
    (host, county, incident)
}

/// Everything that links lead to from the first pages, as one role sees it.
async fn walk(visitor: &mut Visitor) -> Vec<(String, Vec<Form>)> {
    let mut waiting: Vec<String> =
        ["/desk", "/desk/maintenance", "/desk/upstream", "/desk/probes", "/admin", "/account"]
            .into_iter()
            .chain(["/admin/contacts", "/desk/replies", "/desk/search?q=resepti"])
            .map(str::to_owned)
            .collect();
    let (mut known, mut pages) = (BTreeSet::new(), Vec::new());
    while let Some(path) = waiting.pop() {
        if !known.insert(path.clone()) || known.len() > MANY {
            continue;
        }
        let page = visitor.open(&path).await;
        if page.status != StatusCode::OK.as_u16() {
            continue;
        }
        let html = page.text();
        let links = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let own = links
            .map(|link| link.replace("&amp;", "&").replace("&#x3D;", "="))
            .map(|link| link.split('#').next().unwrap_or_default().to_owned());
        let inside = |link: &String| ["/desk", "/admin", "/account"].iter().any(|root| link.starts_with(root));
        waiting.extend(own.filter(inside).filter(|link| !link.contains("lang=") && !link.contains(".csv")));
        pages.push((path.clone(), Form::all(&html, &path)));
    }
    assert!(known.len() < MANY, "the walk ended before its pages did");
    pages
}

#[actix_web::test]
async fn a_form_that_is_shown_may_be_saved_and_saved_as_it_is_shown_it_changes_nothing() {
    let place = Place::new().await;
    let (host, county, incident) = filled(&place).await;
    let (_, mut comms) = place.person("viestinta@example.fi", host, &[AccountRole::CommsOwner]).await;
    let composer = comms.open(&format!("/desk/incidents/{incident}/bulletin?kind=first")).await.expect(200);
    let first = composer.form("kind=first").fill("impact_fi", "reseptiä ei voi tallentaa");
    comms.submit(first.add_choice("translations", "yes").add_choice("action", "publish")).await.expect(200);

    let (mut saved, mut faults) = (0, Vec::new());
    for organisation in [host, county] {
        for role in AccountRole::ALL {
            let email = format!("{role}{organisation}@example.fi");
            let (_, mut visitor) = place.person(&email, organisation, &[*role]).await;
            for (path, forms) in walk(&mut visitor).await {
                for form in forms.into_iter().filter(|form| form.is_post() && form.asks()) {
                    if DEEDS.iter().any(|(action, _)| form.action().contains(action)) {
                        continue;
                    }
                    let action = form.action().to_owned();
                    let before = rows(&place);
                    let status = visitor.submit(form).await.status.as_u16();
                    let changed = difference(&before, &rows(&place));
                    saved += usize::from(status == StatusCode::OK.as_u16());
                    if !matches!(status, 200 | 422) || !changed.is_empty() {
                        faults.push(format!(
                            "{role} of {organisation} at {path}: {action} answers {status}, {changed:#?}"
                        ));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(saved > 10, "only {saved} forms were saved");
    place.stop().await;
}
