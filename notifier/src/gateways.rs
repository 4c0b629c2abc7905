//! The gateways and hooks of the settings.

use std::path::Path;
use std::sync::Arc;

use actix_web::Scope;
use futures_util::future::BoxFuture;
use majakka_core::Core;
use majakka_core::command::receipt;
use majakka_core::config::Settings;
use majakka_core::error::{Error, Result};
use majakka_core::viewer::Viewer;
use majakka_domain::id::DeliveryId;
use majakka_domain::terms::{Channel, DeliveryState};

use crate::channel::Gateway;
use crate::channel::folder::FolderGateway;
use crate::channel::hooks::{self, ReceiptSink, SinkError};
use crate::channel::kannel::KannelGateway;
use crate::channel::letterhead::Letterhead;
use crate::channel::receipt::ReceiptSigner;
use crate::channel::smtp::SmtpGateway;
use crate::outbox::Gateways;

/// One gateway a channel: the mail server and Kannel where the settings name them, else files under `var/outbox/`.
///
/// # Errors
/// [`Error::Setting`] in one sentence that names the section.
pub fn gateways(settings: &Settings) -> Result<Gateways> {
    let mail = |cause: &dyn std::fmt::Display| Error::Setting(format!("[mail]: {cause}"));
    let letterhead = Letterhead::from_settings(&settings.mail).map_err(|cause| mail(&cause))?;
    let folder = |channel| -> Result<Arc<dyn Gateway>> {
        let path = Path::new(&settings.server.var).join("outbox");
        let words = format!("the folder {} cannot be written to", path.display());
        match FolderGateway::open(path, channel, letterhead.clone()) {
            Ok(gateway) => Ok(Arc::new(gateway)),
            Err(cause) => Err(Error::Setting(format!("{words}: {cause}"))),
        }
    };
    let sms: Arc<dyn Gateway> = match &settings.sms.kannel {
        Some(kannel) => Arc::new(
            KannelGateway::new(kannel, &settings.public_url())
                .map_err(|cause| Error::Setting(format!("[sms.kannel]: {cause}")))?,
        ),
        None => folder(Channel::Sms)?,
    };
    let email: Arc<dyn Gateway> = match &settings.mail.smtp {
        Some(smtp) => Arc::new(SmtpGateway::new(smtp, letterhead.clone()).map_err(|cause| mail(&cause))?),
        None => folder(Channel::Email)?,
    };
    Ok(Gateways::new(vec![sms, email]))
}

/// The hooks of an installation with Kannel; made once, mounted in every thread of the server.
#[derive(Clone)]
pub struct Hooks {
    signer: ReceiptSigner,
    desk: Arc<Desk>,
}

/// The hooks that the settings ask for; none without Kannel.
///
/// # Errors
/// [`Error::Setting`] when the secret cannot be read.
pub fn hooks(core: &Core) -> Result<Option<Hooks>> {
    let Some(kannel) = &core.settings.sms.kannel else { return Ok(None) };
    let signer = ReceiptSigner::from_settings(kannel)
        .map_err(|cause| Error::Setting(format!("[sms.kannel] receipt_secret_file: {cause}")))?;
    Ok(Some(Hooks { signer, desk: Arc::new(Desk(core.clone())) }))
}

impl Hooks {
    /// `/hooks`, to be mounted into the server.
    pub fn scope(&self) -> Scope {
        hooks::scope(self.signer.clone(), self.desk.clone())
    }
}

/// Receipts become steps like any other.
struct Desk(Core);

impl ReceiptSink for Desk {
    fn settle(
        &self,
        delivery: DeliveryId,
        state: DeliveryState,
        detail: String,
    ) -> BoxFuture<'_, Result<(), SinkError>> {
        let core = self.0.clone();
        Box::pin(async move {
            let step =
                move |core: &Core| core.act(&Viewer::System, |act| receipt::receipt(act, delivery, state, &detail));
            Ok(core.errand(step).await?)
        })
    }
}
