//! Promise: a prescription outage goes from the first nurse's report to the last recipient's closing message, with two
//! roles of the program on PostgreSQL, a mail server and an SMS gateway as they run anywhere.

use std::fs;
use std::process::Command;
use std::time::Duration;

use chrono::TimeDelta;
use majakka_app::command::upstream::{self, Looked};
use majakka_domain::format::time::local_input;
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::AccountRole;
use majakka_store::clock::{Clock as _, SystemClock};
use majakka_store::viewer::Viewer;
use majakka_testing::kannel::{self, Kannel};
use majakka_testing::maildir::Mail;
use majakka_testing::postfix::Postfix;
use majakka_testing::postgres::sql;
use majakka_testing::scratch::Scratch;
use majakka_testing::{pdf, ports, postgres, process, wait};

use crate::harness::cast::Cast;
use crate::harness::form::Form;
use crate::harness::majakka::{Majakka, Setup};
use crate::harness::visitor::{Page, Visitor};

/// A bulletin's languages: who reads it by mail, on which telephone, and how its text message begins.
const READERS: [(&str, &str, [&str; 4]); 3] = [
    ("esim-tuki@test.invalid", "+358400000001", ["HÄIRIÖ", "TILANNE", "EI MUUTOSTA", "PÄÄTTYNYT"]),
    ("kuvit-stod@test.invalid", "+358500000004", ["STÖRNING", "LÄGE", "INGEN ÄNDRING", "AVSLUTAD"]),
    ("apt-duty@test.invalid", "+358500000006", ["FAULT", "STATUS", "NO CHANGE", "RESOLVED"]),
];
const NURSE: &str = "hoitaja@test.invalid";

/// The two minutes that are promised, their grace, and room for a busy machine.
const NOCHANGE: Duration = Duration::from_secs(240);

/// Everything that runs.
struct Stage {
    postfix: Postfix,
    kannel: Kannel,
    database: String,
    cast: Cast,
    desk: Visitor,
    citizen: Visitor,
    /// The incident's page at the desk.
    incident: String,
    _server: Majakka,
    _notifier: Majakka,
    _secrets: Scratch,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prescription_outage_from_the_first_report_to_the_last_closing_message() {
    let mut stage = Stage::open().await;
    stage.ten_reports_are_one_incident().await;
    stage.the_chain_is_measured_and_the_origin_decided().await;
    stage.kela_is_told_by_mail_and_by_telephone().await;
    stage.the_first_bulletin_reaches_everybody().await;
    stage.an_update_and_then_by_itself_that_nothing_has_changed().await;
    stage.it_is_over_and_everybody_hears_it().await;
    stage.what_is_owed_is_done_and_the_incident_closed().await;
}

impl Stage {
    /// The servers, the two roles beside each other, the organisations, and the administrator at her desk.
    async fn open() -> Stage {
        let (postfix, kannel, database) =
            (Postfix::start(), Kannel::start("http://127.0.0.1:9/"), postgres::database());
        let secrets = Scratch::new("mjsec");
        let program = || Command::new(env!("CARGO_BIN_EXE_majakka"));
        let at = ["--database-url", &database];
        let said = process::run(program().arg("migrate").args(at).arg("--var").arg(secrets.join("var")));
        assert!(said.contains("applied"), "an empty database is brought to this version: {said}");

        let port = ports::free();
        let set =
            |subcommand| with_servers(Setup::new(subcommand), &postfix, &kannel, &secrets, port).database(&database);
        let mut server = set("serve").port(port).start();
        let citizen = server.visitor();
        let cast = Cast::settle(Some(&database), &server.var());
        let notifier = set("notify").start_beside(&server);
        let desk = cast.at_the_desk(server.visitor()).await;
        let incident = String::new();
        Stage {
            postfix,
            kannel,
            database,
            cast,
            desk,
            citizen,
            incident,
            _server: server,
            _notifier: notifier,
            _secrets: secrets,
        }
    }

