//! Keeping the installation: accounts, organisations with their links and tokens, contacts, the log.

use actix_web::web::ServiceConfig;

pub(crate) fn routes(_config: &mut ServiceConfig) {}
