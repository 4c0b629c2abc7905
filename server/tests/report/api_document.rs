//! Promise: the examples of `docs/API.md` work as they stand there, one after another.

use std::collections::BTreeMap;

use majakka_domain::terms::{OrganisationKind, TokenScope};
use reqwest::Method;
use serde_json::Value;

use crate::api::token;
use crate::ground::{Ground, somebody};

const DOCUMENT: &str = include_str!("../../../docs/API.md");
/// The example's own description, for programs.
const OPENAPI: &str = include_str!("../../src/api/openapi.json");

/// A request or an answer, as it stands in a block of the document.
struct Block {
    first: String,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Block {
    fn read(text: &str) -> Block {
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        let (first, headers) = head.split_once('\n').unwrap_or((head, ""));
        let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        Block { first: first.to_owned(), headers: headers.lines().filter_map(header).collect(), body: body.to_owned() }
    }
}

fn examples() -> Vec<(Block, Block)> {
    let blocks = DOCUMENT.split("```http\n").skip(1).map(|rest| rest.split("\n```").next().unwrap_or_default());
    let blocks: Vec<Block> = blocks.map(Block::read).collect();
    let mut blocks = blocks.into_iter();
    std::iter::from_fn(|| Some((blocks.next()?, blocks.next().expect("an answer to every request")))).collect()
}

/// Is it what the document shows, where `…` stands for anything?
fn is_like(shown: &Value, answered: &Value) -> bool {
    match (shown, answered) {
        (Value::Object(shown), Value::Object(answered)) => {
            shown.len() == answered.len()
                && shown.iter().all(|(key, value)| answered.get(key).is_some_and(|answered| is_like(value, answered)))
        }
        (Value::Array(shown), Value::Array(answered)) => {
            shown.len() == answered.len()
                && shown.iter().zip(answered).all(|(shown, answered)| is_like(shown, answered))
        }
        (Value::String(shown), Value::String(answered)) => match shown.split_once('…') {
            Some((start, end)) => answered.starts_with(start) && answered.ends_with(end),
            None => shown == answered,
        },
        _ => shown == answered,
    }
}

#[actix_web::test]
async fn the_examples_of_the_document_work_as_they_stand() {
    let ground = Ground::new();
    let host = ground.app.organisation(&somebody("yllapito", OrganisationKind::Host));
    let report = format!("Bearer {}", ground.app.api_token(ground.pharmacy, &[TokenScope::Report]));
    let tokens = [
        ("Bearer HOST-TOKEN", token(&ground, host)),
        ("Bearer TOKEN", token(&ground, ground.pharmacy)),
        ("Bearer REPORT-TOKEN", report),
    ];
    let server = ground.app.http();
    let client = reqwest::Client::builder().build().unwrap();
    let examples = examples();
    assert!(examples.len() >= 9, "{}", examples.len());
    for (request, answer) in examples {
        let (method, path) = request.first.split_once(' ').unwrap();
        let mut sent = client.request(method.parse::<Method>().unwrap(), format!("{}{path}", server.address));
        for (name, value) in &request.headers {
            let known = tokens.iter().find(|(name, _)| name == value).map(|(_, token)| token);
            sent = sent.header(name, known.unwrap_or(value));
        }
        let got = sent.body(request.body.clone()).send().await.unwrap();
        let (status, headers, body) = (got.status(), got.headers().clone(), got.text().await.unwrap());
        let example = format!("{}\n{}\nis answered with {status}\n{body}", request.first, request.body);
        assert_eq!(answer.first, format!("HTTP/1.1 {}", status.as_u16()), "{example}");
        assert!(headers.contains_key("x-request-id"), "{example}");
        for (name, value) in &answer.headers {
            assert_eq!(
                headers.get(name).map(|value| value.to_str().unwrap()),
                Some(value.as_str()),
                "{name}: {example}"
            );
        }
        let json = |text: &str| serde_json::from_str::<Value>(text).unwrap_or(Value::Null);
        assert!(is_like(&json(&answer.body), &json(&body)), "{example}");
    }
    server.stop().await;
}

#[test]
fn the_document_knows_every_address_and_field_of_the_description() {
    let described: Value = serde_json::from_str(OPENAPI).unwrap();
    let addresses = described["paths"].as_object().unwrap().keys().map(|path| path.replace("{reference}", "R-2026-"));
    let fields = |schema: &str| described["components"]["schemas"][schema]["properties"].as_object().unwrap().keys();
    let fields =
        ["Report", "Received", "Standing", "Probe", "Upstream", "Understood"].into_iter().flat_map(fields).cloned();
    let unknown: Vec<String> = addresses.chain(fields).filter(|word| !DOCUMENT.contains(word.as_str())).collect();
    assert_eq!(unknown, Vec::<String>::new());
}
