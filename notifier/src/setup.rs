//! The gateways and hooks of the settings.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use actix_web::Scope;
use futures_util::future::BoxFuture;
use majakka_app::App;
use majakka_app::command::delivery::inbound::{self, Inbound};
use majakka_app::command::delivery::receipt;
use majakka_app::config::route::{FOLDER, KANNEL, SMTP};
use majakka_app::config::{GatewayKind, GatewaySettings, Route, Settings};
use majakka_domain::delivery::Fate;
use majakka_domain::id::DeliveryId;
use majakka_store::error::{Error, Result};
use majakka_store::viewer::Viewer;

use crate::channel::Gateway;
use crate::channel::elks::ElksGateway;
use crate::channel::folder::FolderGateway;
use crate::channel::hooks::{self, Inbox, InboxError, SignedHook, SignedHooks, TwilioSigner};
use crate::channel::http_gateway::HttpGateway;
use crate::channel::kannel::KannelGateway;
use crate::channel::mime::MailComposer;
use crate::channel::receipt::ReceiptSigner;
use crate::channel::secret::SecretError;
use crate::channel::smtp::SmtpGateway;
use crate::channel::twilio::TwilioGateway;
use crate::outbox::Lanes;

/// Every gateway of the settings, of each channel the preferred first; where there is none, files under `var/outbox/`.
///
/// # Errors
/// [`Error::Setting`] in one sentence that names the route.
pub fn gateways(settings: &Settings) -> Result<Lanes> {
    let all: Result<Vec<_>> =
        settings.routes().iter().map(|route| Ok((make(settings, route)?, route.limits))).collect();
    Ok(Lanes::limited(all?))
}

/// Makes the gateway of one route, secrets and all, and lets it go: would it work, as far as the settings tell?
///
/// # Errors
/// [`Error::Setting`] in one sentence that names the route.
pub fn try_route(settings: &Settings, route: &Route) -> Result<()> {
    // A folder would be made by trying.
    if route.kind == FOLDER { Ok(()) } else { make(settings, route).map(drop) }
}

/// Reads who writes mails and where answers and bounces go.
///
/// # Errors
/// A sentence that begins with the key.
pub fn try_mail(settings: &Settings) -> Result<()> {
    MailComposer::from_settings(&settings.mail).map(drop).map_err(|cause| Error::Setting(cause.to_string()))
}

fn make(settings: &Settings, route: &Route) -> Result<Arc<dyn Gateway>> {
    let name = route.name.as_str();
    let wrong = |cause: &dyn std::fmt::Display| Error::Setting(format!("route {name}: {cause}"));
    let public_url = settings.public_url();
    let composer = || MailComposer::from_settings(&settings.mail).map_err(|cause| wrong(&cause));
    if route.kind == FOLDER {
        let path = Path::new(&settings.server.var).join("outbox");
        let words = format!("the folder {} cannot be written to", path.display());
        let folder = FolderGateway::open(path, route.channel, composer()?);
        return Ok(Arc::new(folder.map_err(|cause| wrong(&format!("{words}: {cause}")))?));
    }
    let mut smtp = settings.mail.smtp.iter().filter(|_| name == SMTP);
    let mut relays = settings.mail.relays.iter().filter(|relay| relay.name == name).map(|relay| &relay.smtp);
    if let Some(smtp) = smtp.next().or_else(|| relays.next()) {
        let gateway = SmtpGateway::new(smtp, composer()?).map_err(|cause| wrong(&cause))?;
        return Ok(Arc::new(gateway.named(name)));
    }
    let kannel = |settings| -> Result<Arc<dyn Gateway>> {
        Ok(Arc::new(KannelGateway::new(name, settings, &public_url).map_err(|cause| wrong(&cause))?))
    };
    if let Some(first) = settings.sms.kannel.as_ref().filter(|_| name == KANNEL) {
        return kannel(first);
    }
    let further = settings.sms.gateways.iter().find(|gateway| gateway.name == name);
    match further.map(|gateway| &gateway.kind) {
        Some(GatewayKind::Kannel(settings)) => kannel(settings),
        Some(GatewayKind::Elks(elks)) => {
            Ok(Arc::new(ElksGateway::new(name, elks, &public_url).map_err(|cause| wrong(&cause))?))
        }
        Some(GatewayKind::Twilio(twilio)) => {
            Ok(Arc::new(TwilioGateway::new(name, twilio, &public_url).map_err(|cause| wrong(&cause))?))
        }
        Some(GatewayKind::Http(http)) => Ok(Arc::new(HttpGateway::new(name, http).map_err(|cause| wrong(&cause))?)),
        None => Err(wrong(&"it is not in the settings")),
    }
}