    async fn ten_reports_are_one_incident(&mut self) {
        let (county, neighbour, pharmacy) = (self.cast.county, self.cast.neighbour, self.cast.pharmacy);
        self.report(county, "prescribe", "Lähetys epäonnistui, virhe 500. Kokeiltu kolmesti.", 1).await;
        self.report(county, "prescribe", "Reseptin lähetys ei onnistu millään koneella.", 6).await;
        self.report(neighbour, "prescribe", "Receptet går inte att spara, samma fel överallt.", 2).await;
        self.report(pharmacy, "dispense", "Lääkkeen toimitus ei mene läpi, jono kasvaa tiskillä.", 1).await;
        assert_eq!(self.sql("SELECT count(*) FROM incidents"), "1", "ten alike are one incident");
        assert_eq!(
            self.sql("SELECT count(*) FROM reports WHERE incident_id = 1"),
            "10",
            "nine more are linked to the first"
        );

        let reference = self.sql("SELECT reference FROM incidents");
        assert!(reference.len() <= 11, "the reference {reference} stands in every text message");
        let glance = self.desk.open("/desk").await.expect(200).text();
        assert!(glance.contains(&reference), "the desk sees what is new:\n{glance}");
        self.incident = format!("/desk/incidents/{reference}");
    }

    async fn the_chain_is_measured_and_the_origin_decided(&mut self) {
        for (layer, result) in [("tcp", "ok"), ("tls", "ok"), ("relay", "ok"), ("attribute", "ok"), ("service", "fail")]
        {
            let (layer, result) = (layer.parse().unwrap(), result.parse().unwrap());
            let from = Looked::From(self.cast.county);
            self.cast.app.write(&Viewer::System, |tx| upstream::measure(tx, layer, result, &from)).unwrap();
        }
        let page = self.tab("triage").await;
        let form = page.form("/decide");
        assert_eq!(form.value("triage_origin"), Some("kanta"), "the proposal follows the chain:\n{}", page.text());
        let reason = "Ketju on kunnossa Kelaan asti, ja toisella toimittajalla on sama vika.";
        let page = self.desk.submit(form.fill("triage_reason", reason)).await.expect(200);
        assert!(page.text().contains("Kela"), "what follows is said:\n{}", page.text());
        assert_eq!(self.sql("SELECT decided_origin FROM incidents"), "kanta");
        assert_eq!(self.open_tasks(), "kela_call kela_form", "a critical incident owes Kela a form and a call");
    }

    async fn kela_is_told_by_mail_and_by_telephone(&mut self) {
        let form = self.kela_form().await;
        self.desk.submit(form.fill("kela_note", "Häiriö alkoi juuri.")).await.expect(200);
        let mail = self.postfix.wait_for("the mail to Kela", |mail| mail.recipient() == "tekninentuki@kanta.fi");
        let attached = mail.attachments();
        let (_, sheet) = attached.iter().find(|(name, _)| name.ends_with(".pdf")).expect("the form as a PDF");
        let read = pdf::text(sheet);
        let flat = read.split_whitespace().collect::<Vec<_>>().join(" ");
        for fact in ["Esimerkkilän hyvinvointialue", "9000003-8", "Resepti", "virhe 500"] {
            assert!(flat.contains(fact), "the form says {fact}:\n{read}");
        }
        assert!(pdf::facts(sheet).contains("Tagged:          yes"), "a screen reader can read it");
        let (_, json) = attached.iter().find(|(name, _)| name.ends_with(".json")).expect("the same as JSON");
        serde_json::from_slice::<serde_json::Value>(json).expect("JSON");
        wait::until("the form to count as sent", || (self.open_tasks() == "kela_call").then_some(()));

        let call = self.tab("escalation").await.form("/call");
        let call =
            call.fill("call_to", "kela").fill("call_by", "Päivystävä käyttötuki").fill("call_outcome", "reached");
        self.desk.submit(call).await.expect(200);
        assert_eq!(self.open_tasks(), "", "mail accepted and call logged: Kela has been told");
    }

    async fn the_first_bulletin_reaches_everybody(&mut self) {
        let form = self.composer("first").await.fill("services", "resepti");
        let form = form.fill("impact_fi", "reseptiä ei voi tallentaa").fill("impact_sv", "recept kan inte sparas");
        let form = form.fill("impact_en", "prescriptions not saved");
        let preview = self.desk.submit(form.clone().add_choice("action", "preview")).await.expect(200).text();
        for (mail, _, [first, ..]) in READERS {
            assert!(
                preview.contains(mail) && preview.contains(first),
                "the preview shows {mail} and {first}:\n{preview}"
            );
        }
        assert_eq!(self.sql("SELECT count(*) FROM messages WHERE kind = 'first'"), "0", "a preview leaves no trace");
        self.publish(form).await;
        self.everybody_got(0);
        wait::until("the receipts of the text messages", || {
            let delivered = "SELECT count(*) FROM deliveries WHERE channel = 'sms' AND state = 'delivered'";
            (self.sql(delivered).parse::<i32>().is_ok_and(|count| count >= 3)).then_some(())
        });
        let nurse = self.postfix.wait_for("word to who reported", |mail| mail.recipient() == NURSE);
        assert!(nurse.text().contains("R-2"), "who reported is told by her report's reference:\n{}", nurse.text());
        self.page_says("reseptiä ei voi tallentaa").await;
        let page = self.citizen.open("/?lang=sv").await.expect(200).text();
        assert!(page.contains("recept kan inte sparas"), "the page speaks Swedish:\n{page}");
        assert!(!page.contains("virhe 500"), "what a nurse wrote is not on the public page");
    }

