//! Every message in every language as its reader gets it, and what must hold for all of them.

mod bulletins;
mod singles;

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use majakka_domain::catalogue::{Catalogue, Texts};
use majakka_domain::format::time;

use super::super::Renderer;
use super::samples::{KINDS, Samples, account_events, account_link, account_notice, refusal_alarm, steps};
use super::*;

static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::parse(include_str!("../../../../../config/catalogue.toml")).unwrap());
static RENDERER: LazyLock<Renderer> = LazyLock::new(|| Renderer::new().unwrap().at("https://majakka.example.fi"));

static SAMPLES: LazyLock<Samples<'static>> = LazyLock::new(|| Samples::new(&CATALOGUE).unwrap());

fn at(text: &str) -> DateTime<Utc> {
    time::parse_rfc3339(text).unwrap()
}

fn texts(fi: &str, sv: &str, en: &str) -> Texts {
    Texts { fi: fi.to_owned(), sv: sv.to_owned(), en: en.to_owned() }
}

fn service(id: &str, functions: &[&str]) -> AffectedService {
    let functions: Vec<String> = functions.iter().map(|function| (*function).to_owned()).collect();
    AffectedService::find(&CATALOGUE, id, &functions).unwrap()
}
