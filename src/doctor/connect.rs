//! What only a connection can tell: the database and its clock, the gateways, the place of pictures.

use anyhow::Result;
use majakka_app::config::{Finding, Settings};
use majakka_app::content::Content;
use majakka_app::screenshot::ScreenshotStore;
use majakka_domain::terms::Channel;
use majakka_store::clock::{Clock as _, SystemClock};
use majakka_store::db::{self, DbUrl, Schema, dialect};
use majakka_store::error::Error;

/// Clocks that are this far apart (milliseconds) promise different times.
const APART: i64 = 5_000;

/// Tries everything, and says by `well` what went well as it goes.
pub(super) async fn try_all(
    settings: &Settings,
    mail: Option<&str>,
    sms: Option<&str>,
    mut well: impl FnMut(String) -> Result<()>,
) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    match database(settings) {
        Ok(said) => well(said)?,
        Err(finding) => findings.push(finding),
    }
    if !settings.screenshots.url.is_empty() {
        match pictures(settings).await {
            Ok(()) => well(format!("pictures are kept in {}", settings.screenshots.url))?,
            Err(cause) => findings.push(Finding::stops("screenshots.url", cause)),
        }
    }
    // What cannot be made was found without a connection.
    let (Ok(lanes), Ok(content)) = (majakka_notifier::gateways(settings), Content::read(settings)) else {
        return Ok(findings);
    };
    for gateway in lanes.each() {
        let key = format!("route {}", gateway.route());
        if let Err(cause) = gateway.reach().await {
            findings.push(Finding::stops(key, cause));
            continue;
        }
        well(format!("{key} answers"))?;
        let address = if gateway.channel() == Channel::Email { mail } else { sms };
        if let Some(address) = address {
            let sent =
                majakka_notifier::send_one(&content.renderer, settings, gateway.as_ref(), address, SystemClock.now());
            match sent.await {
                Ok(detail) => well(format!("{key} took a test message to {address} {detail}"))?,
                Err(cause) => findings.push(Finding::stops(key, cause)),
            }
        }
    }
    Ok(findings)
}

/// Is it there, of this version, and of one mind with this machine about the time?
fn database(settings: &Settings) -> Result<String, Finding> {
    let no = |cause: &Error| {
        Finding::stops("database.url", cause.to_string().split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let url = settings.database_url().and_then(|url| DbUrl::parse(&url)).map_err(|cause| no(&cause))?;
    if let Some(file) = url.file().filter(|file| !file.exists()) {
        return Ok(format!("database {url}: {} is made by the first start", file.display()));
    }
    let pool = db::open_pool(url.clone(), 1).map_err(|cause| no(&cause))?;
    let mut connection = pool.get().map_err(|cause| Finding::stops("database.url", cause.to_string()))?;
    let schema = db::schema_of(&mut connection).map_err(|cause| no(&cause))?;
    let theirs = dialect::moment(&mut connection, &SystemClock).map_err(|cause| no(&cause.into()))?;
    let apart = (theirs - SystemClock.now()).num_milliseconds().abs();
    if apart > APART {
        let said = format!("its clock and this machine's are {} s apart: set both by the network (NTP)", apart / 1000);
        return Err(Finding::stops("database.url", said));
    }
    match schema {
        Schema::Present => Ok(format!("database {url} answers")),
        Schema::Older => Err(Finding::stops("database.url", format!("{url} waits for `majakka migrate`"))),
        Schema::Newer(step) => Err(no(&db::too_new(&step))),
    }
}

async fn pictures(settings: &Settings) -> Result<(), String> {
    let store =
        ScreenshotStore::from_url(&settings.screenshots.url, &settings.screenshots.s3).map_err(|no| no.to_string())?;
    store.try_out().await.map_err(|no| no.to_string())
}
