//! What was: bars and figures that do not flatter, a page per year, incidents that stay where links lead, what was learnt.

use chrono::TimeDelta;
use majakka_app::command::incident::review;
use majakka_app::command::upstream;
use majakka_domain::catalogue::Texts;
use majakka_domain::id::IncidentId;
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::{AnnouncementKind, Extent, Language, Origin, ServiceState};
use majakka_domain::timeline::TimelineEvent;
use majakka_store::error::Error;
use majakka_store::timeline::Happened;
use majakka_store::viewer::Viewer;
use majakka_store::{audit, timeline};

use super::compose::Edition;
use super::uptime::{self, ServiceHistory};
use super::world_test::World;
use majakka_domain::terms::Audience;
use majakka_store::status_page;

fn of(world: &World, service: &str) -> ServiceHistory {
    let now = world.app.now();
    let data = world.app.read(|conn| status_page::known(conn, &world.app.catalogue, now, None)).unwrap();
    let say = Edition::fresh(&data, Language::Fi, Audience::Professional).say(&world.app, &data);
    uptime::history(&data, world.app.catalogue.system(service).into_iter(), say).unwrap().remove(0)
}

fn states(history: &ServiceHistory) -> Vec<ServiceState> {
    history.bars.iter().map(|bar| bar.state).collect()
}

#[test]
fn what_nobody_could_see_is_not_called_well() {
    use ServiceState::{Down, Ok, Unknown};
    let world = World::new();
    world.outage();
    world.app.clock.advance(TimeDelta::hours(2));
    world.resolved(IncidentId(1), "vika korjattiin");
    world.app.clock.advance(TimeDelta::days(4));
    let history = of(&world, "resepti");
    assert_eq!((history.bars.len(), history.days_unknown, history.days_hit), (90, 85, 1), "{:?}", states(&history));
    assert_eq!(states(&history)[84..], [Unknown, Down, Ok, Ok, Ok, Ok]);
    assert_eq!(history.took.as_deref(), Some("2 t"));
    // Two of the 98 hours that anybody could see.
    assert_eq!(history.undisturbed.as_deref(), Some("97,95\u{a0}%"));
    let page = world.read("/fi");
    let days: Vec<&str> =
        page.split("class=\"soft day__none\">").skip(1).filter_map(|rest| rest.split('<').next()).collect();
    assert_eq!(days, ["Ei häiriöitä", "Ei häiriöitä", "Ei häiriöitä", "Ei häiriöitä", "Ei tiedossa", "Ei tiedossa"]);
    let untouched = of(&world, "kuva");
    assert_eq!((untouched.days_hit, untouched.undisturbed.as_deref()), (0, Some("100\u{a0}%")));
}

#[test]
fn hours_without_kanta_fi_are_not_known_and_others_disturbances_count() {
    let world = World::new();
    world.organisation("esimerkkila", "Esimerkkilän hyvinvointialue");
    world.app.clock.advance(TimeDelta::days(1));
    world.write(|tx| upstream::reach(tx, "kanta.fi", false));
    world.app.clock.advance(TimeDelta::hours(30));
    world.write(|tx| upstream::reach(tx, "kanta.fi", true));
    world.app.clock.advance(TimeDelta::days(1));
    world.announced("K-1", AnnouncementKind::Disturbance, &["kuva"], 0, 0);
    world.app.clock.advance(TimeDelta::hours(3));
    world.write(|tx| upstream::resolved(tx, "kanta.fi", "K-1"));
    world.app.clock.advance(TimeDelta::days(1));
    use ServiceState::{Down, Ok, Unknown};
    assert_eq!(states(&of(&world, "resepti"))[84..], [Unknown, Unknown, Unknown, Unknown, Ok, Ok]);
    let image = of(&world, "kuva");
    assert_eq!((image.days_hit, image.took.as_deref()), (1, Some("3 t")), "{:?}", states(&image));
    assert!(states(&image).contains(&Down));
}

#[test]
fn an_incident_keeps_its_page_for_years_and_stands_in_its_year() {
    let world = World::new();
    world.outage();
    world.app.clock.advance(TimeDelta::hours(2));
    world.resolved(IncidentId(1), "vika korjattiin");
    world.app.clock.advance(TimeDelta::days(400));
    let page = world.read("/fi/incidents/H-2026-0001");
    assert!(page.contains("Reseptiä ei voi tallentaa") && page.contains("20.11.2026 klo 12.10"), "{page}");
    let year = world.read("/fi/history/2026");
    for said in ["Häiriöt vuonna 2026", "Yksi häiriö", "Marraskuu", "Reseptiä ei voi tallentaa", "2 t"] {
        assert!(year.contains(said), "{said} in {year}");
    }
    assert!(world.read("/sv/history/2026").contains("November"));
    assert!(world.read("/en/history/2027").contains("No incident was published for this year."));
    assert!(world.read("/fi/history").contains("href=\"/fi/history/2026\""));
    assert!(!world.read("/fi").contains("H-2026-0001"));
}