/// The hooks of an installation with gateways that call back; made once, mounted in every thread of the server.
#[derive(Clone)]
pub struct Hooks {
    signed: SignedHooks,
    desk: Arc<ReceiptHandler>,
}

/// The hooks that the settings ask for; none when no gateway calls back.
///
/// # Errors
/// [`Error::Setting`] when a secret cannot be read.
pub fn hooks(app: &App) -> Result<Option<Hooks>> {
    let signed = signed(&app.settings)?;
    Ok(if signed.is_empty() { None } else { Some(Hooks { signed, desk: Arc::new(ReceiptHandler(app.clone())) }) })
}

fn signed(settings: &Settings) -> Result<SignedHooks> {
    let mut signed = SignedHooks { proxies: settings.server.proxies(), ..SignedHooks::default() };
    let wrong = |route: &str, cause: SecretError| Error::Setting(format!("route {route}: {cause}"));
    let hook = |route: &str, secret: &Path, callers: &[IpAddr]| -> Result<SignedHook> {
        let signer = ReceiptSigner::from_file(secret).map_err(|cause| wrong(route, cause))?;
        Ok(SignedHook { route: route.to_owned(), signer, callers: callers.to_vec() })
    };
    if let Some(kannel) = &settings.sms.kannel {
        signed.kannel.push(hook(KANNEL, &kannel.receipt_secret_file, &[])?);
    }
    for GatewaySettings { name, kind, .. } in &settings.sms.gateways {
        match kind {
            GatewayKind::Kannel(kannel) => signed.kannel.push(hook(name, &kannel.receipt_secret_file, &[])?),
            GatewayKind::Elks(elks) => signed.elks.push(hook(name, &elks.receipt_secret_file, &elks.callers)?),
            GatewayKind::Twilio(twilio) => {
                let signer = TwilioSigner::from_settings(name, twilio, &settings.public_url());
                signed.twilio.push(signer.map_err(|cause| wrong(name, cause))?);
            }
            GatewayKind::Http(_) => {}
        }
    }
    Ok(signed)
}

impl Hooks {
    /// `/hooks`, to be mounted into the server.
    pub fn scope(&self) -> Scope {
        hooks::scope(self.signed.clone(), self.desk.clone())
    }

    /// Where each route's replies come to, below our own address. They are secrets.
    pub fn reply_paths(&self) -> Vec<(String, String)> {
        self.signed.reply_paths()
    }
}

/// What comes back becomes steps like any other.
struct ReceiptHandler(App);

impl Inbox for ReceiptHandler {
    fn receipt(&self, delivery: DeliveryId, fate: Fate, detail: String) -> BoxFuture<'_, Result<(), InboxError>> {
        let app = self.0.clone();
        Box::pin(async move {
            let step = move |app: &App| app.write(&Viewer::System, |tx| receipt::came(tx, delivery, fate, &detail));
            Ok(app.errand(step).await?)
        })
    }

    fn reply(&self, reply: Inbound) -> BoxFuture<'_, Result<(), InboxError>> {
        let app = self.0.clone();
        Box::pin(async move {
            let step = move |app: &App| app.write(&Viewer::System, |tx| inbound::take(tx, &reply));
            Ok(app.errand(step).await?)
        })
    }
}
