//! Promise: what people owe afterwards, and whom they tell, follows from the flags of the catalogue and not from names in the code.

use majakka_domain::catalogue::Catalogue;
use majakka_domain::contact_role::is_mandatory;
use majakka_domain::escalation::{carriers, vendors};
use majakka_domain::id::OrganisationId;
use majakka_domain::tasks::opened_by_resolve;
use majakka_domain::terms::{ContactRole, Criticality, Effect, Origin, TaskName};

use crate::world::{World, catalogue};

#[test]
fn what_was_written_is_verified_and_prescriptions_on_paper_are_reconciled() {
    let owed = |world: World| opened_by_resolve(&world.0);
    assert_eq!(owed(World::new().report(1, "potilas.save", Effect::Degrades)), [TaskName::VerifySaved]);
    assert_eq!(owed(World::new().report(1, "resepti.cancel", Effect::Prevents)), [TaskName::VerifySaved]);
    assert_eq!(owed(World::new().report(1, "resepti.prescribe", Effect::Degrades)), [TaskName::VerifySaved]);
    let both = [TaskName::VerifySaved, TaskName::Reconcile];
    assert_eq!(owed(World::new().report(1, "resepti.dispense", Effect::Prevents)), both);
    assert_eq!(owed(World::new().prevented(&[1, 2], "potilas.fetch")), []);
    assert_eq!(owed(World::new().report(1, "potilas.save", Effect::None)), []);
}

#[test]
fn an_escalation_goes_to_the_broker_that_all_share_else_to_each_operator() {
    let world = World::new().prevented(&[1, 2], "potilas.save");
    assert_eq!(carriers(&world.0).into_iter().collect::<Vec<_>>(), ["Operator 1", "Operator 2"]);
    assert_eq!(vendors(&world.0).into_iter().collect::<Vec<_>>(), ["Vendor 1", "Vendor 2"]);
    let mut shared = world.sharing(&[1, 2], |o| o.broker = Some(OrganisationId(9)));
    shared.0.broker_names.insert(OrganisationId(9), "Broker".to_owned());
    assert_eq!(carriers(&shared.0).into_iter().collect::<Vec<_>>(), ["Broker"]);
    let apart = shared.sharing(&[2], |o| o.broker = None);
    assert_eq!(carriers(&apart.0).into_iter().collect::<Vec<_>>(), ["Operator 1", "Operator 2"]);
}

#[test]
fn users_of_an_archive_must_have_an_archivist_and_everybody_somebody_who_is_told() {
    let mandatory = |role, service: &str| is_mandatory(catalogue(), role, &[service.to_owned()]);
    assert!(mandatory(ContactRole::Archivist, "potilas") && mandatory(ContactRole::Archivist, "sosiaali"));
    assert!(!mandatory(ContactRole::Archivist, "resepti"));
    assert!(is_mandatory(catalogue(), ContactRole::BulletinRecipient, &[]));
    assert!(!mandatory(ContactRole::Billing, "potilas"));
}

/// A catalogue whose services have other ids than the shipped one.
fn renamed() -> Catalogue {
    let name = "{ fi = \"A\", sv = \"B\", en = \"C\" }";
    let system = |id: &str, aliases: &str, flags: &str, functions: &str| {
        let names = name.replace(['A', 'B', 'C'], aliases);
        format!("id = \"{id}\"\nname = {names}\nsms_name = {names}\ngroup = \"group\"\nflags = [{flags}]\n{functions}")
    };
    let fetch = format!("functions = [{{ id = \"look\", flags = [\"vital\"], name = {name} }}]");
    let store = system("varasto", "S", "\"professional\"", &fetch);
    let sign_in = system("porttipalvelu", "P", "\"identification\"", "");
    // Authorities and periods are the shipped ones.
    let shipped = include_str!("../../../../config/catalogue.toml");
    let (_, authorities) = shipped.split_once("\n[[authority]]").expect("authorities");
    Catalogue::parse(&format!("edge = []\n[[service]]\n{store}\n[[dependency]]\n{sign_in}\n[[authority]]{authorities}"))
        .expect("a catalogue")
}

#[test]
fn a_service_of_another_name_follows_the_same_rules() {
    let catalogue: &'static Catalogue = Box::leak(Box::new(renamed()));
    let mut world = World::new().prevented(&[1, 2], "varasto.look");
    assert_eq!(world.suggest().criticality, Criticality::Major, "the shipped catalogue knows no such service");
    world.0.catalogue = catalogue;
    let suggestion = world.suggest();
    assert_eq!((suggestion.criticality, suggestion.origin), (Criticality::Critical, Origin::Kanta));
    let kela = majakka_domain::evidence::Publisher::Kela;
    let mut out = world.bulletin(kela, "kanta.fi", &["porttipalvelu"]);
    assert!(out.0.identification_is_out());
    out.0.catalogue = crate::world::catalogue();
    assert!(!out.0.identification_is_out());
}
