//! `/desk/agreement`: how often people decided as it was proposed, so that the desk knows what a proposal is worth.
//!
//! Guarantee: only the desk's own decisions; a decision is weighed against the proposal of its own moment.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_domain::terms::{Confidence, KelaReport, Origin};
use majakka_messages::Page;
use majakka_store::agreement::{self, Share};
use majakka_store::error::Result;
use serde::Serialize;

use super::context::{DeskContext, answer};
use crate::failure::PageError;
use crate::session::SignedIn;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub struct AgreementPage {
    /// Over all decisions; none without any.
    all: Option<Row>,
    tables: Vec<Table>,
}

/// The shares by the words of one list.
#[derive(Debug, Clone, Serialize)]
pub struct Table {
    /// Key of its caption, and its id.
    caption: &'static str,
    rows: Vec<Row>,
}

/// One proposed word.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    proposed: String,
    decisions: i64,
    agreed: i64,
    percent: i64,
}

/// `GET`.
pub(super) async fn show(app: web::Data<App>, by: SignedIn) -> Result<HttpResponse, PageError> {
    answer(app, by, |context| context.page(StatusCode::OK, &compose(context)?)).await
}

fn compose(context: &DeskContext<'_>) -> Result<AgreementPage> {
    let found = context.app.read(|conn| agreement::of_desk(conn, &context.viewer))?;
    let words = |all: Vec<&'static str>, list: &str, shares: &std::collections::BTreeMap<String, Share>| {
        let met = all.into_iter().filter_map(|word| shares.get(word).map(|share| (word, *share)));
        let rows = met.map(|(word, share)| Ok(row(context.word(list, word)?, share))).collect::<Result<Vec<_>>>()?;
        Ok::<_, majakka_store::error::Error>(rows.into_iter().flatten().collect::<Vec<Row>>())
    };
    let origins = Origin::ALL.iter().map(|word| word.as_str()).collect();
    let confidences = Confidence::ALL.iter().map(|word| word.as_str()).collect();
    let duties = KelaReport::ALL.iter().map(|word| word.as_str()).collect();
    let lists = [
        ("desk-agreement-origins", words(origins, "origin", &found.origins)?),
        ("desk-agreement-confidences", words(confidences, "confidence", &found.confidences)?),
        ("desk-agreement-duties", words(duties, "kela-report", &found.duties)?),
    ];
    let tables = lists.into_iter().map(|(caption, rows)| Table { caption, rows });
    Ok(AgreementPage {
        all: row(String::new(), found.all),
        tables: tables.filter(|table| !table.rows.is_empty()).collect(),
    })
}

fn row(proposed: String, share: Share) -> Option<Row> {
    let percent = share.percent()?;
    Some(Row { proposed, decisions: share.decisions, agreed: share.agreed, percent })
}

impl Page for AgreementPage {
    const TEMPLATE: &'static str = "desk/agreement";

    fn samples() -> Vec<Self> {
        let row = Row { proposed: "tietoliikenne".to_owned(), decisions: 8, agreed: 6, percent: 75 };
        let table = Table { caption: "desk-agreement-origins", rows: vec![row.clone()] };
        vec![AgreementPage { all: Some(row), tables: vec![table] }, AgreementPage { all: None, tables: Vec::new() }]
    }
}
