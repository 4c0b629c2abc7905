//! Mails a second to one smtp-sink: our gateway beside smtp-source, the generator that ships with Postfix.
//!
//! Both send the same number of mails of about 4 KB over the same number of kept connections, in turn, three rounds. Absolute
//! figures swing with the machine: the ratio is what counts. Bounded: some 60,000 mails in all.

use std::{
    error::Error,
    net::TcpListener,
    process::{Child, Command},
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::{TimeZone as _, Utc};
use futures_util::stream::{self, StreamExt as _};
use majakka_app::config::{SmtpSecurity, SmtpSettings};
use majakka_domain::{id::DeliveryId, terms::Channel};
use majakka_notifier::channel::{
    Content, Gateway as _, OutboundMessage, Outcome, Words, mime::MailComposer, smtp::SmtpGateway,
};

const ROUNDS: usize = 3;
const MAILS: i64 = 5_000;
const BODY_BYTES: usize = 3_600;

type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut sink =
        Command::new("/usr/sbin/smtp-sink").args(["-u", "nobody", &format!("127.0.0.1:{port}"), "200"]).spawn()?;
    let measured = runtime.block_on(measure(port, &mut sink));
    sink.kill()?;
    sink.wait()?;
    measured
}

async fn measure(port: u16, sink: &mut Child) -> Result<(), Failure> {
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        if let Some(status) = sink.try_wait()? {
            return Err(format!("smtp-sink ended: {status}").into());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    println!("{MAILS} mails of 4 KB, median of {ROUNDS} rounds");
    for sessions in [8, 32] {
        let gateway = gateway(port, sessions)?;
        let (mut theirs, mut ours) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            theirs.push(source(port, sessions)?);
            ours.push(send(&gateway).await?);
        }
        let (theirs, ours) = (median(theirs), median(ours));
        println!(
            "{sessions:>3} connections: smtp-source {theirs:>6.0}/s, ours {ours:>6.0}/s, ratio {:.2}",
            ours / theirs
        );
    }
    Ok(())
}

fn source(port: u16, sessions: usize) -> Result<f64, Failure> {
    let started = Instant::now();
    let status = Command::new("/usr/sbin/smtp-source")
        .args(["-d", "-s", &sessions.to_string(), "-m", &MAILS.to_string(), "-l", "4000"])
        .args(["-f", "majakka@example.fi", "-t", "anna@example.fi", &format!("127.0.0.1:{port}")])
        .status()?;
    if !status.success() {
        return Err(format!("smtp-source ended: {status}").into());
    }
    Ok(rate(started))
}

async fn send(gateway: &SmtpGateway) -> Result<f64, Failure> {
    let letters: Vec<OutboundMessage> = (1..=MAILS).map(letter).collect::<Option<_>>().ok_or("no date")?;
    let started = Instant::now();
    let offers = letters.iter().map(|letter| gateway.offer(letter, 1));
    let outcomes: Vec<Outcome> = stream::iter(offers).buffer_unordered(gateway.width()).collect().await;
    let rate = rate(started);
    let lost = outcomes.iter().find(|outcome| !matches!(outcome, Outcome::Accepted { .. }));
    match lost {
        Some(outcome) => Err(format!("a mail was not accepted: {outcome:?}").into()),
        None => Ok(rate),
    }
}

fn gateway(port: u16, connections: usize) -> Result<SmtpGateway, Failure> {
    let settings = SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port: Some(port),
        security: SmtpSecurity::Plain,
        username: None,
        password_file: None,
        ca_file: None,
        hello: None,
        connections,
        connect_seconds: 10,
        send_seconds: 30,
        idle_seconds: 60,
        limits: Default::default(),
    };
    let composer = MailComposer::new("Majakka <majakka@example.fi>", None, Some("bounces@example.fi"))?;
    Ok(SmtpGateway::new(&settings, composer)?)
}

fn letter(number: i64) -> Option<OutboundMessage> {
    let line = "Resepti-palvelussa on hairio. Toimi nain: kayta paperireseptia.\n";
    let words = Words {
        subject: "[Häiriö] Resepti: ei toimi".to_owned(),
        text: line.repeat(BODY_BYTES / line.len()),
        html: None,
        attachments: Vec::new(),
        references: Some("<h45@majakka.example.fi>".to_owned()),
        written_at: Utc.with_ymd_and_hms(2026, 11, 19, 5, 40, 0).single()?,
        sms: String::new(),
    };
    Some(OutboundMessage {
        delivery: DeliveryId(number),
        channel: Channel::Email,
        to: "anna@example.fi".to_owned(),
        message_id: format!("<d{number}@majakka.example.fi>"),
        return_code: number.to_string(),
        read_code: String::new(),
        content: Arc::new(Content::checked(words).ok()?),
    })
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand mails")]
fn rate(started: Instant) -> f64 {
    MAILS as f64 / started.elapsed().as_secs_f64()
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates.get(rates.len() / 2).copied().unwrap_or(f64::NAN)
}