#[test]
fn what_was_learnt_stands_on_the_incidents_page_in_the_readers_language() {
    let world = World::new();
    world.outage();
    let incident = IncidentId(1);
    let texts = |fi: &str, sv: &str| Texts { fi: fi.to_owned(), sv: sv.to_owned(), en: String::new() };
    let attach = |texts: Texts| world.app.write(&Viewer::System, |tx| review::attach(tx, incident, None, &texts));
    let well = || {
        texts("Varmenne uusitaan jatkossa ajoissa.\nValvonta hälyttää kuukautta ennen.", "Certifikatet förnyas i tid.")
    };
    assert!(matches!(attach(well()), Err(Error::Refused(Refusal::Stale))), "not while it runs");
    world.app.clock.advance(TimeDelta::hours(1));
    world.resolved(incident, "varmenne vanheni");
    for (wrong, problem) in [(texts("", "Certifikatet"), "missing"), (texts("Potilas 010190-900P", ""), "hetu")] {
        let Err(Error::Refused(Refusal::Validation(problems))) = attach(wrong) else { panic!("{problem} is refused") };
        assert_eq!((problems[0].field, problems[0].problem), ("review", problem));
    }
    assert!(!world.read("/fi/incidents/H-2026-0001").contains("opittiin"));
    attach(well()).unwrap();
    let page = world.read("/fi/incidents/H-2026-0001");
    for said in ["Mitä tapahtui ja mitä opittiin", "<p>Varmenne uusitaan jatkossa ajoissa.</p>", "<p>Valvonta hälyttää"]
    {
        assert!(page.contains(said), "{said} in {page}");
    }
    assert!(world.read("/sv/incidents/H-2026-0001").contains("<div lang=\"sv\"><p>Certifikatet förnyas i tid.</p>"));
    let english = world.read("/en/incidents/H-2026-0001");
    assert!(english.contains("<div lang=\"fi\"><p>Varmenne"), "no English: the Finnish as what it is. {english}");
    world
        .app
        .read(|conn| {
            let told = Happened::Known(TimelineEvent::Reviewed { review: well().fi });
            assert_eq!(timeline::newest(conn, incident, 1)?[0].happened, told);
            let last = audit::newest(conn, 1)?;
            assert_eq!(last[0].action, "incident.reviewed");
            Ok(())
        })
        .unwrap();
    assert!(world.read("/api/v2/incidents.json").contains("\"status\":\"postmortem\""));
}

#[test]
fn a_local_incident_without_an_end_makes_the_figures_not_known() {
    let world = World::new();
    let county = world.organisation("esimerkkila", "Esimerkkilän hyvinvointialue");
    let incident = world.reported(county, "potilas", "fetch");
    world.triaged(incident, Origin::Kanta, Extent::Nationwide);
    world.published(incident, "potilastietoja ei voi hakea", &[]);
    world.resolved(incident, "vika korjattiin");
    world.forget_end(incident);
    world.app.clock.advance(TimeDelta::days(2));
    let history = of(&world, "potilas");
    assert_eq!((history.days_hit, history.took, history.undisturbed), (1, None, None));
    let page = world.read("/fi/history");
    let row = page.split("Potilastietovaranto</a>").nth(1).and_then(|rest| rest.split("</tr>").next()).unwrap();
    assert_eq!(row.matches("ei tiedossa").count(), 2, "{row}");
}

#[test]
fn what_is_over_says_what_it_was_how_it_ended_and_what_to_check() {
    let world = World::new();
    let incident = world.outage();
    world.updated(incident, "osa resepteistä tallentuu");
    assert!(world.read("/fi").contains(">Osa resepteistä tallentuu<"), "{}", world.read("/fi"));
    world.app.clock.advance(TimeDelta::minutes(85));
    world.resolved(incident, "Reseptikeskuksen vika");
    let page = world.read("/fi/incidents/H-2026-0001");
    for said in [
        ">Reseptiä ei voi tallentaa</h1>",
        "incident--over",
        "<dt>Päättyi</dt><dd><time datetime=\"2026-11-20T13:35:00+02:00\">20.11. klo 13.35</time>",
        "<dt>Kesti</dt><dd>1 t 25 min</dd>",
        "<dt>Syy</dt><dd>Reseptikeskuksen vika</dd>",
        "Tee nämä häiriön jälkeen",
        "<p>Tarkista: Varmista, että häiriön aikana",
        "<details class=\"incident__bulletins\" open>",
        "<dd>osa resepteistä tallentuu</dd>",
    ] {
        assert!(page.contains(said), "{said} in {page}");
    }
    // The bulletins below it said so at their time.
    let card = page.split("incident__bulletins").next().unwrap();
    for unsaid in ["Ei toimi", "Arvio korjaantumisesta", "Toimi näin häiriön aikana"] {
        assert!(!card.contains(unsaid), "{unsaid} in {card}");
    }
    assert!(world.read("/fi/history").contains(">Reseptiä ei voi tallentaa</a>"));
}