    async fn an_update_and_then_by_itself_that_nothing_has_changed(&mut self) {
        let soon = local_input(SystemClock.now() + TimeDelta::minutes(2));
        let form = self.composer("update").await.fill("next_update", &soon);
        let form = form.fill("impact_fi", "reseptiä ei voi tallentaa, vika on rajattu");
        let form = form.fill("impact_sv", "recept kan inte sparas, felet är avgränsat");
        self.publish(form.fill("impact_en", "prescriptions not saved, fault narrowed down")).await;
        self.everybody_got(1);
        let none = || (self.sql("SELECT count(*) FROM messages WHERE kind = 'nochange'") != "0").then_some(());
        wait::at_most(NOCHANGE, none).expect("a bulletin by itself when the promised time has passed");
        self.everybody_got(2);
        let alarm = |mail: &Mail| mail.recipient() == "esim-viestinta@test.invalid";
        let _ = self.postfix.wait_for("the alarm of the communications owner", alarm);
    }

    async fn it_is_over_and_everybody_hears_it(&mut self) {
        let form = self.composer("resolved").await.fill("cause_fi", "Vika Resepti-palvelussa");
        let form =
            form.fill("cause_sv", "Fel i Recepttjänsten").fill("cause_en", "A fault in the Prescription Service");
        self.publish(form).await;
        self.everybody_got(3);
        assert_eq!(self.sql("SELECT state FROM incidents"), "resolved");
    }

    async fn what_is_owed_is_done_and_the_incident_closed(&mut self) {
        let close = self.tab("duties").await.form("/close");
        let refused = self.desk.submit(close).await;
        assert!(refused.status.is_client_error(), "nothing closes while something is owed:\n{}", refused.text());
        self.answer("customer_notice").await;
        self.answer("safety_report").await;
        // Whether data was breached is for the data protection officer to say, and for nobody else.
        let officer = self.cast.colleague(AccountRole::Dpo, self.citizen.stranger()).await;
        let helpdesk = std::mem::replace(&mut self.desk, officer);
        self.answer("data_breach").await;
        self.desk = helpdesk;
        for task in self.open_tasks().split_whitespace() {
            let page = self.tab("duties").await;
            self.desk.submit(find(&page, "/task", "task", task)).await.expect(200);
        }
        assert_eq!(self.open_tasks(), "", "every task has its end");
        let close = self.tab("duties").await.form("/close");
        self.desk.submit(close).await.expect(200);
        assert_eq!(self.sql("SELECT state FROM incidents"), "closed");
        let waits = "SELECT count(*) FROM deliveries WHERE state = 'queued'";
        wait::until("all to be told", || (self.sql(waits) == "0").then_some(()));
        assert_eq!(self.sql("SELECT count(*) FROM deliveries WHERE state = 'failed'"), "0", "nobody is left out");
    }

    /// So many people tell the same, each at a workstation of her own.
    async fn report(&mut self, organisation: OrganisationId, function: &str, description: &str, count: usize) {
        let link = self.cast.report_link(organisation);
        for number in 1..=count {
            let mut nurse = self.citizen.stranger();
            let form = nurse.open(&link).await.expect(200).form(&link);
            let form = form.fill("service", &format!("resepti.{function}")).fill("effect", "prevents");
            let form = form.fill("description", description).fill("error_text", "virhe 500");
            let form = form.fill("workstation", &format!("TA-{number:03}")).fill("callback", "+358400000000");
            let form = form.fill("reporter_email", NURSE).add_choice("action", "check");
            let check = nurse.submit(form).await.expect(200);
            let sent = nurse.submit(check.form(&link).add_choice("action", "send")).await.expect(200).text();
            assert!(sent.contains("R-2"), "the reporter gets a reference:\n{sent}");
        }
    }

