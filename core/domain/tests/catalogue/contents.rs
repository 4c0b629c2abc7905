//! Promise: every service, dependency, function and edge of the domain is there, and no other.

use majakka_domain::catalogue::{Catalogue, Condition, System};

use crate::{FILE, catalogue};

/// Every service and its functions; none where it is known only as a whole.
const SERVICES: [(&str, &[&str]); 16] = [
    ("resepti", &["prescribe", "view", "cancel", "renew_request", "dispense"]),
    ("potilas", &["fetch", "save"]),
    ("kuva", &["fetch", "save"]),
    ("sosiaali", &["fetch", "save"]),
    ("tahdonilmaisu", &["consents", "prohibitions", "donor_will", "living_will", "information"]),
    ("omatieto", &["wellbeing_data"]),
    (
        "omakanta",
        &[
            "login",
            "find",
            "prescriptions",
            "renewal_request",
            "health_data",
            "consents",
            "wills",
            "wellbeing_data",
            "proxy_minor",
            "proxy_adult",
            "disclosure_log",
        ],
    ),
    ("laaketietokanta", &["medicine_data"]),
    ("kyselyvalitys", &["certificates_statements_relay"]),
    ("ahkl", &["search", "view", "invalidate"]),
    ("ekstranet", &["join", "update_contacts", "billing", "forms"]),
    ("kanta_fi", &["entry_to_omakanta", "disturbance_bulletins", "maintenance_bulletins"]),
    ("kelain", &["prescribe_web"]),
    ("suorakorvaus", &["pharmacy_reimbursement"]),
    ("laakeosto", &[]),
    ("tiedonhallinta", &[]),
];

/// Every dependency, its functions and who answers for it.
const DEPENDENCIES: [(&str, &[&str], &str); 9] = [
    ("sf_tunnistus", &[], "dvv"),
    ("sf_valtuudet", &[], "dvv"),
    ("vtj", &[], "dvv"),
    ("dvv_varmenne", &["cards", "server_certs", "crl"], "dvv"),
    ("attribuutti", &[], "lvv"),
    ("koodisto", &[], "thl"),
    ("liityntapiste", &[], ""),
    ("verkko", &[], ""),
    ("potj", &[], ""),
];

/// Every edge: what is down, what it hits, which functions (`all` of them), on what condition.
const EDGES: [&str; 26] = [
    "kanta_fi -> omakanta: find",
    "kanta_fi -> kanta_fi: disturbance_bulletins",
    "potilas -> omakanta: health_data",
    "resepti -> omakanta: prescriptions renewal_request",
    "tahdonilmaisu -> omakanta: consents wills",
    "omatieto -> omakanta: wellbeing_data",
    "potj -> omakanta: health_data",
    "vtj -> omakanta: consents wills renewal_request (WhileIdentificationIsOut)",
    "sf_tunnistus -> omakanta: login",
    "sf_tunnistus -> ekstranet: join update_contacts",
    "sf_valtuudet -> omakanta: proxy_minor proxy_adult",
    "sf_valtuudet -> ekstranet: join update_contacts",
    "sf_valtuudet -> ahkl: search view invalidate",
    "koodisto -> ekstranet: join",
    "liityntapiste -> resepti: all (OnlyItsClients)",
    "liityntapiste -> potilas: all (OnlyItsClients)",
    "liityntapiste -> kuva: all (OnlyItsClients)",
    "liityntapiste -> sosiaali: all (OnlyItsClients)",
    "liityntapiste -> tahdonilmaisu: all (OnlyItsClients)",
    "liityntapiste -> attribuutti: all (OnlyItsClients)",
    "verkko -> liityntapiste: all",
    "dvv_varmenne -> resepti: prescribe dispense",
    "dvv_varmenne -> liityntapiste: all",
    "attribuutti -> resepti: prescribe dispense",
    "laaketietokanta -> resepti: prescribe",
    "potilas -> tiedonhallinta: all",
];

fn function_ids(system: &System) -> Vec<&str> {
    system.functions.iter().map(|function| function.id.as_str()).collect()
}

#[test]
fn every_service_and_function_of_the_domain_is_there_and_no_other() {
    let catalogue = catalogue();
    let found: Vec<_> = catalogue.services().iter().map(|s| (s.id.as_str(), function_ids(s))).collect();
    let expected: Vec<_> = SERVICES.iter().map(|(id, functions)| (*id, functions.to_vec())).collect();
    assert_eq!(found, expected);
    assert!(catalogue.services().iter().all(|s| s.owner == "kanta.fi"));
}

#[test]
fn every_dependency_is_there_with_its_owner() {
    let catalogue = catalogue();
    let found: Vec<_> =
        catalogue.dependencies().iter().map(|s| (s.id.as_str(), function_ids(s), s.owner.as_str())).collect();
    let expected: Vec<_> =
        DEPENDENCIES.iter().map(|(id, functions, owner)| (*id, functions.to_vec(), *owner)).collect();
    assert_eq!(found, expected);
}

#[test]
fn every_edge_of_the_domain_is_there_and_no_other() {
    let catalogue = catalogue();
    let written: Vec<_> = catalogue
        .edges()
        .iter()
        .map(|edge| {
            let functions = edge.functions.as_ref().map_or("all".to_owned(), |ids| ids.join(" "));
            let condition = edge.condition.map(|c| format!(" ({c:?})")).unwrap_or_default();
            format!("{} -> {}: {functions}{condition}", edge.down, edge.hits)
        })
        .collect();
    assert_eq!(written, EDGES);
    assert!(catalogue.edges().iter().all(|edge| !edge.source.is_empty()), "an edge without a source is a rumour");
}

#[test]
fn only_the_population_register_and_the_connection_point_act_on_a_condition() {
    for edge in catalogue().edges() {
        let expected = match edge.down.as_str() {
            "vtj" => Some(Condition::WhileIdentificationIsOut),
            "liityntapiste" => Some(Condition::OnlyItsClients),
            _ => None,
        };
        assert_eq!(edge.condition, expected, "{} -> {}", edge.down, edge.hits);
    }
}

#[test]
fn a_catalogue_that_contradicts_itself_is_refused_in_words() {
    let cases = [
        ("\"VTJ\",", "\"VTJ\", \"eResepti\",", "\"eResepti\" would name both resepti and vtj"),
        ("aliases = [\"Kelaimen\",", "aliases = [\"verkko\",", "\"verkko\" would name both kelain and verkko"),
        ("hits = \"ahkl\"", "hits = \"ahlk\"", "edge to unknown system ahlk"),
        ("functions = [\"find\"]", "functions = [\"found\"]", "unknown function found"),
        (
            "name = { fi = \"Kelain\", sv = \"Kelain\",",
            "name = { fi = \"Kelain\", sv = \"\",",
            "kelain.name lacks its text in sv",
        ),
    ];
    for (right, wrong, words) in cases {
        assert!(FILE.contains(right), "the shipped file holds {right}");
        let refusal = Catalogue::parse(&FILE.replacen(right, wrong, 1)).map(|_| "accepted").map_err(|e| e.to_string());
        assert!(refusal.as_ref().is_err_and(|said| said.contains(words)), "{refusal:?} should say {words}");
    }
}