    async fn answer(&mut self, question: &str) {
        let form = find(&self.tab("duties").await, "/answer", "question", question);
        let form = form.fill(&format!("{question}_value"), "no");
        let form = form.fill(&format!("{question}_reason"), "Lyhyt katko, tiedot säilyivät.");
        self.desk.submit(form).await.expect(200);
    }

    async fn tab(&mut self, tab: &str) -> Page {
        self.desk.open(&format!("{}?tab={tab}", self.incident)).await.expect(200)
    }

    async fn kela_form(&mut self) -> Form {
        find(&self.tab("escalation").await, "/escalate", "to", "kela")
    }

    async fn composer(&mut self, kind: &str) -> Form {
        let action = format!("{}/bulletin?kind={kind}", self.incident);
        self.desk.open(&action).await.expect(200).form(&action)
    }

    async fn publish(&mut self, form: Form) {
        let page = self.desk.submit(form.add_choice("action", "publish")).await.expect(200);
        assert!(page.path.ends_with("tab=bulletins"), "what is published is shown:\n{}", page.text());
    }

    /// Each reader has the n-th bulletin by mail and as a text message of one part, in her language.
    fn everybody_got(&self, bulletin: usize) {
        for (address, phone, beginnings) in READERS {
            let beginning = beginnings[bulletin];
            let text = self.kannel.wait_for(beginning, |sms| sms.to == phone && sms.text.starts_with(beginning));
            assert_eq!(text.parts, 1, "a text message is one text message: {}", text.text);
            let number = format!(", {})", bulletin + 1);
            let is_it = |mail: &Mail| mail.recipient() == address && mail.subject().ends_with(&number);
            let mail = self.postfix.wait_for(&format!("bulletin {number} to {address}"), is_it);
            let tag = mail.subject().split(']').next().unwrap_or_default().trim_start_matches('[').to_uppercase();
            // Text messages keep the short word of their model (docs/DOMAIN.md, 7).
            let tag = if tag == "INCIDENT" { "FAULT".to_owned() } else { tag };
            assert!(tag.starts_with(beginning), "{address} reads her own language: {}", mail.subject());
        }
    }

    /// The public page is made anew within seconds of a bulletin.
    async fn page_says(&mut self, words: &str) {
        let end = tokio::time::Instant::now() + wait::LONG;
        while !self.citizen.open("/").await.expect(200).text().contains(words) {
            assert!(tokio::time::Instant::now() < end, "the public page never says {words}");
        }
    }

    fn open_tasks(&self) -> String {
        self.sql("SELECT coalesce(string_agg(name, ' ' ORDER BY name), '') FROM tasks WHERE ended_at IS NULL")
    }

    fn sql(&self, query: &str) -> String {
        sql(&self.database, query)
    }
}

/// The one of several forms for `action` whose hidden field `name` is `value`.
fn find(page: &Page, action: &str, name: &str, value: &str) -> Form {
    let forms = Form::all(&page.text(), &page.path);
    let found = forms.into_iter().find(|form| form.action().ends_with(action) && form.value(name) == Some(value));
    found.unwrap_or_else(|| panic!("no form {action} with {name}={value}:\n{}", page.text()))
}

/// How the program reaches the servers of this story.
fn with_servers(setup: Setup, postfix: &Postfix, kannel: &Kannel, secrets: &Scratch, port: u16) -> Setup {
    let keep = |name: &str, secret: &str| secrets.write_secret(name, secret).display().to_string();
    fs::create_dir_all(secrets.path()).expect("a folder for the secrets");
    setup
        .with("SERVER__PUBLIC_URL", format!("http://127.0.0.1:{port}"))
        .with("CADENCE__GRACE_MINUTES", 0)
        .mailing(postfix, secrets)
        .with("SMS__KANNEL__URL", kannel.sendsms_url())
        .with("SMS__KANNEL__USERNAME", kannel::USER)
        .with("SMS__KANNEL__PASSWORD_FILE", keep("kannel", kannel::PASSWORD))
        .with("SMS__KANNEL__SENDER", "15400")
        .with("SMS__KANNEL__RECEIPTS", format!("http://127.0.0.1:{port}"))
        .with("SMS__KANNEL__RECEIPT_SECRET_FILE", keep("receipts", "tuhat pientä lyhtyä satamassa"))
}
